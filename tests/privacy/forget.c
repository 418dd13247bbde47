/* SPDX-License-Identifier: GPL-3.0-or-later */
/* forget.c - a library that is loaded before libseccomp: it leaves out the
 * rule of number FORGET, counted for this processor alone, whose filter is made
 * first.  With RULES set it tells all of them on stderr.  It takes the vDSO
 * away, too: there are machines without a clock for it, and the rules for that
 * are to be missed here. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <seccomp.h>

#define SEEN __attribute__((visibility("default")))

SEEN int clock_gettime(clockid_t which, struct timespec *t)
{
	return (int)syscall(SYS_clock_gettime, which, t);
}

SEEN int gettimeofday(struct timeval *restrict t, void *restrict zone)
{
	return (int)syscall(SYS_gettimeofday, t, zone);
}

typedef int add_array(scmp_filter_ctx, uint32_t, int, unsigned,
	const struct scmp_arg_cmp *);

static void tell(int call, unsigned n, const struct scmp_arg_cmp *only)
{
	char *name = seccomp_syscall_resolve_num_arch(
		seccomp_arch_native(), call);

	fprintf(stderr, "rule %s", name ? name : "?");
	for (unsigned i = 0; i < n; i++)
		fprintf(stderr, " %u:%#lx", only[i].arg,
			(unsigned long)(only[i].op == SCMP_CMP_EQ
						? only[i].datum_a
						: only[i].datum_b));
	fprintf(stderr, "\n");
	free(name);
}

SEEN int seccomp_rule_add_array(
	scmp_filter_ctx f, uint32_t action, int call, unsigned n,
	const struct scmp_arg_cmp *only)
{
	static scmp_filter_ctx first;
	static int count;
	const char *forget = getenv("FORGET");
	add_array *real;

	*(void **)&real = dlsym(RTLD_NEXT, "seccomp_rule_add_array");
	if (!first)
		first = f;
	if (f != first || call < 0)
		return real(f, action, call, n, only);
	if (getenv("RULES") && *getenv("RULES"))
		tell(call, n, only);
	if (forget && count++ == atoi(forget))
		return 0;
	return real(f, action, call, n, only);
}
