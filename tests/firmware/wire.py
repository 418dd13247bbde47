#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""wire.py - from a sound that the node in QEMU hears, by its serial line, into
a real store: the records are the host's, also when frames are lost and bytes
are flipped on the way.  The frames are read here once more, by README.md."""
import fcntl
import os
import random
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import termios
import time
import tty
import zlib

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(__file__))
import node

MINUTES = 4
HOUR_AGO = (int(time.time()) // 3600 - 1) * 3600
LEVELS = "LAeq LAFmax LAF1 LAF10 LAF50 LAF90 LAF95 LAFmin".split()


def faint(seconds):
    """Noise that is some 20 dB louder in every second minute."""
    n, out = 48000, bytearray()
    for s in range(seconds):
        b = bytearray(3 * n)
        b[0::3] = os.urandom(n)
        b[1::3] = os.urandom(n) if s // 60 % 2 else bytes(
            random.choices((0, 1, 2, 3), k=n))
        out += b
    return bytes(out)


def frames_of(raw):
    return [b"\0" + part + b"\0" for part in raw.split(b"\0") if part]


def read_frame(frame):
    """number, start, sent, count, record; None: not a frame."""
    coded, body = frame[1:-1], b""
    while coded:
        body += coded[1:coded[0]] + b"\0"
        coded = coded[coded[0]:]
    body = body[:-1]
    if len(body) != 35 or zlib.crc32(body[:31]) != struct.unpack(
            "<I", body[31:])[0]:
        return None
    version, _, start, sent = struct.unpack("<BHII", body[:11])
    bits = int.from_bytes(body[11:31], "little")
    v = []
    for n in [24, 18, 1, 5, 12, 12] + 8 * [11]:
        v.append(bits & (1 << n) - 1)
        bits >>= n
    levels = [None if x == 2047 else x for x in v[6:]]
    return version == 1 and (v[0], start, sent, v[1],
                             (v[4], v[5], v[3], *levels))


def record_of(line):
    """As node_host.c says it."""
    b = bytes.fromhex(line)
    interval, _, covered, flags = struct.unpack("<HIHH", b[2:12])
    return (interval, covered, flags, *(
        None if x == 65535 else x for x in struct.unpack("<8H", b[12:28])))


class House:
    """keep, and before it the reader of the line, whose clock is ours."""

    def __init__(self, folder, name, serial=False):
        self.clock = folder + "/clock"
        self.store = "%s/%s.db" % (folder, name)
        self.set(HOUR_AGO)
        if serial:
            self.line, self.far = os.openpty()
            tty.setraw(self.far)
            path = os.ttyname(self.far)
        else:
            path = "%s/%s.line" % (folder, name)
            os.mkfifo(path)
            self.line = os.open(path, os.O_RDWR)
            self.far = os.dup(self.line)
        r, w = os.pipe()
        self.keep = subprocess.Popen(
            [node.BUILD + "/sourdine-keep", "--store", self.store, "--live",
             "%s/%s.live" % (folder, name), "--interval", "60", "--place",
             "outdoors", "--source", "raw", "--full-scale", "1200",
             "--microphone", "node", "--placed"], stdin=r)
        self.reader = subprocess.Popen(
            [node.BUILD + "/sourdine-node", "--line", path,
             "--interval", "60"], stdout=w,
            env=dict(os.environ, CLOCK=self.clock,
                     LD_PRELOAD=os.path.abspath(node.FIRMWARE + "/clock.so")))
        os.close(r)
        os.close(w)
        self.wait(lambda: self.is_asleep() and self.rows() is not None)

    def wait(self, what, longest=60):
        end = time.monotonic() + longest
        while not what():
            if time.monotonic() > end or self.reader.poll() is not None:
                raise RuntimeError("the reader of the line does not go on")
            time.sleep(0.01)

    def is_asleep(self):
        """In read(), behind its door, with nothing left to read."""
        left = fcntl.ioctl(self.far, termios.FIONREAD, b"\0" * 4)
        if any(left):
            return False
        with open("/proc/%d/status" % self.reader.pid) as f:
            text = f.read()
        return "State:\tS" in text and "Seccomp:\t2" in text

    def set(self, utc_s):
        with open(self.clock, "r+b" if os.path.exists(self.clock)
                  else "w+b") as f:
            f.write(struct.pack("<q", utc_s * 1000 + 300))

    def send(self, data, utc_s):
        self.set(utc_s)
        os.write(self.line, data)
        self.wait(self.is_asleep)

    def end(self):
        """What is in the store: start to record."""
        self.reader.terminate()
        self.reader.wait()
        self.keep.wait(60)
        os.close(self.line)
        os.close(self.far)
        return self.rows()

    def rows(self):
        """None: keep has not made the store yet."""
        try:
            with sqlite3.connect("file:%s?mode=ro" % self.store, uri=True,
                                 timeout=60) as db:
                return db.execute(
                    "SELECT start_utc_s, interval_s, covered_s, flags & 31, "
                    "%s FROM record" % ", ".join(LEVELS)).fetchall()
        except sqlite3.OperationalError:
            return None


def through(folder, name, frames, change):
    """Rows of a store after the frames that `change` lets through."""
    house = House(folder, name)
    for i, frame in enumerate(frames):
        for data in change(i, frame):
            house.send(data, HOUR_AGO + read_frame(frame)[2])
    return house.end()


def main():
    v = node.Verdicts("wire")
    with tempfile.TemporaryDirectory() as folder:
        sound = folder + "/sound"
        open(sound, "wb").write(faint(60 * MINUTES))
        raw = subprocess.run(
            node.qemu(node.FIRMWARE + "/mps2-an386/sourdine.elf", sound=sound),
            stdin=subprocess.DEVNULL, capture_output=True,
            timeout=node.TIME_OUT).stdout
        want = [record_of(line) for line in subprocess.run(
            [node.BUILD + "/tests/firmware/node_host", "48000", "60",
             str(60 * MINUTES + 130), "120", "0", "0"], stdin=open(sound, "rb"),
            check=True, capture_output=True, text=True).stdout.splitlines()
            if line.startswith("03")]
        frames = frames_of(raw)
        read = [read_frame(f) for f in frames]
        got = {r[0]: r[4] for r in read if r}
        v.check(all(read) and len(got) >= MINUTES + 1 and
                [got[k] for k in sorted(got)] == want[:len(got)] and
                want[0][3] != want[1][3],
                "%d frames carry %d records: the host's" % (
                    len(frames), len(got)), (read[:2], want[:2]))
        v.check(all(len(f) == 38 for f in frames) and
                5 * 38 * 10 / 50 <= 60, "a frame is 38 bytes: five of them "
                "take 38 s of a minute at 50 baud", set(map(len, frames)))
        times = [sum(r[0] == n for r in read) for n in sorted(got)]
        v.check(all(t == 2 for t in times[:-1]), "each is sent again after "
                "the next one", times)

        want = [(HOUR_AGO + 60 * (k - 1), *got[k]) for k in sorted(got)]
        rows = through(folder, "clean", frames, lambda i, f: [f])
        v.check(rows == want, "all of them are in the store, once, each in "
                "its minute", (rows[:3], want[:3]))

        first = {}
        for i, r in enumerate(read):
            first.setdefault(r[0], i)

        def hurt(i, frame):
            """The first frame of 2 is lost, those of 3 and 4 flipped."""
            if i == first[2]:
                return [b"\0\x07rubbish\xff"]
            if i in (first[3], first[4]):
                bad = bytearray(frame)
                bad[20] ^= 1 << i % 8
                return [bytes(bad)]
            return [frame[:9], frame[9:]]

        rows = through(folder, "hurt", frames, hurt)
        v.check(sorted(rows) == want, "with frames lost and bits flipped, too",
                (sorted(rows), want))

        rows = through(folder, "control", frames, lambda i, f: (
            hurt(i, f) if i in first.values() else []))
        v.check(sorted(rows) == [w for k, w in enumerate(want, 1)
                                 if k not in (2, 3, 4)],
                "control: without the second sending they are missing, a gap, "
                "and the others stay in their minutes", sorted(rows))

        house = House(folder, "serial", serial=True)
        house.set(HOUR_AGO + read[0][2])
        os.write(house.line, frames[0])
        house.wait(house.rows)
        rows = house.end()
        v.check(rows == want[:1], "by a terminal line, too, whatever its "
                "settings were", rows)

        lies = struct.pack("<BBH28x", 1, 0, 532)
        rows = through(folder, "lies", frames[:1], lambda i, f: [
            lies, b"\0" + lies + b"\0", f, f, f, os.urandom(4096)])
        v.check(rows == want[:1], "a second's level that comes by the wire is "
                "not stored, nor a record twice", rows)
    return v.end()


if __name__ == "__main__":
    signal.alarm(node.TIME_OUT)
    sys.exit(main())
