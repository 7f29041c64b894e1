/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases of the gallery: how the NVMe driver points at data (nvme.md 2.3 to 2.9).
 */
#include "world/gallery_cases.h"
#include "world/gallery_show.h"

static const struct bp_gallery_case cases[] = {
	{ .defect = BP_DEF_NVME_1,
	  .input = "a dma-direct read from a driver between patches 19 and 23",
	  .opf = BP_DIRECT_READ,
	  BP_VECTORS({ 0x10000, 0x1000 }),
	  .show = bp_show_submit,
	  .nvme = "patches=19" },
};

const struct bp_gallery_table bp_gallery_nvme = { cases, bp_array_size(cases) };
