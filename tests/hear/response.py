#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A microphone's response in sourdine-measure and in front of sourdine-hear:
levels are corrected, faults are seen before the correction, and a file that
makes no sense is refused."""
import json
import math
import os
import struct
import subprocess
import tempfile

BUILD = os.path.abspath(os.environ.get('BUILD', 'build'))
passed = failed = 0


def check(what, ok, seen=''):
    global passed, failed
    print(('ok ' if ok else 'FAILED ') + what +
          ('' if ok else f' ({seen})'), flush=True)
    passed, failed = passed + bool(ok), failed + (not ok)


def run(program, *args):
    return subprocess.run([f'{BUILD}/{program}', *args], timeout=60,
                          capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)


def measure(*args):
    p = run('sourdine-measure', '--json', '--full-scale', '120', *args)
    return json.loads(p.stdout) if p.stdout else {'why': p.stderr}


def wav(name, x, rate=48000, form='f32'):
    if form == 'f32':
        data, tag, size = struct.pack(f'<{len(x)}f', *x), 3, 4
    else:
        data = struct.pack(f'<{len(x)}h', *(
            max(-32768, min(32767, round(32768 * v))) for v in x))
        tag, size = 1, 2
    with open(name, 'wb') as f:
        f.write(b'RIFF' + struct.pack('<I', 36 + len(data)) + b'WAVEfmt ' +
                struct.pack('<IHHIIHH', 16, tag, 1, rate, rate * size, size,
                            8 * size) +
                b'data' + struct.pack('<I', len(data)) + data)
    return name


def tone(hz, seconds, rate=48000, peak=0.1, fade=0.5):
    n, m = int(seconds * rate), int(fade * rate)
    x = [peak * math.sin(2 * math.pi * hz * i / rate) for i in range(n)]
    for i in range(m):
        g = 0.5 - 0.5 * math.cos(math.pi * i / m)
        x[i] *= g
        x[n - 1 - i] *= g
    return x


def tilt(hz):
    """What tilted.txt says: 2 dB more each factor of 10, 1.5 dB at 1 kHz."""
    return 1.5 + 2 * math.log10(hz / 1000)


def write(name, text):
    with open(name, 'w', encoding='utf-8') as f:
        f.write(text)
    return name


def tones():
    write('tilted.txt', '* a tilted microphone\n' + ''.join(
        f'{hz:.4f}\t{tilt(hz):.5f}\n'
        for hz in (20 * 10 ** (i / 30) for i in range(91))))
    for rate, at in ((48000, 1000), (44100, 1000), (96000, 250)):
        for hz in (31.5, 125, 250, 1000, 4000, 12500, 16000):
            x = tone(hz, 2, rate)
            wav('tone.wav', x, rate)
            plain = measure('tone.wav')
            r = measure('--response', 'tilted.txt', '--response-at', str(at),
                        'tone.wav')
            for key in ('LZeq', 'LAeq'):
                want = plain[key] - (tilt(hz) - tilt(at))
                check(f'{hz} Hz, {rate} Hz, full scale at {at} Hz: {key}',
                      abs(r.get(key, 0) - want) <= 0.1, (r, want))
            check('... and nothing of it is lost',
                  r.get('duration_s') == plain['duration_s'] and
                  len(r['LAeq_1s']) == 2, r)


def ends():
    """A burst at the very end counts in full."""
    x = [0.0] * 48000 + tone(4000, 0.01, fade=0.002)
    wav('end.wav', x)
    plain = measure('end.wav')
    r = measure('--response', 'tilted.txt', 'end.wav')
    want = plain['LZeq'] - 2 * math.log10(4)
    check('a burst at the very end', abs(r['LZeq'] - want) < 0.1, (r, want))


def faults():
    write('deaf.txt', '20 0\n2000 0\n4000 -6\n20000 -6\n')
    x = tone(7900, 2, peak=0.9)
    wav('loud.wav', x, form='16')
    r = measure('--response', 'deaf.txt', 'loud.wav')
    check('what only the correction brings over full scale is no overload',
          r['overload'] is False and r['LZeq'] > 120, r)
    wav('clipped.wav', [2 * v for v in x], form='16')
    r = measure('--response', 'deaf.txt', 'clipped.wav')
    check('what was clipped is one', r['overload'] is True, r)
    write('keen.txt', '20 0\n2000 0\n4000 6\n20000 6\n')
    r = measure('--response', 'keen.txt', 'clipped.wav')
    check('... even where the correction makes it small',
          r['overload'] is True and r['LZeq'] < 120, r)
    r = measure('--response', 'keen.txt', '--overload', '118', 'loud.wav')
    check('beyond the overload point, too', r['overload'] is True, r)
    r = measure('--response', 'keen.txt', '--overload', '120', 'loud.wav')
    check('and below it not', r['overload'] is False, r)
    steady = tone(1000, 1, fade=0)
    for value in (0.0, 0.25):
        wav('hole.wav', steady + [value] * 48000 + steady)
        r = measure('--response', 'tilted.txt', 'hole.wav')
        check(f'a second that stands still at {value} has no level',
              r['LAeq_1s'][1] is None and r['LAeq_1s'][0] is not None and
              r['LAeq_1s'][2] is not None and r['no_signal_s'] == 1, r)


def refusals():
    write('bad.txt', '20 0\n100 1\n50 2\n')
    write('steep.txt', '20 0\n1000 0\n1010 30\n1020 0\n20000 0\n')
    for program, args in (('sourdine-measure', ('hole.wav',)),
                          ('sourdine-hear', ('--probe',))):
        for name, says in (('missing.txt', 'No such file'),
                           ('bad.txt', 'line 3'), ('.', 'line 1'),
                           ('steep.txt', 'smooth it')):
            p = run(program, '--response', name, *args)
            check(f'{program} refuses {name}', p.returncode == 4 and
                  p.stderr.count('\n') == 1 and says in p.stderr and
                  p.stdout == '' and name in p.stderr,
                  (p.returncode, p.stdout, p.stderr))
        p = run(program, '--response-at', '500', *args)
        check(f'{program} refuses --response-at 500', p.returncode == 2 and
              '1000 or 250' in p.stderr, p.stderr)


if __name__ == '__main__':
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for part in (tones, ends, faults, refusals):
            part()
        os.chdir('/')
    print(f'response: {passed} passed, {failed} failed')
    raise SystemExit(1 if failed else 0)
