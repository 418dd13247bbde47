#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""faults.py - the store under power cuts, refusals, bad pages and kills, with
figures.  CUTS (1,000 unless given) and KILLS (60) say how many; `make soak`
takes 20,000 and 1,000."""
import json
import os
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

BUILD = os.environ.get("BUILD", "build")
CUTS = int(os.environ.get("CUTS", "1000"))
KILLS = int(os.environ.get("KILLS", "60"))
SEED = os.environ.get("SEED", "1")
count = {"passed": 0, "failed": 0}


def check(name, good):
    count["passed" if good else "failed"] += 1
    print(("ok " if good else "FAILED ") + name)


def power(what, times):
    p = subprocess.run([BUILD + "/tests/faults/power", what, str(times), SEED],
                       capture_output=True, text=True, check=True)
    return json.loads(p.stdout)


def is_sound(f):
    return not any(f[k] for k in ("lost", "changed", "invented", "unopened",
                                  "invalid"))


def simulated():
    f = power("cut", CUTS)
    check(f"{f['reached']} of {CUTS} power cuts hit {f['stored']} records "
          f"being stored ({f['operations']} writes and syncs): {f['lost']} "
          f"lost, {f['changed']} changed, {f['invented']} invented, "
          f"{f['invalid']} chains broken; {f['on_their_way']} on their way "
          f"arrived", is_sound(f) and f["reached"] > CUTS / 2 and
          f["stored"] > CUTS / 2)
    f = power("unsynced", max(CUTS // 4, 100))
    check(f"control: a store that does not wait for its disk loses "
          f"{f['lost']} times, {f['invalid']} chains break", f["lost"] > 10)
    f = power("fail", max(CUTS // 2, 100))
    check(f"{f['times']} times the disk refused ({f['refused']} attempts): "
          f"{f['lost']} records lost, {f['invented']} stored twice, "
          f"{f['invalid']} chains broken", is_sound(f) and f["refused"] > 50)
    f = power("migrate", max(CUTS // 20, 50))
    check(f"{f['reached']} cuts while a store of version 1 was brought up to "
          f"date: {f['lost']} lost records, {f['unopened']} did not open",
          is_sound(f) and f["reached"] > f["times"] / 2)
    f = power("spoil", max(CUTS // 20, 50))
    check(f"{f['told']} of {f['times']} spoiled pages are told by verify; in "
          f"{f['untold']} nothing stands, and {f['changed']} records read "
          f"otherwise", f["changed"] == 0 and f["told"] > f["times"] / 2)


# ----------------------------------------------------------------------- kills
def record(i):
    level = 300 + i % 900
    return struct.pack("<BBHIHH", 3, 0, 60, 0, 60, 0) + struct.pack(
        "<8h", *[level] * 8) + bytes(4)


def kill_once(folder, sent, rng):
    """Feed keep as fast as it reads, kill it at any moment."""
    p = subprocess.Popen(
        [BUILD + "/sourdine-keep", "--store", folder + "/store.db", "--live",
         folder + "/live", "--interval", "60", "--place", "outdoors",
         "--source", "raw", "--full-scale", "1200", "--calibrated"],
        stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0)
    many = rng.randrange(1, 60)
    for i in range(many):
        p.stdin.write(record(sent + i))
    time.sleep(rng.random() * 0.12)
    p.kill()
    p.wait()
    p.stdin.close()


def kills():
    folder = tempfile.mkdtemp(prefix="sourdine-kills-")
    store, rng = folder + "/store.db", random.Random(int(SEED))
    known, lost, changed, broken, halfway, began = [], 0, 0, 0, 0, 0
    try:
        for _ in range(KILLS):
            kill_once(folder, len(known), rng)
            if not os.path.exists(store) or os.path.getsize(store) == 0:
                continue
            began += 1
            journal = store + "-journal"
            halfway += os.path.exists(journal) and os.path.getsize(journal) > 0
            db = sqlite3.connect(store)     # mends what was cut short
            try:
                now = db.execute("SELECT sequence, LAeq FROM record "
                                 "ORDER BY sequence").fetchall()
            except sqlite3.Error:           # killed while it was made
                now = []
            db.close()
            lost += len(now) < len(known)
            changed += now[:len(known)] != known
            changed += any(r[0] != i + 1 or not 300 <= r[1] < 1200
                           for i, r in enumerate(now))
            known = now
            if known:
                p = subprocess.run([BUILD + "/sourdine", "verify", "--json",
                                    store], capture_output=True, text=True,
                                   check=False)
                verdict = json.loads(p.stdout)["verdict"]
                broken += verdict not in ("valid", "unsigned")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    check(f"keep was killed {KILLS} times, {halfway} times in the middle of a "
          f"write: of {len(known)} records {lost} times some were lost, "
          f"{changed} changed; {broken} chains broken",
          not lost and not changed and not broken and
          len(known) > KILLS / 2 and began > KILLS / 2)


simulated()
kills()
print("faults: %d passed, %d failed" % (count["passed"], count["failed"]))
sys.exit(count["failed"] > 0)
