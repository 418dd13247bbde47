/* SPDX-License-Identifier: GPL-3.0-or-later */
/* link.c - frames: COBS between zeros, with a CRC. */
#include "link.h"

#include <string.h>

static uint8_t *put(uint8_t *to, uint32_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		*to++ = (uint8_t)(value >> 8 * i);
	return to;
}

static uint32_t get(const uint8_t **from, int bytes)
{
	uint32_t value = 0;

	for (int i = 0; i < bytes; i++)
		value |= (uint32_t)*(*from)++ << 8 * i;
	return value;
}

/* Each zero becomes the distance to the next one, or to the end. */
static void stuff(uint8_t bytes[LINK_BYTES], const uint8_t body[LINK_BODY])
{
	uint8_t *last = bytes + 1;

	bytes[0] = 0;
	for (uint32_t i = 0; i < LINK_BODY; i++) {
		uint8_t *to = bytes + 2 + i;

		*to = body[i];
		if (body[i] != 0)
			continue;
		*last = (uint8_t)(to - last);
		last = to;
	}
	*last = (uint8_t)(bytes + LINK_BYTES - 1 - last);
	bytes[LINK_BYTES - 1] = 0;
}

/* `bytes` without the zeros around: LINK_BODY + 1 of them, none 0. */
static bool unstuff(uint8_t body[LINK_BODY], const uint8_t *bytes)
{
	uint32_t next = bytes[0];

	for (uint32_t i = 1; i <= LINK_BODY; i++) {
		body[i - 1] = i == next ? 0 : bytes[i];
		if (i == next)
			next += bytes[i];
	}
	return next == LINK_BODY + 1;
}

void link_encode(uint8_t bytes[LINK_BYTES], const struct link_frame *f)
{
	uint8_t body[LINK_BODY], *to = body;
	uint32_t words[ENTRY_WORDS];

	entry_pack(words, &f->entry);
	to = put(to, LINK_VERSION, 1);
	to = put(to, f->node, 2);
	to = put(to, f->start, 4);
	to = put(to, f->sent_s, 4);
	for (int i = 0; i < ENTRY_WORDS; i++)
		to = put(to, words[i], 4);
	put(to, entry_crc(body, LINK_BODY - 4), 4);
	stuff(bytes, body);
}

static bool decode(struct link_frame *f, const uint8_t body[LINK_BODY])
{
	const uint8_t *from = body + LINK_BODY - 4;
	uint32_t words[ENTRY_WORDS];

	if (get(&from, 4) != entry_crc(body, LINK_BODY - 4))
		return false;
	from = body;
	if (get(&from, 1) != LINK_VERSION)
		return false;
	f->node = (uint16_t)get(&from, 2);
	f->start = get(&from, 4);
	f->sent_s = get(&from, 4);
	for (int i = 0; i < ENTRY_WORDS; i++)
		words[i] = get(&from, 4);
	return entry_unpack(&f->entry, words);
}

bool link_take(struct link_reader *r, uint8_t byte, struct link_frame *f)
{
	uint8_t body[LINK_BODY];
	uint32_t n = r->n;

	if (byte != 0) {
		if (n < LINK_BYTES)
			r->bytes[r->n++] = byte;
		return false;
	}
	r->n = 0;
	return n == LINK_BODY + 1 && unstuff(body, r->bytes) && decode(f, body);
}

int64_t link_age_s(const struct link_frame *f)
{
	uint32_t interval_s = f->entry.record.interval_s, since;

	if (f->sent_s == LINK_NEVER)
		return -1;
	since = (f->sent_s / interval_s - f->entry.count) % ENTRY_COUNTS;
	if (since > f->sent_s / interval_s)
		return -1;
	return (int64_t)since * interval_s + f->sent_s % interval_s;
}
