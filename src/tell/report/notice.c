/* SPDX-License-Identifier: GPL-3.0-or-later */
/* notice.c - the papers for the wall, the register and the diary. */
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "../../keep/seal.h"
#include "../../run/identity.h"
#include "../../run/language.h"
#include "../leak/count.h"
#include "gather.h"
#include "notice.h"
#include "qr.h"
#include "text.h"

const char *const notice_kinds[] = { "wall", "register", "sheet", NULL };

/* ---------------------------------------------------------------- gather */

static json_t *key_of(const char *path)
{
	uint8_t key[ENTRY_KEY_BYTES];
	char hex[2 * sizeof key + 1] = "";
	struct store *s;

	if (path && store_open(&s, path) == STORE_OK) {
		if (seal_public(s, key))
			sodium_bin2hex(hex, sizeof hex, key, sizeof key);
		store_close(s);
	}
	return json_string(hex);
}

json_t *notice_gather(const struct notice *n)
{
	const struct leak_settings settings = {
		.interval_s = (uint32_t)n->interval_s,
		.calibrated = n->calibrated };
	struct leak_counts counts;
	struct leak_rates rates;

	leak_count(&counts, &settings);
	leak_rate(&rates, &counts, &settings);
	return json_pack("{s:{s:s, s:s, s:o}, s:{s:s, s:s, s:s, s:i, s:i, "
		"s:f, s:f, s:f, s:s}, s:o}", "report", "kind", n->kind,
		"language", n->language, "made", report_time(n->made_utc_s),
		"notice", "operator", n->operator_is, "more", n->more,
		"place", n->place, "interval_s", (int)n->interval_s,
		"retention_days", (int)n->retention_days, "sent", rates.sent,
		"passed", rates.passed, "stored", rates.stored, "version",
		SOURDINE_VERSION, "public_key", key_of(n->store));
}

/* ------------------------------------------------------------------- say */

static const char *text_at(const json_t *j, const char *path)
{
	return report_string(report_at(j, path));
}

static double number_at(const json_t *j, const char *path)
{
	return report_number(report_at(j, path));
}

static const char *title(const json_t *j)
{
	const char *kind = text_at(j, "report/kind");

	if (strcmp(kind, "register") == 0)
		return _("A noise level meter: facts for the register and the "
			"impact assessment");
	if (strcmp(kind, "sheet") == 0)
		return _("Diary of a noise");
	return _("Noise level meter");
}

struct doc_frame notice_frame(const json_t *j)
{
	return (struct doc_frame){
		.language = text_at(j, "report/language"),
		.title = title(j),
		.made = text_at(j, "report/made"),
		.foot = _("Sourdine, a noise level meter that cannot "
			"eavesdrop.  Free software: anyone can check what is "
			"said here with <i>make prove</i>."),
		.page_of = _("page %d of %d"),
	};
}

/* "Who runs it: ______" where it is not stated: it is to be filled in. */
static void say_operator(struct doc *d, const json_t *j)
{
	const char *who = text_at(j, "notice/operator");

	say(d, DOC_LEAD, _("Who runs it: %s"), *who ? free_text(who) :
		"______________________________________________");
}

static void wall(struct doc *d, const json_t *j)
{
	const char *more = text_at(j, "notice/more");
	const char *key = text_at(j, "public_key");

	say(d, DOC_LARGE, _("This device measures how loud it is here, in "
		"dB(A).  It keeps levels, one record each %s, and nothing of "
		"the sound."),
		duration_text(number_at(j, "notice/interval_s")));
	say(d, DOC_LARGE, "%s", _("It cannot record, replay or transcribe "
		"sound, and it recognises neither people nor noises.  Sound "
		"is thrown away as it is measured."));
	say(d, DOC_LEAD, _("Outside of an announced study at most %s bits a "
		"second are kept.  Speech as sound needs at least %d: it "
		"cannot pass as it is spoken."), decimal(number_at(j, "notice/stored"), 1),
		LEAK_NEEDS_CODEC);
	say(d, DOC_LEAD, "%s", _("Levels tell that somebody is there and when "
		"it is loud; they do not tell who it is or what is said."));
	say_operator(d, j);
	if (*more) {
		say(d, DOC_LEAD, _("Read more: %s"), free_text(more));
		report_qr(d, more, 150, free_text(more));
	}
	if (*key)
		say(d, DOC_CODE, _("key %s"), key);
}

static void register_purpose(struct doc *d, const json_t *j)
{
	double days = number_at(j, "notice/retention_days");

	say(d, DOC_SECTION, "%s", _("What is processed"));
	say(d, DOC_ITEM, _("Purpose: measuring the level of environmental "
		"noise (to be completed): %s"), "________________________");
	say(d, DOC_ITEM, _("Data: one record each %s (LAeq, LAFmax, LAF1, "
		"LAF10, LAF50, LAF90, LAF95, LAFmin, seconds covered, flags), "
		"and for each hour how many seconds had which level."),
		duration_text(number_at(j, "notice/interval_s")));
	say(d, DOC_ITEM, "%s", _("Sound is in the memory of one program for a "
		"fraction of a second (up to 1.4 s where a microphone's "
		"response is corrected) and is wiped; a voice is personal data "
		"even so briefly (GDPR, article 4)."));
	say(d, DOC_ITEM, "%s", _("Levels of single seconds: ten minutes of "
		"them, in memory, shown on the device alone.  A study of at "
		"most 31 days stores them if it is started and announced; "
		"they are erased 30 days after its end."));
	if (days > 0)
		say(d, DOC_ITEM, _("Kept for %.0f days, then erased."), days);
	else
		say(d, DOC_ITEM, "%s", _("Kept without a limit: set "
			"retention_days in the configuration."));
	say(d, DOC_ITEM, "%s", _("Recipients: whoever is given an export, a "
		"report or the page; the device sends nothing by itself."));
	say(d, DOC_ITEM, "%s", _("It is coupled with no camera and triggers "
		"nothing."));
}

static void register_measures(struct doc *d, const json_t *j)
{
	say(d, DOC_SECTION, "%s", _("What protects the people around it"));
	say(d, DOC_ITEM, _("Out of the program with the microphone come at "
		"most %s bit/s, %s bit/s are stored (counted exactly: "
		"<i>sourdine leak</i>); speech as sound needs at least %d."),
		decimal(number_at(j, "notice/sent"), 2),
		decimal(number_at(j, "notice/stored"), 2), LEAK_NEEDS_CODEC);
	say(d, DOC_ITEM, "%s", _("Each program can do its own work and nothing "
		"else: no files, no network, no other programs for the one "
		"with the microphone (system calls filtered)."));
	say(d, DOC_ITEM, "%s", _("Each claim has a test with a control that "
		"has to fail, to be run by anyone, offline: <i>make prove</i>. "
		" Its table belongs to this paper."));
	say(d, DOC_ITEM, "%s", _("Records are chained and signed; what is "
		"changed afterwards is found (<i>sourdine verify</i>)."));
	say(d, DOC_SECTION, "%s", _("What remains"));
	say(d, DOC_ITEM, "%s", _("Levels tell when somebody is at home, sleeps "
		"or has guests.  Indoors a record lasts 15 minutes unless the "
		"occupant chooses otherwise."));
	say(d, DOC_ITEM, "%s", _("Who has a recording of a broadcast that "
		"plays loudly can recognise it in levels of single seconds, "
		"and worse in those of minutes."));
	say(d, DOC_ITEM, "%s", _("A hostile program in the place of this one "
		"could spell slow text in false levels; the published source "
		"and identical builds speak against it, the count alone does "
		"not."));
	say(d, DOC_ITEM, "%s", _("Who rules the machine (root, its kernel) can "
		"read the microphone beside the meter.  Only who stands before "
		"the box can say that it runs this program."));
}

static void register_law(struct doc *d)
{
	say(d, DOC_SECTION, "%s", _("Texts to look at"));
	say(d, DOC_ITEM, "%s", _("GDPR: articles 5, 25 (by design and by "
		"default), 30 (register), 32, 35 (impact assessment: 35(3)(c), "
		"a public place watched on a large scale); EDPB guidelines "
		"4/2019."));
	say(d, DOC_ITEM, "%s", _("CNIL, warning of 25 October 2019 "
		"(Saint-Étienne): no guarantee prevented listening or "
		"recording; reminder of 27 September 2023 (Orléans): "
		"microphones coupled with cameras are unlawful."));
	say(d, DOC_ITEM, "%s", _("Administrative court of Orléans, 12 July "
		"2024, no. 2104478; article 226-1 of the code pénal."));
	say(d, DOC_ITEM, "%s", _("Conseil national du bruit, guide of 2022 on "
		"personal data in acoustic measurements."));
	say(d, DOC_SMALL, "%s", _("Facts, no legal advice.  Whether an impact "
		"assessment is needed, and on which basis the processing "
		"rests, is for the controller to say."));
}

static void sheet(struct doc *d)
{
	struct table t = table_begin(7);

	say(d, DOC_BODY, "%s", _("Note when the noise is there and when it "
		"stops, as exactly as you can, and whatever else was loud.  "
		"Describe the noise, not the person.  Then type it in: "
		"<i>sourdine diary add</i>."));
	say(d, DOC_SMALL, "%s", _("Tick what holds: S the noise in question is "
		"there; E another unusual noise; R rain or wind; O our own "
		"household; F the window is open; M the meter was moved."));
	for (int k = 1; k < 7; k++)
		t.doc.left[k] = true;
	memcpy(t.doc.share, (double[]){ 0.04, 0.12, 0.09, 0.09, 0.2, 0.31,
		0.15 }, 7 * sizeof *t.doc.share);
	table_cell(&t, "%s", _("No."));
	table_cell(&t, "%s", _("Day"));
	table_cell(&t, "%s", _("From"));
	table_cell(&t, "%s", _("To"));
	table_cell(&t, "S  E  R  O  F  M");
	table_cell(&t, "%s", _("What was heard"));
	table_cell(&t, "%s", _("Noted by"));
	for (int row = 1; row <= 21; row++) {
		table_cell(&t, "%d", row);
		for (int k = 1; k < 7; k++)
			table_cell(&t, "%s", k == 4 ?
				"☐  ☐  ☐  ☐  ☐  ☐\n\u00a0" : "\u00a0");
	}
	table_end(&t, d);
}

void notice_say(struct doc *d, const void *user)
{
	const json_t *j = user;
	const char *kind = text_at(j, "report/kind");

	say(d, DOC_TITLE, "%s", title(j));
	if (strcmp(kind, "sheet") == 0) {
		sheet(d);
	} else if (strcmp(kind, "register") == 0) {
		say_operator(d, j);
		register_purpose(d, j);
		register_measures(d, j);
		register_law(d);
	} else {
		wall(d, j);
	}
}
