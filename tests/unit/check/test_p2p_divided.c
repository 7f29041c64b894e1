/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-P2P-7 and -11 where processes map memory of a provider (P-84).
 */
#include <blkpath/p2p_user.h>

#include "hearing.h"

/* P-84: a piece is divided, and its pages go back one by one. */
static void p2p_7__mapped_by_processes__held(void **state)
{
	struct vm_area_struct vma = { .vm_flags = VM_MAYSHARE, .bp_bytes = 3 * 4096 };
	struct t_hearing h;
	struct page *page;

	(void)state;
	open_hearing_under(&h, BP_P2P_PAGES, "v6.12");
	assert_int_equal(p2pmem_alloc_mmap(h.a, &vma), 0);
	assert_int_equal(bp_vma_pin(&h.t.pci.env, &vma, 2, 1, FOLL_PCI_P2PDMA, &page), 1);
	bp_vma_unmap(&vma, 1, 2);
	put_page(&h.t.pci.env, page);
	bp_p2p_unbind(h.a);
	assert_int_equal(bp_check_total(h.check), 0);
	judged(&h, BP_INV_P2P_7, 0);
	judged(&h, BP_INV_P2P_10, 0);
	judged(&h, BP_INV_P2P_11, 0);
	close_hearing(&h);
}

/* P-84: one real allocation of two pages; its division as it is told. */
static void p2p_7__divisions_told__judged(void **state)
{
	static const struct {
		u64 into, size, refs;
		u64 broken;
	} cases[] = {
		{ 0, 8192, 2, 0 },    { 0, 8192, 1, 1 },    { 0, 4096, 1, 1 },
		{ 4096, 4096, 1, 1 }, { 4096, 8192, 2, 1 }, { 8192, 8192, 1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_hearing h;
		bp_virt_addr_t one;

		open_hearing(&h, BP_P2P_DIRECT);
		one = pci_alloc_p2pmem(h.a, 8192);
		say(&h, BP_EV_P2P_DIVIDE,
		    (struct bp_p2p_call){ .provider = h.a,
					  .virt = bp_virt_addr(bp_virt_u64(one) + cases[i].into),
					  .size = cases[i].size,
					  .refs = cases[i].refs,
					  .pool_size = T_P2P_BAR0,
					  .pool_avail = T_P2P_BAR0 - 8192 });
		judged(&h, BP_INV_P2P_7, cases[i].broken);
		pci_free_p2pmem(h.a, one, 8192);
		close_hearing(&h);
	}
}

/* Who comes when the memory was given out already knows of none: nothing is judged. */
static void p2p__checker_comes_late__no_case(void **state)
{
	static const enum bp_invariant laws[] = { BP_INV_P2P_7, BP_INV_P2P_12, BP_INV_P2P_15 };
	struct scatterlist *sg;
	struct t_hearing h;
	bp_virt_addr_t one;
	unsigned nents;

	(void)state;
	open_hearing(&h, BP_P2P_PAGES);
	bp_check_free(h.check);
	h.check = bp_check_new(&h.t.pci.env);
	one = pci_alloc_p2pmem(h.a, 4096);
	say(&h, BP_EV_P2P_DIVIDE,
	    (struct bp_p2p_call){ .provider = h.a, .virt = one, .size = 4096, .refs = 1 });
	say(&h, BP_EV_P2P_MAP,
	    (struct bp_p2p_call){ .provider = h.a, .client = &h.b->dev, .virt = one });
	sg = pci_p2pmem_alloc_sgl(h.a, &nents, 8192);
	assert_int_equal(pci_p2pdma_map_sg(&h.b->dev, sg, (int)nents, DMA_TO_DEVICE), nents);
	for (size_t i = 0; i < bp_array_size(laws); i++)
		assert_int_equal(bp_check_judged(h.check, laws[i]), 0);
	assert_int_equal(bp_check_total(h.check), 0);
	pci_p2pmem_free_sgl(h.a, sg);
	pci_free_p2pmem(h.a, one, 4096);
	close_hearing(&h);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(p2p_7__mapped_by_processes__held),
		cmocka_unit_test(p2p_7__divisions_told__judged),
		cmocka_unit_test(p2p__checker_comes_late__no_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
