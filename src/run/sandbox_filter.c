/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sandbox_filter.c - from the table of rules to one filter for seccomp, the
 * same on every machine: all architectures that the programs are built for
 * stand in it, and any other kills, as does x32. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "sandbox_rules.h"

/* Those of libraries lie below this. */
#define DESCRIPTORS 1024

#define SOUND_MAJOR 116 /* Linux, Documentation/admin-guide/devices.txt */

static const uint32_t architectures[] = {
	SCMP_ARCH_X86_64, SCMP_ARCH_AARCH64, SCMP_ARCH_ARM};

static bool is_known(uint32_t arch)
{
	for (size_t i = 0; i < sizeof architectures / sizeof *architectures;
		i++)
		if (architectures[i] == arch)
			return true;
	return false;
}

enum sandbox_fd sandbox_kind(int fd)
{
	struct stat st;

	if (fd < 3 || fstat(fd, &st) != 0)
		return ANY_FD;
	if (S_ISSOCK(st.st_mode))
		return SOCKET;
	if (S_ISCHR(st.st_mode) && major(st.st_rdev) == SOUND_MAJOR)
		return DEVICE;
	if (S_ISFIFO(st.st_mode))
		return (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY ? PIPE_IN
								    : PIPE_OUT;
	return ANY_FD;
}

/* One rule for one descriptor, or for any if fd < 0. */
static int add_one(scmp_filter_ctx f, const struct sandbox_rule *r, int fd)
{
	struct scmp_arg_cmp only[3];
	unsigned n = 0;

	for (int i = 0; i < 2 && r->only[i].op; i++)
		only[n++] = r->only[i];
	if (fd >= 0)
		only[n++] = (struct scmp_arg_cmp){
			0, SCMP_CMP_MASKED_EQ, UINT32_MAX, (scmp_datum_t)fd};
	return seccomp_rule_add_array(f,
		r->error ? SCMP_ACT_ERRNO(r->error) : SCMP_ACT_ALLOW, r->call,
		n, only);
}

static int add(scmp_filter_ctx f, const struct sandbox_rule *r, uint32_t arch)
{
	int error = 0;

	if (r->arch && r->arch != arch)
		return 0;
	if (r->fd == ANY_FD)
		return add_one(f, r, -1);
	for (int fd = 3; fd < DESCRIPTORS && !error; fd++)
		if (sandbox_kind(fd) == r->fd)
			error = add_one(f, r, fd);
	return error;
}

static int add_all(scmp_filter_ctx f, enum sandbox who, uint32_t arch)
{
	int error = 0;

	for (int p = 0; p < SANDBOX_PARTS; p++)
		for (size_t i = 0; i < sandbox_rows[who].part[p].n && !error;
			i++)
			error = add(
				f, &sandbox_rows[who].part[p].rule[i], arch);
	return error;
}

/* An empty filter that kills whatever is called, for one architecture. */
static scmp_filter_ctx make(uint32_t arch)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int error;

	if (!f)
		return NULL;
	error = seccomp_attr_set(
		f, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (!error)
		error = seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1);
	if (!error && arch != seccomp_arch_native()) {
		error = seccomp_arch_add(f, arch);
		if (!error)
			error = seccomp_arch_remove(f, seccomp_arch_native());
	}
	if (!error)
		return f;
	seccomp_release(f);
	errno = -error;
	return NULL;
}

static scmp_filter_ctx make_for(enum sandbox who, uint32_t arch)
{
	scmp_filter_ctx f = make(arch);
	int error = f ? add_all(f, who, arch) : 0;

	if (!error)
		return f;
	seccomp_release(f);
	errno = -error;
	return NULL;
}

scmp_filter_ctx sandbox_filter(enum sandbox who)
{
	uint32_t native = seccomp_arch_native();
	scmp_filter_ctx all, one;
	int error;

	errno = ENOTSUP;
	if (!is_known(native))
		return NULL;
	all = make_for(who, native);
	for (size_t i = 0;
		all && i < sizeof architectures / sizeof *architectures; i++) {
		if (architectures[i] == native)
			continue;
		one = make_for(who, architectures[i]);
		error = one ? seccomp_merge(all, one) : -errno;
		if (!error)
			continue;
		seccomp_release(one);
		seccomp_release(all);
		errno = -error;
		return NULL;
	}
	return all;
}
