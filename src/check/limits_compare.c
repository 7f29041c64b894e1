/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two sets of limits, field by field: padding is not compared.
 */
#include "family.h"

/* clang-format off */
#define FIELDS(X) \
	X(bounce_pfn) X(seg_boundary_mask) X(virt_boundary_mask) X(max_hw_sectors) \
	X(max_dev_sectors) X(chunk_sectors) X(max_sectors) X(max_segment_size) \
	X(physical_block_size) X(alignment_offset) X(io_min) X(io_opt) X(max_discard_sectors) \
	X(max_hw_discard_sectors) X(max_write_same_sectors) X(max_write_zeroes_sectors) \
	X(discard_granularity) X(discard_alignment) X(logical_block_size) X(max_segments) \
	X(max_integrity_segments) X(max_discard_segments) X(misaligned) X(discard_misaligned) \
	X(raid_partial_stripes_expensive) X(zoned)
/* clang-format on */

const char *bp_limits_difference(const struct queue_limits *a, const struct queue_limits *b)
{
#define LOOK(field)                                                                                \
	if (a->field != b->field)                                                                  \
		return #field;
	FIELDS(LOOK)
#undef LOOK
	return NULL;
}
