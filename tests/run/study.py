#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""study.py - sourdine study and retention, as people call them."""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

BUILD = os.environ.get("BUILD", "build")
folder = tempfile.mkdtemp(prefix="sourdine-study-")
count = {"passed": 0, "failed": 0}
store = folder + "/deep/store.db"


def check(name, good, seen=""):
    count["passed" if good else "failed"] += 1
    print(f"ok {name}" if good else f"FAILED {name}: {seen}")


def run(*arguments, **keys):
    with open(folder + "/conf", "w", encoding="ascii") as f:
        f.write("".join(f"{k} = {v}\n" for k, v in {
            "store": store, "runtime": folder + "/run", **keys}.items()))
    return subprocess.run([BUILD + "/sourdine", "--config", folder + "/conf",
                           *arguments], capture_output=True, text=True,
                          env={**os.environ, "LANG": "C.UTF-8",
                               "LC_ALL": "C.UTF-8"}, check=False)


def when(days):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ",
                         time.gmtime(time.time() + 86400 * days))


def refused(name, word, *arguments):
    p = run(*arguments)
    check(f"refused, one line: {name}", p.returncode == 2 and
          p.stderr.count("\n") == 1 and word in p.stderr, (p.returncode,
                                                           p.stderr))


def studies():
    refused("no name", "--name", "study", "start", "--until", when(1))
    refused("a name in another coding", "UTF-8", "study", "start", "--name", b"caf\xe9",
            "--until", when(1))
    refused("no end", "--until", "study", "start", "--name", "a")
    refused("an end that was", "later than now", "study", "start", "--name",
            "a", "--until", when(-1))
    refused("32 days", "31 days", "study", "start", "--name", "a", "--until",
            when(32))
    refused("a stop of nothing", "no study", "study", "stop")
    p = run("study", "start", "--name", "spring", "--until", when(30))
    check("a study starts, before the meter ever ran", p.returncode == 0 and
          "each report" in p.stdout, p)
    refused("a second one", "already", "study", "start", "--name", "b",
            "--until", when(1))
    p = run("study")
    check("it is listed", "running  spring" in p.stdout, p)
    p = run("status", "--json")
    check("status tells it", json.loads(p.stdout)["study"]["name"] ==
          "spring", p)
    check("it is stopped", run("study", "stop").returncode == 0)
    check("and listed as such", "ended  spring" in run("study").stdout)
    check("and status tells none",
          json.loads(run("status", "--json").stdout)["study"] is None)


def retention():
    global store
    store = folder + "/sealed.db"
    subprocess.run([BUILD + "/tests/keep/make_sealed", store, "400"],
                   check=True)
    refused("no number of days", "retention_days", "retention")
    refused("none", "1 to 36500", "retention", "--days", "0")
    refused("a word", "1 to 36500", "retention", "--days", "x")
    refused("more words", "too much", "retention", "--days", "5", "now")
    p = run("retention", "--days", "1")
    check("all but the newest record is removed", p.returncode == 0 and
          p.stdout == "399 records were removed.\n", p)
    db = sqlite3.connect(store)
    check("which goes on counting", db.execute(
        "SELECT sequence FROM record").fetchall() == [(400,)])
    db.close()
    p = run("verify", "--json")
    check("what is left verifies", json.loads(p.stdout)["valid"], p)
    p = run("retention", retention_days="1")
    check("a second time there is nothing to remove",
          p.stdout == "0 records were removed.\n", p)
    os.chmod(store + ".key", 0o644)
    p = run("retention", "--days", "1")
    check("a key that others can read is not used", p.returncode == 5 and
          "key" in p.stderr, p)


try:
    studies()
    retention()
finally:
    shutil.rmtree(folder, ignore_errors=True)
print("study: %d passed, %d failed" % (count["passed"], count["failed"]))
sys.exit(count["failed"] > 0)
