# SPDX-License-Identifier: GPL-3.0-or-later
"""prove_memory.py - claim 5: no sample stays in memory.  A pattern is played
into a microphone; `sourdine run` listens; the memory of all its programs, its
files and a dump are searched for pieces of the pattern, in all formats."""
import os
import random
import resource
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import wave

import prove_trace
from prove_kit import BUILD, PROVE, RATE, not_run, row

CLAIM = "no sample stays in memory"
TRIED = "a planted sound, searched for in the memory of hear, gate, keep, web " \
    "and sourdine, in files and in a dump"
MICROPHONE = "tests/virtual-microphone"
PERIOD = 64             # samples, after which the pattern comes again
PIECE = 16              # samples on end that count as found
PROGRAMS = ("sourdine", "sourdine-hear", "sourdine-gate", "sourdine-keep",
            "sourdine-web")


def pattern(seed):
    r = random.Random(seed)
    return [r.randrange(-9000, 9000) | 1 for _ in range(PERIOD)]


def formats(v, e):
    n = len(v)
    turned = [struct.pack(e + "i", x << 8) for x in v]
    return {"s16": struct.pack(f"{e}{n}h", *v),
            "s24": b"".join(t[:3] if e == "<" else t[1:] for t in turned),
            "s24 in 32": b"".join(turned),
            "s32": struct.pack(f"{e}{n}i", *(x << 16 for x in v)),
            "f32": struct.pack(f"{e}{n}f", *(x / 32768 for x in v)),
            "f64": struct.pack(f"{e}{n}d", *(x / 32768 for x in v))}


def pieces(samples):
    """{bytes: (format, byte order, channels)}: wherever PIECE + 8 samples of
    the pattern are left, one of these is."""
    out = {}
    for at in range(0, PERIOD, 8):
        one = [samples[(at + i) % PERIOD] for i in range(PIECE)]
        for channels in (1, 2):
            v = [x for x in one for _ in range(channels)]
            for e, order in (("<", "little"), (">", "big")):
                for name, b in formats(v, e).items():
                    out[b] = name, order, channels
    return out


class Finds:
    def __init__(self):
        self.formats, self.ms = set(), 0.0

    def add(self, data, wanted):
        longest = 0
        for b, what in wanted.items():
            n = data.count(b)
            if n:
                self.formats.add(what[:2])
                # each comes once a period
                longest = max(longest, n * PERIOD * 1000 / RATE)
        self.ms += longest


def look(memory, wanted):
    """(in the program's own memory, in memory that it shares)."""
    own, shared = Finds(), Finds()
    for name, rights, data in memory.parts():
        (shared if rights.endswith("s") else own).add(data, wanted)
    return own, shared


def in_files(folder, wanted):
    found, size = Finds(), 0
    for d, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(d, name)
            if os.path.isfile(path) and not name.endswith(".wav"):
                with open(path, "rb") as f:
                    data = f.read()
                size += len(data)
                found.add(data, wanted)
    return found, size


def write_wav(path, samples, seconds):
    with wave.open(path, "wb") as f:
        f.setnchannels(1)
        f.setsampwidth(2)
        f.setframerate(RATE)
        f.writeframes(struct.pack(f"<{PERIOD}h", *samples)
                      * (RATE // PERIOD * seconds))


class House:
    """`sourdine run` at a virtual microphone, every program looked into."""

    def __init__(self, folder):
        self.mic, self.dir = folder + "/mic", folder + "/house"
        os.mkdir(self.dir)
        for i in (1, 2):
            write_wav(f"{folder}/{i}.wav", pattern(i), 200)
        self.sounds = folder
        p = subprocess.run([MICROPHONE, "start", self.mic], text=True,
                           capture_output=True)
        if p.returncode != 0:
            raise PermissionError(p.stderr.strip() or "no virtual microphone")
        self.env = dict(os.environ, XDG_CONFIG_HOME=self.dir)
        for word in p.stdout.replace("export", " ").split():
            key, value = word.split("=", 1)
            self.env[key] = value

    def play(self, i):
        subprocess.run([MICROPHONE, "play", self.mic, f"{self.sounds}/{i}.wav"],
                       check=True, env=self.env, stdin=subprocess.DEVNULL)

    def end(self):
        subprocess.run([MICROPHONE, "end", self.mic], env=self.env)

    def traced(self, *command, **how):
        return prove_trace.Traced([*command], env=self.env, cwd=self.dir,
                                  stdin=subprocess.DEVNULL, **how)

    def run(self):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        with open(self.dir + "/c.conf", "w") as f:
            f.write("microphone = noise\nfull_scale_db = 120\n"
                    "place = outdoors\ninterval_s = 60\n"
                    f"store = {self.dir}/store.db\nruntime = {self.dir}/run\n"
                    f"listen = 127.0.0.1:{port}\n")
        with open(self.dir + "/log", "w") as log:
            return self.traced(BUILD + "/sourdine", "--config",
                               self.dir + "/c.conf", "run", stdout=log,
                               stderr=log)


def records(folder):
    """What is stored by now."""
    p = subprocess.run([BUILD + "/sourdine", "--config", folder + "/c.conf",
                        "export"], capture_output=True, text=True, cwd=folder)
    return [line for line in p.stdout.split("\n")[1:] if line]


def search(house):
    """What was found: {program: finds} while it sounds and after, and files."""
    one = pieces(pattern(1))
    run = house.run()
    house.play(1)
    end = time.monotonic() + 150
    during = {}
    while not records(house.dir) and time.monotonic() < end:
        run.pump_for(6)
        if run.code is not None:
            raise RuntimeError(f"sourdine run ended with {run.code}")
        if not all(run.newest(n) for n in PROGRAMS):
            continue
        for n in PROGRAMS:
            own, _ = look(run.newest(n), one)
            if n not in during or own.ms > during[n].ms:
                during[n] = own
    stored = len(records(house.dir))
    house.play(2)
    run.pump_for(3)
    after = {n: look(run.newest(n), one) for n in PROGRAMS if run.newest(n)}
    now, _ = look(run.newest("sourdine-hear"), pieces(pattern(2)))
    files = in_files(house.dir, one)
    run.end()
    return during, after, now, files, stored


def dump(house, program, *words):
    """Lets a program crash while it hears: (was there a dump, finds)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    reader, writer = os.pipe()
    t = house.traced(program, *words, stdout=writer)
    os.close(writer)
    t.pump_for(6)
    alive = t.code is None
    found, _ = look(t.memory[0], pieces(pattern(2)))
    t.end(signal.SIGSEGV)
    os.close(reader)
    resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))
    cores = [f for f in os.listdir(house.dir) if f.startswith("core")]
    in_core = Finds()
    for f in cores:
        with open(os.path.join(house.dir, f), "rb") as core:
            in_core.add(core.read(), pieces(pattern(2)))
        os.unlink(os.path.join(house.dir, f))
    return alive, bool(t.dumped) or bool(cores), found, in_core


def judge(house):
    during, after, now, files, stored = search(house)
    alive, dumped, _, _ = dump(house, BUILD + "/sourdine-hear")
    held, careless_dumped, careless, in_core = dump(house, PROVE + "careless")
    for name, f in during.items():
        print(f"while it sounds: {name}: {f.ms:.0f} ms {sorted(f.formats)}")
    for name, (own, shared) in after.items():
        print(f"3 s after: {name}: own {own.ms:.0f} ms, shared "
              f"{shared.ms:.0f} ms")
    print(f"hear, of the sound of now: {now.ms:.0f} ms; files: {files[1]} "
          f"bytes; stored {stored}; careless {sorted(careless.formats)}; core "
          f"{sorted(in_core.formats)}")
    others = sum(f.ms for n, f in during.items() if n != "sourdine-hear")
    own = sum(o.ms for o, _ in after.values())
    shared = max(s.ms for _, s in after.values())
    whole = len(during) == len(after) == len(PROGRAMS) and stored and alive
    row(CLAIM, TRIED + f" ({len(pieces(pattern(1)))} patterns: 16 to 64 bits, "
        "integer and float, both byte orders)",
        whole and others == 0 and own == 0 and files[0].ms == 0 and not dumped
        and during["sourdine-hear"].ms <= 400,
        f"while it sounds: in hear {during['sourdine-hear'].ms:.0f} ms of it "
        "(the sound library's buffers), in the others nothing; 3 s later: in "
        f"no program's memory; {files[1] // 1024} KiB of store and logs: "
        f"nothing; no dump. (A sound server stands in between here: its own "
        f"memory still held {shared:.0f} ms.)" if whole else
        f"not all was there: {len(during)} programs, {stored} records, hear "
        f"{'alive' if alive else 'gone'}",
        held and len(careless.formats) == 12,
        f"a careless program: found in {len(careless.formats)} of 12 formats"
        + (", and in its dump" if in_core.ms else
           ", dumped elsewhere" if careless_dumped else
           " (this machine makes no dumps)"))


def main():
    with tempfile.TemporaryDirectory() as folder:
        try:
            house = House(folder)
        except PermissionError as e:
            not_run(CLAIM, TRIED, str(e))
            return
        try:
            judge(house)
        except PermissionError as e:
            not_run(CLAIM, TRIED, str(e))
        finally:
            house.end()
            sys.stdout.flush()


main()
