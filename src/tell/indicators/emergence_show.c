/* SPDX-License-Identifier: GPL-3.0-or-later */
/* emergence_show.c - emergence for people, and that of two numbers. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../../run/exit_codes.h"
#include "../../run/language.h"
#include "request.h"
#include "../local_time.h"

/* In a row of eight calls: decimal() keeps no more texts. */
static const char *dB(double level)
{
	return isnan(level) ? "–" : decimal(level, 1);
}

bool emergence_has_period(const struct indicators_request *q)
{
	return isnan(q->ambient) || q->start;
}

static void show_answer(const struct emergence_answer *a,
	const struct indicators_request *q)
{
	static const char *const what[] = { "", N_("below the landmark"),
		N_("too close to the landmark to say"),
		N_("above the landmark") };

	printf(_("Emergence, %s, source: %s (as stated, not recognised)\n"),
		!emergence_has_period(q) ? _("day or night") :
		a->period == EMERGENCE_NIGHT ? _("night") : _("day"),
		emergence_source_name(q->question.source));
	printf(_("  ambient %s dB(A), residual %s dB(A): difference %s dB "
		"(± %s, k = 2)\n"), dB(a->ambient), dB(a->residual),
		dB(a->emergence), dB(a->uncertainty));
	if (a->by_L50)
		puts(_("  of the L50, since LAeq - L50 is above 5 dB (arrêté "
			"of 23 January 1997)"));
	if (a->residual_at_most)
		puts(_("  the residual noise is near the microphone's own: "
			"the difference is at least this"));
	if (a->limit >= 0 && a->cumulated_s < 0)
		printf(_("  landmark %d dB\n"), a->limit);
	else if (a->limit >= 0)
		printf(_("  landmark %d dB, %d dB of it for a cumulated "
			"duration of %lld s\n"), a->limit, a->term,
			(long long)a->cumulated_s);
	if (a->reason)
		printf("  %s\n", _(emergence_explain(a->reason)));
	if (a->indication)
		printf(_("  indication: %s\n"), _(what[a->indication]));
	puts(_("  An indication, by a meter that is not type-approved."));
}

struct emergence_question emergence_question_of(
	const struct indicators_request *q, const struct placement *p)
{
	struct emergence_question asked = q->question;

	asked.uncalibrated |= p->uncalibrated;
	asked.indoors |= p->indoors;
	if (asked.self_noise == 0)
		asked.self_noise = p->self_noise;
	return asked;
}

void emergence_table(const struct indicators_request *q,
	const struct placement *p)
{
	const struct emergence_question asked = emergence_question_of(q, p);
	const struct emergence_levels *e = p->emergence;

	for (int k = 0; e && k < EMERGENCE_PERIODS; k++) {
		enum emergence_period period = (enum emergence_period)k;
		struct emergence_answer a;
		long out = emergence_left_out(e, period);

		if (!emergence_has(e, period))
			continue;
		emergence_ask(&a, e, period, &asked);
		putchar('\n');
		show_answer(&a, q);
		if (out)
			printf(_("  %ld records were left out: they lie only "
				"partly within what is marked\n"), out);
	}
}

static void show_octaves(const struct indicators_request *q)
{
	double e[EMERGENCE_OCTAVES];
	bool exceeds[EMERGENCE_OCTAVES];

	emergence_octaves(e, exceeds, &q->question, q->ambient_octave,
		q->residual_octave);
	puts(_("Emergence by octave bands, unweighted"));
	for (int i = 0; i < EMERGENCE_OCTAVES; i++) {
		int limit = emergence_octave_limit(&q->question, i);

		if (limit < 0)
			printf("  %4d Hz  %5s dB\n", emergence_octave_Hz[i],
				dB(e[i]));
		else
			printf(_("  %4d Hz  %5s dB, landmark %d dB%s\n"),
				emergence_octave_Hz[i], dB(e[i]), limit,
				exceeds[i] ? _(": above") : "");
	}
	if (emergence_octave_limit(&q->question, 0) < 0)
		puts(_("  No rule looks at octaves here: R1336-8 and R571-26 "
			"hold in main rooms (--indoors)"));
}

/* The rule asks for more than two levels. */
static bool complete(const struct indicators_request *q)
{
	enum emergence_source s = q->question.source;

	if (isnan(q->ambient))
		return true;
	if (s == EMERGENCE_PROFESSIONAL && q->question.cumulated_s < 0) {
		fputs(_("sourdine: --cumulated is missing: for how many "
			"seconds in all the noise was there in the period\n"),
			stderr);
		return false;
	}
	if ((s == EMERGENCE_PROFESSIONAL || s == EMERGENCE_CLASSIFIED) &&
		!q->start) {
		fputs(_("sourdine: --start is missing: when it was, since day "
			"and night differ\n"), stderr);
		return false;
	}
	return true;
}

static int show_json(const struct indicators_request *q,
	const struct emergence_answer *a)
{
	json_t *o = isnan(a->ambient) ? json_object() :
		emergence_json_answer(a, q);
	json_t *spectral = json_object();
	int bad;

	if (q->octaves)
		emergence_json_octaves(spectral, q);
	if (isnan(a->ambient))
		json_object_update(o, spectral);
	else if (q->octaves)
		json_object_set(o, "spectral", spectral);
	json_decref(spectral);
	bad = json_dumpf(o, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(12));
	json_decref(o);
	putchar('\n');
	return bad || fflush(stdout) != 0 ? EXIT_FAULT : EXIT_OK;
}

int emergence_show_numbers(const struct indicators_request *q)
{
	struct emergence_answer a = { .ambient = q->ambient,
		.residual = q->residual,
		.cumulated_s = q->question.cumulated_s };
	int64_t base = 0;
	bool dated;

	if (!complete(q) || !indicators_base(q, &base))
		return EXIT_USAGE;
	/* A time without a date is of a day without a name: it is no Sunday. */
	dated = q->start && strchr(q->start, 'T');
	if (!dated)
		(void)local_time_use("UTC");
	a.period = emergence_period_of(dated ? q->question.source :
		EMERGENCE_UNKNOWN, base);
	emergence_judge(&a, &q->question, NAN, NAN);
	if (q->json)
		return show_json(q, &a);
	if (!isnan(a.ambient))
		show_answer(&a, q);
	if (q->octaves)
		show_octaves(q);
	return EXIT_OK;
}
