/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stated.c - what the operator states of a measurement: who measured, where
 * facade and source are, the file that corrects the microphone. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../run/language.h"
#include "gather.h"
#include "stated.h"
#include "text.h"

/* ----------------------------------------------------------------- gather */

struct gathered {
	const struct report_request *request;
	json_t *found;  /* by key: text and time of the line */
	bool moved;     /* since the period ended */
};

/* What makes a later statement one about another place. */
static bool is_move(const struct store_journal *j)
{
	return j->kind == STORE_MOVED || (j->kind == STORE_CONFIGURATION &&
		(strcmp(j->subject, "place") == 0 ||
			strcmp(j->subject, "height_cm") == 0 ||
			strcmp(j->subject, "description") == 0));
}

static bool each_line(void *user, const struct store_journal *j)
{
	struct gathered *g = user;
	const bool later = j->utc_s >= g->request->to_utc_s;

	if (later && is_move(j))
		g->moved = true;
	if (j->kind != STORE_STATED || (later && (g->moved ||
		strcmp(j->subject, "response") == 0 ||
		*report_string(report_at(json_object_get(g->found,
			j->subject), "text")))))
		return true;
	json_object_set_new(g->found, j->subject, json_pack("{s:s, s:I}",
		"text", j->text, "utc_s", (json_int_t)j->utc_s));
	return true;
}

static const char *text_of(const struct gathered *g, const char *key)
{
	return report_string(report_at(json_object_get(g->found, key),
		"text"));
}

static json_t *metres(const struct gathered *g, const char *key)
{
	const char *text = text_of(g, key);
	char *end;
	double m = strtod(text, &end);

	return *text && !*end && isfinite(m) ? json_real(m) : json_null();
}

json_t *report_stated(struct store *s, const struct report_request *r)
{
	struct gathered g = { .request = r, .found = json_object() };
	json_t *response, *j;

	(void)store_journal(s, 0, each_line, &g);
	response = json_loads(text_of(&g, "response"), JSON_REJECT_DUPLICATES,
		NULL);
	if (json_is_object(response))
		json_object_set_new(response, "since", report_time(
			json_integer_value(report_at(json_object_get(g.found,
				"response"), "utc_s"))));
	j = json_pack("{s:s, s:o, s:o, s:o}", "operator", r->redact ? "" :
		text_of(&g, "operator"), "facade_m", metres(&g, "facade_m"),
		"source_m", metres(&g, "source_m"), "response", response ?
			response : json_null());
	json_decref(g.found);
	return j;
}

/* -------------------------------------------------------------------- say */

/* Distances from which a facade is of little account, and up to which it
 * doubles what arrives (ISO 1996-2; 3.5 m: ISO 1996-2:1987). */
#define FACADE_FAR_M  3.5
#define FACADE_NEAR_M 2.0
#define FACADE_NONE_M 1000

static const char *metres_text(double m)
{
	return decimal(m, m != round(m) ? 1 : 0);
}

/* A sentence; it is said, not subtracted. */
static void facade_words(char *out, size_t size, double m)
{
	if (m >= FACADE_NONE_M)
		snprintf(out, size, "%s", _("No façade is near."));
	else if (m >= FACADE_FAR_M)
		snprintf(out, size, _("The nearest façade is %s m away: it "
			"reflects little."), metres_text(m));
	else if (m > FACADE_NEAR_M)
		snprintf(out, size, _("Façade at %s m: its reflection adds up "
			"to 3 dB, which were not subtracted."), metres_text(m));
	else if (m > 0)
		snprintf(out, size, _("Façade at %s m: its reflection adds "
			"3 dB by convention (ISO 1996-2), which were not "
			"subtracted."), metres_text(m));
	else
		snprintf(out, size, "%s", _("Microphone on the façade, which "
			"adds 6 dB by convention (ISO 1996-2); they were not "
			"subtracted."));
}

static const char *who(const json_t *report)
{
	const char *name = report_string(report_at(report, "stated/operator"));

	return *name ? free_text(name) :
		json_is_true(report_at(report, "report/redacted")) ?
			_("left out of this copy") : _("not stated");
}

void say_stated(struct doc *d, const json_t *report)
{
	double facade = report_number(report_at(report, "stated/facade_m"));
	double source = report_number(report_at(report, "stated/source_m"));
	char near[256] = "", far[96] = "";

	if (isfinite(source))
		snprintf(far, sizeof far, _("Source at %s m.  "),
			metres_text(source));
	if (isfinite(facade))
		facade_words(near, sizeof near, facade);
	else if (strcmp(report_string(report_at(report, "instrument/place")),
		"indoors") != 0)
		snprintf(near, sizeof near, "%s", _("Whether a façade is near "
			"was not stated; one adds up to 6 dB."));
	say(d, DOC_SMALL, _("Measured by: %s.  %s%s"), who(report), far, near);
}

void say_response(struct doc *d, const json_t *report)
{
	const json_t *r = report_at(report, "stated/response");
	const char *since = report_string(json_object_get(r, "since"));

	if (!json_is_object(r)) {
		say(d, DOC_SMALL, "%s", _("The journal names no file that "
			"corrects the microphone's response."));
		return;
	}
	say(d, DOC_SMALL, _("The microphone's response was corrected by the "
		"file “%s” since %s: from %s to %s Hz, deviations from %s to "
		"%s dB, 0 dB at %s Hz.  Its SHA-256 is:"), free_text(
		report_string(json_object_get(r, "name"))), date_text(since),
		decimal(report_number(json_object_get(r, "from_hz")), 0),
		decimal(report_number(json_object_get(r, "to_hz")), 0),
		signed_decimal(report_number(json_object_get(r, "lowest_db")),
			1), signed_decimal(report_number(json_object_get(r,
			"highest_db")), 1), decimal(report_number(
			json_object_get(r, "at_hz")), 0));
	say(d, DOC_CODE, "%s", report_string(json_object_get(r, "sha256")));
}
