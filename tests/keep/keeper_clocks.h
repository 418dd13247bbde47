/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keeper_clocks.h - a keeper between two made-up clocks, given a second each
 * second and a record each minute. */
#ifndef KEEPER_CLOCKS_H
#define KEEPER_CLOCKS_H

#include "scratch.h"

#include <sodium.h>

#include "../../src/keep/keeper.h"
#include "../../src/tell/verify/verify.h"

#define T0 INT64_C(1772409600) /* 2026-03-02T00:00:00Z */

static struct keeper keeper;
static struct live_server live;
static struct store *store;
static struct store_series series;
static struct seal_key key;
static char live_path[96];

/* Two clocks: what the machine says, and what passes. */
static int64_t utc_ms, boot_ms;

static struct stated says[4]; /* what the operator states at the start */
static size_t n_says;

static UNUSED void begin(const char *boot_id, bool clock_set, int32_t retention_days)
{
	struct keeper_start now = { .key = &key, .boot_id = boot_id,
		.clock_set = clock_set, .retention_days = retention_days,
		.utc_ms = utc_ms, .boot_ms = boot_ms, .stated = says, .n_stated = n_says };

	crypto_sign_seed_keypair(key.public, key.secret,
		(const unsigned char *)"a seed of thirty-two bytes, here");
	series = a_series();
	series.since_utc_s = utc_ms / 1000;
	snprintf(live_path, sizeof live_path, "%s/live", scratch);
	assert_int_equal(store_create(&store, store_path), STORE_OK);
	assert_int_equal(live_server_open(&live, live_path), 0);
	assert_int_equal(keeper_begin(&keeper, store, store_path, &live,
		&series, &now), STORE_OK);
}

static UNUSED void end(void)
{
	assert_true(keeper_stop(&keeper));
	live_server_close(&live);
	store_close(store);
}

/* keep dies without a word. */
static UNUSED void die(void)
{
	live_server_close(&live);
	store_close(store);
}

/* Each second at 0.75 s past it; at the end of each minute of the wall clock
 * its record.  The level tells how many there were before. */
static int given;

static UNUSED void give_second(void)
{
	uint8_t b[SLM_MESSAGE_BYTES];
	struct slm_second s = { (slm_tenth_db)(300 + given % 900),
		SLM_STATE_OK };

	utc_ms += 1000;
	boot_ms += 1000;
	keeper_look(&keeper, utc_ms, boot_ms);
	slm_second_encode(b, &s);
	assert_null(keeper_take(&keeper, b, utc_ms, false));
}

static UNUSED void give_record(void)
{
	uint8_t b[SLM_MESSAGE_BYTES];
	slm_tenth_db l = (slm_tenth_db)(300 + given++ % 900);
	struct slm_record r = { .interval_s = 60, .covered_s = 60, .LAeq = l,
		.spread = { l, l, l, l, l, l, l } };

	slm_record_encode(b, &r);
	assert_null(keeper_take(&keeper, b, utc_ms, false));
}

static UNUSED void pass(int64_t seconds)
{
	for (int64_t i = 0; i < seconds; i++) {
		give_second();
		if (utc_ms / 1000 % 60 == 0)
			give_record();
	}
}

static UNUSED void set_clock(int64_t by_ms)
{
	utc_ms += by_ms;
}

static UNUSED void start_at(int64_t utc_s)
{
	utc_ms = utc_s * 1000 + 750;
	boot_ms = 5000;
	given = 0;
}

/* ------------------------------------------------------------- looking */

struct seen {
	int n;
	int64_t start[4000], moved[4000];
};

static UNUSED bool see(void *user, const struct store_record *r)
{
	struct seen *x = user;

	/* each once, in order, none left out */
	assert_int_equal(r->sequence, x->n + 1);
	assert_int_equal(r->LAeq, 300 + x->n % 900);
	x->start[x->n] = r->start_utc_s;
	x->moved[x->n++] = r->moved_s;
	return true;
}

static struct seen seen;

static UNUSED void look_at_all(void)
{
	seen.n = 0;
	assert_int_equal(store_records(store, INT64_MIN, INT64_MAX, see,
		&seen), STORE_OK);
	assert_int_equal(seen.n, given);
}

static UNUSED bool count_line(void *user, const struct store_journal *j)
{
	(void)j;
	++*(int *)user;
	return true;
}

static UNUSED int lines(int32_t kind)
{
	int n = 0;

	assert_int_equal(store_journal(store, kind, count_line, &n),
		STORE_OK);
	return n;
}

static UNUSED bool keep_line(void *user, const struct store_journal *j)
{
	*(struct store_journal *)user = *j;
	return true;
}

static UNUSED struct store_journal last_line(int32_t kind)
{
	static struct store_journal j;

	memset(&j, 0, sizeof j);
	assert_int_equal(store_journal(store, kind, keep_line, &j), STORE_OK);
	return j;
}

static UNUSED void assert_valid(void)
{
	struct verify_options o = { .has_key = true };
	struct verify_result r;

	memcpy(o.key, key.public, sizeof o.key);
	verify_store(&r, store_path, &o);
	if (r.fault)
		fail_msg("%s at %lld: %s", verify_fault_name(r.fault),
			(long long)r.n, r.why);
}

/* -------------------------------------------- stored seconds, one by one */

static int64_t counted;
static uint8_t taken[2 * 86400];
static int64_t taken_from;

static UNUSED bool take_seconds(void *user, const struct store_seconds *x)
{
	struct slm_second s;

	(void)user;
	for (int i = 0; i < x->count; i++) {
		int64_t at = x->start_utc_s + i - taken_from;

		if (!store_unpack(&s, x->second[i]))
			continue;
		counted++;
		if (at >= 0 && at < (int64_t)sizeof taken)
			taken[at]++;
	}
	return true;
}

static UNUSED void look_at_seconds(int64_t from_utc_s)
{
	counted = 0;
	taken_from = from_utc_s;
	memset(taken, 0, sizeof taken);
	assert_int_equal(store_seconds(store, INT64_MIN, INT64_MAX,
		take_seconds, NULL), STORE_OK);
}

/* UTC repeats a second (23:59:60 comes as 23:59:59 again), or leaves one
 * out: each second that was heard is kept once. */
#endif
