/* SPDX-License-Identifier: GPL-3.0-or-later */
/* program.c - what each program is started with: its arguments, and the only
 * descriptors that it gets. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "exit_codes.h"
#include "house.h"
#include "identity.h"
#include "stated.h"
#include "../tell/calibrations.h"
#include "language.h"

#define ARGS 40
#define ARG  CONF_PATH

const char *const program_names[PROGRAMS] = { "hear", "gate", "keep", "web" };

bool house_has_node(const struct house *h)
{
	return !h->simulated && conf_line(&h->conf);
}

const char *house_program(const struct house *h, enum program which)
{
	if (!house_has_node(h) || which == KEEP || which == WEB)
		return program_names[which];
	return which == HEAR ? "node" : NULL;
}

struct arguments {
	int n;
	char *v[ARGS + 1];
	char text[ARGS][ARG];
};

static void add(struct arguments *a, const char *text)
{
	if (a->n == ARGS)
		abort();
	snprintf(a->text[a->n], ARG, "%s", text);
	a->v[a->n] = a->text[a->n];
	a->v[++a->n] = NULL;
}

static void add_text(struct arguments *a, const char *option, const char *v)
{
	add(a, option);
	add(a, v);
}

static void add_number(struct arguments *a, const char *option, double v)
{
	char text[32];

	snprintf(text, sizeof text, "%.10g", v);
	add_text(a, option, text);
}

static double tenths(double db)
{
	return (double)(long)(10 * db + (db < 0 ? -0.5 : 0.5));
}

static void hear_arguments(struct arguments *a, const struct house *h)
{
	const struct conf *c = &h->conf;

	if (house_has_node(h)) {
		add_text(a, "--line", conf_line(c));
		add_number(a, "--interval", (double)c->interval_s);
		add_number(a, "--number", (double)c->node_number);
		return;
	}
	if (h->simulated)
		add(a, "--scene");
	else
		add_text(a, "--device", c->microphone);
	add_number(a, "--channel", h->simulated ? 1 : (double)c->channel);
	add_number(a, "--rate", (double)c->sample_rate_hz);
	add_number(a, "--interval", (double)c->interval_s);
	add_number(a, "--full-scale", c->full_scale_db);
	add_number(a, "--self-noise", c->self_noise_db);
	add_number(a, "--overload", c->overload_db);
	if (h->simulated || !*c->microphone_response)
		return;
	add_text(a, "--response", c->microphone_response);
	add_number(a, "--response-at", (double)c->microphone_response_at_hz);
}

/* "--stated KEY=VALUE" */
static void add_stated(struct arguments *a, const char *key, const char *value)
{
	char text[ARG];

	snprintf(text, sizeof text, "%s=%s", key, value);
	add_text(a, "--stated", text);
}

static void add_metres(struct arguments *a, const char *key, double m)
{
	char text[32] = "";

	if (m >= 0)
		snprintf(text, sizeof text, "%g", m);
	add_stated(a, key, text);
}

/* Nothing is stated of a made-up street; a response of no use is no reason to
 * unsay the one before. */
static void state(struct arguments *a, const struct house *h)
{
	char response[STATED_RESPONSE];

	if (h->simulated)
		return;
	add_stated(a, "operator", h->conf.operator_is);
	add_metres(a, "facade_m", h->conf.facade_m);
	add_metres(a, "source_m", h->conf.source_m);
	stated_response(response, &h->conf);
	if (*response || !*h->conf.microphone_response)
		add_stated(a, "response", house_has_node(h) ? "" : response);
}

static void keep_arguments(struct arguments *a, const struct house *h)
{
	const struct conf *c = &h->conf;

	add_text(a, "--store", h->store);
	add_text(a, "--live", h->live);
	add_number(a, "--interval", (double)c->interval_s);
	add_text(a, "--place", c->place);
	add_number(a, "--height-cm",
		c->height_m < 0 ? -1 : (double)(long)(100 * c->height_m + 0.5));
	add_text(a, "--description", c->description);
	add_text(a, "--microphone",
		h->simulated ? "simulated street" :
		house_has_node(h) ? c->source : c->microphone);
	if (house_has_node(h))
		add(a, "--placed");
	add_text(a, "--source", h->source);
	add_number(a, "--full-scale", tenths(c->full_scale_db));
	add_number(a, "--self-noise", tenths(c->self_noise_db));
	add_number(a, "--retention-days", (double)c->retention_days);
	state(a, h);
	if (c->calibrated && !h->simulated)
		add(a, c->calibrated == CALIBRATION_COMPARISON ? "--compared"
							       : "--calibrated");
}

static void add_if(struct arguments *a, const char *option, const char *v)
{
	if (*v)
		add_text(a, option, v);
}

static void web_arguments(struct arguments *a, const struct house *h)
{
	const struct conf *c = &h->conf;
	char id[IDENTITY_HEX], proof[ARG];

	add_text(a, "--listen", c->listen);
	add_text(a, "--store", h->store);
	add_text(a, "--live", h->live);
	add_text(a, "--status", h->status);
	add_text(a, "--access", c->page_access);
	add_if(a, "--token-file", c->page_token_file);
	add_if(a, "--name", c->page_name);
	add_if(a, "--operator", c->operator_is);
	add_if(a, "--more", c->more);
	add_text(a, "--noise-source", c->noise_source);
	add_if(a, "--meter", c->meter);
	if (house_has_node(h))
		add(a, "--no-seconds");
	if (identity_own(id))
		add_text(a, "--identity", id);
	/* Where `make prove` leaves its result, beside what it was about. */
	snprintf(proof, sizeof proof, "%.480s/prove.json", h->programs);
	if (access(proof, R_OK) == 0)
		add_text(a, "--proof", proof);
}

static void make_arguments(struct arguments *a, const struct house *h,
	enum program which)
{
	char path[ARG];

	a->n = 0;
	snprintf(path, sizeof path, "%.480s/sourdine-%s", h->programs,
		house_program(h, which));
	add(a, path);
	switch (which) {
	case HEAR:
		hear_arguments(a, h);
		break;
	case GATE:
		add_number(a, "--interval", (double)h->conf.interval_s);
		if (breaches_recent(&h->breaches, time(NULL)))
			add(a, "--silent");
		break;
	case KEEP:
		keep_arguments(a, h);
		break;
	case WEB:
		web_arguments(a, h);
		break;
	case PROGRAMS:
		break;
	}
}

/* In the child: descriptors 0 and 1, and stderr; nothing else is passed on,
 * since all that run opens is closed on exec. */
static void take_descriptors(const struct house *h, enum program which)
{
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	int in = nothing, out = nothing;

	if (which == GATE)
		in = h->to_gate[0];
	if (which == KEEP)
		in = h->to_keep[0];
	if (which == HEAR)
		out = house_has_node(h) ? h->to_keep[1] : h->to_gate[1];
	if (which == GATE)
		out = h->to_keep[1];
	if (nothing < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0)
		_exit(EXIT_FAULT);
	/* A microphone or a node that is missing is said once, not every 4 s. */
	if (which == HEAR && h->child[HEAR].starts > 0)
		dup2(nothing, 2);
}

pid_t program_start(struct house *h, enum program which)
{
	static struct arguments a;
	pid_t run = getpid(), pid;
	sigset_t none;

	make_arguments(&a, h, which);
	pid = fork();
	if (pid != 0)
		return pid;
	/* An own group: Ctrl-C reaches run alone, which stops the others in
	 * their order.  None outlives run. */
	setpgid(0, 0);
	if ((which == WEB && !users_become(&h->page_user)) ||
		(which == KEEP && !users_take_group(&h->page_user)))
		_exit(EXIT_FAULT);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != run)
		_exit(EXIT_FAULT);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	take_descriptors(h, which);
	execv(a.v[0], a.v);
	_exit(EXIT_FAULT);
}

/* The others lie beside this program, or where `make install` puts them. */
bool program_folder(char *out, size_t size)
{
	char self[CONF_PATH], probe[CONF_PATH + 32];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	char *slash;

	if (n <= 0)
		return false;
	self[n] = '\0';
	slash = strrchr(self, '/');
	*slash = '\0';
	snprintf(probe, sizeof probe, "%s/sourdine-hear", self);
	if (access(probe, X_OK) == 0) {
		snprintf(out, size, "%s", self);
		return true;
	}
	slash = strrchr(self, '/');
	if (!slash)
		return false;
	*slash = '\0';
	snprintf(out, size, "%s/libexec/sourdine", self);
	snprintf(probe, sizeof probe, "%s/libexec/sourdine/sourdine-hear",
		self);
	return access(probe, X_OK) == 0;
}

void execute(const char *path, const char **argv)
{
	execv(path, (char *const *)(uintptr_t)argv);
}

int run_program(const char *name, const char **argv)
{
	char folder[CONF_PATH], path[CONF_PATH + 32];

	if (program_folder(folder, sizeof folder)) {
		snprintf(path, sizeof path, "%s/%s", folder, name);
		argv[0] = path;
		execute(path, argv);
	}
	fprintf(stderr, _("sourdine: %s is not beside sourdine, nor in "
		"../libexec/sourdine: install Sourdine whole\n"), name);
	return EXIT_FAULT;
}
