# SPDX-License-Identifier: GPL-3.0-or-later
# Sourdine - a noise level meter that cannot eavesdrop.
# One Makefile, no recursion.  `make help` lists what it can do.

BUILD   ?= build
CC      ?= cc
CFLAGS  ?= -O2 -g
WERROR  ?=
PREFIX  ?= /usr/local
# A folder with an independent reference (oracle.py, open/): more is tested.
ORACLE  ?=

VERSION := 0.1.0

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wundef -Wwrite-strings
HARDEN := -fPIE -fstack-protector-strong
# Fortify needs optimisation, and hides what a sanitizer would see.
ifeq ($(findstring -O0,$(CFLAGS))$(findstring sanitize,$(CFLAGS)),)
HARDEN += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
endif

# The user's CFLAGS come first: none can undo what the numbers (no contraction,
# strict arithmetic) and the proof depend on.
# Where it was built does not show in what was built.
REPRODUCIBLE = -ffile-prefix-map='$(CURDIR)'=. -ffile-prefix-map=$(BUILD)=build

ALL_CFLAGS = $(CFLAGS) -std=c11 -Iinclude -I$(BUILD) -D_POSIX_C_SOURCE=200809L \
	-D_FILE_OFFSET_BITS=64 -DSOURDINE_VERSION='"$(VERSION)"' \
	$(WARN) $(WERROR) $(HARDEN) -ffp-contract=off -fno-fast-math $(REPRODUCIBLE) \
	-MMD -MP
ALL_LDFLAGS = $(LDFLAGS) -pie -Wl,-z,relro,-z,now,-z,noexecstack

# Behind the gate slm.h is an #error.
AFTER_GATE := -DSLM_AFTER_GATE

# `make V=1` shows whole commands.
Q   := $(if $(V),,@)
say := @$(if $(V),:,echo " ")

PKG_CONFIG ?= pkg-config
libs_of = $(shell $(PKG_CONFIG) --libs $(1) 2>/dev/null)

objects = $(patsubst src/%.c,$(BUILD)/%.o,$(wildcard $(1)))

CORE_O    := $(call objects,src/core/*.c)
# An archive, so that a program links only what it calls.
CORE_A    := $(BUILD)/core/core.a
MESSAGE_O := $(BUILD)/gate/message.o
CALIBRATION_O := $(BUILD)/gate/calibration.o
GATE_O    := $(call objects,src/gate/*.c)
MEASURE_O := $(call objects,src/hear/measure*.c)
CALIBRATE_O := $(call objects,src/hear/calibrate*.c)
TONE_O    := $(BUILD)/hear/tone.o $(BUILD)/hear/tone_judge.o
# What straightens a microphone, of hear and of measure.
CORRECTION_O := $(BUILD)/hear/correction.o $(BUILD)/hear/response_file.o
HEAR_O    := $(filter-out $(MEASURE_O) $(CALIBRATE_O) $(TONE_O),\
	$(call objects,src/hear/*.c))
# The reader of a node's line, with the node's own code.
NODE_O    := $(BUILD)/node/entry.o $(BUILD)/node/link.o
READER_O  := $(call objects,src/node/*.c)
KEEP_O    := $(call objects,src/keep/*.c)
# What tell takes from keep: an archive, so that only what it calls is linked.
READER_A  := $(BUILD)/keep/reader.a
PAGE_O    := $(BUILD)/page/assets.o
WEB_O     := $(call objects,src/tell/web/*.c)
# The report draws with cairo; what gathers its numbers does not.
REPORT_O  := $(call objects,src/tell/report/*.c)
VERBS_O   := $(filter-out $(WEB_O) $(REPORT_O),\
	$(call objects,src/tell/*.c src/tell/*/*.c))
# The same of tell, for the page and the report.
TELL_A    := $(BUILD)/tell/tell.a
SANDBOX_O := $(call objects,src/run/sandbox*.c src/run/landlock.c)
RUN_O     := $(filter-out $(BUILD)/run/sandbox%,$(call objects,src/run/*.c))

PROGRAMS := sourdine sourdine-hear sourdine-gate sourdine-keep sourdine-web \
	sourdine-measure sourdine-calibrate sourdine-report sourdine-node

# Sentences in other languages, one catalogue each.
PO := $(wildcard src/run/po/*.po)
MO := $(PO:src/run/po/%.po=$(BUILD)/locale/%/LC_MESSAGES/sourdine.mo)
LANGUAGE_O := $(BUILD)/run/language.o

# Manual pages: what the programs say of their options is put in.
MAN := $(patsubst src/run/man/%,$(BUILD)/man/%,$(wildcard src/run/man/*.[15]))
MAN_FR := $(patsubst src/run/man/%,$(BUILD)/man/%,$(wildcard src/run/man/fr/*.1))

# --------------------------------------------------------------- targets

.DEFAULT_GOAL := all
.PHONY: bench soak
.PHONY: screenshots soak-page
.PHONY: all help deps run check test lint format clean install conformance \
	sanitize clang valgrind unit fuzz fuzzers catalogue prove vm needed

## Build all programs.
all: $(PROGRAMS:%=$(BUILD)/%) $(MO) $(MAN) $(MAN_FR)

## List the targets.
help:
	@awk '/^## /{ s = substr($$0, 4); next } \
	/^[a-z-]+:/{ if (s) { split($$0, t, ":"); \
	printf "  make %-14s %s\n", t[1], s } } { s = "" }' \
	Makefile firmware/firmware.mk

## Install what is missing: Debian packages, and the page's chart library.
deps:
	@NPM_DIR=$(NPM_DIR) .ci/deps run check

## Install what is missing, build, and start the meter with its page.
run:
	@NPM_DIR=$(NPM_DIR) .ci/deps run
	@$(MAKE) --no-print-directory all
	@$(BUILD)/sourdine run --or-simulate

## Install what is missing, build, and pass all tests.
check:
	@NPM_DIR=$(NPM_DIR) .ci/deps run check $(if $(ORACLE),oracle)
	@$(MAKE) --no-print-directory test

# -------------------------------------------------------------- programs

$(BUILD)/sourdine: $(RUN_O) $(VERBS_O) $(READER_A) $(CALIBRATION_O) \
	$(SANDBOX_O) $(BUILD)/hear/presets.o $(BUILD)/hear/response_file.o
$(BUILD)/sourdine: LIBS = $(call libs_of,sqlite3 jansson libseccomp libsodium) \
	-lm
$(BUILD)/sourdine-hear: $(HEAR_O) $(TONE_O) $(CORE_A) $(MESSAGE_O) \
	$(CALIBRATION_O) $(SANDBOX_O) $(LANGUAGE_O)
$(BUILD)/sourdine-hear: LIBS = $(call libs_of,portaudio-2.0 libseccomp \
	kissfft-float) -lm
$(BUILD)/sourdine-gate: $(GATE_O) $(SANDBOX_O)
$(BUILD)/sourdine-gate: LIBS = $(call libs_of,libseccomp)
$(BUILD)/sourdine-node: $(READER_O) $(NODE_O) $(MESSAGE_O) $(SANDBOX_O)
$(BUILD)/sourdine-node: LIBS = $(call libs_of,libseccomp)
$(BUILD)/sourdine-keep: $(KEEP_O) $(MESSAGE_O) $(SANDBOX_O) $(LANGUAGE_O)
$(BUILD)/sourdine-keep: LIBS = $(call libs_of,sqlite3 libseccomp libsodium)
$(BUILD)/sourdine-web: $(WEB_O) $(PAGE_O) $(TELL_A) $(READER_A) $(SANDBOX_O) \
	$(LANGUAGE_O)
$(BUILD)/sourdine-web: LIBS = $(call libs_of,libmicrohttpd jansson sqlite3 \
	libseccomp libqrencode) -lm
$(BUILD)/sourdine-measure: $(MEASURE_O) $(CORRECTION_O) $(CORE_A) $(SANDBOX_O)
$(BUILD)/sourdine-measure: LIBS = $(call libs_of,sndfile jansson libseccomp \
	kissfft-float) -lm
$(BUILD)/sourdine-calibrate: $(CALIBRATE_O) $(TONE_O) $(CORRECTION_O) \
	$(BUILD)/hear/comparison.o $(BUILD)/hear/measure_recording.o \
	$(CORE_A) $(SANDBOX_O) $(LANGUAGE_O)
$(BUILD)/sourdine-calibrate: LIBS = $(call libs_of,sndfile jansson libseccomp \
	kissfft-float) -lm

$(BUILD)/sourdine-report: $(REPORT_O) $(TELL_A) $(READER_A) $(SANDBOX_O) \
	$(LANGUAGE_O)
$(BUILD)/sourdine-report: LIBS = $(call libs_of,pangocairo cairo-pdf cairo-svg \
	fontconfig libqrencode jansson sqlite3 libseccomp libsodium) -lm

$(PROGRAMS:%=$(BUILD)/%):
	$(say) LINK $@
	$(Q)$(CC) $(CFLAGS) $(ALL_LDFLAGS) -o $@ $(filter %.o %.a,$^) $(LIBS)

$(CORE_A): $(CORE_O)
	$(Q)rm -f $@ && $(AR) qcs $@ $^

$(TELL_A): $(VERBS_O)
	$(Q)rm -f $@ && $(AR) qcs $@ $^

$(READER_A): $(filter-out $(BUILD)/keep/main.o,$(KEEP_O))
	$(Q)rm -f $@ && $(AR) qcs $@ $^

# The core is freestanding; a test holds what it may call to a short list.
# The compiler's own packing of scalars costs the filters a fifth more.
$(BUILD)/core/%.o: private PART = -ffreestanding -fno-tree-slp-vectorize
$(BUILD)/core/spectrum.o: private PART = -ffreestanding \
	$(shell $(PKG_CONFIG) --cflags kissfft-float 2>/dev/null)
$(BUILD)/tell/report/%.o: private PART = $(AFTER_GATE) \
	$(shell $(PKG_CONFIG) --cflags pangocairo cairo-pdf cairo-svg fontconfig 2>/dev/null)
$(BUILD)/gate/%.o $(BUILD)/node/%.o $(BUILD)/keep/%.o $(BUILD)/tell/%.o $(BUILD)/run/%.o \
	$(BUILD)/page/%.o: private PART = $(AFTER_GATE)

$(BUILD)/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(ALL_CFLAGS) $(PART) -c -o $@ $<

$(NODE_O): $(BUILD)/node/%.o: firmware/%.c Makefile
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(ALL_CFLAGS) $(AFTER_GATE) -c -o $@ $<

$(MO): $(BUILD)/locale/%/LC_MESSAGES/sourdine.mo: src/run/po/%.po
	@mkdir -p $(@D)
	$(say) MO $@
	$(Q)msgfmt --check-format -o $@ $<

$(MAN): $(BUILD)/man/%: src/run/man/% src/run/man/fill.sh \
		$(PROGRAMS:%=$(BUILD)/%)
	@mkdir -p $(@D)
	$(say) MAN $@
	$(Q)LC_ALL=C src/run/man/fill.sh $(BUILD) < $< > $@.tmp && mv $@.tmp $@

$(MAN_FR): $(BUILD)/man/%: src/run/man/% src/run/man/fill.sh \
		$(PROGRAMS:%=$(BUILD)/%) $(MO)
	@mkdir -p $(@D)
	$(say) MAN $@
	$(Q)LC_ALL=fr_FR.UTF-8 src/run/man/fill.sh $(BUILD) < $< > $@.tmp && \
		mv $@.tmp $@

## Bring the French catalogue up to date with the sources.
catalogue:
	@xgettext --keyword --keyword=_ --keyword=N_ --from-code=UTF-8 --no-wrap \
		--keyword=language_number:1,2 --no-location -o $(BUILD)/sourdine.pot \
		$(sort $(wildcard src/*/*.[ch] src/*/*/*.[ch]))
	@msgmerge --quiet --no-fuzzy-matching --no-wrap --no-location --update \
		--backup=none src/run/po/fr.po $(BUILD)/sourdine.pot
	@msgattrib --no-obsolete --no-wrap -o src/run/po/fr.po src/run/po/fr.po
	@sed -i -E '/^"(POT-Creation-Date|Report-Msgid-Bugs-To)/d' src/run/po/fr.po
	@msgattrib --untranslated --no-wrap src/run/po/fr.po

# The page: its files, and uPlot from npm, as arrays of bytes.
PAGE := $(wildcard src/tell/page/*)
NPM_DIR ?= $(BUILD)/page
UPLOT := $(NPM_DIR)/node_modules/uplot/dist

$(UPLOT)/uPlot.iife.min.js: src/tell/page/package.json \
		src/tell/page/package-lock.json
	@NPM_DIR=$(NPM_DIR) .ci/deps uplot

$(BUILD)/page/assets.c: $(PAGE) $(UPLOT)/uPlot.iife.min.js
	@mkdir -p $(@D)
	$(say) EMBED $@
	$(Q)src/tell/page/embed.sh $(UPLOT) > $@.tmp && mv $@.tmp $@

$(BUILD)/page/assets.o: $(BUILD)/page/assets.c Makefile
	$(say) CC $<
	$(Q)$(CC) $(ALL_CFLAGS) $(PART) -Isrc/tell/web -c -o $@ $<

# -------------------------------------------------------------- firmware

include firmware/firmware.mk

# ----------------------------------------------------------------- tests

UNIT    := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/*/test_*.c))
# A library that is loaded before libseccomp, to leave out a rule.
FORGET  := $(BUILD)/tests/privacy/forget.so
HELPERS := $(patsubst %.c,$(BUILD)/%,$(filter-out tests/fuzz/% tests/bench/% \
	tests/privacy/prove_% $(FORGET:$(BUILD)/%.so=%.c) \
	$(wildcard tests/*/test_*.c),$(wildcard tests/*/*.c)))
SCRIPTS := $(shell find tests -mindepth 2 -name '*.[sp][hy]' -perm -u=x | sort)

MAINS := $(BUILD)/gate/main.o $(BUILD)/hear/main.o $(BUILD)/keep/main.o \
	$(BUILD)/run/main.o $(BUILD)/node/main.o $(BUILD)/tell/web/main.o \
	$(BUILD)/hear/measure_main.o $(BUILD)/hear/calibrate_main.o \
	$(BUILD)/tell/report/main.o
HOUSE := $(filter-out $(MAINS),$(CORE_O) $(GATE_O) $(HEAR_O) $(MEASURE_O) \
	$(CALIBRATE_O) $(TONE_O) \
	$(KEEP_O) $(NODE_O) $(READER_O) $(WEB_O) $(PAGE_O) $(VERBS_O) $(RUN_O) \
	$(SANDBOX_O))

# Everything without its mains, in one archive: a test links what it calls.
$(BUILD)/house.a: $(HOUSE)
	$(Q)rm -f $@ && $(AR) qcs $@ $^

$(BUILD)/tests/gate/% $(BUILD)/tests/keep/% $(BUILD)/tests/tell/% \
	$(BUILD)/tests/run/%: private PART = $(AFTER_GATE)
$(UNIT) $(HELPERS): LIBS = $(call libs_of,cmocka sqlite3 jansson \
	libmicrohttpd libqrencode sndfile portaudio-2.0 libseccomp kissfft-float \
	libsodium) -lm
$(UNIT) $(HELPERS): $(BUILD)/tests/%: tests/%.c $(BUILD)/house.a Makefile
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(ALL_CFLAGS) $(PART) $(ALL_LDFLAGS) -o $@ $< $(BUILD)/house.a \
		$(LIBS)

$(FORGET): tests/privacy/forget.c Makefile
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -fPIC -shared -o $@ $< \
		$(call libs_of,libseccomp)

# --------------------------------------------------------------- fuzzing

FUZZ := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SECONDS ?= 60
REPLAY := $(FUZZ:%=$(BUILD)/tests/fuzz/replay_%)
FUZZERS := $(FUZZ:%=$(BUILD)/fuzz_%)

# The kept inputs again, with any compiler: part of `make test`.
$(REPLAY) $(FUZZERS): LIBS = $(call libs_of,sqlite3 jansson libmicrohttpd \
	libqrencode sndfile portaudio-2.0 libseccomp kissfft-float libsodium) -lm
$(REPLAY): $(BUILD)/tests/fuzz/replay_%: tests/fuzz/fuzz_%.c \
		tests/fuzz/replay.c tests/fuzz/fuzz.h $(BUILD)/house.a Makefile
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(filter %.c %.a,$^) $(LIBS)

$(FUZZERS): $(BUILD)/fuzz_%: tests/fuzz/fuzz_%.c tests/fuzz/fuzz.h \
		$(BUILD)/house.a Makefile
	$(say) CC $@
	$(Q)$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $(ALL_LDFLAGS) -o $@ \
		$(filter %.c %.a,$^) $(LIBS)

# The report's files are not among the others: they need cairo.
$(filter %_report,$(REPLAY) $(FUZZERS)): src/tell/report/attach.c \
	src/tell/report/file.c src/tell/report/sign.c

fuzzers: $(FUZZERS)

## Fuzz each reader of input for FUZZ_SECONDS, 60 unless given (needs clang).
fuzz:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz NPM_DIR=$(NPM_DIR) \
		CC=clang CFLAGS="-O1 -g -fsanitize=fuzzer-no-link,address,undefined \
		-fno-sanitize-recover=all -fno-omit-frame-pointer" fuzzers
	@tests/fuzz/fuzz $(BUILD)/fuzz $(FUZZ_SECONDS) $(FUZZ)

## Build and run all tests, without installing anything.
test: all $(UNIT) $(HELPERS) $(REPLAY) $(FORGET) $(FW_TESTS)
	@BUILD=$(BUILD) ORACLE=$(ORACLE) CC="$(CC)" NPM_DIR=$(NPM_DIR) \
		BESIDE="tests/e2e/house.py tests/e2e/landlock.py" tests/runner \
		$(UNIT) $(SCRIPTS)

## Long runs: 20,000 power cuts, 1,000 kills, load on the page (over a quarter of an hour).
soak: all $(BUILD)/tests/faults/power
	@BUILD=$(BUILD) CUTS=20000 KILLS=1000 tests/faults/faults.py

# ----------------------------------------------------------------- proof

# The programs' own objects once more, with a clock of their own and without
# the locks; hear with a file for a microphone, and with planted faults.
PROVE := $(addprefix $(BUILD)/tests/privacy/,attacks prove_hear prove_planted \
	prove_gate prove_keep prove_web prove_energy prove_careless \
	prove_restart prove_hostile) $(BUILD)/tests/tell/leak_probe
PROVE_O := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/privacy/prove_*.c))
wrap = $(foreach f,$(1),-Wl,--wrap=$(f))

$(PROVE_O): $(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

P := $(BUILD)/tests/privacy/prove
$(P)_hear: $(BUILD)/hear/main.o $(P)_source.o
$(P)_planted: $(BUILD)/hear/main.o $(P)_source.o $(P)_plant.o
$(P)_gate: $(BUILD)/gate/main.o $(P)_time.o
$(P)_keep: $(BUILD)/keep/main.o $(P)_time.o
$(P)_web: $(BUILD)/tell/web/main.o $(P)_time.o
$(P)_energy: $(P)_energy.o
$(P)_careless: $(P)_careless.o
$(P)_restart: $(P)_restart.o
$(P)_hostile: $(P)_hostile.o
$(P)_hear $(P)_planted: WRAP = $(call wrap,clock_gettime write)
$(P)_planted: WRAP += $(call wrap,slm_consume slm_take_second slm_take_spread)
$(P)_restart: WRAP = $(call wrap,clock_gettime sigtimedwait waitpid kill)
$(P)_gate $(P)_keep $(P)_web: WRAP = $(call wrap,clock_gettime time poll read \
	write)
$(filter $(P)_%,$(PROVE)): LIBS = $(call libs_of,sqlite3 jansson \
	libmicrohttpd libqrencode libseccomp kissfft-float libsodium \
	portaudio-2.0) -lm
$(filter $(P)_%,$(PROVE)): $(BUILD)/house.a
	$(say) LINK $@
	$(Q)$(CC) $(CFLAGS) $(ALL_LDFLAGS) $(WRAP) -o $@ $(filter %.o,$^) \
		$(BUILD)/house.a $(LIBS)

## Try each claim about privacy, or CLAIM alone; each has a control that must fail.
prove:
	@NPM_DIR=$(NPM_DIR) .ci/deps run check prove
	@$(MAKE) --no-print-directory all $(PROVE)
	-@$(MAKE) --no-print-directory $(FW_TESTS)
	@BUILD=$(BUILD) NPM_DIR=$(NPM_DIR) ORACLE=$(ORACLE) CC="$(CC)" \
		tests/privacy/prove $(CLAIM)

## Run the programs at a real sound device, in an emulated machine (x86-64).
vm:
	@NPM_DIR=$(NPM_DIR) VM_DIR=$(BUILD)/vm .ci/deps run vm
	@$(MAKE) --no-print-directory all $(FORGET)
	@BUILD=$(BUILD) tests/vm/raw

## Take each rule of each lock away and see the program die (some minutes).
needed: all $(FORGET) $(BUILD)/tests/tell/make_store \
		$(BUILD)/tests/tell/make_month
	@BUILD=$(BUILD) tests/privacy/needed

## Print the conformance tables of IEC 61672-1 and IEC 61260-1.
conformance: $(BUILD)/tests/iec61672/conformance \
		$(BUILD)/tests/iec61260/conformance
	@$(BUILD)/tests/iec61672/conformance
	@$(BUILD)/tests/iec61260/conformance

BENCH := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c))

$(BENCH): LIBS = $(call libs_of,sqlite3 jansson libsodium sndfile \
	kissfft-float) -lm
$(BUILD)/tests/bench/year: private PART = $(AFTER_GATE)
$(BENCH): $(BUILD)/tests/bench/%: tests/bench/%.c $(BUILD)/house.a Makefile
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(ALL_CFLAGS) $(PART) $(ALL_LDFLAGS) -o $@ $< \
		$(BUILD)/house.a $(LIBS)

## Print what the meter costs, and what a year does: counts, size, memory.
bench: all $(BENCH) $(BUILD)/tests/tell/verb
	@BUILD=$(BUILD) CC="$(CC)" tests/bench/meter
	@BUILD=$(BUILD) tests/bench/year
	@folder=$$(mktemp -d) && $(BUILD)/tests/bench/store $$folder && \
		rmdir $$folder

## Make a picture of each screen of the page in BUILD/screenshots, to look at.
screenshots: all $(BUILD)/tests/tell/make_store
	@NPM_DIR=$(NPM_DIR) .ci/deps page
	@NODE_PATH=$(NPM_DIR)/tests/node_modules BUILD=$(BUILD) \
		node tests/page/shots.js $(BUILD)/screenshots

# A year of minutes and 10,000 malformed requests.
soak: soak-page
soak-page: all $(BUILD)/tests/tell/make_store
	@BUILD=$(BUILD) LOAD=all tests/tell/web_load.py

## Run the unit tests under AddressSanitizer and UndefinedBehaviorSanitizer.
sanitize:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/sanitize NPM_DIR=$(NPM_DIR) \
		CFLAGS="-O1 -g -fsanitize=address,undefined \
		-fno-sanitize-recover=all -fno-omit-frame-pointer" unit

## Build everything with clang, and run the unit tests.
clang:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/clang NPM_DIR=$(NPM_DIR) \
		CC=clang unit

## Run the unit tests under valgrind.
valgrind: all $(UNIT)
	@BUILD=$(BUILD) TRIALS=1 RUNNER="valgrind -q --error-exitcode=9 \
		--leak-check=full --errors-for-leak-kinds=definite" \
		tests/runner $(UNIT)

## Build all programs, and run the unit tests alone.
unit: all $(UNIT)
	@BUILD=$(BUILD) tests/runner $(UNIT)

## Check the format of the code.
lint:
	clang-format --dry-run --Werror $(wildcard include/*.h src/*/*.[ch] src/*/*/*.[ch] \
		firmware/*.[ch] firmware/*/*.[ch] firmware/boards/*/*.[ch] \
		tests/firmware/*.c tests/firmware/*/*.[ch])

## Remove what was built (BUILD).
clean:
	rm -rf $(BUILD)

## Install programs, manual pages and the systemd unit under PREFIX.
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/libexec/sourdine
	install $(BUILD)/sourdine $(DESTDIR)$(PREFIX)/bin/
	install $(filter-out %/sourdine,$(PROGRAMS:%=$(BUILD)/%)) \
		$(DESTDIR)$(PREFIX)/libexec/sourdine/
	for mo in $(MO:$(BUILD)/locale/%=%); do \
		install -D -m 644 $(BUILD)/locale/$$mo \
			$(DESTDIR)$(PREFIX)/share/locale/$$mo || exit 1; \
	done
	install -d $(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(PREFIX)/share/man/man5 \
		$(DESTDIR)$(PREFIX)/share/man/fr/man1
	install -m 644 $(filter %.1,$(MAN)) $(DESTDIR)$(PREFIX)/share/man/man1/
	install -m 644 $(filter %.5,$(MAN)) $(DESTDIR)$(PREFIX)/share/man/man5/
	install -m 644 $(MAN_FR) $(DESTDIR)$(PREFIX)/share/man/fr/man1/
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
		$(DESTDIR)$(PREFIX)/share/zsh/vendor-completions \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	$(BUILD)/sourdine completions bash > \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/sourdine
	$(BUILD)/sourdine completions zsh > \
		$(DESTDIR)$(PREFIX)/share/zsh/vendor-completions/_sourdine
	$(BUILD)/sourdine completions fish > \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/sourdine.fish
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed 's,/usr/local,$(PREFIX),' src/run/sourdine.service \
		> $(DESTDIR)$(PREFIX)/lib/systemd/system/sourdine.service

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
