/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prove_energy.c - the A-weighted energy of each block of a sound, as the core
 * computes it: float samples on stdin, a float for each N samples on stdout.
 *
 *     prove_energy RATE N <SAMPLES >ENERGIES */
#include <stdio.h>
#include <stdlib.h>

#include "../../src/core/weighting.h"

#define N_MAX 4800

int main(int argc, char **argv)
{
	static float samples[N_MAX], C[N_MAX];
	struct weighting w;
	size_t n = argc == 3 ? (size_t)atoi(argv[2]) : 0;

	if (n == 0 || n > N_MAX)
		return 2;
	weighting_init(&w, (uint32_t)atoi(argv[1]));
	weighting_rest(&w);
	while (fread(samples, sizeof *samples, n, stdin) == n) {
		struct block b = {0};

		/* one that never gets full */
		weighting_run(&w, &b, N_MAX + 1, samples, false, C, n);
		if (fwrite(&b.A, sizeof b.A, 1, stdout) != 1)
			return 1;
	}
	return ferror(stdin) || fflush(stdout) != 0;
}
