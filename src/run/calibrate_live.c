/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calibrate_live.c - a calibrator on the microphone itself: starts hear and
 * gate, and reads the one message that comes out. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <jansson.h>

#include "calibrate.h"
#include "exit_codes.h"
#include "house.h"
#include "language.h"
#include "slm_message.h"

#define SECONDS "60"

/* To open the microphone, and to say the result. */
#define EXTRA_S 20

static pid_t start(const char *program, const char **argv, int in, int out)
{
	pid_t parent = getpid(), pid = fork();

	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent || dup2(in, 0) < 0 || dup2(out, 1) < 0)
		_exit(EXIT_FAULT);
	_exit(run_program(program, argv));
}

static void wait_for(pid_t pid, int *code)
{
	int status = 0;

	if (pid <= 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		*code = EXIT_FAULT;
	else
		*code = WEXITSTATUS(status);
}

/* The message, or false: none came in time. */
static bool receive(
	int fd, uint8_t in[SLM_MESSAGE_BYTES], int seconds, bool against)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	bool terminal = isatty(2), came = false;

	if (against)
		fprintf(stderr,
			_("Listening to the noise for %d s; keep away from "
			  "both microphones.\n"),
			seconds);
	else
		fprintf(stderr,
			_("Listening to the calibrator, until it has been "
			  "steady for 10 s, %d s at most.\n"),
			seconds);
	for (int i = 1; i <= seconds + EXTRA_S && !came; i++) {
		came = poll(&p, 1, 1000) > 0;
		if (terminal && !came)
			fprintf(stderr, "\r%d s ", i);
	}
	if (terminal)
		fputs("\r       \r", stderr);
	return came && read(fd, in, SLM_MESSAGE_BYTES) == SLM_MESSAGE_BYTES;
}

static bool meter_runs(const struct conf *c)
{
	char path[CONF_PATH + 16];
	json_t *o, *pid;
	bool runs;

	snprintf(path, sizeof path, "%s/status", c->runtime);
	o = json_load_file(path, 0, NULL);
	pid = json_object_get(o, "pid");
	runs = json_is_integer(pid) &&
	       (kill((pid_t)json_integer_value(pid), 0) == 0 || errno == EPERM);
	json_decref(o);
	return runs;
}

/* hear has said why; say what it cannot know. */
int calibrate_no_message(const struct conf *c, int hear)
{
	if (meter_runs(c))
		fputs(_("sourdine: the meter is running; a raw device serves one "
		      "program: stop it, calibrate, start it again\n"),
			stderr);
	else if (hear != EXIT_INPUT && hear != EXIT_USAGE)
		fputs(_("sourdine: no verdict came: the sound failed underway; "
		      "try again, `sourdine devices` lists the microphones\n"),
			stderr);
	return hear == EXIT_INPUT || hear == EXIT_USAGE ? hear : EXIT_FAULT;
}

/* The names of what hear is told; both take the same microphone. */
static void hear_arguments(const char *argv[20], const struct request *r,
	const struct conf *c, const char *channel, const char *rate)
{
	const char *all[] = {NULL, r->against ? "--compare" : "--calibrate",
		"--device", c->microphone, "--channel", channel, "--rate", rate,
		"--response", r->against ? c->microphone_response : "",
		"--response-at",
		c->microphone_response_at_hz == 250 ? "250" : "1000",
		"--calibrator", r->frequency ? r->frequency : "0", "--seconds",
		r->seconds ? r->seconds : SECONDS, NULL};

	memcpy(argv, all, sizeof all);
}

bool calibrate_ask(uint8_t in[SLM_MESSAGE_BYTES], int *code,
	const struct request *r, const struct conf *c)
{
	const char *hear[20],
		*gate[] = {NULL, r->against ? "--comparison" : "--calibration",
			NULL};
	char channel[32], rate[32];
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	int a[2], b[2], gate_code;
	bool came;
	pid_t h, g;

	*code = EXIT_FAULT;
	if (nothing < 0 || pipe(a) != 0)
		return false;
	if (pipe(b) != 0) {
		close(a[0]);
		close(a[1]);
		return false;
	}
	for (int i = 0; i < 2; i++) {
		fcntl(a[i], F_SETFD, FD_CLOEXEC);
		fcntl(b[i], F_SETFD, FD_CLOEXEC);
	}
	snprintf(channel, sizeof channel, "%ld", c->channel);
	snprintf(rate, sizeof rate, "%ld", c->sample_rate_hz);
	hear_arguments(hear, r, c, channel, rate);
	h = start("sourdine-hear", hear, nothing, a[1]);
	g = start("sourdine-gate", gate, a[0], b[1]);
	close(nothing);
	close(a[0]);
	close(a[1]);
	close(b[1]);
	came = receive(b[0], in,
		r->against   ? SLM_COMPARISON_S
		: r->seconds ? atoi(r->seconds)
			     : atoi(SECONDS),
		r->against != NULL);
	close(b[0]);
	if (!came && h > 0)
		kill(h, SIGTERM);
	wait_for(h, code);
	wait_for(g, &gate_code);
	return came;
}

static int refuse(const struct slm_calibration *v)
{
	char why[200];
	double hz = v->frequency / 10.0, nominal = hz < 500 ? 250 : 1000;

	switch (v->tone) {
	case SLM_TONE_TOO_SHORT:
		snprintf(why, sizeof why,
			_("the tone lasted %s s only; leave "
			"the calibrator on for 15 s"),
			decimal(v->duration / 10.0, 1));
		break;
	case SLM_TONE_WRONG_FREQUENCY:
		snprintf(why, sizeof why,
			_("the tone has %s Hz, %s %% from "
			"%.0f Hz (%s %% is allowed); use a calibrator of 1000 "
			"or 250 Hz, and say which with --frequency"),
			decimal(hz, 1),
			decimal(fabs(hz / nominal - 1) * 100, 1), nominal,
			decimal(1.7, 1));
		break;
	case SLM_TONE_CLIPPED:
		snprintf(why, sizeof why,
			_("the tone is clipped: it reaches "
			"full scale; lower the gain, or the calibrator to "
			"94 dB"));
		break;
	case SLM_TONE_UNSTEADY:
		snprintf(why, sizeof why,
			_("the level is not steady for 10 s: "
			"%s dB from its mean (%s dB is allowed); press the "
			"calibrator home, wait 10 s, try again"),
			decimal(v->fluctuation / 100.0, 2), decimal(0.15, 2));
		break;
	case SLM_TONE_DISTORTED:
		snprintf(why, sizeof why,
			_("distortion and noise are %s %% "
			"(3 %% is allowed); check seal, battery and gain, and "
			"keep quiet"),
			decimal(v->distortion / 100.0, 2));
		break;
	default:
		snprintf(why, sizeof why,
			_("no tone stands out; is the "
			"calibrator on, and is \"microphone\" the right one?"));
	}
	fprintf(stderr, "sourdine: %s\n", why);
	return EXIT_INPUT;
}

int calibrate_live(
	struct outcome *o, const struct request *r, const struct conf *c)
{
	uint8_t in[SLM_MESSAGE_BYTES];
	struct slm_calibration v;
	int hear;

	if (!calibrate_ask(in, &hear, r, c))
		return calibrate_no_message(c, hear);
	if (!slm_calibration_decode(&v, in))
		return calibrate_no_message(c, EXIT_FAULT);
	if (v.tone != SLM_TONE_OK)
		return refuse(&v);
	*o = (struct outcome){
		.level_db = atof(r->level) +
			    (r->correction ? atof(r->correction) : 0),
		.frequency_hz = v.frequency / 10.0,
		.fluctuation_db = v.fluctuation / 100.0,
		.distortion_percent = v.distortion / 100.0,
		.steady_s = v.duration / 10.0,
		.class = v.class,
	};
	o->full_scale_db = o->level_db - v.level / 100.0;
	return calibrate_settle(o, r);
}

int calibrate_settle(struct outcome *o, const struct request *r)
{
	o->drift_db = o->full_scale_db - r->previous_db;
	if (o->full_scale_db >= 60 && o->full_scale_db <= 180)
		return EXIT_OK;
	fprintf(stderr,
		_("sourdine: full scale would be at %s dB, outside 60 "
		"to 180; check the level that you gave, and the gain\n"),
		decimal(o->full_scale_db, 1));
	return EXIT_INPUT;
}
