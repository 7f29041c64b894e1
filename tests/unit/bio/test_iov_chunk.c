/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User memory in chunks, and bios that end on a logical block (B3 to B5).
 */
#include "bio_test.h"

#include <errno.h>

#include <blkpath/iov_iter.h>
#include <blkpath/memremap.h>

#define P 0x1000ull
#define USER_SHIFT 12
#define HOLE 0xfffull

/* The frame of a user page: n is P + n, but every second one is far away from 0x100 on. */
static struct page *pin(void *arg, u64 addr)
{
	struct t_mem *t = arg;
	u64 n = addr >> USER_SHIFT;
	struct page *page = pfn_to_page(P + n + (n >= 0x100 ? n % 2 * 0x10000 : 0));

	if (n == HOLE)
		return NULL;
	get_page(&t->w.env, page);
	return page;
}

static const struct bp_user_ops user_ops = { pin };

static struct iov_iter user_iter(struct t_mem *t, const struct bp_iovec *iov, unsigned nr)
{
	struct iov_iter iter;
	size_t bytes = 0;

	for (unsigned i = 0; i < nr; i++)
		bytes += iov[i].len;
	bp_iov_iter_user(&iter, iov, nr, bytes, &user_ops, t);
	return iter;
}

static void rounding(struct t_mem *t, struct bp_rules *rules, enum bp_direct_rounding how)
{
	*rules = *bp_rules_find("v5.2");
	rules->direct_rounding = how;
	t->w.q.bp_rules = rules;
}

/* Releases the pages of a bio; then none may be held. */
static void finish(struct t_mem *t, struct bio *bio)
{
	bio_release_pages(bio);
	assert_int_equal(bp_ram_report(t->ram).unbalanced, 0);
	bio_put(bio);
}

/* B3: [aaaa][aaaa], the second of another iovec; in one page and from page to page */
static void bio_iov_iter_get_pages__iovecs_that_touch__joined(void **state)
{
	static const struct bp_iovec iov[] = { { 0x1000, 4096 }, { 0x2000, 512 }, { 0x2200, 512 } };
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, REQ_OP_READ, 8);
	struct iov_iter iter = user_iter(t, iov, 3);

	t_defect(t, BP_QUIRK_9, true);
	assert_int_equal(bio_iov_iter_get_pages(bio, &iter), 0);
	assert_int_equal(bio->bi_vcnt, 1);
	assert_vec(bio->bi_io_vec[0], P + 1, 0, 5120);
	finish(t, bio);
}

/* B4: a chunk of four pages joins to one vector; the next has three slots, then none joins. */
static void bio_iov_iter_get_pages__pages_touch__bio_ends_after_a_chunk_without_joins(void **state)
{
	static const struct bp_iovec iov[] = { { 0x1000, 16384 }, { 0x100000, 40960 } };
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, REQ_OP_READ, 4);
	struct iov_iter iter = user_iter(t, iov, 2);

	assert_int_equal(bio_iov_iter_get_pages(bio, &iter), 0);
	assert_int_equal(bio->bi_vcnt, 4);
	assert_int_equal(bio->bi_iter.bi_size, 7 * 4096);
	assert_int_equal(iter.count, 7 * 4096);
	finish(t, bio);
}

/* B4: what would join stays out: the bio is full. */
static void bio_iov_iter_get_pages__full_before_a_touching_page__ends(void **state)
{
	static const struct bp_iovec iov[] = { { 0x1000, 512 }, { 0x1200, 512 } };
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, REQ_OP_READ, 1);
	struct iov_iter iter = user_iter(t, iov, 2);

	assert_int_equal(bio_iov_iter_get_pages(bio, &iter), 0);
	assert_int_equal(bio->bi_iter.bi_size, 512);
	finish(t, bio);
}

/* B5: what the bio takes; the iterator stands behind it. */
static void bio_iov_iter_get_pages__odd_end__cut_to_whole_blocks(void **state)
{
	static const struct {
		const char *name;
		enum bp_direct_rounding how;
		unsigned block, slots;
		struct bp_iovec iov[2];
		unsigned size, vecs;
		int ret;
	} cases[] = {
		{ "nothing rounds",
		  BP_DIRECT_ROUNDS_NOTHING,
		  4096,
		  2,
		  { { 0x100800, 12288 } },
		  6144,
		  2,
		  0 },
		{ "chunk", BP_DIRECT_ROUNDS_CHUNKS, 4096, 2, { { 0x100800, 12288 } }, 4096, 2, 0 },
		{ "bio", BP_DIRECT_ROUNDS_BIO, 4096, 2, { { 0x100800, 12288 } }, 4096, 2, 0 },
		{ "smaller blocks",
		  BP_DIRECT_ROUNDS_CHUNKS,
		  512,
		  2,
		  { { 0x100a00, 12288 } },
		  5632,
		  2,
		  0 },
		{ "a whole vector is cut off",
		  BP_DIRECT_ROUNDS_BIO,
		  4096,
		  3,
		  { { 0x100c00, 5120 }, { 0x102000, 512 } },
		  4096,
		  2,
		  0 },
		{ "each chunk apart",
		  BP_DIRECT_ROUNDS_CHUNKS,
		  2048,
		  3,
		  { { 0x100c00, 2048 }, { 0x102200, 8192 } },
		  2048 + 2048,
		  3,
		  0 },
		{ "all at the end",
		  BP_DIRECT_ROUNDS_BIO,
		  4096,
		  4,
		  { { 0x100c00, 2048 }, { 0x102000, 6144 } },
		  8192,
		  4,
		  0 },
		{ "nothing is left of the first chunk",
		  BP_DIRECT_ROUNDS_CHUNKS,
		  4096,
		  4,
		  { { 0x100000, 2048 }, { 0x102000, 2048 } },
		  0,
		  0,
		  -EFAULT },
		{ "nothing is left of a later chunk",
		  BP_DIRECT_ROUNDS_CHUNKS,
		  4096,
		  4,
		  { { 0x100000, 4096 }, { 0x102000, 2048 } },
		  4096,
		  1,
		  0 },
		{ "nothing is left of the bio",
		  BP_DIRECT_ROUNDS_BIO,
		  8192,
		  1,
		  { { 0x100000, 8192 } },
		  0,
		  0,
		  -EFAULT },
		{ "a byte of the last page is left",
		  BP_DIRECT_ROUNDS_BIO,
		  4096,
		  2,
		  { { 0x1001, 8292 } },
		  8192,
		  1,
		  0 },
		{ "joined pages are cut apart",
		  BP_DIRECT_ROUNDS_BIO,
		  4096,
		  2,
		  { { 0x1800, 10240 }, { 0x4000, 2048 } },
		  12288,
		  1,
		  0 },
	};
	struct t_mem *t = *state;
	struct bp_rules rules;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = t_alloc(t, REQ_OP_WRITE, cases[i].slots);
		struct iov_iter iter = user_iter(t, cases[i].iov, 2);
		size_t all = iter.count;

		print_message("# %s\n", cases[i].name);
		rounding(t, &rules, cases[i].how);
		t->w.q.limits.logical_block_size = cases[i].block;
		assert_int_equal(bio_iov_iter_get_pages(bio, &iter), cases[i].ret);
		assert_int_equal(bio->bi_iter.bi_size, cases[i].size);
		assert_int_equal(bio->bi_vcnt, cases[i].vecs);
		assert_int_equal(iter.count, all - cases[i].size);
		finish(t, bio);
	}
}

/* [.aaa][a...] of blocks of 4096 with one slot a bio: the rest of the page comes first. */
static void bio_iov_iter_get_pages__after_a_cut__begins_with_what_was_cut_off(void **state)
{
	static const struct bp_iovec iov[] = { { 0x100c00, 12288 } };
	struct t_mem *t = *state;
	struct bp_rules rules;
	struct iov_iter iter = user_iter(t, iov, 1);

	for (unsigned how = BP_DIRECT_ROUNDS_CHUNKS; how <= BP_DIRECT_ROUNDS_BIO; how++) {
		struct bio *first = t_alloc(t, REQ_OP_WRITE, 2),
			   *next = t_alloc(t, REQ_OP_WRITE, 2);

		iter = user_iter(t, iov, 1);
		rounding(t, &rules, how);
		t->w.q.limits.logical_block_size = 4096;
		assert_int_equal(bio_iov_iter_get_pages(first, &iter), 0);
		assert_vec(first->bi_io_vec[1], P + 0x101 + 0x10000, 0, 3072);
		assert_int_equal(t->last[BP_EV_BIO_ROUND].a, 1024);
		assert_int_equal(iov_iter_npages(&t->w.env, &iter, 256), 3);
		assert_int_equal(bio_iov_iter_get_pages(next, &iter), 0);
		assert_vec(next->bi_io_vec[0], P + 0x101 + 0x10000, 3072, 1024);
		bio_release_pages(first);
		bio_put(first);
		finish(t, next);
	}
}

static void bio_iov_iter_get_pages__no_disk__not_rounded(void **state)
{
	static const struct bp_iovec iov[] = { { 0x100000, 513 } };
	struct t_mem *t = *state;
	struct bp_rules rules;
	struct gendisk no_queue = { 0 };

	rounding(t, &rules, BP_DIRECT_ROUNDS_BIO);
	t->w.env.rules = &rules;
	t->w.q.limits.logical_block_size = 4096;
	for (int i = 0; i < 2; i++) {
		struct bio *bio = t_alloc(t, REQ_OP_WRITE, 2);
		struct iov_iter iter = user_iter(t, iov, 1);

		bio->bi_disk = i ? &no_queue : NULL;
		assert_int_equal(bio_iov_iter_get_pages(bio, &iter), 0);
		assert_int_equal(bio->bi_iter.bi_size, 513);
		finish(t, bio);
	}
}

/* A fault ends the chunk; what came before it is rounded all the same. */
static void bio_iov_iter_get_pages__fault_in_a_chunk__rounded_before_it(void **state)
{
	static const struct bp_iovec iov[] = { { (HOLE - 2) << USER_SHIFT | 0x800, 8192 } };
	struct t_mem *t = *state;
	struct bp_rules rules;
	struct bio *bio = t_alloc(t, REQ_OP_WRITE, 4);
	struct iov_iter iter = user_iter(t, iov, 1);

	rounding(t, &rules, BP_DIRECT_ROUNDS_CHUNKS);
	t->w.q.limits.logical_block_size = 4096;
	assert_int_equal(bio_iov_iter_get_pages(bio, &iter), 0);
	assert_int_equal(bio->bi_iter.bi_size, 4096);
	finish(t, bio);
}

/* Pages that are not ours are neither taken nor given back. */
static void bio_iov_iter_get_pages__no_references_wanted__none_given_back(void **state)
{
	static const struct bp_iovec iov[] = { { 0x100800, 8192 } };
	struct t_mem *t = *state;
	struct bp_rules rules;
	struct bio *bio = t_alloc(t, REQ_OP_WRITE, 2);
	struct iov_iter iter = user_iter(t, iov, 1);

	iter.no_ref = true;
	rounding(t, &rules, BP_DIRECT_ROUNDS_BIO);
	t->w.q.limits.logical_block_size = 4096;
	assert_int_equal(bio_iov_iter_get_pages(bio, &iter), 0);
	assert_true(bio_flagged(bio, BIO_NO_PAGE_REF));
	assert_int_equal(bp_ram_report(t->ram).unbalanced, 2); /* what pin() took */
	finish(t, bio);
}

static void no_release(struct percpu_ref *ref)
{
	(void)ref;
}

/* P-85: [RAM][peer-to-peer] go to a queue that can do with such pages; else the RAM alone */
static void bio_iov_iter_get_pages__peer_to_peer_page__as_the_queue_says(void **state)
{
	static const struct bp_iovec iov[] = { { 0x1000, 8192 } };
	struct t_mem *t = *state;
	struct device dev = { .bp_env = &t->w.env };
	struct percpu_ref ref;
	struct dev_pagemap pgmap = { .res = { .start = (P + 2) << 12, .end = ((P + 3) << 12) - 1 },
				     .ref = &ref,
				     .kill = percpu_ref_kill,
				     .cleanup = percpu_ref_exit,
				     .type = MEMORY_DEVICE_PCI_P2PDMA };

	assert_int_equal(bp_mm_new(&t->w.env, NULL, 0), 0);
	assert_int_equal(percpu_ref_init(&t->w.env, &ref, no_release), 0);
	assert_int_equal(bp_virt_error(devm_memremap_pages(&dev, &pgmap)), 0);
	for (int allowed = 0; allowed < 2; allowed++) {
		struct iov_iter iter = user_iter(t, iov, 1);
		struct bio *bio = t_alloc(t, REQ_OP_READ, 4), *next;

		if (allowed)
			blk_queue_flag_set(QUEUE_FLAG_PCI_P2PDMA, &t->w.q);
		assert_int_equal(bio_iov_iter_get_pages(bio, &iter), 0);
		assert_int_equal(bio->bi_iter.bi_size, allowed ? 8192 : 4096);
		finish(t, bio);
		if (allowed)
			continue;
		next = t_alloc(t, REQ_OP_READ, 4);
		assert_int_equal(bio_iov_iter_get_pages(next, &iter), -EREMOTEIO);
		assert_int_equal(next->bi_vcnt, 0);
		finish(t, next);
	}
	devm_memunmap_pages(&dev, &pgmap);
	bp_mm_free(&t->w.env);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(bio_iov_iter_get_pages__iovecs_that_touch__joined),
		t_case(bio_iov_iter_get_pages__pages_touch__bio_ends_after_a_chunk_without_joins),
		t_case(bio_iov_iter_get_pages__full_before_a_touching_page__ends),
		t_case(bio_iov_iter_get_pages__peer_to_peer_page__as_the_queue_says),
		t_case(bio_iov_iter_get_pages__odd_end__cut_to_whole_blocks),
		t_case(bio_iov_iter_get_pages__after_a_cut__begins_with_what_was_cut_off),
		t_case(bio_iov_iter_get_pages__no_disk__not_rounded),
		t_case(bio_iov_iter_get_pages__fault_in_a_chunk__rounded_before_it),
		t_case(bio_iov_iter_get_pages__no_references_wanted__none_given_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
