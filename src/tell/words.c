/* SPDX-License-Identifier: GPL-3.0-or-later */
/* words.c - levels, states and places as people read them. */
#include <string.h>

#include "../run/language.h"
#include "words.h"

void level_for_people(char out[LEVEL_SIZE], slm_tenth_db level, bool at_most,
	bool utf8)
{
	char *point;

	level_format(out, level, at_most, utf8);
	point = strchr(out, '.');
	if (point)
		*point = decimal_point();
}

const char *place_name(const char *place)
{
	return strcmp(place, "window") == 0 ? _("outside a window") :
		strcmp(place, "indoors") == 0 ? _("indoors") : _("outdoors");
}

const char *state_sentence(uint8_t state)
{
	static const char *const sentences[SLM_STATES] = {
		[SLM_STATE_OK] = N_("ok"),
		[SLM_STATE_OVERLOAD] = N_("overload: the microphone is clipped"),
		[SLM_STATE_UNDER_RANGE] = N_("under range: too quiet for this "
			"microphone"),
		[SLM_STATE_GAP] = N_("gap: sound was lost"),
		[SLM_STATE_DEAD] = N_("dead: the microphone gives no signal"),
		[SLM_STATE_START] = N_("the meter is beginning"),
	};

	return state < SLM_STATES ? _(sentences[state]) : "?";
}
