/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conformance.c - how the computation keeps to its standards, in a study. */
#include <stdio.h>
#include <string.h>

#include "../../run/language.h"
#include "chapters.h"
#include "text.h"

static const struct {
	const char *clause;
	int lines;
	double margin; /* dB; dB/s in 5.8 */
} found[] = {
#define CONFORMANCE(clause, lines, margin) { clause, lines, margin },
#include "conformance.h"
#undef CONFORMANCE
};

static const char *what(const char *clause)
{
	static const struct {
		const char *clause, *words;
	} of[] = {
		{ "61672-1, 5.5", N_("frequency weightings A, C, Z") },
		{ "61672-1, 5.6", N_("level linearity") },
		{ "61672-1, 5.8", N_("time weightings F and S") },
		{ "61672-1, 5.9", N_("tonebursts") },
		{ "61672-1, 5.10", N_("repeated tonebursts") },
		{ "61672-1, 5.13", N_("C-weighted peak") },
		{ "61672-1, 5.14", N_("stability over 30 minutes") },
		{ "61672-1, 5.15", N_("stability at a high level") },
		{ "61260-1, 5", N_("octave and third-octave bands (of "
			"recordings; the records have none)") },
	};

	for (size_t k = 0; k < sizeof of / sizeof *of; k++)
		if (strcmp(of[k].clause, clause) == 0)
			return _(of[k].words);
	return "";
}

void chapter_conformance(struct doc *d, const json_t *report)
{
	const char *meter = report_string(report_at(report,
		"instrument/software"));
	struct table t = table_begin(4);

	say(d, DOC_SMALL, _("The computation of version %s was tested with "
		"computed signals against the limits of class 1; that is an "
		"electrical test and no type approval, which judges a whole "
		"instrument with its microphone.  No line lies beyond its limit.%s"), SOURDINE_VERSION,
		strcmp(meter, SOURDINE_VERSION) == 0 ? "" :
		_("  The levels were measured by another version."));
	t.doc.caption = _("Tests of the computation, IEC 61672-1 and 61260-1, class 1");
	t.doc.left[1] = true;
	table_cell(&t, "%s", _("Clause"));
	table_cell(&t, "%s", _("What"));
	table_cell(&t, "%s", _("lines"));
	table_cell(&t, "%s", _("least margin, dB"));
	for (size_t k = 0; k < sizeof found / sizeof *found; k++) {
		const char *clause = found[k].clause;
		const int standard = (int)strcspn(clause, " ");

		table_cell(&t, "%.*s\u00a0%s", standard, clause,
			clause + standard + 1);
		table_cell(&t, "%s", what(found[k].clause));
		table_cell(&t, "%d", found[k].lines);
		table_cell(&t, "%s", decimal(found[k].margin, 2));
	}
	table_end(&t, d);
}
