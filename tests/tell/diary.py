#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""diary.py - `sourdine diary`: noted, edited, removed, imported; and what it
means for emergence, worked out here."""
import json
import math
import os
import subprocess
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import scene
from scene import check, verb

PARIS = ZoneInfo("Europe/Paris")
NIGHT = int(datetime(2026, 11, 23, 22, 0, tzinfo=PARIS).timestamp())


def diary(*args, store=scene.STORE):
    return verb("diary", args[0], "--zone", "Europe/Paris", *args[1:], store=store)


def entries(*args):
    code, out, err = diary("list", "--json", *args)
    check("the list is JSON", code == 0 and not err, (code, err))
    return json.loads(out) if code == 0 else []


def mean(levels):
    return 10 * math.log10(sum(10 ** (L / 10) for L in levels) / len(levels))


def noted():
    scene.make_store(["series indoors 150 raw 0 1 60 mic"])
    code, out, err = diary("add", "2026-11-23 22h30–1h10", "--text", "une pompe")
    check("a night is noted", code == 0 and "2026-11-23 22:30 CET" in out and
          "2026-11-24 01:10" in out and not err, (code, out, err))
    code, out, err = diary("add", "2026-10-25 02:10 CEST - 02:10 CET", "--category",
                           "exceptional", "--text", "fireworks")
    check("an hour that was struck twice", code == 0, (code, err))
    got = entries()
    check("both are there, in their words", [(e["from"], e["to"], e["category"], e["text"])
                                             for e in got] ==
          [("2026-11-23T22:30:00+01:00", "2026-11-24T01:10:00+01:00", "source", "une pompe"),
           ("2026-10-25T02:10:00+02:00", "2026-10-25T02:10:00+01:00", "exceptional",
            "fireworks")], got)
    one, two = [str(e["number"]) for e in got]

    code, out, err = diary("edit", one, "--when", "2026-11-23 22h45–1h10")
    check("edited", code == 0 and "22:45" in out, (code, out, err))
    code, out, err = diary("edit", one, "--text", "a pump")
    e = entries()[0]
    check("what was not changed stays", e["from"] == "2026-11-23T22:45:00+01:00" and
          e["text"] == "a pump" and str(e["number"]) == one, e)
    check("the first words stay visible", e["first"]["text"] == "une pompe" and
          e["first"]["from"] == "2026-11-23T22:30:00+01:00", e["first"])
    code, out, err = diary("remove", two)
    check("removed", code == 0 and [x["number"] for x in entries()] == [int(one)],
          (code, err))
    every = entries("--all")
    check("and still to be seen", [x["removed"] for x in every] == [False, True] and
          every[1]["text"] == "fireworks", every)
    out = diary("list", "--all")[1]
    print(out)
    check("so in the table", "as first written" in out and "removed" in out and
          "a pump" in out and "une pompe" in out, out)

    code, out, err = diary("start", "--category", "household")
    check("start", code == 0 and "still going on" in out, (code, out, err))
    time.sleep(1.1)
    code, out, err = diary("stop", "--text", "vacuum")
    last = entries()[-1]
    length = datetime.fromisoformat(last["to"]) - datetime.fromisoformat(last["from"])
    check("stop", code == 0 and last["category"] == "household" and
          last["text"] == "vacuum" and timedelta(seconds=1) <= length <
          timedelta(seconds=60), last)

    for what, args, status, says in (
            ("stop without start", ("stop",), 4, "no entry is open"),
            ("no time", ("add",), 2, "from when to when"),
            ("no end", ("add", "hier 22h30"), 2, "from when to when"),
            ("struck twice", ("add", "2026-10-25 2h10-2h20"), 2, "say CEST or CET"),
            ("no entry", ("edit", "999", "--text", "x"), 4, "no entry 999"),
            ("removed before", ("edit", two, "--text", "x"), 4, "no entry"),
            ("not a number", ("remove", "first"), 2, "its number"),
            ("nothing to change", ("edit", one), 2, "--when, --category or --text"),
            ("no category", ("add", "hier 22h-23h", "--category", "voisin"), 2,
             "source, exceptional"),
            ("too long", ("add", "hier 22h-23h", "--text", "x" * 3000), 2, "too long"),
            ("not UTF-8", ("add", "hier 22h-23h", "--text", b"caf\xe9"), 2, "UTF-8"),
            ("cut off", ("edit", one, "--text", b"caf\xc3"), 2, "UTF-8"),
            ("what steers a terminal", ("edit", one, "--text", "a\x1b[31m"), 2, "UTF-8"),
            ("the same in one character", ("edit", one, "--text", "a\u009b31m"), 2, "UTF-8"),
            ("an end taken away", ("edit", one, "--when", "2026-11-23 22h50"), 2,
             "from when to when")):
        code, out, err = diary(*args)
        check(f"refused: {what}", code == status and says in err, (code, out, err))
    check("no such verb", verb("diary", "sing")[0] == 2)
    check("nothing of that was noted", len(entries("--all")) == 3)


# As an older version took it.
def foreign():
    subprocess.run([scene.MAKE_STORE, scene.STORE], check=True, input=b"key\n"
                   b"diary 1764000000 1764003600 source caf\xe9 \x1b[31m \xc2\x9b \xc3\xa9\n"
                   b"key\n")
    shown = subprocess.run(scene.command("diary", "list"), capture_output=True, check=True,
                           env={**os.environ, "LC_ALL": "C.UTF-8"}).stdout
    check("no words can steer the terminal", b"caf? ?[31m ?? \xc3\xa9" in shown, shown)
    sealed = os.path.join(scene.folder, "sealed.jsonl")
    code, _, err = verb("export", "--sealed", "-o", sealed)
    valid = subprocess.run([os.path.join(scene.BUILD, "sourdine"), "verify", "--json", sealed],
                           capture_output=True, text=True)
    check("what is not UTF-8 leaves as its digest, and verifies", code == 0 and
          json.loads(valid.stdout)["valid"] and json.loads(valid.stdout)["withheld"] == 1,
          (code, err, valid.stdout))


def imported():
    path = os.path.join(scene.folder, "diary.csv")

    def write(*lines):
        with open(path, "w") as f:
            f.write("".join(line + "\n" for line in lines))

    scene.make_store(["series indoors 150 raw 0 1 60 mic"])
    write("From;To;Category;Text", "2026-11-20 22:00;22:30;weather;rain")
    code, out, err = diary("import", path)
    check("capitals in the first line are no other columns", code == 0 and
          entries()[0]["category"] == "weather", (code, out, err))
    for line in ("from;to;categorie;text", "from;to;category;category"):
        write(line, "2026-11-20 22:00;22:30;weather;rain")
        code, out, err = diary("import", path)
        check(f"{line}: refused, nothing is noted", code == 4 and "line 1: a column" in err and
              len(entries()) == 1, (code, out, err))
    scene.make_store(["series indoors 150 raw 0 1 60 mic"])
    write("\ufefffrom;to;text;category", '2026-11-20 22:00;23:30;"the ""fan""; again";source',
          "", "21/11/2026 6h;2026-11-21T07:15:00+01:00;rain;weather")
    code, out, err = diary("import", path)
    check("a sheet is imported", code == 0 and out.startswith("2 entries"), (code, out, err))
    got = [(e["from"], e["to"], e["category"], e["text"]) for e in entries()]
    check("as it was written", got ==
          [("2026-11-20T22:00:00+01:00", "2026-11-20T23:30:00+01:00", "source",
            'the "fan"; again'),
           ("2026-11-21T06:00:00+01:00", "2026-11-21T07:15:00+01:00", "weather", "rain")], got)
    for what, lines, line, says in (
            ("no columns", ("a,b", "1,2"), 1, "'from' and 'to'"),
            ("no time", ("when", "2026-11-20 22h-23h", "2026-11-20 26h-27h"), 3, "time of day"),
            ("no end", ("when", "2026-11-20 22h"), 2, "until when"),
            ("empty", ("from,to", "2026-11-20 22:00,"), 2, "from when to when"),
            ("columns", ("from,to", "2026-11-20 22:00"), 2, "as many columns"),
            ("category", ("when,category", "2026-11-20 22h-23h,voisin"), 2, "household"),
            ("quotes", ("when,text", '2026-11-20 22h-23h,"x'), 2, "as many columns")):
        write(*lines)
        code, out, err = diary("import", path)
        check(f"refused: {what}", code == 4 and f"{path}, line {line}: " in err and
              says in err and err.count("\n") == 1, (code, err))
    check("a line that is wrong undoes all", len(entries("--all")) == 2)


def emergence(*more):
    code, out, err = verb("indicators", "--json", "--zone", "Europe/Paris", "--coverage",
                          "0", *more)
    check("indicators", code == 0 and not err, (code, err))
    return json.loads(out)


def for_emergence():
    """Three hours of minutes from 22 h on: a pump from 23:00:30 to 23:40:20."""
    base = [250 + (7 * k) % 40 for k in range(180)]
    pump = [L + 100 if 61 <= k < 100 else L for k, L in enumerate(base)]
    lines = ["series indoors 150 raw 150 1 60 mic"]
    lines += [f"record {NIGHT + 60 * k} 60 0 {L} -1 -1 -1 -1 -1 -1 -1"
              for k, L in enumerate(pump)]
    scene.make_store(lines)
    check("without a diary there is no emergence", "emergence" not in emergence())
    start = datetime.fromtimestamp(NIGHT + 3630, PARIS).isoformat()
    end = datetime.fromtimestamp(NIGHT + 6020, PARIS).isoformat()
    code, _, err = diary("add", f"{start} - {end}")
    check("the pump is noted", code == 0, err)
    code, _, err = diary("add", "2026-11-24 0h10–0h15", "--category", "weather")
    got = emergence("--source", "professional")
    ambient = [pump[k] / 10 for k in range(61, 100)]
    # the minutes at its edges are left out, so is the rain
    residual = [pump[k] / 10 for k in range(180)
                if not 60 <= k <= 100 and not 130 <= k < 135]
    want = mean(ambient) - mean(residual)
    check("ambient and residual of whole records", abs(got["LAeq_ambient"] - mean(ambient)) <
          0.006 and abs(got["LAeq_residual"] - mean(residual)) < 0.006 and
          abs(got["emergence"] - want) < 0.006, got["emergence"])
    check("what lies across an edge is counted", got["records_left_out"] == 2 and
          got["exceptional_seconds_in_file"] == 300, got["records_left_out"])
    check("cumulated to the second, by the diary", got["cumulated_s"] == 2390 and
          got["term"] == 3 and got["limit"] == 6 and got["period"] == "night",
          got["cumulated_s"])
    check("an indication", got["looked_for"] is True and got["exceeds"] is True and
          got["indication"] == "above" and got["uncertainty_k2"] >= 2, got["indication"])
    domestic = emergence("--source", "domestic")
    check("a domestic source has no limit", domestic["limit"] is None and
          domestic["indication"] is None and domestic["emergence"] == got["emergence"] and
          "no limit value" in domestic["reason"], domestic["reason"])
    code, out, _ = verb("indicators", "--zone", "Europe/Paris", "--source", "professional")
    print(out[-520:])
    check("so in words", "above the landmark" in out and "2 records were left out" in out, out)
    for word in ("infraction", "preuve", "illegal", "proof"):
        check(f"never '{word}'", word not in out.lower())

    code, out, _ = diary("edit", str(entries()[0]["number"]), "--when",
                         f"{start} - " + datetime.fromtimestamp(NIGHT + 3650, PARIS).isoformat())
    short = emergence()
    check("shorter than the records: not computable", short["emergence"] is None and
          "shorter than the records" in short["reason"], short["reason"])
    for number in [e["number"] for e in entries()]:
        diary("remove", str(number))
    check("removed: no emergence again", "emergence" not in emergence())

    # a study knows the seconds: nothing is left out
    for hour in range(3):
        seconds = [str(pump[60 * hour + s // 60]) for s in range(3600)]
        lines.append(f"levels {NIGHT + 3600 * hour} " + " ".join(seconds))
    lines.append(f"diary {NIGHT + 3630} {NIGHT + 6020} source a pump")
    scene.make_store(lines)
    got = emergence()
    per_second = [pump[s // 60] / 10 for s in range(3 * 3600)]
    ambient = per_second[3630:6020]
    residual = per_second[:3630] + per_second[6020:]
    check("from the study's seconds", got["records_left_out"] == 0 and
          got["particular_seconds_in_file"] == 2390 and
          abs(got["emergence"] - mean(ambient) + mean(residual)) < 0.006 and
          got["L50_ambient"] == sorted(ambient, reverse=True)[1194], got["emergence"])


noted()
foreign()
imported()
for_emergence()
scene.end("diary")
