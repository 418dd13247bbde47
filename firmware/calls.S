/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calls.S - from a C call to the registers of an SVC, and back. */
#include "calls.h"

	.syntax unified
	.thumb

	.macro function name
	.section .text.\name, "ax", %progbits
	.global \name
	.type \name, %function
	.thumb_func
\name:
	.endm

	function call_hear_wait
	push	{r0, lr}
	svc	#CALL_HEAR_WAIT
	ldr	r12, [sp]
	stmia	r12, {r0-r2}
	pop	{r0, pc}

	function call_hear_took
	svc	#CALL_HEAR_TOOK
	bx	lr

	function call_hear_say
	push	{r4-r7, lr}
	ldmia	r0, {r0-r7}
	svc	#CALL_HEAR_SAY
	pop	{r4-r7, pc}

	function call_tell_wait
	push	{r0, r4-r7, lr}
	mov	r0, r1
	svc	#CALL_TELL_WAIT
	ldr	r12, [sp]
	stmia	r12, {r0-r7}
	ands	r0, r0, #0xff
	it	ne
	movne	r0, #1
	add	sp, sp, #4
	pop	{r4-r7, pc}

	function call_tell_sleep
	svc	#CALL_TELL_SLEEP
	bx	lr

	function call_tell_status
	push	{r0, r4-r7, lr}
	svc	#CALL_TELL_STATUS
	ldr	r12, [sp]
	stmia	r12, {r0-r7}
	add	sp, sp, #4
	pop	{r4-r7, pc}

	/* The words travel in r2 to r7, whether there are as many or not. */
	function call_tell_program
	push	{r4-r7, lr}
	mov	r12, r1
	mov	r1, r2
	cmp	r1, #1
	it	ge
	ldrge	r2, [r12]
	cmp	r1, #2
	it	ge
	ldrge	r3, [r12, #4]
	cmp	r1, #3
	it	ge
	ldrge	r4, [r12, #8]
	cmp	r1, #4
	it	ge
	ldrge	r5, [r12, #12]
	cmp	r1, #5
	it	ge
	ldrge	r6, [r12, #16]
	cmp	r1, #6
	it	ge
	ldrge	r7, [r12, #20]
	svc	#CALL_TELL_PROGRAM
	pop	{r4-r7, pc}

	function call_tell_erase
	svc	#CALL_TELL_ERASE
	bx	lr
