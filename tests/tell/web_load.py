#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Months of minutes, and people who wish the page ill: 1,000 connections, slow
readers, malformed requests; over loopback only.  The records stay as they are,
and the page is served.  LOAD=all is a year and all of it, else a shorter form.
"""
import hashlib
import os
import random
import resource
import select
import shutil
import socket
import statistics
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # nothing is left in the tree
from web_meter import Web, check, make_store, summary

ALL = os.environ.get("LOAD") == "all"
MALFORMED = 10000 if ALL else 1000
CONNECTIONS = 1000
DAY = 86400
DAYS = 365 if ALL else 30
# Of the server's time; a short one is rounded to the clock's ticks.
LONGEST_S = 0.5 if ALL else 0.15
YEAR = DAYS * DAY
REQUEST = b"GET /api/now HTTP/1.1\r\nHost: localhost\r\n\r\n"


def a_year(end):
    """A minute has the level that its number gives: nothing is stored here."""
    for t in range(end - YEAR, end, 60):
        level = 450 + (t // 60 * 7919) % 200
        yield dict(start=t, covered=60, flags=0, levels=[level] + [
            level + d for d in (190, 144, 89, -23, -79, -90, -111)])


def digest(path):
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


def cpu_s(pid):
    """Time that the program was computing, s."""
    with open(f"/proc/{pid}/stat") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid):
    with open(f"/proc/{pid}/status") as f:
        return [int(l.split()[1]) / 1024 for l in f
                if l.startswith("VmHWM")][0]


def calendar(web, end):
    """How long the server computes for a year: its own time, not the wall's,
    which other programs share."""
    day = lambda t: time.strftime("%Y-%m-%d", time.gmtime(t))
    path = f"/api/days?from={day(end - YEAR + DAY)}&to={day(end)}"
    took, waited = [], []
    for _ in range(3 if not ALL else 5):
        before = cpu_s(web.process.pid)
        began = time.monotonic()
        answer = web.json(path)
        waited.append(time.monotonic() - began)
        took.append(cpu_s(web.process.pid) - before)
    hours = sum(l is not None for d in answer["days"]
                for l in d["hours"]["LAeq"])
    print(f"{DAYS} days of minutes: {min(took):.2f} s of the server's time "
          f"({statistics.median(waited):.2f} s here), {hours} hours")
    check(f"a calendar of {DAYS} days: under {LONGEST_S} s of the server's "
          "time", min(took) < LONGEST_S and hours > 23 * DAYS, (took, hours))


def served(web, what, within_s=5.0):
    took = []
    for _ in range(5):
        began = time.monotonic()
        r = web.get("/api/now")
        took.append(time.monotonic() - began)
        if not r or r.status != 200:
            check(f"{what}: served", False, r)
            return
    print(f"{what}: an answer took {1000 * statistics.median(took):.1f} ms, "
          f"{1000 * max(took):.0f} ms at most")
    check(f"{what}: served", max(took) < within_s, took)


def open_many(web, n, of):
    """n connections from several addresses of loopback; of(i) is sent."""
    many = []
    for i in range(n):
        try:
            s = web.connect(f"127.0.1.{i % 50 + 1}")
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            s.sendall(of(i))
            many.append(s)
        except OSError:
            pass  # turned away: that is its right
    return many


def crowd(web):
    halves = (b"", REQUEST[:20], REQUEST[:-2], b"POST / HTTP/1.1\r\n"
              b"Host: localhost\r\nContent-Length: 999999\r\n\r\n")
    began = time.monotonic()
    many = open_many(web, CONNECTIONS, lambda i: halves[i % 4])
    print(f"{len(many)} connections in {time.monotonic() - began:.1f} s")
    check("they are 1,000", len(many) > 0.95 * CONNECTIONS, len(many))
    served(web, f"among {len(many)} that say half of something")
    for s in many:
        s.close()


def slow_readers(web, end):
    asked = time.strftime("GET /api/records?from=%Y-%m-%dT00:00:00Z HTTP/1.1"
                          "\r\nHost: localhost\r\n\r\n",
                          time.gmtime(end - YEAR + DAY)).encode()
    many = open_many(web, 200, lambda i: asked if i % 2 else
                     b"GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    end_at = time.monotonic() + (20 if ALL else 4)
    while time.monotonic() < end_at:
        for s in select.select(many, [], [], 0.2)[0][:20]:
            try:
                s.recv(1)  # a byte now and then
            except OSError:
                many.remove(s)
        time.sleep(0.2)
    served(web, f"among {len(many)} slow readers of a year and of events")
    for s in many:
        s.close()


def malformed(rng):
    kind = rng.randrange(6)
    data = bytearray(REQUEST)
    if kind == 0:
        return rng.randbytes(rng.randrange(1, 600))
    if kind == 1:
        for _ in range(rng.randrange(1, 9)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        return bytes(data)
    if kind == 2:
        return bytes(data[:rng.randrange(len(data))])
    if kind == 3:
        return b"GET /api/" + rng.choice([b"days?", b"records?"]) + b"&".join(
            rng.randbytes(6) for _ in range(9)) + b" HTTP/1.1\r\nHost: [::1]\r\n\r\n"
    if kind == 4:
        return (b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                rng.choice([b"-1", b"9" * 30, b"x", b"5, 5"]) +
                b"\r\nTransfer-Encoding: " +
                rng.choice([b"chunked", b"gzip", b"\xff"]) + b"\r\n\r\n" +
                rng.randbytes(40))
    return b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"".join(
        b"X%d: %s\r\n" % (i, b"a" * rng.randrange(400)) for i in range(
            rng.randrange(300))) + b"\r\n"


def answer_to(s):
    try:
        s.settimeout(0.05)
        return s.recv(64)[9:12].decode("ascii", "replace") or "closed"
    except TimeoutError:
        return "waits"  # for the rest of it, and for 15 s at most
    except OSError:
        return "closed"
    finally:
        s.close()


def nonsense(web):
    """Sixty of them at a time."""
    rng = random.Random(11)
    codes, waiting = {}, []
    began = time.monotonic()
    for i in range(MALFORMED + 60):
        if i < MALFORMED:
            s = web.connect(f"127.0.2.{rng.randrange(1, 250)}")
            waiting.append(s)
            try:
                s.sendall(malformed(rng))
            except OSError:
                pass
        if i >= 60 and waiting:
            code = answer_to(waiting.pop(0))
            codes[code] = codes.get(code, 0) + 1
    print(f"{MALFORMED} malformed requests in {time.monotonic() - began:.1f} "
          f"s: {dict(sorted(codes.items()))}")
    check("none was a fault of the server", not any(
        c.startswith("5") and c != "505" for c in codes) and len(codes) > 2,
        codes)  # 505: another version of HTTP
    served(web, f"after {MALFORMED} malformed requests")


def main():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE,
                       (min(hard, max(soft, CONNECTIONS + 200)), hard))
    where = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = tempfile.mkdtemp(prefix="sourdine-load-", dir=where)
    store, live = f"{folder}/store", f"{folder}/live"
    end = int(time.time()) // 60 * 60
    try:
        began = time.monotonic()
        make_store(store, a_year(end), "raw", 1)
        print(f"{DAYS} days of minutes were stored in {time.monotonic() - began:.0f} "
              f"s: {os.path.getsize(store) / 1e6:.1f} MB")
        before = digest(store)
        with Web(folder, store, live) as web:
            calendar(web, end)
            crowd(web)
            slow_readers(web, end)
            nonsense(web)
            print(f"the server's memory was {memory_mb(web.process.pid):.0f} "
                  "MB at most")
            check("within 64 MB", memory_mb(web.process.pid) < 64,
                  memory_mb(web.process.pid))
            check("it is the program that was started", web.is_running())
        check("not a byte of the records has changed", digest(store) == before)
        check("nothing was said on stderr", web.errors() == "", web.errors())
    finally:
        shutil.rmtree(folder)
    return summary("web_load")


if __name__ == "__main__":
    sys.exit(main())
