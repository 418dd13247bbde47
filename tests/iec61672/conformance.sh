#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# conformance.sh - the table of IEC 61672-1, as a test: shows what failed, and
# the count; and that reports sum it up as it is.
table=$("${BUILD:-build}/tests/iec61672/conformance")
status=$?
echo "$table" | grep FAILED
sum=$(echo "$table" | awk '
	/^5\./ && $NF ~ /^-?[0-9.]+$/ {
		split($1, part, ".")
		clause = part[1] "." part[2]
		if (!(clause in lines) || $NF + 0 < least[clause])
			least[clause] = $NF + 0
		lines[clause]++
	}
	END {
		for (clause in lines)
			printf "CONFORMANCE(\"61672-1, %s\", %d, %g)\n",
				clause, lines[clause], least[clause]
	}' | sort -V)
said=$(grep '^CONFORMANCE("61672' src/tell/report/conformance.h)
if [ -z "$sum" ] || [ "$sum" != "$said" ]; then
	echo "FAILED src/tell/report/conformance.h has to say:"
	echo "$sum"
	echo "$table" | tail -n 1 | awk '{ print $1, $2, "passed,", $4 + 1, "failed" }'
	exit 1
fi
echo "$table" | tail -n 1
exit $status
