/* SPDX-License-Identifier: GPL-3.0-or-later */
/* now.c - the present, for those who may see seconds and for those who
 * may not. */
#include "../local_time.h"
#include "web.h"
#include "json.h"

/* A record comes within seconds of its end. */
#define LATE_S 15

/* Whoever looks from elsewhere learns no more of this moment than the last
 * closed record says. */
static void see_records(struct web_now *now, const struct web *w)
{
	const struct store_record *r = &w->store.last;
	int64_t end = r->start_utc_s + r->interval_s;

	now->state = "stopped";
	if (!w->store.has_last || w->utc_s - end > r->interval_s + LATE_S)
		return;
	now->utc_s = end;
	if (r->covered_s > 0)
		now->state = live_state_name(SLM_STATE_OK);
	else if (r->flags & SLM_FLAG_DEAD)
		now->state = live_state_name(SLM_STATE_DEAD);
	else
		now->state = live_state_name(SLM_STATE_GAP);
}

static void see_seconds(struct web_now *now, const struct web *w)
{
	const struct live_second *s = web_seconds_newest(&w->feed.seconds);

	now->seconds_shown = true;
	now->state = "stopped";
	if (!s || !web_feed_is_fresh(&w->feed, w->now_ms, w->utc_s))
		return;
	now->utc_s = s->utc_s;
	now->state = live_state_name(s->second.state);
	now->LAeq_1s = s->second.LAeq;
	now->LAeq_minute = web_seconds_mean(&w->feed.seconds, s->utc_s - 59);
}

char *web_now_text(struct web *w, bool seconds_shown)
{
	struct store_study study;
	struct web_now now = {
		.utc_s = w->utc_s,
		.LAeq_1s = SLM_NO_LEVEL,
		.LAeq_minute = SLM_NO_LEVEL,
		.utc_offset_s = local_offset_s(w->utc_s),
		.meter = w->settings.meter,
	};

	web_store_look(&w->store, w->utc_s);
	now.LAeq_hour = web_store_hour(&w->store, w->utc_s);
	now.LAeq_today =
		web_store_today(&w->store, w->utc_s, &now.today_coverage);
	now.series = w->store.has_series ? &w->store.series : NULL;
	now.last = w->store.has_last ? &w->store.last : NULL;
	if (w->store.store && store_study(w->store.store, w->utc_s, &study))
		now.study = &study;
	if (seconds_shown && !w->settings.no_seconds)
		see_seconds(&now, w);
	else
		see_records(&now, w);
	return web_json_text(web_json_now(&now));
}
