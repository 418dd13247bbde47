/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import.c - `sourdine import`: a sealed export as a store again, entry by
 * entry, with the signatures of the meter that made it.
 *
 * Nobody can sign in that meter's name here: its key is not in the export.
 * The new store is made for reading only, so that no keeper goes on with it. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../run/exit_codes.h"
#include "../../run/language.h"
#include "../iso_time.h"
#include "../verify/sealed.h"
#include "../tell.h"
#include "../verify/verify.h"

static int refuse(const char *path, const char *why)
{
	fprintf(stderr, _("sourdine: %s cannot be imported: %s\n"), path, why);
	return EXIT_INPUT;
}

/* Is it the whole of a store, and as it was signed?  An exit code. */
static int check(struct verify_result *r, const char *path)
{
	static const struct verify_options none = { .noted = 0 };

	if (access(path, R_OK) != 0)
		return refuse(path, strerror(errno));
	if (!verify_is_export(path))
		return refuse(path, _("it is not a sealed export; only these "
			"hold all of a store: sourdine export --sealed "
			"--seconds"));
	verify_export(r, path, &none);
	if (r->fault != VERIFY_VALID && r->fault != VERIFY_UNSIGNED) {
		char why[320];

		snprintf(why, sizeof why, "%s: %s",
			verify_fault_name(r->fault), r->why);
		return refuse(path, why);
	}
	if (r->first_n != 1 || r->removed_n)
		return refuse(path, _("it is a part of a store: export it "
			"without --from and --to, before anything is "
			"removed"));
	if (r->withheld)
		return refuse(path, _("parts of it are withheld: export it "
			"with --seconds and without --withhold"));
	return EXIT_OK;
}

static int take_line(struct store *s, const json_t *j)
{
	struct seal_head h = {
		.n = json_integer_value(json_object_get(j, "head")),
		.utc_s = json_integer_value(json_object_get(j, "utc_s")),
	};
	struct entry e;

	if (!h.n)
		return sealed_read_entry(&e, j) ? seal_adopt(s, &e) :
			STORE_ERR_FORMAT;
	return sealed_read_hex(h.signature, SEAL_SIGNATURE,
		json_object_get(j, "signature")) ? seal_adopt_head(s, &h) :
		STORE_ERR_FORMAT;
}

/* All lines but the first, in one transaction. */
static int take_all(struct store *s, FILE *f)
{
	char *line = NULL;
	size_t room = 0;
	int error = store_begin(s);

	if (error)
		return error;
	if (getline(&line, &room, f) < 0)
		error = STORE_ERR_FORMAT;
	while (!error) {
		ssize_t n = getline(&line, &room, f);
		json_t *j;

		if (n < 0)
			break;
		j = json_loadb(line, (size_t)n, JSON_REJECT_DUPLICATES, NULL);
		error = j ? take_line(s, j) : STORE_ERR_FORMAT;
		json_decref(j);
	}
	free(line);
	return store_end(s, error ? error : ferror(f) ? STORE_ERR_IO :
		STORE_OK);
}

static void remove_store(const char *path)
{
	static const char *const ends[] = { "", "-journal", ".lock" };
	char name[4096];

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		snprintf(name, sizeof name, "%s%s", path, ends[i]);
		(void)unlink(name);
	}
}

static int make_store(const char *path, const char *to)
{
	FILE *f = fopen(path, "r");
	char why[512];
	struct store *s;
	int error;

	if (!f)
		return refuse(path, strerror(errno));
	error = store_create(&s, to);
	if (!error) {
		error = take_all(s, f);
		store_close(s);
	}
	fclose(f);
	if (!error && chmod(to, 0444) != 0)
		error = STORE_ERR_IO;
	if (!error)
		return EXIT_OK;
	remove_store(to);
	store_explain(why, sizeof why, error, to);
	fprintf(stderr, "sourdine: %s\n", why);
	return EXIT_STORE;
}

static void say(const struct verify_result *r, const char *to)
{
	char key[2 * ENTRY_KEY_BYTES + 1], time[ISO_TIME_SIZE];

	printf(_("%s: imported, %lld records in %lld entries, for reading\n"),
		to, (long long)r->records, (long long)r->last_n);
	if (!r->signed_n) {
		puts(_("Nothing in it was ever signed."));
		return;
	}
	sodium_bin2hex(key, sizeof key, r->key, sizeof r->key);
	iso_time_format(time, r->signed_utc_s);
	printf(_("Signed up to entry %lld, on %s, by the meter with the key\n"
		"%s\n"), (long long)r->signed_n, time, key);
}

int tell_import(const struct tell_paths *p, int argc, char **argv)
{
	static const struct option options[] = {
		{ "output", required_argument, NULL, 'o' },
		{ 0 },
	};
	struct verify_result r;
	const char *to = NULL;
	int c, code;

	(void)p;
	opterr = 0;
	optind = 1;
	while ((c = getopt_long(argc, argv, "o:", options, NULL)) == 'o')
		to = optarg;
	if (c != -1 || !to || optind != argc - 1) {
		fputs(_("sourdine: usage: sourdine import EXPORT -o NEW.db\n"),
			stderr);
		return EXIT_USAGE;
	}
	if (access(to, F_OK) == 0) {
		fprintf(stderr, _("sourdine: %s is there already: an import "
			"makes a new store\n"), to);
		return EXIT_INPUT;
	}
	code = check(&r, argv[optind]);
	if (!code)
		code = make_store(argv[optind], to);
	if (!code)
		say(&r, to);
	return code;
}
