/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include <blkpath/event.h>

#include "bp_test.h"
#include "world/tally.h"

static struct t_world world;
static struct bp_tally tally;

static int setup(void **state)
{
	(void)state;
	t_world_init(&world);
	bp_tally_start(&tally, &world.env);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	bp_tally_stop(&tally);
	t_world_fini(&world);
	return 0;
}

/* One I/O of so many pieces, the last of each cut by max_segments. */
static void io(unsigned pieces, unsigned opf, unsigned bytes)
{
	struct bp_cut cut = { .cause = BP_CUT_MAX_SEGMENTS, .limit = 7 };
	struct bio *bio = t_bio(&world, opf, 0, 0, NULL);

	bp_tally_io_begin(&tally, &(struct bp_tally_io){ .opf = opf, .bytes = bytes });
	for (unsigned i = 0; i < pieces; i++) {
		if (i)
			bp_event(&world.env, SPLIT, .q = &world.q, .bio = bio, .other = bio,
				 .cut = &cut);
		bp_event(&world.env, SPLIT_END, .q = &world.q, .bio = bio);
		bp_event(&world.env, GETRQ, .q = &world.q, .bio = bio);
	}
	tally.now.bios = 1;
	bp_tally_io_end(&tally);
	bio_put(bio);
}

static void bp_tally__kinds__counted_apart(void **state)
{
	(void)state;
	io(1, REQ_OP_READ, 4096);
	io(1, REQ_OP_WRITE, 512);
	io(1, REQ_OP_WRITE | REQ_PREFLUSH, 0);
	io(1, REQ_OP_DISCARD, 1 << 20);
	assert_int_equal(tally.ios, 4);
	assert_int_equal(tally.reads, 1);
	assert_int_equal(tally.writes, 1);
	assert_int_equal(tally.others, 2);
	assert_int_equal(tally.bytes[READ], 4096);
	assert_int_equal(tally.bytes[WRITE], 512);
	assert_int_equal(tally.nr_worst, 0);
}

static void bp_tally__cuts__by_cause_with_their_limit(void **state)
{
	(void)state;
	io(3, REQ_OP_READ, 4096);
	assert_int_equal(bp_tally_cuts(&tally), 2);
	assert_int_equal(tally.cuts[BP_CUT_MAX_SEGMENTS], 2);
	assert_int_equal(tally.limit[BP_CUT_MAX_SEGMENTS], 7);
	assert_int_equal(tally.worst[0].cuts[BP_CUT_MAX_SEGMENTS], 2);
	assert_int_equal(tally.requests_per_io.max, 3);
}

/* Ten are kept: most pieces first, among equals the earlier one. */
/* S2, S6, G-18: where the cut was moved to is counted beside its cause; a failure is no cut. */
static void bp_tally__newer_rules__blocks_and_failures_apart(void **state)
{
	struct bp_cut rounded = { .cause = BP_CUT_MAX_SEGMENTS, .rounded_bytes = 512 };
	struct bp_cut physical = { .cause = BP_CUT_MAX_SECTORS, .physical_block = true };
	struct bp_cut failure = { .cause = BP_CUT_DMA_ALIGNMENT, .limit = 511, .error = -EINVAL };
	struct bio *bio = t_bio(&world, REQ_OP_READ, 0, 0, NULL);

	(void)state;
	bp_event(&world.env, SPLIT, .q = &world.q, .bio = bio, .cut = &rounded);
	bp_event(&world.env, SPLIT, .q = &world.q, .bio = bio, .cut = &physical);
	bp_event(&world.env, SPLIT_END, .q = &world.q, .bio = bio, .cut = &failure);
	assert_int_equal(bp_tally_cuts(&tally), 2);
	assert_int_equal(tally.pieces, 0);
	assert_int_equal(tally.to_block[BP_CUT_MAX_SEGMENTS], 1);
	assert_int_equal(tally.to_block[BP_CUT_MAX_SECTORS], 0);
	assert_int_equal(tally.to_physical[BP_CUT_MAX_SECTORS], 1);
	assert_int_equal(tally.to_physical[BP_CUT_MAX_SEGMENTS], 0);
	assert_int_equal(tally.impossible[BP_CUT_DMA_ALIGNMENT], 1);
	assert_int_equal(tally.refused_by[BP_CUT_DMA_ALIGNMENT], 511);
	bio_put(bio);
}

static void bp_tally__many_ios__keeps_the_worst(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 40; i++)
		io(2 + i % 12, REQ_OP_READ, 4096);
	assert_int_equal(tally.nr_worst, BP_WORST);
	assert_int_equal(tally.worst[0].pieces, 13);
	assert_int_equal(tally.worst[0].number, 12);
	assert_int_equal(tally.worst[1].number, 24);
	assert_int_equal(tally.worst[2].number, 36);
	assert_int_equal(tally.worst[3].pieces, 12);
	assert_int_equal(tally.worst[9].pieces, 10);
}

/* A limit forbade it, or the parts of a cut met again. */
static void bp_tally__refused_merges__limits_alone(void **state)
{
	(void)state;
	bp_event(&world.env, MERGE_REFUSED, .limit = "max_sectors", .a = 9, .b = 8);
	bp_event(&world.env, MERGE_REFUSED, .limit = "request flags");
	assert_int_equal(tally.refused_merges, 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bp_tally__kinds__counted_apart),
		CASE(bp_tally__cuts__by_cause_with_their_limit),
		CASE(bp_tally__newer_rules__blocks_and_failures_apart),
		CASE(bp_tally__many_ios__keeps_the_worst),
		CASE(bp_tally__refused_merges__limits_alone),
	};

	return cmocka_run_group_tests_name("tally", tests, NULL, NULL);
}
