#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sourdine-measure over damaged files, under AddressSanitizer and
UndefinedBehaviorSanitizer: cut at every 64 bytes, and with random bytes
changed (always the same ones).  Each file gives levels or one clear line."""
import json
import math
import os
import random
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile

BUILD = os.path.abspath(os.environ.get('BUILD', 'build'))
CHANGED = 300          # files with changed bytes, for each format
BATCH = 100            # files in one run
passed = failed = skipped = 0


def check(what, ok, *seen):
    global passed, failed
    print('ok ' + what if ok else
          'FAILED ' + what + ''.join(f'\n    {s}' for s in seen))
    passed, failed = passed + bool(ok), failed + (not ok)


def skip(what):
    global skipped
    print('skipped ' + what)
    skipped += 1


def build():
    """The program with both sanitizers; None if the compiler has none."""
    flags = '-fsanitize=address,undefined'
    compiler = shlex.split(os.environ.get('CC') or 'cc')
    folder = os.path.join(BUILD, 'hostile')
    out = os.path.join(folder, 'sourdine-measure')
    os.makedirs(folder, exist_ok=True)
    if subprocess.run([*compiler, flags, '-x', 'c', '-', '-o',
                       os.path.join(folder, 'any')], capture_output=True,
                      input='int main(void) { return 0; }',
                      text=True).returncode != 0:
        return None
    subprocess.run(['make', '-s', f'BUILD={folder}', f'CFLAGS=-O1 -g {flags}'
                    ' -fno-sanitize-recover=all', out], check=True)
    return out


def wav(frames=2400):
    """A twentieth of a second in two channels, with chunks around it."""
    data = b''.join(struct.pack('<hh', *(int(3000 * math.sin(i / k))
                                         for k in (7, 30)))
                    for i in range(frames))
    text = b'INFOISFT' + struct.pack('<I', 10) + b'some words'
    body = (b'WAVEfmt ' + struct.pack('<IHHIIHH', 16, 1, 2, 48000, 192000, 4,
                                      16) +
            b'LIST' + struct.pack('<I', len(text)) + text +
            b'data' + struct.pack('<I', len(data)) + data)
    return b'RIFF' + struct.pack('<I', len(body)) + body


def float_wav():
    data = b''.join(struct.pack('<f', math.sin(i / 9)) for i in range(2400))
    body = (b'WAVEfmt ' + struct.pack('<IHHIIHH', 16, 3, 1, 48000, 192000, 4,
                                      32) +
            b'data' + struct.pack('<I', len(data)) + data)
    return b'RIFF' + struct.pack('<I', len(body)) + body


# This packs the sound so tightly that it may be longer: several blocks.
FRAMES = {'flac': 24000}


def converted(kind):
    """The same sound in another format, or None without sox."""
    if not shutil.which('sox'):
        return None
    with open('seed.wav', 'wb') as f:
        f.write(wav(FRAMES.get(kind, 2400)))
    subprocess.run(['sox', 'seed.wav', 'seed.' + kind], check=True,
                   capture_output=True)
    with open('seed.' + kind, 'rb') as f:
        return f.read()


def cuts(whole):
    return [whole[:n] for n in range(0, len(whole), 64)]


def changes(whole, rng):
    out = []
    for _ in range(CHANGED):
        b = bytearray(whole)
        reach = rng.choice((64, 512, len(b)))     # headers more than sound
        for _ in range(rng.randint(1, 8)):
            b[rng.randrange(min(reach, len(b)))] = rng.randrange(256)
        out.append(bytes(b))
    return out


def answer_is_sound(a):
    """An error, or levels that are numbers or null."""
    if 'error' in a:
        return len(a['error']) > 10
    return all(a[k] is None or -400 < a[k] < 400
               for k in ('LAeq', 'LCeq', 'LZeq', 'LAFmax', 'LCpeak'))


def measure(program, what, files):
    """All answers; a crash, a hang or garbage is a failure."""
    answers, codes = [], set()
    for first in range(0, len(files), BATCH):
        names = []
        for i, data in enumerate(files[first:first + BATCH]):
            names.append(f'{first + i:04d}')
            with open(names[-1], 'wb') as f:
                f.write(data)
        try:
            p = subprocess.run([program, '--json', '--bands', '--quiet',
                                *names, '0000'], capture_output=True,
                               timeout=120)
            out = json.loads(p.stdout)
        except (subprocess.TimeoutExpired, ValueError) as e:
            check(what, False, e, p.stderr[-3000:] if 'p' in locals() else '')
            return []
        odd = [line for line in p.stderr.decode('utf-8', 'replace').split('\n')
               if line and not line.startswith('sourdine-measure: ')]
        if p.returncode not in (0, 4) or odd or len(out) != len(names) + 1:
            check(what, False, p.returncode, '\n'.join(odd[:60]))
            return []
        answers += out[:-1]
        codes.add(p.returncode)
    wrong = [a for a in answers if not answer_is_sound(a)]
    check(f'{what}: {len(answers)} files, {sum("error" in a for a in answers)}'
          ' refused, none without an answer',
          len(answers) == len(files) and not wrong, wrong[:3])
    return answers


def main():
    program = build()
    if not program:
        skip('the compiler cannot build with sanitizers')
        print(f'measure-hostile: {passed} passed, {failed} failed, '
              f'{skipped} skipped')
        return 0
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        # libsndfile does not give back what it had for a bad Vorbis header.
        with open('leaks', 'w') as f:
            f.write('leak:vorbis_info_init\n')
        os.environ['LSAN_OPTIONS'] = 'suppressions=leaks:print_suppressions=0'
        seeds = [('wav', wav()), ('float wav', float_wav())]
        seeds += [(k, converted(k)) for k in ('flac', 'ogg', 'aiff', 'w64',
                                              'caf', 'au')]
        for kind, whole in seeds:
            if whole is None:
                skip(f'{kind}: needs sox')
                continue
            rng = random.Random(61672)
            for a in measure(program, f'{kind}, whole', [whole]):
                check(f'{kind}, whole: measured, not cut short',
                      a.get('truncated') is False and a['duration_s'] ==
                      FRAMES.get(kind, 2400) / 48000)
            cut = measure(program, f'{kind}, cut', cuts(whole))
            # Ogg notes no length: only within its one page is a cut seen.
            check(f'{kind}, cut: each refused or marked', cut != [] and all(
                'error' in a or a['truncated'] for a in cut[:-1]),
                [i * 64 for i, a in enumerate(cut[:-1])
                 if not ('error' in a or a['truncated'])])
            if kind in FRAMES:
                check(f'{kind}, cut: most are measured as far as they go',
                      sum('error' not in a for a in cut) > len(cut) / 2)
            measure(program, f'{kind}, changed', changes(whole, rng))
        os.chdir('/')
    print(f'measure-hostile: {passed} passed, {failed} failed' +
          (f', {skipped} skipped' if skipped else ''))
    return failed > 0


sys.exit(main())
