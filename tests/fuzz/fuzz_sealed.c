/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_sealed.c - an export from somebody who is not trusted: it is valid, or
 * the first fault has a name and a sentence; and nobody signs by chance. */
#include "../../src/tell/verify/verify.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t nobody[ENTRY_KEY_BYTES] = {1};
	struct verify_options o = {.has_key = size % 2};
	const char *path = fuzz_file(data, size);
	struct verify_result r;

	if (!path || sodium_init() < 0)
		return 0;
	memcpy(o.key, nobody, sizeof nobody);
	memset(&r, 0, sizeof r);
	(void)verify_is_export(path);
	verify_export(&r, path, &o);
	HOLDS(r.fault < VERIFY_FAULTS && verify_fault_name(r.fault));
	HOLDS(memchr(r.why, '\0', sizeof r.why));
	HOLDS(r.fault == VERIFY_VALID || r.why[0]);
	HOLDS(r.fault != VERIFY_VALID || (r.heads > 0 && !o.has_key));
	return 0;
}
