# SPDX-License-Identifier: GPL-3.0-or-later
"""prove_kit.py - what the claims share: rows of the table, speech, levels."""
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
import wave

BUILD = os.path.abspath(os.environ.get("BUILD", "build"))
PROVE = BUILD + "/tests/privacy/prove_"
RATE = 48000
PROMPTS = "/usr/share/asterisk/sounds/"
VOICES = {"en": "en_US_f_Allison", "fr": "fr_CA_f_June"}


def row(claim, tried, holds, result, control_failed, control):
    print("PROVE " + json.dumps(
        {"claim": claim, "tried": tried, "result": result,
         "state": "HOLDS" if holds else "BROKEN", "control": control,
         "control_failed": bool(control_failed)}, ensure_ascii=False),
        flush=True)


def not_run(claim, tried, why):
    """Nothing is left out in silence; the whole fails."""
    print("PROVE " + json.dumps(
        {"claim": claim, "tried": tried, "result": why, "state": "NOT RUN",
         "control": "not run", "control_failed": False}), flush=True)


def need(claim, tried, *modules):
    """Ends the script in good order where a module is missing."""
    for m in modules:
        try:
            __import__(m)
        except ImportError:
            not_run(claim, tried, f"python3-{m} is missing: make deps")
            sys.exit(0)


def recorded(language):
    """Prompts of a Debian package, in order of their names, without tones."""
    folder = PROMPTS + VOICES[language]
    return [f for f in sorted(glob.glob(folder + "/**/*.wav", recursive=True))
            if not any(w in f for w in ("beep", "tone", "silence", "music"))]


def read_wav(path):
    import numpy as np
    with wave.open(path) as w:
        rate = w.getframerate()
        data = w.readframes(w.getnframes())
    return np.frombuffer(data, "<i2") / 32768.0, rate


def spoken_by_machine(language, seconds):
    import numpy as np
    parts, n = [], 0
    while sum(map(len, parts)) < seconds * 8000:
        n += 1
        text = " ".join(str(17 * n + k * k * 31) for k in range(12))
        with tempfile.NamedTemporaryFile(suffix=".wav") as f:
            subprocess.run(["espeak-ng", "-v", language, "-w", f.name, text],
                           check=True)
            x, rate = read_wav(f.name)
        parts.append(resample(x, rate, 8000))
    return np.concatenate(parts)


def resample(x, rate, to):
    from math import gcd
    from scipy.signal import resample_poly
    g = gcd(rate, to)
    return x if rate == to else resample_poly(x, to // g, rate // g)


def speech(language, seconds, skip=0):
    """(samples at 8 kHz, where from): recorded prompts one after the other, or
    espeak-ng where Debian's prompts are not installed."""
    import numpy as np
    files = recorded(language)
    if files:
        parts, have = [], 0
        for f in files:
            x, rate = read_wav(f)
            parts.append(resample(x, rate, 8000))
            have += len(parts[-1])
            if have >= (seconds + skip) * 8000:
                break
        source = "recorded prompts"
        x = np.concatenate(parts)
    elif shutil.which("espeak-ng"):
        x, source = spoken_by_machine(language, seconds + skip), "espeak-ng"
    else:
        return None, "no speech: make deps"
    return x[skip * 8000:(skip + seconds) * 8000], source
