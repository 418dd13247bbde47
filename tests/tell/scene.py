# SPDX-License-Identifier: GPL-3.0-or-later
"""scene.py - what the tests of tell's verbs share: a store, a keep that tells
what the test wants, and a count of checks."""
import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

BUILD = os.environ.get("BUILD", "build")
VERB = os.path.join(BUILD, "tests/tell/verb")
MAKE_STORE = os.path.join(BUILD, "tests/tell/make_store")

# In memory where that can be: a store waits for its disk at each record.
folder = tempfile.mkdtemp(prefix="sourdine-tell-",
                          dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
atexit.register(shutil.rmtree, folder, ignore_errors=True)
STORE = os.path.join(folder, "store.db")
LIVE = os.path.join(folder, "live")
STATUS = os.path.join(folder, "status")

passed = failed = skipped = 0


def check(what, good, seen=""):
    global passed, failed
    if good:
        passed += 1
        print("ok", what)
    else:
        failed += 1
        print("FAILED", what, "| saw:", seen)
    sys.stdout.flush()
    return good


def skip(what):
    global skipped
    skipped += 1
    print("skipped", what)


def end(name):
    note = f", {skipped} skipped" if skipped else ""
    print(f"{name}: {passed} passed, {failed} failed{note}")
    sys.exit(1 if failed else 0)


def command(*args, store=STORE, live=LIVE, status=STATUS):
    return [VERB, store, live, status, *args]


def verb(*args, env=None, store=STORE, timeout=20, **more):
    """Run a verb to its end: (exit code, standard output, standard error)."""
    full = {**os.environ, "LC_ALL": "C.UTF-8", **(env or {})}
    done = subprocess.run(command(*args, store=store), env=full, timeout=timeout,
                          stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          stdout=more.pop("stdout", subprocess.PIPE), **more)
    out = done.stdout.decode() if done.stdout is not None else ""
    return done.returncode, out, done.stderr.decode()


def make_store(lines, path=STORE):
    for leftover in (path, path + "-journal", path + ".key"):
        if os.path.exists(leftover):
            os.unlink(leftover)
    subprocess.run([MAKE_STORE, path], input="\n".join(lines).encode() + b"\n",
                   check=True)


class Keep:
    """keep's live socket.  It tells `history`, then what tell() is given."""

    def __init__(self, history=()):
        self.history = list(history)
        self.clients = []
        self.lock = threading.Lock()
        if os.path.exists(LIVE):
            os.unlink(LIVE)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(LIVE)
        self.listener.listen()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                try:
                    client.sendall("".join(self.history).encode())
                    self.clients.append(client)
                except OSError:
                    client.close()

    def tell(self, line):
        with self.lock:
            self.history = (self.history + [line])[-600:]
            for client in list(self.clients):
                try:
                    client.sendall(line.encode())
                except OSError:
                    self.clients.remove(client)

    def close(self):
        os.unlink(LIVE)
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()
        with self.lock:
            for client in self.clients:
                client.close()
            self.clients = []


def line(utc_s, level, state="ok"):
    return f"{int(utc_s)} {'-' if level is None else level} {state}\n"


class Clockwork(threading.Thread):
    """Has a keep tell one second each second: of(utc_s) is (level, state)."""

    def __init__(self, keep, of):
        super().__init__(daemon=True)
        self.keep, self.of, self.stopping = keep, of, threading.Event()
        self.start()

    def run(self):
        last = int(time.time()) - 1
        while not self.stopping.wait(0.05):
            if int(time.time()) - 1 > last:
                last += 1
                self.keep.tell(line(last, *self.of(last)))

    def stop(self):
        self.stopping.set()
        self.join()


def interrupt(process):
    process.send_signal(signal.SIGINT)
    return process.wait(timeout=10)
