/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guards of RFC patch 3, one row each of block.md 4.6: what a function does with a dma-direct
 * bio, how often it warns, and what it returns.
 */
#include "bio_test.h"

#include <errno.h>

#include <blkpath/iov_iter.h>

#define PAGE_0 pfn_to_page(0x1000)

/* What a row works on. */
struct subject {
	struct t_mem *t;
	struct bio *direct; /* one vector of 512 bytes, room for one more */
	struct bio *pages;  /* the same with a page */
	struct iov_iter iter;
};

static int call_zero_fill_bio_iter(struct subject *s)
{
	zero_fill_bio_iter(s->direct, s->direct->bi_iter);
	return 0;
}

static int call_zero_fill_bio(struct subject *s)
{
	zero_fill_bio(s->direct);
	return 0;
}

static int call_bio_add_pc_page(struct subject *s)
{
	return bio_add_pc_page(&s->t->w.q, s->direct, PAGE_0, 512, 0);
}

static int call_try_merge_page(struct subject *s)
{
	return __bio_try_merge_page(s->direct, PAGE_0, 512, 512, false);
}

static int call__bio_add_page(struct subject *s)
{
	__bio_add_page(s->direct, PAGE_0, 512, 0);
	return 0;
}

static int call_bio_add_page(struct subject *s)
{
	return bio_add_page(s->direct, PAGE_0, 512, 0);
}

static int call_bio_get_pages(struct subject *s)
{
	bio_get_pages(s->direct);
	return 0;
}

static int call_bio_release_pages(struct subject *s)
{
	bio_release_pages(s->direct);
	return 0;
}

static int call_bio_iov_iter_get_pages(struct subject *s)
{
	s->direct->bi_vcnt = 0;
	return bio_iov_iter_get_pages(s->direct, &s->iter);
}

static int call_copy_from_direct(struct subject *s)
{
	struct bvec_iter from = s->direct->bi_iter, to = s->pages->bi_iter;

	bio_copy_data_iter(s->pages, &to, s->direct, &from);
	return (int)(from.bi_size + to.bi_size);
}

static int call_copy_to_direct(struct subject *s)
{
	struct bvec_iter from = s->pages->bi_iter, to = s->direct->bi_iter;

	bio_copy_data_iter(s->direct, &to, s->pages, &from);
	return (int)(from.bi_size + to.bi_size);
}

static int call_bio_copy_data(struct subject *s)
{
	bio_copy_data(s->pages, s->direct);
	return 0;
}

static int call_bio_list_copy_data(struct subject *s)
{
	struct bp_env *env = &s->t->w.env;
	struct bp_catch catcher;

	if (bp_catch(env, &catcher))
		return 1; /* would never end */
	bio_list_copy_data(s->pages, s->direct);
	bp_catch_pop(env, &catcher);
	return 0;
}

static int call_bio_copy_from_iter(struct subject *s)
{
	return bio_copy_from_iter(s->direct, &s->iter);
}

static int call_bio_copy_to_iter(struct subject *s)
{
	return bio_copy_to_iter(s->direct, &s->iter);
}

static int call_bio_free_pages(struct subject *s)
{
	bio_free_pages(s->direct);
	return 0;
}

static int call_bio_set_pages_dirty(struct subject *s)
{
	bio_set_pages_dirty(s->direct);
	return 0;
}

static int call_bio_check_pages_dirty(struct subject *s)
{
	bio_get(s->direct);
	bio_check_pages_dirty(s->direct);
	return s->direct->__bi_cnt;
}

static int call_bio_flush_dcache_pages(struct subject *s)
{
	bio_flush_dcache_pages(s->direct);
	return 0;
}

/* What must hold in one mode: return value, warnings, vectors of the direct bio, page accesses. */
struct expect {
	int result;
	unsigned warnings;
	unsigned vcnt;
	bool touches_pages;
};

/* clang-format off */
static const struct row {
	const char *name;
	int (*call)(struct subject *s);
	struct expect corrected;
	struct expect as_posted;
} rows[] = {
	{ "zero_fill_bio_iter", call_zero_fill_bio_iter, { 0, 1, 1, false }, { 0, 1, 1, false } },
	{ "zero_fill_bio", call_zero_fill_bio, { 0, 1, 1, false }, { 0, 1, 1, false } },
	{ "bio_add_pc_page", call_bio_add_pc_page, { 0, 0, 1, false }, { 0, 0, 1, false } },
	{ "__bio_try_merge_page", call_try_merge_page, { 0, 1, 1, false }, { 0, 1, 1, false } },
	{ "__bio_add_page", call__bio_add_page, { 0, 1, 1, false }, { 0, 1, 2, false } },
	{ "bio_add_page", call_bio_add_page, { 0, 2, 1, false }, { 512, 2, 2, false } },
	{ "bio_get_pages", call_bio_get_pages, { 0, 1, 1, false }, { 0, 1, 1, true } },
	{ "bio_release_pages", call_bio_release_pages, { 0, 0, 1, true }, { 0, 0, 1, true } },
	{ "bio_iov_iter_get_pages", call_bio_iov_iter_get_pages,
	  { -EINVAL, 1, 0, false }, { -EINVAL, 1, 0, false } },
	{ "bio_copy_data_iter from", call_copy_from_direct, { 1024, 1, 1, false }, { 1024, 1, 1, false } },
	{ "bio_copy_data_iter to", call_copy_to_direct, { 1024, 1, 1, false }, { 1024, 1, 1, false } },
	{ "bio_copy_data", call_bio_copy_data, { 0, 1, 1, false }, { 0, 1, 1, false } },
	{ "bio_list_copy_data", call_bio_list_copy_data, { 0, 1, 1, false }, { 1, 1, 1, false } },
	{ "bio_copy_from_iter", call_bio_copy_from_iter, { -EINVAL, 1, 1, false }, { -EINVAL, 1, 1, false } },
	{ "bio_copy_to_iter", call_bio_copy_to_iter, { -EINVAL, 1, 1, false }, { -EINVAL, 1, 1, false } },
	{ "bio_free_pages", call_bio_free_pages, { 0, 1, 1, false }, { 0, 1, 1, false } },
	{ "bio_set_pages_dirty", call_bio_set_pages_dirty, { 0, 0, 1, false }, { 0, 0, 1, false } },
	{ "bio_check_pages_dirty", call_bio_check_pages_dirty, { 1, 0, 1, false }, { 2, 0, 1, false } },
	{ "bio_flush_dcache_pages", call_bio_flush_dcache_pages, { 0, 0, 1, false }, { 0, 0, 1, false } },
};
/* clang-format on */

static struct bio *one_of_two(struct t_mem *t, unsigned opf)
{
	struct bio *bio = t_bio(&t->w, opf, 0, 2, T_VECS({ 0x1000, 512 }, { 0, 0 }));

	bio->bi_vcnt = 1;
	return bio;
}

static void check_row(struct t_mem *t, const struct row *row, const struct expect *expect)
{
	static const struct bio_vec source[] = { { (struct page *)BP_VMEMMAP_BASE, 512, 0 } };
	struct subject s = { .t = t };
	u64 warnings = t_hits_of(t, BP_WARN);
	u64 accesses = t->w.env.page_accesses;

	print_message("# %s\n", row->name);
	s.direct = one_of_two(t, REQ_DMA_DIRECT);
	s.pages = one_of_two(t, REQ_OP_READ);
	iov_iter_bvec(&s.iter, source, 1, 512, true);
	assert_int_equal(row->call(&s), expect->result);
	assert_int_equal(t_hits_of(t, BP_WARN) - warnings, expect->warnings);
	assert_int_equal(s.direct->bi_vcnt, expect->vcnt);
	assert_int_equal(t->w.env.page_accesses != accesses, expect->touches_pages);
	assert_int_equal(s.iter.count, 512);
	if (row->call == call_bio_check_pages_dirty && expect == &row->as_posted)
		bio_put(s.direct); /* DEF-7 */
	bio_put(s.direct);
	bio_put(s.pages);
}

static void guards__dma_direct_bio_corrected__as_the_table_says(void **state)
{
	for (unsigned i = 0; i < bp_array_size(rows); i++)
		check_row(*state, &rows[i], &rows[i].corrected);
}

/* DEF-7, DEF-8, DEF-9 */
static void guards__dma_direct_bio_as_posted__as_the_table_says(void **state)
{
	struct t_mem *t = *state;

	assert_int_equal(bp_defects_add(&t->w.q.bp_defects, "rfc"), 0);
	for (unsigned i = 0; i < bp_array_size(rows); i++)
		check_row(t, &rows[i], &rows[i].as_posted);
}

/* DEF-9: a vector that __bio_add_page() wrote is read back as an address. */
static void __bio_add_page__def_9__table_holds_a_page_among_addresses(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = one_of_two(t, REQ_DMA_DIRECT);

	t_defect(t, BP_DEF_9, true);
	__bio_add_page(bio, PAGE_0, 512, 0);
	assert_hits(&t->w.env, BP_SITE_ADD_DIRECT, 1);
	assert_int_equal(bio->bi_dma_vec[1].dv_addr.dma, (uintptr_t)PAGE_0);
	assert_int_equal(bio_add_page(bio, PAGE_0, 512, 512), 0); /* full, and never joined */
	assert_int_equal(bio->bi_io_vec[1].bv_len, 512);
	bio_put(bio);
}

/* Every site of the guards fires once, each its own. */
static void guards__all_rows__every_site_counted(void **state)
{
	static const struct {
		enum bp_site_id site;
		unsigned hits;
	} sites[] = {
		{ BP_SITE_ZERO_DIRECT, 2 },	  { BP_SITE_TRY_MERGE_DIRECT, 2 },
		{ BP_SITE_ADD_DIRECT, 2 },	  { BP_SITE_GET_PAGES_DIRECT, 1 },
		{ BP_SITE_IOV_DIRECT, 1 },	  { BP_SITE_COPY_DIRECT, 4 },
		{ BP_SITE_COPY_FROM_DIRECT, 1 },  { BP_SITE_COPY_TO_DIRECT, 1 },
		{ BP_SITE_FREE_PAGES_DIRECT, 1 },
	};
	struct t_mem *t = *state;

	guards__dma_direct_bio_corrected__as_the_table_says(state);
	for (unsigned i = 0; i < bp_array_size(sites); i++)
		assert_hits(&t->w.env, sites[i].site, sites[i].hits);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(guards__dma_direct_bio_corrected__as_the_table_says),
		t_case(guards__dma_direct_bio_as_posted__as_the_table_says),
		t_case(__bio_add_page__def_9__table_holds_a_page_among_addresses),
		t_case(guards__all_rows__every_site_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
