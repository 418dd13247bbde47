/* SPDX-License-Identifier: GPL-3.0-or-later */
/* door.c - reads what no stranger wrote, the lists of fonts and both
 * catalogues, and then shuts the door. */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <fontconfig/fontconfig.h>
#include <sodium.h>

#include "../../run/language.h"
#include "../readable.h"
#include "beside.h"
#include "door.h"

#define BESIDE_MOST 4096

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

/* A report that is checked names files that go with it, and which ones nobody
 * knows before it is read: so each file of its folder, but no key, and nothing
 * hidden or below. */
static void add_beside(struct readable *r, const char *report)
{
	const char *slash = report ? strrchr(report, '/') : NULL;
	const int folder = slash ? (int)(slash + 1 - report) : 0;
	char path[PATH_MAX];
	struct dirent *e;
	struct stat st;
	DIR *d;

	snprintf(path, sizeof path, "%.*s.", folder, report ? report : "");
	d = report ? opendir(path) : NULL;
	for (int n = 0; d && n < BESIDE_MOST && (e = readdir(d)); n++) {
		if (!report_beside_may(e->d_name))
			continue;
		snprintf(path, sizeof path, "%.*s%s", folder, report,
			e->d_name);
		if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
			readable_add(r, path);
	}
	if (d)
		(void)closedir(d);
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
	add_beside(&r, o->check);
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
