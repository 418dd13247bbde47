#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The walls of the house: who may include, call and link what.  Each check has
# a control that has to come out the other way.
set -u
: "${BUILD:=build}" "${CC:=cc}"
passed=0 failed=0

check() { # WHAT COMMAND...: the command has to succeed
	local what=$1
	shift
	if "$@" >/dev/null 2>&1; then
		echo "ok $what"
		passed=$((passed + 1))
	else
		echo "FAILED $what"
		failed=$((failed + 1))
	fi
}
refuses() { ! "$@"; }

# The compiler: slm.h is an error behind the gate, and only there.
include_slm() { # FLAG...
	echo '#include "slm.h"' |
		$CC -std=c11 -Iinclude "$@" -fsyntax-only -x c - 2>&1
}
says_why() {
	include_slm -DSLM_AFTER_GATE | grep -q 'slm.h sees samples'
}
check "slm.h is refused behind the gate" refuses include_slm -DSLM_AFTER_GATE
check "and the compiler says why" says_why
check "control: slm.h compiles in hear" include_slm
behind() { # FILE: is it compiled as code behind the gate?
	make -n -W "$1" BUILD="$BUILD" all 2>/dev/null |
		grep -e "-c -o [^ ]* $1" | grep -q -e -DSLM_AFTER_GATE
}
for f in src/gate/*.c src/keep/*.c src/tell/*.c src/tell/*/*.c src/run/*.c; do
	check "$f is compiled behind the gate" behind "$f"
done
check "control: src/hear/main.c is not" refuses behind src/hear/main.c

# The linker: no meter, no sound system, no sound files behind the gate.
sound='slm_(init|consume|lost|summarise|join)|slm_bands|^Pa_|kiss_fft|^sf_|^snd_'
has_sound() {
	{ nm "$1"; nm -D "$1"; } 2>/dev/null | awk '{ print $NF }' |
		sed 's/@.*//' | grep -qE "$sound"
}
needs_sound() {
	readelf -d "$1" | grep NEEDED |
		grep -qE 'portaudio|asound|sndfile|jack|pulse|kissfft'
}
needs_network() {
	nm -D "$1" | grep -qE ' (socket|connect|bind|getaddrinfo)(@|$)'
}
for p in sourdine sourdine-gate sourdine-keep sourdine-web sourdine-node; do
	check "$p has no meter and no PortAudio" refuses has_sound "$BUILD/$p"
	check "$p links no sound library" refuses needs_sound "$BUILD/$p"
done
check "control: nm finds the meter in sourdine-hear" \
	has_sound "$BUILD/sourdine-hear"
check "control: sourdine-hear links PortAudio" \
	needs_sound "$BUILD/sourdine-hear"
for p in sourdine-hear sourdine-gate sourdine-measure sourdine-node; do
	check "$p calls no socket" refuses needs_network "$BUILD/$p"
done
check "control: nm finds the sockets of sourdine-keep" \
	needs_network "$BUILD/sourdine-keep"

# The source: each library in its one file.
only_in() { # HEADER FILE
	[ "$(grep -rlE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]$1" \
		src include firmware 2>/dev/null)" = "$2" ]
}
check "portaudio.h is in one file" only_in portaudio.h \
	src/hear/source_portaudio.c
check "sqlite3.h is in one file" only_in sqlite3.h src/keep/store_file.h
gate_includes() {
	[ -z "$(grep -hE '^#include "' src/gate/gate.c src/gate/message.c \
		src/gate/tally.c src/gate/*.h |
		grep -vE '"(slm_message|gate|tally|power)\.h"')" ]
}
check "the gate includes slm_message.h and its own headers" gate_includes
small() { [ "$(cat src/gate/gate.c src/gate/message.c | wc -l)" -lt 350 ]; }
check "the gate with its codec has under 350 lines" small
licence() {
	[ -z "$(find src include tests firmware .ci Makefile -type f \
		\( -name '*.[ch]' -o -name '*.sh' -o -name '*.py' -o \
		-name '*.js' -o -name '*.css' -o -name Makefile \) \
		! -path '*/node_modules/*' -print0 |
		xargs -0 grep -L 'SPDX-License-Identifier: GPL-3.0-or-later')" ]
}
check "each source file has its licence line" licence

echo "boundaries: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
