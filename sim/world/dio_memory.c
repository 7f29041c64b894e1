/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <limits.h>

#include "world/dio_memory.h"

#define FOLIO_SHIFT 21

/* Calls fn for each range; stops at the first that is not 0. */
static int each_range(const struct bp_dio_io *io, struct bp_dio_memory *memory,
		      int (*fn)(struct bp_dio_memory *memory, const struct bp_range *range,
				unsigned shift),
		      unsigned shift)
{
	int error = 0;

	for (unsigned i = 0; !error && i < io->nr_iov; i++)
		for (unsigned r = 0; !error && r < io->iov[i].nr; r++)
			error = fn(memory, &io->iov[i].ranges[r], shift);
	return error;
}

static u64 units_of(const struct bp_range *range, unsigned shift)
{
	return ((range->addr + range->len - 1) >> shift) - (range->addr >> shift) + 1;
}

static int count_bytes(struct bp_dio_memory *memory, const struct bp_range *range, unsigned shift)
{
	(void)shift;
	memory->bytes += range->len;
	return memory->bytes > BP_DIO_MAX_BYTES ? -EINVAL : 0;
}

static int count_vectors(struct bp_dio_memory *memory, const struct bp_range *range, unsigned shift)
{
	memory->nr_vecs += (unsigned)units_of(range, shift);
	return memory->nr_vecs > USHRT_MAX ? -E2BIG : 0;
}

static int count_frames(struct bp_dio_memory *memory, const struct bp_range *range, unsigned shift)
{
	memory->nr_frames += units_of(range, shift);
	return 0;
}

static int add_vectors(struct bp_dio_memory *memory, const struct bp_range *range, unsigned shift)
{
	u64 in_page = ((u64)1 << memory->page_shift) - 1;
	u64 end = range->addr + range->len;

	for (u64 at = range->addr, next; at < end; at = next) {
		next = bp_min(((at >> shift) + 1) << shift, end);
		memory->vecs[memory->nr_vecs++] = (struct bio_vec){
			.bv_page = pfn_to_page(at >> memory->page_shift),
			.bv_len = (unsigned)(next - at),
			.bv_offset = (unsigned)(at & in_page),
		};
	}
	return 0;
}

static int add_frames(struct bp_dio_memory *memory, const struct bp_range *range, unsigned shift)
{
	for (u64 page = 0; page < units_of(range, shift); page++)
		memory->frames[memory->nr_frames++] = (range->addr >> shift) + page;
	return 0;
}

/* Memory that exists; inside an iovec a page must be followed by a whole one. */
static bool is_memory(const struct bp_env *env, const struct bp_dio_iovec *iov, bool fixed)
{
	u64 in_page = bp_page_size(env) - 1;
	u64 frames = env->max_pfn + 1;

	for (unsigned r = 0; r < iov->nr; r++) {
		const struct bp_range *range = &iov->ranges[r];
		u64 end = range->addr + range->len;

		if (!range->len || end < range->addr || (end - 1) >> env->page_shift >= frames)
			return false;
		if (fixed)
			continue;
		if ((r && range->addr & in_page) || (r + 1 < iov->nr && end & in_page))
			return false;
	}
	return true;
}

static int make_vectors(struct bp_env *env, const struct bp_dio_io *io,
			struct bp_dio_memory *memory, unsigned shift)
{
	int error = each_range(io, memory, count_vectors, shift);

	if (error)
		return error;
	memory->vecs =
		bp_alloc(env, BP_ALLOC_WORK, bp_max(memory->nr_vecs, 1u) * sizeof(*memory->vecs));
	if (!memory->vecs)
		return -ENOMEM;
	memory->nr_vecs = 0;
	return each_range(io, memory, add_vectors, shift);
}

static int make_pages(struct bp_env *env, const struct bp_dio_io *io, struct bp_dio_memory *memory)
{
	u64 in_page = bp_page_size(env) - 1;
	u64 page = 0;

	each_range(io, memory, count_frames, env->page_shift);
	memory->iov = bp_alloc(env, BP_ALLOC_WORK, ((size_t)io->nr_iov + 1) * sizeof(*memory->iov));
	memory->frames =
		bp_alloc(env, BP_ALLOC_WORK, (memory->nr_frames + 1) * sizeof(*memory->frames));
	if (!memory->iov || !memory->frames)
		return -ENOMEM;
	memory->nr_frames = 0;
	each_range(io, memory, add_frames, env->page_shift);
	for (unsigned i = 0; i < io->nr_iov; i++) {
		const struct bp_dio_iovec *from = &io->iov[i];
		struct bp_iovec *to = &memory->iov[memory->nr_iov++];

		if (from->nr)
			to->base = page << env->page_shift | (from->ranges[0].addr & in_page);
		for (unsigned r = 0; r < from->nr; r++) {
			to->len += from->ranges[r].len;
			page += units_of(&from->ranges[r], env->page_shift);
		}
	}
	return 0;
}

int bp_dio_memory_make(struct bp_env *env, const struct bp_rules *rules, const struct bp_dio_io *io,
		       struct bp_dio_memory *memory)
{
	bool folios = io->folios && rules->fixed_vectors == BP_FIXED_FOLIOS;
	unsigned shift = folios ? FOLIO_SHIFT : env->page_shift;
	int error;

	*memory = (struct bp_dio_memory){ .page_shift = env->page_shift };
	for (unsigned i = 0; i < io->nr_iov; i++)
		if (!is_memory(env, &io->iov[i], io->fixed))
			return -EINVAL;
	error = each_range(io, memory, count_bytes, 0);
	if (error)
		return error;
	return io->fixed ? make_vectors(env, io, memory, shift) : make_pages(env, io, memory);
}

void bp_dio_memory_free(struct bp_env *env, struct bp_dio_memory *memory)
{
	bp_free(env, memory->iov);
	bp_free(env, memory->frames);
	bp_free(env, memory->vecs);
}

/* G-18 for one iovec or vector; an empty one has no address that counts. */
static bool is_aligned(const struct request_queue *q, u64 addr, u64 len)
{
	u64 block = queue_logical_block_size(q) - 1;
	u64 dma = (unsigned)queue_dma_alignment(q);

	if (!len)
		return true;
	switch (q->bp_rules->direct_alignment) {
	case BP_DIRECT_ALIGN_BLOCK:
		return !((addr | len) & block);
	case BP_DIRECT_ALIGN_DMA:
		return !(addr & dma || len & block);
	case BP_DIRECT_ALIGN_DMA_IN_WALK:
		break;
	}
	return true;
}

bool bp_dio_memory_aligned(const struct bp_dio_memory *memory, const struct request_queue *q,
			   sector_t sector)
{
	u64 block = queue_logical_block_size(q) - 1;

	if ((sector << SECTOR_SHIFT | memory->bytes) & block) /* B6 */
		return false;
	for (unsigned i = 0; i < memory->nr_iov; i++)
		if (!is_aligned(q, memory->iov[i].base, memory->iov[i].len))
			return false;
	for (unsigned i = 0; i < memory->nr_vecs; i++)
		if (!is_aligned(q, memory->vecs[i].bv_offset, memory->vecs[i].bv_len))
			return false;
	return true;
}

static struct page *pin(void *arg, u64 addr)
{
	const struct bp_dio_memory *memory = arg;

	return pfn_to_page(memory->frames[addr >> memory->page_shift]);
}

void bp_dio_memory_iter(struct bp_dio_memory *memory, struct iov_iter *iter)
{
	static const struct bp_user_ops ops = { pin };

	if (memory->vecs)
		iov_iter_bvec(iter, memory->vecs, memory->nr_vecs, memory->bytes, true);
	else
		bp_iov_iter_user(iter, memory->iov, memory->nr_iov, memory->bytes, &ops, memory);
	iter->no_ref = true;
}
