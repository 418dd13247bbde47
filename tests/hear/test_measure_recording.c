/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_measure_recording.c - samples come out of each integer format exactly
 * as code / 2^(bits - 1), and its largest code is at the rail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../src/hear/measure.h"

static char path[] = "/tmp/measure-recording-XXXXXX";

/* Codes are given left-justified in 32 bits, as libsndfile takes them. */
static void write_codes(int format, const int *codes, int n)
{
	SF_INFO info = {.samplerate = 48000, .channels = 1, .format = format};
	SNDFILE *f = sf_open(path, SFM_WRITE, &info);

	assert_non_null(f);
	assert_int_equal(sf_writef_int(f, codes, n), n);
	assert_int_equal(sf_close(f), 0);
}

static const struct {
	int format, bits;
} integers[] = {
	{SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 8},
	{SF_FORMAT_WAV | SF_FORMAT_PCM_16, 16},
	{SF_FORMAT_WAV | SF_FORMAT_PCM_24, 24},
	{SF_FORMAT_WAV | SF_FORMAT_PCM_32, 32},
	{SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, 24},
	{SF_FORMAT_RF64 | SF_FORMAT_PCM_24, 24},
	{SF_FORMAT_W64 | SF_FORMAT_PCM_16, 16},
	{SF_FORMAT_AIFF | SF_FORMAT_PCM_S8, 8},
	{SF_FORMAT_AIFF | SF_FORMAT_PCM_24, 24},
	{SF_FORMAT_FLAC | SF_FORMAT_PCM_S8, 8},
	{SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 16},
	{SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 24},
	{SF_FORMAT_CAF | SF_FORMAT_ALAC_16, 16},
	{SF_FORMAT_CAF | SF_FORMAT_ALAC_24, 24},
};

static void integers_are_exact_and_have_a_rail(void **state)
{
	static float x[BITE];

	(void)state;
	for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) {
		int bits = integers[i].bits;
		double scale = ldexp(1.0, bits - 1);
		double whole[] = {
			scale - 1, scale - 2, 1, 0, 2, -1, 2 - scale, -scale};
		enum { N = sizeof whole / sizeof *whole };
		int codes[N];
		struct recording r;

		for (int k = 0; k < N; k++)
			codes[k] = (int)(whole[k] * ldexp(1.0, 32 - bits));
		write_codes(integers[i].format, codes, N);

		recording_open(&r, path);
		assert_true(recording_parse(&r));
		assert_int_equal(r.bits, bits);
		assert_int_equal(recording_read(&r, 1, x), N);
		for (int k = 0; k < N; k++)
			assert_true(x[k] == (float)(whole[k] / scale));
		assert_true(r.rail == x[0]);
		assert_true(fabsf(x[7]) >= r.rail);
		if (bits < 25) { /* a float tells these two codes apart */
			assert_true(x[1] < r.rail);
			assert_true(fabsf(x[6]) < r.rail);
		}
		assert_int_equal(recording_read(&r, 1, x), 0);
		assert_false(recording_is_short(&r));
		recording_close(&r);
	}
}

static void floats_have_no_rail(void **state)
{
	static const int formats[] = {
		SF_FORMAT_WAV | SF_FORMAT_FLOAT,
		SF_FORMAT_WAV | SF_FORMAT_DOUBLE,
		SF_FORMAT_OGG | SF_FORMAT_VORBIS,
	};
	const int codes[16] = {0};
	struct recording r;

	(void)state;
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		write_codes(formats[i], codes, 16);
		recording_open(&r, path);
		assert_true(recording_parse(&r));
		assert_int_equal(r.bits, 0);
		assert_true(r.rail == 0.0f);
		recording_close(&r);
	}
}

/* The largest code of these two is not the largest of 16 bits. */
static void telephone_codes_have_their_own_rail(void **state)
{
	static const int formats[] = {
		SF_FORMAT_WAV | SF_FORMAT_ULAW,
		SF_FORMAT_WAV | SF_FORMAT_ALAW,
	};
	const int codes[] = {0x7fffffff, -0x7fffffff, 0x40000000};
	static float x[BITE];
	struct recording r;

	(void)state;
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		write_codes(formats[i], codes, 3);
		recording_open(&r, path);
		assert_true(recording_parse(&r));
		assert_int_equal(recording_read(&r, 1, x), 3);
		assert_true(x[0] == r.rail && x[1] == -r.rail);
		assert_true(x[2] < r.rail);
		recording_close(&r);
	}
}

static void each_channel_by_its_number(void **state)
{
	SF_INFO info = {.samplerate = 44100,
		.channels = 8,
		.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
	SNDFILE *f = sf_open(path, SFM_WRITE, &info);
	static float x[BITE];

	(void)state;
	assert_non_null(f);
	for (short t = 0; t < 100; t++) {
		short frame[8];

		for (short c = 0; c < 8; c++)
			frame[c] = (short)(1000 * (c + 1) + t);
		assert_int_equal(sf_writef_short(f, frame, 1), 1);
	}
	sf_close(f);

	for (int c = 1; c <= 8; c++) {
		struct recording r;

		recording_open(&r, path);
		assert_true(recording_parse(&r));
		assert_int_equal(recording_read(&r, c, x), 100);
		for (int t = 0; t < 100; t++)
			assert_true(x[t] == (float)(1000 * c + t) / 32768.0f);
		recording_close(&r);
	}
}

static int make_file(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_are_exact_and_have_a_rail),
		cmocka_unit_test(floats_have_no_rail),
		cmocka_unit_test(telephone_codes_have_their_own_rail),
		cmocka_unit_test(each_channel_by_its_number),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
