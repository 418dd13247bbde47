#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""keep.py - sourdine-keep as a program: its options, its errors, a full disk,
and 200 deaths at a random moment."""
import os
import random
import resource
import select
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

KEEP = os.path.join(os.environ.get("BUILD", "build"), "sourdine-keep")
count = {"passed": 0, "failed": 0, "skipped": 0}


def check(good, what):
    count["passed" if good else "failed"] += 1
    print(("ok " if good else "FAILED ") + what, flush=True)
    return good


def skip(what):
    count["skipped"] += 1
    print("skipped " + what, flush=True)


# ----------------------------------------------------------------- messages

NO_LEVEL = 0xFFFF


def second(level):
    """A second from the gate; tenths of a dB."""
    return struct.pack("<BBH28x", 1, 0, level)


def record(level):
    """A record of a minute: no spread, one second missing."""
    return struct.pack("<BBHIHHH7H4x", 3, 0, 60, 0, 59, 4, level,
                       *[NO_LEVEL] * 7)


# ------------------------------------------------------------------ a keeper


def arguments(folder, **changes):
    options = {"store": folder + "/store.db", "live": folder + "/live",
               "interval": "60", "place": "outdoors", "source": "raw",
               "full-scale": "1200"}
    options.update(changes)
    a = [KEEP]
    for name, value in options.items():
        if value is True:
            a += ["--" + name]
        elif value is not None:
            a += ["--" + name, value]
    return a


def start(folder, preexec=None, **changes):
    return subprocess.Popen(arguments(folder, **changes), text=False,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, preexec_fn=preexec,
                            bufsize=0)


def end(p, how=None):
    """Close its pipe or send it a signal; exit code and standard error."""
    if how is not None:
        p.send_signal(how)
    else:
        p.stdin.close()
    try:
        p.wait(60)
    except subprocess.TimeoutExpired:
        p.kill()
        p.wait()
    said = p.stderr.read().decode()
    for f in (p.stdin, p.stdout, p.stderr):
        f.close()
    return p.returncode, said


def connect(path, patience=5):
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        s = socket.socket(socket.AF_UNIX)
        try:
            s.connect(path)
            return s
        except OSError:
            s.close()
            time.sleep(0.002)
    return None


def read_lines(s, n, patience=5):
    """At least n lines, or what came before the end."""
    text = b""
    deadline = time.monotonic() + patience
    while text.count(b"\n") < n:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([s], [], [], left)[0]:
            break
        piece = s.recv(65536)
        if not piece:
            break
        text += piece
    return text.decode().splitlines()


def rows(folder, question):
    """Opened for writing too: SQLite then clears up after a death."""
    db = sqlite3.connect(folder + "/store.db", timeout=10)
    try:
        return db.execute(question).fetchall()
    finally:
        db.close()


# --------------------------------------------------------------------- tests


def test_command_line(folder):
    def run(**changes):
        return subprocess.run(arguments(folder, **changes), timeout=10,
                              stdin=subprocess.DEVNULL, capture_output=True,
                              text=True)

    wrong = [("interval", v) for v in ("59", "61", "3601", "60s", "", "1e2")]
    wrong += [("place", v) for v in ("", "street", "|", "outdoors|indoors")]
    wrong += [("source", "file"), ("full-scale", "599"),
              ("full-scale", "1801"), ("self-noise", "-1"),
              ("height-cm", "-2"), ("height-cm", "99999999999999999999"),
              ("description", "x" * 128), ("description", "two\nlines"),
              ("microphone", "x" * 128), ("description", b"\xff\xfe"),
              ("stated", "operator"), ("stated", "Operator=x"),
              ("stated", "operator=" + 512 * "x"), ("stated", "operator=a\nb"),
              ("store", ""), ("live", "")]
    for option, value in wrong:
        p = run(**{option: value})
        check(p.returncode == 2 and p.stderr.count("\n") == 1 and
              "--" + option in p.stderr and not p.stdout,
              "--%s %r is refused and named" % (option, value[:24]))
    for option in ("store", "live", "interval", "place", "source",
                   "full-scale"):
        p = run(**{option: None})
        check(p.returncode == 2 and p.stderr.count("\n") == 1 and
              "--" + option in p.stderr, "--%s is needed" % option)
    check(run(nonsense="1").returncode == 2, "an unknown option is refused")
    check(not os.listdir(folder), "a wrong command line makes no file")
    p = run(help=True)
    check(p.returncode == 0 and p.stdout.startswith("usage:"), "--help")
    p = run(version=True)
    check(p.returncode == 0 and p.stdout.startswith("sourdine-keep "),
          "--version")


def test_one_run(folder):
    p = start(folder, description="\u00c9tage 2", microphone="USB",
              calibrated=True, **{"self-noise": "290", "height-cm": "400"})
    live = connect(folder + "/live")
    before = time.time()
    for i in range(5):
        p.stdin.write(second(400 + i))
    lines = [line.split() for line in read_lines(live, 5)]
    check([line[1:] for line in lines] ==
          [[str(400 + i), "ok"] for i in range(5)],
          "the live socket says each second")
    # those that came at once were sent one a second, the last one now
    check(all(before - 4 - (4 - i) < int(line[0]) < before + 4
              for i, line in enumerate(lines)),
          "a second has the time of its arrival")
    p.stdin.write(record(512))
    code, said = end(p, signal.SIGTERM)
    check((code, said) == (0, ""), "SIGTERM ends it with exit code 0")
    start_s, series, flags, level = rows(
        folder, "SELECT start_utc_s, series, flags, LAeq FROM record")[0]
    check((series, flags, level) == (1, 4, 512), "the record is stored")
    check(start_s % 60 == 0 and abs(start_s + 60 - before) <= 31,
          "a record has the nearest minute")
    check(rows(folder, "SELECT place, height_cm, description, microphone, "
               "source, full_scale, self_noise, calibrated, interval_s "
               "FROM series") ==
          [("outdoors", 400, "\u00c9tage 2", "USB", "raw", 1200, 290, 1, 60)],
          "the series is stored")
    hist = rows(folder, "SELECT seconds FROM histogram")
    check(sum(sum(struct.unpack("<%dH" % (len(h[0]) // 2), h[0])) for h in hist) == 5,
          "the open histogram is stored at the end")
    check(sorted(os.listdir(folder)) in (
        ["store.db", "store.db.key"],
        ["store.db", "store.db-journal", "store.db.key"]),
        "lock and socket are gone")
    check(os.stat(folder + "/store.db.key").st_mode & 0o777 == 0o600,
          "the key is its owner's alone")
    p = start(folder)
    connect(folder + "/live").close()
    p.stdin.write(record(513))
    check(end(p, signal.SIGINT) == (0, ""), "SIGINT ends it as well")
    p = start(folder)
    p.stdin.write(record(514))
    check(end(p) == (0, ""), "so does the end of the pipe")
    check(rows(folder, "SELECT sequence, series, flags FROM record") ==
          [(1, 1, 4), (2, 2, 4 + 32), (3, 2, 4 + 32)],
          "the same settings go on with the series, others begin one")


def test_bad_messages(folder):
    for name, message in (("a short", record(500)[:31]),
                          ("an empty kind of", bytes(32)),
                          ("a too loud", second(1401))):
        p = start(folder)
        p.stdin.write(record(500))
        p.stdin.write(message)
        code, said = end(p)
        check(code == 1 and said.count("\n") == 1 and "sourdine run" in said,
              name + " message ends it with one line")
    check(len(rows(folder, "SELECT * FROM record")) == 3,
          "the records before are stored")


def refused(folder, code, *words, **changes):
    p = start(folder, **changes)
    got, said = end(p)
    return got == code and said.count("\n") == 1 and \
        all(w in said for w in words)


def test_unusable(folder):
    store = folder + "/store.db"
    for bytes_ in (b"x", b"Shopping: bread, flour, salt.\n" * 99):
        with open(store, "wb") as f:
            f.write(bytes_)
        check(refused(folder, 5, store, "not a store", "another"),
              "a file of %d bytes is no store" % len(bytes_))
        with open(store, "rb") as f:
            check(f.read() == bytes_, "and is left alone")
    os.unlink(store)
    check(refused(folder, 5, folder, "not a store", store=folder),
          "nor is a folder")
    check(refused(folder, 5, "/none/x", store=folder + "/none/x"),
          "a folder has to exist")
    check(refused(folder, 5, "/proc/x", store="/proc/x"),
          "a place that takes no files is named")
    check(os.listdir(folder) == [], "nothing is left behind")
    end(start(folder))
    db = sqlite3.connect(store)
    db.execute("PRAGMA user_version = 99")
    db.close()
    check(refused(folder, 5, store, "newer"), "a newer store is refused")
    os.unlink(store)

    p = start(folder)
    connect(folder + "/live").close()
    check(refused(folder, 5, store, "sourdine-keep"),
          "a second keeper is refused the store")
    check(refused(folder, 6, folder + "/live", store=folder + "/other.db"),
          "a second keeper is refused the socket")
    p.stdin.write(record(500))
    check(end(p) == (0, ""), "the first one goes on")
    with open(folder + "/live", "w", encoding="ascii") as f:
        f.write("mine")
    check(refused(folder, 6, folder + "/live"), "a file is not a socket")
    with open(folder + "/live", encoding="ascii") as f:
        check(f.read() == "mine", "and is left alone")


def test_many_clients(folder):
    p = start(folder)
    clients = [connect(folder + "/live") for _ in range(32)]
    late = [connect(folder + "/live") for _ in range(8)]
    ended = [s.recv(1) == b"" for s in late]
    check(all(ended), "the 33rd to 40th client is turned away")
    silent = clients[0]
    silent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    begun, seen = time.monotonic(), 0
    for i in range(3000):
        p.stdin.write(second(i % 1400))
        if i % 100 == 99:
            seen += sum(len(read_lines(s, 100)) for s in clients[1:])
    p.stdin.write(record(333))
    took = time.monotonic() - begun
    check(seen == 31 * 3000 and took < 20, "31 clients got 3000 seconds each")
    got = 0
    while True:
        piece = silent.recv(65536)
        if not piece:
            break
        got += piece.count(b"\n")
    check(0 < got < 3000, "a client that does not read is cut off")
    check(end(p) == (0, ""), "it ends well")
    check(rows(folder, "SELECT LAeq FROM record") == [(333,)],
          "and the record is there")
    for s in clients + late:
        s.close()


# The keeper on a disk of its own, which is full until the file DISK.free is
# there; the store is copied beside the disk at the end.
SMALL_DISK = r'''
mount -t tmpfs -o size=300k sourdine-test "$1" || exit 77
exec 3<&0
disk=$1 && shift
head -c 150000 /dev/zero >"$disk/ballast"
"$@" <&3 3<&- &
while [ ! -e "$disk.free" ] && kill -0 $! 2>/dev/null; do sleep 0.05; done
rm "$disk/ballast" && touch "$disk.freed"
wait $!
code=$?
cp "$disk/store.db" "$disk/.."
exit $code
'''


def test_full_disk(folder):
    """Needs the right to mount in a name space of its own."""
    disk = folder + "/disk"
    os.mkdir(disk)
    space = ["unshare", "--mount"]
    if not shutil.which("unshare") or \
            subprocess.run(space + ["mount", "-t", "tmpfs", "none", disk],
                           stderr=subprocess.DEVNULL, check=False).returncode:
        skip("a full disk: may not mount one here")
        return
    p = subprocess.Popen(space + ["/bin/sh", "-c", SMALL_DISK, "sh", disk] +
                         arguments(folder, store=disk + "/store.db"),
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, bufsize=0)
    live = connect(folder + "/live")
    for i in range(1400):
        p.stdin.write(record(i))
    p.stdin.write(second(1))
    check(len(read_lines(live, 1, 20)) == 1, "a full disk does not stop it")
    live.close()
    with open(disk + ".free", "w", encoding="ascii"):
        pass
    while not os.path.exists(disk + ".freed") and p.poll() is None:
        time.sleep(0.02)
    for i in range(50):
        p.stdin.write(record(i))
    code, said = end(p)
    lines = said.splitlines()
    check(code == 0 and len(lines) == 2 and "no room" in lines[0] and
          "nothing is lost" in lines[1], "it says so once, and once its end")
    check(rows(folder, "SELECT sequence, LAeq FROM record") ==
          [(i + 1, i % 1400) for i in range(1450)],
          "every record is there, in order")


def test_file_limit(folder):
    """Anyone can have a disk that is full by a limit on the file's size."""
    end(start(folder))
    size = os.path.getsize(folder + "/store.db")

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 8192, size + 8192))

    p = start(folder, preexec=limit)
    for i in range(500):
        p.stdin.write(record(i))
    code, said = end(p)
    check(code == 1 and said.count("\n") == 2 and "lost at the end" in said,
          "what could not be stored is counted at the end: " + repr((code, said)))
    stored = [r[0] for r in rows(folder, "SELECT LAeq FROM record")]
    check(len(stored) > 20 and stored == list(range(len(stored))),
          "what was stored is whole")
    check(rows(folder, "PRAGMA integrity_check") == [("ok",)],
          "the file is in order")
    p = start(folder)
    p.stdin.write(record(7))
    check(end(p) == (0, ""), "with room again it goes on")
    check(len(rows(folder, "SELECT * FROM record")) == len(stored) + 1,
          "without a hole")


def die_once(folder, first, rng):
    """One life: records first, first+1, ... each followed by a second that
    says its number; killed at a random moment.  Returns how many records were
    sent, and how many acknowledged by their second on the live socket."""
    p = start(folder)
    live = connect(folder + "/live")
    if live is None:
        print(end(p, signal.SIGKILL)[1])
        return 0, -1
    live.setblocking(False)
    deadline = time.monotonic() + rng.uniform(0, 0.03)
    sent, text = 0, b""
    while time.monotonic() < deadline:
        # never more than three ahead, so that death finds it at work
        while sent - text.count(b"\n") < 3:
            number = (first + sent) % 1400
            p.stdin.write(record(number))
            p.stdin.write(second(number))
            sent += 1
        try:
            text += live.recv(4096)
        except BlockingIOError:
            time.sleep(0.0002)
    p.kill()
    p.wait()
    end(p, 0)
    live.setblocking(True)
    while True:
        try:
            piece = live.recv(65536)
        except ConnectionResetError:
            break
        if not piece:
            break
        text += piece
    live.close()
    lines = [int(line.split()[1]) for line in
             text.decode().split("\n")[:-1]]
    good = lines == [(first + i) % 1400 for i in range(len(lines))]
    return sent, len(lines) if good else -1


def test_deaths(folder, times):
    rng = random.Random(20261)
    stored = acknowledged = sent = halfway = lost = invented = 0
    for _ in range(times):
        s, a = die_once(folder, stored, rng)
        if a < 0:
            check(False, "a keeper starts and says what it was sent")
            return
        journal = folder + "/store.db-journal"
        halfway += os.path.exists(journal) and os.path.getsize(journal) > 0
        now = rows(folder, "SELECT coalesce(max(sequence), 0) "
                   "FROM record")[0][0]
        lost += now < stored + a
        invented += now > stored + s
        acknowledged += a
        sent += s
        stored = now
    check(lost == 0, "killed %d times (%d in the middle of a write): each of "
          "%d records that were said is there" % (times, halfway,
                                                  acknowledged))
    check(invented == 0 and stored <= sent, "%d of %d sent are stored, none "
          "twice" % (stored, sent))
    check(acknowledged > times and halfway > 0,
          "death did find it at work")
    all_ = rows(folder, "SELECT sequence, LAeq, covered_s, flags FROM record")
    check(all_ == [(i + 1, i % 1400, 59, 36) for i in range(stored)],
          "every record is whole, without a hole")
    check(rows(folder, "PRAGMA integrity_check") == [("ok",)],
          "the file is in order")


def main():
    if not os.access(KEEP, os.X_OK):
        print("FAILED no program at " + KEEP)
        print("keep: 0 passed, 1 failed")
        return 1
    for test in (test_command_line, test_one_run, test_bad_messages,
                 test_unusable, test_many_clients, test_full_disk,
                 test_file_limit, lambda f: test_deaths(f, 200)):
        folder = tempfile.mkdtemp(prefix="sourdine-keep-")
        try:
            test(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    print("keep: %d passed, %d failed, %d skipped" % (
        count["passed"], count["failed"], count["skipped"]))
    return count["failed"] > 0


if __name__ == "__main__":
    sys.exit(main())
