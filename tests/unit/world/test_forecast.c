/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Splits of a trace against the forecast: a queue of 4 segments and 64 sectors, pages of 8 sectors.
 */
#include "bp_test.h"
#include "world/forecast.h"

static struct t_world world;
static struct bp_layout layout;
static struct bp_forecast forecast;

static int setup(void **state)
{
	(void)state;
	t_world_init(&world);
	world.q.limits.max_segments = 4;
	world.q.limits.max_sectors = world.q.limits.max_hw_sectors = 64;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	bp_forecast_close(&forecast);
	t_world_fini(&world);
	return 0;
}

static void start(const char *shape)
{
	const struct bp_place at = { .key = "layout" };
	struct bp_error err = { 0 };

	assert_int_equal(bp_layout_parse(&at, shape, 12, &layout, &err), 0);
	assert_int_equal(bp_forecast_start(&forecast, &world.q, &layout), 0);
}

static void queued(unsigned pid, sector_t sector, unsigned sectors)
{
	bp_forecast_queued(&forecast,
			   &(struct bp_trace_io){ .action = 'Q',
						  .pid = pid,
						  .sector = sector,
						  .bytes = sectors << SECTOR_SHIFT },
			   1);
}

static void split(unsigned pid, sector_t from, sector_t to)
{
	bp_forecast_split(&forecast,
			  &(struct bp_trace_io){
				  .action = 'X', .pid = pid, .sector = from, .to_sector = to });
}

static void sums(u64 splits, u64 predicted, u64 whole, u64 bios, u64 bios_predicted)
{
	u64 absent = 0;

	bp_forecast_end(&forecast);
	for (int v = 0; v < BP_PREDICTED_NR; v++)
		absent += forecast.whole[v];
	assert_int_equal(bp_forecast_splits(&forecast), splits);
	assert_int_equal(forecast.splits[BP_PREDICTED_AS_LAYOUT], predicted);
	assert_int_equal(absent, whole);
	assert_int_equal(forecast.bios, bios);
	assert_int_equal(forecast.bios_predicted, bios_predicted);
}

/* AAAA|BBBB|CC and a bio that fits */
static void bp_forecast__splits_after_each_fourth_page__predicted(void **state)
{
	(void)state;
	start("scattered");
	queued(7, 1000, 80);
	split(7, 1000, 1032);
	split(7, 1032, 1064);
	queued(7, 2000, 32);
	sums(2, 2, 0, 2, 2);
	assert_int_equal(forecast.nr_misses, 0);
}

/* What a step is taken for, when 32 sectors are predicted and 64 in one run. */
static void bp_forecast__other_places__say_what_explains_them(void **state)
{
	static const struct {
		unsigned after;
		enum bp_predicted verdict;
	} cases[] = {
		{ 24, BP_PREDICTED_OTHER },   { 32, BP_PREDICTED_AS_LAYOUT },
		{ 40, BP_PREDICTED_BETWEEN }, { 64, BP_PREDICTED_AS_ONE_RUN },
		{ 72, BP_PREDICTED_OTHER },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		start("scattered");
		queued(7, 0, 80);
		split(7, 0, cases[i].after);
		assert_int_equal(forecast.splits[cases[i].verdict], 1);
		if (cases[i].verdict == BP_PREDICTED_AS_LAYOUT) {
			assert_int_equal(forecast.nr_misses, 0);
		} else {
			assert_int_equal(forecast.nr_misses, 1);
			assert_int_equal(forecast.misses[0].verdict, cases[i].verdict);
			assert_int_equal(forecast.misses[0].taken, cases[i].after);
			assert_int_equal(forecast.misses[0].by_layout.sectors, 32);
			assert_int_equal(forecast.misses[0].in_one_run.sectors, 64);
		}
		bp_forecast_close(&forecast);
	}
}

static void bp_forecast__one_run__single_pages_explain(void **state)
{
	(void)state;
	start("contiguous");
	queued(7, 0, 64);
	split(7, 0, 32);
	sums(1, 0, 0, 1, 0);
	assert_int_equal(forecast.splits[BP_PREDICTED_AS_PAGES], 1);
}

/* A bio that the forecast splits and the trace does not. */
static void bp_forecast__no_split_in_the_trace__memory_or_nothing_explains(void **state)
{
	(void)state;
	start("scattered");
	queued(7, 0, 64);   /* in one run it fits */
	queued(7, 100, 65); /* it never does */
	sums(0, 0, 2, 2, 0);
	assert_int_equal(forecast.whole[BP_PREDICTED_AS_ONE_RUN], 1);
	assert_int_equal(forecast.whole[BP_PREDICTED_OTHER], 1);
	assert_int_equal(forecast.nr_misses, 1);
	assert_int_equal(forecast.misses[0].sector, 100);
	assert_int_equal(forecast.misses[0].taken, 65);
}

/* Tasks take turns: each has a bio of its own. */
static void bp_forecast__two_tasks__their_own_bios(void **state)
{
	(void)state;
	start("scattered");
	queued(7, 0, 64);
	queued(8, 1000, 64);
	split(7, 0, 32);
	split(8, 1000, 1032);
	sums(2, 2, 0, 2, 2);
}

static void bp_forecast__split_of_nothing_queued__no_bio(void **state)
{
	static const struct {
		unsigned pid;
		sector_t from, to;
	} cases[] = {
		{ 9, 0, 32 },  /* another task */
		{ 7, 8, 40 },  /* not where the bio stands */
		{ 7, 0, 0 },   /* nothing taken */
		{ 7, 0, 64 },  /* everything taken */
		{ 7, 0, 4000 } /* behind its end */
	};

	(void)state;
	start("scattered");
	queued(7, 0, 64);
	for (size_t i = 0; i < bp_array_size(cases); i++)
		split(cases[i].pid, cases[i].from, cases[i].to);
	sums(5, 0, 1, 1, 0);
	assert_int_equal(forecast.splits[BP_PREDICTED_NO_BIO], 5);
	assert_int_equal(forecast.nr_misses, BP_FORECAST_SHOWN);
	queued(7, 0, 0); /* a flush has no data */
	assert_int_equal(forecast.bios, 1);
}

/* G-9: the rest of a bio is one vector inside a page; the table held more, so it is looked at. */
static void bp_forecast__rest_of_one_page__is_looked_at(void **state)
{
	(void)state;
	start("scattered");
	world.q.bp_rules = bp_rules_find("v6.1");
	world.q.limits.max_sectors = 4;
	queued(7, 0, 16);
	for (unsigned at = 0; at < 12; at += 4)
		split(7, at, at + 4);
	sums(3, 3, 0, 1, 1);
}

/* G-6: a bio that fails is not split, and does not go on whole. */
static void bp_forecast__bio_that_fails__other(void **state)
{
	(void)state;
	start("scattered,vector=1k");
	world.q.bp_rules = bp_rules_find("v6.18");
	world.q.limits.max_segments = 1;
	world.q.limits.logical_block_size = world.q.limits.physical_block_size = 4096;
	queued(7, 0, 8);
	split(7, 0, 2);
	sums(1, 0, 1, 1, 0);
	assert_int_equal(forecast.splits[BP_PREDICTED_OTHER], 1);
}

/* A table holds what the splitter can look at, however long the bio is. */
static void bp_forecast__four_gib_in_single_pages__predicted(void **state)
{
	(void)state;
	start("scattered");
	world.q.limits.max_segments = UINT16_MAX;
	world.q.limits.max_sectors = world.q.limits.max_hw_sectors = UINT32_MAX;
	queued(7, 0, UINT32_MAX >> SECTOR_SHIFT);
	split(7, 0, UINT16_MAX * 8);
	sums(1, 1, 1, 1, 0);
}

static void bp_forecast__bus_addresses__one_run(void **state)
{
	(void)state;
	start("dma=0x300000000");
	blk_queue_flag_set(QUEUE_FLAG_DMA_DIRECT, &world.q);
	queued(7, 0, 80);
	split(7, 0, 64);
	sums(1, 1, 0, 1, 1);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bp_forecast__splits_after_each_fourth_page__predicted),
		CASE(bp_forecast__other_places__say_what_explains_them),
		CASE(bp_forecast__one_run__single_pages_explain),
		CASE(bp_forecast__no_split_in_the_trace__memory_or_nothing_explains),
		CASE(bp_forecast__two_tasks__their_own_bios),
		CASE(bp_forecast__split_of_nothing_queued__no_bio),
		CASE(bp_forecast__rest_of_one_page__is_looked_at),
		CASE(bp_forecast__bio_that_fails__other),
		CASE(bp_forecast__four_gib_in_single_pages__predicted),
		CASE(bp_forecast__bus_addresses__one_run),
	};

	return cmocka_run_group_tests_name("forecast", tests, NULL, NULL);
}
