/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_conf.c - a configuration that is taken is within its bounds, and says
 * the same when it is written and read again. */
#include "../../src/run/conf.h"
#include "fuzz.h"

static void check_bounds(const struct conf *c)
{
	HOLDS(c->channel >= 1 && c->channel <= 64);
	HOLDS(c->full_scale_db >= 60 && c->full_scale_db <= 180);
	HOLDS(c->self_noise_db >= 0 && c->self_noise_db < c->full_scale_db);
	HOLDS(c->interval_s >= 60 && 3600 % c->interval_s == 0);
	HOLDS(c->store[0] == '/' && c->runtime[0] == '/');
	HOLDS(strlen(c->runtime) <= 90 && strlen(c->store) < CONF_PATH);
	HOLDS(memchr(c->microphone, '\0', CONF_TEXT));
	HOLDS(memchr(c->description, '\0', CONF_TEXT));
	HOLDS(memchr(c->listen, '\0', CONF_TEXT));
}

static char *written(const struct conf *c)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		abort();
	conf_write(c, f, false);
	fclose(f);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file(data, size);
	struct conf c, again;
	char why[512];

	conf_forget();
	conf_defaults(&c);
	if (!path || !conf_read(&c, path, true) ||
		!conf_finish(&c, why, sizeof why))
		return 0;
	check_bounds(&c);
	for (int i = 0; conf_meter(i); i++) {
		again = c;
		HOLDS(strlen(conf_meter(i)) < CONF_NAME);
		HOLDS(conf_read_meter(&again, path, conf_meter(i)));
		if (conf_finish(&again, why, sizeof why))
			check_bounds(&again);
	}

	char *once = written(&c), *twice;
	conf_defaults(&again);
	path = fuzz_file((const uint8_t *)once, strlen(once));
	HOLDS(path && conf_read(&again, path, true));
	twice = written(&again);
	HOLDS(strcmp(once, twice) == 0);
	free(once);
	free(twice);
	return 0;
}
