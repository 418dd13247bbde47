/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verb.c - one verb with its paths given: verb STORE LIVE STATUS VERB ... */
#include <stdio.h>
#include <string.h>

#include "../../src/tell/tell.h"

int main(int argc, char **argv)
{
	if (argc < 5)
		return 99;
	const struct tell_paths p = { argv[1], argv[2], argv[3] };

	argc -= 4;
	argv += 4;
	if (strcmp(argv[0], "live") == 0)
		return tell_live(&p, argc, argv);
	if (strcmp(argv[0], "export") == 0)
		return tell_export(&p, argc, argv);
	if (strcmp(argv[0], "import") == 0)
		return tell_import(&p, argc, argv);
	if (strcmp(argv[0], "diary") == 0)
		return tell_diary(&p, argc, argv);
	if (strcmp(argv[0], "indicators") == 0)
		return tell_indicators(&p, argc, argv);
	if (strcmp(argv[0], "status") == 0)
		return tell_status(&p, argc, argv);
	return 99;
}
