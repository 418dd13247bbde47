/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tell.h - the verbs of the `sourdine` command that only look and say. */
#ifndef TELL_H
#define TELL_H

#include <stdbool.h>

/* Where things are, from the configuration; owned by the caller. */
struct tell_paths {
	const char *store;  /* the SQLite file */
	const char *live;   /* keep's local socket */
	const char *status; /* written by `sourdine run`: what it runs, as JSON */
};

/* Each parses its own options in argv (argv[0] is the verb) and returns an
 * exit code of src/run/exit_codes.h. */
int tell_live(const struct tell_paths *p, int argc, char **argv);
int tell_export(const struct tell_paths *p, int argc, char **argv);
int tell_import(const struct tell_paths *p, int argc, char **argv);
int tell_diary(const struct tell_paths *p, int argc, char **argv);
int tell_indicators(const struct tell_paths *p, int argc, char **argv);
int tell_verify(const struct tell_paths *p, int argc, char **argv);
int tell_status(const struct tell_paths *p, int argc, char **argv);

/* `export --sealed` is another thing than the other exports. */
bool tell_wants_sealed(int argc, char **argv);
int tell_export_sealed(const struct tell_paths *p, int argc, char **argv);

/* What the messages of a configuration can carry: it needs no store. */
int tell_leak(long interval_s, bool calibrated, int argc, char **argv);

#endif
