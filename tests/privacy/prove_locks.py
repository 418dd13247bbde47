# SPDX-License-Identifier: GPL-3.0-or-later
"""prove_locks.py - claim 1: each program can do what it is for, and no more.
What is tried stands in locks.py; here it is counted."""
import collections
import re
import subprocess
import sys

from prove_kit import row

p = subprocess.run([sys.executable, "tests/privacy/locks.py"],
                   capture_output=True, text=True)
print(p.stdout + p.stderr)
made = re.compile(r"ok +(\S+) +(.+?) +(killed|refused) +control: (\w+)")
tried, controls, hear = collections.Counter(), collections.Counter(), 0
for m in map(made.match, p.stdout.split("\n")):
    if m:
        tried[m[3]] += 1
        controls[m[4]] += 1
        hear += m[1] == "hear"
last = re.search(r"locks: (\d+) passed, (\d+) failed(?:, (\d+) skipped)?",
                 p.stdout)
passed, failed, skipped = (int(x or 0) for x in last.groups())
row("each program is locked in",
    f"{tried.total()} attacks from behind the doors of hear ({hear}), hear at a "
    "sound server, node, gate, keep, web, measure, report and verify; the exported filters simulated "
    "for x86-64, arm64 and 32-bit ARM",
    p.returncode == 0 and failed == 0 and hear >= 20,
    f"{tried['killed']} killed by the filter, {tried['refused']} refused, none "
    f"got through; {passed} checks passed, {failed} failed, {skipped} skipped",
    controls["made"] > 0 and tried.total() == controls.total(),
    f"the same with that one lock left open: {controls['made']} made, "
    f"{controls['refused']} reached the kernel and were refused by it")
