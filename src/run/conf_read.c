/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conf_read.c - reads the files of the configuration, and remembers which line
 * set which key. */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "conf.h"
#include "language.h"

#define KEYS_MAX  64
#define FILES_MAX 3
#define WRONG_MAX 20 /* then it is no configuration */

static char origin[KEYS_MAX][CONF_PATH];
static char files[FILES_MAX][CONF_PATH];
static int n_files;

static char *trim(char *s)
{
	char *end = s + strlen(s);

	while (isspace((unsigned char)*s))
		s++;
	while (end > s && isspace((unsigned char)end[-1]))
		end--;
	*end = '\0';
	return s;
}

/* *set: the key that the line sets; NULL: none. */
static bool read_line(struct conf *c, char *line, const struct conf_key **set,
	bool seen[], char *why, size_t size)
{
	char *key = trim(line), *equals = strchr(key, '=');

	*set = NULL;
	if (!*key || *key == '#')
		return true;
	if (!equals) {
		snprintf(why, size, _("a line is `key = value`, or a comment "
			"that begins with #"));
		return false;
	}
	*equals = '\0';
	key = trim(key);
	const struct conf_key *k = conf_find(key);
	if (k && seen[k - conf_keys]) {
		snprintf(why, size, _("%s stands here for the second time"), key);
		return false;
	}
	if (k)
		seen[k - conf_keys] = true;
	*set = k;
	return conf_set(c, key, trim(equals + 1), why, size);
}

static bool cannot_read(const char *path)
{
	fprintf(stderr, _("sourdine: %s: %s; name a file that can be read, or "
		"make one with `sourdine setup`\n"), path, reason(errno));
	return false;
}

/* Each line that makes no sense is said, so that all can be mended at once. */
static bool read_lines(struct conf *c, const char *path, FILE *f)
{
	bool seen[KEYS_MAX] = { false };
	const struct conf_key *set;
	char line[1024], why[512];
	int wrong = 0;

	for (int n = 1; wrong < WRONG_MAX && fgets(line, sizeof line, f); n++) {
		bool good = true;

		if (!strchr(line, '\n') && !feof(f)) {
			snprintf(why, sizeof why, _("a line has at most %zu "
				"bytes"), sizeof line - 2);
			wrong = WRONG_MAX; /* nor is the rest a line */
			good = false;
		} else {
			good = read_line(c, line, &set, seen, why, sizeof why);
		}
		if (!good) {
			fprintf(stderr, "sourdine: %s:%d: %s\n", path, n, why);
			wrong++;
		} else if (set) {
			snprintf(origin[set - conf_keys], CONF_PATH, "%.490s:%d",
				path, n);
		}
	}
	return wrong == 0;
}

bool conf_read(struct conf *c, const char *path, bool needed)
{
	FILE *f = fopen(path, "r");
	bool good;

	if (!f && !needed && (errno == ENOENT || errno == ENOTDIR))
		return true;
	if (!f)
		return cannot_read(path);
	good = read_lines(c, path, f);
	if (ferror(f))
		good = cannot_read(path);
	fclose(f);
	return good;
}

const char *conf_origin(const struct conf_key *key)
{
	const char *o = origin[key - conf_keys];

	return *o ? o : NULL;
}

bool conf_file(int n, const char **path, bool *there)
{
	if (n >= n_files)
		return false;
	*path = files[n];
	*there = access(files[n], F_OK) == 0;
	return true;
}

/* A file that was named already is not read twice. */
static bool read_next(struct conf *c, const char *path, bool needed)
{
	for (int i = 0; i < n_files; i++)
		if (strcmp(files[i], path) == 0)
			return true;
	snprintf(files[n_files++], CONF_PATH, "%s", path);
	return conf_read(c, path, needed);
}

bool conf_load(struct conf *c, const char *extra)
{
	char own[CONF_PATH], why[512];
	bool good;

	conf_defaults(c);
	conf_own_path(own, sizeof own);
	n_files = 0;
	good = read_next(c, "/etc/sourdine/sourdine.conf", false);
	good = read_next(c, own, false) && good;
	if (extra)
		good = read_next(c, extra, true) && good;
	if (!good)
		return false;
	if (!conf_finish(c, why, sizeof why)) {
		fprintf(stderr, _("sourdine: configuration: %s\n"), why);
		return false;
	}
	return true;
}
