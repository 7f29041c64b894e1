/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <blkpath/bio_build.h>
#include <blkpath/bio_data.h>
#include <blkpath/bio_end.h>
#include <blkpath/bio_life.h>
#include <blkpath/count.h>
#include <blkpath/mq.h>

#include "world/gallery_show.h"
#include "world/world.h"

/* A bio of the case that nobody has submitted; room for one vector more. */
static struct bio *make_bio(struct bp_world *world, const struct bp_gallery_case *shown)
{
	struct request_queue *q = world->q;
	struct bio *bio = bio_kmalloc(&world->env, GFP_KERNEL, shown->nr_vectors + 1);

	bio->bi_opf = shown->opf;
	bio->bi_disk = world->disk;
	for (unsigned i = 0; i < shown->nr_vectors; i++)
		bio_add_dma_addr(q, bio, bp_dma_addr(shown->vectors[i].addr),
				 shown->vectors[i].len);
	return bio;
}

static const char *yes(bool answer)
{
	return answer ? "yes" : "no";
}

void bp_show_recount(struct bp_world *world, const struct bp_gallery_case *shown,
		     struct bp_exhibit *exhibit)
{
	struct bio *bio = make_bio(world, shown);
	struct bp_cut cut;

	bp_split_find(world->q, bio, &cut);
	bp_exhibit_note(exhibit, "splitting finds", "%u segments", cut.nsegs);
	bp_exhibit_note(exhibit, "counting finds", "%u segments",
			__blk_recalc_rq_segments(world->q, bio));
	bio_put(bio);
}

void bp_show_pages_dirty(struct bp_world *world, const struct bp_gallery_case *shown,
			 struct bp_exhibit *exhibit)
{
	bio_check_pages_dirty(make_bio(world, shown));
	bp_exhibit_note(exhibit, "bios left", "%llu",
			(unsigned long long)world->env.live[BP_ALLOC_BIO]);
}

void bp_show_list_copy(struct bp_world *world, const struct bp_gallery_case *shown,
		       struct bp_exhibit *exhibit)
{
	struct bio *src = make_bio(world, shown);
	struct bio *dst = bio_kmalloc(&world->env, GFP_KERNEL, 1);

	bio_add_page(dst, pfn_to_page(0x20), shown->vectors[0].len, 0);
	bp_exhibit_note(exhibit, "called", "yes");
	bio_list_copy_data(dst, src);
	bp_exhibit_note(exhibit, "returned", "yes");
	bio_put(dst);
	bio_put(src);
}

void bp_show_add_page(struct bp_world *world, const struct bp_gallery_case *shown,
		      struct bp_exhibit *exhibit)
{
	struct bio *bio = make_bio(world, shown);
	int added = bio_add_page(bio, pfn_to_page(0x20), 4096, 0);

	bp_exhibit_note(exhibit, "bio_add_page gives", "%d", added);
	bp_exhibit_note(exhibit, "vectors", "%u", bio->bi_vcnt);
	bp_exhibit_note(exhibit, "address of the last", "0x%llx",
			(unsigned long long)bio->bi_dma_vec[bio->bi_vcnt - 1].dv_addr.dma);
	bio_get_pages(bio);
	bp_exhibit_note(exhibit, "page accesses", "%llu",
			(unsigned long long)world->env.page_accesses);
	bio_put(bio);
}

void bp_show_wrong_queue(struct bp_world *world, const struct bp_gallery_case *shown,
			 struct bp_exhibit *exhibit)
{
	/* As a stacking driver may do it: built for one queue, sent to another. */
	blk_queue_flag_set(QUEUE_FLAG_DMA_DIRECT, world->q);
	struct bio *bio = make_bio(world, shown);

	blk_queue_flag_clear(QUEUE_FLAG_DMA_DIRECT, world->q);
	bp_world_send(world, bio);
	bp_world_drain(world);
	bp_exhibit_note(exhibit, "the device did it", "%s", yes(!world->failed));
	bp_exhibit_note(exhibit, "status", "%s",
			world->failed ? bp_status_name(world->status) : "OK");
}

void bp_show_odd_lengths(struct bp_world *world, const struct bp_gallery_case *shown,
			 struct bp_exhibit *exhibit)
{
	struct bio *bio = make_bio(world, shown);

	bp_exhibit_note(exhibit, "vectors accepted", "%u of %u", bio->bi_vcnt, shown->nr_vectors);
	if (!bio->bi_vcnt) {
		bio_put(bio);
		return;
	}
	bp_exhibit_note(exhibit, "length", "%u sectors", bio_sectors(bio));
	bp_world_send(world, bio);
	bp_world_drain(world);
}

void bp_show_passthrough(struct bp_world *world, const struct bp_gallery_case *shown,
			 struct bp_exhibit *exhibit)
{
	struct bio *bio = make_bio(world, shown);
	struct request *rq = blk_mq_alloc_request(world->q, bp_opf_op(shown->opf), false);

	blk_rq_append_bio(rq, &bio);
	bp_exhibit_note(exhibit, "bio is dma-direct", "%s", yes(bio_is_dma_direct(bio)));
	bp_exhibit_note(exhibit, "request is, too", "%s", yes(blk_rq_is_dma_direct(rq)));
	bp_world_send_request(world, rq);
	bp_world_drain(world);
	bio_put(bio); /* its owner's, passthrough puts nothing */
}

void bp_show_add_to_clone(struct bp_world *world, const struct bp_gallery_case *shown,
			  struct bp_exhibit *exhibit)
{
	struct bio *parent = make_bio(world, shown);
	struct bio *clone = bio_kmalloc(&world->env, GFP_KERNEL, 2);
	int added;

	__bio_clone_fast(clone, parent);
	added = bio_add_dma_addr(world->q, clone, bp_dma_addr(0x90000), 8192);
	bp_exhibit_note(exhibit, "bio_add_dma_addr gives", "%d", added);
	bp_exhibit_note(exhibit, "parent's vector", "0x%llx + 0x%x",
			(unsigned long long)parent->bi_dma_vec[0].dv_addr.dma,
			parent->bi_dma_vec[0].dv_len);
	bio_put(clone);
	bp_world_send(world, parent);
	bp_world_drain(world);
}
