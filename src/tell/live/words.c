/* SPDX-License-Identifier: GPL-3.0-or-later */
/* words.c - what there is to know besides the numbers, in plain words. */
#include <string.h>

#include "../../run/language.h"
#include "../calibrations.h"
#include "draw.h"
#include "../words.h"

void live_device(char *out, size_t size, const struct live_view *v)
{
	const struct store_series *s = &v->series;
	char height[48] = "";

	if (!v->has_series) {
		snprintf(out, size, "%s", _("Microphone: not known yet"));
		return;
	}
	if (live_view_is_simulated(v)) {
		snprintf(out, size, "%s", _("No microphone: a made-up street"));
		return;
	}
	if (s->height_cm >= 0)
		snprintf(height, sizeof height, _(", %s m up"),
			decimal(s->height_cm / 100.0, 1));
	snprintf(out, size, "%s%s: %s, %s, %s", place_name(s->place), height,
		s->microphone, strcmp(s->source, "server") == 0 ?
			_("through a sound server") : _("the device itself"),
		s->calibrated == CALIBRATION_COMPARISON ?
			_("calibrated by comparison (3 dB)") :
		s->calibrated ? _("calibrated") : _("uncalibrated"));
}

static const char *sentence_now(const struct live_view *v)
{
	static const char *const sentence[SLM_STATES] = {
		[SLM_STATE_OVERLOAD] = N_("OVERLOAD: the microphone is "
			"clipped; the true level may be higher."),
		[SLM_STATE_UNDER_RANGE] = N_("UNDER RANGE: so quiet that the "
			"microphone's own noise counts; the true level is at "
			"most this."),
		[SLM_STATE_GAP] = N_("GAP: sound was lost; this second has no "
			"level."),
		[SLM_STATE_DEAD] = N_("DEAD: the microphone gives no signal. "
			"Is it muted, or unplugged?"),
		[SLM_STATE_START] = N_("START: the meter is beginning."),
	};
	const char *now;

	if (v->stopped)
		return _("STOPPED: no level comes from the meter. Waiting for "
			"it; `sourdine status` says more.");
	now = v->running ? sentence[v->now.second.state] : NULL;
	return now ? _(now) : NULL;
}

static int say(struct live_canvas *c, int row, int end, const char *text)
{
	return text ? canvas_wrapped(c, row, end, STYLE_PLAIN, text) : row;
}

/* "2 s overloaded (!), 14 s without a level (x)" of the last ten minutes. */
static int say_counts(struct live_canvas *c, int row, int end,
	const struct live_view *v)
{
	int over = live_view_count(v, SLM_STATE_OVERLOAD);
	int none = live_view_count(v, SLM_STATE_GAP) +
		live_view_count(v, SLM_STATE_DEAD) +
		live_view_count(v, SLM_STATE_START);
	char text[256], first[96] = "", second[96] = "";

	if (over)
		snprintf(first, sizeof first, _("%d s overloaded (!)"), over);
	if (none)
		snprintf(second, sizeof second, _("%d s without a level (%s)"),
			none, c->utf8 ? "\u00d7" : "x");
	if (!over && !none)
		return row;
	snprintf(text, sizeof text, _("Of the last 10 min: %s%s%s."), first,
		over && none ? ", " : "", second);
	return say(c, row, end, text);
}

static int say_record(struct live_canvas *c, int row, int end,
	const struct live_view *v)
{
	const struct store_record *r = &v->last;
	char text[200];

	if (!v->has_last || r->covered_s == r->interval_s)
		return row;
	snprintf(text, sizeof text, _("The last record covers %d s of %d s%s."),
		(int)r->covered_s, (int)r->interval_s,
		r->flags & SLM_FLAG_START ? _(": the meter began in it") :
		r->flags & SLM_FLAG_DEAD ? _(": the microphone was dead") :
		r->flags & SLM_FLAG_GAP ? _(": sound was lost") : "");
	return say(c, row, end, text);
}

/* A store that is not there yet is made with the first record. */
static int say_store(struct live_canvas *c, int row, int end,
	const struct live_view *v)
{
	char text[512];

	if (!v->store_error)
		return row;
	store_explain(text, sizeof text, v->store_error, v->store_path);
	return say(c, row, end, text);
}

int draw_fault(struct live_canvas *c, int row, int end,
	const struct live_view *v)
{
	return say(c, row, end, sentence_now(v));
}

int draw_words(struct live_canvas *c, int row, int end,
	const struct live_view *v)
{
	if (live_view_is_simulated(v))
		row = say(c, row, end, _("SIMULATED: made-up sound, no "
			"microphone; these levels are of no place."));
	else if (live_view_is_uncalibrated(v))
		row = say(c, row, end, _("UNCALIBRATED: the levels may be off "
			"by 10 dB or more."));
	row = say_counts(c, row, end, v);
	row = say_record(c, row, end, v);
	return say_store(c, row, end, v);
}
