# SPDX-License-Identifier: GPL-3.0-or-later
"""prove_house.py - the four programs one after the other on a file, in a time
of their own (prove_time.c), and all that can be seen of them outside."""
import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import time

from prove_kit import BUILD, PROVE, RATE

START_S = 1767614398    # as in prove_time.h: two seconds before an hour
PATHS = ("/", "/api/now", "/api/seconds", "/api/records",
         "/api/records?from=2026-01-05T00:00:00Z&to=2026-01-06T00:00:00Z",
         "/api/box", "/api/days", "/metrics")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


PORT = free_port()


def hear(folder, samples, interval=60, program="hear", **env):
    """(messages with their times, exit code and log)."""
    path = os.path.join(folder, "sound")
    samples.astype("<f4").tofile(path)
    p = subprocess.run([PROVE + program, "--device", path, "--rate", str(RATE),
                        "--interval", str(interval), "--full-scale", "120"],
                       capture_output=True, env={**os.environ, **env})
    os.unlink(path)
    return p.stdout, (p.returncode, p.stderr)


def gate(messages, interval=60):
    p = subprocess.run([PROVE + "gate", "--interval", str(interval)],
                       input=messages, capture_output=True)
    return p.stdout, (p.returncode, p.stderr)


def wait_for(what, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return
        time.sleep(0.02)
    raise TimeoutError("prove_house: a program does not come forward")


def has_read_all(process, size):
    with open(f"/proc/{process.pid}/fdinfo/0") as f:
        return int(f.readline().split()[1]) == size


def get(path):
    c = http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)
    c.request("GET", path)
    r = c.getresponse()
    head = [h for h in r.getheaders() if h[0].lower() != "date"]
    answer = r.status, head, r.read()
    c.close()
    return answer


def listens():
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", PORT)) == 0


def end(process):
    process.send_signal(signal.SIGTERM)
    process.wait(20)
    return process.returncode


def keep_and_web(folder, messages, interval):
    """What keep stores and web shows, once all messages are there."""
    store, live = folder + "/store.db", folder + "/live"
    seen = {}
    # The same key each time: a new one would sign otherwise.
    with open(os.open(store + ".key", os.O_WRONLY | os.O_CREAT, 0o600),
              "w", encoding="ascii") as f:
        f.write("Sourdine key 1: whoever has it can sign\n" + "07" * 32 +
                "\n")
    with open(folder + "/messages", "wb") as f:
        f.write(messages)
    log = open(folder + "/log", "w+b")
    with open(folder + "/messages", "rb") as f:
        keep = subprocess.Popen(
            [PROVE + "keep", "--store", store, "--live", live, "--interval",
             str(interval), "--place", "outdoors", "--source", "raw",
             "--full-scale", "1200", "--calibrated"], stdin=f, stdout=log,
            stderr=log)
    wait_for(lambda: has_read_all(keep, len(messages)))
    wait_for(lambda: os.path.exists(live))
    seconds = messages[8::40].count(1)
    now = START_S + seconds     # all of them within the last ten minutes
    web = subprocess.Popen(
        [PROVE + "web", "--listen", f"127.0.0.1:{PORT}", "--store", store,
         "--live", live], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        env={**os.environ, "PROVE_NOW_S": str(now)})
    wait_for(listens)
    wait_for(lambda: get("/api/seconds")[2].count(b'"time"') == seconds)
    for path in PATHS:
        answer = get(path)
        if answer[0] != 404:    # a later version of the page may have it
            seen["page " + path] = answer
    seen["exit code of web"] = end(web)
    seen["exit code of keep"] = end(keep)
    log.seek(0)
    seen["log of keep and web"] = log.read()
    log.close()
    with sqlite3.connect(store) as db:
        seen["dump of the store"] = "\n".join(db.iterdump())
    db.close()
    return seen


def export(folder):
    conf = folder + "/c.conf"
    with open(conf, "w") as f:
        f.write(f"store = {folder}/store.db\nruntime = {folder}/run\n")
    p = subprocess.run([BUILD + "/sourdine", "--config", conf, "export"],
                       capture_output=True, cwd=folder)
    return p.returncode, p.stdout, p.stderr.replace(folder.encode(), b"")


def everything(folder, samples, interval=60, program="hear", **env):
    """All that comes out of the house for a sound, by name."""
    os.makedirs(folder)
    heard, how = hear(folder, samples, interval, program, **env)
    passed, how_gate = gate(heard, interval)
    seen = {"messages of hear": heard, "exit code and log of hear": how,
            "messages of the gate": passed,
            "exit code and log of the gate": how_gate}
    seen.update(keep_and_web(folder, passed, interval))
    seen["export"] = export(folder)
    return seen


def differences(a, b):
    return sorted(k for k in a.keys() | b.keys() if a.get(k) != b.get(k))
