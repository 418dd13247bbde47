# SPDX-License-Identifier: GPL-3.0-or-later
# judge.awk - of an export as CSV: is the last record one of the tone,
# 100.0 dB, with all its seconds?
BEGIN {
	FS = ","
	n = split("LAeq LAFmax LAF1 LAF10 LAF50 LAF90 LAF95 LAFmin", name, " ")
}
NR == 1 {
	for (i = 1; i <= NF; i++)
		column[$i] = i
}
NR > 1 {
	whole = $column["interval_s"] == 60 && $column["covered_s"] == 60 &&
		$column["flags"] !~ /gap|start|overload|dead/
	wrong = 0
	for (i = 1; i <= n; i++) {
		level = $column[name[i] "_dB"]
		if (level < 99.9 || level > 100.1)
			wrong++
	}
}
END { exit !(whole && !wrong) }
