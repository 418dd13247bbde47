#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""live_screen.py - `sourdine live` as people see it: screens taken with tmux."""
import os
import shutil
import subprocess
import time

import scene
from scene import Keep, check, line

BIG = {  # 53.2 in the digits of each kind of screen
    "80x24": ["██████  ██████      ██████",
              "██          ██          ██",
              "██████  ██████      ██████",
              "    ██      ██      ██",
              "██████  ██████  ██  ██████"],
    "40x12": ["█▀▀ ▀▀█   ▀▀█",
              "▀▀█ ▀▀█   █▀▀",
              "▀▀▀ ▀▀▀ ▀ ▀▀▀"],
    "40x12 ASCII": ["### ###   ###",
                    "#     #     #",
                    "### ###   ###",
                    "  #   #   #",
                    "### ### # ###"],
}
BIG["80x24 ASCII"] = [row.replace("█", "#") for row in BIG["80x24"]]
BIG["200x50"] = [row.replace("█", "██").replace(" ", "  ")
                 for row in BIG["80x24"] for _ in range(2)]
SIZES = (("80x24", "C.UTF-8"), ("40x12", "C.UTF-8"), ("200x50", "C.UTF-8"),
         ("80x24 ASCII", "C"), ("40x12 ASCII", "C"))
TINY = "20x5"


def capture(size, locale):
    """The screen of a fresh `sourdine live`, as lines."""
    cols, rows = size.split()[0].split("x")
    tmux = ["tmux", "-L", f"sourdine-{os.getpid()}-{time.monotonic_ns()}", "-f",
            "/dev/null"]
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    inner = f"env LC_ALL={locale} " + " ".join(scene.command("live")) + "; sleep 9"
    subprocess.run([*tmux, "new-session", "-d", "-x", cols, "-y", rows, inner, ";",
                    "set", "-g", "status", "off"], env=env, check=True)
    shown, began = "", time.time()
    while "Sourdine" not in shown and time.time() - began < 5:
        time.sleep(0.1)
        shown = subprocess.run([*tmux, "capture-pane", "-p"], env=env,
                               capture_output=True).stdout.decode()
    time.sleep(0.7)  # what keep tells may come after the first screen
    shown = subprocess.run([*tmux, "capture-pane", "-p"], env=env, check=True,
                           capture_output=True).stdout.decode()
    subprocess.run([*tmux, "kill-server"], env=env)
    return shown.rstrip("\n").split("\n")


def screen_of(seconds, size="80x24", locale="C.UTF-8"):
    """The screen for a keep that has told these (level, state), newest last."""
    for _ in range(4):
        now = int(time.time())
        keep = Keep([line(now - len(seconds) + i, *s) for i, s in enumerate(seconds)])
        shown = capture(size, locale)
        keep.close()
        # On a machine that is very busy the last second is of the past.
        if "STOPPED" not in "\n".join(shown):
            break
    return shown


def sizes():
    for size, locale in SIZES:
        shown = screen_of([(700, "ok")] * 540 + [(532, "ok")] * 60, size, locale)
        cols, rows = map(int, size.split()[0].split("x"))
        text = "\n".join(shown)
        check(f"{size}: no line is longer than the screen",
              all(len(each) <= cols for each in shown) and len(shown) <= rows,
              max(map(len, shown)))
        check(f"{size}: all of it is there", shown[0].startswith("Sourdine") and
              "dB(A)" in text and "LAeq,1s" in text and "LAF90" in text and
              ("last 10 min" in text or "last 9 min" in text), text)
        want = BIG[size]
        found = any(all(shown[at + i].startswith(row) for i, row in enumerate(want))
                    for at in range(len(shown) - len(want)))
        check(f"{size}: the level in big digits", found, text)
        check(f"{size}: the minute's mean", any(
            "LAeq" in each and "minute 53.2 " in each for each in shown), text)
        bar = [each for each in shown if each[:8] in ("█" * 8, "#" * 8) and
               each[-1] in "·."]
        # (53.2 - 20) / (100 - 20) of the width; the mark counts as one
        length = len(bar[0].rstrip("·.")) if bar else 0
        check(f"{size}: the bar is as long as it should be",
              abs(length - cols * 33.2 / 80) <= 1.01, (length, text))
        check(f"{size}: " + ("UTF-8" if locale != "C" else "ASCII"),
              text.isascii() == (locale == "C"))


def states():
    for level, state, words in (
            (1203, "overload", "OVERLOAD: the microphone is clipped"),
            (181, "under-range", "the true level is at most this."),
            (None, "gap", "GAP: sound was lost"),
            (None, "dead", "DEAD: the microphone gives no signal"),
            (None, "start", "START: the meter is beginning")):
        shown = screen_of([(500, "ok")] * 30 + [(level, state)])
        text = "\n".join(shown)
        check(f"{state}: in words", words in text.replace("\n", " "), text)
        check(f"{state}: beside the number",
              any(each.endswith(" " + state.upper().replace("-", " "))
                  for each in shown), text)
        blank = sum("██" in each for each in shown[3:8]) < 5  # "--.-"
        check(f"{state}: {'no number' if level is None else 'a number'}",
              blank == (level is None), text)
        if state == "under-range":
            sign = [each[:6] for each in shown[3:8]]
            check("with a big sign for at most", sign ==
                  ["    ██", "██    ", "    ██", "      ", "██████"], sign)
    shown = "\n".join(screen_of([(500, "ok"), (1200, "overload"), (None, "gap"),
                                 (None, "dead"), (500, "ok")]))
    check("marks are counted", "1 s overloaded (!), 2 s without a level (×)" in shown,
          shown)


def stated():
    now = int(time.time())
    record = f"record {now // 60 * 60 - 60} 48 4 600 710 1 1 1 453 1 1"
    for source, calibrated, want, never in (
            ("simulated", 0, " SIMULATED ", "UNCALIBRATED"),
            ("raw", 0, " UNCALIBRATED ", "SIMULATED"),
            ("server", 1, "through a sound server", "CALIBRATED")):
        scene.make_store([f"series outdoors 400 {source} 290 {calibrated} 60 Mic"])
        text = "\n".join(screen_of([(500, "ok")]))
        check(f"{source}, calibrated {calibrated}: '{want.strip()}'", want in text and
              never not in text, text)
    check("where the microphone stands", "outdoors, 4.0 m up: Mic" in text, text)
    check("no record yet", "(no record yet)" in text, text)
    record = record.replace(" 1 1 1 453 1 1", " 700 650 600 330 320 310")
    scene.make_store(["series outdoors 400 raw 290 1 60 Mic", record])
    text = "\n".join(screen_of([(500, "ok")]))
    check("the last record's LAFmax", "LAFmax 71.0" in text, text)
    check("near the self-noise LAF90 is at most", "LAF90 ≤33.0" in text, text)
    check("its coverage", "covers 48 s of 60 s: sound was lost" in text, text)


def hour():
    """Means worked out by hand, over records and seconds."""
    now = int(time.time())
    start = now // 60 * 60 - 3000
    level = "1000 1000 1000 600 400 400 400"
    records = [f"record {start + 60 * i} 48 0 {600 if i < 40 else 700} {level}"
               for i in range(50)]
    old = [f"record {start - 7200} 60 0 1200 1200 1200 1200 1200 1200 1200 1200"]
    moved = ["series indoors 150 raw 0 1 60 Mic",
             f"record {start - 60} 60 0 1300 1300 1300 1300 1300 1300 1300 1300"]
    scene.make_store(moved + ["series outdoors 400 raw 0 1 60 Mic"] + old + records)
    text = "\n".join(screen_of([(None, "gap")]))
    # 40 * 48 s of 60 dB and 10 * 48 s of 70 dB: 10 lg((4 + 10) / 5) = 4.47
    check("the hour is an energy mean by covered seconds, of this series alone",
          "hour 64.5 (40 min)" in text, text)
    # 2400 s at 64.47 dB and 300 s at 80 dB: 10 lg((2400 * 2.8 + 300 * 100) / 2700)
    scene.make_store(["series outdoors 400 raw 0 1 60 Mic"] +
                     [r.replace(f"record {start + 60 * i} ",
                                f"record {start - 360 + 60 * i} ")
                      for i, r in enumerate(records)])
    text = "\n".join(screen_of([(800, "ok")] * 300))
    check("and of the seconds since the last record", "hour 71.3 (45 min)" in text,
          text)


if not shutil.which("tmux"):
    scene.skip("everything: tmux is not there")
    scene.end("live_screen")
sizes()
states()
stated()
hour()
scene.end("live_screen")
