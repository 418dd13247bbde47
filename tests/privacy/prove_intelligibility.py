# SPDX-License-Identifier: GPL-3.0-or-later
"""prove_intelligibility.py - claim 6: what is published cannot be turned back
into intelligible sound.  The attacker knows the average spectrum of the very
speech and puts the levels that hear gave out on noise of that spectrum.  What
the levels add is the difference to the same noise without them."""
import tempfile

from prove_kit import RATE, need, not_run, resample, row, speech

CLAIM = "levels are not speech"
TRIED = "speech rebuilt from what leaves"
need(CLAIM, TRIED, "numpy", "scipy")

import numpy as np  # noqa: E402
from scipy.signal import butter, sosfilt  # noqa: E402

import prove_house as house  # noqa: E402
import prove_stoi  # noqa: E402
import prove_twin  # noqa: E402

SPEECH_HZ = 8000
MINUTES, LEAD_S = 10, 2
MOST_STOI, MOST_ESTOI = 0.01, 0.02      # above the floor
CONTROL = 0.5
rng = np.random.default_rng(6)


def prompts():
    parts = []
    for language in ("en", "fr"):
        x, source = speech(language, MINUTES // 2 * 60, skip=300)
        if x is None:
            return None, source
        parts += list(x.reshape(-1, 60 * SPEECH_HZ))
    return parts, source


def levels(minutes):
    """What hear says: per minute LAeq of its seconds, and its spread."""
    x = np.concatenate([np.zeros(LEAD_S * RATE)] +
                       [resample(m, SPEECH_HZ, RATE) for m in minutes] +
                       [np.zeros(3 * RATE)])
    x += prove_twin.noise(1, len(x)) * 1e-4
    with tempfile.TemporaryDirectory() as folder:
        heard = house.hear(folder, x)[0]
    out = []
    for m in prove_twin.minutes(heard)[1:MINUTES + 1]:
        tenths = np.frombuffer(m, "u1").reshape(-1, 40)[:, 8:].copy()
        tenths = tenths.view("<i2") / 10
        out.append((tenths[:-1, 1], tenths[-1, 1:8]))
    return out


class Attacker:
    def __init__(self, minutes):
        self.n = len(minutes[0])
        power = sum(np.abs(np.fft.rfft(m)) ** 2 for m in minutes)
        smooth = np.ones(401) / 401
        self.shape = np.sqrt(np.convolve(power, smooth, "same"))

    def noise(self):
        x = rng.standard_normal(self.n)
        x = np.fft.irfft(np.fft.rfft(x) * self.shape, self.n)
        return x / x.std()

    def at_levels(self, db, smooth):
        """Noise whose level goes along with one value for each second."""
        t = np.arange(self.n) / SPEECH_HZ
        if smooth:
            db = np.interp(t, np.arange(len(db)) + 0.5, db)
        else:
            db = db[np.minimum(t.astype(int), len(db) - 1)]
        return self.noise() * 10 ** (db / 20)

    def of_spread(self, spread):
        """Noise that spends as long at each level as the record says, and as
        speech does moves a few times a second."""
        x = np.convolve(rng.standard_normal(240 + 8), np.ones(4) / 2, "same")
        rank = x[:240].argsort().argsort() / 239 * 100
        db = np.interp(rank, [0, 5, 10, 50, 90, 99, 100], spread[::-1])
        t = np.arange(self.n) / SPEECH_HZ
        return self.noise() * 10 ** (np.interp(t, np.arange(240) / 4, db) / 20)


def vocoder(x):
    """The control: 16 third octaves each 10 ms, on noise.  It is refused by
    construction, since it is speech."""
    step = SPEECH_HZ // 100
    y = np.zeros(len(x))
    for k in range(16):
        middle = 100 * 2 ** (k / 3)
        sos = butter(3, [middle * 2 ** (-1 / 6), middle * 2 ** (1 / 6)],
                     "band", fs=SPEECH_HZ, output="sos")
        band = sosfilt(sos, x).reshape(-1, step)
        carrier = sosfilt(sos, rng.standard_normal(len(x)))
        carrier /= carrier.std()
        db = 10 * np.log10((band ** 2).mean(axis=1) + 1e-12)
        db = np.round(db, 1)
        y += carrier * np.repeat(10 ** (db / 20), step)
    return y


def mean(minutes, make):
    s = np.array([prove_stoi.scores(m, make(i, m), SPEECH_HZ)
                  for i, m in enumerate(minutes)])
    return s.mean(axis=0)


def main():
    minutes, source = prompts()
    if minutes is None:
        not_run(CLAIM, TRIED, source)
        return
    wrong = prove_stoi.self_check(minutes[0], SPEECH_HZ)
    said = levels(minutes)
    a = Attacker(minutes)
    ways = {
        "noise without levels": lambda i, m: a.noise(),
        "again": lambda i, m: a.noise(),
        "white noise": lambda i, m: rng.standard_normal(len(m)),
        "seconds, smooth": lambda i, m: a.at_levels(said[i][0], True),
        "seconds, in steps": lambda i, m: a.at_levels(said[i][0], False),
        "record": lambda i, m: a.of_spread(said[i][1]),
        "control": lambda i, m: vocoder(m),
    }
    got = {}
    for name, make in ways.items():
        got[name] = mean(minutes, make)
        print(f"{name:22} STOI {got[name][0]:.4f} ESTOI {got[name][1]:.4f}",
              flush=True)
    floor = np.maximum(np.maximum(got["noise without levels"], got["again"]),
                       got["white noise"])
    least = (got["noise without levels"] + got["again"]) / 2
    seconds = np.maximum(got["seconds, smooth"], got["seconds, in steps"])
    over = [w - least for w in (seconds, got["record"])]
    holds = all(o[0] <= MOST_STOI and o[1] <= MOST_ESTOI for o in over)
    control = got["control"]
    row(CLAIM, f"{MINUTES} minutes of speech ({source}, two languages) rebuilt "
        "from LAeq,1s and from records, best of three ways; STOI and ESTOI",
        holds and not wrong,
        f"floor {least[0]:.3f} / {least[1]:+.3f}; seconds {seconds[0]:.3f} / "
        f"{seconds[1]:+.3f}; records {got['record'][0]:.3f} / "
        f"{got['record'][1]:+.3f}: at most {MOST_STOI} / {MOST_ESTOI} above it"
        + ("" if not wrong else "; self-check: " + "; ".join(wrong)),
        control[0] >= CONTROL and control[1] >= CONTROL
        and control[0] - floor[0] > 0.2,
        f"third octaves each 10 ms: {control[0]:.3f} / {control[1]:.3f}, far "
        "above")


main()
