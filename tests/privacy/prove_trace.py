# SPDX-License-Identifier: GPL-3.0-or-later
"""prove_trace.py - a look into the memory of programs that let nobody look.

The programs forbid it once their door is shut (not dumpable), to the user who
started them as well.  So they are caught at the moment of their start, before
that: the kernel asks who opens /proc/PID/mem, not who reads it later.  It works
for any user, and is no way in for anybody who comes after the start."""
import ctypes
import os
import signal
import subprocess
import time

TRACEME, CONT, DETACH, SETOPTIONS, GETEVENTMSG = 0, 7, 17, 0x4200, 0x4201
FORK, VFORK, CLONE, EXEC, EXITKILL = 2, 4, 8, 16, 0x100000
EVENT_FORK, EVENT_VFORK, EVENT_CLONE, EVENT_EXEC = 1, 2, 3, 4
WALL = 0x40000000
PIECE = 65536

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.restype = ctypes.c_long
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p,
                        ctypes.c_void_p]


def ptrace(request, pid, data=0):
    return libc.ptrace(request, pid, None, data)


class Memory:
    """The memory of one program, as opened at its start."""

    def __init__(self, pid):
        self.pid = pid
        self.name = os.path.basename(os.readlink(f"/proc/{pid}/exe"))
        self.fd = {what: os.open(f"/proc/{pid}/{what}", os.O_RDONLY)
                   for what in ("mem", "maps", "smaps")}

    def text(self, what):
        os.lseek(self.fd[what], 0, os.SEEK_SET)
        parts = []
        while part := os.read(self.fd[what], 65536):
            parts.append(part)
        return b"".join(parts).decode()

    def alive(self):
        return self.text("maps") != ""

    def parts(self):
        """(name, rights, bytes) of each piece of memory that can be written;
        pieces of nothing but zeros are left out."""
        for line in self.text("maps").splitlines():
            words = line.split(None, 5)
            name = words[5].strip() if len(words) > 5 else ""
            if not words[1].startswith("rw"):
                continue
            start, end = (int(x, 16) for x in words[0].split("-"))
            yield name, words[1], b"".join(self.pages(start, end))

    def pages(self, start, end):
        zeros = bytes(PIECE)
        for at in range(start, end, PIECE):
            try:
                part = os.pread(self.fd["mem"], min(end - at, PIECE), at)
            except OSError:
                return          # never used, or a device
            if part != zeros[:len(part)]:
                yield part

    def writable_kib(self):
        """(mapped, used) KiB that the program may write to."""
        mapped = used = 0
        writes = False
        for line in self.text("smaps").splitlines():
            words = line.split()
            if "-" in words[0] and not words[0].endswith(":"):
                writes = "w" in words[1]
            elif writes and words[0] == "Size:":
                mapped += int(words[1])
            elif writes and words[0] == "Rss:":
                used += int(words[1])
        return mapped, used

    def close(self):
        for fd in self.fd.values():
            os.close(fd)


class Traced:
    """A program, and those that it starts; pump() has to be called often until
    all are there."""

    def __init__(self, command, **how):
        self.memory, self.known = [], set()
        self.code = self.dumped = None
        self.process = subprocess.Popen(
            command, preexec_fn=lambda: ptrace(TRACEME, 0), **how)
        self.pid = self.process.pid
        self.known.add(self.pid)
        _, status = os.waitpid(self.pid, WALL)
        if not os.WIFSTOPPED(status):
            raise PermissionError("ptrace is not allowed here")
        self.look(self.pid)
        options = FORK | VFORK | CLONE | EXEC | EXITKILL
        if ptrace(SETOPTIONS, self.pid, options) != 0:
            raise PermissionError("ptrace is not allowed here")
        ptrace(CONT, self.pid)

    def look(self, pid):
        self.memory.append(Memory(pid))

    def pump(self):
        for pid in list(self.known):
            while pid in self.known and self.step(pid):
                pass

    def step(self, pid):
        try:
            got, status = os.waitpid(pid, WALL | os.WNOHANG)
        except ChildProcessError:
            self.known.discard(pid)
            return False
        if got == 0:
            return False
        if not os.WIFSTOPPED(status):
            self.known.discard(pid)
            if pid == self.pid:
                self.code = os.waitstatus_to_exitcode(status)
                self.dumped = os.WCOREDUMP(status)
            return False
        self.stopped(pid, os.WSTOPSIG(status), status >> 16)
        return True

    def stopped(self, pid, number, event):
        if event in (EVENT_FORK, EVENT_VFORK, EVENT_CLONE):
            child = ctypes.c_ulong()
            libc.ptrace(GETEVENTMSG, pid, None, ctypes.byref(child))
            self.known.add(child.value)
        elif event == EVENT_EXEC and pid != self.pid:
            self.look(pid)
            ptrace(DETACH, pid)         # from here on it is on its own
            self.known.discard(pid)
            return
        quiet = number in (signal.SIGTRAP, signal.SIGSTOP)
        ptrace(CONT, pid, 0 if quiet else number)

    def pump_for(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.code is None:
            self.pump()
            time.sleep(0.02)

    def end(self, number=signal.SIGTERM):
        if self.code is None:
            os.kill(self.pid, number)
        self.pump_for(20)
        for m in self.memory:
            m.close()

    def newest(self, name):
        """The memory of the program of this name that runs now."""
        for m in reversed(self.memory):
            if m.name == name and m.alive():
                return m
        return None
