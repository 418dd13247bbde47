/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb.c - `sourdine verify`: says whether a store or an export is
 * what was stored, or where it first is not. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>
#include <sodium.h>

#include "../../run/exit_codes.h"
#include "../../run/language.h"
#include "../iso_time.h"
#include "../readable.h"
#include "sealed.h"
#include "../tell.h"
#include "verify.h"

struct request {
	struct verify_options options;
	const char *path;
	bool json;
};

static bool bad(const char *option, const char *right)
{
	fprintf(stderr, _("sourdine: --%s is %s\n"), option, right);
	return false;
}

/* N:HEX, as `verify` prints it. */
static bool parse_noted(struct verify_options *o, const char *text)
{
	char *colon;
	long long n = strtoll(text, &colon, 10);

	if (n > 0 && *colon == ':' && sodium_hex2bin(o->noted_hash,
		sizeof o->noted_hash, colon + 1, strlen(colon + 1), NULL,
		&o->noted, NULL) == 0 && o->noted >= VERIFY_NOTED_MIN &&
		strlen(colon + 1) == 2 * o->noted) {
		o->noted_n = n;
		return true;
	}
	o->noted = 0;
	return bad("noted", _("a number, a colon and 16 to 64 hexadecimal "
		"digits, as `sourdine verify` printed them"));
}

static bool parse_key(struct verify_options *o, const char *text)
{
	size_t n = 0;

	o->has_key = strlen(text) == 2 * ENTRY_KEY_BYTES &&
		sodium_hex2bin(o->key, sizeof o->key, text, strlen(text),
			NULL, &n, NULL) == 0 && n == ENTRY_KEY_BYTES;
	return o->has_key || bad("key", _("64 hexadecimal digits, as `sourdine "
		"status` of the meter prints them"));
}

static bool parse(struct request *r, int argc, char **argv)
{
	static const struct option options[] = {
		{ "key", required_argument, NULL, 'k' },
		{ "noted", required_argument, NULL, 'n' },
		{ "json", no_argument, NULL, 'j' },
		{ 0 },
	};
	int c;

	opterr = 0;
	optind = 1;
	while ((c = getopt_long(argc, argv, "", options, NULL)) >= 0)
		if (c == 'j')
			r->json = true;
		else if (c == 'k' ? !parse_key(&r->options, optarg) :
			c == 'n' ? !parse_noted(&r->options, optarg) :
			!bad("key, --noted", _("followed by a value")))
			return false;
	if (optind < argc)
		r->path = argv[optind++];
	return optind == argc || !fprintf(stderr,
		"%s", _("sourdine: verify takes one file\n"));
}

/* ----------------------------------------------------------------- saying */

static void say_json(const struct verify_result *r, const char *path)
{
	json_t *j = json_object();

	json_object_set_new(j, "file", json_string(path));
	json_object_set_new(j, "verdict",
		json_string(verify_fault_name(r->fault)));
	json_object_set_new(j, "valid", json_boolean(!r->fault));
	json_object_set_new(j, "n", r->n ? json_integer(r->n) : json_null());
	json_object_set_new(j, "why", r->fault ? json_string(r->why) :
		json_null());
	json_object_set_new(j, "first_n", json_integer(r->first_n));
	json_object_set_new(j, "last_n", json_integer(r->last_n));
	json_object_set_new(j, "records", json_integer(r->records));
	json_object_set_new(j, "signatures", json_integer(r->heads));
	json_object_set_new(j, "signed_n", json_integer(r->signed_n));
	json_object_set_new(j, "signed_utc_s", json_integer(r->signed_utc_s));
	json_object_set_new(j, "signed_hash",
		sealed_hex(r->signed_hash, sizeof r->signed_hash));
	json_object_set_new(j, "removed_n", json_integer(r->removed_n));
	json_object_set_new(j, "erased", json_integer(r->erased));
	json_object_set_new(j, "withheld", json_integer(r->withheld));
	json_object_set_new(j, "key", sealed_hex(r->key, sizeof r->key));
	json_object_set_new(j, "key_was_given",
		json_boolean(r->key_was_given));
	json_dumpf(j, stdout, JSON_INDENT(1));
	putchar('\n');
	json_decref(j);
}

static void say_valid(const struct verify_result *r, const char *path)
{
	char hex[2 * ENTRY_HASH + 1], when[ISO_TIME_SIZE];

	printf(_("%s is valid.\n\n"), path);
	printf(_("  entries     %lld to %lld, of which %lld records\n"),
		(long long)r->first_n, (long long)r->last_n,
		(long long)r->records);
	iso_time_format(when, r->signed_utc_s);
	printf(_("  signed      %lld times, up to entry %lld on %s\n"),
		(long long)r->heads, (long long)r->signed_n, when);
	if (r->last_n > r->signed_n)
		printf(_("              %lld entries after that wait for the "
			"next signature\n"),
			(long long)(r->last_n - r->signed_n));
	if (r->removed_n)
		printf(_("  removed     all up to entry %lld, as the key says\n"),
			(long long)r->removed_n);
	if (r->erased + r->withheld)
		printf(_("  not shown   %lld parts were erased, %lld are "
			"withheld\n"), (long long)r->erased,
			(long long)r->withheld);
	sodium_bin2hex(hex, sizeof hex, r->signed_hash,
		sizeof r->signed_hash);
	printf(_("  noted as    %lld:%s\n"), (long long)r->signed_n, hex);
	sodium_bin2hex(hex, sizeof hex, r->key, sizeof r->key);
	printf(_("  key         %s\n"), hex);
	puts(r->key_was_given ? _("\nNothing was changed since it was stored "
		"by the meter with this key.") :
		_("\nThe key is the file's own word: compare it with the one "
		"that the meter's\n`sourdine status` prints, or give that "
		"with --key."));
	puts(_("Where the microphone stood, and that its clock was right, is "
		"not proved."));
}

/* The reason is the same in each language, as it stands in --json. */
static void say_fault(const struct verify_result *r, const char *path)
{
	printf(_("%s is NOT VALID: %s.\n\n"), path,
		verify_fault_name(r->fault));
	printf("  %s\n", r->why);
	if (r->n)
		printf(_("  first entry that is not in order: %lld\n"),
			(long long)r->n);
	if (r->sequence)
		printf(_("  record: %lld\n"), (long long)r->sequence);
	if (r->signed_n)
		printf(_("  signed and in order up to entry %lld\n"),
			(long long)r->signed_n);
}

/* Before the first byte of it is read: it may be anybody's. */
static int shut_door(const char *path)
{
	struct readable door = { 0 };

	readable_add_store(&door, path);
	return readable_enter(&door, SANDBOX_VERIFY);
}

int tell_verify(const struct tell_paths *p, int argc, char **argv)
{
	struct request r = { .path = p->store };
	struct verify_result result;

	if (sodium_init() < 0)
		return EXIT_FAULT;
	if (!parse(&r, argc, argv))
		return EXIT_USAGE;
	/* what is not there is no verdict */
	if (!r.json && access(r.path, F_OK) != 0) {
		fprintf(stderr, "sourdine: %s: %s\n", r.path,
			reason(errno));
		return EXIT_STORE;
	}
	int code = shut_door(r.path);
	if (code != EXIT_OK)
		return code;
	if (verify_is_export(r.path))
		verify_export(&result, r.path, &r.options);
	else
		verify_store(&result, r.path, &r.options);
	if (r.json)
		say_json(&result, r.path);
	else if (result.fault)
		say_fault(&result, r.path);
	else
		say_valid(&result, r.path);
	return result.fault == VERIFY_VALID ? EXIT_OK :
		result.fault == VERIFY_UNREADABLE ? EXIT_STORE : EXIT_FAULT;
}
