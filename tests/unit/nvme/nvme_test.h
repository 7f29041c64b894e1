/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A namespace whose requests are mapped and looked at, in a machine with RAM and a ledger.
 */
#ifndef NVME_TEST_H
#define NVME_TEST_H

#include <stdlib.h>
#include <string.h>

#include <blkpath/dma_ledger.h>
#include <blkpath/nvme_command.h>
#include <blkpath/nvme_limits.h>
#include <blkpath/nvme_map.h>

#include "bp_test.h"
#include "mem/ram.h"

#define T_WALK_MAX 1200
#define T_SGLS_SUPPORTED 1u

struct t_nvme {
	struct t_world w;
	struct bp_ram *ram;
	struct device dev;
	struct bp_dma_ledger *ledger;
	struct nvme_dev nvme;
	struct nvme_queue queue;
	struct nvme_ns ns;
	struct {
		struct request rq;
		struct nvme_iod iod;
	} r;
	struct nvme_command cmd;
	enum bp_alloc_kind fails; /* BP_ALLOC_NR for none */
	unsigned succeed;	  /* this many of the kind before */
	struct t_vec walk[T_WALK_MAX];
	unsigned nr_walk;
	unsigned slots; /* that the walk read */
};

static inline bool t_nvme_should_fail(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	struct t_nvme *t = arg;

	(void)bytes;
	if (kind != t->fails)
		return false;
	if (!t->succeed)
		return true;
	t->succeed--;
	return false;
}

/* Everything but pools and limits: a test may still choose. */
static inline struct t_nvme *t_nvme_prepare_pages(unsigned page_shift)
{
	static const struct bp_alloc_ops ops = { .should_fail = t_nvme_should_fail };
	static const struct bp_dma_ledger_setup setup = { 0 };
	struct t_nvme *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	t->fails = BP_ALLOC_NR;
	t_world_init(&t->w);
	t->w.env.page_shift = page_shift;
	t->w.env.alloc_ops = &ops;
	t->w.env.alloc_arg = t;
	t->ram = bp_ram_new(&t->w.env);
	assert_non_null(t->ram);
	t->ledger = bp_dma_ledger_new(&t->w.env, &setup);
	assert_non_null(t->ledger);
	t->dev.bp_env = &t->w.env;
	t->dev.dma_mask = t->dev.coherent_dma_mask = DMA_BIT_MASK(64);
	t->dev.bp_ledger = t->ledger;
	t->nvme.dev = &t->dev;
	t->nvme.ctrl.bp_env = &t->w.env;
	t->nvme.ctrl.bp_params = (struct bp_nvme_params){
		.sgl_threshold = 32768,
		.max_retries = 5,
		.dma_alignment = 511,
		.max_segments = NVME_MAX_SEGS,
	};
	t->queue = (struct nvme_queue){ .dev = &t->nvme, .qid = 1, .flags = NVMEQ_ENABLED };
	t->ns = (struct nvme_ns){ .ctrl = &t->nvme.ctrl,
				  .queue = &t->w.q,
				  .disk = &t->w.disk,
				  .ns_id = 1,
				  .lba_shift = 9 };
	t->w.q.queuedata = &t->ns;
	return t;
}

static inline struct t_nvme *t_nvme_prepare(void)
{
	return t_nvme_prepare_pages(12);
}

static inline void t_nvme_go(struct t_nvme *t)
{
	bp_nvme_init_mdts(&t->nvme.ctrl, 0, 0);
	nvme_set_queue_limits(&t->nvme.ctrl, &t->w.q);
	bp_nvme_set_dma_limits(&t->nvme);
	assert_int_equal(bp_nvme_pools_init(&t->nvme), 0);
}

static inline struct t_nvme *t_nvme_start(void)
{
	struct t_nvme *t = t_nvme_prepare();

	t_nvme_go(t);
	return t;
}

static inline struct t_nvme *t_nvme_start_with(enum bp_defect_id defect)
{
	struct t_nvme *t = t_nvme_prepare();

	bp_defect_set(&t->nvme.ctrl.bp_defects, defect, true);
	t_nvme_go(t);
	return t;
}

/* INV-NVME-13 */
static inline void assert_nothing_held(struct t_nvme *t)
{
	assert_int_equal(t->w.env.live[BP_ALLOC_DMA_BLOCK], 0);
	assert_int_equal(bp_mempool_in_use(t->nvme.iod_mempool), 0);
}

static inline void t_nvme_stop(struct t_nvme *t)
{
	assert_nothing_held(t);
	bp_nvme_pools_fini(&t->nvme);
	assert_int_equal(bp_dma_ledger_stat(t->ledger).live, 0); /* INV-NVME-10 */
	assert_int_equal(t->w.env.live[BP_ALLOC_MEMPOOL], 0);
	bp_dma_ledger_free(t->ledger);
	bp_ram_free(t->ram);
	t_world_fini(&t->w);
	free(t);
}

/* A request over the vectors; REQ_DMA_DIRECT in opf makes their addresses those of the bus. */
static inline struct request *t_nvme_request(struct t_nvme *t, unsigned opf, unsigned n,
					     const struct t_vec *vecs)
{
	t_request(&t->w, &t->r.rq, t_bio(&t->w, opf, 0, n, vecs));
	memset(&t->r.iod, 0, sizeof(t->r.iod));
	t->r.iod.nvmeq = &t->queue;
	t->r.iod.npages = -1;
	t->r.iod.req.ctrl = &t->nvme.ctrl;
	memset(&t->cmd, 0, sizeof(t->cmd));
	return &t->r.rq;
}

static inline blk_status_t t_nvme_map(struct t_nvme *t, unsigned opf, unsigned n,
				      const struct t_vec *vecs)
{
	return nvme_map_data(&t->nvme, t_nvme_request(t, opf, n, vecs), &t->cmd);
}

/* The request is done. */
static inline void t_nvme_unmap(struct t_nvme *t)
{
	nvme_unmap_data(&t->nvme, &t->r.rq);
	assert_int_equal(t->r.iod.npages, -1); /* NVH-1 */
	assert_nothing_held(t);
}

static inline u64 t_prp1(const struct t_nvme *t)
{
	return le64_to_cpu(t->cmd.rw.dptr.prp1);
}

static inline u64 t_prp2(const struct t_nvme *t)
{
	return le64_to_cpu(t->cmd.rw.dptr.prp2);
}

/* Slot of a list that lies in RAM at its bus address. */
static inline u64 t_slot(struct t_nvme *t, u64 list, unsigned slot)
{
	__le64 entry;

	assert_int_equal(bp_ram_read(t->ram, bp_phys_addr(list + slot * 8), &entry, 8), 0);
	return le64_to_cpu(entry);
}

static inline struct nvme_sgl_desc t_desc(struct t_nvme *t, u64 list, unsigned at)
{
	struct nvme_sgl_desc desc;

	assert_int_equal(bp_ram_read(t->ram, bp_phys_addr(list + at * 16), &desc, 16), 0);
	return desc;
}

static inline void t_walk_add(struct t_nvme *t, u64 addr, u64 len)
{
	struct t_vec *last = t->nr_walk ? &t->walk[t->nr_walk - 1] : NULL;

	if (last && last->addr + last->len == addr) {
		last->len += (unsigned)len;
		return;
	}
	assert_in_range(t->nr_walk, 0, T_WALK_MAX - 1);
	t->walk[t->nr_walk++] = (struct t_vec){ addr, (unsigned)len };
}

/* A controller's view, after NVC-20: page by page, never a slot more than needed. */
static inline void t_walk_prps(struct t_nvme *t, u64 bytes)
{
	u64 first = bp_min(bytes, 4096 - t_prp1(t) % 4096), list = t_prp2(t), at, left;

	t->nr_walk = t->slots = 0;
	t_walk_add(t, t_prp1(t), first);
	left = bytes - first;
	if (left && left <= 4096)
		t_walk_add(t, list, left);
	if (left <= 4096)
		return;
	for (at = list; left; at += 8) {
		u64 entry = t_slot(t, at, 0), len = bp_min(left, (u64)4096);

		t->slots++;
		if (at % 4096 == 4088 && left > 4096) {
			at = entry;
			entry = t_slot(t, at, 0);
			t->slots++;
		}
		assert_int_equal(entry % 4096, 0); /* INV-NVME-1 */
		t_walk_add(t, entry, len);
		left -= len;
	}
}

/* What was walked, as vectors whose neighbours are joined. */
static inline void assert_walk(const struct t_nvme *t, unsigned n, const struct t_vec *vecs)
{
	assert_int_equal(t->nr_walk, n);
	for (unsigned i = 0; i < n; i++) {
		assert_int_equal(t->walk[i].addr, vecs[i].addr);
		assert_int_equal(t->walk[i].len, vecs[i].len);
	}
}

#endif
