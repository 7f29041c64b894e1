/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every bio of up to three vectors under every combination of small limits: split, count and map
 * under the checker.  Pages of 512 bytes make vectors of many pages short, and a start just below
 * 4 GiB lets them cross it.
 *
 *   touch    aaaabbbb         near   aaaa.bbbb (next window, one page in)
 *   window   aaaa....bbbb     a window is 4096 bytes: the smallest boundary that sysfs allows
 *
 * Without arguments a part of the limits; `test_small_world all` takes all of them.
 */
#include <stdio.h>
#include <string.h>

#include <blkpath/check.h>
#include <blkpath/count.h>
#include <blkpath/map.h>
#include <blkpath/split.h>

#include "bp_test.h"

#define PAGE_SHIFT_SMALL 9
#define WINDOW 4096u
#define FIRST_ADDRESS (0x100000000ull - 2 * WINDOW)
#define ENTRIES_MAX 128

enum place { TOUCH, NEAR, NEXT_WINDOW, PLACES };

static const unsigned lengths[] = { 512, 7 * 512, 9 * 512 };

#define SHAPES ((unsigned)(PLACES * bp_array_size(lengths)))

/* How addresses are bounded: the sets of values that a driver may combine. */
static const struct {
	unsigned long boundary;
	unsigned long virt;
	unsigned segment_bytes;
} bounds[] = {
	{ BLK_SEG_BOUNDARY_MASK, 0, 65536 },  { WINDOW - 1, 0, 65536 },
	{ 2 * WINDOW - 1, 0, WINDOW },	      { BLK_SEG_BOUNDARY_MASK, WINDOW - 1, UINT_MAX },
	{ BLK_SEG_BOUNDARY_MASK, 0, WINDOW }, { 2 * WINDOW - 1, WINDOW - 1, UINT_MAX },
};
static const u16 segments[] = { 2, 1, 3, 128 };
static const unsigned sectors[] = { 255, 9, 1 };
static const unsigned chunks[] = { 0, 8 };
static const sector_t starts[] = { 0, 5 };

struct small_world {
	struct t_world w;
	struct bp_check *check;
	unsigned ended;
	unsigned pieces;
	char first_violation[1024];
};

/* Counts every vector from the first shape on: 0 is one vector, the highest digit is the first. */
static unsigned vectors_of(unsigned number, struct t_vec vec[3])
{
	unsigned n = number < SHAPES ? 1 : number < SHAPES + SHAPES * SHAPES ? 2 : 3;
	u64 end = FIRST_ADDRESS;

	number -= n == 1 ? 0 : n == 2 ? SHAPES : SHAPES + SHAPES * SHAPES;
	for (unsigned i = 0; i < n; i++, number /= SHAPES) {
		enum place place = number % SHAPES % PLACES;
		u64 window = (end + WINDOW) & ~(u64)(WINDOW - 1);

		vec[i].len = lengths[number % SHAPES / PLACES];
		vec[i].addr = place == TOUCH ? end : place == NEAR ? window + 512 : window;
		end = vec[i].addr + vec[i].len;
	}
	return n;
}

#define BIOS (SHAPES + SHAPES * SHAPES + SHAPES * SHAPES * SHAPES)

static void keep_first(void *arg, const struct bp_violation *violation)
{
	struct small_world *s = arg;

	if (!s->first_violation[0])
		bp_violation_text(violation, s->first_violation, sizeof(s->first_violation));
}

static void count_end(struct bio *bio)
{
	struct small_world *s = bio->bi_private;

	s->ended++;
	bio_put(bio);
}

/* The driver: cut, make a request, count again, map, end. */
static blk_qc_t take(struct request_queue *q, struct bio *bio)
{
	struct small_world *s = q->queuedata;
	struct scatterlist sgl[ENTRIES_MAX];
	struct request rq;

	blk_queue_split(q, &bio);
	t_request(&s->w, &rq, bio);
	blk_recalc_rq_segments(&rq);
	sg_init_table(sgl, ENTRIES_MAX);
	blk_rq_map_sg(q, &rq, sgl);
	s->pieces++;
	blk_update_request(&rq, BLK_STS_OK, blk_rq_bytes(&rq));
	return BLK_QC_T_NONE;
}

static void begin(struct small_world *s)
{
	memset(s, 0, sizeof(*s));
	t_world_init(&s->w);
	s->w.env.page_shift = PAGE_SHIFT_SMALL;
	blk_queue_make_request(&s->w.q, take);
	blk_queue_flag_set(QUEUE_FLAG_DMA_DIRECT, &s->w.q);
	s->w.q.queuedata = s;
	s->check = bp_check_new(&s->w.env);
	assert_non_null(s->check);
	bp_check_on_violation(s->check, keep_first, s);
}

static void end(struct small_world *s)
{
	bp_check_end(s->check, 0);
	assert_int_equal(bp_check_blind(s->check), 0);
	bp_check_free(s->check);
	t_world_fini(&s->w);
}

/* Stops at the first violation. */
static void run_bios(struct small_world *s, unsigned opf, sector_t start)
{
	struct t_vec vec[3];

	for (unsigned number = 0; number < BIOS && !s->first_violation[0]; number++) {
		unsigned n = vectors_of(number, vec);
		struct bio *bio = t_bio(&s->w, opf, start, n, vec);

		s->ended = 0;
		bio->bi_private = s;
		bio->bi_end_io = count_end;
		submit_bio(bio);
		assert_int_equal(s->ended, 1);
	}
}

static void run_limits(struct small_world *s, unsigned opf, bool all)
{
	struct queue_limits *lim = &s->w.q.limits;
	size_t nr_segments = all ? bp_array_size(segments) : 2;
	size_t nr_chunks = all ? bp_array_size(chunks) : 1;
	size_t nr_starts = all ? bp_array_size(starts) : 1;

	for (size_t i = 0; i < nr_segments * bp_array_size(sectors); i++)
		for (size_t j = 0; j < nr_chunks * nr_starts; j++) {
			lim->max_segments = segments[i % nr_segments];
			lim->max_hw_sectors = lim->max_sectors = sectors[i / nr_segments];
			lim->chunk_sectors = chunks[j % nr_chunks];
			run_bios(s, opf, starts[j / nr_chunks]);
		}
}

/* Runs all worlds; the first violation, or "" when there is none, is in s->first_violation. */
static void run_worlds(struct small_world *s, unsigned opf, bool all, const char *defect)
{
	for (size_t i = 0; i < bp_array_size(bounds); i++) {
		begin(s);
		if (defect)
			assert_int_equal(bp_defects_add(&s->w.q.bp_defects, defect), 0);
		s->w.q.limits.seg_boundary_mask = bounds[i].boundary;
		s->w.q.limits.virt_boundary_mask = bounds[i].virt;
		s->w.q.limits.max_segment_size = bounds[i].segment_bytes;
		run_limits(s, opf, all);
		if (s->first_violation[0])
			assert_true(s->w.env.hits[BP_SITE_CHECK_VIOLATION] > 0);
		end(s);
		if (s->first_violation[0])
			return;
		assert_true(s->pieces > BIOS);
	}
}

static void keeps_every_invariant(unsigned opf, bool all)
{
	struct small_world s;

	run_worlds(&s, opf, all, NULL);
	if (s.first_violation[0])
		fail_msg("%s", s.first_violation);
}

static void small_world__page_bios__keep_every_invariant(void **state)
{
	keeps_every_invariant(REQ_OP_READ, *state != NULL);
}

static void small_world__direct_bios__keep_every_invariant(void **state)
{
	keeps_every_invariant(REQ_OP_WRITE | REQ_DMA_DIRECT, *state != NULL);
}

/* The world is large enough to meet each defect of splitting, counting and mapping. */
static void small_world__a_defect__is_caught(void **state)
{
	static const struct {
		const char *defect;
		unsigned opf;
	} cases[] = {
		{ "DEF-2", REQ_OP_READ },
		{ "DEF-2", REQ_OP_WRITE | REQ_DMA_DIRECT },
		{ "DEF-3", REQ_OP_WRITE | REQ_DMA_DIRECT },
		{ "DEF-4", REQ_OP_WRITE | REQ_DMA_DIRECT },
		{ "DEF-5", REQ_OP_WRITE | REQ_DMA_DIRECT },
	};
	struct small_world s;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		run_worlds(&s, cases[i].opf, false, cases[i].defect);
		if (!s.first_violation[0])
			fail_msg("%s was not seen", cases[i].defect);
	}
}

int main(int argc, char **argv)
{
	void *all = argc == 2 && !strcmp(argv[1], "all") ? argv : NULL;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(small_world__page_bios__keep_every_invariant, all),
		cmocka_unit_test_prestate(small_world__direct_bios__keep_every_invariant, all),
		cmocka_unit_test(small_world__a_defect__is_caught),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
