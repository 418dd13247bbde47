# SPDX-License-Identifier: GPL-3.0-or-later
"""Periodic signals with known levels, for the tests of the whole house.

A period divides the minute, so whatever minute is recorded, its LAeq is that
of one period in the steady state.  Levels come from the formula of IEC 61672-1
Annex E applied to the spectrum: no filter of the project's is used.  With an
oracle folder, the signals and the A weighting are the oracle's own."""
import math
import struct
import sys
import wave

RATE = 48000
FULL_SCALE_DB = 120.0


def a_weight_db(f):
    """IEC 61672-1:2013, Annex E, with 0 dB at 1 kHz."""
    f1, f2, f3, f4 = 20.598997, 107.65265, 737.86223, 12194.217

    def raw(x):
        return (f4**2 * x**4) / ((x**2 + f1**2) * (x**2 + f4**2) *
                math.sqrt((x**2 + f2**2) * (x**2 + f3**2)))
    return 20 * math.log10(raw(f) / raw(1000.0)) if f > 0 else -999.0


def write_wav(path, samples, repeats):
    """24-bit mono; samples are floats of full scale."""
    one = b''.join(struct.pack('<i', int(round(x * 8388607)))[:3]
                   for x in samples)
    with wave.open(path, 'wb') as w:
        w.setnchannels(1)
        w.setsampwidth(3)
        w.setframerate(RATE)
        for _ in range(repeats):
            w.writeframesraw(one)


def tones(parts, depth=0.0):
    """Sum of (Hz, level in dB), whole Hz only, all swelling and falling once
    in four seconds by `depth`: samples of that period, and their LAeq."""
    n = RATE * (4 if depth else 1)
    amp = [10 ** ((db - FULL_SCALE_DB) / 20) for _, db in parts]
    table = [math.sin(2 * math.pi * i / RATE) for i in range(RATE)]
    x = [(1 + depth * math.sin(2 * math.pi * i / n)) *
         sum(a * table[(f * i + 7919 * k) % RATE]
             for k, ((f, _), a) in enumerate(zip(parts, amp)))
         for i in range(n)]
    energy = sum(10 ** ((db + a_weight_db(f)) / 10) for f, db in parts)
    return x, 10 * math.log10(energy * (1 + depth ** 2 / 2))


def made():
    """The signals when there is no oracle: name -> (samples, LAeq)."""
    chord = [(63, 75), (125, 72), (250, 70), (500, 68), (1000, 66),
             (2000, 64), (4000, 62), (8000, 60), (12500, 58)]
    return {
        'tone': tones([(1000, 94)]),
        'swell': tones(chord, 0.8),
        'rumble': tones([(40, 90), (100, 80), (315, 60)]),
    }


def of_oracle(folder):
    """LAFmin is left out: on a busy machine the player itself may stutter for
    some milliseconds.  Tone, pink noise and speech of the open set, cut to a period that
    divides the minute: name -> (samples, expected levels)."""
    import numpy as np
    from scipy import signal
    sys.path.insert(0, folder)
    import oracle
    out = {}
    for name in ('tone_1000Hz', 'pink', 'speech'):
        x, fs, _ = oracle.read_wav(f'{folder}/open/wav/{name}.wav')
        x = x[0]
        whole = max(d for d in (0.2, 1, 2, 3, 4, 5, 6, 10)
                    if d * fs <= len(x) and (d > 0.2 or len(x) < fs))
        start = int(len(x) - whole * fs) // 2
        x = x[start:start + int(whole * fs)]
        if whole < 1:  # the tone's middle, without its fades
            x, whole = np.tile(x, 5), 1
        spectrum = np.fft.rfft(x)
        f = np.fft.rfftfreq(len(x), 1 / fs)
        a = np.fft.irfft(spectrum * oracle.h_weight(f, 'A'), len(x))
        k = FULL_SCALE_DB + 10 * math.log10(2)
        p2 = np.tile(a * a, 4 + 8 // whole)
        laf = oracle.db(oracle.expavg(p2, fs, 0.125), k)[-len(x):]
        out[name] = (x, {
            'LAeq': float(10 * np.log10(np.mean(a * a)) + k),
            'LAFmax': float(np.max(laf)),
            'LAF10': float(np.percentile(laf, 90)),
            'LAF50': float(np.percentile(laf, 50)),
            'LAF90': float(np.percentile(laf, 10)),
        })
        assert fs == RATE
    return out
