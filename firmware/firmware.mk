# SPDX-License-Identifier: GPL-3.0-or-later
# firmware.mk - the images; included by the Makefile.
#
# base, hear and tell are each linked whole, with copies of their own of what
# they share, and all their names but one are made local.  The last step puts
# the three where memory.h says; what would reach from one into another does not
# link.

CROSS   ?= arm-none-eabi-
FW_CC   := $(CROSS)gcc
# The operator's values, as in PARAMS="-DFULL_SCALE_DB=119.3f -DCALIBRATED=1".
PARAMS  ?=
# The file that came with the microphone, and where FULL_SCALE_DB holds, Hz.
RESPONSE    ?=
RESPONSE_AT ?= 1000
BOARD   ?= mps2-an386
FW      := $(BUILD)/firmware

FW_GIVEN := $(PARAMS) $(RESPONSE) $(RESPONSE_AT)

# Changes when the operator's values do.
.PHONY: FORCE
$(FW)/params.flags: FORCE
	@mkdir -p $(@D)
	@echo '$(FW_GIVEN)' | cmp -s - $@ || echo '$(FW_GIVEN)' > $@

# The microphone's response as a few sections of a filter, computed here.
FW_RATE := $(or $(patsubst -DRATE_HZ=%,%,$(filter -DRATE_HZ=%,$(PARAMS))),48000)
FW_RESPONSE := $(if $(RESPONSE),$(FW)/response.h)

$(FW)/sections: firmware/response/main.c firmware/response/fit.c \
		src/hear/response_file.c src/core/response_curve.c \
		src/core/maths.c firmware/response/fit.h src/core/straighten.h Makefile
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(CC) -O2 -std=c11 -D_DEFAULT_SOURCE -Iinclude $(WARN) $(WERROR) \
		-ffp-contract=off -o $@ $(filter %.c,$^) -lm

$(FW)/response.h: $(FW)/sections $(FW)/params.flags $(wildcard $(RESPONSE))
	$(Q)$(FW)/sections '$(RESPONSE)' $(FW_RATE) $(RESPONSE_AT) > $@.tmp && \
		mv $@.tmp $@

FW_BOARDS :=
include $(sort $(wildcard firmware/boards/*/board.mk))

# As the host's, but for a machine without a C library or an operating system.
FW_CFLAGS := -std=c11 -O2 -mthumb -mfloat-abi=hard -ffreestanding \
	-fno-tree-slp-vectorize -fno-tree-loop-distribute-patterns \
	-ffunction-sections -fdata-sections -fno-common -Iinclude \
	-isystem firmware/freestanding -Ifirmware $(WARN) $(WERROR) \
	-Werror -ffp-contract=off -fno-fast-math -MMD -MP
# base and tell have no business with floating point.
FW_PART_base := -mgeneral-regs-only $(AFTER_GATE)
FW_PART_tell := -mgeneral-regs-only $(AFTER_GATE)
FW_PART_hear :=

FW_SRC_base := firmware/start.c firmware/base.c firmware/domain.c \
	firmware/mpu.c firmware/kept.c firmware/switch.S firmware/bytes.c \
	src/gate/gate.c src/gate/message.c src/gate/tally.c
FW_SRC_hear := firmware/hear.c firmware/calls.S firmware/bytes.c \
	src/core/meter.c src/core/say.c src/core/intake.c src/core/weighting.c \
	src/core/design.c src/core/detector.c src/core/peak.c \
	src/core/statistics.c src/core/straighten.c src/core/maths.c \
	src/gate/message.c
FW_SRC_tell := firmware/tell.c firmware/link.c firmware/log.c \
	firmware/unit.c firmware/entry.c firmware/calls.S \
	firmware/bytes.c src/gate/message.c

# $(call fw_domain,BOARD,NAME,DOMAIN,SOURCES,MORE FLAGS): NAME.o, whole.
define fw_domain
$(FW)/$(1)/$(2).o: $$(patsubst %,$(FW)/$(1)/$(2)/%.o,$$(basename $(4)))
	$$(say) DOMAIN $$@
	$$(Q)$$(FW_CC) $$($(1)_CPU) -mthumb -mfloat-abi=hard -nostdlib -r \
		-Wl,--gc-sections -Wl,-e,$$(FW_ENTRY_$(3)) -Wl,-u,vectors \
		-o $$@.whole $$^ -lgcc
	$$(Q)$$(CROSS)objcopy -g -R .comment --prefix-alloc-sections=.$(3) \
		--keep-global-symbol=$$(FW_ENTRY_$(3)) $$@.whole $$@
$(FW)/$(1)/$(2)/%.o: %.c Makefile firmware/firmware.mk
	@mkdir -p $$(@D)
	$$(say) CC $$< for $(1)
	$$(Q)$$(FW_CC) $$($(1)_CPU) -Ifirmware/boards/$(1) \
		-Ifirmware/boards/$($(1)_SOURCES) $$(FW_CFLAGS) \
		$$(FW_PART_$(3)) $(5) -c -o $$@ $$<
$(FW)/$(1)/$(2)/%.o: %.S Makefile firmware/firmware.mk
	@mkdir -p $$(@D)
	$$(Q)$$(FW_CC) $$($(1)_CPU) -mthumb -mfloat-abi=hard -Ifirmware \
		-Ifirmware/boards/$(1) -MMD -MP -c -o $$@ $$<
endef

FW_ENTRY_base := start
FW_ENTRY_hear := hear_main
FW_ENTRY_tell := tell_main

# $(call fw_image,BOARD,IMAGE,BASE,HEAR,TELL): IMAGE.elf of three domains.
define fw_image
$(FW)/$(1)/$(2).elf: $(FW)/$(1)/$(3).o $(FW)/$(1)/$(4).o $(FW)/$(1)/$(5).o \
		$(FW)/$(1)/params.o firmware/image.ld
	$$(say) IMAGE $$@
	$$(Q)$$(FW_CC) -E -P -x assembler-with-cpp -Ifirmware/boards/$(1) \
		firmware/image.ld -o $$(@:.elf=.ld)
	$$(Q)$$(FW_CC) $$($(1)_CPU) -mthumb -mfloat-abi=hard -nostdlib \
		-nostartfiles -Wl,--fatal-warnings -Wl,--orphan-handling=error \
		-T $$(@:.elf=.ld) -o $$@ $$(filter %.o,$$^)
endef

# A whole board: its three domains, its parameters, its image.
define fw_board
$(call fw_domain,$(1),base,base,$(FW_SRC_base) \
	firmware/boards/$($(1)_SOURCES)/board.c,)
$(call fw_domain,$(1),hear,hear,$(FW_SRC_hear),)
$(call fw_domain,$(1),tell,tell,$(FW_SRC_tell) \
	firmware/boards/$($(1)_SOURCES)/serial.c,)
$(FW)/$(1)/params.o: firmware/params.c firmware/params.h Makefile \
		firmware/firmware.mk $(FW)/params.flags $(FW_RESPONSE)
	@mkdir -p $$(@D)
	$$(Q)$$(FW_CC) $$($(1)_CPU) -Ifirmware/boards/$(1) $$(FW_CFLAGS) $$(PARAMS) \
		$$(FW_RESPONSE:%=-include %) -c -o $$@.c $$<
	$$(Q)$$(CROSS)objcopy -R .comment --rename-section .rodata.params=.params $$@.c $$@
$(call fw_image,$(1),sourdine,base,hear,tell)
endef

# For tests: a base whose tell sees seconds, a tell that writes what it gets,
# and hear and tell taken over.
FW_ATTACK := tests/firmware/target/attack.c firmware/calls.S firmware/bytes.c
define fw_tests
$(call fw_domain,$(1),base-seconds,base,$(FW_SRC_base) \
	firmware/boards/$($(1)_SOURCES)/board.c,-DTELL_SEES_SECONDS=1)
$(call fw_domain,$(1),tell-hex,tell,tests/firmware/target/tell_hex.c \
	firmware/calls.S firmware/bytes.c \
	firmware/boards/$($(1)_SOURCES)/serial.c,)
$(call fw_domain,$(1),tell-attack,tell,tests/firmware/target/tell_attack.c \
	$(FW_ATTACK) firmware/boards/$($(1)_SOURCES)/serial.c,)
$(call fw_domain,$(1),hear-attack,hear,tests/firmware/target/hear_attack.c \
	$(FW_ATTACK) src/gate/message.c,)
$(call fw_image,$(1),seconds,base-seconds,hear,tell-hex)
$(call fw_image,$(1),tell-attack,base-seconds,hear,tell-attack)
$(call fw_image,$(1),hear-attack,base-seconds,hear-attack,tell-hex)
$(call fw_domain,$(1),hear-falls,hear,tests/firmware/target/hear_falls.c \
	$(filter-out firmware/hear.c,$(FW_SRC_hear)),)
$(call fw_image,$(1),hear-falls,base-seconds,hear-falls,tell-hex)
endef

$(foreach b,mps2-an386 netduinoplus2,$(eval $(call fw_tests,$(b))))
FW_TESTS := $(FW_BOARDS:%=$(FW)/%/sourdine.elf) \
	$(foreach b,mps2-an386 netduinoplus2,$(addprefix $(FW)/$(b)/,\
	seconds.elf tell-attack.elf hear-attack.elf hear-falls.elf)) $(FW)/count.so \
	$(FW)/clock.so $(FW)/sections \
	$(FW)/mps2-an505/numbers.elf

$(foreach b,$(FW_BOARDS),$(eval $(call fw_board,$(b))))

.PHONY: firmware firmware-run bench-firmware soak-firmware no-board
## Build the firmware for BOARD, and print its size.
firmware: $(if $(filter $(BOARD),$(FW_BOARDS)),$(FW)/$(BOARD)/sourdine.elf,no-board)
	@firmware/size $<
no-board:
	@echo "there is no board '$(BOARD)': BOARD is one of $(FW_BOARDS)" >&2; exit 1

# hear alone on another processor.
$(eval $(call fw_domain,mps2-an505,hear,hear,$(filter-out \
	firmware/calls.S,$(FW_SRC_hear)),))
FW_NUMBERS_O := $(patsubst %.c,$(FW)/mps2-an505/hear/%.o,$(filter-out \
	firmware/calls.S,$(FW_SRC_hear)) firmware/params.c \
	firmware/boards/mps2-an505/numbers.c)
$(FW)/mps2-an505/numbers.elf: $(FW_NUMBERS_O) \
		firmware/boards/mps2-an505/image.ld
	$(say) IMAGE $@
	$(Q)$(FW_CC) $(mps2-an505_CPU) -mthumb -mfloat-abi=hard -nostdlib \
		-nostartfiles -Wl,--gc-sections -Wl,--fatal-warnings \
		-T firmware/boards/mps2-an505/image.ld -o $@ \
		$(FW_NUMBERS_O) -lgcc

# A board's own file, on the host.
$(BUILD)/tests/firmware/test_serial: private PART = -Ifirmware
$(BUILD)/tests/firmware/test_tell: private PART = -Ifirmware

# Counts instructions, inside QEMU.
$(FW)/count.so: tests/firmware/plugin/count.c Makefile
	@mkdir -p $(@D)
	$(Q)$(CC) -O2 -std=c11 $(WARN) $(WERROR) -fPIC -shared -o $@ $<

# Tells a program what time it is.
$(FW)/clock.so: tests/firmware/plugin/clock.c Makefile
	@mkdir -p $(@D)
	$(Q)$(CC) -O2 -std=c11 -D_GNU_SOURCE $(WARN) $(WERROR) -fPIC -shared -o $@ $<

## Let the node in QEMU hear an hour and a day of sound, twice (an hour or two).
soak-firmware: $(FW_TESTS) $(BUILD)/tests/firmware/node_host \
		$(BUILD)/tests/firmware/sound
	@BUILD=$(BUILD) python3 tests/firmware/soak.py 1
	@BUILD=$(BUILD) python3 tests/firmware/soak.py 24

## Print what a node costs: instructions a sample, flash, memory, charge.
bench-firmware: $(FW_TESTS)
	@BUILD=$(BUILD) tests/firmware/bench.py

## Run the reference board's firmware in QEMU, on noise or on SOUND (PCM).
firmware-run: $(FW)/mps2-an386/sourdine.elf
	@firmware/run $< $(SOUND)
