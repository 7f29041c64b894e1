/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages while somebody looks on (rdma-nvmet.md E0, INV-NVMET-15).
 */
#include <blkpath/env.h>

#include "bp_test.h"
#include "fabric.h"
#include "mem/ram.h"
#include "world/flow_pages.h"

struct fixture {
	struct t_fabric f;
	struct bp_ram *ram;
	struct bp_flow_pages pages;
};

static struct bp_env *start(struct fixture *t, bool guards)
{
	t_fabric_init(&t->f, "RP - a", 0, 0);
	t->ram = bp_ram_new(&t->f.pci.env);
	assert_non_null(t->ram);
	bp_flow_pages_start(&t->pages, bp_pci_tree_pci(t->f.pci.tree), guards);
	return &t->f.pci.env;
}

static void stop(struct fixture *t)
{
	bp_flow_pages_stop(&t->pages);
	bp_ram_free(t->ram);
	t_fabric_fini(&t->f);
}

static struct page *page_in_bar(const struct fixture *t)
{
	return pfn_to_page(pci_resource_start(t_fabric_dev(&t->f, 'a'), 0) >> 12);
}

/* Pages that were there before are nobody's data. */
static void bp_flow_pages_start__pages_taken_and_put__counted(void **state)
{
	struct fixture t;
	struct bp_env *env = start(&t, false);
	struct page *one = alloc_page_below(env, env->max_pfn);
	struct page *run = bp_alloc_pages(env, 3, env->max_pfn);

	(void)state;
	get_page(env, one);
	put_page(env, one);
	assert_int_equal(t.pages.taken, 4);
	assert_int_equal(t.pages.released, 0);
	put_page(env, one);
	assert_int_equal(t.pages.released, 1);
	for (unsigned i = 0; i < 3; i++)
		put_page(env, nth_page(run, i));
	assert_int_equal(t.pages.released, 4);
	assert_true(t.pages.touches >= 6);
	stop(&t);
}

static void bp_flow_pages_forget__memory_of_a_driver__does_not_count(void **state)
{
	struct fixture t;
	struct bp_env *env = start(&t, false);
	struct page *page = alloc_page_below(env, env->max_pfn);

	(void)state;
	bp_flow_pages_forget(&t.pages, page_to_phys(env, page), 4096);
	assert_int_equal(t.pages.taken, 0);
	put_page(env, page);
	assert_int_equal(t.pages.released, 0);
	assert_int_equal(t.pages.touches, 0);
	stop(&t);
}

static bool touch_stops(struct fixture *t)
{
	struct bp_env *env = &t->f.pci.env;
	struct bp_catch catcher;

	if (bp_catch(env, &catcher))
		return env->bug.site == BP_SITE_PAGE_OF_PEER;
	get_page(env, page_in_bar(t));
	bp_catch_pop(env, &catcher);
	return false;
}

static bool conversion_stops(struct fixture *t)
{
	struct bp_env *env = &t->f.pci.env;
	struct bp_catch catcher;

	if (bp_catch(env, &catcher))
		return env->bug.site == BP_SITE_PAGE_OF_PEER;
	bp_flow_pages_convert(&t->pages, page_in_bar(t));
	bp_catch_pop(env, &catcher);
	return false;
}

static void bp_flow_pages_convert__peer_without_descriptors__stops(void **state)
{
	struct fixture t;

	(void)state;
	start(&t, true);
	assert_true(touch_stops(&t));
	assert_true(conversion_stops(&t));
	stop(&t);
	start(&t, false);
	assert_false(conversion_stops(&t));
	stop(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_flow_pages_start__pages_taken_and_put__counted),
		cmocka_unit_test(bp_flow_pages_forget__memory_of_a_driver__does_not_count),
		cmocka_unit_test(bp_flow_pages_convert__peer_without_descriptors__stops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
