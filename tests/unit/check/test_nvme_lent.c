/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVME-31: memory that a controller lends, and takes for its own queues.
 */
#include <blkpath/nvme_event.h>

#include "hearing.h"

#define CLASS_NETWORK 0x0200

static void lent__taken_and_given_back__held(void **state)
{
	(void)state;
	t_for_each_profile (profile) {
		bp_virt_addr_t one, two;
		struct t_hearing h;

		open_hearing(&h, profile);
		one = pci_alloc_p2pmem(h.a, 1);
		two = pci_alloc_p2pmem(h.a, 5000);
		pci_free_p2pmem(h.a, one, 1);
		pci_free_p2pmem(h.a, two, 5000);
		bp_p2p_unbind(h.a);
		judged(&h, BP_INV_NVME_31, 0);
		assert_int_equal(bp_check_total(h.check), 0);
		close_hearing(&h);
	}
}

/* Two pages are taken; what the pool says then. */
static void lent__numbers_told__judged_of_controllers(void **state)
{
	static const struct {
		u16 class_code;
		u64 size, avail;
		u64 broken;
	} cases[] = {
		{ 0x0108, T_P2P_BAR0, T_P2P_BAR0 - 8192, 0 },
		{ 0x0108, T_P2P_BAR0, T_P2P_BAR0 - 5000, 1 }, /* whole pages */
		{ 0x0108, T_P2P_BAR0, T_P2P_BAR0, 1 },
		{ 0x0108, 8192, 16384, 1 },
		{ CLASS_NETWORK, T_P2P_BAR0, T_P2P_BAR0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_hearing h;
		bp_virt_addr_t one;
		u64 before;

		open_hearing(&h, BP_P2P_DIRECT);
		one = pci_alloc_p2pmem(h.a, 5000);
		before = bp_check_judged(h.check, BP_INV_NVME_31);
		h.a->class_code = cases[i].class_code;
		say(&h, BP_EV_P2P_ALLOC, /* of nothing */
		    (struct bp_p2p_call){ .provider = h.a,
					  .refs = 1,
					  .pool_size = cases[i].size,
					  .pool_avail = cases[i].avail });
		assert_int_equal(bp_check_judged(h.check, BP_INV_NVME_31) > before,
				 cases[i].class_code != CLASS_NETWORK);
		assert_int_equal(bp_check_count(h.check, BP_INV_NVME_31), cases[i].broken);
		h.a->class_code = 0x0108;
		pci_free_p2pmem(h.a, one, 5000);
		close_hearing(&h);
	}
}

static void say_sq(struct t_hearing *h, enum bp_event_id id, u64 virt)
{
	const struct bp_nvme_event nvme = { .pdev = h->a,
					    .sq = { .qid = 1, .virt = bp_virt_addr(virt) } };
	const struct bp_event event = { .id = id, .env = &h->t.pci.env, .nvme = &nvme };

	bp_check_event(h->check, &event);
}

/* DEF-NVME-14: what the driver took for a queue is the queue's. */
static void lent__queue_told__its_memory_or_nobodys(void **state)
{
	static const struct {
		bool peer, takes, uses;
		u64 broken;
	} cases[] = {
		{ false, true, true, 0 },   { false, true, false, 1 }, { true, true, true, 0 },
		{ true, true, false, 1 },   { true, false, false, 0 }, /* the peer keeps its page */
		{ false, false, false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		bp_virt_addr_t peers = { 0 }, queues = { 0 };
		struct t_hearing h;

		open_hearing(&h, BP_P2P_DIRECT);
		if (cases[i].peer)
			peers = pci_alloc_p2pmem(h.a, 4096);
		say_sq(&h, BP_EV_NVME_SQ_BEGIN, 0);
		if (cases[i].takes)
			queues = pci_alloc_p2pmem(h.a, 8192);
		say_sq(&h, BP_EV_NVME_SQ, cases[i].uses ? bp_virt_u64(queues) : 0x1000);
		assert_int_equal(bp_check_count(h.check, BP_INV_NVME_31), cases[i].broken);
		assert_int_equal(bp_check_count(h.check, BP_INV_P2P_11), cases[i].broken);
		assert_int_equal(bp_check_total(h.check), 2 * cases[i].broken);
		if (cases[i].takes)
			pci_free_p2pmem(h.a, queues, 8192);
		if (cases[i].peer)
			pci_free_p2pmem(h.a, peers, 4096);
		assert_int_equal(bp_check_total(h.check), 2 * cases[i].broken);
		close_hearing(&h);
	}
}

/* A function of which nothing was given out has queues, too. */
static void lent__queue_of_a_controller_without_memory__no_case(void **state)
{
	struct t_hearing h;

	(void)state;
	open_hearing(&h, BP_P2P_DIRECT);
	h.a = h.b;
	say_sq(&h, BP_EV_NVME_SQ_BEGIN, 0);
	say_sq(&h, BP_EV_NVME_SQ, 0x1000);
	assert_int_equal(bp_check_judged(h.check, BP_INV_NVME_31), 0);
	close_hearing(&h);
}

/* Nothing is given out after the kill; page descriptors have a reference for each resource. */
static void lent__allocated_while_the_driver_goes__broken(void **state)
{
	(void)state;
	t_for_each_profile (profile) {
		struct t_hearing h;
		bp_virt_addr_t one;

		open_hearing(&h, profile);
		say(&h, BP_EV_P2P_UNBIND_BEGIN, (struct bp_p2p_call){ .provider = h.a });
		one = pci_alloc_p2pmem(h.a, 4096);
		judged(&h, BP_INV_NVME_31, profile == BP_P2P_DIRECT);
		pci_free_p2pmem(h.a, one, 4096);
		close_hearing(&h);
	}
}

static void lent__gone_with_memory_in_use__broken(void **state)
{
	struct t_hearing h;
	bp_virt_addr_t one;

	(void)state;
	open_hearing(&h, BP_P2P_DIRECT);
	one = pci_alloc_p2pmem(h.a, 4096);
	say(&h, BP_EV_P2P_UNBIND_END, (struct bp_p2p_call){ .provider = h.a });
	judged(&h, BP_INV_NVME_31, 1);
	pci_free_p2pmem(h.a, one, 4096);
	close_hearing(&h);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lent__taken_and_given_back__held),
		cmocka_unit_test(lent__numbers_told__judged_of_controllers),
		cmocka_unit_test(lent__queue_told__its_memory_or_nobodys),
		cmocka_unit_test(lent__queue_of_a_controller_without_memory__no_case),
		cmocka_unit_test(lent__allocated_while_the_driver_goes__broken),
		cmocka_unit_test(lent__gone_with_memory_in_use__broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
