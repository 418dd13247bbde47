#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""isolation.py - hear and tell, taken over, try to reach what is not theirs.

Each attempt runs in QEMU: the processor has to stop it, with exactly the fault
that the architecture names, and the other domain has to go on.  Then comes the
control: the same image with one word of one table changed, so that the attempt
gets through."""
import concurrent.futures
import os
import re
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(__file__))
import node

KINDS = ("none read write execute host stack call privilege mask spin depth "
         "float residue program erase").split()
# Bits of CFSR, and of HFSR.
EXECUTES, MEMORY, STACKING, BUS = 0x01, 0x82, 0x10, 0x8200
NO_COPROCESSOR = 0x80000
# A breakpoint without a debugger, as QEMU says it; silicon says 0x80000000.
DEBUG = 0x40000000
PATTERN = 0x123456  # every sample of the sound that is heard meanwhile
SECONDS = 9

# Of the processor (the same on all Cortex-M), by their manual's names.
CORE = {
    "SysTick": 0xe000e010, "interrupt enables": 0xe000e100,
    "interrupt priorities": 0xe000e400, "vector table": 0xe000ed08,
    "reset": 0xe000ed0c, "fault status": 0xe000ed28,
    "coprocessor access": 0xe000ed88, "MPU control": 0xe000ed94,
    "MPU region": 0xe000ed9c, "MPU attributes": 0xe000eda0,
    "debug control": 0xe000edf0, "debug monitor": 0xe000edfc,
}
# Of the STM32F405's reference manual.  Nothing answers there in QEMU: what
# counts is that the question is not asked.
PERIPHERALS = {
    "DMA1": 0x40026000, "DMA2": 0x40026400, "DMA1 stream 3": 0x40026058,
    "flash keys": 0x40023c04, "flash control": 0x40023c10,
    "flash option bytes": 0x40023c14, "clocks": 0x40023800,
    "I2S2": 0x4000380c, "power": 0x40007000, "real-time clock": 0x40002800,
    "timer 2": 0x40000024, "timer 6": 0x4000102c, "debug unit": 0xe0042004,
}


class Board:
    def __init__(self, machine="mps2-an386"):
        self.machine = machine

    def image(self, who):
        return node.Image("%s/%s/%s-attack.elf" % (
            node.FIRMWARE, self.machine, who))

    def places(self, who):
        """What the domain is not to reach: name, address, kind of access."""
        s = self.image(who).symbol
        other = "hear" if who == "tell" else "tell"
        inside = {
            "base's code": s["vectors"] + 0x200,
            "base's stack": s["base_stack_top"] - 64,
            "base's counts": s["kept"],
            "the gate": s["gate"],
            "%s's code" % other: s[other + "_main"] & ~3,
            "%s's stack" % other: s[other + "_stack_top"] - 32,
            "%s's data" % other: s[other + "_ram_end"] - 4,
        }
        if who == "tell":
            inside["hear's meter"] = s["meter"]
            inside["the samples"] = SAMPLES
            inside["the samples' end"] = SAMPLES + 0xffc
        return inside


SAMPLES, SERIAL, LOG = 0x20004000, 0x40004000, 0x20100000
WATCHDOG, UART1 = 0x40008000, 0x40005000


def attempts(board):
    """who, kind, address, what it is called, CFSR, HFSR wanted, and whether
    the processor says the address."""
    out = []

    def add(who, kind, name, address, cfsr, says=True, hfsr=0):
        out.append((who, kind, name, address, cfsr, says, hfsr))

    for who in ("tell", "hear"):
        places = board.places(who)
        own = board.image(who).symbol
        for name, at in places.items():
            add(who, "read", name, at, MEMORY)
            add(who, "write", name, at, MEMORY)
        for name in ("base's code", "tell's code", "hear's code",
                     "the samples"):
            if name in places:
                add(who, "execute", name, places[name], EXECUTES, False)
        add(who, "execute", "its own stack", own[who + "_ram"], EXECUTES,
            False)
        add(who, "write", "its own code", own[who + "_main"] & ~3, MEMORY)
        add(who, "write", "the parameters", own["params"] & ~3, MEMORY)
        for name, at in CORE.items():
            add(who, "read", name, at, BUS)
            add(who, "write", name, at, BUS)
        for name, at in PERIPHERALS.items():
            # the debug unit lies in the processor's own part of the map
            cfsr = BUS if at >= 0xe0000000 else MEMORY
            add(who, "read", name, at, cfsr)
            add(who, "write", name, at, cfsr)
        add(who, "read", "the watchdog", WATCHDOG, MEMORY)
        add(who, "write", "the watchdog", WATCHDOG, MEMORY)
        add(who, "write", "another serial port", UART1, MEMORY)
        add(who, "host", "semihosting", 3, 0, False, DEBUG)
        add(who, "privilege", "privilege, then base", own["kept"], MEMORY)
        add(who, "stack", "a call with base's stack",
            own["base_stack_top"] - 64, STACKING, False)
        add(who, "depth", "its stack's end", own[who + "_ram"],
            STACKING | MEMORY, None)
    add("tell", "write", "the log, past base", LOG, MEMORY)
    add("tell", "float", "floating-point registers", 0, NO_COPROCESSOR, False)
    add("hear", "read", "the serial port", SERIAL, MEMORY)
    add("hear", "write", "the serial port", SERIAL, MEMORY)
    add("hear", "read", "the log", LOG, MEMORY)
    add("hear", "execute", "the samples", SAMPLES, EXECUTES, False)
    add("tell", "stack", "a call with hear's stack",
        board.image("tell").symbol["hear_stack_top"] - 64, STACKING, False)
    return out


# Of the processor's own and the peripherals, what `make test` tries; the proof
# tries all.
BRIEF = {"SysTick", "MPU control", "MPU attributes", "reset", "debug control",
         "DMA1", "flash control", "clocks", "debug unit"}


def is_brief(a):
    who, kind, name = a[:3]
    if name in CORE or name in PERIPHERALS:
        return name in BRIEF and (kind == "write") == (who == "tell")
    return kind != "write" or not name.startswith(
        ("base's", "hear's", "tell's", "the gate", "the samples"))


class Runner:
    """Runs images; the sound that they hear is one number over and over."""

    def __init__(self, folder):
        self.folder = folder
        self.count = 0
        self.sound = folder + "/sound"
        word = PATTERN.to_bytes(3, "little")
        other = (0x1000000 - PATTERN).to_bytes(3, "little")
        open(self.sound, "wb").write((word + other) * (24000 * SECONDS))

    def run(self, image, board, until=None):
        """Lines that tell wrote, and faults; ends early once until(lines)."""
        self.count += 1
        path = "%s/%d.elf" % (self.folder, self.count)
        _, said, told = node.run(
            image.save(path), sound=self.sound, machine=board.machine,
            longest=60, enough=lambda lines: until and until(lines) or (
                lines[-1].startswith("01") and
                sum(x.startswith("01") for x in lines) > SECONDS + 1))
        os.unlink(path)
        # a control may wreck base, and what it says
        faults = re.findall(r"^fault (\w+)" + 4 * " ([0-9a-f]{8})" + "$",
                            "\n".join(told), re.M)
        return said, [(f[0], *(int(x, 16) for x in f[1:])) for f in faults]


def aim(image, who, kind, address, value=0x5ec4e7):
    image.put(image.symbol[who + "_attack"], KINDS.index(kind), address, value)
    return image


def got_through(who, said):
    if who == "tell":
        return any(line.startswith("reached") for line in said)
    return "0100d204" + 56 * "0" in said


def goes_on(who, said):
    """The other domain does what it is for."""
    seconds = [line for line in said if len(line) == 64 and line[:2] == "01"]
    if who == "tell":
        # hear has heard every second, but the last, which the file cut; tell
        # was away for one of them
        heard = [s for s in seconds if s[2:4] in ("00", "01", "02")]
        return len(heard) >= SECONDS - 2 and any(
            line.startswith("again") for line in said)
    # The gate says what hear does not, at every second.
    return len(seconds) >= SECONDS


def open_row(image, who, address, log2=8):
    """Row 7, which is off, made to cover the address, with every right."""
    at = image.symbol[who + "_rows"] + 8 * 7
    image.put(at, address & -(1 << log2) | 0x17,
              3 << 24 | (log2 - 1) << 1 | 1)


def make_privileged(image, who):
    """control, in the image of struct domain."""
    image.put(image.symbol[who] + 40, 0)


def give_floats(image, who):
    image.put(image.symbol[who] + 44, 15 << 20)


def control(board, who, kind, name, address, cfsr):
    """The image in which the attempt must get through, and what was changed;
    or None, where there is none."""
    image = aim(board.image(who), who, kind, address)
    if kind in ("read", "write") and cfsr == MEMORY and address < 0x40000000 \
            and "code" not in name and name != "the parameters":
        open_row(image, who, address)
        return image, "with row 7 opened"
    if kind == "execute" and name == "hear's code":
        # a function without effect
        at = image.symbol["__aeabi_dadd"] & ~1
        aim(image, who, kind, at)
        open_row(image, who, at, 12)
        return image, "with row 7 opened, a function of hear's runs"
    if (kind == "read" and cfsr == BUS and name != "debug unit") or \
            kind == "host":
        make_privileged(image, who)
        return image, "made privileged"
    if kind == "float":
        give_floats(image, who)
        return image, "with the unit opened"
    return None


def describe(a):
    who, kind, name = a[:3]
    verb = {"read": "reads", "write": "writes", "execute": "runs",
            "host": "uses", "stack": "makes", "privilege": "asks for",
            "depth": "runs over", "float": "reads"}[kind]
    return "%s %s %s" % (who, verb, name)


def stopped(a, faults):
    who, kind, name, address, cfsr, says, hfsr = a
    if not faults:
        return False
    f_who, f_cfsr, f_hfsr, f_address, f_pc = faults[0]
    if kind == "depth":
        # pushing below the stack, or an interrupt that finds no room there
        return f_who == who and f_cfsr | STACKING | MEMORY == (
            STACKING | MEMORY) and (f_cfsr == STACKING or
                                    address - 512 < f_address < address)
    return (f_who == who and f_cfsr == cfsr and f_hfsr == hfsr
            and (not says or f_address == address)
            and (kind != "execute" or f_pc == address & ~1))


def try_all(v, board, runner, brief=False, workers=2):
    """Returns attempts stopped and tried, controls that got through, and
    tried."""
    counts = [0, 0, 0, 0]
    todo = [a for a in attempts(board) if not brief or is_brief(a)]

    def one(a):
        who, kind, name, address, cfsr, says, hfsr = a
        result = runner.run(aim(board.image(who), who, kind, address), board)
        changed = control(board, who, kind, name, address, cfsr)
        other = changed and (runner.run(
            changed[0], board, lambda lines: got_through(who, lines)),
            changed[1])
        return a, result, other

    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        for a, (said, faults), other in pool.map(one, todo):
            who = a[0]
            good = v.check(
                stopped(a, faults) and not got_through(who, said)
                and goes_on(who, said),
                "%s: stopped by %#x%s" % (
                    describe(a), a[4] or a[6],
                    " at %#x" % a[3] if a[5] else ""),
                "faults %s, said %s" % (
                    [tuple(map(str, f[:1])) + tuple(map(hex, f[1:]))
                           for f in faults[:2]],
                    [s[:24] for s in said[:14]]))
            counts[0] += good
            counts[1] += 1
            if other:
                (said, faults), changed = other
                good = v.check(got_through(who, said),
                               "control: %s, %s: gets through" % (
                                   describe(a), changed),
                               "%s %s" % (faults[:2], said[:14]))
                counts[2] += good
                counts[3] += 1
    return counts


def stm32(v, folder, brief=False):
    """The STM32's own peripherals, at their addresses, on its image: the fault
    is what QEMU's log says.  Returns attempts stopped, and tried."""
    board = Board("netduinoplus2")
    stopped, todo = 0, [
        (who, kind, name, at) for name, at in PERIPHERALS.items()
        for who in ("tell", "hear") for kind in ("read", "write")
        if not brief or name in BRIEF and (kind == "write") == (who == "tell")]

    def one(a):
        who, kind, name, at = a
        where = "%s/stm32-%s-%s-%x" % (folder, who, kind, at)
        image = aim(board.image(who), who, kind, at)
        _, said, _ = node.run(
            image.save(where + ".elf"), machine=board.machine,
            serial=("null", "stdio"), more=["-d", "int", "-D", where + ".log"],
            enough=lambda s: sum(x[:2] == "01" for x in s) > SECONDS)
        log = open(where + ".log").read()
        os.unlink(where + ".log")
        return a, said, log

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for (who, kind, name, at), said, log in pool.map(one, todo):
            want = "...with CFSR.%s 0x%x\n" % (
                "PRECISERR and BFAR" if at >= 0xe0000000 else
                "DACCVIOL and MMFAR", at)
            stopped += v.check(
                want in log and not got_through(who, said) and
                len(said) > SECONDS and
                (who == "hear" or "again 00000001" in said),
                "STM32: %s %ss %s: stopped at %#x" % (who, kind, name, at),
                [line for line in log.splitlines() if "CFSR" in line][:2] or
                said[:3])
    return stopped, len(todo)


def stm32_log(v, folder):
    """Its log lies behind its code in one flash: where it begins and ends, for
    reading and for base's writing."""
    board = Board("netduinoplus2")
    log, size, sectors = 0x08020000, 7 * 0x20000, 7
    memory = "...with CFSR.DACCVIOL and MMFAR 0x%x\n"
    todo = [
        ("tell", "read", log, "reached", "the log's first word"),
        ("tell", "read", log + size - 4, "reached", "its last word"),
        ("tell", "read", log - 4, None, "the word before the log"),
        ("tell", "read", log - 4, "reached",
         "control: with row 7 opened, the word before the log"),
        ("tell", "read", 0x08000100, None, "base's code"),
        ("tell", "write", log, None, "the log, past base"),
        ("hear", "read", log, None, "the log"),
        ("tell", "program", 0, "programmed 00000001", "the log's first word"),
        ("tell", "program", size - 4, "programmed 00000001", "its last word"),
        ("tell", "program", size, "programmed 00000000", "a word past it"),
        ("tell", "program", 0xfffffffc, "programmed 00000000",
         "a word before it"),
        ("tell", "erase", sectors - 1, "erased 00000001", "its last sector"),
        ("tell", "erase", sectors, "erased 00000000", "a sector past it"),
    ]

    def one(a):
        who, kind, at, want, name = a
        where = "%s/stm32-log-%d" % (folder, todo.index(a))
        # a word of zeros, as QEMU's flash, which cannot be written, has them
        image = aim(board.image(who), who, kind, at, 0)
        if name.startswith("control"):
            open_row(image, who, at)
        _, said, _ = node.run(
            image.save(where + ".elf"), machine=board.machine,
            serial=("null", "stdio"), more=["-d", "int", "-D", where + ".log"],
            enough=lambda s: sum(x[:2] == "01" for x in s) > 6)
        return a, said, open(where + ".log").read()

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for (who, kind, at, want, name), said, log in pool.map(one, todo):
            got = [s for s in said if s.split()[0] in (
                "reached", "programmed", "erased")]
            v.check(
                len(got) == 1 and got[0].startswith(want) and
                memory % at not in log if want else
                not got and not got_through(who, said) and memory % at in log,
                "STM32: %s %ss %s: %s" % (
                    who, kind, name, "stopped" if not want else
                    "refused" if want.endswith("0") else "done"), said[:8])


def residues(v, board, runner):
    """Nothing of a sample is in a register or in tell's memory.  Returns
    whether that holds, and whether the control shows some."""
    def floats(image):
        """Of a run that ends once all have been read."""
        said, faults = runner.run(image, board)
        found = [int(s.split()[1], 16) for s in said if s.startswith("float")]
        words = [s for s in said if s.startswith("sample")]
        return found, words, faults

    def aimed():
        image = aim(board.image("tell"), "tell", "residue", 0,
                    ~(PATTERN << 8) & 0xffffffff)
        give_floats(image, "tell")
        return image

    found, words, faults = floats(aimed())
    good = v.check(len(found) == 50 * 33 and not any(found) and
                   not words,
                   "after 50 crossings 33 floating-point registers are empty",
                   "%d read, %d not empty, words %s, %s" % (
                       len(found), sum(map(bool, found)), words[:3], faults))
    image = aimed()
    # the load of zeros, and the one into FPSCR, made to do nothing
    code = image.symbol["enter"] & ~1
    put = 0
    for at in range(code, code + 140, 2):
        first, second = (image.read_half(at), image.read_half(at + 2))
        if (first & 0xffb0, second) == (0xec90, 0x0a20) or \
                (first, second & 0x0fff) == (0xeee1, 0x0a10):
            image.put_half(at, 0xf3af)  # nop.w
            image.put_half(at + 2, 0x8000)
            put += 1
    found, _, _ = floats(image)
    shows = v.check(put == 2 and any(found),
                    "control: not wiped, %d of %d show what hear computes" % (
                        sum(map(bool, found)), len(found)),
                    "%d patched, nothing seen" % put)
    return good, shows


def main():
    v = node.Verdicts("isolation")
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(folder)
        try_all(v, Board(), runner, brief=True)
        stm32(v, folder, brief=True)
        stm32_log(v, folder)
        residues(v, Board(), runner)
    return v.end()


if __name__ == "__main__":
    sys.exit(main())
