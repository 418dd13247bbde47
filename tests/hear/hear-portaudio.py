#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""hear-portaudio.py - sourdine-hear at a real capture device of PortAudio: the
devices it names, the levels it hears, and how it ends when something fails."""
import math
import os
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import wave

HEAR = os.path.join(os.environ.get("BUILD", "build"), "sourdine-hear")
MICROPHONE = "tests/virtual-microphone"
OK, OVERLOAD, UNDER_RANGE, GAP, DEAD, START = range(6)
passed = failed = 0


def check(what, ok, seen=""):
    global passed, failed
    passed += bool(ok)
    failed += not ok
    print("ok" if ok else "FAILED", what, "" if ok else "(%s)" % (seen,),
          flush=True)


def microphone(folder, *words, **env):
    return subprocess.run([MICROPHONE, words[0], folder, *words[1:]],
                          check=True, capture_output=True, text=True,
                          env={**os.environ, **env}).stdout


def take_environment(exports):
    """The lines of `start`: export NAME=VALUE NAME=VALUE."""
    for line in exports.splitlines():
        for pair in line.split()[1:]:
            name, value = pair.split("=", 1)
            os.environ[name] = value


def tone(path, seconds):
    """1 kHz: -20 dBFS on the left, -40 dBFS on the right."""
    with wave.open(path, "wb") as f:
        f.setnchannels(2)
        f.setsampwidth(2)
        f.setframerate(48000)
        period = b"".join(
            struct.pack("<hh", round(3276.8 * x), round(327.68 * x))
            for x in (math.sin(math.pi * i / 24) for i in range(48)))
        f.writeframes(period * 1000 * seconds)


class Hear:
    """A running sourdine-hear; messages are (arrival, kind, state, level)."""

    def __init__(self, *options):
        self.process = subprocess.Popen([HEAR, *options],
                                        stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)
        self.messages = []
        self.ended = None
        self.thread = threading.Thread(target=self.read)
        self.thread.start()

    def read(self):
        fd = self.process.stdout.fileno()
        while True:
            b = os.read(fd, 32)
            if not b:
                break
            assert len(b) == 32, "a message has 32 bytes"
            self.messages.append((time.time(), b[0], b[1],
                                  struct.unpack_from("<h", b, 2)[0]))
        self.ended = time.monotonic()

    def seconds(self, after=0):
        return [m for m in self.messages if m[1] == 1 and m[0] > after]

    def hears(self):
        """Waits for its first message."""
        began = time.monotonic()
        while not self.messages and self.ended is None and \
                time.monotonic() - began < 10:
            time.sleep(0.05)
        return bool(self.messages) and self.ended is None

    def gone_within(self, since, limit):
        """Seconds until it ended, or None."""
        self.thread.join(limit + 1)
        return self.ended - since if self.ended else None

    def end(self):
        """Ends it; returns what it printed on stderr."""
        if self.process.poll() is None:
            self.process.terminate()
        self.thread.join(5)
        errors = self.process.stderr.read()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()
        return errors


def check_silent(hear):
    errors = hear.end()
    check("stderr is empty", errors == b"", errors)


def run(*options, **env):
    return subprocess.run([HEAR, *options], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=15,
                          env={**os.environ, **env})


def is_one_line(p, code, *words):
    return (p.returncode == code and p.stdout == "" and
            p.stderr.count("\n") == 1 and p.stderr.endswith("\n") and
            all(w in p.stderr for w in words))


def wrong_options():
    for options, word in (
            (["--rate", "22050"], "44100, 48000 or 96000"),
            (["--interval", "61"], "divides 3600"),
            (["--channel", "0"], "--channel"),
            (["--full-scale", "loud"], "loud"),
            (["--self-noise", "130"], "--self-noise"),
            (["--record"], "--record"),
            (["extra"], "extra")):
        p = run(*options)
        check("refused: " + " ".join(options), is_one_line(p, 2, word),
              (p.returncode, p.stderr))


def devices():
    p = run("--list")
    rows = [r for r in p.stdout.splitlines() if r.endswith("noise")]
    check("--list names the device, its host, rates and kind",
          p.returncode == 0 and p.stderr == "" and len(rows) == 1 and
          all(w in rows[0] for w in ("ALSA", "server", "44.1 48 96")),
          p.stdout + p.stderr)
    p = run("--probe", "--device", "noise")
    check("--probe opens it", (p.returncode, p.stdout, p.stderr) ==
          (0, "server 48000\n", ""), p)
    p = run("--probe", "--device", "nois", "--rate", "96000")
    check("a part of the name is enough", p.stdout == "server 96000\n", p)
    p = run("--probe", "--device", "no such thing")
    check("an unknown device is named, with the remedy",
          is_one_line(p, 4, '"no such thing"', "sourdine devices"), p)
    p = run("--device", "no such thing")
    check("and without --probe too", is_one_line(p, 4, '"no such thing"'), p)
    p = run("--probe", "--channel", "60")
    check("a channel that it does not have is named",
          is_one_line(p, 4, "channel 60", "fewer channels"), p)


def levels(folder):
    """Three at once: left, right at 44.1 kHz, left at 96 kHz."""
    microphone(folder, "play", folder + "/tone.wav")
    time.sleep(1)
    cases = [(("--device", "noise"), 1000),
             (("--channel", "2", "--rate", "44100"), 800),
             (("--rate", "96000", "--full-scale", "94"), 740)]
    hears = [Hear(*options) for options, _ in cases]
    for hear in hears:
        hear.hears()
    time.sleep(5)
    for hear, (options, want) in zip(hears, cases):
        name = " ".join(options)
        s = hear.seconds()
        check(name + ": the first second is a start",
              s and s[0][2] == START, s)
        check("%s: %.1f dB" % (name, want / 10), len(s) >= 5 and all(
            m[2] == OK and abs(m[3] - want) <= 1 for m in s[1:]), s)
        # the clock keeps within 50 ms; a server's portions come later
        ends = [m[0] + 0.05 for m in s]
        check(name + ": one message a second, soon after its end",
              all(e % 1 < 0.45 for e in ends) and
              all(int(b) - int(a) == 1 for a, b in zip(ends, ends[1:])), s)
    for hear in hears[1:]:
        check_silent(hear)
    return hears[0]


def dead(folder, hear):
    microphone(folder, "stop")
    since = time.time()
    time.sleep(4.2)
    s = hear.seconds(since + 1.2)
    check("no signal: the seconds are dead",
          len(s) >= 2 and all(m[2:] == (DEAD, -1) for m in s), s)


def short_stall(folder, hear):
    """Shorter than a second: nothing is lost, nothing is said twice."""
    before = len(hear.seconds())
    began = time.time()
    hear.process.send_signal(signal.SIGSTOP)
    time.sleep(0.5)
    hear.process.send_signal(signal.SIGCONT)
    time.sleep(2.5)
    passed_s = int(time.time()) - int(began)
    s = hear.seconds()[before:]
    check("stopped for 0.5 s: no gap, no second too many", hear.ended is None
          and abs(len(s) - passed_s) <= 1 and all(m[2] != GAP for m in s), s)


def long_stall(hear):
    hear.process.send_signal(signal.SIGSTOP)
    time.sleep(2.5)
    began = time.monotonic()
    hear.process.send_signal(signal.SIGCONT)
    gone = hear.gone_within(began, 3)
    check("stopped for 2.5 s: it ends instead of a burst",
          gone is not None and gone < 1.5, gone)
    check_silent(hear)


def frozen(folder):
    hear = Hear()
    check("it hears again", hear.hears())
    began = time.monotonic()
    microphone(folder, "freeze")
    gone = hear.gone_within(began, 3)
    check("frozen server: gone within 3 s", gone is not None and gone < 3,
          gone)
    p = run("--probe")
    check("a server that hangs is said to", is_one_line(
        p, 4, "does not answer"), p)
    microphone(folder, "thaw")
    check_silent(hear)


def removed(folder):
    hear = Hear()
    check("it hears after the thaw", hear.hears())
    began = time.monotonic()
    microphone(folder, "remove")
    gone = hear.gone_within(began, 3)
    check("microphone taken away: gone within 3 s",
          gone is not None and gone < 3, gone)
    check_silent(hear)
    p = run("--probe")
    check("without it: one line", is_one_line(p, 4, "default"), p)
    microphone(folder, "restore")
    p = run("--probe")
    check("brought back: it opens", p.stdout == "server 48000\n", p)


def gate_gone():
    p = subprocess.Popen([HEAR], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE)
    p.stdout.close()
    try:
        code = p.wait(5)
    except subprocess.TimeoutExpired:
        p.kill()
        code = p.wait()
    check("the gate is gone: it ends", code in (1, -signal.SIGPIPE), code)
    check("stderr is empty", p.stderr.read() == b"")
    p.stderr.close()


def no_devices():
    """After the server has ended."""
    p = run("--list")
    check("no devices: said plainly", p.returncode == 0 and p.stderr == "" and
          "No microphone was found" in p.stdout, p)
    p = run("--probe")
    check("no default microphone: one line",
          is_one_line(p, 4, "no default microphone"), p)
    # PortAudio 19.6 aborts where ALSA has no configuration at all.
    p = run("--list", ALSA_CONFIG_PATH="/nowhere")
    check("where PortAudio aborts: one line",
          is_one_line(p, 4, "pcm.default"), p)


def scene(folder):
    hear = Hear("--scene", "--interval", "60")
    hear.hears()
    time.sleep(3.2)
    s = hear.seconds()
    check("--scene needs no device: a street's levels", len(s) >= 3 and
          s[0][2] == START and
          all(m[2] == OK and 400 < m[3] < 800 for m in s[1:]), s)
    with open("/proc/%d/status" % hear.process.pid) as f:
        status = f.read()
    check("the door is shut: no new privileges", "NoNewPrivs:\t1" in status)
    with open("/proc/%d/limits" % hear.process.pid) as f:
        core = [r.split() for r in f if r.startswith("Max core")][0]
    check("the door is shut: no core dumps", core[4:6] == ["0", "0"], core)
    check_silent(hear)


def main():
    check("--version", run("--version").stdout.startswith("sourdine-hear "))
    check("--help", "--scene" in run("--help").stdout)
    wrong_options()
    with tempfile.TemporaryDirectory() as folder:
        tone(folder + "/tone.wav", 60)
        scene(folder)
        take_environment(microphone(folder, "start", CHANNELS="2"))
        try:
            devices()
            hear = levels(folder)
            dead(folder, hear)
            short_stall(folder, hear)
            long_stall(hear)
            frozen(folder)
            removed(folder)
            gate_gone()
            microphone(folder, "end")
            no_devices()
        finally:
            if os.path.exists(folder + "/server.pid"):
                microphone(folder, "end")
    print("hear-portaudio: %d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
