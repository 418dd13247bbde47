/* SPDX-License-Identifier: GPL-3.0-or-later */
/* correction.c - reads a response file, makes the filter, and looks for
 * faults before it. */
#include "correction.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool correction_read(
	struct response_file *f, const char *path, char *why, size_t size)
{
	FILE *from = fopen(path, "re");
	bool good;

	if (!from) {
		snprintf(why, size,
			"%s; name the file that came with the microphone",
			strerror(errno));
		return false;
	}
	good = response_file_read(f, from);
	if (!good)
		snprintf(why, size, "%s", f->why);
	fclose(from);
	return good;
}

/* The smallest sample that is an overload, or 0. */
static float limit_of(const struct slm_config *meter)
{
	float limit = meter->rail, over;

	if (meter->overload_db > 0) {
		over = powf(10.0f,
			(meter->overload_db - meter->full_scale_db) / 20.0f);
		over = nextafterf(over, INFINITY);
		if (limit == 0 || over < limit)
			limit = over;
	}
	return limit;
}

static void explain(
	const struct correction *c, int error, char *why, size_t size)
{
	switch (error) {
	case RESPONSE_ERR_STEEP:
		snprintf(why, size,
			"changes too fast to be corrected: %.1f dB would be "
			"left at %.0f Hz; smooth it, to sixths of an octave",
			(double)response_error_db(&c->response),
			(double)response_error_hz(&c->response));
		break;
	case RESPONSE_ERR_MEMORY:
		snprintf(why, size, "needs more memory than there is");
		break;
	default:
		snprintf(why, size, "does not fit the sample rate");
	}
}

bool correction_make(struct correction *c, const struct response_file *f,
	unsigned reference_hz, struct slm_config *meter, char *why, size_t size)
{
	const struct response_config config = {
		.sample_rate_hz = meter->sample_rate_hz,
		.points = f->points,
		.n = f->n,
		.reference_hz = (float)reference_hz,
		.limit = limit_of(meter),
	};
	size_t own = response_size(config.sample_rate_hz);
	size_t more = response_scratch_size(config.sample_rate_hz);
	void *scratch = malloc(more);
	int error;

	*c = (struct correction){
		.memory = malloc(own),
		.rate_hz = config.sample_rate_hz,
		.last = NAN,
	};
	error = response_init(
		&c->response, &config, c->memory, own, scratch, more);
	free(scratch);
	if (error) {
		explain(c, error, why, size);
		free(c->memory);
		c->memory = NULL;
		return false;
	}
	meter->rail = 0;
	meter->overload_db = 0;
	return true;
}

static void look_for_stillness(
	struct correction *c, const float *samples, size_t n)
{
	for (size_t i = 0; i < n; i++, c->heard++) {
		if (samples[i] == c->last)
			continue;
		if (c->heard - c->alike_since >= c->rate_hz / 2) {
			c->alike_from = c->alike_since;
			c->alike_to = c->heard;
		}
		c->alike_since = c->heard;
		c->last = samples[i];
	}
}

bool correction_run(struct correction *c, float *samples, size_t n)
{
	look_for_stillness(c, samples, n);
	return response_run(&c->response, samples, n);
}

int64_t correction_delay(const struct correction *c)
{
	return (int64_t)response_delay(&c->response);
}

bool correction_was_still(const struct correction *c, int64_t from, int64_t to)
{
	return c->alike_since <= from ||
	       (c->alike_from <= from && to <= c->alike_to);
}

void correction_end(struct correction *c)
{
	if (!c->memory)
		return;
	response_wipe(&c->response);
	c->last = 0;
	free(c->memory);
	c->memory = NULL;
}
