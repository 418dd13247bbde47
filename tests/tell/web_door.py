#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The door of sourdine-web: addresses, headers, names, methods, requests that
make no sense, and clients that take their time."""
import gzip
import json
import os
import random
import re
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # nothing is left in the tree
from web_meter import (BUILD, Web, check, free_port, make_store, record,
                       summary)


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
    token = f"{folder}/token"
    away = ["--access", "network", "--token-file", token, "--listen",
            f"203.0.113.7:{free_port()}"]

    def write_token(text, mode):
        with open(token, "w") as f:
            f.write(text)
        os.chmod(token, mode)

    for what, text, mode, why in (
            ("that others may read", "0123456789abcdef\n", 0o640, "chmod 600"),
            ("that is too short", "0123456789abcde\n", 0o600, "16 characters"),
            ("that is too long", "0123456789" * 13 + "\n", 0o600, "126 characters"),
            ("that is empty", "", 0o600, "16 characters")):
        write_token(text, mode)
        r = run(*need, *away)
        check(f"a token file {what}: exit 2, and why", r.returncode == 2 and
              r.stderr.count("\n") == 1 and why in r.stderr, r)
    for more in (["--access", "network"], ["--access", "everybody"],
                 ["--listen", "0.0.0.0:1"], ["--listen", "[::]:1"],
                 ["--access", "proxy", "--listen", "0.0.0.0:1"],
                 ["--access", "network", "--token-file", f"{folder}/none"]):
        r = run(*need, *more)
        check(f"refused: {more}", r.returncode == 2 and
              r.stderr.count("\n") == 1, r)
    write_token("0123456789abcdef\n", 0o600)
    r = run(*need, *away)
    check("an address of another machine: exit 6, one line",
          r.returncode == 6 and r.stderr.count("\n") == 1 and
          "203.0.113.7" in r.stderr, r)


PLACES = 96

HEADERS = {
    "content-security-policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        "img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; "
        "base-uri 'none'; form-action 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "microphone=(), camera=()",
}

SCRIPTS = ("words", "text", "classes", "now", "charts", "device", "calendar",
           "days", "box", "page")
ASSETS = {"/": "text/html", "/style.css": "text/css",
          **{f"/{name}.js": "text/javascript" for name in SCRIPTS},
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
    words = re.findall(r'data-(?:text|label|record)="(\w+)"', html)
    missing = [w for w in words
               if not re.search(rf"^\t{w}: ", texts["/words.js"], re.M)]
    check("every word of the page is in its table",
          len(words) > 15 and not missing, missing)
    check("the page says what the device does",
          "This device measures the level; it records nothing and "
          "recognises no sound." in texts["/words.js"])
    compared = re.search(r"^\tlike: \[.*?^\tlikeIs", texts["/words.js"],
                         re.M | re.S).group() + re.search(
        r"^\truler: \[.*?^\t\]", texts["/words.js"], re.M | re.S).group()
    check("and compares with places, not with what is said or played",
          "bedroom" in compared and "chambre" in compared and not re.search(
              r"convers|voice|voix|speech|parole|music|musique|talk", compared,
              re.I))


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


def closed(many):
    """Which of them were hung up on."""
    ready = select.select(many, [], [], 0)[0]
    gone = set()
    for s in ready:
        try:
            if s.recv(1) == b"":
                gone.add(s)
        except ConnectionResetError:
            gone.add(s)
    return [s in gone for s in many]


def crowd(web):
    """Half a request from each of many: nobody else waits."""
    quiet = web.connect("127.0.0.3")
    quiet.sendall(b"GET / HTTP/1.1\r\nHost: local")
    slow = web.connect("127.0.0.3")
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    slow.sendall(b"GET /api/records HTTP/1.1\r\nHost: localhost\r\n\r\n")
    many = []
    for _ in range(PLACES + 30):
        s = web.connect("127.0.0.2")
        s.sendall(b"GET / HTTP/1.1\r\nHost: local")
        many.append(s)
    took = []
    for _ in range(10):
        began = time.monotonic()
        status = web.get("/page.js").status
        took.append(time.monotonic() - began)
        check("served among many slow clients", status == 200, status)
    check("and soon: they have 20 s each", max(took) < 5, took)
    *gone, quiet_gone = closed(many + [quiet])
    check("there are so many places; who came first of them makes room",
          30 <= sum(gone) <= 45 and gone == sorted(gone, reverse=True),
          (sum(gone), gone))
    check("but not somebody else, who came before them all",
          not quiet_gone)
    for s in [quiet, slow, *many]:
        s.close()


def drop(drip):
    """One more byte of a request that never ends, if it is still heard."""
    try:
        drip.sendall(b"X")
    except OSError:
        pass


def is_cut(drip, end):
    while time.monotonic() < end:
        drop(drip)
        drip.settimeout(2)
        try:
            return drip.recv(1) == b""
        except TimeoutError:
            pass
        except OSError:
            return True
    return False


def main():
    folder = tempfile.mkdtemp(prefix="sourdine-door-")
    store, live = f"{folder}/store", f"{folder}/live"
    end = int(time.time()) // 60 * 60
    try:
        command_line(folder)
        make_store(store, [record(end - 60 * i, 500)
                           for i in range(600, 0, -1)], "raw", 1)
        with Web(folder, store, live) as web:
            drip = web.connect("127.0.0.4")
            began = time.monotonic()
            drip.sendall(b"GET / HTTP/1.1\r\n")
            page(web)
            headers_everywhere(web)
            refusals(web)
            drop(drip)
            noise(web)
            crowd(web)
            drop(drip)
            listener = web.connect("127.0.0.1")
            listener.sendall(b"GET /api/events HTTP/1.1\r\n"
                             b"Host: localhost\r\n\r\n")
            check("a listener is there", listener.recv(9) == b"HTTP/1.1 ")
            check("one byte now and then holds a place for 20 s only",
                  is_cut(drip, began + 30))
            code, took = web.stop()
            check("SIGTERM: ends at once, exit 0, listener or not",
                  code == 0 and took < 5, (code, took))
        check("nothing was said on stderr", web.errors() == "", web.errors())
    finally:
        shutil.rmtree(folder)
    return summary("web_door")


if __name__ == "__main__":
    sys.exit(main())
