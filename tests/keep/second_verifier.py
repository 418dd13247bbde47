# SPDX-License-Identifier: GPL-3.0-or-later
"""second_verifier.py - verifies a store by src/keep/SPEC.md alone: nothing of
it was taken from the first verifier, nor any library beside Python's own.

    second_verifier.py STORE [KEY]      prints the verdict and n"""
import hashlib
import heapq
import sqlite3
import struct
import sys

NO_TIME = -2**63


def sha(b):
    return hashlib.sha256(b).digest()


# Ed25519 (RFC 8032, 5.1): checking only, so no secret can leak by its time.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def plus(a, b):     # points as (X, Y, Z, T)
    u = (a[1] - a[0]) * (b[1] - b[0]) % P
    v = (a[1] + a[0]) * (b[1] + b[0]) % P
    w, z = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = v - u, z - w, z + w, v + u
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(k, a):
    out = (0, 1, 1, 0)
    for bit in bin(k)[2:]:
        out = plus(out, out)
        if bit == "1":
            out = plus(out, a)
    return out


def point(b):
    y = int.from_bytes(b, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x2 = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - x2) % P:
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def is_signed(key, signature, message):
    a, r = point(key), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message)
                       .digest(), "little") % L
    p, q = times(s, BASE), plus(r, times(k, a))
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 == \
        (p[1] * q[2] - q[1] * p[2]) % P


# The bytes of each entry, SPEC.md 2.
def text(t):
    b = t.encode()
    return struct.pack("<H", len(b)) + b


def series(r):
    (i, since, place, height, words, mic, source, full, noise, cal, interval,
     software, placement, calibration) = r
    return struct.pack("<qq", i, since) + text(place) + struct.pack(
        "<i", height) + text(words) + text(mic) + text(source) + struct.pack(
        "<iiBi", full, noise, cal, interval) + text(software) + struct.pack(
        "<qq", placement, calibration)


def record(r):
    return struct.pack("<qqqiiI8h", *r[:6],
                       *(-1 if v is None else v for v in r[6:]))


def histogram(r):
    return struct.pack("<qqHH", r[0], r[1], r[2], len(r[3]) // 2) + r[3]


def seconds(r):
    return struct.pack("<qqi", *r[:3]) + (r[4] if r[3] is None else sha(r[3]))


def journal(r):
    times_ = [NO_TIME if t is None else t for t in r[2:4]]
    return struct.pack("<Bqqqqq", r[0], r[1], *times_, *r[4:6]) + \
        text(r[6]) + text(r[7])


TABLES = [
    (1, "series", "id, since_utc_s, place, height_cm, description, "
     "microphone, source, full_scale, self_noise, calibrated, interval_s, "
     "software, placement, calibration", series),
    (2, "record", "sequence, series, start_utc_s, interval_s, covered_s, "
     "flags, LAeq, LAFmax, LAF1, LAF10, LAF50, LAF90, LAF95, LAFmin", record),
    (3, "histogram", "series, hour_utc_s, first, seconds", histogram),
    (4, "seconds", "series, start_utc_s, count, seconds, digest", seconds),
    (5, "journal", "kind, utc_s, from_utc_s, to_utc_s, refers, value, "
     "subject, text", journal),
    (6, "key", "public", lambda r: r[0]),
]


class Fault(Exception):
    pass


def goes_together(kind, n, r, seen):
    """What a record and a series say has to agree with what was before."""
    if kind == 1:
        cal, full = r[13], r[7]
        known = seen["calibration"].get(cal)
        if cal and (not known or not r[9] or known[0] != r[5] or
                    abs(known[1] - 10 * full) > 5):
            raise Fault("wrong calibration", n)
        seen["series"][r[0]] = (r[9] != 0, r[6] == "simulated")
    elif kind == 2:
        if seen["sequence"] and r[0] != seen["sequence"] + 1:
            raise Fault("missing" if r[0] > seen["sequence"] else "reordered",
                        n)
        seen["sequence"] = r[0]
        if r[1] not in seen["series"]:
            raise Fault("missing", n)
        if (not r[5] & 32, bool(r[5] & 64)) != seen["series"][r[1]]:
            raise Fault("wrong calibration", n)
        seen["unsigned"].append(r[2])
    elif kind == 4 and r[3] is None:
        seen["erased"].append(n)
    elif kind == 5:
        if r[0] == 5:
            seen["calibration"][n] = (r[6], r[5])
        seen["study"] += [n] if r[0] == 10 else []
        seen["erasure"] += [r[4]] if r[0] == 13 else []


def verify(path, given=None):
    """(verdict, n): ("valid", 0), or the first entry that is not."""
    try:
        return check(path, given)
    except Fault as f:
        return f.args


def check(path, given):
    db = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
    entries = list(heapq.merge(*(
        [(n, kind, link, row, form) for n, link, *row in db.execute(
            f"SELECT n, link, {columns} FROM {table} ORDER BY rowid")]
        for kind, table, columns, form in TABLES), key=lambda e: e[0]))
    heads = db.execute("SELECT n, utc_s, signature FROM head ORDER BY n")
    heads = heads.fetchall()
    gone = db.execute("SELECT n, utc_s, hash, kept, signature FROM checkpoint "
                      "ORDER BY n DESC LIMIT 1").fetchone()
    tip = db.execute("SELECT n, hash FROM tip").fetchone()
    whole = db.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
    db.close()
    seen = {"series": {}, "calibration": {}, "sequence": 0, "unsigned": [],
            "erased": [], "study": [], "erasure": []}
    hash_, last, key, signed = sha(b"Sourdine store 2"), 0, None, 0
    kept, here = b"", gone[0] if gone else 0
    for n, kind, link, row, form in entries:
        digest = sha(struct.pack("<qB", n, kind) + form(row))
        if n <= here:
            if kind not in (1, 6) and (kind != 5 or
                                       row[0] not in (5, 10, 11, 12, 20)):
                raise Fault("changed", n)
            kept += digest
        else:
            if last < here:
                if not is_signed(key, gone[4], b"Sourdine gone 1" + struct.pack(
                        "<qq", *gone[:2]) + gone[2] + gone[3]) or \
                        sha(kept) != gone[3]:
                    raise Fault("changed", here)
                hash_, last = gone[2], here
            if n != last + 1:
                raise Fault(*(("missing", last + 1) if n > last else
                              ("reordered", n)))
            hash_, last = sha(hash_ + digest), n
            if hash_[:4] != link:
                raise Fault("changed", n)
        if kind == 6:
            key = row[0]
            if given and key != given:
                raise Fault("wrong key", n)
        goes_together(kind, n, row, seen)
        for h in [h for h in heads if h[0] == n and n > here]:
            if not is_signed(key, h[2], b"Sourdine head 1" +
                             struct.pack("<qq", *h[:2]) + hash_):
                raise Fault("changed", signed + 1)
            signed, seen["unsigned"] = n, []
    if tip[0] > last or heads and heads[-1][0] > last:
        raise Fault("truncated", last + 1)
    if tip != (last, hash_):
        raise Fault("changed", last)
    if not signed:
        raise Fault("unsigned", last)
    if seen["unsigned"] and \
            seen["unsigned"][-1] - seen["unsigned"][0] > 7200:
        raise Fault("unsigned", signed + 1)
    for n in seen["erased"]:
        study = [s for s in seen["study"] if s < n]
        if study[-1] not in seen["erasure"] if study else not gone:
            raise Fault("missing", n)
    if not whole:
        raise Fault("unreadable", 0)
    return "valid", 0


if __name__ == "__main__":
    print(*verify(sys.argv[1],
                  bytes.fromhex(sys.argv[2]) if len(sys.argv) > 2 else None))
