/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The switches in which rule sets differ: field, number, name, and what newer kernels do.
 *
 * The name is what "blkpath compare" calls a difference by.
 */
#ifndef BLKPATH_RULES_LIST_H
#define BLKPATH_RULES_LIST_H

/* clang-format off */
#define BP_RULE_LIST(X) \
	X(boundary_origin, "G-1", "boundary-origin", \
	  "the segment boundary counts from the physical address") \
	X(default_boundary_cuts, "G-2", "default-boundary", \
	  "the default segment boundary is a real limit of 4 GiB") \
	X(all_ones_mask, "G-3", "all-ones-boundary", \
	  "an all-ones segment boundary is no limit") \
	X(walk, "G-4", "byte-walk", \
	  "limits are used up to the byte, over vectors and inside them") \
	X(cut_to_block, "G-5", "block-rounding", \
	  "every cut is rounded down to the logical block") \
	X(empty_front, "G-6", "empty-front", \
	  "a bio of which nothing fits fails with EINVAL") \
	X(physical_block_ends, "G-7", "pbs-rounding", \
	  "a piece cut by size ends on a physical block where one fits") \
	X(any_chunk, "G-8", "chunk-trim", \
	  "chunk_sectors may be any number") \
	X(one_page_shortcut, "G-9", "one-page-shortcut", \
	  "a bio of one vector inside one page is not looked at") \
	X(gap_view, "G-11", "gap-view", \
	  "the gap test of a merge looks at the whole first vector") \
	X(count_beside_bio, "G-12", "count-in-request", \
	  "the segment count is kept in the request") \
	X(end_keeps_place, "G-13", "end-of-advance", \
	  "advancing to the end leaves sector and index alone") \
	X(empty_vector_passes, "G-14", "empty-vector", \
	  "iteration gets past an empty vector") \
	X(pc_order, "G-15", "pc-order", \
	  "bio_add_pc_page() tests its limits before joining") \
	X(pc_size_difference, "G-16", "pc-size", \
	  "a vector above max_segment_size always grows in bio_add_pc_page()") \
	X(bio_size_bounded, "G-17", "bio-size", \
	  "a bio cannot pass 4 GiB") \
	X(direct_alignment, "G-18", "dma-alignment", \
	  "addresses of direct I/O follow dma_alignment, not the logical block") \
	X(fixed_vectors, "G-19", "fixed-vectors", \
	  "pages of registered buffers are not joined") \
	X(nvme_page_offset, "G-20", "nvme-page-offset", \
	  "NVMe's shortcut for one segment takes its offset inside the page") \
	X(direct_rounding, "B5", "direct-rounding", \
	  "direct I/O cuts bios to whole logical blocks")
/* clang-format on */

#endif
