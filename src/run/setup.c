/* SPDX-License-Identifier: GPL-3.0-or-later */
/* setup.c - asks once, in plain words, and writes the configuration. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exit_codes.h"
#include "house.h"
#include "language.h"
#include "places.h"
#include "verbs.h"
#include "../tell/calibrations.h"
#include "../hear/presets.h"

/* One line of the answer without its newline; false at the end of input. */
static bool read_answer(char *answer, int size)
{
	if (!fgets(answer, size, stdin))
		return false;
	answer[strcspn(answer, "\n")] = '\0';
	return true;
}

/* "yes" in English or in the language of the question. */
static bool is_yes(const char *answer)
{
	return answer[0] == 'y' || answer[0] == 'Y' ||
		answer[0] == _("yes")[0];
}

/* "1,5" is what many people write for 1.5. */
static void accept_comma(char *answer)
{
	char *comma = strchr(answer, ',');

	if (comma && strspn(answer, "+-0123456789,") == strlen(answer))
		*comma = '.';
}

/* Ask until the answer is a legal value of `key`.  An empty answer keeps what
 * is there.  false at the end of input. */
static bool ask(struct conf *c, const char *key, const char *question)
{
	char answer[CONF_TEXT], why[256];

	for (;;) {
		printf("\n%s\n> ", question);
		fflush(stdout);
		if (!read_answer(answer, sizeof answer))
			return false;
		if (conf_find(key)->type == KEY_DECIMAL)
			accept_comma(answer);
		if (!*answer || conf_set(c, key, answer, why, sizeof why))
			return true;
		printf("%s.\n", why);
	}
}

/* With what is known so far in brackets, if anything is. */
static bool ask_known(struct conf *c, const char *key, const char *question)
{
	char value[CONF_TEXT] = "", whole[512];
	FILE *f = fmemopen(value, sizeof value, "w");

	if (f) {
		conf_value(c, conf_find(key), f);
		fclose(f);
	}
	snprintf(whole, sizeof whole, "%s [%s]", question, *value &&
		strcmp(value, "-1") != 0 ? value : _("not stated"));
	return ask(c, key, whole);
}

/* A facade reflects: what was there is said, not subtracted. */
static bool ask_facade(struct conf *c)
{
	return strcmp(c->place, "indoors") == 0 || ask_known(c, "facade_m",
		_("How far from the nearest facade or large wall, in metres?  "
		"0 if on it, 1000 if\nnone is near."));
}

static bool ask_interval(struct conf *c)
{
	char answer[CONF_TEXT];

	if (strcmp(c->place, "outdoors") == 0) {
		c->interval_s = 60;
		return true;
	}
	printf(_("\nIndoors, levels can tell when somebody is at home.  A record "
		"every 15 minutes\ntells less; one every minute is advised "
		"with a diary of a noise that disturbs\nyou in your own "
		"home.\nOne record a minute? yes or no [no]\n> "));
	fflush(stdout);
	if (!read_answer(answer, sizeof answer))
		return false;
	c->interval_s = is_yes(answer) ? 60 : 900;
	return true;
}

/* A number, or the name of a microphone whose data sheet is known. */
static bool ask_full_scale(struct conf *c)
{
	char answer[CONF_TEXT], why[256], names[256];
	double before = c->full_scale_db;
	const struct preset *p;

	preset_names(names, sizeof names);
	for (;;) {
		printf(_("\nWhat sound level drives it to full scale, in dB?  94 "
			"minus the sensitivity of\nits data sheet in dBFS: "
			"-26 dBFS gives 120.  Or its name, if it is one of\n"
			"%s. [%g]\n> "), names, c->full_scale_db);
		fflush(stdout);
		if (!read_answer(answer, sizeof answer))
			return false;
		accept_comma(answer);
		p = preset_find(answer);
		if (p) {
			c->full_scale_db = preset_full_scale_db(p);
			c->self_noise_db = p->self_noise_db;
			c->overload_db = p->overload_db;
			c->calibrated = CALIBRATION_NONE;
			printf(_("%s: %g dB, +-%g dB from one to the next.\n"),
				p->name, c->full_scale_db, p->tolerance_db);
			return true;
		}
		if (!*answer)
			return true;
		if (conf_set(c, "full_scale_db", answer, why, sizeof why)) {
			if (c->full_scale_db != before)
				c->calibrated = CALIBRATION_NONE;
			return true;
		}
		printf(_("%s, or one of those names.\n"), why);
	}
}

/* What was found out about another microphone does not hold for this one. */
static bool ask_microphone(struct conf *c)
{
	char question[512], before[CONF_TEXT];

	strcpy(before, c->microphone);
	snprintf(question, sizeof question, _("Which microphone? [%s]"),
		c->microphone);
	if (!ask(c, "microphone", question))
		return false;
	if (strcmp(before, c->microphone) == 0)
		return true;
	c->calibrated = CALIBRATION_NONE;
	c->microphone_response[0] = '\0';
	c->self_noise_db = c->overload_db = 0;
	return true;
}

static bool ask_all(struct conf *c)
{
	char question[512];

	printf(_("A few questions; an empty answer keeps what stands in "
		"brackets.\n`sourdine devices` lists the microphones.\n"));
	if (!ask_microphone(c))
		return false;
	snprintf(question, sizeof question, _("Where does it stand: outdoors, "
		"indoors, or window (outside a window)? [%s]"), c->place);
	if (!ask(c, "place", question) ||
		!ask_known(c, "height_m", _("How high above the ground, in "
			"metres?")) ||
		!ask_facade(c) ||
		!ask_known(c, "source_m", _("How far from what makes the "
			"noise, in metres, if you know?")) ||
		!ask_known(c, "description", _("A few words for the place, "
			"kept with the records.")) ||
		!ask_known(c, "operator", _("Who measures: a name for reports "
			"and for the notice on the wall?")) ||
		!ask_interval(c))
		return false;
	if (!ask_full_scale(c))
		return false;
	snprintf(question, sizeof question, _("Its self-noise, dB(A)?  29 for "
		"an ICS-43434; 0 if you do not know. [%g]"), c->self_noise_db);
	return ask(c, "self_noise_db", question);
}

static int write_configuration(const struct conf *c, const char *path)
{
	char temporary[CONF_PATH + 8];
	FILE *f;

	if (!places_parent(path))
		return EXIT_CONFIG;
	snprintf(temporary, sizeof temporary, "%s.new", path);
	f = fopen(temporary, "w");
	if (f)
		conf_write(c, f, false);
	if (!f || ferror(f) || fclose(f) != 0 || rename(temporary, path) != 0) {
		fprintf(stderr, _("sourdine: %s: cannot be written: %s\n"), path,
			reason(errno));
		unlink(temporary);
		return EXIT_CONFIG;
	}
	printf(_("\nWritten to %s\n"), path);
	puts(c->calibrated == CALIBRATION_NONE ?
		_("Its levels are not calibrated: `sourdine calibrate` puts "
			"that right.") :
		c->calibrated == CALIBRATION_COMPARISON ?
		_("Its levels are calibrated by comparison: +-3 dB.") :
		_("Its levels are calibrated."));
	puts(_("Start the meter with `sourdine run`."));
	return EXIT_OK;
}

int verb_setup(const struct conf *old, int argc, char **argv)
{
	struct conf c = *old;
	char path[CONF_PATH], why[512];

	(void)argv;
	if (conf_meter(0)) { /* it would write over what each has for itself */
		fputs(_("sourdine: setup is for one meter, and this "
			"configuration has several: edit its files; `sourdine "
			"config show --origin` names them\n"), stderr);
		return EXIT_CONFIG;
	}
	conf_own_path(path, sizeof path);
	if (argc == 1 && access(path, F_OK) == 0) {
		fprintf(stderr, _("sourdine: %s is there already; edit it, or "
			"answer anew with `sourdine setup --force`\n"), path);
		return EXIT_CONFIG;
	}
	if (!ask_all(&c)) {
		fputs(_("\nsourdine: the answers ended early: nothing was "
			"written\n"), stderr);
		return EXIT_USAGE;
	}
	if (!conf_finish(&c, why, sizeof why)) {
		fprintf(stderr, _("sourdine: %s: nothing was written\n"), why);
		return EXIT_CONFIG;
	}
	return write_configuration(&c, path);
}
