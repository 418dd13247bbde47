/* SPDX-License-Identifier: GPL-3.0-or-later */
/* door.c - reads what no stranger wrote, the lists of fonts and both
 * catalogues, and then shuts the door. */
#include <stdio.h>
#include <stdlib.h>

#include <fontconfig/fontconfig.h>
#include <sodium.h>

#include "../../run/language.h"
#include "../readable.h"
#include "door.h"

/* Each file that fontconfig may offer; its own lists have been read by then,
 * and written where they were out of date. */
static void add_fonts(struct readable *r)
{
	const FcFontSet *all = FcInit() ? FcConfigGetFonts(NULL, FcSetSystem) :
		NULL;
	FcChar8 *file;

	for (int k = 0; all && k < all->nfont; k++)
		if (FcPatternGetString(all->fonts[k], FC_FILE, 0, &file) ==
			FcResultMatch)
			readable_add(r, (const char *)file);
}

static void read_catalogues(void)
{
	char reader[8];

	snprintf(reader, sizeof reader, "%s", language_now());
	language_set("fr");
	language_set(reader);
}

int report_shut_door(const struct report_options *o)
{
	struct readable r = { 0 };

	readable_add(&r, o->check);
	readable_add(&r, o->weather);
	for (size_t k = 0; k < o->n_attach; k++)
		readable_add(&r, o->attach[k]);
	readable_add_store(&r, o->store);
	for (size_t k = 0; k < o->request.n_also; k++)
		readable_add_store(&r, o->also[k]);
	readable_add(&r, "/usr/share/zoneinfo");
	readable_add(&r, "/etc/localtime");
	add_fonts(&r);
	read_catalogues();
	if (sodium_init() < 0)
		abort();
	return readable_enter(&r, SANDBOX_REPORT);
}
