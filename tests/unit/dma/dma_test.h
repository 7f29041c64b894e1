/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device with a mask, in a world with or without RAM.
 */
#ifndef DMA_TEST_H
#define DMA_TEST_H

#include <blkpath/dma.h>

#include "bp_test.h"

#define T_SG_MAX 40
#define T_FAILED (~0ull) /* the number of DMA_MAPPING_ERROR */

struct t_dma {
	struct bp_env env;
	struct device dev;
	struct scatterlist sg[T_SG_MAX];
	u64 allocations_until_failure; /* ~0 for never */
	bool refuses;		       /* to map anything */
};

/* One CPU entry of a list. */
struct t_entry {
	u64 phys;
	unsigned len;
};

static inline bool t_dma_fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	struct t_dma *t = arg;

	(void)bytes;
	if (kind == BP_ALLOC_DMA_MAP)
		return t->refuses;
	return t->allocations_until_failure != ~0ull && t->allocations_until_failure-- == 0;
}

static inline void t_dma_start(struct t_dma *t, u64 mask)
{
	static const struct bp_alloc_ops ops = { .should_fail = t_dma_fails };

	*t = (struct t_dma){ .allocations_until_failure = ~0ull };
	bp_env_init(&t->env);
	t->env.alloc_ops = &ops;
	t->env.alloc_arg = t;
	t->dev.bp_env = &t->env;
	t->dev.dma_mask = mask;
}

static inline void t_dma_stop(struct t_dma *t)
{
	assert_int_equal(t->env.live[BP_ALLOC_DMA], 0);
	bp_env_fini(&t->env);
}

static inline void t_dma_list(struct t_dma *t, const struct t_entry *entries, unsigned nr)
{
	assert_in_range(nr, 1, T_SG_MAX);
	sg_init_table(t->sg, nr);
	for (unsigned i = 0; i < nr; i++) {
		sg_set_buf(&t->env, &t->sg[i], t_buf(entries[i].phys), entries[i].len);
		/* What an earlier mapping left there. */
		sg_dma_address(&t->sg[i]) = bp_dma_addr(0xbad);
		sg_dma_len(&t->sg[i]) = 0xbad;
	}
}

/* The number of the address that a buffer gets; T_FAILED when it gets none. */
static inline u64 t_map(struct device *dev, u64 phys, u64 size, enum dma_data_direction dir)
{
	return dma_map_single(dev, t_buf(phys), size, dir).dma;
}

static inline int t_dma_map_list(struct t_dma *t, unsigned nr)
{
	return dma_map_sg(&t->dev, t->sg, (int)nr, DMA_BIDIRECTIONAL);
}

static inline void assert_sg_dma(const struct scatterlist *sg, u64 addr, unsigned len)
{
	if (sg_dma_address(sg).dma != addr || sg_dma_len(sg) != len)
		fail_msg("(0x%llx, %u) instead of (0x%llx, %u)",
			 (unsigned long long)sg_dma_address(sg).dma, sg_dma_len(sg),
			 (unsigned long long)addr, len);
}

#endif
