/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every bio of up to three vectors under combinations of small limits and a newer rule set: each
 * piece, its count and its scatterlist are those of the model, and keep every invariant.
 *
 *   touch    aabb       near   aa.bb (half a page into the next one)      far   aa....bb
 *
 * Without arguments a part of the limits; `test_small_rules all` takes all of them.
 */
#include <limits.h>
#include <string.h>

#include <blkpath/count.h>
#include <blkpath/event.h>

#include "pieces.h"
#include "small.h"

#define PAGE_SHIFT_SMALL 9
#define PAGE_SMALL 512u
#define WINDOW 2048u
#define FIRST_ADDRESS (0x100000000ull - WINDOW)

enum where { TOUCH, NEAR, FAR, PLACES };

/* An empty vector, part of a page, a page, more than two. */
static const unsigned lengths[] = { 0, GRAIN, 2 * GRAIN, 5 * GRAIN };

#define SHAPES ((unsigned)(PLACES * bp_array_size(lengths)))
#define BIOS (SHAPES + SHAPES * SHAPES + SHAPES * SHAPES * SHAPES)

static const struct {
	unsigned long mask;
	unsigned long virt;
	unsigned segment_bytes;
} bounds[] = {
	{ BLK_SEG_BOUNDARY_MASK, 0, 65536 },
	{ WINDOW - 1, 0, 3 * GRAIN },
	{ 511, 511, UINT_MAX },
	{ ~0ul, 1023, UINT_MAX },
	{ ~0ul, 0, GRAIN },
	{ BLK_SEG_BOUNDARY_MASK, 511, 3 * GRAIN },
};
static const u16 segments[] = { 1, 3, 2 };
static const unsigned sectors[] = { 3, 255, 1, 4 };
static const struct {
	unsigned logical;
	unsigned physical;
} blocks[] = { { 512, 1024 }, { 1024, 1024 }, { 512, 512 }, { 1024, 4096 } };
static const struct {
	unsigned chunk;
	sector_t start;
} places[] = { { 0, 1 }, { 3, 1 }, { 0, 0 }, { 5, 4 } };
static const int alignments[] = { 0, 511 };

/* Counts every vector from the first shape on: 0 is one vector, the highest digit is the first. */
static void bio_of(unsigned number, struct model_bio *bio)
{
	u64 end = FIRST_ADDRESS;

	bio->n = number < SHAPES ? 1 : number < SHAPES + SHAPES * SHAPES ? 2 : 3;
	number -= bio->n == 1 ? 0 : bio->n == 2 ? SHAPES : SHAPES + SHAPES * SHAPES;
	for (unsigned i = 0; i < bio->n; i++, number /= SHAPES) {
		enum where where = number % SHAPES % PLACES;
		u64 page = (end + PAGE_SMALL) & ~(u64)(PAGE_SMALL - 1);
		u64 window = (end + WINDOW) & ~(u64)(WINDOW - 1);

		bio->vec[i].len = lengths[number % SHAPES / PLACES];
		bio->vec[i].addr = where == TOUCH ? end : where == NEAR ? page + GRAIN : window;
		end = bio->vec[i].addr + bio->vec[i].len;
	}
}

static void keep_first(void *arg, const struct bp_violation *violation)
{
	struct small *s = arg;

	if (!s->violation[0])
		bp_violation_text(violation, s->violation, sizeof(s->violation));
}

static void note_cut(struct bp_sink *sink, const struct bp_event *event)
{
	struct small *s = bp_container_of(sink, struct small, sink);

	if (event->id == BP_EV_SPLIT)
		s->cut[s->seen.n] = *event->cut;
}

static void note_end(struct bio *bio)
{
	struct small *s = bio->bi_private;

	s->ended++;
	if (bio->bi_status == BLK_STS_INVAL)
		s->seen.end = MODEL_FAILED;
	bio_put(bio);
}

/* The driver: cut, make a request, count again, map, end. */
static blk_qc_t take(struct request_queue *q, struct bio *bio)
{
	struct small *s = q->queuedata;
	struct model_piece *piece = &s->seen.piece[s->seen.n];
	struct request rq;

	blk_queue_split(q, &bio);
	if (!bio)
		return BLK_QC_T_NONE;
	t_request(&s->w, &rq, bio);
	piece->sector = bio->bi_iter.bi_sector;
	piece->bytes = bio->bi_iter.bi_size;
	piece->nsegs = rq.nr_phys_segments;
	piece->recount = __blk_recalc_rq_segments(q, bio);
	piece->entries = t_map(&s->w, &rq, piece->entry, MODEL_ENTRIES);
	s->seen.n++;
	s->pieces++;
	blk_update_request(&rq, BLK_STS_OK, blk_rq_bytes(&rq));
	return BLK_QC_T_NONE;
}

static void begin(struct small *s, const char *rules)
{
	memset(s, 0, sizeof(*s));
	t_world_init(&s->w);
	s->w.env.page_shift = PAGE_SHIFT_SMALL;
	blk_queue_make_request(&s->w.q, take);
	s->w.env.rules = s->w.q.bp_rules = bp_rules_find(rules);
	s->w.q.queuedata = s;
	s->check = bp_check_new(&s->w.env);
	assert_non_null(s->check);
	bp_check_on_violation(s->check, keep_first, s);
	s->sink.fn = note_cut;
	bp_sink_add(&s->w.env, &s->sink);
}

static void end(struct small *s)
{
	assert_int_equal(bp_check_blind(s->check), 0);
	bp_sink_remove(&s->w.env, &s->sink);
	bp_check_free(s->check);
	t_world_fini(&s->w);
}

/* The same queue in the words of the model. */
static void tell_model(struct small *s)
{
	const struct queue_limits *lim = &s->w.q.limits;
	const struct bp_rules *rules = s->w.q.bp_rules;
	bool asks = rules->direct_alignment == BP_DIRECT_ALIGN_DMA_IN_WALK;

	s->model = (struct model_queue){
		.page = PAGE_SMALL,
		.max_sectors = lim->max_sectors,
		.chunk_sectors = lim->chunk_sectors,
		.max_segments = lim->max_segments,
		.max_segment_size = lim->max_segment_size,
		.boundary = (u64)lim->seg_boundary_mask + 1,
		.virt_mask = lim->virt_boundary_mask,
		.logical = lim->logical_block_size,
		.physical = lim->physical_block_size,
		.dma_mask = asks ? (u64)s->w.q.dma_alignment : 0,
		.empty_fails = rules->empty_front == BP_EMPTY_FRONT_FAILS,
	};
}

static void submit(struct small *s)
{
	struct bio *bio = t_bio(&s->w, REQ_OP_READ, s->bio.sector, s->bio.n, s->bio.vec);
	struct bp_catch catcher;

	bio->bi_private = s;
	bio->bi_end_io = note_end;
	if (bp_catch(&s->w.env, &catcher) == 0) {
		submit_bio(bio);
		bp_catch_pop(&s->w.env, &catcher);
		return;
	}
	s->w.env.current.bio_list = NULL;
	s->seen.end = MODEL_BUG;
}

static u64 bytes_of(const struct model_bio *bio)
{
	u64 bytes = 0;

	for (unsigned i = 0; i < bio->n; i++)
		bytes += bio->vec[i].len;
	return bytes;
}

static void run_bios(struct small *s)
{
	tell_model(s);
	for (unsigned number = 0; number < BIOS; number++) {
		bio_of(number, &s->bio);
		memset(&s->seen, 0, sizeof(s->seen));
		memset(s->cut, 0, sizeof(s->cut));
		s->ended = 0;
		if (!bytes_of(&s->bio))
			continue;
		model_run(&s->model, &s->bio, &s->want);
		submit(s);
		small_compare(s);
	}
}

/* One digit of a number that counts through all combinations: the first or all of its values. */
static size_t digit(size_t *number, size_t values)
{
	size_t value = *number % values;

	*number /= values;
	return value;
}

/* The limits with a number; false past the last one. */
static bool set_limits(struct small *s, size_t number, bool all)
{
	struct queue_limits *lim = &s->w.q.limits;
	size_t bound = digit(&number, bp_array_size(bounds));
	size_t segment = digit(&number, all ? bp_array_size(segments) : 2);
	size_t sector = digit(&number, all ? bp_array_size(sectors) : 2);
	size_t block = digit(&number, all ? bp_array_size(blocks) : 2);
	size_t place = digit(&number, all ? bp_array_size(places) : 2);
	bool asks = s->w.q.bp_rules->direct_alignment == BP_DIRECT_ALIGN_DMA_IN_WALK;
	size_t alignment = digit(&number, asks ? bp_array_size(alignments) : 1);

	lim->seg_boundary_mask = bounds[bound].mask;
	lim->virt_boundary_mask = bounds[bound].virt;
	lim->max_segment_size = bounds[bound].segment_bytes;
	lim->max_segments = segments[segment];
	lim->max_hw_sectors = lim->max_sectors = sectors[sector];
	lim->logical_block_size = blocks[block].logical;
	lim->physical_block_size = blocks[block].physical;
	lim->chunk_sectors = places[place].chunk;
	s->bio.sector = places[place].start;
	s->w.q.dma_alignment = alignments[alignment];
	return !number;
}

/* A world for each set of limits: a bio that a BUG stopped is lost in it. */
static void run_rules(const char *rules, bool all)
{
	struct small s;
	bool more = true;
	u64 pieces = 0;

	for (size_t number = 0; more; number++) {
		begin(&s, rules);
		more = set_limits(&s, number, all);
		if (more)
			run_bios(&s);
		pieces += s.pieces;
		end(&s);
	}
	assert_true(pieces > BIOS);
}

static void small_rules__v6_1__as_the_model(void **state)
{
	run_rules("v6.1", *state != NULL);
}

static void small_rules__v6_18__as_the_model(void **state)
{
	run_rules("v6.18", *state != NULL);
}

int main(int argc, char **argv)
{
	void *all = argc == 2 && !strcmp(argv[1], "all") ? argv : NULL;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(small_rules__v6_1__as_the_model, all),
		cmocka_unit_test_prestate(small_rules__v6_18__as_the_model, all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
