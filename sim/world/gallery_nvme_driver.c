/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases of the gallery: what the NVMe driver does besides pointing at data (nvme.md 2.10 on).
 */
#include <blkpath/nvme_pci.h>

#include "world/gallery_cases.h"
#include "world/gallery_show.h"
#include "world/world.h"

/* NVH-38: the queue has a floor of a page, what the driver computed has none. */
static void show_limits(struct bp_world *world, const struct bp_gallery_case *shown,
			struct bp_exhibit *exhibit)
{
	bp_exhibit_note(exhibit, "the driver's limit", "%u sectors",
			world->nvme.dev->ctrl.max_hw_sectors);
	bp_exhibit_note(exhibit, "the queue's", "%u sectors", world->q->limits.max_hw_sectors);
	bp_show_submit(world, shown, exhibit);
}

static const struct bp_gallery_case cases[] = {
	{ /* EX-NVME-7 */
	  .defect = BP_DEF_NVME_5,
	  .input = "a read of 4 MiB from 0x1000200 on, in 127 runs, with max_sectors_kb 4096",
	  .opf = REQ_OP_READ,
	  .show = bp_show_full_element,
	  .nvme = "mdts=0" },
	{ .defect = BP_DEF_NVME_9,
	  .input = "a read with metadata and protection information",
	  .opf = REQ_OP_READ,
	  BP_VECTORS({ 0x10000, 0x1000 }),
	  .show = bp_show_submit,
	  .nvme = "metadata=8,pi=1" },
	{ .defect = BP_DEF_NVME_10,
	  .input = "a read of 4 KiB from a controller with MDTS 29: 2^29 pages",
	  .opf = REQ_OP_READ,
	  BP_VECTORS({ 0x10000, 0x1000 }),
	  .show = show_limits,
	  .nvme = "mdts=29" },
	{ .defect = BP_DEF_NVME_11,
	  .input = "two reads; the completion of the first comes twice",
	  .opf = REQ_OP_READ,
	  BP_VECTORS({ 0x10000, 0x1000 }),
	  .show = bp_show_two_at_once,
	  .nvme = "depth=8",
	  .fault = "duplicate-cqe:1,lba=0-7" },
	{ .defect = BP_DEF_NVME_13,
	  .input = "a dma vector 0x10001 + 512, which no PRP can describe",
	  .opf = BP_DIRECT_READ,
	  BP_VECTORS({ 0x10001, 0x200 }),
	  .show = bp_show_submit,
	  .nvme = "mdts=5" },
	{ .defect = BP_DEF_NVME_14,
	  .input = "a controller with 4 KiB of memory at bus address 0, and one queue of 64",
	  .show = bp_show_cmb_at_zero },
};

const struct bp_gallery_table bp_gallery_nvme_driver = { cases, bp_array_size(cases) };
