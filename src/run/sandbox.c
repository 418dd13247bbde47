/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sandbox.c - shuts the door: privileges, limits, descriptors and memory, then
 * Landlock where the kernel has it, then the filter, which is a must. */
#define _GNU_SOURCE /* close_range */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exit_codes.h"
#include "landlock.h"
#include "sandbox_rules.h"

/* A sanitizer's runtime calls the system as it likes: no filter can hold it.
 * Such a build says that it is open. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||     \
	__has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#define DESCRIPTORS 1024

static bool is_hear(enum sandbox who)
{
	return who == SANDBOX_HEAR || who == SANDBOX_HEAR_SERVER;
}

/* A command of the user: it ends soon, may be large, and writes what it was
 * asked for. */
static bool is_command(enum sandbox who)
{
	return who == SANDBOX_MEASURE || who == SANDBOX_REPORT ||
	       who == SANDBOX_VERIFY;
}

/* A descriptor that was handed down cannot be marked to be closed on exec, or
 * it would not be here; all that the programs open themselves is. */
static bool is_own(int fd)
{
	int flags = fcntl(fd, F_GETFD);

	return flags >= 0 && (flags & FD_CLOEXEC);
}

/* stderr goes last, when nothing can go wrong any more. */
static bool is_needed(enum sandbox who, int fd)
{
	if (fd == 1 || fd == 2)
		return true;
	if (is_hear(who))
		return is_own(fd) && sandbox_kind(fd) != ANY_FD;
	if (who == SANDBOX_GATE || who == SANDBOX_NODE)
		return fd == 0;
	return fd == 0 || is_own(fd);
}

static void close_the_rest(enum sandbox who)
{
	for (int fd = 0; fd < DESCRIPTORS; fd++)
		if (fcntl(fd, F_GETFD) >= 0 && !is_needed(who, fd))
			close(fd);
	/* Only measure opens as many as that. */
	if (who != SANDBOX_MEASURE)
		(void)close_range(DESCRIPTORS, UINT_MAX, 0);
}

static bool limit(int what)
{
	const struct rlimit none = {0, 0};

	return setrlimit((__rlimit_resource_t)what, &none) == 0;
}

bool sandbox_prepare(enum sandbox who)
{
	bool writes_files = who == SANDBOX_KEEP || is_command(who);
	bool has_threads = who == SANDBOX_REPORT; /* begun behind the door */

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
		prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
		!limit(RLIMIT_CORE) ||
		(!has_threads && !limit(RLIMIT_NPROC)) ||
		(!writes_files && !limit(RLIMIT_FSIZE)))
		return false;
	close_the_rest(who);
	if (!is_command(who))
		sandbox_lock_memory();
	return true;
}

/* The folder of a file, or the nearest above it that there is. */
static void folder_of(char folder[PATH_MAX], const char *path)
{
	char copy[PATH_MAX];
	struct stat st;

	snprintf(folder, PATH_MAX, "%s", path);
	do {
		snprintf(copy, sizeof copy, "%s", folder);
		snprintf(folder, PATH_MAX, "%s", dirname(copy));
	} while (stat(folder, &st) != 0 && strcmp(folder, "/") != 0 &&
		 strcmp(folder, ".") != 0);
}

static bool enter_filter(enum sandbox who)
{
	scmp_filter_ctx filter = sandbox_filter(who);
	int error = filter ? seccomp_load(filter) : -errno;

	seccomp_release(filter);
	errno = -error;
	return error == 0;
}

static int refuse(enum sandbox who, const char *what, const char *remedy)
{
	fprintf(stderr,
		"%s: cannot lock itself in (%s: %s), so it does not "
		"start: %s\n",
		sandbox_rows[who].program, what, strerror(errno), remedy);
	return EXIT_FAULT;
}

int sandbox_enter_files(
	enum sandbox who, const struct landlock_path *paths, size_t n)
{
	if (SANITIZED) {
		fprintf(stderr,
			"%s: built with a sanitizer, for tests only: "
			"it is NOT locked in\n",
			sandbox_rows[who].program);
		return EXIT_OK;
	}
	if (!sandbox_prepare(who))
		return refuse(who, "limits", "start it as another user");
	if (!landlock_enter(paths, n))
		return refuse(who, "Landlock",
			"check who may enter the folders of store and socket");
	if (!enter_filter(who))
		return refuse(who, "seccomp",
			"use x86-64, arm64 or 32-bit ARM with a kernel that "
			"has seccomp filters");
	if (is_hear(who) || who == SANDBOX_GATE || who == SANDBOX_NODE)
		close(2);
	return EXIT_OK;
}

/* The store may be a link into another folder; its journal lies there. */
int sandbox_enter(enum sandbox who, const char *store, const char *live)
{
	bool keeps = who == SANDBOX_KEEP;
	char real[PATH_MAX], named[PATH_MAX], truly[PATH_MAX],
		sockets[PATH_MAX];
	const struct landlock_path paths[] = {
		{truly, keeps ? LANDLOCK_WRITE : LANDLOCK_READ},
		{named, keeps ? LANDLOCK_REMOVE : LANDLOCK_READ},
		/* the page reads the status of the house there, too */
		{sockets, keeps ? LANDLOCK_REMOVE
				: LANDLOCK_CONNECT | LANDLOCK_READ},
		{"/dev/urandom", LANDLOCK_READ},
	};

	if (!store)
		return sandbox_enter_files(who, NULL, 0);
	folder_of(named, store);
	folder_of(truly, realpath(store, real) ? real : store);
	folder_of(sockets, live);
	return sandbox_enter_files(who, paths, sizeof paths / sizeof *paths);
}
