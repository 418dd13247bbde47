# SPDX-License-Identifier: GPL-3.0-or-later
"""node.py - for the scripts here: images, sound for them, and QEMU."""
import os
import re
import struct
import subprocess
import tempfile
import threading
import zlib

BUILD = os.environ.get("BUILD", "build")
FIRMWARE = BUILD + "/firmware"
TIME_OUT = 500  # s


class Image:
    """An ELF image, of which a changed copy can be made."""

    def __init__(self, path):
        self.path = path
        self.bytes = bytearray(open(path, "rb").read())
        out = subprocess.run(["arm-none-eabi-nm", path], check=True,
                             capture_output=True, text=True).stdout
        self.symbol = {}
        for line in out.splitlines():
            value, _, name = line.split()
            self.symbol.setdefault(name, int(value, 16))
        at, = struct.unpack_from("<I", self.bytes, 28)
        n, = struct.unpack_from("<H", self.bytes, 44)
        self.segments = []  # address, offset, size
        for i in range(n):
            kind, offset, address, _, size = struct.unpack_from(
                "<IIIII", self.bytes, at + 32 * i)
            if kind == 1 and size:
                self.segments.append((address, offset, size))

    def offset(self, address):
        for start, offset, size in self.segments:
            if start <= address < start + size:
                return offset + address - start
        raise KeyError("nothing in the image at %#x" % address)

    def read(self, address, words=1):
        return struct.unpack_from("<%dI" % words, self.bytes,
                                  self.offset(address))

    def put(self, address, *words):
        struct.pack_into("<%dI" % len(words), self.bytes,
                         self.offset(address), *words)

    def read_half(self, address):
        return struct.unpack_from("<H", self.bytes, self.offset(address))[0]

    def put_half(self, address, half):
        struct.pack_into("<H", self.bytes, self.offset(address), half)

    def params(self, rate=48000, interval=60, full_scale=120.0,
               self_noise=0.0, overload=0.0):
        at = self.symbol["params"]
        self.put(at + 8, rate, interval)
        struct.pack_into("<fff", self.bytes, self.offset(at + 20),
                         full_scale, self_noise, overload)

    def response(self, sections):
        """As `sections` below gives them."""
        at = self.offset(self.symbol["params"] + 36)
        struct.pack_into("<If%df" % (len(sections) - 2), self.bytes, at,
                         int(sections[0]), *sections[1:])

    def save(self, path):
        open(path, "wb").write(self.bytes)
        return path


def qemu(image, machine="mps2-an386", sound=None, more=(), serial=("stdio",)):
    """The command that runs an image."""
    arguments = "enable=on,target=native,arg=node"
    if sound:
        arguments += ",arg=" + sound
    command = ["qemu-system-arm", "-M", machine, "-display", "none",
               "-monitor", "none", "-icount", "shift=3", "-semihosting-config",
               arguments, "-kernel", image, *more]
    for s in serial:
        command += ["-serial", s]
    return command


def run(image, enough=None, longest=TIME_OUT, **how):
    """What it wrote: lines of the serial port, lines of the host's terminal.
    Ends with the machine, or once `enough` says so of the lines."""
    with tempfile.TemporaryFile("w+", errors="replace") as told, subprocess.Popen(
            qemu(image, **how), stdout=subprocess.PIPE, stderr=told,
            text=True, errors="replace", stdin=subprocess.DEVNULL) as p:
        late = threading.Timer(longest, p.kill)
        late.start()
        said = []
        for line in p.stdout:
            said.append(line.rstrip("\n"))
            if enough and enough(said):
                p.terminate()
                break
        p.stdout.close()
        code = p.wait()
        late.cancel()
        told.seek(0)
        return code, said, [line for line in told.read().splitlines()
                            if "terminating on signal" not in line]


def sections(path, rate=48000, reference=1000):
    """Of a response file: how many, the gain, five numbers of each."""
    p = subprocess.run([FIRMWARE + "/sections", path, str(rate),
                        str(reference)], check=True, capture_output=True,
                       text=True)
    said = dict(re.findall(r"#define RESPONSE_(\w+) (.*)f?$", p.stdout, re.M))
    rows = re.findall(r"\{(.*)\}", p.stdout)
    return [int(said["SECTIONS"]), float.fromhex(said["GAIN"].strip("f"))] + [
        float.fromhex(x.strip(" f")) for row in rows if row != "0"
        for x in row.split(",")]


def frame(number, start, sent, count, interval, *levels, of=7):
    """Of the link, as firmware/README.md has it."""
    bits = at = 0
    for value, n in [(number, 24), (count, 18), (1, 1), (0, 5),
                     (interval, 12), (interval, 12)] + [
                         (x, 11) for x in levels]:
        bits |= value << at
        at += n
    body = struct.pack("<BHII", 1, of, start, sent) + bits.to_bytes(20, "little")
    body += struct.pack("<I", zlib.crc32(body))
    coded = b"".join(bytes([len(part) + 1]) + part
                     for part in body.split(b"\0"))
    return b"\0" + coded + b"\0"


def pcm24(samples):
    """Bytes of samples, each +-1."""
    out = bytearray()
    for x in samples:
        v = max(-0x800000, min(0x7fffff, round(x * 0x800000)))
        out += struct.pack("<i", v)[:3]
    return bytes(out)


class Verdicts:
    """Counts, and says each of them."""

    def __init__(self, name):
        self.name, self.passed, self.failed, self.skipped = name, 0, 0, 0

    def check(self, good, what, why=""):
        self.passed += bool(good)
        self.failed += not good
        print("ok %s" % what if good else "FAILED %s: %s" % (what, why),
              flush=True)
        return good

    def skip(self, what):
        self.skipped += 1
        print("skipped: " + what)

    def end(self):
        print("%s: %d passed, %d failed, %d skipped" % (
            self.name, self.passed, self.failed, self.skipped))
        return 1 if self.failed else 0
