/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bios and requests of golden vectors, and what is written down of them.
 */
#include <inttypes.h>
#include <string.h>

#include <blkpath/count.h>
#include <blkpath/map.h>

#include "conform_run.h"

json_t *bp_conform_pair(u64 addr, unsigned len)
{
	char text[24];

	snprintf(text, sizeof(text), "0x%" PRIx64, addr);
	return json_pack("[s, I]", text, (json_int_t)len);
}

struct bio *bp_conform_bio(struct bp_conform *r, unsigned room)
{
	struct bio *bio = bio_kmalloc(&r->env, GFP_KERNEL, room);

	bio->bi_opf = r->c->write ? REQ_OP_WRITE : REQ_OP_READ;
	if (r->c->dma)
		bio->bi_opf |= REQ_DMA_DIRECT;
	bio->bi_disk = &r->disk;
	return bio;
}

/* Vectors go into the bio as listed: no add function joins or refuses anything. */
struct bio *bp_conform_listed_bio(struct bp_conform *r, u64 sector, json_t *vectors)
{
	struct bio *bio = bp_conform_bio(r, (unsigned)json_array_size(vectors));
	unsigned len;
	size_t i;
	json_t *pair;
	u64 addr;

	bio->bi_iter.bi_sector = sector;
	json_array_foreach (vectors, i, pair) {
		bp_vector_range(pair, &addr, &len);
		if (r->c->dma) {
			bio->bi_dma_vec[i].dv_addr = bp_dma_addr(addr);
			bio->bi_dma_vec[i].dv_len = len;
		} else {
			bio->bi_io_vec[i].bv_page = pfn_to_page(addr >> r->env.page_shift);
			bio->bi_io_vec[i].bv_offset = (unsigned)addr & (bp_page_size(&r->env) - 1);
			bio->bi_io_vec[i].bv_len = len;
		}
		bio->bi_vcnt++;
		bio->bi_iter.bi_size += len;
	}
	return bio;
}

/* Entries that a mapping can need at most: each vector in its smallest pieces. */
static unsigned table_size(const struct bp_conform *r, const struct request *rq)
{
	u64 piece = bp_min((u64)r->q.limits.max_segment_size, r->q.limits.seg_boundary_mask);
	u64 entries = 1;

	for (const struct bio *bio = rq->bio; bio; bio = bio->bi_next)
		entries += UIO_MAXIOV + bio->bi_iter.bi_size / bp_max(piece, (u64)1) * 2;
	return (unsigned)bp_min(entries, (u64)1 << 24);
}

json_t *bp_conform_scatterlist(struct bp_conform *r, struct request *rq)
{
	unsigned capacity = table_size(r, rq);
	struct scatterlist *sg, *table = bp_alloc(&r->env, BP_ALLOC_SG, capacity * sizeof(*table));
	int i, nents = bp_rq_map_sg(&r->q, rq, table, capacity);
	json_t *list = json_array(); /* not before the mapping, which a BUG may leave */

	for_each_sg (table, sg, nents, i)
		json_array_append_new(
			list, r->c->dma ? bp_conform_pair(sg_dma_address(sg).dma, sg_dma_len(sg))
					: bp_conform_pair(sg_phys(&r->env, sg).phys, sg->length));
	bp_free(&r->env, table);
	return list;
}

json_t *bp_conform_summary(struct bp_conform *r, struct request *rq)
{
	unsigned recount = __blk_recalc_rq_segments(&r->q, rq->bio);

	return json_pack("[I, I, i, i, o]", (json_int_t)blk_rq_pos(rq),
			 (json_int_t)blk_rq_bytes(rq), rq->nr_phys_segments, recount,
			 bp_conform_scatterlist(r, rq));
}

void bp_conform_start(struct bp_conform *r, struct request *rq, struct bio *bio)
{
	memset(rq, 0, sizeof(*rq));
	rq->q = &r->q;
	rq->cmd_flags = bio->bi_opf;
	blk_init_request_from_bio(rq, bio);
}
