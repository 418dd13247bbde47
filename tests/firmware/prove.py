#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""prove.py - claim 7: on the microcontroller, code outside hear and base that
touches samples is stopped by the hardware."""
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(__file__))
sys.path.insert(0, "tests/privacy")
import isolation
import node
from prove_kit import not_run, row

CLAIM = "the processor holds it"


def main():
    if not os.path.exists(node.FIRMWARE + "/mps2-an386/tell-attack.elf"):
        not_run(CLAIM, "attempts on the microcontroller",
                "the images are missing: make test builds them")
        return
    v = node.Verdicts("prove")
    board = isolation.Board()
    with tempfile.TemporaryDirectory() as folder:
        runner = isolation.Runner(folder)
        stopped, tried, through, controls = isolation.try_all(v, board, runner)
        on_stm32, of_them = isolation.stm32(v, folder)
        clean, shows = isolation.residues(v, board, runner)
    stopped, tried = stopped + on_stm32, tried + of_them
    row(CLAIM, "hear and tell, taken over, reach for each other, for base, "
        "for DMA, flash, MPU, clocks, debug, in QEMU",
        stopped == tried and tried >= 25,
        "%d of %d attempts stopped, each by the exact fault" % (
            stopped, tried), through == controls and controls >= 10,
        "%d of %d get through with one row changed" % (through, controls))
    row(CLAIM, "after 50 crossings: 33 floating-point registers each, and "
        "tell's memory", clean, "nothing of a sample is left", shows,
        "without the wiping, values of hear's filters are seen")


if __name__ == "__main__":
    main()
