/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check.c - computes a report again from the store and compares: each
 * number, then each byte of its pages. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sodium.h>

#include "../../run/exit_codes.h"
#include "../../run/language.h"
#include "../local_time.h"
#include "attach.h"
#include "beside.h"
#include "check.h"
#include "file.h"
#include "sign.h"
#include "text.h"
#include "weather.h"
#include "write.h"
#include "../verify/verify.h"

struct check {
	const struct report_options *options;
	char *file;
	size_t size;
	json_t *report; /* as the file has it */
	uint8_t key[ENTRY_KEY_BYTES];
	bool has_key, is_signed;
	int faults;
};

__attribute__((format(printf, 2, 3)))
static void fault(struct check *c, const char *format, ...)
{
	va_list a;

	va_start(a, format);
	vprintf(format, a);
	va_end(a);
	putchar('\n');
	c->faults++;
}

/* ------------------------------------------------------------ the numbers */

#define MOST_SAID 10
#define SHOWN     (JSON_ENCODE_ANY | JSON_REAL_PRECISION(9))

static void compare(struct check *c, const char *path, const json_t *here,
	const json_t *there);

static void compare_members(struct check *c, const char *path,
	const json_t *here, const json_t *there)
{
	const char *name;
	char inner[256];
	json_t *v;

	json_object_foreach((json_t *)(uintptr_t)there, name, v) {
		snprintf(inner, sizeof inner, "%s%s%s", path,
			*path ? "/" : "", name);
		compare(c, inner, json_object_get(here, name), v);
	}
	json_object_foreach((json_t *)(uintptr_t)here, name, v)
		if (!json_object_get(there, name) && c->faults < MOST_SAID)
			fault(c, _("%s%s%s is in the report, but not in the "
				"store"), path, *path ? "/" : "", name);
}

static void compare_elements(struct check *c, const char *path,
	const json_t *here, const json_t *there)
{
	char inner[256];
	size_t i;
	json_t *v;

	if (json_array_size(here) != json_array_size(there)) {
		fault(c, _("%s has %zu entries in the report, %zu in the "
			"store"), path, json_array_size(here),
			json_array_size(there));
		return;
	}
	json_array_foreach(there, i, v) {
		snprintf(inner, sizeof inner, "%s/%zu", path, i + 1);
		compare(c, inner, json_array_get(here, i), v);
	}
}

static bool same(const json_t *a, const json_t *b)
{
	if (json_is_number(a) && json_is_number(b))
		return fabs(json_number_value(a) - json_number_value(b)) <
			1e-9 * fmax(1, fabs(json_number_value(b)));
	return a && b && json_equal(a, b);
}

static void compare(struct check *c, const char *path, const json_t *here,
	const json_t *there)
{
	if (json_is_object(here) && json_is_object(there)) {
		compare_members(c, path, here, there);
	} else if (json_is_array(here) && json_is_array(there)) {
		compare_elements(c, path, here, there);
	} else if (!same(here, there) && c->faults < MOST_SAID) {
		char *a = here ? json_dumps(here, SHOWN) : NULL;
		char *b = json_dumps(there, SHOWN);

		fault(c, _("%s is %s in the report, %s in the store"), path,
			a ? a : _("missing"), b ? b : "?");
		free(a);
		free(b);
	}
}

static bool request_of(struct report_request *r, const json_t *report)
{
	const json_t *q = report_at(report, "report");
	const json_t *p = report_at(report, "period");
	const char *zone = report_string(json_object_get(q, "zone"));

	memset(r, 0, sizeof *r);
	r->kind = (enum report_kind)report_index(report_kinds, report_string(
		json_object_get(q, "kind")));
	r->language = report_string(json_object_get(q, "language"));
	r->noise = report_string(json_object_get(q, "noise"));
	r->redact = json_is_true(json_object_get(q, "redacted"));
	r->made_utc_s = json_integer_value(json_object_get(q, "made_utc_s"));
	r->until_n = json_integer_value(report_at(report, "seal/entries"));
	r->before_from_utc_s = json_integer_value(json_object_get(q,
		"before_from_utc_s"));
	r->before_to_utc_s = json_integer_value(json_object_get(q,
		"before_to_utc_s"));
	r->attached = json_object_get(q, "attached");
	const json_t *weather = json_object_get(q, "weather");
	r->weather = weather ? weather_from_json(weather) : NULL;
	if (weather && !r->weather)
		return false;
	r->from_utc_s = json_integer_value(json_object_get(p, "from_utc_s"));
	r->to_utc_s = json_integer_value(json_object_get(p, "to_utc_s"));
	return (int)r->kind >= 0 && report_index(report_noises, r->noise) >= 0
		&& r->from_utc_s < r->to_utc_s &&
		(strcmp(r->language, "fr") == 0 ||
			strcmp(r->language, "en") == 0) &&
		local_time_use(strcmp(zone, "local") ? zone : NULL);
}

/* The pages again, from the numbers of the store: the same bytes, unless they
 * were drawn with other versions. */
static void compare_pages(struct check *c, const json_t *again)
{
	char why[256];
	const char *drawn = report_string(report_at(c->report,
		"report/drawn_with"));
	char reader[8];
	size_t size = 0;

	snprintf(reader, sizeof reader, "%s", language_now());
	char *file = report_write(&size, memcmp(c->file, "%PDF", 4) != 0,
		again, why, sizeof why);
	language_set(reader);
	if (file && size == c->size &&
		report_same_but_signature(file, c->file, size))
		puts(_("the pages are what these numbers give"));
	else if (strcmp(drawn, report_drawn_with()) != 0 && !c->is_signed)
		fault(c, _("the pages were drawn with %s, not with %s: they "
			"cannot be compared, and no signature vouches for "
			"them"), drawn, report_drawn_with());
	else if (strcmp(drawn, report_drawn_with()) != 0)
		printf(_("the pages were drawn with %s, not with %s: they "
			"cannot be compared\n"), drawn, report_drawn_with());
	else
		fault(c, "%s", _("the pages are not what these numbers give"));
	free(file);
}

/* --------------------------------------------------------------- the chain */

static bool check_store(struct check *c)
{
	const json_t *seal = report_at(c->report, "seal");
	struct verify_options v = { .has_key = c->has_key };
	struct verify_result r;
	const char *head = report_string(json_object_get(seal, "head"));
	size_t n = 0;

	memcpy(v.key, c->key, sizeof v.key);
	v.noted_n = json_integer_value(json_object_get(seal, "entries"));
	if (sodium_hex2bin(v.noted_hash, sizeof v.noted_hash, head,
		strlen(head), NULL, &n, NULL) == 0)
		v.noted = n;
	verify_store(&r, c->options->store, &v);
	if (r.fault != VERIFY_VALID) {
		fault(c, "%s: %s: %s", c->options->store,
			verify_fault_name(r.fault), r.why);
		return false;
	}
	printf(_("the store is valid up to entry %lld, and holds the head "
		"that the report names\n"), (long long)r.last_n);
	return true;
}

/* Not the report's fault: its records are gone. */
static void say_removed(const struct check *c)
{
	struct seal_checkpoint gone;
	struct store *s;

	if (store_open(&s, c->options->store) != STORE_OK)
		return;
	if (seal_checkpoint(s, &gone))
		printf(_("entries up to %lld were removed from this store: "
			"a report of before takes a copy or an export of "
			"before\n"), (long long)gone.n);
	store_close(s);
}

/* Other meters' chains grow, too; their numbers are compared where their
 * stores are named. */
static void check_meters(struct check *c, json_t *again)
{
	json_t *all = json_object_get(c->report, "meters"), *m;
	json_t *there = json_object_get(again, "meters");
	size_t k;

	if (all && !there) {
		json_object_set(again, "meters", all);
		puts(_("other meters' numbers were not compared: that takes "
			"their stores (--also)"));
	}
	json_array_foreach(there, k, m) {
		json_t *seal = json_object_get(json_array_get(all, k), "seal");
		const char *key = report_string(report_at(m,
			"seal/public_key"));

		if (strcmp(key, report_string(json_object_get(seal,
			"public_key"))) == 0)
			json_object_set(m, "seal", seal);
	}
}

static void check_numbers(struct check *c)
{
	struct report_request r;
	const bool good = request_of(&r, c->report);

	r.also = c->options->request.also;
	r.n_also = c->options->request.n_also;
	json_t *again = good ? report_gather(c->options->store, &r, NULL) : NULL;
	weather_free((struct weather *)(uintptr_t)r.weather);

	if (!again) {
		fault(c, "%s", _("the store has nothing that this report says "
			"it is about"));
		say_removed(c);
		return;
	}
	/* checked by the chain: it has grown since */
	json_object_set(again, "seal", json_object_get(c->report, "seal"));
	json_object_set(json_object_get(again, "report"), "drawn_with",
		report_at(c->report, "report/drawn_with") ?
		json_object_get(json_object_get(c->report, "report"),
			"drawn_with") : NULL);
	check_meters(c, again);
	const int before = c->faults;
	compare(c, "", c->report, again);
	if (c->faults == before)
		puts(_("each number is what the store gives"));
	else
		say_removed(c);
	compare_pages(c, again);
	json_decref(again);
}

/* ------------------------------------------------------------------- whole */

static bool read_report(struct check *c)
{
	const char *json;
	size_t n;

	c->file = report_read_file(c->options->check, &c->size);
	if (!c->file) {
		fault(c, "%s: %s", c->options->check, strerror(errno));
		return false;
	}
	json = report_find_json(c->file, c->size, &n);
	c->report = json ? json_loadb(json, n, JSON_REJECT_DUPLICATES, NULL) :
		NULL;
	if (!json_is_object(c->report)) {
		fault(c, _("%s is not a report of Sourdine, or its numbers "
			"were damaged"), c->options->check);
		return false;
	}
	return true;
}

static bool read_key(struct check *c)
{
	const char *named = report_string(report_at(c->report,
		"seal/public_key"));
	const char *given = c->options->key;
	size_t n;

	if (given && strcasecmp(given, named) != 0) {
		fault(c, _("the report names the key %s, not the one that was "
			"given"), *named ? named : "–");
		return false;
	}
	c->has_key = sodium_hex2bin(c->key, sizeof c->key, named, strlen(named),
		NULL, &n, NULL) == 0 && n == sizeof c->key;
	return true;
}

static void check_signature(struct check *c)
{
	switch (c->has_key ? report_check_signature(c->file, c->size, c->key) :
		REPORT_NOT_SIGNED) {
	case REPORT_SIGNED:
		c->is_signed = true;
		if (c->options->key || c->options->store)
			puts(_("the file is signed by the meter's key, and was "
				"not changed since"));
		else
			puts(_("the file was not changed since it was signed, "
				"by the key that it names itself: whether that "
				"is the meter's, --key or --store tells"));
		break;
	case REPORT_NOT_SIGNED:
		if (!c->options->store)
			fault(c, "%s", _("the report is not signed: give the "
				"store or an export with --store"));
		else
			puts(_("the file is not signed"));
		break;
	default:
		fault(c, "%s", _("the file was changed after it was signed, "
			"or signed with another key"));
	}
}

int report_check(const struct report_options *o)
{
	struct check c = { .options = o };

	if (read_report(&c) && read_key(&c)) {
		check_signature(&c);
		if (o->store && check_store(&c))
			check_numbers(&c);
		if (!o->store)
			puts(_("its numbers were not compared: that takes the "
				"store (--store)"));
		c.faults += report_check_beside(o->check, c.report);
	}
	printf("%s: %s\n", o->check, c.faults ? _("NOT VALID") : _("valid"));
	json_decref(c.report);
	free(c.file);
	return c.faults ? EXIT_FAULT : EXIT_OK;
}
