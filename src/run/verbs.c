/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verbs.c - the table of verbs and options. */
#include <string.h>

#include "language.h"
#include "verbs.h"

const struct verb_option common_options[] = {
	{ "config", "FILE", N_("read this configuration too, after the others") },
	{ "meter", "NAME", N_("of several meters, this one") },
	{ "help", NULL, N_("what the command, or the verb after it, can do") },
	{ "version", NULL, N_("the version") },
	{ 0 },
};

static const struct verb_option setup[] = {
	{ "force", NULL, N_("answer anew, where a configuration exists") },
	{ 0 },
};

static const struct verb_option run[] = {
	{ "simulate", NULL, N_("a made-up street instead of a microphone") },
	{ "or-simulate", NULL, N_("the same, if no microphone can be used") },
	{ 0 },
};

static const struct verb_option live[] = {
	{ "json", NULL, N_("a JSON object a second") },
	{ "plain", NULL, N_("a line a second, as when piped") },
	{ "seconds", "N", N_("end after so many seconds") },
	{ 0 },
};

static const struct verb_option status[] = {
	{ "json", NULL, N_("one JSON object") },
	{ 0 },
};

static const struct verb_option calibrate[] = {
	{ "level", "DB", N_("what stands on the calibrator: 94 or 114") },
	{ "against", "DB", N_("instead: dB(A) that another meter reads beside "
		"it, 40 to 120, in five minutes of steady noise") },
	{ "file", "RECORDING", N_("a recording of it; otherwise listen") },
	{ "frequency", "1000|250", N_("its tone in Hz; otherwise either") },
	{ "correction", "DB", N_("added to the level, -5 to 5: for free field") },
	{ "channel", "N", N_("which channel of the recording, from 1") },
	{ "previous", "DB", N_("full_scale_db so far; otherwise the last one") },
	{ "seconds", "N", N_("listen for so long at most, 12 to 60 s (60)") },
	{ "dry-run", NULL, N_("do not note it in the history") },
	{ "history", NULL, N_("the calibrations so far") },
	{ "json", NULL, N_("one JSON object") },
	{ 0 },
};

static const struct verb_option measure[] = {
	{ "full-scale", "DB", N_("level of a sine whose peak is full scale") },
	{ "sensitivity", "DBFS", N_("the same from a data sheet: -26 means 120") },
	{ "channel", "N", N_("which channel, from 1") },
	{ "self-noise", "DB", N_("the microphone's A-weighted self-noise") },
	{ "overload", "DB", N_("loudest sine that the microphone bears") },
	{ "response", "FILE", N_("the microphone's response, to be corrected") },
	{ "response-at", "1000|250", N_("where the full scale holds, Hz (1000)") },
	{ "bands", NULL, N_("octave and third-octave bands too") },
	{ "json", NULL, N_("a JSON object for a file, an array for several") },
	{ "quiet", NULL, N_("no progress, no remarks") },
	{ 0 },
};

static const struct verb_option export[] = {
	{ "format", "csv|json|jsonl|influx", N_("CSV unless given; jsonl is JSON lines") },
	{ "excel-fr", NULL, N_("CSV with semicolons and decimal commas") },
	{ "package", NULL, N_("a datapackage.json beside the CSV file") },
	{ "zone", "ZONE", N_("whose clocks: Europe/Paris; else this machine's") },
	{ "from", "TIME", N_("from this moment on, ISO 8601") },
	{ "to", "TIME", N_("up to this moment") },
	{ "output", "FILE", N_("write to a file, whole or not at all") },
	{ "o", "FILE", N_("the same as --output") },
	{ "sealed", NULL, N_("the chain with its signatures, to be verified") },
	{ "seconds", NULL, N_("sealed: with the seconds of studies") },
	{ "withhold", NULL, N_("sealed: without the journal's texts") },
	{ 0 },
};

static const struct verb_option import[] = {
	{ "output", "FILE", N_("the new store") },
	{ "o", "FILE", N_("the same as --output") },
	{ 0 },
};

static const struct verb_option diary[] = {
	{ "when", "TIME", N_("hier 22h30–1h10, 2026-10-25 02:10 CEST") },
	{ "category", "source|exceptional|weather|household|window|moved",
		N_("what it is about (source)") },
	{ "text", "WORDS", N_("the noise, not the person") },
	{ "zone", "ZONE", N_("whose clocks: Europe/Paris; else this machine's") },
	{ "all", NULL, N_("list: what was edited and removed, too") },
	{ "json", NULL, N_("list: as JSON") },
	{ 0 },
};

static const struct verb_option study[] = {
	{ "name", "NAME", N_("what it is called") },
	{ "until", "TIME", N_("when it ends, ISO 8601; in 31 days at most") },
	{ 0 },
};

static const struct verb_option retention[] = {
	{ "days", "N", N_("what is older; otherwise retention_days") },
	{ 0 },
};

static const struct verb_option verify[] = {
	{ "key", "HEX", N_("the meter's public key, as its status prints it") },
	{ "noted", "N:HEX", N_("what an earlier verify printed: still there?") },
	{ "json", NULL, N_("one JSON object") },
	{ "store", "FILE", N_("of a report: the store that it is of") },
	{ "also", "STORE", N_("of a report: that of another meter in it") },
	{ 0 },
};

static const struct verb_option indicators[] = {
	{ "from", "TIME", N_("from this date or moment on") },
	{ "to", "TIME", N_("up to this one; a date is its first moment") },
	{ "by", "hour|day|week|month|year", N_("a line for each of these") },
	{ "zone", "ZONE", N_("whose clocks: Europe/Paris; else this machine's") },
	{ "hours", "6-18-22", N_("when day, evening and night begin, too") },
	{ "coverage", "PERCENT", N_("less than this is not computed (75)") },
	{ "above", "DB,DB,...", N_("time above these levels") },
	{ "start", "TIME", N_("when the file's second 0 was: 21:00") },
	{ "source", "professional|domestic|amplified|building-site|transport|"
		"classified|unknown", N_("what makes the noise: decides the "
		"rule") },
	{ "indoors", NULL, N_("measured in a main room of a dwelling") },
	{ "cumulated", "S", N_("how long the noise was there in the period") },
	{ "self-noise", "DB", N_("the microphone's, A-weighted") },
	{ "uncalibrated", NULL, N_("the levels of the file are not calibrated") },
	{ "ambient", "DB", N_("emergence of two levels: with the noise") },
	{ "residual", "DB", N_("and without it") },
	{ "ambient-octaves", "DB,DB,...", N_("six octaves, 125 to 4000 Hz") },
	{ "residual-octaves", "DB,DB,...", N_("the same without the noise") },
	{ "json", NULL, N_("one JSON object") },
	{ 0 },
};

static const struct verb_option notice[] = {
	{ "kind", "wall|register|sheet", N_("a notice, facts, an empty diary") },
	{ "lang", "fr|en", N_("its language; otherwise yours") },
	{ "output", "FILE", N_("where to: FILE.pdf or FILE.html") },
	{ "o", "FILE", N_("the same as --output") },
	{ 0 },
};

static const struct verb_option report[] = {
	{ "from", "DAY", N_("first day, like 2026-03-03 (30 days ago)") },
	{ "to", "DAY", N_("last day (yesterday)") },
	{ "kind", "neighbourhood|study|day", N_("for whom it is") },
	{ "source", "domestic|professional|amplified|building-site|transport|"
		"classified|unknown", N_("of the noise, as you declare it") },
	{ "lang", "fr|en", N_("its language; otherwise yours") },
	{ "zone", "ZONE", N_("whose clocks count, like Europe/Paris") },
	{ "before", "DAY", N_("a study compares with the days from here") },
	{ "before-to", "DAY", N_("to here, at the same place") },
	{ "weather", "FILE", N_("leave out rain and wind: time,rain_mm,"
		"wind_m_s") },
	{ "also", "STORE", N_("another meter beside it, in a study") },
	{ "attach", "FILE", N_("name a file that goes with it, with its hash") },
	{ "redact", NULL, N_("without your own words and the exact place") },
	{ "output", "FILE", N_("where to: FILE.pdf or FILE.html") },
	{ "o", "FILE", N_("the same as --output") },
	{ 0 },
};

static const struct verb_option leak[] = {
	{ "interval", "S", N_("length of a record; otherwise as configured") },
	{ "spectrum", NULL, N_("with octave bands") },
	{ "json", NULL, N_("one JSON object") },
	{ 0 },
};

static const struct verb_option config[] = {
	{ "origin", NULL, N_("where each value comes from: file, line, or "
		"default") },
	{ 0 },
};

static const struct verb_option help[] = {
	{ "mdoc", NULL, N_("verbs and options as part of the man page") },
	{ "mdoc-keys", NULL, N_("keys, as part of sourdine.conf(5)") },
	{ 0 },
};

const struct verb verbs[] = {
	{ "setup", "", N_("ask a few questions, write the configuration"),
		setup, NULL, .run = verb_setup, .of_all = true },
	{ "run", "", N_("measure, and show the page, until Ctrl-C"),
		run, NULL, .run = verb_run, .of_all = true },
	{ "live", "", N_("watch the level in the terminal"),
		live, N_("Keys: d notes in the diary that the noise begins, "
		"pressed again that it is over; p stops the view, l changes "
		"the language, q quits.  Lines and JSON take no keys: "
		"`sourdine diary start` notes the same."), .tell = tell_live },
	{ "status", "", N_("what runs, and how well"),
		status, NULL, .tell = tell_status, .of_all = true },
	{ "devices", "", N_("list the microphones"),
		NULL, NULL, .run = verb_devices, .of_all = true },
	{ "calibrate", "", N_("find full_scale_db with a sound calibrator"),
		calibrate, N_("Finds the tone of a sound calibrator, checks "
		"that it is one (IEC 60942), and says which level a full-scale "
		"sine has: on the configured microphone, or in a recording "
		"made with it.  Without a calibrator: --against, to 3 dB."), .run = verb_calibrate },
	{ "measure", "FILE...", N_("levels of recordings that you have"),
		measure, N_("Reads WAV, W64, RF64, FLAC, AIFF, Ogg and whatever "
		"else libsndfile reads; FILE - is standard input.  Without a "
		"full scale that of the configuration is taken if it is "
		"calibrated, else 120 dB, and the result is marked "
		"uncalibrated."), .run = verb_measure, .of_all = true },
	{ "export", "", N_("write the records as CSV, JSON or line protocol"),
		export, NULL, .tell = tell_export },
	{ "import", "EXPORT", N_("a sealed export as a store, for reading"),
		import, N_("Verifies it, and makes a new store with the same "
		"entries and the signatures of the meter that made it: "
		"sourdine import EXPORT -o NEW.db"), .tell = tell_import },
	{ "diary", "start|stop|add|list|edit|remove|import",
		N_("note when the noise was there"), diary, N_("Such as: "
		"sourdine diary add \"hier 22h30–1h10\" --text \"a pump\"; "
		"start and stop note it as it happens; edit N --when, edit N "
		"--text, remove N; import FILE.csv with the columns when (or "
		"from and to), category, text.  What is edited or removed "
		"stays in the chain.  It holds what you wrote: nothing in the "
		"meter recognises a noise."), .tell = tell_diary,
		.words = "start|stop|add|list|edit|remove|import" },
	{ "indicators", "[FILE]", N_("LAeq, Lden, LA90 and more of any period"),
		indicators, N_("Of the store, of another store, or of a CSV "
		"file: columns second or time, LAeq_1s or those of an export, "
		"and particular and exceptional (0 or 1) for emergence.  What "
		"is covered too little is not computed, and says why."),
		.tell = tell_indicators },
	{ "study", "[start | stop]", N_("store the level of each second, for "
		"a while"), study, N_("A study is announced on the page and in "
		"each report, ends by itself, and its seconds are erased 30 "
		"days later.  Without start or stop: the studies so far."),
		.run = verb_study, .words = "start|stop" },
	{ "retention", "", N_("remove what is older than so many days"),
		retention, N_("What is removed is gone from the file; a "
		"signature stands in its place, so that the rest can be "
		"verified.  With the key retention_days the meter does so "
		"each day."), .run = verb_retention },
	{ "verify", "[FILE]", N_("is a store, an export, a report unchanged?"),
		verify, N_("Recomputes the chain and checks each signature, "
		"from the file and the public key alone; of a report, each "
		"number and each page as well.  Says valid, or the first that "
		"is not, and why.  Without FILE: the meter's own store."),
		.run = verb_verify },
	{ "report", "", N_("a report to print or to send: PDF or HTML"),
		report, N_("The numbers come from the records, the hours of "
		"the source from your diary.  The declared source decides "
		"which rule stands beside them; the meter recognises none."),
		.run = verb_report },
	{ "notice", "", N_("papers for the wall, the register, a diary"),
		notice, N_("wall: what the meter does and cannot do, for the "
		"people around it.  register: facts for a register of "
		"processing and an impact assessment.  sheet: a diary to be "
		"filled in by hand."), .run = verb_notice },
	{ "leak", "", N_("count what the messages can carry"),
		leak, NULL, .run = verb_leak },
	{ "config", "show|check", N_("show the configuration, or check it"),
		config, NULL, .run = verb_config, .words = "show|check",
		.of_all = true },
	{ "completions", "bash|zsh|fish", N_("completions for your shell"),
		NULL, N_("Such as: source <(sourdine completions bash)"),
		.run = verb_completions, .words = "bash|zsh|fish",
		.without_conf = true },
	{ "help", "[VERB | configuration]", N_("this text, a verb's options, "
		"or the configuration's keys"), help, NULL,
		.run = verb_help, .without_conf = true },
	{ "version", "", N_("the version"), NULL, NULL,
		.run = verb_version, .without_conf = true },
	{ 0 },
};

const struct verb *verb_find(const char *name)
{
	for (const struct verb *v = verbs; v->name; v++)
		if (strcmp(v->name, name) == 0)
			return v;
	return NULL;
}
