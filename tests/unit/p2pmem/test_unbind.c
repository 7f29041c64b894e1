/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who does what while a provider's driver goes (P2P-B1.1, B3.2, B3.4; DEF-P2P-2, INV-P2P-7).
 */
#include "bp_test.h"
#include "p2p.h"

/* A user who is still at work: asks for more, gives back, and gives back what it got. */
struct user {
	struct bp_work work;
	struct pci_dev *dev;
	bp_virt_addr_t addr;
	bp_virt_addr_t more;
};

static void ask_and_give_back(struct bp_work *work)
{
	struct user *user = bp_container_of(work, struct user, work);

	user->more = pci_alloc_p2pmem(user->dev, 4096);
	pci_free_p2pmem(user->dev, user->addr, 4096);
	if (bp_virt_u64(user->more))
		pci_free_p2pmem(user->dev, user->more, 4096);
}

static void use_one_page(struct t_p2p *t, struct user *user)
{
	*user = (struct user){ .work.fn = ask_and_give_back, .dev = t_p2p_dev(t, 'a') };
	assert_int_equal(pci_p2pdma_add_resource(user->dev, 0, 0, 0), 0);
	user->addr = pci_alloc_p2pmem(user->dev, 4096);
	assert_int_not_equal(bp_virt_u64(user->addr), 0);
	bp_work_queue(&t->pci.env, &user->work);
}

/* INV-P2P-7: the references of pages and of resources are not those of allocations. */
static void unbind__in_use__references_are_those_of_allocations(void **state)
{
	(void)state;
	t_for_each_profile (profile) {
		struct user user;
		struct t_p2p t;

		t_p2p_init(&t, "HB ; RP - a", profile, 0);
		use_one_page(&t, &user);
		t_p2p_forget(&t);
		bp_p2p_unbind(user.dev);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_UNBIND_BEGIN)->refs, 1);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_ALLOC)->refs, 1);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_FREE)->refs, 0);
		assert_int_equal(bp_virt_u64(user.more), 0);
		t_p2p_fini(&t);
	}
}

/* P2P-B3.2: with pages the newer resource has ended by then, yet its state stays until the pool is
 * destroyed. */
static void unbind__older_resource_in_use__newer_gives_nothing(void **state)
{
	(void)state;
	t_for_each_profile (profile) {
		struct user user;
		struct t_p2p t;

		t_p2p_init(&t, "HB ; RP - a", profile, 0);
		use_one_page(&t, &user);
		assert_int_equal(pci_p2pdma_add_resource(user.dev, 4, 0, 0), 0);
		bp_p2p_unbind(user.dev);
		assert_int_equal(bp_virt_u64(user.more), 0);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_ALLOC)->pool_avail,
				 T_P2P_BAR0 + T_P2P_BAR4 - 4096);
		t_p2p_fini(&t);
	}
}

/* P2P-B1.1: who raced with the kill has memory, and is waited for as well. */
static void unbind__get_races_with_the_kill__waited_for_too(void **state)
{
	(void)state;
	t_for_each_profile (profile) {
		struct user user;
		struct t_p2p t;

		t_p2p_init(&t, "HB ; RP - a", profile, 0);
		t.pci.env.racing_gets = 1;
		use_one_page(&t, &user);
		t_p2p_forget(&t);
		bp_p2p_unbind(user.dev);
		assert_int_not_equal(bp_virt_u64(user.more), 0);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_ALLOC)->refs, 2);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_FREE)->virt.virt, user.more.virt);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_FREE)->refs, 0);
		assert_true(t_p2p_place(&t, BP_EV_P2P_FREE) < t_p2p_place(&t, BP_EV_P2P_UNMAP));
		t_p2p_fini(&t);
	}
}

/* Somebody asks for memory at the moment the CPU has lost it. */
struct latecomer {
	struct bp_sink sink;
	struct user user;
	bp_virt_addr_t got;
};

static void ask_late(struct bp_sink *sink, const struct bp_event *event)
{
	struct latecomer *late = bp_container_of(sink, struct latecomer, sink);

	if (event->id != BP_EV_P2P_UNMAP)
		return;
	late->got = pci_alloc_p2pmem(late->user.dev, 4096);
	if (bp_virt_u64(late->got)) {
		late->user.addr = late->got;
		bp_work_queue(event->env, &late->user.work);
	}
}

/* P2P-B3.4, DEF-P2P-2: between unmapping and the kill memory without a mapping is given out. */
static void unbind__asked_after_unmapping__nothing_unless_def_p2p_2(void **state)
{
	(void)state;
	for (int defect = 0; defect < 2; defect++) {
		struct latecomer late = { .sink.fn = ask_late, .user.work.fn = ask_and_give_back };
		struct t_p2p t;

		t_p2p_init(&t, "HB ; RP - a", BP_P2P_DIRECT, 0);
		late.user.dev = t_p2p_dev(&t, 'a');
		if (defect)
			t_p2p_defect(late.user.dev, BP_DEF_P2P_2);
		assert_int_equal(pci_p2pdma_add_resource(late.user.dev, 0, 0, 0), 0);
		bp_sink_add(&t.pci.env, &late.sink);
		bp_p2p_unbind(late.user.dev);
		assert_int_equal(bp_virt_u64(late.got) != 0, defect);
		assert_null(bp_mapping_find(&t.pci.env, late.got));
		t_p2p_fini(&t);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(unbind__in_use__references_are_those_of_allocations),
		cmocka_unit_test(unbind__older_resource_in_use__newer_gives_nothing),
		cmocka_unit_test(unbind__get_races_with_the_kill__waited_for_too),
		cmocka_unit_test(unbind__asked_after_unmapping__nothing_unless_def_p2p_2),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
