/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long a bio or a request may be, from the definitions.
 */
#include <limits.h>

#include "definition.h"

/* R-REQ-5; S1, G-8: chunks of any length */
u64 bp_ck_max_sectors_at(const struct request_queue *q, sector_t sector)
{
	u64 chunk = q->limits.chunk_sectors;
	u64 most = q->limits.max_sectors;

	if (!chunk)
		return most;
	if (q->bp_rules->any_chunk)
		return bp_min(most, chunk - sector % chunk);
	return bp_min(most, chunk - (sector & (chunk - 1)));
}

/* R-QSP-10: whole logical blocks */
static u64 whole_blocks(const struct request_queue *q, u64 sectors)
{
	return sectors & ~(u64)((bp_ck_logical_block(q) - 1) >> SECTOR_SHIFT);
}

/* R-QSP-10; S2: to the last physical block that ends within the limit, if one does */
u64 bp_ck_max_io_sectors(const struct request_queue *q, sector_t sector)
{
	u64 most = bp_ck_max_sectors_at(q, sector);
	u64 physical = bp_max(q->limits.physical_block_size >> SECTOR_SHIFT, 1u);
	u64 before = sector % physical;
	u64 end = before + most - (before + most) % physical;

	if (!q->bp_rules->physical_block_ends)
		return whole_blocks(q, most);
	return end > before ? end - before : whole_blocks(q, most);
}

/* R-REQ-4 */
static u64 max_sectors_of_op(const struct queue_limits *lim, unsigned op)
{
	switch (op) {
	case REQ_OP_DISCARD:
	case REQ_OP_SECURE_ERASE:
		return bp_min(lim->max_discard_sectors, UINT_MAX >> SECTOR_SHIFT);
	case REQ_OP_WRITE_SAME:
		return lim->max_write_same_sectors;
	case REQ_OP_WRITE_ZEROES:
		return lim->max_write_zeroes_sectors;
	}
	return lim->max_sectors;
}

/* R-REQ-6 */
u64 bp_ck_max_request_sectors(const struct request_queue *q, unsigned opf, sector_t sector)
{
	unsigned op = opf & REQ_OP_MASK;
	u64 most = max_sectors_of_op(&q->limits, op);

	if (op >= REQ_OP_SCSI_IN && op <= REQ_OP_DRV_OUT)
		return q->limits.max_hw_sectors;
	if (!q->limits.chunk_sectors || op == REQ_OP_DISCARD || op == REQ_OP_SECURE_ERASE)
		return most;
	return bp_min(bp_ck_max_sectors_at(q, sector), most);
}

/* R-QSP-6, R-LIM-3 */
struct bp_discard_rule bp_ck_discard_rule_of(const struct request_queue *q)
{
	const struct queue_limits *lim = &q->limits;
	unsigned block = bp_ck_logical_block(q);
	unsigned allowed = (UINT_MAX - UINT_MAX % block) >> SECTOR_SHIFT;
	struct bp_discard_rule rule = {
		.granularity = bp_max(lim->discard_granularity >> SECTOR_SHIFT, 1u),
		.max = bp_min(lim->max_discard_sectors, allowed),
	};

	rule.alignment = (lim->discard_alignment >> SECTOR_SHIFT) % rule.granularity;
	rule.max -= rule.max % rule.granularity;
	return rule;
}
