# SPDX-License-Identifier: GPL-3.0-or-later
"""prove_twin.py - noise that gives the same levels as a sound.

A twin is made of noise of a seed.  Its strength is shaped, 2 ms by 2 ms, until
the A-weighted energy that the core computes is that of the sound.  It is one
band of noise with the sound's envelope, so it is a control of what the meter
does, and nothing is said of whether it could be understood."""
import subprocess

import numpy as np

from prove_kit import PROVE, RATE

BLOCK = 96              # samples: 2 ms
ROUNDS = 18


def energies(x, n=BLOCK):
    """The core's A-weighted energy of each block of n samples."""
    p = subprocess.run([PROVE + "energy", str(RATE), str(n)],
                       input=x.astype("<f4").tobytes(), capture_output=True,
                       check=True)
    return np.frombuffer(p.stdout, "<f4").astype("f8")


def noise(seed, n):
    return np.random.default_rng(seed).standard_normal(n).astype("f4")


def shape(y, wanted):
    """y is changed in place until its energies are as wanted."""
    for i in range(ROUNDS):
        have = energies(y)
        gain = np.sqrt(wanted / np.maximum(have, 1e-30))
        # a block also hears what the filter keeps of the one before
        gain = np.clip(gain, 0.25, 4) ** (0.7 if i < 10 else 1)
        y *= np.repeat(gain, BLOCK).astype("f4")
    return 10 * np.log10(energies(y) / wanted)


def shaped_noise(seeds, wanted, lead):
    """Noise of one seed a minute, after `lead` blocks of the first one's."""
    y = np.concatenate([noise(seeds[0] + 1000, lead * BLOCK)] +
                       [noise(s, 60 * RATE) for s in seeds])
    y = np.concatenate([y, noise(7, len(wanted) * BLOCK - len(y))]) * 1e-3
    shape(y.astype("f4", copy=False), wanted)
    return y


def minutes(messages):
    """hear's messages by the minute that they end in: seconds and spread."""
    out, part = [], []
    for i in range(0, len(messages), 40):
        part.append(messages[i:i + 40])
        if messages[i + 8] == 2:        # a spread ends the minute
            out.append(b"".join(part))
            part = []
    return out


def solve(hear, x, seeds, lead, most=12):
    """A twin of x: (its samples, seeds, rounds); None if none was found."""
    wanted = energies(x)
    want = minutes(hear(x))
    seeds = list(seeds)
    for tried in range(1, most + 1):
        y = shaped_noise(seeds, wanted, lead)
        have = minutes(hear(y))
        wrong = [i for i in range(len(seeds)) if have[i + 1] != want[i + 1]]
        print("twin: round", tried, "other in minutes", wrong, flush=True)
        if not wrong:
            return y, seeds, tried
        for i in wrong:
            seeds[i] += 1
    return None
