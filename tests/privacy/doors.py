#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""doors.py - the programs themselves once their door is shut: which
descriptors they hold, that each thread is locked in, that a program which
cannot lock itself in does not start, and what happens without Landlock."""
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
import wave

BUILD = os.path.abspath(os.environ.get("BUILD", "build"))
WITHOUT = BUILD + "/tests/privacy/without"
MICROPHONE = "tests/virtual-microphone"
passed = failed = skipped = 0


def check(what, ok, seen=""):
    global passed, failed
    passed += bool(ok)
    failed += not ok
    print("ok" if ok else "FAILED", what, "" if ok else "(%s)" % (seen,),
          flush=True)


def skip(what):
    global skipped
    skipped += 1
    print("skipped", what, flush=True)


# ------------------------------------------------------------- the programs

def free_port():
    with socket.create_server(("127.0.0.1", 0)) as s:
        return s.getsockname()[1]


def commands(folder, port):
    store = ["--store", folder + "/store.db", "--live", folder + "/live"]
    return {
        "hear": ["--scene", "--interval", "60"],
        "gate": ["--interval", "60"],
        "keep": [*store, "--interval", "60", "--place", "outdoors",
                 "--source", "simulated", "--full-scale", "1200"],
        "web": [*store, "--listen", "127.0.0.1:%d" % port],
    }


class Program:
    """One that runs; descriptor 40 is open to a file that is none of its
    business."""

    def __init__(self, name, options, folder, before=()):
        self.name = name
        self.stranger = os.open(folder + "/stranger", os.O_RDWR | os.O_CREAT)
        os.dup2(self.stranger, 40)
        self.process = subprocess.Popen(
            [*before, "%s/sourdine-%s" % (BUILD, name), *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, pass_fds=[40], bufsize=0)

    def is_shut(self):
        """Waits until all its threads are under a filter."""
        end = time.monotonic() + 15
        while time.monotonic() < end and self.process.poll() is None:
            if set(self.status("Seccomp")) == {"2"}:
                return True
            time.sleep(0.02)
        return False

    def status(self, field):
        """That field of /proc, for each thread."""
        found = []
        tasks = "/proc/%d/task" % self.process.pid
        for task in os.listdir(tasks):
            with open("%s/%s/status" % (tasks, task)) as f:
                found += [line.split()[1] for line in f
                          if line.startswith(field + ":")]
        return found

    def descriptors(self):
        """{number: what it is}"""
        folder = "/proc/%d/fd/" % self.process.pid
        found = {}
        for fd in os.listdir(folder):
            try:
                found[int(fd)] = os.readlink(folder + fd)
            except FileNotFoundError:
                pass
        return found

    def is_opaque(self):
        """Nobody but root may look inside, not even its own user."""
        try:
            os.listdir("/proc/%d/fd" % self.process.pid)
        except PermissionError:
            return True
        return False

    def may_write(self, fd):
        with open("/proc/%d/fdinfo/%d" % (self.process.pid, fd)) as f:
            flags = [int(r.split()[1], 8) for r in f if r.startswith("flags")]
        return flags[0] & os.O_ACCMODE != os.O_RDONLY

    def limit(self, what):
        with open("/proc/%d/limits" % self.process.pid) as f:
            return [r[26:].split()[:2] for r in f if r.startswith(what)][0]

    def end(self):
        """Its exit code and what it said."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            said = self.process.communicate(timeout=10)[1].decode()
        except subprocess.TimeoutExpired:
            self.process.kill()
            said = self.process.communicate()[1].decode()
        os.close(self.stranger)
        return self.process.returncode, said


def kinds(descriptors):
    """pipe, socket, ..., or the path, without numbers."""
    return sorted(d.split(":")[0] if ":[" in d or d.startswith("anon")
                  else d for d in descriptors)


def is_locked(p):
    check("%s: every thread is under a filter" % p.name,
          set(p.status("Seccomp")) == {"2"}, p.status("Seccomp"))
    check("%s: no new privileges, for any thread" % p.name,
          set(p.status("NoNewPrivs")) == {"1"})
    check("%s: no core dump, no process" % p.name,
          p.limit("Max core file size") == ["0", "0"] and
          p.limit("Max processes") == ["0", "0"])


def is_stopped_and_goes_on(p):
    """A wait that was interrupted is begun anew by another system call."""
    p.process.send_signal(signal.SIGSTOP)
    time.sleep(0.1)
    p.process.send_signal(signal.SIGCONT)
    time.sleep(0.3)
    check("%s: stopped for a moment, it goes on" % p.name,
          p.process.poll() is None, p.process.poll())


def answers(port):
    for _ in range(100):
        try:
            with urllib.request.urlopen("http://127.0.0.1:%d/api/records"
                                        % port, timeout=5) as r:
                return r.status == 200
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.05)
    return False


def descriptors_are_stated(name, p, folder):
    """The gate, the microphone and the store, each where it belongs."""
    if os.geteuid() != 0:
        check("%s lets no other program of its user look inside" % name,
              p.is_opaque())
        skip("%s: only root sees its descriptors" % name)
        return
    seen = p.descriptors()
    # stderr goes once the door is shut, which has just been seen
    until = time.time() + 5
    while name in ("hear", "gate") and 2 in seen and time.time() < until:
        time.sleep(0.02)
        seen = p.descriptors()
    where = os.path.realpath(folder)
    if name == "hear":
        ok = list(seen) == [1] and seen[1].startswith("pipe:")
    elif name == "gate":
        ok = sorted(seen) == [0, 1] and all(
            s.startswith("pipe:") for s in seen.values())
    elif name == "keep":
        ok = kinds(s for fd, s in seen.items() if fd > 2) == sorted([
            where + "/store.db", where + "/store.db.lock", "socket",
            "anon_inode"])
    else:
        ok = all(s.startswith(("socket:", "anon_inode:")) or
                 s == where + "/store.db" and not p.may_write(fd)
                 for fd, s in seen.items() if fd > 2)
    check("%s holds what it should and nothing else" % name, ok, seen)


def running(folder):
    port = free_port()
    options = commands(folder, port)
    for name in ("hear", "gate", "keep"):
        p = Program(name, options[name], folder)
        check("%s shuts its door" % name, p.is_shut())
        descriptors_are_stated(name, p, folder)
        is_locked(p)
        is_stopped_and_goes_on(p)
        code, said = p.end()
        check("%s says nothing, and SIGTERM ends it" % name,
              code in (0, -signal.SIGTERM) and said == "", (code, said))
    p = Program("web", options["web"], folder)
    check("web shuts its door", p.is_shut())
    check("web answers, with the store that keep has made", answers(port))
    descriptors_are_stated("web", p, folder)
    is_locked(p)
    is_stopped_and_goes_on(p)
    code, said = p.end()
    check("web says nothing, and SIGTERM ends it", code == 0 and said == "",
          (code, said))


# ------------------------------------------------------ through a server

def sound(path):
    with wave.open(path, "wb") as f:
        f.setnchannels(1)
        f.setsampwidth(2)
        f.setframerate(48000)
        f.writeframes(struct.pack("<hh", 3000, -3000) * 24000 * 30)


def through_a_server(folder):
    p = subprocess.run([MICROPHONE, "start", folder + "/mic"],
                       capture_output=True, text=True)
    if p.returncode != 0:
        skip("no sound server here: " + p.stderr.strip())
        return
    for line in p.stdout.splitlines():
        for pair in line.split()[1:]:
            os.environ.update([pair.split("=", 1)])
    try:
        sound(folder + "/sound.wav")
        subprocess.run([MICROPHONE, "play", folder + "/mic",
                        folder + "/sound.wav"], check=True)
        p = Program("hear", ["--device", "noise"], folder)
        check("hear, server: shuts its door", p.is_shut())
        message = p.process.stdout.read(32)
        check("hear, server: hears", len(message) == 32 and message[0] == 1)
        check("hear, server: libpulse's thread is there, and locked in",
              len(p.status("Seccomp")) == 2)
        is_locked(p)
        seen = p.descriptors() if os.geteuid() == 0 else None
        if seen is None:
            skip("hear, server: only root sees its descriptors")
        else:
            check("hear, server: holds the gate, the server's socket, four "
                  "ends of pipes that wake its threads",
                  kinds(seen.values()) == ["pipe"] * 5 + ["socket"] and
                  0 not in seen and 2 not in seen and 40 not in seen, seen)
        is_stopped_and_goes_on(p)
        for what in ("freeze", "thaw"):
            subprocess.run([MICROPHONE, what, folder + "/mic"], check=True)
            time.sleep(0.6)
        check("hear, server: waits for a server that has a pause",
              p.process.poll() is None, p.process.poll())
        subprocess.run([MICROPHONE, "remove", folder + "/mic"], check=True)
        try:
            code = p.process.wait(5)
        except subprocess.TimeoutExpired:
            code = None
        check("hear, server: ends by itself when the microphone is gone",
              code in (1, -signal.SIGALRM), code)
        subprocess.run([MICROPHONE, "restore", folder + "/mic"], check=True)
        code, said = p.end()
        check("hear, server: says nothing", said == "", said)
        p = Program("hear", ["--device", "noise"], folder)
        check("hear, server: hears again", p.is_shut() and
              len(p.process.stdout.read(32)) == 32)
        subprocess.run([MICROPHONE, "end", folder + "/mic"])
        try:
            code = p.process.wait(5)
        except subprocess.TimeoutExpired:
            code = None
        check("hear, server: ends by itself when the server is gone",
              code in (1, -signal.SIGALRM), code)
        p.end()
        subprocess.run([MICROPHONE, "start", folder + "/mic"], check=True,
                       stdout=subprocess.DEVNULL)
        p = Program("hear", ["--device", "noise"], folder,
                    [WITHOUT, "seccomp"])
        refuses("hear, server", p)
    finally:
        subprocess.run([MICROPHONE, "end", folder + "/mic"])


# ------------------------------------------------------------ missing locks

def refuses(name, p):
    try:
        p.process.wait(10)
    except subprocess.TimeoutExpired:
        pass
    code, said = p.end()
    check("%s does not start without seccomp: exit code 1, one line" % name,
          code == 1 and said.count("\n") == 1 and
          "cannot lock itself in (seccomp" in said, (code, said))


def without_seccomp(folder):
    for name, options in commands(folder, free_port()).items():
        refuses(name, Program(name, options, folder, [WITHOUT, "seccomp"]))
    p = Program("measure", [folder + "/stranger"], folder,
                [WITHOUT, "seccomp"])
    refuses("measure", p)
    check("and leaves neither socket nor lock behind",
          not os.path.exists(folder + "/live") and
          not os.path.exists(folder + "/store.db.lock"))


def without_landlock(folder):
    port = free_port()
    options = commands(folder, port)
    before = [WITHOUT, "landlock"]
    keep = Program("keep", options["keep"], folder, before)
    web = Program("web", options["web"], folder, before)
    hear = Program("hear", options["hear"], folder, before)
    gate = Program("gate", options["gate"], folder, before)
    programs = [keep, web, hear, gate]
    check("without Landlock all start, locked in",
          all(p.is_shut() for p in programs))
    check("without Landlock the page answers", answers(port))
    check("without Landlock hear hears",
          len(hear.process.stdout.read(32)) == 32)
    ends = [p.end() for p in programs]
    check("without Landlock nothing is said",
          all(said == "" for _, said in ends), ends)


def main():
    if not os.access(WITHOUT, os.X_OK):
        print("FAILED no %s: `make test` builds it" % WITHOUT)
        print("doors: 0 passed, 1 failed, 0 skipped")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        running(folder)
        without_seccomp(folder)
        without_landlock(folder)
        through_a_server(folder)
    print("doors: %d passed, %d failed, %d skipped" % (passed, failed,
                                                       skipped))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
