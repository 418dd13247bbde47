#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""verify.py - a store is tampered with in many ways, by one who has the file
and by one who has the key too; `sourdine verify` and the second verifier have
to find each, and to agree on what it is and where it begins."""
import hashlib
import json
import os
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile

import second_verifier as second

BUILD = os.environ.get("BUILD", "build")
SOURDINE, MAKE = BUILD + "/sourdine", BUILD + "/tests/keep/make_sealed"
T0 = 1772409600
count = {"passed": 0, "failed": 0}
folder = tempfile.mkdtemp(prefix="sourdine-verify-")
conf = folder + "/conf"


def check(name, good, seen=""):
    count["passed" if good else "failed"] += 1
    print(f"ok {name}" if good else f"FAILED {name}: {seen}")


def run(*arguments, store=None):
    with open(conf, "w", encoding="ascii") as f:
        f.write(f"store = {store or folder + '/whole.db'}\n"
                f"runtime = {folder}\n")
    return subprocess.run([SOURDINE, "--config", conf, *arguments],
                          capture_output=True, text=True, check=False)


def first(path, *options):
    p = run("verify", "--json", *options, path)
    j = json.loads(p.stdout)
    assert (p.returncode == 0) == j["valid"] == (j["verdict"] == "valid")
    return j["verdict"], j["n"] or 0


# ------------------------------------------------------- one who has the key
def secret(path):
    with open(path + ".key", encoding="ascii") as f:
        return bytes.fromhex(f.read().split("\n")[1])


def packed(p):
    x, y, z, _ = p
    inverse = pow(z, -1, second.P)
    x, y = x * inverse % second.P, y * inverse % second.P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def sign(seed, message):
    h = hashlib.sha512(seed).digest()
    a = int.from_bytes(h[:32], "little") & (1 << 254) - 8 | 1 << 254
    public = packed(second.times(a, second.BASE))
    k = int.from_bytes(hashlib.sha512(h[32:] + message).digest(),
                       "little") % second.L
    r = packed(second.times(k, second.BASE))
    s = (k + a * int.from_bytes(hashlib.sha512(r + public + message).digest(),
                                "little")) % second.L
    return public, r + s.to_bytes(32, "little")


def relink(db, seed=None):
    """Make all links and the tip fit what is there; with a key, sign it."""
    rows = sorted((n, kind, table, row, form)
                  for kind, table, columns, form in second.TABLES
                  for n, *row in db.execute(
                      f"SELECT n, {columns} FROM {table}"))
    chain, heads = second.sha(b"Sourdine store 2"), {}
    for h in db.execute("SELECT n, utc_s FROM head").fetchall():
        heads[h[0]] = h[1]
    for n, kind, table, row, form in rows:
        chain = second.sha(chain + second.sha(struct.pack("<qB", n, kind) +
                                              form(row)))
        db.execute(f"UPDATE {table} SET link = ? WHERE n = ?", (chain[:4], n))
        if seed and n in heads:
            db.execute("UPDATE head SET signature = ? WHERE n = ?", (
                sign(seed, b"Sourdine head 1" + struct.pack(
                    "<qq", n, heads[n]) + chain)[1], n))
    db.execute("UPDATE tip SET n = ?, hash = ?", (rows[-1][0], chain))


# ------------------------------------------------------------------- forgery
def open_for_forgery(path, source):
    shutil.copy(source, path)
    db = sqlite3.connect(path)
    db.execute("PRAGMA ignore_check_constraints = ON")
    for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = "
                            "'trigger'").fetchall():
        db.execute("DROP TRIGGER " + name)
    return db


def delete_after(db, n):
    for table in ("series", "record", "histogram", "seconds", "journal",
                  "key"):
        db.execute(f"DELETE FROM {table} WHERE n > {n}")


def forge(name, want, *statements, source="whole.db", after=None, key=None,
          options=(), before=""):
    """want: verdict, or (verdict, n).  after: what is done to the result."""
    path = f"{folder}/forged.db"
    db = open_for_forgery(path, f"{folder}/{source}")
    db.execute(before)
    for s in statements:
        assert db.execute(s).rowcount, s
    if after:
        after(db)
    db.commit()
    db.close()
    got = first(path, *(("--key", key.hex()) if key else ()), *options)
    check(f"{name}: {got[0]} at {got[1]}",
          got == want if isinstance(want, tuple) else got[0] == want, want)
    if not options:
        other = second.verify(path, key)
        check(f"{name}: the second verifier agrees", got == other, other)


def n_of(question, source="whole.db"):
    db = sqlite3.connect(f"{folder}/{source}")
    n, = db.execute(question).fetchone()
    db.close()
    return n


def forgeries_of_a_store(public, seed):
    at = n_of("SELECT n FROM record WHERE sequence = 130")
    head = n_of(f"SELECT max(n) FROM head WHERE n < {at}")
    last = n_of("SELECT n FROM tip")
    changed = ("changed", at)
    forge("a level", changed, "UPDATE record SET LAeq = LAeq - 30, LAF50 = "
          f"LAF50 - 30 WHERE n = {at}")
    forge("a flag", changed, f"UPDATE record SET flags = 4 WHERE n = {at}")
    forge("a time", changed,
          f"UPDATE record SET start_utc_s = start_utc_s + 60 WHERE n = {at}")
    forge("coverage", changed,
          f"UPDATE record SET covered_s = 59 WHERE n = {at}")
    forge("a link", changed, "UPDATE record SET link = x'01020304' "
          f"WHERE n = {at}")
    forge("a record that is gone", ("missing", at),
          f"DELETE FROM record WHERE n = {at}")
    forge("the first ones that are gone", ("missing", 1),
          "DELETE FROM record WHERE n < 50", "DELETE FROM key")
    forge("two records that changed places", ("missing", at),
          f"UPDATE record SET n = -1 WHERE n = {at}",
          f"UPDATE record SET n = {at} WHERE n = {at} + 1",
          f"UPDATE record SET n = {at} + 1 WHERE n = -1")
    forge("a record that comes again", ("reordered", at - 40),
          f"UPDATE record SET n = n - 40 WHERE n = {at}")
    forge("an hour's histogram", "changed", "UPDATE histogram SET seconds = "
          "zeroblob(length(seconds)) WHERE n = (SELECT max(n) "
          "FROM histogram)")
    forge("a second of the study", "changed", "UPDATE seconds SET seconds = "
          "zeroblob(120) WHERE n = (SELECT max(n) FROM seconds)")
    study = n_of("SELECT min(n) FROM seconds")
    forge("seconds that are erased without a word", ("missing", study),
          after=lambda db: db.execute(
              "UPDATE seconds SET digest = ?, seconds = NULL WHERE n = ?",
              (second.sha(db.execute("SELECT seconds FROM seconds WHERE n = ?",
                                     (study,)).fetchone()[0]), study)))
    forge("the diary's words", "changed",
          "UPDATE journal SET text = 'the dog' WHERE kind = 15")
    forge("the diary's hours", "changed",
          "UPDATE journal SET from_utc_s = from_utc_s - 1 WHERE kind = 15")
    forge("an edit of the diary that is gone", "missing",
          "DELETE FROM journal WHERE kind = 16")
    forge("where the microphone stood", "changed",
          "UPDATE series SET place = 'outdoors' WHERE id = 2")
    forge("another calibration", "changed",
          "UPDATE series SET full_scale = 1180 WHERE id = 2")
    forge("a signature", ("changed", head + 1), "UPDATE head SET signature = "
          f"zeroblob(64) WHERE n = (SELECT min(n) FROM head WHERE n > {at})")
    forge("the time of a signature", ("changed", head + 1), "UPDATE head SET "
          "utc_s = 0 WHERE n = (SELECT min(n) FROM head "
          f"WHERE n > {at})")
    forge("the end", "truncated",
          after=lambda db: delete_after(db, last - 20))
    forge("the end, with a tip that fits", ("truncated", at + 1),
          after=lambda db: (delete_after(db, at), relink(db)))
    forge("the end of the chain alone", ("changed", last),
          "UPDATE tip SET hash = zeroblob(32)")
    forge("a level, and links that fit", ("changed", head + 1),
          f"UPDATE record SET LAeq = LAeq - 1 WHERE n = {at}", after=relink)
    forge("records that nobody signed", "unsigned",
          f"DELETE FROM head WHERE n > {at}", after=relink)
    forge("no signature at all", ("unsigned", last), "DELETE FROM head")

    thief = b"\x05" * 32
    other, _ = sign(thief, b"")

    def steal(db):
        db.execute("UPDATE key SET public = ?", (other,))
        relink(db, thief)

    lower = f"UPDATE record SET LAeq = LAeq - 1 WHERE n = {at}"
    forge("all anew with another key", ("wrong key", 1), lower, after=steal,
          key=public)
    forge("  which only the key can tell", "valid", lower, after=steal)
    forge("  as the true store can, with another key", "wrong key",
          key=other)

    def mine(db):
        relink(db, seed)

    forge("signed: a level that was never calibrated", "wrong calibration",
          "UPDATE series SET full_scale = 1180 WHERE id = 2", after=mine)
    forge("signed: another microphone's calibration", "wrong calibration",
          "UPDATE journal SET subject = 'another' WHERE kind = 5",
          after=mine)
    forge("signed: a record that hides that it is uncalibrated",
          "wrong calibration", "UPDATE series SET calibrated = 0, "
          "calibration = 0 WHERE id = 1", after=mine)
    forge("signed: simulated sound among real", ("wrong calibration", at),
          f"UPDATE record SET flags = flags | 64 WHERE n = {at}", after=mine)
    forge("  and control: signed, and nothing changed", "valid", after=mine)
    forge("a tail that a noted head tells", "truncated",
          f"DELETE FROM head WHERE n > {head}",
          after=lambda db: (delete_after(db, head), relink(db)),
          options=("--noted", noted()))
    forge("  and nothing else", "valid", f"DELETE FROM head WHERE n > {head}",
          after=lambda db: (delete_after(db, head), relink(db)))


def noted(source="whole.db"):
    j = json.loads(run("verify", "--json", f"{folder}/{source}").stdout)
    return f"{j['signed_n']}:{j['signed_hash'][:16]}"


def forgeries_of_what_was_removed():
    here = n_of("SELECT n FROM checkpoint", "pruned.db")
    for name, source in (("removed", "pruned.db"), ("erased", "erased.db")):
        forge(f"{name}, as it has to be", "valid", source=source)
    forge("a removal that nobody signed", ("changed", here),
          "UPDATE checkpoint SET signature = zeroblob(64)",
          source="pruned.db")
    forge("more removed than was signed", ("missing", here + 1),
          f"DELETE FROM record WHERE n <= {here} + 5", source="pruned.db")
    forge("a removal without its checkpoint", "missing",
          "DELETE FROM checkpoint", source="pruned.db")
    forge("a calibration that the removal left", "wrong calibration",
          "UPDATE journal SET value = 9999 WHERE n = (SELECT min(n) FROM "
          "journal)", source="pruned.db")
    forge("a series that the removal left", ("changed", here),
          "DELETE FROM series WHERE id = 1", source="pruned.db")
    erasure = n_of("SELECT n FROM journal WHERE kind = 13", "erased.db")
    forge("an erasure that is not told", ("missing", n_of(
        "SELECT min(n) FROM seconds")), "DELETE FROM journal WHERE kind = 13",
          f"DELETE FROM head WHERE n >= {erasure}",
          after=lambda db: relink(db, secret(folder + "/erased.db")),
          source="erased.db")


def bytes_are_gone():
    """What was removed or erased is nowhere in the file."""
    db = sqlite3.connect(folder + "/whole.db")
    early, = db.execute("SELECT seconds FROM seconds ORDER BY n "
                        "LIMIT 1").fetchone()
    db.close()
    def has(name, what):
        with open(f"{folder}/{name}", "rb") as f:
            return what in f.read()
    check("control: the whole store has them", has("whole.db", early) and
          has("whole.db", "until late".encode()))
    check("erased seconds are nowhere in the file",
          not has("erased.db", early))
    check("removed entries are nowhere in the file",
          not has("pruned.db", early) and
          not has("pruned.db", "until late".encode()))


# ------------------------------------------------------------------- exports
def forge_export(name, want, change, source="whole.jsonl", options=()):
    with open(f"{folder}/{source}", encoding="utf-8") as f:
        lines = f.read().splitlines()
    change(lines)
    path = folder + "/forged.jsonl"
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join(lines) + "\n")
    got = first(path, *options)
    check(f"export, {name}: {got[0]} at {got[1]}", got[0] == want, want)


def index(lines, *words):
    return next(i for i, line in enumerate(lines)
                if all(w in line for w in words))


def edit(*words, **fields):
    def change(lines):
        i = index(lines, *words)
        j = json.loads(lines[i])
        assert all(j[k] != v for k, v in fields.items())
        lines[i] = json.dumps({**j, **fields}, separators=(",", ":"))
    return change


def swap(lines):
    i = index(lines, '"sequence":130,')
    lines[i], lines[i + 1] = lines[i + 1], lines[i]


def remove(*words):
    return lambda lines: lines.pop(index(lines, *words))


def exports(public):
    record = '"sequence":130,'
    for name, options in (
            ("whole", ()), ("seconds", ("--seconds",)),
            ("withheld", ("--withhold",)),
            ("part", ("--from", "2026-03-02T02:00:00Z",
                      "--to", "2026-03-02T03:00:00Z"))):
        p = run("export", "--sealed", *options, "-o",
                f"{folder}/{name}.jsonl")
        check(f"an export is written: {name}", p.returncode == 0, p.stderr)
        got = first(f"{folder}/{name}.jsonl", "--key", public.hex())
        check(f"and valid with the key alone: {name}", got == ("valid", 0),
              got)
        forge_export(f"{name}: a level", "changed", edit(record, LAeq=401),
                     f"{name}.jsonl")
    p = run("export", "--sealed", "-o", folder + "/pruned.jsonl",
            store=folder + "/pruned.db")
    got = first(folder + "/pruned.jsonl")
    check("one of a store from which was removed", got == ("valid", 0), got)
    p = run("export", "--sealed", "--seconds", "-o", folder + "/s.jsonl")
    check("an export with seconds says so", "contains the seconds" in
          p.stderr and '"contains_seconds":true' in
          open(folder + "/s.jsonl", encoding="utf-8").readline(), p.stderr)
    with open(folder + "/withheld.jsonl", encoding="utf-8") as f:
        check("what is withheld is not in it", "the pump" not in f.read())
    forge_export("a line is gone", "missing", remove(record))
    forge_export("two lines changed places", "missing", swap)
    forge_export("its end", "truncated", lambda l: l.__delitem__(
        slice(-6, -1)))
    forge_export("words of the diary", "changed",
                 edit('"line":15', text="the dog"))
    forge_export("what was withheld", "changed",
                 edit('"withheld"', withheld="00" * 32), "withheld.jsonl")
    forge_export("its beginning", "changed",
                 edit('"sourdine"', hash="00" * 32), "part.jsonl")
    forge_export("another key named", "wrong key",
                 edit('"sourdine"', public="00" * 32), "part.jsonl",
                 ("--key", public.hex()))
    forge_export("all signatures", "unsigned", lambda l: l.__setitem__(
        slice(0, len(l)), [x for x in l if '"head"' not in x]))
    forge_export("not JSON", "changed", lambda l: l.insert(9, "{"))
    p = run("export", "--sealed", "--from", "2030-01-01")
    check("a period without a record is refused", p.returncode == 4 and
          "no record" in p.stderr, p.stderr)


def unreadable():
    for name, data in (("text", b"not a store\n"), ("nothing", b"")):
        path = f"{folder}/{name}"
        with open(path, "wb") as f:
            f.write(data)
        check(f"{name} is unreadable", first(path)[0] == "unreadable")
    check("so is what is not there", first(folder + "/none")[0] ==
          "unreadable")
    with open(folder + "/whole.db", "rb") as f:
        data = f.read()
    bad = []
    for at in range(4096, len(data) - 64, 4096):
        with open(folder + "/torn.db", "wb") as f:
            f.write(data[:at] + b"\xa5" * 64 + data[at + 64:])
        if first(folder + "/torn.db")[0] == "valid":
            bad.append(at // 4096 + 1)
    # One of them is empty: nothing was removed, and no page says so.
    check(f"a page that is torn is told, an index too ({len(data) // 4096} "
          f"pages)", len(bad) <= 1, bad)
    forge("a record that an index leaves out", ("unreadable", 0),
          "UPDATE sqlite_schema SET sql = sql || ' WHERE flags = 4' "
          "WHERE name = 'record_start'", before="PRAGMA writable_schema = ON")


def main():
    for name, *more in (("whole.db",), ("pruned.db", "prune",
                                        str(T0 + 3 * 3600)),
                        ("erased.db", "erase", str(T0 + 33 * 86400))):
        subprocess.run([MAKE, f"{folder}/{name}", "400", *more], check=True)
    seed = secret(folder + "/whole.db")
    public, _ = sign(seed, b"")
    got = first(folder + "/whole.db", "--key", public.hex())
    check("a whole store is valid with its key", got == ("valid", 0), got)
    check("and without", first(folder + "/whole.db") == ("valid", 0))
    forgeries_of_a_store(public, seed)
    forgeries_of_what_was_removed()
    bytes_are_gone()
    exports(public)
    unreadable()
    print("verify: %d passed, %d failed" % (count["passed"], count["failed"]))
    return count["failed"] > 0


try:
    code = main()
finally:
    shutil.rmtree(folder, ignore_errors=True)
sys.exit(code)
