/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bios and requests for tests, built by hand: no add function joins or refuses anything.
 */
#include <string.h>

#include <blkpath/count.h>

#include "bp_test.h"

static void put_vec(struct bio *bio, unsigned i, struct t_vec v)
{
	u32 page_bytes = bp_page_size(bio->bp_env);

	if (bio_is_dma_direct(bio)) {
		bio->bi_dma_vec[i].dv_addr = bp_dma_addr(v.addr);
		bio->bi_dma_vec[i].dv_len = v.len;
	} else {
		bio->bi_io_vec[i].bv_page = pfn_to_page(v.addr >> bio->bp_env->page_shift);
		bio->bi_io_vec[i].bv_offset = (unsigned)(v.addr & (page_bytes - 1));
		bio->bi_io_vec[i].bv_len = v.len;
	}
	bio->bi_vcnt++;
	bio->bi_iter.bi_size += v.len;
}

static struct bio *empty_bio(struct t_world *w, unsigned opf, sector_t sector, unsigned n)
{
	struct bio *bio = bio_kmalloc(&w->env, GFP_KERNEL, n);

	assert_non_null(bio);
	bio->bi_opf = opf;
	bio->bi_disk = &w->disk;
	bio->bi_iter.bi_sector = sector;
	return bio;
}

struct bio *t_bio(struct t_world *w, unsigned opf, sector_t sector, unsigned n,
		  const struct t_vec *vecs)
{
	struct bio *bio = empty_bio(w, opf, sector, n);

	for (unsigned i = 0; i < n; i++)
		put_vec(bio, i, vecs[i]);
	return bio;
}

struct bio *t_bio_pages(struct t_world *w, unsigned opf, sector_t sector, unsigned n,
			u64 first_addr, u64 stride_bytes, unsigned len)
{
	struct bio *bio = empty_bio(w, opf, sector, n);

	for (unsigned i = 0; i < n; i++)
		put_vec(bio, i, (struct t_vec){ first_addr + i * stride_bytes, len });
	return bio;
}

void t_request(struct t_world *w, struct request *rq, struct bio *bio)
{
	memset(rq, 0, sizeof(*rq));
	rq->q = &w->q;
	rq->tag = -1;
	rq->internal_tag = -1;
	rq->cmd_flags = bio->bi_opf;
	rq->ref = 1;
	blk_init_request_from_bio(rq, bio);
}
