/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prove_source.c - hear's own program at a file of float samples instead of a
 * microphone, in the file's own time.  Linked in the place of the files that
 * know PortAudio and the locks; it exists for `make prove` alone.
 *
 *     prove_hear --device FILE ... | prove_gate ...
 *
 * Each message goes out with the time, in ns of UTC, at which it was said. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../../src/hear/clock.h"
#include "../../src/hear/door.h"
#include "../../src/hear/source.h"
#include "../../src/run/exit_codes.h"
#include "prove_time.h"

static FILE *file;
static uint64_t samples_read;
static uint32_t rate_hz = 1;

int __wrap_clock_gettime(clockid_t which, struct timespec *t);
ssize_t __wrap_write(int fd, const void *bytes, size_t n);
ssize_t __real_write(int fd, const void *bytes, size_t n);

static int64_t now_ns(void)
{
	return PROVE_START_S * NS_PER_S +
	       (int64_t)(samples_read * (uint64_t)NS_PER_S / rate_hz);
}

int __wrap_clock_gettime(clockid_t which, struct timespec *t)
{
	int64_t ns = now_ns() - prove_clock_behind_ns(which);

	*t = (struct timespec){ns / NS_PER_S, ns % NS_PER_S};
	return 0;
}

ssize_t __wrap_write(int fd, const void *bytes, size_t n)
{
	struct prove_frame frame = {.at_ns = now_ns()};

	if (fd != 1 || n != sizeof frame.message)
		return -1;
	memcpy(frame.message, bytes, n);
	return __real_write(1, &frame, sizeof frame) == sizeof frame
		       ? (ssize_t)n
		       : -1;
}

int microphone_open(const struct microphone *m, bool *raw)
{
	*raw = true;
	rate_hz = m->rate_hz;
	file = fopen(m->device, "rb");
	return file ? EXIT_OK : EXIT_INPUT;
}

enum sound microphone_read(float *block, size_t n, bool *drained)
{
	*drained = true;
	if (fread(block, sizeof *block, n, file) != n)
		return SOUND_ENDS;
	samples_read += n;
	return SOUND_COMES;
}

void microphone_close(void)
{
	fclose(file);
}

bool microphone_never_repeats(void)
{
	return true;
}

int microphone_list(void)
{
	return EXIT_USAGE;
}

/* Here the locks are not what is looked at: claim 1 does. */
void hear_see_the_door(void)
{
}

bool hear_shut_the_door(bool server)
{
	(void)server;
	return true;
}
