#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# identity.sh - the same samples give the same bits: two compilers, three
# levels of optimisation, two processors, any chunk, denormals or none.

BUILD=${BUILD:-build}
passed=0
failed=0
skipped=0
here=$BUILD/identity
mkdir -p "$here"

flags="-std=c11 -Iinclude -ffp-contract=off -fno-fast-math -ffreestanding"
# What corrects a microphone's response goes through KissFFT, whose last bit is
# the compiler's; nothing of it runs without a response file.
core=$(ls src/core/*.c | grep -v -e spectrum -e response)
files=()

# The open signals of the reference, where it is there, as bare floats.
if [ -n "$ORACLE" ] && [ -d "$ORACLE/open/wav" ]; then
	/usr/bin/python3 - "$ORACLE" "$here" <<-'END'
		import json, sys
		sys.dont_write_bytecode = True
		sys.path.insert(0, sys.argv[1])
		import oracle
		cases = json.load(open(sys.argv[1] + "/open/cases.json"))
		cases = cases["cases"] if isinstance(cases, dict) else cases
		names = open(sys.argv[2] + "/files", "w")
		for c in cases:
		    x, rate, _ = oracle.read_wav(
		        sys.argv[1] + "/open/" + c["file"])
		    path = "%s/%s.f32" % (sys.argv[2], c["name"])
		    x[c["channel"] - 1].astype("<f4").tofile(path)
		    names.write("%d:%s\n" % (rate, path))
	END
	mapfile -t files < "$here/files"
	echo "# ${#files[@]} signals of the reference take part"
else
	echo "skipped: the signals of the reference (ORACLE is not set)"
	skipped=$((skipped + 1))
fi

want=
same() # what, hash
{
	if [ -z "$want" ]; then
		want=$2
		echo "# everything must hash to $want"
	fi
	if [ "$2" = "$want" ] && [ -n "$2" ]; then
		echo "ok $1"
		passed=$((passed + 1))
	else
		echo "FAILED $1: $2"
		failed=$((failed + 1))
	fi
}

build() # name, compiler, flags: prints the program's path
{
	# shellcheck disable=SC2086
	$2 $flags $3 -o "$here/$1" tests/core/identity.c $core 2> \
		"$here/$1.log" || { cat "$here/$1.log" >&2; return 1; }
	echo "$here/$1"
}

have() { command -v "$1" > /dev/null; }
skip() { echo "skipped: $1"; skipped=$((skipped + 1)); }

for compiler in gcc clang; do
	have $compiler || { skip "$compiler is not installed"; continue; }
	for level in -O0 -O2 -O3; do
		program=$(build "$compiler$level" $compiler $level)
		same "$compiler $level" "$("$program" 480 "${files[@]}")"
	done
	program=$here/$compiler-O2
	for chunk in 1 333 8192; do
		same "$compiler -O2, chunks of $chunk" \
			"$("$program" $chunk "${files[@]}")"
	done
	program=$(build "$compiler-ftz" $compiler "-O2 -DFLUSH_TO_ZERO")
	same "$compiler -O2, denormals flushed to zero" \
		"$("$program" 480 "${files[@]}")"
done

cross=aarch64-linux-gnu-gcc
if [ "$(uname -m)" = aarch64 ]; then
	skip "another processor: this is the arm64 one"
elif have $cross && have qemu-aarch64-static; then
	for level in -O0 -O2 -O3 "-O2 -DFLUSH_TO_ZERO"; do
		program=$(build "arm64${level// /}" $cross "$level -static")
		same "arm64 $level" "$(qemu-aarch64-static "$program" 480 \
			"${files[@]}")"
	done
else
	skip "$cross or qemu-aarch64-static is not installed"
fi

# The control: what the flags forbid would change the hash.
if grep -qw fma /proc/cpuinfo && have gcc; then
	# shellcheck disable=SC2086
	gcc -std=c11 -Iinclude -ffreestanding -O2 -mfma -ffp-contract=fast \
		-o "$here/fused" tests/core/identity.c $core
	if [ "$("$here/fused" 480 "${files[@]}")" != "$want" ]; then
		echo "ok control: fused multiplications are noticed"
		passed=$((passed + 1))
	else
		echo "FAILED control: fused multiplications go unnoticed"
		failed=$((failed + 1))
	fi
else
	skip "the control: this processor has no fused multiplication"
fi

echo "identity: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
