/* SPDX-License-Identifier: GPL-3.0-or-later */
/* switch.S - every crossing between a domain and base.
 *
 * All exceptions but the faults have one priority, so base is never
 * interrupted by itself, and what was running is always a domain.  Nothing of
 * it stays in a register: the other one's are loaded over it, and floating-point
 * registers are cleared, which an exception return alone would not do. */

	.syntax unified
	.thumb
	.fpu fpv4-sp-d16

	.section .text.enter, "ax", %progbits
	.global enter
	.type enter, %function
	.thumb_func
enter:
	tst	lr, #8			/* from base itself? */
	beq	fail
	ldr	r0, =current
	ldr	r1, [r0]
	mrs	r2, psp
	mov	r3, lr
	stmia	r1!, {r4-r11}
	stmia	r1!, {r2, r3}
	adds	r1, r1, #8		/* control, cpacr: they do not change */
	tst	lr, #0x10
	it	eq
	vstmiaeq r1, {s16-s31}
	mrs	r0, ipsr
	bl	base_enter
	ldr	r1, =current
	str	r0, [r1]
	ldr	r1, =zeros
	vldmia	r1, {s0-s31}
	movs	r2, #0
	vmsr	fpscr, r2		/* comparisons leave their mark there */
	ldmia	r0!, {r4-r11}
	ldmia	r0!, {r1-r3, r12}	/* psp, exc_return, control, cpacr */
	tst	r2, #0x10
	it	eq
	vldmiaeq r0, {s16-s31}
	msr	psp, r1
	msr	control, r3
	ldr	r0, =0xe000ed88
	str	r12, [r0]
	dsb
	isb
	bx	r2

fail:	b	base_failed

	.section .text.begin_asleep, "ax", %progbits
	.global begin_asleep
	.type begin_asleep, %function
	.thumb_func
begin_asleep:
	msr	psp, r0
	movs	r0, #2
	msr	control, r0
	isb
	cpsie	i
asleep_forever:
	bl	hal_sleep
	b	asleep_forever

	.section .rodata.zeros, "a", %progbits
	.balign 8
zeros:	.space	128
