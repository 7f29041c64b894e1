/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "world/dio.h"
#include "world/dio_memory.h"

/* Offsets in a file are positive 64-bit numbers. */
#define POS_MAX_SECTORS ((sector_t)(INT64_MAX - BP_DIO_MAX_BYTES) >> SECTOR_SHIFT)

/**
 * struct dio - a transfer under way
 * @iter: where the next bio begins in memory
 * @pos: and on the device, in bytes
 * @table: the vectors of the one bio of a registered buffer, when they join
 * @pending: bios that have not ended
 * @error: how the first that failed ended
 */
struct dio {
	struct bp_world *world;
	const struct bp_dio_io *io;
	struct bp_dio_memory memory;
	struct iov_iter iter;
	u64 pos;
	struct bio_vec *table;
	u64 pending;
	int error;
};

static void on_end(struct bio *bio)
{
	struct dio *dio = bio->bi_private;

	if (bio->bi_status && !dio->error)
		dio->error = blk_status_to_errno(bio->bp_env, bio->bi_status);
	dio->pending--;
	bio_put(bio);
}

/* F1: one bio for all of it, however many vectors; joining ones need a table to join in (G-19). */
static int give_table(struct dio *dio, struct bio *bio)
{
	unsigned nr = dio->memory.nr_vecs;

	if (dio->world->q->bp_rules->fixed_vectors != BP_FIXED_JOINED)
		return 0;
	dio->table = bp_alloc(bio->bp_env, BP_ALLOC_WORK, nr * sizeof(*dio->table));
	if (!dio->table)
		return -ENOMEM;
	bio->bi_io_vec = dio->table;
	bio->bi_max_vecs = (u16)nr;
	return 0;
}

/* B2 */
static unsigned room(const struct dio *dio)
{
	return dio->io->fixed ? 0 : iov_iter_npages(&dio->world->env, &dio->iter, BIO_MAX_PAGES);
}

/* -ENOMEM, or what filling it answered: nothing can be built then. */
static int next_bio(struct dio *dio, struct bio **made)
{
	struct bp_world *world = dio->world;
	struct block_device bdev = { .bd_disk = world->disk };
	struct bio *bio = bio_alloc_bioset(&world->env, GFP_KERNEL, room(dio), &world->bios);
	int error;

	if (!bio)
		return -ENOMEM;
	bio_set_dev(bio, &bdev);
	bio->bi_opf = dio->io->opf;
	bio->bi_iter.bi_sector = dio->pos >> SECTOR_SHIFT;
	bio->bi_private = dio;
	bio->bi_end_io = on_end;
	error = dio->io->fixed ? give_table(dio, bio) : 0;
	if (!error)
		error = bio_iov_iter_get_pages(bio, &dio->iter);
	if (error)
		bio_put(bio);
	*made = bio;
	return error;
}

static int submit_all(struct dio *dio)
{
	while (dio->iter.count) {
		struct bio *bio;
		int error = next_bio(dio, &bio);

		if (error)
			return error;
		dio->pos += bio->bi_iter.bi_size;
		dio->pending++;
		submit_bio(bio);
	}
	return 0;
}

/* One bio goes without a plug. */
static int submit(struct dio *dio)
{
	struct bp_world *world = dio->world;
	bool several = !dio->io->fixed &&
		       iov_iter_npages(&world->env, &dio->iter, BIO_MAX_PAGES + 1) > BIO_MAX_PAGES;
	int error;

	if (!several)
		return submit_all(dio);
	bp_world_plug(world);
	error = submit_all(dio);
	bp_world_unplug(world);
	return error;
}

/* What filling a bio answered is for the caller of the system call; memory of ours is not. */
static int transfer(struct dio *dio, s64 *ret)
{
	int error;

	bp_dio_memory_iter(&dio->memory, &dio->iter);
	error = submit(dio);
	while (dio->pending && bp_wait(&dio->world->env))
		;
	if (dio->pending)
		return -EDEADLK;
	if (!dio->error && error != -ENOMEM)
		dio->error = error;
	*ret = dio->error ? dio->error : (s64)dio->memory.bytes;
	return error == -ENOMEM ? error : 0;
}

int bp_world_direct_io(struct bp_world *world, const struct bp_dio_io *io, s64 *ret)
{
	struct bp_env *env = &world->env;
	struct dio *dio;
	int error;

	if (io->sector > POS_MAX_SECTORS)
		return -EINVAL;
	dio = bp_alloc(env, BP_ALLOC_WORK, sizeof(*dio));
	if (!dio)
		return -ENOMEM;
	dio->world = world;
	dio->io = io;
	dio->pos = io->sector << SECTOR_SHIFT;
	error = bp_dio_memory_make(env, world->q->bp_rules, io, &dio->memory);
	if (!error && !bp_dio_memory_aligned(&dio->memory, world->q, io->sector))
		*ret = -EINVAL;
	else if (!error)
		error = transfer(dio, ret);
	if (error == -EDEADLK) /* its bios are out there: it lives as long as the world */
		return error;
	bp_dio_memory_free(env, &dio->memory);
	bp_free(env, dio->table);
	bp_free(env, dio);
	return error;
}
