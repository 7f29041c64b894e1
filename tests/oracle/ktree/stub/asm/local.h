/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters of one processor. */
#ifndef KTREE_ASM_LOCAL_H
#define KTREE_ASM_LOCAL_H

typedef struct {
	long value;
} local_t;

#define local_inc(counter) ((void)(counter)->value++)
#define local_dec(counter) ((void)(counter)->value--)
#define local_read(counter) ((counter)->value)

#endif
