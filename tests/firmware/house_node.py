#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""house_node.py - `sourdine run` with source = serial:PATH: a node's records go
into the store through a locked program, in place of hear and gate."""
import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import tty

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(__file__))
import node

SOURDINE = node.BUILD + "/sourdine"
FALLING = (700, 650, 560, 500, 455, 450, 440)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def until(what, longest=60):
    end = time.monotonic() + longest
    got = what()
    while not got and time.monotonic() < end:
        time.sleep(0.1)
        got = what()
    return got


def configure(folder, source):
    path = folder + "/sourdine.conf"
    with open(path, "w", encoding="utf-8") as f:
        f.write("source = %s\nstore = %s/store.db\nruntime = %s/run\n"
                "listen = 127.0.0.1:%d\n" % (source, folder, folder,
                                            free_port()))
    return path


def sourdine(conf, *words):
    return subprocess.run([SOURDINE, "--config", conf, *words],
                          capture_output=True, text=True, timeout=60,
                          env={"PATH": os.environ["PATH"], "HOME": "/none",
                               "LC_ALL": "C"})


def rows(folder):
    try:
        with sqlite3.connect("file:%s/store.db?mode=ro" % folder, uri=True,
                             timeout=10) as db:
            return db.execute("SELECT start_utc_s, LAeq FROM record "
                              "ORDER BY sequence").fetchall()
    except sqlite3.OperationalError:
        return []


def main():
    v = node.Verdicts("house_node")
    with tempfile.TemporaryDirectory() as folder:
        for bad in ("serial:", "serial:ttyACM0", "usb"):
            p = sourdine(configure(folder, bad), "run")
            v.check(p.returncode == 3 and "/dev/ttyACM0" in p.stderr,
                    "source = %s is refused with what would be right" % bad,
                    (p.returncode, p.stderr))
        p = sourdine(configure(folder, "serial:/dev/none"), "run")
        v.check(p.returncode == 4 and "/dev/none" in p.stderr,
                "a line that is not there is said", (p.returncode, p.stderr))

        line, far = os.openpty()
        tty.setraw(far)
        conf = configure(folder, "serial:" + os.ttyname(far))
        run = subprocess.Popen([SOURDINE, "--config", conf, "run"],
                               stdout=subprocess.PIPE, text=True,
                               env={"PATH": os.environ["PATH"],
                                    "HOME": "/none", "LC_ALL": "C"})
        said = run.stdout.readline()
        v.check(said.startswith("Reading the records of the node at /dev/"),
                "run says what it reads", said)

        def status():
            s = json.loads(sourdine(conf, "status", "--json").stdout or "{}")
            n = {x["name"]: x for x in s.get("programs", [])}
            return n if "node" in n and n["node"]["locked"] else None

        programs = until(status) or {}
        v.check(sorted(programs) == ["keep", "node", "web"] and
                all(p["running"] for p in programs.values()),
                "node, keep and web run, node locked in; no hear, no gate",
                programs)
        second = folder + "/line"
        os.symlink(os.ttyname(far), second)
        p = subprocess.run([node.BUILD + "/sourdine-node", "--line", second,
                            "--interval", "60"], capture_output=True,
                           text=True, stdin=subprocess.DEVNULL, timeout=60)
        v.check(p.returncode == 4 and second in p.stderr and
                "already" in p.stderr,
                "a second reader of the line, by another name, is refused",
                (p.returncode, p.stderr))
        # An hour after the node began: its records of minutes 57 to 59, one
        # of them three times; and what is none.
        uptime = 3600 + int(time.time()) % 60
        for n in (57, 58, 57, 59, 57):
            os.write(line, node.frame(n, 1, uptime, n, 60, 500 + n, *FALLING))
            os.write(line, b"\0\x01\0" + os.urandom(50))
        got = until(lambda: len(rows(folder)) >= 3 and rows(folder)) or []
        v.check([r[1] for r in got] == [557, 558, 559] and
                [r[0] - got[0][0] for r in got] == [0, 60, 120] and
                abs(got[2][0] + 120 - time.time()) < 120,
                "its records are in the store, each once, in its minute", got)
        run.terminate()
        code = run.wait(60)
        v.check(code == 0, "it ends when told to", code)
        os.close(line)
        os.close(far)
        p = sourdine(conf, "verify")
        v.check(p.returncode == 0, "the store verifies", p.stdout + p.stderr)
    return v.end()


if __name__ == "__main__":
    sys.exit(main())
