/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device in court: what it maps is heard by the checker, and so is what the test says it mapped.
 */
#ifndef T_DMA_COURT_H
#define T_DMA_COURT_H

#include <string.h>

#include <blkpath/dma_call.h>
#include <blkpath/dma_ledger.h>
#include <blkpath/swiotlb.h>

#include "court.h"
#include "iommu/table.h"
#include "mem/ram.h"

#define T_SG_MAX 8
#define T_SLOTS 0x1000000ull
#define T_HIGH 0x200000000ull
#define T_NOWHERE (~0ull)

struct t_dma_court {
	struct t_court court;
	struct device dev;
	struct bp_ram *ram;
	struct bp_swiotlb *pool;
	struct bp_iommu_table *table;
	struct bp_iommu_domain *domain;
	struct scatterlist sg[T_SG_MAX];
};

static inline void t_dma_open(struct t_dma_court *t)
{
	memset(t, 0, sizeof(*t));
	t_court_open(&t->court);
	t->ram = bp_ram_new(&t->court.w.env);
	t->dev = (struct device){ .bp_env = &t->court.w.env, .dma_mask = DMA_BIT_MASK(32) };
}

static inline void t_dma_close(struct t_dma_court *t)
{
	bp_swiotlb_free(t->pool);
	bp_iommu_domain_free(t->domain);
	bp_iommu_table_free(t->table);
	bp_ram_free(t->ram);
	t_court_close(&t->court);
}

static inline void t_dma_slots(struct t_dma_court *t)
{
	const struct bp_swiotlb_setup setup = { .base = bp_phys_addr(T_SLOTS), .slots = 256 };

	t->pool = bp_swiotlb_new(&t->court.w.env, &setup);
	t->dev.bp_swiotlb = t->pool;
}

static inline void t_dma_iommu(struct t_dma_court *t, const struct bp_iommu_ops *ops,
			       enum bp_iommu_sg sg)
{
	struct bp_iommu_setup setup = { .ops = ops, .aperture_end = 0xffffffffff, .sg = sg };

	t->table = bp_iommu_table_new();
	setup.table = t->table;
	t->domain = bp_iommu_domain_new(&t->court.w.env, &setup);
	t->dev.dma_kind = BP_DMA_IOMMU;
	t->dev.bp_domain = t->domain;
}

static inline void t_dma_say(struct t_dma_court *t, enum bp_event_id id,
			     const struct bp_dma_call *call)
{
	struct bp_event event = { .id = id, .env = &t->court.w.env, .dma = call };

	bp_check_event(t->court.check, &event);
}

/* The test says that a buffer was mapped so. */
static inline void t_dma_say_mapped(struct t_dma_court *t, u64 phys, u64 addr, u64 size)
{
	t_dma_say(t, BP_EV_DMA_MAP,
		  &(struct bp_dma_call){ .dev = &t->dev,
					 .phys = bp_phys_addr(phys),
					 .addr = bp_dma_addr(addr),
					 .size = size });
}

/* One entry of a list: what it is, and what the test says that it became. */
struct t_dma_entry {
	u64 phys;
	unsigned len;
	u64 addr;
	unsigned dma_len;
};

static inline void t_dma_say_list(struct t_dma_court *t, const struct t_dma_entry *entry,
				  unsigned nr, int mapped)
{
	struct bp_dma_call call = {
		.dev = &t->dev, .type = BP_DMA_CALL_SG, .sgl = t->sg, .nents = (int)nr
	};

	sg_init_table(t->sg, nr);
	for (unsigned i = 0; i < nr; i++)
		sg_set_buf(&t->court.w.env, &t->sg[i], t_buf(entry[i].phys), entry[i].len);
	t_dma_say(t, BP_EV_DMA_MAP_BEGIN, &call);
	for (unsigned i = 0; i < nr; i++) {
		sg_dma_address(&t->sg[i]) = bp_dma_addr(entry[i].addr);
		sg_dma_len(&t->sg[i]) = entry[i].dma_len;
	}
	call.mapped = mapped;
	t_dma_say(t, BP_EV_DMA_MAP, &call);
}

#endif
