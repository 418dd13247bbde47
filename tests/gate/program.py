#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sourdine-gate as a program: its tick, and what closes it."""
import os
import select
import struct
import subprocess
import sys
import time

GATE = os.path.join(os.environ.get('BUILD', 'build'), 'sourdine-gate')
passed = failed = 0


def check(what, ok):
    global passed, failed
    print(('ok ' if ok else 'FAILED ') + what)
    passed, failed = passed + bool(ok), failed + (not ok)


def second(level, state=0):
    return struct.pack('<BBH28x', 1, state, level)


class Gate:
    def __init__(self, *more):
        r, self.to = os.pipe()
        self.p = subprocess.Popen([GATE, '--interval', '60', *more], stdin=r,
                                  stdout=subprocess.PIPE)
        os.close(r)

    def send(self, message):
        try:
            os.write(self.to, message)
            return True
        except BrokenPipeError:
            return False

    def listen(self, seconds):
        """[(time, message)] of the next seconds."""
        got, end = [], time.time() + seconds
        while time.time() < end:
            if select.select([self.p.stdout], [], [], 0.05)[0]:
                m = os.read(self.p.stdout.fileno(), 4096)
                if not m:
                    break
                got += [(time.time(), m[i:i + 32])
                        for i in range(0, len(m), 32)]
        return got

    def ended(self, within=1.0):
        try:
            return self.p.wait(within)
        except subprocess.TimeoutExpired:
            return None

    def close(self):
        os.close(self.to)
        self.p.kill()
        self.p.wait()


def closes(what, *messages, before=0.0):
    g = Gate()
    time.sleep(0.2 + before)
    for m in messages:
        g.send(m)
    code = g.ended()
    check(f'{what} closes the gate', code == 1)
    g.close()


os.environ['PYTHONUNBUFFERED'] = '1'
closes('garbage', b'\xff' * 32)
closes('a short message', second(500)[:31])
closes('a level out of range', second(1401))
closes('three seconds at once', second(500), second(500), second(500))
closes('a payload in the padding', second(500)[:-1] + b'\x01')

g = Gate()
time.sleep(0.2)
g.send(second(500))
g.send(second(501))
check('control: two seconds at once do not', g.ended(0.5) is None)
os.close(g.to)
check('the end of hear\'s pipe ends it with 0', g.ended() == 0)
g.to = os.open('/dev/null', os.O_WRONLY)
g.close()

g = Gate()
got = g.listen(4.2)
check('it ticks once a second without hear', len(got) in (4, 5))
check('each tick says: start, no level',
      all(m == second(0xffff, 5) for _, m in got))
steps = [b[0] - a[0] for a, b in zip(got, got[1:])]
check('750 ms into the second', all(abs(t % 1 - 0.75) < 0.2 for t, _ in got))
check('its steps are a second', all(abs(s - 1) < 0.2 for s in steps))
g.send(second(653, 1))
got = g.listen(1.1)
check('a second passes unchanged at the next tick',
      len(got) > 0 and got[0][1] == second(653, 1))
g.close()

if not 3 < time.time() % 60 < 52:  # no interval may end meanwhile
    time.sleep((64 - time.time() % 60) % 60)
g = Gate('--silent')
g.send(second(500))
check('after a breach it says nothing at first', g.listen(2.5) == [])
g.close()

for args in ([], ['--interval', '61'], ['--interval', '7200'],
             ['--interval', 'x'], ['--interval', '60', 'y']):
    p = subprocess.run([GATE, *args], stdin=subprocess.DEVNULL,
                       capture_output=True, timeout=5)
    check(f'usage is refused: {args}', p.returncode == 2 and p.stderr)

print(f'program: {passed} passed, {failed} failed')
sys.exit(failed > 0)
