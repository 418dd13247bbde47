# SPDX-License-Identifier: GPL-3.0-or-later
"""prove_amnesia.py - claim 4: nothing is remembered.  Different pasts and the
same present give the same messages soon after; and there is little memory to
remember with."""
import os
import subprocess
import tempfile

from prove_kit import BUILD, RATE, need, not_run, resample, row, speech

CLAIM = "nothing is remembered"
need(CLAIM, "different pasts, the same present", "numpy", "scipy")

import numpy as np  # noqa: E402

import prove_house as house  # noqa: E402
import prove_trace  # noqa: E402
from prove_twin import noise  # noqa: E402

FORGETS_S = 5           # the claim is 60
PAST_S, PRESENT_S = 180, 200
INTERVAL_S = 60
LEAD_S = 2              # the file begins so long before a minute
OFFSETS_S = (0, 0.1, 10, 31.7, 59.5)    # of the change into its minute
WRITABLE_KIB, USED_KIB = 2048, 512
FIELDS = ("LAFmax", "LAF1", "LAF10", "LAF50", "LAF90", "LAF95", "LAFmin")


def pasts(n):
    """As unlike as can be: loud enough to clip, nearly silent, and speech."""
    t = np.arange(n) / RATE
    loud = np.clip(noise(1, n) + 2 * np.sin(2 * np.pi * 1000 * t), -1, 1) + 0.05
    quiet = noise(2, n) * 3e-6
    said, source = speech("en", PAST_S)
    if said is None:
        return None, source
    said = resample(said, 8000, RATE)
    return {"loud": loud, "quiet": quiet,
            "speech": np.resize(said, n) * 0.1 + quiet}, source


def messages(heard, from_s):
    """{(when, field): value} of what is said from `from_s` on; when: how long
    after it the sound began that the value is about."""
    out = {}
    m = np.frombuffer(heard, "u1").reshape(-1, 40)
    at = (m[:, :8].copy().view("<i8")[:, 0] - house.START_S * 10 ** 9) / 1e9
    body = m[:, 8:].copy()
    level = body.view("<i2")
    for i in np.nonzero(at > from_s)[0]:
        length = 1 if body[i, 0] == 1 else INTERVAL_S
        when = round(float(at[i] - from_s) - length, 2)
        if body[i, 0] == 1:
            out[when, "LAeq,1s"] = (int(level[i, 1]), int(body[i, 1]))
        else:
            out.update({(when, f): int(level[i, k + 1])
                        for k, f in enumerate(FIELDS)})
    return out


def last_difference(heard, change_s):
    """By field: the latest beginning, s after the change, of a sound of which
    something else is said."""
    first, *others = [messages(h, change_s) for h in heard]
    last = {}
    for o in others:
        for key in first.keys() | o.keys():
            if first.get(key) != o.get(key):
                when, field = key
                last[field] = max(last.get(field, 0), when)
    return last


def forget(folder, past, program="hear", **env):
    """The latest difference by field, over all offsets."""
    latest, compared = {}, 0
    present = noise(9, PRESENT_S * RATE) * 1e-4
    present *= 1 + 0.5 * np.sin(np.arange(len(present)) / RATE / 7)
    for offset in OFFSETS_S:
        change = round((LEAD_S + PAST_S + offset - 60) * RATE)
        heard = [house.hear(folder, np.concatenate([p[:change], present]),
                            program=program, **env)[0]
                 for p in past.values()]
        for f, when in last_difference(heard, change / RATE).items():
            latest[f] = max(latest.get(f, 0), when)
        compared += sum(w > FORGETS_S for w, _ in
                        messages(heard[0], change / RATE))
    return latest, compared


def remembers(past):
    with tempfile.TemporaryDirectory() as folder:
        latest, compared = forget(folder, past)
        hoarder, _ = forget(folder, past, "planted", PLANT="hoard")
    print("differences, s after the change:", latest)
    print("the hoarder's:", hoarder)
    late = max(latest.values(), default=0)
    row(CLAIM, "clipping noise, near silence, and speech for three minutes, "
        f"then the same present; the change at {len(OFFSETS_S)} moments of a "
        "minute", late <= FORGETS_S and compared > 500,
        f"{compared} values about the sound from {FORGETS_S} s after the change "
        "on are the same; the last that differ are a second that began "
        f"{latest.get('LAeq,1s', 0):.1f} s and a minute that began "
        f"{late:.1f} s after it (while LAF falls)",
        max(hoarder.values(), default=0) > 60,
        "a meter that hoards the loudest second differs up to "
        f"{max(hoarder.values(), default=0):.0f} s after")


def hold(program, *words):
    """Writable memory of a real program, (mapped, used) KiB, after 4 s."""
    reader, writer = os.pipe()
    t = prove_trace.Traced([program, *words], stdout=writer,
                           stdin=subprocess.DEVNULL)
    os.close(writer)
    t.pump_for(4)
    m = t.memory[0]
    size = m.writable_kib() if m.alive() else None
    t.end()
    os.close(reader)
    return size


def memory():
    tried = "all memory that sourdine-hear may write to, on the simulated " \
        "street, while it hears"
    try:
        size = hold(BUILD + "/sourdine-hear", "--scene")
        # Control: a program that keeps ten seconds of sound.
        other = hold("/usr/bin/python3", "-c",
                     f"b = bytearray(10 * 4 * {RATE}); import time; "
                     "time.sleep(20)")
    except PermissionError as e:
        not_run(CLAIM, tried, str(e))
        return
    if not size or not other:
        row(CLAIM, tried, False, "it ended early", False, "-")
        return
    row(CLAIM, tried, size[0] <= WRITABLE_KIB and size[1] <= USED_KIB,
        f"{size[0]} KiB mapped, {size[1]} KiB used (at most {WRITABLE_KIB} and "
        f"{USED_KIB}); 10 s of sound would need {10 * 4 * RATE // 1024} KiB",
        other[1] > USED_KIB,
        f"a program that keeps 10 s of sound: {other[1]} KiB used")


def main():
    past, source = pasts((LEAD_S + PAST_S) * RATE)
    if past is None:
        not_run(CLAIM, "different pasts, the same present", source)
    else:
        remembers(past)
    memory()


main()
