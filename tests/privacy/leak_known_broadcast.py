#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""leak_known_broadcast.py - what levels reveal, measured: which moment of a
known programme was playing.

Six hours of a spoken programme are put together, and their levels are taken as
the meter takes them.  Somebody who has the programme and sees levels from one
room slides them along it and takes the best correlation.  In the room the
programme is mixed with a background that is steady or wanders.  Everything is
drawn from a fixed seed."""
import random
import shutil
import subprocess
import sys

try:
    import numpy as np
except ImportError:
    print("skipped: what levels reveal of a broadcast: no numpy here")
    print("leak_known_broadcast: 0 passed, 0 failed, 1 skipped")
    sys.exit(0)

FRAME_S = 0.1
PROGRAMME_S = 6 * 3600
TRIALS = 60
WANDER_DB, WANDER_S = 3.0, 30.0  # rms, and how slowly
rng = np.random.default_rng(20191025)
words = random.Random(20191025)
passed = failed = 0


def check(what, good, seen=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    print(("ok " if good else "FAILED ") + what +
          (f" | saw: {seen}" if not good else ""), flush=True)


# --------------------------------------------------------------- programme
def a_weight(f):
    """The A curve as a factor on power, IEC 61672-1 Annex E."""
    f2 = np.maximum(f, 1.0) ** 2
    r = (12194.217 ** 2 * f2 ** 2) / (
        (f2 + 20.598997 ** 2) * (f2 + 12194.217 ** 2) *
        np.sqrt((f2 + 107.65265 ** 2) * (f2 + 737.86223 ** 2)))
    return (r * 10 ** (2.0 / 20)) ** 2


def sentence():
    """Words that are none, of syllables that could be."""
    return " ".join("".join(words.choice("bdfgklmnprstv") + words.choice("aeiou")
                            for _ in range(words.randint(1, 4)))
                    for _ in range(words.randint(4, 14))) + "."


def spoken(n):
    """A-weighted power of each tenth of a second of n sentences."""
    out = []
    for i in range(n):
        done = subprocess.run(
            ["espeak-ng", "-v", ("en", "fr", "de")[i % 3], "-s",
             str(words.randint(140, 190)), "-p", str(words.randint(20, 80)),
             "--stdout", sentence()], capture_output=True, timeout=20)
        samples = np.frombuffer(done.stdout[44:len(done.stdout) // 2 * 2],
                                "<i2") / 32768.0
        size = int(22050 * FRAME_S)
        frames = samples[:len(samples) // size * size].reshape(-1, size)
        power = np.abs(np.fft.rfft(frames, axis=1)) ** 2
        out.append(power @ a_weight(np.fft.rfftfreq(size, 1 / 22050)))
    return [p for p in out if len(p) > 5]


def modelled(n):
    """Without a voice: a log-normal envelope of 8 dB that forgets in 0.2 s."""
    out = []
    for _ in range(n):
        level, db = [], 0.0
        for _ in range(words.randint(15, 60)):
            db = 0.6 * db + 0.8 * rng.normal(0, 8)
            level.append(db)
        out.append(10 ** (np.array(level) / 10))
    return out


def make_programme(sentences):
    """Items of one to four minutes, each with a loudness of its own; pauses
    between sentences and items."""
    total = int(PROGRAMME_S / FRAME_S)
    parts, filled = [], 0
    while filled < total:
        gain = 10 ** (words.gauss(0, 2) / 10)
        item = words.uniform(60, 240) / FRAME_S
        while item > 0 and filled < total:
            pause = np.zeros(int(words.uniform(0.2, 1.5) / FRAME_S))
            part = np.concatenate([words.choice(sentences) * gain, pause])
            parts.append(part)
            filled += len(part)
            item -= len(part)
        parts.append(np.zeros(int(words.uniform(1, 3) / FRAME_S)))
        filled += len(parts[-1])
    x = np.concatenate(parts)[:total]
    return x / x.mean()


# -------------------------------------------------------------------- levels
def levels(power, start, length_s, n, step_db=0.1):
    """n levels of length_s seconds each from frame `start` on, rounded."""
    size = int(round(length_s / FRAME_S))
    mean = power[start:start + n * size].reshape(n, size).mean(axis=1)
    return np.round(10 * np.log10(mean + 1e-9) / step_db) * step_db


class Search:
    """The programme's own levels, from each second on, as they would be above
    a quiet and above a loud background: what the room adds is not known."""

    def __init__(self, programme, length_s, n):
        self.length_s, self.n = length_s, n
        sums = np.concatenate([[0.0], np.cumsum(programme)])
        size, second = int(round(length_s / FRAME_S)), int(round(1 / FRAME_S))
        starts = np.arange(0, len(programme) - n * size + 1, second)
        mean = np.empty((len(starts), n))
        for i in range(n):
            a = starts + i * size
            mean[:, i] = (sums[a + size] - sums[a]) / size
        self.series = [self.shape(mean + floor) for floor in (0.1, 1.0)]

    @staticmethod
    def shape(power):
        series = np.log10(power)
        series -= series.mean(axis=1, keepdims=True)
        series /= np.linalg.norm(series, axis=1, keepdims=True) + 1e-9
        return series.astype("f4")

    def find(self, seen):
        """The second at which the programme resembles this most."""
        seen = (seen - seen.mean()).astype("f4")
        return int(np.argmax(np.maximum(*(s @ seen for s in self.series))))


def background(n, wander):
    if not wander:
        return np.ones(n)
    keep = np.exp(-FRAME_S / WANDER_S)
    steps = rng.normal(0, WANDER_DB * np.sqrt(1 - keep ** 2), n)
    db, out = rng.normal(0, WANDER_DB), np.empty(n)
    for i in range(n):
        db = keep * db + steps[i]
        out[i] = db
    return 10 ** (out / 10)


def recognised(programme, search, snr_db, wander, step_db=0.1):
    """Share of trials that name the right second, give or take one."""
    size = int(round(search.length_s / FRAME_S)) * search.n
    hits = 0
    for _ in range(TRIALS):
        at = int(rng.integers(0, len(programme) - size))
        room = programme[at:at + size] * 10 ** (snr_db / 10)
        seen = levels(room + background(size, wander), 0, search.length_s,
                      search.n, step_db)
        hits += abs(search.find(seen) * 1.0 - at * FRAME_S) <= 1.0
    return hits / TRIALS


# ---------------------------------------------------------------------- main
voice = shutil.which("espeak-ng") is not None
sentences = spoken(60) if voice else modelled(60)
programme = make_programme(sentences)
print(f"six hours of {'synthetic speech' if voice else 'a modelled envelope'}, "
      f"{TRIALS} trials each; chance is {3 / PROGRAMME_S:.2%}")

formats = {"60 x LAeq,1s": Search(programme, 1, 60),
           "5 x LAeq,1min": Search(programme, 60, 5),
           "10 x LAeq,1min": Search(programme, 60, 10),
           "4 x LAeq,15min": Search(programme, 900, 4)}
rooms = {"loud, steady": (10, False), "equal, steady": (0, False),
         "equal, wanders": (0, True), "-10 dB, wanders": (-10, True),
         "absent": (-60, True)}
print(f"{'':16}" + "".join(f"{r:>17}" for r in rooms))
share = {}
for name, search in formats.items():
    for room, (snr, wander) in rooms.items():
        share[name, room] = recognised(programme, search, snr, wander)
    print(f"{name:16}" + "".join(f"{share[name, r]:17.0%}" for r in rooms),
          flush=True)
coarse = recognised(programme, formats["60 x LAeq,1s"], 0, True, step_db=1.0)
print(f"60 x LAeq,1s rounded to 1 dB, equal, wanders: {coarse:.0%}")

seconds, minutes = "60 x LAeq,1s", "10 x LAeq,1min"
check("one minute of seconds tells the moment of a programme that dominates",
      share[seconds, "loud, steady"] >= 0.9, share[seconds, "loud, steady"])
check("among other sound seconds tell more than ten times as long of minutes",
      share[seconds, "equal, wanders"] >= share[minutes, "equal, wanders"] + 0.2,
      (share[seconds, "equal, wanders"], share[minutes, "equal, wanders"]))
check("more minutes tell more than fewer",
      share[minutes, "equal, steady"] >= share["5 x LAeq,1min", "equal, steady"])
check("an hour of quarter hours tells least, wherever other sound is",
      all(share["4 x LAeq,15min", r] <= share[minutes, r] and
          share["4 x LAeq,15min", r] <= share[seconds, r]
          for r in ("equal, wanders", "-10 dB, wanders")))
check("rounding seconds to whole dB hides little", coarse >=
      share[seconds, "equal, wanders"] - 0.2, coarse)
check("what does not play is not recognised",
      all(share[f, "absent"] <= 0.05 for f in formats),
      [share[f, "absent"] for f in formats])
print(f"leak_known_broadcast: {passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
