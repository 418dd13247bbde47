#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual pages: well formed, with the options that the programs have and
no others, with examples that run; and what `make install` puts where."""
import glob
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

BUILD = os.path.abspath(os.environ.get('BUILD', 'build'))
PAGES = f'{BUILD}/man'
PROGRAMS = ('hear', 'gate', 'node', 'keep', 'web', 'measure', 'calibrate',
            'report')
ENV = dict(os.environ, LC_ALL='C.UTF-8')
passed = failed = skipped = 0


def check(what, ok, seen=''):
    global passed, failed
    print(('ok ' if ok else 'FAILED ') + what +
          (f' ({seen})' if seen != '' and not ok else ''), flush=True)
    passed, failed = passed + bool(ok), failed + (not ok)


def said(*words, env=ENV):
    r = subprocess.run(words, env=env, capture_output=True, text=True, timeout=60)
    return r.stdout + r.stderr


def source(page):
    return open(page, encoding='utf-8').read()


def rendered(page):
    text = said('mandoc', '-Tutf8', page)
    return re.sub('.\b', '', text)


def check_form():
    for page in sorted(glob.glob(f'{PAGES}/*.[15]') + glob.glob(f'{PAGES}/fr/*.1')):
        name = os.path.relpath(page, PAGES)
        lines = [line for line in said('mandoc', '-Tlint', page).splitlines()
                 if 'referenced manual not found' not in line]
        if name.startswith('fr/'):  # its sections have French names
            lines = [line for line in lines if not re.search(
                'Sh (NOM|SYNOPSIS|EXEMPLES)|Nd$|longer than 80', line)]
        check(f'{name}: mandoc has nothing to say', not lines, lines)
        missing = [f'{n}.{s}' for n, s in re.findall(
            r'^\.Xr (\S+) (\d)', source(page), re.M)
            if not os.path.exists(f'{PAGES}/{n}.{s}')]
        check(f'{name}: the pages that it names are there', not missing, missing)
        check(f'{name}: nothing is left to fill in',
              not re.search(r'^\.\\" [A-Z]+$', source(page), re.M))
    with open(f'{TEMP}/broken.1', 'w') as f:
        f.write('.Dd x\n.Sh NAME\n.Bl -tag\n')
    check('control: mandoc has something to say of a broken page',
          'broken.1' in said('mandoc', '-Tlint', f'{TEMP}/broken.1'))


def sections():
    """{verb: options} of sourdine(1)."""
    found, verb, depth = {}, None, 0
    for line in source(f'{PAGES}/sourdine.1').split('.Ss Verbs')[1].splitlines():
        if line.startswith('.Bl'):
            depth += 1
        elif line.startswith('.El'):
            depth -= 1
            if depth == 0:
                break
        elif line.startswith('.It Cm ') and depth == 1:
            verb = line.split()[2]
            found[verb] = set()
        elif line.startswith('.It Fl ') and depth == 2:
            word = line.split()[2]
            found[verb].add('-' + word)
    return found


def options(text):
    return set(re.findall(r'(?:^  |, )(--?[a-z][a-z0-9-]*)', text, re.M))


def check_options():
    have = sections()
    verbs = re.findall(r'^  ([a-z]+)  ', said(f'{BUILD}/sourdine', 'help'), re.M)
    check('sourdine(1) has the verbs of help, and no others',
          set(verbs) == set(have) and len(verbs) > 8,
          set(verbs) ^ set(have))
    for verb in verbs:
        want = options(said(f'{BUILD}/sourdine', 'help', verb))
        check(f'{verb}: its options, and no others', want == have.get(verb),
              want ^ have.get(verb, set()))
    text = rendered(f'{PAGES}/sourdine.1')
    lost = [o for o in have.get('export', ()) if o not in text]
    check('and they are seen on the page', not lost, lost)
    for program in PROGRAMS:
        want = options(said(f'{BUILD}/sourdine-{program}', '--help'))
        listed = source(f'{PAGES}/sourdine-{program}.1').split('Its options:')[1]
        got = {'-' + o for o in re.findall(r'^\.It Fl (-\S+)', listed, re.M)}
        check(f'sourdine-{program}(1): its options, and no others',
              want == got and len(want) > 2, (want ^ got))
    keys = re.findall(r'^([a-z_]+) =', said(f'{BUILD}/sourdine', 'help',
                                            'configuration'), re.M)
    got = re.findall(r'^\.It Cm (\S+)', source(f'{PAGES}/sourdine.conf.5'), re.M)
    check('sourdine.conf(5): each key, in order', keys == got and len(keys) > 10,
          (keys, got))
    fr = source(f'{PAGES}/fr/sourdine.1')
    check('the French page has the same verbs, in French', all(
        f'\n.It Cm {verb}' in fr for verb in verbs) and
        'suivre le niveau dans le terminal' in fr)


# ---------------------------------------------------------------- examples

def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def check_installed():
    root = f'{TEMP}/root'
    r = subprocess.run(['make', '-s', 'install', f'DESTDIR={root}', 'PREFIX=/usr',
                        f'BUILD={os.environ.get("BUILD", "build")}'],
                       capture_output=True, text=True)
    check('make install', r.returncode == 0, r.stderr[-300:])
    share = f'{root}/usr/share'
    for path in (*(f'man/man1/sourdine-{p}.1' for p in PROGRAMS), 'man/man1/sourdine.1',
                 'man/man5/sourdine.conf.5', 'man/fr/man1/sourdine.1',
                 'bash-completion/completions/sourdine',
                 'zsh/vendor-completions/_sourdine',
                 'fish/vendor_completions.d/sourdine.fish',
                 'locale/fr/LC_MESSAGES/sourdine.mo'):
        check(f'installed: {path}', os.path.getsize(f'{share}/{path}') > 100
              if os.path.exists(f'{share}/{path}') else False)
    return f'{root}/usr'


def make_recordings(folder):
    """A second of a calibrator's tone and more, and a street of noise."""
    for name, effect in (('tone', ('sine', '1000')), ('street', ('pinknoise',))):
        subprocess.run(['sox', '-n', '-r', '48000', '-b', '24', '-c', '1',
                        f'{folder}/{name}.wav', 'synth', '3', *effect, 'gain', '-20'],
                       check=True)


def check_examples(prefix):
    place = f'{TEMP}/place'
    os.makedirs(f'{place}/sourdine')
    with open(f'{place}/sourdine/sourdine.conf', 'w') as f:
        f.write(f'store = {place}/store.db\nruntime = {place}/run\n'
                f'listen = 127.0.0.1:{free_port()}\n')
    with open(f'{place}/asound.conf', 'w') as f:
        f.write('pcm.default { type null }\n')
    make_recordings(place)
    env = dict(ENV, HOME=place, XDG_CONFIG_HOME=place,
               ALSA_CONFIG_PATH=f'{place}/asound.conf',
               PATH=f'{prefix}/bin:{prefix}/libexec/sourdine:{os.environ["PATH"]}')
    meter = subprocess.Popen(['sourdine', 'run', '--simulate'], env=env, cwd=place,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             text=True)
    meter.stdout.readline()
    n = 0
    for page in sorted(glob.glob(f'{PAGES}/*.[15]') + glob.glob(f'{PAGES}/fr/*.1')):
        for line in re.findall(r'^\.Dl \$ (.*)$', source(page), re.M):
            r = subprocess.run(['bash', '-c', line], env=env, cwd=place, text=True,
                               stdin=subprocess.DEVNULL, capture_output=True,
                               timeout=60)
            check(f'{os.path.basename(page)}: {line}', r.returncode == 0 and
                  not r.stderr, r.stdout + r.stderr)
            n += 1
    check('there were examples', n >= 10, n)
    meter.send_signal(signal.SIGTERM)
    meter.wait(timeout=20)
    text = re.search(r'^\.Bd .*\n((?:.*\n)*?)\.Ed', source(
        f'{PAGES}/sourdine.conf.5'), re.M)[1]
    with open(f'{place}/example.conf', 'w') as f:
        f.write(text)
    r = subprocess.run(['sourdine', '--config', f'{place}/example.conf', 'config',
                        'show', '--origin'], env=env, capture_output=True, text=True)
    check('the configuration of the page is one', r.returncode == 0 and
          re.search(rf'^place = window +{place}/example.conf:5$', r.stdout, re.M) and
          re.search(rf'^store = .*/store.db +{place}/sourdine/sourdine.conf:1$',
                    r.stdout, re.M) and
          re.search(r'^channel = 1 +default$', r.stdout, re.M), r.stdout + r.stderr)


if not shutil.which('mandoc'):
    print('skipped: everything: mandoc is not there')
    print('man: 0 passed, 0 failed, 1 skipped')
    sys.exit(0)
TEMP = tempfile.mkdtemp(prefix='sourdine-man-')
try:
    check_form()
    check_options()
    check_examples(check_installed())
finally:
    shutil.rmtree(TEMP, ignore_errors=True)
print(f'man: {passed} passed, {failed} failed')
sys.exit(failed > 0)
