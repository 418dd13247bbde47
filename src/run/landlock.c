/* SPDX-License-Identifier: GPL-3.0-or-later */
/* landlock.c - no file, no TCP, no signal to others, where the kernel helps.
 * The constants stand here since the header of Debian 12 ends at version 2.
 * They are those of Linux, include/uapi/linux/landlock.h. */
#define _GNU_SOURCE /* syscall, O_PATH */
#include "landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The same numbers on every architecture. */
#define CREATE_RULESET 444
#define ADD_RULE       445
#define RESTRICT_SELF  446

#define ASK_VERSION  1u	       /* of CREATE_RULESET */
#define ALL_THREADS  (1u << 3) /* of RESTRICT_SELF, version 8 */
#define PATH_BENEATH 1

#define FS_EXECUTE	(UINT64_C(1) << 0)
#define FS_WRITE_FILE	(UINT64_C(1) << 1)
#define FS_READ_FILE	(UINT64_C(1) << 2)
#define FS_READ_DIR	(UINT64_C(1) << 3)
#define FS_REMOVE_FILE	(UINT64_C(1) << 5)
#define FS_MAKE_REG	(UINT64_C(1) << 8)
#define FS_VERSION_1	((UINT64_C(1) << 13) - 1)
#define FS_REFER	(UINT64_C(1) << 13) /* version 2 */
#define FS_TRUNCATE	(UINT64_C(1) << 14) /* version 3 */
#define FS_IOCTL_DEV	(UINT64_C(1) << 15) /* version 5 */
#define FS_RESOLVE_UNIX (UINT64_C(1) << 16) /* version 9 */
#define NET_TCP		UINT64_C(3)	    /* bind, connect: version 4 */
#define SCOPED		UINT64_C(3) /* abstract sockets, signals: version 6 */

/* What a rule may give to a file; the rest is for folders. */
#define FS_OF_FILES                                                            \
	(FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE |             \
		FS_IOCTL_DEV | FS_RESOLVE_UNIX)

struct ruleset {
	uint64_t fs, net, scoped;
};

struct beneath {
	uint64_t allowed;
	int32_t folder;
} __attribute__((packed));

int landlock_version(void)
{
	long v = syscall(CREATE_RULESET, NULL, 0, ASK_VERSION);

	return v > 0 ? (int)v : 0;
}

static uint64_t known_rights(int version)
{
	uint64_t fs = FS_VERSION_1;

	if (version >= 2)
		fs |= FS_REFER;
	if (version >= 3)
		fs |= FS_TRUNCATE;
	if (version >= 5)
		fs |= FS_IOCTL_DEV;
	if (version >= 9)
		fs |= FS_RESOLVE_UNIX;
	return fs;
}

static uint64_t rights_of(unsigned may)
{
	uint64_t fs = 0;

	if (may & (LANDLOCK_READ | LANDLOCK_WRITE))
		fs |= FS_READ_FILE | FS_READ_DIR;
	if (may & LANDLOCK_WRITE)
		fs |= FS_WRITE_FILE | FS_MAKE_REG | FS_TRUNCATE;
	if (may & (LANDLOCK_REMOVE | LANDLOCK_WRITE))
		fs |= FS_REMOVE_FILE;
	if (may & LANDLOCK_CONNECT)
		fs |= FS_RESOLVE_UNIX;
	return fs;
}

static bool allow(int ruleset, const struct landlock_path *p, uint64_t known)
{
	struct beneath b = {.allowed = rights_of(p->may) & known};
	struct stat st;
	bool done;

	if (b.allowed == 0)
		return true;
	b.folder = open(p->path, O_PATH | O_CLOEXEC);
	if (b.folder < 0) /* what is not there needs no permission */
		return errno == ENOENT;
	if (fstat(b.folder, &st) == 0 && !S_ISDIR(st.st_mode))
		b.allowed &= FS_OF_FILES;
	done = syscall(ADD_RULE, ruleset, PATH_BENEATH, &b, 0) == 0;
	close(b.folder);
	return done;
}

bool landlock_enter(const struct landlock_path *paths, size_t n)
{
	int version = landlock_version();
	struct ruleset r = {.fs = known_rights(version)};
	/* An older kernel knows a shorter struct. */
	size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
	bool done = true;
	int ruleset;

	if (version == 0)
		return true;
	if (version >= 4)
		r.net = NET_TCP;
	if (version >= 6)
		r.scoped = SCOPED;
	ruleset = (int)syscall(CREATE_RULESET, &r, size, 0);
	if (ruleset < 0)
		return false;
	for (size_t i = 0; i < n && done; i++)
		done = allow(ruleset, &paths[i], r.fs);
	done = done && syscall(RESTRICT_SELF, ruleset,
			       version >= 8 ? ALL_THREADS : 0) == 0;
	close(ruleset);
	return done;
}
