#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What sourdine-web says of a meter and its records: a fake keep, and stores
made for the purpose."""
import base64
import calendar
import json
import math
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # nothing is left in the tree
from web_meter import (BUILD, FakeKeep, Web, check, fresh_record, iso, make_store,
                       record, skip, summary, within)


def energy_mean(pairs):
    energy = sum(w * 10 ** (level / 10) for level, w in pairs)
    return 10 * math.log10(energy / sum(w for _, w in pairs))


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
    # It is read in parts of six hours: none is lost where two of them meet.
    whole = web.json(f"/api/records?from={iso(put[0]['start'])}")["records"]
    check("records: all of them, when asked from the first one",
          [w["start"] for w in whole] == [iso(p["start"]) for p in put],
          (len(whole), len(put)))
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
    events = web.events(7.5)
    check("events say so, again and again", len(events) >= 2 and
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


def another_address():
    """One of this machine's that is not loopback, or None."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        try:
            s.connect(("192.0.2.1", 9))  # sends nothing
            here = s.getsockname()[0]
        except OSError:
            return None
    return None if here.startswith("127.") else here


PASSED_ON = (("X-Forwarded-For", "198.51.100.1"),
             ("Forwarded", "for=198.51.100.1"), ("Via", "1.1 proxy"),
             ("X-Real-IP", "198.51.100.1"))


def closed_records_only(what, web, headers, near):
    """From elsewhere: nothing of this moment but the last closed record."""
    far = json.loads(web.get("/api/now", headers).body)
    check(f"{what}: no seconds", far["seconds_shown"] is False and
          far["LAeq_1s"] is None and far["LAeq_minute"] is None, far)
    end = iso(calendar.timegm(time.strptime(
        far["record"]["start"], "%Y-%m-%dT%H:%M:%SZ")) + 60)
    check(f"{what}: the last record, and its time", far["record"] ==
          near["record"] and far["state"] == "ok" and
          far["time"] == end, (far, end))
    check(f"{what}: the same hour and day",
          far["LAeq_hour"] == near["LAeq_hour"] and
          far["LAeq_today"] == near["LAeq_today"])
    for path in ("/api/seconds", "/api/events"):
        r = web.get(path, headers)
        check(f"{what}: {path} refused", r.status == 403 and
              "/api/records" in json.loads(r.body)["error"], r)
    records = json.loads(web.get("/api/records", headers).body)["records"]
    check(f"{what}: records", len(records) > 100)


def of_a_token(token, kind="Basic"):
    value = base64.b64encode(f"anybody:{token}".encode()).decode() \
        if kind == "Basic" else token
    return {"Authorization": f"{kind} {value}"}


def from_elsewhere(folder, store, live):
    here = another_address()
    if not here:
        skip("the loopback rule: this machine has no other address")
        return
    make_store(store, [fresh_record(520)], "raw", 1)
    token = "a token of this test"
    with open(f"{folder}/token", "w", opener=lambda p, f: os.open(
            p, f, 0o600)) as f:
        f.write(token + "\n")
    with Web(folder, store, live, "0.0.0.0", [
            "--access", "network", "--token-file", f"{folder}/token"]) as web:
        within(10, lambda: web.json("/api/now")["state"] == "ok")
        near = web.json("/api/now")
        check("0.0.0.0 over loopback: seconds, and no token", near[
            "seconds_shown"] and near["LAeq_1s"] is not None, near)
        for name, value in PASSED_ON:
            r = web.get("/api/now", {name: value})
            check(f"passed on by a proxy ({name}): a token is needed",
                  r.status == 401, r)
        web.address = here
        for headers in ({}, of_a_token("another token of it"),
                        of_a_token(token + "x"), of_a_token(token[:-1]),
                        of_a_token(""), of_a_token(token, "Digest"),
                        {"Authorization": "Basic !!!"},
                        {"Authorization": "Bearer"}):
            for path in ("/", "/api/now", "/metrics", "/api/days", "/nothing"):
                r = web.get(path, headers)
                check(f"{path} from another address with {headers}: 401",
                      r.status == 401 and r.headers["www-authenticate"] ==
                      'Basic realm="Sourdine"', r)
        check("the page, with the token", web.get(
            "/", of_a_token(token)).status == 200)
        for kind in ("Basic", "Bearer"):
            closed_records_only(f"another address, {kind}", web,
                                of_a_token(token, kind), near)
        check("a foreign Host from another address: 421", web.get(
            "/", {"Host": "example.org", **of_a_token(token)}).status == 421)
    os.unlink(f"{folder}/token")


def behind_a_proxy(folder, store, live):
    """Whatever the proxy says or forgets to say: closed records only."""
    with Web(folder, store, live) as web:
        for name, value in PASSED_ON:
            r = web.get("/api/now", {name: value})
            check(f"passed on ({name}), and nobody allowed it: 403",
                  r.status == 403 and "page_access" in r.body.decode(), r)
        within(10, lambda: web.json("/api/now")["state"] == "ok")
        near = web.json("/api/now")
    with Web(folder, store, live, options=[
            "--access", "proxy", "--name", "meter.example.org"]) as web:
        for headers in ({}, {"X-Forwarded-For": "198.51.100.1"},
                        {"Host": "meter.example.org"}):
            closed_records_only(f"through a proxy {headers}", web, headers,
                                near)
        check("and not by any other name", web.get(
            "/", {"Host": "other.example.org"}).status == 421)
    with Web(folder, store, live, options=["--name", "meter.local"]) as web:
        r = web.get("/api/now", {"Host": "meter.local"})
        check("a name of its own, and no leave to use it: 403",
              r.status == 403, r)


def a_socket(folder, store, live):
    """A socket in the file system, for this machine alone."""
    path = f"{folder}/page"
    with open(f"{folder}/web.log", "a") as log:
        process = subprocess.Popen(
            [f"{BUILD}/sourdine-web", "--store", store, "--live", live,
             "--listen", f"unix:{path}"], stderr=log)
    s = socket.socket(socket.AF_UNIX)
    try:
        within(30, lambda: os.path.exists(path) and s.connect_ex(path) == 0)
        s.sendall(b"GET /api/now HTTP/1.1\r\nHost: localhost\r\n"
                  b"Connection: close\r\n\r\n")
        answer = b""
        while more := s.recv(65536):
            answer += more
        check("unix:PATH answers", answer.startswith(b"HTTP/1.1 200 ") and
              b'"seconds_shown":true' in answer, answer[:200])
        mode = os.stat(path).st_mode & 0o777
        check("for its owner and its group", mode == 0o660, oct(mode))
    finally:
        s.close()
        process.terminate()
        process.wait(timeout=60)
    os.unlink(path)


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


def main():
    folder = tempfile.mkdtemp(prefix="sourdine-web-")
    store, live = f"{folder}/store", f"{folder}/live"
    end = int(time.time()) // 60 * 60
    rng = random.Random(5)
    put = [record(end - 60 * i, rng.randrange(300, 900), rng)
           for i in range(1500, -1, -1) if not 300 < i < 330]
    try:
        with Web(folder, store, live) as web:
            nothing_there(web)
            make_store(store, put, "raw", 1)
            records(web, put)
            with FakeKeep(live) as keep:
                seconds(web, keep)
                from_elsewhere(folder, store, live)
                behind_a_proxy(folder, store, live)
                a_socket(folder, store, live)
                version_six(folder, store, live)
                stopping(web, keep)
                other_store(web, folder, store)
        check("nothing was said on stderr", web.errors() == "", web.errors())
        check("no file was written", sorted(os.listdir(folder)) ==
              ["store", "store-journal", "web.log"], os.listdir(folder))
    finally:
        shutil.rmtree(folder)
    return summary("web")


if __name__ == "__main__":
    sys.exit(main())
