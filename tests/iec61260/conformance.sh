#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# conformance.sh - the conformance table of the bands, as a test; and that
# reports sum it up as it is.
table=$("${BUILD:-build}/tests/iec61260/conformance")
status=$?
echo "$table"
sum=$(echo "$table" | awk '
	$1 ~ /^5\.[0-9]+$/ && $NF == "ok" && (!least || $(NF - 3) + 0 < least) {
		least = $(NF - 3) + 0
	}
	/^conformance-bands:/ { lines = $2 }
	END { printf "CONFORMANCE(\"61260-1, 5\", %d, %g)", lines, least }')
said=$(grep '^CONFORMANCE("61260' src/tell/report/conformance.h)
[ "$sum" = "$said" ] && exit $status
echo "FAILED src/tell/report/conformance.h has to say: $sum"
echo "$table" | tail -n 1 | awk '{ print $1, $2, "passed,", $4 + 1, "failed" }'
exit 1
