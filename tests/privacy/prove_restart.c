/* SPDX-License-Identifier: GPL-3.0-or-later */
/* prove_restart.c - `sourdine run`'s own loop (house.c) with a hear that dies
 * when it likes, in a time of its own: years of deaths in a moment.
 *
 *     prove_restart DEATHS SEED    prints "DEATH_US START_US" a line */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

#include "../../src/run/house.h"
#include "../../src/run/places.h"

#define US_PER_S INT64_C(1000000)

int __wrap_clock_gettime(clockid_t which, struct timespec *t);
int __wrap_sigtimedwait(const sigset_t *set, siginfo_t *info,
	const struct timespec *most);
pid_t __wrap_waitpid(pid_t pid, int *status, int options);
int __wrap_kill(pid_t pid, int number);

const char *const program_names[PROGRAMS] = {"hear", "gate", "keep", "web"};

static int64_t now_us = 1234567890, death_us;
static pid_t hear, dead, last_pid = 1000;
static long deaths_left;

int __wrap_clock_gettime(clockid_t which, struct timespec *t)
{
	(void)which;
	*t = (struct timespec){now_us / US_PER_S, now_us % US_PER_S * 1000};
	return 0;
}

/* 0 to 20 s, to the microsecond, and now and then two minutes. */
static int64_t life_us(void)
{
	int64_t most = random() % 20 == 0 ? 120 : 20;

	return 1 + (random() * INT64_C(2147483648) + random()) %
			   (most * US_PER_S);
}

pid_t program_start(struct house *h, enum program which)
{
	(void)h;
	if (which != HEAR)
		return ++last_pid;
	if (hear)
		printf("%lld %lld\n", (long long)death_us, (long long)now_us);
	hear = ++last_pid;
	death_us = now_us + life_us();
	return hear;
}

int __wrap_sigtimedwait(const sigset_t *set, siginfo_t *info,
	const struct timespec *most)
{
	int64_t end = now_us + most->tv_sec * US_PER_S + most->tv_nsec / 1000;

	(void)set;
	(void)info;
	if (deaths_left <= 0)
		return SIGTERM;
	if (!dead && death_us > now_us && death_us <= end) {
		now_us = death_us;
		dead = hear;
		deaths_left--;
		return SIGCHLD;
	}
	now_us = end;
	errno = EAGAIN;
	return -1;
}

pid_t __wrap_waitpid(pid_t pid, int *status, int options)
{
	pid_t was = dead;

	(void)options;
	if (pid > 0)
		return pid; /* at the end: each goes when it is told */
	dead = 0;
	if (was)
		*status = (int)(random() & 0x7f) << 8;
	return was;
}

int __wrap_kill(pid_t pid, int number)
{
	(void)pid;
	(void)number;
	return 0;
}

/* ------------------------------------------ what the loop needs beside it */

bool house_has_node(const struct house *h)
{
	(void)h;
	return false;
}

const char *house_program(const struct house *h, enum program which)
{
	(void)h;
	return program_names[which];
}

bool program_folder(char *out, size_t size)
{
	snprintf(out, size, "/");
	return true;
}

int places_lock(const char *folder)
{
	(void)folder;
	return 99;
}

bool places_own_folder(const char *path)
{
	(void)path;
	return true;
}

bool places_parent(const char *path)
{
	(void)path;
	return true;
}

bool places_answer(const char *live, const char *listen)
{
	(void)live;
	(void)listen;
	return true;
}

void places_page(char *out, size_t size, const char *listen)
{
	snprintf(out, size, "%s", listen);
}

void status_write(const struct house *h)
{
	(void)h;
}

void status_remove(const struct house *h)
{
	(void)h;
}

int main(int argc, char **argv)
{
	static struct house h;

	if (argc != 3)
		return 2;
	deaths_left = atol(argv[1]);
	srandom((unsigned)atol(argv[2]));
	h.announced = true;
	return house_run(&h);
}
