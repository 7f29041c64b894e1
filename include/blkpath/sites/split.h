/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sites of src/split, src/count and src/map: X(symbol, severity, function, rule, text with at most
 * two %llu or %llx)
 */
#ifndef BLKPATH_SITES_SPLIT_H
#define BLKPATH_SITES_SPLIT_H

/* clang-format off */

#define BP_SITES_SPLIT(X) \
	X(SPLIT_EMPTY, BP_BUG, "bio_split", "QUIRK-4", "nothing is left for the front of the bio at sector %llu") \
	X(SEGMENT_EMPTY, BP_BUG, "get_max_segment_size", "QUIRK-2", "the all-ones boundary makes empty segments at offset 0x%llx, %llu bytes are left") \
	X(MAP_TOO_MANY, BP_WARN, "blk_rq_map_sg", "R-MAP-5", "%llu entries for %llu counted segments") \
	X(MAP_OVERRUN, BP_FINDING, "blk_rq_map_sg", "R-MAP-2", "the scatterlist has %llu entries, %llu are needed") \
	X(MAP_DIRECT_WRITE_SAME, BP_FINDING, "blk_rq_map_sg", "R-MAP-1", "request at sector %llu is a dma-direct WRITE_SAME") \
	X(SG_PAGE_BITS, BP_BUG, "sg_set_page", "R-SG-2", "page pointer 0x%llx has its low bits set") \
	X(SG_LAST_OPEN, BP_BUG, "sg_last", "R-SG-4", "entry %llu does not end the list") \
	X(SG_ALLOC_EMPTY, BP_BUG, "sg_alloc_table_chained", "R-SG-5", "a table of %llu entries was asked for")

/* clang-format on */

#endif
