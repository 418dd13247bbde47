#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""soak.py HOURS - the node in QEMU hears so many hours of made-up sound, and
says the bytes that the host says, to the last; and by its serial line each
record comes as often as it should, from its log."""
import collections
import contextlib
import itertools
import os
import subprocess
import sys
import tempfile
import threading

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(__file__))
import node
import wire

RATE = 48000


AGAIN = (0, 1, 16, 241, 1441)  # records later, as firmware/README.md has it


@contextlib.contextmanager
def both(image, seconds, rate=RATE):
    """The host and the node in QEMU, hearing the same sound."""
    tools = node.BUILD + "/tests/firmware/"
    with tempfile.TemporaryDirectory() as folder:
        pipe = folder + "/sound"
        os.mkfifo(pipe)
        i = node.Image("%s/mps2-an386/%s.elf" % (node.FIRMWARE, image))
        i.params(rate=rate)
        sound = subprocess.Popen([tools + "sound", str(rate), str(seconds)],
                                 stdout=subprocess.PIPE)
        tee = subprocess.Popen(["tee", pipe], stdin=sound.stdout,
                               stdout=subprocess.PIPE)
        host = subprocess.Popen(
            [tools + "node_host", str(rate), "60", str(seconds + 100),
             "120", "0", "0"],
            stdin=tee.stdout, stdout=subprocess.PIPE)
        qemu = subprocess.Popen(
            node.qemu(i.save(folder + "/image.elf"), sound=pipe),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
        yield host, qemu
        for p in (qemu, host, tee, sound):
            p.terminate()
            p.wait()


def listen(v, hours):
    seconds = int(3600 * hours)
    with both("seconds", seconds) as (host, qemu):
        same, differ, records = 0, None, 0
        for got, want in itertools.zip_longest(qemu.stdout, host.stdout):
            if got is None or want is None:
                break
            if got != want and differ is None:
                differ = (same, got, want)
            same += got == want
            records += got.startswith(b"03")
    v.check(differ is None and records >= seconds // 60 and same >= seconds,
            "%g h of sound: %d messages, %d of them records, are the host's" % (
                seconds / 3600, same, records), differ)
    said = qemu.stderr.read().decode(errors="replace")
    v.check("fault" not in said, "no domain fell", said[:200])


def tell(v, hours):
    """The frames, in their order, and what they carry: sound of half the rate
    will do."""
    seconds = int(3600 * hours)
    with both("sourdine", seconds, RATE // 2) as (host, qemu):
        raw = []
        reader = threading.Thread(target=lambda: raw.append(qemu.stdout.read()))
        reader.start()
        want = [wire.record_of(line.decode().strip()) for line in host.stdout
                if line.startswith(b"03")]
        reader.join()
    read = [wire.read_frame(f) for f in wire.frames_of(raw[0])]
    got = [r[0] for r in read if r]
    last = max(got)
    meant = [n - back for n in range(1, last + 1) for back in AGAIN if n > back]
    # the machine may end within the last burst
    v.check(all(read) and last > seconds // 60 and got == meant[:len(got)] and
            len(meant) - len(got) < len(AGAIN),
            "%d frames carry %d records: each at once and after %s more" % (
                len(got), last, ", ".join(map(str, AGAIN[1:]))),
            (len(got), len(meant), last))
    wrong = [r for r in read if r and (
        r[4] != want[r[0] - 1] or r[1] != 1 or r[3] != r[0])]
    v.check(not wrong, "all of them say what the host says", wrong[:2])
    times = collections.Counter(got)
    v.check(times[1] == sum(back < last for back in AGAIN),
            "the first one came %d times" % times[1], times[1])


def main():
    v = node.Verdicts("soak")
    listen(v, float(sys.argv[1]))
    tell(v, float(sys.argv[1]))
    return v.end()


if __name__ == "__main__":
    sys.exit(main())
