/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a command does to memory and medium.
 */
#include "command.h"

#define BP_COPY_BYTES 4096u

/* Where an entry lies for the device: unmapped memory by its physical address. */
static struct bp_null_window window_of(const struct bp_null *null,
				       const struct bp_null_command *command,
				       const struct scatterlist *sg)
{
	if (command->mapped || blk_rq_is_dma_direct(command->rq))
		return (struct bp_null_window){ sg_dma_address(sg), sg_dma_len(sg) };
	return (struct bp_null_window){ bp_dma_addr(sg_phys(null->env, sg).phys), sg->length };
}

static unsigned entries_of(const struct bp_null_command *command)
{
	return command->mapped ? command->mapped : command->entries;
}

static bool to_medium(struct bp_null *null, u64 pos, struct bp_null_run memory)
{
	u8 buf[BP_COPY_BYTES];

	return !bp_ram_read(null->ram, memory.addr, buf, memory.len) &&
	       !bp_store_write(null->store, pos, buf, memory.len);
}

static bool from_medium(struct bp_null *null, u64 pos, struct bp_null_run memory)
{
	u8 buf[BP_COPY_BYTES];

	bp_store_read(null->store, pos, buf, memory.len);
	return !bp_ram_write(null->ram, memory.addr, buf, memory.len);
}

typedef bool copy_fn(struct bp_null *null, u64 pos, struct bp_null_run memory);

/* Without a medium no byte moves, but the device's accesses are watched all the same. */
static bool copy_window(struct bp_null *null, const struct bp_null_command *command, u64 pos,
			struct bp_null_window w, copy_fn *copy)
{
	if (!bp_null_dma_access(null, command, w))
		return false;
	while (w.len) {
		struct bp_null_run memory = { .len = bp_min(w.len, BP_COPY_BYTES) };

		if (!bp_null_dma_resolve(null, command, w.addr, &memory) ||
		    (null->store && null->ram && !copy(null, pos, memory)))
			return false;
		w.addr.dma += memory.len;
		w.len -= memory.len;
		pos += memory.len;
	}
	return true;
}

static blk_status_t move(struct bp_null *null, const struct bp_null_command *command,
			 unsigned bytes, copy_fn *copy)
{
	u64 pos = blk_rq_pos(command->rq) << SECTOR_SHIFT;
	struct scatterlist *sg;
	unsigned i;

	for_each_sg (command->table.sgl, sg, entries_of(command), i) {
		struct bp_null_window w = window_of(null, command, sg);

		w.len = bp_min(w.len, bytes); /* padding and drain are no data */
		if (!copy_window(null, command, pos, w, copy))
			return BLK_STS_IOERR;
		null->bytes += w.len;
		pos += w.len;
		bytes -= w.len;
	}
	return BLK_STS_OK;
}

static blk_status_t read_data(struct bp_null *null, const struct bp_null_command *c, unsigned bytes)
{
	return move(null, c, bytes, from_medium);
}

static blk_status_t write_data(struct bp_null *null, const struct bp_null_command *c,
			       unsigned bytes)
{
	return move(null, c, bytes, to_medium);
}

/* One block, as often as it fits. */
static blk_status_t write_same(struct bp_null *null, const struct bp_null_command *c,
			       unsigned bytes)
{
	u64 pos = blk_rq_pos(c->rq) << SECTOR_SHIFT;
	struct bp_null_window w = window_of(null, c, c->table.sgl);

	if (!c->entries || !w.len)
		return BLK_STS_IOERR;
	for (; bytes; bytes -= w.len, pos += w.len) {
		w.len = bp_min(w.len, bytes);
		if (!copy_window(null, c, pos, w, to_medium))
			return BLK_STS_IOERR;
		null->bytes += w.len;
		if (!null->store) /* nobody would see it again */
			break;
	}
	return BLK_STS_OK;
}

/* A discard may have several ranges, one for each bio. */
static blk_status_t zero(struct bp_null *null, const struct bp_null_command *c, unsigned bytes)
{
	const struct bio *bio;

	if (!null->store)
		return BLK_STS_OK;
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

	if ((!command->mapped && (!null->store || !null->ram)) || op >= bp_array_size(actions) ||
	    !actions[op])
		return BLK_STS_OK;
	return actions[op](null, command, bytes);
}
