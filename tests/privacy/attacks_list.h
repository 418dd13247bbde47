/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attacks_list.h - what a program that has turned bad may try behind its door.
 * Each attack is one call, with arguments that do no harm to the machine where
 * it is let through. */
#ifndef ATTACKS_LIST_H
#define ATTACKS_LIST_H

#include <stddef.h>
#include <stdint.h>

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <seccomp.h>

#include "slm_message.h"

/* Not made by a plain system call of this architecture. */
enum special { PLAIN, VFORK, X32, INT80 };

struct attack {
	const char *what;
	/* What has to become of it, for each program in the order of enum
	 * sandbox: K killed, L refused by Landlock, E refused by the filter,
	 * - allowed, so no attack. */
	const char *fate;
	int call;
	long a[6];
	enum special special;
};

#define CALL(name) .call = SCMP_SYS(name)
#define P(pointer) (long)(intptr_t)(pointer)

#define ALL  "KKKKKKKKK"
#define SIZE SLM_MESSAGE_BYTES

static char file[256], other[256], key[256];
static uint8_t message[4096];
static struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/x"};

/* The paths lie below `folder`, which is not the folder of the store. */
/* clang-format off */
static const struct attack *attacks(size_t *n, const char *folder)
{
	/*                             hear, through a server, node, gate, keep, web, measure, report, verify */
	static struct attack list[128];
	const struct attack here[] = {
	{ "end",                              "---------", CALL(exit_group), { 0 } },
	{ "write a message, whole",           "----KK---", CALL(write), { 1, P(message), SIZE } },
	{ "open a file to read",              "KKKKLLELL", CALL(openat), { AT_FDCWD, P("/etc/passwd"), O_RDONLY } },
	{ "open a file to write",             "KKKKLKEKK", CALL(openat), { AT_FDCWD, P(file), O_WRONLY } },
	{ "make a file",                      "KKKKLKEKK", CALL(openat), { AT_FDCWD, P(other), O_CREAT | O_RDWR, 0600 } },
	{ "cut a file short",                 "KKKKLKEKK", CALL(openat), { AT_FDCWD, P(file), O_RDONLY | O_TRUNC } },
	{ "open /proc/self/mem",              "KKKKLKEKK", CALL(openat), { AT_FDCWD, P("/proc/self/mem"), O_RDWR } },
	{ "open the sound device",            "KKKKLLELL", CALL(openat), { AT_FDCWD, P("/dev"), O_RDONLY } },
	{ "open the key beside the store",    "KKKK--ELL", CALL(openat), { AT_FDCWD, P(key), O_RDONLY } },
	{ "open by another call",             ALL, CALL(openat2), { AT_FDCWD, P("/etc/passwd"), 0, 24 } },
	{ "socket of IPv4, TCP",              ALL, CALL(socket), { AF_INET, SOCK_STREAM } },
	{ "socket of IPv4, UDP",              ALL, CALL(socket), { AF_INET, SOCK_DGRAM } },
	{ "socket of IPv6",                   ALL, CALL(socket), { AF_INET6, SOCK_DGRAM } },
	{ "socket of Unix",                   "KKKKK-KKK", CALL(socket), { AF_UNIX, SOCK_STREAM } },
	{ "socket of netlink",                ALL, CALL(socket), { AF_NETLINK, SOCK_RAW } },
	{ "socket of packets",                ALL, CALL(socket), { AF_PACKET, SOCK_RAW } },
	{ "socket to a hypervisor",           ALL, CALL(socket), { AF_VSOCK, SOCK_STREAM } },
	{ "pair of sockets",                  ALL, CALL(socketpair), { AF_UNIX, SOCK_STREAM, 0, P(message) } },
	{ "connect",                          "KKKKK-KKK", CALL(connect), { 1, P(&address), sizeof address } },
	{ "bind",                             ALL, CALL(bind), { 1, P(&address), sizeof address } },
	{ "listen",                           ALL, CALL(listen), { 1, 1 } },
	{ "send to an address",               ALL, CALL(sendto), { 1, P(message), SIZE, 0, P(&address), sizeof address } },
	{ "send on another descriptor",       "KKKK--KKK", CALL(sendto), { 1, P(message), SIZE } },
	{ "send a descriptor",                "KKKKK-KKK", CALL(sendmsg), { 1, P(message) } },
	{ "receive a descriptor",             ALL, CALL(recvmsg), { 1, P(message) } },
	{ "write to another descriptor",      ALL, CALL(write), { 9, P(message), SIZE } },
	{ "write to stderr",                  "KEKK-K--K", CALL(write), { 2, P(message), SIZE } },
	{ "write a longer message",           "KKKKKK---", CALL(write), { 1, P(message), SIZE + 1 } },
	{ "write a shorter message",          "KKKKKK---", CALL(write), { 1, P(message), SIZE - 1 } },
	{ "write an empty message",           "KKKKKK---", CALL(write), { 1, P(message), 0 } },
	{ "write a message 4 GB longer",      "KKKKKK---", CALL(write), { 1, P(message), (long)(SIZE | INT64_C(1) << 32) } },
	{ "write in pieces",                  ALL, CALL(writev), { 1, P(message), 1 } },
	{ "write at a place",                 "KKKK-KKKK", CALL(pwrite64), { 1, P(message), SIZE, 0 } },
	{ "read from another descriptor",     "KKKK-----", CALL(read), { 9, P(message), SIZE } },
	{ "read from stdin",                  "KK-------", CALL(read), { 0, P(message), SIZE } },
	{ "send a file",                      ALL, CALL(sendfile), { 1, 0, 0, SIZE } },
	{ "splice two pipes",                 ALL, CALL(splice), { 0, 0, 1, 0, SIZE } },
	{ "tee a pipe",                       ALL, CALL(tee), { 0, 1, SIZE } },
	{ "give pages to a pipe",             ALL, CALL(vmsplice), { 1, P(message), 1 } },
	{ "dup",                              ALL, CALL(dup), { 1 } },
	{ "dup2",                             ALL, CALL(dup2), { 1, 3 } },
	{ "dup3",                             ALL, CALL(dup3), { 1, 3, 0 } },
	{ "fcntl: another number",            ALL, CALL(fcntl), { 1, F_DUPFD, 3 } },
	{ "fcntl: signals to others",         ALL, CALL(fcntl), { 1, F_SETOWN, 1 } },
	{ "fcntl: the pipe's size as a sign", ALL, CALL(fcntl), { 1, F_SETPIPE_SZ, 8192 } },
	{ "fcntl: not blocking as a sign",    "KKKK-KKKK", CALL(fcntl), { 1, F_SETFL, 0 } },
	{ "ioctl: keys into the terminal",    ALL, CALL(ioctl), { 1, 0x5412, P(message) } },
	{ "ioctl on the device",              ALL, CALL(ioctl), { 3, 0x4142, 0 } },
	{ "pipe",                             ALL, CALL(pipe2), { P(message), 0 } },
	{ "event counter",                    ALL, CALL(eventfd2), { 0, 0 } },
	{ "fork",                             ALL, CALL(fork) },
	{ "vfork",                            ALL, CALL(vfork), .special = VFORK },
	{ "clone",                            ALL, CALL(clone), { SIGCHLD } },
	{ "clone3",                           "KKKKKKKEK", CALL(clone3), { P(message), 64 } },
	{ "run a program",                    ALL, CALL(execve), { P("/x"), P(message), P(message) } },
	{ "run a program by descriptor",      ALL, CALL(execveat), { 1, P(""), P(message), P(message), AT_EMPTY_PATH } },
	{ "trace another",                    ALL, CALL(ptrace), { PTRACE_PEEKDATA, 1 } },
	{ "write into another",               ALL, CALL(process_vm_writev), { 1 } },
	{ "read another",                     ALL, CALL(process_vm_readv), { 1 } },
	{ "take another's descriptor",        ALL, CALL(pidfd_getfd), { 0, 0, 0 } },
	{ "signal to the parent",             ALL, CALL(kill), { getppid(), 0 } },
	{ "signal to a thread",               ALL, CALL(tgkill), { getppid(), getppid(), 0 } },
	{ "signal with a number",             ALL, CALL(rt_sigqueueinfo), { getppid(), 0, P(message) } },
	{ "file in memory",                   ALL, CALL(memfd_create), { P("x"), 0 } },
	{ "shared memory, mapped",            ALL, CALL(mmap), { 0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0 } },
	{ "memory of a file",                 "KKKKKKK-K", CALL(mmap), { 0, 4096, PROT_READ, MAP_PRIVATE, 1, 0 } },
	{ "memory to run",                    ALL, CALL(mmap), { 0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0 } },
	{ "make memory run",                  ALL, CALL(mprotect), { P(message), 0, PROT_READ | PROT_EXEC } },
	{ "shared memory of System V",        ALL, CALL(shmget), { 0, 4096, 0600 } },
	{ "a queue of System V",              ALL, CALL(msgget), { 1, 0 } },
	{ "a POSIX queue",                    ALL, CALL(mq_open), { P("x"), O_RDWR } },
	{ "io_uring",                         ALL, CALL(io_uring_setup), { 0, P(message) } },
	{ "set the clock",                    ALL, CALL(clock_settime), { 0, 0 } },
	{ "bend the clock",                   ALL, CALL(adjtimex), { 0 } },
	{ "its name as a sign",               "KKKKKKK-K", CALL(prctl), { PR_SET_NAME, P("x") } },
	{ "its limits as a sign",             ALL, CALL(prlimit64), { 0, 4, 0, 0 } },
	{ "its niceness as a sign",           ALL, CALL(setpriority), { 0, 0, 19 } },
	{ "its processor as a sign",          ALL, CALL(sched_setaffinity), { 0, 0, 0 } },
	{ "a file's mode as a sign",          ALL, CALL(fchmodat), { AT_FDCWD, P(file), 0644 } },
	{ "a file's time as a sign",          ALL, CALL(utimensat), { AT_FDCWD, P(file), 0, 0 } },
	{ "a lock as a sign",                 ALL, CALL(flock), { 1, 4 } },
	{ "remove a file",                    "KKKKLKKKK", CALL(unlink), { P(file) } },
	{ "rename a file",                    ALL, CALL(renameat2), { AT_FDCWD, P(file), AT_FDCWD, P(file), 0 } },
	{ "make a folder",                    ALL, CALL(mkdirat), { AT_FDCWD, P(other), 0700 } },
	{ "make a link",                      ALL, CALL(symlinkat), { P("x"), AT_FDCWD, P(other) } },
	{ "load a BPF program",               ALL, CALL(bpf), { -1, 0, 0 } },
	{ "faults of others",                 ALL, CALL(userfaultfd), { -1 } },
	{ "performance counters",             ALL, CALL(perf_event_open), { 0, 0, -1, -1, 0 } },
	{ "another filter",                   ALL, CALL(seccomp), { 0, 1, 0 } },
	{ "another name space",               ALL, CALL(unshare), { 0 } },
	{ "mount",                            ALL, CALL(mount), { 0, 0, 0, 0, 0 } },
	{ "another root",                     ALL, CALL(chroot), { P("/x") } },
	{ "another user",                     ALL, CALL(setresuid), { -1, -1, -1 } },
	{ "keys in the kernel",               ALL, CALL(keyctl), { 0, -3, 0 } },
	{ "the kernel's log",                 ALL, CALL(syslog), { 10, 0, 0 } },
	{ "the calls of x32",                 ALL, CALL(write), { 1, P(message), SIZE }, X32 },
	{ "the calls of 32 bits, int 0x80",   ALL, CALL(write), { 1, P(message), SIZE }, INT80 },
	};
	/* clang-format on */

	snprintf(file, sizeof file, "%.200s/file", folder);
	snprintf(other, sizeof other, "%.200s/other", folder);
	snprintf(key, sizeof key, "%.200s/store/store.db.key", folder);
	*n = sizeof here / sizeof *here;
	for (size_t i = 0; i < *n; i++)
		list[i] = here[i];
	return list;
}

#endif
