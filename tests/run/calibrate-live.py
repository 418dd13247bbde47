#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`sourdine calibrate`: from a recording and on a (virtual) microphone; the
history; what sourdine-gate lets out of a calibration."""
import array
import csv
import json
import math
import os
import random
import shutil
import struct
import subprocess
import tempfile
import wave

BUILD = os.path.abspath(os.environ.get('BUILD', 'build'))
MICROPHONE = os.path.abspath('tests/virtual-microphone')
RATE = 48000
passed = failed = 0


def check(what, ok, seen=''):
    global passed, failed
    print(('ok ' if ok else 'FAILED ') + what +
          ('' if ok else f' ({seen})'), flush=True)
    passed, failed = passed + bool(ok), failed + (not ok)


def wav(name, seconds, level_db, hz=1000, noise_db=-75, wobble_db=0):
    """A tone whose level swings to both sides, and noise; 16 bits."""
    amplitude = 10 ** (level_db / 20)
    # a sine of 0 dB has this much more power than white noise of +-1
    noise = 10 ** (noise_db / 20) * math.sqrt(1.5)
    r = random.Random(1)
    x = array.array('h', (round(32768 * (
        amplitude * 10 ** (wobble_db * math.sin(2 * math.pi * 0.4 * i / RATE)
                           / 20) *
        math.sin(2 * math.pi * hz * i / RATE) +
        noise * (2 * r.random() - 1))) for i in range(int(seconds * RATE))))
    with wave.open(name, 'wb') as f:
        f.setnchannels(1)
        f.setsampwidth(2)
        f.setframerate(RATE)
        f.writeframes(x.tobytes())
    return name


class Place:
    def __init__(self, folder, more=''):
        self.store = folder + '/records/store.db'
        self.history = folder + '/records/calibrations.csv'
        self.conf = folder + '/c.conf'
        self.folder = folder
        self.write(more)

    def write(self, more=''):
        with open(self.conf, 'w', encoding='utf-8') as f:
            f.write(f'store = {self.store}\nruntime = {self.folder}/run\n'
                    f'{more}')

    def __call__(self, *words):
        return subprocess.run(
            [f'{BUILD}/sourdine', '--config', self.conf, 'calibrate', *words],
            capture_output=True, text=True, timeout=120,
            stdin=subprocess.DEVNULL,
            env={**os.environ, 'XDG_CONFIG_HOME': self.folder})

    def rows(self):
        with open(self.history, encoding='utf-8', newline='') as f:
            return list(csv.DictReader(f))


def recordings(folder):
    p = Place(folder)
    a = wav(folder + '/a, "b".wav', 2, -26)
    b = wav(folder + '/b.wav', 2, -26.7)
    r = p('--history')
    check('no history yet is said', r.returncode == 0 and
          'no calibration yet' in r.stdout, r)
    r = p('--file', a, '--level', '94', '--dry-run')
    check('--dry-run notes nothing', r.returncode == 0 and
          'full_scale_db = 120.00' in r.stdout and
          not os.path.exists(p.history), r)
    r = p('--file', a, '--level', '94')
    check('a recording is calibrated, without drift', r.returncode == 0 and
          'full_scale_db = 120.00' in r.stdout and 'drift' not in r.stdout and
          r.stderr == '', r)
    row = p.rows()[0]
    check('and noted, with its name as it is', len(p.rows()) == 1 and
          row['source'] == 'file' and row['full_scale_db'] == '120.00' and
          row['drift_db'] == '' and row['file'] == a and
          row['class'] == '1' and row['level_db'] == '94.00' and
          row['microphone'] == 'default' and
          row['time_utc'].endswith('Z'), row)
    check('readable by all', os.stat(p.history).st_mode & 0o777 == 0o644 &
          ~os.umask(os.umask(0o22)))
    r = p('--file', b, '--level', '94', '--json')
    check('the drift is that against the last', r.returncode == 0 and
          abs(json.loads(r.stdout)['drift_db'] - 0.7) < 0.02, r)
    r = p('--file', a, '--level', '94')
    check('more than 0.5 dB: doubtful, in plain words',
          'drift        -0.70 dB' in r.stdout and 'doubtful' in r.stdout, r)
    check('three lines, one header', len(p.rows()) == 3, p.rows())
    r = p('--history')
    check('--history shows them', r.returncode == 0 and
          r.stdout.count('T') >= 3 and r.stdout.count('120.00') == 2,
          r.stdout)
    with open(p.history, encoding='utf-8') as f:
        noted = f.read()
    with open(p.history, 'w', encoding='utf-8') as f:
        for day, line in enumerate(noted.splitlines(True)):
            f.write(line if day == 0 else f'2026-11-0{day}' + line[10:])
    r = p('--history')
    check('and which time is doubtful', r.stdout.count('doubtful') == 2,
          r.stdout)
    r = p('--file', a, '--level', '94', '--previous', '119.9')
    check('--previous goes before the history', '+0.10 dB' in r.stdout, r)
    with open(p.history, 'a', encoding='utf-8') as f:
        f.write('2026-11-09T08:00:00Z,live,94.0')
    before = len(p.rows())
    r = p('--file', a, '--level', '94')
    check('a line that a full disk cut off does not take the next one with it',
          len(p.rows()) == before + 1 and p.rows()[-1]['source'] == 'file' and
          p.rows()[-1]['full_scale_db'] == '120.00', p.rows()[-1])
    p.write('full_scale_db = 119.7\ncalibrated = yes\nmicrophone = other\n'
            'microphone_response = /some/where\n')
    r = p('--file', a, '--level', '94', '--dry-run')
    check('another microphone is compared with its configuration',
          '+0.30 dB' in r.stdout and
          'microphone_response_at_hz = 1000' in r.stdout, r)
    p.write()
    os.unlink(p.history)
    r = p('--file', folder + '/none.wav', '--level', '94')
    check('a recording that is none: exit 4, one line, nothing noted',
          r.returncode == 4 and r.stderr.count('\n') == 1 and
          'none.wav' in r.stderr and not os.path.exists(p.history), r)
    os.mkdir(p.history)
    r = p('--file', a, '--level', '94')
    check('a history that cannot be written: exit 5, one line',
          r.returncode == 5 and r.stderr.count('\n') == 1 and
          'calibrations.csv' in r.stderr, r)
    os.rmdir(p.history)


def usage(folder):
    p = Place(folder)
    for words in ((), ('--level', 'loud'), ('--level', '94', '--frequency',
                                            '500'),
                  ('--level', '94', '--seconds', '5'), ('--history', '--json'),
                  ('--level', '94', 'x.wav'), ('--level', '94', '--record'),
                  ('--level', '94', '--channel', '2'),
                  ('--level', '94', '--file', 'x', '--seconds', '20')):
        r = p(*words)
        check(f"refused: {' '.join(words) or 'nothing'}",
              r.returncode == 2 and r.stderr.count('\n') == 1 and
              r.stdout == '', r)


def message(kind=4, tone=0, level=-2600, hz=10000, fluctuation=3,
            distortion=20, duration=101, grade=1, clipped=0, rest=b''):
    return struct.pack('<BBhIHHHBB', kind, tone, level, hz, fluctuation,
                       distortion, duration, grade, clipped) + \
        (rest + bytes(32))[:16]


def gate():
    def through(data):
        p = subprocess.run([f'{BUILD}/sourdine-gate', '--calibration'],
                           input=data, capture_output=True, timeout=10)
        return p.returncode, p.stdout, p.stderr
    good = message()
    none = message(tone=1, level=0, hz=0, fluctuation=0, distortion=0,
                   duration=0, grade=0)
    check('the gate passes a verdict', through(good) == (0, good, b''))
    check('and that there is no tone', through(none) == (0, none, b''))
    check('one alone: a second stays behind', through(good + good) ==
          (0, good, b''))
    for what, data in (
            ('nothing', b''), ('half of it', good[:31]),
            ('a second', bytes([1, 0, 1, 2]) + bytes(28)),
            ('an unknown verdict', message(tone=7, grade=0)),
            ('a level out of range', message(level=20001)),
            ('a frequency out of range', message(hz=960001)),
            ('a fluctuation out of range', message(fluctuation=20001)),
            ('a distortion out of range', message(distortion=10001)),
            ('a duration out of range', message(duration=601)),
            ('a third class', message(grade=3)),
            ('a class of a refusal', message(tone=5, grade=1)),
            ('a clipped success', message(clipped=1)),
            ('a clipped 2', message(tone=4, grade=0, clipped=2)),
            ('a number without a tone', message(tone=1, grade=0)),
            ('something in the padding', message(rest=b'x'))):
        code, out, _ = through(data)
        check(f'the gate stops {what}', (code, out) == (1, b''), (code, out))


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
        virtual('play', wav(folder + '/good.wav', 25, -26))
        r = p('--level', '94', '--json')
        j = json.loads(r.stdout or '{}')
        check('a calibrator on the microphone: within 0.02 dB',
              r.returncode == 0 and
              abs(j.get('full_scale_db', 0) - 120) <= 0.02 and
              j['source'] == 'live' and j['frequency_hz'] == 1000 and
              10 <= j['steady_s'] < 13, r)
        check('it says what it does meanwhile, in one line',
              r.stderr.startswith('Listening') and
              r.stderr.count('\n') == 1, r.stderr)
        row = p.rows()[-1] if os.path.exists(p.history) else {}
        check('and is noted', row.get('source') == 'live' and
              row['file'] == '' and row['microphone'] == 'default', row)
        for what, says, more in (
                ('silence', 'no tone', None),
                ('1100 Hz', '1100.0 Hz, 10.0 %', {'hz': 1100}),
                ('a wobbling tone', 'not steady', {'wobble_db': 0.4}),
                ('250 Hz where 1000 was asked for', '250.0 Hz',
                 {'hz': 250})):
            virtual('stop')
            if more:
                virtual('play', wav(folder + '/bad.wav', 20, -26, **more))
            for _ in range(3):
                r = p('--level', '94', '--seconds', '12',
                      *(('--frequency', '1000') if '250' in what else ()))
                # On a busy machine the player stutters: that is no verdict.
                if 'the tone lasted' not in r.stderr:
                    break
            check(f'{what} is refused: {says}', r.returncode == 4 and
                  r.stdout == '' and r.stderr.count('\n') == 2 and
                  says in r.stderr and len(p.rows()) == 1, r)
        p.write('microphone = none such\n')
        r = p('--level', '94', '--seconds', '12')
        check('no such microphone: exit 4, named', r.returncode == 4 and
              'none such' in r.stderr and r.stdout == '', r)
        os.makedirs(folder + '/run', exist_ok=True)
        with open(folder + '/run/status', 'w', encoding='utf-8') as f:
            json.dump({'pid': os.getpid()}, f)
        r = p('--level', '94', '--seconds', '12')
        check('a meter that runs is named as the reason',
              r.returncode == 4 and 'the meter is running' in r.stderr, r)
    finally:
        virtual('end')
        shutil.rmtree(sound, ignore_errors=True)


def main():
    with tempfile.TemporaryDirectory() as folder:
        recordings(folder)
        usage(folder)
        gate()
        live(folder)
    print(f'calibrate-live: {passed} passed, {failed} failed')
    raise SystemExit(1 if failed else 0)


main()
