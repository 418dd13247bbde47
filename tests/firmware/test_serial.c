/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The STM32's serial port below what its USART can: bits that a timer makes.
 * The timer is the reference manual's; a receiver samples the pin as one does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define MEMORY_H
static uint32_t usart[8], timer[32];
#define SERIAL_AT      usart
#define SLOW_SERIAL_AT timer
#include "../../firmware/boards/stm32f405/serial.c"

#define PERIOD 20000 /* us: 50 baud */

static uint32_t seed = 1;

static uint32_t chance(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

/* The pin over time, and who listens to it. */
static struct {
	int64_t now, next_period;
	bool high;
	int64_t start; /* of the byte that comes in; -1: idle */
	uint32_t bit, bits;
	uint8_t got[256];
	uint32_t n, broken;
} line;

static void receive(void)
{
	if (line.start < 0 && !line.high) {
		line.start = line.now;
		line.bit = line.bits = 0;
	}
	if (line.start < 0 ||
		line.now < line.start + PERIOD / 2 + PERIOD * line.bit)
		return;
	line.bits |= (uint32_t)line.high << line.bit;
	if (++line.bit < 10)
		return;
	line.start = -1;
	if ((line.bits & 1) || !(line.bits >> 9))
		line.broken++;
	else if (line.n < sizeof line.got)
		line.got[line.n++] = (uint8_t)(line.bits >> 1);
}

/* RM 18.4.8, PWM mode 1 with preload: the compare register is taken over when a
 * period begins, and the pin is high while the counter is below it. */
static void pass(int64_t us)
{
	for (; us > 0; us -= 100) {
		line.now += 100;
		if (line.now >= line.next_period) {
			line.next_period += PERIOD;
			line.high = timer[15] > 0;
			timer[4] |= 1;
		}
		receive();
	}
}

/* Writing 0 to a flag clears it, writing 1 leaves it. */
static bool put(uint8_t byte)
{
	uint32_t before = timer[4];
	bool taken = hal_serial_put(byte);

	timer[4] &= before;
	return taken;
}

/* Bytes in, bytes that came out; who sends looks at each 1 to `most` ms. */
static uint32_t send(const uint8_t *bytes, uint32_t n, uint32_t most)
{
	memset(timer, 0, sizeof timer);
	memset(&line, 0, sizeof line);
	line.start = -1;
	line.high = true;
	timer[15] = UINT32_MAX;
	pass(5 * PERIOD);
	for (uint32_t i = 0; i < n; i++)
		while (!put(bytes[i]))
			pass(1000 * (1 + chance(most)));
	pass(15 * PERIOD);
	return line.n;
}

static void what_goes_in_comes_out_at_50_baud(void **state)
{
	uint8_t bytes[200];

	(void)state;
	for (uint32_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)(i < 4 ? 255 * (i % 2) : chance(256));
	assert_int_equal(send(bytes, sizeof bytes, 19), sizeof bytes);
	assert_memory_equal(line.got, bytes, sizeof bytes);
	assert_int_equal(line.broken, 0);
	/* without a pause: ten bits a byte */
	assert_in_range(line.now / PERIOD, 2000, 2000 + 25);
}

static void who_comes_too_late_garbles_it(void **state)
{
	uint8_t bytes[100];

	(void)state;
	for (uint32_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)chance(256);
	send(bytes, sizeof bytes, 60);
	assert_memory_not_equal(line.got, bytes, sizeof bytes);
}

static void the_usart_is_used_when_it_is_on(void **state)
{
	(void)state;
	usart[3] = CR1_ON;
	timer[4] = 1;
	usart[0] = 0;
	assert_false(hal_serial_put(65));
	usart[0] = SR_EMPTY;
	assert_true(hal_serial_put(66));
	assert_int_equal(usart[1], 66);
	assert_int_equal(timer[4], 1);
	usart[3] = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_goes_in_comes_out_at_50_baud),
		cmocka_unit_test(who_comes_too_late_garbles_it),
		cmocka_unit_test(the_usart_is_used_when_it_is_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
