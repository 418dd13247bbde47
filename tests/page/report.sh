#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# report.sh - reports as HTML in Chromium.
exec "$(dirname "$0")/page.sh" report
