/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cli/limits_table.h"

#define ROW(field, unit, meaning)                                                                  \
	{                                                                                          \
#field, offsetof(struct queue_limits, field),                                      \
			sizeof(((struct queue_limits *)0)->field), BP_UNIT_##unit, meaning         \
	}

const struct bp_limit_row bp_limits_table[] = {
	ROW(max_sectors, SECTORS, "largest I/O"),
	ROW(max_hw_sectors, SECTORS, "largest I/O that the device can do"),
	ROW(max_dev_sectors, SECTORS,
	    "largest I/O of the disk behind the controller; 0: none told"),
	ROW(chunk_sectors, SECTORS, "no I/O crosses a multiple of it; 0: none"),
	ROW(max_segments, SEGMENTS, "most segments of one request"),
	ROW(max_segment_size, BYTES, "largest segment"),
	ROW(seg_boundary_mask, MASK, "no segment crosses a multiple of mask + 1"),
	ROW(virt_boundary_mask, MASK, "segments join only at multiples of mask + 1; 0: anywhere"),
	ROW(logical_block_size, BYTES, "smallest unit of I/O"),
	ROW(physical_block_size, BYTES, "smallest unit written without read-modify-write"),
	ROW(io_min, BYTES, "preferred smallest I/O"),
	ROW(io_opt, BYTES, "preferred I/O; 0: none told"),
	ROW(alignment_offset, BYTES, "where the first aligned block starts"),
	ROW(misaligned, BOOL, "the stack below does not line up"),
	ROW(max_discard_sectors, SECTORS, "largest discard; 0: none"),
	ROW(max_hw_discard_sectors, SECTORS, "largest discard that the device can do"),
	ROW(max_discard_segments, SEGMENTS, "most ranges of one discard"),
	ROW(discard_granularity, BYTES, "unit of discards"),
	ROW(discard_alignment, BYTES, "where the first unit of discards starts"),
	ROW(discard_misaligned, BOOL, "discards of the stack below do not line up"),
	ROW(max_write_same_sectors, SECTORS, "largest write-same; 0: none"),
	ROW(max_write_zeroes_sectors, SECTORS, "largest write-zeroes; 0: none"),
	ROW(max_integrity_segments, SEGMENTS, "most segments of protection data"),
	ROW(bounce_pfn, PFN, "pages above it are bounced"),
	ROW(raid_partial_stripes_expensive, BOOL, "partial stripes cost a read"),
	ROW(zoned, BOOL, "zoned model; 0: none"),
	{ 0 },
};

static const char *const unit_names[] = {
	[BP_UNIT_SECTORS] = "sectors", [BP_UNIT_BYTES] = "bytes", [BP_UNIT_SEGMENTS] = "segments",
	[BP_UNIT_MASK] = "mask",       [BP_UNIT_PFN] = "pfn",	  [BP_UNIT_BOOL] = "",
};

u64 bp_limit_value(const struct bp_limit_row *row, const struct queue_limits *limits)
{
	u64 value = 0;

	memcpy(&value, (const char *)limits + row->offset, row->width); /* little endian */
	return value;
}

const char *bp_limit_unit_name(enum bp_limit_unit unit)
{
	return unit_names[unit];
}

/* All ones stands for "no limit" in the 32-bit limits and in the bounce limit. */
static bool is_unlimited(const struct bp_limit_row *row, u64 value)
{
	if (row->unit == BP_UNIT_PFN)
		return value >= BLK_BOUNCE_ANY >> 16;
	return row->width == sizeof(u32) && value == UINT_MAX;
}

/* 64 bits would not survive as a JSON number. */
static bool is_hex(const struct bp_limit_row *row)
{
	return row->unit == BP_UNIT_MASK || row->unit == BP_UNIT_PFN;
}

void bp_limit_print(const struct bp_limit_row *row, const struct queue_limits *limits, char *text)
{
	unsigned long long value = bp_limit_value(row, limits);

	if (is_unlimited(row, value))
		snprintf(text, BP_LIMIT_TEXT_MAX, "unlimited");
	else
		snprintf(text, BP_LIMIT_TEXT_MAX, is_hex(row) ? "0x%llx" : "%llu", value);
}

json_t *bp_limits_json(const struct queue_limits *limits)
{
	json_t *object = json_object();

	for (const struct bp_limit_row *row = bp_limits_table; row->name; row++) {
		u64 value = bp_limit_value(row, limits);

		json_object_set_new(object, row->name,
				    is_hex(row) ? json_sprintf("0x%llx", (unsigned long long)value)
						: json_integer((json_int_t)value));
	}
	return object;
}
