#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""corrected.py - a node that is built with its microphone's response: its levels
are those of `sourdine measure --response`, within a tenth of what class 1 allows,
and its bytes those of the same sections here."""
import json
import math
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import wave

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(__file__))
import identity
import node

RATE = 48000
# A tenth of IEC 61672-1:2013 table 3, class 1, the narrower side.
ALLOWED = [(20, .2), (25, .15), (31.5, .15), (40, .1), (4000, .1), (5000, .15),
           (8000, .15), (10000, .2), (12500, .2), (16000, .25), (20000, .3)]
ROUNDED = 0.05     # a message has tenths
HOST = 0.1         # how far the host's own filter may be off
SECONDS = 4        # of each tone

# Hz and dB: a small microphone behind a hole.
MEMS = [(20, -8), (30, -5), (50, -2.6), (100, -.8), (200, -.2), (500, 0),
        (1000, 0), (2000, .1), (4000, .4), (6000, 1), (8000, 2), (10000, 3.5),
        (12500, 6), (15000, 9), (20000, 3)]
# A measurement microphone: a hump of 3 dB at 12 kHz, less bass.
WIDE = [(hz, 3 * math.exp(-(math.log(hz / 12000) / .4) ** 2)
         - 10 * math.log10(1 + (12 / hz) ** 2))
        for hz in (10 * 2000 ** (i / 615) for i in range(616))]
FLAT = [(20, 3), (20000, 3)]
TONES = (31.5, 63, 125, 250, 1000, 2000, 4000, 8000, 12500, 16000)


def at(points, hz):
    """Straight in dB over the logarithm of the frequency."""
    for (f, a), (g, b) in zip(points, points[1:]):
        if hz <= g:
            return a + (b - a) * max(0, math.log(hz / f) / math.log(g / f))
    return points[-1][1]


def added(sections, hz):
    """dB, from the numbers alone."""
    z = complex(math.cos(2 * math.pi * hz / RATE),
                math.sin(2 * math.pi * hz / RATE))
    h = sections[1]
    for i in range(int(sections[0])):
        a, b, c, d, e = sections[2 + 5 * i:7 + 5 * i]
        h *= 1 + (d * (z - a) + e * c) / ((z - a) ** 2 - b * c)
    return 20 * math.log10(abs(h))


def write(path, points):
    with open(path, "w", encoding="ascii") as f:
        f.write("* made up\n")
        f.writelines("%.3f\t%.4f\n" % p for p in points)
    return path


def off(points, sections, reference=1000):
    """How far they are from the curve at worst, by what is allowed."""
    return max(abs(added(sections, hz) - at(points, reference) + at(points, hz))
               / at(ALLOWED, hz)
               for hz in (20 * 1000 ** (i / 3000) for i in range(3001)))


def the_fit(v, folder):
    for name, points, *most in ("flat", FLAT, 0, 0), ("MEMS", MEMS, 4, 8), (
            "measurement", WIDE, 5, 5):
        path = write(folder + "/curve", points)
        for reference, few in zip((1000, 250), most):
            s = node.sections(path, RATE, reference)
            far = off(points, s, reference)
            v.check(far <= 1 and s[0] <= few, "%s microphone: %d sections, "
                    "0 dB at %d Hz, %.2f of what is allowed" % (
                        name, s[0], reference, far), (far, s[0]))
    less = [s[0] - 1] + s[1:]
    v.check(off(points, less, 250) > 1, "control: without the last of them it "
            "is further off", off(points, less, 250))
    for text, why in (
            ("1000 0\n900 1\n", "line 2 is for 900 Hz, which does not lie "
             "above"), ("20 0\n1000 x\n", "line 2 has 'x'"),
            ("".join("%d %d\n" % (20 * 1.26 ** i, 5 * (i % 2))
                     for i in range(30)), "changes too fast for a node"),
            (None, "RESPONSE names the file")):
        path = folder + "/bad"
        if text:
            open(path, "w", encoding="ascii").write(text)
        else:
            path = folder + "/none"
        p = subprocess.run([node.FIRMWARE + "/sections", path, "48000", "1000"],
                           capture_output=True, text=True)
        v.check(p.returncode == 1 and not p.stdout and
                p.stderr.startswith("sections: %s: " % path) and
                why in p.stderr, "refused: " + p.stderr.strip(),
                (p.returncode, p.stderr))


def make(build, response):
    env = {k: x for k, x in os.environ.items() if not k.startswith("MAKE")}
    return subprocess.run(
        ["make", "--no-print-directory", "BUILD=" + build, "firmware",
         "RESPONSE=" + response], capture_output=True, text=True, env=env)


def the_build(v, folder):
    """As the operator gives it; what has been built already is taken over."""
    build = folder + "/build"
    shutil.copytree(node.FIRMWARE + "/mps2-an386",
                    build + "/firmware/mps2-an386",
                    copy_function=shutil.copy2)
    image = build + "/firmware/mps2-an386/sourdine.elf"
    bad = folder + "/bad"
    open(bad, "w", encoding="ascii").write("20 0\n1000 x\n")
    p = make(build, bad)
    v.check(p.returncode != 0 and "%s: line 2 has 'x'" % bad in p.stderr,
            "make firmware RESPONSE=FILE names the line that is wrong", p.stderr)
    good = write(folder + "/curve", MEMS)
    p = make(build, good)
    want = node.sections(good)
    i = node.Image(image)
    start = i.offset(i.symbol["params"])
    made = bytes(i.bytes[start + 36:start + 36 + 4 * len(want)])
    i.response(want)
    v.check(p.returncode == 0 and want[0] > 0 and
            bytes(i.bytes[start + 36:start + 36 + len(made)]) == made,
            "and builds an image with the sections", p.stderr)


def tones(hz):
    """With a gentle beginning and end: no click."""
    n = SECONDS * RATE
    return [.1 * math.sin(2 * math.pi * hz * i / RATE)
            * math.sin(math.pi * i / n) ** 2 for i in range(n)]


def noise():
    """A minute, some 20 dB up and down, more bass than treble."""
    chance, out, y = random.Random(5), [], 0
    for i in range(60 * RATE):
        x = chance.uniform(-1, 1)
        y += .02 * (x - y)
        out.append((.3 * y + .02 * x) * (1.1 + math.sin(i / RATE)))
    return out


def run(folder, pcm, sections=None):
    """The node's lines; and those of the same sections here."""
    sound, image = folder + "/sound", folder + "/image.elf"
    open(sound, "wb").write(pcm)
    i = node.Image(node.FIRMWARE + "/mps2-an386/seconds.elf")
    command = [node.BUILD + "/tests/firmware/node_host", str(RATE), "60",
               str(len(pcm) // 3 // RATE + 200), "120", "0", "0"]
    if sections:
        i.response(sections)
        numbers = folder + "/numbers"
        open(numbers, "w", encoding="ascii").write(
            " ".join(map(repr, sections)))
        command.append(numbers)
    code, got, errors = node.run(i.save(image), sound=sound)
    want = subprocess.run(command, stdin=open(sound, "rb"), check=True,
                          capture_output=True, text=True).stdout.splitlines()
    return got, want, code == 0 and not errors


def measure(folder, pcm, response):
    path = folder + "/sound.wav"
    with wave.open(path, "wb") as w:
        w.setnchannels(1)
        w.setsampwidth(3)
        w.setframerate(RATE)
        w.writeframes(pcm)
    return json.loads(subprocess.run(
        [node.BUILD + "/sourdine-measure", "--json", "--quiet", "--full-scale",
         "120", "--response", response, path], check=True, capture_output=True,
        text=True).stdout)


def level(lines):
    """LAeq of seconds, as the messages say them."""
    tenths = [int.from_bytes(bytes.fromhex(x[4:8]), "little") for x in lines]
    return 10 * math.log10(sum(10 ** (t / 100) for t in tenths) / len(tenths))


def same_levels(v, folder):
    response = write(folder + "/curve", MEMS)
    sections = node.sections(response)
    parts = [node.pcm24(tones(hz)) for hz in TONES]
    lines = {}
    for what, s in ("with", sections), ("without", None):
        got, want, good = run(folder, b"".join(parts), s)
        v.check(good and len(got) > 40 and got == want[:len(got)],
                "tones %s the correction: the bytes of the same code here"
                % what, got[:2])
        lines[what] = [x for x in got if x[:2] == "01"]
    for k, (hz, pcm) in enumerate(zip(TONES, parts)):
        its = slice(SECONDS * k, SECONDS * (k + 1))
        host = measure(folder, pcm, response)["LAeq"]
        node_db, raw = (level(lines[w][its]) for w in ("with", "without"))
        bound = at(ALLOWED, hz) + HOST + ROUNDED
        v.check(abs(node_db - host) <= bound, "%g Hz: %.2f dB, measure --response "
                "%.2f, within %.2f" % (hz, node_db, host, bound), "no")
        v.check(abs(raw - host - at(MEMS, hz)) <= bound, "control: without it "
                "%+.2f dB, and the response says %+.2f" % (
                    raw - host, at(MEMS, hz)), "no")
    pcm = node.pcm24(noise())
    got, want, good = run(folder, pcm, sections)
    record = next(x for x in got if x[:2] == "03")
    levels = [int.from_bytes(bytes.fromhex(record[24 + 4 * i:28 + 4 * i]),
                             "little") / 10 for i in range(8)]
    m = measure(folder, pcm, response)
    host = [m["LAeq"], m["LAFmax"], *(m["LN"][n] for n in (
        "L1", "L10", "L50", "L90", "L95")), m["LAFmin"]]
    v.check(good and got == want[:len(got)], "noise: the bytes of the same code "
            "here, %d messages" % len(got), got[:2])
    far = max(abs(a - b) for a, b in zip(levels, host))
    v.check(far <= .1 + HOST + ROUNDED, "a minute of noise: LAeq, LAFmax, LAF1 "
            "... LAFmin are measure's, %.2f dB apart at most" % far,
            (levels, host))


def faults(v, folder):
    """The filter hides none: overload and stillness are seen before it."""
    sections = node.sections(write(folder + "/curve", WIDE))
    pcm = identity.made_up(RATE, 31)
    got, want, good = run(folder, pcm, sections)
    v.check(good and len(got) > 60 and got == want[:len(got)],
            "made-up sounds, with lost ones: the bytes of the same code here",
            next(((a, b) for a, b in zip(got, want) if a != b), len(got)))
    plain, _, _ = run(folder, pcm)
    states = [[x[2:4] for x in lines if x[:2] == "01"]
              for lines in (got, plain)]
    v.check(states[0] == states[1] and {"00", "01", "03", "04"} <= set(
        states[0]), "each second is ok, overloaded, lost or dead as without the "
            "correction", states)
    v.check(got != plain, "control: their levels differ", "the same")


def main():
    v = node.Verdicts("corrected")
    with tempfile.TemporaryDirectory() as folder:
        the_fit(v, folder)
        the_build(v, folder)
        same_levels(v, folder)
        faults(v, folder)
    return v.end()


if __name__ == "__main__":
    sys.exit(main())
