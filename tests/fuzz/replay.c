/* SPDX-License-Identifier: GPL-3.0-or-later */
/* replay.c - gives a fuzz target files instead of a fuzzer's ideas: linked
 * with one fuzz_NAME.c by any compiler.
 *
 *     replay_NAME FILE... */
#include "fuzz.h"

#define LARGEST (1 << 20)

int main(int argc, char **argv)
{
	uint8_t *data = malloc(LARGEST);

	if (argc < 2 || !data) {
		fputs("usage: replay_NAME FILE...\n", stderr);
		return 2;
	}
	for (int i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "rb");

		if (!f) {
			perror(argv[i]);
			return 2;
		}
		size_t n = fread(data, 1, LARGEST, f);
		fclose(f);
		/* A copy of the exact size, for tools that watch its ends. */
		uint8_t *exact = malloc(n ? n : 1);
		if (!exact)
			return 2;
		memcpy(exact, data, n);
		fprintf(stderr, "%s\n", argv[i]);
		(void)LLVMFuzzerTestOneInput(exact, n);
		free(exact);
	}
	free(data);
	printf("%d files replayed\n", argc - 1);
	return 0;
}
