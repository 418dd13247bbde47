/* SPDX-License-Identifier: GPL-3.0-or-later */
/* diary.c - the key with which `sourdine live` notes the noise in question,
 * and what the screen says of it. */
#include <string.h>
#include <time.h>

#include "../../run/language.h"
#include "../diary/open.h"
#include "draw.h"

#define TOLD_MS 15000

/* "22:31:05", with its day where that is not today. */
static void clock_of(char out[32], int64_t utc_s, int64_t now_utc_s)
{
	time_t t = (time_t)utc_s, now = (time_t)now_utc_s;
	struct tm tm, today;

	out[0] = '\0';
	if (localtime_r(&t, &tm) && localtime_r(&now, &today))
		strftime(out, 32, tm.tm_yday == today.tm_yday &&
			tm.tm_year == today.tm_year ? "%H:%M:%S" :
			"%Y-%m-%d %H:%M:%S", &tm);
}

static void tell(struct live_diary *d, const struct store_journal *entry,
	enum diary_toggled what)
{
	char from[32], to[32];

	d->since_utc_s = STORE_NO_TIME;
	d->told[0] = '\0';
	clock_of(from, entry->from_utc_s, entry->utc_s);
	clock_of(to, entry->utc_s, entry->utc_s);
	if (what == DIARY_BEGUN)
		d->since_utc_s = entry->from_utc_s;
	else if (what == DIARY_ENDED)
		snprintf(d->told, sizeof d->told, _("Diary: noted as entry "
			"%lld: the noise was there from %s to %s."),
			(long long)entry->n, from, to);
	else
		snprintf(d->told, sizeof d->told, _("Diary: entry %lld, begun "
			"this second, was taken back."), (long long)entry->n);
}

void live_view_note(struct live_view *v, const char *store_path,
	int64_t now_ms, int64_t utc_s)
{
	struct store_journal entry;
	enum diary_toggled what;
	char why[512];
	int error = diary_toggle(store_path, utc_s, &entry, &what);

	v->diary.told_until_ms = now_ms + TOLD_MS;
	if (!error) {
		tell(&v->diary, &entry, what);
		return;
	}
	store_explain(why, sizeof why, error, store_path);
	snprintf(v->diary.told, sizeof v->diary.told,
		_("Diary: not noted: %s."), why);
}

int draw_diary(struct live_canvas *c, int row, int end,
	const struct live_view *v)
{
	const struct live_diary *d = &v->diary;
	char since[32], text[128];

	if (*d->told)
		row = canvas_wrapped(c, row, end, STYLE_BOLD, d->told);
	if (d->since_utc_s == STORE_NO_TIME)
		return row;
	clock_of(since, d->since_utc_s, v->utc_s);
	snprintf(text, sizeof text, _("Diary: the noise is there since %s; "
		"press d when it is over."), since);
	return canvas_wrapped(c, row, end, STYLE_BOLD, text);
}

void live_diary_sum_up(const struct live_view *v)
{
	char since[32];

	if (v->diary.since_utc_s == STORE_NO_TIME)
		return;
	clock_of(since, v->diary.since_utc_s, v->utc_s);
	printf(_("The diary's entry since %s goes on: `sourdine diary stop` "
		"ends it.\n"), since);
}
