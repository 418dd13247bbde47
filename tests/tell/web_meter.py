# SPDX-License-Identifier: GPL-3.0-or-later
"""A keep that is not one, a store that is made, and sourdine-web between."""
import http.client
import json
import os
import random
import socket
import subprocess
import threading
import time

BUILD = os.environ.get("BUILD", "build")
counts = {"passed": 0, "failed": 0, "skipped": 0}


def check(what, good, seen=""):
    counts["passed" if good else "failed"] += 1
    if good:
        print("ok", what)
    else:
        print("FAILED", what, repr(seen)[:400])


def skip(what):
    counts["skipped"] += 1
    print("skipped", what)


def summary(name):
    """The last line, and the exit code."""
    print(f"{name}: " + ", ".join(f"{n} {how}" for how, n in counts.items()))
    return 1 if counts["failed"] else 0


def within(seconds, true_yet):
    """The last value of true_yet(), as soon as it is true."""
    end = time.monotonic() + seconds
    while True:
        value = true_yet()
        if value or time.monotonic() > end:
            return value
        time.sleep(0.1)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as s:
        return s.getsockname()[1]


def iso(utc_s):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(utc_s))


# ------------------------------------------------------------------- store

def record(start, LAeq, rng=random):
    """One minute; some have a gap, and some no sound at all."""
    chance = rng.random()
    if chance < 0.02:
        return dict(start=start, covered=0, flags=4, levels=[-1] * 8)
    covered = 60 if chance > 0.05 else rng.randrange(1, 60)
    spread = sorted((LAeq + rng.randrange(-80, 120) for _ in range(7)),
                    reverse=True)
    return dict(start=start, covered=covered, flags=0 if covered == 60 else 4,
                levels=[LAeq] + spread)


def fresh_record(LAeq, flags=0, covered=60):
    """The minute that is ending."""
    return dict(start=int(time.time()) // 60 * 60, covered=covered,
                flags=flags, levels=[LAeq] + [
                    LAeq + d for d in (190, 144, 89, -23, -79, -90, -111)])


def make_store(path, records, source, calibrated, place="window"):
    lines = [f"series {place} -1 {source} 290 {int(calibrated)} 60 a microphone"]
    lines += [" ".join(map(str, ["record", r["start"], r["covered"],
                                 r["flags"], *r["levels"]])) for r in records]
    subprocess.run([f"{BUILD}/tests/tell/make_store", path], check=True,
                   timeout=600, input="\n".join(lines) + "\n", text=True)


# -------------------------------------------------------------------- keep

class FakeKeep:
    """Tells a made-up second each second, like keep on its live socket."""

    def __init__(self, path):
        self.path = path
        self.state = "ok"
        self.mute = False
        self.told = []      # (ISO time, tenths of a dB or None)
        self.lines = []
        self.clients = []
        self.connections = 0
        self.lock = threading.Lock()
        self.ended = threading.Event()
        now = int(time.time())
        for t in range(now - 605, now):
            self.add(t)
        self.open()
        self.clock = threading.Thread(target=self.run)
        self.clock.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.clock.join()
        self.close()

    def add(self, t):
        has_level = self.state in ("ok", "overload", "under-range")
        level = 400 + (t * 7919) % 400 if has_level else None
        self.told.append((iso(t), level))
        self.lines.append(b"%d %s %s\n" % (
            t, b"-" if level is None else b"%d" % level,
            self.state.encode()))

    def open(self):
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(self.path)
        self.server.listen(8)
        threading.Thread(target=self.accept, args=[self.server],
                         daemon=True).start()

    def accept(self, server):
        while True:
            try:
                client = server.accept()[0]
            except OSError:
                return
            with self.lock:
                try:
                    client.sendall(b"".join(self.lines[-600:]))
                except OSError:
                    continue  # it has gone again
                self.clients.append(client)
                self.connections += 1

    def close(self):
        """As a keep that is killed: its socket file stays behind."""
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        with self.lock:
            for client in self.clients:
                client.close()
            self.clients = []
        os.unlink(self.path)

    def say(self, line):
        with self.lock:
            for client in self.clients[:]:
                try:
                    client.sendall(line)
                except OSError:
                    self.clients.remove(client)

    def run(self):
        t = int(time.time())
        while not self.ended.wait(max(0.0, t + 1.05 - time.time())):
            if not self.mute:
                with self.lock:
                    self.add(t)
                self.say(self.lines[-1])
            t += 1


# --------------------------------------------------------------------- web

class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {k.lower(): v for k, v in response.getheaders()}
        self.body = b""
        end = time.monotonic() + 10  # a stream of events has none
        while time.monotonic() < end and (part := response.read1(1 << 20)):
            self.body += part

    def __repr__(self):
        return f"{self.status} {self.headers} {self.body[:200]}"


class Web:
    """A running sourdine-web."""

    def __init__(self, folder, store, live, address="127.0.0.1", options=(),
                 zone="Europe/Paris"):
        self.port = free_port()
        self.address = "127.0.0.1" if address == "0.0.0.0" else address
        shown = f"[{address}]" if ":" in address else address
        self.log = f"{folder}/web.log"
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(
                [f"{BUILD}/sourdine-web", "--store", store, "--live", live,
                 "--listen", f"{shown}:{self.port}", *options],
                env={**os.environ, "TZ": zone},
                stdin=subprocess.DEVNULL, stderr=log)
        end = time.monotonic() + 60
        while True:
            try:
                self.connect().close()
                return
            except OSError:
                if time.monotonic() > end or not self.is_running():
                    raise
                time.sleep(0.05)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def is_running(self):
        return self.process.poll() is None

    def stop(self):
        began = time.monotonic()
        if self.is_running():
            self.process.terminate()
        try:
            code = self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        return code, time.monotonic() - began

    def errors(self):
        with open(self.log) as f:
            return f.read()

    def connect(self, source=None):
        return socket.create_connection(
            (self.address, self.port), timeout=60,
            source_address=(source, 0) if source else None)

    def get(self, path, headers=None, method="GET", body=None):
        """The answer; None when the connection was closed instead."""
        c = http.client.HTTPConnection(self.address, self.port, timeout=60)
        try:
            c.putrequest(method, path, skip_host="Host" in (headers or {}))
            for name, value in (headers or {}).items():
                c.putheader(name, value)
            if body:
                c.putheader("Content-Length", str(len(body)))
            c.endheaders(body)
            return Answer(c.getresponse())
        except (ConnectionError, http.client.BadStatusLine):
            return None
        finally:
            c.close()

    def json(self, path):
        return json.loads(self.get(path).body)

    def raw(self, data, wait=2.0):
        """What comes back for these bytes within a while."""
        s = self.connect()
        s.settimeout(wait)
        answer = b""
        try:
            s.sendall(data)
            while more := s.recv(65536):
                answer += more
        except OSError:
            pass
        s.close()
        return answer

    def events(self, seconds):
        """The events that come in this time."""
        s = self.connect()
        s.sendall(b"GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        end = time.monotonic() + seconds
        text = b""
        while (left := end - time.monotonic()) > 0:
            s.settimeout(left)
            try:
                more = s.recv(65536)
            except TimeoutError:
                break
            if not more:
                break
            text += more
        s.close()
        return [json.loads(line[6:]) for line in text.split(b"\n")
                if line.startswith(b"data: ") and line.endswith(b"}")]
