#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""export_import.py - a sealed export imported again is the same store, and a
forged one is none."""
import json
import os
import subprocess

import scene
from scene import check, verb

START = 1795464000  # 2026-11-23T20:00:00Z


def path(name):
    return os.path.join(scene.folder, name)


def export(name, store, *more):
    code, _, err = verb("export", "--sealed", "--seconds", "-o", path(name), *more, store=store)
    check(f"{name} is exported", code == 0, (code, err))
    with open(path(name)) as f:
        return f.read()


def refused(what, text, says, name="forged"):
    with open(path(name), "w") as f:
        f.write(text)
    code, out, err = verb("import", path(name), "-o", path("never.db"))
    check(f"refused: {what}", code == 4 and says in err and not out and
          not [n for n in os.listdir(scene.folder) if n.startswith("never")],
          (code, err))


def fill():
    lines = ["series indoors 150 raw 290 1 60 mic"]
    for i in range(120):
        lines.append(f"record {START + 60 * i} 60 0 {400 + i} 600 550 520 500 450 440 400")
    lines += [f"hour {START} 40:1800 50:1800",
              f"levels {START} " + " ".join(str(400 + i % 90) for i in range(3600)),
              f"diary {START} {START + 600} source a fan", "key", "moved",
              "series outdoors 150 raw 290 0 60 mic"]
    for i in range(120, 150):
        lines.append(f"record {START + 60 * i} {i - 120} {32 | 4 if i > 121 else 32} "
                     f"{500 if i > 120 else -1} -1 -1 -1 -1 -1 -1 -1")
    scene.make_store(lines + ["key"])


def signature(text):
    return next(json.loads(r)["signature"] for r in text.splitlines() if "signature" in r)


fill()
one = export("one.jsonl", scene.STORE)
code, out, err = verb("import", path("one.jsonl"), "-o", path("new.db"))
check("it is imported", code == 0 and not err and "150 records" in out, (code, out, err))
check("and says who signed it", "Signed up to entry" in out and len(out.split()[-1]) == 64, out)
check("without a key to sign with", not os.path.exists(path("new.db.key")))
check("for reading only", os.stat(path("new.db")).st_mode & 0o222 == 0)
two = export("two.jsonl", path("new.db"))
check("it exports the same bytes again", one == two and one.count("\n") > 150, len(one))
for form in ("csv", "json", "jsonl", "influx"):
    a = verb("export", "--format", form)[1]
    b = verb("export", "--format", form, store=path("new.db"))[1]
    check(f"the same as {form}", a == b and len(a) > 10000, (len(a), len(b)))
a = json.loads(verb("indicators", "--json", "--coverage", "0", "--zone", "UTC")[1])
b = json.loads(verb("indicators", "--json", "--coverage", "0", "--zone", "UTC",
                    store=path("new.db"))[1])
a.pop("source"), b.pop("source")
check("the same indicators", a == b and len(a["placements"]) == 2 and
      a["placements"][0]["LN_from"] == "LAeq,1s", b)

code, _, err = verb("import", path("one.jsonl"), "-o", path("new.db"))
check("nothing is written over", code == 4 and "there already" in err, (code, err))
rows = one.splitlines(True)
refused("a level that was changed", one.replace('"LAeq":400', '"LAeq":401', 1), "changed")
refused("a line that is missing", "".join(rows[:50] + rows[51:]), "missing")
refused("two lines that changed places",
        "".join(rows[:50] + [rows[51], rows[50]] + rows[52:]), "")
refused("what is no JSON", one[:5000] + "\n", "")
refused("a CSV export", verb("export")[1], "export --sealed")
refused("one signature of another", one.replace(signature(one), signature(one)[::-1], 1),
        "")
refused("an empty file", "", "export --sealed")
export("part.jsonl", scene.STORE, "--from", "2026-11-23T21:00:00Z")
with open(path("part.jsonl")) as f:
    refused("a part", f.read(), "a part of a store")
code, _, err = verb("export", "--sealed", "-o", path("less.jsonl"))
with open(path("less.jsonl")) as f:
    refused("seconds withheld", f.read(), "--seconds")
with open(scene.STORE, "rb") as f:
    before = f.read()
os.symlink(scene.STORE, path("link"))
for form in ("--format=csv", "--sealed"):
    for name in (scene.STORE, path("link")):
        code, _, err = verb("export", form, "-o", name)
        with open(scene.STORE, "rb") as f:
            check(f"{form}: not over the store itself", code == 4 and "the store itself" in err
                  and f.read() == before, (code, err))
check("no file", verb("import", path("none"), "-o", path("never.db"))[0] == 4)
check("no name", verb("import", path("one.jsonl"))[0] == 2)
full = subprocess.run(scene.command("import", path("one.jsonl"), "-o",
                                    "/proc/never.db"), capture_output=True, text=True)
check("where nothing can be written", full.returncode == 5 and "/proc/never.db" in full.stderr,
      full)
scene.end("export_import")
