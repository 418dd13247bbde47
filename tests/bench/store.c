/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store.c - what a year in a store costs, as keep writes it: store FOLDER
 *
 * A year of minutes with its histograms, signed each hour; the same with
 * LAeq,1s of each second, as a study has it.  Prints sizes and times. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../../src/keep/seal.h"
#include "../../src/tell/verify/verify.h"

#define T0    INT64_C(1767225600)
#define HOURS 8760

static struct seal_key key;
static struct store_series series;

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int add_minute(struct store *s, int64_t start, bool seconds)
{
	static struct store_seconds x;
	slm_tenth_db l = (slm_tenth_db)(400 + start / 60 * 7919 % 300);
	struct store_record r = { .series = series.id, .start_utc_s = start,
		.interval_s = 60, .covered_s = 60, .LAeq = l,
		.spread = { (slm_tenth_db)(l + 90), (slm_tenth_db)(l + 70),
			(slm_tenth_db)(l + 30), (slm_tenth_db)(l - 10),
			(slm_tenth_db)(l - 50), (slm_tenth_db)(l - 60),
			(slm_tenth_db)(l - 90) } };
	int error = STORE_OK;

	if (start % 600 == 0)
		x = (struct store_seconds){ .series = series.id,
			.start_utc_s = start };
	for (int i = 0; i < 60; i++)
		x.second[x.count++] = (uint16_t)(l + i - 30);
	if (seconds && x.count == 600)
		error = store_add_seconds(s, &x);
	return error ? error : store_add(s, &r, NULL, 0);
}

static int make(const char *path, bool seconds)
{
	struct store *s;
	int error = store_create(&s, path);

	if (error)
		return error;
	series = (struct store_series){ .since_utc_s = T0,
		.place = "outdoors", .height_cm = 400, .source = "raw",
		.full_scale = 1200, .calibrated = 1, .interval_s = 60,
		.software = "bench" };
	crypto_sign_seed_keypair(key.public, key.secret,
		(const unsigned char *)"a seed of thirty-two bytes, here");
	error = seal_announce(s, &key);
	if (!error)
		error = store_begin_series(s, &series);
	for (int64_t h = 0; h < HOURS && !error; h++) {
		struct store_histogram g = { .series = series.id,
			.hour_utc_s = T0 + 3600 * h };

		for (int c = 35; c < 75; c++)
			g.seconds[c] = (uint16_t)(90 + h % 7 + c);
		error = store_begin(s);
		for (int m = 0; m < 60 && !error; m++)
			error = add_minute(s, T0 + 3600 * h + 60 * m, seconds);
		if (!error)
			error = store_add_histograms(s, &g, 1);
		if (!error)
			error = seal_sign(s, &key, T0 + 3600 * (h + 1));
		error = store_end(s, error);
	}
	store_close(s);
	return error;
}

/* Energy by the day's periods, as for Lden. */
struct sums {
	double power[1401], day, evening, night;
	int64_t n;
};

static bool add_up(void *user, const struct store_seconds *x)
{
	struct sums *u = user;
	int64_t hour = x->start_utc_s / 3600 % 24;
	double e = 0;

	for (int i = 0; i < x->count; i++) {
		unsigned level = x->second[i] & 0xfff;

		if (level <= SLM_LOUDEST) {
			e += u->power[level];
			u->n++;
		}
	}
	*(hour < 6 || hour >= 22 ? &u->night : hour < 18 ? &u->day :
		&u->evening) += e;
	return true;
}

static void report(const char *folder, bool seconds)
{
	struct verify_options o = { .has_key = true };
	struct verify_result v;
	static struct sums u;
	char path[256];
	struct stat st;
	struct store *s;
	double t = now_s();

	snprintf(path, sizeof path, "%s/%d.db", folder, seconds);
	if (make(path, seconds) || stat(path, &st))
		exit(1);
	printf("  a year of minutes%s: %.1f MB, made in %.1f s of cpu\n",
		seconds ? " and seconds" : "", (double)st.st_size / 1e6,
		now_s() - t);
	if (!seconds && st.st_size >= 40000000)
		exit(1);
	if (seconds) {
		for (int i = 0; i <= 1400; i++)
			u.power[i] = pow(10, i / 100.0);
		if (store_open(&s, path))
			exit(1);
		t = now_s();
		if (store_seconds(s, INT64_MIN, INT64_MAX, add_up, &u))
			exit(1);
		t = now_s() - t;
		store_close(s);
		printf("  Lden of %" PRId64 " seconds: %.1f dB, in %.2f s of cpu\n",
			u.n, 10 * log10((12 * u.day / (12 * 3600) +
				4 * pow(10, 0.5) * u.evening / (4 * 3600) +
				8 * 10 * u.night / (8 * 3600)) / 24 / 365), t);
	}
	memcpy(o.key, key.public, sizeof o.key);
	t = now_s();
	verify_store(&v, path, &o);
	printf("  verify: %s, %" PRId64 " records, %" PRId64 " signatures, "
		"in %.1f s of cpu\n", verify_fault_name(v.fault), v.records, v.heads,
		now_s() - t);
	if (v.fault)
		exit(1);
	unlink(path);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	puts("A year in the store, written as keep does");
	report(argv[1], false);
	report(argv[1], true);
	return 0;
}
