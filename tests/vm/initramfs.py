# SPDX-License-Identifier: GPL-3.0-or-later
"""initramfs.py - packs files into an initramfs, in the kernel's own format
(Documentation/driver-api/early-userspace/buffer-format.rst).  No root, no
device node on this machine and no other program is needed for that."""
import os
import re
import stat
import subprocess


class Initramfs:
    def __init__(self):
        self.names, self.parts, self.size = set(), [], 0

    def _put(self, raw):
        self.parts.append(raw)
        self.size += len(raw)

    def _entry(self, name, mode, body=b"", device=(0, 0)):
        raw = name.encode() + b"\0"
        fields = (len(self.names) + 1, mode, 0, 0, 1, 0, len(body), 0, 0,
                  *device, len(raw), 0)
        self._put(b"070701" + b"".join(b"%08X" % f for f in fields) + raw)
        self._put(bytes(-self.size % 4))
        self._put(body)
        self._put(bytes(-self.size % 4))
        self.names.add(name)

    def folder(self, path, mode=0o755):
        path = path.strip("/")
        if path in self.names or not path:
            return
        self.folder(os.path.dirname(path))
        self._entry(path, stat.S_IFDIR | mode)

    def device(self, path, major, minor, mode=0o600):
        self.folder(os.path.dirname(path))
        self._entry(path.strip("/"), stat.S_IFCHR | mode, b"", (major, minor))

    def link(self, path, to):
        self.folder(os.path.dirname(path))
        if path.strip("/") not in self.names:
            self._entry(path.strip("/"), stat.S_IFLNK | 0o777, to.encode())

    def bytes(self, path, body, mode=0o644):
        self.folder(os.path.dirname(path))
        if path.strip("/") not in self.names:
            self._entry(path.strip("/"), stat.S_IFREG | mode, body)

    def file(self, source, path=None):
        with open(source, "rb") as f:
            self.bytes(path or source, f.read(),
                       stat.S_IMODE(os.stat(source).st_mode) | 0o444)

    def tree(self, folder):
        for where, _, names in os.walk(folder):
            for name in names:
                self.file(where + "/" + name)

    def program(self, source, path=None):
        """With the libraries that it is linked to."""
        self.file(source, path)
        said = subprocess.run(["ldd", source], capture_output=True,
                              text=True).stdout
        for library in re.findall(r"(/\S+) \(0x", said):
            self.file(library)

    def write(self, path):
        self._entry("TRAILER!!!", 0)
        with open(path, "wb") as f:
            f.writelines(self.parts)
