/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conf.h - the configuration: every key, its bounds and its meaning.
 *
 * Read in this order, later files winning key by key:
 * /etc/sourdine/sourdine.conf, $XDG_CONFIG_HOME/sourdine/sourdine.conf (or
 * ~/.config), and the file given by --config.  Keys that stand after a line
 * [meter NAME] are those of one meter of several; the others hold for all. */
#ifndef CONF_H
#define CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define CONF_TEXT   128
#define CONF_PATH   512
#define CONF_NAME   32
#define CONF_METERS 16

struct conf {
	char meter[CONF_NAME];       /* of several; empty: the only one */
	char source[CONF_PATH];      /* microphone, or serial:PATH of a node */
	long node_number;            /* 0: whichever is heard first */
	char microphone[CONF_TEXT];  /* PortAudio's name, or "default" */
	long channel;                /* from 1 */
	long sample_rate_hz;
	double full_scale_db;        /* level of a full-scale sine */
	long calibrated;             /* enum calibration_kind; 0: never */
	double self_noise_db;        /* A-weighted; 0: not stated */
	double overload_db;          /* 0: not stated */
	char microphone_response[CONF_PATH]; /* empty: none */
	long microphone_response_at_hz;
	long interval_s;             /* 0: 60 outdoors, 900 elsewhere */
	char place[CONF_TEXT];       /* outdoors, indoors, window */
	double height_m;             /* -1: not stated */
	double facade_m;             /* 0: on it; -1: not stated */
	double source_m;             /* -1: not stated */
	char description[CONF_TEXT];
	char store[CONF_PATH];
	long retention_days;         /* 0: everything is kept */
	char runtime[CONF_PATH];     /* folder of sockets and the status */
	char listen[CONF_TEXT];      /* address and port of the page */
	char page_access[CONF_TEXT]; /* local, network, proxy */
	char page_token_file[CONF_PATH]; /* empty: none */
	char page_name[CONF_TEXT];   /* as others call it; empty: none */
	char operator_is[CONF_TEXT]; /* who runs it; empty: not stated */
	char more[CONF_TEXT];        /* where to read more; may be empty */
	char noise_source[CONF_TEXT]; /* unknown, road, rail, air */
};

/* One key.  The table ends with a NULL name. */
struct conf_key {
	const char *name;
	enum { KEY_TEXT, KEY_PATH, KEY_INTEGER, KEY_DECIMAL, KEY_WORD,
		KEY_CHOICE, KEY_ADDRESS, KEY_SOURCE } type;
	size_t offset;       /* in struct conf */
	double min, max;     /* of a number */
	const char *choices; /* of a choice: "a|b|c"; a word is its place */
	const char *meaning; /* a sentence, with the unit */
};
extern const struct conf_key conf_keys[];

/* NULL: there is no such key. */
const struct conf_key *conf_find(const char *name);

void conf_defaults(struct conf *c);

/* Set one key; false and a sentence in `why` that says what would be right. */
bool conf_set(struct conf *c, const char *key, const char *value, char *why,
	size_t size);

/* Read one file.  false after a line on stderr for each that is wrong:
 * the file, the line and what would be right.  A missing file is fine unless `needed`. */
bool conf_read(struct conf *c, const char *path, bool needed);

/* Once more, and set what stands after [meter NAME] alone. */
bool conf_read_meter(struct conf *c, const char *path, const char *name);

/* Is it among what that set for this meter? */
bool conf_is_own(const char *key, const char *name);

/* Forget which line set what, and which meters there are. */
void conf_forget(void);

/* Read all files in their order; `extra` is that of --config, or NULL.  c is
 * that of one meter of several, or without `meter` what holds for all. */
bool conf_load(struct conf *c, const char *extra, const char *meter);

/* The meters that the files have, in their order; NULL beyond the last, and
 * where there is but one, without a name. */
const char *conf_meter(int n);

/* That of --config; NULL: there was none. */
const char *conf_extra(void);

/* The line of a node; NULL: the source is a microphone. */
const char *conf_line(const struct conf *c);

/* What holds for the whole: interval_s is decided, defaults are filled in. */
bool conf_finish(struct conf *c, char *why, size_t size);

/* Where a key's value comes from: "FILE:LINE"; NULL: a default. */
const char *conf_origin(const struct conf_key *key);

/* The files in their order; false after the last.  *there: it was read. */
bool conf_file(int n, const char **path, bool *there);

/* The value alone, as it stands in a file. */
void conf_value(const struct conf *c, const struct conf_key *k, FILE *to);

/* Where `sourdine setup` writes. */
void conf_own_path(char *out, size_t size);

/* Every key with its meaning as a comment, and its value; `translated` for
 * people, not for a file. */
void conf_write(const struct conf *c, FILE *to, bool translated);

#endif
