/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cases of the gallery.  EX-n are the worked examples of block.md 15.
 */
#include <blkpath/queue.h>

#include "world/gallery_cases.h"
#include "world/gallery_show.h"

#define TAKES_DIRECT (1ul << QUEUE_FLAG_DMA_DIRECT)

static const struct bp_gallery_case cases[] = {
	{ /* EX-9 */
	  .defect = BP_DEF_2,
	  .input = "a dma vector 0x8000 + 64K, segment boundary 64K: two segments",
	  .set = { "seg_boundary_mask=0xffff" },
	  .opf = BP_DIRECT_READ,
	  BP_VECTORS({ 0x8000, 0x10000 }),
	  .show = bp_show_recount,
	  .queue_flags = TAKES_DIRECT },
	{ /* EX-10 */
	  .defect = BP_DEF_3,
	  .input = "a dma vector 0x1fffff000 + 8K across 8 GiB, segment boundary 8 GiB",
	  .set = { "seg_boundary_mask=0x1ffffffff" },
	  .opf = BP_DIRECT_READ,
	  BP_VECTORS({ 0x1fffff000, 0x2000 }),
	  .show = bp_show_submit,
	  .queue_flags = TAKES_DIRECT },
	{ /* EX-4 */
	  .defect = BP_DEF_4,
	  .input = "a dma vector 0x120008000 + 128K, segment boundary 64K, 2 segments",
	  .set = { "seg_boundary_mask=0xffff", "max_segments=2", "max_hw_sectors=2560",
		   "max_sectors=2560" },
	  .opf = BP_DIRECT_READ,
	  BP_VECTORS({ 0x120008000, 0x20000 }),
	  .show = bp_show_submit,
	  .queue_flags = TAKES_DIRECT },
	{ /* EX-7 */
	  .defect = BP_DEF_5,
	  .input = "two dma vectors that touch: 0x10000 + 4K, 0x11000 + 4K",
	  .opf = BP_DIRECT_READ,
	  BP_VECTORS({ 0x10000, 0x1000 }, { 0x11000, 0x1000 }),
	  .show = bp_show_submit,
	  .queue_flags = TAKES_DIRECT },
	{ .defect = BP_DEF_6,
	  .input = "two dma vectors whose addresses touch in their low 32 bits alone",
	  .opf = BP_DIRECT_READ,
	  BP_VECTORS({ 0x100010000, 0x1000 }, { 0x200011000, 0x1000 }),
	  .show = bp_show_submit,
	  .queue_flags = TAKES_DIRECT },
	{ .defect = BP_DEF_7,
	  .input = "bio_check_pages_dirty() of a dma-direct bio",
	  .opf = BP_DIRECT_READ,
	  BP_VECTORS({ 0x10000, 0x1000 }),
	  .show = bp_show_pages_dirty,
	  .queue_flags = TAKES_DIRECT },
	{ .defect = BP_DEF_8,
	  .input = "bio_list_copy_data() from a dma-direct bio",
	  .opf = BP_DIRECT_READ,
	  BP_VECTORS({ 0x10000, 0x1000 }),
	  .show = bp_show_list_copy,
	  .queue_flags = TAKES_DIRECT },
	{ .defect = BP_DEF_9,
	  .input = "bio_add_page() to a dma-direct bio",
	  .opf = BP_DIRECT_READ,
	  BP_VECTORS({ 0x10000, 0x1000 }),
	  .show = bp_show_add_page,
	  .queue_flags = TAKES_DIRECT },
	{ .defect = BP_DEF_10,
	  .input = "a dma-direct bio for a queue that does not take them",
	  .opf = BP_DIRECT_READ,
	  BP_VECTORS({ 0x10000, 0x1000 }),
	  .show = bp_show_wrong_queue },
	{ .defect = BP_DEF_11,
	  .input = "eight dma vectors of 768 bytes, max_sectors 8",
	  .set = { "max_sectors=8" },
	  .opf = BP_DIRECT_READ,
	  BP_VECTORS({ 0x10000, 768 }, { 0x20000, 768 }, { 0x30000, 768 }, { 0x40000, 768 },
		     { 0x50000, 768 }, { 0x60000, 768 }, { 0x70000, 768 }, { 0x80000, 768 }),
	  .show = bp_show_odd_lengths,
	  .queue_flags = TAKES_DIRECT },
	{ .defect = BP_DEF_12,
	  .input = "blk_rq_append_bio() of a dma-direct bio to a passthrough request",
	  .opf = REQ_OP_DRV_IN | REQ_DMA_DIRECT,
	  BP_VECTORS({ 0x10000, 0x1000 }),
	  .show = bp_show_passthrough,
	  .queue_flags = TAKES_DIRECT },
	{ .defect = BP_DEF_13,
	  .input = "bio_add_dma_addr() of 0x90000 + 8K to a clone with room",
	  .opf = BP_DIRECT_READ,
	  BP_VECTORS({ 0x10000, 0x1000 }),
	  .show = bp_show_add_to_clone,
	  .queue_flags = TAKES_DIRECT },
	{ .defect = BP_DEF_14,
	  .input = "a dma-direct write_same of one block at 0x10000",
	  .set = { "max_write_same_sectors=8" },
	  .opf = REQ_OP_WRITE_SAME | REQ_DMA_DIRECT,
	  BP_VECTORS({ 0x10000, 512 }),
	  .show = bp_show_submit,
	  .queue_flags = TAKES_DIRECT },
	{ .defect = BP_DEF_DMA_1,
	  .input =
		  "512 bytes at 0x200 of a page beyond the device's mask; it needs the low 12 bits",
	  .show = bp_show_bounce_offset },
	{ .defect = BP_DEF_DMA_2,
	  .input = "a bounced buffer of 512 bytes, of which the device writes the first",
	  .show = bp_show_stale_slot },
	{ .defect = BP_DEF_DMA_3,
	  .input = "four entries of 1 GiB through a merging IOMMU, no limit to an entry",
	  .show = bp_show_merge_of_gigabytes },
	{ .defect = BP_DEF_P2P_1,
	  .input = "pci_p2pdma_add_resource() whose sysfs files cannot be made",
	  .show = bp_show_failing_setup },
	{ .defect = BP_DEF_P2P_2,
	  .input = "a page is in use when the driver goes; the user touches it and frees it then",
	  .show = bp_show_unbind_in_use },
	{ .defect = BP_DEF_P2P_3,
	  .input = "one BAR added twice, a page from each",
	  .show = bp_show_added_twice },
	{ .defect = BP_DEF_P2P_5,
	  .input = "8 bytes stored to a peer's memory; another device, told by a note in RAM, "
		   "reads them",
	  .show = bp_show_store_waits },
	{ .defect = BP_DEF_P2P_6,
	  .input = "a bus address for two clients, one of which is software RDMA",
	  .show = bp_show_pointer_client },
	{ .defect = BP_DEF_P2P_9,
	  .input = "a list of one page of a BAR behind a window with an offset of 0x3f80000000",
	  .show = bp_show_map_sg_offset },
	{ .defect = BP_DEF_P2P_10,
	  .input = "a client below another host bridge that is trusted; an IOMMU, and an offset",
	  .show = bp_show_whitelisted },
	{ .defect = BP_DEF_P2P_11,
	  .input = "size 2^64 - 0x1000 at offset 0x2000 of a BAR of 1 MiB",
	  .show = bp_show_size_wraps },
	{ .defect = BP_DEF_P2P_12,
	  .input = "p2pmem/available is read while the driver goes",
	  .show = bp_show_read_while_unbound },
	{ .defect = BP_DEF_P2P_13,
	  .input = "a BAR that cannot be mapped, published",
	  .show = bp_show_empty_published },
	{ .defect = BP_DEF_P2P_14,
	  .input = "two pages are allocated, one of them is freed",
	  .show = bp_show_free_of_half },
	{ .defect = BP_DEF_P2P_15,
	  .input = "a bus address for two clients below host bridges with other offsets",
	  .show = bp_show_two_bus_spaces },
	{ .defect = BP_DEF_P2P_16,
	  .input = "a page is freed while a request uses it; then a page is allocated",
	  .show = bp_show_freed_in_flight },
};

static const struct bp_gallery_table null_disk = { cases, bp_array_size(cases) };

static const struct bp_gallery_table *const tables[] = {
	&null_disk, &bp_gallery_nvme, &bp_gallery_nvme_driver, &bp_gallery_rdma, &bp_gallery_target,
};

static const struct bp_gallery_case *find_in(const struct bp_gallery_table *table,
					     enum bp_defect_id defect)
{
	for (size_t i = 0; i < table->n; i++)
		if (table->cases[i].defect == defect)
			return &table->cases[i];
	return NULL;
}

const struct bp_gallery_case *bp_gallery_find(enum bp_defect_id defect)
{
	const struct bp_gallery_case *found = NULL;

	for (size_t i = 0; i < bp_array_size(tables) && !found; i++)
		found = find_in(tables[i], defect);
	return found;
}
