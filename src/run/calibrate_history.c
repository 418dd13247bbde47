/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calibrate_history.c - the calibrations so far: a file beside the store, to
 * which a line is added each time. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "calibrate.h"
#include "exit_codes.h"
#include "language.h"
#include "places.h"
#include "../tell/calibrations.h"
#include "../tell/iso_time.h"
#include "../keep/store.h"

/* Between quotes, which are doubled; on one line. */
static void put_text(FILE *to, const char *text)
{
	fputc('"', to);
	for (size_t n; *text; text += n ? n : 1) {
		n = plain_bytes(text);
		if (*text == '"')
			fputc('"', to);
		fprintf(to, "%.*s", n ? (int)n : 1, n ? text : "?");
	}
	fputc('"', to);
}

double history_last(const struct conf *c)
{
	struct calibrations all;
	double last = NAN;

	calibrations_read(&all, c->store);
	for (size_t i = 0; i < all.n; i++)
		if (strcmp(all.event[i].microphone, c->microphone) == 0)
			last = all.event[i].full_scale_db;
	calibrations_free(&all);
	return last;
}

static bool complain(const char *path)
{
	fprintf(stderr, _("sourdine: %s: %s; this calibration was not noted\n"),
		path, reason(errno));
	return false;
}

bool history_add(
	const struct conf *c, const struct request *r, const struct outcome *o)
{
	char path[CONF_PATH], when[32];
	time_t now = time(NULL);
	struct tm utc;
	struct stat st;
	char last;
	FILE *f;
	int fd;

	calibrations_path(path, sizeof path, c->store);
	if (!places_parent(path))
		return false;
	fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
	f = fd >= 0 ? fdopen(fd, "a+") : NULL;
	if (!f || fstat(fd, &st) != 0)
		return complain(path);
	if (st.st_size == 0)
		fputs(CALIBRATION_HEADER, f);
	else if (pread(fd, &last, 1, st.st_size - 1) == 1 && last != '\n')
		fputc('\n', f); /* a full disk cut that line off */
	gmtime_r(&now, &utc);
	strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc);
	fprintf(f, "%s,%s,%.2f,", when,
		r->against ? "comparison"
		: r->file  ? "file"
			   : "live",
		o->level_db);
	if (r->against)
		fputc(',', f); /* noise has neither tone nor class */
	else
		fprintf(f, "%.1f,%d", o->frequency_hz, o->class);
	fprintf(f, ",%.2f,", o->full_scale_db);
	if (!isnan(o->drift_db))
		fprintf(f, "%.2f", o->drift_db);
	fputc(',', f);
	put_text(f, c->microphone);
	fputc(',', f);
	put_text(f, r->file ? r->file : "");
	fputc('\n', f);
	if (ferror(f)) {
		fclose(f);
		return complain(path);
	}
	return fclose(f) == 0 || complain(path);
}

int history_print(const struct conf *c)
{
	static char field[CALIBRATION_FIELDS][CALIBRATION_TEXT];
	static const int widths[CALIBRATION_FIELDS] = {20, 10, 8, 9, 5, 10, 6};
	static const char *const heads[CALIBRATION_FIELDS] = {
		N_("time (UTC)"), N_("source"), N_("level dB"), N_("tone Hz"),
		N_("class"), N_("full scale"), N_("drift"), N_("microphone"),
		N_("file")};
	char path[CONF_PATH], line[CALIBRATION_LINE];
	struct calibrations all;
	int64_t utc_s;
	int rows = 0;
	FILE *f;

	calibrations_path(path, sizeof path, c->store);
	f = fopen(path, "r");
	if (!f && errno != ENOENT && errno != ENOTDIR) {
		fprintf(stderr, "sourdine: %s: %s\n", path, reason(errno));
		return EXIT_STORE;
	}
	calibrations_read(&all, c->store);
	while (f && fgets(line, sizeof line, f)) {
		if (strcmp(line, CALIBRATION_HEADER) == 0 ||
			!calibration_split(field, line))
			continue;
		for (int i = 0; rows == 0 && i < CALIBRATION_FIELDS; i++) {
			put_padded(stdout, _(heads[i]), widths[i]);
			fputs(i + 1 < CALIBRATION_FIELDS ? "  " : "\n", stdout);
		}
		for (int i = 0; i < CALIBRATION_FIELDS; i++) {
			put_plain(stdout, field[i]);
			printf("%*s%s",
				(int)strlen(field[i]) < widths[i]
					? widths[i] - (int)strlen(field[i])
					: 0,
				"", i + 1 < CALIBRATION_FIELDS ? "  " : "\n");
		}
		if (iso_time_parse(&utc_s, field[CALIBRATION_TIME]) &&
			calibrations_doubt(&all, field[CALIBRATION_MICROPHONE],
				utc_s - 1, utc_s))
			puts(_("    doubtful: what was measured between the "
			     "calibration before and this one"));
		rows++;
	}
	if (f)
		fclose(f);
	calibrations_free(&all);
	if (rows == 0)
		puts(_("There was no calibration yet: `sourdine calibrate "
		     "--level 94` with a sound calibrator makes one."));
	return EXIT_OK;
}

/* ----------------------------------------------------------- the journal */

struct search {
	const char *line;
	bool found;
};

static bool is_same(void *user, const struct store_journal *j)
{
	struct search *x = user;

	x->found |= strcmp(j->text, x->line) == 0;
	return !x->found;
}

/* A line of the file, unless the journal has it. */
static int seal_line(struct store *s, char *line)
{
	static char field[CALIBRATION_FIELDS][CALIBRATION_TEXT];
	struct store_journal j = store_event(STORE_CALIBRATION, 0);
	struct search x = { line, false };
	int error;

	line[strcspn(line, "\r\n")] = '\0';
	if (!calibration_split(field, line) || !iso_time_parse(&j.utc_s,
		field[CALIBRATION_TIME]) || strlen(line) >= sizeof j.text)
		return STORE_OK; /* said when it is read */
	error = store_journal(s, STORE_CALIBRATION, is_same, &x);
	if (error || x.found)
		return error;
	j.value = lround(100 * strtod(field[CALIBRATION_FULL_SCALE], NULL));
	snprintf(j.subject, sizeof j.subject, "%.127s",
		field[CALIBRATION_MICROPHONE]);
	strcpy(j.text, line);
	return store_note(s, &j);
}

void history_seal(const char *store)
{
	char path[CONF_PATH], line[CALIBRATION_LINE], why[512];
	struct store *s = NULL;
	int error = STORE_OK;
	FILE *f;

	calibrations_path(path, sizeof path, store);
	f = fopen(path, "r");
	if (!f)
		return;
	error = store_join(&s, store);
	while (!error && fgets(line, sizeof line, f))
		error = seal_line(s, line);
	fclose(f);
	store_close(s);
	if (!error)
		return;
	store_explain(why, sizeof why, error, store);
	fprintf(stderr, "sourdine: %s\n", why);
}
