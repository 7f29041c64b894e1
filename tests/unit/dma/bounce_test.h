/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device of 32 bits with bounce slots, in a world with RAM above them.
 */
#ifndef BOUNCE_TEST_H
#define BOUNCE_TEST_H

#include <blkpath/swiotlb.h>

#include "dma_test.h"
#include "mem/ram.h"

#define T_POOL 0x1000000ull
#define T_HIGH 0x200000000ull

struct t_bounce {
	struct t_dma d;
	struct bp_ram *ram;
	struct bp_swiotlb *pool;
};

static inline void t_bounce_start(struct t_bounce *t, u32 slots, bool force)
{
	const struct bp_swiotlb_setup setup = { .base = bp_phys_addr(T_POOL),
						.slots = slots,
						.force = force };

	t_dma_start(&t->d, DMA_BIT_MASK(32));
	t->d.env.max_pfn = (T_HIGH >> 12) + 0xfff;
	t->ram = bp_ram_new(&t->d.env);
	assert_non_null(t->ram);
	t->pool = bp_swiotlb_new(&t->d.env, &setup);
	assert_non_null(t->pool);
	t->d.dev.bp_swiotlb = t->pool;
}

static inline void t_bounce_stop(struct t_bounce *t)
{
	bp_swiotlb_free(t->pool);
	bp_ram_free(t->ram);
	t_dma_stop(&t->d);
}

#endif
