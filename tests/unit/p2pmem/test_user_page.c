/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages of mappings: references, pinning, and the verdict at the first mapping (P-84, P-85, P-18).
 */
#include <errno.h>

#include <blkpath/dma.h>

#include "user_test.h"

struct mapped {
	struct t_user u;
	struct bp_env *env;
	struct vm_area_struct vma;
	struct page *page[4];
};

static void start(struct mapped *m)
{
	t_user_start(&m->u);
	m->env = &m->u.t.pci.env;
	m->vma = t_shared(4);
	assert_int_equal(p2pmem_alloc_mmap(m->u.a, &m->vma), 0);
}

static void stop(struct mapped *m)
{
	t_user_stop(&m->u);
}

/* P-85 */
static void bp_vma_pin__callers__only_those_that_allow_such_pages(void **state)
{
	static const struct {
		u64 first, nr;
		unsigned flags;
		s64 result;
	} cases[] = {
		{ 0, 4, FOLL_PCI_P2PDMA, 4 },
		{ 1, 2, FOLL_PCI_P2PDMA, 2 },
		{ 0, 1, 0, -EREMOTEIO },
		{ 0, 1, ~FOLL_PCI_P2PDMA, -EREMOTEIO },
		{ 3, 4, FOLL_PCI_P2PDMA, 1 },
		{ 4, 1, FOLL_PCI_P2PDMA, -EFAULT },
		{ ~0ull, 1, FOLL_PCI_P2PDMA, -EFAULT },
		{ 4, 1, 0, -EFAULT },
		{ 0, 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct mapped m;
		s64 got;

		start(&m);
		got = bp_vma_pin(m.env, &m.vma, cases[i].first, cases[i].nr, cases[i].flags,
				 m.page);
		assert_int_equal(got, cases[i].result);
		bp_vma_unmap(&m.vma, 0, 4);
		assert_int_equal(t_taken(&m.u), bp_max(got, (s64)0));
		assert_int_equal(bp_vma_pin(m.env, &m.vma, 0, 1, FOLL_PCI_P2PDMA, m.page + 3),
				 -EFAULT);
		for (s64 page = 0; page < got; page++) {
			assert_ptr_equal(m.page[page],
					 pfn_to_page((pci_resource_start(m.u.a, 0) >> 12) +
						     cases[i].first + (u64)page));
			put_page(m.env, m.page[page]);
		}
		assert_int_equal(t_taken(&m.u), 0);
		stop(&m);
	}
}

/* P-84: [mapped, pinned twice] goes back with the third put. */
static void put_page__several_users__the_last_gives_it_back(void **state)
{
	struct mapped m;

	(void)state;
	start(&m);
	assert_int_equal(bp_vma_pin(m.env, &m.vma, 2, 1, FOLL_PCI_P2PDMA, m.page), 1);
	get_page(m.env, m.page[0]);
	put_page(m.env, m.page[0]);
	assert_int_equal(t_taken(&m.u), 4);
	bp_vma_unmap(&m.vma, 1, 2);
	assert_int_equal(t_taken(&m.u), 3);
	assert_int_equal(t_refs(&m.u), 3);
	put_page(m.env, m.page[0]);
	assert_int_equal(t_taken(&m.u), 2);
	assert_int_equal(t_refs(&m.u), 2);
	stop(&m);
}

/* P-84: what went back is somebody else's, while the rest of its piece lives. */
static void p2pmem_alloc_mmap__page_that_went_back__counted_for_its_new_owner(void **state)
{
	struct vm_area_struct other = t_shared(1);
	struct mapped m;

	(void)state;
	start(&m);
	bp_vma_unmap(&m.vma, 1, 1);
	assert_int_equal(p2pmem_alloc_mmap(m.u.a, &other), 0);
	assert_int_equal(bp_vma_pin(m.env, &other, 0, 1, FOLL_PCI_P2PDMA, m.page), 1);
	assert_ptr_equal(m.page[0], pfn_to_page((pci_resource_start(m.u.a, 0) >> 12) + 1));
	bp_vma_unmap(&m.vma, 0, 4);
	bp_vma_unmap(&other, 0, 1);
	assert_int_equal(t_taken(&m.u), 1);
	put_page(m.env, m.page[0]);
	assert_int_equal(t_taken(&m.u), 0);
	stop(&m);
}

/* P-84: what went back may be an allocation of a driver, which no put_page() frees. */
static void put_page__page_of_a_later_allocation__not_freed(void **state)
{
	bp_virt_addr_t addr;
	struct page *page;
	struct mapped m;

	(void)state;
	start(&m);
	page = bp_vma_page(&m.vma, 1);
	bp_vma_unmap(&m.vma, 1, 1);
	addr = pci_alloc_p2pmem(m.u.a, T_PAGE);
	get_page(m.env, page);
	put_page(m.env, page);
	assert_int_equal(t_taken(&m.u), 4);
	pci_free_p2pmem(m.u.a, addr, T_PAGE);
	assert_int_equal(t_taken(&m.u), 3);
	stop(&m);
}

/* P-85, P-18: pinning asks nobody; the first mapping does, once. */
static void dma_map_sgtable__pinned_pages__verdict_at_the_first_mapping(void **state)
{
	static const struct {
		char client;
		int result;
	} cases[] = { { 'b', 0 }, { 'c', -EREMOTEIO } };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct scatterlist sg[1] = { 0 };
		struct sg_table sgt = { .sgl = sg, .nents = 1, .orig_nents = 1 };
		struct pci_dev *client;
		struct mapped m;

		start(&m);
		client = t_p2p_dev(&m.u.t, cases[i].client);
		client->dev.dma_mask = ~0ull;
		assert_int_equal(bp_vma_pin(m.env, &m.vma, 0, 1, FOLL_PCI_P2PDMA, m.page), 1);
		assert_int_equal(m.env->live[BP_ALLOC_MAP_TYPE], 0);
		sg_init_table(sg, 1);
		sg_set_page(m.env, sg, m.page[0], T_PAGE, 0);
		assert_int_equal(dma_map_sgtable(&client->dev, &sgt, DMA_FROM_DEVICE, 0),
				 cases[i].result);
		assert_int_equal(m.env->live[BP_ALLOC_MAP_TYPE], 1);
		assert_int_equal(t_p2p_hits(&m.u.t, BP_SITE_P2P_NO_UPSTREAM), cases[i].result != 0);
		if (!cases[i].result)
			dma_unmap_sgtable(&client->dev, &sgt, DMA_FROM_DEVICE, 0);
		put_page(m.env, m.page[0]);
		stop(&m);
	}
}

/* Where processes map memory of peers, other pages are what they were: here they have no state. */
static void get_page__no_page_of_a_piece__no_state(void **state)
{
	struct mapped m;
	u64 accesses;

	(void)state;
	start(&m);
	accesses = m.env->page_accesses;
	get_page(m.env, pfn_to_page(0x12345));
	put_page(m.env, pfn_to_page(0x12345));
	assert_int_equal(m.env->page_accesses, accesses);
	assert_hits(m.env, BP_SITE_PAGE_PUT_FREE, 0);
	get_page(m.env, bp_vma_page(&m.vma, 0));
	assert_true(m.env->page_accesses > accesses);
	put_page(m.env, bp_vma_page(&m.vma, 0));
	stop(&m);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_vma_pin__callers__only_those_that_allow_such_pages),
		cmocka_unit_test(put_page__several_users__the_last_gives_it_back),
		cmocka_unit_test(p2pmem_alloc_mmap__page_that_went_back__counted_for_its_new_owner),
		cmocka_unit_test(put_page__page_of_a_later_allocation__not_freed),
		cmocka_unit_test(dma_map_sgtable__pinned_pages__verdict_at_the_first_mapping),
		cmocka_unit_test(get_page__no_page_of_a_piece__no_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
