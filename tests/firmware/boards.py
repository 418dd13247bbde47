#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""boards.py - each board's image is there, within its budget; the trusted part
is as short as the README says; the STM32's image starts where QEMU knows it."""
import glob
import os
import re
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(__file__))
import node

OWN = ["start.c", "base.c", "domain.c", "mpu.c", "kept.c", "bytes.c",
       "switch.S"]
GATE = ["gate.c", "message.c", "tally.c"]
BOARD = "firmware/boards/stm32f405/board.c"
MOST = 1000


def lines(paths):
    return sum(len(open(p).readlines()) for p in paths)


def code_lines(paths):
    """Without blank lines and comments."""
    text = "".join(open(p).read() for p in paths)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return sum(bool(line.strip()) for line in text.splitlines())


def trusted(v):
    own = ["firmware/" + f for f in OWN]
    gate = ["src/gate/" + f for f in GATE]
    sum_of = [lines(own), lines(gate), lines([BOARD])]
    table = re.findall(r"\| (\d+) \|$", open("firmware/README.md").read(),
                       re.M)
    want = [str(n) for n in sum_of + [sum(sum_of)]]
    v.check(table == want, "the README's count of trusted lines: %s" %
            " ".join(want), table)
    code = code_lines(own + gate)
    v.check(code < MOST, "%d lines of code in base and gate, below %d" % (
        code, MOST), "more")
    code = code_lines([BOARD])
    v.check(code < 300, "%d in the board's file, below 300" % code, "more")


def sizes(v):
    boards = sorted(os.path.basename(os.path.dirname(p)) for p in
                    glob.glob("firmware/boards/*/board.c"))
    images = ["%s/%s/sourdine.elf" % (node.FIRMWARE, b) for b in boards]
    v.check(len(images) >= 3 and all(map(os.path.exists, images)),
            "all boards are built: " + " ".join(boards), images)
    table = subprocess.run(["firmware/size", *images], capture_output=True,
                           text=True)
    print(table.stdout)
    v.check(table.returncode == 0,
            "all are below 48 kB of flash and 24 kB of memory", table.stderr)
    small = dict(os.environ, FLASH_MOST="1000")
    table = subprocess.run(["firmware/size", *images], capture_output=True,
                           env=small, text=True)
    v.check(table.returncode == 1, "control: a smaller budget is exceeded",
            table.returncode)


def stm32(v):
    """QEMU has neither its clocks nor its DMA: it says that it hears nothing,
    and goes on.  Its time runs apart: a busy machine may skip seconds."""
    _, said, _ = node.run(
        node.FIRMWARE + "/netduinoplus2/seconds.elf",
        machine="netduinoplus2", serial=("null", "stdio"),
        enough=lambda s: len(s) > 70 and any(x[:2] == "03" for x in s))
    gaps = [s for s in said if s[:4] in ("0103", "0105")]
    records = [s for s in said if s[:2] == "03"]
    v.check(len(gaps) + len(records) == len(said) and records and
            all(r[16:20] == "0000" for r in records),
            "the STM32's image starts without its clocks, and says %d gaps and "
            "%d empty records" % (len(gaps), len(records)), said[:3])


def stm32_slow(v, folder):
    """At 50 baud tell makes the bits with a timer: its compare register, which
    is the pin's next level, goes up and down, and nobody is stopped."""
    image = node.Image(node.FIRMWARE + "/netduinoplus2/seconds.elf")
    image.put(image.symbol["params"] + 16, 50)
    command = node.qemu(image.save(folder + "/slow.elf"),
                        machine="netduinoplus2", serial=("null",),
                        more=["-d", "int", "-D", folder + "/log"])
    command[command.index("-monitor") + 1] = "stdio"
    level, changes, end = None, 0, time.monotonic() + 60
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True,
                          stdout=subprocess.PIPE) as p:
        while changes < 10 and time.monotonic() < end:
            p.stdin.write("xp /1wx 0x40000c3c\n")
            p.stdin.flush()
            said = p.stdout.readline()
            while "40000c3c: 0x" not in said:
                said = p.stdout.readline()
            changes += level not in (None, said)
            level = said
            time.sleep(0.03)
        p.stdin.write("quit\n")
        p.stdin.close()
        p.stdout.read()
    v.check(changes == 10 and "CFSR" not in open(folder + "/log").read(),
            "at 50 baud a timer of the STM32's makes the bits", changes)


def refused(v, folder):
    """Values that no node can work with stop the build, which says what is
    right."""
    def make(*what):
        env = {k: x for k, x in os.environ.items() if not k.startswith("MAKE")}
        return subprocess.run(
            ["make", "--no-print-directory", "BUILD=" + folder, *what],
            capture_output=True, text=True, env=env)

    for board, value, right in (
            ("stm32f405", "NODE=0", "1 to 65535"),
            ("stm32f405", "NODE=65536", "1 to 65535"),
            ("mps2-an386", "RATE_HZ=16000", "22050 to 192000"),
            ("stm32f405", "RATE_HZ=44100", "48000 alone"),
            ("mps2-an386", "INTERVAL_S=7", "divides 3600"),
            ("mps2-an386", "BAUD=0", "50 at least"),
            ("stm32f405", "BAUD=300", "50 to 100, and 641 up"),
            ("mps2-an386", "FULL_SCALE_DB=400.0f", "60.0f to 180.0f")):
        p = make("%s/firmware/%s/params.o" % (folder, board),
                 "PARAMS=-D" + value)
        v.check(p.returncode != 0 and right in p.stderr,
                "%s: %s is refused: %s" % (board, value, right), p.stderr)
    p = make("%s/firmware/stm32f405/params.o" % folder, "PARAMS=-DNODE=65535 "
             "-DBAUD=50 -DINTERVAL_S=900 -DFULL_SCALE_DB=60.0f")
    v.check(p.returncode == 0, "control: others are taken", p.stderr)
    p = make("firmware", "BOARD=stm32")
    v.check(p.returncode != 0 and "stm32f405" in p.stderr,
            "a board that there is not: the others are named", p.stderr)


def main():
    v = node.Verdicts("boards")
    trusted(v)
    sizes(v)
    stm32(v)
    with tempfile.TemporaryDirectory() as folder:
        stm32_slow(v, folder)
        refused(v, folder)
    return v.end()


if __name__ == "__main__":
    sys.exit(main())
