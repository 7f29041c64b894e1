/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine of 64 bits. */
#ifndef KTREE_ASM_BITSPERLONG_H
#define KTREE_ASM_BITSPERLONG_H

#define __BITS_PER_LONG 64
#define BITS_PER_LONG 64
#define BITS_PER_LONG_LONG 64

#endif
