/* SPDX-License-Identifier: GPL-3.0-or-later */
/* count.h - how many legal messages there are: whole numbers, exactly. */
#ifndef LEAK_COUNT_H
#define LEAK_COUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COUNT_LIMBS 32 /* of nine decimal digits, the lowest first */
#define COUNT_TEXT  (9 * COUNT_LIMBS + 1)

/* A whole number above 0, up to 288 digits; beyond that the program ends. */
struct count {
	uint32_t limb[COUNT_LIMBS];
	size_t n;
};

struct count count_of(uint32_t value);
struct count count_sum(const struct count *a, uint32_t b);
struct count count_product(const struct count *a, uint32_t b);

/* Ways to choose k of n, without order. */
struct count count_choose(uint32_t n, uint32_t k);

/* Bits that tell one of so many from the others. */
double count_bits(const struct count *c);
void count_text(char out[COUNT_TEXT], const struct count *c);

/* Length of a record, s, and what else the configuration decides. */
struct leak_settings {
	uint32_t interval_s;
	bool spectrum;	 /* octave levels with each record */
	bool calibrated; /* then with the octave of 31.5 Hz */
};

/* The legal messages, by what SPEC.md allows. */
struct leak_counts {
	struct count second;
	struct count spread;
	struct count spectrum;	/* 1 when it is off: that says nothing */
	struct count record;	/* of the configured length */
	struct count histogram; /* of an hour */

	/* One of these leaves hear when somebody calibrates by hand. */
	struct count calibration, comparison;
};
void leak_count(struct leak_counts *c, const struct leak_settings *s);

/* What each stream can carry at most, bit/s. */
struct leak_rates {
	double sent;	  /* messages out of hear: seconds, spreads, spectra */
	double passed;	  /* behind the gate, with the choice of the tick */
	double memory;	  /* seconds alone */
	double records;	  /* stored */
	double histogram; /* stored */
	double stored;	  /* both */
};
void leak_rate(struct leak_rates *r, const struct leak_counts *c,
	const struct leak_settings *s);

/* What others need, bit/s: text of speech, well coded (10 to 15); the
 * information in speech (Coupe et al. 2019); the lowest voice codecs; a
 * telephone's (G.711). */
#define LEAK_NEEDS_TEXT	     10
#define LEAK_NEEDS_SPEECH    39
#define LEAK_NEEDS_CODEC     450
#define LEAK_NEEDS_TELEPHONE 64000

/* Budgets, bit/s. */
#define LEAK_BUDGET_OUT_OF_HEAR	    16.0
#define LEAK_BUDGET_STORED	    2.0
#define LEAK_BUDGET_STORED_SPECTRUM 4.0

#endif
