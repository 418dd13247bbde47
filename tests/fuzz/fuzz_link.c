/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_link.c - whatever comes in by a node's wire: what comes out is a legal
 * record, is what a node would have sent, and is placed within bounds.  Without
 * the CRC, which a fuzzer does not guess, the record alone is tried too. */
#include "fuzz.h"
#include "../../src/node/place.h"

#define NOW_MS INT64_C(1800000000000)

static void check_record(const struct slm_record *r)
{
	uint8_t message[SLM_MESSAGE_BYTES];
	struct slm_record again;

	slm_record_encode(message, r);
	HOLDS(slm_record_decode(&again, message));
}

static void check_words(const uint8_t *data, size_t size)
{
	uint32_t words[ENTRY_WORDS], again[ENTRY_WORDS];
	struct entry e;

	if (size < sizeof words)
		return;
	memcpy(words, data, sizeof words);
	if (!entry_unpack(&e, words))
		return;
	check_record(&e.record);
	HOLDS(e.number > 0 && e.number < ENTRY_NUMBERS);
	HOLDS(e.count < ENTRY_COUNTS);
	entry_pack(again, &e);
	HOLDS(memcmp(words, again, sizeof words) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct link_reader reader = {0};
	struct node_place place = {0};
	struct link_frame f;
	uint8_t bytes[LINK_BYTES];

	check_words(data, size);
	for (size_t i = 0; i < size; i++) {
		uint32_t at;

		if (!link_take(&reader, data[i], &f))
			continue;
		check_record(&f.entry.record);
		link_encode(bytes, &f);
		HOLDS(i >= LINK_BODY + 1 &&
			memcmp(bytes + 1, data + i - LINK_BODY - 1,
				LINK_BODY + 1) == 0);
		at = node_place(&place, &f, NOW_MS);
		HOLDS((int64_t)at * f.entry.record.interval_s * 1000 <= NOW_MS);
		HOLDS(at == 0 || (int64_t)at * f.entry.record.interval_s * 1000 >=
			NOW_MS - INT64_C(1000) * NODE_OLDEST_S);
	}
	return 0;
}
