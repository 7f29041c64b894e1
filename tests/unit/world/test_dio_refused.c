/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Direct I/O: what is refused (G-18), what fails, and what is no direct I/O.
 */
#include "dio_test.h"

/* G-18, B6: blocks of 4096 bytes, addresses of 4; what each rule set says to user memory. */
static void bp_world_direct_io__user_memory_off_its_place__refused_or_not(void **state)
{
	static const struct {
		const char *name;
		sector_t sector;
		struct bp_range range[2];
		s64 v52, v61, v618;
	} cases[] = {
		{ "all in place", 8, { { 0x10000, 4096 }, { 0x20000, 4096 } }, 8192, 8192, 8192 },
		{ "address", 8, { { 0x10004, 4096 }, { 0x20000, 4096 } }, -EINVAL, 8192, 8192 },
		{ "address, not even of 4",
		  8,
		  { { 0x10002, 4096 }, { 0x20000, 4096 } },
		  -EINVAL,
		  -EINVAL,
		  -EINVAL },
		{ "second address",
		  8,
		  { { 0x10000, 4096 }, { 0x20001, 4096 } },
		  -EINVAL,
		  -EINVAL,
		  -EINVAL },
		{ "lengths", 8, { { 0x10000, 512 }, { 0x20000, 3584 } }, -EINVAL, -EINVAL, 4096 },
		{ "sum", 8, { { 0x10000, 512 }, { 0x20000, 512 } }, -EINVAL, -EINVAL, -EINVAL },
		{ "place on the device",
		  7,
		  { { 0x10000, 4096 }, { 0x20000, 4096 } },
		  -EINVAL,
		  -EINVAL,
		  -EINVAL },
	};
	static const char *const rules[] = { "v5.2", "v6.1", "v6.18" };
	struct t_dio *t = *state;

	for (unsigned i = 0; i < 3 * bp_array_size(cases); i++) {
		unsigned c = i / 3, r = i % 3;
		const s64 want[] = { cases[c].v52, cases[c].v61, cases[c].v618 };

		print_message("# %s, %s\n", cases[c].name, rules[r]);
		t_dio_open(t, rules[r]);
		t->w->q->limits.logical_block_size = 4096;
		t->w->q->limits.physical_block_size = 4096;
		blk_queue_dma_alignment(t->w->q, 3);
		for (unsigned n = 0; n < 2; n++)
			t_iovec(t, cases[c].range[n].addr, cases[c].range[n].len);
		t_empty(t);
		assert_int_equal(t_transfer(t, REQ_OP_READ, cases[c].sector), want[r]);
		if (want[r] < 0 && r < 2)
			assert_int_equal(t->nr_bios, 0);
	}
}

/* G-18: each vector of a registered buffer, which under v6.1 is each of its pages. */
static void bp_world_direct_io__registered_buffer_off_its_place__refused_or_not(void **state)
{
	static const struct {
		const char *name;
		const char *rules;
		u64 addr;
		s64 ret;
	} cases[] = {
		{ "v5.2, first page is no block", "v5.2", 0x10200, -EINVAL },
		{ "v5.2, whole pages", "v5.2", 0x10000, 8192 },
		{ "v6.1, first page is no block", "v6.1", 0x10200, -EINVAL },
		{ "v6.1, whole pages", "v6.1", 0x10000, 8192 },
		{ "v6.18, first page is no block", "v6.18", 0x10200, 8192 },
		{ "v6.18, address", "v6.18", 0x10002, -EINVAL },
		{ "v6.18, odd address", "v6.18", 0x10001, -EINVAL },
	};
	struct t_dio *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		print_message("# %s\n", cases[i].name);
		t_dio_open(t, cases[i].rules);
		t->io.fixed = true;
		t->w->q->limits.logical_block_size = 4096;
		t->w->q->limits.physical_block_size = 4096;
		blk_queue_dma_alignment(t->w->q, 3);
		t_iovec(t, cases[i].addr, 8192);
		assert_int_equal(t_transfer(t, REQ_OP_READ, 0), cases[i].ret);
	}
}

/* G-18 of v6.18: the walk finds it in the second of two bios; the first is done. */
static void bp_world_direct_io__walk_finds_a_bad_address__fails_after_the_rest(void **state)
{
	struct t_dio *t = *state;

	t_dio_open(t, "v6.18");
	blk_queue_dma_alignment(t->w->q, 3);
	t_pages(t, 300, 2);
	t_iovec(t, 0x7002, 1024);
	assert_int_equal(t_transfer(t, REQ_OP_WRITE, 0), -EINVAL);
	assert_int_equal(t->nr_bios, 2);
	assert_int_equal(t->w->null->issued > 0, true);
}

static void bp_world_direct_io__alignment_alone_taken__as_that_kernel_checks(void **state)
{
	struct t_dio *t = *state;

	t_dio_open(t, "v5.2");
	t->rules.direct_alignment = BP_DIRECT_ALIGN_DMA;
	blk_queue_dma_alignment(t->w->q, 3);
	t_iovec(t, 0x10004, 1024);
	assert_int_equal(t_transfer(t, REQ_OP_READ, 0), 1024);
	t_dio_open(t, "v6.1");
	t->rules.direct_alignment = BP_DIRECT_ALIGN_BLOCK;
	blk_queue_dma_alignment(t->w->q, 3);
	t_iovec(t, 0x10004, 1024);
	assert_int_equal(t_transfer(t, REQ_OP_READ, 0), -EINVAL);
}

/* A plug only where bios may meet. */
static void bp_world_direct_io__one_bio_or_more__plug_for_more(void **state)
{
	struct t_dio *t = *state;

	t_dio_open(t, "v5.2");
	t_pages(t, 256, 2);
	t_transfer(t, REQ_OP_WRITE, 0);
	assert_int_equal(t->plugs, 0);
	t_dio_open(t, "v5.2");
	t_pages(t, 257, 2);
	t_transfer(t, REQ_OP_WRITE, 0);
	assert_true(t->plugs > 0);
}

static void bp_world_direct_io__no_memory_at_all__nothing_to_do(void **state)
{
	struct t_dio *t = *state;

	for (int i = 0; i < 4; i++) {
		t_dio_open(t, i / 2 ? "v6.18" : "v5.2");
		t->io.fixed = i % 2;
		t_empty(t);
		assert_int_equal(t_transfer(t, REQ_OP_READ, 0), 0);
		assert_int_equal(t->nr_bios, 0);
	}
}

static void bp_world_direct_io__what_no_kernel_gets__refused(void **state)
{
	static const struct {
		const char *name;
		bool fixed;
		sector_t sector;
		struct bp_range range[2];
		int error;
	} cases[] = {
		{ "an empty range", false, 0, { { 0x1000, 0 }, { 0x2000, 512 } }, -EINVAL },
		{ "page not filled", false, 0, { { 0x1000, 512 }, { 0x3000, 512 } }, -EINVAL },
		{ "only a byte of a page", false, 0, { { 0x1000, 1 }, { 0x3000, 512 } }, -EINVAL },
		{ "page not begun", false, 0, { { 0x1000, 4096 }, { 0x3200, 512 } }, -EINVAL },
		{ "past the last frame", false, 0, { { -4096ull, 4096 }, { 0, 0 } }, -EINVAL },
		{ "around the end", false, 0, { { -512ull, 1024 }, { 0, 0 } }, -EINVAL },
		{ "too many bytes",
		  false,
		  0,
		  { { 0x1000, 0x7ffff000 }, { 0x1000, 4096 } },
		  -EINVAL },
		{ "beyond any device", false, 1ull << 54, { { 0x1000, 4096 }, { 0, 0 } }, -EINVAL },
		{ "most bytes", true, 0, { { 0x1000, BP_DIO_MAX_BYTES }, { 0, 0 } }, -E2BIG },
		{ "65536 pages", true, 0, { { 0x1000, 0x10000000 }, { 0, 0 } }, -E2BIG },
	};
	struct t_dio *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		s64 ret = 1;

		print_message("# %s\n", cases[i].name);
		t_dio_open(t, "v6.1");
		t->io.fixed = cases[i].fixed;
		t->io.sector = cases[i].sector;
		t_iovec(t, cases[i].range[0].addr, cases[i].range[0].len);
		if (cases[i].range[1].addr)
			t_range(t, cases[i].range[1].addr, cases[i].range[1].len);
		assert_int_equal(bp_world_direct_io(t->w, &t->io, &ret), cases[i].error);
		assert_int_equal(ret, 1);
		assert_int_equal(t->nr_bios, 0);
	}
}

/* The last that is taken, and the first that is not. */
static void bp_world_direct_io__at_the_end_of_memory_and_device__taken_up_to_it(void **state)
{
	const sector_t last = (INT64_MAX - BP_DIO_MAX_BYTES) >> SECTOR_SHIFT;
	struct t_dio *t = *state;
	s64 ret;

	for (unsigned over = 0; over < 2; over++) {
		t_dio_open(t, "v6.1");
		t->w->env.max_pfn = 0xffff;
		t_iovec(t, 0xffff000 + 512 * over, 4096);
		assert_int_equal(bp_world_direct_io(t->w, &t->io, &ret), over ? -EINVAL : 0);
		t_dio_open(t, "v6.1");
		t_iovec(t, 0x10000, 4096);
		t->io.sector = last + over;
		assert_int_equal(bp_world_direct_io(t->w, &t->io, &ret), over ? -EINVAL : 0);
	}
}

static void bp_world_direct_io__65535_registered_pages__one_bio(void **state)
{
	struct t_dio *t = *state;

	t_dio_open(t, "v6.1");
	t->io.fixed = true;
	t_iovec(t, 0x1000, 65535 * 4096);
	assert_int_equal(t_transfer(t, REQ_OP_READ, 0), 65535 * 4096);
	assert_int_equal(t->bios[0].vecs, 65535);
}

static enum bp_alloc_kind failing;
static unsigned until;

static bool should_fail(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)arg;
	(void)bytes;
	return kind == failing && !until--;
}

/* Each allocation of its own fails in turn; whatever was taken is given back. */
static void bp_world_direct_io__allocation_fails__out_of_memory(void **state)
{
	static const struct bp_alloc_ops ops = { should_fail };
	static const struct {
		bool fixed;
		enum bp_alloc_kind kind;
		unsigned allocations;
	} cases[] = {
		{ false, BP_ALLOC_WORK, 3 },
		{ true, BP_ALLOC_WORK, 3 },
		{ false, BP_ALLOC_BIO, 1 },
	};
	struct t_dio *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++)
		for (unsigned n = 0; n < cases[i].allocations; n++) {
			s64 ret = 1;

			t_dio_open(t, "v5.2");
			t->io.fixed = cases[i].fixed;
			t_pages(t, 2, 2);
			failing = cases[i].kind;
			until = n;
			t->w->env.alloc_ops = &ops;
			assert_int_equal(bp_world_direct_io(t->w, &t->io, &ret), -ENOMEM);
			assert_int_equal(t->w->env.live[BP_ALLOC_BIO], 0);
			assert_int_equal(t->w->env.live[BP_ALLOC_WORK], 0);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_dio_case(bp_world_direct_io__user_memory_off_its_place__refused_or_not),
		t_dio_case(bp_world_direct_io__registered_buffer_off_its_place__refused_or_not),
		t_dio_case(bp_world_direct_io__walk_finds_a_bad_address__fails_after_the_rest),
		t_dio_case(bp_world_direct_io__alignment_alone_taken__as_that_kernel_checks),
		t_dio_case(bp_world_direct_io__one_bio_or_more__plug_for_more),
		t_dio_case(bp_world_direct_io__no_memory_at_all__nothing_to_do),
		t_dio_case(bp_world_direct_io__what_no_kernel_gets__refused),
		t_dio_case(bp_world_direct_io__at_the_end_of_memory_and_device__taken_up_to_it),
		t_dio_case(bp_world_direct_io__65535_registered_pages__one_bio),
		t_dio_case(bp_world_direct_io__allocation_fails__out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
