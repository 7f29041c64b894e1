/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rule sets that differ in one switch, on random bios: what comes out is whole or refused.
 */
#include <string.h>

#include "newer_test.h"
#include "random.h"

#define BIOS 40

/* Limits of every kind, many of which the kernel's setters would refuse. */
static struct t_queue wild_queue(struct t_random *r)
{
	return (struct t_queue){
		.lbs = (u16)t_pick(r, 512, 512, 4096),
		.pbs = (unsigned)t_pick(r, 4096, 16384),
		.max_sectors = (unsigned)t_pick(r, 8, 20, 37, 255),
		.max_segments = (u16)t_pick(r, 1, 3, 33),
		.segment_size = (unsigned)t_pick(r, 512, 4096, 6144, 65536, 0),
		.chunk = (unsigned)t_pick(r, 0, 0, 16, 24),
		.boundary = t_pick(r, 0, 0xfff, 0xffff, ~0ull),
		.virt_boundary = t_pick(r, 0, 0, 0xfff, 0xffff),
		.dma_alignment = (int)t_pick(r, 3, 511),
	};
}

/* Limits under which the rule sets agree (generations.md 1). */
static struct t_queue tame_queue(struct t_random *r)
{
	return (struct t_queue){
		.max_sectors = (unsigned)t_pick(r, 8, 20, 37, 255),
		.max_segments = (u16)t_pick(r, 1, 3, 33),
		.segment_size = (unsigned)t_pick(r, 4096, 65536, 0),
		.chunk = (unsigned)t_pick(r, 0, 0, 16, 128),
		.boundary = t_pick(r, 0, 0xfff),
		.virt_boundary = t_pick(r, 0, 0, 0xfff),
		.dma_alignment = 511,
	};
}

/* At most 64 sectors, so that no limit makes more pieces than there is room for. */
static struct t_data random_data(struct t_random *r, bool whole_sectors)
{
	struct t_data data = { .sector = t_below(r, 64) };
	unsigned n = (unsigned)t_between(r, 1, T_VECTORS_MAX);

	for (unsigned i = 0; i < n; i++) {
		unsigned unit = whole_sectors ? 512 : (unsigned)t_pick(r, 256, 512, 512, 4096);

		data.vecs[i].addr = 0xf000 + 0x8000 * t_below(r, 64) + unit * t_below(r, 4);
		data.vecs[i].len = unit * (unsigned)t_between(r, 1, 4096 / unit);
	}
	return data;
}

static blk_status_t seen_status;

static void note_status(struct bio *bio)
{
	seen_status = bio->bi_status;
}

/* The pieces sum to the bio, unless it failed. */
static void assert_whole(const struct t_data *data)
{
	unsigned sectors = 0, bytes = 0;

	for (unsigned i = 0; i < T_VECTORS_MAX; i++)
		bytes += data->vecs[i].len;

	for (unsigned i = 0; i < pieces.n; i++)
		sectors += pieces.piece[i].sectors;
	if (seen_status)
		assert_int_equal(seen_status, BLK_STS_INVAL);
	else
		assert_int_equal(sectors, bytes >> SECTOR_SHIFT);
}

static void run(const struct bp_rules *rules, const struct t_queue *queue,
		const struct t_data *data)
{
	struct bp_catch catcher;
	struct bio *bio;

	t_world_fini(&w); /* a BUG leaves a world that is good for nothing more */
	t_world_init(&w);
	t_rules(&w, rules);
	t_limits(queue);
	bio = t_data_bio(data);
	bio->bi_end_io = note_status;
	seen_status = BLK_STS_OK;
	if (bp_catch(&w.env, &catcher))
		return;
	t_split(&w, bio, &pieces);
	bp_catch_pop(&w.env, &catcher);
	assert_whole(data);
}

static void run_some(const struct bp_rules *rules, struct t_random *r)
{
	for (unsigned n = 0; n < BIOS; n++) {
		struct t_queue queue = wild_queue(r);
		struct t_data data = random_data(r, false);

		run(rules, &queue, &data);
	}
}

static void bp_split__one_switch_of_another_set__whole_or_refused(void **state)
{
	struct t_random random = { 1 };

	(void)state;
	for (unsigned base = 0; bp_rules_at(base); base++)
		for (unsigned other = 0; bp_rules_at(other); other++)
			for (unsigned which = 0; which < BP_RULE_NR; which++) {
				struct bp_rules rules = *bp_rules_at(base);

				if (!bp_rules_take(&rules, bp_rules_at(other),
						   (enum bp_rule_switch)which))
					continue;
				print_message("# %s with %s of %s\n", rules.name,
					      bp_rule_switch_get((enum bp_rule_switch)which)->name,
					      bp_rules_at(other)->name);
				run_some(&rules, &random);
			}
}

/* Where v5.2 and newer kernels agree: the same pieces, counts and scatterlists. */
static void bp_split__tame_limits__the_same_under_every_set(void **state)
{
	struct t_random random = { 2 };

	(void)state;
	for (unsigned n = 0; n < 500; n++) {
		struct t_queue queue = tame_queue(&random);
		struct t_data data = random_data(&random, true);
		struct t_pieces before;

		run(bp_rules_at(0), &queue, &data);
		memcpy(&before, &pieces, sizeof(before));
		for (unsigned i = 1; bp_rules_at(i); i++) {
			run(bp_rules_at(i), &queue, &data);
			assert_memory_equal(&pieces, &before, sizeof(before));
		}
	}
}

#define AT(n) (0x100000ull + 0x4000ull * (n))

/* Sectors of the front of a bio, 0 when it is not cut or fails. */
struct outcome {
	unsigned sectors;
	int error;
};

/* A switch put back to v5.2's side takes its own effect away. */
static const struct {
	enum bp_rule_switch which;
	struct t_queue queue;
	struct t_data data;
	struct outcome with, without;
} effects[] = {
	{ BP_RULE_boundary_origin,
	  { .boundary = 0xffff, .max_segments = 1 },
	  { 0, { { 0xf000, 8192 } } },
	  { 8, 0 },
	  { 0, 0 } },
	{ BP_RULE_default_boundary_cuts,
	  { .max_segments = 1 },
	  { 0, { { 0xfffff000, 8192 } } },
	  { 8, 0 },
	  { 0, 0 } },
	{ BP_RULE_walk,
	  { .max_sectors = 2 },
	  { 0, { { AT(0), 768 }, { AT(1), 768 } } },
	  { 2, 0 },
	  { 0, 0 } },
	{ BP_RULE_cut_to_block,
	  { .lbs = 4096, .max_segments = 3 },
	  { 0, { { AT(0), 3072 }, { AT(1), 3072 }, { AT(2), 3072 }, { AT(3), 3072 } } },
	  { 16, 0 },
	  { 18, 0 } },
	{ BP_RULE_empty_front,
	  { .lbs = 4096, .max_segments = 1 },
	  { 0, { { AT(0), 2048 }, { AT(1), 2048 } } },
	  { 0, -EINVAL },
	  { 0, 0 } },
	{ BP_RULE_physical_block_ends,
	  { .pbs = 4096, .max_sectors = 20 },
	  { 1, { { AT(0), 16384 } } },
	  { 15, 0 },
	  { 20, 0 } },
	{ BP_RULE_any_chunk, { .chunk = 24 }, { 24, { { AT(0), 16384 } } }, { 24, 0 }, { 8, 0 } },
	{ BP_RULE_one_page_shortcut,
	  { .max_sectors = 4 },
	  { 0, { { AT(0), 4096 } } },
	  { 0, 0 },
	  { 4, 0 } },
	{ BP_RULE_direct_alignment,
	  { .dma_alignment = 511 },
	  { 0, { { AT(0) + 4, 8192 } } },
	  { 0, -EINVAL },
	  { 0, 0 } },
};

static void assert_outcome(const struct bp_rules *rules, size_t i, struct outcome expected)
{
	struct bp_cut cut;

	t_rules(&w, rules);
	t_limits(&effects[i].queue);
	bp_split_find(&w.q, t_data_bio(&effects[i].data), &cut);
	assert_int_equal(cut.sectors, expected.sectors);
	assert_int_equal(cut.error, expected.error);
}

static void bp_split_find__v6_18_less_one_switch__its_effect_is_gone(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(effects); i++) {
		const struct bp_rules *newer = bp_rules_find("v6.18");
		struct bp_rules mixture = *newer;

		print_message("# %s\n", bp_rule_switch_get(effects[i].which)->name);
		assert_true(bp_rules_take(&mixture, bp_rules_at(0), effects[i].which));
		assert_outcome(newer, i, effects[i].with);
		assert_outcome(&mixture, i, effects[i].without);
	}
}

/* Without another switch of newer kernels, what v5.2 leaves of a front may be nothing. */
static void bp_split_find__v5_2_and_empty_front_fails__einval(void **state)
{
	const struct t_queue queue = { .lbs = 4096, .max_sectors = 7 };
	const struct t_data data = { 0, { { AT(0), 8192 } } };
	struct bp_rules mixture = *bp_rules_at(0);
	struct bp_cut cut;

	(void)state;
	t_limits(&queue);
	t_rules(&w, &mixture);
	bp_split_find(&w.q, t_data_bio(&data), &cut);
	assert_int_equal(cut.sectors, 0);
	assert_int_equal(cut.error, 0);
	assert_true(bp_rules_take(&mixture, bp_rules_find("v6.18"), BP_RULE_empty_front));
	bp_split_find(&w.q, t_data_bio(&data), &cut);
	assert_int_equal(cut.error, -EINVAL);
}

/* Nothing is left only after rounding; no vector spans 4 GiB counted from its first page. */
static bool needs_another(enum bp_rule_switch which)
{
	return which == BP_RULE_empty_front || which == BP_RULE_default_boundary_cuts;
}

/* And v5.2 with that switch alone has it. */
static void bp_split_find__v5_2_and_one_switch__has_its_effect(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(effects); i++) {
		struct bp_rules mixture = *bp_rules_at(0);

		if (needs_another(effects[i].which))
			continue;
		print_message("# %s\n", bp_rule_switch_get(effects[i].which)->name);
		bp_rules_take(&mixture, bp_rules_find("v6.18"), effects[i].which);
		assert_outcome(&mixture, i, effects[i].with);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(bp_split__one_switch_of_another_set__whole_or_refused),
		T(bp_split__tame_limits__the_same_under_every_set),
		T(bp_split_find__v6_18_less_one_switch__its_effect_is_gone),
		T(bp_split_find__v5_2_and_one_switch__has_its_effect),
		T(bp_split_find__v5_2_and_empty_front_fails__einval),
	};

	return cmocka_run_group_tests_name("split/mixtures", tests, NULL, NULL);
}
