#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sourdine-measure as a program: levels of tones against the analytic curve,
flags, files that cannot be measured, and what it says on a terminal."""
import json
import math
import os
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import time

MEASURE = os.path.abspath(os.path.join(os.environ.get('BUILD', 'build'),
                                       'sourdine-measure'))
passed = failed = skipped = 0


def check(what, ok, *seen):
    global passed, failed
    print('ok ' + what if ok else
          'FAILED ' + what + ''.join(f'\n    {s!r}' for s in seen))
    passed, failed = passed + bool(ok), failed + (not ok)


def skip(what):
    global skipped
    print('skipped ' + what)
    skipped += 1


class Result:
    def __init__(self, *args, **more):
        p = subprocess.run([MEASURE, *args], capture_output=True, timeout=60,
                           **{'stdin': subprocess.DEVNULL, **more}
                           if 'input' not in more else more)
        self.code, self.raw = p.returncode, p.stdout
        self.out = p.stdout.decode('utf-8', 'replace')
        self.err = p.stderr.decode('utf-8', 'replace')

    def json(self):
        return json.loads(self.out)


# -- recordings, made here

FORMATS = {'u8': (1, 8), '16': (1, 16), '24': (1, 24), '32': (1, 32),
           'f32': (3, 32), 'f64': (3, 64)}


def encode(x, form):
    if form == 'f32':
        return struct.pack(f'<{len(x)}f', *x)
    if form == 'f64':
        return struct.pack(f'<{len(x)}d', *x)
    bits = FORMATS[form][1]
    top = 1 << (bits - 1)
    codes = [max(-top, min(top - 1, round(v * top))) for v in x]
    if form == 'u8':
        return bytes(c + 128 for c in codes)
    return b''.join(c.to_bytes(bits // 8, 'little', signed=True)
                    for c in codes)


def header(size, rate, form, channels=1):
    tag, bits = FORMATS[form]
    frame = channels * bits // 8
    return (b'RIFF' + struct.pack('<I', (36 + size) & 0xffffffff) + b'WAVE' +
            b'fmt ' + struct.pack('<IHHIIHH', 16, tag, channels, rate,
                                  rate * frame, frame, bits) +
            b'data' + struct.pack('<I', size))


def wav(name, x, rate=48000, form='16', channels=1):
    data = encode(x, form)
    with open(name, 'wb') as f:
        f.write(header(len(data), rate, form, channels) + data)
    return name


def tone(hz, seconds, rate=48000, peak=0.1, fade=0.25):
    """Faded at both ends, so that it has no other frequencies."""
    n, m = int(seconds * rate), int(fade * rate)
    w = 2 * math.pi * hz / rate
    x = [peak * math.sin(w * i) for i in range(n)]
    for i in range(m):
        g = 0.5 - 0.5 * math.cos(math.pi * i / m)
        x[i] *= g
        x[n - 1 - i] *= g
    return x


def steady(hz, seconds, rate=48000, peak=0.1):
    return tone(hz, seconds, rate, peak, 0)


def level(x, full_scale):
    return full_scale + 10 * math.log10(2 * sum(v * v for v in x) / len(x))


def a_weighting(f):
    """IEC 61672-1 Annex E, pole frequencies from their closed form."""
    fl, fh, fa, d = 10 ** 1.5, 10 ** 3.9, 10 ** 2.45, math.sqrt(0.5)
    b = (1e6 + fl ** 2 * fh ** 2 / 1e6 - d * (fl ** 2 + fh ** 2)) / (1 - d)
    c = fl ** 2 * fh ** 2
    f1 = math.sqrt((-b - math.sqrt(b * b - 4 * c)) / 2)
    f4 = math.sqrt((-b + math.sqrt(b * b - 4 * c)) / 2)
    f2, f3 = ((3 - 5 ** 0.5) / 2 * fa, (3 + 5 ** 0.5) / 2 * fa)

    def gain(f):
        return (f4 ** 2 * f ** 4 / ((f * f + f1 * f1) * (f * f + f4 * f4) *
                math.sqrt((f * f + f2 * f2) * (f * f + f3 * f3))))
    return 20 * math.log10(gain(f) / gain(1000))


# -- what is checked

def tones():
    cases = [(48000, f) for f in (31.5, 63, 125, 250, 500, 1000, 2000, 4000,
                                  8000, 12500, 16000, 20000)]
    cases += [(44100, 1000), (44100, 16000), (22050, 1000), (22050, 8000),
              (32000, 12500), (96000, 20000), (192000, 20000), (88200, 50)]
    worst = 0
    for rate, f in cases:
        x = tone(f, 2, rate)
        r = Result('--json', '--full-scale', '117.3',
                   wav('tone.wav', x, rate, 'f32')).json()
        want = level(x, 117.3) + a_weighting(f)
        worst = max(worst, abs(r['LAeq'] - want))
        check(f'{f} Hz at {rate} Hz: LAeq {r["LAeq"]:.3f}, analytic '
              f'{want:.3f}', abs(r['LAeq'] - want) < 0.1)
    print(f'largest difference {worst:.4f} dB')


def formats():
    x = tone(1000, 1)
    want = level(x, 120)
    for form in FORMATS:
        r = Result('--json', wav('form.wav', x, form=form)).json()
        check(f'{form}: LAeq {r["LAeq"]:.3f}, {want:.3f} wanted',
              abs(r['LAeq'] - want) < 0.05)


KEYS = {
    'file': str, 'duration_s': float, 'sample_rate_hz': int, 'channel': int,
    'channels': int, 'full_scale_db': float, 'calibrated': bool,
    'truncated': bool, 'overload': bool, 'under_range': bool,
    'no_signal_s': int, 'LAeq': float, 'LCeq': float, 'LZeq': float,
    'LAE': float, 'LAFmax': float, 'LAFmin': float, 'LASmax': float,
    'LASmin': float, 'LAImax': float, 'LCpeak': float, 'LN': dict,
    'LAeq1s_LN': dict, 'third': dict, 'octave': dict, 'LAeq_1s': list,
}
PERCENT = ['L1', 'L5', 'L10', 'L50', 'L90', 'L95', 'L99']


def answers():
    x = []
    for s in range(6):                       # steps of 1 s, 10 dB apart
        x += steady(1000, 1, peak=0.001 * 10 ** (s / 2))
    x += steady(1000, 0.5, peak=0.1)         # half a second more
    r = Result('--json', '--bands', '--full-scale', '120',
               wav('steps.wav', x, form='f32')).json()
    check('all keys, each of its type',
          list(r) == list(KEYS) and all(type(r[k]) is t
                                        for k, t in KEYS.items()), r)
    want = [60 + 10 * s for s in range(6)]
    check('LAeq_1s: whole seconds, each the level of its tone',
          len(r['LAeq_1s']) == 6 and all(
              abs(a - b) < 0.1 for a, b in zip(r['LAeq_1s'], want)),
          r['LAeq_1s'])
    check('LN and LAeq1s_LN have the same keys',
          list(r['LN']) == PERCENT and list(r['LAeq1s_LN']) == PERCENT)
    v = sorted(r['LAeq_1s'])
    for n in PERCENT:
        rank = 5 * (1 - int(n[1:]) / 100)
        i = min(int(rank), 4)
        w = v[i] + (rank - i) * (v[i + 1] - v[i])
        check(f'LAeq1s_LN {n} {r["LAeq1s_LN"][n]} at its rank',
              abs(r['LAeq1s_LN'][n] - w) < 0.002)
    check('LN falls from L1 to L99', all(
        r['LN'][a] >= r['LN'][b] for a, b in zip(PERCENT, PERCENT[1:])))
    check('LAE is LAeq and the length', abs(
        r['LAE'] - r['LAeq'] - 10 * math.log10(6.5)) < 0.002)
    total = 10 * math.log10(sum(10 ** (b / 10) for b in r['third'].values()))
    check(f'the thirds sum to {total:.2f}, LZeq is {r["LZeq"]:.2f}',
          abs(total - r['LZeq']) < 0.3)
    check('bands by nominal frequency: 31.5, 1000 and 16000',
          {'31.5', '1000', '16000', '20000'} <= set(r['third']) and
          {'31.5', '1000', '16000'} <= set(r['octave']) and
          max(r['third'], key=r['third'].get) == '1000', r['third'])
    r = Result('--json', 'steps.wav').json()
    check('bands only when asked for', 'third' not in r and 'octave' not in r)
    check('three decimals at most', all(
        abs(round(v, 3) - v) < 1e-9 for v in r['LAeq_1s']), r['LAeq_1s'])

    r = Result('--json', wav('short.wav', steady(1000, 0.3))).json()
    check('0.3 s: no second, no minimum, but LAeq and LAFmax',
          r['LAeq_1s'] == [] and r['LAFmin'] is None and
          r['LASmin'] is None and r['LN']['L50'] is None and
          r['LAeq1s_LN']['L50'] is None and
          abs(r['LAeq'] - 100) < 0.2 and r['LAFmax'] is not None, r)
    r = Result('--json', wav('one.wav', [0.5])).json()
    check('one sample is measured', r['LAeq'] is not None and
          r['duration_s'] == 0, r)


def full_scale():
    wav('t.wav', steady(1000, 1))

    def of(*args):
        r = Result('--json', *args, 't.wav').json()
        return (r['full_scale_db'], r['calibrated'],
                round(r['LZeq'] - r['full_scale_db'], 2))
    check('nothing stated: 120 dB, uncalibrated', of() == (120, False, -20))
    check('--full-scale 117.5', of('--full-scale', '117.5') ==
          (117.5, True, -20))
    check('--sensitivity -26 is 120 dB', of('--sensitivity', '-26') ==
          (120, True, -20))
    check('--default-full-scale counts where nothing else is given',
          of('--default-full-scale', '111') == (111, True, -20) and
          of('--default-full-scale', '111', '--full-scale', '117.5') ==
          (117.5, True, -20))


def flags():
    def of(name, *args):
        r = Result('--json', '--full-scale', '120', *args, name).json()
        return r['overload'], r['under_range']
    quiet = steady(1000, 1.2, peak=0.5)
    for form, code in (('u8', 127 / 128), ('16', 32767 / 32768),
                       ('24', 8388607 / 8388608)):
        step = 1 - code
        for where, v, want in (('at the upper rail', code, True),
                               ('at the lower rail', -1.0, True),
                               ('two steps below', code - 2 * step, False)):
            x = quiet[:]
            x[1000] = v
            check(f'{form}: one sample {where}: overload {want}',
                  of(wav('rail.wav', x, form=form)) == (want, False))
    x = quiet[:]
    x[1000] = 1.7
    check('a float over 1.0 is no overload', of(
        wav('float.wav', x, form='f32')) == (False, False))
    check('... but above --overload it is', of(
        'float.wav', '--overload', '121') == (True, False))
    check('... and below it is not', of(
        'float.wav', '--overload', '126') == (False, False))

    wav('soft.wav', steady(1000, 2, peak=0.0001), form='24')     # 40 dB
    check('40 dB, self-noise unknown: in range', of('soft.wav') ==
          (False, False))
    check('40 dB, self-noise 32: in range', of(
        'soft.wav', '--self-noise', '32.5') == (False, False))
    check('40 dB, self-noise 33.5: under-range', of(
        'soft.wav', '--self-noise', '33.5') == (False, True))
    wav('softer.wav', steady(1000, 0.5, peak=0.0001), form='24')
    check('half a second has the flag too', of(
        'softer.wav', '--self-noise', '34') == (False, True))

    r = Result('--json', '--bands', wav('silence.wav', [0.0] * 96000)).json()
    check('silence: no numbers, and 2 s without signal',
          r['LAeq'] is None and r['LAFmax'] is None and r['LCpeak'] is None
          and r['LAeq_1s'] == [None, None] and r['no_signal_s'] == 2 and
          not r['overload'], r)
    x = steady(1000, 1) + [0.0] * 48000 + steady(1000, 1)
    r = Result('--json', wav('hole.wav', x)).json()
    check('a second of silence is null among its neighbours',
          r['LAeq_1s'][1] is None and r['no_signal_s'] == 1 and
          abs(r['LAeq_1s'][2] - 100) < 0.1, r['LAeq_1s'])


def channels():
    x = []
    for i in range(24000):
        for c in range(8):
            x.append(0.01 * (c + 1) * math.sin(2 * math.pi * i / 48))
    wav('eight.wav', x, channels=8)
    for c in (1, 3, 8):
        r = Result('--json', '--channel', str(c), 'eight.wav')
        want = 80 + 20 * math.log10(c)
        check(f'channel {c} of 8, nothing on stderr',
              abs(r.json()['LZeq'] - want) < 0.05 and r.err == '' and
              r.json()['channel'] == c and r.code == 0, r.err)
    r = Result('--json', 'eight.wav')
    check('8 channels, none chosen: channel 1, and it is said',
          abs(r.json()['LZeq'] - 80) < 0.05 and r.code == 0 and
          re.search('8 channels; channel 1 .*--channel', r.err), r.err)
    check('... not with --quiet', Result('--quiet', 'eight.wav').err == '')


def lines(r):
    """stderr is one line of the form PROGRAM: FILE: WHAT; REMEDY."""
    return (r.err.count('\n') == 1 and
            re.match(r'sourdine-measure: [^:]+: .+; .+\n$', r.err))


def bad_files():
    os.mkdir('folder')
    wav('good.wav', steady(1000, 1.5))
    good = open('good.wav', 'rb').read()

    def put(name, data):
        with open(name, 'wb') as f:
            f.write(data)
        return name
    nan = steady(1000, 1)
    nan[12345] = nan[23456] = math.nan
    inf = steady(1000, 1)
    inf[24000] = -math.inf
    huge = steady(1000, 1)
    huge[36000] = 1e30
    for name, words in (
            ('missing.wav', 'No such file'),
            ('folder', 'folder'),
            (put('empty.wav', b''), 'empty'),
            (put('header.wav', good[:44]), 'no samples'),
            (put('half.wav', good[:30]), 'can be read'),
            (put('text.wav', b'These are words, not sounds.\n' * 50),
             'can be read'),
            (put('zero.wav', header(0, 48000, '16')), 'no samples'),
            (wav('slow.wav', steady(100, 1, 8000), 8000), '8000 samples'),
            (wav('fast.wav', steady(100, 1, 200000), 200000),
             '200000 samples'),
            (wav('nan.wav', nan, form='f32'), '0.2572 s is not a number'),
            (wav('inf.wav', inf, form='f64'), '0.5000 s is infinite'),
            (wav('huge.wav', huge, form='f32'), '0.7500 s is far too large'),
    ):
        r = Result('--json', name)
        check(f'{name}: one line, exit code 4, no level',
              r.code == 4 and lines(r) and words in r.err and
              list(r.json()) == ['file', 'error'], r.code, r.err, r.out)
        r = Result(name)
        check(f'{name}: no table', r.code == 4 and r.out == '', r.out)
    r = Result('--channel', '3', 'good.wav')
    check('a channel that is not there', r.code == 4 and lines(r) and
          'no channel 3' in r.err, r.err)

    r = Result('--json', 'missing.wav', 'good.wav', 'folder', 'good.wav')
    a = r.json()
    check('several files: the good ones are measured, the code is 4',
          r.code == 4 and len(a) == 4 and 'error' in a[0] and
          abs(a[1]['LZeq'] - 100) < 0.1 and 'error' in a[2] and
          a[1] == a[3] and r.err.count('\n') == 2, r.out, r.err)
    r = Result('--json', 'good.wav', 'good.wav')
    check('several good files: 0', r.code == 0 and len(r.json()) == 2)

    for name, data in (('cut.wav', good[:-48000]), ('odd.wav', good[:-48001])):
        r = Result('--json', put(name, data))
        check(f'{name}: what is there is measured, and it is said',
              r.code == 4 and lines(r) and 'cut short' in r.err and
              r.json()['truncated'] and r.json()['duration_s'] == 1 and
              abs(r.json()['LZeq'] - 100) < 0.1, r.code, r.err, r.out)
    check('... in the table too', 'CUT SHORT' in Result('cut.wav').out)
    check('a whole file is not', not Result('--json', 'good.wav').json()[
        'truncated'])
    endless = header(0xffffffff, 48000, '16') + good[44:]
    r = Result('--json', put('endless.wav', endless))
    check('a header of unknown length is not cut short', r.code == 0 and
          not r.json()['truncated'] and r.json()['duration_s'] == 1.5, r.err)

    r = Result('--json', wav('eight_bits.wav', steady(1000, 1), form='u8'))
    check('8 bits: measured, and what that means is said', r.code == 0 and
          lines(r) and '70 dB' in r.err, r.err)

    if os.geteuid() == 0:
        who = {'user': 65534}
    else:
        who = {}
    os.chmod('.', 0o755)
    os.chmod(put('secret.wav', good), 0)
    try:
        r = Result('secret.wav', **who)
        check('a file that one may not read', r.code == 4 and lines(r) and
              'denied' in r.err, r.err)
    except PermissionError:
        skip('a file that one may not read: the program itself lies where '
             'nobody else may go')


def names():
    r = Result('a\033[2Jb.wav')
    check('a name cannot steer the terminal', '\033' not in r.err and
          'a?[2Jb.wav' in r.err, r.err)
    os.link('good.wav', b'caf\xe9.wav')
    r = Result('--json', b'caf\xe9.wav')
    check('a name that is not UTF-8 still gives JSON',
          r.json()['file'] == 'caf?.wav', r.raw)


def standard_input():
    good = open('good.wav', 'rb').read()
    with open('good.wav', 'rb') as f:
        r = Result('--json', '-', stdin=f)
    want = Result('--json', 'good.wav').json()
    want['file'] = '-'
    check('- from a file', r.code == 0 and r.json() == want, r.out, r.err)
    r = Result('--json', '-', input=good)
    check('- from a pipe', r.code == 0 and r.json() == want, r.out, r.err)
    r = Result('--json', '-', input=good[:-48000])
    check('- from a pipe that ends early', r.code == 4 and
          r.json()['truncated'] and lines(r) and
          'standard input' in r.err, r.err)
    for form in ('16', 'f32', 'f64'):
        x = steady(1000, 1)
        r = Result('--json', '-', input=header(0xffffffff, 48000, form) +
                   encode(x, form))
        check(f'- from a pipe of unknown length, {form}', r.code == 0 and
              r.json()['duration_s'] == 1 and not r.json()['truncated'],
              r.err)
    r = Result('-', input=b'')
    check('- from nothing', r.code == 4 and lines(r), r.err)


def table():
    r = Result('good.wav')
    for key in ('LAeq', 'LCeq', 'LZeq', 'LAE', 'LAFmax', 'LASmax', 'LAImax',
                'LCpeak'):
        check(f'{key} with its unit', re.search(
            rf'^  {key} +\d+\.\d dB   \w', r.out, re.M), r.out)
    check('uncalibrated is said', 'UNCALIBRATED' in r.out)
    r = Result('--full-scale', '120', '--bands', 'good.wav')
    check('... and calibrated is not', 'UNCALIBRATED' not in r.out)
    check('the third at 1 kHz', re.search(r'^ +1000 +99\.\d dB +99\.\d dB$|'
                                          r'^ +1000 +100\.0 dB +100\.0 dB$',
                                          r.out, re.M), r.out)
    r = Result('--self-noise', '34', 'soft.wav')
    check('under-range: "at most"', re.search(
        r'^  LAeq +≤ 40\.0 dB', r.out, re.M) and 'UNDER-RANGE' in r.out,
        r.out)
    check('silence has no number', re.search(
        r'^  LAeq +silence', Result('silence.wav').out, re.M))
    r = Result('--help')
    check('--help', r.code == 0 and '--full-scale' in r.out and not r.err)
    check('--version', re.fullmatch(r'sourdine-measure \d+\.\d+\.\d+\n',
                                    Result('--version').out))
    for args in (['--full-scale', 'x', 'good.wav'], [], ['--nonsense']):
        r = Result(*args)
        check(f'{args}: exit code 2', r.code == 2 and r.out == '' and
              r.err.startswith('sourdine-measure'), r.err)
    with open('/dev/full', 'w') as full:
        p = subprocess.run([MEASURE, 'good.wav'], stdout=full,
                           stderr=subprocess.PIPE)
    check('a full disk: exit code 1', p.returncode == 1 and
          b'written' in p.stderr, p.stderr)


def sparse(name, seconds):
    """Silence, 16 bits; takes no place on the disk."""
    with open(name, 'wb') as f:
        f.write(header(seconds * 96000, 48000, '16'))
        f.truncate(44 + seconds * 96000)
    return name


def progress():
    sparse('long.wav', 3000)
    check('nothing on stderr that is no terminal',
          Result('long.wav').err == '')

    def on_terminal(*args):
        master, slave = pty.openpty()
        p = subprocess.Popen([MEASURE, '--json', *args, 'long.wav'],
                             stdout=subprocess.DEVNULL, stderr=slave)
        os.close(slave)
        seen, end = b'', time.time() + 60
        while time.time() < end:
            if select.select([master], [], [], 0.1)[0]:
                try:
                    got = os.read(master, 4096)
                except OSError:
                    break
                if not got:
                    break
                seen += got
        p.wait()
        os.close(master)
        return seen.decode('utf-8', 'replace')
    seen = on_terminal()
    check('percent, speed and time left on a terminal', re.search(
        r'long\.wav \[#*\.*\] +\d+ %, \d+ x real time, \d+:\d\d left', seen),
        seen)
    check('... in one line that is wiped at the end',
          '\n' not in seen and seen.endswith('\r' + ' ' * 72 + '\r') and
          all(len(s) <= 72 for s in seen.split('\r')), seen)
    check('... not with --quiet', on_terminal('--quiet') == '')
    os.unlink('long.wav')


def memory():
    """Streams: forty minutes take no more memory than ten seconds."""
    p = subprocess.Popen([MEASURE, '--json', '--bands', '-'],
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    second = encode(steady(997, 1), '16')

    def feed(seconds):
        for _ in range(seconds):
            p.stdin.write(second)
        p.stdin.flush()
        with open(f'/proc/{p.pid}/status') as f:
            return int(re.search(r'VmHWM:\s+(\d+)', f.read()).group(1))
    p.stdin.write(header(0xffffffff, 48000, '16'))
    before, after = feed(20), feed(2400)
    p.stdin.close()
    r = json.loads(p.stdout.read())
    p.wait()
    check(f'memory after 20 s: {before} kB, after 2420 s: {after} kB',
          after - before <= 64 and len(r['LAeq_1s']) == 2420)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for part in (tones, formats, answers, full_scale, flags, channels,
                     bad_files, names, standard_input, table, progress,
                     memory):
            part()
        os.chdir('/')
    print(f'measure: {passed} passed, {failed} failed' +
          (f', {skipped} skipped' if skipped else ''))
    sys.exit(failed > 0)


main()
