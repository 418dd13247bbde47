# SPDX-License-Identifier: GPL-3.0-or-later
"""prove_count.py - claim 2: no more passes than was counted.  The messages are
enumerated; then a hostile hear floods, drips, lies, and speaks by its timing
and by its deaths, to the real gate and to `sourdine run`."""
import concurrent.futures
import json
import math
import os
import random
import re
import select
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request

from prove_kit import BUILD, PROVE, row
from prove_house import START_S

GATE = [BUILD + "/sourdine-gate", "--interval", "60"]
TICK_S = 3              # hear is started again on multiples of it
DIE_S, FLOOD_S = 46, 16
GATES, MESSAGES = 4, 50
MOST_BITS = 0.2         # a secret bit that is known is 1


def second(level, state=0):
    return struct.pack("<BBH28x", 1, state, level)


# ---------------------------------------------------------- the enumeration

def enumeration():
    def leak_test(**env):
        p = subprocess.run([sys.executable, "tests/tell/leak.py"], text=True,
                           capture_output=True, env={**os.environ, **env})
        print(p.stdout[-2000:] + p.stderr[-2000:])
        m = re.search(r"(\d+) passed, (\d+) failed", p.stdout)
        return (int(m[1]), int(m[2])) if m else (0, 1)

    p = subprocess.run([BUILD + "/sourdine", "leak", "--json", "--interval",
                        "60"], capture_output=True, text=True)
    rate = {s["name"]: s["bit_per_s"] for s in json.loads(p.stdout)["streams"]}
    passed, failed = leak_test()
    _, caught = leak_test(LEAK_CONTROL="1")
    row("no more than was counted", "sourdine leak, a record each 60 s, and a "
        "second enumeration in another way", passed > 50 and failed == 0 and
        rate["passed"] <= 16 and rate["stored"] <= 2,
        f"{rate['sent']:.2f} bit/s out of hear, {rate['passed']:.2f} past the "
        f"gate, {rate['stored']:.2f} stored; {passed} comparisons to the last "
        f"digit, {failed} differ", caught > 0,
        f"one level more in the second count: {caught} comparisons differ")


# ------------------------------------------------------------ the real gate

class Gate:
    def __init__(self, command=GATE):
        r, self.to = os.pipe()
        self.p = subprocess.Popen(command, stdin=r, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL)
        os.close(r)
        time.sleep(0.3)

    def send(self, message):
        try:
            os.write(self.to, message)
        except BrokenPipeError:
            pass

    def rest(self, seconds):
        """[(time, message)] until it ends, for so long at most."""
        got, end = [], time.time() + seconds
        fd = self.p.stdout.fileno()
        while time.time() < end:
            if select.select([fd], [], [], 0.02)[0]:
                b = os.read(fd, 4096)
                if not b:
                    break
                got += [(time.time(), b[i:i + 32])
                        for i in range(0, len(b), 32)]
        return got

    def close(self):
        os.close(self.to)
        self.p.kill()
        self.p.wait()
        self.p.stdout.close()


def ended(process):
    try:
        return process.wait(0.5)
    except subprocess.TimeoutExpired:
        return None


def attack(messages, command=GATE):
    """(did it end by itself, what came out that is not the gate's own)."""
    g = Gate(command)
    try:
        for m in messages:
            g.send(m)
            if len(m) < 32:
                time.sleep(0.1)     # or a pipe would join the parts
        out = g.rest(2.2)
        return ended(g.p) == 1, [m for _, m in out if m != second(0xffff, 5)]
    finally:
        g.close()


def lies():
    """Name and messages of each attack that has to close the gate."""
    r = random.Random(2)
    secret = bytes(r.randrange(1, 256) for _ in range(28))
    spread = struct.pack("<BBHHHHHHH16x", 2, 0, *[600] * 7)
    yield "flood", [second(500)] * 1000
    yield "drip: half a message", [second(500)[:16], second(500)[16:]]
    yield "drip: byte by byte", [second(500)[i:i + 1] for i in range(8)]
    yield "longer messages", [second(500) + secret]
    yield "payload in the padding", [second(500)[:4] + secret]
    yield "payload without a level", [second(0xffff - 7, 3)]
    yield "a level out of range", [second(1401)]
    yield "a level with a state that has none", [second(500, 4)]
    yield "an unknown state", [second(500, 6)]
    yield "an unknown kind", [bytes([9]) + secret + bytes(3)]
    yield "payload beside a spread", [spread[:20] + secret[:12]]
    yield "a spread out of order", [struct.pack("<BBHHHHHHH16x", 2, 0, 600, 601,
                                                *[500] * 5)]
    yield "two spreads and a third", [spread] * 3
    yield "a spread that denies its seconds", [
        second(900), struct.pack("<BBHHHHHHH16x", 2, 0, *[500] * 7)]
    yield "a record of its own, with a sequence", [
        struct.pack("<BBHIHHHHHHHHHH", 3, 0, 60, 7, 60, 0, *[500] * 8) + b"\0\0"]
    for i in range(12):
        m = bytearray(second(500))
        m[4 + r.randrange(28)] ^= 1 << r.randrange(8)
        yield f"a bit in the padding ({i})", [bytes(m)]


def lying():
    attacks = list(lies())
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda a: attack(a[1]), attacks))
        through = list(pool.map(lambda a: attack(a[1], ["cat"]), attacks))
    bad = [a[0] for a, (ended, out) in zip(attacks, got) if not ended or out]
    control = sum(bool(out) for _, out in through)
    print("lies that did not close the gate:", bad)
    row("no more than was counted", f"{len(attacks)} attacks on the real gate: "
        "flood, drip, lies in fields, padding, order, sequence", not bad,
        f"{len(attacks) - len(bad)} close it, and none of their bytes comes out"
        if not bad else "got through: " + ", ".join(bad),
        control == len(attacks),
        f"a pipe in its place: {control} of {len(attacks)} come out")


def bits_known(pairs):
    """Mutual information of a bit and a time, in bits a message: of the best
    threshold, less what chance makes of so few."""
    n, best = len(pairs), 0.0
    for _, limit in pairs:
        table = [[0, 0], [0, 0]]
        for bit, t in pairs:
            table[bit][t > limit] += 1
        info = 0.0
        for b in (0, 1):
            for t in (0, 1):
                p = table[b][t] / n
                pb = sum(table[b]) / n
                pt = (table[0][t] + table[1][t]) / n
                if p:
                    info += p * math.log2(p / (pb * pt))
        best = max(best, info)
    return best


def speak(g, secret, began, heard):
    """Says a second each second: early or late in it, as the secret has it."""
    for i, bit in enumerate(secret):
        at = began + i + (0.45 if bit else 0.1)
        while (left := at - time.time()) > 0:
            heard += g.rest(min(0.05, left))
        g.send(second(500))
    heard += g.rest(1.5)


def timing(command, seed):
    """(secret, when it came out) of each message."""
    tick = 0.75 if command == GATE else 0.0
    r, g, heard = random.Random(seed), Gate(command), []
    began = math.ceil(time.time()) + 1
    secret = [r.randrange(2) for _ in range(MESSAGES)]
    speak(g, secret, began, heard)
    g.close()
    pairs = []
    for t, m in heard:
        i = math.floor(t - tick) - began
        if m == second(500) and 0 <= i < MESSAGES:
            pairs.append((secret[i], (t - tick) % 1))
    return pairs


def chance(n):
    """What bits_known makes of as many times that have nothing to do with the
    secret, in 1 of 300 trials."""
    r = random.Random(6)
    return sorted(bits_known([(r.randrange(2), r.random()) for _ in range(n)])
                  for _ in range(300))[-1]


def to_the_microsecond(n=1000):
    """The gate's own loop in a time of its own: n seconds said at any moment.
    (bits of the moment that are left, bits if the gate waited in ms)."""
    r, frames, naive = random.Random(8), [], set()
    for i in range(n):
        us = r.randrange(20000, 700000)
        at = (START_S + 2 + i) * 10 ** 6 + us
        frames.append(struct.pack("<q", at * 1000) + second(500))
        naive.add(us % 1000 // 10)
    p = subprocess.run([PROVE + "gate", "--interval", "60"],
                       input=b"".join(frames), capture_output=True, check=True)
    said = {struct.unpack_from("<q", p.stdout, i)[0] // 10000 % 100000
            for i in range(0, len(p.stdout), 40)}
    return math.log2(len(said)), math.log2(len(naive))


def timings():
    with concurrent.futures.ThreadPoolExecutor(GATES + 1) as pool:
        *gates, pipe = pool.map(timing, [GATE] * GATES + [["cat"]],
                                range(GATES + 1))
    gate, pipe = [(bits_known(p), len(p)) for p in (sum(gates, []), pipe)]
    left, naive = to_the_microsecond()
    print("timing: gate", gate, "pipe", pipe, "to 10 us", left, naive)
    row("no more than was counted", f"a secret in the moments at which {gate[1]} "
        "seconds are said to the real gate, 0.35 s apart; and 1000 seconds at "
        "any moment to its own loop, to 10 us",
        gate[1] >= GATES * (MESSAGES - 5) and gate[0] <= MOST_BITS and left == 0,
        f"{gate[0]:.2f} bit a message can be told from when they come out "
        f"(chance reaches {chance(gate[1]):.2f}); to 10 us: {left:.0f} bit",
        pipe[0] > MOST_BITS and naive > 6,
        f"a pipe in its place: {pipe[0]:.2f} bit; a gate that waits in whole "
        f"milliseconds: {naive:.1f} bit")


# ------------------------------------------------------------ deaths

def schedule():
    """(share of starts at a tick, bits of the time of death that the time
    within the tick tells, bits a second in the choice of the tick)."""
    def run(program):
        p = subprocess.run([program, "40000", "3"], capture_output=True,
                           text=True, check=True)
        return [tuple(map(int, line.split())) for line in p.stdout.split("\n")
                if line]
    deaths = run(PROVE + "restart")
    inside = {start % (TICK_S * 10 ** 6) for _, start in deaths}
    ticks, last = {}, None
    for _, start in deaths:
        if last is not None:
            ticks[start - last] = ticks.get(start - last, 0) + 1
        last = start
    n = sum(ticks.values())
    entropy = -sum(c / n * math.log2(c / n) for c in ticks.values())
    mean = sum(t * c for t, c in ticks.items()) / n / 1e6
    # Control: starts 0.5 s after the look that followed the death, to the us.
    naive = {(start + d) % 500000 for d, start in deaths}
    return (len(deaths), math.log2(len(inside)), entropy / mean,
            math.log2(len(naive)))


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class House:
    """`sourdine run` with a hostile hear in its folder."""

    def __init__(self, folder):
        self.dir, self.port = folder, free_port()
        for name in ("sourdine", "sourdine-gate", "sourdine-keep",
                     "sourdine-web"):
            shutil.copy(f"{BUILD}/{name}", folder)
        shutil.copy(PROVE + "hostile", folder + "/sourdine-hear")
        with open(folder + "/c.conf", "w") as f:
            f.write("microphone = default\nfull_scale_db = 120\n"
                    "place = outdoors\ninterval_s = 60\n"
                    f"store = {folder}/store.db\nruntime = {folder}/run\n"
                    f"listen = 127.0.0.1:{self.port}\n")
        self.mode("die")
        self.log = open(folder + "/log", "w")
        self.p = subprocess.Popen(
            [folder + "/sourdine", "--config", folder + "/c.conf", "run"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
            env={**os.environ, "XDG_CONFIG_HOME": folder})

    def mode(self, name):
        with open(self.dir + "/MODE", "w") as f:
            f.write(name)

    def status(self):
        with open(self.dir + "/run/status") as f:
            return json.load(f)

    def seconds(self):
        with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/api/seconds", timeout=5) as r:
            return json.load(r)["seconds"]

    def end(self):
        self.p.terminate()
        self.p.wait(20)
        self.log.close()


def dying():
    with tempfile.TemporaryDirectory() as folder:
        house = House(folder)
        try:
            time.sleep(DIE_S)
            shown = house.seconds()
            before = house.status()["breaches"]
            house.mode("flood")
            time.sleep(FLOOD_S)
            breaches = house.status()["breaches"]
        finally:
            house.end()
        with open(folder + "/LOG") as f:
            lives = [tuple(map(int, line.split())) for line in f]
        with open(folder + "/log") as f:
            log = f.read()
    return lives, shown, before, breaches, log


def deaths():
    lives, shown, before, breaches, log = dying()
    n, within, choice, naive = schedule()
    starts = [s for s, _ in lives[2:]]
    late = [s % (TICK_S * 10 ** 6) / 1000 for s in starts]
    levels = [s["LAeq_1s"] for s in shown if s["LAeq_1s"] is not None]
    print("real starts after their tick, ms:", late, "levels", len(levels))
    print("lives, ms:", [(b - a) // 1000 for a, b in lives], "breaches", before,
          breaches)
    print(log)
    row("no more than was counted", f"a hear that ends when it likes, {n} "
        f"times at the loop of sourdine run and {len(lives)} times for real, "
        "then floods", within == 0 and choice <= 1 / TICK_S and len(starts) >= 6 and
        max(late) < 1000 and set(levels) <= {50.0} and before == 0 and
        breaches >= 1,
        f"of the time of death {within:.0f} bit in when the next one starts, "
        f"beyond which tick of {TICK_S} s it is ({choice:.2f} bit/s; at most "
        f"{1 / TICK_S:.2f}, and each is a counted gap); for real at most {max(late):.0f} ms "
        f"after the tick; the flood is counted as a breach ({breaches})",
        naive > 10,
        f"a start a fixed time after the death would tell {naive:.0f} bit each")


def main():
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(f) for f in (deaths, timings, enumeration, lying)]
    for j in jobs:
        j.result()


main()
