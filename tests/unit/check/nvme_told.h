/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A function of whom the test tells all that the checker hears.
 */
#ifndef T_NVME_TOLD_H
#define T_NVME_TOLD_H

#include "nvme_court.h"

#define ENTRIES 4u

struct told {
	struct t_nvme_court t;
	struct pci_dev *pdev;
	u16 slot;
};

static inline int tell_nothing(void **state)
{
	static struct told told;

	t_nvme_open(&told.t, &(struct t_io){ 0 });
	told.pdev = t_fabric_dev(&told.t.m.f, 'a');
	told.slot = 0;
	*state = &told;
	return 0;
}

static inline int told_all(void **state)
{
	struct told *told = *state;

	t_nvme_dismiss(&told->t);
	return 0;
}

static inline void tell(struct told *told, enum bp_event_id id, struct bp_nvme_event nvme)
{
	const struct bp_event event = { .id = id, .env = told->t.m.env, .nvme = &nvme };

	nvme.pdev = told->pdev;
	bp_check_event(told->t.check, &event);
}

static inline void assert_judged(const struct told *told, enum bp_invariant law, u64 judged,
				 u64 broken)
{
	assert_int_equal(bp_check_judged(told->t.check, law), judged);
	assert_int_equal(bp_check_count(told->t.check, law), broken);
}

static inline void tell_ready(struct told *told, u32 cmbsz, u8 aerl)
{
	tell(told, BP_EV_NVME_CTRL_STATE,
	     (struct bp_nvme_event){
		     .registers = { .csts = NVME_CSTS_RDY, .cmbsz = cmbsz, .aerl = aerl } });
}

/* A case: its `*state` is a struct told. */
#define telling(test) cmocka_unit_test_setup_teardown(test, tell_nothing, told_all)

#endif
