/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seconds.c - the last ten minutes of seconds, as keep tells them. */
#include <string.h>

#include "../levels.h"
#include "seconds.h"

/* Where the clock was set back, what it had called later is forgotten. */
void web_seconds_add(struct web_seconds *w, const struct live_second *s)
{
	while (w->n > 0 && w->s[w->n - 1].utc_s >= s->utc_s)
		w->n--;
	if (w->n == LIVE_SECONDS) {
		memmove(w->s, w->s + 1, (LIVE_SECONDS - 1) * sizeof w->s[0]);
		w->n--;
	}
	w->s[w->n++] = *s;
}

const struct live_second *web_seconds_newest(const struct web_seconds *w)
{
	return w->n > 0 ? &w->s[w->n - 1] : NULL;
}

slm_tenth_db web_seconds_mean(const struct web_seconds *w, int64_t from_utc_s)
{
	struct level_mean mean = {0};

	for (size_t i = w->n; i > 0 && w->s[i - 1].utc_s >= from_utc_s; i--)
		level_mean_add(&mean, w->s[i - 1].second.LAeq, 1);
	return level_mean(&mean);
}
