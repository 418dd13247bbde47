#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only a study report has: before and after, against known truth."""
import datetime
import hashlib
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from papers import data  # noqa: E402

BUILD = os.path.abspath(os.environ.get("BUILD", "build"))
passed = failed = 0


def check(what, good, detail=""):
    global passed, failed
    passed += bool(good)
    failed += not good
    print(f"{'ok' if good else 'FAILED'} {what}{'' if good else f': {detail}'}",
          flush=True)


work = tempfile.mkdtemp(prefix="sourdine-study-")
PARIS = ["--zone", "Europe/Paris", "--kind", "study", "--lang", "en"]
BEFORE = ["--before", "2026-03-02", "--before-to", "2026-03-07"]
AFTER = ["--from", "2026-03-23", "--to", "2026-03-28"]


def run(*args):
    return subprocess.run(list(args), capture_output=True, text=True,
                          timeout=120, env=dict(os.environ, LANGUAGE="en",
                                                LC_ALL="C.UTF-8"))


def month(name, *args):
    """A store of known truth (make_month.c), and its configuration."""
    r = run(BUILD + "/tests/tell/make_month", f"{work}/{name}.db", "31", *args)
    check(f"the month {name} is made", r.returncode == 0, r.stderr)
    with open(f"{work}/{name}.conf", "w") as f:
        f.write(f"store = {work}/{name}.db\nruntime = {work}/run\n")


def sourdine(name, *args):
    return run(BUILD + "/sourdine", "--config", f"{work}/{name}.conf", *args)


def report(name, file, *args):
    path = f"{work}/{file}"
    r = sourdine(name, "report", *PARIS, *args, "-o", path)
    check(f"{file} is made", r.returncode == 0 and os.path.exists(path),
          r.stderr)
    return path


def printed(path):
    return re.sub(r"\s+", " ", run("pdftotext", "-layout", path, "-").stdout)


def valid(name, path):
    r = sourdine(name, "verify", path)
    check(f"{os.path.basename(path)} is valid", r.returncode == 0 and
          "each number is" in r.stdout and "the pages are what" in r.stdout,
          r.stdout + r.stderr)


def forge(name, path, what, wanted, act):
    """Change the numbers of an HTML report: it has to be refused for it."""
    with open(path) as f:
        text = f.read()
    m = re.search(r'id="report">(.*?)</script>', text)
    tree = json.loads(m[1])
    act(tree)
    text = text[:m.start(1)] + json.dumps(
        tree, separators=(",", ":"), ensure_ascii=False) + text[m.end(1):]
    text = re.sub("(sourdine-signature:)[0-9a-f]{128}", r"\g<1>" + "0" * 128,
                  text)
    with open(work + "/forged.html", "w") as f:
        f.write(text)
    r = sourdine(name, "verify", work + "/forged.html")
    check(f"forgery, {what}: refused and said", r.returncode == 1 and
          re.search(wanted, r.stdout), r.stdout + r.stderr)


def leq(levels):
    return 10 * math.log10(sum(10 ** (x / 10) for x in levels) / len(levels))


def truth(first, last, lower=0, left_out=lambda day, second: False):
    """(day, hour, level) of each minute of these days of March 2026, CET."""
    for day in range(first - 1, last):
        for second in range(0, 86400, 60):
            pump = (day % 3 == 0 and second >= 84600) or \
                (day % 3 == 1 and second < 4200)
            base = 42 if 7 * 3600 <= second < 22 * 3600 else 28
            if not left_out(day + 1, second):
                yield day, second // 3600, (38 if pump else base +
                                            second // 60 % 5 - 2) - lower


def values(minutes):
    """LAeq, Lday, Levening, Lnight, Lden of minutes as above."""
    part = [leq([m[2] for m in minutes if m[1] in hours]) for hours in
            (range(6, 18), range(18, 22), (22, 23, *range(6)))]
    den = 10 * math.log10((12 * 10 ** (part[0] / 10) + 4 * 10 ** (
        part[1] / 10 + .5) + 8 * 10 ** (part[2] / 10 + 1)) / 24)
    return [leq([m[2] for m in minutes]), *part, den]


def spread(minutes):
    """How far the mean of the days may be off, value by value."""
    days = [values([m for m in minutes if m[0] == day])
            for day in sorted({m[0] for m in minutes})]
    out = []
    for column in zip(*days):
        mean = sum(column) / len(column)
        out.append(math.sqrt(sum((x - mean) ** 2 for x in column) /
                             (len(column) - 1) / len(column)))
    return out


# -------------------------------------------------------- before and after

month("quieter", "20", "30")
month("same")
month("moved", "31", "0", "10")
path = report("quieter", "quieter.pdf", *AFTER, *BEFORE)
web = report("quieter", "quieter.html", *AFTER, *BEFORE)
rows = {row["name"]: row for row in data(path)["compare"]["rows"]}
before, after = list(truth(2, 7)), list(truth(23, 28, 3))
drift = 0.2 / math.sqrt(3)
for name, a, b, sa, sb in zip(("LAeq", "Lday", "Levening", "Lnight", "Lden"),
                              values(before), values(after), spread(before),
                              spread(after)):
    row = rows[name]
    U = max(0.5, 2 * math.sqrt(round(drift, 2) ** 2 + sa ** 2 + sb ** 2))
    check(f"{name} before and after is the truth", abs(row["before"] - a) <
          0.006 and abs(row["after"] - b) < 0.006 and
          abs(row["difference"] - (b - a)) < 0.006, (row, a, b))
    check(f"the ± of {name} is drift and the spread of days",
          abs(row["U"] - U) < 0.011, (row, U))
    check(f"{name}: the 3 dB less are seen where they exceed the ±",
          row["indication"] == ("lower" if a - b >= U else
                                "too close to say"), row)
check("3 dB less in the day are seen", rows["Lday"]["indication"] == "lower"
      and rows["Lday"]["U"] == 0.5, rows["Lday"])
check("LA90,1s, too", rows["LA90,1s"]["indication"] == "lower" and
      abs(rows["LA90,1s"]["difference"] + 3) < 1.01, rows["LA90,1s"])
text = printed(path)
check("both levels and their difference are printed", re.search(
    rf"Lday {rows['Lday']['before']:.1f} {rows['Lday']['after']:.1f} "
    r"−3\.0 0\.5 6, 6 lower", text), text[:3000])
even = report("same", "even.pdf", *AFTER, *BEFORE)
none = [r for r in data(even)["compare"]["rows"] if abs(r["difference"]) < .05]
check("no difference has no sign", none and all(
    f"{r['name']} {r['before']:.1f} {r['after']:.1f} 0.0 " in printed(even)
    for r in none), (none, printed(even)[:3000]))
valid("quieter", path)
valid("quieter", web)
forge("quieter", web, "a difference", "compare/rows/2/difference is -9",
      lambda t: t["compare"]["rows"][1].update(difference=-9.0))
forge("quieter", web, "another period before", "compare/",
      lambda t: t["report"].update(before_from_utc_s=t["report"][
          "before_from_utc_s"] + 86400))
same = data(report("same", "same.html", *AFTER, *BEFORE))["compare"]["rows"]
check("where nothing changed it is too close to say", all(
    row["indication"] == "too close to say" for row in same), same)
r = data(report("same", "loose.html", "--from", "2026-03-16", "--to",
                "2026-03-21", *BEFORE))["compare"]
check("not calibrated in one of them: the ± is not known",
      not r["same_setting"] and all(row["U"] is None and row["indication"] ==
                                    "not known" for row in r["rows"]), r)
r = data(report("same", "one.html", "--from", "2026-03-24", "--to",
                "2026-03-24", "--before", "2026-03-23"))["compare"]["rows"]
check("one day each: nobody knows how days differ", all(
    row["U"] is None and row["days_before"] == 1 for row in r), r)
for what, args, wanted in (
    ("moved between the two", [*AFTER, *BEFORE], "between the two"),
    ("moved during one", ["--from", "2026-03-23", "--to", "2026-03-28",
                          "--before", "2026-03-08", "--before-to",
                          "2026-03-14"], "during the period before"),
):
    r = sourdine("moved", "report", *PARIS, *args, "-o", work + "/no.pdf")
    check(f"{what}: refused, with the reason", r.returncode != 0 and
          "cannot be compared" in r.stderr and wanted in r.stderr and
          not os.path.exists(work + "/no.pdf"), r.stderr)
for what, args, wanted in (
    ("a day that is none", ["--before", "2026-02-30"], "a day like"),
    ("periods that overlap", ["--before", "2026-03-20", "--before-to",
                              "2026-03-25"], "end before --from"),
    ("--before-to alone", ["--before-to", "2026-03-07"], "--before"),
    ("another kind", [*BEFORE, "--kind", "neighbourhood"], "--kind study"),
):
    r = sourdine("same", "report", *PARIS, *AFTER, *args, "-o",
                 work + "/no.pdf")
    check(f"{what} is refused", r.returncode == 2 and wanted in r.stderr,
          r.stderr)

# ---------------------------------------------------------------- weather

def station(name, lines, head="time,rain_mm,wind_m_s"):
    with open(f"{work}/{name}", "w") as f:
        f.write("\n".join([head, *lines]) + "\n")
    return f"{work}/{name}"


def hours(day, first, last):
    """What bad() below calls bad, hour by hour."""
    for d in range(day, day + 6):
        for h in range(first, last):
            rain = "0.4" if d == 24 and 13 <= h < 16 else "0"
            wind = "6.1" if d == 26 and 2 <= h < 4 else "5.0"
            yield f"2026-03-{d:02d}T{h:02d}:00:00+01:00,{rain},{wind}"


def bad(day, second):
    return (day == 24 and 13 <= second // 3600 < 16) or \
        (day == 26 and 2 <= second // 3600 < 4)


wet = station("wet.csv", hours(23, 0, 24))
path = report("same", "weather.pdf", *AFTER, "--weather", wet)
tree = data(path)
dry = values(list(truth(23, 28, 0, bad)))
all_weather = values(list(truth(23, 28)))
got = [tree["periods"]["all"]["value"]] + [tree["indicators"][n]["value"]
                                           for n in ("Lday", "Levening",
                                                     "Lnight", "Lden")]
check("what is left are the minutes without rain and wind", all(
    abs(a - b) < 0.006 for a, b in zip(got, dry)), (got, dry))
check("which is not the same as with them", abs(dry[1] - all_weather[1]) > .012
      and abs(dry[3] - all_weather[3]) > .012, (dry, all_weather))
check("five hours were left out, and nothing is unknown",
      tree["quality"]["weather_left_out"] == 300 and
      tree["quality"]["weather_left_out_s"] == 5 * 3600 and
      tree["quality"]["weather_unknown_s"] == 0, tree["quality"])
check("they count as not measured",
      abs(tree["periods"]["all"]["coverage"] - 139 / 144) < 1e-4 and
      tree["quality"]["measured_s"] == 139 * 3600, tree["quality"])
pumps = [f"2026-03-{d}T00:{m}:00+01:00,{int(m == '20')},1" for d in (23, 26)
         for m in ("00", "20", "21")]
loud, quiet = (data(report("same", f"{name}.html", *AFTER, *args))
               ["hours_of_day"][0]["LA10,1s"] for name, args in
               (("pumps", []), ("no-pumps", ["--weather", station(
                   "pumps.csv", pumps)])))
check("percentiles leave out the hours with a minute of rain",
      loud > 37 and 29 < quiet < 32, (loud, quiet))
night = ["--from", "2026-03-25", "--to", "2026-03-26", "--source", "professional"]
one = data(report("same", "dry-night.html", *night))
file = report("same", "wet-night.pdf", *night, "--weather", station("night.csv", [
    f"2026-03-26T0{h}:00:00+01:00,{int(h == 0)},1" for h in range(3)]))
two = data(file)
check("an hour of rain while the pump ran: its levels are left out, it ran all the same",
      two["quality"]["weather_left_out"] == 60 and two["emergence"]["night"]
      ["cumulated_s"] == one["emergence"]["night"]["cumulated_s"] == 6000 and
      two["emergence"]["night"]["term"] == 3 and
      abs(two["emergence"]["night"]["LAeq_ambient"] - 38) < 0.01,
      (one["emergence"], two["emergence"]))
check("and that is said", "in rain and wind as well" in printed(file))
none = data(report("same", "rain.html", "--from", "2026-03-26", "--to", "2026-03-26",
                   "--weather", station("rain.csv", [
                       f"2026-03-26T{h:02d}:00:00+01:00,1,1" for h in range(24)])))
check("a day of rain has no level, and that is no fault", none["hours"] == [] and
      none["periods"]["all"]["value"] is None and
      none["periods"]["22-7"]["LAFmax"] is None, none["periods"])
with open(wet, "rb") as f:
    digest = hashlib.sha256(f.read()).hexdigest()
text = printed(path)
check("it is said, with the file's hash", "5 h 00 min in 300 records" in text
      and digest in text and tree["report"]["weather"]["sha256"] == digest and
      "wet.csv" in text and "weather is not known" not in text, text[:2500])
valid("same", path)
web = report("same", "weather.html", *AFTER, *BEFORE, "--weather", wet)
row = data(web)["compare"]["rows"][3]
check("before and after leave it out, too", abs(row["after"] - dry[3]) < .006,
      row)
valid("same", web)
forge("same", web, "fair weather instead of rain",
      "periods/all/value is|quality/weather_left_out is", lambda t: [
          s.__setitem__(2, False) for s in t["report"]["weather"]["spans"]])
tree = data(report("same", "half.html", *AFTER, "--weather",
                   station("half.csv", hours(23, 0, 12))))
check("hours that the file does not name are kept, and said",
      tree["quality"]["weather_left_out"] == 120 and
      tree["quality"]["weather_unknown_s"] == 6 * 12 * 3600, tree["quality"])
T = "2026-03-23T00:00:00Z"
for what, lines, head, wanted in (
    ("a head without wind", [], "time,rain_mm", "line 1.*wind_m_s"),
    ("a time that is none", [T + ",0,1", "yesterday,0,1"], None,
     "line 3: 'yesterday' is not a time like"),
    ("times out of order", [T + ",0,1", T + ",0,1"], None,
     "line 3.*later than"),
    ("rain that is none", [T + ",much,1"], None, "line 2: 'much'.*mm"),
    ("wind below nothing", [T + ",0,-3"], None, "line 2: '-3'.*m/s"),
    ("a comma as decimal sign", [T + ',"0,2",1'], None, "line 2"),
    ("a line too short", [T + ",0"], None, "line 2.*columns"),
    ("no line at all", [], None, "a line of weather"),
):
    file = station("bad.csv", lines, *([head] if head else []))
    r = sourdine("same", "report", *PARIS, *AFTER, "--weather", file, "-o",
                 work + "/no.pdf")
    check(f"weather, {what}: file, line and what would be right",
          r.returncode == 4 and "bad.csv" in r.stderr and
          re.search(wanted, r.stderr), (r.returncode, r.stderr))
r = sourdine("same", "report", *PARIS, *AFTER, "--weather", work + "/none.csv",
             "-o", work + "/no.pdf")
check("weather, no such file", r.returncode == 4 and "none.csv" in r.stderr,
      r.stderr)

# ------------------------------------------- data quality and types of day

r = run(BUILD + "/tests/tell/make_month", work + "/easter.db", "40")
with open(work + "/easter.conf", "w") as f:
    f.write(f"store = {work}/easter.db\nruntime = {work}/run\n")
path = report("easter", "easter.pdf", "--from", "2026-03-01", "--to",
              "2026-04-08")
tree = data(path)
kinds = {"working": [], "saturday": [], "sunday": []}
for day in tree["days"]:
    date = datetime.date.fromisoformat(day["start"][:10])
    sunday = date.weekday() == 6 or date == datetime.date(2026, 4, 6)
    kinds["sunday" if sunday else "saturday" if date.weekday() == 5 else
          "working"].append(day)
check("39 days, 6 Sundays and Easter Monday among them",
      [len(k) for k in kinds.values()] == [27, 5, 7], kinds)
for row in tree["day_types"]:
    days = [d for d in kinds[row["type"]] if d["coverage"] >= 0.75]
    check(f"{row['type']} days are counted, measured ones too",
          (row["days"], row["measured"]) == (len(kinds[row["type"]]),
                                             len(days)), row)
    for name in "LAeq", "Lday", "Levening", "Lnight", "Lden":
        want = leq([d[name] for d in days if d[name] is not None])
        check(f"{row['type']} days: {name} is the mean of their energy",
              abs(row[name] - want) < 0.006, (row, want))
    dens = [d["Lden"] for d in days if d["Lden"] is not None]
    check(f"{row['type']} days: from the quietest to the loudest",
          (row["Lden_lowest"], row["Lden_highest"]) == (min(dens),
                                                        max(dens)), row)
check("Easter Monday is the only holiday", [row["holidays"] for row in
                                            tree["day_types"]] == [0, 0, 1])
q = tree["quality"]
check("two gaps, a day and four hours; the longest is the day",
      (q["gaps"], q["longest_gap_s"]) == (2, 86400), q)
text = printed(path)
used = 39 * 24 - 1 - 24 - 4     # one hour less: clocks were set
length = tree["period"]["length_s"]
check("measured and not is printed", f"measured and used {used // 24} days "
      f"{used % 24} h {100 * used * 3600 / length:.1f} %" in text and
      re.search(r"not measured 28 h 00 min 3\.0 %", text) and
      q["measured_s"] == used * 3600, (q, text[-4000:]))
check("so are gaps and what was not calibrated", re.search(
    r"without a record 2 the longest of them 24 h 00 min records not "
    r"calibrated 10080 18\.5 %", text), text[-4000:])
check("and the types of day", re.search(r"Sundays, holidays 6 ?/ ?7", text),
      text[-4000:])
valid("easter", path)
check("a report without weather leaves nothing out for it",
      "weather_left_out" not in q and "rain or wind" not in text)

# ------------------------------------------------ files that go with it

long = b"start_utc_s,LAeq\n" * 100000
with open(work + "/a <long> export.csv", "wb") as f:
    f.write(long)
with open(work + "/empty.csv", "wb") as f:
    pass
web = report("same", "files.html", *AFTER, "--attach",
             work + "/a <long> export.csv", "--attach", work + "/empty.csv")
want = [{"name": "a <long> export.csv", "size": len(long),
         "sha256": hashlib.sha256(long).hexdigest()},
        {"name": "empty.csv", "size": 0,
         "sha256": hashlib.sha256(b"").hexdigest()}]
check("name, size and hash of each file", data(web)["report"]["attached"] ==
      want, data(web)["report"])
path = report("same", "files.pdf", *AFTER, "--attach",
              work + "/a <long> export.csv")
text = printed(path)
check("and printed", "a <long> export.csv, 1700000 bytes" in text and
      want[0]["sha256"] in text, text[-3000:])
valid("same", path)
valid("same", web)
r = sourdine("same", "verify", path)
check("verify says that the file lies beside it, and is the one", r.returncode == 0
      and "a <long> export.csv lies beside the report, and is the file that is meant"
      in r.stdout, r.stdout)
os.rename(work + "/a <long> export.csv", work + "/kept.csv")
r = sourdine("same", "verify", path)
check("that it does not", r.returncode == 0 and "export.csv does not lie beside the "
      "report: it was not looked at" in r.stdout, r.stdout)
shutil.copy(work + "/empty.csv", work + "/a <long> export.csv")
r = sourdine("same", "verify", path)
check("and that it is another one", r.returncode == 1 and "is another file" in r.stdout
      and hashlib.sha256(b"").hexdigest() in r.stdout and "NOT VALID" in r.stdout and
      "each number is" in r.stdout, r.stdout)
os.rename(work + "/kept.csv", work + "/a <long> export.csv")
with open("/etc/hostname", "rb") as f:
    host = hashlib.sha256(f.read()).hexdigest()
with open(web) as f:
    text = f.read()
with open(work + "/same.db.key", "rb") as f:
    secret = hashlib.sha256(f.read()).hexdigest()
outside = work + "/outside.html"
for elsewhere, digest in (("../../etc/hostname", host), ("same.db.key", secret)):
    with open(outside, "w") as f:
        f.write(re.sub(r'"name":"a (<|\\u003c)long> export.csv"',
                       f'"name":"{elsewhere}"', text))
    r = sourdine("same", "verify", outside)
    check(f"{elsewhere} is not looked at", f"{elsewhere} was not looked at" in
          r.stdout and digest not in r.stdout, r.stdout)
forge("same", web, "another hash of a file", "the pages are not",
      lambda t: t["report"]["attached"][0].update(sha256="0" * 64))
r = sourdine("same", "report", *PARIS, *AFTER, "--attach", work + "/none.csv",
             "-o", work + "/no.pdf")
check("a file that is not there is refused and named", r.returncode == 4 and
      "none.csv" in r.stderr and not os.path.exists(work + "/no.pdf"),
      r.stderr)
r = sourdine("same", "report", *PARIS, *AFTER, *["--attach",
             work + "/empty.csv"] * 17, "-o", work + "/no.pdf")
check("17 files are too many", r.returncode == 2 and "16" in r.stderr,
      r.stderr)

# ----------------------------------- how the computation keeps to standards

with open("src/tell/report/conformance.h") as f:
    rows = re.findall(r'^CONFORMANCE\("(.*)", (\d+), ([\d.]+)\)', f.read(), re.M)
text = printed(path)
check("the summary of the conformance tables stands in it", len(rows) == 9 and all(
    re.search(rf"{re.escape(clause)} .{{5,90}}? {n} {float(margin):.2f} ", text)
    for clause, n, margin in rows), (rows, text[-6000:]))
check("and that it is no type approval", "no type approval" in text)

# -------------------------------------------------------- several meters

other = ["--also", work + "/quieter.db"]
path = report("same", "meters.pdf", *AFTER, *other)
web = report("same", "meters.html", *AFTER, *other)
one, two = data(path)["meters"]
for name, a, b in zip(("LAeq", "Lday", "Levening", "Lnight", "Lden"),
                      values(before_same := list(truth(23, 28))),
                      values(after)):
    check(f"{name} of both meters is the truth", abs(one[name] - a) < .006 and
          abs(two[name] - b) < .006, (one, two, a, b))
key = data(report("quieter", "own.html", *AFTER))["seal"]["public_key"]
check("each with its own key", two["seal"]["public_key"] == key !=
      one["seal"]["public_key"] and len(two["seal"]["head"]) == 64, two)
text = printed(path)
check("both are printed", re.search(
    rf"2 {two['LAeq']:.1f} {two['Lnight']:.1f} {two['Lden']:.1f}", text) and
    key in text, text[:3000])
text = printed(report("same", "meters-fr.pdf", *AFTER, *other, "--lang", "fr",
                      "--redact"))
check("without words for a place it is named in French", "Sonomètre 2 : À l’intérieur,"
      in text.replace("\u00a0", " "), text[:3000])
r = sourdine("same", "verify", path)
check("valid, and it says that the other was not compared",
      r.returncode == 0 and "were not compared" in r.stdout, r.stdout)
r = sourdine("same", "verify", path, *other)
check("valid with the other store", r.returncode == 0 and
      "not compared" not in r.stdout and "each number is" in r.stdout,
      r.stdout + r.stderr)
r = sourdine("same", "verify", path, "--also", work + "/moved.db")
check("with another store it is not", r.returncode == 1 and
      "meters/2/" in r.stdout, r.stdout)
r = sourdine("same", "report", *PARIS, *AFTER, *other * 5, "-o",
             work + "/no.pdf")
check("five others are too many", r.returncode == 2 and "at most 4" in
      r.stderr, r.stderr)
r = sourdine("same", "report", *PARIS, *AFTER, "--also", work + "/none.db",
             "-o", work + "/no.pdf")
check("a store that is not there is named", r.returncode == 5 and
      "none.db" in r.stderr, r.stderr)

shutil.rmtree(work)
print(f"report_study: {passed} passed, {failed} failed")
sys.exit(failed != 0)
