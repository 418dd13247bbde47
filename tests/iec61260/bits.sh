#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# bits.sh - the band levels are the same bits with each compiler, at each
# level of optimisation, on x86-64 and on arm64.

passed=0
failed=0
skipped=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

have() { command -v "$1" > /dev/null; }

# name, then what runs the program ("" for this machine), then the compiler
same()
{
	local name=$1 runner=$2
	shift 2
	if ! have "$1" || { [ -n "$runner" ] && ! have "$runner"; }; then
		echo "skipped $name: no $1${runner:+ or no $runner}"
		skipped=$((skipped + 1))
		return
	fi
	"$@" -std=c11 -ffp-contract=off -D_POSIX_C_SOURCE=200809L -Iinclude \
		-o "$scratch/bits" tests/iec61260/bits.c src/core/bands*.c \
		src/core/maths.c && $runner "$scratch/bits" > "$scratch/now" &&
		[ "$(wc -l < "$scratch/now")" = 56 ] &&
		{ [ -e "$scratch/first" ] ||
			cp "$scratch/now" "$scratch/first"; } &&
		cmp -s "$scratch/first" "$scratch/now"
	if [ $? = 0 ]; then
		echo "ok $name: $(sha256sum < "$scratch/now" | cut -c1-16)"
		passed=$((passed + 1))
	else
		echo "FAILED $name"
		failed=$((failed + 1))
	fi
}

for level in -O0 -O2 -O3; do
	same "gcc $level" "" gcc "$level"
	same "clang $level" "" clang "$level"
done
for level in -O0 -O2 -O3; do
	same "arm64 $level" qemu-aarch64-static \
		aarch64-linux-gnu-gcc "$level" -static
done

# The control: a fused multiply-add changes bits, and this is noticed.
if have aarch64-linux-gnu-gcc && have qemu-aarch64-static; then
	aarch64-linux-gnu-gcc -O2 -static -std=c11 -ffp-contract=fast \
		-D_POSIX_C_SOURCE=200809L -Iinclude -o "$scratch/bits" \
		tests/iec61260/bits.c src/core/bands*.c src/core/maths.c &&
		qemu-aarch64-static "$scratch/bits" > "$scratch/now"
	if [ -s "$scratch/now" ] && ! cmp -s "$scratch/first" "$scratch/now"
	then
		echo "ok control: contraction is noticed"
		passed=$((passed + 1))
	else
		echo "FAILED control: contraction is not noticed"
		failed=$((failed + 1))
	fi
fi

echo "bits: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
