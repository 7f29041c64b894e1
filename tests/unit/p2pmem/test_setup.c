/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A provider begins and ends (P2P-B2.5, B2.10, B3, B14.2, B16.4; DEF-P2P-1, DEF-P2P-2, DEF-P2P-12;
 * INV-P2P-9, INV-P2P-10).
 */
#include <errno.h>
#include <string.h>

#include <blkpath/p2pdma_enable.h>

#include "bp_test.h"
#include "p2p.h"

/* The mapping of RAM, and that of the table of mappings. */
#define T_MAPPINGS 2

/* Nothing else than a state with its pool, and these actions. */
static void assert_left(const struct t_p2p *t, bool has_state, unsigned actions)
{
	const u64 *live = t->pci.env.live;

	assert_int_equal(live[BP_ALLOC_DEVRES], has_state);
	assert_int_equal(live[BP_ALLOC_POOL], has_state);
	assert_int_equal(live[BP_ALLOC_PERCPU], has_state && t->p2p.profile == BP_P2P_DIRECT);
	assert_int_equal(live[BP_ALLOC_ACTION], actions);
	assert_int_equal(live[BP_ALLOC_MAPPING], T_MAPPINGS);
}

/* Every allocation of a kind fails in turn; what stays behind, and that a second try succeeds. */
static void pci_p2pdma_add_resource__each_failure__undone(void **state)
{
	static const struct {
		enum bp_p2p_profile profile;
		enum bp_alloc_kind kind;
		unsigned skip;
		bool has_state;	  /* P2P-B2.10: setup had succeeded */
		unsigned actions; /* P2P-B2.5: the release action stays registered */
		int result;
	} cases[] = {
		{ BP_P2P_PAGES, BP_ALLOC_DEVRES, 0, false, 0, -ENOMEM },  /* struct pci_p2pdma */
		{ BP_P2P_PAGES, BP_ALLOC_POOL, 0, false, 0, -ENOMEM },	  /* pool */
		{ BP_P2P_PAGES, BP_ALLOC_ACTION, 0, false, 0, -ENOMEM },  /* release action */
		{ BP_P2P_PAGES, BP_ALLOC_SYSFS, 0, false, 1, -ENOMEM },	  /* group */
		{ BP_P2P_PAGES, BP_ALLOC_DEVRES, 1, true, 1, -ENOMEM },	  /* pagemap */
		{ BP_P2P_PAGES, BP_ALLOC_PERCPU, 0, true, 1, -ENOMEM },	  /* its reference */
		{ BP_P2P_PAGES, BP_ALLOC_MAPPING, 0, true, 1, -ENOMEM },  /* its mapping */
		{ BP_P2P_PAGES, BP_ALLOC_POOL, 1, true, 1, -ENOMEM },	  /* chunk */
		{ BP_P2P_DIRECT, BP_ALLOC_DEVRES, 0, false, 0, -ENOMEM }, /* struct pci_p2pdma */
		{ BP_P2P_DIRECT, BP_ALLOC_POOL, 0, false, 0, -ENOMEM },	  /* pool */
		{ BP_P2P_DIRECT, BP_ALLOC_PERCPU, 0, false, 0, -ENOMEM }, /* reference */
		{ BP_P2P_DIRECT, BP_ALLOC_ACTION, 0, false, 0, -ENOMEM }, /* release action */
		{ BP_P2P_DIRECT, BP_ALLOC_SYSFS, 0, false, 1, -ENOMEM },  /* group */
		{ BP_P2P_DIRECT, BP_ALLOC_MAPPING, 0, true, 1, -ENXIO },  /* P2P-B14.1: mapping */
		{ BP_P2P_DIRECT, BP_ALLOC_ACTION, 1, true, 1, -ENOMEM },  /* its release */
		{ BP_P2P_DIRECT, BP_ALLOC_ACTION, 2, true, 1, -ENOMEM },  /* the drain before it */
		{ BP_P2P_DIRECT, BP_ALLOC_POOL, 1, true, 1, -ENOMEM },	  /* chunk */
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct pci_dev *dev;
		struct t_p2p t;

		t_p2p_init(&t, "HB ; RP - a", cases[i].profile, 0);
		dev = t_p2p_dev(&t, 'a');
		t_p2p_fail(&t, cases[i].kind, cases[i].skip);
		assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0, 0), cases[i].result);
		assert_int_equal(t.fail, BP_ALLOC_NR);
		assert_int_equal(dev->p2pdma != NULL, cases[i].has_state);
		assert_int_equal(dev->has_p2pmem_group, cases[i].has_state);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_ADD)->pool_size, 0);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_ADD)->refs, 0);
		assert_int_equal(bp_mm_descriptor_bytes(&t.pci.env), 0);
		assert_left(&t, cases[i].has_state, cases[i].actions);
		assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0, 0), 0);
		t_p2p_fini(&t);
	}
}

/* DEF-P2P-1: a setup that fails late leaves the counters of its reference. */
static void pci_p2pdma_add_resource__def_p2p_1__counters_leak(void **state)
{
	static const enum bp_alloc_kind kinds[] = { BP_ALLOC_ACTION, BP_ALLOC_SYSFS };

	(void)state;
	for (size_t i = 0; i < bp_array_size(kinds); i++) {
		struct pci_dev *dev;
		struct t_p2p t;

		t_p2p_init(&t, "HB ; RP - a", BP_P2P_DIRECT, 0);
		dev = t_p2p_dev(&t, 'a');
		t_p2p_defect(dev, BP_DEF_P2P_1);
		t_p2p_fail(&t, kinds[i], 0);
		assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0, 0), -ENOMEM);
		bp_p2p_unbind(dev);
		assert_int_equal(t.pci.env.live[BP_ALLOC_PERCPU], 1);
		t_p2p_drop(&t);
	}
}

/* Gives back memory while somebody waits for it. */
struct later {
	struct bp_work work;
	struct t_p2p *t;
	struct pci_dev *dev;
	bp_virt_addr_t addr;
	bool reached;
	bp_virt_addr_t fresh;
	char text[32];
};

static void give_back(struct bp_work *work)
{
	struct later *later = bp_container_of(work, struct later, work);

	later->reached = bp_p2p_touch(later->dev, later->addr, 4096);
	later->fresh = pci_alloc_p2pmem(later->dev, 4096);
	pci_free_p2pmem(later->dev, later->addr, 4096);
}

static void hold_and_unbind(struct t_p2p *t, struct later *later)
{
	*later = (struct later){ .work.fn = give_back, .t = t, .dev = t_p2p_dev(t, 'a') };
	assert_int_equal(pci_p2pdma_add_resource(later->dev, 0, 0, 0), 0);
	later->addr = pci_alloc_p2pmem(later->dev, 4096);
	assert_int_not_equal(bp_virt_u64(later->addr), 0);
	bp_work_queue(&t->pci.env, &later->work);
	t_p2p_forget(t);
	bp_p2p_unbind(later->dev);
}

/* P2P-B3.2, B16.1: new users are turned away, the old one is waited for, its mapping stays. */
static void unbind__memory_in_use__waits_and_then_unmaps(void **state)
{
	(void)state;
	t_for_each_profile (profile) {
		struct later later;
		struct t_p2p t;

		t_p2p_init(&t, "HB ; RP - a", profile, 0);
		hold_and_unbind(&t, &later);
		assert_true(later.reached);
		assert_int_equal(bp_virt_u64(later.fresh), 0);
		assert_int_equal(t_p2p_place(&t, BP_EV_P2P_UNBIND_BEGIN), 0);
		assert_true(t_p2p_place(&t, BP_EV_P2P_FREE) < t_p2p_place(&t, BP_EV_P2P_UNMAP));
		assert_hits(&t.pci.env, BP_SITE_CPU_FAULT, 0);
		t_p2p_fini(&t);
	}
}

/* DEF-P2P-2: the mapping goes first, and whoever has memory still points into nothing. */
static void unbind__def_p2p_2__unmaps_and_then_waits(void **state)
{
	struct later later;
	struct t_p2p t;

	(void)state;
	t_p2p_init(&t, "HB ; RP - a", BP_P2P_DIRECT, 0);
	t_p2p_defect(t_p2p_dev(&t, 'a'), BP_DEF_P2P_2);
	hold_and_unbind(&t, &later);
	assert_false(later.reached);
	assert_hits(&t.pci.env, BP_SITE_CPU_FAULT, 1);
	assert_true(t_p2p_place(&t, BP_EV_P2P_UNMAP) < t_p2p_place(&t, BP_EV_P2P_FREE));
	t_p2p_fini(&t);
}

/* P2P-B3.3, DEF-P2P-4: nobody will ever free; with pages the report names the BAR. */
static void unbind__memory_leaked__hang_is_told(void **state)
{
	static const u64 named[] = { [BP_P2P_PAGES] = 0x90000000, [BP_P2P_DIRECT] = 0 };

	(void)state;
	t_for_each_profile (profile) {
		struct pci_dev *dev;
		struct t_p2p t;

		t_p2p_init(&t, "HB ; RP - a", profile, 0x3f80000000);
		dev = t_p2p_dev(&t, 'a');
		assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0, 0), 0);
		assert_int_not_equal(bp_virt_u64(pci_alloc_p2pmem(dev, 1)), 0);
		assert_bug(&t.pci.env, BP_SITE_WAIT_HANG, bp_p2p_unbind(dev));
		assert_int_equal(t.pci.env.bug.a, named[profile]);
		t_p2p_drop(&t);
	}
}

/* P2P-B3.2: resources go newest first, each with its own reference. */
static void unbind__two_resources__newest_first(void **state)
{
	(void)state;
	t_for_each_profile (profile) {
		u64 unmapped[2];
		unsigned nr = 0;
		struct pci_dev *dev;
		struct t_p2p t;

		t_p2p_init(&t, "HB ; RP - a", profile, 0);
		dev = t_p2p_dev(&t, 'a');
		assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0, 0), 0);
		assert_int_equal(pci_p2pdma_add_resource(dev, 4, 0, 0), 0);
		bp_p2p_unbind(dev);
		for (unsigned i = 0; i < t.nr_events; i++)
			if (t.event[i] == BP_EV_P2P_UNMAP)
				unmapped[nr++ % 2] = t.call[i].size;
		assert_int_equal(nr, 2);
		assert_int_equal(unmapped[0], T_P2P_BAR4);
		assert_int_equal(unmapped[1], T_P2P_BAR0);
		t_p2p_fini(&t);
	}
}

/* Another task reads a file of the group in the window that unbind leaves (P2P-B13.2). */
static void read_file(struct bp_work *work)
{
	struct later *later = bp_container_of(work, struct later, work);

	bp_p2pmem_show(later->dev, BP_P2PMEM_AVAILABLE, later->text);
}

struct trap {
	struct bp_sink sink;
	struct later *later;
};

/* The pointer is gone from the last unmapping on. */
static void queue_reader(struct bp_sink *sink, const struct bp_event *event)
{
	struct trap *trap = bp_container_of(sink, struct trap, sink);

	if (event->id == BP_EV_P2P_UNMAP)
		bp_work_queue(event->env, &trap->later->work);
}

static void read_in_the_window(struct t_p2p *t, struct later *later, struct trap *trap)
{
	*later = (struct later){ .work.fn = read_file };
	*trap = (struct trap){ .sink.fn = queue_reader, .later = later };
	t_p2p_init(t, "HB ; RP - a", BP_P2P_PAGES, 0);
	later->dev = t_p2p_dev(t, 'a');
	assert_int_equal(pci_p2pdma_add_resource(later->dev, 0, 0, 0), 0);
	bp_sink_add(&t->pci.env, &trap->sink);
}

static void unbind__file_read_in_the_window__zero(void **state)
{
	struct later later;
	struct trap trap;
	struct t_p2p t;

	(void)state;
	read_in_the_window(&t, &later, &trap);
	bp_p2p_unbind(later.dev);
	assert_string_equal(later.text, "0\n");
	t_p2p_fini(&t);
}

static void unbind__def_p2p_12__file_read_in_the_window__null_pointer(void **state)
{
	struct later later;
	struct trap trap;
	struct t_p2p t;

	(void)state;
	read_in_the_window(&t, &later, &trap);
	t_p2p_defect(later.dev, BP_DEF_P2P_12);
	assert_bug(&t.pci.env, BP_SITE_P2P_SYSFS_NULL, bp_p2p_unbind(later.dev));
	assert_int_equal(t_p2p_last(&t, BP_EV_P2P_SYSFS)->result, -EFAULT);
	t_p2p_drop(&t);
}

/* P2P-B2.5: the action of a setup that failed later finds nothing to do. */
static void unbind__after_failed_and_good_setup__released_once(void **state)
{
	(void)state;
	t_for_each_profile (profile) {
		struct pci_dev *dev;
		struct t_p2p t;

		t_p2p_init(&t, "HB ; RP - a", profile, 0);
		dev = t_p2p_dev(&t, 'a');
		t_p2p_fail(&t, BP_ALLOC_SYSFS, 0);
		assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0, 0), -ENOMEM);
		assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0, 0), 0);
		bp_p2p_unbind(dev);
		assert_null(dev->p2pdma);
		assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0, 0), 0);
		t_p2p_fini(&t);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pci_p2pdma_add_resource__each_failure__undone),
		cmocka_unit_test(pci_p2pdma_add_resource__def_p2p_1__counters_leak),
		cmocka_unit_test(unbind__memory_in_use__waits_and_then_unmaps),
		cmocka_unit_test(unbind__def_p2p_2__unmaps_and_then_waits),
		cmocka_unit_test(unbind__memory_leaked__hang_is_told),
		cmocka_unit_test(unbind__two_resources__newest_first),
		cmocka_unit_test(unbind__file_read_in_the_window__zero),
		cmocka_unit_test(unbind__def_p2p_12__file_read_in_the_window__null_pointer),
		cmocka_unit_test(unbind__after_failed_and_good_setup__released_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
