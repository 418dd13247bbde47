#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""live_terminal.py - `sourdine live` on a terminal: what it sends there, and
that it gives the terminal back as it was."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

import scene
from scene import Clockwork, Keep, check

COLOUR = re.compile(rb"\x1b\[[0-9;]*\b(3[0-8]|4[0-8]|9[0-7]|10[0-7])\b[0-9;]*m")
ENTER, LEAVE = b"\x1b[?1049h", b"\x1b[?1049l"


class Terminal:
    """`sourdine live` on a terminal of its own."""

    def __init__(self, rows=24, cols=80, args=(), **env):
        self.master, slave = pty.openpty()
        self.resize(rows, cols)
        self.before = termios.tcgetattr(slave)
        clean = {k: v for k, v in os.environ.items()
                 if k not in ("NO_COLOR", "COLORTERM", "LANG") and k[:3] != "LC_"}
        self.process = subprocess.Popen(
            scene.command("live", *args), stdin=slave, stdout=slave, stderr=slave,
            preexec_fn=lambda: (os.setsid(), fcntl.ioctl(0, termios.TIOCSCTTY, 0)),
            env={**clean, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **env})
        self.slave = slave
        self.bytes = b""

    def resize(self, rows, cols):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ,
                    struct.pack("HHHH", rows, cols, 0, 0))

    def read(self, seconds):
        """What is sent during so many seconds."""
        began, got = time.time(), b""
        while time.time() - began < seconds:
            if select.select([self.master], [], [], 0.05)[0]:
                got += os.read(self.master, 65536)
        self.bytes += got
        return got

    def start(self):
        """Wait for the first screen and read on for a moment."""
        began = time.time()
        while b"\x1b[1;1H" not in self.bytes and time.time() - began < 5:
            self.read(0.1)
        self.read(0.7)
        return self.bytes

    def quit(self, how=b"q"):
        """End it by a key or a signal; the exit code."""
        if isinstance(how, bytes):
            os.write(self.master, how)
        else:
            self.process.send_signal(how)
        began = time.time()
        while self.process.poll() is None and time.time() - began < 5:
            self.read(0.1)
        self.read(0.1)
        code = self.process.wait(timeout=1)
        self.after = termios.tcgetattr(self.slave)
        os.close(self.slave)
        os.close(self.master)
        return code


def lines_of(sent):
    """The last whole screen: its lines by number, without styles."""
    screen = {}
    text = re.sub(r"\x1b\[[0-9;]*m|\x1b\[K", "", sent.decode(errors="ignore"))
    for row, line in re.findall(r"\x1b\[(\d+);1H([^\x1b]*)", text):
        screen[int(row)] = line
    return screen


def ends_well():
    for how, name in ((b"q", "q"), (b"\x03", "Ctrl-C"), (signal.SIGINT, "SIGINT"),
                      (signal.SIGTERM, "SIGTERM"), (signal.SIGHUP, "SIGHUP")):
        t = Terminal()
        t.start()
        code = t.quit(how)
        check(f"{name}: exit code 0", code == 0, code)
        check(f"{name}: the terminal is as it was", t.after == t.before and
              t.bytes.count(ENTER) == t.bytes.count(LEAVE) == 1 and
              t.bytes.rindex(b"\x1b[?25h") > t.bytes.rindex(b"\x1b[?25l"))
        summary = t.bytes[t.bytes.rindex(LEAVE) + len(LEAVE):].decode().strip()
        check(f"{name}: a line sums up", re.fullmatch(
            r"In 0:00:0\d: LAeq 53\.2 dB \(\d+ s\), LAeq,1s up to 53\.2 dB at "
            r"\d\d:\d\d:\d\d", summary), summary)


def colours():
    for env, what, want, other in (
            ({"COLORTERM": "truecolor"}, "true colours", b"38;2;", b"38;5;"),
            ({"COLORTERM": "24bit"}, "true colours", b"38;2;", b"38;5;"),
            ({}, "256 colours", b"38;5;", b"38;2;"),
            ({"NO_COLOR": "", "TERM": "xterm-256color"}, "NO_COLOR empty", b"38;5;",
             b"38;2;"),
            ({"NO_COLOR": "1", "COLORTERM": "truecolor"}, "NO_COLOR", None, None),
            ({"TERM": "vt100"}, "vt100", None, None)):
        t = Terminal(**env)
        sent = t.start()
        t.quit()
        if want:
            check(f"{what}: {want.decode()}", want in sent and other not in sent)
        else:
            found = COLOUR.search(sent)
            check(f"{what}: no colour", b"\x1b[1;1H" in sent and not found,
                  found and found[0])


def no_screen():
    for env in ({"TERM": "dumb"}, {"TERM": ""}):
        t = Terminal(args=("--seconds", "1"), **env)
        sent = t.read(2)
        check(f"{env}: lines", b"\x1b" not in sent and b"LAeq,1s 53.2 dB ok" in sent,
              sent)
        t.process.wait(timeout=5)
    t = Terminal(args=("--seconds", "2"))
    began = time.time()
    t.read(3)
    check("--seconds ends a screen too", t.process.wait(timeout=5) == 0 and
          LEAVE in t.bytes and time.time() - began < 4)


def resizes():
    t = Terminal()
    t.start()
    for rows, cols in ((12, 40), (50, 200), (5, 20), (1, 1), (24, 80), (120, 400)):
        t.resize(rows, cols)
        screen = lines_of(t.read(0.9))
        widest = max(len(line) for line in screen.values())
        check(f"{cols}x{rows}: fits", max(screen) <= rows and widest <= cols,
              (max(screen), widest))
        check(f"{cols}x{rows}: is used", max(screen) == min(rows, 100) and
              (cols > 320 or widest == cols), (max(screen), widest))
    check("still well after all sizes", t.quit() == 0)


def suspends():
    t = Terminal()
    t.start()
    t.process.send_signal(signal.SIGTSTP)
    t.read(0.5)
    stopped = os.waitid(os.P_PID, t.process.pid, os.WSTOPPED | os.WNOHANG)
    check("Ctrl-Z stops it", stopped is not None)
    check("with the terminal given back", t.bytes.count(LEAVE) == 1 and
          termios.tcgetattr(t.slave) == t.before)
    t.process.send_signal(signal.SIGCONT)
    sent = t.read(1.2)
    check("fg brings it back", ENTER in sent and b"\x1b[1;1H" in sent)
    check("and it ends well", t.quit() == 0 and t.after == t.before)


def hostile_text():
    scene.make_store(["series window 100 raw 0 1 60 evil\x1b]0;x\x07\x1b[31m\x9b31mé漢"])
    t = Terminal(COLORTERM="truecolor")
    sent = t.start()
    check("a name from the store does not steer the terminal",
          b"\x1b]" not in sent and b"\x07" not in sent and b"[31m" in sent and
          b"\x1b[31m" not in sent and b"\xc2\x9b" not in sent)
    check("what is one column wide is shown", "é?" in sent.decode())
    t.quit()
    t = Terminal(LC_ALL="C")
    check("and in ASCII it is ASCII", t.start().isascii())
    t.quit()
    os.unlink(scene.STORE)


def stops_and_comes_back():
    global keep, clock
    t = Terminal()
    t.start()
    clock.stop()
    keep.close()
    screen = "\n".join(lines_of(t.read(2.0)).values())
    check("a keep that goes: STOPPED, and it waits", "STOPPED: no level comes" in
          screen and t.process.poll() is None, screen)
    keep = Keep()
    clock = Clockwork(keep, lambda _: (532, "ok"))
    screen = "\n".join(lines_of(t.read(3.5)).values())
    check("a keep that comes: the level is back", "STOPPED" not in screen and
          "last minute 53.2" in screen, screen)
    check("and it ends well", t.quit() == 0)


now = int(time.time())
keep = Keep([scene.line(t, 532) for t in range(now - 600, now)])
clock = Clockwork(keep, lambda _: (532, "ok"))
ends_well()
colours()
no_screen()
resizes()
suspends()
hostile_text()
stops_and_comes_back()
clock.stop()
keep.close()
scene.end("live_terminal")
