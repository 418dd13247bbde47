# SPDX-License-Identifier: GPL-3.0-or-later
"""corpus.py - writes the seeds of the fuzz targets into tests/fuzz/corpus.

    /usr/bin/python3 tests/fuzz/corpus.py MAKE_STORE

MAKE_STORE is the built tests/tell/make_store.  Needs sox for FLAC.  Those of
`sealed` are exports of a store that sourdine-keep has written.  What a fuzzer finds is added by hand, under a name that says what it was."""
import math
import os
import sqlite3
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "firmware"))
from node import frame

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus")


def put(target, name, data):
    folder = os.path.join(HERE, target)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as f:
        f.write(data.encode() if isinstance(data, str) else data)


# ----------------------------------------------------------------- messages
def level(l):
    return struct.pack("<H", l & 0xffff)


def second(l, state):
    return (bytes([1, state]) + level(l)).ljust(32, b"\0")


def spread(*levels):
    return (bytes([2, 0]) + b"".join(map(level, levels))).ljust(32, b"\0")


def record(interval, covered, flags, *levels, sequence=0):
    return (struct.pack("<BBHIHH", 3, 0, interval, sequence, covered, flags) +
            b"".join(map(level, levels))).ljust(32, b"\0")


FALLING = (700, 650, 560, 500, 455, 450, 440)
NONE = (-1,) * 7


# ------------------------------------------------------------ a node's line
def line():
    one = frame(1, 1, 60, 1, 60, 532, *FALLING)
    two = frame(2, 1, 125, 2, 60, 500, *FALLING)
    put("link", "frame", one)
    put("link", "two-and-the-first-again", one + two + one)
    put("link", "of-a-start-before", one + frame(2, 1, 2**32 - 1, 2, 60, 500,
                                                 *FALLING))
    put("link", "too-loud", frame(1, 1, 60, 1, 60, 1401, *FALLING))
    put("link", "a-byte-lost", one[:9] + one[10:] + two)


def messages():
    put("message", "second", second(532, 0))
    put("message", "second-overload", second(1400, 1))
    put("message", "second-gap", second(-1, 3))
    put("message", "second-none-but-ok", second(-1, 0))
    put("message", "spread", spread(*FALLING))
    put("message", "spread-none", spread(*NONE))
    put("message", "spread-half", spread(700, -1, -1, -1, -1, -1, 440))
    put("message", "record", record(60, 60, 0, 532, *FALLING))
    put("message", "record-gap", record(900, 48, 5, 900, *NONE, sequence=7))
    put("message", "record-nothing", record(3600, 0, 24, -1, *NONE))
    put("message", "record-61-of-60", record(60, 61, 0, 532, *FALLING))


# --------------------------------------------------------------------- gate
def a_second(l, state=0):
    return bytes([2, state]) + level(l)


def a_spread(*levels):
    return b"\3" + b"".join(map(level, levels))


WAIT = bytes([0, 125])  # one second


def minutes(n, phase=60, interval=60, wait=WAIT, silent=0):
    """An honest hear, but for the phase of its spread."""
    play = bytes([3, silent | {60: 0, 90: 1}[interval]])
    for i in range(1, n * interval + 1):
        play += wait + a_second(500 + i % 7)
        if (i % interval or interval) == phase:
            play += a_spread(560, 520, 510, 500, 490, 480, 470)
    return play + WAIT * 3


def gate():
    put("gate", "honest", minutes(2))
    put("gate", "honest-90", minutes(1, 90, 90))
    put("gate", "early-spread", minutes(2, phase=30))
    put("gate", "after-a-breach", minutes(2, silent=128))
    put("gate", "too-fast", minutes(1, wait=bytes([0, 110])))
    put("gate", "no-spread", minutes(2, phase=0))
    put("gate", "flood", bytes([0, 0]) + a_second(500) * 5)
    put("gate", "two-spreads", bytes([0, 0]) + WAIT + a_second(500) +
        a_spread(*FALLING) + a_spread(*FALLING) + WAIT * 2)
    put("gate", "clock-set", minutes(1) + bytes([4, 100]) + WAIT * 2 +
        bytes([4, 156]) + WAIT + a_second(400, 5) + WAIT)
    put("gate", "denied", bytes([0, 0]) + WAIT + a_second(900) +
        a_spread(*FALLING))
    put("gate", "record-from-hear", bytes([0, 0]) + WAIT + b"\1" +
        record(60, 60, 0, 532, *FALLING))
    put("gate", "any-second", bytes([0, 0]) + WAIT + b"\1" + second(532, 0) +
        WAIT + b"\1" + spread(*FALLING) + WAIT)
    put("gate", "restart", bytes([0, 0]) + (WAIT + a_second(500)) * 3 + WAIT +
        a_second(-1, 5) + (WAIT + a_second(600, 2)) * 3 +
        a_spread(*FALLING) + WAIT * 2)
    put("gate", "held-up", bytes([0, 0]) + (WAIT + a_second(500)) * 3 + b"\5" +
        WAIT * 2 + a_second(500) + a_spread(*FALLING) + WAIT)
    put("gate", "runs", bytes([0, 0]) + (WAIT + a_second(600) + WAIT +
        a_second(-1, 3)) * 20 + a_spread(595, *FALLING[1:]) + WAIT)


# --------------------------------------------------------------------- text
def text():
    put("conf", "all", "# a comment\n\nmicrophone = USB PnP\nchannel = 2\n"
        "sample_rate_hz = 44100\nfull_scale_db = 120.5\ncalibrated = yes\n"
        "self_noise_db = 29\noverload_db = 120\ninterval_s = 900\n"
        "place = window\nheight_m = 4.12\ndescription = rue é 5, 2nd floor\n"
        "store = /tmp/s.db\nruntime = /tmp/r\nlisten = [::1]:8094\n")
    put("conf", "twice", "channel = 1\nchannel = 1\n")
    put("conf", "no-equals", "channel 1\n")
    put("conf", "number", "full_scale_db = 1e999\nheight_m = nan\n")
    put("conf", "long", "description = " + "x" * 1100 + "\n")
    put("conf", "nul", b"place\0 = indoors\nplace = in\0doors")
    put("conf", "blanks", " \t channel\t=  3 \r\n=\n= =\nplace==\n")
    for name, line in (("ok", "1764000000 532 ok\n"),
                       ("gap", "1764000000 - gap\n"),
                       ("no-newline", "1764000000 1400 overload"),
                       ("gap-with-level", "1764000000 532 gap\n"),
                       ("plus", "+1764000000 0532 ok\n"),
                       ("long", "9" * 40 + " 5 under-range\n"),
                       ("two", "1 0 dead\n2 0 ok\n")):
        put("live", name, line)
    now = struct.pack("<q", 1795464000)
    for name, t in (("utc", "2026-11-23T20:00:00Z"),
                    ("offset", "2026-11-23T21:00:00+01:00"),
                    ("date", "2026-11-23"), ("leap", "2028-02-29"),
                    ("no-leap", "2027-02-29"),
                    ("first", "1970-01-01T00:00:00+14:00"),
                    ("last", "9998-12-31T23:59:59-14:00"),
                    ("second-60", "2026-12-31T23:59:60Z")):
        put("iso_time", name, t.encode() + b"\0" + now)
    asks = {"day": ("2026-11-22", "2026-11-23", "127.0.0.1:8094", "localhost"),
            "now": ("", "", "[::1]:80", "[::1]:8094"),
            "turned": ("2026-11-23", "2026-11-22", "localhost:1", "127.0.0.1"),
            "years": ("2020-01-01", "2026-01-01", "[::]:65536", "evil.example"),
            "odd": ("x", "2026-11-23T00:00:00 01:00", "[1", "[::ffff:1.2.3.4]"),
            "long": ("1" * 70, "", "1" * 70 + ":80", "a" * 70)}
    for name, parts in asks.items():
        put("web_query", name, "\0".join(parts))


# ------------------------------------------------------------------- sounds
def wav(form, bits, samples, rate=22050, claim=None):
    data = b"".join(samples)
    size = len(data) if claim is None else claim
    return (b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt " +
            struct.pack("<IHHIIHH", 16, form, 1, rate, rate * bits // 8,
                        bits // 8, bits) + b"data" + struct.pack("<I", size) +
            data)


def sounds():
    tone = [math.sin(i / 7) / 2 for i in range(700)]
    pcm = [struct.pack("<h", round(32767 * x)) for x in tone]
    put("measure", "16.wav", wav(1, 16, pcm))
    put("measure", "8.wav", wav(1, 8, [bytes([round(127 * x) + 128])
                                       for x in tone]))
    put("measure", "float.wav", wav(3, 32, [struct.pack("<f", x)
                                            for x in tone]))
    put("measure", "nan.wav", wav(3, 32, [struct.pack("<f", math.nan)] * 99))
    put("measure", "cut.wav", wav(1, 16, pcm, claim=90000))
    put("measure", "empty.wav", wav(1, 16, []))
    put("measure", "ulaw.wav", wav(7, 8, [bytes([i & 255]) for i in range(700)]))
    put("measure", "slow.wav", wav(1, 16, pcm, rate=8))
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "a.wav")
        with open(source, "wb") as f:
            f.write(wav(1, 16, pcm))
        for kind in ("flac", "aiff", "ogg"):
            out = os.path.join(folder, "a." + kind)
            subprocess.run(["sox", source, out], check=True)
            with open(out, "rb") as f:
                put("measure", "a." + kind, f.read())


# -------------------------------------------------------------------- store
def store(make_store):
    start = 1795460400
    lines = ["series window 412 raw 290 1 60 USB PnP"] + [
        f"record {start + 60 * i} {60 - i} {4 if i else 0} 532 701 650 560 500 "
        "455 450 440" for i in range(3)]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "store.db")
        subprocess.run([make_store, path], input="\n".join(lines).encode() +
                       b"\n", check=True)
        db = sqlite3.connect(path)
        db.execute("INSERT INTO histogram SELECT n + 1, 1, ?, 0, ?, "
                   "zeroblob(4) FROM tip", (start, b"\1\0" * 141))
        for table, row in (("seconds", "1, ?, 2, x'0102ffff', NULL"),
                           ("journal", "8, ?, NULL, NULL, 1, 5, '', ''"),
                           ("journal", "15, ?, 0, 9, 0, 0, 'pump', 'on'"),
                           ("journal", "10, ?, 0, 9, 0, 0, 'May', ''")):
            db.execute("UPDATE tip SET n = n + 1")
            db.execute(f"INSERT INTO {table} SELECT n + 1, {row}, "
                       "zeroblob(4) FROM tip", (start,))
        db.commit()
        # Smaller pages make a smaller file.
        db.execute("PRAGMA page_size = 512")
        db.execute("VACUUM")
        db.close()
        with open(path, "rb") as f:
            whole = f.read()
    put("store", "whole", whole)
    put("store", "cut", whole[:len(whole) // 2])
    put("store", "other", b"SQLite format 3\0" + bytes(84))
    put("store", "text", "not a store\n")


# -------------------------------------------- response files, tables, requests
def tables():
    put("response", "minidsp", '"Sens Factor =-1.378dB, SERNO: 7023570"\n'
        "20.00\t-1.10\n1000.0\t0.00\n20000\t2.50\n")
    put("response", "commas", "* comment\n20,5 1,5\n1000 0\n20000 -2,25\n")
    put("response", "three-columns", "Freq(Hz) SPL(dB) Phase(degrees)\r\n"
        "20 0.1 3\r\n1000 0 0\r\n")
    put("response", "semicolons", "20;1\n1000;0\n")
    put("response", "back", "1000 0\n20 1\n")
    put("response", "huge", "20 1e999\n1000 nan\n")
    put("response", "latin1", b"20 0\n1000 0\n# \xb0 \xe9\n")
    put("csv", "seconds", "second,LAeq_1s,particular\n0,45.2,0\n1,46,1\n")
    put("csv", "records", "start_utc,interval_s,covered_s,LAeq_dB,LAFmax_dB,"
        "LAF1_dB,LAF10_dB,LAF50_dB,LAF90_dB,LAF95_dB,LAFmin_dB,series\r\n"
        "2026-11-23T20:00:00Z,60,60,53.2,70.1,65,56,50,45.5,45,44,1\r\n"
        "2026-11-23T20:01:00Z,60,48,,,,,,,,,1\r\n")
    put("csv", "french", "time;LAeq_1s\n2026-11-23T21:00:00+01:00;45,2\n")
    put("csv", "backwards", "second,LAeq_1s\n5,45\n4,45\n")
    put("csv", "quotes", '"second","LAeq_1s"\n"0","45"\n')
    put("csv", "none", "a,b,c\n1,2,3\n")
    line = ('2026-11-20T10:00:00Z,live,94.00,1000.0,1,120.00,,'
            '"USB, ""x""",""\n')
    put("calibrations", "one", line)
    put("calibrations", "two", line + line.replace("-20T", "-22T"))
    put("calibrations", "cut", line[:40])
    put("calibrations", "nan", line.replace("120.00", "nan"))
    html = '<script type="application/json" id="report">'
    put("report", "html", f'<html>{html}{{"a":1}}</script></html>')
    put("report", "html-open", html + '{"a":1}')
    pdf = "/Type /EmbeddedFile /Subtype /application#2Fjson /Length "
    put("report", "pdf", f'%PDF-1.5\n{pdf}7 >>\nstream\n{{"a":1}}\nendstream')
    put("report", "pdf-longer", f"{pdf}70000 >>\nstream\n{{")
    put("report", "pdf-negative", f"{pdf}-1 >>\nstream\n{{")


def requests():
    get = "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n"
    for name, path in (("page", "/"), ("now", "/api/now"),
                       ("seconds", "/api/seconds"), ("events", "/api/events"),
                       ("records", "/api/records?from=2026-11-22T00:00:00Z"),
                       ("none", "/../../etc/passwd"), ("escaped", "/%2e%00"),
                       ("query", "/api/records?from=&to=%ff&&=&from")):
        put("request", name, get % (path, ""))
    put("request", "foreign", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")
    put("request", "no-host", "GET / HTTP/1.1\r\n\r\n")
    put("request", "old", "GET /api/now HTTP/1.0\r\n\r\n")
    put("request", "two", get % ("/", "") + get % ("/api/now", ""))
    put("request", "proxy", get % ("/api/seconds", "Forwarded: for=1\r\n"))
    put("request", "folded", get % ("/", "X: a\r\n b\r\n"))
    put("request", "range", get % ("/", "Range: bytes=0-1\r\n"))
    put("request", "body", "POST / HTTP/1.1\r\nHost: localhost\r\n"
        "Content-Length: 3\r\n\r\nabc")
    put("request", "chunks", "PUT / HTTP/1.1\r\nHost: localhost\r\n"
        "Transfer-Encoding: chunked\r\n\r\nffffffff\r\nx")
    put("request", "half", "GET /api/now HTTP/1.1\r\nHost: loc")
    put("request", "noise", bytes(range(256)))


# ---------------------------------------------------- times of the diary
def diary():
    put("diary_when", "yesterday", "hier 22h30–1h10")
    put("diary_when", "twice", "2026-10-25 02:10 CEST - 2:40 winter time")
    put("diary_when", "skipped", "2026-03-29 02:30-4:00")
    put("diary_when", "words", "lundi 26 octobre 2026, 7 h à mardi midi")
    put("diary_when", "exact", "2026-10-25T02:10:00+01:00 - 2026-10-25T03:10:00Z")
    put("diary_when", "english", "yesterday 10:30 pm until 1:10 am")
    put("diary_when", "long", "h" * 300)


messages()
line()
gate()
text()
diary()
sounds()
store(sys.argv[1])
tables()
requests()
