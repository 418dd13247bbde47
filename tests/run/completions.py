#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What bash, zsh and fish complete, held against `sourdine help`."""
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

BUILD = os.path.abspath(os.environ.get('BUILD', 'build'))
SOURDINE = f'{BUILD}/sourdine'
ENV = dict(os.environ, LC_ALL='C.UTF-8', PATH=f'{BUILD}:{os.environ["PATH"]}')
passed = failed = skipped = 0


def check(what, ok, seen=''):
    global passed, failed
    print(('ok ' if ok else 'FAILED ') + what +
          (f' ({seen})' if seen != '' and not ok else ''), flush=True)
    passed, failed = passed + bool(ok), failed + (not ok)


def output(*words):
    return subprocess.run([SOURDINE, *words], env=ENV, capture_output=True,
                          text=True, timeout=20).stdout


def verbs():
    return re.findall(r'^  ([a-z]+) ', output('help'), re.M)


def options(verb):
    """(option, value or '') of the help."""
    return re.findall(r'^  (--?[a-z-]+) ?([A-Za-z0-9|.-]*)', output('help', verb),
                      re.M)


# ------------------------------------------------------------------ bash

def bash(folder, *words):
    """What bash offers for these words, the last being typed."""
    typed = ' '.join(f"'{w}'" for w in words)
    script = f'''
source {folder}/bash
complete -p sourdine >/dev/null || exit 9
COMP_WORDS=(sourdine {typed}); COMP_CWORD={len(words)}
_sourdine; printf '%s\\n' "${{COMPREPLY[@]}}"'''
    r = subprocess.run(['bash', '--norc', '-c', script], env=ENV, cwd=folder,
                       capture_output=True, text=True, timeout=20)
    noise = [e for e in r.stderr.splitlines() if 'compopt' not in e]
    return r.returncode, sorted(r.stdout.split()), noise


def check_bash(folder):
    code, got, noise = bash(folder, '')
    check('bash knows how to complete sourdine', code == 0 and not noise, noise)
    check('bash offers each verb', set(verbs()) <= set(got), got)
    check('bash completes a beginning', bash(folder, 'stat')[1] == ['status'])
    for verb in verbs():
        want = {o for o, _ in options(verb)} | {'--help'}
        got = {w for w in bash(folder, verb, '-')[1]}
        check(f'bash {verb}: the options of its help', got == want, (got, want))
        for option, value in options(verb):
            if '|' in value:
                got = bash(folder, verb, option, '')[1]
                check(f'bash {verb} {option}: what there is to choose',
                      got == sorted(value.split('|')), got)
    got = bash(folder, 'measure', 'stree')[1]
    check('bash completes a file', got == ['street.wav'], got)
    got = bash(folder, '--config', 'c.conf', 'sta')[1]
    check('bash completes after --config FILE', got == ['status'], got)


# ------------------------------------------------------------------- zsh

def zsh(folder, line):
    """What a real zsh shows after `line` and a Tab or two."""
    pid, master = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.environ.update(ENV, TERM='dumb', ZDOTDIR=folder, PS1='> ')
        os.execvp('zsh', ['zsh', '-i'])
    shown = b''

    def read(seconds, until=b'\0'):
        nonlocal shown
        end = time.time() + seconds
        while time.time() < end and until not in shown:
            if select.select([master], [], [], 0.1)[0]:
                try:
                    shown += os.read(master, 65536)
                except OSError:
                    return
    read(20, b'ready>')
    shown = b''
    os.write(master, line.encode() + b'\t')
    read(3)
    os.close(master)
    os.waitpid(pid, 0)
    return shown.decode(errors='replace')


def check_zsh(folder):
    r = subprocess.run(['zsh', '-n', f'{folder}/_sourdine'],
                       capture_output=True, text=True)
    check('zsh reads its completions', r.returncode == 0, r.stderr)
    with open(f'{folder}/.zshrc', 'w') as f:
        f.write('autoload -U compinit; compinit -u -D\n'
                f'source {folder}/_sourdine\n'
                'setopt AUTO_LIST LIST_ROWS_FIRST; LISTMAX=1000\n'
                "PROMPT='ready>'\n")
    shown = zsh(folder, 'sourdine ')
    missing = [v for v in verbs() if v not in shown]
    check('zsh offers each verb', not missing, (missing, shown))
    for verb in ('export', 'live'):
        shown = zsh(folder, f'sourdine {verb} --')
        missing = [o for o, _ in options(verb)
                   if o.startswith('--') and o[2:] not in shown]
        check(f'zsh {verb}: the options of its help', not missing,
              (missing, shown))
    shown = zsh(folder, 'sourdine export --format ')
    check('zsh: what there is to choose', 'csv' in shown and 'json' in shown,
          shown)


# ------------------------------------------------------------------ fish

def fish(folder, line):
    r = subprocess.run(
        ['fish', '--no-config', '-c', f'source {folder}/fish; complete -C "{line}"'],
        env=dict(ENV, HOME=folder), cwd=folder, capture_output=True, text=True,
        timeout=30)
    return [each.split('\t')[0] for each in r.stdout.splitlines()], r.stderr


def check_fish(folder):
    got, err = fish(folder, 'sourdine ')
    check('fish offers the verbs and nothing else', sorted(got) ==
          sorted(verbs()) and not err, (got, err))
    for verb in verbs():
        got, _ = fish(folder, f'sourdine {verb} -')
        want = {o for o, _ in options(verb)}
        check(f'fish {verb}: the options of its help', set(got) == want,
              (got, want))
    got, _ = fish(folder, 'sourdine export --format ')
    check('fish: what there is to choose', sorted(got) == sorted(
        dict(options('export'))['--format'].split('|')), got)
    got, _ = fish(folder, 'sourdine measure stree')
    check('fish completes a file', got == ['street.wav'], got)


def main():
    global skipped
    folder = tempfile.mkdtemp(prefix='sourdine-completions-')
    try:
        for shell, name in (('bash', 'bash'), ('zsh', '_sourdine'),
                            ('fish', 'fish')):
            with open(f'{folder}/{name}', 'w') as f:
                f.write(output('completions', shell))
        open(f'{folder}/street.wav', 'w').close()
        for shell, run in (('bash', check_bash), ('zsh', check_zsh),
                           ('fish', check_fish)):
            if shutil.which(shell):
                run(folder)
            else:
                print(f'skipped: {shell} is not there')
                skipped += 1
        r = subprocess.run([SOURDINE, 'completions', 'tcsh'], env=ENV,
                           capture_output=True, text=True)
        check('another shell is refused', r.returncode == 2 and
              'bash, zsh or fish' in r.stderr, r.stderr)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f'completions: {passed} passed, {failed} failed, {skipped} skipped')
    return failed > 0


sys.exit(main())
