#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# conformance.sh - the table of IEC 61672-1, as a test: shows what failed, and
# the count.
table=$("${BUILD:-build}/tests/iec61672/conformance")
status=$?
echo "$table" | grep FAILED
echo "$table" | tail -n 1
exit $status
