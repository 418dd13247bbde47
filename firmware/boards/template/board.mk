# A board to copy: compiles, links, and does nothing.
template_CPU := -mcpu=cortex-m4 -mfpu=fpv4-sp-d16
template_SOURCES := template
FW_BOARDS += template
