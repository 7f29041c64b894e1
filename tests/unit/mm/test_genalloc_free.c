/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory comes back to a pool: with the right size, with a wrong one, and where it was never taken.
 */
#include <blkpath/random.h>

#include "pool_test.h"

#define UNITS 8

static void as_posted(struct gen_pool *pool)
{
	static struct bp_defects defects;

	bp_defect_set(&defects, BP_DEF_P2P_14, true);
	pool->bp_defects = &defects;
}

/* P2P-F11, DEF-P2P-14: AA...... -> .A...... */
static void gen_pool_free__smaller_as_posted__units_are_lost(void **state)
{
	struct t_mm *t = *state;
	struct gen_pool *pool = t_pool(t, UNITS * T_PAGE);

	as_posted(pool);
	assert_int_equal(t_take(pool, 2 * T_PAGE), T_BUS_A);
	assert_true(t_give(pool, T_BUS_A, T_PAGE));
	assert_int_equal(gen_pool_avail(pool), 0x7000);
	assert_int_equal(t_take(pool, T_PAGE), T_BUS_A);
	assert_bug(&t->env, BP_SITE_POOL_FREE_TWICE, t_give(pool, T_BUS_A, 3 * T_PAGE));
	assert_int_equal(gen_pool_avail(pool), 0x6000);
	assert_true(t_give(pool, T_BUS_A, 2 * T_PAGE)); /* with its neighbour */
	assert_int_equal(gen_pool_avail(pool), 0x8000);
	gen_pool_destroy(pool);
}

/* P2P-B12.7: AB -> .. */
static void gen_pool_free__larger_as_posted__frees_the_neighbour(void **state)
{
	struct gen_pool *pool = t_pool(*state, UNITS * T_PAGE);

	as_posted(pool);
	assert_int_equal(t_take(pool, T_PAGE), T_BUS_A);
	assert_int_equal(t_take(pool, T_PAGE), T_BUS_A + T_PAGE);
	assert_true(t_give(pool, T_BUS_A, 2 * T_PAGE));
	assert_int_equal(gen_pool_avail(pool), UNITS * T_PAGE);
	gen_pool_destroy(pool);
}

/* DEF-P2P-14 mended; after each refusal the memory is as it was. */
static void gen_pool_free__other_size__refused(void **state)
{
	static const struct {
		u64 at, size, units, length;
	} cases[] = {
		{ T_BUS_A, T_PAGE, 1, 2 },		    /* smaller */
		{ T_BUS_A, 2 * T_PAGE + 1, 3, 2 },	    /* larger, the neighbour is in use */
		{ T_BUS_A, 9 * T_PAGE, 9, 2 },		    /* leaves the chunk */
		{ T_BUS_A, 0, 0, 2 },			    /* nothing (DEF-NVMET-2) */
		{ T_BUS_A + T_PAGE, T_PAGE, 1, 0 },	    /* in the middle */
		{ T_BUS_A + 2 * T_PAGE, 2 * T_PAGE, 2, 1 }, /* larger, free behind */
		{ T_BUS_A + 4 * T_PAGE, 0, 0, 0 },	    /* nothing of nothing */
	};
	struct t_mm *t = *state;
	struct gen_pool *pool = t_pool(t, UNITS * T_PAGE);

	assert_int_equal(t_take(pool, T_PAGE + 1), T_BUS_A);
	assert_int_equal(t_take(pool, 1), T_BUS_A + 2 * T_PAGE);
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		int nobody;
		void *owner = &nobody;

		assert_false(bp_gen_pool_free_owner(pool, bp_virt_addr(T_VIRT(cases[i].at)),
						    cases[i].size, &owner));
		assert_null(owner);
		assert_hits(&t->env, BP_SITE_POOL_FREE_SIZE, i + 1);
		assert_int_equal(gen_pool_avail(pool), 5 * T_PAGE);
	}
	assert_true(t_give(pool, T_BUS_A, 2 * T_PAGE)); /* the rounded size counts */
	assert_true(t_give(pool, T_BUS_A + 2 * T_PAGE, T_PAGE));
	gen_pool_destroy(pool);
}

static void assert_free_bugs(struct gen_pool *pool, u64 at, u64 size, enum bp_site_id site)
{
	assert_bug(pool->bp_env, site, t_give(pool, at, size));
}

/* P2P-B12.5, with the defect and mended */
static void gen_pool_free__never_taken__bug(void **state)
{
	static const struct {
		u64 at, size;
		enum bp_site_id site;
	} cases[] = {
		{ T_BUS_A - 1, 1, BP_SITE_POOL_FREE_FOREIGN },
		{ T_BUS_A + 9000, 1, BP_SITE_POOL_FREE_FOREIGN },
		{ T_BUS_A, 1, BP_SITE_POOL_FREE_TWICE },
		{ T_BUS_A, 8500, BP_SITE_POOL_FREE_TWICE }, /* with the rest of the chunk */
		{ T_BUS_A + 2 * T_PAGE, 1, BP_SITE_POOL_FREE_TWICE }, /* the rest alone */
		{ T_BUS_A, 9001, BP_SITE_POOL_FREE_OUTSIDE },
		{ T_BUS_A, ~0ull - 5000, BP_SITE_POOL_FREE_OUTSIDE },
	};
	struct gen_pool *pool = t_pool(*state, 9000);

	for (unsigned i = 0; i < bp_array_size(cases); i++)
		assert_free_bugs(pool, cases[i].at, cases[i].size, cases[i].site);
	as_posted(pool);
	for (unsigned i = 0; i < bp_array_size(cases); i++)
		assert_free_bugs(pool, cases[i].at, cases[i].size, cases[i].site);
	assert_true(t_give(pool, T_BUS_A, 0));
	assert_int_equal(gen_pool_avail(pool), 9000);
	gen_pool_destroy(pool);
}

/* Freeing nothing in the middle of an allocation does not cut it. */
static void gen_pool_free__nothing_as_posted__nothing(void **state)
{
	struct gen_pool *pool = t_pool(*state, UNITS * T_PAGE);
	const struct bp_defects *mended = pool->bp_defects;

	assert_int_equal(t_take(pool, 2 * T_PAGE), T_BUS_A);
	as_posted(pool);
	assert_true(t_give(pool, T_BUS_A + T_PAGE, 0));
	pool->bp_defects = mended;
	assert_true(t_give(pool, T_BUS_A, 2 * T_PAGE));
	gen_pool_destroy(pool);
}

/* What a freed middle leaves on both sides can be freed by itself. */
static void gen_pool_free__the_middle_as_posted__two_allocations_are_left(void **state)
{
	struct gen_pool *pool = t_pool(*state, UNITS * T_PAGE);
	const struct bp_defects *mended = pool->bp_defects;

	assert_int_equal(t_take(pool, 5 * T_PAGE), T_BUS_A);
	as_posted(pool);
	assert_true(t_give(pool, T_BUS_A + T_PAGE, 2 * T_PAGE));
	pool->bp_defects = mended;
	assert_true(t_give(pool, T_BUS_A, T_PAGE));
	assert_true(t_give(pool, T_BUS_A + 3 * T_PAGE, 2 * T_PAGE));
	gen_pool_destroy(pool);
}

/* Random life against a model that remembers the owner of each unit (P2P-B12.3 to P2P-B12.7). */
#define LIFE_UNITS 150
#define LIFE_STEPS 20000

static u64 model_find(const unsigned *owner, u64 nr)
{
	u64 run = 0;

	for (u64 unit = 0; unit < LIFE_UNITS; unit++) {
		run = owner[unit] ? 0 : run + 1;
		if (run == nr)
			return unit + 1 - nr;
	}
	return LIFE_UNITS;
}

static void life_step(struct gen_pool *pool, unsigned *owner, unsigned name, u64 *seed)
{
	u64 at = bp_random_next(seed) % LIFE_UNITS, nr = bp_random_next(seed) % 12 + 1, length = 1;
	u64 found;

	if (!owner[at]) {
		found = model_find(owner, nr);
		assert_int_equal(t_take(pool, nr * T_PAGE - bp_random_next(seed) % T_PAGE),
				 found == LIFE_UNITS ? 0 : T_BUS_A + found * T_PAGE);
		for (u64 i = 0; found < LIFE_UNITS && i < nr; i++)
			owner[found + i] = name;
		return;
	}
	while (at && owner[at - 1] == owner[at])
		at--;
	while (at + length < LIFE_UNITS && owner[at + length] == owner[at])
		length++;
	assert_int_equal(t_give(pool, T_BUS_A + at * T_PAGE, nr * T_PAGE), nr == length);
	if (nr == length)
		memset(&owner[at], 0, nr * sizeof(*owner));
}

static void gen_pool__random_life__as_a_model_says(void **state)
{
	struct gen_pool *pool = t_pool(*state, LIFE_UNITS * T_PAGE);
	unsigned owner[LIFE_UNITS] = { 0 };
	struct bp_defects posted = { { 0 } };
	u64 seed = 12;

	for (unsigned step = 1; step <= LIFE_STEPS; step++) {
		u64 used = 0;

		life_step(pool, owner, step, &seed);
		for (unsigned unit = 0; unit < LIFE_UNITS; unit++)
			used += owner[unit] != 0;
		assert_int_equal(bp_gen_pool_units(pool), used);
		assert_int_equal(gen_pool_avail(pool), (LIFE_UNITS - used) * T_PAGE);
	}
	bp_defect_set(&posted, BP_DEF_P2P_14, true);
	pool->bp_defects = &posted;
	for (u64 unit = 0; unit < LIFE_UNITS; unit++)
		if (owner[unit])
			assert_true(t_give(pool, T_BUS_A + unit * T_PAGE, 1));
	gen_pool_destroy(pool);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_mm(gen_pool_free__smaller_as_posted__units_are_lost),
		t_in_mm(gen_pool_free__larger_as_posted__frees_the_neighbour),
		t_in_mm(gen_pool_free__other_size__refused),
		t_in_mm(gen_pool_free__never_taken__bug),
		t_in_mm(gen_pool_free__nothing_as_posted__nothing),
		t_in_mm(gen_pool_free__the_middle_as_posted__two_allocations_are_left),
		t_in_mm(gen_pool__random_life__as_a_model_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
