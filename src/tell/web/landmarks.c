/* SPDX-License-Identifier: GPL-3.0-or-later */
/* landmarks.c - which published values may stand beside a period. */
#include <string.h>

#include "days.h"

#define YEAR_S (365 * INT64_C(86400))

/* dB(A); 0: none.  WHO, Environmental Noise Guidelines (2018), and the French
 * noise maps (arrete of 4 April 2006). */
static const struct {
	const char *source;
	int WHO_Lden, WHO_Lnight, map_Lden, map_Lnight;
} transport[] = {
	{"road", 53, 45, 68, 62},
	{"rail", 54, 44, 73, 65},
	{"air", 45, 40, 55, 0},
};

static json_t *level(int dB)
{
	return dB ? json_integer(dB) : json_null();
}

json_t *web_landmarks(struct web *w, struct store *store,
	const struct indicators *whole, int64_t series)
{
	const char *declared = w->settings.noise_source;
	struct store_series found;

	if (!store_series(store, series, &found))
		return json_null();
	if (strcmp(found.place, "indoors") == 0)
		return json_pack("{s:s, s:i, s:i}", "kind", "bedroom",
			"WHO_night", 30, "WHO_LAFmax", 45);
	/* A yearly mean, outdoors, beside the source that was declared; an
	 * hour less in the year that a summer began twice. */
	if (strcmp(found.place, "outdoors") != 0 || !declared ||
		whole->length_s < YEAR_S - 3600)
		return json_null();
	for (size_t i = 0; i < sizeof transport / sizeof transport[0]; i++)
		if (strcmp(declared, transport[i].source) == 0)
			return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}",
				"kind", "transport", "source", declared,
				"WHO_Lden", level(transport[i].WHO_Lden),
				"WHO_Lnight", level(transport[i].WHO_Lnight),
				"map_Lden", level(transport[i].map_Lden),
				"map_Lnight", level(transport[i].map_Lnight));
	return json_null();
}
