#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""emergence.py - emergence of CSV files and of numbers, through the command,
beside the same worked out here from the definitions."""
import json
import math
import os
import random

import scene
from scene import check, verb


def mean(levels):
    return 10 * math.log10(sum(10 ** (L / 10) for L in levels) / len(levels))


def LN(levels, N):
    ordered = sorted(levels, reverse=True)
    return ordered[max(math.ceil(len(ordered) * N / 100 - 1e-9), 1) - 1]


def term(s):
    for longest, dB in ((60, 6), (300, 5), (1200, 4), (7200, 3), (14400, 2), (28800, 1)):
        if s <= longest:
            return dB
    return 0


def write(rows, columns="second,LAeq_1s,particular,exceptional"):
    path = os.path.join(scene.folder, "levels.csv")
    with open(path, "w") as f:
        f.write(columns + "\n" + "".join(",".join(map(str, r)) + "\n" for r in rows))
    return path


def ask(*args):
    code, out, err = verb("indicators", *args, "--json")
    check(" ".join(args[1:])[:60] or "asked", code == 0 and not err, (code, err))
    return json.loads(out) if code == 0 else {}


def near(what, got, want, tolerance=0.0051):
    check(what, isinstance(got, (int, float)) and abs(got - want) <= tolerance, (got, want))


def some(rng, n, noise=12):
    """Seconds that come and go, some of them spoilt."""
    rows, on = [], False
    for t in range(n):
        if rng.random() < 0.01:
            on = not on
        spoilt = rng.random() < 0.03
        L = rng.gauss(38, 2) + (noise if on else 0) + (25 if spoilt else 0)
        rows.append((t, round(L, 1), int(on), int(spoilt)))
    return rows


def parts(rows):
    return ([L for _, L, p, x in rows if p and not x],
            [L for _, L, p, x in rows if not p and not x])


def across_22_h():
    """From 21:00 to 23:30: day and night apart, each with its own term."""
    rows = some(random.Random(11), 9000)
    got = ask(write(rows), "--start", "21:00")["emergence"]
    check("day and night are two", set(got) == {"day", "night"}, set(got))
    for name, part, limit in (("day", rows[:3600], 5), ("night", rows[3600:], 3)):
        ambient, residual = parts(part)
        marked = sum(p for _, _, p, x in part if not x)
        one = got[name]
        near(f"{name}: ambient", one["LAeq_ambient"], mean(ambient))
        near(f"{name}: residual", one["LAeq_residual"], mean(residual))
        near(f"{name}: emergence", one["emergence"], mean(ambient) - mean(residual), 0.011)
        near(f"{name}: L50 with the noise", one["L50_ambient"], LN(ambient, 50))
        near(f"{name}: L90 without", one["L90_residual"], LN(residual, 90))
        check(f"{name}: duration, term and limit",
              one["cumulated_s"] == marked and one["term"] == term(marked) and
              one["limit"] == limit + term(marked), one)
        check(f"{name}: seconds", one["particular_seconds_in_file"] == len(ambient) and
              one["residual_seconds_in_file"] == len(residual) and
              one["exceptional_seconds_in_file"] == sum(x for *_, x in part), one)
        e = one["emergence"]
        want = "above" if e > one["limit"] + one["uncertainty_k2"] else \
            "below" if e < one["limit"] - one["uncertainty_k2"] else "too close to say"
        check(f"{name}: indication", one["indication"] == want and
              one["exceeds"] == (e > one["limit"]), one["indication"])


def by_source():
    """The rule follows the source; so do limit, threshold and reason."""
    rows = [(t, 50.0 if t % 2 else 40.0, t % 2, 0) for t in range(3600)]
    path = write(rows)
    base = (path, "--start", "2026-11-22T12:00:00+01:00", "--zone", "Europe/Paris",
            "--cumulated", "30000")
    for source, period, limit, threshold, says in (
            ("professional", "day", 5, 30, None), ("domestic", "day", None, None, "no limit"),
            ("unknown", "day", None, None, "no limit"),
            ("building-site", "day", None, None, "does not look"),
            ("transport", "day", None, None, "does not look"),
            ("amplified", "day", None, None, "inside"),
            # a Sunday is night for a classified installation
            ("classified", "night", 3, 35, None)):
        got = ask(*base, "--source", source)
        check(f"{source}: its rule", got["period"] == period and got["limit"] == limit and
              got["threshold"] == threshold and (says in got["reason"] if says
                                                 else got["reason"] is None), got)
        if says == "does not look":
            check(f"{source}: no emergence", got["emergence"] is None)
        else:
            near(f"{source}: the difference", got["emergence"], 10)
    # a time without a date is of no Sunday, and of no 1 January
    for start, period, limit in (("12:00", "day", 5), ("22:30", "night", 3)):
        got = ask(path, "--start", start, "--source", "classified")
        check(f"classified at {start} of a day without a name",
              (got["period"], got["limit"]) == (period, limit), got)
        got = ask("--ambient", "50", "--residual", "40", "--start", start, "--source",
                  "classified")
        check(f"the same of numbers, {start}", (got["period"], got["limit"],
              got["cumulated_s"]) == (period, limit, None), got)
    got = ask("--ambient", "50", "--residual", "40", "--source", "amplified", "--indoors")
    check("when it was is not made up", got["period"] is None and got["limit"] == 3, got)
    said = scene.verb("indicators", "--ambient", "50", "--residual", "40", "--source",
                      "amplified", "--indoors")[1]
    check("nor in words", "day or night" in said and "duration" not in said, said)
    got = ask(*base, "--source", "amplified", "--indoors")
    check("amplified indoors: 3 dB", got["limit"] == 3 and got["indication"] == "above", got)


def what_cannot_be_told():
    quiet = [(t, 27.0 if t % 2 else 24.0, t % 2, 0) for t in range(3600)]
    base = (write(quiet), "--start", "23:00", "--indoors", "--cumulated", "40000")
    check("a good microphone can tell", ask(*base, "--self-noise", "15")["looked_for"] is True)
    got = ask(*base, "--self-noise", "29")
    check("this microphone cannot", got["looked_for"] is None and got["indication"] is None and
          "this microphone cannot tell" in got["reason"] and got["emergence"] == 3, got)
    got = ask(*base, "--uncalibrated")
    check("not calibrated: the difference, not the threshold", got["emergence"] == 3 and
          got["looked_for"] is None and "not calibrated" in got["reason"], got)
    got = ask(base[0], "--start", "23:00", "--cumulated", "40000")
    check("27 dB(A) elsewhere than indoors: not looked for", got["looked_for"] is False and
          got["exceeds"] is False and "not looked for" in got["reason"], got)
    short = ask(write(quiet[:1799]), *base[1:])
    check("1799 s are too few", short["emergence"] is None and "1800 s" in short["reason"], short)
    check("1800 s are enough", ask(write(quiet[:1800]), *base[1:])["emergence"] == 3)
    always = ask(write([(t, L, 1, 0) for t, L, _, _ in quiet]), *base[1:])
    check("never without the noise", always["emergence"] is None and
          "without the noise" in always["reason"], always["reason"])


def of_records():
    """Minutes in a CSV, marked by its columns."""
    rows = []
    for k in range(120):
        on = int(30 <= k < 70)
        rows.append((f"2026-11-23T{10 + k // 60}:{k % 60:02}:00+01:00", 60, 60 if k % 5 else 31,
                     (52.0 if on else 41.0) + k % 3, on, int(k == 100)))
    got = ask(write(rows, "time,interval_s,covered_s,LAeq_dB,particular,exceptional"),
              "--zone", "Europe/Paris")
    weigh = [lambda r: r[4] and not r[5], lambda r: not r[4] and not r[5]]
    levels = [10 * math.log10(sum(r[2] * 10 ** (r[3] / 10) for r in rows if w(r)) /
                              sum(r[2] for r in rows if w(r))) for w in weigh]
    near("ambient of records, by what they covered", got["LAeq_ambient"], levels[0])
    near("residual of records", got["LAeq_residual"], levels[1])
    check("records have no L50", got["L50_ambient"] is None and got["cumulated_s"] == 2400, got)


def of_numbers():
    rng = random.Random(12)
    for k in range(40):
        ambient, residual = round(rng.uniform(20, 60), 1), round(rng.uniform(15, 55), 1)
        cumulated, hour = rng.choice((5, 60, 61, 4000, 28800, 28801)), rng.randrange(24)
        indoors = k % 2 == 0
        got = ask("--ambient", str(ambient), "--residual", str(residual), "--cumulated",
                  str(cumulated), "--start", f"{hour}:30", *(["--indoors"] if indoors else []))
        limit = (5 if 7 <= hour < 22 else 3) + term(cumulated)
        looked = ambient > (25 if indoors else 30)
        e = round(ambient - residual, 6)
        check(f"{ambient} and {residual}, {cumulated} s, {hour}:30", got["limit"] == limit and
              got["looked_for"] == looked and abs(got["emergence"] - e) < 1e-6 and
              got["exceeds"] == (looked and e > limit), got)
    both = ask("--ambient", "40", "--residual", "30", "--source", "amplified", "--indoors",
               "--ambient-octaves", "40,40,40,40,40,40",
               "--residual-octaves", "37,36.9,30,40,39,45")
    octaves = ("--ambient-octaves", "40,40,40,40,40,40", "--residual-octaves",
               "20,20,20,20,20,20")
    for more in (("--source", "domestic", "--indoors"), ()):
        got = ask(*octaves, *more)
        check(f"octaves that no rule looks at: {more}", got["exceeds_bands"] == [] and
              set(got["limit_bands"].values()) == {None} and got["emergence"]["500"] == 20, got)
        said = scene.verb("indicators", *octaves, *more)[1]
        check("and it is said", "No rule looks at octaves here" in said and
              "landmark" not in said, said)
    check("octaves of amplified music: 3 dB each", both["spectral"]["exceeds_bands"] ==
          [250, 500] and both["spectral"]["emergence"]["125"] == 3 and both["emergence"] == 10,
          both["spectral"])


across_22_h()
by_source()
what_cannot_be_told()
of_records()
of_numbers()
scene.end("emergence")
