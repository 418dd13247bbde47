# SPDX-License-Identifier: GPL-3.0-or-later
"""prove_stoi.py - how much of speech is left in another sound: STOI (Taal et
al., 2011) and ESTOI (Jensen and Taal, 2016), from the papers' formulas."""
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from prove_kit import resample

RATE = 10000            # Hz, of the papers
FRAME, STEP, FFT = 256, 128, 512
BANDS, LOWEST_HZ = 15, 150
PART = 30               # frames: 384 ms
DYNAMICS_DB = 40        # frames further below the loudest are left out
CLIP = 1 + 10 ** (15 / 20)
TINY = 1e-12
WINDOW = np.hanning(FRAME + 2)[1:-1]


def band_matrix():
    """Sums the squares of FFT lines to third octaves."""
    f = np.arange(FFT // 2 + 1) * RATE / FFT
    middle = LOWEST_HZ * 2 ** (np.arange(BANDS) / 3)
    low, high = middle * 2 ** (-1 / 6), middle * 2 ** (1 / 6)

    def nearest(edge):
        return np.abs(f[None] - edge[:, None]).argmin(axis=1)
    m = np.zeros((BANDS, len(f)))
    for i, (a, b) in enumerate(zip(nearest(low), nearest(high))):
        m[i, a:b] = 1
    return m


MATRIX = band_matrix()


def frames(x):
    return sliding_window_view(x, FRAME)[::STEP] * WINDOW


def overlap_add(parts):
    out = np.zeros((len(parts) - 1) * STEP + FRAME)
    for i, p in enumerate(parts):
        out[i * STEP:i * STEP + FRAME] += p
    return out


def without_pauses(clean, other):
    a, b = frames(clean), frames(other)
    level = 20 * np.log10(np.linalg.norm(a, axis=1) + TINY)
    loud = level > level.max() - DYNAMICS_DB
    return overlap_add(a[loud]), overlap_add(b[loud])


def bands(x):
    """Band by frame."""
    spectrum = np.abs(np.fft.rfft(frames(x), FFT, axis=1)) ** 2
    return np.sqrt(MATRIX @ spectrum.T)


def unit(a, axis):
    a = a - a.mean(axis=axis, keepdims=True)
    return a / (np.linalg.norm(a, axis=axis, keepdims=True) + TINY)


def scores(clean, other, rate):
    """(STOI, ESTOI) of `other`, which has to be in step with `clean`."""
    n = min(len(clean), len(other))
    clean, other = (resample(s[:n], rate, RATE) for s in (clean, other))
    x, y = (bands(s) for s in without_pauses(clean, other))
    # part by part: (part, band, frame)
    x, y = (sliding_window_view(b, PART, axis=1).transpose(1, 0, 2)
            for b in (x, y))
    gain = np.linalg.norm(x, axis=2, keepdims=True) / (
        np.linalg.norm(y, axis=2, keepdims=True) + TINY)
    clipped = np.minimum(y * gain, x * CLIP)
    plain = (unit(x, 2) * unit(clipped, 2)).sum(axis=2).mean()
    extended = (unit(unit(x, 2), 1) * unit(unit(y, 2), 1)).sum(axis=(1, 2))
    return float(plain), float(extended.mean() / PART)


def self_check(speech, rate):
    """What is known of both: 1 for the sound itself, and less the more noise
    there is.  A list of what is wrong."""
    wrong = []
    noise = np.random.default_rng(1).standard_normal(len(speech))
    noise *= np.sqrt(np.mean(speech ** 2))
    one = scores(speech, speech, rate)
    if min(one) < 0.9999:
        wrong.append(f"the speech itself has {one}")
    last = one
    for snr in (20, 10, 0, -10, -20):
        now = scores(speech, speech + noise * 10 ** (-snr / 20), rate)
        print(f"self-check: {snr:4} dB: STOI {now[0]:.3f} ESTOI {now[1]:.3f}")
        if not (now[0] < last[0] and now[1] < last[1]):
            wrong.append(f"{snr} dB has {now}, more than {last}")
        last = now
    if last[1] > 0.05:
        wrong.append(f"ESTOI in noise is {last[1]}")
    return wrong
