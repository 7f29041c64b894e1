/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * I/Os under way, and what each does to the image when it ends.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "world/buffers.h"
#include "world/payload.h"
#include "world/verify.h"
#include "world/verify_sector.h"

#define READ_BACK_SECTORS 256u

/* A byte that no read leaves behind, unless it was on the disk. */
#define UNTOUCHED 0xdb

/* What an I/O does to the disk. */
enum effect { NOTHING, READS, WRITES };

/**
 * struct bp_verify_io - an I/O under way
 * @heard: told of its end
 * @verify: verification
 * @io: the I/O
 * @number: 0 when it reads back
 * @line: in the trace
 * @seed: for random layouts
 * @effect: on the disk
 * @left: what it leaves there
 * @where: sectors
 * @memory: that it uses
 */
struct bp_verify_io {
	TAILQ_ENTRY(bp_verify_io) link;
	struct bp_world_io heard;
	struct bp_verify *verify;
	struct bp_scenario_io io;
	u64 number;
	unsigned line;
	u64 seed;
	enum effect effect;
	enum bp_left left;
	struct bp_extent where;
	struct bp_memory_span memory;
};

static void classify(struct bp_verify_io *vio)
{
	switch (bp_opf_op(vio->io.opf)) {
	case REQ_OP_READ:
		vio->effect = READS;
		break;
	case REQ_OP_WRITE:
		vio->effect = WRITES;
		vio->left = BP_LEFT_STAMP;
		break;
	case REQ_OP_WRITE_SAME:
		vio->effect = WRITES;
		vio->left = BP_LEFT_ANYWHERE;
		break;
	case REQ_OP_DISCARD:
	case REQ_OP_SECURE_ERASE:
	case REQ_OP_WRITE_ZEROES:
		vio->effect = WRITES;
		vio->left = BP_LEFT_ZEROS;
		break;
	default:
		break;
	}
}

static bool meet(u64 a, u64 a_end, u64 b, u64 b_end)
{
	return a < b_end && b < a_end;
}

/* Whether the end of one changes what the other should do. */
static bool is_in_the_way(const struct bp_verify_io *a, const struct bp_verify_io *b)
{
	if (meet(a->memory.start, a->memory.end, b->memory.start, b->memory.end))
		return true;
	return (a->effect == WRITES || b->effect == WRITES) &&
	       meet(a->where.sector, a->where.sector + a->where.sectors, b->where.sector,
		    b->where.sector + b->where.sectors);
}

static bool must_wait(const struct bp_verify *verify, const struct bp_verify_io *vio)
{
	const struct bp_verify_io *other;

	TAILQ_FOREACH (other, &verify->flights, link)
		if (is_in_the_way(other, vio))
			return true;
	return false;
}

static void wait_for_others(struct bp_verify *verify, const struct bp_verify_io *vio)
{
	if (!must_wait(verify, vio))
		return;
	verify->done.waits += vio->number != 0;
	while (must_wait(verify, vio) && bp_world_sleep(verify->world))
		;
}

static struct bp_payload payload_of(const struct bp_verify_io *vio)
{
	struct bp_payload payload;

	bp_payload_start(&payload, vio->verify->world, &vio->io, vio->seed);
	return payload;
}

/* The bytes of the I/O's memory; of a write-same those of one block. */
static u64 data_sectors(const struct bp_verify_io *vio)
{
	if (vio->left == BP_LEFT_ANYWHERE)
		return queue_logical_block_size(vio->verify->world->q) >> SECTOR_SHIFT;
	return vio->left == BP_LEFT_ZEROS && vio->effect == WRITES ? 0 : vio->where.sectors;
}

static bool fill(struct bp_verify_io *vio)
{
	struct bp_payload payload = payload_of(vio);
	const u64 n = data_sectors(vio);
	u8 bytes[SECTOR_SIZE];

	memset(bytes, UNTOUCHED, sizeof(bytes));
	for (u64 i = 0; i < n; i++) {
		const struct bp_stamp stamp = {
			.io = vio->number,
			.sector = vio->left == BP_LEFT_ANYWHERE ? BP_STAMP_ANYWHERE
								: vio->where.sector + i,
		};

		if (vio->effect == WRITES)
			bp_stamp_write(vio->verify->seed, stamp, bytes);
		if (!bp_payload_put(&payload, bytes, sizeof(bytes)))
			return false;
	}
	return true;
}

static void note(struct bp_verify *verify, const struct bp_verify_io *vio,
		 struct bp_mismatch mismatch)
{
	struct bp_verified *done = &verify->done;

	mismatch.io = vio->number;
	mismatch.line = vio->line;
	if (done->mismatches < BP_MISMATCHES_KEPT)
		done->kept[done->mismatches] = mismatch;
	done->mismatches++;
}

static void compare(struct bp_verify *verify, const struct bp_verify_io *vio)
{
	struct bp_payload payload = payload_of(vio);
	u8 bytes[SECTOR_SIZE];

	for (u64 i = 0; i < vio->where.sectors; i++) {
		const struct bp_sector_question question = {
			.seed = verify->seed,
			.sector = vio->where.sector + i,
			.should = bp_image_at(&verify->image, vio->where.sector + i),
			.untouched = UNTOUCHED,
		};
		struct bp_mismatch mismatch;

		if (!bp_payload_take(&payload, bytes, sizeof(bytes)))
			verify->no_memory = true;
		else if (!bp_sector_is_right(&question, bytes, &mismatch))
			note(verify, vio, mismatch);
	}
}

static void end_read(struct bp_verify *verify, const struct bp_verify_io *vio)
{
	struct bp_verified *done = &verify->done;

	if (vio->heard.status != BLK_STS_OK) {
		done->failed_reads++;
		return;
	}
	compare(verify, vio);
	if (!vio->number) {
		done->read_back += vio->io.bytes;
		return;
	}
	done->read++;
	done->read_bytes += vio->io.bytes;
}

static void end_write(struct bp_verify *verify, const struct bp_verify_io *vio)
{
	if (vio->heard.status != BLK_STS_OK) {
		verify->done.failed_writes++;
		return;
	}
	bp_image_settle(&verify->image, vio->where, vio->number, vio->left);
	verify->done.written++;
	if (vio->left != BP_LEFT_ZEROS)
		verify->done.written_bytes += vio->io.bytes;
}

static void on_end(struct bp_world_io *heard)
{
	struct bp_verify_io *vio = bp_container_of(heard, struct bp_verify_io, heard);
	struct bp_verify *verify = vio->verify;

	if (vio->effect == READS)
		end_read(verify, vio);
	else if (vio->effect == WRITES)
		end_write(verify, vio);
	TAILQ_REMOVE(&verify->flights, vio, link);
	free(vio);
}

static int start(struct bp_verify *verify, struct bp_verify_io *vio, unsigned *bios)
{
	if (!fill(vio))
		return -ENOMEM;
	if (vio->effect == WRITES &&
	    !bp_image_try(&verify->image, vio->where, vio->number, vio->left))
		return -ENOMEM;
	return bp_world_submit_heard(verify->world, &vio->io, vio->seed, bios, &vio->heard);
}

int bp_verify_submit(struct bp_verify *verify, const struct bp_scenario_io *io, u64 number,
		     unsigned line, u64 seed, unsigned *bios)
{
	struct bp_verify_io *vio = malloc(sizeof(*vio));

	*bios = 0;
	if (!vio)
		return -ENOMEM;
	*vio = (struct bp_verify_io){
		.heard.end = on_end,
		.verify = verify,
		.io = *io,
		.number = number,
		.line = line,
		.seed = seed,
		.where = { io->sector, io->bytes >> SECTOR_SHIFT },
		.memory = bp_memory_span(io, verify->world->env.page_shift, seed),
	};
	classify(vio);
	wait_for_others(verify, vio);
	TAILQ_INSERT_TAIL(&verify->flights, vio, link);
	return start(verify, vio, bios);
}

void bp_verify_start(struct bp_verify *verify, struct bp_world *world, u64 seed)
{
	*verify = (struct bp_verify){ .world = world, .seed = seed };
	TAILQ_INIT(&verify->flights);
}

static int read_back(struct bp_verify *verify, const struct bp_layout *layout)
{
	struct bp_extent where = { 0 };
	struct bp_buffers buffers = { 0 };
	unsigned bios;
	int error = 0;

	for (; !error && bp_image_next(&verify->image, &where, READ_BACK_SECTORS);
	     where.sector += where.sectors) {
		struct bp_scenario_io io = {
			.opf = REQ_OP_READ | (bp_layout_is_dma(layout) ? REQ_DMA_DIRECT : 0),
			.sector = where.sector,
			.bytes = (unsigned)where.sectors << SECTOR_SHIFT,
			.layout = *layout,
		};

		bp_buffers_place(&buffers, &io, verify->world->env.page_shift, verify->seed);
		error = bp_verify_submit(verify, &io, 0, 0, verify->seed, &bios);
	}
	return error;
}

static void count_doubtful(struct bp_verify *verify)
{
	struct bp_extent where = { 0 };

	for (; bp_image_next(&verify->image, &where, 1); where.sector++)
		verify->done.doubtful +=
			bp_image_in_doubt(bp_image_at(&verify->image, where.sector));
}

int bp_verify_end(struct bp_verify *verify, const struct bp_layout *layout)
{
	int error;

	bp_world_drain(verify->world);
	error = read_back(verify, layout);
	bp_world_drain(verify->world);
	count_doubtful(verify);
	return error ? error : verify->no_memory ? -ENOMEM : 0;
}

void bp_verify_count_lost(struct bp_verify *verify)
{
	const struct bp_verify_io *vio;

	TAILQ_FOREACH (vio, &verify->flights, link)
		verify->done.lost++;
}

bool bp_verify_good(const struct bp_verified *verified)
{
	return !verified->mismatches && !verified->lost;
}

void bp_verify_free(struct bp_verify *verify)
{
	struct bp_verify_io *vio, *next;

	if (!verify->world)
		return;
	TAILQ_FOREACH_SAFE (vio, &verify->flights, link, next)
		free(vio);
	bp_image_fini(&verify->image);
}
