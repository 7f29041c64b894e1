/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a command does to memory and medium.
 */
#include "command.h"

#define BP_COPY_BYTES 4096

/* Where an entry lies: a DMA address means the same number in RAM. */
struct window {
	phys_addr_t addr;
	unsigned len;
};

static struct window window_of(const struct bp_null *null, const struct request *rq,
			       const struct scatterlist *sg)
{
	if (blk_rq_is_dma_direct(rq))
		return (struct window){ bp_phys_addr(sg_dma_address(sg).dma), sg_dma_len(sg) };
	return (struct window){ sg_phys(null->env, sg), sg->length };
}

static bool copy_to_medium(struct bp_null *null, u64 pos, struct window w)
{
	u8 buf[BP_COPY_BYTES];

	while (w.len) {
		unsigned n = bp_min(w.len, (unsigned)sizeof(buf));

		if (bp_ram_read(null->ram, w.addr, buf, n) ||
		    bp_store_write(null->store, pos, buf, n))
			return false;
		w.addr.phys += n;
		w.len -= n;
		pos += n;
	}
	return true;
}

static bool copy_from_medium(struct bp_null *null, u64 pos, struct window w)
{
	u8 buf[BP_COPY_BYTES];

	while (w.len) {
		unsigned n = bp_min(w.len, (unsigned)sizeof(buf));

		bp_store_read(null->store, pos, buf, n);
		if (bp_ram_write(null->ram, w.addr, buf, n))
			return false;
		w.addr.phys += n;
		w.len -= n;
		pos += n;
	}
	return true;
}

typedef bool copy_fn(struct bp_null *null, u64 pos, struct window w);

static blk_status_t move(struct bp_null *null, const struct bp_null_command *command,
			 unsigned bytes, copy_fn *copy)
{
	u64 pos = blk_rq_pos(command->rq) << SECTOR_SHIFT;
	struct scatterlist *sg;
	unsigned i;

	for_each_sg (command->table.sgl, sg, command->entries, i) {
		struct window w = window_of(null, command->rq, sg);

		w.len = bp_min(w.len, bytes); /* padding and drain are no data */
		if (!copy(null, pos, w))
			return BLK_STS_IOERR;
		null->bytes += w.len;
		pos += w.len;
		bytes -= w.len;
	}
	return BLK_STS_OK;
}

static blk_status_t read_data(struct bp_null *null, const struct bp_null_command *c, unsigned bytes)
{
	return move(null, c, bytes, copy_from_medium);
}

static blk_status_t write_data(struct bp_null *null, const struct bp_null_command *c,
			       unsigned bytes)
{
	return move(null, c, bytes, copy_to_medium);
}

/* One block, as often as it fits. */
static blk_status_t write_same(struct bp_null *null, const struct bp_null_command *c,
			       unsigned bytes)
{
	u64 pos = blk_rq_pos(c->rq) << SECTOR_SHIFT;
	struct window w = window_of(null, c->rq, c->table.sgl);

	if (!c->entries || !w.len)
		return BLK_STS_IOERR;
	for (; bytes; bytes -= w.len, pos += w.len) {
		w.len = bp_min(w.len, bytes);
		if (!copy_to_medium(null, pos, w))
			return BLK_STS_IOERR;
		null->bytes += w.len;
	}
	return BLK_STS_OK;
}

/* A discard may have several ranges, one for each bio. */
static blk_status_t zero(struct bp_null *null, const struct bp_null_command *c, unsigned bytes)
{
	const struct bio *bio;

	for (bio = c->rq->bio; bio && bytes; bio = bio->bi_next) {
		unsigned n = bp_min(bytes, bio->bi_iter.bi_size);

		bp_store_zero(null->store, bio->bi_iter.bi_sector << SECTOR_SHIFT, n);
		bytes -= n;
	}
	return BLK_STS_OK;
}

/* Ops that are not here move nothing. */
static blk_status_t (*const actions[])(struct bp_null *, const struct bp_null_command *,
				       unsigned) = {
	[REQ_OP_READ] = read_data,    [REQ_OP_WRITE] = write_data,
	[REQ_OP_DISCARD] = zero,      [REQ_OP_SECURE_ERASE] = zero,
	[REQ_OP_WRITE_ZEROES] = zero, [REQ_OP_WRITE_SAME] = write_same,
};

blk_status_t bp_null_transfer(struct bp_null *null, const struct bp_null_command *command,
			      unsigned bytes)
{
	unsigned op = req_op(command->rq);

	if (!null->store || !null->ram || op >= bp_array_size(actions) || !actions[op])
		return BLK_STS_OK;
	return actions[op](null, command, bytes);
}
