/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sandbox_rules.c - the table: each system call that a program may make once
 * its door is shut, and why.  What is not here kills.
 *
 * A call goes by several names: where x86-64 says poll, arm64 says ppoll, and
 * 32-bit ARM has its own names where times or offsets have 64 bits.  A name
 * that an architecture does not know is left out there. */
#define _GNU_SOURCE /* MAP_ANONYMOUS, CLONE_THREAD */
#include "sandbox_rules.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "slm_message.h"

/* clang-format off */
#define CALL(name) .call = SCMP_SYS(name)

#define ARM64 .arch = SCMP_ARCH_AARCH64
#define ARM32 .arch = SCMP_ARCH_ARM

/* An int: the kernel looks at its low word only. */
#define INT(n, value)       {n, SCMP_CMP_MASKED_EQ, UINT32_MAX, value}
/* A size or a pointer: all of it, so nothing hides in the high word. */
#define WHOLE(n, value)     {n, SCMP_CMP_EQ, value, 0}
/* Of these bits, only those that are set in value. */
#define BITS(n, bits, value) {n, SCMP_CMP_MASKED_EQ, bits, value}
/* clang-format on */

/* ALSA's question where the device stands, _IOWR('A', 0x23, ...); its size is
 * another where times have 32 bits. */
#define SYNC_POINTER	0xc0884123u
#define SYNC_POINTER_32 0xc0844123u

/* fcntl's locks, as 32-bit ARM calls them */
#define F_GETLK_64 12
#define F_SETLK_64 13

static const struct sandbox_rule end[] = {
	{"ends", CALL(exit_group)},
	{"was stopped while it waited, and goes on", CALL(restart_syscall)},
};

static const struct sandbox_rule clocks[] = {
	{"what time it is, where no vDSO says it", CALL(clock_gettime)},
	{"on 32-bit ARM", CALL(clock_gettime64)},
};

/* For malloc: no memory that is shared, comes from a file or can be run. */
static const struct sandbox_rule memory[] = {
	{"a small block", CALL(brk)},
	{"a large block", CALL(mmap),
		.only = {BITS(2, PROT_EXEC, 0),
			BITS(3, MAP_SHARED | MAP_PRIVATE | MAP_ANONYMOUS,
				MAP_PRIVATE | MAP_ANONYMOUS)}},
	{"on 32-bit ARM", CALL(mmap2),
		.only = {BITS(2, PROT_EXEC, 0),
			BITS(3, MAP_SHARED | MAP_PRIVATE | MAP_ANONYMOUS,
				MAP_PRIVATE | MAP_ANONYMOUS)}},
	{"grows it", CALL(mremap)},
	{"gives it back", CALL(munmap)},
};

/* The device itself, or the made-up street.  No memory, no descriptor, no file. */
static const struct sandbox_rule hear[] = {
	{"a message to the gate, whole", CALL(write),
		.only = {INT(0, 1), WHOLE(2, SLM_MESSAGE_BYTES)}},
	{"lets go of stderr, now that nothing is left to say", CALL(close),
		.only = {INT(0, 2)}},
	{"waits for the device", CALL(poll)},
	{"on arm64", CALL(ppoll), ARM64},
	{"pauses when it has waited in vain; the street keeps its pace",
		CALL(clock_nanosleep)},
	{"on 32-bit ARM", CALL(clock_nanosleep_time64)},
	{"ends it when the device hangs", CALL(alarm)},
	{"on ARM", CALL(setitimer), .only = {INT(0, 0)}, ARM32},
	{"on ARM", CALL(setitimer), .only = {INT(0, 0)}, ARM64},
	/* Linux maps the device's position on x86 only. */
	{"where the device stands, on arm64", CALL(ioctl), .fd = DEVICE,
		.only = {INT(1, SYNC_POINTER)}, ARM64},
	{"on 32-bit ARM", CALL(ioctl), .fd = DEVICE,
		.only = {INT(1, SYNC_POINTER)}, ARM32},
	{"on 32-bit ARM", CALL(ioctl), .fd = DEVICE,
		.only = {INT(1, SYNC_POINTER_32)}, ARM32},
};

/* On top of hear: what libpulse and its thread do.  The server's socket is a
 * second way out; only the device itself has none. */
static const struct sandbox_rule hear_server[] = {
	{"PortAudio complains of a lost device: to nobody", CALL(write),
		.only = {INT(0, 2)}, .error = EBADF},
	{"libpulse's time, where no vDSO says it", CALL(gettimeofday)},
	{"asks the server for sound", CALL(sendto), .fd = SOCKET,
		.only = {WHOLE(4, 0)}},
	{"gets it", CALL(recvmsg), .fd = SOCKET},
	{"hangs up when the server has", CALL(close), .fd = SOCKET},
	{"wakes the other thread", CALL(write), .fd = PIPE_OUT,
		.only = {WHOLE(2, 1)}},
	{"is woken", CALL(read), .fd = PIPE_IN},
	{"its threads take turns", CALL(futex)},
	{"on 32-bit ARM", CALL(futex_time64)},
	{"libpulse looks whether it was forked", CALL(getpid)},
};

/* The line of a node, to read only: nothing can be said to it. */
static const struct sandbox_rule node[] = {
	{"ends", CALL(exit_group)},
	{"the node's bytes", CALL(read), .only = {INT(0, 0)}},
	{"a record to keep, whole", CALL(write),
		.only = {INT(0, 1), WHOLE(2, SLM_MESSAGE_BYTES)}},
	{"lets go of stderr, now that nothing is left to say", CALL(close),
		.only = {INT(0, 2)}},
};

static const struct sandbox_rule gate[] = {
	{"hear's messages", CALL(read), .only = {INT(0, 0)}},
	{"keep's messages, whole", CALL(write),
		.only = {INT(0, 1), WHOLE(2, SLM_MESSAGE_BYTES)}},
	{"lets go of stderr, now that nothing is left to say", CALL(close),
		.only = {INT(0, 2)}},
	{"waits for the next", CALL(poll)},
	{"on arm64", CALL(ppoll), ARM64},
};

/* SQLite, reading. */
static const struct sandbox_rule store[] = {
	{"reads the store", CALL(pread64)},
	{"SQLite sizes a file up", CALL(newfstatat)},
	{"on 32-bit ARM", CALL(fstatat64)},
	{"on 32-bit ARM", CALL(statx), ARM32},
	{"on 32-bit ARM", CALL(fstat64)},
	{"on 32-bit ARM", CALL(stat64)},
	{"on 32-bit ARM", CALL(lstat64)},
	{"locks a part of the store", CALL(fcntl), .only = {INT(1, F_SETLK)}},
	{"asks who has locked it", CALL(fcntl), .only = {INT(1, F_GETLK)}},
	{"on 32-bit ARM", CALL(fcntl64), .only = {INT(1, F_SETLK_64)}},
	{"on 32-bit ARM", CALL(fcntl64), .only = {INT(1, F_GETLK_64)}},
	{"waits for the lock of another", CALL(clock_nanosleep)},
	{"on 32-bit ARM", CALL(clock_nanosleep_time64)},
	{"SQLite looks whether it was forked", CALL(getpid)},
	{"and, at a journal, whether it is root", CALL(geteuid)},
	{"on 32-bit ARM", CALL(geteuid32)},
	{"closes", CALL(close)},
	{"messages; randomness for SQLite; other files", CALL(read)},
};

/* What keep and web do for those who ask them. */
static const struct sandbox_rule server[] = {
	{"waits", CALL(poll)},
	{"on arm64", CALL(ppoll), ARM64},
	{"tells its clients", CALL(sendto), .only = {WHOLE(4, 0)}},
	{"on 32-bit ARM", CALL(send)},
	{"hangs up", CALL(shutdown)},
};

/* Whoever opens files to read them, and none to write. */
static const struct sandbox_rule files[] = {
	{"opens a file, to read only", CALL(openat),
		.only = {BITS(2, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY)}},
	{"SQLite finds the store's whole path", CALL(getcwd)},
	{"and follows its links", CALL(readlink)},
	{"on arm64", CALL(readlinkat), ARM64},
	{"as root it would give a journal that was left the store's owner: no",
		CALL(fchown), .error = EPERM},
	{"on 32-bit ARM", CALL(fchown32), .error = EPERM},
};

static const struct sandbox_rule keep[] = {
	{"SQLite's journal; Landlock holds it to its folder", CALL(openat)},
	{"writes the store", CALL(pwrite64)},
	{"makes it last", CALL(fdatasync)},
	{"empties the journal", CALL(ftruncate)},
	{"on 32-bit ARM", CALL(ftruncate64)},
	{"SQLite gives the journal the store's owner", CALL(fchown)},
	{"on 32-bit ARM", CALL(fchown32)},
	{"and its mode", CALL(fchmod)},
	{"removes lock and socket at the end", CALL(unlink)},
	{"on arm64", CALL(unlinkat), ARM64},
	{"says what went wrong", CALL(write), .only = {INT(0, 2)}},
	{"lets a client in", CALL(accept)},
	{"not for programs it starts", CALL(fcntl), .only = {INT(1, F_SETFD)}},
	{"nor to be waited for", CALL(fcntl), .only = {INT(1, F_SETFL)}},
	{"on 32-bit ARM", CALL(fcntl64), .only = {INT(1, F_SETFD)}},
	{"on 32-bit ARM", CALL(fcntl64), .only = {INT(1, F_SETFL)}},
	{"gives it a large buffer", CALL(setsockopt),
		.only = {INT(1, SOL_SOCKET), INT(2, SO_SNDBUF)}},
};

static const struct sandbox_rule web[] = {
	{"looks for keep again", CALL(socket), .only = {INT(0, AF_UNIX)}},
	{"and connects", CALL(connect)},
	{"lets a browser in", CALL(accept4)},
	{"hears its request", CALL(recvfrom)},
	{"on 32-bit ARM", CALL(recv)},
	{"answers with head and body at once", CALL(sendmsg)},
	{"without delay", CALL(setsockopt), .only = {INT(1, 6 /* TCP */)}},
	{"whose address it is", CALL(getsockname)},
	{"waits for all of them", CALL(epoll_wait)},
	{"on arm64", CALL(epoll_pwait), ARM64},
	{"which are more or fewer", CALL(epoll_ctl)},
};

/* A command that writes what it was asked for to where it was told to. */
static const struct sandbox_rule output[] = {
	{"what it was asked for", CALL(write), .only = {INT(0, 1)}},
	{"whether this is a terminal", CALL(ioctl), .only = {INT(1, TCGETS)}},
};

/* One that goes through levels at length. */
static const struct sandbox_rule summary[] = {
	{"says what is wrong, and how far it is", CALL(write),
		.only = {INT(0, 2)}},
	{"finds its place in a file", CALL(lseek)},
	{"on 32-bit ARM", CALL(_llseek)},
	{"glibc's qsort asks how much memory there is", CALL(sysinfo)},
};

static const struct sandbox_rule measure[] = {
	{"libsndfile's time, where no vDSO says it", CALL(gettimeofday)},
	{"reads the recordings, open by now", CALL(read)},
	{"libsndfile looks for the rest of an old Macintosh's file: no",
		CALL(openat), .error = EACCES},
	{"how long they are", CALL(newfstatat)},
	{"on 32-bit ARM", CALL(fstatat64)},
	{"on 32-bit ARM", CALL(statx), ARM32},
	{"on 32-bit ARM", CALL(fstat64)},
	{"closes", CALL(close)},
	{"ends", CALL(exit_group)},
};

/* The flags of pthread_create. */
#define THREAD                                                                 \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |    \
		CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID |           \
		CLONE_CHILD_CLEARTID)

/* Pango looks for each font in a thread of its own; fonts are mapped. */
static const struct sandbox_rule drawing[] = {
	{"a font, to read only", CALL(mmap),
		.only = {BITS(2, PROT_EXEC | PROT_WRITE, 0),
			BITS(3, MAP_SHARED | MAP_PRIVATE, MAP_PRIVATE)}},
	{"on 32-bit ARM", CALL(mmap2),
		.only = {BITS(2, PROT_EXEC | PROT_WRITE, 0),
			BITS(3, MAP_SHARED | MAP_PRIVATE, MAP_PRIVATE)}},
	{"not for programs it starts", CALL(fcntl), .only = {INT(1, F_SETFD)}},
	{"on 32-bit ARM", CALL(fcntl64), .only = {INT(1, F_SETFD)}},
	{"whether it is there", CALL(access)},
	{"on arm64", CALL(faccessat), ARM64},
	{"the flags of clone3 are in memory, where no filter sees them",
		CALL(clone3), .error = ENOSYS},
	{"a thread, and no process", CALL(clone), .only = {WHOLE(0, THREAD)}},
	{"its stack", CALL(mprotect), .only = {BITS(2, PROT_EXEC, 0)}},
	{"its signals", CALL(rt_sigprocmask)},
	{"glibc's own signal for threads", CALL(rt_sigaction),
		.only = {INT(0, 33)}},
	{"its locks", CALL(set_robust_list)},
	{"its processor", CALL(rseq)},
	{"its name", CALL(prctl), .only = {INT(0, PR_SET_NAME)}},
	{"is waited for", CALL(futex)},
	{"on 32-bit ARM", CALL(futex_time64)},
	{"gives its memory back", CALL(madvise), .only = {INT(2, MADV_DONTNEED)}},
	{"ends", CALL(exit)},
};

/* clang-format off */
#define RULES(part) {part, sizeof part / sizeof *part}
/* clang-format on */

const struct sandbox_row sandbox_rows[SANDBOXES] = {
	[SANDBOX_HEAR] = {"sourdine-hear",
		{RULES(end), RULES(clocks), RULES(hear)}},
	[SANDBOX_HEAR_SERVER] = {"sourdine-hear",
		{RULES(end), RULES(clocks), RULES(memory), RULES(hear),
			RULES(hear_server)}},
	[SANDBOX_NODE] = {"sourdine-node",
		{RULES(clocks), RULES(node)}},
	[SANDBOX_GATE] = {"sourdine-gate",
		{RULES(end), RULES(clocks), RULES(gate)}},
	[SANDBOX_KEEP] = {"sourdine-keep",
		{RULES(end), RULES(clocks), RULES(memory), RULES(store),
			RULES(server), RULES(keep)}},
	[SANDBOX_WEB] = {"sourdine-web",
		{RULES(end), RULES(clocks), RULES(memory), RULES(store),
			RULES(files), RULES(server), RULES(web)}},
	[SANDBOX_MEASURE] = {"sourdine-measure",
		{RULES(clocks), RULES(memory), RULES(output),
			RULES(summary), RULES(measure)}},
	[SANDBOX_REPORT] = {"sourdine-report",
		{RULES(end), RULES(memory), RULES(store), RULES(files),
			RULES(output), RULES(summary), RULES(drawing)}},
	[SANDBOX_VERIFY] = {"sourdine verify",
		{RULES(end), RULES(memory), RULES(store), RULES(files),
			RULES(output)}},
};
