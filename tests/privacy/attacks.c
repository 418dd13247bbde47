/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attacks.c - enters a program's sandbox, the real one, and attacks.
 *
 *   attacks list FOLDER           the attacks, one JSON object a line
 *   attacks try WHO N FOLDER      attack number N, or -1: what WHO has to do
 *   attacks control WHO N FOLDER  the same with that call left open
 *   attacks malloc WHO FOLDER     memory of all sizes, taken and given back
 *   attacks export WHO FOLDER     the filter, as the kernel would get it
 *
 * WHO counts from 0 in the order of enum sandbox.  FOLDER has a folder "store"
 * with a store and its key, a file "file" and perhaps a sound device "device".  Ends with 0 if the call was made, with 1 if it was
 * refused. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <seccomp.h>

#include "attacks_list.h"
#include "../../src/run/landlock.h"
#include "../../src/run/sandbox_rules.h"

#define X32_BIT 0x40000000

static const struct {
	const char *name;
	uint32_t token;
	uint32_t audit; /* Linux, AUDIT_ARCH_... */
} archs[] = {
	{"x86_64", SCMP_ARCH_X86_64, 0xc000003e},
	{"aarch64", SCMP_ARCH_AARCH64, 0xc00000b7},
	{"arm", SCMP_ARCH_ARM, 0x40000028},
};

#define ARCHS (sizeof archs / sizeof *archs)

static void fail(const char *what)
{
	perror(what);
	exit(99);
}

/* What each program has open by then. */
static void open_things(enum sandbox who, const char *folder)
{
	char path[256];
	int fd[2];

	/* A node of the sound system, if there is one: its kind is seen even
	 * where no driver stands behind it.  It becomes descriptor 3. */
	snprintf(path, sizeof path, "%.200s/device", folder);
	if (who == SANDBOX_HEAR)
		(void)open(path, O_PATH | O_CLOEXEC);
	if (who == SANDBOX_HEAR_SERVER) {
		if (pipe2(fd, O_CLOEXEC) != 0 ||
			socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
				fd) != 0)
			fail("descriptors");
	}
	if (who == SANDBOX_KEEP) {
		snprintf(path, sizeof path, "%.200s/store/store.db", folder);
		if (open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) < 0)
			fail(path);
	}
}

static void enter(enum sandbox who, const char *folder)
{
	bool has_store = who == SANDBOX_KEEP || who == SANDBOX_WEB;
	char store[256], live[256];

	snprintf(store, sizeof store, "%.200s/store/store.db", folder);
	snprintf(live, sizeof live, "%.200s/store/live", folder);
	if (who == SANDBOX_REPORT || who == SANDBOX_VERIFY) {
		const struct landlock_path path = {store, LANDLOCK_READ};

		if (sandbox_enter_files(who, &path, 1) != 0)
			exit(98);
		return;
	}
	if (sandbox_enter(who, has_store ? store : NULL,
		    has_store ? live : NULL) != 0)
		exit(98);
}

/* The same, with one lock left open: no Landlock, and the call allowed with
 * whatever arguments, on whatever architecture. */
static void enter_half(enum sandbox who, const struct attack *a)
{
	scmp_filter_ctx f;
	int error = 0;

	if (!sandbox_prepare(who))
		fail("prepare");
	f = sandbox_filter(who);
	if (!f)
		fail("filter");
	if (a->special == X32)
		error = seccomp_arch_add(f, SCMP_ARCH_X32);
	if (a->special == INT80)
		error = seccomp_arch_add(f, SCMP_ARCH_X86);
	if (!error)
		error = seccomp_rule_add(f, SCMP_ACT_ALLOW, a->call, 0);
	if (!error)
		error = seccomp_load(f);
	if (error) {
		errno = -error;
		fail("control");
	}
}

#ifdef __x86_64__
static long call_specially(const struct attack *a)
{
	long r;

	switch (a->special) {
	case X32:
		return syscall(X32_BIT | a->call, a->a[0], a->a[1], a->a[2]);
	case VFORK: /* the child shares the stack: it may not return */
		__asm__ volatile("mov %1, %%eax\n\tsyscall\n\t"
				 "test %%eax, %%eax\n\tjnz 1f\n\t"
				 "mov %2, %%eax\n\txor %%edi, %%edi\n\t"
				 "syscall\n1:"
				 : "=&a"(r)
				 : "i"(SYS_vfork), "i"(SYS_exit_group)
				 : "rcx", "r11", "rdi", "memory");
		return r;
	default: /* write(1, ...) is number 4 there */
		__asm__ volatile("int $0x80"
				 : "=a"(r)
				 : "a"(4), "b"(1), "c"(0), "d"(a->a[2])
				 : "memory");
		return r;
	}
}
#else
static long call_specially(const struct attack *a)
{
	(void)a;
	exit(97); /* no such thing here */
}
#endif

static int make(const struct attack *a)
{
	long r;

	if (a->special != PLAIN)
		r = call_specially(a);
	else
		r = syscall(a->call, a->a[0], a->a[1], a->a[2], a->a[3],
			a->a[4], a->a[5]);
	if (r == 0 && (a->call == SCMP_SYS(fork) || a->call == SCMP_SYS(clone)))
		_exit(0);
	return r < 0 && r > -4096 ? 1 : 0;
}

static void *nothing(void *unused)
{
	return unused;
}

/* Behind the door, as Pango does. */
static bool begin_thread(void)
{
	pthread_t thread;

	return pthread_create(&thread, NULL, nothing, NULL) == 0 &&
	       pthread_join(thread, NULL) == 0;
}

/* What the program is for does not kill it. */
static int honest(enum sandbox who)
{
	struct timespec t;

	if (who < SANDBOX_REPORT)
		(void)clock_gettime(CLOCK_MONOTONIC, &t);
	if (who == SANDBOX_REPORT && !begin_thread())
		return 1;
	if (who <= SANDBOX_GATE || who >= SANDBOX_MEASURE)
		return write(1, message, SLM_MESSAGE_BYTES) == SLM_MESSAGE_BYTES
			       ? 0
			       : 1;
	return 0;
}

/* What libraries may do behind the door: none of it kills. */
static void *use_heap(void *unused)
{
	static void *block[4096];
	void *large;

	for (size_t i = 0; i < sizeof block / sizeof *block; i++)
		block[i] = malloc(1000);
	for (size_t i = 0; i < sizeof block / sizeof *block; i++)
		free(block[i]);
	large = malloc(1 << 20);
	large = realloc(large, 3 << 20);
	free(large);
	return unused;
}

static volatile enum { OPEN, SHUT, USED } turn;

/* Of a thread, too, where the program has one.  It begins before the door is
 * shut, and ends with the program. */
static void *use_heap_when_shut(void *unused)
{
	while (turn == OPEN)
		;
	use_heap(NULL);
	turn = USED;
	for (;;)
		;
	return unused;
}

static int try_malloc(enum sandbox who, const char *folder)
{
	pthread_t thread;
	bool threads = who == SANDBOX_HEAR_SERVER;

	if (threads) /* as hear does */
		mallopt(M_ARENA_MAX, 1);
	if (threads &&
		pthread_create(&thread, NULL, use_heap_when_shut, NULL) != 0)
		fail("thread");
	enter(who, folder);
	use_heap(NULL);
	turn = SHUT;
	while (threads && turn != USED)
		;
	return 0;
}

/* As the call is named on another architecture; 32-bit ARM has two of some. */
static int number_on(uint32_t token, int call)
{
	static const char *const of_arm[][2] = {
		{"mmap", "mmap2"}, {"fcntl", "fcntl64"}};
	char *name =
		seccomp_syscall_resolve_num_arch(seccomp_arch_native(), call);
	int number = -1;

	if (name)
		number = seccomp_syscall_resolve_name_arch(token, name);
	for (size_t i = 0; name && token == SCMP_ARCH_ARM && i < 2; i++)
		if (strcmp(name, of_arm[i][0]) == 0)
			number = seccomp_syscall_resolve_name_arch(
				token, of_arm[i][1]);
	free(name);
	return number;
}

static void list(const struct attack *a, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		printf("{\"n\": %zu, \"what\": \"%s\", \"fate\": \"%s\", "
		       "\"special\": %d, \"args\": [",
			i, a[i].what, a[i].fate, (int)a[i].special);
		for (int k = 0; k < 6; k++)
			printf("%s%lu", k ? ", " : "",
				(unsigned long)a[i].a[k]);
		printf("], \"calls\": {");
		for (size_t k = 0; k < ARCHS; k++)
			printf("%s\"%s\": [%lu, %d]", k ? ", " : "",
				archs[k].name, (unsigned long)archs[k].audit,
				number_on(archs[k].token, a[i].call));
		printf("}}\n");
	}
}

int main(int argc, char **argv)
{
	const char *folder = argv[argc - 1];
	const struct attack *a;
	enum sandbox who;
	size_t n;
	int i;

	if (argc < 3)
		return 99;
	a = attacks(&n, folder);
	if (strcmp(argv[1], "list") == 0) {
		list(a, n);
		return 0;
	}
	who = (enum sandbox)atoi(argv[2]);
	if (who >= SANDBOXES)
		return 99;

	open_things(who, folder);
	if (strcmp(argv[1], "export") == 0)
		return seccomp_export_bpf(sandbox_filter(who), 1) ? 99 : 0;
	if (strcmp(argv[1], "malloc") == 0)
		_exit(try_malloc(who, folder));
	i = atoi(argv[3]);
	if (i >= (int)n || argc != 5)
		return 99;

	if (strcmp(argv[1], "control") == 0)
		enter_half(who, &a[i]);
	else
		enter(who, folder);

	_exit(i < 0 ? honest(who) : make(&a[i]));
}
