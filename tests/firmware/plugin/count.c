/* SPDX-License-Identifier: GPL-3.0-or-later */
/* count.c - for QEMU: how many instructions were carried out in each range of
 * addresses, given as NAME=LOW-HIGH, and an estimate of the cycles that a
 * Cortex-M4 takes for them.  Prints NAME and both at the end.
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
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *);
void qemu_plugin_register_vcpu_insn_exec_inline(
	struct qemu_plugin_insn *, int add, void *to, uint64_t what);

extern SHOWN int qemu_plugin_version;
SHOWN int qemu_plugin_version = 1;
SHOWN int qemu_plugin_install(
	qemu_plugin_id_t id, const struct qemu_info *info, int n, char **range);

#define MOST 8

static struct {
	char name[32];
	uint64_t low, high, count, cycles;
} ranges[MOST];
static int used;

/* Cycles by the Technical Reference Manual of the Cortex-M4 (table 3-1, and 7-1
 * for floating point), without waits for the flash.  A branch counts as half
 * taken; a load as followed by its use. */
enum { BRANCH = 2, LOAD = 2, DIVIDE = 7, DIVIDE_FLOAT = 14, FUSED = 3 };

static int bits(unsigned x)
{
	return __builtin_popcount(x);
}

static int cycles_of_half(unsigned h)
{
	if (h >> 12 == 0xc) /* ldm, stm */
		return 1 + bits(h & 0xff);
	if ((h & 0xf600) == 0xb400) /* push, pop */
		return 1 + bits(h & 0x1ff);
	if (h >> 12 == 0xd || h >> 11 == 0x1c || (h & 0xff00) == 0x4700 ||
		(h & 0xf500) == 0xb100) /* b, bx, cbz */
		return BRANCH;
	if (h >> 11 == 9 || (h >> 12 == 5 && (h & 0xe00) >= 0x600) ||
		(h >= 0x6000 && h < 0xa000 && (h & 0x800)))
		return LOAD;
	return 1;
}

static int cycles_of_float(unsigned h, unsigned low)
{
	if ((h & 0xfe00) == 0xec00) /* vldm, vstm, vpush */
		return (h & 0x120) == 0x100 ? LOAD : 1 + (int)(low & 0xff);
	if ((h & 0xff00) == 0xed00)
		return (h & 0x20) ? 1 + (int)(low & 0xff) : LOAD;
	if ((low & 0x10) == 0 && (h & 0xffb0) == 0xee80)
		return DIVIDE_FLOAT;
	if ((low & 0x10) == 0 &&
		((h & 0xffb0) == 0xee00 || (h & 0xffb0) == 0xeea0))
		return FUSED;
	return 1;
}

static int cycles_of(const struct qemu_plugin_insn *insn)
{
	const unsigned char *b = qemu_plugin_insn_data(insn);
	unsigned h = b[0] | (unsigned)b[1] << 8, low;

	if (qemu_plugin_insn_size(insn) == 2)
		return cycles_of_half(h);
	low = b[2] | (unsigned)b[3] << 8;
	if ((h & 0xfe40) == 0xe800) /* ldm, stm */
		return 1 + bits(low);
	if ((h & 0xfe40) == 0xe840) /* ldrd, strd */
		return 3;
	if ((h & 0xfe10) == 0xf810)
		return LOAD;
	if ((h & 0xf800) == 0xf000 && (low & 0x8000))
		return BRANCH;
	if ((h & 0xfff0) == 0xfb90 || (h & 0xfff0) == 0xfbb0)
		return DIVIDE;
	return (h & 0xfc00) == 0xec00 ? cycles_of_float(h, low) : 1;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	(void)id;
	for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		uint64_t at = qemu_plugin_insn_vaddr(insn);

		for (int r = 0; r < used; r++)
			if (at >= ranges[r].low && at < ranges[r].high) {
				qemu_plugin_register_vcpu_insn_exec_inline(
					insn, 0, &ranges[r].count, 1);
				qemu_plugin_register_vcpu_insn_exec_inline(insn,
					0, &ranges[r].cycles,
					(uint64_t)cycles_of(insn));
			}
	}
}

static void ended(qemu_plugin_id_t id, void *nothing)
{
	(void)id;
	(void)nothing;
	for (int r = 0; r < used; r++)
		fprintf(stderr, "count %s %" PRIu64 " %" PRIu64 "\n",
			ranges[r].name, ranges[r].count, ranges[r].cycles);
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
