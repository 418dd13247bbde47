#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# replay.sh - the kept inputs of every fuzz target, once more, without a fuzzer.
BUILD=${BUILD:-build}
passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

for source in tests/fuzz/fuzz_*.c; do
	name=$(basename "$source" .c)
	name=${name#fuzz_}
	program=$BUILD/tests/fuzz/replay_$name
	set -- tests/fuzz/corpus/"$name"/*
	if [ ! -x "$program" ]; then
		echo "skipped $name: $program is not built"
		skipped=$((skipped + 1))
	elif [ -f "$1" ] && timeout 120 "$program" "$@" >"$log" 2>&1 &&
		grep -qax "$# files replayed" "$log"; then
		echo "ok $name: $# files"
		passed=$((passed + 1))
	else
		echo "FAILED $name:"
		tail -n 20 "$log"
		failed=$((failed + 1))
	fi
done

echo "replay: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
