#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench.py - what a node costs: instructions for each sample, by domain, counted
in QEMU, and cycles by a model of the processor; flash and memory; the share of
a processor; an estimate of its charge.  Fails over the budget."""
import os
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(__file__))
import node

RATE = 48000
MOST = 42               # instructions a sample in hear, without contraction
NOW, NOW_WHOLE = 39.5, 42 # what it takes: more than that has to be meant
CORE_HZ = 168e6
# Typical values of the STM32F405's data sheet at 168 MHz, peripherals off, and
# of an ICS-43434: running, asleep, the microphone.
RUN_MA, SLEEP_MA, MICROPHONE_MA = 40, 12, 0.5


def noise(seconds):
    chance = random.Random(1)
    return node.pcm24(0.05 * chance.uniform(-1, 1)
                      for _ in range(seconds * RATE))


def counts(image, seconds, folder, sections=0):
    """Instructions by domain in a run over so many seconds of sound, with a
    correction of so many sections."""
    i = node.Image(image)
    if sections:
        i.response([sections, 1] + sections * [.9, -.1, .1, .01, .01])
        image = i.save(folder + "/image.elf")
    sound = folder + "/sound"
    open(sound, "wb").write(noise(seconds))
    # The board's file comes last; here it stands in for the DMA.
    ranges = {"base": (i.symbol["vectors"], i.symbol["hal_init"] & ~1),
              "board": (i.symbol["hal_init"] & ~1, 0x4000),
              "tell": (0x4000, 0x8000), "hear": (0x8000, 0x10000)}
    plugin = node.FIRMWARE + "/count.so" + "".join(
        ",%s=%d-%d" % (name, *r) for name, r in ranges.items())
    _, _, told = node.run(image, sound=sound, more=["-plugin", plugin])
    return {w[1]: (int(w[2]), int(w[3])) for w in map(str.split, told)
            if w[0] == "count"}


def main():
    v = node.Verdicts("bench")
    image = node.FIRMWARE + "/mps2-an386/sourdine.elf"
    with tempfile.TemporaryDirectory() as folder:
        short, long = (counts(image, n, folder) for n in (5, 15))
        few, many = (counts(image, 5, folder, n)["hear"][0] - short["hear"][0]
                     for n in (2, 6))
    each, cycles = ({d: (long[d][k] - short[d][k]) / (10 * RATE) for d in long}
                    for k in (0, 1))
    section = (many - few) / (4 * 5 * RATE)
    board = each.pop("board")
    cycles.pop("board")
    total, time = sum(each.values()), sum(cycles.values())
    print("instructions for each sample at %d Hz, without contraction:" % RATE)
    print("  hear %.1f   base %.1f   tell %.2f   together %.1f" % (
        each["hear"], each["base"], each["tell"], total))
    print("  (and %.1f for QEMU's board, which copies the sound from a file as "
          "DMA would)" % board)
    print("  a microphone's response corrected: %.1f more, and %.1f for each of "
          "its sections, which are 0 to 8" % (few / (5 * RATE) - 2 * section,
                                              section))
    print("cycles for them, estimated from the processor's manual, without "
          "waits for the flash:")
    print("  hear %.0f   base %.0f   together %.0f" % (
        cycles["hear"], cycles["base"], time))
    share = time * RATE / CORE_HZ
    print("  %.1f %% of a core of %.0f MHz" % (100 * share, CORE_HZ / 1e6))
    charge = 24 * (share * RUN_MA + (1 - share) * SLEEP_MA + MICROPHONE_MA)
    print("  %.0f mAh a day, estimated: %g mA running, %g mA asleep, %g mA for "
          "the microphone\n" % (charge, RUN_MA, SLEEP_MA, MICROPHONE_MA))
    boards = ["%s/%s/sourdine.elf" % (node.FIRMWARE, b)
              for b in ("mps2-an386", "stm32f405")]
    table = subprocess.run(["firmware/size", *boards], capture_output=True,
                           text=True)
    print(table.stdout)
    v.check(table.returncode == 0, "flash and memory are within their budget",
            table.stderr)
    v.check(each["hear"] <= MOST, "hear takes %.1f instructions a sample: the "
            "budget is %d" % (each["hear"], MOST), "over")
    v.check(each["hear"] <= NOW and total <= NOW_WHOLE, "with the rest of the "
            "node %.1f: no more than before" % total,
            "%g and %g" % (NOW, NOW_WHOLE))
    return v.end()


if __name__ == "__main__":
    sys.exit(main())
