#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`sourdine calibrate --against`: steady noise beside another meter, from a
recording, from what hear says, and on a (virtual) microphone; what
sourdine-gate lets out of it; how a level that comes of it is marked."""
import array
import csv
import json
import os
import shutil
import sqlite3
import struct
import subprocess
import tempfile
import wave

BUILD = os.path.abspath(os.environ.get('BUILD', 'build'))
MICROPHONE = os.path.abspath('tests/virtual-microphone')
RATE = 22050
passed = failed = 0


def check(what, ok, seen=''):
    global passed, failed
    print(('ok ' if ok else 'FAILED ') + what +
          ('' if ok else f' ({seen})'), flush=True)
    passed, failed = passed + bool(ok), failed + (not ok)


def noise(seconds, rate=RATE):
    """White, 16 bits, 8 of which are random: some -53 dB of full scale."""
    data = bytearray(os.urandom(2 * int(seconds * rate)))
    data[1::2] = data[1::2].translate(bytes(255 * (i & 1) for i in range(256)))
    return data


def louder(data):
    return array.array('h', (2 * x for x in array.array('h', bytes(data)))
                       ).tobytes()


def wav(name, data, rate=RATE):
    with wave.open(name, 'wb') as f:
        f.setnchannels(1)
        f.setsampwidth(2)
        f.setframerate(rate)
        f.writeframes(bytes(data))
    return name


class Place:
    def __init__(self, folder, programs=BUILD):
        self.folder = folder
        self.programs = programs
        self.history = folder + '/records/calibrations.csv'
        self.conf = folder + '/c.conf'
        self.write()

    def write(self, more=''):
        with open(self.conf, 'w', encoding='utf-8') as f:
            f.write(f'store = {self.folder}/records/store.db\n'
                    f'runtime = {self.folder}/run\n{more}')

    def __call__(self, *words):
        return subprocess.run(
            [f'{self.programs}/sourdine', '--config', self.conf, 'calibrate',
             *words], capture_output=True, text=True, timeout=120,
            stdin=subprocess.DEVNULL, env={**os.environ, 'LC_ALL': 'C.UTF-8',
                                           'XDG_CONFIG_HOME': self.folder})

    def rows(self):
        with open(self.history, encoding='utf-8', newline='') as f:
            return list(csv.DictReader(f))


def refused(p, what, says, *words):
    before = len(p.rows()) if os.path.exists(p.history) else 0
    r = p(*words)
    after = len(p.rows()) if os.path.exists(p.history) else 0
    check(f'{what}: refused, since {says}', r.returncode == 4 and
          r.stdout == '' and says in r.stderr and before == after, r)


def recordings(folder):
    p = Place(folder)
    data = noise(300.2)
    name = wav(folder + '/noise.wav', data)
    laeq = json.loads(subprocess.run(
        [f'{BUILD}/sourdine-measure', '--json', '--quiet', name],
        capture_output=True, timeout=60, check=False).stdout)['LAeq']
    r = p('--file', name, '--against', '65')
    want = 65 - (laeq - 120)
    check('steady noise: the level that measure finds, and the other meter\'s',
          r.returncode == 0 and r.stderr == '' and
          f'\nfull_scale_db = {want:.2f}\ncalibrated = comparison\n' in
          r.stdout and 'uncertainty  3 dB (k = 2)' in r.stdout and
          'drift' not in r.stdout, (r, want))
    row = p.rows()[0]
    check('it is noted as a comparison', row['source'] == 'comparison' and
          row['level_db'] == '65.00' and row['class'] == '' and
          row['full_scale_db'] == f'{want:.2f}' and row['file'] == name, row)
    r = p('--file', name, '--against', '67.5', '--json')
    j = json.loads(r.stdout or '{}')
    check('as JSON', r.returncode == 0 and j['method'] == 'comparison' and
          j['source'] == 'file' and j['uncertainty_db'] == 3 and
          j['duration_s'] == 300 and j['unsteady_db'] < 0.5 and
          abs(j['full_scale_db'] - want - 2.5) < 0.011 and
          abs(j['drift_db'] - 2.5) < 0.011, r)
    r = p('--file', name, '--against', '66', '--dry-run')
    check('2.5 dB say nothing here', 'drift' in r.stdout and
          'doubtful' not in r.stdout and len(p.rows()) == 2, r)
    r = p('--file', name, '--against', '71', '--dry-run')
    check('more than 3 dB do', 'doubtful' in r.stdout, r)

    curve = folder + '/curve.txt'
    with open(curve, 'w', encoding='utf-8') as f:
        f.write('20 6\n1000 6\n20000 6\n')
    p.write(f'microphone_response = {curve}\n')
    flat = p('--file', name, '--against', '65', '--dry-run')
    with open(curve, 'w', encoding='utf-8') as f:
        f.write('20 0\n1000 0\n4000 6\n20000 6\n')
    r = p('--file', name, '--against', '65', '--dry-run')
    level = [float(x.stdout.split('full_scale_db = ')[1].split()[0])
             for x in (flat, r)]
    check('the microphone is straightened before', abs(level[0] - want) < 0.05
          and 2 < level[1] - want < 6, (level, want))
    p.write()

    refused(p, 'five minutes less a second', 'has 299 s',
            '--file', wav(folder + '/a.wav', data[:2 * RATE * 299 + 99]),
            '--against', '65')
    half = len(data) // 4 * 2
    refused(p, 'noise that gets 6 dB louder', 'not steady', '--file',
            wav(folder + '/a.wav', bytes(data[:half]) + louder(data[half:])),
            '--against', '65')
    clipped = bytearray(data)
    clipped[half:half + 2] = b'\xff\x7f'
    refused(p, 'one sample at full scale', 'is clipped', '--file',
            wav(folder + '/a.wav', clipped), '--against', '65')
    still = bytearray(data)
    still[half:half + 5 * RATE] = bytes(5 * RATE)
    refused(p, 'a second of nothing', 'nothing moves', '--file',
            wav(folder + '/a.wav', still), '--against', '65')
    refused(p, 'a recording that is none', 'none.wav', '--file',
            folder + '/none.wav', '--against', '65')
    p.write('self_noise_db = 33\n')
    refused(p, 'a level near the self-noise', 'too quiet', '--file', name,
            '--against', '42.9')
    check('10 dB above it is enough', p('--file', name, '--against', '43',
                                        '--dry-run').returncode == 0)
    p.write()


def usage(folder):
    p = Place(folder)
    for words in (('--against', 'loud'), ('--against', '39'),
                  ('--against', '65', '--level', '94'),
                  ('--against', '65', '--frequency', '1000'),
                  ('--against', '65', '--seconds', '20'),
                  ('--against', '65', '--channel', '1')):
        r = p(*words)
        check(f"refused: {' '.join(words)}", r.returncode == 2 and
              r.stderr.count('\n') == 1 and r.stdout == '', r)


def message(kind=5, verdict=0, level=-5000, unsteady=20, seconds=300, rest=b''):
    return struct.pack('<BBhHH', kind, verdict, level, unsteady, seconds) + \
        (rest + bytes(32))[:24]


def gate():
    def through(data, which='--comparison'):
        p = subprocess.run([f'{BUILD}/sourdine-gate', which], input=data,
                           capture_output=True, timeout=10)
        return p.returncode, p.stdout, p.stderr
    for good in (message(), message(verdict=1, seconds=12),
                 message(verdict=2), message(verdict=3, unsteady=151),
                 message(verdict=4, level=0, unsteady=0)):
        check(f'the gate passes verdict {good[1]}',
              through(good + good) == (0, good, b''))
    tone = struct.pack('<BBhIHHHBB', 4, 0, -2600, 10000, 3, 20, 101, 1, 0) + \
        bytes(16)
    check('control: a calibration is legal', through(tone, '--calibration') ==
          (0, tone, b''))
    for what, data, which in (
            ('nothing', b'', '--comparison'),
            ('half of it', message()[:31], '--comparison'),
            ('a calibration', tone, '--comparison'),
            ('a comparison where a calibration is due', message(),
             '--calibration'),
            ('an unknown verdict', message(verdict=5), '--comparison'),
            ('steady noise that is not', message(unsteady=151), '--comparison'),
            ('steady noise that is short', message(seconds=299),
             '--comparison'),
            ('a level out of range', message(level=-20001), '--comparison'),
            ('something in the padding', message(rest=b'x'), '--comparison')):
        code, out, _ = through(data, which)
        check(f'the gate stops {what}', (code, out) == (1, b''), (code, out))


def said(folder):
    """What comes of hear's message: the real command and gate, another hear."""
    programs = folder + '/programs'
    os.mkdir(programs)
    for name in ('sourdine', 'sourdine-gate'):
        shutil.copy(f'{BUILD}/{name}', programs)
    os.mkdir(folder + '/said')
    p = Place(folder + '/said', programs)

    def hear(data):
        with open(programs + '/message', 'wb') as f:
            f.write(data)
        with open(programs + '/sourdine-hear', 'w', encoding='utf-8') as f:
            f.write(f'#!/bin/sh\necho "$@" > {programs}/told\n'
                    f'cat {programs}/message\n')
        os.chmod(programs + '/sourdine-hear', 0o755)

    hear(message())
    r = p('--against', '65', '--json')
    j = json.loads(r.stdout or '{}')
    check('hear\'s level and the other meter\'s make the full scale',
          r.returncode == 0 and j.get('full_scale_db') == 115 and
          j['method'] == 'comparison' and j['source'] == 'live', r)
    with open(programs + '/told', encoding='utf-8') as f:
        told = f.read()
    check('hear was told to compare', told.startswith('--compare '), told)
    row = p.rows()[-1]
    check('and it is noted', row['source'] == 'comparison' and
          row['file'] == '' and row['full_scale_db'] == '115.00', row)
    r = p('--history')
    check('--history shows it', r.returncode == 0 and
          'comparison' in r.stdout, r)
    for says, data in (('ended after 12 s', message(verdict=1, seconds=12)),
                       ('is clipped', message(verdict=2)),
                       ('lie 2.5 dB', message(verdict=3, unsteady=250)),
                       ('no signal', message(verdict=4, level=0, unsteady=0)),
                       ('outside 60', message(level=-12000))):
        hear(data)
        refused(p, 'a message', says, '--against', '65')
    hear(bytes(32))
    r = p('--against', '65')
    check('a message that the gate stops is no result', r.returncode == 1 and
          'no verdict came' in r.stderr and len(p.rows()) == 1, r)


def marked(folder):
    """calibrated = comparison, as keep stores it."""
    store = folder + '/marked.db'
    p = Place(folder)
    p.write('calibrated = comparison\n')
    r = subprocess.run([f'{BUILD}/sourdine', '--config', p.conf, 'measure',
                        '--help'], capture_output=True, timeout=10)
    check('the configuration may say comparison', r.returncode == 0, r)
    r = subprocess.run(
        [f'{BUILD}/sourdine-keep', '--store', store, '--live',
         folder + '/live', '--interval', '60', '--place', 'indoors',
         '--microphone', 'm', '--source', 'raw', '--full-scale', '1150',
         '--compared'], stdin=subprocess.DEVNULL, capture_output=True,
        timeout=20)
    got = sqlite3.connect(store).execute(
        'SELECT calibrated FROM series').fetchall()
    check('keep stores that it was compared', got == [(2,)], (got, r))


def live(folder):
    sound = tempfile.mkdtemp(prefix='sourdine-sound-')
    p = Place(folder)

    def virtual(*words):
        return subprocess.run([MICROPHONE, words[0], sound, *words[1:]],
                              check=True, capture_output=True, text=True,
                              timeout=60).stdout
    for line in virtual('start').splitlines():
        for pair in line.split()[1:]:
            name, value = pair.split('=', 1)
            os.environ[name] = value
    try:
        refused(p, 'silence on the microphone', 'no signal', '--against', '65')
        data = noise(12, 48000)
        virtual('play', wav(folder + '/steps.wav', bytes(data) + louder(
            louder(data)) + bytes(data), 48000))
        refused(p, 'noise on the microphone that changes by 12 dB',
                'not steady', '--against', '65')
        virtual('stop')
        loud = bytearray(noise(20, 48000))
        loud[1::1001] = b'\x7f' * len(loud[1::1001])
        loud[0::1001] = b'\xff' * len(loud[0::1001])
        virtual('play', wav(folder + '/loud.wav', loud, 48000))
        refused(p, 'noise on the microphone that reaches full scale',
                'is clipped', '--against', '65')
    finally:
        virtual('end')
        shutil.rmtree(sound, ignore_errors=True)


def main():
    with tempfile.TemporaryDirectory() as folder:
        recordings(folder)
        usage(folder)
        gate()
        said(folder)
        marked(folder)
        live(folder)
    print(f'calibrate-against: {passed} passed, {failed} failed')
    raise SystemExit(1 if failed else 0)


main()
