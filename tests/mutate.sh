# SPDX-License-Identifier: GPL-3.0-or-later
# mutate.sh - for the scripts that spoil the core on purpose, to see whether a
# test notices: it is read by them.

CC=${CC:-cc}
passed=0
failed=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

count() # what; 0 or not
{
	if [ "$2" = 0 ]; then
		echo "ok $1"
		passed=$((passed + 1))
	else
		echo "FAILED $1"
		failed=$((failed + 1))
	fi
}

# Builds the test with the core as it is after `sed EXPRESSION FILE...`, and
# says how that ends: 0 all well, 1 something was noticed.  SOURCES of the core
# are built in.
try() # test, files, expression, argument of the test
{
	local file
	rm -rf "$scratch/tree"
	mkdir -p "$scratch/tree/tests"
	cp -r include src "$scratch/tree"
	cp -r tests/core tests/iec61260 tests/iec61672 "$scratch/tree/tests"
	cd "$scratch/tree" || exit 2
	for file in $2; do
		sed -i "$3" "src/core/$file"
		if [ -n "$3" ] && cmp -s "src/core/$file" \
			"$OLDPWD/src/core/$file"; then
			echo "  $3 changes nothing in $file"
			cd "$OLDPWD" && return 0
		fi
	done
	# shellcheck disable=SC2086
	"$CC" -std=c11 -O2 -w -ffp-contract=off -D_POSIX_C_SOURCE=200809L \
		-Iinclude -o "$scratch/test" "tests/$1.c" $SOURCES \
		-lm -lcmocka
	local built=$?
	cd "$OLDPWD" || exit 2
	[ $built = 0 ] || return 3
	# shellcheck disable=SC2086
	"$scratch/test" ${4:-} > "$scratch/out" 2>&1
	local status=$?
	grep -E '^5\..*FAILED|FAILED  \] [a-z]' "$scratch/out" |
		sort -u | head -n 5 | sed 's/^/  | /'
	# A test that crashed has noticed nothing.
	[ $status -lt 100 ] || return 3
	[ $status = 0 ] || return 1
}

noticed() # what, test, files, expression, argument of the test
{
	try "$2" "$3" "$4" "${5:-}"
	[ $? = 1 ]
	count "noticed by $2: $1" $?
}

kept() # test, argument
{
	try "$1" "" "" "${2:-}"
	count "unspoilt, $1 passes" $?
}
