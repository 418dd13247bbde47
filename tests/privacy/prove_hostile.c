/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prove_hostile.c - a hear that was taken over, for prove: it stands where
 * `sourdine run` looks for hear, and does what the file MODE beside it says.
 *
 *   die    says a second, lives for a time of its choice, and ends; notes its
 *          start and its end, in us, in the file LOG beside it
 *   flood  says a thousand seconds at once */
#define _DEFAULT_SOURCE /* random */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LONGEST_MS 3500

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

static FILE *beside(const char *self, const char *name, const char *how)
{
	char path[600];
	const char *slash = strrchr(self, '/');

	snprintf(path, sizeof path, "%.*s/%s",
		slash ? (int)(slash - self) : 1, slash ? self : ".", name);
	return fopen(path, how);
}

static void say_second(void)
{
	static const uint8_t second[32] = {1, 0, 0xf4, 1}; /* 50.0 dB */
	ssize_t n = write(1, second, sizeof second);

	(void)n;
}

static int die(const char *self)
{
	int64_t began = now_us(), lives_ms;
	FILE *log = beside(self, "LOG", "a");

	srandom((unsigned)began);
	lives_ms = random() % LONGEST_MS;
	say_second();
	nanosleep(&(struct timespec){lives_ms / 1000,
			  lives_ms % 1000 * 1000000},
		NULL);
	if (log) {
		fprintf(log, "%lld %lld\n", (long long)began,
			(long long)now_us());
		fclose(log);
	}
	return (int)(random() % 64);
}

int main(int argc, char **argv)
{
	char mode[16] = "";
	FILE *f = beside(argv[0], "MODE", "r");

	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--probe") == 0)
			return puts("raw 48000") < 0;
	if (!f || !fgets(mode, sizeof mode, f))
		return 4;
	fclose(f);
	if (strcmp(mode, "die") == 0)
		return die(argv[0]);
	for (int i = 0; i < 1000; i++)
		say_second();
	return 0;
}
