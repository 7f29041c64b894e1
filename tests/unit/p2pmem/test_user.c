/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processes map memory of a provider, and lose it (P-84, DEF-P2P-14).
 */
#include <errno.h>

#include "user_test.h"

/* P-84: from v6.12 on, where there are page descriptors */
static void bp_p2pmem_allocate_stat__rule_sets__from_v6_12_on(void **state)
{
	static const struct {
		const char *rules;
		enum bp_p2p_profile profile;
		bool has;
	} cases[] = {
		{ "v5.2", BP_P2P_PAGES, false },   { "v6.1", BP_P2P_PAGES, false },
		{ "v6.12", BP_P2P_PAGES, true },   { "v7.1", BP_P2P_PAGES, true },
		{ "newest", BP_P2P_PAGES, true },  { "v5.2-rc5", BP_P2P_DIRECT, false },
		{ "v6.12", BP_P2P_DIRECT, false },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct vm_area_struct vma = t_shared(1);
		struct bp_p2pmem_file file;
		struct pci_dev *dev;
		struct t_p2p t;

		t_p2p_init(&t, "HB ; RP - a", cases[i].profile, 0);
		t.p2p.rules = bp_p2p_rules_find(cases[i].rules);
		dev = t_p2p_dev(&t, 'a');
		assert_int_equal(bp_p2pmem_allocate_stat(dev, &file), -ENOENT);
		assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0, 0), 0);
		assert_int_equal(bp_p2pmem_allocate_stat(dev, &file), cases[i].has ? 0 : -ENOENT);
		assert_int_equal(p2pmem_alloc_mmap(dev, &vma), cases[i].has ? 0 : -ENODEV);
		if (cases[i].has) {
			assert_int_equal(file.mode, 0660);
			assert_int_equal(file.size, 1ull << 40);
		}
		bp_p2p_unbind(dev);
		assert_int_equal(bp_p2pmem_allocate_stat(dev, &file), -ENOENT);
		t_p2p_fini(&t);
	}
}

/* P-84 */
static void p2pmem_alloc_mmap__what_is_asked__table(void **state)
{
	static const struct {
		struct vm_area_struct vma;
		int result;
		u64 pages;
	} cases[] = {
		{ { .vm_flags = 0, .bp_bytes = T_PAGE }, -EINVAL, 0 },
		{ { .vm_flags = ~VM_MAYSHARE, .bp_bytes = T_PAGE }, -EINVAL, 0 },
		{ { .vm_flags = VM_MAYSHARE, .vm_pgoff = 1, .bp_bytes = T_PAGE }, -EINVAL, 0 },
		{ { .vm_flags = VM_MAYSHARE }, -EINVAL, 0 },
		{ { .vm_flags = VM_MAYSHARE, .bp_bytes = 1 }, 0, 1 },
		{ { .vm_flags = VM_MAYSHARE, .bp_bytes = T_PAGE + 1 }, 0, 2 },
		{ { .vm_flags = VM_MAYSHARE, .bp_bytes = T_P2P_BAR0 }, 0, T_P2P_BAR0 / T_PAGE },
		{ { .vm_flags = VM_MAYSHARE, .bp_bytes = T_P2P_BAR0 + 1 }, -ENOMEM, 0 },
		{ { .vm_flags = VM_MAYSHARE, .bp_bytes = 1ull << 40 }, -ENOMEM, 0 },
		{ { .vm_flags = VM_MAYSHARE, .bp_bytes = -T_PAGE }, -ENOMEM, 0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct vm_area_struct vma = cases[i].vma;
		struct t_user u;

		t_user_start(&u);
		assert_int_equal(p2pmem_alloc_mmap(u.a, &vma), cases[i].result);
		assert_int_equal(t_taken(&u), cases[i].pages);
		assert_int_equal(vma.bp_piece != NULL, !cases[i].result);
		for (u64 page = 0; page < cases[i].pages; page++)
			assert_non_null(bp_vma_page(&vma, page));
		assert_null(bp_vma_page(&vma, cases[i].pages));
		t_user_stop(&u);
	}
}

/* P-84: each mapping has a piece of its own; pages come back when they are unmapped. */
static void p2pmem_alloc_mmap__two_mappings__each_its_own_piece(void **state)
{
	struct vm_area_struct one = t_shared(2), other = t_shared(3);
	struct t_user u;
	u64 first;

	(void)state;
	t_user_start(&u);
	assert_int_equal(p2pmem_alloc_mmap(u.a, &one), 0);
	assert_int_equal(p2pmem_alloc_mmap(u.a, &other), 0);
	first = pci_resource_start(u.a, 0) >> 12;
	assert_ptr_equal(bp_vma_page(&one, 1), pfn_to_page(first + 1));
	assert_ptr_equal(bp_vma_page(&other, 0), pfn_to_page(first + 2));
	assert_int_equal(t_refs(&u), 5);
	bp_vma_unmap(&one, 1, 1);
	assert_null(bp_vma_page(&one, 1));
	assert_non_null(bp_vma_page(&one, 0));
	assert_int_equal(t_taken(&u), 4);
	assert_int_equal(t_refs(&u), 4);
	bp_vma_unmap(&one, 0, ~0ull);
	assert_null(one.bp_piece);
	bp_vma_unmap(&one, 0, 1);
	bp_vma_unmap(&other, 0, 3);
	assert_int_equal(t_taken(&u), 0);
	assert_int_equal(t_refs(&u), 0);
	t_user_stop(&u);
}

/* P2P-B16.4: nothing is taken, and the next one gets it. */
static void p2pmem_alloc_mmap__each_failure__undone(void **state)
{
	static const struct {
		enum bp_alloc_kind kind;
		int result;
	} cases[] = { { BP_ALLOC_POOL, -ENOMEM }, { BP_ALLOC_TRYGET, -ENODEV } };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct vm_area_struct vma = t_shared(T_P2P_BAR0 / T_PAGE);
		struct t_user u;

		t_user_start(&u);
		t_p2p_fail(&u.t, cases[i].kind, 0);
		assert_int_equal(p2pmem_alloc_mmap(u.a, &vma), cases[i].result);
		assert_null(vma.bp_piece);
		assert_int_equal(bp_virt_u64(t_p2p_last(&u.t, BP_EV_P2P_ALLOC)->virt), 0);
		assert_int_equal(t_taken(&u), 0);
		assert_int_equal(t_refs(&u), 0);
		assert_int_equal(p2pmem_alloc_mmap(u.a, &vma), 0);
		t_user_stop(&u);
	}
}

/* P2P-B16.4: the action that leads users away cannot be registered. */
static void pci_p2pdma_add_resource__no_action_for_users__undone(void **state)
{
	struct vm_area_struct vma = t_shared(1);
	struct t_user u;

	(void)state;
	t_p2p_init(&u.t, "HB ; RP - a", BP_P2P_PAGES, 0);
	u.t.p2p.rules = bp_p2p_rules_find("v6.12");
	u.a = t_p2p_dev(&u.t, 'a');
	t_p2p_fail(&u.t, BP_ALLOC_ACTION, 2);
	assert_int_equal(pci_p2pdma_add_resource(u.a, 0, 0, 0), -ENOMEM);
	assert_int_equal(bp_mm_descriptor_bytes(&u.t.pci.env), 0);
	assert_int_equal(p2pmem_alloc_mmap(u.a, &vma), -ENOMEM);
	assert_int_equal(pci_p2pdma_add_resource(u.a, 0, 0, 0), 0);
	assert_int_equal(p2pmem_alloc_mmap(u.a, &vma), 0);
	t_user_stop(&u);
}

/* Lets a page go while unbinding waits for it. */
struct later {
	struct bp_work work;
	struct t_user *u;
	struct page *page;
	struct vm_area_struct *vma;
	struct vm_area_struct fresh;
	bool was_mapped;
	int file_result;
	int fresh_result;
};

static void let_go(struct bp_work *work)
{
	struct later *later = bp_container_of(work, struct later, work);
	struct bp_p2pmem_file file;

	later->was_mapped = bp_vma_page(later->vma, 0) || bp_vma_page(later->vma, 1);
	later->file_result = bp_p2pmem_allocate_stat(later->u->a, &file);
	later->fresh_result = p2pmem_alloc_mmap(later->u->a, &later->fresh);
	put_page(&later->u->t.pci.env, later->page);
}

/* P-84: the file goes, mappings are torn down, and who holds a page is waited for. */
static void unbind__mapped_and_pinned__torn_down_then_waited_for(void **state)
{
	struct vm_area_struct vma = t_shared(2);
	struct t_user u;
	struct later later = { .work.fn = let_go, .u = &u, .vma = &vma, .fresh = t_shared(1) };

	(void)state;
	t_user_start(&u);
	assert_int_equal(p2pmem_alloc_mmap(u.a, &vma), 0);
	assert_int_equal(bp_vma_pin(&u.t.pci.env, &vma, 1, 1, FOLL_PCI_P2PDMA, &later.page), 1);
	bp_work_queue(&u.t.pci.env, &later.work);
	t_p2p_forget(&u.t);
	bp_p2p_unbind(u.a);
	assert_false(later.was_mapped);
	assert_int_equal(later.file_result, -ENOENT);
	assert_int_equal(later.fresh_result, -ENODEV);
	assert_null(vma.bp_piece);
	assert_null(u.a->p2pdma);
	assert_true(t_p2p_place(&u.t, BP_EV_P2P_FREE) < t_p2p_place(&u.t, BP_EV_P2P_UNMAP));
	t_p2p_fini(&u.t);
}

static void map_late(struct bp_work *work)
{
	struct later *later = bp_container_of(work, struct later, work);

	later->fresh_result = p2pmem_alloc_mmap(later->u->a, &later->fresh);
}

/* P-84, P2P-B3.2: a provider whose pool stayed empty has a file until its very end. */
static void unbind__mapped_in_the_window__enodev(void **state)
{
	struct t_user u;
	struct later later = { .work.fn = map_late, .u = &u, .fresh = t_shared(1) };

	(void)state;
	t_p2p_init(&u.t, "HB ; RP - a", BP_P2P_PAGES, 0);
	u.t.p2p.rules = bp_p2p_rules_find("v6.12");
	u.a = t_p2p_dev(&u.t, 'a');
	t_p2p_fail(&u.t, BP_ALLOC_MAPPING, 0);
	assert_int_equal(pci_p2pdma_add_resource(u.a, 0, 0, 0), -ENOMEM);
	bp_work_queue(&u.t.pci.env, &later.work);
	bp_p2p_unbind(u.a);
	assert_int_equal(later.fresh_result, -ENODEV);
	t_p2p_fini(&u.t);
}

/* P-84, P2P-B3.3: a page that nobody lets go. */
static void unbind__page_never_dropped__hang_is_told(void **state)
{
	struct vm_area_struct vma = t_shared(1);
	struct page *page;
	struct t_user u;

	(void)state;
	t_user_start(&u);
	assert_int_equal(p2pmem_alloc_mmap(u.a, &vma), 0);
	assert_int_equal(bp_vma_pin(&u.t.pci.env, &vma, 0, 1, FOLL_PCI_P2PDMA, &page), 1);
	assert_bug(&u.t.pci.env, BP_SITE_WAIT_HANG, bp_p2p_unbind(u.a));
	t_p2p_drop(&u.t);
}

/* P-84: the newest resource goes first; no process keeps the memory of the older one either. */
static void unbind__two_resources__all_mappings_torn_down_first(void **state)
{
	struct vm_area_struct one = t_shared(T_P2P_BAR0 / T_PAGE), other = t_shared(1);
	struct t_user u;

	(void)state;
	t_user_start(&u);
	assert_int_equal(p2pmem_alloc_mmap(u.a, &one), 0);
	assert_int_equal(pci_p2pdma_add_resource(u.a, 4, 0, 0), 0);
	assert_int_equal(p2pmem_alloc_mmap(u.a, &other), 0);
	t_user_stop(&u);
	assert_null(one.bp_piece);
	assert_null(other.bp_piece);
}

/* DEF-P2P-14 mended: pages of a mapping go back one by one, those of an allocation do not. */
static void pci_free_p2pmem__sizes__as_divided(void **state)
{
	struct vm_area_struct vma = t_shared(2);
	bp_virt_addr_t whole, first;
	struct t_user u;

	(void)state;
	t_user_start(&u);
	assert_int_equal(p2pmem_alloc_mmap(u.a, &vma), 0);
	first = t_p2p_last(&u.t, BP_EV_P2P_DIVIDE)->virt;
	assert_int_equal(t_p2p_last(&u.t, BP_EV_P2P_DIVIDE)->size, 2 * T_PAGE);
	assert_int_equal(t_p2p_last(&u.t, BP_EV_P2P_DIVIDE)->refs, 2);
	whole = pci_alloc_p2pmem(u.a, 2 * T_PAGE);
	pci_free_p2pmem(u.a, whole, T_PAGE);
	assert_hits(&u.t.pci.env, BP_SITE_POOL_FREE_SIZE, 1);
	pci_free_p2pmem(u.a, first, 2 * T_PAGE);
	assert_hits(&u.t.pci.env, BP_SITE_POOL_FREE_SIZE, 2);
	assert_int_equal(t_taken(&u), 4);
	bp_vma_unmap(&vma, 0, 2);
	pci_free_p2pmem(u.a, whole, 2 * T_PAGE);
	assert_hits(&u.t.pci.env, BP_SITE_POOL_FREE_SIZE, 2);
	assert_int_equal(t_taken(&u), 0);
	t_user_stop(&u);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_p2pmem_allocate_stat__rule_sets__from_v6_12_on),
		cmocka_unit_test(p2pmem_alloc_mmap__what_is_asked__table),
		cmocka_unit_test(p2pmem_alloc_mmap__two_mappings__each_its_own_piece),
		cmocka_unit_test(p2pmem_alloc_mmap__each_failure__undone),
		cmocka_unit_test(pci_p2pdma_add_resource__no_action_for_users__undone),
		cmocka_unit_test(unbind__mapped_and_pinned__torn_down_then_waited_for),
		cmocka_unit_test(unbind__mapped_in_the_window__enodev),
		cmocka_unit_test(unbind__page_never_dropped__hang_is_told),
		cmocka_unit_test(unbind__two_resources__all_mappings_torn_down_first),
		cmocka_unit_test(pci_free_p2pmem__sizes__as_divided),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
