#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sourdine-web from outside: every route, header and refusal, with a fake
keep and a store made for the purpose."""
import calendar
import gzip
import json
import math
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # nothing is left in the tree
from web_meter import (FakeKeep, Web, free_port, fresh_record, iso,
                       make_store, record)

BUILD = os.environ.get("BUILD", "build")
passed = failed = skipped = 0


def check(what, good, seen=""):
    global passed, failed
    if good:
        passed += 1
        print("ok", what)
    else:
        failed += 1
        print("FAILED", what, repr(seen)[:300])


def skip(what):
    global skipped
    skipped += 1
    print("skipped", what)


def within(seconds, true_yet):
    """The last value of true_yet(), as soon as it is true."""
    end = time.monotonic() + seconds
    while True:
        value = true_yet()
        if value or time.monotonic() > end:
            return value
        time.sleep(0.1)


def energy_mean(pairs):
    energy = sum(w * 10 ** (level / 10) for level, w in pairs)
    return 10 * math.log10(energy / sum(w for _, w in pairs))


# ------------------------------------------------------------------ checks

def command_line(folder):
    def run(*args):
        return subprocess.run([f"{BUILD}/sourdine-web", *args], timeout=60,
                              capture_output=True, text=True)

    need = ["--store", f"{folder}/none", "--live", f"{folder}/none"]
    r = run("--help")
    check("--help names the options", r.returncode == 0 and
          all(o in r.stdout for o in ("--store", "--live", "--listen")), r)
    r = run("--version")
    check("--version", r.returncode == 0 and
          re.match(r"sourdine-web \d+\.\d+\.\d+\n$", r.stdout), r)
    for args in ([], ["--store", "x"], need + ["more"], ["--what"]):
        r = run(*args)
        check(f"refused: {args}", r.returncode == 2 and r.stderr, r)
    for address in ("8094", "127.0.0.1", "127.0.0.1:0", "nowhere:80"):
        r = run(*need, "--listen", address)
        check(f"not an address: {address}", r.returncode == 2 and
              r.stderr.count("\n") == 1 and address in r.stderr and
              "127.0.0.1:8094" in r.stderr, r)
    with socket.create_server(("127.0.0.1", 0)) as s:
        address = "127.0.0.1:%d" % s.getsockname()[1]
        r = run(*need, "--listen", address)
        check("a port in use: exit 6, one line, address and remedy",
              r.returncode == 6 and r.stderr.count("\n") == 1 and
              address in r.stderr and "in use" in r.stderr and
              "--listen" in r.stderr, r)
    r = run(*need, "--listen", f"203.0.113.7:{free_port()}")
    check("an address of another machine: exit 6, one line",
          r.returncode == 6 and r.stderr.count("\n") == 1 and
          "203.0.113.7" in r.stderr, r)


def nothing_there(web):
    now = web.json("/api/now")
    check("without keep: stopped, no level",
          now["state"] == "stopped" and now["LAeq_1s"] is None and
          now["LAeq_minute"] is None, now)
    check("without a store: nothing is claimed",
          now["record"] is None and now["simulated"] is None and
          now["calibrated"] is None and now["LAeq_hour"] is None, now)
    check("without keep: no seconds",
          web.json("/api/seconds") == {"seconds": []})
    r = web.get("/api/records")
    check("without a store: 503, and how to start",
          r.status == 503 and "sourdine run" in json.loads(r.body)["error"],
          r.body)


HEADERS = {
    "content-security-policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; "
        "base-uri 'none'; form-action 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "microphone=(), camera=()",
}

ASSETS = {"/": "text/html", "/style.css": "text/css",
          "/page.js": "text/javascript", "/charts.js": "text/javascript",
          "/device.js": "text/javascript",
          "/uPlot.iife.min.js": "text/javascript",
          "/uPlot.min.css": "text/css", "/uPlot-licence.txt": "text/plain"}


def page(web):
    size = 0
    texts = {}
    for path, kind in ASSETS.items():
        r = web.get(path)
        texts[path] = r.body.decode()
        size += len(gzip.compress(r.body))
        check(f"{path} is {kind}", r.status == 200 and len(r.body) > 500 and
              r.headers["content-type"] == kind + "; charset=utf-8", r)
        again = web.get(path, {"If-None-Match": r.headers["etag"]})
        check(f"{path} is not sent twice", again.status == 304 and
              again.body == b"" and r.headers["cache-control"] == "no-cache",
              again)
        stale = web.get(path, {"If-None-Match": '"old"'})
        check(f"{path} is sent when it is another", stale.body == r.body)
        head = web.get(path, method="HEAD")
        check(f"HEAD {path}", head.status == 200 and head.body == b"" and
              head.headers["content-length"] == str(len(r.body)), head)
    check("the whole page is below 150 KB gzipped", 20e3 < size < 150e3, size)

    html = texts["/"]
    own = "".join(texts[p] for p in ASSETS if "uPlot" not in p)
    check("no script and no style inside the page",
          not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src=)", html))
    check("nothing is asked from elsewhere", not re.search(
        r"(?:src|href|url\(|import|fetch\()\W{0,3}(?:https?:)?//", own))
    words = re.findall(r'data-(?:text|name|record)="(\w+)"', html)
    missing = [w for w in words
               if not re.search(rf"^\t{w}: ", texts["/page.js"], re.M)]
    check("every word of the page is in its table",
          len(words) > 15 and not missing, missing)
    check("the page says what the device does",
          "This device measures the level; it records nothing and "
          "recognises no sound." in texts["/page.js"])
    check("and compares with places, not with what is said or played",
          not re.search(r"convers|voice|speech|music|talk", own, re.I))


def headers_everywhere(web):
    asked = [("GET", "/"), ("GET", "/api/now"), ("GET", "/api/records"),
             ("GET", "/api/seconds"), ("HEAD", "/api/events"),
             ("GET", "/none"), ("POST", "/"), ("GET", "/api/records?from=x")]
    for method, path in asked:
        r = web.get(path, method=method)
        wrong = {k: r.headers.get(k) for k, v in HEADERS.items()
                 if r.headers.get(k) != v}
        check(f"{method} {path}: all headers", not wrong, wrong)
        if path.startswith("/api"):
            check(f"{method} {path}: not kept in a cache",
                  r.headers["cache-control"] == "no-store", r)


def refusals(web):
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE",
                   "BREW"):
        r = web.get("/api/now", method=method, body=b"x" * 100
                    if method in ("POST", "PUT", "DELETE") else None)
        check(f"{method}: 405 with Allow", r.status == 405 and
              r.headers["allow"] == "GET, HEAD", r)
    for path in ("/none", "/api", "/api/", "/api/now/", "//", "/index.html",
                 "/../etc/passwd", "/%2e%2e/etc/passwd", "/page.jsx",
                 "/API/NOW"):
        r = web.get(path)
        check(f"{path}: 404, JSON", r.status == 404 and
              "error" in json.loads(r.body), r)
    port = web.port
    for host in ("localhost", "LOCALHOST:1", "127.0.0.1", "[::1]",
                 f"[::1]:{port}", f"127.0.0.1:{port}"):
        r = web.get("/api/now", {"Host": host})
        check(f"Host {host}: answered", r.status == 200, r)
    for host in ("example.org", f"example.org:{port}", "127.0.0.1.nip.io",
                 "127.0.0.2", "localhost.", "", "[::2]", "0.0.0.0"):
        for path in ("/", "/api/now", "/api/events"):
            r = web.get(path, {"Host": host})
            check(f"Host '{host}': {path} refused", r.status == 421, r)
    r = web.raw(b"GET / HTTP/1.0\r\n\r\n")
    check("no Host: refused", b" 421 " in r.split(b"\n")[0], r)
    query = "/api/records?"
    for bad in ("from=yesterday", "from=", "from", "to=2026-02-30",
                "from=2026-11-24&to=2026-11-23", "from=2025-01-01",
                "from=2026-11-23&from=2026-11-22", "form=2026-11-23",
                "from=2026-11-23%00", "a=1", "from%00=2026-11-23",
                "from=2026-11-23T20:00:00+01:00", "from=" + "1" * 3000):
        r = web.get(query + bad)
        check(f"?{bad[:40]}: 400, and what is right", r.status == 400 and
              re.search("like .*2026-11-23|366 days apart|earlier than",
                        json.loads(r.body)["error"]), r.body)
    r = web.get("/", {"X-Long": "a" * 70000})
    check("a header that is too long: refused",
          r is None or r.status in (400, 413, 431), r)
    r = web.get("/" + "a" * 70000)
    check("an address that is too long: refused",
          r is None or r.status in (400, 413, 414, 431), r)


def noise(web):
    """100 requests that make no sense, the same ones each time."""
    rng = random.Random(7)
    line = b"GET /api/now HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for i in range(100):
        kind = i % 5
        data = bytearray(line)
        if kind == 0:
            data = bytearray(rng.randbytes(rng.randrange(1, 400)))
        elif kind == 1:
            for _ in range(rng.randrange(1, 9)):
                data[rng.randrange(len(data))] = rng.randrange(256)
        elif kind == 2:
            data = data[:rng.randrange(len(data))]
        elif kind == 3:
            data = b"GET /api/records?" + b"&".join(
                rng.randbytes(6) for _ in range(9)) + line[12:]
        else:
            data = (b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                    rng.choice([b"-1", b"9" * 30, b"x", b"5, 5"]) +
                    b"\r\nTransfer-Encoding: " +
                    rng.choice([b"chunked", b"gzip", b"\xff"]) +
                    b"\r\n\r\n" + rng.randbytes(30))
        web.raw(bytes(data), wait=0.05)
    check("100 malformed requests leave it serving",
          web.get("/api/now").status == 200 and web.is_running())


def records(web, put):
    r = web.get("/api/records")
    got = json.loads(r.body)["records"]
    day = [p for p in put if p["start"] >= time.time() - 86400]
    check("records: the last 24 hours, in order, nothing lost",
          r.status == 200 and abs(len(got) - len(day)) <= 1 and
          [g["sequence"] for g in got] ==
          sorted(g["sequence"] for g in got), (len(got), len(day)))
    by_start = {iso(p["start"]): p for p in put}
    names = ["LAeq", "LAFmax", "LAF1", "LAF10", "LAF50", "LAF90", "LAF95",
             "LAFmin"]
    wrong = [g for g in got for p in [by_start[g["start"]]]
             if [g[n] for n in names] !=
             [None if x < 0 else x / 10 for x in p["levels"]]
             or g["covered_s"] != p["covered"] or g["interval_s"] != 60
             or g["coverage"] != math.floor(1000 * p["covered"] / 60) / 1000
             or ("gap" in g["flags"]) != bool(p["flags"] & 4)]
    check("records: each as it was stored", not wrong, wrong[:1])
    first, last = got[10]["start"], got[20]["start"]
    part = web.json(f"/api/records?from={first}&to={last}")["records"]
    check("records: from is in, to is not", part == got[10:20], len(part))
    date = first[:10]
    part = web.json(f"/api/records?from={date}&to={first}")["records"]
    check("records: a date is its first second", all(
        date <= p["start"] < first for p in part) and part, len(part))
    part = web.json("/api/records?from=2001-01-01&to=2001-12-31")
    check("records: an empty year", part == {"records": []}, part)
    check("HEAD /api/records", web.get("/api/records", method="HEAD")
          .body == b"")
    # What ended in the hour that the newest record closed.
    now = web.json("/api/now")
    end = put[-1]["start"] + 60
    hour = [(p["levels"][0] / 10, p["covered"]) for p in put
            if p["start"] >= end - 3600 and p["levels"][0] >= 0]
    check("LAeq of the hour is the energy mean of its records",
          now["LAeq_hour"] is not None and
          abs(now["LAeq_hour"] - energy_mean(hour)) <= 0.0501,
          (now["LAeq_hour"], energy_mean(hour)))
    check("the last record is the newest one", now["record"] == got[-1] or
          now["record"]["start"] > got[-1]["start"], now["record"])
    check("what the operator stated", now["place"] == "window" and
          now["calibrated"] is True and now["simulated"] is False and
          now["source"] == "raw" and now["interval_s"] == 60 and
          now["self_noise"] == 29.0, now)
    check("and not his own words: they may name somebody",
          b"test" not in web.get("/api/now").body)


def seconds(web, keep):
    now = within(10, lambda: (n := web.json("/api/now"))["state"] == "ok"
                 and n)
    check("keep has come: the level is there within 10 s", now)
    levels = dict(keep.told)
    check("it is the second that keep told", now and now["LAeq_1s"] ==
          levels[now["time"]] / 10, (now, keep.told[-3:]))
    got = web.json("/api/seconds")["seconds"]
    check("the last ten minutes: 600 at most, in order, each as told",
          590 <= len(got) <= 601 and
          [g["time"] for g in got] == sorted({g["time"] for g in got}) and
          all(g["LAeq_1s"] == (None if levels[g["time"]] is None else
                               levels[g["time"]] / 10) for g in got),
          len(got))
    now = web.json("/api/now")
    minute = [(l / 10, 1) for t, l in keep.told
              if l is not None and t <= now["time"]][-60:]
    check("LAeq of the minute is the energy mean of 60 seconds",
          abs(now["LAeq_minute"] - energy_mean(minute)) <= 0.0501,
          (now["LAeq_minute"], energy_mean(minute)))
    events = web.events(4.2)
    times = [e["time"] for e in events]
    check("events: one a second, each a new one",
          3 <= len(events) <= 6 and len(set(times)) == len(times) and
          all(e["seconds_shown"] for e in events), times)
    for state in ("overload", "under-range", "gap", "dead", "start"):
        keep.state = state
        now = within(10, lambda: (n := web.json("/api/now"))["state"] ==
                     state and n)
        has_level = state in ("overload", "under-range")
        check(f"state {state}", now and
              (now["LAeq_1s"] is not None) == has_level, now)
    keep.state = "ok"
    keep.say(b"1764000000 9999 ok\n")
    check("nonsense from keep: asked again, and well within 10 s", within(
        10, lambda: keep.connections >= 2) and within(
        10, lambda: web.json("/api/now")["state"] == "ok"))


def stopping(web, keep):
    keep.mute = True
    began = time.monotonic()
    now = within(15, lambda: (n := web.json("/api/now"))["state"] ==
                 "stopped" and n)
    took = time.monotonic() - began
    check("no seconds: stopped after 3 s, no level", now and
          2 < took < 10 and now["LAeq_1s"] is None and
          now["LAeq_minute"] is None, (took, now))
    check("and the last record stays", now and now["record"], now)
    events = web.events(5)
    check("events say so", events and
          all(e["state"] == "stopped" for e in events), events)
    keep.mute = False
    check("seconds come again: ok", within(
        10, lambda: web.json("/api/now")["state"] == "ok"))
    keep.close()
    check("keep gone: stopped",
          within(5, lambda: web.json("/api/now")["state"] == "stopped"))
    keep.open()
    check("keep back: found within 10 s",
          within(10, lambda: web.json("/api/now")["state"] == "ok"))


def other_store(web, folder, store):
    os.rename(store, store + ".away")
    check("store gone: 503", within(
        3, lambda: web.get("/api/records").status == 503))
    with open(store, "w") as f:
        f.write("no database " * 100)
    r = web.get("/api/records")
    check("not a store: 503, and who knows more", r.status == 503 and
          "sourdine status" in json.loads(r.body)["error"], r.body)
    check("and the level is shown all the same",
          web.json("/api/now")["LAeq_1s"] is not None)
    os.remove(store)
    make_store(store, [fresh_record(500)], "simulated", 0)
    now = web.json("/api/now")
    check("another store: its records, and SIMULATED", now["simulated"] is
          True and now["calibrated"] is False and
          now["record"]["sequence"] == 1 and now["LAeq_hour"] == 50.0, now)
    # The microphone moved: the hour before says nothing of the new place.
    make_store(store, [], "raw", 1, "indoors")
    now = within(15, lambda: (n := web.json("/api/now"))["place"] ==
                 "indoors" and n)
    check("a new series: no mean across the two", now and
          now["LAeq_hour"] is None, now)
    os.remove(store)
    os.rename(store + ".away", store)
    check("the first store again", within(
        3, lambda: web.json("/api/now")["record"]["sequence"] > 1))


def from_elsewhere(folder, store, live):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        try:
            s.connect(("192.0.2.1", 9))  # sends nothing
            here = s.getsockname()[0]
        except OSError:
            here = "127.0.0.1"
    if here.startswith("127."):
        skip("the loopback rule: this machine has no other address")
        return
    make_store(store, [fresh_record(520)], "raw", 1)
    with Web(folder, store, live, "0.0.0.0") as web:
        within(10, lambda: web.json("/api/now")["state"] == "ok")
        near = web.json("/api/now")
        check("0.0.0.0 over loopback: seconds", near["seconds_shown"] and
              near["LAeq_1s"] is not None, near)
        for name, value in (("X-Forwarded-For", "198.51.100.1"),
                            ("Forwarded", "for=198.51.100.1"),
                            ("Via", "1.1 proxy"),
                            ("X-Real-IP", "198.51.100.1")):
            r = json.loads(web.get("/api/now", {name: value}).body)
            check(f"passed on by a proxy ({name}): no seconds",
                  r["seconds_shown"] is False and r["LAeq_1s"] is None, r)
        web.address = here
        far = web.json("/api/now")
        check("from another address: no seconds", far["seconds_shown"] is
              False and far["LAeq_1s"] is None and
              far["LAeq_minute"] is None, far)
        end = iso(calendar.timegm(time.strptime(
            far["record"]["start"], "%Y-%m-%dT%H:%M:%SZ")) + 60)
        check("but the last record, and its time", far["record"] ==
              near["record"] and far["state"] == "ok" and
              far["time"] == end, (far, end))
        check("the same an hour ago", far["LAeq_hour"] == near["LAeq_hour"])
        for path in ("/api/seconds", "/api/events"):
            r = web.get(path)
            check(f"{path} from another address: 403", r.status == 403 and
                  "/api/records" in json.loads(r.body)["error"], r)
        check("records from another address",
              len(web.json("/api/records")["records"]) > 100)
        check("a foreign Host from another address: 421",
              web.get("/", {"Host": "example.org"}).status == 421)


def version_six(folder, store, live):
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            pass
    except OSError:
        skip("[::1]: this machine has no IPv6")
        return
    with Web(folder, store, live, "::1") as web:
        now = within(10, lambda: (n := web.json("/api/now"))["state"] == "ok"
                     and n)
        check("[::1]: seconds", now and now["seconds_shown"], now)


def crowd(web):
    """Half a request from each of many: nobody else waits."""
    open_ = [web.connect("127.0.0.2") for _ in range(20)]
    for s in open_:
        s.sendall(b"GET / HTTP/1.1\r\nHost: local")
    slow = web.connect("127.0.0.3")
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    slow.sendall(b"GET /api/records HTTP/1.1\r\nHost: localhost\r\n\r\n")
    took = []
    for _ in range(10):
        began = time.monotonic()
        status = web.get("/page.js").status
        took.append(time.monotonic() - began)
        check("served among 21 slow clients", status == 200, status)
    check("and soon: they have 20 s each", max(took) < 5, took)
    more = [web.connect("127.0.0.2") for _ in range(10)]
    gone = 0
    for s in more:
        s.settimeout(0.3)
        try:
            gone += s.recv(1) == b""
        except ConnectionResetError:
            gone += 1
        except TimeoutError:
            pass
    check("one address has 24 places, not all of them", gone == 6, gone)
    for s in open_ + more + [slow]:
        s.close()


def drop(drip):
    """One more byte of a request that never ends, if it is still heard."""
    try:
        drip.sendall(b"X")
    except OSError:
        pass


def main():
    folder = tempfile.mkdtemp(prefix="sourdine-web-")
    store, live = f"{folder}/store", f"{folder}/live"
    end = int(time.time()) // 60 * 60
    rng = random.Random(5)
    put = [record(end - 60 * i, rng.randrange(300, 900), rng)
           for i in range(1500, -1, -1) if not 300 < i < 330]
    try:
        command_line(folder)
        with Web(folder, store, live) as web:
            nothing_there(web)
            drip = web.connect("127.0.0.4")
            drip_began = time.monotonic()
            drip.sendall(b"GET / HTTP/1.1\r\n")
            page(web)
            headers_everywhere(web)
            make_store(store, put, "raw", 1)
            records(web, put)
            drop(drip)
            refusals(web)
            noise(web)
            with FakeKeep(live) as keep:
                seconds(web, keep)
                drop(drip)
                crowd(web)
                from_elsewhere(folder, store, live)
                version_six(folder, store, live)
                drop(drip)
                stopping(web, keep)
                other_store(web, folder, store)
                listener = web.connect("127.0.0.1")
                listener.sendall(b"GET /api/events HTTP/1.1\r\n"
                                 b"Host: localhost\r\n\r\n")
                drip.settimeout(max(
                    0.1, drip_began + 25 - time.monotonic()))
                try:
                    end = drip.recv(1)
                except ConnectionResetError:
                    end = b""
                except TimeoutError:
                    end = None
                check("one byte now and then holds a place for 20 s only",
                      end == b"", end)
                listener.settimeout(3)
                check("a listener is there", listener.recv(9) == b"HTTP/1.1 ")
                code, took = web.stop()
                check("SIGTERM: ends at once, exit 0, listener or not",
                      code == 0 and took < 5, (code, took))
        check("nothing was said on stderr", web.errors() == "", web.errors())
        check("no file was written", sorted(os.listdir(folder)) ==
              ["store", "store-journal", "web.log"], os.listdir(folder))
    finally:
        shutil.rmtree(folder)
    print(f"web: {passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
