/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calibration.c - the bytes of the one message that a calibration lets out, or
 * a comparison, and which of them are legal. */
#include <string.h>

#include "slm_message.h"

enum kind { CALIBRATION = 4, COMPARISON = 5 };

static void put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
}

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static int16_t get_signed(const uint8_t *p)
{
	int v = get16(p);

	return (int16_t)(v < 0x8000 ? v : v - 0x10000);
}

void slm_calibration_encode(
	uint8_t b[SLM_MESSAGE_BYTES], const struct slm_calibration *c)
{
	memset(b, 0, SLM_MESSAGE_BYTES);
	b[0] = CALIBRATION;
	b[1] = c->tone;
	put16(b + 2, (uint16_t)c->level);
	put16(b + 4, c->frequency & 0xffff);
	put16(b + 6, c->frequency >> 16);
	put16(b + 8, c->fluctuation);
	put16(b + 10, c->distortion);
	put16(b + 12, c->duration);
	b[14] = c->class;
	b[15] = c->clipped;
}

static bool is_nothing(const struct slm_calibration *c)
{
	return c->level == 0 && c->frequency == 0 && c->fluctuation == 0 &&
	       c->distortion == 0 && c->duration == 0 && c->class == 0 &&
	       !c->clipped;
}

static bool is_legal(const struct slm_calibration *c)
{
	if (c->tone >= SLM_TONES)
		return false;
	if (c->tone == SLM_TONE_NONE)
		return is_nothing(c);
	if (c->tone == SLM_TONE_OK ? c->class < 1 || c->class > 2 || c->clipped
				   : c->class != 0)
		return false;
	if (c->tone == SLM_TONE_CLIPPED && !c->clipped)
		return false;
	return c->level >= -SLM_TONE_LEVEL_MAX &&
	       c->level <= SLM_TONE_LEVEL_MAX &&
	       c->frequency <= SLM_TONE_FREQUENCY_MAX &&
	       c->fluctuation <= SLM_TONE_LEVEL_MAX &&
	       c->distortion <= SLM_TONE_DISTORTION_MAX &&
	       c->duration <= SLM_TONE_DURATION_MAX;
}

bool slm_calibration_decode(
	struct slm_calibration *out, const uint8_t b[SLM_MESSAGE_BYTES])
{
	struct slm_calibration c = {
		.tone = b[1],
		.level = get_signed(b + 2),
		.frequency = get16(b + 4) | (uint32_t)get16(b + 6) << 16,
		.fluctuation = get16(b + 8),
		.distortion = get16(b + 10),
		.duration = get16(b + 12),
		.class = b[14],
		.clipped = b[15] != 0,
	};
	uint8_t again[SLM_MESSAGE_BYTES];

	if (!is_legal(&c))
		return false;
	slm_calibration_encode(again, &c);
	if (memcmp(again, b, sizeof again) != 0)
		return false;
	*out = c;
	return true;
}

void slm_comparison_encode(
	uint8_t b[SLM_MESSAGE_BYTES], const struct slm_comparison *c)
{
	memset(b, 0, SLM_MESSAGE_BYTES);
	b[0] = COMPARISON;
	b[1] = c->noise;
	put16(b + 2, (uint16_t)c->level);
	put16(b + 4, c->unsteady);
	put16(b + 6, c->duration);
}

/* Each verdict but "clipped" says what the numbers have to be. */
static bool fits_its_verdict(const struct slm_comparison *c)
{
	bool whole = c->duration == SLM_COMPARISON_S;
	bool steady = c->unsteady <= SLM_COMPARISON_STEADY;

	switch (c->noise) {
	case SLM_NOISE_OK:
		return whole && steady;
	case SLM_NOISE_TOO_SHORT:
		return !whole;
	case SLM_NOISE_UNSTEADY:
		return !steady;
	case SLM_NOISE_NO_SIGNAL:
		return c->level == 0 && c->unsteady == 0;
	default:
		return c->noise == SLM_NOISE_CLIPPED;
	}
}

bool slm_comparison_decode(
	struct slm_comparison *out, const uint8_t b[SLM_MESSAGE_BYTES])
{
	struct slm_comparison c = {
		.noise = b[1],
		.level = get_signed(b + 2),
		.unsteady = get16(b + 4),
		.duration = get16(b + 6),
	};
	uint8_t again[SLM_MESSAGE_BYTES];

	if (!fits_its_verdict(&c) || c.level < -SLM_TONE_LEVEL_MAX ||
		c.level > SLM_TONE_LEVEL_MAX ||
		c.unsteady > SLM_TONE_LEVEL_MAX ||
		c.duration > SLM_COMPARISON_S)
		return false;
	slm_comparison_encode(again, &c);
	if (memcmp(again, b, sizeof again) != 0)
		return false;
	*out = c;
	return true;
}
