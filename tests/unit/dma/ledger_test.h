/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device in direct mode that is watched.
 */
#ifndef LEDGER_TEST_H
#define LEDGER_TEST_H

#include <blkpath/dma_ledger.h>

#include "dma_test.h"

struct t_ledger {
	struct t_dma d;
	struct bp_dma_ledger *ledger;
};

static inline void t_ledger_start(struct t_ledger *t, const struct bp_dma_ledger_setup *setup)
{
	static const struct bp_dma_ledger_setup plain;

	t_dma_start(&t->d, DMA_BIT_MASK(64));
	t->ledger = bp_dma_ledger_new(&t->d.env, setup ?: &plain);
	assert_non_null(t->ledger);
	t->d.dev.bp_ledger = t->ledger;
}

/* It found this much and nothing else. */
static inline void t_ledger_stop(struct t_ledger *t, u64 errors)
{
	assert_int_equal(bp_dma_ledger_stat(t->ledger).errors, errors);
	bp_dma_ledger_free(t->ledger);
	t_dma_stop(&t->d);
}

static inline u64 t_ledger_map(struct t_ledger *t, u64 phys, u64 size, enum dma_data_direction dir)
{
	const u64 addr = t_map(&t->d.dev, phys, size, dir);

	assert_false(dma_mapping_error(&t->d.dev, bp_dma_addr(addr)));
	return addr;
}

/* Everything that would be misuse. */
static inline void t_ledger_ignores_all(struct t_ledger *t)
{
	struct device *dev = &t->d.dev;

	dma_map_single(dev, t_buf(0x5000), 1, DMA_TO_DEVICE);
	dma_mapping_error(dev, bp_dma_addr(0x6000));
	dma_unmap_single(dev, bp_dma_addr(0x6000), 1, DMA_TO_DEVICE);
	sg_init_one(&t->d.env, t->d.sg, t_buf(0x1000), 1);
	dma_map_sg(dev, t->d.sg, 1, DMA_TO_DEVICE);
	dma_sync_sg_for_cpu(dev, t->d.sg, 1, DMA_FROM_DEVICE);
	dma_unmap_sg(dev, t->d.sg, 1, DMA_FROM_DEVICE);
	dma_sync_single_for_cpu(dev, bp_dma_addr(0x6000), 1, DMA_TO_DEVICE);
	debug_dma_free_coherent(dev, 1, t_buf(0x6000), bp_dma_addr(0x6000));
	assert_true(bp_dma_ledger_access(dev, bp_dma_addr(0x6000), 1, true));
	assert_int_equal(bp_dma_ledger_unbind(dev), 0);
}

#endif
