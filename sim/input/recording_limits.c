/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The limits of a recorded case, as a table of what each may be.
 */
#include <inttypes.h>
#include <limits.h>

#include <input/recording_parts.h>

enum kind { NUMBER, POWER, MASK };

/* X(key, kind, least, most, needed) */
#define KEYS(X)                                                                                    \
	X(logical_block_size, POWER, SECTOR_SIZE, 65536, true)                                     \
	X(physical_block_size, POWER, SECTOR_SIZE, 1 << 30, true)                                  \
	X(max_sectors_kb, NUMBER, 0, INT_MAX, true)                                                \
	X(max_hw_sectors_kb, NUMBER, 0, INT_MAX, true)                                             \
	X(max_segments, NUMBER, 1, UINT16_MAX, true)                                               \
	X(max_segment_size, NUMBER, SECTOR_SIZE, UINT32_MAX, true)                                 \
	X(dma_alignment, MASK, 0, INT_MAX, true)                                                   \
	X(virt_boundary_mask, MASK, 0, INT64_MAX, true)                                            \
	X(chunk_sectors, NUMBER, 0, UINT32_MAX, true)                                              \
	X(nomerges, NUMBER, 0, 2, false)                                                           \
	X(max_sectors, NUMBER, 0, UINT32_MAX, false)                                               \
	X(seg_boundary_mask, MASK, SECTOR_SIZE - 1, INT64_MAX, false)

enum key {
#define KEY(key, kind, least, most, needed) KEY_##key,
	KEYS(KEY) NR_KEYS
#undef KEY
};

static const struct {
	const char *name;
	enum kind kind;
	int64_t least;
	int64_t most;
	bool needed;
} keys[NR_KEYS] = {
#define KEY(key, kind, least, most, needed) { #key, kind, least, most, needed },
	KEYS(KEY)
#undef KEY
};

static bool fits(enum kind kind, u64 value)
{
	switch (kind) {
	case POWER:
		return bp_is_power_of_2(value);
	case MASK:
		return !(value & (value + 1));
	default:
		return true;
	}
}

static int read_one(const struct bp_recording_place *at, const json_t *limits, enum key key,
		    int64_t *value)
{
	static const char *const allowed[] = {
		[POWER] = "a power of two", [MASK] = "a power of two less 1"
	};
	int error = bp_recorded_number(at, limits, keys[key].name, keys[key].least, keys[key].most,
				       value);

	if (error || fits(keys[key].kind, (u64)*value))
		return error;
	return bp_error_set(at->err, at->path, at->line, keys[key].name,
			    "is %" PRId64 "; allowed: %s", *value, allowed[keys[key].kind]);
}

/* Logical blocks never exceed physical ones. */
static int check_blocks(const struct bp_recording_place *at, const struct queue_limits *lim)
{
	if (lim->logical_block_size <= lim->physical_block_size)
		return 0;
	return bp_error_set(at->err, at->path, at->line, "physical_block_size",
			    "is %u; allowed: at least logical_block_size, which is %u",
			    lim->physical_block_size, lim->logical_block_size);
}

int bp_recorded_limits_read(const struct bp_recording_place *at, struct bp_recording *r)
{
	const json_t *limits = json_object_get(r->json, "limits");
	int64_t value[NR_KEYS] = { [KEY_seg_boundary_mask] = BLK_SEG_BOUNDARY_MASK };

	if (!json_is_object(limits))
		return bp_error_set(at->err, at->path, at->line, "limits",
				    limits ? "must be an object" : "the field is missing");
	for (unsigned i = 0; i < NR_KEYS; i++) {
		int error;

		if (!keys[i].needed && !json_object_get(limits, keys[i].name))
			continue;
		error = read_one(at, limits, i, &value[i]);
		if (error)
			return error;
	}
	r->limits.max_sectors_told = json_object_get(limits, "max_sectors") != NULL;
	r->limits.boundary_told = json_object_get(limits, "seg_boundary_mask") != NULL;
	if (!r->limits.max_sectors_told)
		value[KEY_max_sectors] = value[KEY_max_sectors_kb] * 2;
	r->limits.dma_alignment = (unsigned)value[KEY_dma_alignment];
	r->limits.nomerges = (unsigned)value[KEY_nomerges];
	r->limits.limits = (struct queue_limits){
		.logical_block_size = (unsigned)value[KEY_logical_block_size],
		.physical_block_size = (unsigned)value[KEY_physical_block_size],
		.max_sectors = (unsigned)value[KEY_max_sectors],
		.max_hw_sectors = (unsigned)value[KEY_max_hw_sectors_kb] * 2,
		.max_segments = (u16)value[KEY_max_segments],
		.max_segment_size = (unsigned)value[KEY_max_segment_size],
		.virt_boundary_mask = (unsigned long)value[KEY_virt_boundary_mask],
		.seg_boundary_mask = (unsigned long)value[KEY_seg_boundary_mask],
		.chunk_sectors = (unsigned)value[KEY_chunk_sectors],
	};
	return check_blocks(at, &r->limits.limits);
}
