/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases of the gallery: rdma_rw (rdma-nvmet.md B9).
 */
#include "world/gallery_cases.h"
#include "world/gallery_show.h"

static const struct bp_gallery_case cases[] = {
	{ .defect = BP_DEF_RDMA_1,
	  .input = "a page by bus address, through a memory region",
	  .show = bp_show_unwritten_entry },
	{ .defect = BP_DEF_RDMA_2,
	  .input = "five pages by bus address, through memory regions of four",
	  .show = bp_show_long_range },
	{ .defect = BP_DEF_RDMA_3,
	  .input = "a list of one entry of five pages, through memory regions of four",
	  .show = bp_show_long_entry },
	{ .defect = BP_DEF_RDMA_4,
	  .input = "a page by the bus address that pci_p2pmem_virt_to_bus() gives for no memory",
	  .show = bp_show_no_address },
	{ .defect = BP_DEF_RDMA_5,
	  .input = "a list of two pages from the second on, and no memory region is left",
	  .show = bp_show_no_region_left },
	{ .defect = BP_DEF_RDMA_6,
	  .input = "a list of one page, from its end on",
	  .show = bp_show_offset_behind },
	{ .defect = BP_DEF_RDMA_7, .input = "a page is read by iWARP", .show = bp_show_old_key },
};

const struct bp_gallery_table bp_gallery_rdma = { cases, bp_array_size(cases) };
