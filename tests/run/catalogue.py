#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The French catalogue: whole, in use, well formed, spelled right; and French
only where people read, in the programs as they are built and installed."""
import glob
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

BUILD = os.path.abspath(os.environ.get('BUILD', 'build'))
PO = 'src/run/po/fr.po'
passed = failed = skipped = 0

# The field's terms (IEC 60942, IEC 61672 and French regulations).
TERMS = [('self-noise', 'bruit propre'), ('full scale', 'pleine éch'),
         ('full-scale', 'pleine échelle'), ('A-weighted', 'pondéré A'),
         ('uncalibrated', 'non étalonné'), ('overload:', 'surcharge'),
         ('sound calibrator', 'calibreur acoustique'),
         ('clipped', 'écrêté'), ('octave bands', "bandes d'octave"),
         ('third-octave', "tiers d'octave"), ('sound server', 'serveur de son'),
         ('distortion', 'distorsion'), ('the meter', 'sonomètre|commence|démarre')]
# What no dictionary has, and is French all the same.
OWN_WORDS = {'lun', 'mar', 'mer', 'jeu', 'ven', 'sam', 'dim', 'fév', 'CEPD', 'RGPD', 'CEI', 'Dern', 'dern', 'niv', 'éch', 'indoors', 'outdoors', 'window'}


def check(what, ok, seen=''):
    global passed, failed
    print(('ok ' if ok else 'FAILED ') + what +
          (f' ({seen})' if seen != '' and not ok else ''), flush=True)
    passed, failed = passed + bool(ok), failed + (not ok)


def unquote(text):
    joined = ''.join(re.findall(r'"((?:[^"\\]|\\.)*)"', text))
    return joined.replace('\\n', '\n').replace('\\"', '"').replace('\\\\', '\\')


def entries(text):
    """{msgid: [translations]} of a catalogue, without its header."""
    found = {}
    for block in text.split('\n\n'):
        block = '\n'.join(each for each in block.split('\n')
                          if not each.startswith('#'))
        msgid = re.search(r'^msgid ((?:".*"\n)+)', block, re.M)
        if msgid and unquote(msgid[1]):
            found[unquote(msgid[1])] = [
                unquote(each) for each in
                re.findall(r'^msgstr(?:\[\d\])? ((?:".*"\n?)+)', block, re.M)]
    return found


def sources():
    files = sorted(glob.glob('src/**/*.[ch]', recursive=True))
    r = subprocess.run(
        ['xgettext', '--keyword', '--keyword=_', '--keyword=N_',
         '--keyword=language_number:1,2', '--from-code=UTF-8', '--no-wrap',
         '-o', '-', *files], capture_output=True, text=True)
    check('the sentences of the sources are found', r.returncode == 0, r.stderr)
    return entries(r.stdout)


def differences(wanted, have):
    return sorted(set(wanted) - set(have)), sorted(set(have) - set(wanted))


def check_whole(have):
    wanted = sources()
    missing, unused = differences(wanted, have)
    hint = '; `make catalogue` brings them together'
    check('each sentence has a translation', not missing, str(missing) + hint)
    check('each translation has its sentence', not unused, str(unused) + hint)
    some = dict(have)
    gone = some.popitem()[0]
    check('control: one that is taken out is missed',
          gone in differences(wanted, some)[0])
    empty = [m for m, s in have.items() if not all(s)]
    check('none is empty', not empty, empty)
    text = open(PO, encoding='utf-8').read()
    check('none is fuzzy or obsolete', not re.search(r'^#.*fuzzy|^#~', text, re.M))
    r = subprocess.run(['msgfmt', '--check-format', '-o', '/dev/null', PO],
                       capture_output=True, text=True)
    check('what is filled in is the same in both', r.returncode == 0, r.stderr)
    check('sentences are enough to speak of', len(have) > 300, len(have))


# ----------------------------------------------------------- good French

def faults(msgid, text):
    found = []
    if re.search(r'(?<=\S) [;?!»]|(?<=\S) :(?!:)|« ', text):
        found.append('a space that breaks before ; : ? ! or inside « »')
    if re.search(r'[^\s\u00a0][;?!]( |$)', text):
        found.append('no space before ; ? !')
    if re.search(r"'%s'|\"%s\"", text):
        found.append('English quotes')
    for end in ('\n', '.', ' '):
        if msgid.endswith(end) != text.endswith(end) and len(msgid) > 5:
            found.append(f'ends otherwise ({end!r})')
    for english, french in TERMS:
        if english in msgid and not re.search(french, text, re.I):
            found.append(f'{english} without {french}')
    return found


def check_french(have):
    global skipped
    for control in (('a; b', 'a; b'), ('a b "%s"', 'a b "%s"'), ('a b?', 'a b ?'),
                    ('the self-noise', 'le bruit de fond')):
        check(f'control: {control[1]} is found', faults(*control))
    bad = [(m, f) for m, texts in have.items() for t in texts
           for f in faults(m, t)]
    check('spaces, quotes, ends and terms are as they should be', not bad, bad)
    if not shutil.which('hunspell'):
        print('skipped: spelling: hunspell is not there')
        skipped += 1
        return
    unknown = misspelled(have)
    check('all words are French, or the same in both', not unknown, unknown)
    check('control: a wrong word is found', misspelled(
        {'a level': ['un nivaeu sonore']}) == ['nivaeu'])


def misspelled(have):
    words = {}
    for msgid, texts in have.items():
        for text in texts:
            plain = re.sub(r'`[^`]*`|%[^ ]*?[a-zA-Z]|<[^>]*>', ' ', text)
            for word in re.findall(r'[A-Za-zÀ-ÿœ]{3,}', plain):
                if word not in msgid and word not in OWN_WORDS:
                    words[word] = msgid
    r = subprocess.run(['hunspell', '-d', 'fr', '-l', '-i', 'utf-8'],
                       input='\n'.join(words), capture_output=True, text=True)
    return sorted(set(r.stdout.split()))


# ------------------------------------------------------------ in programs

def run(*words, program=f'{BUILD}/sourdine', **env):
    clean = {k: v for k, v in os.environ.items()
             if k != 'LANGUAGE' and k != 'LANG' and k[:3] != 'LC_'}
    return subprocess.run([program, *words], env={**clean, **env}, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=60)


def check_choice():
    for env, french in (({'LANG': 'fr_FR.UTF-8'}, True),
                        ({'LANG': 'fr_CA.UTF-8'}, True),
                        ({'LANG': 'en_GB.UTF-8'}, False), ({}, False),
                        ({'LANG': 'C'}, False),
                        ({'LANG': 'C', 'LANGUAGE': 'fr'}, False),
                        ({'LANG': 'en_GB.UTF-8', 'LANGUAGE': 'fr:en'}, True),
                        ({'LANG': 'fr_FR.UTF-8', 'LC_ALL': 'C.UTF-8'}, False),
                        ({'LANG': 'de_DE.UTF-8', 'LANGUAGE': 'de:fr'}, True)):
        r = run('help', **env)
        check(f'{env}: {"French" if french else "English"}',
              ('Codes de sortie' in r.stdout) == french and
              ('Exit codes' in r.stdout) != french, r.stdout[:200])


def check_never_translated(folder):
    conf = os.path.join(folder, 'c.conf')
    with open(conf, 'w') as f:
        f.write(f'store = {folder}/store.db\nruntime = {folder}/run\n'
                'listen = 127.0.0.1:1\n')
    fr = {'LANG': 'fr_FR.UTF-8', 'HOME': folder}
    for words in (('leak', '--json'), ('status', '--json')):
        a = run('--config', conf, *words, LANG='C', HOME=folder)
        b = run('--config', conf, *words, **fr)
        check(f'{" ".join(words)}: the same bytes in French',
              a.stdout == b.stdout and json.loads(b.stdout), (a, b))
    r = run('--config', conf, 'leak', **fr)
    check('for people a decimal comma', '12,04' in r.stdout and
          '12.04' not in r.stdout, r.stdout)
    r = subprocess.run([f'{BUILD}/sourdine', 'setup'],
                       env=dict(os.environ, LC_ALL='fr_FR.UTF-8', HOME=folder,
                                XDG_CONFIG_HOME=folder), capture_output=True,
                       text=True, input='mic\nindoors\n\n\nma chambre\n\noui\n\n\n')
    path = f'{folder}/sourdine/sourdine.conf'
    text = open(path).read() if os.path.exists(path) else ''
    check('setup asks in French and understands oui',
          'Quel microphone' in r.stdout and '\ninterval_s = 60\n' in text,
          r.stdout + r.stderr + text)
    check('but the configuration stays as it was',
          '# Where the microphone stands.' in text, text)
    r = run('help', 'configuration', **fr)
    check('help tells its keys in French', 'Où se trouve le microphone' in r.stdout
          and '\nplace = ' in r.stdout, r.stdout[:300])
    r = run('--config', '/nowhere/c.conf', 'status', **fr)
    check('what the system says is French, too',
          r.stderr.startswith('sourdine: /nowhere/c.conf: Aucun fichier'), r.stderr)


def check_house(folder):
    """The programs, locked in, in French."""
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        port = s.getsockname()[1]
    conf = os.path.join(folder, 'house.conf')
    with open(conf, 'w') as f:
        f.write(f'store = {folder}/store.db\nruntime = {folder}/house\n'
                f'listen = 127.0.0.1:{port}\n')
    env = dict(os.environ, LC_ALL='fr_FR.UTF-8', HOME=folder)
    house = subprocess.Popen([f'{BUILD}/sourdine', '--config', conf, 'run',
                              '--simulate'], env=env, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             text=True)
    up = False
    for _ in range(100):
        time.sleep(0.2)
        try:
            with urllib.request.urlopen(f'http://127.0.0.1:{port}/api/now',
                                        timeout=5) as r:
                up = json.load(r)['state'] == 'ok'
        except (OSError, ValueError, KeyError):
            pass
        if up:
            break
    status = run('--config', conf, 'status', LC_ALL='fr_FR.UTF-8', HOME=folder)
    check('a house in French stands, locked', up and status.returncode == 0 and
          status.stdout.count('en marche') == 5 and
          status.stdout.count('lancé 1 fois') == 4, status.stdout)
    r = subprocess.run([f'{BUILD}/sourdine-web', '--listen', f'127.0.0.1:{port}',
                        '--store', 'x', '--live', 'y'], env=env, text=True,
                       capture_output=True, timeout=20)
    check('a port in use is said in French', r.returncode == 6 and
          f'127.0.0.1:{port} est pris' in r.stderr, r.stderr)
    house.send_signal(signal.SIGTERM)
    out, _ = house.communicate(timeout=20)
    check('and it says so', 'rue inventée' in out and house.returncode == 0, out)


def check_installed(folder):
    r = subprocess.run(['make', '-s', 'install', f'DESTDIR={folder}/root',
                        'PREFIX=/usr', f'BUILD={os.environ.get("BUILD", "build")}'],
                       capture_output=True, text=True)
    check('make install', r.returncode == 0, r.stderr[-300:])
    r = run('help', program=f'{folder}/root/usr/bin/sourdine', LANG='fr_FR.UTF-8')
    check('installed, it speaks French', 'Codes de sortie' in r.stdout, r.stdout)
    r = run('devices', program=f'{folder}/root/usr/bin/sourdine',
            LANG='fr_FR.UTF-8', ALSA_CONFIG_PATH='/dev/null')
    check('and so do the programs in libexec',
          re.search(r'Aucun|genre|a renoncé', r.stdout + r.stderr), r.stdout + r.stderr)


def main():
    folder = tempfile.mkdtemp(prefix='sourdine-catalogue-')
    try:
        have = entries(open(PO, encoding='utf-8').read())
        check_whole(have)
        check_french(have)
        check_choice()
        check_never_translated(folder)
        check_house(folder)
        check_installed(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f'catalogue: {passed} passed, {failed} failed, {skipped} skipped')
    return failed > 0


sys.exit(main())
