/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One row per key: both the names of sysfs and the fields of struct queue_limits, v5.2.
 */
#include <string.h>

#include <input/limits_keys.h>

#define FLAG(name) (1ul << QUEUE_FLAG_##name)

static const struct bp_limits_word nomerges_words[] = {
	{ "0", 0, 0 }, { "1", 1, FLAG(NOXMERGES) }, { "2", 2, FLAG(NOMERGES) }, { 0 }
};
static const struct bp_limits_word write_cache_words[] = { { "write back", 1, FLAG(WC) },
							   { "write through", 0, 0 },
							   { 0 } };
static const struct bp_limits_word rotational_words[] = { { "0", 0, FLAG(NONROT) },
							  { "1", 1, 0 },
							  { 0 } };
static const struct bp_limits_word zoned_words[] = { { "none", BLK_ZONED_NONE, 0 },
						     { "host-aware", BLK_ZONED_HA, 0 },
						     { "host-managed", BLK_ZONED_HM, 0 },
						     { 0 } };

#define TO(member)                                                                                 \
	.width = sizeof(((struct bp_limits_doc *)0)->member),                                      \
	.field = offsetof(struct bp_limits_doc, member)
#define LIMIT(member) TO(limits.member)

/* clang-format off */
static const struct bp_limits_key keys[] = {
	/* sysfs */
	{ "max_sectors_kb", BP_LIMITS_KIB, LIMIT(max_sectors), .max = UINT32_MAX / 2 },
	{ "max_hw_sectors_kb", BP_LIMITS_KIB, LIMIT(max_hw_sectors), .max = UINT32_MAX / 2 },
	{ "minimum_io_size", BP_LIMITS_BYTES, LIMIT(io_min), .max = UINT32_MAX },
	{ "optimal_io_size", BP_LIMITS_BYTES, LIMIT(io_opt), .max = UINT32_MAX },
	{ "discard_max_bytes", BP_LIMITS_BYTE_SECTORS, LIMIT(max_discard_sectors), .max = UINT32_MAX,
	  .flags = FLAG(DISCARD) },
	{ "discard_max_hw_bytes", BP_LIMITS_BYTE_SECTORS, LIMIT(max_hw_discard_sectors), .max = UINT32_MAX },
	{ "write_same_max_bytes", BP_LIMITS_BYTE_SECTORS, LIMIT(max_write_same_sectors), .max = UINT32_MAX },
	{ "write_zeroes_max_bytes", BP_LIMITS_BYTE_SECTORS, LIMIT(max_write_zeroes_sectors),
	  .max = UINT32_MAX },
	{ "nomerges", BP_LIMITS_WORD, .words = nomerges_words },
	{ "rotational", BP_LIMITS_WORD, .words = rotational_words },
	{ "write_cache", BP_LIMITS_WORD, .words = write_cache_words },
	{ "fua", BP_LIMITS_YES_NO, .flags = FLAG(FUA) },
	/* sysfs and field */
	{ "chunk_sectors", BP_LIMITS_NUMBER, LIMIT(chunk_sectors), .max = UINT32_MAX },
	{ "discard_granularity", BP_LIMITS_BYTES, LIMIT(discard_granularity), .max = UINT32_MAX },
	{ "logical_block_size", BP_LIMITS_BYTES, LIMIT(logical_block_size), .max = UINT32_MAX },
	{ "physical_block_size", BP_LIMITS_BYTES, LIMIT(physical_block_size), .max = UINT32_MAX },
	{ "max_segments", BP_LIMITS_NUMBER, LIMIT(max_segments), .max = UINT16_MAX },
	{ "max_integrity_segments", BP_LIMITS_NUMBER, LIMIT(max_integrity_segments), .max = UINT16_MAX },
	{ "max_discard_segments", BP_LIMITS_NUMBER, LIMIT(max_discard_segments), .max = UINT16_MAX },
	{ "max_segment_size", BP_LIMITS_BYTES, LIMIT(max_segment_size), .max = UINT32_MAX },
	{ "virt_boundary_mask", BP_LIMITS_MASK, LIMIT(virt_boundary_mask), .max = UINT64_MAX },
	{ "zoned", BP_LIMITS_WORD, LIMIT(zoned), .words = zoned_words },
	{ "dma_alignment", BP_LIMITS_MASK, TO(dma_alignment), .max = INT32_MAX },
	{ "nr_requests", BP_LIMITS_NUMBER, TO(nr_requests), .max = UINT32_MAX },
	/* field */
	{ "max_sectors", BP_LIMITS_NUMBER, LIMIT(max_sectors), .max = UINT32_MAX },
	{ "max_hw_sectors", BP_LIMITS_NUMBER, LIMIT(max_hw_sectors), .max = UINT32_MAX },
	{ "max_dev_sectors", BP_LIMITS_NUMBER, LIMIT(max_dev_sectors), .max = UINT32_MAX },
	{ "io_min", BP_LIMITS_BYTES, LIMIT(io_min), .max = UINT32_MAX },
	{ "io_opt", BP_LIMITS_BYTES, LIMIT(io_opt), .max = UINT32_MAX },
	{ "max_discard_sectors", BP_LIMITS_NUMBER, LIMIT(max_discard_sectors), .max = UINT32_MAX,
	  .flags = FLAG(DISCARD) },
	{ "max_hw_discard_sectors", BP_LIMITS_NUMBER, LIMIT(max_hw_discard_sectors), .max = UINT32_MAX },
	{ "max_write_same_sectors", BP_LIMITS_NUMBER, LIMIT(max_write_same_sectors), .max = UINT32_MAX },
	{ "max_write_zeroes_sectors", BP_LIMITS_NUMBER, LIMIT(max_write_zeroes_sectors), .max = UINT32_MAX },
	{ "seg_boundary_mask", BP_LIMITS_MASK, LIMIT(seg_boundary_mask), .max = UINT64_MAX },
	{ "bounce_pfn", BP_LIMITS_MASK, LIMIT(bounce_pfn), .max = UINT64_MAX },
	{ "alignment_offset", BP_LIMITS_BYTES, LIMIT(alignment_offset), .max = UINT32_MAX },
	{ "discard_alignment", BP_LIMITS_BYTES, LIMIT(discard_alignment), .max = UINT32_MAX },
	{ "misaligned", BP_LIMITS_YES_NO, LIMIT(misaligned) },
	{ "discard_misaligned", BP_LIMITS_YES_NO, LIMIT(discard_misaligned) },
	{ "raid_partial_stripes_expensive", BP_LIMITS_YES_NO, LIMIT(raid_partial_stripes_expensive) },
	/* the queue around the limits */
	{ "dma_pad_mask", BP_LIMITS_MASK, TO(dma_pad_mask), .max = INT32_MAX },
	{ "dma_direct", BP_LIMITS_YES_NO, .flags = FLAG(DMA_DIRECT) },
	{ "secure_erase", BP_LIMITS_YES_NO, .flags = FLAG(SECERASE) },
};

#define NEWER "not modelled: v5.2 has no such limit"
#define SAME "the same as logical_block_size"
#define UNUSED "does not change how I/O is cut, merged or mapped"
#define ZONES "zones are not modelled"
#define ATOMIC "atomic writes are not modelled"
#define STREAMS "write streams are not modelled"

static const struct {
	const char *name;
	const char *reason;
} ignored[] = {
	{ "add_random", UNUSED },
	{ "atomic_write_boundary_bytes", ATOMIC },
	{ "atomic_write_max_bytes", ATOMIC },
	{ "atomic_write_unit_max_bytes", ATOMIC },
	{ "atomic_write_unit_min_bytes", ATOMIC },
	{ "dax", UNUSED },
	{ "discard_zeroes_data", UNUSED },
	{ "hw_sector_size", SAME },
	{ "io_poll", UNUSED },
	{ "io_poll_delay", UNUSED },
	{ "io_timeout", UNUSED },
	{ "iostats", UNUSED },
	{ "iostats_passthrough", UNUSED },
	{ "max_active_zones", ZONES },
	{ "max_open_zones", ZONES },
	{ "max_write_streams", STREAMS },
	{ "nr_zones", ZONES },
	{ "read_ahead_kb", UNUSED },
	{ "rq_affinity", UNUSED },
	{ "scheduler", "no limit: replay --scheduler chooses one" },
	{ "stable_writes", UNUSED },
	{ "throttle_sample_time", UNUSED },
	{ "wbt_lat_usec", UNUSED },
	{ "write_stream_granularity", STREAMS },
	{ "write_zeroes_unmap_max_bytes", NEWER },
	{ "write_zeroes_unmap_max_hw_bytes", NEWER },
	{ "zone_append_max_bytes", ZONES },
	{ "zone_write_granularity", ZONES },
};
/* clang-format on */

_Static_assert(bp_array_size(keys) <= BP_LIMITS_KEYS_MAX,
	       "struct bp_limits_doc has a line per key");

const struct bp_limits_key *bp_limits_key_at(unsigned index)
{
	return index < bp_array_size(keys) ? &keys[index] : NULL;
}

const struct bp_limits_key *bp_limits_key_find(const char *name, unsigned *index)
{
	for (*index = 0; *index < bp_array_size(keys); ++*index)
		if (!strcmp(name, keys[*index].name))
			return &keys[*index];
	return NULL;
}

const char *bp_limits_key_ignored(const char *name)
{
	for (size_t i = 0; i < bp_array_size(ignored); i++)
		if (!strcmp(name, ignored[i].name))
			return ignored[i].reason;
	return NULL;
}
