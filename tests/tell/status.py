#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""status.py - `sourdine status`: what runs, the store, the level now."""
import json
import os
import re
import subprocess
import time

import scene
from scene import Keep, check, line, verb

os.environ["TZ"] = "UTC"
ALIVE = os.getpid()


def dead_pid():
    done = subprocess.Popen(["true"])
    done.wait()
    return done.pid


DEAD = dead_pid()
with open("/proc/self/comm", "w") as comm: # status looks whether it is one of ours
    comm.write("sourdine-test")


def write_status(pid=ALIVE, children=(ALIVE,) * 4, running=True, **more):
    programs = [{"name": name, "pid": child, "running": running, "starts": i + 1}
                for i, (name, child) in
                enumerate(zip(("hear", "gate", "keep", "web"), children))]
    with open(scene.STATUS, "w") as f:
        json.dump({"started": "2026-11-23T20:00:00Z", "pid": pid, "simulated": False,
                   "microphone": "USB \"PnP\"", "source": "raw",
                   "page": "http://127.0.0.1:8094/", "store": scene.STORE,
                   "programs": programs, **more}, f)


def status(*args):
    code, out, err = verb("status", *args)
    check("status " + " ".join(args) + "says nothing on stderr", err == "", err)
    return code, out


def nothing():
    code, out = status()
    check("no meter: exit code 1, and how to start one",
          code == 1 and "not running: start it with `sourdine run`" in out, out)
    check("no store: said", f"there is no store at {scene.STORE}" in out, out)
    code, out = status("--json")
    got = json.loads(out)
    check("the same as JSON", code == 1 and got["running"] is False and
          got["measuring"] is False and got["pid"] is None and got["now"] is None and
          got["programs"] == [] and scene.STORE in got["store"]["error"], out)


def all_well():
    write_status()
    now = int(time.time())
    start = now // 900 * 900 - 3600 * 12
    scene.make_store(["series window 412 raw 290 1 900 mic"] +
                     [f"record {start + 900 * i} 675 {4 if i == 47 else 0} {500 + i}"
                      " -1 -1 -1 -1 -1 -1 -1" for i in range(48)])
    now = int(time.time())
    keep = Keep([line(now - 2, 500), line(now - 1, 532)])
    code, out = status()
    check("a meter that runs: exit code 0", code == 0, (code, out))
    for i, name in enumerate(("hear", "gate", "keep", "web")):
        times = "time" if i == 0 else "times"
        check(f"{name} runs", f"{name:6}running, process {ALIVE}, started {i + 1} "
              f"{times}\n" in out, out)
    for what in (f"running since 2026-11-23 20:00 (process {ALIVE})",
                 'USB "PnP", the device itself', "http://127.0.0.1:8094/",
                 f"{scene.STORE}: 48 records", "9 h 00 min are covered (37.5 %)",
                 "LAeq 54.7 dB, 675 s of 900 s covered", "sound was lost",
                 "LAeq,1s 53.2 dB, ok",
                 "outside a window, 4.1 m above ground, records of 15 min",
                 "Calibrated   with a sound calibrator"):
        check(f"says '{what[:40]}'", what in out, out)
    code, out = status("--json")
    got = json.loads(out)
    check("the same as JSON", code == 0 and got["running"] and got["measuring"] and
          got["pid"] == ALIVE and got["now"]["LAeq_1s"] == 53.2 and
          got["store"]["records"] == 48 and got["store"]["covered_24h_s"] == 32400 and
          got["store"]["last"]["flags"] == ["gap"] and
          got["store"]["last"]["LAeq"] == 54.7 and
          got["store"]["bytes"] == os.path.getsize(scene.STORE) and
          got["programs"][3] == {"name": "web", "running": True, "locked": False,
                                 "pid": ALIVE, "starts": 4} and
          got["landlock"] == 0 and got["closed_until"] is None, out)
    keep.close()


def partly():
    write_status(children=(DEAD, ALIVE, ALIVE, ALIVE))
    code, out = status()
    check("a program that died: exit code 1, named", code == 1 and
          "hear  NOT RUNNING, started 1 time\n" in out and
          f"gate  running, process {ALIVE}" in out, (code, out))
    check("no level comes", "Level now    none comes" in out, out)
    write_status(children=(0, ALIVE, ALIVE, ALIVE))
    code, out = status()
    check("a process number of 0 is nobody", code == 1 and "hear  NOT RUNNING" in out)
    write_status(running=False)
    code, out = status()
    check("what says that it is not running is believed", code == 1 and
          out.count("NOT RUNNING") == 4, out)
    write_status(pid=DEAD)
    code, out = status()
    check("a meter that died without a word: said, nothing runs", code == 1 and
          "NOT RUNNING: it ended without a word" in out and
          out.count("NOT RUNNING") == 5 and "Page" not in out, out)


    other = subprocess.Popen(["sleep", "60"])
    write_status(pid=other.pid, children=(other.pid,) * 4)
    code, out = status()
    other.kill()
    other.wait()
    check("its number is another program's now: nothing runs", code == 1 and
          out.count("NOT RUNNING") == 5 and "NOT LOCKED" not in out, out)


def doors():
    write_status(source="server", microphone="default")
    _, out = status()
    write_status(microphone="USB \x1b]0;x\x07\u009b31m")
    check("a device's name cannot steer the terminal",
          "USB ?]0;x???31m, the device itself" in status()[1], status()[1])
    check("a sound server is one more door", "default, through a sound server: one more "
          "door" in out, out)
    write_status(source="simulated", simulated=True, microphone="", breaches=2)
    _, out = status()
    check("simulated is said", "SIMULATED: made-up sound" in out and
          "Microphone" not in out, out)
    check("breaches are said", "closed by itself 2 times" in out, out)
    check("what has no filter is not locked in", out.count(
        "NOT LOCKED IN") == 4 and "hear is NOT LOCKED IN" in out, out)
    write_status(breaches=1, closed_until="2026-11-25T12:00:00Z")
    check("a closed gate: until when", "it stays closed until" in status()[1])


def every_flag():
    for bit, words in enumerate(("clipped at times", "too quiet at times", "sound was lost",
                                 "gave no signal", "the meter began in it",
                                 "uncalibrated:", "simulated: made-up")):
        scene.make_store(["series window 1 raw 0 1 60 mic",
                          f"record 1795464000 60 {1 << bit} 500" + " 500" * 7])
        _, out = status()
        under = re.search(r"Last record.*\n((?: {13}.*\n)*)", out)
        others = under[1].count("\n")
        check(f"flag {bit}: {words}", words in out and others == 1, out)
    scene.make_store(["series window 1 raw 290 1 60 mic",
                      "record 1795464000 60 2 310" + " 310" * 7])
    check("near the self-noise: at most", "LAeq ≤31.0 dB" in status()[1])
    scene.make_store(["series window 1 raw 290 1 60 mic",
                      "record 1764000000 60 0 310" + " 310" * 7])
    check("an old record: nothing of the last 24 h is covered",
          "0 h 00 min are covered (0.0 %)" in status()[1])


def calibrated():
    for kind, words in enumerate(("never: the levels may be off by 10 dB", "with a sound "
                                  "calibrator", "by comparison with another meter: +-3 dB")):
        scene.make_store([f"series window 1 raw 0 {kind} 60 mic",
                          "record 1795464000 60 0 500" + " 500" * 7])
        _, out = status()
        check(f"calibrated {kind}: {words}", f"Calibrated   {words}" in out and
              "DOUBTFUL" not in out, out)
        got = json.loads(status("--json")[1])["store"]
        check(f"calibrated {kind}, as JSON", got["calibration"] ==
              ("none", "calibrator", "comparison")[kind] and got["doubtful_24h_s"] == 0, got)
    now = int(time.time())
    scene.make_store([f"calibration {now - 9999} 12000 live mic",
                      f"calibration {now - 150} 12100 live mic",
                      "series window 1 raw 0 1 60 mic"] +
                     [f"record {now - 300 + 60 * i} 60 0 500" + " 500" * 7
                      for i in range(5)])
    # what the operator can edit does not count
    path = os.path.join(scene.folder, "calibrations.csv")
    with open(path, "w") as f:
        f.write(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now - 9999)) +
                ",live,94.00,1000.0,1,121.00,,mic,\n")
    _, out = status()
    check("what is in doubt is said", "of these, 0 h 03 min are DOUBTFUL" in out, out)
    check("and as JSON", json.loads(status("--json")[1])["store"]["doubtful_24h_s"] == 180)
    os.unlink(path)


def damaged():
    for text in ("", "{", "[]", '{"pid": "x", "programs": 3}', '{"programs": [1, {}]}',
                 '{"pid": -1}'):
        with open(scene.STATUS, "w") as f:
            f.write(text)
        code, out = status()
        check(f"a status file of '{text}': no meter, no crash", code == 1 and
              "ot running" in out.lower(), (code, out))
    with open(scene.STORE, "wb") as f:
        f.write(b"junk" * 1000)
    code, out = status()
    check("a store that is none: said", "is not a store of Sourdine" in out and
          "Last record" not in out, out)


def refused():
    for args in (("--what",), ("now",)):
        code, out, err = verb("status", *args)
        check(f"status {args[0]}: refused, named", code == 2 and out == "" and
              args[0] in err and err.count("\n") == 1, (code, err))


nothing()
all_well()
partly()
doors()
every_flag()
calibrated()
damaged()
refused()
scene.end("status")
