/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain.c - `sourdine live` where nothing can be drawn: a line a second,
 * for people, or as JSON. */
#include <errno.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "../../run/exit_codes.h"
#include "../../run/language.h"
#include "../iso_time.h"
#include "../levels.h"
#include "plain.h"
#include "terminal.h"

/* One line; `state` is of live_state_name, or "stopped". */
static void put_text(const struct live_view *v, const char *time,
	slm_tenth_db level, const char *state)
{
	bool utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	bool at_most = strcmp(state,
		live_state_name(SLM_STATE_UNDER_RANGE)) == 0;
	char text[LEVEL_SIZE];

	level_format(text, level, at_most, utf8);
	printf("%s LAeq,1s %s dB %s%s%s\n", time, text, state,
		live_view_is_simulated(v) ? " simulated" : "",
		live_view_is_uncalibrated(v) ? " uncalibrated" : "");
}

static void put_json(const struct live_view *v, const char *time,
	slm_tenth_db level, const char *state)
{
	json_t *j = json_pack("{s:s, s:o, s:s, s:o, s:o}",
		"time", time,
		"LAeq_1s", level == SLM_NO_LEVEL ? json_null() :
			json_real(level / 10.0),
		"state", state,
		"simulated", !v->has_series ? json_null() :
			json_boolean(live_view_is_simulated(v)),
		"calibrated", !v->has_series ? json_null() :
			json_boolean(!live_view_is_uncalibrated(v)));
	char *text = j ? json_dumps(j, JSON_COMPACT | JSON_REAL_PRECISION(5)) :
		NULL;

	json_decref(j);
	if (text)
		puts(text);
	free(text);
}

static void put(const struct live_view *v, const struct live_options *o,
	int64_t utc_s, slm_tenth_db level, const char *state)
{
	char time[ISO_TIME_SIZE];

	iso_time_format(time, utc_s);
	(o->json ? put_json : put_text)(v, time, level, state);
}

int live_plain(struct live_feed *f, const char *store_path,
	const struct live_options *o)
{
	const int64_t end_ms = live_now_ms() + 1000 * o->seconds;
	struct live_view v = { 0 };
	int64_t told = 0, lines = 0;
	bool stopped = false;

	live_catch_signals(false);
	do {
		const struct live_second *s;
		int64_t now_ms = live_now_ms(), utc_s = live_utc_s();

		(void)live_feed_read(f, now_ms);
		live_view_look(&v, f, store_path, now_ms, utc_s);
		while ((s = live_feed_next(f, &told, now_ms, utc_s)) &&
			(!o->seconds || lines < o->seconds)) {
			put(&v, o, s->utc_s, s->second.LAeq,
				live_state_name(s->second.state));
			lines++;
		}
		if (v.stopped && !stopped)
			put(&v, o, utc_s, SLM_NO_LEVEL, "stopped");
		stopped = v.stopped;
		if (fflush(stdout) != 0) {
			fprintf(stderr, _("sourdine: standard output cannot "
				"be written (%s)\n"), reason(errno));
			return EXIT_INPUT;
		}
		if (o->seconds &&
			(lines >= o->seconds || now_ms >= end_ms))
			break;
	} while (live_wait(f->fd, NULL, 250));
	return EXIT_OK;
}
