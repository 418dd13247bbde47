# SPDX-License-Identifier: GPL-3.0-or-later
# judge.awk - of an export as CSV: is the last record one of the tone,
# 100.0 dB, with all its seconds?
BEGIN { FS = "," }
/^[0-9]/ {
	whole = $3 == 60 && $4 == 60 && $5 !~ /gap|start|overload|dead/
	wrong = 0
	for (i = 6; i <= 13; i++)
		if ($i < 99.9 || $i > 100.1)
			wrong++
}
END { exit !(whole && !wrong) }
