/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_calibrations.c - the calibrations beside a store: what is read has its
 * bounds, and what is no line is left out. */
#include <math.h>
#include <sys/stat.h>

#include "../../src/tell/calibrations.h"
#include "fuzz.h"

static char folder[128], store[160], file[160];

static void clean(void)
{
	unlink(file);
	rmdir(folder);
}

static void begin(void)
{
	snprintf(folder, sizeof folder, "%s/sourdine-fuzz-%ld.d",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp",
		(long)getpid());
	snprintf(store, sizeof store, "%s/store.db", folder);
	snprintf(file, sizeof file, "%s/calibrations.csv", folder);
	if (mkdir(folder, 0700) != 0)
		abort();
	atexit(clean);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct calibrations all;
	FILE *f;

	if (!folder[0])
		begin();
	f = fopen(file, "wb");
	if (!f || (size && fwrite(data, 1, size, f) != size) || fclose(f) != 0)
		abort();
	calibrations_read(&all, store);
	for (size_t i = 0; i < all.n; i++) {
		HOLDS(isfinite(all.event[i].full_scale_db));
		HOLDS(memchr(all.event[i].microphone, '\0',
			sizeof all.event[i].microphone));
		(void)calibrations_doubt(&all, all.event[i].microphone,
			1795460400, 1795464000);
	}
	calibrations_free(&all);
	return 0;
}
