/* SPDX-License-Identifier: GPL-3.0-or-later */
/* help.c - what sourdine-report says of itself. */
#include <stdio.h>
#include <string.h>

#include "options.h"

static const char help[] =
	"usage: sourdine-report --store STORE [OPTION]... -o FILE\n"
	"       sourdine-report [--store STORE] --check FILE\n"
	"Makes a report of a store, or checks one; `sourdine report`, `verify` "
	"and\n`notice` call it with what the configuration says.\n"
	"  --store FILE        the meter's records\n"
	"  --output FILE       where to: FILE.pdf or FILE.html; -o FILE\n"
	"  --from DAY          first day, like 2026-03-03\n"
	"  --to DAY            last day\n"
	"  --kind WORD         neighbourhood, study or day\n"
	"  --source WORD       of the noise, as you declare it\n"
	"  --lang WORD         fr or en\n"
	"  --zone ZONE         whose clocks count, like Europe/Paris\n"
	"  --before DAY        a study compares with the days from here\n"
	"  --before-to DAY     to here, at the same place\n"
	"  --weather FILE      leave out rain and wind: time,rain_mm,wind_m_s\n"
	"  --also STORE        another meter beside it, in a study\n"
	"  --attach FILE       name a file that goes with it, with its hash\n"
	"  --redact            without your own words and the exact place\n"
	"  --check FILE        is this report what the store gives?\n"
	"  --key KEY           and sealed with this public key?\n"
	"  --notice WORD       a paper instead: wall, register or sheet\n"
	"  --operator TEXT     on it: who runs the meter\n"
	"  --more TEXT         and where more is to be read\n"
	"  --place WORD        outdoors or indoors\n"
	"  --interval SECONDS  length of a record\n"
	"  --retention DAYS    how long records are kept; 0: for good\n"
	"  --calibrated        the microphone was calibrated\n"
	"  --help, --version\n";

bool report_help(int argc, char **argv)
{
	if (argc < 2)
		return false;
	if (strcmp(argv[1], "--help") == 0)
		fputs(help, stdout);
	else if (strcmp(argv[1], "--version") == 0)
		puts("sourdine-report " SOURDINE_VERSION);
	else
		return false;
	return true;
}
