#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""export_forms.py - exports in the forms of other tools: French spreadsheets,
JSON lines, a data package, InfluxDB."""
import csv
import hashlib
import io
import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime

import scene
from scene import check, skip, verb

# the end of summer time in Paris: 02:59:00+02:00, then 02:00:00+01:00
START = 1792889940
NAMES = ("LAeq", "LAFmax", "LAF1", "LAF10", "LAF50", "LAF90", "LAF95", "LAFmin")
LEVELS = ((532, 701, 650, 560, 500, 455, 450, 440), (900, 1103, 1000, 930, 870, 800, 790, 781),
          (-1,) * 8, (5,) + (-1,) * 7, (1400,) * 7 + (0,))
COVERED, FLAGS = (60, 48, 0, 3, 60), (0, 1 | 4, 8, 4 | 16, 0)


def fill():
    lines = ["series window 412 raw 290 1 60 USB, \"PnP\""]
    for i, levels in enumerate(LEVELS):
        lines.append(f"record {START + 60 * i} {COVERED[i]} {FLAGS[i]} " +
                     " ".join(map(str, levels)))
    lines += ["moved", "series window 412 raw 290 0 60 USB", "record + 60 32 " +
              " ".join(map(str, LEVELS[0]))]
    scene.make_store(lines)


def in_french():
    code, out, err = verb("export", "--excel-fr", "--zone", "Europe/Paris")
    check("--excel-fr", code == 0 and not err and out.startswith("\ufeff"), (code, err))
    rows = list(csv.reader(io.StringIO(out[1:], newline=""), delimiter=";"))
    plain = list(csv.reader(io.StringIO(verb("export", "--zone", "Europe/Paris")[1],
                                        newline="")))
    check("the same cells, but for the commas", len(rows) == 7 and
          [[re.sub(r"^(\d+),(\d)$", r"\1.\2", c) for c in row] for row in rows] == plain,
          rows[1])
    check("decimal commas", rows[1][6] == "53,2" and rows[5][7] == "140,0", rows[1])
    starts = [row[1] for row in plain[1:4]]
    check("two o'clock strikes twice, and says which", starts ==
          ["2026-10-25T02:59:00+02:00", "2026-10-25T02:00:00+01:00",
           "2026-10-25T02:01:00+01:00"], starts)
    check("both times are the same moment", all(
        datetime.fromisoformat(row[1]) ==
        datetime.fromisoformat(row[2].replace("Z", "+00:00")) for row in plain[1:]))
    path = os.path.join(scene.folder, "fr.csv")
    verb("export", "--excel-fr", "-o", path)
    code, out, err = verb("indicators", path, "--json", "--coverage", "0")
    other = verb("indicators", "--json", "--coverage", "0")[1]
    one, two = json.loads(out), json.loads(other)
    check("indicators of it are those of the store",
          [p["LAeq"] for p in one["placements"]] == [p["LAeq"] for p in two["placements"]] and
          one["placements"][0]["LAFmax"] == 140 and
          [p["calibrated"] for p in one["placements"]] == [True, False], err)


def as_lines():
    code, out, err = verb("export", "--format", "jsonl", "--zone", "Europe/Paris")
    rows = [json.loads(line) for line in out.splitlines()]
    check("a line for each record", code == 0 and not err and len(rows) == 6, err)
    for i, levels in enumerate(LEVELS):
        check(f"record {i + 1} as a line", [rows[i][n] for n in NAMES] ==
              [None if L < 0 else L / 10 for L in levels] and
              rows[i]["covered_s"] == COVERED[i] and rows[i]["placement"] == 1, rows[i])
    check("its place, its times", rows[0]["start_local"] == "2026-10-25T02:59:00+02:00" and
          rows[0]["start"] == "2026-10-25T00:59:00Z" and rows[0]["place"] == "window" and
          rows[5]["placement"] == 2 and rows[5]["calibration"] == "none", rows[5])


def parse(kind, field, text):
    """As Frictionless's Table Schema reads a cell."""
    if kind == "integer":
        return int(text)
    if kind == "number":
        return float(text.replace(field.get("decimalChar", "."), "."))
    if kind == "boolean":
        return {"true": True, "false": False}[text]
    if kind == "datetime":
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    return text


def judge_package(folder):
    """The specification's demands, one by one: what is wrong, or nothing."""
    with open(os.path.join(folder, "datapackage.json")) as f:
        package = json.load(f)
    if not re.fullmatch(r"[a-z0-9._/-]+", package["name"]) or not package["resources"]:
        return "name or resources"
    for r in package["resources"]:
        path = r["path"]
        if path.startswith("/") or ".." in path or r["encoding"] != "utf-8":
            return "path or encoding"
        with open(os.path.join(folder, path), "rb") as f:
            data = f.read()
        if len(data) != r["bytes"] or \
                "sha256:" + hashlib.sha256(data).hexdigest() != r["hash"]:
            return "bytes or hash"
        text = data.decode("utf-8-sig")
        if text.count(r["dialect"]["lineTerminator"]) != text.count("\n"):
            return "line terminator"
        rows = list(csv.reader(io.StringIO(text, newline=""),
                               delimiter=r["dialect"]["delimiter"]))
        fields = r["schema"]["fields"]
        if rows[0] != [f["name"] for f in fields]:
            return "header"
        keys = set()
        for row in rows[1:]:
            for field, cell in zip(fields, row):
                if cell not in r["schema"]["missingValues"]:
                    try:
                        parse(field["type"], field, cell)
                    except (ValueError, KeyError):
                        return f"{field['name']}: {cell}"
            keys.add(tuple(row[rows[0].index(k)] for k in r["schema"]["primaryKey"]))
        if len(keys) != len(rows) - 1:
            return "primary key"
        for f in fields:
            if f["name"].endswith("_dB") != (f.get("unit") == "dB") or \
                    f["name"].endswith("_s") != (f.get("unit") == "s") or \
                    not f["description"]:
                return "unit of " + f["name"]
    return ""


def as_package():
    for extra in ((), ("--excel-fr",)):
        folder = os.path.join(scene.folder, "package")
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, "levels.csv")
        code, _, err = verb("export", "--package", "-o", path, *extra)
        check("a package is made", code == 0 and not err, (code, err))
        wrong = judge_package(folder)
        check("and is what the specification asks for", wrong == "", wrong)
        with open(path, "rb") as f:
            data = f.read()
        with open(path, "wb") as f:
            f.write(data.replace(b"window", b"outdoors"))
        check("control: another file is not what it describes",
              judge_package(folder) == "bytes or hash", judge_package(folder))
        shutil.rmtree(folder)
    code, _, err = verb("export", "--package")
    check("a package needs a file", code == 2 and "-o" in err, (code, err))
    code, _, err = verb("export", "--package", "--format", "json", "-o", path)
    check("and CSV", code == 2 and "json" in err, (code, err))


# ---------------------------------------------------------------- InfluxDB

def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def ask(port, path, body=None, **query):
    url = f"http://127.0.0.1:{port}{path}?" + urllib.parse.urlencode(query)
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data=body),
                                    timeout=20) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as e:
        return e.code, e.read().decode()
    except OSError as e:
        return 0, str(e)


def start_influxd(folder):
    port, rpc = free_port(), free_port()
    config = os.path.join(folder, "influxdb.conf")
    with open(config, "w") as f:
        f.write(f"""reporting-disabled = true
bind-address = "127.0.0.1:{rpc}"
[meta]
dir = "{folder}/meta"
[data]
dir = "{folder}/data"
wal-dir = "{folder}/wal"
[http]
bind-address = "127.0.0.1:{port}"
log-enabled = false
[monitor]
store-enabled = false
""")
    log = open(os.path.join(folder, "log"), "w")
    process = subprocess.Popen(["influxd", "-config", config], stdout=log, stderr=log,
                               env={**os.environ, "HOME": folder})
    for _ in range(300):
        if ask(port, "/ping")[0] == 204 or process.poll() is not None:
            break
        time.sleep(0.2)
    return process, port


def with_influxdb():
    if not shutil.which("influxd"):
        return skip("InfluxDB: influxd is not installed")
    _, lines, err = verb("export", "--format", "influx")
    check("a line for each record", lines.count("\n") == 6 and not err, lines)
    process, port = start_influxd(scene.folder)
    try:
        check("InfluxDB runs", process.poll() is None)
        ask(port, "/query", b"", q="CREATE DATABASE noise")
        status, said = ask(port, "/write", lines.encode(), db="noise")
        check("InfluxDB takes every line", status == 204 and not said, (status, said))
        status, said = ask(port, "/write", lines.replace("LAeq_dB=53.2", "LAeq_dB=nan")
                           .encode(), db="noise")
        check("control: nan is refused", status == 400, (status, said))
        _, said = ask(port, "/query", db="noise", epoch="s",
                      q="SELECT * FROM noise ORDER BY time")
        series = json.loads(said)["results"][0]["series"][0]
        rows = [dict(zip(series["columns"], v)) for v in series["values"]]
        check("all are there", len(rows) == 6, len(rows))
        for i, levels in enumerate(LEVELS):
            r = rows[i]
            check(f"record {i + 1} came back", r["time"] == START + 60 * i and
                  [r[n + "_dB"] for n in NAMES] ==
                  [None if L < 0 else L / 10 for L in levels] and
                  r["covered_s"] == COVERED[i] and r["sequence"] == i + 1 and
                  r["place"] == "window" and r["placement"] == "1", r)
        check("so did what was said", rows[1]["flags"] == "overload gap" and
              rows[0]["calibration"] == "calibrator" and rows[5]["placement"] == "2" and
              rows[0]["doubtful"] is False, rows[1])
    finally:
        process.terminate()
        process.wait(timeout=30)


fill()
in_french()
as_lines()
as_package()
with_influxdb()
scene.end("export_forms")
