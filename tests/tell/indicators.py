#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""indicators.py - `sourdine indicators` beside the same worked out here from
the definitions: of CSV files and of stores, on the clocks of several zones."""
import json
import math
import os
import random
import subprocess
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import scene
from scene import check, verb

UTC = timezone.utc
RULES = {"FR": (6, 18, 22), "default": (7, 19, 23), "8-20-24": (8, 20, 24)}


def mean(levels):
    """Energy mean of (level, seconds)."""
    weight = sum(w for _, w in levels)
    return 10 * math.log10(sum(w * 10 ** (L / 10) for L, w in levels) / weight)


def den(by_hour, rule):
    """Lday, Levening, Lnight, Lden of {hour: [(level, seconds)]}."""
    d, e, n = rule
    parts = [range(d, e), range(e, n), [h % 24 for h in range(n, 24 + d)]]
    L = [mean([x for h in p for x in by_hour.get(h, [])]) for p in parts]
    hours = (e - d, n - e, 24 - n + d)
    return L + [10 * math.log10(sum(k * 10 ** ((v + add) / 10) for k, v, add in
                                    zip(hours, L, (0, 5, 10))) / 24)]


def LN(levels, N):
    """The level that N % of the levels reach or exceed."""
    ordered = sorted(levels, reverse=True)
    return ordered[max(math.ceil(len(ordered) * N / 100 - 1e-9), 1) - 1]


def write(name, lines, end="\n"):
    path = os.path.join(scene.folder, name)
    with open(path, "wb") as f:
        f.write((end.join(lines) + end).encode())
    return path


def ask(*args, store=scene.STORE):
    code, out, err = verb("indicators", *args, "--json", store=store)
    if not check(f"indicators {' '.join(args[-4:])[-60:]}", code == 0 and not err,
                 (code, err)):
        return {}
    return json.loads(out)


def near(what, got, want, tolerance=0.0051):
    check(what, isinstance(got, (int, float)) and abs(got - want) <= tolerance,
          (got, want))


def day_of(zone, year, month, day):
    """First moments of this day and the next, as UTC seconds."""
    at = datetime(year, month, day, tzinfo=ZoneInfo(zone))
    return int(at.timestamp()), int((at + timedelta(days=1)).timestamp())


def some_level(rng, utc_s, zone):
    local = datetime.fromtimestamp(utc_s, ZoneInfo(zone))
    return round(45 + 8 * math.sin(local.hour / 4) + rng.gauss(0, 3), 1)


def compare_rules(name, got, by_hour):
    for key, rule in RULES.items():
        for metric, want in zip(("Lday", "Levening", "Lnight", "Lden"),
                                den(by_hour, rule)):
            near(f"{name}: {metric} {key}", got[metric].get(key), want)


def nights_when_clocks_are_set():
    """Seconds with ISO times, through the days of 23, 25, 23.5, 24.5 h."""
    rng = random.Random(5)
    for zone, date, hours in (("Europe/Paris", (2026, 3, 29), 23),
                              ("Europe/Paris", (2026, 10, 25), 25),
                              ("Australia/Lord_Howe", (2026, 4, 5), 24.5),
                              ("Australia/Lord_Howe", (2026, 10, 4), 23.5),
                              ("America/New_York", (2026, 7, 1), 24)):
        start, end = day_of(zone, *date)
        lines, by_hour, levels = ["time,LAeq_1s"], {}, []
        for t in range(start, end):
            L = some_level(rng, t, zone)
            local = datetime.fromtimestamp(t, ZoneInfo(zone))
            lines.append(f"{local.isoformat()},{L}")
            by_hour.setdefault(local.hour, []).append((L, 1))
            levels.append(L)
        got = ask(write("day.csv", lines), "--zone", zone, "--hours", "8-20-24-8")
        name = f"{zone} {date}"
        check(f"{name} has {hours} h", len(levels) == hours * 3600 and
              got["seconds_present"] == len(levels) and
              got["coverage_percent"] == 100, got.get("coverage_percent"))
        compare_rules(name, got, by_hour)
        near(f"{name}: LAeq", got["LAeq_24h"], mean([(L, 1) for L in levels]))
        for h in (0, 1, 2, 3, 23):
            near(f"{name}: LAeq {h} h", got["LAeq_hour"][str(h)], mean(by_hour[h])
                 if h in by_hour else math.nan) if h in by_hour else check(
                     f"{name}: no {h} h", got["LAeq_hour"][str(h)] is None)
        for N in (1, 10, 50, 90, 99):
            near(f"{name}: LA{N},1s", got["LN_24h"][f"L{N}"], LN(levels, N))
        above = got["time_above_s"]["50"]
        check(f"{name}: time above 50 dB", above == sum(L > 50 for L in levels), above)
        near(f"{name}: loudest", got["LAmax_1s"], max(levels))
        near(f"{name}: quietest", got["LAmin_1s"], min(levels))


def a_store_on_paris_clocks():
    """A week of minutes over the end of summer time, histograms, a gap."""
    rng, zone = random.Random(6), "Europe/Paris"
    start = day_of(zone, 2026, 10, 19)[0]
    end = day_of(zone, 2026, 10, 26)[0]
    gap = (day_of(zone, 2026, 10, 21)[0], day_of(zone, 2026, 10, 21)[0] + 4 * 3600)
    lines = ["series outdoors 400 raw 0 1 60 mic"]
    days, classes = {}, {}
    for t in range(start, end, 60):
        if gap[0] <= t < gap[1]:
            continue
        covered = rng.choice((60, 60, 60, 17))
        L = some_level(rng, t, zone)
        spread = [round(10 * L) + k for k in (90, 60, 30, 0, -20, -30, -50)]
        lines.append(f"record {t} {covered} 0 {round(10 * L)} " +
                     " ".join(map(str, spread)))
        local = datetime.fromtimestamp(t, ZoneInfo(zone))
        days.setdefault(local.date().isoformat(), []).append((local.hour, L, covered))
        classes.setdefault(t - t % 3600, {}).setdefault(round(L), 0)
        classes[t - t % 3600][round(L)] += 60
    for hour, counts in classes.items():
        lines.append(f"hour {hour} " + " ".join(f"{k}:{n}" for k, n in counts.items()))
    scene.make_store(lines)

    got = ask("--zone", zone, "--by", "day", "--hours", "8-20-24", "--coverage", "60")
    names = [d["period"] for d in got["by"]]
    check("a line for each day", names == sorted(days), names)
    for d in got["by"]:
        by_hour = {}
        for hour, L, w in days[d["period"]]:
            by_hour.setdefault(hour, []).append((L, w))
        if d["period"] == "2026-10-21":
            check("half a night is no night", d["Lnight"]["FR"] is None and
                  d["Lden"]["FR"] is None and "Lnight" in d["reasons"]["Lden[FR]"],
                  d["reasons"])
            continue
        compare_rules(d["period"], d, by_hour)
    last = got["by"][-1]
    check("the last day has 25 h", last["from"] == "2026-10-25T00:00:00+02:00" and
          last["to"] == "2026-10-26T00:00:00+01:00", (last["from"], last["to"]))
    covered = sum(w for _, _, w in days["2026-10-25"])
    near("and its coverage is of 25 h", last["coverage_percent"],
         100 * covered / 90000, 0.001)
    everything = [(L, w) for day in days.values() for _, L, w in day]
    near("LAeq of the week", got["LAeq"], mean(everything))
    near("LAFmax of the week", got["LAFmax"], max(L for L, _ in everything) + 9)
    near("LAFmin of the week", got["LAFmin"], min(L for L, _ in everything) - 5)

    counts = {}
    for hour in classes.values():
        for k, n in hour.items():
            counts[k] = counts.get(k, 0) + n
    total = sum(counts.values())
    for N in (5, 50, 95):
        left = total * N / 100
        for k in sorted(counts, reverse=True):
            if left <= counts[k]:
                break
            left -= counts[k]
        near(f"LA{N},1s within its class", got["LN"][f"L{N}"],
             k + 0.5 - left / counts[k])
    check("and says so", got["LN_from"] == "hourly histograms of LAeq,1s",
          got["LN_from"])

    week = ask("--zone", zone, "--by", "week")["by"]
    check("one week, by its ISO number", [w["period"] for w in week] == ["2026-W43"],
          [w["period"] for w in week])
    hour = ask("--zone", zone, "--by", "hour", "--from", "2026-10-25T00:00:00Z",
               "--to", "2026-10-25T02:00:00Z")["by"]
    check("2 h is struck twice", [h["period"] for h in hour] ==
          ["2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00"],
          [h["period"] for h in hour])
    cut = ask("--zone", zone, "--from", "2026-10-20T10:30:00Z", "--to",
              "2026-10-20T12:30:00Z")
    check("an hour that is cut has no percentiles", cut["LN"]["L50"] is None and
          "whole hours" in cut["reasons"]["LN"], cut["reasons"])
    check("but its LAeq", cut["LAeq"] is not None and cut["coverage_percent"] > 60, cut)
    one = ask("--zone", zone, "--from", "2026-10-20T10:30:00Z", "--to",
              "2026-10-20T10:31:00Z", "--coverage", "20")
    check("one record has its LAFN", set(one["LAFN"]) ==
          {"L1", "L10", "L50", "L90", "L95"} and
          abs(one["LAFN"]["L50"] - one["LAeq"]) < 0.01, one.get("LAFN"))

    code, out, err = verb("indicators", "--zone", zone, "--by", "day")
    print(out)
    check("the table has the days", code == 0 and not err and
          all(d in out for d in days), err)
    check("within 80 columns", max(map(len, out.splitlines())) <= 80,
          max(out.splitlines(), key=len))
    days_lines = [x for x in out.splitlines() if x.startswith("2026-10-19")]
    figures = days_lines[0].split()
    first = got["by"][0]
    check("with the numbers of the JSON", abs(float(figures[1]) - first["LAeq"]) <= 0.051
          and abs(float(figures[5]) - first["Lden"]["FR"]) <= 0.051, figures)


def placements_and_studies():
    """Moved: nothing is averaged.  A study's seconds give the percentiles."""
    rng, t0 = random.Random(7), 1795464000
    seconds = [round(10 * rng.uniform(35, 60)) for _ in range(3600)]
    minutes = [round(10 * mean([(L / 10, 1) for L in seconds[k:k + 60]]))
               for k in range(0, 3600, 60)]
    lines = ["series indoors 150 raw 290 1 60 mic"]
    for k, L in enumerate(minutes):
        lines.append(f"record {t0 + 60 * k} 60 0 {L} -1 -1 -1 -1 -1 -1 -1")
    lines += [f"hour {t0} 40:1800 50:1800",
              f"levels {t0} " + " ".join(map(str, seconds))]
    here = list(lines)
    lines += ["series outdoors 150 raw 290 0 60 mic"]
    for k in range(60):
        lines.append(f"record {t0 + 3600 + 60 * k} 60 0 700 -1 -1 -1 -1 -1 -1 -1")
    scene.make_store(here)
    got = ask("--zone", "UTC")
    for N in (1, 50, 90):
        near(f"LA{N},1s from the study's seconds", got["LN"][f"L{N}"],
             LN(seconds, N) / 10)
    check("LN says that they are seconds", got["LN_from"] == "LAeq,1s", got["LN_from"])
    near("LAeq is of the records", got["LAeq"], mean([(L / 10, 60) for L in minutes]))
    check("the placement is said", got["placement"]["place"] == "indoors" and
          got["calibrated"] is True and got["simulated"] is False, got["placement"])
    scene.make_store(lines)
    got = ask("--zone", "UTC")
    both = got["placements"]
    check("two placements are two", len(both) == 2 and "moved" in got["note"] and
          [p["placement"]["place"] for p in both] == ["indoors", "outdoors"], got)
    near("the first one's LAeq", mean([(L / 10, 60) for L in minutes]),
         ask("--zone", "UTC", "--to", "2026-11-23T21:00:00Z")["LAeq"])
    near("the second one's LAeq", ask("--zone", "UTC", "--from",
                                      "2026-11-23T21:00:00Z")["LAeq"], 70)
    out = verb("indicators", "--zone", "UTC", "--by", "hour")[1]
    second = out.index("Placement 2")
    check("each hour stands below its own placement", "Placement 1" in out[:out.index("T20:00")]
          and out.index("\n2026-11-23T20:00+00:00  ") < second <
          out.index("\n2026-11-23T21:00+00:00  "), out)
    path = os.path.join(scene.folder, "two.csv")
    with open(path, "w") as f:
        f.write(verb("export")[1])
    check("those of a CSV have their numbers", "Placement 2: " in
          verb("indicators", "--zone", "UTC", path)[1])
    check("one of them is not calibrated", [p["calibrated"] for p in both] ==
          [True, False], both)
    check("percentiles of records are not averaged",
          both[1]["LN"]["L50"] is None and "averaged" in both[1]["reasons"]["LN"],
          both[1]["reasons"])
    scene.make_store(lines[:-60] + ["moved", lines[-61]] + lines[-60:])
    check("moved and put back is another placement",
          len(ask("--zone", "UTC")["placements"]) == 2)


def months_and_gaps():
    """Months of hours; a month without any record is there, and empty."""
    lines = ["series outdoors -1 raw 0 1 3600 mic"]
    t = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
    end = int(datetime(2026, 4, 1, tzinfo=UTC).timestamp())
    while t < end:
        if datetime.fromtimestamp(t, UTC).month != 2:
            lines.append(f"record {t} 3600 0 500 600 550 520 500 450 440 400")
        t += 3600
    scene.make_store(lines)
    got = ask("--zone", "UTC", "--by", "month")
    check("an empty month is said", [m["period"] for m in got["by"]] ==
          ["2026-01", "2026-02", "2026-03"] and got["by"][1]["LAeq"] is None and
          got["by"][1]["reasons"]["LAeq"] == "LAeq: nothing was measured",
          [(m["period"], m["LAeq"]) for m in got["by"]])
    near("Lden of a constant 50 dB", got["by"][0]["Lden"]["FR"],
         10 * math.log10((12e5 + 4 * 10 ** 5.5 + 8e6) / 24))
    weeks = ask("--zone", "UTC", "--by", "week")["by"]
    check("weeks begin on Monday, the first one in the old year",
          (weeks[0]["period"], weeks[0]["from"], len(weeks)) ==
          ("2026-W01", "2025-12-29T00:00:00+00:00", 14) and
          abs(weeks[0]["coverage_percent"] - 100 * 4 / 7) < 0.01, weeks[0])
    year = ask("--zone", "UTC", "--by", "year")["by"]
    check("a quarter is no year", len(year) == 1 and year[0]["Lden"]["FR"] is None and
          abs(year[0]["coverage_percent"] - 100 * 62 / 365) < 0.01,
          year[0]["coverage_percent"])


def half_hours():
    """Where clocks are half an hour off, hours of theirs lie across those of UTC."""
    start = 1795564800  # 2026-11-25T00:00Z, 05:30 in Kolkata
    lines = ["series outdoors 400 raw 0 1 900 mic"]
    for k in range(16):
        lines += [f"record {start + 900 * k} 900 0 500 600 590 550 500 450 440 400"]
    for h in range(4):
        lines += [f"hour {start + 3600 * h} 50:3600", f"levels {start + 3600 * h} " +
                  " ".join(str(400 + 10 * h + s // 1800) for s in range(3600))]
    scene.make_store(lines)
    hours = ask("--zone", "Asia/Kolkata", "--by", "hour")["by"][1:-1]
    check("a study's seconds are each in their hour",
          [(h["period"][11:16], h["LN"]["L10"], h["LN"]["L90"]) for h in hours] ==
          [("06:00", 41, 40.1), ("07:00", 42, 41.1), ("08:00", 43, 42.1)],
          [(h["period"], h["LN"]) for h in hours])
    lines = ["series indoors 150 raw 0 1 900 mic"] + [
        f"record {start + 900 * k} 900 0 {500 if k < 2 else 400} -1 -1 -1 -1 -1 -1 -1"
        for k in range(4)] + [f"diary {start} {start + 1800} source pump"]
    scene.make_store(lines)
    cut = ask("--zone", "UTC", "--to", "2026-11-25T00:50:00Z")
    check("a record that the window cuts is neither with the noise nor without it",
          (cut["particular_seconds_in_file"], cut["residual_seconds_in_file"]) == (1800, 900),
          cut)


def longer_records():
    """From 15 minutes to an hour: the new record begins before the last has ended."""
    start = 1795564800
    scene.make_store(["series outdoors 400 raw 0 1 900 mic",
                      f"record {start} 900 0 500 600 590 550 500 450 440 400",
                      "series outdoors 400 raw 0 1 3600 mic",
                      f"record {start} 1800 16 530 600 590 550 500 450 440 400",
                      f"levels {start} " + " ".join(["500"] * 3600)])
    got = ask("--zone", "UTC")
    check("no second counts twice", got["LAmax_1s"] == 50 and
          got["time_above_s"]["45"] == 3600, got["time_above_s"])
    path = os.path.join(scene.folder, "longer.csv")
    with open(path, "w") as f:
        f.write(verb("export")[1])
    check("and its export is taken", ask("--zone", "UTC", path)["LAeq"] == got["LAeq"])


def wrong_input():
    rows = ["second,LAeq_1s", "0,40.0", "1,41.0"]
    for what, lines, line, says in (
            ("no level", rows + ["2,loud"], 4, "a level such as 53.2"),
            ("nan", rows + ["2,nan"], 4, "a level such as 53.2"),
            ("too loud", rows + ["2,1e9"], 4, "a level such as 53.2"),
            ("a hole in the columns", rows + ["2"], 4, "1 columns, where the first"),
            ("out of order", rows + ["1,40"], 4, "not later than the line before"),
            ("a second in two records", ["time,interval_s,LAeq_dB", "2026-11-23T00:00:00Z,60,40",
             "2026-11-23T00:00:30Z,60,50"], 3, "each second in one"),
            ("a mark within a column", ["time,interval_s,LAeq_dB,words",
             '2026-11-23T00:00:00Z,60,40,"a"b'], 2, "in quotes it is doubled"),
            ("no time", ["LAeq_1s", "40"], 1, "one column has to say when"),
            ("two times", ["second,time,LAeq_1s"], 1, "one column has to say when"),
            ("no level column", ["second,LCeq"], 1, "one column has to be the level"),
            ("twice the same", ["second,second,LAeq_1s"], 1, "two columns are called"),
            ("no interval", ["time,LAeq_dB"], 1, "interval_s"),
            ("no offset", ["time,LAeq_1s", "2026-10-25T02:30:00,40"], 2,
             "with its offset from UTC"),
            ("no such day", ["time,LAeq_1s", "2026-02-30T02:30:00Z,40"], 2,
             "2026-11-23T21:00:00+01:00"),
            ("marks", ["second,LAeq_1s,particular", "0,40,yes"], 2, "0 or 1"),
            ("half a second", ["second,LAeq_1s", "0.5,40"], 2, "a whole number"),
            ("covered twice", ["time,LAeq_dB,interval_s,covered_s",
                               "2026-02-03T02:30:00Z,40,60,61"], 2, "more than interval"),
            ("quotes", ["second,LAeq_1s", '0,"40'], 2, "quotation mark")):
        path = write("wrong.csv", lines)
        code, out, err = verb("indicators", path)
        check(f"refused: {what}", code == 4 and not out and says in err and
              f"{path}, line {line}: " in err, (code, err))
    for what, args, says in (
            ("no zone", ["--zone", "Europe/Pariss"], "a time zone"),
            ("no hours", ["--hours", "18-6-22"], "such as 6-18-22"),
            ("no share", ["--coverage", "110"], "a percentage"),
            ("no moment", ["--from", "yesterday"], "a date like"),
            ("turned", ["--from", "2026-11-24", "--to", "2026-11-23"], "earlier than"),
            ("one level", ["--ambient", "40"], "both levels"),
            ("bands", ["--ambient-octaves", "1,2"], "six levels"),
            ("start", ["--start", "25:00"], "when second 0 was"),
            ("how long", ["--ambient", "40", "--residual", "30"], "--cumulated"),
            ("by", ["--by", "fortnight"], "hour, day, week, month or year")):
        code, out, err = verb("indicators", *args)
        check(f"refused: {what}", code == 2 and says in err and not out, (code, err))
    write("wrong.csv", rows + ["2,fort"])
    done = subprocess.run([os.path.join(scene.BUILD, "sourdine"), "indicators",
                           os.path.join(scene.folder, "wrong.csv")], text=True,
                          capture_output=True, env={**os.environ, "LC_ALL": "fr_FR.UTF-8"})
    check("in French: a line of a file", done.returncode == 4 and "ligne 4" in done.stderr and
          "on attendait un niveau" in done.stderr, done)
    for args, word in ((("indicators", "--coverage", "110"), "un pourcentage"),
                       (("verify", "--key", "x"), "chiffres"),
                       (("export", "--sealed", "--format", "csv"), "ne va pas avec")):
        done = subprocess.run([os.path.join(scene.BUILD, "sourdine"), *args], text=True,
                              capture_output=True, env={**os.environ, "LC_ALL": "fr_FR.UTF-8"})
        check(f"in French: {args}", done.returncode == 2 and word in done.stderr, done)
    check("an empty file", "first line" in verb("indicators",
                                                write("wrong.csv", [], ""))[2])
    path = os.path.join(scene.folder, "none.csv")
    check("no file", verb("indicators", path)[0] == 4)
    check("a folder", verb("indicators", scene.folder)[0] == 4)
    check("only a header", verb("indicators", write("wrong.csv", rows[:1]))[0] == 4)


def forms_of_csv():
    """Semicolons, decimal commas, a byte order mark, CRLF, a pipe's data."""
    plain = write("plain.csv", ["second,LAeq_1s"] +
                  [f"{t},{40 + t % 7}.5" for t in range(3600)])
    odd = write("odd.csv", ["\ufeffLAeq_1s;note;second"] +
                [f"{40 + t % 7},5;;{t}" for t in range(3600)], "\r\n")
    a, b = ask(plain), ask(odd)
    a.pop("source"), b.pop("source")
    check("both forms say the same", a == b and a["LAeq"] is not None, (a, b))
    near("half of an hour's energy", a["LAeq"],
         mean([(40 + t % 7 + .5, 1) for t in range(3600)]))
    got = ask("--zone", "UTC", "--by", "hour", write("long.csv", [
        "time,interval_s,LAeq_dB,words", '2026-11-23T00:00:00Z,10800,50,"a ""b, c"" d"']))
    check("three hours in one record are three, each whole",
          [(h["period"][11:13], h["LAeq"], h["coverage_percent"]) for h in got["by"]] ==
          [(f"{k:02}", 50, 100) for k in range(3)], got["by"])
    check("an hour is no day", a["Lday"]["FR"] is None and a["LAeq_24h"] is None and
          "LN_24h" not in a, a["Lday"])


nights_when_clocks_are_set()
a_store_on_paris_clocks()
placements_and_studies()
months_and_gaps()
half_hours()
longer_records()
wrong_input()
forms_of_csv()
scene.end("indicators")
