# STM32F405 and 407 with an I2S microphone (ICS-43434, INMP441).
stm32f405_CPU := -mcpu=cortex-m4 -mfpu=fpv4-sp-d16
stm32f405_SOURCES := stm32f405
FW_BOARDS += stm32f405
