/* SPDX-License-Identifier: GPL-3.0-or-later */
/* count.c - for QEMU: how many instructions were carried out in each range of
 * addresses, given as NAME=LOW-HIGH.  Prints NAME and its count at the end.
 *
 * Debian's QEMU has no header for plugins: what is used of version 1 of the
 * interface is declared here. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN __attribute__((visibility("default")))

typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_info;

void qemu_plugin_register_vcpu_tb_trans_cb(
	qemu_plugin_id_t, void (*)(qemu_plugin_id_t, struct qemu_plugin_tb *));
void qemu_plugin_register_atexit_cb(
	qemu_plugin_id_t, void (*)(qemu_plugin_id_t, void *), void *);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(
	const struct qemu_plugin_tb *, size_t);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *);
void qemu_plugin_register_vcpu_insn_exec_inline(
	struct qemu_plugin_insn *, int add, void *to, uint64_t what);

extern SHOWN int qemu_plugin_version;
SHOWN int qemu_plugin_version = 1;
SHOWN int qemu_plugin_install(
	qemu_plugin_id_t id, const struct qemu_info *info, int n, char **range);

#define MOST 8

static struct {
	char name[32];
	uint64_t low, high, count;
} ranges[MOST];
static int used;

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	(void)id;
	for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		uint64_t at = qemu_plugin_insn_vaddr(insn);

		for (int r = 0; r < used; r++)
			if (at >= ranges[r].low && at < ranges[r].high)
				qemu_plugin_register_vcpu_insn_exec_inline(
					insn, 0, &ranges[r].count, 1);
	}
}

static void ended(qemu_plugin_id_t id, void *nothing)
{
	(void)id;
	(void)nothing;
	for (int r = 0; r < used; r++)
		fprintf(stderr, "count %s %" PRIu64 "\n", ranges[r].name,
			ranges[r].count);
}

int qemu_plugin_install(
	qemu_plugin_id_t id, const struct qemu_info *info, int n, char **range)
{
	(void)info;
	for (int i = 0; i < n && used < MOST; i++) {
		char *end = NULL, *equals = strchr(range[i], '=');

		if (!equals || equals - range[i] >= 32)
			return 1;
		memcpy(ranges[used].name, range[i],
			(size_t)(equals - range[i]));
		ranges[used].low = strtoull(equals + 1, &end, 0);
		if (*end != '-')
			return 1;
		ranges[used].high = strtoull(end + 1, NULL, 0);
		used++;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, ended, NULL);
	return 0;
}
