/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conf_read.c - reads a file of the configuration, and remembers which line
 * set which key, and which meters it has. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "conf.h"
#include "language.h"

#define KEYS_MAX  64
#define WRONG_MAX 20 /* then it is no configuration */

static char origin[KEYS_MAX][CONF_PATH];
static int own[KEYS_MAX]; /* set by conf_read_meter: of which, from 1 */

static struct {
	char name[CONF_NAME];
	unsigned stood_in; /* the reading in which it stood last */
} meters[CONF_METERS];
static int n_meters;

/* One reading of one file. */
struct reading {
	unsigned number;
	const char *meter;  /* NULL: set what holds for all */
	bool in_meter;      /* after its line; or after any, if NULL */
	struct conf *c;
	struct conf looked; /* what is checked and not set */
	bool seen[KEYS_MAX]; /* since the last [meter] */
};

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

static bool is_name(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return n > 0 && !name[n] && n < CONF_NAME && name[0] != '-';
}

/* n_meters: it is new; -1 for none. */
static int find_meter(const char *name)
{
	int i = 0;

	while (name && i < n_meters && strcmp(meters[i].name, name) != 0)
		i++;
	return name ? i : -1;
}

/* "[meter NAME]": what follows is that one's. */
static bool begin_meter(struct reading *r, char *line, char *why, size_t size)
{
	char *end = strchr(line, ']'), *name;
	int i;

	memset(r->seen, 0, sizeof r->seen);
	if (end)
		*end = '\0';
	if (!end || end[1] || strncmp(line, "[meter ", 7) != 0 ||
		!is_name(name = trim(line + 7))) {
		snprintf(why, size, _("in square brackets stands [meter NAME], "
			"the name in small letters, digits and -, %d at most"),
			CONF_NAME - 1);
		return false;
	}
	i = find_meter(name);
	if (i == CONF_METERS) {
		snprintf(why, size, _("more than %d meters are too many for one "
			"configuration"), CONF_METERS);
		return false;
	}
	if (i == n_meters)
		snprintf(meters[n_meters++].name, CONF_NAME, "%s", name);
	else if (meters[i].stood_in == r->number) {
		snprintf(why, size, _("[meter %s] stands here for the second "
			"time"), name);
		return false;
	}
	meters[i].stood_in = r->number;
	r->in_meter = !r->meter || strcmp(r->meter, name) == 0;
	if (!r->meter)
		r->looked = *r->c;
	return true;
}

/* Where a key is set now: in c, or beside it. */
static struct conf *into(struct reading *r)
{
	return r->in_meter == (r->meter != NULL) ? r->c : &r->looked;
}

/* *set: the key that the line sets in c; NULL: none. */
static bool read_line(struct reading *r, char *line, const struct conf_key **set,
	char *why, size_t size)
{
	char *key = trim(line), *equals = strchr(key, '=');

	*set = NULL;
	if (!*key || *key == '#')
		return true;
	if (*key == '[')
		return begin_meter(r, key, why, size);
	if (!equals) {
		snprintf(why, size, _("a line is `key = value`, or a comment "
			"that begins with #"));
		return false;
	}
	*equals = '\0';
	key = trim(key);
	const struct conf_key *k = conf_find(key);
	if (k && r->seen[k - conf_keys]) {
		snprintf(why, size, _("%s stands here for the second time"), key);
		return false;
	}
	if (k)
		r->seen[k - conf_keys] = true;
	*set = into(r) == r->c ? k : NULL;
	return conf_set(into(r), key, trim(equals + 1), why, size);
}

static bool cannot_read(const char *path)
{
	fprintf(stderr, _("sourdine: %s: %s; name a file that can be read, or "
		"make one with `sourdine setup`\n"), path, reason(errno));
	return false;
}

/* Each line that makes no sense is said, so that all can be mended at once. */
static bool read_lines(struct reading *r, const char *path, FILE *f)
{
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
			/* some editors begin with a byte order mark */
			bool marked = n == 1 && strncmp(line, "\xef\xbb\xbf",
				3) == 0;

			good = read_line(r, line + (marked ? 3 : 0), &set,
				why, sizeof why);
		}
		if (!good) {
			fprintf(stderr, "sourdine: %s:%d: %s\n", path, n, why);
			wrong++;
		} else if (set) {
			own[set - conf_keys] = find_meter(r->meter) + 1;
			snprintf(origin[set - conf_keys], CONF_PATH, "%.490s:%d",
				path, n);
		}
	}
	return wrong == 0;
}

static bool read_file(struct conf *c, const char *path, bool needed,
	const char *meter)
{
	static unsigned number;
	struct reading r = { .number = ++number, .meter = meter, .c = c,
		.looked = *c };
	FILE *f = fopen(path, "r");
	bool good;

	if (!f && !needed && (errno == ENOENT || errno == ENOTDIR))
		return true;
	if (!f)
		return cannot_read(path);
	good = read_lines(&r, path, f);
	if (ferror(f))
		good = cannot_read(path);
	fclose(f);
	return good;
}

bool conf_read(struct conf *c, const char *path, bool needed)
{
	return read_file(c, path, needed, NULL);
}

bool conf_read_meter(struct conf *c, const char *path, const char *name)
{
	return read_file(c, path, false, name);
}

bool conf_is_own(const char *key, const char *name)
{
	return own[conf_find(key) - conf_keys] == find_meter(name) + 1;
}

void conf_forget(void)
{
	memset(origin, 0, sizeof origin);
	memset(own, 0, sizeof own);
	n_meters = 0;
}

const char *conf_meter(int n)
{
	return n >= 0 && n < n_meters ? meters[n].name : NULL;
}

const char *conf_origin(const struct conf_key *key)
{
	const char *o = origin[key - conf_keys];

	return *o ? o : NULL;
}
