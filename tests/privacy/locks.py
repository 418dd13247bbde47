#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""locks.py - behind its door a program can do what the table of rules says and
nothing else.  Each attack is made from inside the real sandbox, and once more,
as a control, with that one lock left open: then it has to live."""
import json
import os
import signal
import stat
import struct
import subprocess
import sys
import tempfile

BUILD = os.path.abspath(os.environ.get("BUILD", "build"))
ATTACKS = BUILD + "/tests/privacy/attacks"
PROGRAMS = ["hear", "hear-server", "node", "gate", "keep", "web", "measure",
            "report", "verify"]
KILL, ERROR, ALLOW = 0x80000000, 0x00050000, 0x7fff0000
PLAIN, VFORK, X32, INT80 = range(4)
NO_SUCH_CALL = 97
passed = failed = skipped = 0


def say(verdict, *columns):
    print("%-7s %-12s %-32s %-20s %s" % (verdict, *columns), flush=True)


def check(ok, *columns):
    global passed, failed
    passed += bool(ok)
    failed += not ok
    say("ok" if ok else "FAILED", *columns)


def skip(*columns):
    global skipped
    skipped += 1
    say("skipped", *columns)


def run(folder, *words):
    """Its exit code, below zero for a signal."""
    with open(os.devnull, "r+b") as nothing:
        to, out = os.pipe()
        p = subprocess.run([ATTACKS, *map(str, words), folder], stdin=nothing,
                           stdout=out, stderr=nothing, timeout=20)
        os.close(to)
        os.close(out)
    return p.returncode


def name(code):
    return {0: "made", 1: "refused", -signal.SIGSYS: "killed",
            NO_SUCH_CALL: "no such call"}.get(code, "code %d" % code)


def landlock():
    """The version that the kernel has, or 0."""
    import ctypes
    libc = ctypes.CDLL(None)
    return max(0, libc.syscall(ctypes.c_long(444), None, ctypes.c_size_t(0),
                               ctypes.c_uint(1)))


def real(attacks, folder):
    """On this machine's processor, by this machine's kernel."""
    has_landlock = landlock() > 0
    for who, program in enumerate(PROGRAMS):
        code = run(folder, "try", who, -1)
        check(code == 0, program, "what it is for", name(code), "")
        for a in attacks:
            fate = a["fate"][who]
            if fate == "-":
                continue
            if fate == "L" and not has_landlock:
                skip(program, a["what"], "no Landlock here", "")
                continue
            if list(a["calls"].values())[here()][1] < 0:
                skip(program, a["what"], "no such call here", "")
                continue
            tried = run(folder, "try", who, a["n"])
            control = run(folder, "control", who, a["n"])
            if tried == NO_SUCH_CALL:
                skip(program, a["what"], "no such call here", "")
                continue
            want = -signal.SIGSYS if fate == "K" else 1
            check(tried == want and control in (0, 1), program, a["what"],
                  name(tried), "control: " + name(control))


def here():
    machine = os.uname().machine
    return {"x86_64": 0, "aarch64": 1}.get(machine, 2)


# ------------------------------------------------- the exported filters

def simulate(program, nr, arch, args):
    """Runs the kernel's classic BPF over one call; the verdict."""
    data = struct.pack("<iIQ6Q", nr, arch, 0, *args)
    a = pc = 0
    while True:
        code, jt, jf, k = program[pc]
        pc += 1
        if code == 0x20:                                # load a word
            a = struct.unpack_from("<I", data, k)[0]
        elif code == 0x54:                              # and
            a &= k
        elif code == 0x05:                              # jump
            pc += k
        elif code == 0x15:
            pc += jt if a == k else jf
        elif code == 0x25:
            pc += jt if a > k else jf
        elif code == 0x35:
            pc += jt if a >= k else jf
        elif code == 0x45:
            pc += jt if a & k else jf
        elif code == 0x06:
            return k
        else:
            raise ValueError("an instruction %#x is not known" % code)


def export(folder, who):
    p = subprocess.run([ATTACKS, "export", str(who), folder],
                       capture_output=True, check=True)
    return [struct.unpack_from("<HBBI", p.stdout, i)
            for i in range(0, len(p.stdout), 8)]


def simulated(attacks, folder):
    """The same filters, as the kernels of all three processors run them."""
    for who, program in enumerate(PROGRAMS):
        bpf = export(folder, who)
        for machine in ("x86_64", "aarch64", "arm"):
            right = wrong = 0
            for a in attacks:
                arch, nr = a["calls"][machine]
                args = a["args"]
                if nr < 0 or a["special"] in (X32, INT80):
                    continue
                if machine == "arm":
                    if "4 GB" in a["what"]:
                        continue        # a length has 32 bits there
                    args = [x & 0xffffffff for x in args]
                verdict = simulate(bpf, nr, arch, args)
                want = {"K": KILL, "E": ERROR}.get(a["fate"][who], ALLOW)
                if (verdict & 0xffff0000) == want:
                    right += 1
                else:
                    wrong += 1
                    say("", program, a["what"],
                        "%s: %#x" % (machine, verdict), "")
            check(wrong == 0 and right > 60, program,
                  "%d calls on %s" % (right, machine), "as they should", "")
        others = [(0xc00000f3, 64), (0x40000003, 4), (0xc0000015, 4)]
        check(all(simulate(bpf, nr, arch, [1, 0, 32, 0, 0, 0]) == KILL
                  for arch, nr in others), program,
              "RISC-V, i386, PowerPC", "killed", "")
        check(simulate(bpf, 0x40000000 | 1, 0xc000003e,
                       [1, 0, 32, 0, 0, 0]) == KILL, program,
              "x32", "killed", "")
        say("", program, "the whole filter", "%d instructions" % len(bpf), "")


def device(attacks, folder):
    """Linux maps the device's position on x86 only; ARM has to ask."""
    node = folder + "/device"
    try:
        os.mknod(node, stat.S_IFCHR | 0o600, os.makedev(116, 24))
        os.close(os.open(node, os.O_PATH))
    except OSError:
        skip("hear", "ioctl on a sound device", "no node can be made", "")
        return
    bpf = export(folder, PROGRAMS.index("hear"))
    calls = [a for a in attacks if a["what"] == "ioctl on the device"][0]
    for machine, (arch, nr) in calls["calls"].items():
        def verdict(fd, command):
            return simulate(bpf, nr, arch, [fd, command, 0, 0, 0, 0])
        want = KILL if machine == "x86_64" else ALLOW
        check(verdict(3, 0xc0884123) == want, "hear",
              "where does the device stand", "on " + machine, "")
        check(verdict(4, 0xc0884123) == verdict(3, 0x4142) ==
              verdict(3, 0x40804123) == verdict(3, 0) == KILL, "hear",
              "any other ioctl", "on " + machine, "")
    os.unlink(node)


def main():
    if not os.access(ATTACKS, os.X_OK):
        print("FAILED no %s: `make test` builds it" % ATTACKS)
        print("locks: 0 passed, 1 failed, 0 skipped")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(folder + "/store")
        for name in "/store/store.db", "/store/store.db.key":
            open(folder + name, "w").close()
        open(folder + "/file", "w").close()
        lines = subprocess.run([ATTACKS, "list", folder], check=True,
                               capture_output=True, text=True).stdout
        attacks = [json.loads(line) for line in lines.splitlines()]
        say("", "PROGRAM", "ATTACK", "RESULT", "CONTROL")
        real(attacks, folder)
        simulated(attacks, folder)
        device(attacks, folder)
    print("locks: %d passed, %d failed, %d skipped" % (passed, failed,
                                                       skipped))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
