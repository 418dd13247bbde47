#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""live_keys.py - the keys of `sourdine live` and its languages, with the real
command in tmux: pause, language, diary, quit, and screens of every size in French."""
import datetime
import json
import os
import re
import shutil
import subprocess
import time

import scene
from scene import Clockwork, Keep, check

CONF = os.path.join(scene.folder, "c.conf")
PROGRAM = os.path.join(scene.folder, "sourdine")  # where another user may go, too
SIZES = ("80x24", "40x12", "200x50", "20x5")


class Screen:
    """`sourdine live` in a terminal of its own."""

    def __init__(self, size="80x24", before="", **env):
        cols, rows = size.split("x")
        self.tmux = ["tmux", "-L", f"sourdine-{os.getpid()}-{time.monotonic_ns()}",
                     "-f", "/dev/null"]
        self.env = {**{k: v for k, v in os.environ.items()
                       if k not in ("LANG", "LANGUAGE") and k[:3] != "LC_"},
                    "LC_ALL": "C.UTF-8"}
        given = " ".join(f"{k}={v}" for k, v in env.items())
        inner = (f"env -u LC_ALL LANG=C.UTF-8 TZ=UTC {given} {before} {PROGRAM} "
                 f"--config {CONF} live; echo \"ended $?\"; sleep 60")
        subprocess.run([*self.tmux, "new-session", "-d", "-x", cols, "-y", rows,
                        inner, ";", "set", "-g", "status", "off"], env=self.env,
                       check=True)

    def text(self):
        r = subprocess.run([*self.tmux, "capture-pane", "-p"], env=self.env,
                           capture_output=True)
        return r.stdout.decode()

    def wait(self, what, seconds=8):
        """The screen once it matches, or the last one."""
        end = time.time() + seconds
        while not re.search(what, self.text()) and time.time() < end:
            time.sleep(0.1)
        return self.text()

    def key(self, name):
        subprocess.run([*self.tmux, "send-keys", name], env=self.env, check=True)

    def resize(self, size):
        cols, rows = size.split("x")
        subprocess.run([*self.tmux, "resize-window", "-x", cols, "-y", rows],
                       env=self.env, check=True)

    def close(self):
        subprocess.run([*self.tmux, "kill-server"], env=self.env)


def language():
    s = Screen()
    text = s.wait(r"minute 50\.0")
    check("the keys are told", "q quit (the meter goes on)   p pause   "
          "d diary: noise begins   l français" in text, text)
    check("a point in English", re.search(r"minute 50\.0", text), text)
    s.key("l")
    text = s.wait("dernières min")
    check("l: the screen is French", "q quitter" in text and "l English" in text and
          "la dernière seconde" in text and "9 dernières min" in text, text)
    check("with a decimal comma", re.search(r"minute 50,0", text), text)
    check("and none is left in English", not re.search(
        r"\b(hour|today|quit|last|loudest|second|now)\b", text), text)
    s.key("l")
    text = s.wait(r"q quit .*\n")
    check("l again: English", "q quit (" in text and "minute 50.0" in text, text)
    s.key("q")
    text = s.wait("ended")
    check("q ends it with a summary", "ended 0" in text and
          re.search(r"In 0:00:\d\d: LAeq 50\.0 dB", text), text)
    s.close()
    s = Screen(LANG="fr_FR.UTF-8")
    text = s.wait("minute 50,0")
    check("French from the start where people speak it", "q quitter" in text, text)
    s.key("q")
    text = s.wait("ended")
    check("its summary is French", re.search(
        r"En 0:00:\d\d\u00a0: LAeq 50,0 dB", text), text)
    s.close()


def big(text):
    """The rows of the big number."""
    return [line[:26] for line in text.split("\n")[3:8]]


def pause():
    global clock
    s = Screen()
    s.wait(r"minute 50\.0")
    s.key("p")
    text = s.wait("PAUSED")
    check("p: PAUSED, and how to go on", " PAUSED " in text.split("\n")[0] and
          "p go on" in text, text)
    before = text
    clock.of = lambda _: (888, "ok")
    time.sleep(3.2)
    check("the whole screen stands still", s.text() == before,
          (before, s.text()))
    s.key("l")
    text = s.wait("EN PAUSE")
    check("it can change its language while it stands", "EN PAUSE" in text and
          "p reprendre" in text and "minute 50,0" in text, text)
    s.key("l")
    s.wait("PAUSED")
    s.key("p")
    text = s.wait("loudest of the last minute 88.8")
    check("p again: the present, with what came meanwhile", "PAUSED" not in text and
          "loudest of the last minute 88.8" in text and big(text) != big(before), text)
    s.key("x")
    time.sleep(0.3)
    check("other keys do nothing", "ended" not in s.text())
    s.key("C-c")
    check("Ctrl-C ends it", "ended 0" in s.wait("ended"))
    s.close()
    clock.of = lambda _: (500, "ok")


def entries():
    r = subprocess.run([f"{scene.BUILD}/sourdine", "--config", CONF, "diary", "list",
                        "--all", "--json"], capture_output=True, text=True)
    return json.loads(r.stdout or "null")


def diary(*args):
    r = subprocess.run([f"{scene.BUILD}/sourdine", "--config", CONF, "diary", *args],
                       env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
                       capture_output=True, text=True)
    return r.returncode, r.stdout + r.stderr


def seconds(entry, key):
    return datetime.datetime.fromisoformat(entry[key]).timestamp()


def seal():
    """What `verify` says of the chain."""
    r = subprocess.run([f"{scene.BUILD}/sourdine", "--config", CONF, "verify",
                        scene.STORE], capture_output=True, text=True)
    return r.returncode, r.stdout + r.stderr


def note_in_diary():
    """d begins an entry, d ends it; another command's is the same one."""
    s = Screen()
    s.wait(r"minute 50\.0")
    check("no entry to begin with", entries() == [], entries())
    began = time.time()
    s.key("d")
    text = s.wait("d diary: it is over")
    since = re.search(r"the noise is there since (\d\d:\d\d:\d\d)", text)
    check("d: the screen says since when, and how to end it", since and
          "press d when it is over" in text and "d diary: it is over" in text and
          " NOISE NOTED " in text.split("\n")[0], text)
    found = entries()
    check("the diary has an open entry of the source, begun now", len(found) == 1 and
          found[0]["category"] == "source" and found[0]["to"] is None and
          abs(seconds(found[0], "from") - began) < 3, found)
    time.sleep(1.2)
    s.key("p")
    s.wait("PAUSED")
    s.key("d")
    text = s.wait(r"noted as entry .* to \d\d:\d\d:\d\d")
    s.key("p")
    found = entries()
    check("d again, while the view is paused: it is over now", len(found) == 1 and
          found[0]["to"] and 1 <= seconds(found[0], "to") - seconds(found[0], "from")
          < 12 and f"entry {found[0]['number']}: the noise was there from {since[1]}"
          in " ".join(text.split()), (found, text))
    check("what was first written stays", found[0]["first"]["to"] is None, found)
    code, text = diary("start", "--text", "a pump")
    text = s.wait("d diary: it is over")
    check("`diary start` elsewhere: the screen knows of it", "since" in text, text)
    time.sleep(1.1)
    s.key("d")
    s.wait(r"noted as entry .* to \d\d:\d\d:\d\d")
    found = entries()
    check("d ends that one, with its words", len(found) == 2 and found[1]["to"] and
          found[1]["text"] == "a pump", found)
    diary("start", "--category", "household")
    s.key("d")
    s.wait("d diary: it is over")
    found = entries()
    check("an open entry of another kind is left alone", len(found) == 4 and
          found[2]["category"] == "household" and found[2]["to"] is None and
          found[3]["category"] == "source" and found[3]["to"] is None, found)
    s.key("q")
    text = s.wait("ended")
    check("q with an open entry says so", re.search(
        r"The diary's entry since \d\d:\d\d:\d\d goes on: `sourdine diary stop` "
        "ends it", text), text)
    s.close()
    check("the chain holds", seal()[0] == 0, seal())
    time.sleep(1.1)
    diary("stop", "--category", "source")
    diary("stop")
    check("the diary's own verbs end both", all(e["to"] for e in entries()), entries())


def taken_back():
    """Twice in one second is a mistake: the entry is removed, and stays to be seen."""
    before = len(entries())
    for _ in range(6):  # until both fall into one second
        s = Screen()
        s.wait(r"minute 50\.0")
        time.sleep(1.05 - time.time() % 1)
        s.key("d")
        s.key("d")
        text = s.wait(r"noted as entry .* to \d|was taken back")
        s.close()
        if "taken back" in text:
            break
    found = entries()
    check("d twice in a second takes it back", "taken back" in text and
          found[-1]["removed"] and len(found) > before, (text, found[-1:]))


def cannot_note():
    """A store that cannot be written, and one that is not there."""
    before = len(entries())
    for path, mode in ((scene.folder, 0o555), (CONF, 0o444), (scene.STORE, 0o444),
                       (scene.LIVE, 0o777)):
        os.chmod(path, mode)
    s = Screen(before="setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/"
               if os.geteuid() == 0 else "")
    s.wait(r"minute 50\.0")
    s.key("d")
    text = " ".join(s.wait(r"another\s+file").split())
    check("a store that cannot be written: not noted, and why", "Diary: not noted: "
          in text and "cannot be written" in text and "NOISE NOTED" not in text and
          len(entries()) == before, text)
    s.close()
    os.chmod(scene.folder, 0o700)
    os.chmod(scene.STORE, 0o600)
    away = scene.STORE + ".away"
    os.rename(scene.STORE, away)
    s = Screen(LANG="fr_FR.UTF-8")
    s.wait("dernières min")
    s.key("d")
    text = " ".join(s.wait(r"qui\s+existe").split())
    check("no store: said, and none is made", "Journal : rien n’a été noté" in text
          and not os.path.exists(scene.STORE), text)
    s.close()
    os.rename(away, scene.STORE)


def without_keep():
    """Nothing is measured, and a person can note all the same."""
    s = Screen()
    s.wait(r"minute 50\.0")
    keep.close()
    s.wait("STOPPED")
    n = len(entries())
    s.key("d")
    text = s.wait("d diary: it is over")
    check("keep is gone: noted in the store", len(entries()) == n + 1 and
          "STOPPED" in text and "the noise is there since" in text, text)
    time.sleep(1.1)
    s.key("d")
    s.wait(r"noted as entry .* to \d\d:\d\d:\d\d")
    check("and ended", entries()[-1]["to"], entries()[-1])
    s.close()


def sizes():
    """Captures in French at each size, and from one to the next."""
    s = Screen("80x24", LANG="fr_FR.UTF-8")
    s.wait("dernières min")
    for size in (*SIZES[1:], SIZES[0]):
        s.resize(size)
        cols, rows = map(int, size.split("x"))
        time.sleep(1.2)
        lines = s.text().rstrip("\n").split("\n")
        check(f"{size}: fits", len(lines) <= rows and
              all(len(line) <= cols for line in lines), lines)
        check(f"{size}: number and unit", any("dB(A)" in line for line in lines) and
              any(re.match("[█▀▄]", line) for line in lines), lines)
        check(f"{size}: SIMULÉ is there", any("SIMULÉ" in line for line in lines), lines)
        text = "\n".join(lines)
        if size != "20x5":
            check(f"{size}: minute, hour, day, L10, L50, L90", all(
                word in text for word in ("LAeq minute ", "heure ", "jour ", "LAF10 66,0",
                                          "LAF50 58,0", "LAF90 45,3")), text)
    s.close()


def ascii_only():
    s = Screen(LANG="fr_FR.ISO-8859-1", LC_CTYPE="C")
    text = s.wait("dernieres min")
    check("without UTF-8 French loses its accents, not its letters",
          text.isascii() and "9 dernieres min" in text and "SIMULE" in text and
          "?" not in text, text)
    s.close()


def captures():
    """What is piped is neither drawn nor translated."""
    base = [f"{scene.BUILD}/sourdine", "--config", CONF, "live", "--seconds", "1"]
    env = {**os.environ, "LC_ALL": "fr_FR.UTF-8"}
    r = subprocess.run(base, env=env, capture_output=True, text=True, timeout=20)
    check("piped: a plain line", re.fullmatch(
        r"\S+Z LAeq,1s 50\.0 dB ok simulated uncalibrated\n", r.stdout), r.stdout)
    r = subprocess.run([*base, "--json"], env=env, capture_output=True, text=True,
                       timeout=20)
    check("as JSON", '"LAeq_1s":50.0,' in r.stdout and '"state":"ok"' in r.stdout,
          r.stdout)
    s = Screen(NO_COLOR="1", COLORTERM="truecolor")
    s.wait("last 9 min")
    coloured = subprocess.run([*s.tmux, "capture-pane", "-p", "-e"], env=s.env,
                              capture_output=True).stdout
    check("NO_COLOR: no colour on the screen",
          b"\x1b[" in coloured and not re.search(rb"\x1b\[[34]8", coloured))
    s.close()
    s = Screen(COLORTERM="truecolor")
    s.wait("last 9 min")
    coloured = subprocess.run([*s.tmux, "capture-pane", "-p", "-e"], env=s.env,
                              capture_output=True).stdout
    check("control: otherwise the classes have theirs",
          re.search(rb"\x1b\[38", coloured))
    s.close()


if not shutil.which("tmux"):
    scene.skip("everything: tmux is not there")
    scene.end("live_keys")
os.symlink(os.path.abspath(f"{scene.BUILD}/locale"), os.path.join(scene.folder, "locale"))
shutil.copy(f"{scene.BUILD}/sourdine", PROGRAM)
with open(CONF, "w") as f:
    f.write(f"store = {scene.STORE}\nruntime = {scene.folder}\n")
now = int(time.time())
scene.make_store(["key", "series outdoors 400 simulated 290 0 60 street",
                  f"record {now // 60 * 60 - 60} 60 96 600 710 700 660 580 453 430 420"])
keep = Keep([scene.line(t, 500) for t in range(now - 600, now)])
clock = Clockwork(keep, lambda _: (500, "ok"))
language()
pause()
sizes()
ascii_only()
captures()
note_in_diary()
taken_back()
cannot_note()
clock.stop()
without_keep()
scene.end("live_keys")
