#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""soak.py HOURS - the node in QEMU hears so many hours of made-up sound, and
says the bytes that the host says, to the last."""
import itertools
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(__file__))
import node

RATE = 48000


def listen(v, hours):
    seconds = int(3600 * hours)
    tools = node.BUILD + "/tests/firmware/"
    with tempfile.TemporaryDirectory() as folder:
        pipe = folder + "/sound"
        os.mkfifo(pipe)
        sound = subprocess.Popen([tools + "sound", str(RATE), str(seconds)],
                                 stdout=subprocess.PIPE)
        tee = subprocess.Popen(["tee", pipe], stdin=sound.stdout,
                               stdout=subprocess.PIPE)
        host = subprocess.Popen(
            [tools + "node_host", str(RATE), "60", str(seconds + 100),
             "120", "0", "0"],
            stdin=tee.stdout, stdout=subprocess.PIPE, text=True)
        qemu = subprocess.Popen(
            node.qemu(node.FIRMWARE + "/mps2-an386/seconds.elf", sound=pipe),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        same, differ, records = 0, None, 0
        for got, want in itertools.zip_longest(qemu.stdout, host.stdout):
            if got is None or want is None:
                break
            if got != want and differ is None:
                differ = (same, got, want)
            same += got == want
            records += got.startswith("03")
        for p in (qemu, host, tee, sound):
            p.terminate()
            p.wait()
        v.check(differ is None and records >= seconds // 60 and same >= seconds,
                "%g h of sound: %d messages, %d of them records, are the "
                "host's" % (seconds / 3600, same, records), differ)
        said = qemu.stderr.read()
        v.check("fault" not in said, "no domain fell", said[:200])


def main():
    v = node.Verdicts("soak")
    listen(v, float(sys.argv[1]))
    return v.end()


if __name__ == "__main__":
    sys.exit(main())
