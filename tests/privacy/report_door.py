#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""report_door.py - sourdine-report and `sourdine verify` behind their doors:
they are locked before a stranger's byte is read, write what they were asked for
and nothing else, and give the same bytes with and without Landlock, and without
a place for fontconfig's lists."""
import os
import signal
import subprocess
import sys
import tempfile
import time

BUILD = os.path.abspath(os.environ.get("BUILD", "build"))
WITHOUT = BUILD + "/tests/privacy/without"
FORGET = BUILD + "/tests/privacy/forget.so"
REPORT = BUILD + "/sourdine-report"
ENV = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="en")
STUDY = ["--kind", "study", "--from", "2026-03-03", "--to", "2026-03-04",
         "--zone", "Europe/Paris"]
WEATHER = "time,rain_mm,wind_m_s\n2026-03-03 10:00,0,1\n"
passed = failed = skipped = 0


def check(what, ok, seen=""):
    global passed, failed
    passed += bool(ok)
    failed += not ok
    print("ok" if ok else "FAILED", what, "" if ok else "(%s)" % (seen,),
          flush=True)


def run(*words, **env):
    return subprocess.run(words, capture_output=True, text=True, timeout=120,
                          env={**ENV, **env})


def status(pid, field):
    with open("/proc/%d/status" % pid) as f:
        return [line.split()[1] for line in f
                if line.startswith(field + ":")][0]


class Held:
    """One that waits to open a file: a pipe that nobody writes to yet."""

    def __init__(self, *words):
        self.pipe = tempfile.mktemp(dir=folder)
        os.mkfifo(self.pipe)
        self.process = subprocess.Popen(
            [w if w != "PIPE" else self.pipe for w in words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENV)

    def is_shut(self):
        """Waits for its filter: it cannot come later than the file."""
        for _ in range(400):
            if status(self.reader(), "Seccomp") == "2":
                return True
            time.sleep(0.05)
        return False

    def reader(self):
        """The process that reads: itself, or its child."""
        pid = self.process.pid
        with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
            return int((f.read().split() or [pid])[0])

    def end(self, text):
        feed = os.open(self.pipe, os.O_WRONLY)
        try:
            os.write(feed, text.encode())
        except BrokenPipeError:     # it wanted a file to go back and forth in
            pass
        os.close(feed)
        out, said = self.process.communicate(timeout=60)
        return self.process.returncode, out + said


def locked(what, held, text, codes):
    check(what + " is under a filter before a file is opened",
          held.is_shut() and status(held.reader(), "NoNewPrivs") == "1")
    pid = held.reader()
    opened = {}
    if os.geteuid() == 0:
        for fd in os.listdir("/proc/%d/fd" % pid):
            with open("/proc/%d/fdinfo/%s" % (pid, fd)) as f:
                flags = [int(r.split()[1], 8) for r in f
                         if r.startswith("flags")][0]
            opened[int(fd)] = flags & os.O_ACCMODE
    check(what + " can write to stdout and stderr alone", all(
        fd in (1, 2) or mode == os.O_RDONLY for fd, mode in opened.items()
        if fd > 0), opened)
    code, said = held.end(text)
    check(what + " goes on", code in codes and "stopped" not in said,
          (code, said))


def main():
    store, pdf = folder + "/month.db", folder + "/r.pdf"
    run(BUILD + "/tests/tell/make_month", store)
    make = [REPORT, "--store", store, *STUDY]
    valid = [REPORT, "--store", store, "--check"]

    locked("making a report", Held(*make, "--weather", "PIPE", "-o", pdf),
           WEATHER, (0, 4))
    r = run(*make, "-o", pdf)
    check("a report is made", r.returncode == 0, r.stderr)
    check("and nothing is left beside it", not os.path.exists(pdf + ".tmp"))
    locked("checking a report", Held(REPORT, "--check", "PIPE"), "%PDF-1.5\n",
           (1,))

    # one with the lock and one without draw the same bytes
    r = run(*valid, pdf)
    check("locked, it is valid to the byte", r.returncode == 0 and
          "the pages are what these numbers give" in r.stdout, r.stdout)
    for form in "pdf", "html":
        other = "%s/without.%s" % (folder, form)
        r = run(WITHOUT, "landlock", *make, "-o", other)
        check("made without Landlock: " + form, r.returncode == 0, r.stderr)
        r = run(*valid, other)
        check("it is what is drawn with it", r.returncode == 0 and
              "the pages are what these numbers give" in r.stdout, r.stdout)
    with open(pdf, "rb") as f:
        changed = f.read().replace(b'"redacted":false', b'"redacted":true ', 1)
    with open(folder + "/changed.pdf", "wb") as f:
        f.write(changed)
    r = run(*valid, folder + "/changed.pdf")
    check("the control, a report with another word in it, is not",
          r.returncode == 1, r.stdout)

    # fontconfig's lists: there is no place for them, or an empty one
    for what, cache in (("nowhere to be", "/proc/none"),
                        ("to be made", folder + "/lists")):
        conf = folder + "/fonts.conf"
        with open(conf, "w") as f:
            f.write('<?xml version="1.0"?><fontconfig><include>/etc/fonts/'
                    'conf.d</include><dir>/usr/share/fonts</dir><cachedir>%s'
                    '</cachedir></fontconfig>' % cache)
        r = run(*valid, pdf, FONTCONFIG_FILE=conf)
        check("fontconfig's lists have %s: the same pages" % what,
              r.returncode == 0 and
              "the pages are what these numbers give" in r.stdout,
              r.stdout + r.stderr)
    check("and they were made where they could be",
          os.listdir(folder + "/lists"))

    # what happens when the lock holds something back
    for n in (6, 30):
        dead = run(*make, "-o", folder + "/dead.pdf", LD_PRELOAD=FORGET,
                   FORGET=str(n))
        check("a rule is missing (%d): it says so, and leaves nothing" % n,
              dead.returncode == 1 and "was stopped" in dead.stderr and
              not [f for f in os.listdir(folder) if f.startswith("dead")],
              (dead.returncode, dead.stderr))
    held = Held(*make, "--weather", "PIPE", "-o", folder + "/dead.pdf")
    held.is_shut()
    os.kill(held.reader(), signal.SIGINT)
    os.kill(held.process.pid, signal.SIGINT)
    held.process.communicate(timeout=20)
    check("Ctrl-C leaves nothing, either",
          not [f for f in os.listdir(folder) if f.startswith("dead")])
    held = Held(*make, "--weather", "PIPE", "-o", folder + "/dead.pdf")
    held.is_shut()
    pid = held.reader()
    held.process.kill()
    held.process.wait()
    for _ in range(100):
        if not os.path.exists("/proc/%d" % pid) or \
                status(pid, "State") == "Z":
            break
        time.sleep(0.05)
    check("it does not go on without who waits for it",
          not os.path.exists("/proc/%d" % pid) or status(pid, "State") == "Z")

    # plain `sourdine verify`
    conf = folder + "/conf"
    with open(conf, "w") as f:
        f.write("store = %s\nruntime = %s/run\n" % (store, folder))
    verify = [BUILD + "/sourdine", "--config", conf, "verify"]
    with_it, without = run(*verify), run(WITHOUT, "landlock", *verify)
    check("verify says the same with and without Landlock",
          with_it.returncode == without.returncode == 0 and
          with_it.stdout == without.stdout, without.stdout)
    for name, words in (("report", [*make, "-o", folder + "/none.pdf"]),
                        ("a report's check", [*valid, pdf]),
                        ("verify", verify)):
        r = run(WITHOUT, "seccomp", *words)
        check("%s: not without seccomp: exit code 1, one line" % name,
              r.returncode == 1 and r.stderr.count("\n") == 1 and
              "cannot lock itself in (seccomp" in r.stderr and
              not r.stdout, (r.returncode, r.stderr))
    check("and leaves nothing", not [f for f in os.listdir(folder)
                                     if f.startswith("none")])


with tempfile.TemporaryDirectory() as folder:
    main()
print("report_door: %d passed, %d failed, %d skipped" % (passed, failed,
                                                         skipped))
sys.exit(1 if failed else 0)
