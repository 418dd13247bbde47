#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""street.py - two microcontrollers at one machine, under one configuration: each
has its name, its store and its page, and what befalls one does not touch the
other."""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import tty
import urllib.request

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(__file__))
import house_node
import node
from house_node import FALLING, sourdine, until

NAMES = {"corner": 7, "school": 8}
LONGEST = 120  # s; on a busy machine


class Line:
    """A serial line, by a name that stays when it is plugged in anew."""

    def __init__(self, folder, name):
        self.path = "%s/%s.line" % (folder, name)
        self.plug()

    def plug(self):
        self.ours, self.far = os.openpty()
        tty.setraw(self.far)
        os.symlink(os.ttyname(self.far), self.path + ".new")
        os.rename(self.path + ".new", self.path)

    def unplug(self):
        os.unlink(self.path)
        os.close(self.ours)
        os.close(self.far)

    def write(self, data):
        os.write(self.ours, data)


def two_ports():
    """The second one follows the first, as the pages' do."""
    while True:
        port = house_node.free_port()
        try:
            with house_node.socket.socket() as s:
                s.bind(("127.0.0.1", port + 1))
            return port
        except OSError:
            pass


def configure(folder, text):
    path = folder + "/sourdine.conf"
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    return path


def whole(folder, port):
    own = "".join("\n[meter %s]\nsource = serial:%s/%s.line\nnode_number = %d\n"
                  % (name, folder, name, n) for name, n in NAMES.items())
    return configure(folder, "store = %s/store.db\nruntime = %s/run\n"
                     "listen = 127.0.0.1:%d\nheight_m = 4\n%splace = window\n"
                     "interval_s = 60\n" % (folder, folder, port, own))


def refused(v, folder):
    line = "source = serial:/dev/ttyACM0\n"
    for text, line_no, why in (
            ("[meter A]\n", ":1:", "small letters"),
            ("[corner]\n", ":1:", "[meter NAME]"),
            ("[meter a]\nheight_m = 2000\n", ":2:", "from -1 to 1000"),
            ("[meter a]\n[meter a]\n", ":2:", "second time"),
            ("[meter a]\n" + line + "[meter b]\n" + line, "",
             "have the same `source`"),
            ("[meter a]\n[meter b]\n", "", "have the same `microphone`"),
            ("store = %s/x.db\n[meter a]\n%s[meter b]\nstore = %s/a/x.db\n" % (
                folder, line, folder), "", "have the same `store`"),
            ("listen = 127.0.0.1:65535\n[meter a]\n" + line + "[meter b]\n", "",
             "`listen` cannot be made from")):
        conf = configure(folder, text)
        p = sourdine(conf, "config", "check")
        v.check(p.returncode == 3 and why in p.stderr and (
            not line_no or "sourdine.conf" + line_no in p.stderr),
                "refused: " + p.stderr.strip().replace(folder, "..."),
                (p.returncode, p.stderr))
    p = sourdine(configure(folder, 2 * ("[meter a]\n" + line)), "config",
                 "check")
    v.check(p.returncode == 3 and p.stderr.count("\n") == 1,
            "what stands twice is said once, not its keys too", p.stderr)
    conf = configure(folder, "[meter a]\n" + line)
    p = sourdine(conf, "setup", "--force")
    v.check(p.returncode == 3 and "has several" in p.stderr and
            "[meter a]" in open(conf).read(),
            "setup does not write over several meters", p.stderr)
    p = sourdine(conf, "--meter")
    v.check(p.returncode == 2 and "--meter lacks" in p.stderr,
            "--meter needs a name", p.stderr)


def asked(v, conf, folder, port):
    """What each of them is configured as."""
    shown = {name: dict(
        row.split(" = ", 1) for row in sourdine(
            conf, "--meter", name, "config", "show").stdout.splitlines()
        if " = " in row) for name in NAMES}
    corner, school = shown["corner"], shown["school"]
    v.check(corner["store"] == folder + "/corner/store.db" and
            school["store"] == folder + "/school/store.db" and
            corner["runtime"] == folder + "/run/corner" and
            corner["listen"] == "127.0.0.1:%d" % port and
            school["listen"] == "127.0.0.1:%d" % (port + 1) and
            corner["description"] == "corner" and
            (corner["node_number"], school["node_number"]) == ("7", "8"),
            "each has a store, a folder, a page and a number of its own", shown)
    v.check(corner["height_m"] == school["height_m"] == "4" and
            (corner["place"], school["place"]) == ("outdoors", "window"),
            "what stands before holds for both, what stands after for one",
            shown)
    origin = sourdine(conf, "--meter", "school", "config", "show",
                      "--origin").stdout
    v.check("place = window" in origin and "sourdine.conf:13" in [
        row.split("  ")[-1].rsplit("/", 1)[-1] for row in origin.splitlines()
        if row.startswith("place =")], "and its line is known", origin)
    p = sourdine(conf, "export")
    v.check(p.returncode == 2 and "corner, school" in p.stderr,
            "a verb that is about one meter asks which", p.stderr)
    p = sourdine(conf, "--meter", "church", "export")
    v.check(p.returncode == 3 and "it has corner, school" in p.stderr,
            "and says which there are", p.stderr)


BEGAN = int(time.time()) // 60 * 60 - 6000


def newest():
    """Of a node that began 100 minutes before this test."""
    return (int(time.time()) - BEGAN) // 60


def send(line, of, count, level):
    line.write(node.frame(count, 1, int(time.time()) - BEGAN, count, 60,
                          level, *FALLING, of=of))


def rows(folder, name):
    return [r[1] for r in house_node.rows(folder + "/" + name)]


def programs(conf):
    """Of each meter: the processes that run, by name."""
    p = sourdine(conf, "status", "--json")
    try:
        said = json.loads(p.stdout)
    except ValueError:
        return {}
    return {name: {x["name"]: x["pid"] for x in s["programs"] if x["running"]
                   and x["locked"]} for name, s in said.items()}


def all_run(conf, *names):
    now = programs(conf)
    good = all(sorted(now.get(n, {})) == ["keep", "node", "web"]
               for n in names)
    return now if good else None


def page_of(port, path="api/records"):
    with urllib.request.urlopen("http://127.0.0.1:%d/%s" % (port, path),
                                timeout=10) as r:
        return r.read().decode()


def run(v, folder, conf, port):
    lines = {name: Line(folder, name) for name in NAMES}
    lines["school"].unplug()
    p = subprocess.Popen([house_node.SOURDINE, "--config", conf, "run"],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                         text=True, env={"PATH": os.environ["PATH"],
                                         "HOME": "/none", "LC_ALL": "C"})
    try:
        v.check(until(lambda: all_run(conf, "corner")),
                "one runs while the other's line is not there yet",
                programs(conf))
        again = sourdine(conf, "run")
        v.check(again.returncode == 1 and "already running" in again.stderr,
                "a second `sourdine run` is refused", again.stderr)
        send(lines["corner"], 7, 90, 598)
        v.check(until(lambda: rows(folder, "corner") == [598]),
                "and stores its record", rows(folder, "corner"))
        lines["school"].plug()
        both = until(lambda: all_run(conf, *NAMES), LONGEST)
        if not v.check(both, "the other comes once it is plugged in",
                       programs(conf)):
            return

        for name, n in NAMES.items():
            send(lines[name], 15 - n, 95, 400)  # the other's number
            send(lines[name], n, newest(), 600 + n)
        v.check(until(lambda: rows(folder, "corner") == [598, 607] and
                      rows(folder, "school") == [608]),
                "each takes its own node's records, not another one's", (
                    rows(folder, "corner"), rows(folder, "school")))
        v.check("60.7" in page_of(port) and "60.8" in page_of(port + 1) and
                "60.8" not in page_of(port), "each has a page",
                page_of(port)[:300])
        now = json.loads(page_of(port + 1, "api/now"))
        v.check(now["meter"] == "school" and now["state"] == "ok" and
                not now["seconds_shown"] and now["record"]["LAeq"] == 60.8,
                "with its name, and the last record: a node has no seconds",
                now)
        text = sourdine(conf, "status")
        v.check(text.returncode == 0 and text.stdout.index("[corner]") <
                text.stdout.index("school/store.db: 1 record"),
                "status shows both", text.stdout)

        # A wire that brings rubbish, then breaks, then is mended.
        os.set_blocking(lines["corner"].ours, False)
        for _ in range(100):
            try:
                lines["corner"].write(os.urandom(4096))
            except BlockingIOError:
                time.sleep(.01)
        lines["corner"].unplug()
        v.check(until(lambda: "node" not in programs(conf).get("corner", {})),
                "a line that breaks is seen", programs(conf))
        worse = sourdine(conf, "status")
        v.check(worse.returncode == 1, "and status says that one is not well",
                worse.returncode)
        send(lines["school"], 8, 91, 699)
        v.check(until(lambda: rows(folder, "school") == [608, 699]) and
                programs(conf)["school"] == both["school"],
                "the other one stores on, by the same programs",
                rows(folder, "school"))
        lines["corner"].plug()
        until(lambda: all_run(conf, "corner"), LONGEST)
        send(lines["corner"], 7, 91, 688)
        v.check(until(lambda: rows(folder, "corner") == [598, 607, 688]),
                "it goes on when it is mended", rows(folder, "corner"))

        # A whole meter that dies.
        status = json.load(open(folder + "/run/corner/status"))
        os.kill(status["pid"], signal.SIGKILL)
        v.check(until(lambda: (all_run(conf, "corner") or {}).get("corner", {})
                      .get("keep") not in (None, both["corner"]["keep"]),
                      LONGEST),
                "a meter that is killed is started again", programs(conf))
        v.check(programs(conf)["school"] == both["school"],
                "and the other one has not noticed", programs(conf))
    finally:
        p.terminate()
        out, err = p.communicate(timeout=60)
    v.check(p.returncode == 0 and "[corner]" in out and "[school]" in out and
            err.count("school.line cannot be read") == 1,
            "it ends when told to; a missing line was said once", (out, err))
    v.check(not any(programs(conf).values()), "and nothing of it is left",
            programs(conf))
    for name in NAMES:
        done = sourdine(conf, "--meter", name, "verify")
        v.check(done.returncode == 0, name + "'s store verifies",
                done.stdout + done.stderr)
        lines[name].unplug()


def together(v, folder, conf):
    """A study of both, from their stores."""
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 3600))
    p = sourdine(conf, "--meter", "corner", "report", "--kind", "study",
                 "--lang", "en", "--zone", "UTC", "--from", day, "--to",
                 time.strftime("%Y-%m-%d", time.gmtime()), "--also",
                 folder + "/school/store.db", "-o", folder + "/both.html")
    made = p.returncode == 0 and open(folder + "/both.html").read()
    v.check(made and "corner" in made and "school" in made,
            "report --also has both in it, by name", p.stdout + p.stderr)


def main():
    v = node.Verdicts("street")
    with tempfile.TemporaryDirectory() as folder:
        refused(v, folder)
        port = two_ports()
        conf = whole(folder, port)
        asked(v, conf, folder, port)
        run(v, folder, conf, port)
        together(v, folder, conf)
    return v.end()


if __name__ == "__main__":
    signal.alarm(node.TIME_OUT)
    sys.exit(main())
