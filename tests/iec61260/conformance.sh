#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# conformance.sh - the conformance table of the bands, as a test.
exec "${BUILD:-build}/tests/iec61260/conformance"
