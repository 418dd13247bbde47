# SPDX-License-Identifier: GPL-3.0-or-later
"""prove_function.py - claim 3: what leaves is the published function of the
sound, and nothing else.  Noise with the same levels as speech gives the same
bytes everywhere; so does the sound turned upside down; and a reference written
by other hands computes the same digits."""
import hashlib
import json
import os
import sys
import tempfile

from prove_kit import RATE, need, not_run, resample, row, speech

CLAIM = "only the published function leaves"
need(CLAIM, "noise twins", "numpy", "scipy")

import numpy as np  # noqa: E402

import prove_house as house  # noqa: E402
import prove_twin as twin  # noqa: E402

LEAD_S, MINUTES, TAIL_S = 2, 6, 3
EDGE_DB = 0.006         # the weighting is within 0.005 dB of the true curve
SEEDS = "tests/privacy/prove_seeds.json"


def sound():
    """Two languages, in a room that is never quite silent."""
    parts = []
    for language in ("en", "fr"):
        x, source = speech(language, MINUTES // 2 * 60, skip=20)
        if x is None:
            return None, source
        parts.append(resample(x, 8000, RATE) * 0.02)
    x = np.concatenate(parts)
    around = twin.noise(1, (LEAD_S + TAIL_S) * RATE + len(x)) * 3e-5
    x = np.concatenate([np.zeros(LEAD_S * RATE), x, np.zeros(TAIL_S * RATE)])
    # no word begins with a minute: both would be one rise
    x = np.roll(x, RATE // 3)
    return (x + around).astype("f4"), source


def kept_seeds(x):
    """Seeds that were found for this very speech, else others to begin with."""
    name = hashlib.sha256(np.round(x, 6).tobytes()).hexdigest()[:16]
    with open(SEEDS) as f:
        kept = json.load(f)
    known = kept["speech"] == name and len(kept["seeds"]) == MINUTES
    seeds = kept["seeds"] if known else list(range(100, 100 * MINUTES + 1, 100))
    return name, seeds, known


# ------------------------------------------------------------- the reference

def reference(x):
    """Per minute: LAeq of each second, LAFmax, LAFmin, unrounded."""
    sys.path.insert(0, os.environ["ORACLE"])
    import oracle
    n = len(x)
    spectrum = np.fft.rfft(x.astype("f8"), 2 * n)
    f = np.fft.rfftfreq(2 * n, 1 / RATE)
    a = np.fft.irfft(spectrum * oracle.h_weight(f, "A"), 2 * n)[:n]
    p2 = 2 * a * a * 10 ** 12
    second = 10 * np.log10(p2[:n // RATE * RATE].reshape(-1, RATE).mean(axis=1))
    fast = 10 * np.log10(oracle.expavg(p2, RATE, 0.125) + 1e-9)
    out = []
    for m in range(MINUTES):
        at = LEAD_S + 60 * m
        part = fast[at * RATE:(at + 60) * RATE]
        out.append((second[at:at + 60], part.max(), part.min()))
    return out


def compare(levels, digits):
    """(compared, on an edge, different) of levels and tenths."""
    levels, digits = np.asarray(levels), np.asarray(digits)
    on_edge = np.abs(levels * 10 % 1 - 0.5) < EDGE_DB * 10
    off = (np.round(levels * 10) != digits) & ~on_edge
    return np.array([(~on_edge).sum(), on_edge.sum(), off.sum()])


def against_reference(x, messages):
    count = np.zeros(3, int)
    said = twin.minutes(messages)[1:MINUTES + 1]
    for minute, (seconds, loudest, quietest) in zip(said, reference(x)):
        m = np.frombuffer(minute, "u1").reshape(-1, 40)[:, 8:].copy().view("<i2")
        count += compare(seconds, m[:-1, 1])
        count += compare([loudest, quietest], m[-1, [1, 7]])
    return count


# ------------------------------------------------------------------- the rows

def twins(folder, x, source):
    def hear(samples, **how):
        return house.hear(folder, samples, **how)[0]

    name, seeds, known = kept_seeds(x)
    found = twin.solve(hear, x, seeds, LEAD_S * RATE // twin.BLOCK)
    tried = f"{MINUTES} minutes of speech ({source}) and shaped noise with " \
        "the same levels, in the whole house"
    if not found:
        row(CLAIM, tried, False, "no noise was found that gives the same "
            "levels", False, "not tried")
        return None
    y, seeds, rounds = found
    print("speech", name, "seeds", json.dumps(seeds))
    truth = house.everything(folder + "/speech", x)
    other = house.everything(folder + "/twin", y)
    differ = house.differences(truth, other)
    a = house.everything(folder + "/planted", x, program="planted",
                         PLANT="crossings")
    b = house.everything(folder + "/planted-twin", y, program="planted",
                         PLANT="crossings")
    caught = house.differences(a, b)
    idle = house.hear(folder, x, program="planted")[0] == \
        truth["messages of hear"]
    alike = np.corrcoef(x, y)[0, 1]
    row(CLAIM, tried, not differ and len(truth) > 10,
        f"{len(truth)} outputs (messages, store, page, export, logs, exit "
        f"codes) the same, byte for byte" if not differ else
        "differ: " + ", ".join(differ), caught and idle,
        "a meter with the rate of zero crossings in the last bit of LAFmin: "
        f"{len(caught)} outputs differ"
        + (f" (seeds {'kept' if known else 'searched'}, {rounds} rounds, "
           f"correlation {alike:+.3f})"))
    return truth


def turned(folder, x, truth):
    differ = house.differences(truth,
                               house.everything(folder + "/turned", -x))
    # Control: a sound that is not the same.
    louder = house.differences(truth, house.everything(folder + "/louder",
                                                       x * 1.03))
    row(CLAIM, "the sound with its polarity turned", not differ,
        f"{len(truth)} outputs the same, byte for byte" if not differ else
        "differ: " + ", ".join(differ), "messages of hear" in louder,
        f"the sound 0.26 dB louder: {len(louder)} outputs differ")


def referenced(x, truth):
    tried = "an independent reference, other code by other hands: LAeq,1s, " \
        "LAFmax, LAFmin"
    if not os.environ.get("ORACLE"):
        print("No ORACLE is given: the reference was left out.")
        return
    good = against_reference(x, truth["messages of hear"])
    bad = against_reference(x * 10 ** (0.03 / 20), truth["messages of hear"])
    row(CLAIM, tried, good[2] == 0 and good[0] > 300,
        f"{good[0]} levels, the same digit in all; {good[1]} lie within "
        f"{EDGE_DB} dB of a rounding edge and were left out" if good[2] == 0
        else f"{good[2]} of {good[0]} digits differ", bad[2] > 0,
        f"the reference 0.03 dB off: {bad[2]} digits differ")


def main():
    x, source = sound()
    if x is None:
        not_run(CLAIM, "noise twins", source)
        return
    with tempfile.TemporaryDirectory() as folder:
        truth = twins(folder, x, source)
        if truth:
            turned(folder, x, truth)
            referenced(x, truth)


main()
