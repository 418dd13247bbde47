#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page in a real browser (chromium, if there is one): what it shows of
a meter that runs, is simulated, is too quiet, has stopped, is far away."""
import html.parser
import http.client
import http.server
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True  # nothing is left in the tree
from web_meter import (FakeKeep, Web, check, fresh_record, make_store, record,
                       skip, summary)

SETTLE_S = 1.5  # for drawing what has come


class Slow(http.server.ThreadingHTTPServer):
    """Passes everything on, and lets the page finish loading only after a
    while: the browser then prints what has become of it."""
    daemon_threads = True

    def __init__(self, web, extra):
        self.web, self.extra = web, extra
        self.wanted = {"/api/now", "/api/records"}
        if not extra:
            self.wanted.add("/api/events")
        super().__init__(("127.0.0.1", 0), Passing)

    def handle_error(self, *_):
        pass  # the browser leaves in the middle of an answer

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class Passing(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.path == "/slow.png":
            end = time.monotonic() + 40
            while self.server.wanted and time.monotonic() < end:
                time.sleep(0.1)
            time.sleep(SETTLE_S)
            self.send_error(404)
            return
        c = http.client.HTTPConnection("127.0.0.1", self.server.web.port)
        c.request("GET", self.path, headers=self.server.extra)
        r = c.getresponse()
        self.send_response(r.status)
        for name, value in r.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding",
                                    "date", "connection"):
                self.send_header(name, value)
        self.end_headers()
        try:
            while part := r.read1(65536):
                self.wfile.write(part.replace(
                    b"</body>", b'<img src="/slow.png" alt=""></body>'))
                self.wfile.flush()
                if self.path == "/api/events":
                    self.server.wanted.discard(self.path)
            self.server.wanted.discard(self.path)
        except OSError:
            pass
        c.close()


def look(browser, web, extra=None):
    """What the browser shows, as Seen finds it."""
    profile = tempfile.mkdtemp(prefix="sourdine-browser-")
    with Slow(web, extra or {}) as slow:
        process = subprocess.Popen(
            [browser, "--headless", "--no-sandbox", "--disable-gpu",
             "--disable-quic", "--no-first-run", "--disable-sync",
             "--disable-background-networking", "--enable-logging=stderr",
             "--disable-component-update", f"--user-data-dir={profile}",
             "--dump-dom", f"http://127.0.0.1:{slow.server_address[1]}/"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            start_new_session=True)
        try:
            dom, log = process.communicate(timeout=90)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            dom, log = process.communicate()
        shutil.rmtree(profile, ignore_errors=True)
    trouble = [l for l in log.splitlines() if "CONSOLE" in l and
               ("Uncaught" in l or "Content Security" in l)]
    check("no error and nothing blocked", not trouble, trouble)
    return Seen(dom).text


class Texts(dict):
    def __missing__(self, _):
        return ""


class Seen(html.parser.HTMLParser):
    """The text of each element that has an id and is not hidden, and how
    many charts there are."""

    def __init__(self, dom):
        super().__init__()
        self.text = Texts(canvases=0)
        self.open = []  # (tag, id, is it hidden)
        self.feed(dom)

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        hidden = "hidden" in a or bool(self.open and self.open[-1][2])
        self.text["canvases"] += tag == "canvas" and not hidden
        if a.get("id") and not hidden:
            self.text[a["id"]] = ""
        if tag not in ("meta", "link", "img", "br", "input"):
            self.open.append((tag, a.get("id"), hidden))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self.open and not self.open[-1][2]:
            for _, name, _ in self.open:
                if name:
                    self.text[name] += data


def wait_for(web, key, value):
    end = time.monotonic() + 15
    while web.json("/api/now")[key] != value and time.monotonic() < end:
        time.sleep(0.2)


def main():
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if not browser:
        skip("the page: there is no chromium to look at it with")
        return summary("web_page")
    folder = tempfile.mkdtemp(prefix="sourdine-page-")
    store, live = f"{folder}/store", f"{folder}/live"
    end = int(time.time()) // 60 * 60
    try:
        make_store(store, [record(end - 60 * i, 523) for i in range(90, 0, -1)]
                   + [fresh_record(511, 4 | 32, 45)], "server", 0)
        with Web(folder, store, live) as web, FakeKeep(live) as keep:
            wait_for(web, "state", "ok")
            s = look(browser, web, {"X-Forwarded-For": "198.51.100.1"})
            check("from elsewhere: the last record, and that it is one",
                  s["number"] == "51.1" and s["now-symbol"] == "LAeq,1min" and
                  "last closed record" in s["now-of"] and "ten" not in s and s["canvases"] == 1 and
                  "on the device itself only" in s["notes"], s)

            s = look(browser, web)
            check("the level with one decimal",
                  re.fullmatch(r"\d\d\.\d", s.get("number", "")), s)
            check("its name and unit", s["now-symbol"] == "LAeq,1s" and
                  "dB(A)" in s["now-of"], s)
            check("a place that is as loud",
                  s["like"].startswith("About the level of "), s)
            check("the tiles", s["LAFmax"] == "70.1" and
                  s["LAF90"] == "43.2" and s["coverage"] == "75.0 %" and
                  re.fullmatch(r"\d\d\.\d", s["hour"]), s)
            check("uncalibrated, the gap and the sound server are said",
                  "Not calibrated" in s["notes"] and
                  "some sound was lost" in s["notes"] and
                  "sound server" in s["notes"], s)
            check("it measures, and is not simulated",
                  s["state-text"] == "Measuring" and "simulated" not in s, s)
            check("two charts, each in words", s["canvases"] == 2 and
                  re.match(r"40\.\d to 79\.\d dB\(A\)\.", s["ten-text"]) and
                  "of 24 h without a level" in s["day-text"], s)
            check("a table of hours", s["hours"].count(":") >= 2, s)

            keep.state = "under-range"
            wait_for(web, "state", "under-range")
            s = look(browser, web)
            check("under-range: at most", s["at-most"] == "≤" and
                  "at most this" in s["notes"], s)

            keep.state = "gap"
            wait_for(web, "state", "gap")
            s = look(browser, web)
            check("a gap: an en dash, no place, and why",
                  s["number"] == "–" and s["like"] == "" and
                  "Sound was lost" in s["state-text"], s)

            keep.close()
            make_store(store, [fresh_record(500)], "simulated", 0)
            wait_for(web, "state", "stopped")
            wait_for(web, "simulated", True)
            s = look(browser, web)
            check("stopped: an en dash, and how to start", s["number"] == "–"
                  and s["state-text"] == "The meter is not running" and
                  "sourdine run" in s["notes"], s)
            check("SIMULATED", s.get("simulated", "").startswith("SIMULATED")
                  and "no microphone" in s["simulated"], s)
            keep.open()
    finally:
        shutil.rmtree(folder)
    return summary("web_page")


if __name__ == "__main__":
    sys.exit(main())
