#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sourdine-calibrate as a program: recordings of calibrators, recordings of
other things, and what it says of each."""
import json
import math
import os
import random
import struct
import subprocess
import tempfile

CALIBRATE = os.path.abspath(os.path.join(os.environ.get('BUILD', 'build'),
                                         'sourdine-calibrate'))
ORACLE = os.environ.get('ORACLE')
RATE = 48000
KEYS = {'ok', 'file', 'sample_rate_hz', 'frequency_hz', 'fluctuation_db',
        'distortion_percent', 'clipped', 'class', 'full_scale_db', 'level_db',
        'correction_db', 'drift_db', 'steady_s'}
passed = failed = skipped = 0


def check(what, ok, *seen):
    global passed, failed
    print('ok ' + what if ok else
          'FAILED ' + what + ''.join(f'\n    {s!r}' for s in seen))
    passed, failed = passed + bool(ok), failed + (not ok)


class Result:
    def __init__(self, *args, stdin=None):
        p = subprocess.run([CALIBRATE, *args], capture_output=True, timeout=60,
                           input=stdin)
        self.code = p.returncode
        self.out = p.stdout.decode('utf-8', 'replace')
        self.err = p.stderr.decode('utf-8', 'replace')

    def json(self):
        try:
            return json.loads(self.out)
        except ValueError:
            return {}

    def __repr__(self):
        return f'exit {self.code}\n{self.out}\n{self.err}'


def tone(db, seconds, hz=1000.0, rate=RATE):
    a = 10 ** (db / 20)
    return [a * math.sin(2 * math.pi * hz * i / rate)
            for i in range(round(seconds * rate))]


def noise(db, seconds, rate=RATE):
    a = 10 ** (db / 20) * math.sqrt(1.5)
    r = random.Random(1)
    return [r.uniform(-a, a) for _ in range(round(seconds * rate))]


def wav(name, channels, rate=RATE, form='24'):
    """Channels of equal length, as a WAV file of 16 or 24 bits or float."""
    frames = zip(*channels)
    if form == 'f32':
        data = b''.join(struct.pack(f'<{len(f)}f', *f) for f in frames)
        tag, bits = 3, 32
    else:
        tag, bits = 1, int(form)
        top = 1 << (bits - 1)
        data = b''.join(
            max(-top, min(top - 1, round(v * top))).to_bytes(
                bits // 8, 'little', signed=True)
            for f in frames for v in f)
    size = len(channels) * bits // 8
    with open(name, 'wb') as f:
        f.write(b'RIFF' + struct.pack('<I', 36 + len(data)) + b'WAVEfmt ' +
                struct.pack('<IHHIIHH', 16, tag, len(channels), rate,
                            rate * size, size, bits) +
                b'data' + struct.pack('<I', len(data)) + data)


def refused(what, file, says, *args):
    """Exit 4, one line on stderr that names the file, {"ok": false}."""
    r = Result('--file', file, '--level', '94', '--json', *args)
    j = r.json()
    check(f'{what} is refused: {says}',
          r.code == 4 and j.get('ok') is False and
          says in j.get('reason', '') and 'full_scale_db' not in j and
          r.err.count('\n') == 1 and says in r.err and file in r.err, r)
    r = Result('--file', file, '--level', '94', *args)
    check(f'{what} gives no number without --json either',
          r.code == 4 and r.out == '' and r.err.count('\n') == 1, r)


def good_recordings():
    wav('a.wav', [noise(-70, 1) + tone(-29.7, 2) + noise(-70, 1)])
    r = Result('--file', 'a.wav', '--level', '94', '--json')
    j = r.json()
    check('a calibrator between noise gives 94 + 29.7 dB',
          r.code == 0 and r.err == '' and
          abs(j.get('full_scale_db', 0) - 123.7) <= 0.02, r)
    check('the object has its keys, and no others', set(j) == KEYS, j)
    check('class 1, at 1000 Hz, not clipped, without drift',
          j.get('class') == 1 and j['frequency_hz'] == 1000 and
          j['clipped'] is False and j['drift_db'] is None and
          j['ok'] is True and j['sample_rate_hz'] == RATE and
          j['level_db'] == 94 and j['file'] == 'a.wav', j)
    r = Result('--file', 'a.wav', '--level', '94')
    check('in words, with the lines for the configuration',
          r.code == 0 and r.err == '' and 'class        1 ' in r.out and
          '\nfull_scale_db = 123.70\ncalibrated = yes\n' in r.out and
          'drift' not in r.out, r)
    j = Result('--file', 'a.wav', '--level', '114', '--correction', '-0.15',
               '--previous', '143.2', '--json').json()
    check('level, correction and drift are counted in',
          abs(j.get('full_scale_db', 0) - 143.55) <= 0.02 and
          abs(j['drift_db'] - 0.35) <= 0.02 and j['correction_db'] == -0.15, j)
    r = Result('--file', 'a.wav', '--level', '94', '--previous', '123.1')
    check('a drift over 0.5 dB casts doubt', 'drift        +0.60 dB: doubt'
          in r.out, r)
    r = Result('--file', 'a.wav', '--level', '94', '--previous', '123.3')
    check('a smaller one does not', 'drift        +0.40 dB\n' in r.out, r)
    with open('a.wav', 'rb') as f:
        r = Result('--file', '-', '--level', '94', '--json', stdin=f.read())
    check('standard input too', r.code == 0 and
          abs(r.json().get('full_scale_db', 0) - 123.7) <= 0.02, r)

    for rate, form, hz, level in ((44100, '16', 1000, 94.0),
                                  (96000, 'f32', 1000, 114.0),
                                  (48000, '24', 250, 114.0),
                                  (48000, '16', 251.19, 124.0)):
        wav('b.wav', [tone(-20.4, 1.5, hz, rate)], rate, form)
        r = Result('--file', 'b.wav', '--level', str(level), '--json')
        j = r.json()
        check(f'{hz} Hz, {level} dB, {rate} Hz, {form}',
              r.code == 0 and
              abs(j['full_scale_db'] - level - 20.4) <= 0.02 and
              abs(j['frequency_hz'] - hz) <= 0.1, r)

    silent = [0.0] * (2 * RATE)
    wav('c.wav', [silent, tone(-26, 2)])
    r = Result('--file', 'c.wav', '--level', '94', '--channel', '2', '--json')
    check('the channel that was asked for', r.code == 0 and r.err == '' and
          abs(r.json().get('full_scale_db', 0) - 120) <= 0.02, r)
    wav('c.wav', [tone(-26, 2), silent])
    r = Result('--file', 'c.wav', '--level', '94')
    check('one of several is said to be the first',
          r.code == 0 and 'has 2 channels' in r.err, r)


def bad_recordings():
    wav('pink.wav', [noise(-20, 2)])
    refused('noise', 'pink.wav', 'no tone that stands out')
    wav('short.wav', [tone(-26, 0.8)])
    refused('0.8 s of tone', 'short.wav', 'for 0.8 s only')
    wav('off.wav', [tone(-26, 2, 1018)])
    refused('1018 Hz', 'off.wav', '1018.0 Hz, 1.8 % from 1000 Hz')
    wav('low.wav', [tone(-26, 2, 250)])
    refused('250 Hz where 1000 was asked for', 'low.wav',
            'say --frequency 250', '--frequency', '1000')
    wav('loud.wav', [[max(-0.5, min(0.5, v)) for v in tone(-3, 2)]])
    refused('a tone that is cut below full scale', 'loud.wav', 'distortion')
    wav('clipped.wav', [tone(3, 2)])
    refused('a clipped tone', 'clipped.wav', 'is clipped')
    wav('steps.wav', [tone(-26, 2) + tone(-25.6, 2)])
    refused('two levels', 'steps.wav', 'not steady')
    wav('faint.wav', [tone(-100, 2)], form='f32')
    refused('a tone 100 dB down', 'faint.wav', 'outside 60 to 180')
    wav('nan.wav', [tone(-26, 1) + [math.nan] + tone(-26, 1)], form='f32')
    refused('NaN', 'nan.wav', 'no numbers')
    refused('channel 2 of 1', 'low.wav', 'has no channel 2', '--channel', '2')
    wav('rate.wav', [tone(-26, 2, 1000, 16000)], 16000)
    refused('16 kHz', 'rate.wav', 'samples a second')


def bad_files():
    refused('a missing file', 'missing.wav', 'check the name')
    refused('a folder', '.', 'is a folder')
    open('empty.wav', 'wb').close()
    refused('an empty file', 'empty.wav', 'is empty')
    with open('text.wav', 'w', encoding='utf-8') as f:
        f.write('no sound\n' * 1000)
    refused('text', 'text.wav', 'is not a recording')
    wav('cut.wav', [tone(-26, 2)])
    with open('cut.wav', 'r+b') as f:
        f.truncate(RATE * 3 * 3 // 2)
    refused('half a file', 'cut.wav', 'cut short')


def command_line():
    for args, says in (((), '--file'),
                       (('--file', 'a.wav'), '--level'),
                       (('--level', '94'), '--file'),
                       (('--file', 'a.wav', '--level', '50'), '60 to 140'),
                       (('--file', 'a.wav', '--level', 'nan'), '60 to 140'),
                       (('--file', 'a.wav', '--level', '94dB'), "'94dB'"),
                       (('--file', 'a.wav', '--level', '94', '--frequency',
                         '500'), '1000 or 250'),
                       (('--file', 'a.wav', '--level', '94', '--channel',
                         '1.5'), 'whole channels'),
                       (('--file', 'a.wav', '--level', '94', '--correction',
                         '9'), '-5 to 5'),
                       (('--level', '94', 'a.wav'), 'with --file'),
                       (('--fast',), '--fast is no option'),
                       (('--file', 'a.wav', '--level'), 'lacks its value')):
        r = Result(*args)
        check(f"{' '.join(args) or 'nothing'} is refused",
              r.code == 2 and r.out == '' and says in r.err and
              r.err.count('\n') == 1, r)
    r = Result('--help')
    check('help is given', r.code == 0 and '--correction' in r.out and
          r.err == '', r)
    r = Result('--version')
    check('and the version', r.code == 0 and
          r.out.startswith('sourdine-calibrate '), r)
    with open('/dev/full', 'wb') as full:
        p = subprocess.run([CALIBRATE, '--file', 'a.wav', '--level', '94'],
                           stdout=full, stderr=subprocess.PIPE, timeout=60)
    check('a full disk is noticed', p.returncode == 1 and
          b'disk full' in p.stderr, p.stderr)


def reference():
    global skipped
    if not ORACLE:
        print('skipped the independent reference: ORACLE is not set')
        skipped += 1
        return
    folder = os.path.join(ORACLE, 'open')
    with open(os.path.join(folder, 'cases.json'), encoding='utf-8') as f:
        cases = json.load(f)
    with open(os.path.join(folder, 'expected.json'), encoding='utf-8') as f:
        checks = {c['name']: c['checks'] for c in json.load(f)['cases']}
    cases = cases if isinstance(cases, list) else cases['cases']
    cases = [c for c in cases if c['kind'] == 'cal']
    check('the reference has recordings of calibrators', len(cases) > 0)
    for c in cases:
        r = Result('--file', os.path.join(folder, c['file']), '--json',
                   '--level', str(c['cal_spl']), '--channel',
                   str(c['channel']))
        want = next(k for k in checks[c['name']]
                    if k['metric'] == 'cal_fs_sine_dB')
        got = r.json().get('full_scale_db', 0)
        check(f"{c['name']}: {got} dB, {want['value']} is right",
              r.code == 0 and
              abs(got - want['value']) <= min(0.02, want['tol']) and
              abs(r.json()['frequency_hz'] - c['f_hz']) <= 0.1, r)


if __name__ == '__main__':
    ORACLE = ORACLE and os.path.abspath(ORACLE)
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        good_recordings()
        bad_recordings()
        bad_files()
        command_line()
        reference()
        os.chdir('/')
    print(f'calibrate: {passed} passed, {failed} failed' +
          (f', {skipped} skipped' if skipped else ''))
    raise SystemExit(1 if failed else 0)
