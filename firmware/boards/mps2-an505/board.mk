# A Cortex-M33 in QEMU, for the numbers: hear's code without domains.
mps2-an505_CPU := -mcpu=cortex-m33 -mfpu=fpv5-sp-d16
mps2-an505_SOURCES := mps2-an505
