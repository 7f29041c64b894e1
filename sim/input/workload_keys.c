/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bsd/string.h>
#include <inttypes.h>
#include <string.h>

#include <input/workload.h>
#include <input/workload_keys.h>

#define IO_BYTES_MAX                                                                               \
	((u64)(16 << 20) - SECTOR_SIZE) /* the length of a keyed descriptor: 24 bits               \
					 */
#define SIZE_MAX_BYTES ((u64)1 << 40)
#define INLINE_MAX 16384u /* of the target */
#define PAGE_BYTES 4096u
#define OFFSET_UNIT ((u64)1 << 20) /* as bridges decode */
#define OFFSET_MAX (((u64)1 << 48) - OFFSET_UNIT)
#define DEPTH_MIN 2
#define DEPTH_MAX 1024
#define TIME_MAX ((u64)1000 * 1000 * 1000 * 1000)

static const char *const flows_words[] = { "ram", "pages", "direct", NULL };
static const char *const profile_words[] = { "ib", "iwarp", "tiny", "virt", NULL };
static const char *const op_words[] = { "write", "read", "flush", "zero", NULL };
static const char *const way_words[] = { "usual", "keyed", "own_key", "capsule", NULL };

static int parse_flows(const struct bp_place *at, const char *text, u64 max, u64 *value,
		       struct bp_error *err)
{
	(void)max;
	return bp_key_bits(at, text, flows_words, value, err);
}

static int parse_depth(const struct bp_place *at, const char *text, u64 max, u64 *value,
		       struct bp_error *err)
{
	return bp_parse_number(at, text, DEPTH_MIN, max, value, err);
}

/* Whole units of so many bytes. */
static int parse_units(const struct bp_place *at, const char *text, u64 min, u64 max, u64 *value,
		       struct bp_error *err)
{
	u64 bytes = 0;
	int error = bp_parse_size(at, text, min, max, &bytes, err);
	const u64 unit = min ?: PAGE_BYTES;

	if (!error && bytes % unit)
		return bp_place_error(at, err, "%" PRIu64 " is not allowed: a multiple of %" PRIu64,
				      bytes, unit);
	if (!error)
		*value = bytes;
	return error;
}

static int parse_sectors(const struct bp_place *at, const char *text, u64 max, u64 *value,
			 struct bp_error *err)
{
	return parse_units(at, text, SECTOR_SIZE, max, value, err);
}

static int parse_pages(const struct bp_place *at, const char *text, u64 max, u64 *value,
		       struct bp_error *err)
{
	return parse_units(at, text, PAGE_BYTES, max, value, err);
}

static int parse_inline(const struct bp_place *at, const char *text, u64 max, u64 *value,
			struct bp_error *err)
{
	return parse_units(at, text, 0, max, value, err);
}

static int parse_some(const struct bp_place *at, const char *text, u64 max, u64 *value,
		      struct bp_error *err)
{
	return bp_parse_number(at, text, 1, max, value, err);
}

static int parse_offset(const struct bp_place *at, const char *text, u64 max, u64 *value,
			struct bp_error *err)
{
	(void)max;
	return bp_workload_offset(at, text, value, err);
}

int bp_workload_offset(const struct bp_place *at, const char *text, u64 *offset,
		       struct bp_error *err)
{
	u64 bytes = 0;
	int error = strncmp(text, "0x", 2) ? bp_parse_size(at, text, 0, OFFSET_MAX, &bytes, err)
					   : bp_parse_address(at, text, OFFSET_MAX, &bytes, err);

	if (!error && bytes % OFFSET_UNIT)
		return bp_place_error(at, err, "0x%" PRIx64 " is not allowed: a multiple of 1M",
				      bytes);
	if (!error)
		*offset = bytes;
	return error;
}

static int parse_path(const struct bp_place *at, const char *text, char *to, struct bp_error *err)
{
	if (!*text || strlcpy(to, text, PATH_MAX) >= PATH_MAX)
		return bp_place_error(at, err, "is not allowed: the name of a file");
	return 0;
}

/* Entries of lists come by themselves. */
static int refuse_value(const struct bp_place *at, const char *text, char *to, struct bp_error *err)
{
	(void)text;
	(void)to;
	return bp_place_error(at, err, "one value: a list in [ ] is allowed");
}

#define WRONG(key, most)                                                                           \
	{                                                                                          \
		.name = #key, .number = bp_key_count,                                              \
		.field = offsetof(struct bp_workload_wrong, key), .max = most                      \
	}

static const struct bp_key wrong_rows[] = {
	WRONG(flags, UINT8_MAX),     WRONG(type, UINT8_MAX),	 WRONG(key, UINT32_MAX),
	WRONG(address, UINT64_MAX),  WRONG(length, UINT32_MAX),	 WRONG(access, 31),
	WRONG(region, IO_BYTES_MAX), WRONG(capsule, UINT16_MAX), WRONG(drop_ns, TIME_MAX),
};

static const struct bp_keys wrong_keys = {
	.of = "what is wrong with a command",
	.at = wrong_rows,
	.n = bp_array_size(wrong_rows),
	.written = offsetof(struct bp_workload_wrong, written),
};

static int parse_wrong(const struct bp_place *at, const char *text, char *to, struct bp_error *err)
{
	return bp_keys_parse(&wrong_keys, to, at, text, err);
}

#define ROW(type, key, how, most)                                                                  \
	{                                                                                          \
		.name = #key, .number = how, .field = offsetof(struct type, key), .max = most      \
	}
#define WORD(type, key, list)                                                                      \
	{                                                                                          \
		.name = #key, .words = list, .field = offsetof(struct type, key)                   \
	}
#define TEXT(type, key, how)                                                                       \
	{                                                                                          \
		.name = #key, .text = how, .field = offsetof(struct type, key)                     \
	}
#define LIST(key)                                                                                  \
	{                                                                                          \
		.name = key, .text = refuse_value                                                  \
	}

static const struct bp_key rows[] = {
	TEXT(bp_workload, machine, parse_path),
	TEXT(bp_workload, hca, bp_device_function),
	TEXT(bp_workload, drive, bp_device_function),
	TEXT(bp_workload, provider, bp_device_function),
	ROW(bp_workload, flows, parse_flows, 0),
	WORD(bp_workload, profile, profile_words),
	ROW(bp_workload, depth, parse_depth, DEPTH_MAX),
	ROW(bp_workload, inline_bytes, parse_inline, INLINE_MAX),
	ROW(bp_workload, force_mr, bp_key_bool, 0),
	ROW(bp_workload, one_by_one, bp_key_bool, 0),
	ROW(bp_workload, size, parse_pages, SIZE_MAX_BYTES),
	ROW(bp_workload, pool, parse_pages, SIZE_MAX_BYTES),
	ROW(bp_workload, offset, parse_offset, 0),
	LIST("faults"),
	LIST("ios"),
};

const struct bp_keys bp_workload_keys = {
	.of = "a workload",
	.at = rows,
	.n = bp_array_size(rows),
	.written = offsetof(struct bp_workload, written),
};

static const struct bp_key io_rows[] = {
	WORD(bp_workload_io, op, op_words),
	ROW(bp_workload_io, slba, bp_key_count, UINT64_MAX >> SECTOR_SHIFT),
	ROW(bp_workload_io, bytes, parse_sectors, IO_BYTES_MAX),
	ROW(bp_workload_io, count, parse_some, BP_WORKLOAD_COMMANDS_MAX),
	WORD(bp_workload_io, way, way_words),
	ROW(bp_workload_io, seed, bp_key_count, UINT64_MAX),
	TEXT(bp_workload_io, wrong, parse_wrong),
};

const struct bp_keys bp_workload_io_keys = {
	.of = "a command",
	.at = io_rows,
	.n = bp_array_size(io_rows),
	.written = offsetof(struct bp_workload_io, written),
};

const char *bp_workload_profile(const struct bp_workload *workload)
{
	return profile_words[workload->profile];
}

bool bp_workload_wrote(const struct bp_workload *workload, const char *key)
{
	return bp_keys_wrote(&bp_workload_keys, workload, key);
}
