#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""restart.py - a domain that dies or hangs begins again, and the other one goes
on; a base that hangs is reset by the watchdog."""
import os
import socket
import subprocess
import sys
import tempfile
import threading

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(__file__))
import isolation
import node
import wire


def times_of(seconds):
    """States of the seconds that left the gate."""
    return [line[2:4] for line in seconds if line[:2] == "01"]


def tell_falls(v, board, runner):
    """hear hears all of it while tell hangs, overflows, dies, asks for what
    it may not."""
    told = board.image("tell").symbol
    for kind, address, what in (
            ("spin", 0, "runs for ever"),
            ("mask", 0, "asks for no interrupts and runs for ever"),
            ("read", told["gate"], "reads what it may not"),
            ("call", 2, "makes a call of hear's"),
            ("call", 255, "makes a call that does not exist")):
        image = isolation.aim(board.image("tell"), "tell", kind, address)
        said, faults = runner.run(image, board)
        states = times_of(said)
        v.check("again 00000001" in said and "02" not in said and
                not any(s.startswith("reached") for s in said) and
                states[:isolation.SECONDS - 1].count("00") >=
                isolation.SECONDS - 2 and
                len(faults) == (1 if kind == "read" else 0),
                "tell %s: begins again, no second of hear's is lost" % what,
                "%s %s" % (faults, [s[:10] for s in said]))


def hear_falls(v, board, runner):
    """tell goes on getting the gate's seconds while hear is down; each time it
    is down for longer."""
    for kind, address, what, faulty in (
            ("spin", 0, "runs for ever", False),
            ("read", isolation.SERIAL, "reads what it may not", True),
            ("call", 6, "makes a call of tell's", False)):
        image = isolation.aim(board.image("hear"), "hear", kind, address)
        said, faults = runner.run(image, board)
        v.check(len(times_of(said)) >= isolation.SECONDS and
                not isolation.got_through("hear", said) and
                set(times_of(said)) <= {"03", "05"} and
                len(faults) == (4 if faulty else 0),
                "hear %s: tell gets a gap each second, hear is tried again "
                "after 1, 2, 4 s" % what,
                "%s %s" % (faults, [s[:10] for s in said]))


def log_calls(v, board, runner):
    """base writes in the log only."""
    size = 0x10000
    for kind, address, want, what in (
            ("program", 0, 1, "a word of the log"),
            ("program", size - 4, 1, "the log's last word"),
            ("program", size, 0, "a word past it"),
            ("program", 2, 0, "half a word"),
            ("program", 0xfffffffc, 0, "a word before it"),
            ("erase", 3, 1, "the log's last sector"),
            ("erase", 4, 0, "a sector past it"),
            ("erase", 0xffffffff, 0, "a sector before it")):
        image = isolation.aim(board.image("tell"), "tell", kind, address)
        said, faults = runner.run(image, board)
        line = "%s %08x" % ({"program": "programmed", "erase": "erased"}[kind],
                            want)
        v.check(line in said and not faults, "tell asks to %s %s: %s" % (
            kind, what, "done" if want else "refused"),
            "%s %s" % (faults, [s[:20] for s in said]))


def watchdog(v, board, runner):
    """The path of a wrong call is made to hang: base itself."""
    image = isolation.aim(board.image("tell"), "tell", "call", 255)
    image.put_half(image.symbol["bad_call"] & ~1, 0xe7fe)  # b .
    said, _ = runner.run(image, board)
    v.check("reset 00000001" in said and len(times_of(said)) >
            isolation.SECONDS, "base hangs: the watchdog resets the node, "
            "which says so and measures again", [s[:16] for s in said])


def call_without_stack(v, board, runner):
    """The processor keeps a call pending whose stack could not be written; it
    must not become a call of whoever runs next.  The path of a wrong call is
    made to hang, as above: then the node would be reset."""
    for who in ("tell", "hear"):
        own = board.image(who)
        image = isolation.aim(own, who, "stack",
                              own.symbol["base_stack_top"] - 64)
        image.put_half(image.symbol["bad_call"] & ~1, 0xe7fe)  # b .
        said, faults = runner.run(image, board)
        v.check("reset 00000001" not in said and len(faults) > 0 and
                faults[0][1] == isolation.STACKING and
                isolation.goes_on(who, said),
                "%s makes a call with a stack that is not its own: no call is "
                "left to the other one" % who,
                "%s %s" % (faults, [s[:16] for s in said]))


def begun_again(folder, enough):
    """Frames before and after a reset of the machine, which comes once there
    are enough of them."""
    sound, control = folder + "/minutes", folder + "/control"
    open(sound, "wb").write(node.pcm24([0.1, -0.1] * 24000) * 150)
    command = node.qemu(node.FIRMWARE + "/mps2-an386/sourdine.elf", sound=sound,
                        more=["-qmp", "unix:%s,server=on,wait=off" % control])
    raw, reset_at = b"", None
    with subprocess.Popen(command, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE) as p:
        late = threading.Timer(node.TIME_OUT, p.kill)
        late.start()
        while part := p.stdout.read1():
            raw += part
            if reset_at is None and len(wire.frames_of(raw)) >= enough:
                reset_at = len(raw)
                with socket.socket(socket.AF_UNIX) as s:
                    s.connect(control)
                    s.sendall(b'{"execute": "qmp_capabilities"}'
                              b'{"execute": "system_reset"}')
                    while s.recv(4096).count(b'"RESET"') == 0:
                        pass
        late.cancel()
    return [r for r in map(wire.read_frame, wire.frames_of(raw)) if r]


def log_goes_on(v, folder):
    """After a reset the records go on in the log, and those of before it come
    again, without a time."""
    read = begun_again(folder, 4)
    number, start, sent, count, what = range(5)
    second = next((i for i, r in enumerate(read) if r[start] > 1), len(read))
    before = {r[number]: r for r in read[:second]}
    after = read[second:]
    new = after[0][start] if after else 0
    old = [r for r in after if r[number] < new]
    # one may have been stored and not been sent yet
    v.check(len(before) >= 3 and new - max(before) in (1, 2) and
            after[0][number] == new and after[0][count] == 1 and
            max(r[number] for r in after) >= new + 3 and
            {r[start] for r in after} == {1, new},
            "a reset after %d records: the next has number %d" % (
                len(before), new), read)
    v.check(old and all(r[sent] == 0xffffffff and r[start] == 1 and
                        before.get(r[number], r)[what] == r[what]
                        for r in old) and
            all(r[sent] < 10000 for r in after if r not in old),
            "%d of before it come again, the same, their time unknown" % len(
                old), old)


def main():
    v = node.Verdicts("restart")
    with tempfile.TemporaryDirectory() as folder:
        runner, board = isolation.Runner(folder), isolation.Board()
        tell_falls(v, board, runner)
        hear_falls(v, board, runner)
        log_calls(v, board, runner)
        watchdog(v, board, runner)
        call_without_stack(v, board, runner)
        log_goes_on(v, folder)
    return v.end()


if __name__ == "__main__":
    sys.exit(main())
