#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The interface held against its description, both ways: every path that is
described is there and answers as described, every path that is there is
described; and /metrics as Prometheus' own tool reads it."""
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # nothing is left in the tree
from web_meter import (BUILD, FakeKeep, Web, check, fresh_record, make_store,
                       record, skip, summary, within)


class Description:
    """As much of JSON Schema as the description uses; anything else in it is
    an error."""
    KNOWN = {"type", "properties", "required", "additionalProperties", "items",
             "enum", "pattern", "minimum", "maximum", "minItems", "maxItems",
             "oneOf", "$ref", "description"}
    TYPES = {"object": dict, "array": list, "string": str, "boolean": bool,
             "null": type(None)}

    def __init__(self, text):
        self.doc = json.loads(text)
        self.schemas = self.doc["components"]["schemas"]

    def is_type(self, value, name):
        if name in ("number", "integer"):
            return isinstance(value, int if name == "integer" else
                              (int, float)) and not isinstance(value, bool)
        return isinstance(value, self.TYPES[name])

    def faults(self, value, schema, where="answer"):
        """What in this value is not as described."""
        unknown = set(schema) - self.KNOWN
        if unknown:
            return [f"{where}: the description uses {unknown}"]
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            return self.faults(value, self.schemas[name], where)
        if "oneOf" in schema:
            fits = [s for s in schema["oneOf"]
                    if not self.faults(value, s, where)]
            if len(fits) == 1:
                return []
            return [f"{where}: {len(fits)} forms fit {value!r}"[:200]]
        types = schema.get("type", [])
        types = [types] if isinstance(types, str) else types
        if types and not any(self.is_type(value, t) for t in types):
            return [f"{where}: {value!r} is no {types}"[:200]]
        return self.bounds(value, schema, where) + self.inner(value, schema,
                                                              where)

    def bounds(self, value, schema, where):
        found = []
        if "enum" in schema and value not in schema["enum"]:
            found.append(f"{where}: {value!r} is none of {schema['enum']}")
        if isinstance(value, str) and not re.search(
                schema.get("pattern", ""), value):
            found.append(f"{where}: {value!r} is not {schema['pattern']}")
        if isinstance(value, (int, float)) and not (
                schema.get("minimum", value) <= value <=
                schema.get("maximum", value)):
            found.append(f"{where}: {value} is out of bounds")
        if isinstance(value, list) and not (
                schema.get("minItems", 0) <= len(value) <=
                schema.get("maxItems", len(value))):
            found.append(f"{where}: {len(value)} items")
        return found

    def inner(self, value, schema, where):
        found = []
        if isinstance(value, list):
            for i, v in enumerate(value):
                found += self.faults(v, schema["items"], f"{where}[{i}]")
        if isinstance(value, dict):
            known = schema.get("properties", {})
            more = schema.get("additionalProperties", True)
            for k in schema.get("required", []):
                if k not in value:
                    found.append(f"{where}: no {k}")
            for k, v in value.items():
                if k in known:
                    found += self.faults(v, known[k], f"{where}.{k}")
                elif more is False:
                    found.append(f"{where}: {k} is not described")
                elif isinstance(more, dict):
                    found += self.faults(v, more, f"{where}.{k}")
        return found

    def answer(self, path, r):
        """What in this answer is not as described."""
        got = self.doc["paths"][path]["get"]["responses"].get(str(r.status))
        if got is None:
            return [f"{path}: {r.status} is not described"]
        media, = got["content"]
        kind = r.headers["content-type"]
        if kind.split(";")[0] != media:
            return [f"{path}: {kind}, not {media}"]
        value = json.loads(r.body) if media == "application/json" else \
            r.body.decode()
        return self.faults(value, got["content"][media]["schema"])


QUERIES = {"/api/records": "?from=2026-01-01&to=2026-12-31",
           "/api/days": "?from=2026-01-01&to=2026-12-31"}


def every_path_described(web, doc, what, expect=200):
    for path in doc.doc["paths"]:
        if path == "/api/events":
            continue  # it does not end: below
        r = web.get(path + QUERIES.get(path, ""))
        faults = doc.answer(path, r)
        check(f"{what}: {path} answers as described ({r.status})", not faults
              and (r.status == expect or expect is None), (r.status,
                                                           faults[:3]))


def others(web, doc):
    """Answers to what is not there, or makes no sense."""
    for path in ("/api/records?from=x", "/api/days?from=2026-13-01",
                 "/api/days?to=2026-11-25T00:00:00Z", "/api/days?a=1",
                 "/api/days?from=2026-11-26&to=2026-11-25",
                 "/api/days?from=2025-01-01&to=2026-11-25"):
        r = web.get(path)
        check(f"{path}: 400 as described, and what is right", r.status == 400
              and not doc.answer(path.split("?")[0], r) and re.search(
                  "2026-11-23|no later|366 days|2026-11-01",
                  r.body.decode()), r)
    r = web.get("/api/records?from=x")
    check("what is right, to its end", json.loads(r.body)["error"].endswith("+ as %2B"), r)
    r = web.get("/api/now", {"Host": "example.org"})
    check("another name: 421 as described", r.status == 421 and
          not doc.answer("/api/now", r), r)
    events = web.events(2.5)
    now = {"$ref": "#/components/schemas/Now"}
    check("each event is a Now", events and not any(
        doc.faults(e, now) for e in events), events[:1])


def every_path_that_is_there(doc):
    """What the program itself knows: its paths stand in it as text."""
    with open(f"{BUILD}/sourdine-web", "rb") as f:
        words = set(re.findall(rb"\x00(/(?:api/[\w.-]+|metrics))(?=\x00)",
                               f.read()))
    paths = {w.decode() for w in words}
    check("every path that is there is described, and the other way round",
          paths == set(doc.doc["paths"]) and len(paths) > 7,
          paths ^ set(doc.doc["paths"]))


def a_wrong_answer_is_found(doc):
    """The control: the description can tell right from wrong."""
    good = {"time": "2026-11-23T20:00:00Z", "LAeq_1s": 53.2, "state": "ok"}
    second = {"$ref": "#/components/schemas/Second"}
    check("a right answer is right", not doc.faults(good, second))
    for key, value in (("time", "2026-11-23 20:00"), ("LAeq_1s", "53.2"),
                       ("LAeq_1s", 140.1), ("state", "speech"),
                       ("words", "hello"), ("time", None)):
        check(f"a wrong answer is found: {key} = {value!r}",
              doc.faults({**good, key: value}, second))
    check("a missing key is found", doc.faults({"time": good["time"]}, second))


def metrics(web, folder):
    r = web.get("/metrics")
    text = r.body.decode()
    check("/metrics is OpenMetrics", r.headers["content-type"] ==
          "application/openmetrics-text; version=1.0.0; charset=utf-8" and
          text.endswith("\n# EOF\n"), r)
    now = web.json("/api/now")
    value = re.search(r"^sourdine_record_laeq_decibels (\S+)$", text, re.M)
    check("LAeq of the last record", value and float(value[1]) ==
          now["record"]["LAeq"], value)
    check("no second is in it", "_1s" not in text)
    names = set(re.findall(r"^(\w+)(?:\{| )", text, re.M))
    typed = set(re.findall(r"^# TYPE (\w+)", text, re.M))
    check("each has its type", {re.sub("_total$", "", n) for n in names} <=
          typed and len(typed) > 14, names ^ typed)
    if not shutil.which("promtool"):
        skip("promtool: Debian's package prometheus is not there")
        return
    p = subprocess.run(["promtool", "check", "metrics"], input=text,
                       capture_output=True, text=True, timeout=60)
    # It knows the older text format: only a counter's name differs there.
    said = [l for l in (p.stdout + p.stderr).splitlines()
            if not l.startswith("sourdine_records_total ")]
    check("promtool finds nothing wrong", not said, said)
    bad = subprocess.run(["promtool", "check", "metrics"], timeout=60,
                         input=text.replace("laeq_decibels ", "LAeq {"),
                         capture_output=True, text=True)
    check("and would, were it so", bad.returncode != 0)


def main():
    folder = tempfile.mkdtemp(prefix="sourdine-api-")
    store, live = f"{folder}/store", f"{folder}/live"
    end = int(time.time()) // 60 * 60
    rng = random.Random(9)
    try:
        with Web(folder, store, live) as web:
            doc = Description(web.get("/api/openapi.json").body)
            every_path_that_is_there(doc)
            a_wrong_answer_is_found(doc)
            every_path_described(web, doc, "without a store", None)
            make_store(store, [record(end - 60 * i, rng.randrange(300, 900),
                                      rng) for i in range(4000, 0, -1)]
                       + [fresh_record(511)], "raw", 1, "indoors")
            with FakeKeep(live):
                within(10, lambda: web.json("/api/now")["state"] == "ok")
                every_path_described(web, doc, "with records")
                others(web, doc)
            every_path_described(web, doc, "without keep")
            metrics(web, folder)
        with Web(folder, store, live, options=[
                "--access", "proxy", "--operator", "us", "--more", "http://x",
                "--noise-source", "rail"]) as web:
            every_path_described(web, doc, "behind a proxy", None)
        check("nothing was said on stderr", web.errors() == "", web.errors())
    finally:
        shutil.rmtree(folder)
    return summary("web_api")


if __name__ == "__main__":
    sys.exit(main())
