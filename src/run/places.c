/* SPDX-License-Identifier: GPL-3.0-or-later */
/* places.c - folders, the lock of a running meter, and who answers. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "conf.h"
#include "language.h"
#include "places.h"

static bool make_folders(char *path)
{
	for (char *p = path + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(path, 0755) != 0 && errno != EEXIST) {
			*p = '/';
			return false;
		}
		*p = '/';
	}
	return mkdir(path, 0700) == 0 || errno == EEXIST;
}

bool places_is_trusted(const char *folder)
{
	char parent[CONF_PATH], *slash;
	struct stat st, above;

	snprintf(parent, sizeof parent, "%s", folder);
	slash = strrchr(parent, '/');
	if (slash)
		slash[slash == parent] = '\0';
	if (lstat(folder, &st) != 0 || stat(parent, &above) != 0)
		return true; /* there is nothing to be taken in by */
	return st.st_uid == geteuid() || st.st_uid == 0 ||
		(!(above.st_mode & S_IWOTH) && (above.st_uid == geteuid() ||
			above.st_uid == 0));
}

bool places_own_folder(const char *path)
{
	char copy[CONF_PATH];
	struct stat st;

	snprintf(copy, sizeof copy, "%s", path);
	if (!make_folders(copy)) {
		fprintf(stderr, _("sourdine: %s: cannot be made: %s; set "
			"`runtime` to a folder of yours\n"), path,
			reason(errno));
		return false;
	}
	/* In a folder that all may write to, somebody else may have been
	 * first, or have left a link. */
	if (lstat(path, &st) != 0 || !S_ISDIR(st.st_mode) ||
		st.st_uid != geteuid() || (st.st_mode & 022)) {
		fprintf(stderr, _("sourdine: %s: is not a folder of this user "
			"alone; set `runtime` to one\n"), path);
		return false;
	}
	return true;
}

bool places_parent(const char *file)
{
	char copy[CONF_PATH];
	char *slash;

	snprintf(copy, sizeof copy, "%s", file);
	slash = strrchr(copy, '/');
	if (!slash || slash == copy)
		return true;
	*slash = '\0';
	if (make_folders(copy))
		return true;
	fprintf(stderr, _("sourdine: %s: cannot be made: %s; set `store` to a "
		"file in a folder of yours\n"), copy, reason(errno));
	return false;
}

int places_lock(const char *folder)
{
	char path[CONF_PATH + 8];
	int fd;

	snprintf(path, sizeof path, "%s/lock", folder);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		fprintf(stderr, "sourdine: %s: %s\n", path, reason(errno));
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		fprintf(stderr, _("sourdine: a meter is already running with "
			"%s; stop it first, or give this one a `runtime` of "
			"its own\n"), folder);
		close(fd);
		return -1;
	}
	return fd;
}

static bool live_answers(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	bool ok;

	snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
	ok = fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof a) == 0;
	if (fd >= 0)
		close(fd);
	return ok;
}

static bool page_answers(const char *listen)
{
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM }, *a = NULL;
	char host[CONF_TEXT], *colon;
	const char *name = host;
	bool ok = false;

	if (strncmp(listen, "unix:", 5) == 0)
		return live_answers(listen + 5);
	snprintf(host, sizeof host, "%s", listen);
	colon = strrchr(host, ':');
	if (!colon)
		return false;
	*colon = '\0';
	if (name[0] == '[' && colon[-1] == ']') {
		colon[-1] = '\0';
		name++;
	}
	if (strcmp(name, "localhost") == 0)
		name = "127.0.0.1"; /* as the page takes it */
	if (getaddrinfo(name, colon + 1, &hints, &a) != 0)
		return false;
	int fd = socket(a->ai_family, a->ai_socktype, 0);
	if (fd >= 0) {
		ok = connect(fd, a->ai_addr, a->ai_addrlen) == 0;
		close(fd);
	}
	freeaddrinfo(a);
	return ok;
}

bool places_answer(const char *live, const char *listen)
{
	return live_answers(live) && page_answers(listen);
}

void places_page(char *out, size_t size, const char *listen)
{
	bool is_socket = strncmp(listen, "unix:", 5) == 0;

	snprintf(out, size, is_socket ? "%s" : "http://%s/", listen);
}
