/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calibrate_say.c - what came of a calibration, in words and in JSON. */
#include <math.h>
#include <string.h>

#include <jansson.h>

#include "../run/language.h"
#include "calibrate.h"

/* The meter's own bounds. */
#define FULL_SCALE_MIN_DB 60.0
#define FULL_SCALE_MAX_DB 180.0

/* From one calibration to the next; beyond it, something has changed. */
#define DRIFT_MAX_DB 0.5

/* Of a comparison, k = 2. */
#define UNCERTAINTY_DB 3.0

static double frequency_hz(const struct tone_verdict *v)
{
	return v->frequency / 10.0;
}

static double hundredths(int v)
{
	return v / 100.0;
}

static double drift_db(
	const struct calibration *c, const struct calibrate_options *o)
{
	return c->full_scale_db - o->previous_db; /* NAN if not stated */
}

static void wrong_frequency(
	struct calibration *c, const struct calibrate_options *o)
{
	const struct tone_config asked = {.frequency_hz = o->frequency_hz};
	double hz = frequency_hz(&c->verdict);
	double nominal = tone_nominal_hz(&asked, hz);

	snprintf(c->reason, sizeof c->reason,
		_("has a tone at %s Hz, %s %% from %.0f Hz (%s %% is "
		"allowed); use a calibrator of %s"),
		decimal(hz, 1), decimal(fabs(hz / nominal - 1.0) * 100.0, 1),
		nominal, decimal(tone_frequency_percent[1], 1),
		o->frequency_hz == 0	  ? _("1000 or 250 Hz")
		: o->frequency_hz == 1000 ? _("1000 Hz, or say --frequency 250")
					  : _("250 Hz, or say --frequency 1000"));
}

static void refuse(struct calibration *c, const struct calibrate_options *o)
{
	const struct tone_verdict *v = &c->verdict;
	char *to = c->reason;
	size_t size = sizeof c->reason;

	switch (v->result) {
	case TONE_TOO_SHORT:
		snprintf(to, size,
			_("has the tone for %s s only; record 1 s or more of "
			"it"),
			decimal(v->duration / 10.0, 1));
		break;
	case TONE_WRONG_FREQUENCY:
		wrong_frequency(c, o);
		break;
	case TONE_CLIPPED:
		snprintf(to, size,
			_("is clipped: the tone reaches full scale; lower the "
			"gain and record it again"));
		break;
	case TONE_UNSTEADY:
		snprintf(to, size,
			_("has a tone whose level is not steady: %s dB from "
			"its mean (%s dB is allowed); press the calibrator "
			"home, wait 10 s, record it again"),
			decimal(hundredths(v->fluctuation), 2),
			decimal(tone_fluctuation_db[1], 2));
		break;
	case TONE_DISTORTED:
		snprintf(to, size,
			_("has a tone with %s %% distortion and noise (%s "
			"%% is allowed); check seal, battery and gain, and "
			"keep quiet"),
			decimal(hundredths(v->distortion), 2),
			decimal(tone_distortion_percent[1], 1));
		break;
	default:
		snprintf(to, size,
			_("has no tone that stands out for 1 s; was the "
			"calibrator on, and is it the right channel?"));
	}
}

void calibrate_conclude(
	struct calibration *c, const struct calibrate_options *o)
{
	if (c->verdict.result != TONE_OK) {
		refuse(c, o);
		return;
	}
	c->full_scale_db =
		o->level_db + o->correction_db - hundredths(c->verdict.level);
	calibrate_check_full_scale(c);
}

void calibrate_check_full_scale(struct calibration *c)
{
	c->ok = c->full_scale_db >= FULL_SCALE_MIN_DB &&
		c->full_scale_db <= FULL_SCALE_MAX_DB;
	if (!c->ok)
		snprintf(c->reason, sizeof c->reason,
			_("would put full scale at %s dB, outside %.0f to "
			"%.0f; check the level that you gave, the gain and the "
			"channel"),
			decimal(c->full_scale_db, 1), FULL_SCALE_MIN_DB,
			FULL_SCALE_MAX_DB);
}

/* The name without what could upset a terminal. */
static void print_name(const char *name, FILE *to)
{
	if (strcmp(name, "-") == 0)
		name = _("standard input");
	for (; *name; name++)
		fputc((unsigned char)*name < ' ' || *name == 0x7f ? '?' : *name,
			to);
}

void calibrate_complain(const char *file, const char *sentence)
{
	fputs("sourdine-calibrate: ", stderr);
	print_name(file, stderr);
	fprintf(stderr, ": %s\n", sentence);
}

static void say_noise(
	const struct calibration *c, const struct calibrate_options *o)
{
	printf(_("\n"
	       "  noise        %u s, no ten of them farther than %s dB from the "
	       "mean\n"
	       "  level        %s dB(A) re a full-scale sine; %s dB(A) at the "
	       "microphone\n"),
		c->noise.duration, decimal(hundredths(c->noise.unsteady), 2),
		decimal(hundredths(c->noise.level), 2),
		decimal(o->level_db + o->correction_db, 2));
}

static void say_tone(
	const struct calibration *c, const struct calibrate_options *o)
{
	const struct tone_verdict *v = &c->verdict;

	printf(_("\n"
	       "  tone         %s Hz, steady for %s s\n"
	       "  fluctuation  %s dB\n"
	       "  distortion   %s %% with noise\n"
	       "  class        %d (IEC 60942: frequency, fluctuation, "
	       "distortion)\n"
	       "  level        %s dB re a full-scale sine; %s dB at the "
	       "microphone\n"),
		decimal(frequency_hz(v), 1), decimal(v->duration / 10.0, 1),
		decimal(hundredths(v->fluctuation), 2),
		decimal(hundredths(v->distortion), 2), v->class,
		decimal(hundredths(v->level), 2),
		decimal(o->level_db + o->correction_db, 2));
}

bool calibrate_say(
	const struct calibration *c, const struct calibrate_options *o)
{
	double drift = drift_db(c, o);
	double most = o->against ? UNCERTAINTY_DB : DRIFT_MAX_DB;

	if (!c->ok)
		return true; /* the reason goes to stderr */
	print_name(o->file, stdout);
	if (o->against)
		say_noise(c, o);
	else
		say_tone(c, o);
	if (!isnan(drift))
		printf(_("  drift        %s dB%s\n"), signed_decimal(drift, 2),
			fabs(drift) > most
				? _(": doubt what was measured since the last "
				  "calibration")
				: "");
	printf(_("\nFor the configuration:\n"));
	printf("full_scale_db = %.2f\n"
	       "calibrated = %s\n",
		c->full_scale_db, o->against ? "comparison" : "yes");
	return true;
}

/* Three decimals, or null. */
static json_t *real(double x)
{
	return isnan(x) ? json_null() : json_real(round(x * 1000.0) / 1000.0);
}

/* A name that is not UTF-8 cannot stand in JSON as it is. */
static json_t *text(const char *name)
{
	json_t *t = json_string(name);
	char plain[4096];
	size_t n = 0;

	if (t)
		return t;
	for (; name[n] && n + 1 < sizeof plain; n++)
		plain[n] = (unsigned char)name[n] < 0x80 ? name[n] : '?';
	plain[n] = '\0';
	return json_string(plain);
}

/* jansson refuses to add NULL: a want of memory anywhere shows in `bad`. */
static int set_verdict(json_t *j, const struct tone_verdict *v)
{
	int bad = 0;

	bad |= json_object_set_new(j, "frequency_hz", real(frequency_hz(v)));
	bad |= json_object_set_new(
		j, "fluctuation_db", real(hundredths(v->fluctuation)));
	bad |= json_object_set_new(
		j, "distortion_percent", real(hundredths(v->distortion)));
	bad |= json_object_set_new(j, "clipped", json_boolean(v->clipped));
	bad |= json_object_set_new(j, "steady_s", real(v->duration / 10.0));
	return bad;
}

static int set_noise(json_t *j, const struct slm_comparison *v)
{
	int bad = 0;

	bad |= json_object_set_new(
		j, "unsteady_db", real(hundredths(v->unsteady)));
	bad |= json_object_set_new(
		j, "clipped", json_boolean(v->noise == SLM_NOISE_CLIPPED));
	bad |= json_object_set_new(j, "duration_s", json_integer(v->duration));
	return bad;
}

bool calibrate_say_json(
	const struct calibration *c, const struct calibrate_options *o)
{
	json_t *j = json_object();
	bool good;
	int bad = json_object_set_new(j, "ok", json_boolean(c->ok));

	if (!c->ok)
		bad |= json_object_set_new(j, "reason", text(c->reason));
	bad |= json_object_set_new(j, "file", text(o->file));
	if (c->sample_rate_hz > 0)
		bad |= json_object_set_new(j, "sample_rate_hz",
			json_integer((json_int_t)c->sample_rate_hz));
	if (c->has_verdict && c->verdict.result != TONE_NONE)
		bad |= set_verdict(j, &c->verdict);
	if (c->has_noise)
		bad |= set_noise(j, &c->noise);
	if (c->ok && o->against)
		bad |= json_object_set_new(
			j, "uncertainty_db", real(UNCERTAINTY_DB));
	if (c->ok && !o->against)
		bad |= json_object_set_new(
			j, "class", json_integer(c->verdict.class));
	if (c->ok) {
		bad |= json_object_set_new(
			j, "full_scale_db", real(c->full_scale_db));
		bad |= json_object_set_new(j, "level_db", real(o->level_db));
		bad |= json_object_set_new(
			j, "correction_db", real(o->correction_db));
		bad |= json_object_set_new(j, "drift_db", real(drift_db(c, o)));
	}
	good = !bad && json_dumpf(j, stdout, JSON_REAL_PRECISION(12)) == 0 &&
	       fputc('\n', stdout) != EOF;
	json_decref(j);
	return good;
}
