/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What kind of controller and driver, and what lies between them and memory.
 */
#include "proof/nvme/nvme.h"

#define KIB 1024u
#define BOUNCE_SLOTS 32768u
#define FEW_SLOTS 128u /* as many as a request of 32 KiB can need, and some */
#define MDTS_FEW 3u
#define MDTS_BOUNCED 5u /* a run of slots holds twice as much */

static void draw_queues(struct bp_nvme_proof *p)
{
	struct bp_choices *c = &p->trial->choices;
	struct bp_nvme_doc *doc = &p->doc;

	doc->queues = bp_choose(c, 1, 1, 2, 4);
	doc->depth = bp_choose(c, 64, 2, 3, 8, 1024);
	doc->vectors = bp_choose(c, doc->queues + 1, doc->queues + 1, 1, 2);
	doc->burst = bp_choose(c, 8, 1, 64);
	doc->dstrd = bp_choose(c, 0, 0, 0, 1, 4);
	doc->shadow = bp_choose_once_in(c, 4);
	doc->order = bp_choose_once_in(c, 2);
	p->setup.polled = bp_choose_once_in(c, 8);
}

static void draw_transfers(struct bp_nvme_proof *p)
{
	struct bp_choices *c = &p->trial->choices;
	struct bp_nvme_doc *doc = &p->doc;

	doc->mdts = bp_choose(c, 5, 5, 0, 1, 3, 9, 29);
	doc->sgls = bp_choose(c, BP_NVME_SGLS_OFF, BP_NVME_SGLS_OFF, BP_NVME_SGLS_ON,
			      BP_NVME_SGLS_DWORD);
	doc->sgl_threshold = bp_choose(c, 32 * KIB, 512, 4 * KIB, 1024 * KIB, 0);
	doc->patches = bp_choose(c, BP_NVME_FINAL, BP_NVME_FINAL, BP_NVME_FINAL, BP_NVME_AFTER_19,
				 BP_NVME_UNPATCHED);
}

/* A controller of 1.4 refuses lists outside of its memory for commands inside (NVC-36), which v5.2
 * does not know. */
static void draw_cmb(struct bp_nvme_proof *p)
{
	struct bp_choices *c = &p->trial->choices;
	struct bp_nvme_doc *doc = &p->doc;

	doc->cmb = bp_choose(c, 0, 0, 0, 4 * KIB, 64 * KIB, 1024 * KIB);
	doc->cmb_for = bp_choose_edge(c, 0, BP_NVME_CMB_ALL, BP_NVME_CMB_ALL, BP_NVME_CMB_SQS);
	doc->version = bp_choose(c, BP_NVME_VERSION_1_3, BP_NVME_VERSION_1_3, BP_NVME_VERSION_1_4);
	doc->sqs_in_cmb = doc->version == BP_NVME_VERSION_1_3 && !bp_choose_once_in(c, 4);
	p->device_doc.bus_zero = doc->cmb && bp_choose_once_in(c, 2);
}

static void draw_medium(struct bp_nvme_proof *p)
{
	struct bp_choices *c = &p->trial->choices;
	struct bp_nvme_doc *doc = &p->doc;

	doc->block = bp_choose(c, 512, 512, 512, 4096, 1024);
	doc->pi = bp_choose(c, 0, 0, 0, 0, 1, 2, 3);
	doc->metadata = doc->pi ? 8 : 0;
	doc->write_cache = !bp_choose_once_in(c, 4);
	doc->latency_ns = bp_choose(c, 0, 1000, 100000);
	doc->ps_per_byte = bp_choose(c, 0, 100);
	p->setup.cache_blocks = bp_choose(c, 0, 3, 40);
	p->setup.noiob = doc->pi ? 0 : (u16)bp_choose(c, 0, 0, 0, 8);
	p->setup.seed = bp_choose_below(c, 256);
}

static void bounce(struct bp_nvme_proof *p)
{
	struct bp_choices *c = &p->trial->choices;
	struct bp_device_doc *doc = &p->device_doc;
	bool fits;

	if (!p->doc.mdts || p->doc.mdts > MDTS_BOUNCED)
		p->doc.mdts = MDTS_BOUNCED;
	fits = p->doc.mdts <= MDTS_FEW;
	doc->dma_mask = DMA_BIT_MASK(32);
	doc->bounce = bp_choose(c, BP_DEVICE_BOUNCE_ON, BP_DEVICE_BOUNCE_FORCE);
	p->few_slots = bp_choose_once_in(c, 2) && fits;
	doc->bounce_slots = p->few_slots ? FEW_SLOTS : BOUNCE_SLOTS;
	p->odd = !p->rough && bp_choose_once_in(c, 4); /* a reset asks again */
}

static void draw_device(struct bp_nvme_proof *p)
{
	struct bp_device_doc *doc = &p->device_doc;

	switch (bp_choose_below(&p->trial->choices, 8)) {
	case 4 ... 5:
		if (!doc->bus_zero)
			bounce(p);
		break;
	case 6:
		doc->iommu = BP_DEVICE_IOMMU_MERGE;
		break;
	case 7:
		doc->iommu = BP_DEVICE_IOMMU_PACK;
		break;
	}
}

static void say(const struct bp_nvme_proof *p)
{
	static const char *const sgls[] = { "no SGLs", "SGLs", "SGLs of dwords" };
	static const char *const iommu[] = { "", ", an IOMMU that merges",
					     ", an IOMMU that packs" };
	static const char *const patches[] = { "", ", patch 19 alone", ", without the RFC" };
	const struct bp_nvme_doc *d = &p->doc;

	if (!p->trial->story)
		return;
	bp_trial_say(p->trial, "%u queues of %u%s, %u vectors%s%s", (unsigned)d->queues,
		     (unsigned)d->depth, p->setup.polled ? ", polled" : "", (unsigned)d->vectors,
		     d->shadow ? ", shadow doorbells" : "", patches[d->patches]);
	bp_trial_say(p->trial, "MDTS %u, %s from %u bytes on, CMB of %u bytes for 0x%x%s",
		     (unsigned)d->mdts, sgls[d->sgls], (unsigned)d->sgl_threshold, (unsigned)d->cmb,
		     (unsigned)d->cmb_for, p->device_doc.bus_zero ? " at bus address 0" : "");
	bp_trial_say(p->trial, "blocks of %u bytes, protection %u%s", (unsigned)d->block,
		     (unsigned)d->pi, d->write_cache ? ", a write cache" : "");
	bp_trial_say(p->trial, "DMA mask 0x%llx%s%s%s", (unsigned long long)p->device_doc.dma_mask,
		     p->device_doc.bounce ? ", bounced" : "", iommu[p->device_doc.iommu],
		     p->rough ? "; things may go wrong" : "");
}

void bp_nvme_proof_configure(struct bp_nvme_proof *p)
{
	bp_nvme_doc_init(&p->doc);
	bp_device_init(&p->device_doc);
	p->doc.on = p->device_doc.is_nvme = true;
	p->rough = bp_choose_once_in(&p->trial->choices, 3);
	draw_queues(p);
	draw_transfers(p);
	draw_cmb(p);
	draw_medium(p);
	draw_device(p);
	p->large = !p->doc.mdts && bp_choose_once_in(&p->trial->choices, 2);
	p->block_bytes = (u32)p->doc.block;
	p->nr_blocks = BP_NVME_PROOF_SECTORS * SECTOR_SIZE / p->block_bytes;
	say(p);
}
