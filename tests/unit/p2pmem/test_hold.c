/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What requests in flight hold (P2P-B16.1, DEF-P2P-16, INV-P2P-8).
 */
#include <errno.h>

#include "bp_test.h"
#include "p2p.h"

struct stage {
	struct t_p2p t;
	struct pci_dev *dev;
	bp_virt_addr_t addr;
};

static bp_virt_addr_t plus(bp_virt_addr_t addr, u64 bytes)
{
	return bp_virt_addr(bp_virt_u64(addr) + bytes);
}

/* An allocation of two pages. */
static void set(struct stage *s)
{
	t_p2p_init(&s->t, "HB ; RP - a", BP_P2P_DIRECT, 0);
	s->dev = t_p2p_dev(&s->t, 'a');
	assert_int_equal(pci_p2pdma_add_resource(s->dev, 0, 0x10000, 0), 0);
	s->addr = pci_alloc_p2pmem(s->dev, 8192);
}

/* Freed while two requests use it: nobody else gets it until both are over. */
static void bp_p2p_hold__freed_in_flight__memory_stays(void **state)
{
	bp_virt_addr_t other;
	struct stage s;

	(void)state;
	set(&s);
	assert_true(bp_p2p_hold(s.dev, s.addr, 4096));
	assert_true(bp_p2p_hold(s.dev, plus(s.addr, 4096), 4096));
	pci_free_p2pmem(s.dev, s.addr, 8192);
	assert_int_equal(t_p2p_last(&s.t, BP_EV_P2P_FREE)->result, -EINPROGRESS);
	assert_int_equal(t_p2p_last(&s.t, BP_EV_P2P_FREE)->refs, 1);
	other = pci_alloc_p2pmem(s.dev, 4096);
	assert_int_equal(bp_virt_u64(other), bp_virt_u64(s.addr) + 8192);
	bp_p2p_let_go(s.dev, s.addr, 4096);
	assert_int_equal(t_p2p_last(&s.t, BP_EV_P2P_FREE)->result, -EINPROGRESS);
	bp_p2p_let_go(s.dev, plus(s.addr, 4096), 4096);
	assert_int_equal(t_p2p_last(&s.t, BP_EV_P2P_FREE)->result, 0);
	assert_int_equal(t_p2p_last(&s.t, BP_EV_P2P_FREE)->size, 8192);
	assert_int_equal(t_p2p_last(&s.t, BP_EV_P2P_FREE)->refs, 1);
	pci_free_p2pmem(s.dev, other, 4096);
	t_p2p_fini(&s.t);
}

/* The usual order: held, let go, freed. */
static void bp_p2p_hold__freed_afterwards__at_once(void **state)
{
	struct stage s;

	(void)state;
	set(&s);
	assert_true(bp_p2p_hold(s.dev, s.addr, 8192));
	assert_int_equal(t_p2p_last(&s.t, BP_EV_P2P_USE_BEGIN)->size, 8192);
	bp_p2p_let_go(s.dev, s.addr, 8192);
	assert_int_equal(t_p2p_last(&s.t, BP_EV_P2P_USE_END)->virt.virt, s.addr.virt);
	assert_int_equal(t_p2p_place(&s.t, BP_EV_P2P_FREE), -1);
	pci_free_p2pmem(s.dev, s.addr, 8192);
	assert_int_equal(t_p2p_last(&s.t, BP_EV_P2P_FREE)->result, 0);
	t_p2p_fini(&s.t);
}

/* DEF-P2P-16: the pool hands out what a device still writes to. */
static void bp_p2p_hold__def_p2p_16__memory_handed_out_again(void **state)
{
	struct stage s;

	(void)state;
	set(&s);
	t_p2p_defect(s.dev, BP_DEF_P2P_16);
	assert_true(bp_p2p_hold(s.dev, s.addr, 8192));
	pci_free_p2pmem(s.dev, s.addr, 8192);
	assert_int_equal(t_p2p_last(&s.t, BP_EV_P2P_FREE)->result, 0);
	assert_int_equal(bp_virt_u64(pci_alloc_p2pmem(s.dev, 8192)), bp_virt_u64(s.addr));
	bp_p2p_let_go(s.dev, s.addr, 8192);
	assert_hits(&s.t.pci.env, BP_SITE_P2P_NOT_HELD, 0);
	assert_true(t_p2p_place(&s.t, BP_EV_P2P_USE_BEGIN) < t_p2p_place(&s.t, BP_EV_P2P_USE_END));
	pci_free_p2pmem(s.dev, s.addr, 8192);
	t_p2p_fini(&s.t);
}

/* Unbinding waits for the last request too. */
struct request_of {
	struct bp_work work;
	struct stage *s;
};

static void end_request(struct bp_work *work)
{
	struct stage *s = bp_container_of(work, struct request_of, work)->s;

	bp_p2p_let_go(s->dev, s->addr, 8192);
}

static void bp_p2p_hold__unbind__waits_for_the_request(void **state)
{
	struct stage s;
	struct request_of rq = { .work.fn = end_request, .s = &s };

	(void)state;
	set(&s);
	assert_true(bp_p2p_hold(s.dev, s.addr, 8192));
	pci_free_p2pmem(s.dev, s.addr, 8192);
	bp_work_queue(&s.t.pci.env, &rq.work);
	t_p2p_forget(&s.t);
	bp_p2p_unbind(s.dev);
	assert_true(t_p2p_place(&s.t, BP_EV_P2P_USE_END) < t_p2p_place(&s.t, BP_EV_P2P_UNMAP));
	assert_null(s.dev->p2pdma);
	t_p2p_fini(&s.t);
}

static void bp_p2p_hold__what_is_not_there__refused(void **state)
{
	struct stage s;

	(void)state;
	set(&s);
	assert_false(bp_p2p_hold(s.dev, plus(s.addr, 8192), 1));
	assert_false(bp_p2p_hold(s.dev, s.addr, 8193));
	assert_false(bp_p2p_hold(s.dev, bp_virt_addr(4096), 1));
	assert_false(bp_p2p_hold(s.dev->bus->self, s.addr, 1));
	t_p2p_fail(&s.t, BP_ALLOC_POOL, 0);
	assert_false(bp_p2p_hold(s.dev, s.addr, 1));
	assert_int_equal(t_p2p_place(&s.t, BP_EV_P2P_USE_BEGIN), -1);
	/* Given back already: held by one, not by a second one. */
	assert_true(bp_p2p_hold(s.dev, s.addr, 1));
	pci_free_p2pmem(s.dev, s.addr, 8192);
	assert_false(bp_p2p_hold(s.dev, s.addr, 1));
	bp_p2p_let_go(s.dev, s.addr, 1);
	t_p2p_fini(&s.t);
}

static void bp_p2p_let_go__misuse__findings(void **state)
{
	struct stage s;

	(void)state;
	set(&s);
	bp_p2p_let_go(s.dev, s.addr, 1);
	bp_p2p_let_go(s.dev->bus->self, s.addr, 1);
	assert_hits(&s.t.pci.env, BP_SITE_P2P_NOT_HELD, 2);
	assert_true(bp_p2p_hold(s.dev, s.addr, 1));
	pci_free_p2pmem(s.dev, s.addr, 8192);
	pci_free_p2pmem(s.dev, s.addr, 8192);
	assert_hits(&s.t.pci.env, BP_SITE_P2P_FREED_TWICE, 1);
	bp_p2p_let_go(s.dev, s.addr, 1);
	assert_int_equal(t_p2p_last(&s.t, BP_EV_P2P_FREE)->refs, 0);
	t_p2p_fini(&s.t);
}

/* Neighbours are two allocations; the middle of one is none. */
static void bp_p2p_hold__neighbours__each_by_itself(void **state)
{
	bp_virt_addr_t next;
	struct stage s;

	(void)state;
	set(&s);
	next = pci_alloc_p2pmem(s.dev, 4096);
	assert_int_equal(bp_virt_u64(next), bp_virt_u64(s.addr) + 8192);
	assert_true(bp_p2p_hold(s.dev, s.addr, 8192));
	assert_true(bp_p2p_hold(s.dev, next, 4096));
	pci_free_p2pmem(s.dev, plus(s.addr, 4096), 8192);
	assert_int_equal(t_p2p_last(&s.t, BP_EV_P2P_FREE)->result, -EINVAL);
	pci_free_p2pmem(s.dev, next, 4096);
	assert_int_equal(t_p2p_last(&s.t, BP_EV_P2P_FREE)->result, -EINPROGRESS);
	bp_p2p_let_go(s.dev, s.addr, 8192);
	assert_int_equal(t_p2p_last(&s.t, BP_EV_P2P_FREE)->result, -EINPROGRESS);
	bp_p2p_let_go(s.dev, next, 4096);
	assert_int_equal(t_p2p_last(&s.t, BP_EV_P2P_FREE)->result, 0);
	pci_free_p2pmem(s.dev, s.addr, 8192);
	t_p2p_fini(&s.t);
}

/* DEF-P2P-14 mended also for memory that is held; the defect waits until nobody holds it. */
static void pci_free_p2pmem__held_and_other_size__refused(void **state)
{
	(void)state;
	for (int defect = 0; defect < 2; defect++) {
		struct stage s;

		set(&s);
		if (defect)
			t_p2p_defect(s.dev, BP_DEF_P2P_14);
		assert_true(bp_p2p_hold(s.dev, s.addr, 1));
		pci_free_p2pmem(s.dev, s.addr, 4096);
		assert_int_equal(t_p2p_last(&s.t, BP_EV_P2P_FREE)->result,
				 defect ? -EINPROGRESS : -EINVAL);
		bp_p2p_let_go(s.dev, s.addr, 1);
		if (defect) {
			assert_int_equal(t_p2p_last(&s.t, BP_EV_P2P_FREE)->pool_avail, 0xf000);
			t_p2p_drop(&s.t);
			continue;
		}
		pci_free_p2pmem(s.dev, s.addr, 8192);
		t_p2p_fini(&s.t);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_p2p_hold__freed_in_flight__memory_stays),
		cmocka_unit_test(bp_p2p_hold__freed_afterwards__at_once),
		cmocka_unit_test(bp_p2p_hold__def_p2p_16__memory_handed_out_again),
		cmocka_unit_test(bp_p2p_hold__unbind__waits_for_the_request),
		cmocka_unit_test(bp_p2p_hold__what_is_not_there__refused),
		cmocka_unit_test(bp_p2p_hold__neighbours__each_by_itself),
		cmocka_unit_test(bp_p2p_let_go__misuse__findings),
		cmocka_unit_test(pci_free_p2pmem__held_and_other_size__refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
