/* SPDX-License-Identifier: GPL-3.0-or-later */
/* table.c - indicators for people, within 80 columns. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../run/exit_codes.h"
#include "../../run/language.h"
#include "request.h"
#include "../local_time.h"

static const int percents[] = { 1, 5, 10, 50, 90, 95, 99 };

/* A level in a column of `width`; a dash counts as one. */
static void cell(double dB, int width)
{
	if (isnan(dB))
		printf("%*s–", width - 1, "");
	else
		printf("%*s", width, decimal(dB, 1));
}

/* A word in a column of `width` letters, of any alphabet. */
static void label(const char *word, int width)
{
	int n = 0;

	for (const char *p = word; *p; p++)
		n += (*p & 0xc0) != 0x80;
	printf("%s%*s", word, n < width ? width - n : 1, "");
}

static void named(const char *name, double dB)
{
	printf("  ");
	label(name, 26);
	cell(dB, 6);
	putchar('\n');
}

/* Each reason once: a missing night is the cause of several. */
struct reasons {
	char text[8][INDICATOR_REASON_SIZE];
	int n;
};

static const char *translate(const char *sentence)
{
	return _(sentence);
}

static double keep_reason(struct reasons *r, struct indicator v)
{
	char why[INDICATOR_REASON_SIZE];

	indicator_explain_in(why, &v, translate);
	if (!*why)
		return v.value;
	for (int k = 0; k < r->n; k++)
		if (strcmp(r->text[k], why) == 0)
			return v.value;
	if (r->n < 8)
		strcpy(r->text[r->n++], why);
	return v.value;
}

static void show_reasons(const struct reasons *r)
{
	for (int k = 0; k < r->n; k++)
		printf("  – %s\n", r->text[k]);
}

/* ---------------------------------------------- by day, week, month, year */

enum { LAEQ, LDAY, LEVENING, LNIGHT, LDEN, LA10, LA50, LA90, LAFMAX, COLUMNS };

struct row {
	char name[PERIOD_NAME_SIZE];
	double value[COLUMNS], coverage;
};

/* Those of one placement, until its turn comes: two may take turns. */
struct rows {
	size_t n, room;
	struct row *row;
};

static struct row *next_row(struct placement *p)
{
	struct rows *r = p->shown ? p->shown : calloc(1, sizeof *r);

	p->shown = r;
	if (r && r->n == r->room) {
		r->room = r->room ? 2 * r->room : 64;
		r->row = realloc(r->row, r->room * sizeof *r->row);
	}
	if (!r || !r->row) {
		fputs("sourdine: out of memory\n", stderr);
		exit(EXIT_FAULT);
	}
	return &r->row[r->n++];
}

void indicators_table_group(void *user, struct placement *p)
{
	const struct gathering *g = user;
	const struct indicators *i = &p->group;
	double share = g->q->share;
	struct indicators_rule rule = g->q->rule.day >= 0 ? g->q->rule :
		INDICATORS_FRENCH;
	struct indicators_den d = indicators_den(i, &rule, share);
	const int all = INDICATORS_ALL_HOURS;
	struct row *row = next_row(p);

	*row = (struct row){ .value = {
		[LAEQ] = indicators_LAeq(i, share).value,
		[LDAY] = d.Lday.value, [LEVENING] = d.Levening.value,
		[LNIGHT] = d.Lnight.value, [LDEN] = d.Lden.value,
		[LA10] = indicators_LN(i, all, 10, share).value,
		[LA50] = indicators_LN(i, all, 50, share).value,
		[LA90] = indicators_LN(i, all, 90, share).value,
		[LAFMAX] = i->loudest },
		.coverage = indicators_LAeq(i, 0).coverage };
	period_name(row->name, g->q->by, i->from_utc_s);
}

/* Its rows, and no more of them. */
static void show_rows(struct placement *p, bool hour)
{
	static const int widths[COLUMNS] = { 6, 6, 7, 8, 6, 6, 6, 6, 8 };
	struct rows *r = p->shown;
	int width = hour ? 22 : 10;

	if (!r)
		return;
	label(_("period"), width);
	printf("  LAeq%s  LA10  LA50  LA90  LAFmax  %s\n",
		hour ? "" : "  Lday  Leven  Lnight  Lden", _("covered"));
	for (size_t k = 0; k < r->n; k++) {
		printf("%-*s", width, r->row[k].name);
		for (int c = 0; c < COLUMNS; c++)
			if (!hour || c < LDAY || c > LDEN)
				cell(r->row[k].value[c], widths[c]);
		printf("%7s %%\n", decimal(100 * r->row[k].coverage, 1));
	}
	putchar('\n');
	free(r->row);
	free(r);
	p->shown = NULL;
}

/* -------------------------------------------------------------- one sheet */

static void show_rule(const struct indicators *i, const char *name,
	struct indicators_rule r, double share, struct reasons *why)
{
	struct indicators_den d = indicators_den(i, &r, share);
	char text[64];

	snprintf(text, sizeof text, "%s %d-%d-%d-%d", name, r.day, r.evening,
		r.night % 24, r.day);
	printf("  ");
	label(text, 26);
	cell(keep_reason(why, d.Lday), 6);
	cell(keep_reason(why, d.Levening), 10);
	cell(keep_reason(why, d.Lnight), 8);
	cell(d.Lden.value, 8);
	putchar('\n');
}

static void show_rules(const struct indicators *i,
	const struct indicators_request *q, struct reasons *why)
{
	printf("\n  ");
	label(_("dB(A), hours"), 26);
	puts("  Lday  Levening  Lnight    Lden");
	show_rule(i, _("France"), INDICATORS_FRENCH, q->share, why);
	show_rule(i, _("directive"), INDICATORS_DEFAULT, q->share, why);
	if (q->rule.day >= 0)
		show_rule(i, _("as asked"), q->rule, q->share, why);
	printf("\n  LAeq  6-22: ");
	cell(indicators_between(i, 6, 22, q->share).value, 5);
	printf("   22-6: ");
	cell(indicators_between(i, 22, 6, q->share).value, 5);
	printf("   7-22: ");
	cell(indicators_between(i, 7, 22, q->share).value, 5);
	printf("   22-7: ");
	cell(indicators_between(i, 22, 7, q->share).value, 5);
	putchar('\n');
}

static void show_LN(const struct indicators *i,
	const struct indicators_request *q, struct reasons *why)
{
	printf("\n  LAN,1s");
	for (size_t k = 0; k < sizeof percents / sizeof *percents; k++)
		printf("  LA%02d", percents[k]);
	printf("\n        ");
	for (size_t k = 0; k < sizeof percents / sizeof *percents; k++)
		cell(keep_reason(why, indicators_LN(i, INDICATORS_ALL_HOURS,
			percents[k], q->share)), 6);
	if (!indicators_from_seconds(i) && i->classes.total > 0)
		printf(_("   from hourly histograms"));
	putchar('\n');
}

static void show_above(const struct indicators *i,
	const struct indicators_request *q, struct reasons *why)
{
	printf("\n  ");
	label(_("above, dB(A)"), 20);
	for (int k = 0; k < q->n_above && k < 8; k++)
		printf("%7s", decimal(q->above[k], 1));
	printf("\n  ");
	label(_("for, hours"), 20);
	for (int k = 0; k < q->n_above && k < 8; k++) {
		double s = keep_reason(why, indicators_above(i, q->above[k],
			q->share));

		if (isnan(s))
			printf("%6s–", "");
		else
			printf("%7s", decimal(s / 3600, s < 360000 ? 2 : 1));
	}
	putchar('\n');
}

static void show_hours(const struct indicators *i, double share)
{
	printf("\n  ");
	label(_("hour"), 6);
	printf("  LAeq  LA10  LA50  LA90  %s\n", _("covered"));
	for (int h = 0; h < 24; h++) {
		struct indicator v = indicators_between(i, h, h + 1, share);

		if (!(v.coverage > 0))
			continue;
		printf("  %2d-%-2d ", h, h + 1);
		cell(v.value, 6);
		cell(indicators_LN(i, h, 10, share).value, 6);
		cell(indicators_LN(i, h, 50, share).value, 6);
		cell(indicators_LN(i, h, 90, share).value, 6);
		printf("%7s %%\n", decimal(100 * v.coverage, 1));
	}
}

static void show_extremes(const struct indicators *i)
{
	if (!isnan(i->loudest_s)) {
		named(_("loudest LAeq,1s"), i->loudest_s);
		named(_("quietest LAeq,1s"), i->quietest_s);
	}
	if (!isnan(i->loudest)) {
		named("LAFmax", i->loudest);
		named("LAFmin", i->quietest);
	}
}

static void show_place(const struct placement *p, bool several)
{
	char from[LOCAL_TIME_SIZE], to[LOCAL_TIME_SIZE];

	if (several)
		printf(_("\nPlacement %lld: nothing is averaged over two\n"),
			(long long)(p->first.id ? p->first.placement : p->id));
	if (p->first.id) {
		printf("%s%s", _(p->first.place),
			*p->first.description ? ": " : "");
		put_plain(stdout, p->first.description);
		putchar('\n');
	}
	if (p->placed) {
		local_time_format(from, p->total.from_utc_s);
		local_time_format(to, p->total.to_utc_s);
		printf(_("%s to %s, %s\n"), from, to, local_time_zone());
	}
	if (p->simulated)
		puts(_("SIMULATED: made-up sound"));
	if (p->uncalibrated)
		puts(_("NOT CALIBRATED: levels are a guess, differences "
			"hold"));
	putchar('\n');
}

static void show_placement(const struct gathering *g, const struct placement *p)
{
	const struct indicators *i = &p->total;
	double share = g->q->share;
	struct reasons why = { .n = 0 };
	struct indicator v = indicators_LAeq(i, share);

	named("LAeq, dB(A)", keep_reason(&why, v));
	printf("  ");
	label(_("covered"), 26);
	printf("%6s %%\n", decimal(100 * v.coverage, 1));
	show_extremes(i);
	show_rules(i, g->q, &why);
	show_LN(i, g->q, &why);
	show_above(i, g->q, &why);
	if (g->q->by == BY_NOTHING)
		show_hours(i, share);
	if (why.n) {
		printf("\n  %s\n", _("Not computable (–):"));
		show_reasons(&why);
	}
	emergence_table(g->q, p);
}

int indicators_show_table(struct gathering *g, const char *source)
{
	bool several = g->placements && g->placements->next;

	(void)source;
	for (struct placement *p = g->placements; p; p = p->next) {
		if (several) /* below its own name */
			show_place(p, true);
		show_rows(p, g->q->by == BY_HOUR);
		if (!several)
			show_place(p, false);
		show_placement(g, p);
	}
	return fflush(stdout) != 0 || ferror(stdout) ? EXIT_FAULT : EXIT_OK;
}
