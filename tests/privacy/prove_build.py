# SPDX-License-Identifier: GPL-3.0-or-later
"""prove_build.py - claim 8: the binary is the source.  The same tree is built
twice, as differently as one machine can, and every program compared."""
import concurrent.futures
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile

from prove_kit import BUILD, not_run, row

LEAVE_OUT = {".git", "node_modules", os.path.basename(BUILD)}
NPM = os.path.abspath(os.environ.get("NPM_DIR") or BUILD + "/page")
CLAIM = "the binary is the source"


class Place:
    """A copy of the tree, and how it is built there."""

    def __init__(self, folder, build, umask, faketime, **env):
        self.dir, self.build, self.umask = folder, build, umask
        self.user = None
        self.clock = faketime
        self.env = {**os.environ, **env, "HOME": folder, "MAKEFLAGS": ""}
        shutil.copytree(".", folder, symlinks=True, ignore=lambda d, names:
                        [n for n in names if n in LEAVE_OUT])
        shutil.copytree(NPM + "/node_modules/uplot",
                        folder + "/npm/node_modules/uplot")
        for d, _, files in os.walk(folder + "/npm"):
            for f in files:
                os.utime(os.path.join(d, f))
        open(folder + "/npm/.npm-done", "w").close()

    def give_to(self, name):
        self.user = name
        subprocess.run(["chown", "-R", name, self.dir], check=True)

    def make(self, *words):
        command = ["make", "-C", self.dir, "BUILD=" + self.build,
                   "NPM_DIR=" + self.dir + "/npm", *words]
        if self.clock:
            command = ["faketime", "-f", self.clock, *command]
        if self.user:
            command = ["setpriv", "--reuid", self.user, "--regid",
                       str(pwd.getpwnam(self.user).pw_gid), "--clear-groups",
                       *command]
        p = subprocess.run(["nice", *command], capture_output=True, text=True,
                           env=self.env, umask=self.umask)
        if p.returncode != 0:
            print(p.stdout[-2000:] + p.stderr[-4000:])
        return p.returncode == 0

    def programs(self):
        folder = os.path.join(self.dir, self.build)
        return {n: sha256(os.path.join(folder, n)) for n in os.listdir(folder)
                if n == "sourdine" or n.startswith("sourdine-")}


def sha256(path):
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


def both(places, *words):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return all(pool.map(lambda p: p.make(*words), places))


def plant(place):
    """The time of the build, in the gate's version."""
    path = place.dir + "/src/gate/main.c"
    with open(path) as f:
        text = f.read()
    assert '"sourdine-gate " SOURDINE_VERSION' in text
    with open(path, "w") as f:
        f.write(text.replace('"sourdine-gate " SOURDINE_VERSION',
                             '"sourdine-gate " __DATE__ __TIME__'))


def gate_differs(places, *words):
    for p in places:
        subprocess.run(["rm", "-rf", p.dir + "/" + p.build + "/gate"],
                       check=True)
    built = all(p.make(*words, f"{p.build}/sourdine-gate") for p in places)
    return built and len({p.programs()["sourdine-gate"] for p in places}) == 2


def main():
    if not shutil.which("faketime"):
        not_run(CLAIM, "two builds", "faketime is missing: make deps")
        return
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        french = "fr_FR.UTF-8" in subprocess.run(
            ["locale", "-a"], capture_output=True,
            text=True).stdout.replace("utf8", "UTF-8")
        a = Place(folder + "/a", "build", 0o022, None, LC_ALL="C", TZ="UTC")
        b = Place(folder + "/another-place-with-a-long-name/b", "out/put",
                  0o077, "+400d",
                  LC_ALL="fr_FR.UTF-8" if french else "C.UTF-8",
                  TZ="Asia/Kathmandu", SHELL="/bin/bash", USER="somebody")
        if os.geteuid() == 0:
            b.give_to("nobody")
        ok = both((a, b), "all")
        one, two = (a.programs(), b.programs()) if ok else ({}, {})
        for name in sorted(one):
            print(name, one[name], two.get(name), flush=True)
        here = {n: sha256(f"{BUILD}/{n}") for n in one
                if os.path.exists(f"{BUILD}/{n}")}
        path = gate_differs((a, b), "REPRODUCIBLE=")
        for p in (a, b):
            plant(p)
        time = gate_differs((a, b))
    row(CLAIM, "two builds that differ in path, build folder, "
        + ("user, " if b.user else "") + "date (400 days), time zone, language, "
        "umask", ok and one == two and len(one) >= 7,
        f"{len(one)} programs byte-identical" if ok and one == two else
        "they differ: " + ", ".join(n for n in one if one[n] != two.get(n))
        + ("" if ok else "a build failed"), path and time,
        "the gate built without the path map: "
        f"{'differs' if path else 'the same'}; with its date in it: "
        f"{'differs' if time else 'the same'}"
        + ("; the programs in build/ are these" if here == one else
           "; build/ was built with other flags or sources"))


main()
