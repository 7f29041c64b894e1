/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A provider under v6.12 whose memory processes map.
 */
#ifndef USER_TEST_H
#define USER_TEST_H

#include <blkpath/p2p_user.h>

#include "bp_test.h"
#include "p2p.h"

#define T_PAGE 4096ull

/* b shares a switch with a, the provider; c does not. */
struct t_user {
	struct t_p2p t;
	struct pci_dev *a;
};

static inline void t_user_start(struct t_user *u)
{
	t_p2p_init(&u->t, "HB ; RP - U - { D.0 - a , D.0 - b } ; RP - c", BP_P2P_PAGES, 0);
	u->t.p2p.rules = bp_p2p_rules_find("v6.12");
	u->a = t_p2p_dev(&u->t, 'a');
	assert_int_equal(pci_p2pdma_add_resource(u->a, 0, 0, 0), 0);
}

/* Unbinds, which tears down what is mapped; nothing may be left. */
static inline void t_user_stop(struct t_user *u)
{
	t_p2p_fini(&u->t);
}

static inline struct vm_area_struct t_shared(u64 pages)
{
	return (struct vm_area_struct){ .vm_flags = VM_MAYSHARE, .bp_bytes = pages * T_PAGE };
}

/* What the provider is like now: any call that fails tells it. */
static inline const struct bp_p2p_call *t_now(struct t_user *u)
{
	t_p2p_forget(&u->t);
	assert_int_equal(bp_virt_u64(pci_alloc_p2pmem(u->a, 0)), 0);
	return t_p2p_last(&u->t, BP_EV_P2P_ALLOC);
}

/* Pages that the pool has not. */
static inline u64 t_taken(struct t_user *u)
{
	const struct bp_p2p_call *now = t_now(u);

	return (now->pool_size - now->pool_avail) / T_PAGE;
}

static inline u64 t_refs(struct t_user *u)
{
	return t_now(u)->refs;
}

#endif
