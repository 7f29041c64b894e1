/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Can a set of limits that somebody wrote down be used, and do the promises hold under it?
 */
#include <errno.h>
#include <limits.h>

#include <blkpath/error.h>
#include <blkpath/limits.h>
#include <blkpath/rules.h>

struct view {
	const struct queue_limits *lim;
	const struct bp_rules *rules; /* NULL once the set is known to be possible */
	u32 page_bytes;
};

/* The largest logical block that a kernel of today takes. */
#define BP_BLOCK_BYTES_MAX 65536u

static bool is_mask(u64 v)
{
	return !(v & (v + 1));
}

static bool whole_blocks(const struct view *s, u64 sectors)
{
	return (sectors << SECTOR_SHIFT) % s->lim->logical_block_size == 0;
}

/* generations.md 4: what is left of a small value under large blocks */
static bool may_be_none(const struct view *s)
{
	return s->rules->empty_front == BP_EMPTY_FRONT_FAILS;
}

/* X(field, what must hold for its value v, what is allowed) */
#define POSSIBLE(X)                                                                                \
	X(logical_block_size, bp_is_power_of_2(v) && v >= SECTOR_SIZE && v <= BP_BLOCK_BYTES_MAX,  \
	  "a power of two, 512 to 65536")                                                          \
	X(physical_block_size, bp_is_power_of_2(v) && v >= SECTOR_SIZE,                            \
	  "a power of two, 512 or more")                                                           \
	X(max_hw_sectors, v, "1 or more")                                                          \
	X(max_sectors, (v || may_be_none(s)) && v <= s->lim->max_hw_sectors,                       \
	  "1 to max_hw_sectors")                                                                   \
	X(max_segments, v, "1 to 65535")                                                           \
	X(max_segment_size, v, "1 or more")                                                        \
	X(seg_boundary_mask, v != 0 && is_mask(v), "a power of two less 1")                        \
	X(virt_boundary_mask, is_mask(v), "0 (none) or a power of two less 1")                     \
	X(chunk_sectors, !v || s->rules->any_chunk || bp_is_power_of_2(v),                         \
	  "0 (none) or a power of two")

/* block.md 14, as far as it speaks of limits */
#define PRE_B(X)                                                                                   \
	X(seg_boundary_mask, v >= s->page_bytes - 1 && is_mask(v) && v != ULONG_MAX,               \
	  "a power of two less 1, a page or more, below 2^64 - 1")                                 \
	X(max_segment_size, v >= s->page_bytes, "a page or more")                                  \
	X(virt_boundary_mask, is_mask(v) && v <= s->lim->seg_boundary_mask,                        \
	  "0 (none), or a power of two less 1 up to seg_boundary_mask")                            \
	X(max_segment_size, v == UINT_MAX || !s->lim->virt_boundary_mask,                          \
	  "4294967295 under a virtual boundary")                                                   \
	X(chunk_sectors, !v || bp_is_power_of_2(v), "0 (none) or a power of two")

#define PRE_A(X)                                                                                   \
	X(logical_block_size, bp_is_power_of_2(v) && v >= SECTOR_SIZE && v <= s->page_bytes,       \
	  "a power of two, 512 to a page")                                                         \
	X(max_segment_size, v == UINT_MAX || v % s->lim->logical_block_size == 0,                  \
	  "4294967295 or a multiple of the logical block")                                         \
	X(virt_boundary_mask, v < s->page_bytes, "less than a page")                               \
	X(max_sectors, v != 0 && whole_blocks(s, v), "a multiple of the logical block, not 0")     \
	X(chunk_sectors, whole_blocks(s, v), "a multiple of the logical block")

#define TELL(field, condition, allowed)                                                            \
	v = s->lim->field;                                                                         \
	if (!(condition))                                                                          \
		return bp_error_set(err, NULL, 0, #field, "is %llu (0x%llx), must be %s",          \
				    (unsigned long long)v, (unsigned long long)v, allowed);

#define JUDGE(name, demands)                                                                       \
	static int name(const struct view *s, struct bp_error *err)                                \
	{                                                                                          \
		u64 v;                                                                             \
                                                                                                   \
		demands(TELL) return 0;                                                            \
	}

JUDGE(possible, POSSIBLE)
JUDGE(pre_b, PRE_B)
JUDGE(pre_a, PRE_A)

int bp_limits_validate(const struct queue_limits *lim, const struct bp_rules *rules,
		       struct bp_error *err)
{
	return possible(&(struct view){ .lim = lim, .rules = rules }, err);
}

int bp_limits_sane(const struct queue_limits *lim, u32 page_bytes, enum bp_sanity sanity,
		   struct bp_error *err)
{
	const struct view s = { .lim = lim, .page_bytes = page_bytes };
	int error = pre_b(&s, err);

	return error || sanity == BP_PRE_B ? error : pre_a(&s, err);
}
