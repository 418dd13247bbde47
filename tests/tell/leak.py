#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""leak.py - `sourdine leak` against a count of its own: whole numbers, derived
from the rules of the decoders, without their formulas; and against decoders
and gate themselves, by trying all messages of small alphabets."""
import json
import os
import re
import subprocess
import tempfile
from decimal import Decimal, getcontext

from scene import BUILD, check, end, skip

getcontext().prec = 60
PROBE = os.path.join(BUILD, "tests/tell/leak_probe")
SOURDINE = os.path.join(BUILD, "sourdine")
# One level too many, to see that it is noticed.
LOUDEST = 1401 if os.environ.get("LEAK_CONTROL") else 1400
INTERVALS = (60, 90, 100, 120, 144, 150, 180, 200, 225, 240, 300, 360, 400, 450,
             600, 720, 900, 1200, 1800, 3600)


# ------------------------------------------------------------ the own count
def falling(top, places):
    """Falling sequences of levels 0 to top: those that begin at each level,
    summed up one place at a time."""
    begin = [1] * (top + 1)
    for _ in range(places - 1):
        total, longer = 0, []
        for ways in begin:
            total += ways
            longer.append(total)  # the next level is at most this one
        begin = longer
    return sum(begin)


def seconds(top=LOUDEST):
    return sum((top + 1) if state < 3 else 1 for state in range(6))


def spreads(top=LOUDEST):
    return falling(top, 7) + 1


def records(interval, top=LOUDEST, spread=None):
    """By covered seconds and flags, one after the other."""
    spread = spreads(top) if spread is None else spread
    legal = 0
    for covered in range(interval + 1):
        for flags in range(32):
            if (covered < interval) != bool(flags & (4 | 8 | 16)):
                continue
            if covered == 0:
                legal += not flags & (1 | 2)
            else:
                legal += (top + 1) * spread
    return legal


def histograms(classes=141, most=3600):
    """Counts of at most `most` seconds in so many classes: class by class."""
    ways = [1] + [0] * most
    for _ in range(classes):
        for n in range(1, most + 1):
            ways[n] += ways[n - 1]
    return sum(ways)


def ways(values, test):
    return sum(1 for v in values if test(v))


def calibrations(levels=range(-32768, 32768), tenths=range(1 << 20),
                 numbers=range(1 << 16)):
    """Verdict by verdict; each field may be what it likes beside the others."""
    def free(most):
        return lambda v: 0 <= v <= most
    legal = 0
    for verdict in range(256):
        if verdict > 6:
            continue
        classes = ways(range(256), lambda v: v in (1, 2) if verdict == 0 else v == 0)
        clipped = ways(range(256), lambda v: v == 0 if verdict in (0, 1) else
                       v == 1 if verdict == 4 else v in (0, 1))
        if verdict == 1:  # no tone: all else is 0
            zero = [ways(values, lambda v: v == 0)
                    for values in (levels, tenths, numbers, numbers, numbers)]
        else:
            zero = [ways(levels, lambda v: abs(v) <= 20000),
                    ways(tenths, free(960000)), ways(numbers, free(20000)),
                    ways(numbers, free(10000)), ways(numbers, free(600))]
        product = classes * clipped
        for n in zero:
            product *= n
        legal += product
    return legal


def comparisons(levels=range(-32768, 32768), numbers=range(1 << 16)):
    """The same: how unsteady, and how many seconds."""
    rules = ((lambda v: v <= 150, lambda s: s == 300),
             (lambda v: True, lambda s: s < 300),
             (lambda v: True, lambda s: True),
             (lambda v: v > 150, lambda s: True),
             (lambda v: v == 0, lambda s: True))
    return sum(ways(levels, lambda v: abs(v) <= 20000 and (n != 4 or v == 0)) *
               ways(numbers, lambda v: v <= 20000 and unsteady(v)) *
               ways(numbers, lambda s: s <= 300 and lasting(s))
               for n, (unsteady, lasting) in enumerate(rules))


def bits(n):
    return Decimal(n).ln() / Decimal(2).ln()


def streams(interval, levels):
    """levels: of a spectrum, 0 without."""
    extra = bits((LOUDEST + 1) ** levels + 1) if levels else Decimal(0)
    full = records(interval)

    def both(places):
        return bits(full * places + 1) + extra
    out = {"memory": bits(seconds()),
           "histogram": bits(HISTOGRAMS) / 3600,
           "records": both(1) / interval}
    out["sent"] = out["memory"] + (bits(spreads()) + extra) / interval
    out["passed"] = out["memory"] + both(4) / interval
    out["stored"] = out["records"] + out["histogram"]
    return out


HISTOGRAMS = histograms()
CALIBRATIONS = calibrations()
COMPARISONS = comparisons()


# ----------------------------------------------------------------- the verb
def run(*words):
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=60, text=True)
    return done.returncode, done.stdout, done.stderr


def verb(interval, *options, calibrated=0):
    return run(PROBE, "verb", str(interval), str(calibrated), *options)


def same(text, value):
    """The same in the last digit that JSON prints: ten of them."""
    return f"{Decimal(text):.9e}" == f"{value:.9e}"


def compare(interval, levels, *options, calibrated=0):
    name = f"{interval} s{' with spectrum' if levels else ''}"
    code, out, err = verb(interval, "--json", *options, calibrated=calibrated)
    if not check(f"{name}: within the budget", code == 0 and not err, err):
        return
    o = json.loads(out, parse_float=str)
    legal = {"second": seconds(), "spread": spreads(),
             "record": records(interval),
             "histogram": HISTOGRAMS}
    if levels:
        legal["spectrum"] = (LOUDEST + 1) ** levels + 1
    check(f"{name}: as many messages, to the last digit",
          {m["name"]: int(m["legal"]) for m in o["messages"]} == legal)
    legal.update(calibration=CALIBRATIONS, comparison=COMPARISONS)
    check(f"{name}: as many that are sent by hand",
          [(m["name"], int(m["legal"])) for m in o["by_hand"]] ==
          [("calibration", CALIBRATIONS), ("comparison", COMPARISONS)], o["by_hand"])
    wrong = [m for m in o["messages"] + o["by_hand"]
             if not same(m["bits"], bits(legal[m["name"]]))]
    check(f"{name}: as many bits each", not wrong, wrong)
    want = streams(interval, levels)
    got = {s["name"]: s for s in o["streams"]}
    wrong = [k for k in want if not (
        same(got[k]["bit_per_s"], want[k]) and
        same(got[k]["bytes_per_day"], want[k] * 10800) and
        same(got[k]["words_per_day"], want[k] * 86400 / Decimal("5.5")))]
    check(f"{name}: as many bits a second, bytes and words a day",
          set(got) == set(want) and not wrong, wrong)
    check(f"{name}: the ten minutes in memory",
          same(o["memory_bytes"], want["memory"] * 75), o["memory_bytes"])


def counts():
    for interval in INTERVALS:
        compare(interval, 0)
    compare(60, 8, "--spectrum")
    compare(900, 9, "--spectrum", calibrated=1)
    compare(1800, 0, "--interval", "1800")


def text():
    code, out, err = verb(60)
    want = streams(60, 0)
    rows = {line[:44].strip(): line[44:].split() for line in out.split("\n")}
    for row, key in (("messages out of hear", "sent"),
                     ("seconds: on this machine, in memory", "memory"),
                     ("stored: records", "records"),
                     ("stored: hourly histogram", "histogram"),
                     ("stored in all: what can leave", "stored")):
        value = [f"{want[key]:.2f}", f"{want[key] * 10800:.0f}",
                 f"{want[key] * 86400 / Decimal('5.5'):.0f}"]
        check(f"the table says of '{row}' what was counted",
              rows.get(row) == value, (rows.get(row), value))
    check("the spread's count stands in the table in full",
          str(spreads()) in out.split(), out)
    check("no line is wider than a terminal",
          max(map(len, out.split("\n"))) <= 80, max(map(len, out.split("\n"))))
    check("so do those of what is sent by hand", str(CALIBRATIONS) in out.split()
          and str(COMPARISONS) in out.split(), out)
    check("it says what it does not prove", "does not prove" in out)
    slow = [f"{Decimal(450) / want[k]:.0f} s" for k in ("passed", "stored")]
    check("how long a second of coded sound would take",
          all(s in out for s in slow), slow)


def documents():
    """What people read is what was counted."""
    want = streams(60, 0)
    with open("src/tell/leak/count.h") as f:
        needs = {m[0]: float(m[1]) for m in re.findall(
            r"#define LEAK_NEEDS_(\w+)\s+([0-9.]+)", f.read())}
    sentences = {
        "README.md": (f"at most {want['sent']:.1f} bit/s",
                      f"at most {want['stored']:.1f} bit/s"),
        "src/gate/SPEC.md": (f"at most {want['sent']:.2f} bit/s",
                             f"about {want['stored']:.1f} bit/s",
                             f"{seconds()} | {bits(seconds()):.2f}",
                             f"| {bits(spreads()):.1f} |",
                             f"codecs need {needs['CODEC']:.0f} bit/s"),
        "src/gate/LEVELS.md": (f"{needs['CODEC']:.0f} bit/s",
                               f"text needs {needs['TEXT']:.0f} to")}
    for name, wanted in sentences.items():
        with open(name, encoding="utf-8") as f:
            text = " ".join(f.read().split())
        missing = [w for w in wanted if w not in text]
        check(f"{name} says what was counted", not missing, missing)


def refusals():
    for interval, spectrum in ((50, False), (30, False), (1, False), (50, True)):
        want = streams(interval, 8 if spectrum else 0)
        over = want["passed"] > 16 or want["stored"] > (4 if spectrum else 2)
        code, out, err = verb(60, "--interval", str(interval),
                              *["--spectrum"] * spectrum)
        check(f"{interval} s{' with spectrum' * spectrum} is refused: "
              f"{'over the budget' if over else 'no such record'}",
              code == 3 and not out and err.count("\n") == 1 and
              ("budget" in err) == over, (code, err))
    for words in (["--interval", "7"], ["--interval"], ["--interval", "0"],
                  ["--interval", "60x"], ["--interval", "-60"], ["x"],
                  ["--interval", "7200"], ["--spectra"]):
        code, out, err = verb(60, *words)
        check(f"{' '.join(words)} is usage", code == 2 and not out and
              err.startswith("sourdine: ") and err.count("\n") == 1, err)
    with open("/dev/full", "w") as full:
        done = subprocess.run([PROBE, "verb", "60", "0"], stdout=full,
                              stderr=subprocess.PIPE, timeout=60)
    check("a full disk is said", done.returncode == 4 and done.stderr)


# -------------------------------------------------- decoders and gate, tried
def probe(*words):
    return int(run(PROBE, *map(str, words))[1])


def decoders():
    check("the decoder takes so many seconds, of all that bytes can say",
          probe("second") == seconds(), probe("second"))
    for top in (0, 1, 3):
        check(f"the decoder takes so many spreads of levels 0 to {top}",
              probe("spread", top) == spreads(top), probe("spread", top))
    for interval in (60, 90):
        check(f"the decoder takes so many records of {interval} s, levels 0 and 1",
              probe("record", interval, 1) == records(interval, 1),
              (probe("record", interval, 1), records(interval, 1)))
    edge = (-32768, -20001, -20000, -1, 0, 1, 20000, 20001, 32767)
    some = (0, 1, 150, 151, 299, 300, 301, 600, 601, 10000, 10001, 20000, 20001, 65535)
    hz = (0, 1, 10000, 65536, 960000, 960001)
    check("the decoder takes so many comparisons, of numbers at the edges",
          probe("comparison") == comparisons(edge, some), probe("comparison"))
    check("and so many calibrations",
          probe("calibration") == calibrations(edge, hz, some), probe("calibration"))
    for interval in (60, 120):
        most = probe("gate", interval)
        check(f"whatever hear tries, one record in {interval} s is the most",
              most == 200, most)


def command():
    if "no verb" in run(SOURDINE, "leak", "--json")[2]:
        skip("`sourdine leak`: the command has no such verb")
        return
    with tempfile.TemporaryDirectory() as folder:
        for interval in (60, 900):
            path = os.path.join(folder, "c.conf")
            with open(path, "w") as f:
                f.write(f"interval_s = {interval}\n")
            code, out, _ = run(SOURDINE, "--config", path, "leak", "--json")
            check(f"the command takes interval_s = {interval} from the "
                  "configuration", code == 0 and
                  json.loads(out)["interval_s"] == interval, out)


counts()
text()
documents()
refusals()
decoders()
command()
end("leak")
