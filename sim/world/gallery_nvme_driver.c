/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases of the gallery: what the NVMe driver does besides pointing at data (nvme.md 2.10 on).
 */
#include "world/gallery_cases.h"
#include "world/gallery_show.h"

static const struct bp_gallery_case cases[] = {
	{ .defect = BP_DEF_NVME_9,
	  .input = "a read with metadata and protection information",
	  .opf = REQ_OP_READ,
	  BP_VECTORS({ 0x10000, 0x1000 }),
	  .show = bp_show_submit,
	  .nvme = "metadata=8,pi=1" },
	{ .defect = BP_DEF_NVME_11,
	  .input = "two reads; the completion of the first comes twice",
	  .opf = REQ_OP_READ,
	  BP_VECTORS({ 0x10000, 0x1000 }),
	  .show = bp_show_two_at_once,
	  .nvme = "depth=8",
	  .fault = "duplicate-cqe:1,lba=0-7" },
};

const struct bp_gallery_table bp_gallery_nvme_driver = { cases, bp_array_size(cases) };
