/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which allocation of a pool holds an address.
 */
#include "pool_test.h"

static u64 start_of(struct gen_pool *pool, u64 bus, u64 *bytes)
{
	bp_virt_addr_t start;

	if (!bp_gen_pool_allocation(pool, bp_virt_addr(T_VIRT(bus)), &start, bytes))
		return 0;
	return bp_phys_u64(gen_pool_virt_to_phys(pool, start));
}

/* A BBB . C   in a chunk of six units and a rest */
static void bp_gen_pool_allocation__every_address__its_allocation(void **state)
{
	static const struct {
		u64 at, start, bytes;
	} cases[] = {
		{ 0, 0, 1 },	       { 0xfff, 0, 1 },	      { 0x1000, 0x1000, 3 },
		{ 0x2fff, 0x1000, 3 }, { 0x3fff, 0x1000, 3 }, { 0x5000, 0x5000, 1 },
		{ 0x4000, 0, 0 },      { 0x6000, 0, 0 }, /* free; the rest (B12.9) */
		{ 0x7000, 0, 0 },			 /* behind */
	};
	struct gen_pool *pool = t_pool(*state, 0x6800);
	u64 bytes;

	assert_int_equal(t_take(pool, 1), T_BUS_A);
	assert_int_equal(t_take(pool, 3 * T_PAGE), T_BUS_A + 0x1000);
	assert_int_equal(t_take(pool, 1), T_BUS_A + 0x4000);
	assert_int_equal(t_take(pool, 1), T_BUS_A + 0x5000);
	assert_true(t_give(pool, T_BUS_A + 0x4000, 1));
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		u64 start = start_of(pool, T_BUS_A + cases[i].at, &bytes);

		assert_int_equal(start, cases[i].bytes ? T_BUS_A + cases[i].start : 0);
		if (start)
			assert_int_equal(bytes, cases[i].bytes * T_PAGE);
	}
	assert_true(t_give(pool, T_BUS_A, 1));
	assert_true(t_give(pool, T_BUS_A + 0x1000, 3 * T_PAGE));
	assert_true(t_give(pool, T_BUS_A + 0x5000, 1));
	assert_int_equal(start_of(pool, T_BUS_A + 0x1000, &bytes), 0);
	gen_pool_destroy(pool);
}

/* P2P-B12.9: a rest behind 64 units, of which the first is taken. */
static void bp_gen_pool_allocation__rest_behind_a_word__nothing(void **state)
{
	struct gen_pool *pool = t_pool(*state, 64 * T_PAGE + 100);
	u64 bytes;

	assert_int_equal(t_take(pool, 1), T_BUS_A);
	assert_int_equal(start_of(pool, T_BUS_A + 64 * T_PAGE, &bytes), 0);
	assert_true(t_give(pool, T_BUS_A, 1));
	gen_pool_destroy(pool);
}

/* P-84: AAA B   A goes back unit by unit, and only so */
static void bp_gen_pool_divide__an_allocation__units_come_back_alone(void **state)
{
	struct t_mm *t = *state;
	struct gen_pool *pool = t_pool(t, 0x4000);
	u64 bytes;

	assert_int_equal(t_take(pool, 3 * T_PAGE), T_BUS_A);
	assert_int_equal(t_take(pool, 1), T_BUS_A + 0x3000);
	bp_gen_pool_divide(pool, bp_virt_addr(T_VIRT(T_BUS_A)));
	assert_int_equal(start_of(pool, T_BUS_A + 0x1000, &bytes), T_BUS_A + 0x1000);
	assert_int_equal(bytes, T_PAGE);
	assert_false(t_give(pool, T_BUS_A, 3 * T_PAGE));
	assert_hits(&t->env, BP_SITE_POOL_FREE_SIZE, 1);
	assert_true(t_give(pool, T_BUS_A + 0x1000, T_PAGE));
	assert_true(t_give(pool, T_BUS_A, T_PAGE));
	assert_int_equal(t_take(pool, 2 * T_PAGE), T_BUS_A);
	assert_true(t_give(pool, T_BUS_A + 0x2000, T_PAGE));
	assert_true(t_give(pool, T_BUS_A + 0x3000, T_PAGE));
	assert_true(t_give(pool, T_BUS_A, 2 * T_PAGE));
	assert_int_equal(gen_pool_avail(pool), 0x4000);
	gen_pool_destroy(pool);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_mm(bp_gen_pool_allocation__every_address__its_allocation),
		t_in_mm(bp_gen_pool_allocation__rest_behind_a_word__nothing),
		t_in_mm(bp_gen_pool_divide__an_allocation__units_come_back_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
