#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""export.py - `sourdine export`: CSV and JSON that say what the store says."""
import csv
import io
import json
import os
import resource
import signal
import stat
import subprocess
import time

import scene
from scene import check, verb

START = 1795464000  # 2026-11-23T20:00:00Z
COLUMNS = ("sequence,start,start_utc,interval_s,covered_s,flags,LAeq_dB,LAFmax_dB,LAF1_dB,"
           "LAF10_dB,LAF50_dB,LAF90_dB,LAF95_dB,LAFmin_dB,series,placement,place,"
           "simulated,calibrated,calibration,doubtful").split(",")
# covered, flags, then the eight levels, tenths of a dB
RECORDS = ((60, 0, 532, 701, 650, 560, 500, 455, 450, 440),
           (48, 1 | 4, 900, 1103, 1000, 930, 870, 800, 790, 781),
           (0, 8, -1, -1, -1, -1, -1, -1, -1, -1),
           (3, 4 | 16, 5, -1, -1, -1, -1, -1, -1, -1))
OTHERS = (60, 32 | 64, 1400, 1400, 1400, 1400, 1400, 1400, 1400, 0)
NAMES = {1: "overload", 2: "under-range", 4: "gap", 8: "dead", 16: "start",
         32: "uncalibrated", 64: "simulated"}


def numbers(r):
    return " ".join(map(str, r))


def fill(*calibrations):
    scene.make_store(
        [f"calibration {c}" for c in calibrations] +
        ["series window 412 raw 290 1 60 USB \"PnP\""] +
        [f"record {START + 60 * i} {numbers(r)}" for i, r in enumerate(RECORDS)] +
        ["series outdoors -1 simulated 0 0 900 street",
         f"record {START + 900} {numbers(OTHERS)}"]
    )


def names(flags):
    return [NAMES[bit] for bit in NAMES if flags & bit]


def as_csv():
    code, out, err = verb("export")
    check("export succeeds", code == 0 and err == "", (code, err))
    check("lines end as RFC 4180 says", out.count("\r\n") == 6 and
          out.count("\n") == 6, repr(out[:200]))
    rows = list(csv.reader(io.StringIO(out, newline="")))
    check("columns with their units", rows[0] == COLUMNS, rows[0])
    check("a row for each record, none short", len(rows) == 6 and
          all(len(row) == len(COLUMNS) for row in rows), len(rows))
    for i, r in enumerate(RECORDS):
        row = dict(zip(COLUMNS, rows[i + 1]))
        want = ["" if level < 0 else f"{level / 10:.1f}" for level in r[2:]]
        check(f"record {i + 1} is as stored",
              [row[name] for name in COLUMNS[6:14]] == want and
              row["sequence"] == str(i + 1) and
              row["start_utc"] == f"2026-11-23T20:0{i}:00Z" and
              row["interval_s"] == "60" and row["covered_s"] == str(r[0]) and
              row["flags"] == " ".join(names(r[1])) and row["series"] == "1" and
              row["place"] == "window" and row["simulated"] == "false" and
              row["calibrated"] == "true" and row["calibration"] == "calibrator" and
              row["doubtful"] == "false", row)
    row = dict(zip(COLUMNS, rows[5]))
    check("another series says so", row["series"] == "2" and
          row["place"] == "outdoors" and row["interval_s"] == "900" and
          row["simulated"] == "true" and row["calibrated"] == "false" and
          row["calibration"] == "none" and row["doubtful"] == "false", row)
    check("--format csv is the same", verb("export", "--format", "csv")[1] == out)


def as_json():
    code, out, err = verb("export", "--format", "json")
    got = json.loads(out)
    check("JSON parses", code == 0 and err == "" and
          set(got) == {"series", "records"}, err)
    levels = ("LAeq", "LAFmax", "LAF1", "LAF10", "LAF50", "LAF90", "LAF95", "LAFmin")
    for i, r in enumerate(RECORDS):
        record = got["records"][i]
        check(f"record {i + 1} is as stored, as JSON",
              [record[name] for name in levels] ==
              [None if level < 0 else level / 10 for level in r[2:]] and
              record["start"] == f"2026-11-23T20:0{i}:00Z" and
              record["covered_s"] == r[0] and record["interval_s"] == 60 and
              record["sequence"] == i + 1 and record["series"] == 1 and
              record["flags"] == names(r[1]), record)
    check("both series are there", [s["id"] for s in got["series"]] == [1, 2], got["series"])
    one, two = got["series"]
    check("with what was stated", one["microphone"] == 'USB "PnP"' and
          one["description"] == 'a "test", on\ttwo\nlines' and
          one["height_m"] == 4.12 and one["self_noise_dB"] == 29 and
          one["full_scale_dB"] == 120 and one["calibrated"] is True and
          one["simulated"] is False and two["height_m"] is None and
          two["self_noise_dB"] is None and two["simulated"] is True, (one, two))


def calibrations(*lines):
    with open(os.path.join(scene.folder, "calibrations.csv"), "w") as f:
        f.write("time_utc,source,level_db,frequency_hz,class,full_scale_db,drift_db,"
                "microphone,file\n")
        f.writelines(line + "\n" for line in lines)


def doubt():
    """Two calibrations that differ put in doubt what lies between."""
    def marks():
        _, out, err = verb("export")
        rows = list(csv.DictReader(io.StringIO(out, newline="")))
        same = [r["doubtful"] for r in
                json.loads(verb("export", "--format", "json")[1])["records"]]
        check("CSV and JSON agree on it", [row["doubtful"] == "true" for row in rows] == same)
        return "".join("?" if mark else "." for mark in same), err

    def line(time, full_scale, source="live", mic='USB "PnP"'):
        hours, minutes, seconds = map(int, time.split(":"))
        at = START + 3600 * (hours - 20) + 60 * minutes + seconds
        return f"{at} {full_scale.replace('.', '')} {source} {mic}"

    def noted(time, full_scale):
        return (f'2026-11-23T{time}Z,live,94.00,1000.0,1,{full_scale},,'
                '"USB ""PnP""",""')

    before, after = line("19:59:00", "120.00"), line("20:02:00", "120.51")
    for what, lines, want in (
            ("0.51 dB: what lies between", (before, after), "??..."),
            ("0.50 dB: nothing", (before, line("20:02:00", "120.50")), "....."),
            ("down is as bad as up", (before, line("20:02:00", "119.40")), "??..."),
            ("a second of it is enough", (before, line("20:00:01", "121.00")), "?...."),
            ("another microphone", (before, line("20:02:00", "121.00", mic="x")), "....."),
            ("2.9 dB by comparison: nothing",
             (before, line("20:02:00", "122.90", "comparison")), "....."),
            ("3.1 dB by comparison", (before, line("20:02:00", "123.10", "comparison")),
             "??..."),
            ("only next to the other", (before, after, line("20:03:00", "120.40")), "??..."),
            ("simulated sound has no microphone",
             (line("19:00:00", "120.00", mic="street"),
              line("23:00:00", "130.00", mic="street")), ".....")):
        fill(*lines)
        got, err = marks()
        check(what, got == want and err == "", (got, err))
    # the file beside the store decides nothing where the journal has them
    fill(before, after)
    for what, lines in (
            ("the file says the same", (noted("19:59:00", "120.00"),
                                        noted("20:02:00", "120.51"))),
            ("a line of it was edited", (noted("19:59:00", "120.00"),
                                         noted("20:02:00", "120.00"))),
            ("a line of it was removed", (noted("19:59:00", "120.00"),)),
            ("all of them were", ()),
            ("it has one more", (noted("19:59:00", "120.00"), noted("20:01:30", "131.00"),
                                 noted("20:02:00", "120.51")))):
        calibrations(*lines)
        got, err = marks()
        check(f"{what}: the journal counts", got == "??..." and err == "", (got, err))
    # the control: only a journal without any leaves it to the file, and says so
    fill()
    calibrations(noted("19:59:00", "120.00"), noted("20:02:00", "120.00"))
    got, err = marks()
    check("none in the journal: an edit of the file counts, and that is said",
          got == "....." and "journal has no calibration yet" in err, (got, err))
    calibrations(noted("19:59:00", "120.00"), "nonsense", noted("20:02:00", "120.51"))
    got, err = marks()
    check("a line that is none: named, left out", got == "??..." and
          "calibrations.csv:3:" in err and err.count("\n") == 2, (got, err))
    os.unlink(os.path.join(scene.folder, "calibrations.csv"))
    check("no calibrations, no doubt", marks() == (".....", ""), marks())


def sequences(*args):
    code, out, err = verb("export", *args)
    if code:
        return err
    return [row["sequence"] for row in csv.DictReader(io.StringIO(out, newline=""))]


def periods():
    for args, want in (
            (("--from", "2026-11-23T20:01:00Z"), "2345"),
            (("--from", "2026-11-23T20:00:01Z"), "2345"),
            (("--to", "2026-11-23T20:01:00Z"), "1"),
            (("--to", "2026-11-23T20:01:01Z"), "12"),
            (("--from", "2026-11-23T20:01:00Z", "--to", "2026-11-23T20:03:00Z"), "23"),
            (("--from", "2026-11-23T21:01:00+01:00", "--to", "2026-11-23T14:33:00-05:30"),
             "23"),
            (("--from", "2026-11-23", "--to", "2026-11-24"), "12345"),
            (("--from", "2026-11-24"), ""), (("--to", "2026-11-23"), "")):
        got = sequences(*args)
        check(f"{' '.join(args)}: {want or 'none'}", got == list(want), got)
    code, out, _ = verb("export", "--format", "json", "--from", "2027-01-01")
    check("no record is an empty list", code == 0 and
          json.loads(out) == {"records": [], "series": []}, out)
    _, out, _ = verb("export", "--format", "json", "--from", "2026-11-23T20:10:00Z")
    check("only the series of these records", [s["id"] for s in json.loads(out)["series"]]
          == [2], out)


def refused():
    for args, named in (
            (("--format", "xml"), "csv, json, jsonl or influx"), (("--format",), "--format"),
            (("--from", "yesterday"), "2026-11-23T20:00:00Z"),
            (("--to", "2026-11-31"), "'2026-11-31'"),
            (("--to", "2026-11-23T20:00:00"), "--to"),
            (("--from", "2026-11-24", "--to", "2026-11-23"), "earlier than"),
            (("--from", "2026-11-24", "--to", "2026-11-24"), "earlier than"),
            (("--all",), "--all"), (("store.db",), "'store.db'"), (("-o",), "-o")):
        code, out, err = verb("export", *args)
        check(f"{' '.join(args)}: refused, with what would be right", code == 2 and
              out == "" and named in err and err.count("\n") == 1, (code, out, err))


def bad_stores():
    junk = os.path.join(scene.folder, "junk.db")
    with open(junk, "wb") as f:
        f.write(b"this is not a store at all, by any means\n" * 100)
    for path, what in ((os.path.join(scene.folder, "none.db"), "missing"),
                       (junk, "not a store")):
        target = os.path.join(scene.folder, "never.csv")
        code, out, err = verb("export", "-o", target, store=path)
        check(f"{what}: exit code 5, named, no file", code == 5 and out == "" and
              path in err and err.count("\n") == 1 and
              not os.path.exists(target) and not os.path.exists(target + ".tmp"),
              (code, err))


def files():
    target = os.path.join(scene.folder, "out.csv")
    code, out, _ = verb("export", "-o", target)
    with open(target, newline="") as f:
        check("-o FILE holds the same", code == 0 and out == "" and
              f.read() == verb("export")[1])
    check("nothing is left beside it", not os.path.exists(target + ".tmp"))
    code, _, err = verb("export", "-o", scene.folder)
    check("-o FOLDER: exit code 4, named", code == 4 and scene.folder in err and
          err.count("\n") == 1, (code, err))
    nowhere = os.path.join(scene.folder, "no/such/place.csv")
    code, _, err = verb("export", "-o", nowhere)
    check("-o in no folder: exit code 4, named", code == 4 and nowhere in err and
          err.count("\n") == 1, (code, err))


def full_disk():
    if not os.path.exists("/dev/full"):
        return scene.skip("/dev/full is not there")
    with open("/dev/full", "w") as full:
        code, _, err = verb("export", stdout=full)
    check("standard output full: exit code 4", code == 4 and "free some space" in err and
          err.count("\n") == 1, (code, err))
    code, _, err = verb("export", "--format", "json", "-o", "/dev/full")
    check("-o /dev/full: exit code 4", code == 4 and "/dev/full" in err, (code, err))
    check("a device is not replaced by a file",
          stat.S_ISCHR(os.stat("/dev/full").st_mode) and
          not os.path.exists("/dev/full.tmp"))


def large():
    """A store whose export takes a while, and some 250 kB."""
    rows = ["series indoors 150 raw 0 1 60 mic"]
    rows += [f"record {START + 60 * i if i == 0 else '+'} {numbers(RECORDS[i % 4])}"
             for i in range(2500)]
    path = os.path.join(scene.folder, "large.db")
    subprocess.run([scene.MAKE_STORE, path], input="\n".join(rows).encode() + b"\n",
                   check=True)
    return path


def cut_short(path):
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000))

    target = os.path.join(scene.folder, "large.csv")
    with open(target, "w") as f:
        f.write("what was there before")
    code, _, err = verb("export", "-o", target, store=path, preexec_fn=limit)
    with open(target) as f:
        kept = f.read() == "what was there before"
    check("a file that could not be finished: exit code 4, the old one stays",
          code == 4 and kept and not os.path.exists(target + ".tmp") and
          err.count("\n") == 1, (code, err))


def interrupted(path):
    pipe = os.path.join(scene.folder, "pipe")
    os.mkfifo(pipe)
    target = os.path.join(scene.folder, "stopped.csv")
    for args, beside in ((("-o", target), True), (("-o", pipe), False)):
        p = subprocess.Popen(scene.command("export", *args, store=path),
                             stderr=subprocess.PIPE, text=True)
        if not beside:
            with open(pipe) as reader:
                reader.read(1000)
                p.send_signal(signal.SIGTERM)
                time.sleep(0.2)
                reader.read()
        else:
            while p.poll() is None and not os.path.exists(target + ".tmp"):
                pass
            p.send_signal(signal.SIGTERM)
        _, err = p.communicate(timeout=10)
        # It may have been through before the signal came.
        through = beside and os.path.exists(target)
        good = p.returncode == (0 if through else 1)
        check(f"SIGTERM under way, {'a file' if beside else 'a pipe'}: nothing half done",
              good and not os.path.exists(target + ".tmp"), (p.returncode, err))


fill()
as_csv()
as_json()
doubt()
periods()
refused()
bad_stores()
files()
full_disk()
big = large()
cut_short(big)
interrupted(big)
code, text, _ = verb("export", "--format", "json", store=big)
check("2500 records, each there", code == 0 and
      [r["sequence"] for r in json.loads(text)["records"]] == list(range(1, 2501)))
scene.end("export")
