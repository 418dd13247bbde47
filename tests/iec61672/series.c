/* SPDX-License-Identifier: GPL-3.0-or-later */
/* series.c - LAF and LAS of a recording each 125 ms, as JSON, for the tests
 * that judge the detectors.  The meter itself never says anything as often.
 * usage: series FILE CHANNEL FULL_SCALE_DB */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <sndfile.h>

#include "slm.h"

#define STEP_S 0.125

static slm_meter meter;

/* Brings the meter to sample `until`; false at the end of the file. */
static bool advance(SNDFILE *f, const SF_INFO *info, int channel, int64_t *at,
	int64_t until)
{
	static float frame[1024];
	struct slm_second unused;

	for (; *at < until; ++*at) {
		if (sf_readf_float(f, frame, 1) != 1)
			return false;
		slm_consume(&meter, &frame[channel - 1], 1);
		slm_take_second(&meter, &unused);
	}
	return info->frames >= until;
}

static void print(const char *name, const float *levels, size_t n)
{
	printf("\"%s\": [", name);
	for (size_t i = 0; i < n; i++) {
		fputs(i ? ", " : "", stdout);
		if (isfinite(levels[i]))
			printf("%.4f", (double)levels[i]);
		else
			fputs("null", stdout);
	}
	putchar(']');
}

int main(int argc, char **argv)
{
	SF_INFO info = {0};
	SNDFILE *f = argc == 4 ? sf_open(argv[1], SFM_READ, &info) : NULL;
	int channel = f ? atoi(argv[2]) : 0;

	if (!f || channel < 1 || channel > info.channels ||
		info.channels > 1024) {
		fputs("usage: series FILE CHANNEL FULL_SCALE_DB\n", stderr);
		return 2;
	}

	struct slm_config c = {
		.sample_rate_hz = (uint32_t)info.samplerate,
		.full_scale_db = strtof(argv[3], NULL),
	};
	if (slm_init(&meter, &c) != SLM_OK)
		return 2;

	size_t n = 0,
	       most = (size_t)((double)info.frames / info.samplerate / STEP_S) +
		      1;
	float *LAF = calloc(most, sizeof *LAF),
	      *LAS = calloc(most, sizeof *LAS);
	int64_t at = 0;

	if (!LAF || !LAS)
		return 1;
	while (n < most &&
		advance(f, &info, channel, &at,
			llrint((double)(n + 1) * STEP_S * info.samplerate))) {
		LAF[n] = slm_LAF(&meter);
		LAS[n] = slm_LAS(&meter);
		n++;
	}
	putchar('{');
	print("LAF_125ms", LAF, n);
	fputs(", ", stdout);
	print("LAS_125ms", LAS, n);
	puts("}");
	free(LAF);
	free(LAS);
	sf_close(f);
	return 0;
}
