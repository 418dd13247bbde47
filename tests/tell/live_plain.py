#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""live_plain.py - `sourdine live` as lines: what they say, and when."""
import calendar
import json
import os
import socket
import re
import subprocess
import time

import scene
from scene import Clockwork, Keep, check, line, verb

LINE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) LAeq,1s (\S+) dB (.*)")


def parsed(text):
    return [LINE.fullmatch(each) for each in text.splitlines()]


def utc(text):
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def told(level, state="ok", *args, env=None):
    """What a verb prints for a keep that has just told one second."""
    keep = Keep([line(time.time() - 2, level, state)])
    result = verb("live", "--seconds", "1", *args, env=env)
    keep.close()
    return result


def not_running():
    want = (1, "", "sourdine: the meter is not running: start it with "
                   "`sourdine run`\n")
    check("no socket: not running", verb("live") == want, verb("live"))
    check("the same with --json", verb("live", "--json") == want)
    with socket.socket(socket.AF_UNIX) as keep_that_ended:
        keep_that_ended.bind(scene.LIVE)  # leaves its file behind
        keep_that_ended.listen()
    check("nobody behind the socket: not running", verb("live") == want,
          verb("live"))
    os.unlink(scene.LIVE)
    os.mkdir(scene.LIVE)
    code, out, err = verb("live")
    check("a folder as socket is not running, either",
          code in (1, 6) and out == "" and err.count("\n") == 1, err)
    os.rmdir(scene.LIVE)


def bad_options():
    for args, named in ((("--seconds", "0"), "'0'"), (("--seconds", "-1"), "'-1'"),
                        (("--seconds", "1.5"), "'1.5'"), (("--seconds", ""), "''"),
                        (("--seconds",), "--seconds"), (("--what",), "--what"),
                        (("now",), "'now'")):
        code, out, err = verb("live", *args)
        check(f"live {' '.join(args)}: refused, named",
              code == 2 and out == "" and named in err and err.count("\n") == 1,
              (code, out, err))


def one_second():
    for level, state, utf8, plain in (
            (532, "ok", "53.2", "53.2"), (0, "ok", "0.0", "0.0"),
            (1400, "overload", "140.0", "140.0"),
            (181, "under-range", "≤18.1", "<=18.1"),
            (None, "gap", "–", "-"), (None, "dead", "–", "-"),
            (None, "start", "–", "-")):
        code, out, _ = told(level, state)
        m = parsed(out)
        check(f"{state}: {utf8}", code == 0 and len(m) == 1 and m[0] and
              m[0][2] == utf8 and m[0][3] == state, out)
        _, out, _ = told(level, state, env={"LC_ALL": "C"})
        check(f"{state}: {plain} in ASCII", out.isascii() and
              parsed(out)[0] and parsed(out)[0][2] == plain, out)
        _, out, _ = told(level, state, "--json")
        got = json.loads(out)
        want = None if level is None else level / 10
        check(f"{state} as JSON", got["LAeq_1s"] == want and
              got["state"] == state and got["simulated"] is None, out)
        check("with one decimal", want is None or f":{want:.1f}," in out, out)


def stated():
    for source, calibrated, words in (("simulated", 0, " simulated uncalibrated"),
                                      ("raw", 0, " uncalibrated"), ("raw", 1, "")):
        scene.make_store([f"series window 100 {source} 0 {calibrated} 60 mic"])
        _, out, _ = told(532)
        check(f"{source}, calibrated {calibrated}: '{words}'",
              out.endswith(" dB ok" + words + "\n"), out)
        _, out, _ = told(532, "ok", "--json")
        got = json.loads(out)
        check("and as JSON", got["simulated"] == (source == "simulated") and
              got["calibrated"] == bool(calibrated), out)
    os.unlink(scene.STORE)


def running():
    now = int(time.time())
    keep = Keep([line(t, 400) for t in range(now - 600, now)])
    clock = Clockwork(keep, lambda t: (500 + t % 10, "ok"))
    began = time.time()
    code, out, err = verb("live", "--seconds", "4")
    took = time.time() - began
    lines = parsed(out)
    check("--seconds 4: four lines within 5 s", code == 0 and err == "" and
          len(lines) == 4 and all(lines) and 1.8 < took < 5.5, (took, out, err))
    times = [utc(m[1]) for m in lines]
    check("second after second", times == list(range(times[0], times[0] + 4)), out)
    check("of the present: the last ten minutes are not told",
          abs(times[0] - began) < 4, (times[0], began))
    check("with the levels that keep told",
          all(m[2] == f"{50 + utc(m[1]) % 10 / 10:.1f}" for m in lines[1:]), out)
    clock.stop()
    keep.close()


def stops_and_comes_back():
    keep = Keep()
    clock = Clockwork(keep, lambda t: (500, "ok"))
    live = subprocess.Popen(scene.command("live", "--plain"),
                            stdout=subprocess.PIPE, text=True,
                            env={**os.environ, "LC_ALL": "C.UTF-8"})
    time.sleep(2.2)
    clock.stop()
    keep.close()
    time.sleep(2.5)
    keep = Keep()
    clock = Clockwork(keep, lambda t: (600, "ok"))
    time.sleep(3.2)
    code = scene.interrupt(live)
    lines = live.stdout.read().splitlines()
    states = [each.split()[-1] for each in lines]
    check("SIGINT ends it well", code == 0, code)
    middle = states.index("stopped") if "stopped" in states else -1
    check("'stopped' is said once", states.count("stopped") == 1, lines)
    after = lines[middle + 1:] if states[0] != "stopped" or middle else []
    check("and then it is there again", len(after) >= 2 and
          all(" 60.0 dB ok" in each for each in after), lines)
    clock.stop()
    keep.close()


def silent_keep():
    now = int(time.time())
    for what, history, seconds in (
            ("nothing", [], "4"), ("old seconds", [line(now - 60, 500)], "4"),
            ("a time to come", [line(now + 3600, 500)], "4"),
            ("something else", ["GET / HTTP/1.0\n"], "1"),
            ("a byte of zero", [line(now - 1, 500)[:-1] + "\0\n"], "1"),
            ("a line without end", ["1" * 5000], "1"),
            ("an impossible level", [line(now - 1, 1401)], "1")):
        keep = Keep(history)
        code, out, _ = verb("live", "--seconds", seconds)
        check(f"a keep that tells {what}: stopped", code == 0 and
              all(m and m[2] == "–" and m[3] == "stopped" for m in parsed(out)) and
              out.count("\n") == 1, out)
        keep.close()


def full_disk():
    if not os.path.exists("/dev/full"):
        return scene.skip("/dev/full is not there")
    keep = Keep([line(time.time() - 1, 500)])
    with open("/dev/full", "w") as full:
        code, _, err = verb("live", "--seconds", "3", stdout=full)
    check("a full disk is said, with exit code 4", code == 4 and
          "standard output" in err and err.count("\n") == 1, (code, err))
    keep.close()


not_running()
bad_options()
one_second()
stated()
running()
stops_and_comes_back()
silent_keep()
full_disk()
scene.end("live_plain")
