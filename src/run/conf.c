/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conf.c - the keys of the configuration; refuses values that make no sense. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf.h"
#include "language.h"
#include "near.h"
#include "slm_message.h"

#define AT(field) offsetof(struct conf, field)

#define SERIAL "serial:"

const struct conf_key conf_keys[] = {
	{ "source", KEY_SOURCE, AT(source), 0, 0, NULL,
		N_("microphone, or serial:PATH for a microcontroller that "
		"measures and sends its records, such as "
		"serial:/dev/ttyACM0.") },
	{ "node_number", KEY_INTEGER, AT(node_number), 0, 65535, NULL,
		N_("Number of the microcontroller, as it was built; records of "
		"another one on its line are not taken.  0 for whichever is "
		"heard first.") },
	{ "microphone", KEY_TEXT, AT(microphone), 0, 0, NULL,
		N_("Name of the microphone as `sourdine devices` lists it, or "
		"default.") },
	{ "channel", KEY_INTEGER, AT(channel), 1, 64, NULL,
		N_("Which of its channels to listen to, from 1.") },
	{ "sample_rate_hz", KEY_CHOICE, AT(sample_rate_hz), 0, 0,
		"44100|48000|96000", N_("Sample rate, Hz.") },
	{ "full_scale_db", KEY_DECIMAL, AT(full_scale_db), 60, 180, NULL,
		N_("Level of a sine whose peak is full scale, dB: 94 minus the "
		"data sheet's sensitivity in dBFS (-26 gives 120).") },
	{ "calibrated", KEY_WORD, AT(calibrated), 0, 0, "no|yes|comparison",
		N_("yes if full_scale_db was found with a sound calibrator, "
		"comparison if beside another meter (+-3 dB).") },
	{ "self_noise_db", KEY_DECIMAL, AT(self_noise_db), 0, 80, NULL,
		N_("The microphone's A-weighted self-noise, dB; 0 if unknown.  "
		"Levels less than 7 dB above it are marked under-range.") },
	{ "overload_db", KEY_DECIMAL, AT(overload_db), 0, 180, NULL,
		N_("Loudest sine that the microphone bears, dB (the data sheet's "
		"acoustic overload point); 0 if unknown.") },
	{ "microphone_response", KEY_PATH, AT(microphone_response), 0, 0, "",
		N_("File with the microphone's response, Hz and dB, as its maker "
		"or a program wrote it; its deviations are corrected.  Empty "
		"for none.") },
	{ "microphone_response_at_hz", KEY_CHOICE,
		AT(microphone_response_at_hz), 0, 0, "1000|250",
		N_("Where full_scale_db holds, Hz: the frequency of the "
		"calibrator.") },
	{ "interval_s", KEY_CHOICE, AT(interval_s), 0, 0,
		"60|90|100|120|144|150|180|200|225|240|300|360|400|450|600|720|"
		"900|1200|1800|3600",
		N_("Length of a record, s.  60 outdoors and 900 elsewhere if not "
		"set.") },
	{ "place", KEY_CHOICE, AT(place), 0, 0, "outdoors|indoors|window",
		N_("Where the microphone stands.") },
	{ "height_m", KEY_DECIMAL, AT(height_m), -1, 1000, NULL,
		N_("Its height above ground, m; -1 if not stated.") },
	{ "facade_m", KEY_DECIMAL, AT(facade_m), -1, 1000, NULL,
		N_("Its distance from the nearest facade or other large wall, "
		"m: 0 on it, 1000 where none is near; -1 if not stated.") },
	{ "source_m", KEY_DECIMAL, AT(source_m), -1, 100000, NULL,
		N_("Its distance from the source in question, m; -1 if not "
		"stated.") },
	{ "description", KEY_TEXT, AT(description), 0, 0, NULL,
		N_("Your own words for the place, kept with the records.") },
	{ "store", KEY_PATH, AT(store), 0, 0, NULL,
		N_("File of the records.") },
	{ "retention_days", KEY_INTEGER, AT(retention_days), 0, 36500, NULL,
		N_("Days for which records are kept; 0 keeps all.  What is "
		"older is removed each day, and signed as removed.") },
	{ "runtime", KEY_PATH, AT(runtime), 0, 0, NULL,
		N_("Folder for the local socket and the state of the meter.") },
	{ "listen", KEY_ADDRESS, AT(listen), 0, 0, NULL,
		N_("Address and port of the page, or unix:PATH for a socket.  "
		"Another address than 127.0.0.1 needs page_access = network.") },
	{ "page_access", KEY_CHOICE, AT(page_access), 0, 0,
		"local|network|proxy",
		N_("Who may see the page: local, this machine alone; network, "
		"others too, with a token; proxy, whoever a proxy on this "
		"machine lets in.  Others see closed records only.") },
	{ "page_token_file", KEY_PATH, AT(page_token_file), 0, 0, "",
		N_("File with the token for page_access = network, 16 characters "
		"or more; nobody else may read it.  Empty for none.") },
	{ "page_name", KEY_TEXT, AT(page_name), 0, 0, NULL,
		N_("What others call this device in their browser, such as "
		"meter.example.org; empty if they do not.") },
	{ "operator", KEY_TEXT, AT(operator_is), 0, 0, NULL,
		N_("Who measures, for reports and for the notice on the "
		"wall.") },
	{ "more", KEY_TEXT, AT(more), 0, 0, NULL,
		N_("Address where people can read more, for the notice's QR "
		"code.") },
	{ "noise_source", KEY_CHOICE, AT(noise_source), 0, 0,
		"unknown|road|rail|air",
		N_("What makes the noise outdoors, if it is traffic: decides "
		"which landmarks stand beside a year.") },
	{ NULL, KEY_TEXT, 0, 0, 0, NULL, NULL },
};

const struct conf_key *conf_find(const char *name)
{
	for (const struct conf_key *k = conf_keys; k->name; k++)
		if (strcmp(k->name, name) == 0)
			return k;
	return NULL;
}

static const char *env(const char *name)
{
	const char *v = getenv(name);

	return v && *v ? v : NULL;
}

static void default_paths(struct conf *c)
{
	const char *home = env("HOME") ? env("HOME") : "/";
	const char *data = env("XDG_DATA_HOME"), *run = env("XDG_RUNTIME_DIR");

	if (geteuid() == 0) {
		strcpy(c->store, "/var/lib/sourdine/store.db");
		strcpy(c->runtime, "/run/sourdine");
		return;
	}
	if (data)
		snprintf(c->store, CONF_PATH, "%s/sourdine/store.db", data);
	else
		snprintf(c->store, CONF_PATH,
			"%s/.local/share/sourdine/store.db", home);
	if (run)
		snprintf(c->runtime, CONF_PATH, "%s/sourdine", run);
	else
		snprintf(c->runtime, CONF_PATH, "/tmp/sourdine-%ld",
			(long)geteuid());
}

void conf_defaults(struct conf *c)
{
	*c = (struct conf){
		.source = "microphone",
		.microphone = "default",
		.channel = 1,
		.sample_rate_hz = 48000,
		.full_scale_db = 120,
		.microphone_response_at_hz = 1000,
		.place = "outdoors",
		.height_m = -1,
		.facade_m = -1,
		.source_m = -1,
		.listen = "127.0.0.1:8094",
		.page_access = "local",
		.noise_source = "unknown",
	};
	default_paths(c);
}

static bool is_choice(const char *choices, const char *value)
{
	size_t n = strlen(value);

	if (strchr(value, '|'))
		return false; /* not two of them */
	for (const char *p = choices; p; p = strchr(p, '|')) {
		p += *p == '|';
		if (strncmp(p, value, n) == 0 && (p[n] == '|' || !p[n]))
			return n > 0;
	}
	return false;
}

static bool set_number(struct conf *c, const struct conf_key *k,
	const char *value, char *why, size_t size)
{
	char *end;
	double v = strtod(value, &end);

	if (end == value || *end || !isfinite(v) || v < k->min || v > k->max ||
		(k->type == KEY_INTEGER && v != floor(v))) {
		snprintf(why, size, k->type == KEY_INTEGER ?
			_("%s is a whole number from %g to %g, not '%s'") :
			_("%s is a number from %g to %g, not '%s'"),
			k->name, k->min, k->max, value);
		return false;
	}
	if (k->type == KEY_INTEGER)
		*(long *)((char *)c + k->offset) = (long)v;
	else
		*(double *)((char *)c + k->offset) = v;
	return true;
}

/* Ends in a colon and a port; or is a socket's path. */
static bool is_address(const char *value)
{
	if (strncmp(value, "unix:/", 6) == 0)
		return true;

	const char *colon = strrchr(value, ':');
	char *end;
	long port = colon ? strtol(colon + 1, &end, 10) : 0;

	return colon && colon > value && isdigit((unsigned char)colon[1]) &&
		!*end && port >= 1 && port <= 65535;
}

static bool set_text(struct conf *c, const struct conf_key *k,
	const char *value, char *why, size_t size)
{
	size_t room = k->type == KEY_PATH || k->type == KEY_SOURCE ? CONF_PATH
								   : CONF_TEXT;

	if (strlen(value) >= room) {
		snprintf(why, size, _("%s is longer than %zu bytes"), k->name,
			room - 1);
		return false;
	}
	if (!is_plain(value)) {
		snprintf(why, size, _("%s has to be one line of UTF-8, without "
			"control characters"), k->name);
		return false;
	}
	/* A path whose choices are "" may be empty. */
	if (k->type == KEY_PATH && value[0] != '/' &&
		!(k->choices && !*value)) {
		snprintf(why, size, _("%s is a path from the root, such as "
			"/var/lib/sourdine, not '%s'"), k->name, value);
		return false;
	}
	if (k->type == KEY_ADDRESS && !is_address(value)) {
		snprintf(why, size, _("%s is an address and a port, such as "
			"127.0.0.1:8094 or [::1]:8094, or unix:/PATH, not "
			"'%s'"), k->name,
			value);
		return false;
	}
	if (k->type == KEY_SOURCE && strcmp(value, "microphone") != 0 &&
		strncmp(value, SERIAL "/", strlen(SERIAL "/")) != 0) {
		snprintf(why, size, _("%s is microphone, or serial: and a path "
			"from the root, such as serial:/dev/ttyACM0, not '%s'"),
			k->name, value);
		return false;
	}
	strcpy((char *)c + k->offset, value);
	return true;
}

const char *conf_line(const struct conf *c)
{
	return strncmp(c->source, SERIAL, strlen(SERIAL)) == 0
			? c->source + strlen(SERIAL)
			: NULL;
}

static bool set_choice(struct conf *c, const struct conf_key *k,
	const char *value, char *why, size_t size)
{
	if (!is_choice(k->choices, value)) {
		snprintf(why, size, _("%s is one of %s, not '%s'"), k->name,
			k->choices, value);
		return false;
	}
	/* Choices are numbers or words. */
	if (isdigit((unsigned char)value[0]))
		*(long *)((char *)c + k->offset) = strtol(value, NULL, 10);
	else
		strcpy((char *)c + k->offset, value);
	return true;
}

/* The n-th of "a|b|c", from 0; it has `size` bytes, 0 beyond the last. */
static const char *word_of(const char *choices, long n, size_t *size)
{
	for (; n > 0; n--)
		choices += strcspn(choices, "|") + (strchr(choices, '|') != NULL);
	*size = strcspn(choices, "|");
	return choices;
}

static bool set_word(struct conf *c, const struct conf_key *k,
	const char *value, char *why, size_t size)
{
	size_t bytes;

	for (long n = 0; *word_of(k->choices, n, &bytes); n++)
		if (strlen(value) == bytes && strncmp(value,
				word_of(k->choices, n, &bytes), bytes) == 0) {
			*(long *)((char *)c + k->offset) = n;
			return true;
		}
	snprintf(why, size, _("%s is one of %s, not '%s'"), k->name, k->choices,
		value);
	return false;
}

static const char *near_key(const char *typed)
{
	const char *names[sizeof conf_keys / sizeof *conf_keys];
	int n = 0;

	while (conf_keys[n].name) {
		names[n] = conf_keys[n].name;
		n++;
	}
	names[n] = NULL;
	return near_name(typed, names);
}

bool conf_set(struct conf *c, const char *key, const char *value, char *why,
	size_t size)
{
	const struct conf_key *k = conf_find(key);

	if (!k) {
		const char *near = near_key(key);

		snprintf(why, size, _("there is no key '%s'%s"), key,
			*near ? near : _("; `sourdine help configuration` "
				"lists them"));
		return false;
	}
	switch (k->type) {
	case KEY_INTEGER:
	case KEY_DECIMAL:
		return set_number(c, k, value, why, size);
	case KEY_CHOICE:
		return set_choice(c, k, value, why, size);
	case KEY_WORD:
		return set_word(c, k, value, why, size);
	case KEY_TEXT:
	case KEY_PATH:
	case KEY_ADDRESS:
	case KEY_SOURCE:
		break;
	}
	return set_text(c, k, value, why, size);
}

void conf_own_path(char *out, size_t size)
{
	const char *xdg = env("XDG_CONFIG_HOME");

	if (xdg)
		snprintf(out, size, "%s/sourdine/sourdine.conf", xdg);
	else if (geteuid() == 0)
		snprintf(out, size, "/etc/sourdine/sourdine.conf");
	else
		snprintf(out, size, "%s/.config/sourdine/sourdine.conf",
			env("HOME") ? env("HOME") : "");
}

/* Reached from this machine alone, whatever the page's rules are. */
static bool is_loopback(const char *listen)
{
	return strncmp(listen, "127.", 4) == 0 ||
		strncmp(listen, "[::1]:", 6) == 0 ||
		strncmp(listen, "localhost:", 10) == 0 ||
		strncmp(listen, "unix:", 5) == 0;
}

static bool page_makes_sense(const struct conf *c, char *why, size_t size)
{
	bool network = strcmp(c->page_access, "network") == 0;

	if (!network && !is_loopback(c->listen)) {
		snprintf(why, size, _("listen = %s can be reached from other "
			"machines: that takes page_access = network and a "
			"page_token_file"), c->listen);
		return false;
	}
	if (network && !*c->page_token_file) {
		snprintf(why, size, _("page_access = network needs a "
			"page_token_file: others see the page only with a "
			"token"));
		return false;
	}
	return true;
}

bool conf_finish(struct conf *c, char *why, size_t size)
{
	if (c->interval_s == 0)
		c->interval_s = strcmp(c->place, "outdoors") == 0 ? 60 : 900;
	/* A socket's path has 108 bytes. */
	if (strlen(c->runtime) > 90) {
		snprintf(why, size, _("runtime is a path of at most 90 bytes"));
		return false;
	}
	if (c->self_noise_db >= c->full_scale_db) {
		snprintf(why, size, _("self_noise_db (%g) has to lie below "
			"full_scale_db (%g)"), c->self_noise_db,
			c->full_scale_db);
		return false;
	}
	return page_makes_sense(c, why, size);
}

void conf_value(const struct conf *c, const struct conf_key *k,
	FILE *to)
{
	const char *at = (const char *)c + k->offset;
	size_t bytes;

	switch (k->type) {
	case KEY_INTEGER:
		fprintf(to, "%ld", *(const long *)at);
		break;
	case KEY_DECIMAL:
		fprintf(to, "%g", *(const double *)at);
		break;
	case KEY_WORD:
		at = word_of(k->choices, *(const long *)at, &bytes);
		fprintf(to, "%.*s", (int)bytes, at);
		break;
	case KEY_CHOICE:
		if (isdigit((unsigned char)k->choices[0]))
			fprintf(to, "%ld", *(const long *)at);
		else
			fputs(at, to);
		break;
	case KEY_TEXT:
	case KEY_PATH:
	case KEY_ADDRESS:
	case KEY_SOURCE:
		fputs(at, to);
		break;
	}
}

/* As it is, or in the reader's language. */
static const char *say(const char *text, bool translated)
{
	return translated ? _(text) : text;
}

void conf_write(const struct conf *c, FILE *to, bool translated)
{
	fprintf(to, "# %s\n", say(N_("Configuration of Sourdine.  Lines are "
		"`key = value`."), translated));
	for (const struct conf_key *k = conf_keys; k->name; k++) {
		fprintf(to, "\n# %s\n", say(k->meaning, translated));
		if (k->choices && *k->choices)
			fprintf(to, say(N_("# One of %s.\n"), translated),
				k->choices);
		else if (k->min < k->max)
			fprintf(to, say(N_("# From %g to %g.\n"), translated),
				k->min, k->max);
		fprintf(to, "%s = ", k->name);
		conf_value(c, k, to);
		fputc('\n', to);
	}
}
