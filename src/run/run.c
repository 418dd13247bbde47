/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run.c - `sourdine run`: with a microphone, or with a made-up street. */
#include <string.h>
#include <unistd.h>

#include "calibrate.h"
#include "exit_codes.h"
#include "house.h"
#include "language.h"
#include "verbs.h"

/* A store of its own for made-up sound, so that it never stands among real
 * records. */
static void use_scratch_store(struct house *h)
{
	snprintf(h->store, sizeof h->store, "%.450s/simulated-%ld.db",
		h->conf.runtime, (long)getpid());
	strcpy(h->source, "simulated");
	h->simulated = true;
}

static void remove_scratch_store(const struct house *h)
{
	static const char *const ends[] = { "", "-journal", ".lock", ".key" };
	char path[CONF_PATH + 16];

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		snprintf(path, sizeof path, "%s%s", h->store, ends[i]);
		unlink(path);
	}
}

int verb_run(const struct conf *c, int argc, char **argv)
{
	bool simulate = false, or_simulate = false;
	static struct house h;
	char why[512];

	for (int i = 1; i < argc; i++) {
		simulate |= strcmp(argv[i], "--simulate") == 0;
		or_simulate |= strcmp(argv[i], "--or-simulate") == 0;
	}
	if (!house_prepare(&h, c))
		return EXIT_FAULT;
	if (!simulate && !house_probe(&h, why, sizeof why)) {
		if (!or_simulate) {
			fprintf(stderr, _("%s; until then `sourdine run "
				"--simulate` measures a made-up street\n"), why);
			return EXIT_INPUT;
		}
		fprintf(stderr, "%s\n", why);
		printf(_("No microphone can be used.  `%s/sourdine devices` "
			"lists them; choose one with\n`%s/sourdine setup`.  "
			"Until then: a simulated street.\n"), h.programs,
			h.programs);
		simulate = true;
	}
	if (simulate)
		use_scratch_store(&h);

	if (!simulate)
		history_seal(h.store);
	int code = house_run(&h);
	if (simulate)
		remove_scratch_store(&h);
	return code;
}
