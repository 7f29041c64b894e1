/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases of the gallery: how the NVMe driver points at data (nvme.md 2.3 to 2.9).
 */
#include "world/gallery_cases.h"
#include "world/gallery_show.h"

#define HIGH 0x200000000ull /* beyond 32 bits */

static const struct bp_gallery_case cases[] = {
	{ .defect = BP_DEF_NVME_1,
	  .input = "a dma-direct read from a driver between patches 19 and 23",
	  .opf = BP_DIRECT_READ,
	  BP_VECTORS({ 0x10000, 0x1000 }),
	  .show = bp_show_submit,
	  .nvme = "patches=19" },
	{ .defect = BP_DEF_NVME_2,
	  .input = "a discard of 4K with REQ_DMA_DIRECT",
	  .opf = REQ_OP_DISCARD | REQ_DMA_DIRECT,
	  .show = bp_show_discard,
	  .nvme = "queues=1" },
	{ .defect = BP_DEF_NVME_4,
	  .input = "A: 7.5K from 0x200 of a page, bounced to the start of one; B: the second page "
		   "of a vector of two, cut off",
	  .opf = REQ_OP_WRITE,
	  BP_VECTORS({ HIGH + 0x200, 0x1e00 }),
	  .show = bp_show_bounced_prps,
	  .nvme = "mdts=1",
	  .device = "dma_mask=32,bounce=on" },
	{ .defect = BP_DEF_NVME_6,
	  .input =
		  "A: by bus address, 512 bytes at 0x10002; B: 3584 bytes from 0x200 of a page and "
		  "a page, bounced to the start of pages",
	  .opf = REQ_OP_WRITE,
	  BP_VECTORS({ HIGH + 0x200, 0xe00 }, { HIGH + 0x4000, 0x1000 }),
	  .show = bp_show_broken_lists,
	  .nvme = "queues=1",
	  .device = "dma_mask=32,bounce=on" },
	{ .defect = BP_DEF_NVME_7,
	  .input = "SGLs of 256 and of 257 entries",
	  .opf = REQ_OP_READ,
	  .show = bp_show_long_sgls,
	  .nvme = "sgls=on,sgl_threshold=4k,mdts=9,max_segments=257" },
	{ .defect = BP_DEF_NVME_8,
	  .input = "two reads of two entries, bounced; there are slots for one of them",
	  .opf = REQ_OP_READ,
	  BP_VECTORS({ HIGH, 0x1000 }, { HIGH + 0x4000, 0x1000 }),
	  .show = bp_show_full_bounce,
	  .nvme = "depth=8",
	  .device = "dma_mask=32,bounce=on,bounce_slots=4" },
};

const struct bp_gallery_table bp_gallery_nvme = { cases, bp_array_size(cases) };
