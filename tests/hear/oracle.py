#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sourdine-measure against an independent reference, where there is one: the
environment variable ORACLE names a folder with check.py and open/, a set of
recordings and what a meter must make of each."""
import json
import math
import os
import subprocess
import sys
import tempfile

BUILD = os.path.abspath(os.environ.get('BUILD', 'build'))
ORACLE = os.environ.get('ORACLE')
KEYS = ['LAeq', 'LCeq', 'LZeq', 'LAE', 'LAFmax', 'LAFmin', 'LASmax', 'LASmin',
        'LAImax', 'LCpeak', 'LAeq_1s', 'LN']
passed = failed = 0


def check(what, ok, *seen):
    global passed, failed
    print('ok ' + what if ok else
          'FAILED ' + what + ''.join(f'\n    {s}' for s in seen))
    passed, failed = passed + bool(ok), failed + (not ok)


def load(name):
    with open(os.path.join(ORACLE, 'open', name), encoding='utf-8') as f:
        return json.load(f)


def run(program, *args):
    p = subprocess.run([os.path.join(BUILD, program), *args],
                       capture_output=True, text=True, timeout=120)
    return p, json.loads(p.stdout) if p.returncode == 0 else None


def measure(case):
    """All that can be said of one recording."""
    file = os.path.join(ORACLE, 'open', case['file'])
    full_scale = str(case['cal_fs_sine_dB'])
    channel = str(case['channel'])
    if case['kind'] == 'cal':
        full_scale = '120'                 # to be found, so not handed in
    p, r = run('sourdine-measure', '--json', '--bands', '--full-scale',
               full_scale, '--channel', channel, file)
    if r is None or p.stderr:
        return p.stderr or 'died', None
    s = run('tests/iec61672/series', file, channel, full_scale)[1]
    if s:
        r.update(s)
    if case['kind'] == 'decay':
        # dB/s from 0.25 s to 1 s after the tone has ended
        first, last = (round((case['on'] + after) / 0.125) - 1
                       for after in (0.25, 1.0))
        for w in 'FS':
            v = r[f'LA{w}_125ms']
            r[f'decay_{w}_dB_per_s'] = (v[first] - v[last]) / 0.75
    if case['kind'] == 'cal':
        # A calibrator's tone of a known level, on Z: the unweighted level
        # of its steady part, which is the whole file.
        r['cal_fs_sine_dB'] = 120 + case['cal_spl'] - r['LZeq']
    return '', r


def a_weighting(f):
    f2 = f * f
    g = (12194.217 ** 2 * f2 * f2 /
         ((f2 + 20.598997 ** 2) * (f2 + 12194.217 ** 2) *
          math.sqrt((f2 + 107.65265 ** 2) * (f2 + 737.86223 ** 2))))
    return 20 * math.log10(g) + 2.0


def judge(expected, results, only_cases):
    """check.py's own closing line and its remarks."""
    with tempfile.TemporaryDirectory() as folder:
        if only_cases:
            expected = {**expected, 'series': [], 'emergence_tables': [],
                        'spectral_emergence': []}
        for name, what in (('e', expected), ('r', results)):
            with open(os.path.join(folder, name), 'w') as f:
                json.dump(what, f)
        out = []
        for level in ('target', 'class1'):
            p = subprocess.run(
                [sys.executable, os.path.join(ORACLE, 'check.py'),
                 folder + '/e', folder + '/r', '--level', level, '-v'],
                capture_output=True, text=True)
            out.append((level, p.returncode == 0, p.stdout.strip()))
        return out


def main():
    if not ORACLE:
        print('skipped: ORACLE is not set, there is no reference here')
        print('measure-oracle: 0 passed, 0 failed, 1 skipped')
        return 0
    cases, expected = load('cases.json')['cases'], load('expected.json')
    results, missing = {}, []
    for case in cases:
        error, r = measure(case)
        if r is None:
            check(f'{case["name"]} is measured', False, error)
            continue
        results[case['name']] = r
        missing += [f'{case["name"]}: {k}' for k in KEYS if k not in r]
        if case['kind'] == 'tone' and 'f_hz' in case:
            want = a_weighting(case['f_hz'])
            got = r['LAeq'] - r['LZeq']
            check(f'{case["name"]}: A-weighting {got:+.3f} dB, analytic '
                  f'{want:+.3f}', abs(got - want) < 0.1)
    check(f'{len(results)} of {len(cases)} recordings are measured',
          len(results) == len(cases) > 0)
    check('no key is missing', not missing, missing)
    for only_cases in (True, False):
        for level, good, text in judge(expected, results, only_cases):
            last = text.split('\n')[-1]
            if only_cases:
                check(f'recordings, {level}: {last}', good, text)
            else:
                print(f'whole set, {level}: {last}')
    print(f'measure-oracle: {passed} passed, {failed} failed')
    return failed > 0


sys.exit(main())
