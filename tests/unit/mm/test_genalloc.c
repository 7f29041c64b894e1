/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pools: where memory is found (P2P-B12, P2P-F7 to P2P-F10).
 */
#include <errno.h>

#include "pool_test.h"

/* P2P-F7 */
static void gen_pool_alloc__one_chunk__placed_as_in_f7(void **state)
{
	static const struct {
		u64 freed_at, freed_bytes, take, bus, avail;
	} steps[] = {
		{ .take = 4096, .bus = 0x90000000, .avail = 0xf000 },
		{ .take = 5000, .bus = 0x90001000, .avail = 0xd000 },
		{ .take = 4096, .bus = 0x90003000, .avail = 0xc000 },
		{ .freed_at = 0x90001000, .freed_bytes = 5000, .avail = 0xe000 },
		{ .take = 4097, .bus = 0x90001000, .avail = 0xc000 },
		{ .take = 12288, .bus = 0x90004000, .avail = 0x9000 },
		{ .take = 1, .bus = 0x90007000, .avail = 0x8000 },
		{ .take = 0x9000, .bus = 0, .avail = 0x8000 },
		{ .take = 0x8000, .bus = 0x90008000, .avail = 0 },
	};
	static const u64 sizes[][2] = { { 0x90000000, 4096 }, { 0x90003000, 4096 },
					{ 0x90001000, 4097 }, { 0x90004000, 12288 },
					{ 0x90007000, 1 },    { 0x90008000, 0x8000 } };
	struct gen_pool *pool = t_pool(*state, 0x10000);

	for (unsigned i = 0; i < bp_array_size(steps); i++) {
		if (steps[i].freed_bytes)
			assert_true(t_give(pool, steps[i].freed_at, steps[i].freed_bytes));
		else
			assert_int_equal(t_take(pool, steps[i].take), steps[i].bus);
		assert_int_equal(gen_pool_avail(pool), steps[i].avail);
	}
	assert_int_equal(gen_pool_size(pool), 0x10000);
	assert_int_equal(bp_gen_pool_units(pool), 16);
	for (unsigned i = 0; i < bp_array_size(sizes); i++)
		assert_true(t_give(pool, sizes[i][0], sizes[i][1]));
	assert_int_equal(gen_pool_avail(pool), 0x10000);
	gen_pool_destroy(pool);
}

/* P2P-F7, its last line, and P2P-B12.11 */
static void gen_pool_virt_to_phys__every_byte__also_free_ones(void **state)
{
	struct gen_pool *pool = t_pool(*state, 0x10000);

	assert_int_equal(bp_phys_u64(gen_pool_virt_to_phys(pool, bp_virt_addr(T_VIRT(0x9000ffff)))),
			 0x9000ffff);
	assert_int_equal(bp_phys_u64(gen_pool_virt_to_phys(pool, bp_virt_addr(T_VIRT(0x90010000)))),
			 ~0ull);
	assert_int_equal(bp_phys_u64(gen_pool_virt_to_phys(pool, bp_virt_addr(T_VIRT(0x8fffffff)))),
			 ~0ull);
	gen_pool_destroy(pool);
}

/* P2P-F8: .A.B.C.D */
static void gen_pool_alloc__every_other_unit_free__no_run_of_two(void **state)
{
	struct gen_pool *pool = t_pool(*state, 8 * T_PAGE);

	for (u64 unit = 0; unit < 8; unit++)
		assert_int_equal(t_take(pool, T_PAGE), T_BUS_A + unit * T_PAGE);
	for (u64 unit = 0; unit < 8; unit += 2)
		assert_true(t_give(pool, T_BUS_A + unit * T_PAGE, T_PAGE));
	assert_int_equal(gen_pool_avail(pool), 0x4000);
	assert_int_equal(t_take(pool, 2 * T_PAGE), 0);
	assert_int_equal(t_take(pool, T_PAGE), T_BUS_A);
	assert_true(t_give(pool, T_BUS_A, T_PAGE));
	for (u64 unit = 1; unit < 8; unit += 2)
		assert_true(t_give(pool, T_BUS_A + unit * T_PAGE, T_PAGE));
	gen_pool_destroy(pool);
}

/* P2P-F9 */
static void gen_pool_alloc__two_chunks__the_newest_first(void **state)
{
	struct gen_pool *pool = t_pool(*state, 0x4000);

	t_pool_add(pool, T_BUS_B, 0x2000, NULL);
	assert_int_equal(t_take(pool, 4096), 0xa0000000);
	assert_int_equal(t_take(pool, 8192), 0x90000000);
	assert_int_equal(t_take(pool, 4096), 0xa0001000);
	assert_int_equal(t_take(pool, 4096), 0x90002000);
	assert_int_equal(t_take(pool, 8192), 0);
	assert_int_equal(gen_pool_avail(pool), 0x1000);
	assert_int_equal(gen_pool_size(pool), 0x6000);
	assert_true(t_give(pool, 0xa0000000, 4096));
	assert_true(t_give(pool, 0x90000000, 8192));
	assert_true(t_give(pool, 0xa0001000, 4096));
	assert_true(t_give(pool, 0x90002000, 4096));
	gen_pool_destroy(pool);
}

/* P2P-B12.3, B12.10: B has two units free, apart: the next chunk is tried. */
static void gen_pool_alloc__newest_chunk_in_pieces__the_next_one(void **state)
{
	struct gen_pool *pool = t_pool(*state, 0x4000);

	t_pool_add(pool, T_BUS_B, 0x3000, NULL);
	assert_int_equal(t_take(pool, 0x1000), T_BUS_B);
	assert_int_equal(t_take(pool, 0x1000), T_BUS_B + 0x1000);
	assert_true(t_give(pool, T_BUS_B, 0x1000));
	assert_int_equal(t_take(pool, 0x2000), T_BUS_A);
	assert_int_equal(gen_pool_avail(pool), 0x2000 + 0x2000);
	assert_true(t_give(pool, T_BUS_B + 0x1000, 0x1000));
	assert_true(t_give(pool, T_BUS_A, 0x2000));
	gen_pool_destroy(pool);
}

/* P2P-B12.4: AA|BB with room for two in each, never for three across. */
static void gen_pool_alloc__chunks_touch__none_spans_them(void **state)
{
	struct gen_pool *pool = t_pool(*state, 2 * T_PAGE);

	t_pool_add(pool, T_BUS_A + 2 * T_PAGE, 2 * T_PAGE, NULL);
	assert_int_equal(t_take(pool, 3 * T_PAGE), 0);
	assert_int_equal(t_take(pool, 2 * T_PAGE), T_BUS_A + 2 * T_PAGE);
	assert_true(t_give(pool, T_BUS_A + 2 * T_PAGE, 2 * T_PAGE));
	gen_pool_destroy(pool);
}

/* P2P-F10, P2P-B12.9; P2P-B12.3: the size that is compared is not rounded. */
static void gen_pool_alloc__odd_chunk__rest_is_counted_and_never_given(void **state)
{
	struct gen_pool *pool = t_pool(*state, 10000);

	assert_int_equal(t_take(pool, 4096), T_BUS_A);
	assert_int_equal(gen_pool_avail(pool), 5904);
	assert_int_equal(t_take(pool, 1), T_BUS_A + T_PAGE);
	assert_int_equal(gen_pool_avail(pool), 1808);
	assert_int_equal(t_take(pool, 1000), 0);
	assert_int_equal(gen_pool_avail(pool), 1808);
	assert_true(t_give(pool, T_BUS_A, 4096));
	assert_true(t_give(pool, T_BUS_A + T_PAGE, 1));
	gen_pool_destroy(pool);
}

/* P2P-B12.2, P2P-B12.3 */
static void gen_pool_alloc__sizes_that_nothing_has__0(void **state)
{
	static const u64 sizes[] = { 0, 0x10001, 0x11000, ~0ull, ~0ull - 4094, 1ull << 63 };
	struct gen_pool *pool = t_pool(*state, 0x10000);
	int owner;

	for (unsigned i = 0; i < bp_array_size(sizes); i++) {
		void *answer = &owner;

		assert_int_equal(bp_virt_u64(gen_pool_alloc_owner(pool, sizes[i], &answer)), 0);
		assert_null(answer);
	}
	assert_int_equal(gen_pool_avail(pool), 0x10000);
	gen_pool_destroy(pool);
}

static void gen_pool_alloc_owner__two_owners__the_chunk_s(void **state)
{
	struct gen_pool *pool = t_pool(*state, 0);
	bp_virt_addr_t b, a;
	int owner_a, owner_b;
	void *owner;

	t_pool_add(pool, T_BUS_A, T_PAGE, &owner_a);
	t_pool_add(pool, T_BUS_B, T_PAGE, &owner_b);
	b = gen_pool_alloc_owner(pool, 1, &owner);
	assert_ptr_equal(owner, &owner_b);
	a = gen_pool_alloc_owner(pool, 1, &owner);
	assert_ptr_equal(owner, &owner_a);
	gen_pool_free_owner(pool, b, 1, &owner);
	assert_ptr_equal(owner, &owner_b);
	gen_pool_free_owner(pool, a, 1, &owner);
	assert_ptr_equal(owner, &owner_a);
	gen_pool_destroy(pool);
}

static void gen_pool_alloc__runs_over_words__lowest_fit(void **state)
{
	struct gen_pool *pool = t_pool(*state, 300 * T_PAGE);

	assert_int_equal(t_take(pool, 60 * T_PAGE), T_BUS_A);
	assert_int_equal(t_take(pool, 130 * T_PAGE), T_BUS_A + 60 * T_PAGE);
	assert_int_equal(t_take(pool, 110 * T_PAGE), T_BUS_A + 190 * T_PAGE);
	assert_int_equal(bp_gen_pool_units(pool), 300);
	assert_true(t_give(pool, T_BUS_A + 60 * T_PAGE, 130 * T_PAGE));
	assert_int_equal(t_take(pool, 131 * T_PAGE), 0);
	assert_int_equal(t_take(pool, 64 * T_PAGE), T_BUS_A + 60 * T_PAGE);
	assert_int_equal(t_take(pool, 66 * T_PAGE), T_BUS_A + 124 * T_PAGE);
	assert_true(t_give(pool, T_BUS_A, 60 * T_PAGE));
	assert_true(t_give(pool, T_BUS_A + 60 * T_PAGE, 64 * T_PAGE));
	assert_int_equal(t_take(pool, 124 * T_PAGE), T_BUS_A);
	assert_true(t_give(pool, T_BUS_A, 124 * T_PAGE));
	assert_true(t_give(pool, T_BUS_A + 124 * T_PAGE, 66 * T_PAGE));
	assert_true(t_give(pool, T_BUS_A + 190 * T_PAGE, 110 * T_PAGE));
	gen_pool_destroy(pool);
}

static void note_start(struct gen_pool *pool, struct gen_pool_chunk *chunk, void *data)
{
	u64 **next = data;

	(void)pool;
	*(*next)++ = bp_phys_u64(chunk->phys_addr);
}

static void gen_pool_for_each_chunk__two__the_newest_first(void **state)
{
	struct gen_pool *pool = t_pool(*state, T_PAGE);
	u64 starts[2] = { 0 }, *next = starts;

	t_pool_add(pool, T_BUS_B, T_PAGE, NULL);
	gen_pool_for_each_chunk(pool, note_start, &next);
	assert_int_equal(next - starts, 2);
	assert_int_equal(starts[0], T_BUS_B);
	assert_int_equal(starts[1], T_BUS_A);
	gen_pool_destroy(pool);
}

/* P2P-B16.4 */
static void gen_pool_create_and_add__no_memory__fail(void **state)
{
	struct t_mm *t = *state;
	struct gen_pool *pool;

	t->fails = BP_ALLOC_POOL;
	assert_null(gen_pool_create(&t->env, 12));
	t->after = 1;
	pool = gen_pool_create(&t->env, 12);
	assert_int_equal(gen_pool_add_virt(pool, bp_virt_addr(T_VMALLOC), bp_phys_addr(T_BUS_A),
					   T_PAGE),
			 -ENOMEM);
	assert_int_equal(gen_pool_size(pool), 0);
	assert_int_equal(t_take(pool, 1), 0);
	gen_pool_destroy(pool);
}

/* P2P-B12.8 */
static void gen_pool_destroy__memory_in_use__bug(void **state)
{
	struct t_mm *t = *state;
	struct gen_pool *pool = t_pool(t, 0x4000);

	t_pool_add(pool, T_BUS_B, 0x4000, NULL);
	assert_int_equal(t_take(pool, 0x3000), T_BUS_B);
	assert_bug(&t->env, BP_SITE_POOL_DESTROY_BUSY, (gen_pool_destroy(pool), 0));
	assert_int_equal(t->env.bug.a, 3);
	assert_true(t_give(pool, T_BUS_B, 0x3000));
	gen_pool_destroy(pool);
}

/* As good as empty, and the next call finds what is there. */
static void gen_pool_alloc__refused__0_and_nothing_taken(void **state)
{
	struct t_mm *t = *state;
	struct gen_pool *pool = t_pool(t, 4 * T_PAGE);

	t->fails = BP_ALLOC_GEN_POOL;
	t->after = 0;
	assert_int_equal(t_take(pool, T_PAGE), 0);
	assert_int_equal(gen_pool_avail(pool), 4 * T_PAGE);
	assert_int_equal(t_take(pool, T_PAGE), T_BUS_A);
	assert_true(t_give(pool, T_BUS_A, T_PAGE));
	gen_pool_destroy(pool);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_mm(gen_pool_alloc__one_chunk__placed_as_in_f7),
		t_in_mm(gen_pool_virt_to_phys__every_byte__also_free_ones),
		t_in_mm(gen_pool_alloc__every_other_unit_free__no_run_of_two),
		t_in_mm(gen_pool_alloc__two_chunks__the_newest_first),
		t_in_mm(gen_pool_alloc__newest_chunk_in_pieces__the_next_one),
		t_in_mm(gen_pool_alloc__chunks_touch__none_spans_them),
		t_in_mm(gen_pool_alloc__odd_chunk__rest_is_counted_and_never_given),
		t_in_mm(gen_pool_alloc__sizes_that_nothing_has__0),
		t_in_mm(gen_pool_alloc_owner__two_owners__the_chunk_s),
		t_in_mm(gen_pool_alloc__runs_over_words__lowest_fit),
		t_in_mm(gen_pool_alloc__refused__0_and_nothing_taken),
		t_in_mm(gen_pool_for_each_chunk__two__the_newest_first),
		t_in_mm(gen_pool_create_and_add__no_memory__fail),
		t_in_mm(gen_pool_destroy__memory_in_use__bug),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
