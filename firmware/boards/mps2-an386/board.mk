# MPS2 with a Cortex-M4F, in QEMU: the reference.
mps2-an386_CPU := -mcpu=cortex-m4 -mfpu=fpv4-sp-d16
mps2-an386_SOURCES := mps2-an386
FW_BOARDS += mps2-an386
