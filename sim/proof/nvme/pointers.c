/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests are made, mapped, looked at and unmapped.
 */
#include <stdlib.h>
#include <string.h>

#include <blkpath/nvme_limits.h>

#include "proof/nvme/pointers.h"

#define REQUESTS 16

static bool fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	struct bp_pointers *p = arg;

	(void)kind;
	(void)bytes;
	return bp_mishap_strikes(&p->mishap);
}

static void make_driver(struct bp_pointers *p)
{
	const struct bp_defects *defects = &p->trial->setup->defects;

	bp_queue_init(&p->env, &p->q);
	p->q.queue_flags |= 1ul << QUEUE_FLAG_DMA_DIRECT;
	p->disk.queue = &p->q;
	strcpy(p->disk.disk_name, "proof");
	p->q.bp_defects = p->env.defects = p->nvme.ctrl.bp_defects = *defects;
	p->dev.bp_env = &p->env;
	p->dev.dma_mask = p->dev.coherent_dma_mask = DMA_BIT_MASK(64);
	p->dev.bp_ledger = p->ledger;
	p->nvme.dev = &p->dev;
	p->nvme.ctrl.bp_env = &p->env;
	p->queue = (struct nvme_queue){ .dev = &p->nvme, .qid = 1, .flags = NVMEQ_ENABLED };
	p->ns = (struct nvme_ns){
		.ctrl = &p->nvme.ctrl, .queue = &p->q, .disk = &p->disk, .ns_id = 1, .lba_shift = 9
	};
	p->q.queuedata = &p->ns;
}

static void start_driver(struct bp_pointers *p, const struct bp_pointers_setup *setup)
{
	struct nvme_ctrl *ctrl = &p->nvme.ctrl;

	ctrl->sgls = setup->sgls;
	ctrl->bp_params = (struct bp_nvme_params){ .sgl_threshold = setup->sgl_threshold,
						   .max_retries = 5,
						   .dma_alignment = 511,
						   .max_segments = setup->max_segments };
	bp_nvme_init_mdts(ctrl, 0, 0);
	ctrl->page_size = p->page_bytes; /* a page of the drive is one of the machine */
	nvme_set_queue_limits(ctrl, &p->q);
	bp_nvme_set_dma_limits(&p->nvme);
	if (bp_nvme_pools_init(&p->nvme))
		abort();
}

static struct bio *make_bio(struct bp_pointers *p)
{
	struct bio *bio = bio_kmalloc(&p->env, GFP_KERNEL, p->nr);

	if (!bio)
		abort();
	bio->bi_opf = (p->read ? REQ_OP_READ : REQ_OP_WRITE) | (p->direct ? REQ_DMA_DIRECT : 0);
	bio->bi_disk = &p->disk;
	for (unsigned i = 0; i < p->nr; i++) {
		const u64 addr = p->vector[i].addr;
		const unsigned len = (unsigned)p->vector[i].len;

		if (p->direct)
			bio->bi_dma_vec[i] =
				(struct dma_vec){ .dv_addr = bp_dma_addr(addr), .dv_len = len };
		else
			bio->bi_io_vec[i] =
				(struct bio_vec){ pfn_to_page(addr >> p->env.page_shift), len,
						  (unsigned)(addr % p->page_bytes) };
		bio->bi_vcnt++;
		bio->bi_iter.bi_size += len;
	}
	return bio;
}

static void make_request(struct bp_pointers *p)
{
	struct bio *bio = make_bio(p);

	memset(&p->r, 0, sizeof(p->r));
	memset(&p->cmd, 0, sizeof(p->cmd));
	p->r.rq.q = &p->q;
	p->r.rq.tag = p->r.rq.internal_tag = -1;
	p->r.rq.cmd_flags = bio->bi_opf;
	p->r.rq.ref = 1;
	blk_init_request_from_bio(&p->r.rq, bio);
	p->r.iod.nvmeq = &p->queue;
	p->r.iod.npages = -1;
	p->r.iod.req.ctrl = &p->nvme.ctrl;
}

/* Nothing is held for a request that is over, or never began. */
static void judge_end(struct bp_pointers *p)
{
	bp_trial_hold(p->trial, BP_INV_NVME_13, p->env.live[BP_ALLOC_DMA_BLOCK] == 0);
	bp_trial_hold(p->trial, BP_INV_NVME_13, bp_mempool_in_use(p->nvme.iod_mempool) == 0);
}

static void judge_refusal(struct bp_pointers *p, blk_status_t status, bool had_mishap)
{
	if (status == BLK_STS_IOERR && !bp_pointers_fits_pages(p))
		return; /* NVH-20 */
	if (status != BLK_STS_RESOURCE || !had_mishap)
		bp_trial_wrong(p->trial, "refusal", "the driver refuses with status %u\n",
			       (unsigned)status);
}

void bp_pointers_clear(struct bp_pointers *p)
{
	p->nr = 0;
	p->total = 0;
}

void bp_pointers_add(struct bp_pointers *p, u64 addr, u64 len)
{
	p->vector[p->nr++] = (struct bp_pointers_vector){ addr, len };
	p->total += len;
}

static void say(const struct bp_pointers *p)
{
	if (!p->trial->story)
		return;
	bp_trial_say(p->trial, "%s of %llu bytes, %s", p->read ? "read" : "write",
		     (unsigned long long)p->total, p->direct ? "bus addresses" : "pages");
	for (unsigned i = 0; i < p->nr; i++)
		bp_trial_say(p->trial, "  %#llx +%llu", (unsigned long long)p->vector[i].addr,
			     (unsigned long long)p->vector[i].len);
}

void bp_pointers_try(struct bp_pointers *p)
{
	const struct bp_mishap mishap = p->mishap;
	blk_status_t status;

	say(p);
	p->mishap = (struct bp_mishap){ 0 };
	make_request(p);
	p->mishap = mishap;
	status = nvme_map_data(&p->nvme, &p->r.rq, &p->cmd);
	p->mishap = (struct bp_mishap){ 0 };
	p->trial->outcome.things++;
	if (status == BLK_STS_OK) {
		bp_pointers_judge(p);
		nvme_unmap_data(&p->nvme, &p->r.rq);
	} else {
		bp_trial_say(p->trial, "  is refused with status %u", (unsigned)status);
		judge_refusal(p, status, mishap.left > 0);
	}
	judge_end(p);
	bio_put(p->r.rq.bio);
}

struct bp_pointers *bp_pointers_begin(struct bp_trial *trial, const struct bp_pointers_setup *setup)
{
	static const struct bp_alloc_ops ops = { .should_fail = fails };
	static const struct bp_dma_ledger_setup ledger;
	struct bp_pointers *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	p->trial = trial;
	bp_env_init(&p->env);
	p->env.alloc_ops = &ops;
	p->env.alloc_arg = p;
	p->env.page_shift = setup->page_shift;
	p->page_bytes = bp_page_size(&p->env);
	p->check = bp_trial_watch(trial, &p->env);
	p->ram = bp_ram_new(&p->env);
	p->ledger = bp_dma_ledger_new(&p->env, &ledger);
	if (!p->ram || !p->ledger)
		abort();
	make_driver(p);
	start_driver(p, setup);
	return p;
}

void bp_pointers_end(struct bp_pointers *p)
{
	bp_nvme_pieces_fini(&p->pieces);
	bp_nvme_pools_fini(&p->nvme);
	bp_trial_hold(p->trial, BP_INV_NVME_10, bp_dma_ledger_stat(p->ledger).live == 0);
	bp_trial_unwatch(p->trial, p->check);
	bp_dma_ledger_free(p->ledger);
	bp_ram_free(p->ram);
	bp_env_fini(&p->env);
	free(p);
}

static void run(struct bp_trial *trial, const struct bp_pointers_setup *setup)
{
	struct bp_pointers *p = bp_pointers_begin(trial, setup);

	for (u64 nr = bp_choose_between(&trial->choices, 1, REQUESTS); nr; nr--) {
		bp_pointers_draw(p);
		p->mishap = bp_mishap_choose(&trial->choices, 8, 4);
		bp_pointers_try(p);
	}
	bp_pointers_end(p);
}

void bp_pointers_prp(struct bp_trial *trial)
{
	const struct bp_pointers_setup setup = { .page_shift = 12,
						 .sgl_threshold = 32768,
						 .max_segments = NVME_MAX_SEGS };

	run(trial, &setup);
}

void bp_pointers_sgl(struct bp_trial *trial)
{
	struct bp_choices *c = &trial->choices;
	struct bp_pointers_setup setup = { .page_shift = 12 };

	setup.sgls = (u32)bp_choose(c, BP_NVME_SGLS_BYTES, BP_NVME_SGLS_DWORDS);
	setup.sgl_threshold = (u32)bp_choose(c, 1, 1024, 32768);
	setup.max_segments = (u16)bp_choose(c, NVME_MAX_SEGS, BP_POINTERS_VECTORS);
	bp_trial_say(trial, "SGLs from %u bytes on, of at most %u segments", setup.sgl_threshold,
		     setup.max_segments);
	run(trial, &setup);
}
