#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""landlock.py - one hear, two houses behind it: one with all locks on, one on a
kernel that seems to have no Landlock.  Their records, exports and pages are the
same, byte for byte.  It waits for whole minutes, two as a rule."""
import csv
import io
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

BUILD = os.path.abspath(os.environ.get("BUILD", "build"))
WITHOUT = BUILD + "/tests/privacy/without"
MOST_MINUTES = 6        # a busy machine may lose a second in each
passed = failed = skipped = 0


def check(what, ok, seen=""):
    global passed, failed
    passed += bool(ok)
    failed += not ok
    print("ok" if ok else "FAILED", what, "" if ok else "(%s)" % (seen,),
          flush=True)


def has_landlock():
    import ctypes
    return ctypes.CDLL(None).syscall(
        ctypes.c_long(444), None, ctypes.c_size_t(0), ctypes.c_uint(1)) > 0


class House:
    """Gate, keep and web, with or without Landlock."""

    def __init__(self, folder, before):
        os.mkdir(folder)
        self.folder, self.before = folder, before
        with socket.create_server(("127.0.0.1", 0)) as s:
            self.port = s.getsockname()[1]
        store = ["--store", folder + "/store.db", "--live", folder + "/live"]
        self.gate = self.start("gate", "--interval", "60",
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.keep = self.start(
            "keep", *store, "--interval", "60", "--place", "outdoors",
            "--source", "simulated", "--full-scale", "1200",
            stdin=self.gate.stdout)
        self.web = self.start("web", *store, "--listen",
                              "127.0.0.1:%d" % self.port,
                              stdin=subprocess.DEVNULL)
        self.gate.stdout.close()

    def start(self, name, *options, **more):
        return subprocess.Popen(
            [*self.before, "%s/sourdine-%s" % (BUILD, name), *options],
            bufsize=0, **more)

    def is_locked(self):
        def filters(p):
            with open("/proc/%d/status" % p.pid) as f:
                return re.search(r"Seccomp_filters:\s*(\d+)", f.read())[1]
        # the one that hides Landlock comes on top
        return {filters(p) for p in (self.gate, self.keep, self.web)} == {
            "2" if self.before else "1"}

    def export(self):
        """{start: line} of the whole records."""
        with open(self.folder + "/conf", "w") as f:
            f.write("store = %s/store.db\nruntime = %s/run\n" % (
                self.folder, self.folder))
        p = subprocess.run([BUILD + "/sourdine", "--config",
                            self.folder + "/conf", "export"],
                           capture_output=True, text=True)
        return {r["start_utc"]: r for r in csv.DictReader(io.StringIO(
            p.stdout)) if (r["interval_s"], r["covered_s"]) == ("60", "60")}

    def page(self):
        with urllib.request.urlopen("http://127.0.0.1:%d/api/records" %
                                    self.port, timeout=10) as r:
            text = r.read().decode()
        return {m[1]: m[0] for m in re.finditer(
            r'"start":\s*"([^"]*)".*?"LAFmin":[^}]*', text)}

    def end(self):
        self.gate.stdin.close()
        codes = [self.gate.wait(10), self.keep.wait(10)]
        self.web.send_signal(signal.SIGTERM)
        return codes + [self.web.wait(10)]


def pour(hear, houses):
    """Each message to both, whole, at once."""
    while True:
        message = hear.stdout.read(32)
        if len(message) != 32:
            return
        for h in houses:
            h.gate.stdin.write(message)


def main():
    global skipped
    if not has_landlock():
        print("skipped: this kernel has no Landlock, so both are without")
        skipped = 1
    with tempfile.TemporaryDirectory() as folder:
        houses = [House(folder + "/all", []),
                  House(folder + "/without", [WITHOUT, "landlock"])]
        hear = subprocess.Popen(
            [BUILD + "/sourdine-hear", "--scene", "--interval", "60"],
            stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, bufsize=0)
        threading.Thread(target=pour, args=(hear, houses),
                         daemon=True).start()
        time.sleep(2)
        check("all are under their filters, one house under one more",
              all(h.is_locked() for h in houses))
        end = time.time() + 60 * MOST_MINUTES
        both = set()
        while time.time() < end and not both:
            time.sleep(60 - (time.time() - 5) % 60)
            one, other = (h.export() for h in houses)
            both = one.keys() & other.keys()
        check("there is a whole record in both", both, (one, other))
        check("the records are the same", both and all(
            one[k] == other[k] for k in both), (one, other))
        pages = [h.page() for h in houses]
        check("the pages show the same", both and all(
            k in pages[0] and
            re.sub(r'.*"interval_s"', "", pages[0][k]) ==
            re.sub(r'.*"interval_s"', "", pages[1][k]) for k in both), pages)
        hear.kill()
        hear.wait()
        codes = [h.end() for h in houses]
        check("all end in good order", codes == [[0, 0, 0]] * 2, codes)
    print("landlock: %d passed, %d failed, %d skipped" % (passed, failed,
                                                          skipped))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
