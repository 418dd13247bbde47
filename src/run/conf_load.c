/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conf_load.c - all files of the configuration, and what each of several meters
 * makes of them: what it does not state is told apart by its name. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf.h"
#include "language.h"

#define FILES_MAX 3

static char files[FILES_MAX][CONF_PATH];
static int n_files;
static const char *extra_file;

static void add_file(const char *path)
{
	for (int i = 0; i < n_files; i++)
		if (strcmp(files[i], path) == 0)
			return; /* it is not read twice */
	snprintf(files[n_files++], CONF_PATH, "%s", path);
}

static void list_files(const char *extra)
{
	char own[CONF_PATH];

	n_files = 0;
	extra_file = extra;
	conf_own_path(own, sizeof own);
	add_file("/etc/sourdine/sourdine.conf");
	add_file(own);
	if (extra)
		add_file(extra);
}

bool conf_file(int n, const char **path, bool *there)
{
	if (n >= n_files)
		return false;
	*path = files[n];
	*there = access(files[n], F_OK) == 0;
	return true;
}

const char *conf_extra(void)
{
	return extra_file;
}

/* What holds for all; false after a line for each that is wrong. */
static bool read_all(struct conf *c)
{
	bool good = true;

	conf_defaults(c);
	conf_forget();
	for (int i = 0; i < n_files; i++)
		good = conf_read(c, files[i],
			extra_file && strcmp(files[i], extra_file) == 0) && good;
	return good;
}

/* ------------------------------------------------- one meter of several */

/* /var/lib/sourdine/store.db of all is /var/lib/sourdine/NAME/store.db. */
static bool own_store(struct conf *c)
{
	char all[CONF_PATH], *file;

	strcpy(all, c->store);
	file = strrchr(all, '/');
	*file++ = '\0';
	return snprintf(c->store, CONF_PATH, "%s/%s/%s", all, c->meter, file) <
		CONF_PATH;
}

static bool own_runtime(struct conf *c)
{
	size_t n = strlen(c->runtime);

	return snprintf(c->runtime + n, CONF_PATH - n, "/%s", c->meter) <
		(int)(CONF_PATH - n);
}

/* The port of all and the next ones; a socket's path has the name after it. */
static bool own_listen(struct conf *c, int index)
{
	char *port = strrchr(c->listen, ':') + 1;
	size_t left = CONF_TEXT - (size_t)(port - c->listen);
	long n = strtol(port, NULL, 10) + index;

	if (strncmp(c->listen, "unix:", 5) == 0) {
		size_t end = strlen(c->listen);

		return snprintf(c->listen + end, CONF_TEXT - end, "-%s",
			c->meter) < (int)(CONF_TEXT - end);
	}
	return n <= 65535 && snprintf(port, left, "%ld", n) < (int)left;
}

static bool load_meter(struct conf *c, const struct conf *all, int index,
	char *why, size_t size)
{
	const char *key = NULL;

	*c = *all;
	for (int i = 0; i < n_files; i++)
		if (!conf_read_meter(c, files[i], conf_meter(index)))
			return false;
	strcpy(c->meter, conf_meter(index));
	if (!conf_is_own("store", c->meter) && !own_store(c))
		key = "store";
	else if (!conf_is_own("runtime", c->meter) && !own_runtime(c))
		key = "runtime";
	else if (!conf_is_own("listen", c->meter) && !own_listen(c, index))
		key = "listen";
	if (key) {
		snprintf(why, size, _("`%s` cannot be made from that of all: it "
			"would be too long, or beyond the last port; give it "
			"one of its own"), key);
		return false;
	}
	if (!*c->description)
		strcpy(c->description, c->meter);
	return conf_finish(c, why, size);
}

/* What two meters may not share. */
static const char *shared(const struct conf *a, const struct conf *b)
{
	bool same = strcmp(a->source, b->source) == 0 && (conf_line(a) ||
		(strcmp(a->microphone, b->microphone) == 0 &&
			a->channel == b->channel));

	return same ? (conf_line(a) ? "source" : "microphone") :
		strcmp(a->store, b->store) == 0 ? "store" :
		strcmp(a->runtime, b->runtime) == 0 ? "runtime" :
		strcmp(a->listen, b->listen) == 0 ? "listen" : NULL;
}

static bool say(const char *why)
{
	fprintf(stderr, _("sourdine: configuration: %s\n"), why);
	return false;
}

/* Each for itself, and against those before it. */
static bool check_meters(const struct conf *all)
{
	static struct conf c[CONF_METERS];
	char why[512], text[600];

	for (int i = 0; conf_meter(i); i++) {
		if (!load_meter(&c[i], all, i, why, sizeof why)) {
			snprintf(text, sizeof text, "[meter %s]: %s",
				conf_meter(i), why);
			return say(text);
		}
		for (int k = 0; k < i; k++) {
			const char *key = shared(&c[k], &c[i]);

			if (!key)
				continue;
			snprintf(text, sizeof text, _("[meter %s] and [meter "
				"%s] have the same `%s`; give each its own"),
				c[k].meter, c[i].meter, key);
			return say(text);
		}
	}
	return true;
}

static bool no_meter(const char *name)
{
	char why[512];
	size_t n;

	if (!conf_meter(0)) {
		snprintf(why, sizeof why, _("it has no meter '%s': a line "
			"[meter %s] begins what one of several has for itself"),
			name, name);
		return say(why);
	}
	n = (size_t)snprintf(why, sizeof why, _("it has no meter '%s'; it has"),
		name);
	for (int i = 0; conf_meter(i) && n < sizeof why; i++)
		n += (size_t)snprintf(why + n, sizeof why - n, "%s %s",
			i ? "," : "", conf_meter(i));
	return say(why);
}

bool conf_load(struct conf *c, const char *extra, const char *meter)
{
	struct conf all;
	char why[512];
	int i = 0;

	list_files(extra);
	if (!read_all(&all))
		return false;
	*c = all;
	if (!conf_finish(c, why, sizeof why))
		return say(why);
	if (!check_meters(&all))
		return false;
	if (!read_all(&all)) /* for the origins */
		return false;
	if (!meter)
		return true;
	while (conf_meter(i) && strcmp(conf_meter(i), meter) != 0)
		i++;
	return conf_meter(i) ? load_meter(c, &all, i, why, sizeof why)
			     : no_meter(meter);
}
