/* SPDX-License-Identifier: GPL-3.0-or-later */
/* diary.c - `sourdine diary`: what a person noted.  A line of the journal,
 * sealed like a record: what is edited or removed stays visible. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../../run/exit_codes.h"
#include "../../run/language.h"
#include "diary.h"
#include "open.h"
#include "when.h"
#include "../local_time.h"
#include "../indicators/marks.h"
#include "../tell.h"

static int usage(void)
{
	fputs(_("sourdine: usage: sourdine diary start|stop|add|list|edit|"
		"remove|import; `sourdine help diary` has examples\n"), stderr);
	return EXIT_USAGE;
}

static bool parse_category(const char **category, const char *text)
{
	*category = text;
	if (diary_is_category(text))
		return true;
	fprintf(stderr, _("sourdine: there is no category '%s': source, "
		"exceptional, weather, household, window or moved\n"), text);
	return false;
}

static bool parse(struct diary_request *q, int argc, char **argv)
{
	static const struct option options[] = {
		{ "when", required_argument, NULL, 'w' },
		{ "category", required_argument, NULL, 'c' },
		{ "text", required_argument, NULL, 't' },
		{ "zone", required_argument, NULL, 'z' },
		{ "json", no_argument, NULL, 'j' },
		{ "all", no_argument, NULL, 'a' },
		{ 0 },
	};
	int c;

	opterr = 0;
	optind = 1;
	while ((c = getopt_long(argc, argv, "", options, NULL)) >= 0)
		switch (c) {
		case 'w':
			q->when = optarg;
			break;
		case 'c':
			if (!parse_category(&q->category, optarg))
				return false;
			break;
		case 't':
			q->text = optarg;
			break;
		case 'z':
			q->zone = optarg;
			break;
		case 'j':
			q->json = true;
			break;
		case 'a':
			q->all = true;
			break;
		default:
			(void)usage();
			return false;
		}
	q->argc = argc - optind;
	q->argv = argv + optind;
	return local_time_option(q->zone);
}

static int explain(int error, const char *path)
{
	char why[512];

	store_explain(why, sizeof why, error, path);
	fprintf(stderr, "sourdine: %s\n", why);
	return EXIT_STORE;
}

bool diary_fill(struct store_journal *j, const struct diary_request *q,
	char why[DIARY_WHY])
{
	struct diary_when w;

	if (q->text && strlen(q->text) >= sizeof j->text) {
		snprintf(why, DIARY_WHY, "%s", _("the text is too long"));
		return false;
	}
	if (q->text && !is_plain(q->text)) {
		snprintf(why, DIARY_WHY, "%s", _("the text has to be one line "
			"of UTF-8, without control characters"));
		return false;
	}
	if (q->when && !diary_when(&w, q->when, q->now_utc_s, why))
		return false;
	if (q->when) {
		j->from_utc_s = w.from_utc_s;
		j->to_utc_s = w.to_utc_s;
	}
	if (q->category)
		snprintf(j->subject, sizeof j->subject, "%s", q->category);
	if (q->text)
		snprintf(j->text, sizeof j->text, "%s", q->text);
	return true;
}

/* ------------------------------------------------------------ one of them */

/* An entry by its number. */
struct search {
	int64_t n;
	struct store_journal found;
	bool any;
};

static bool look(void *user, const struct store_journal *first,
	const struct store_journal *now)
{
	struct search *x = user;

	if (!now || first->n != x->n)
		return true;
	x->found = *now;
	x->found.n = first->n;
	x->any = true;
	return true;
}

static bool find(struct store *s, struct search *x, int *error)
{
	*error = store_diary(s, INT64_MIN + 1, INT64_MAX, look, x);
	return !*error && x->any;
}

static bool number_of(int64_t *n, const struct diary_request *q)
{
	char *end;

	*n = q->argc == 1 ? strtoll(q->argv[0], &end, 10) : 0;
	if (*n > 0 && !*end)
		return true;
	fputs(_("sourdine: which entry? its number, as `sourdine diary list` "
		"shows it\n"), stderr);
	return false;
}

static int not_there(int64_t n)
{
	fprintf(stderr, _("sourdine: the diary has no entry %lld; `sourdine "
		"diary list` shows them\n"), (long long)n);
	return EXIT_INPUT;
}

/* --------------------------------------------------------------- the verbs */

static int refuse(const struct diary_request *q, const char *why)
{
	fprintf(stderr, "sourdine: %s%s%s\n", q->when ? q->when : "",
		q->when ? ": " : "", why);
	return EXIT_USAGE;
}

static int add(struct store *s, const struct diary_request *q, bool open)
{
	struct store_journal j = store_event(STORE_DIARY, q->now_utc_s);
	struct diary_request asked = *q;
	char why[DIARY_WHY];
	int error;

	if (!asked.category)
		asked.category = diary_category_name(DIARY_SOURCE);
	if (q->argc > 1 || (q->argc == 1 && q->when))
		return usage();
	if (q->argc == 1)
		asked.when = q->argv[0];
	if (!asked.when && open)
		j.from_utc_s = q->now_utc_s;
	if (!diary_fill(&j, &asked, why))
		return refuse(&asked, why);
	if (j.from_utc_s == STORE_NO_TIME ||
		(j.to_utc_s == STORE_NO_TIME) != open) {
		fputs(open ? _("sourdine: start takes one time at most\n") :
			_("sourdine: from when to when? such as: sourdine "
			"diary add \"hier 22h30–1h10\"\n"), stderr);
		return EXIT_USAGE;
	}
	error = store_note(s, &j);
	if (error)
		return error;
	diary_show(&j, NULL);
	if (!*j.text)
		puts(_("Describe the noise with --text, not the person."));
	return EXIT_OK;
}

static int change(struct store *s, const struct diary_request *q,
	const struct store_journal *found, int32_t kind)
{
	struct store_journal j = *found;
	char why[DIARY_WHY];
	int error;

	if (!diary_fill(&j, q, why))
		return refuse(q, why);
	/* One time alone would open again what has ended. */
	if (q->when && j.to_utc_s == STORE_NO_TIME &&
		found->to_utc_s != STORE_NO_TIME)
		return refuse(q, _("from when to when?"));
	error = diary_note_change(s, &j, kind, q->now_utc_s);
	if (error)
		return error;
	diary_show(&j, kind == STORE_DIARY_REMOVE ? _("removed") : NULL);
	return EXIT_OK;
}

/* The open entry ends now, or when it is said. */
static int stop(struct store *s, const struct diary_request *q)
{
	struct store_journal found;
	struct diary_request asked = *q;
	struct diary_when w;
	char why[DIARY_WHY];
	int error;

	if (q->argc > 1)
		return usage();
	if (!diary_open_entry(s, q->category, &found, &error)) {
		if (error)
			return error;
		fputs(_("sourdine: no entry is open; `sourdine diary start` "
			"opens one, `add` notes a whole one\n"), stderr);
		return EXIT_INPUT;
	}
	found.to_utc_s = q->now_utc_s;
	if (q->argc == 1) {
		if (!diary_when(&w, q->argv[0], q->now_utc_s, why)) {
			fprintf(stderr, "sourdine: %s: %s\n", q->argv[0], why);
			return EXIT_USAGE;
		}
		found.to_utc_s = w.from_utc_s;
	}
	if (found.to_utc_s <= found.from_utc_s) {
		fputs(_("sourdine: it would end before it began\n"), stderr);
		return EXIT_USAGE;
	}
	asked.when = NULL;
	asked.category = NULL;
	return change(s, &asked, &found, STORE_DIARY_EDIT);
}

static int edit(struct store *s, const struct diary_request *q, bool removal)
{
	struct diary_request nothing = { .now_utc_s = q->now_utc_s };
	struct search x = { .n = 0 };
	int error;

	if (!number_of(&x.n, q))
		return EXIT_USAGE;
	if (!removal && !q->when && !q->category && !q->text) {
		fputs(_("sourdine: what is to change? --when, --category or "
			"--text\n"), stderr);
		return EXIT_USAGE;
	}
	if (!find(s, &x, &error))
		return error ? error : not_there(x.n);
	return change(s, removal ? &nothing : q, &x.found, removal ?
		STORE_DIARY_REMOVE : STORE_DIARY_EDIT);
}

static int dispatch(struct store *s, const struct diary_request *q,
	const char *verb)
{
	if (strcmp(verb, "start") == 0)
		return add(s, q, true);
	if (strcmp(verb, "add") == 0)
		return add(s, q, false);
	if (strcmp(verb, "stop") == 0)
		return stop(s, q);
	if (strcmp(verb, "edit") == 0)
		return edit(s, q, false);
	if (strcmp(verb, "remove") == 0)
		return edit(s, q, true);
	return diary_import(s, q);
}

int tell_diary(const struct tell_paths *p, int argc, char **argv)
{
	static const char *const verbs[] = { "start", "stop", "add", "list",
		"edit", "remove", "import" };
	struct diary_request q = { .now_utc_s = (int64_t)time(NULL) };
	struct store *s;
	int error, code;
	size_t i = 0;

	while (i < 7 && (argc < 2 || strcmp(argv[1], verbs[i]) != 0))
		i++;
	if (i == 7)
		return usage();
	if (!parse(&q, argc - 1, argv + 1))
		return EXIT_USAGE;
	bool reads = strcmp(verbs[i], "list") == 0;
	error = reads ? store_open(&s, p->store) : store_join(&s, p->store);
	if (error)
		return explain(error, p->store);
	code = reads ? diary_list(s, &q) : dispatch(s, &q, verbs[i]);
	store_close(s);
	return code < 0 ? explain(code, p->store) : code;
}
