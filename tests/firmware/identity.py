#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""identity.py - the node in QEMU says the bytes that the host says: of sounds
made here, and of the reference's signals, where they are (ORACLE)."""
import json
import math
import os
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(__file__))
import node
import soak

BUILD = node.BUILD
MINUTES = float(os.environ.get("MINUTES", "2"))
HOURS = float(os.environ.get("HOURS", "1"))


def made_up(rate, seconds):
    """Noise from loud to faint, tones, bursts, clipping, silence, steps."""
    chance = random.Random(rate)
    out = []
    for s in range(seconds):
        kind, turn = s % 10, chance.uniform(0.001, 3)
        level = 10 ** -chance.uniform(0, 6)
        for i in range(rate):
            x = 0
            if kind in (0, 4):
                x = level * chance.uniform(-1, 1)
            elif kind in (1, 5):
                x = level * math.sin(turn * i)
            elif kind == 2:
                x = 1.2 * math.sin(turn * i)
            elif kind == 3 and i % 9600 < 480:
                x = 0.5 * math.sin(0.5236 * i)
            elif kind == 6:
                x = 0.25
            elif kind == 8:
                x = 0.9 if i == rate // 3 else 0
            elif kind == 9:
                x = chance.choice((-1, -1e-6, 0, 1e-6))
            out.append(x)
    return node.pcm24(out)


def of_the_reference(folder):
    """Signals by rate, one after the other."""
    sys.path.insert(0, folder)
    import oracle
    cases = json.load(open(folder + "/open/cases.json"))
    cases = cases["cases"] if isinstance(cases, dict) else cases
    by_rate = {}
    for c in cases:
        x, rate, _ = oracle.read_wav(folder + "/open/" + c["file"])
        by_rate.setdefault(rate, []).append(node.pcm24(x[c["channel"] - 1]))
    return {rate: b"".join(parts) for rate, parts in by_rate.items()}


def compare(verdicts, what, rate, pcm, folder, full_scale=120.0,
            self_noise=0.0, overload=0.0):
    sound, image = folder + "/sound", folder + "/image.elf"
    open(sound, "wb").write(pcm)
    seconds = len(pcm) // 3 // rate
    i = node.Image(node.FIRMWARE + "/mps2-an386/seconds.elf")
    i.params(rate=rate, full_scale=full_scale, self_noise=self_noise,
             overload=overload)
    code, got, errors = node.run(i.save(image), sound=sound)
    want = subprocess.run(
        [BUILD + "/tests/firmware/node_host", str(rate), "60",
         str(seconds + 200), str(full_scale), str(self_noise), str(overload)], stdin=open(sound, "rb"), check=True,
        capture_output=True, text=True).stdout.splitlines()
    # The machine ends two intervals after the sound.
    verdicts.check(
        len(got) > seconds + 60 and got == want[:len(got)] and code == 0
        and not errors, "%s, %d Hz: %d s, %d messages are the host's"
        % (what, rate, seconds, len(got)),
        "exit %d, %d messages, the first that differ: %s %s" % (
            code, len(got), next(((a, b) for a, b in zip(got, want)
                                  if a != b), ""), errors[:3]))
    return got


def begun_anew(v, folder, minutes=4):
    """hear dies each 65.035 s and begins anew a second later, inside a second:
    seconds and records say so, as the host's core and gate do that went through
    the same."""
    seconds, blocks, sound = 60 * minutes, 13007, folder + "/sound"
    tools = BUILD + "/tests/firmware/"
    with open(sound, "wb") as f:
        subprocess.run([tools + "sound", "48000", str(seconds)], check=True,
                       stdout=f)
    i = node.Image(node.FIRMWARE + "/mps2-an386/hear-falls.elf")
    i.put(i.symbol["hear_falls_after"], blocks)
    _, got, faults = node.run(i.save(folder + "/image.elf"), sound=sound)

    def host(*more):
        return subprocess.run(
            [tools + "node_host", "48000", "60", str(seconds + 200), "120",
             "0", "0", *more], stdin=open(sound, "rb"), check=True,
            capture_output=True, text=True).stdout.splitlines()

    want = host(str(blocks))
    begins = sum(x[:4] == "0105" for x in got)
    flags = [int(x[20:22], 16) for x in got if x[:2] == "03"]
    v.check(len(got) > seconds + minutes and got == want[:len(got)] and
            len(faults) >= minutes - 1 and begins >= minutes - 1 and
            sum(f & 16 > 0 for f in flags) >= minutes - 1,
            "hear began anew %d times: %d messages, %d records with the flag of "
            "a start, are the host's" % (
                len(faults), len(got), sum(f & 16 > 0 for f in flags)),
            (len(got), len(faults), begins, flags,
             next(((a, b) for a, b in zip(got, want) if a != b), "")))
    v.check(got[:65] == host()[:65] and got != host()[:len(got)],
            "control: not the host's that went on", "they are")


def on_another_core(v, pcm, folder):
    """hear's own messages, before the gate."""
    sound = folder + "/sound"
    open(sound, "wb").write(pcm)
    _, _, got = node.run(node.FIRMWARE + "/mps2-an505/numbers.elf",
                         sound=sound, machine="mps2-an505")
    want = subprocess.run(
        [BUILD + "/tests/firmware/node_host", "48000", "60",
         str(len(pcm) // 3 // 48000 + 2), "120", "0", "0", "hear"], stdin=open(sound, "rb"),
        check=True, capture_output=True, text=True).stdout.splitlines()
    v.check(len(got) > 60 and got == want[:len(got)],
            "a Cortex-M33 says what hear says here: %d messages" % len(got),
            next(((a, b) for a, b in zip(got, want) if a != b), len(got)))


def main():
    v = node.Verdicts("identity")
    with tempfile.TemporaryDirectory() as folder:
        got = compare(v, "made-up sounds", 48000,
                      made_up(48000, int(60 * MINUTES)), folder)
        states = {line[2:4] for line in got if line.startswith("01")}
        v.check(states >= {"00", "01", "03", "04"},
                "among them seconds that are ok, overloaded, lost, dead",
                states)
        compare(v, "made-up sounds", 44100, made_up(44100, 20), folder)
        got = compare(v, "another calibration, self-noise, overload point",
                      48000, made_up(48000, 60), folder, 117.3, 41, 109.5)
        v.check(got and "02" in {x[2:4] for x in got if x[:2] == "01"},
                "among them seconds that are under-range", "none")
        begun_anew(v, folder)
        on_another_core(v, made_up(48000, 65), folder)
        oracle = os.environ.get("ORACLE")
        if oracle and os.path.isdir(oracle + "/open/wav"):
            for rate, pcm in sorted(of_the_reference(oracle).items()):
                if rate > 96000:
                    v.skip("%d Hz: a node goes up to 96000 Hz" % rate)
                    continue
                compare(v, "signals of the reference", rate, pcm, folder)
        else:
            v.skip("the signals of the reference (ORACLE is not set)")
        soak.listen(v, HOURS)
        # The control: a sound that differs by one bit of loud samples.
        other = bytearray(made_up(48000, 3))
        same = node_lines(bytes(other), folder)
        for k in range(2, len(other), 3):
            other[k] ^= 0x04
        v.check(same != node_lines(bytes(other), folder),
                "control: another sound gives other messages", "the same")
    return v.end()


def node_lines(pcm, folder):
    open(folder + "/sound", "wb").write(pcm)
    return node.run(node.FIRMWARE + "/mps2-an386/seconds.elf",
                    sound=folder + "/sound")[1]


if __name__ == "__main__":
    sys.exit(main())
