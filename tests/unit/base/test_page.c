/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Descriptors and page state, over a page model of eight frames (block.md 1).
 */
#include "bp_test.h"

/* Frames FIRST to FIRST+7: 0 1 2 | H T T T | 7, the compound page in the middle. */
#define FIRST 0x100
#define FRAMES 8
#define HEAD (FIRST + 3)
#define TAIL (FIRST + 5)
#define SINGLE (FIRST + 1)

struct model {
	struct bp_env env;
	struct bp_page_state frames[FRAMES];
	u8 bytes[4096];
	u64 released;
	unsigned releases;
};

static struct bp_page_state *model_state(void *arg, u64 pfn)
{
	struct model *m = arg;

	return pfn - FIRST < FRAMES ? &m->frames[pfn - FIRST] : NULL;
}

static struct page *model_alloc(void *arg, u64 max_pfn)
{
	struct model *m = arg;

	if (max_pfn < FIRST)
		return NULL;
	m->frames[0].refs = 1;
	return pfn_to_page(FIRST);
}

static void model_release(void *arg, u64 pfn)
{
	struct model *m = arg;

	m->released = pfn;
	m->releases++;
}

static const struct bp_page_ops ops = {
	.state = model_state,
	.alloc = model_alloc,
	.release = model_release,
};

static int set_up(void **state)
{
	static struct model m;

	m = (struct model){ 0 };
	bp_env_init(&m.env);
	m.env.page_ops = &ops;
	m.env.page_arg = &m;
	for (unsigned i = 0; i < FRAMES; i++) {
		bool compound = FIRST + i >= HEAD && FIRST + i < HEAD + 4;

		m.frames[i].compound = compound;
		m.frames[i].head_pfn = compound ? HEAD : FIRST + i;
	}
	m.frames[SINGLE - FIRST].bytes = m.bytes;
	*state = &m;
	return 0;
}

/* R-MEM-1 */
static void pfn_to_page__neighbours__one_descriptor_apart(void **state)
{
	struct page *page = pfn_to_page(41);

	(void)state;
	assert_int_equal(page_to_pfn(page), 41);
	assert_ptr_equal(nth_page(page, 2), pfn_to_page(43));
	assert_int_equal((uintptr_t)page % 4, 0); /* R-MEM-2 */
	assert_int_equal(page_to_pfn(pfn_to_page(BP_VMEMMAP_PFN_LIMIT - 1)),
			 BP_VMEMMAP_PFN_LIMIT - 1);
}

static void bp_page_plausible__dma_addresses__told_from_pages(void **state)
{
	(void)state;
	assert_true(bp_page_plausible(pfn_to_page(0)));
	assert_true(bp_page_plausible(pfn_to_page(BP_VMEMMAP_PFN_LIMIT - 1)));
	assert_false(bp_page_plausible(pfn_to_page(BP_VMEMMAP_PFN_LIMIT)));
	assert_false(bp_page_plausible((struct page *)(uintptr_t)0x240000000));
	assert_false(bp_page_plausible((struct page *)(BP_VMEMMAP_BASE + 4)));
}

static void put_page__last_reference__released(void **state)
{
	struct model *m = *state;
	struct page *page = pfn_to_page(SINGLE);

	get_page(&m->env, page);
	get_page(&m->env, page);
	put_page(&m->env, page);
	assert_int_equal(m->releases, 0);
	put_page(&m->env, page);
	assert_int_equal(m->releases, 1);
	assert_int_equal(m->released, SINGLE);
}

static struct bp_page_state device_frame;
static u64 device_released;

static struct bp_page_state *device_state(void *env, u64 pfn)
{
	(void)env;
	return pfn == SINGLE ? &device_frame : NULL;
}

static void device_release(void *env, u64 pfn)
{
	(void)env;
	device_released = pfn;
}

/* P-84: what device memory knows of is its own; with and without a page model */
static void put_page__device_page__released_there(void **state)
{
	static const struct bp_page_ops device_ops = { .state = device_state,
						       .release = device_release };
	struct model *m = *state;

	m->env.device_page_ops = &device_ops;
	for (int model = 1; model >= 0; model--) {
		m->env.page_ops = model ? &ops : NULL;
		device_frame.refs = 0;
		device_released = 0;
		get_page(&m->env, pfn_to_page(SINGLE));
		get_page(&m->env, pfn_to_page(TAIL));
		assert_int_equal(device_frame.refs, 1);
		put_page(&m->env, pfn_to_page(SINGLE));
		put_page(&m->env, pfn_to_page(TAIL));
		assert_int_equal(device_released, SINGLE);
		put_page(&m->env, pfn_to_page(SINGLE));
		assert_hits(&m->env, BP_SITE_PAGE_PUT_FREE, 2 - (u64)model);
	}
	assert_int_equal(m->releases, 1);
	assert_int_equal(m->released, HEAD);
	assert_int_equal(m->frames[SINGLE - FIRST].refs, 0);
}

/* R-MEM-3: the head counts for all */
static void get_page__tail_of_a_compound__the_head_counts(void **state)
{
	struct model *m = *state;

	get_page(&m->env, pfn_to_page(TAIL));
	assert_int_equal(m->frames[HEAD - FIRST].refs, 1);
	assert_int_equal(m->frames[TAIL - FIRST].refs, 0);
	get_page(&m->env, pfn_to_page(HEAD));
	put_page(&m->env, pfn_to_page(HEAD));
	put_page(&m->env, pfn_to_page(TAIL));
	assert_int_equal(m->released, HEAD);
	assert_int_equal(m->releases, 1);
}

static void put_page__no_reference__a_finding(void **state)
{
	struct model *m = *state;

	put_page(&m->env, pfn_to_page(SINGLE));
	assert_hits(&m->env, BP_SITE_PAGE_PUT_FREE, 1);
	assert_int_equal(m->frames[SINGLE - FIRST].refs, 0);
	assert_int_equal(m->releases, 0);
}

static void page_state__unknown_frame__a_finding_each_time(void **state)
{
	struct model *m = *state;
	struct page *page = pfn_to_page(FIRST - 1);

	get_page(&m->env, page);
	put_page(&m->env, page);
	set_page_dirty_lock(&m->env, page);
	flush_dcache_page(&m->env, page);
	assert_false(PageCompound(&m->env, page));
	assert_false(PageDirty(&m->env, page));
	assert_null(bp_page_bytes(&m->env, page));
	assert_hits(&m->env, BP_SITE_PAGE_UNKNOWN, 7);
}

static void page_state__dirty_and_flushed__of_that_page_only(void **state)
{
	struct model *m = *state;

	assert_true(PageCompound(&m->env, pfn_to_page(HEAD)));
	assert_true(PageCompound(&m->env, pfn_to_page(TAIL)));
	assert_false(PageCompound(&m->env, pfn_to_page(SINGLE)));

	set_page_dirty_lock(&m->env, pfn_to_page(TAIL));
	assert_true(PageDirty(&m->env, pfn_to_page(TAIL)));
	assert_false(PageDirty(&m->env, pfn_to_page(HEAD)));

	flush_dcache_page(&m->env, pfn_to_page(SINGLE));
	flush_dcache_page(&m->env, pfn_to_page(SINGLE));
	assert_int_equal(m->frames[SINGLE - FIRST].dcache_flushes, 2);
}

static void bp_page_bytes__ram_and_device_memory__bytes_and_null(void **state)
{
	struct model *m = *state;

	assert_ptr_equal(bp_page_bytes(&m->env, pfn_to_page(SINGLE)), m->bytes);
	assert_null(bp_page_bytes(&m->env, pfn_to_page(HEAD)));
	assert_hits(&m->env, BP_SITE_PAGE_UNKNOWN, 0);
}

static void alloc_page_below__bound__page_or_null(void **state)
{
	struct model *m = *state;
	static const struct bp_page_ops no_alloc = { .state = model_state };

	assert_ptr_equal(alloc_page_below(&m->env, FIRST), pfn_to_page(FIRST));
	assert_null(alloc_page_below(&m->env, FIRST - 1));
	m->env.page_ops = &no_alloc;
	assert_null(alloc_page_below(&m->env, FIRST));
}

/* INV-DIR-2 counts by this */
static void page_state__each_question__counted(void **state)
{
	struct model *m = *state;

	get_page(&m->env, pfn_to_page(SINGLE));
	assert_int_equal(m->env.page_accesses, 1);
	get_page(&m->env, pfn_to_page(TAIL)); /* the tail, then its head */
	assert_int_equal(m->env.page_accesses, 3);
	alloc_page_below(&m->env, FIRST);
	assert_int_equal(m->env.page_accesses, 4);
}

static void page_state__no_page_model__nothing_happens(void **state)
{
	struct model *m = *state;
	struct page *page = pfn_to_page(SINGLE);

	m->env.page_ops = NULL;
	get_page(&m->env, page);
	put_page(&m->env, page);
	set_page_dirty_lock(&m->env, page);
	assert_false(PageDirty(&m->env, page));
	assert_null(bp_page_bytes(&m->env, page));
	assert_null(alloc_page_below(&m->env, ~0ull));
	assert_int_equal(m->env.page_accesses, 0);
	assert_hits(&m->env, BP_SITE_PAGE_UNKNOWN, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pfn_to_page__neighbours__one_descriptor_apart),
		cmocka_unit_test(bp_page_plausible__dma_addresses__told_from_pages),
		cmocka_unit_test_setup(put_page__last_reference__released, set_up),
		cmocka_unit_test_setup(put_page__device_page__released_there, set_up),
		cmocka_unit_test_setup(get_page__tail_of_a_compound__the_head_counts, set_up),
		cmocka_unit_test_setup(put_page__no_reference__a_finding, set_up),
		cmocka_unit_test_setup(page_state__unknown_frame__a_finding_each_time, set_up),
		cmocka_unit_test_setup(page_state__dirty_and_flushed__of_that_page_only, set_up),
		cmocka_unit_test_setup(bp_page_bytes__ram_and_device_memory__bytes_and_null,
				       set_up),
		cmocka_unit_test_setup(alloc_page_below__bound__page_or_null, set_up),
		cmocka_unit_test_setup(page_state__each_question__counted, set_up),
		cmocka_unit_test_setup(page_state__no_page_model__nothing_happens, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
