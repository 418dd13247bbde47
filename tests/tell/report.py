#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports of a month of known truth, of each kind and in both languages: their
numbers, their pages, what `verify` says of them, and of forgeries."""
import hashlib
import json
import math
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from papers import data  # noqa: E402

BUILD = os.path.abspath(os.environ.get("BUILD", "build"))
passed = failed = 0


def check(what, good, detail=""):
    global passed, failed
    passed += bool(good)
    failed += not good
    print(f"{'ok' if good else 'FAILED'} {what}{'' if good else f': {detail}'}")


work = tempfile.mkdtemp(prefix="sourdine-report-")
store = work + "/month.db"
conf = work + "/sourdine.conf"
with open(conf, "w") as f:
    f.write(f"store = {store}\nruntime = {work}/run\n")
PARIS = ["--zone", "Europe/Paris"]
MARCH = ["--from", "2026-03-01", "--to", "2026-03-31"] + PARIS


def run(*args, **more):
    env = dict(os.environ, LANGUAGE="en", LC_ALL="C.UTF-8", **more)
    return subprocess.run(list(args), capture_output=True, text=True, env=env,
                          timeout=120)


def sourdine(*args, **more):
    return run(BUILD + "/sourdine", "--config", conf, *args, **more)


def report(name, *args):
    path = f"{work}/{name}"
    r = sourdine("report", *args, "-o", path)
    check(f"{name} is made", r.returncode == 0 and os.path.exists(path),
          r.stderr)
    return path


# ------------------------------------------- the truth, computed once more

BEGIN = 1772319600      # 2026-03-01 00:00 CET, as tests/tell/make_month.c
DST = 1774746000        # 2026-03-29 01:00 UTC: 2 h becomes 3 h


def truth():
    """Level and local hour of each minute that make_month.c stores."""
    for minute in range(31 * 24 * 60):
        s = minute * 60
        utc = BEGIN + s
        day, second = divmod(s, 86400)
        local = utc + (7200 if utc >= DST else 3600)
        if local >= BEGIN + 3600 + 31 * 86400:
            break               # already April
        if day == 7 or (day == 11 and 36000 <= second < 50400):
            continue
        pump = (day % 3 == 0 and second >= 84600) or \
            (day % 3 == 1 and second < 4200)
        base = 42 if 7 * 3600 <= second < 22 * 3600 else 28
        level = 38 if pump else base + minute % 5 - 2
        yield level, local // 3600 % 24, pump


def leq(levels):
    levels = list(levels)
    return 10 * math.log10(sum(10 ** (x / 10) for x in levels) / len(levels))


minutes = list(truth())
night = [x for x in minutes if x[1] >= 22 or x[1] < 7]
want = {
    "periods/all": leq(x[0] for x in minutes),
    "periods/22-7": leq(x[0] for x in night),
    "periods/7-22": leq(x[0] for x in minutes if 7 <= x[1] < 22),
    "periods/6-22": leq(x[0] for x in minutes if 6 <= x[1] < 22),
    "periods/22-6": leq(x[0] for x in minutes if x[1] >= 22 or x[1] < 6),
    "indicators/Lday": leq(x[0] for x in minutes if 6 <= x[1] < 18),
    "indicators/Levening": leq(x[0] for x in minutes if 18 <= x[1] < 22),
    "indicators/Lnight": leq(x[0] for x in minutes if x[1] >= 22 or x[1] < 6),
}
want["indicators/Lden"] = 10 * math.log10((
    12 * 10 ** (want["indicators/Lday"] / 10) +
    4 * 10 ** (want["indicators/Levening"] / 10 + 0.5) +
    8 * 10 ** (want["indicators/Lnight"] / 10 + 1)) / 24)


def at(tree, path):
    for name in path.split("/"):
        tree = tree[name]
    return tree


r = run(BUILD + "/tests/tell/make_month", store)
check("the month is made", r.returncode == 0, r.stderr)
paths = {}
for kind in "neighbourhood", "study":
    for language in "en", "fr":
        for form in "pdf", "html":
            name = f"{kind}-{language}.{form}"
            paths[name] = report(name, *MARCH, "--kind", kind, "--lang",
                                 language, "--source", "professional")
for language in "en", "fr":
    name = f"day-{language}.pdf"
    paths[name] = report(name, "--kind", "day", "--from", "2026-03-29", *PARIS,
                         "--lang", language)

main = data(paths["neighbourhood-en.pdf"])
for path, level in want.items():
    got = at(main, path)["value"]
    check(f"{path} is the truth", abs(got - level) < 0.006, (got, level))
for name in paths:
    if not name.startswith("day"):
        check(f"{name} carries the same numbers", all(
            data(paths[name])[part] == main[part] for part in
            ("periods", "indicators", "hours", "days", "emergence")))
e = main["emergence"]["night"]
pump = leq(x[0] for x in night if x[2])
rest = leq(x[0] for x in night if not x[2])
check("emergence is that of the noted hours",
      abs(e["emergence"] - (pump - rest)) < 0.02, (e, pump, rest))
check("it lasted 1 h 40 min in a night, which gives 3 dB more",
      e["cumulated_s"] == 6000 and e["term"] == 3 and e["limit"] == 6, e)
check("no emergence where nothing was noted", "day" not in main["emergence"])
check("an uncalibrated week leaves no threshold",
      e["indication"] is None and "calibrated" in e["reason"], e)
check("and no uncertainty of a level", main["uncertainty"]["U"] is None)
check("31 days, one without a level", len(main["days"]) == 31 and
      [d["LAeq"] is None for d in main["days"]].index(True) == 7 and
      sum(d["LAeq"] is None for d in main["days"]) == 1)
day = data(paths["day-en.pdf"])
check("the 29th has 23 hours", day["period"]["length_s"] == 23 * 3600 and
      len(day["records"]) == 23 * 60)

# ------------------------------------------- the same as the command line

r = sourdine("indicators", "--from", "2026-03-01", "--to", "2026-04-01", *PARIS,
             "--source", "professional", "--json")
numbers = json.dumps(json.loads(r.stdout)) if r.returncode == 0 else ""
for path in want:
    value = at(main, path)["value"]
    check(f"`sourdine indicators` says {path}, too", any(
        abs(float(x) - value) < 0.0051 for x in
        re.findall(r"-?\d+\.\d+", numbers)), value)

# Two codes find the hours: one for reports, one for --by hour.
r = sourdine("indicators", "--from", "2026-03-01", "--to", "2026-04-01", *PARIS,
             "--by", "hour", "--json")
by = json.loads(r.stdout)["by"] if r.returncode == 0 else []
hours = [h["LAeq"] for h in main["hours"]]
check("`--by hour` has the same hours, the one that clocks skip and those without "
      "a level too", len(hours) == 31 * 24 - 1 and None in hours and
      hours == [h["LAeq"] for h in by], (len(hours), len(by), r.stderr,
      [(a, b["LAeq"]) for a, b in zip(hours, by) if a != b["LAeq"]][:5]))

# --------------------------------------------------------------- the pages

for name, path in paths.items():
    if not name.endswith(".pdf"):
        continue
    r = run("qpdf", "--check", path)
    check(f"{name} is a sound PDF", r.returncode == 0, r.stdout + r.stderr)
    info = run("pdfinfo", path).stdout
    check(f"{name} is tagged, A4, with a title", "Tagged:          yes" in info
          and "(A4)" in info and re.search(r"Title: +\S", info), info)
    fonts = run("pdffonts", path).stdout.splitlines()[2:]
    check(f"{name} embeds its fonts", fonts and all(
        re.search(r"yes (yes|no) +yes +\d+ +\d+$", x) for x in fonts), fonts)
    text = run("pdftotext", path, "-").stdout
    pages = text.split("\f")[:-1]
    foot = ("homologué (arrêté du 27 octobre 1989)" if "-fr" in name else
            "order of 27 October 1989")
    check(f"{name}: each page says what it is not", all(
        foot in re.sub(r"\s+", " ", p) for p in pages), len(pages))
    check(f"{name}: no word of a verdict", not re.search(
        r"infraction|preuve\b|conforme|illegal|illégal|proof of breach|breach",
        re.sub(r"prouve|prouver", "", text), re.I))
for language, annex in ("en", "Annex: what"), ("fr", "Annexe"):
    pages = run("pdftotext", paths[f"neighbourhood-{language}.pdf"], "-").stdout.split("\f")
    check(f"{language}: two pages for who has two minutes, then the annex",
          annex in pages[2].lstrip()[:200] and "226-1" in pages[1], pages[2][:300])
text = run("pdftotext", paths["neighbourhood-en.pdf"], "-").stdout
flat = re.sub(r"\s+", " ", text)
check("the answer stands first", flat.index("during the hours noted") <
      flat.index("Indicative measurement") < flat.index("By period"))
for path in "periods/all", "periods/22-7", "periods/7-22":
    check(f"{path} is printed", f"{at(main, path)['value']:.1f}" in flat)
check("it says how much was measured at this place, not how long the meter ran",
      "At this place 96 % of the time was measured" in flat.replace("\u00a0", " "),
      flat[:600])
check("a study is announced", "From 5 March 2026 to 9 March 2026 a study "
      "(nuits de mars) stored the level of each second" in flat, flat[:400])
check("what a person wrote is printed as it is",
      "<derrière> le mur & dans la cour" in flat)
french = re.sub(r"\s+", " ", run("pdftotext", paths["neighbourhood-fr.pdf"],
                                 "-").stdout)
text = run("pdftotext", report("classified.pdf", *MARCH, "--source", "classified",
                               "--lang", "fr"), "-").stdout
check("of a classified installation Sundays are night in the emergence, and it says so",
      "dans l’émergence ci-dessous aussi" in re.sub(r"\s+", " ", text), text[:3000])
check("a comma in French", f"{main['periods']['22-7']['value']:.1f}".replace(
    ".", ",") in french)
for name, args in ("study", ["--from", "2026-03-23", "--to", "2026-03-28"]), (
        "day", ["--from", "2026-03-29"]):
    path = report(f"pm-{name}.html", "--kind", name, *args, *PARIS)
    with open(path) as f:
        lead = re.search(r'class="lead">(.*?)</p>', f.read(), re.S)[1]
    U = f"(± {data(path)['uncertainty']['U']:.1f})"
    check(f"the level that a {name} begins with has its ±", U in
          lead.replace("\u00a0", " "), (U, lead))
check("and French reasons", "non étalonné" in french and "not calibrated" not
      in french, french)
r = sourdine("report", "--from", "2026-03-08", "--to", "2026-03-09", *PARIS,
             "--kind", "study", "--lang", "fr", "-o", work + "/half.pdf")
half = re.sub(r"\s+", " ", run("pdftotext", work + "/half.pdf", "-").stdout)
check("a period that was covered by half has no Lden, in French",
      r.returncode == 0 and "n’est pas calculable" in half and
      re.search(r"50\s% du temps est couvert", half) and "covered" not in half, half)
r = sourdine("report", *MARCH, "--redact", "-o", work + "/redacted.pdf")
text = run("pdftotext", work + "/redacted.pdf", "-").stdout + json.dumps(
    data(work + "/redacted.pdf"), ensure_ascii=False)
check("--redact leaves out free words", r.returncode == 0 and
      "derrière" not in text and "chambre" not in text)

# ------------------------------------------------------------------ verify

key = main["seal"]["public_key"]


def verify(path, *args):
    return sourdine("verify", path, *args)


for name, path in paths.items():
    r = verify(path, "--key", key)
    check(f"{name} is valid", r.returncode == 0 and "signed by the meter" in
          r.stdout and "each number is" in r.stdout and "the pages are what" in
          r.stdout, r.stdout + r.stderr)
alone = work + "/alone.conf"
with open(alone, "w") as f:
    f.write(f"store = {work}/none.db\n")
r = run(BUILD + "/sourdine", "--config", alone, "verify",
        paths["neighbourhood-fr.pdf"], "--key", key)
check("the file and the key alone suffice for the signature",
      r.returncode == 0 and "signed by the meter" in r.stdout, r.stdout)
r = run(BUILD + "/sourdine", "--config", alone, "verify",
        paths["neighbourhood-fr.pdf"])
check("with the file alone nobody knows whose key it names",
      r.returncode == 0 and "signed by the meter" not in r.stdout and
      "names itself" in r.stdout, r.stdout)

shutil.copy(store, work + "/before.db")
entries = re.findall(r"^ *(\d+) ", sourdine("diary", "list").stdout, re.M)
for args in (["add", "--when", "2026-03-10 23:00-23:30", "--text", "later"],
             ["add", "--when", "2026-03-13 08:00 - 2026-03-15 09:00"],
             ["edit", entries[0], "--text", "edited later"],
             ["remove", entries[1]]):
    r = sourdine("diary", *args, *PARIS)
    check(f"diary {args[0]} after the report", r.returncode == 0, r.stderr)
r = verify(paths["neighbourhood-fr.pdf"], "--key", key)
check("what is noted later makes no report invalid", r.returncode == 0 and
      "each number is" in r.stdout, r.stdout)
after = data(report("after.pdf", *MARCH))
check("a new one has it", after["diary"] != main["diary"])
sourdine("diary", "add", "--when", "2026-03-17 08:00-09:00", "--text",
         "a neighbour wrote at length of this " * 15, *PARIS)
check("a long entry leaves the others' dates in one line", re.search(
    r"Tue 17 Mar 8:00 – 9:00 +source", run("pdftotext", "-layout", report(
        "long.pdf", *MARCH), "-").stdout))
check("an entry of days ends on its last one", re.search(
    r"Fri 13 Mar 8:00 – Sun 15\sMar 9:00", re.sub(r"\s+", " ", run(
        "pdftotext", "-layout", work + "/after.pdf", "-").stdout)))
shutil.copy(work + "/before.db", store)

# A report of days that are not over, and a meter that goes on.
growing = work + "/growing"
with open(growing + ".conf", "w") as f:
    f.write(f"store = {growing}.db\nruntime = {work}/run\n")
early = []
for days in "20", "24":
    r = run(BUILD + "/tests/tell/make_month", growing + ".db", days)
    check(f"{days} days are stored", r.returncode == 0, r.stderr)
    early.append(f"{growing}-{days}.html")
    r = run(BUILD + "/sourdine", "--config", growing + ".conf", "report",
            "--from", "2026-03-18", "--to", "2026-03-31", *PARIS, "--kind",
            "study", "-o", early[-1])
    check("a report of what is there is made", r.returncode == 0, r.stderr)
check("the later one has more", data(early[1])["quality"]["records"] ==
      data(early[0])["quality"]["records"] + 4 * 1440)
for path in early:
    r = run(BUILD + "/sourdine", "--config", growing + ".conf", "verify", path)
    check("what is stored later makes no report invalid", r.returncode == 0 and
          "each number is" in r.stdout, r.stdout)

r = run(BUILD + "/sourdine", "--config", growing + ".conf", "report", "--from",
        "2026-03-02", "--to", "2026-03-03", *PARIS, "-o", growing + ".pdf")
r = run(BUILD + "/sourdine", "--config", growing + ".conf", "retention", "--days",
        str((datetime.now(timezone.utc) - datetime(2026, 3, 10,
                                                   tzinfo=timezone.utc)).days))
check("the first days are removed", r.returncode == 0, r.stdout + r.stderr)
r = run(BUILD + "/sourdine", "--config", growing + ".conf", "verify",
        growing + ".pdf")
check("of a report of days that were removed it says that they were",
      "were removed from this store" in r.stdout, r.stdout + r.stderr)

# A second look at the signature, after REPORT.md alone.
with open(paths["study-fr.pdf"], "rb") as f:
    file = f.read()
mark = re.search(rb"sourdine-signature:([0-9a-f]{128})", file)
message = b"sourdine report 1\n" + hashlib.sha256(
    file[:mark.start(1)] + b"0" * 128 + file[mark.end(1):]).digest()
with open(work + "/m", "wb") as f:
    f.write(message)
with open(work + "/s", "wb") as f:
    f.write(bytes.fromhex(mark[1].decode()))
with open(work + "/k", "wb") as f:  # RFC 8410: the key as OpenSSL takes it
    f.write(bytes.fromhex("302a300506032b6570032100" + key))
r = run("openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey",
        work + "/k", "-rawin", "-in", work + "/m", "-sigfile", work + "/s")
check("OpenSSL says the same of the signature", r.returncode == 0 and
      "Verified" in r.stdout, r.stdout + r.stderr)


def forge(what, wanted, change, name="neighbourhood-en.html", args=(),
          unsign=True):
    """Without its signature a forgery has to be found by its contents."""
    with open(paths[name], "rb") as f:
        file = f.read()
    forged = change(file)
    check(f"forgery, {what}: is one", forged != file)
    if unsign:
        forged = re.sub(rb"(sourdine-signature:)[0-9a-f]{128}",
                        rb"\g<1>" + b"0" * 128, forged)
    path = f"{work}/forged.{name.rsplit('.', 1)[1]}"
    with open(path, "wb") as f:
        f.write(forged)
    r = verify(path, *args)
    check(f"forgery, {what}: refused", r.returncode == 1 and "NOT VALID" in
          r.stdout, r.stdout + r.stderr)
    check(f"forgery, {what}: and said", re.search(wanted, r.stdout), r.stdout)


def number(path, value):
    def change(file):
        text = file.decode()
        m = re.search(r'id="report">(.*?)</script>', text)
        tree = json.loads(m[1])
        *outer, last = path.split("/")
        at(tree, "/".join(outer))[last] = value
        return (text[:m.start(1)] + json.dumps(tree, separators=(",", ":"),
                ensure_ascii=False) + text[m.end(1):]).encode()
    return change


def listed(path, act):
    def change(file):
        text = file.decode()
        m = re.search(r'id="report">(.*?)</script>', text)
        tree = json.loads(m[1])
        act(at(tree, path))
        return (text[:m.start(1)] + json.dumps(tree, separators=(",", ":"),
                ensure_ascii=False) + text[m.end(1):]).encode()
    return change


forge("a number", "periods/22-7/value is 36.7 in the report, 30",
      number("periods/22-7/value", 36.7))
forge("a digit on a page", "the pages are not",
      lambda f: f.replace(b"<b>38.0", b"<b>48.0", 1))
forge("a page, said to be drawn by others", "no signature vouches",
      lambda f: re.sub(rb'"drawn_with":"[^"]*"', b'"drawn_with":"others"',
                       f.replace(b"<b>38.0", b"<b>48.0", 1)))
forge("a figure", "the pages are not", lambda f: f.replace(
    b"base64,PD94", b"base64,PD95", 1))
forge("the period", "in the report, .* in the store",
      number("period/to_utc_s", main["period"]["to_utc_s"] - 86400))
forge("the diary", "diary/1/to_utc_s is", listed("diary", lambda d: d[0].update(
    to_utc_s=d[0]["to_utc_s"] + 3600)))
forge("an entry of the diary that is left out", "diary has 10 entries in the "
      "report, 11|diary has 9 entries in the report, 10",
      listed("diary", lambda d: d.pop()))
forge("the calibration", "quality/calibrated is true in the report, false",
      number("quality/calibrated", True))
forge("a missing day that was measured", "days/8/LAeq is 40", listed("days",
      lambda d: d[7].update(LAeq=40.0)))
forge("a day that is left out", "days has 30 entries", listed("days",
      lambda d: d.pop(3)))
forge("another key", "names the key", lambda f: f.replace(
    key.encode(), b"00" * 32), args=("--key", key))
forge("another head", "NOT VALID", number("seal/head", "ab" * 32))
forge("a page of the PDF", "the pages are not", lambda f: f.replace(
    b"/Count 5", b"/Count 4", 1) if b"/Count 5" in f else f.replace(
    b"/Count 4", b"/Count 3", 1), name="neighbourhood-en.pdf")
forge("any byte of a signed file", "changed after it was signed",
      lambda f: f.replace(b"Creator", b"Creatur", 1),
      name="neighbourhood-en.pdf", unsign=False)
copy = work + "/kept.db"
shutil.copy(store, copy)
db = sqlite3.connect(store)
for (name,) in list(db.execute("select name from sqlite_master where type = "
                               "'trigger'")):
    db.execute(f'drop trigger "{name}"')
tables = [t for (t,) in db.execute("select name from sqlite_master where "
                                   "type = 'table'")]
check("the store keeps records in a table", "record" in tables, tables)
db.execute("update record set LAeq = LAeq + 10 where sequence = 20000")
db.commit()
db.close()
r = verify(paths["neighbourhood-en.pdf"])
check("a store that was changed afterwards is found, not the report blamed",
      r.returncode == 1 and "changed" in r.stdout, r.stdout)
shutil.copy(copy, store)

# ------------------------------------------------------------------ notices

with open(conf, "a") as f:
    f.write("operator = Les Toits <calmes>\nmore = https://example.org/bruit\n")
said = {("wall", "en"): "cannot record, replay or transcribe",
        ("wall", "fr"): "ne peut ni enregistrer",
        ("register", "en"): "Recipients", ("register", "fr"): "Destinataires",
        ("sheet", "en"): "not the person", ("sheet", "fr"): "pas la personne"}
for (kind, language), words in said.items():
    path = f"{work}/{kind}-{language}.pdf"
    r = sourdine("notice", "--kind", kind, "--lang", language, "-o", path)
    text = re.sub(r"\s+", " ", run("pdftotext", path, "-").stdout)
    check(f"{kind}, {language}: is made, on one page", r.returncode == 0 and
          "Pages:           1" in run("pdfinfo", path).stdout, r.stderr)
    check(f"{kind}, {language}: says what it has to", words in text, text)
    if kind != "sheet":
        check(f"{kind}, {language}: names who runs it",
              "Les Toits <calmes>" in text, text)
leak = json.loads(sourdine("leak", "--json").stdout)
flat = re.sub(r"\s+", " ", run("pdftotext", work + "/register-en.pdf",
                               "-").stdout)
rates = re.search(r"at most ([\d.]+) bit/s, ([\d.]+) bit/s are stored", flat)
check("the register's figures are those of `sourdine leak`", rates and all(
    f"{float(x):.2f}" in {f"{v:.2f}" for v in map(float, re.findall(
        r"\d+\.\d+", json.dumps(leak)))} for x in rates.groups()), flat)
run("pdftoppm", "-r", "150", "-png", "-singlefile", work + "/wall-en.pdf",
    work + "/wall")
r = run("zbarimg", "--raw", "-q", work + "/wall.png")
check("the QR code on the wall can be read", r.stdout.strip() ==
      "https://example.org/bruit", r.stdout + r.stderr)
pages = int(re.search(r"Pages: +(\d+)", run("pdfinfo", paths[
    "neighbourhood-en.pdf"]).stdout)[1])
run("pdftoppm", "-r", "150", "-png", "-singlefile", "-f", str(pages),
    paths["neighbourhood-en.pdf"], work + "/last")
r = run("zbarimg", "--raw", "-q", work + "/last.png")
check("that of a report holds head and key", r.stdout.strip() ==
      f"sourdine {main['seal']['entries']}:{main['seal']['head']} {key}",
      r.stdout + r.stderr)

# ------------------------------------------------------------------ colours


def seen(colour, matrix):
    """A colour as CIE L*a*b*, after a simulated loss (Machado 2009)."""
    def linear(c):
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
    rgb = [linear(int(colour[i:i + 2], 16) / 255) for i in (0, 2, 4)]
    rgb = [min(1, max(0, sum(a * b for a, b in zip(row, rgb))))
           for row in matrix]
    x, y, z = (sum(a * b for a, b in zip(row, rgb)) / white for row, white in (
        ((.4124, .3576, .1805), .9505), ((.2126, .7152, .0722), 1),
        ((.0193, .1192, .9505), 1.089)))
    f = [t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116
         for t in (x, y, z)]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def nearest(colours, matrix):
    lab = [seen(c, matrix) for c in colours]
    return min(math.dist(a, b) for i, a in enumerate(lab) for b in lab[:i])


LOSSES = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281,
                   0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501,
                     0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809,
                   0.147602), (0.004733, 0.691367, 0.303900)),
}
with open("src/tell/report/pen.c") as f:
    classes = re.findall(r"\{ 0x([0-9a-f]{6}), \"", f.read())
check("eleven classes have a colour", len(classes) == 11, classes)
MAP = ["48c901", "53fe00", "b6fe74", "fffe02", "ffa800", "fd0000", "cf03fd",
       "920167"]       # NF S 31-130: red beside green
for loss, matrix in LOSSES.items():
    check(f"{loss}: no two classes look alike", nearest(classes, matrix) > 6,
          nearest(classes, matrix))
check("control: the colours of French noise maps do", min(
    nearest(MAP, m) for m in LOSSES.values()) < 6,
    {k: nearest(MAP, m) for k, m in LOSSES.items()})

# --------------------------------------------------------------- bad input

for what, args, wanted in (
    ("no file", ["--from", "2026-03-01"], "-o report.pdf"),
    ("a Word file", ["-o", work + "/r.doc"], "ends in .pdf or"),
    ("a day that is none", ["--from", "2026-02-30", "-o", work + "/r.pdf"],
     "a day like"),
    ("an end before the beginning", ["--from", "2026-03-02", "--to",
     "2026-03-01", "-o", work + "/r.pdf"], "later than"),
    ("a source that is none", ["--source", "dog", "-o", work + "/r.pdf"],
     "domestic"),
    ("a zone that is none", ["--zone", "Mars/Olympus", "-o", work + "/r.pdf"],
     "Europe/Paris"),
    ("a folder that is none", [*MARCH, "-o", work + "/no/r.pdf"], "no/r.pdf"),
    ("a period without a record", ["--from", "2020-01-01", "--to", "2020-01-02",
     "-o", work + "/r.pdf"], "no level"),
):
    r = sourdine("report", *args)
    check(f"{what} is refused and said", r.returncode not in (0, 1) and
          wanted in r.stderr and "Traceback" not in r.stderr, r.stderr)
check("and leaves no file behind", not [x for x in os.listdir(work)
                                        if x.startswith("r.pdf")])
with open(work + "/not.pdf", "wb") as f:
    f.write(b"%PDF-1.5\nnothing of ours\n%%EOF\n")
r = verify(work + "/not.pdf")
check("another PDF is no report", r.returncode == 1 and "not a report" in
      r.stdout, r.stdout)

shutil.rmtree(work)
print(f"report: {passed} passed, {failed} failed")
sys.exit(failed > 0)
