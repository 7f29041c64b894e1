/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "world/segments.h"
#include "world/story.h"

/* Appends, or remembers that there was no memory and says false. */
#define tell(story, list, ...)                                                                     \
	(bp_list_add(&(story)->list, __VA_ARGS__) || ((story)->no_memory = true, false))

static unsigned find_request(const struct bp_story *story, const struct request *rq)
{
	for (unsigned i = story->requests.n; i--;)
		if (rq && story->requests.at[i].serial == rq->bp_serial)
			return i;
	return BP_NOWHERE;
}

static bool tell_vectors(struct bp_story *story, const struct bio *bio)
{
	u32 shift = bio->bp_env->page_shift;

	for (unsigned i = 0; i < bio->bi_vcnt; i++) {
		struct bp_range range = { .len = bio->bi_io_vec[i].bv_len };

		if (bio_is_dma_direct(bio))
			range.addr = bio->bi_dma_vec[i].dv_addr.dma;
		else
			range.addr = (page_to_pfn(bio->bi_io_vec[i].bv_page) << shift) +
				     bio->bi_io_vec[i].bv_offset;
		if (!tell(story, vectors, range))
			return false;
	}
	return true;
}

/* A bio of the owner: remainders and clones pass here too, but they belong to one already. */
static void on_submit(struct bp_story *story, const struct bp_event *event)
{
	const struct bio *bio = event->bio;
	unsigned first = story->vectors.n;

	if (bio_flagged(bio, BIO_CLONED) || bio_flagged(bio, BIO_CHAIN) ||
	    bio_flagged(bio, BIO_BOUNCED))
		return;
	story->bounce_cut = BP_NOWHERE;
	if (!tell_vectors(story, bio))
		return;
	tell(story, bios,
	     (struct bp_told_bio){
		     .io = story->io,
		     .opf = bio->bi_opf,
		     .sector = bio->bi_iter.bi_sector,
		     .bytes = bio->bi_iter.bi_size,
		     .first_vector = first,
		     .nr_vectors = story->vectors.n - first,
		     .first_piece = story->pieces.n,
		     .failure = BP_NOWHERE,
	     });
}

static void on_refused(struct bp_story *story, const struct bp_event *event)
{
	if (!story->bios.n)
		return;
	bp_list_last(&story->bios)->refused_rule = event->rule;
	bp_list_last(&story->bios)->status = (blk_status_t)event->a;
}

static void on_bounce(struct bp_story *story, const struct bp_event *event)
{
	tell(story, bounces,
	     (struct bp_told_bounce){
		     .bio = story->bios.n - 1, .pages = event->a, .rule = event->rule });
}

/* The cut where a piece of the bio in hand ends: the last one, or that of bouncing. */
static unsigned cut_at(const struct bp_story *story, sector_t end)
{
	unsigned last = story->cuts.n - 1;

	if (story->cuts.n && story->cuts.at[last].bio == story->bios.n - 1 &&
	    story->cuts.at[last].sector == end)
		return last;
	if (story->bounce_cut != BP_NOWHERE && story->cuts.at[story->bounce_cut].sector == end)
		return story->bounce_cut;
	return BP_NOWHERE;
}

static void on_split(struct bp_story *story, const struct bp_event *event)
{
	tell(story, cuts,
	     (struct bp_told_cut){
		     .bio = story->bios.n - 1,
		     .cut = *event->cut,
		     .sector = event->other->bi_iter.bi_sector,
	     });
	if (event->cut->cause == BP_CUT_BOUNCE)
		story->bounce_cut = story->cuts.n - 1;
}

/* Nothing is left of the next piece, so the bio ends here (G-6, G-18). */
static void on_split_error(struct bp_story *story, const struct bp_event *event)
{
	const struct bp_told_cut cut = {
		.bio = story->bios.n - 1,
		.cut = *event->cut,
		.sector = event->bio->bi_iter.bi_sector,
	};

	if (!story->bios.n || !tell(story, cuts, cut))
		return;
	bp_list_last(&story->bios)->failure = story->cuts.n - 1;
	bp_list_last(&story->bios)->status = BLK_STS_INVAL;
}

static void on_split_end(struct bp_story *story, const struct bp_event *event)
{
	const struct bio *bio = event->bio;
	struct bp_told_piece piece = {
		.bio = story->bios.n - 1,
		.sector = bio->bi_iter.bi_sector,
		.bytes = bio->bi_iter.bi_size,
		.nsegs = (unsigned)event->a,
		.first_segment = story->segments.n,
		.first_refusal = story->refusals.n,
		.cut = cut_at(story, bio_end_sector(bio)),
		.request = BP_NOWHERE,
	};
	struct bp_segment_walk walk;
	struct bp_range segment;

	if (event->cut && event->cut->error) {
		on_split_error(story, event);
		return;
	}
	bp_segments_start(&walk, event->q, bio);
	while (bp_segments_next(&walk, &segment))
		if (!tell(story, segments, segment))
			return;
	piece.nr_segments = story->segments.n - piece.first_segment;
	if (story->bios.n && tell(story, pieces, piece))
		bp_list_last(&story->bios)->nr_pieces++;
}

static void on_getrq(struct bp_story *story, const struct bp_event *event)
{
	if (!event->rq || !story->pieces.n)
		return;
	if (tell(story, requests, (struct bp_told_request){ .serial = event->rq->bp_serial }))
		bp_list_last(&story->pieces)->request = story->requests.n - 1;
}

static void on_merge(struct bp_story *story, const struct bp_event *event)
{
	struct bp_told_piece *piece;

	if (!story->pieces.n)
		return;
	piece = bp_list_last(&story->pieces);
	piece->request = find_request(story, event->rq);
	piece->joined = event->id == BP_EV_FRONT_MERGE ? 'F' : 'M';
}

static void on_merge_refused(struct bp_story *story, const struct bp_event *event)
{
	const struct bp_told_refusal refusal = {
		.piece = story->pieces.n - 1,
		.request = find_request(story, event->rq),
		.rule = event->rule,
		.limit_name = event->limit,
		.value = event->a,
		.limit = event->b,
	};

	if (story->pieces.n && tell(story, refusals, refusal))
		bp_list_last(&story->pieces)->nr_refusals++;
}

static unsigned count_bios(const struct request *rq)
{
	unsigned n = 0;

	for (const struct bio *bio = rq->bio; bio; bio = bio->bi_next)
		n++;
	return n;
}

/* The request as the driver sees it: nothing joins it any more. */
static void on_issue(struct bp_story *story, const struct bp_event *event)
{
	unsigned i = find_request(story, event->rq);
	struct bp_told_request *told;

	if (i == BP_NOWHERE)
		return;
	told = &story->requests.at[i];
	told->opf = event->rq->cmd_flags;
	told->sector = event->rq->__sector;
	told->bytes = event->rq->__data_len;
	told->nsegs = blk_rq_nr_phys_segments(event->rq);
	told->bios = count_bios(event->rq);
}

static void on_map_end(struct bp_story *story, const struct bp_event *event)
{
	unsigned i = find_request(story, event->rq), entry;
	struct scatterlist *sg = event->sgl;
	unsigned first = story->entries.n;

	if (i == BP_NOWHERE)
		return;
	for (entry = 0; sg && entry < event->a; entry++, sg = sg_next(sg)) {
		struct bp_range range = { .addr = sg->dma_address.dma, .len = sg->dma_length };

		if (!blk_rq_is_dma_direct(event->rq))
			range = (struct bp_range){ sg_phys(event->env, sg).phys, sg->length };
		if (!tell(story, entries, range))
			return;
	}
	story->requests.at[i].first_entry = first;
	story->requests.at[i].nr_entries = entry;
	story->requests.at[i].mapped = true;
	story->listing = i;
}

/* A driver maps the list that it has just made. */
static void on_dma_map(struct bp_story *story, const struct bp_event *event)
{
	const struct bp_dma_call *call = event->dma;
	struct bp_told_request *told;
	struct bp_mapped_walk walk;
	struct bp_mapped entry;

	if (call->type != BP_DMA_CALL_SG || story->listing == BP_NOWHERE)
		return;
	told = &story->requests.at[story->listing];
	told->attempts++;
	told->first_dma = story->dma.n;
	told->iova_bytes = bp_mapped_iova_bytes(call);
	bp_mapped_start(&walk, call);
	while (bp_mapped_next(&walk, &entry))
		if (!tell(story, dma, entry))
			return;
	told->nr_dma = story->dma.n - told->first_dma;
}

static void on_event(struct bp_sink *sink, const struct bp_event *event)
{
	static void (*const handlers[BP_EVENT_NR])(struct bp_story *, const struct bp_event *) = {
		[BP_EV_BIO_SUBMIT] = on_submit,	  [BP_EV_BIO_REFUSED] = on_refused,
		[BP_EV_BIO_BOUNCE] = on_bounce,	  [BP_EV_SPLIT] = on_split,
		[BP_EV_SPLIT_END] = on_split_end, [BP_EV_GETRQ] = on_getrq,
		[BP_EV_BACK_MERGE] = on_merge,	  [BP_EV_FRONT_MERGE] = on_merge,
		[BP_EV_DISCARD_MERGE] = on_merge, [BP_EV_MERGE_REFUSED] = on_merge_refused,
		[BP_EV_RQ_ISSUE] = on_issue,	  [BP_EV_MAP_END] = on_map_end,
		[BP_EV_DMA_MAP] = on_dma_map,
	};
	struct bp_story *story = bp_container_of(sink, struct bp_story, sink);

	if (handlers[event->id] && !story->no_memory)
		handlers[event->id](story, event);
}

void bp_story_start(struct bp_story *story, struct bp_env *env)
{
	memset(story, 0, sizeof(*story));
	story->env = env;
	story->listing = BP_NOWHERE;
	story->sink.fn = on_event;
	bp_sink_add(env, &story->sink);
}

void bp_story_stop(struct bp_story *story)
{
	bp_sink_remove(story->env, &story->sink);
}

void bp_story_free(struct bp_story *story)
{
	bp_list_free(&story->bios);
	bp_list_free(&story->vectors);
	bp_list_free(&story->cuts);
	bp_list_free(&story->pieces);
	bp_list_free(&story->segments);
	bp_list_free(&story->refusals);
	bp_list_free(&story->bounces);
	bp_list_free(&story->requests);
	bp_list_free(&story->entries);
	bp_list_free(&story->dma);
}
