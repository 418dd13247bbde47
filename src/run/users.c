/* SPDX-License-Identifier: GPL-3.0-or-later */
/* users.c - a meter that root starts gives the page to another user. */
#define _DEFAULT_SOURCE /* setgroups */
#include "users.h"

#include <grp.h>
#include <libgen.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATH 512

bool users_become(const struct page_user *u)
{
	if (!*u->name)
		return true;
	return setgroups(0, NULL) == 0 && setgid(u->gid) == 0 &&
		setuid(u->uid) == 0 && setuid(0) != 0;
}

bool users_take_group(const struct page_user *u)
{
	return !*u->name || setgid(u->gid) == 0;
}

/* One of root's that nobody else may enter yet. */
static void open_folder(const struct page_user *u, const char *folder)
{
	struct stat st;

	if (lstat(folder, &st) == 0 && S_ISDIR(st.st_mode) &&
		st.st_uid == 0 && !(st.st_mode & 077) &&
		chown(folder, (uid_t)-1, u->gid) == 0)
		(void)chmod(folder, 0710);
}

static bool is_named_sourdine(const char *folder)
{
	char copy[PATH];

	snprintf(copy, sizeof copy, "%s", folder);
	return strcmp(basename(copy), "sourdine") == 0;
}

/* Of several meters each has a folder in the one of that name. */
static bool open_parent(const struct page_user *u, const char *folder)
{
	char copy[PATH];
	const char *parent;

	snprintf(copy, sizeof copy, "%s", folder);
	parent = dirname(copy);
	if (!is_named_sourdine(parent))
		return false;
	open_folder(u, parent);
	return true;
}

/* Asks the kernel, as that user. */
static bool reaches(const struct page_user *u, const char *program,
	const char *store, const char *runtime)
{
	int status = 1;
	pid_t pid = fork();

	if (pid == 0)
		_exit(users_become(u) && access(program, X_OK) == 0 &&
			access(store, X_OK) == 0 && access(runtime, X_OK) == 0
				? 0 : 1);
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

void users_find(struct page_user *u, const char *program, const char *store,
	const char *runtime)
{
	struct passwd *p;
	char copy[PATH];
	const char *folder;

	memset(u, 0, sizeof *u);
	if (geteuid() != 0 || !((p = getpwnam("sourdine-web")) ||
				      (p = getpwnam("nobody"))) ||
		p->pw_uid == 0)
		return;
	u->uid = p->pw_uid;
	u->gid = p->pw_gid;
	snprintf(u->name, sizeof u->name, "%s", p->pw_name);
	snprintf(copy, sizeof copy, "%s", store);
	folder = dirname(copy);
	/* it may be anybody's else */
	if (is_named_sourdine(folder) || open_parent(u, folder))
		open_folder(u, folder);
	open_folder(u, runtime);
	open_parent(u, runtime);
	if (!reaches(u, program, folder, runtime))
		u->name[0] = '\0';
}

void users_share(const struct page_user *u, const char *store)
{
	if (*u->name && chown(store, (uid_t)-1, u->gid) == 0)
		(void)chmod(store, 0640);
}
