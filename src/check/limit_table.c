/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fields of struct queue_limits as plain numbers.
 */
#include <string.h>

#include "limit_table.h"

#define FIELD(name, tightens)                                                                      \
	{                                                                                          \
#name, offsetof(struct queue_limits, name),                                        \
			sizeof(((struct queue_limits *)0)->name), tightens                         \
	}
static const struct {
	const char *name;
	size_t offset;
	size_t bytes;
	bool tightens;
} fields[] = {
	FIELD(max_sectors, true),
	FIELD(max_hw_sectors, true),
	FIELD(max_dev_sectors, true),
	FIELD(bounce_pfn, true),
	FIELD(seg_boundary_mask, true),
	FIELD(virt_boundary_mask, true),
	FIELD(max_segments, true),
	FIELD(max_discard_segments, true),
	FIELD(max_integrity_segments, true),
	FIELD(max_segment_size, true),
	FIELD(max_write_same_sectors, true),
	FIELD(max_write_zeroes_sectors, true),
	FIELD(chunk_sectors, false),
	FIELD(physical_block_size, false),
	FIELD(alignment_offset, false),
	FIELD(io_min, false),
	FIELD(io_opt, false),
	FIELD(max_discard_sectors, false),
	FIELD(max_hw_discard_sectors, false),
	FIELD(discard_granularity, false),
	FIELD(discard_alignment, false),
	FIELD(logical_block_size, false),
	FIELD(misaligned, false),
	FIELD(discard_misaligned, false),
	FIELD(raid_partial_stripes_expensive, false),
	FIELD(zoned, false),
};

unsigned bp_ck_limit_count(void)
{
	return bp_array_size(fields);
}

const char *bp_ck_limit_name(unsigned index)
{
	return fields[index].name;
}

bool bp_ck_limit_tightens(unsigned index)
{
	return fields[index].tightens;
}

/* Little-endian, as the model is (x86-64). */
u64 bp_ck_limit_value(const struct queue_limits *limits, unsigned index)
{
	u64 value = 0;

	memcpy(&value, (const char *)limits + fields[index].offset, fields[index].bytes);
	return value;
}
