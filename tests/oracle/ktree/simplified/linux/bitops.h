/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bits of a program with one thread. */
#ifndef KTREE_LINUX_BITOPS_H
#define KTREE_LINUX_BITOPS_H

#include <linux/bits.h>
#include <linux/types.h>

#define BITS_PER_TYPE(type) (sizeof(type) * BITS_PER_BYTE)
#define BITS_TO_LONGS(nr) (((nr) + BITS_PER_LONG - 1) / BITS_PER_LONG)

static inline bool test_bit(unsigned long nr, const volatile unsigned long *word)
{
	return word[nr / BITS_PER_LONG] >> nr % BITS_PER_LONG & 1;
}

static inline void set_bit(unsigned long nr, volatile unsigned long *word)
{
	word[nr / BITS_PER_LONG] |= 1UL << nr % BITS_PER_LONG;
}

static inline void clear_bit(unsigned long nr, volatile unsigned long *word)
{
	word[nr / BITS_PER_LONG] &= ~(1UL << nr % BITS_PER_LONG);
}

static inline int fls(unsigned int x)
{
	return x ? 32 - __builtin_clz(x) : 0;
}

static inline int fls64(__u64 x)
{
	return x ? 64 - __builtin_clzl(x) : 0;
}

#define __fls(x) ((unsigned long)(fls64(x) - 1))
#define __ffs(x) ((unsigned long)__builtin_ctzl(x))
#define ffs(x) __builtin_ffs(x)
#define __test_bit test_bit
#define __set_bit set_bit
#define __clear_bit clear_bit

#endif
