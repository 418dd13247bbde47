#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the operator states of a measurement (who, facade, source, response
file): from the configuration to the journal, the report, and `verify`."""
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from papers import data  # noqa: E402

BUILD = os.path.abspath(os.environ.get("BUILD", "build"))
MAKE_STORE = BUILD + "/tests/tell/make_store"
DAY = 1781647200  # 2026-06-17 00:00 in Paris
passed = failed = 0


def check(what, good, detail=""):
    global passed, failed
    passed += bool(good)
    failed += not good
    print(f"{'ok' if good else 'FAILED'} {what}{'' if good else f': {detail}'}",
          flush=True)


work = tempfile.mkdtemp(prefix="sourdine-stated-")


def run(*args):
    return subprocess.run(list(args), capture_output=True, text=True,
                          timeout=120, env=dict(os.environ, LANGUAGE="en",
                                                LC_ALL="C.UTF-8"))


def store(name, *lines):
    """A day of hours outdoors, with these lines of `op` before, and after."""
    path = f"{work}/{name}.db"
    hours = [f"record {DAY + 3600 * h} 3600 0 500 600 550 520 500 480 470 460"
             for h in range(24)]
    before = [x for x in lines if not x.startswith("after ")]
    after = [x[6:] for x in lines if x.startswith("after ")]
    subprocess.run([MAKE_STORE, path], text=True, check=True, input="\n".join(
        ["key", *before, "series outdoors 400 raw 0 1 3600 mic", *hours, *after, "key"])
        + "\n")
    with open(f"{work}/{name}.conf", "w") as f:
        f.write(f"store = {path}\nruntime = {work}/run\n")


def sourdine(name, *args):
    return run(BUILD + "/sourdine", "--config", f"{work}/{name}.conf", *args)


def report(name, *args, file="r.html"):
    path = f"{work}/{name}-{file}"
    r = sourdine(name, "report", "--zone", "Europe/Paris", "--lang", "en", "--kind",
                 "study", "--from", "2026-06-17", "--to", "2026-06-17", *args, "-o", path)
    if r.returncode:
        check(f"{path} is made", False, r.stderr)
    return path


def words(path):
    with open(path) as f:
        return re.sub(r"\s+", " ", f.read())


def valid(name, path, *args):
    r = sourdine(name, "verify", path, *args)
    return r.returncode == 0 and "each number is" in r.stdout and \
        "the pages are what" in r.stdout, r.stdout + r.stderr


# ------------------------------------------------------------ what is said

store("nothing")
path = report("nothing")
check("nothing was stated, and that is said", data(path)["stated"] == {
    "operator": "", "facade_m": None, "source_m": None, "response": None} and
    "Measured by: not stated." in words(path) and
    "Whether a façade is near was not stated" in words(path) and
    "names no file" in words(path), data(path)["stated"])
check("such a report is valid", *valid("nothing", path))

RESPONSE = {"name": "7101234.txt", "sha256": "ab" * 32, "from_hz": 20.0,
            "to_hz": 20000.0, "lowest_db": -1.25, "highest_db": 2.5, "at_hz": 1000}
ALL = (f"op {DAY - 60} operator Mme <Roche>", f"op {DAY - 60} facade_m 2",
       f"op {DAY - 60} source_m 12.5", f"op {DAY - 60} response {json.dumps(RESPONSE)}")
store("all", *ALL)
path = report("all")
stated = data(path)["stated"]
check("all of it is in the numbers", stated["operator"] == "Mme <Roche>" and
      stated["facade_m"] == 2 and stated["source_m"] == 12.5 and
      {**RESPONSE, "since": "2026-06-16T23:59:00+02:00"} == stated["response"], stated)
check("and in words", "Measured by: Mme &lt;Roche&gt;. Source at 12.5 m." in words(path) and
      "Façade at 2 m: its reflection adds 3 dB by convention (ISO 1996-2), which were "
      "not subtracted." in words(path) and
      "“7101234.txt” since 16 June 2026: from 20 to 20000 Hz, deviations from -1.2 to "
      "+2.5 dB" in words(path).replace("−", "-") and "ab" * 32 in words(path),
      words(path)[2000:6000])
check("valid", *valid("all", path))
levels = data(path)["periods"]
check("a facade changes no level", levels == data(report("nothing"))["periods"])
near = report("all", "--kind", "neighbourhood", file="n.html")
check("the neighbourhood report says it, too", "Measured by: Mme" in words(near) and
      "Façade at 2 m" in words(near))
check("and is valid", *valid("all", near))
redacted = report("all", "--redact", file="redacted.html")
check("--redact leaves the name out", "Roche" not in words(redacted) and
      "Measured by: left out of this copy." in words(redacted) and
      data(redacted)["stated"]["facade_m"] == 2, data(redacted)["stated"])
check("and is valid", *valid("all", redacted))
for m, said in (("0", "Microphone on the façade, which adds 6 dB"),
                ("3", "adds up to 3 dB"), ("5", "façade is 5 m away: it reflects"),
                ("1000", "No façade is near.")):
    store("at" + m, f"op {DAY - 60} facade_m {m}")
    text = words(report("at" + m))
    check(f"a facade at {m} m: {said}", said in text, text[2000:4000])

# ------------------------------------------------------------ from when on

store("late", f"after op {DAY + 90000} operator M. Late", f"after op {DAY + 90000} "
      f"facade_m 1.5", f"after op {DAY + 90000} response {json.dumps(RESPONSE)}")
stated = data(report("late"))["stated"]
check("said later, while nothing moved: holds; but no response file", stated["operator"]
      == "M. Late" and stated["facade_m"] == 1.5 and stated["response"] is None, stated)
store("moved", f"after moved {DAY + 88000}", f"after op {DAY + 90000} facade_m 1.5")
check("said later, of another place: does not", data(report("moved"))["stated"]
      ["facade_m"] is None)
store("twice", *ALL, f"after op {DAY + 90000} operator Somebody else")
check("what was said for this period stays", data(report("twice"))["stated"]["operator"]
      == "Mme <Roche>")
path = report("late", file="before.html")
r = sourdine("late", "diary", "start")
check("verify reads it as it was then", *valid("late", path))

# ------------------------------------------------------------- forgeries


def forge(what, wanted, act):
    with open(report("all")) as f:
        text = f.read()
    m = re.search(r'id="report">(.*?)</script>', text)
    tree = json.loads(m[1])
    act(tree["stated"])
    forged = text[:m.start(1)] + json.dumps(tree, separators=(",", ":"),
                                            ensure_ascii=False) + text[m.end(1):]
    with open(work + "/forged.html", "w") as f:
        f.write(re.sub("(sourdine-signature:)[0-9a-f]{128}", r"\g<1>" + "0" * 128,
                       forged))
    r = sourdine("all", "verify", work + "/forged.html")
    check(f"forgery, {what}: named", r.returncode == 1 and re.search(wanted, r.stdout),
          r.stdout)


forge("who measured", 'stated/operator is "Me" in', lambda s: s.update(operator="Me"))
forge("the facade", "stated/facade_m is 20", lambda s: s.update(facade_m=20.0))
forge("the response file", "stated/response/sha256 is", lambda s:
      s["response"].update(sha256="cd" * 32))

# --------------------------------------- from the configuration to the journal

response = f"{work}/my microphone.txt"
with open(response, "w") as f:
    f.write("20 -3.5\n1000 0\n20000 1.75\n")
with open(response, "rb") as f:
    want = hashlib.sha256(f.read()).hexdigest()
seen = f"{work}/seen"
bin_ = f"{work}/bin"
os.mkdir(bin_)
shutil.copy(BUILD + "/sourdine", bin_)
for name in "hear", "gate", "keep", "web":  # keep tells what it was given
    with open(f"{bin_}/sourdine-{name}", "w") as f:
        f.write("#!/bin/sh\n" + (f'printf "%s\\n" "$@" > {seen}.new; mv {seen}.new '
                                 f'{seen}\n' if name == "keep" else "") + "sleep 5\n")
    os.chmod(f"{bin_}/sourdine-{name}", 0o755)
with open(f"{work}/run.conf", "w") as f:
    f.write(f"store = {work}/run.db\nruntime = {work}/runtime\noperator = Mme Roche\n"
            f"facade_m = 2\nsource_m = -1\nmicrophone_response = {response}\n"
            f"listen = unix:{work}/page\n")
p = subprocess.Popen([bin_ + "/sourdine", "--config", f"{work}/run.conf", "run"],
                     stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
for _ in range(100):
    if os.path.exists(seen):
        break
    try:
        p.wait(0.1)
        break
    except subprocess.TimeoutExpired:
        pass
p.terminate()
errors = p.communicate(timeout=20)[1].decode()
given = {}
if os.path.exists(seen):
    with open(seen) as f:
        args = f.read().split("\n")
    given = dict(args[i + 1].split("=", 1) for i, x in enumerate(args)
                 if x == "--stated")
check("run hands on what is configured", given.get("operator") == "Mme Roche" and
      given.get("facade_m") == "2" and given.get("source_m") == "", (given, errors))
got = json.loads(given.get("response") or "{}")
check("with the response file's hash and range", got == {
    "name": "my microphone.txt", "sha256": want, "from_hz": 20, "to_hz": 20000,
    "lowest_db": -3.5, "highest_db": 1.75, "at_hz": 1000}, got)

shutil.rmtree(work)
print(f"report_stated: {passed} passed, {failed} failed")
sys.exit(failed != 0)
