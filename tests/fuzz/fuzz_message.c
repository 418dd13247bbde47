/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_message.c - what a decoder takes is one kind of message only, within
 * its bounds, and exactly what the encoder would have written. */
#include "fuzz.h"
#include "slm_message.h"

static bool is_level(slm_tenth_db l)
{
	return l >= 0 && l <= SLM_LOUDEST;
}

static void check_spread(const struct slm_spread *s)
{
	if (s->LAFmax == SLM_NO_LEVEL) {
		HOLDS(s->LAF1 == -1 && s->LAF10 == -1 && s->LAF50 == -1);
		HOLDS(s->LAF90 == -1 && s->LAF95 == -1 && s->LAFmin == -1);
		return;
	}
	HOLDS(is_level(s->LAFmax) && is_level(s->LAFmin));
	HOLDS(s->LAFmax >= s->LAF1 && s->LAF1 >= s->LAF10);
	HOLDS(s->LAF10 >= s->LAF50 && s->LAF50 >= s->LAF90);
	HOLDS(s->LAF90 >= s->LAF95 && s->LAF95 >= s->LAFmin);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t again[SLM_MESSAGE_BYTES];
	struct slm_second second;
	struct slm_spread spread;
	struct slm_calibration tone;
	struct slm_comparison noise;
	struct slm_record r;
	int kinds = 0;

	if (size < SLM_MESSAGE_BYTES)
		return 0;
	if (slm_second_decode(&second, data)) {
		kinds++;
		HOLDS(second.state < SLM_STATES);
		HOLDS(second.state < SLM_STATE_GAP
				? is_level(second.LAeq)
				: second.LAeq == SLM_NO_LEVEL);
		slm_second_encode(again, &second);
	}
	if (slm_spread_decode(&spread, data)) {
		kinds++;
		check_spread(&spread);
		slm_spread_encode(again, &spread);
	}
	if (slm_record_decode(&r, data)) {
		kinds++;
		check_spread(&r.spread);
		HOLDS(r.covered_s <= r.interval_s && 3600 % r.interval_s == 0);
		HOLDS((r.covered_s == 0) == (r.LAeq == SLM_NO_LEVEL));
		HOLDS((r.flags & ~SLM_GATE_FLAGS) == 0);
		slm_record_encode(again, &r);
	}
	if (slm_calibration_decode(&tone, data)) {
		kinds++;
		HOLDS(tone.tone < SLM_TONES && tone.class <= 2);
		slm_calibration_encode(again, &tone);
	}
	if (slm_comparison_decode(&noise, data)) {
		kinds++;
		HOLDS(noise.noise < SLM_NOISES);
		HOLDS(noise.duration <= SLM_COMPARISON_S);
		slm_comparison_encode(again, &noise);
	}
	HOLDS(kinds <= 1);
	HOLDS(kinds == 0 || memcmp(again, data, sizeof again) == 0);
	return 0;
}
