#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random signals, measured and judged by the independent reference.

    SEED=7 CASES=200 ORACLE=FOLDER BUILD=build tests/hear/sweep.py

Tones, beats, bursts, clicks, noises of several colours, with an offset or
without, at any rate, level and format, up to 0.42 of the rate (nearer to half
of it the interpolated LCpeak of noise may read 0.4 dB low).  The seed is printed: the same seed
makes the same files.  Needs numpy and the oracle; skips, counted, without."""
import json
import os
import subprocess
import sys
import tempfile
import wave

BUILD = os.environ.get('BUILD', 'build')
ORACLE = os.environ.get('ORACLE', '')
SEED = int(os.environ.get('SEED', '20261123'))
CASES = int(os.environ.get('CASES', '200'))

# Those of the open set for signals of this kind.
TOLERANCE_DB = {'LAeq': 0.1, 'LCeq': 0.1, 'LZeq': 0.1, 'LAE': 0.1,
                'LAFmax': 0.15, 'LAFmin': 0.15, 'LASmax': 0.15,
                'LAImax': 0.2, 'LCpeak': 0.3}
LN_TOLERANCE_DB = 0.3
STEADY = ('tone', 'noise')

if not ORACLE:
    print('skipped: the sweep needs the oracle (ORACLE is not set)')
    print('sweep: 0 passed, 0 failed, 1 skipped')
    sys.exit(0)
import numpy as np  # noqa: E402
sys.path.insert(0, ORACLE)
import oracle  # noqa: E402


def make(rng):
    """(what it is, samples, rate, bits)"""
    fs = int(rng.choice([22050, 32000, 44100, 48000, 64000, 88200, 96000,
                         rng.integers(22050, 100000)]))
    n = int(fs * rng.uniform(0.8, 2.2))
    t = np.arange(n) / fs
    top = min(20000, 0.42 * fs)
    level = 10 ** (rng.uniform(-50, -3) / 20)
    kind = rng.choice(['tone', 'beat', 'burst', 'clicks', 'noise', 'sweep'])
    if kind == 'tone':
        f = 10 ** rng.uniform(1, np.log10(top))
        x = np.sin(2 * np.pi * f * t + rng.uniform(0, 6))
        kind = f'tone {f:.1f} Hz'
    elif kind == 'beat':
        f = 10 ** rng.uniform(1.5, np.log10(top * 0.9), 3)
        x = sum(np.sin(2 * np.pi * g * t) for g in f) / 3
        x *= 1 + 0.8 * np.sin(2 * np.pi * rng.uniform(0.5, 8) * t)
        x /= 1.8
    elif kind == 'burst':
        f = 10 ** rng.uniform(2.3, 3.9)
        on = (t > 0.3) & (t < 0.3 + 10 ** rng.uniform(-2.7, -0.3))
        x = np.sin(2 * np.pi * f * t) * on
        kind = f'burst {1000 * on.sum() / fs:.1f} ms of {f:.0f} Hz'
    elif kind == 'clicks':
        x = np.zeros(n)
        x[rng.integers(0, n, 6)] = rng.uniform(-1, 1, 6)
        # a band-limited click: what an interpolated peak is defined for
        x = np.convolve(x, np.hanning(max(9, fs // 4000)), 'same')
    elif kind == 'noise':
        slope = rng.uniform(-1, 0.3)
        spec = np.fft.rfft(rng.standard_normal(n))
        f = np.fft.rfftfreq(n, 1 / fs)
        spec *= np.where((f > 10) & (f < top), np.maximum(f, 1) ** slope, 0)
        x = np.fft.irfft(spec, n)
        kind = f'noise of slope {slope:.2f}'
    else:
        f = np.geomspace(20, top * 0.95, n)
        x = np.sin(2 * np.pi * np.cumsum(f) / fs)
    # An abrupt end would ring in the reference's own band limit.
    fade = int(0.005 * fs)
    x[:fade] *= np.linspace(0, 1, fade)
    x[-fade:] *= np.linspace(1, 0, fade)
    x = x / np.max(np.abs(x)) * level
    if rng.uniform() < 0.2:
        x = x * 0.8 + rng.uniform(-0.1, 0.1)
        kind += ' with an offset'
    return kind, x, fs, int(rng.choice([16, 24, 24, 24, 32]))


def write(path, x, fs, bits, rng):
    """With the dither that an honest recording has."""
    q = 2.0 ** (bits - 1)
    v = np.round(x * q + rng.uniform(-0.5, 0.5, len(x)))
    v = np.clip(v, -q, q - 1).astype(np.int64)
    raw = v.astype('<i8').view(np.uint8).reshape(-1, 8)[:, :bits // 8]
    with wave.open(path, 'wb') as w:
        w.setnchannels(1)
        w.setsampwidth(bits // 8)
        w.setframerate(fs)
        w.writeframes(raw.tobytes())


def differences(want, got, steady):
    """Percentiles only of steady sounds: while LAF falls by 0.35 dB between
    two samples, the reference interpolates and a class does not.
    [(quantity, wanted, got, tolerance)] of what is out of tolerance."""
    bad, worst = [], 0.0
    pairs = [(k, want[k], got[k], tol) for k, tol in TOLERANCE_DB.items()]
    if steady and want['LN_LAF_10ms'] and got['LN']:
        pairs += [(f'LN {k}', want['LN_LAF_10ms'][k], got['LN'][k],
                   LN_TOLERANCE_DB) for k in ('L10', 'L50', 'L90')]
    pairs += [('LAeq_1s', a, b, 0.1)
              for a, b in zip(want.get('LAeq_1s', []), got['LAeq_1s'])]
    for key, a, b, tol in pairs:
        if a is None or a < 15:  # nothing to be heard
            continue
        if b is None or abs(a - b) > tol:
            bad.append((key, a, b, tol))
        else:
            worst = max(worst, abs(a - b) / tol)
    return bad, worst


def main():
    rng = np.random.default_rng(SEED)
    passed = failed = 0
    worst = 0.0
    with tempfile.TemporaryDirectory(prefix='sourdine-sweep-') as folder:
        path = os.path.join(folder, 'x.wav')
        for case in range(CASES):
            what, x, fs, bits = make(rng)
            write(path, x, fs, bits, rng)
            r = subprocess.run([f'{BUILD}/sourdine-measure', '--json',
                                '--quiet', '--full-scale', '120', path],
                               capture_output=True, text=True)
            want = oracle.measure_file(path, 120.0, with_bands=False)
            try:
                bad, near = differences(
                    want, json.loads(r.stdout), what.startswith(STEADY))
            except (ValueError, KeyError, TypeError) as e:
                bad, near = [('measured at all', '', r.stderr or e, '')], 0
            worst = max(worst, near)
            passed, failed = passed + (not bad), failed + bool(bad)
            for key, a, b, tol in bad:
                print(f'FAILED case {case}: {what} at {fs} Hz, {bits} bit: '
                      f'{key} {b}, the oracle says {a} (+-{tol})')
    print(f'seed {SEED}; the nearest to a tolerance used {worst:.0%} of it')
    print(f'sweep: {passed} passed, {failed} failed')
    return failed > 0


sys.exit(main())
