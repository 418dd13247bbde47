#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""oracle_series.py - the series and emergence cases of an independent
reference, through the command line."""
import json
import os
import subprocess
import sys
import tempfile

import scene
from scene import check, skip, verb

ORACLE = os.environ.get("ORACLE", "")


def seconds(hour):
    return str(round(hour * 3600))


def flat(o, name=""):
    """{"LN_hour": {"8": {"L10": 1}}} is LN_hour[8][L10]."""
    if not isinstance(o, dict):
        return {name: o}
    out = {}
    for key, value in o.items():
        out.update(flat(value, f"{name}[{key}]" if name else key))
    return out


def run(*args):
    code, out, err = verb("indicators", *args, "--json")
    check(f"{args[0]} is understood", code == 0 and not err, (code, err))
    return flat(json.loads(out)) if code == 0 else {}


def results(folder, expected):
    got = {}
    for s in expected["series"]:
        path = os.path.join(folder, s["file"])
        args = [path]
        if "cumulated_s" in s:
            args += ["--start", str(s["start_s"]), "--cumulated", str(s["cumulated_s"])]
            args += ["--indoors"] if s["inside"] else []
        got[s["name"]] = run(*args)
    for c in expected["emergence_tables"]:
        i = c["input"]
        got[c["name"]] = run("--ambient", str(i["LAeq_ambient"]),
                             "--residual", str(i["LAeq_residual"]),
                             "--cumulated", str(i["cumulated_s"]),
                             "--start", seconds(i["hour"]),
                             *(["--indoors"] if i["inside"] else []))
    for c in expected["spectral_emergence"]:
        i = c["input"]
        got[c["name"]] = run(
            "--ambient-octaves", ",".join(str(v) for v in i["ambient"].values()),
            "--residual-octaves", ",".join(str(v) for v in i["residual"].values()),
            "--indoors")
    return got


def judge(expected, got):
    """What the reference's own judge says: (exit code, its last line)."""
    with tempfile.TemporaryDirectory() as folder:
        names = {"expected": expected, "results": got}
        for name, what in names.items():
            with open(os.path.join(folder, name), "w") as f:
                json.dump(what, f)
        done = subprocess.run([sys.executable, os.path.join(ORACLE, "check.py"),
                               os.path.join(folder, "expected"),
                               os.path.join(folder, "results")],
                              capture_output=True, text=True)
        return done.returncode, done.stdout


def main():
    path = os.path.join(ORACLE, "open", "expected.json")
    if not ORACLE or not os.path.exists(path):
        skip("the reference's series: no ORACLE folder")
        scene.end("oracle_series")
    with open(path) as f:
        expected = json.load(f)
    expected["cases"] = []
    got = results(os.path.join(ORACLE, "open"), expected)
    code, said = judge(expected, got)
    print(said.strip())
    check("every series and emergence check passes", code == 0, said)
    # the judge's own control: 0.2 dB in one value are seen
    first = expected["series"][0]["name"]
    got[first]["Lden[FR]"] = got[first].get("Lden[FR]", 0) + 0.2
    code, said = judge(expected, got)
    check("a value that is 0.2 dB off is seen", code != 0 and "Lden[FR]" in said, said)
    scene.end("oracle_series")


main()
