# The STM32F405 as QEMU has it: start-up and serial port only.
netduinoplus2_CPU := -mcpu=cortex-m4 -mfpu=fpv4-sp-d16
netduinoplus2_SOURCES := stm32f405
FW_BOARDS += netduinoplus2
