/* SPDX-License-Identifier: GPL-3.0-or-later */
/* without.c - runs a program on a kernel that seems to lack a lock.
 *
 *   without landlock PROGRAM [ARGUMENT...]
 *   without seccomp PROGRAM [ARGUMENT...] */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <seccomp.h>

static int forget_landlock(scmp_filter_ctx f)
{
	return seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS),
		SCMP_SYS(landlock_create_ruleset), 0);
}

static int forget_seccomp(scmp_filter_ctx f)
{
	int error = seccomp_rule_add(
		f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(seccomp), 0);

	if (error)
		return error;
	return seccomp_rule_add(f, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1,
		SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP));
}

int main(int argc, char **argv)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);

	if (!f || argc < 3)
		return 99;
	if ((strcmp(argv[1], "landlock") == 0 ? forget_landlock(f)
					      : forget_seccomp(f)) != 0 ||
		seccomp_load(f) != 0) {
		fputs("without: no filter\n", stderr);
		return 99;
	}
	execv(argv[2], argv + 2);
	perror(argv[2]);
	return 99;
}
