/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tell.c - the domain that talks: it gets closed records, and has the serial
 * port and the log.  It cannot see a sample, nor where one lies. */
#include "calls.h"
#include "hal.h"
#include "link.h"
#include "log.h"
#include "memory.h"
#include "params.h"

/* Entered by base. */
void tell_main(void);

static const struct log_flash flash = {
	.at = (const uint32_t *)LOG_AT,
	.sectors = LOG_SECTORS,
	.sector_words = LOG_SECTOR_SIZE / 4,
	.program = call_tell_program,
	.erase = call_tell_erase,
};

_Static_assert(UNIT_MOST * UNIT_WORDS <= CALL_WORDS_MAX,
	"what belongs together is one call");

static struct log log;
static uint32_t start; /* number of this start's first record; 0: none yet */

static uint32_t uptime_s(void)
{
	struct call_status s;

	call_tell_status(&s);
	return (uint32_t)(((uint64_t)s.uptime_ms[1] << 32 | s.uptime_ms[0]) /
			  1000);
}

/* Has this start of the node a record in the log already? */
static void find_start(void)
{
	struct call_status s;

	call_tell_status(&s);
	start = s.tell_restarts > 0 && uptime_s() >= params.interval_s
			? log_start(&log)
			: 0;
}

static void send(const struct entry *e, uint32_t its_start)
{
	uint8_t bytes[LINK_BYTES];
	const struct link_frame f = {
		.node = (uint16_t)params.node,
		.start = its_start,
		.sent_s = its_start == start ? uptime_s() : LINK_NEVER,
		.entry = *e,
	};

	link_encode(bytes, &f);
	for (uint32_t i = 0; i < LINK_BYTES; i++)
		while (!hal_serial_put(bytes[i]))
			call_tell_sleep(1);
}

static void send_again(uint32_t number)
{
	struct entry e;
	uint32_t its_start;

	if (log_find(&log, number, &e, &its_start))
		send(&e, its_start);
}

static void take(const struct slm_record *r)
{
	static const uint16_t again[LINK_TIMES] = LINK_AGAIN;
	/* By the gate's count: a record may have waited while tell was down. */
	struct entry e = {.record = *r,
		.count = (r->sequence + 1) % ENTRY_COUNTS};

	if (r->sequence == 0)
		start = 0; /* the log knew one of before */
	e.first = start == 0;
	(void)log_add(&log, &e); /* one that is not stored is sent, once */
	if (start == 0)
		start = e.number;
	send(&e, start);
	for (int i = 1; i < LINK_TIMES; i++)
		if (e.number > again[i])
			send_again(e.number - again[i]);
}

void tell_main(void)
{
	uint8_t message[SLM_MESSAGE_BYTES] __attribute__((aligned(4)));
	struct slm_record r;

	log_open(&log, &flash);
	find_start();
	for (;;)
		if (call_tell_wait(message, 1000) &&
			slm_record_decode(&r, message))
			take(&r);
}
