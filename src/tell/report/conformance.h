/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conformance.h - what `make conformance` finds, in short: by clause, how many
 * lines of its tables there are, and by how many dB (dB/s in 5.8) the one that
 * comes closest keeps from its limit of class 1.  Not to be written by hand:
 * tests/iec61672/conformance.sh and tests/iec61260/conformance.sh print these
 * lines, and fail where others stand here. */
CONFORMANCE("61672-1, 5.5", 131, 0.2)
CONFORMANCE("61672-1, 5.6", 9, 0.3)
CONFORMANCE("61672-1, 5.8", 4, 0.1)
CONFORMANCE("61672-1, 5.9", 34, 0.45)
CONFORMANCE("61672-1, 5.10", 5, 0.5)
CONFORMANCE("61672-1, 5.13", 15, 0.93)
CONFORMANCE("61672-1, 5.14", 1, 0.1)
CONFORMANCE("61672-1, 5.15", 1, 0.1)
CONFORMANCE("61260-1, 5", 1130, 0.206)
