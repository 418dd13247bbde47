#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# unit.sh - the systemd unit: it is well formed, its exposure is at most 1.0,
# and what its parts are there for is seen when they are taken out.
set -u
unit=src/run/sourdine.service
passed=0 failed=0 skipped=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

ok() { # WHAT: after a command
	if [ "$?" -eq 0 ]; then
		echo "ok $1" && passed=$((passed + 1))
	else
		echo "FAILED $1" && failed=$((failed + 1))
	fi
}

exposure_is_low() { # FILE
	systemd-analyze security --offline=true --threshold=10 --no-pager \
		"$1" >"$dir/table" 2>"$dir/said"
}

if ! command -v systemd-analyze >/dev/null; then
	echo "skipped: the unit's exposure and form: no systemd-analyze here"
	echo "unit: 0 passed, 0 failed, 2 skipped"
	exit 0
fi

exposure_is_low "$unit"
ok "exposure is at most 1.0: $(grep -a Overall "$dir/table" | grep -oE '[0-9]+[.][0-9]+')"
[ ! -s "$dir/said" ]
ok "every line is understood $(head -n 1 "$dir/said")"

# Where nothing is installed yet, another program stands for ours.
sed 's,^ExecStart=.*,ExecStart=/bin/true,' "$unit" >"$dir/sourdine.service"
systemd-analyze verify --man=no "$dir/sourdine.service" >"$dir/said" 2>&1
ok "the unit is well formed $(grep -a sourdine "$dir/said" | head -n 1)"

# The measure itself can fail.
printf '[Service]\nExecStart=/bin/true\n' >"$dir/bare.service"
! exposure_is_low "$dir/bare.service"
ok "a bare unit is over the limit"
for line in PrivateUsers PrivateDevices RestrictNamespaces IPAddressDeny \
	ProtectKernelTunables CapabilityBoundingSet; do
	grep -v "^$line=" "$unit" >"$dir/less.service"
	! exposure_is_low "$dir/less.service" &&
		! cmp -s "$unit" "$dir/less.service"
	ok "without $line it is over the limit"
done

# What the programs need stays possible.
allowed=$(systemd-analyze syscall-filter @system-service 2>/dev/null | wc -l)
[ "$allowed" -gt 10 ]
ok "this systemd knows the set of calls that the unit builds on"
for line in 'DeviceAllow=char-alsa rw' 'SupplementaryGroups=audio' \
	'StateDirectory=sourdine' 'RuntimeDirectory=sourdine' \
	'IPAddressAllow=localhost' 'LimitMEMLOCK=64M' \
	'ExecStart=/usr/local/bin/sourdine run'; do
	grep -qx "$line" "$unit"
	ok "the unit says $line"
done

echo "unit: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
