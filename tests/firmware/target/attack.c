/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attack.c - the attempts. */
#include "attack.h"

static uint32_t host_close(uint32_t handle)
{
	register uint32_t r0 __asm__("r0") = 2;
	register const void *r1 __asm__("r1") = &handle;

	__asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
	return r0;
}

static void stack_elsewhere(uint32_t address)
{
	__asm__ volatile("mov sp, %0\n\tsvc 0" : : "r"(address) : "memory");
}

/* The number is a part of the instruction. */
static uint32_t call(uint32_t number)
{
	register uint32_t r0 __asm__("r0") = 0;

#define CALL(n)                                                                \
	case n:                                                                \
		__asm__ volatile("svc " #n                                     \
				 : "+r"(r0)                                    \
				 :                                             \
				 : "memory", "r1", "r2", "r3", "r4", "r5",     \
				 "r6", "r8", "r12");                           \
		break
	switch (number) {
		CALL(0);
		CALL(1);
		CALL(2);
		CALL(3);
		CALL(6);
		CALL(7);
		CALL(8);
		CALL(255);
	default:
		break;
	}
	return r0;
}

static uint32_t deeper(uint32_t n)
{
	volatile uint32_t here[16] = {n};

	return n == UINT32_MAX ? 0 : deeper(n + 1) + here[n % 16];
}

uint32_t attack(const volatile struct attack *a)
{
	volatile uint32_t *at = (volatile uint32_t *)a->address;
	uint32_t found = 0;

	switch (a->kind) {
	case ATTACK_PRIVILEGE:
		__asm__ volatile("msr control, %0\n\tisb" : : "r"(0));
		return *at;
	case ATTACK_READ:
		return *at;
	case ATTACK_WRITE:
		*at = a->value;
		return a->value;
	case ATTACK_EXECUTE:
		((void (*)(void))(a->address | 1))();
		return 0;
	case ATTACK_HOST:
		return host_close(a->address);
	case ATTACK_STACK:
		stack_elsewhere(a->address);
		return 0;
	case ATTACK_CALL:
		return call(a->address);
	case ATTACK_MASK:
		__asm__ volatile("cpsid i\n\tcpsid f");
		for (;;)
			__asm__ volatile("");
	case ATTACK_SPIN:
		for (;;)
			__asm__ volatile("");
	case ATTACK_DEPTH:
		return deeper(0);
	case ATTACK_FLOAT:
		__asm__ volatile(".fpu fpv4-sp-d16\n\tvmov %0, s7"
				 : "=r"(found));
		return found;
	default:
		return 0;
	}
}
