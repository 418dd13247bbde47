# SPDX-License-Identifier: GPL-3.0-or-later
"""papers.py - reads a report's numbers out of it."""
import json
import re
import subprocess


def data(path):
    """What a PDF or an HTML file carries for machines."""
    if path.endswith(".pdf"):
        return json.loads(subprocess.run(
            ["pdfdetach", "-save", "1", "-o", "/dev/stdout", path],
            capture_output=True, text=True, check=True, timeout=120).stdout)
    with open(path, encoding="utf-8") as f:
        return json.loads(re.search(r'id="report">(.*?)</script>',
                                    f.read())[1])
