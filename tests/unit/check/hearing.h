/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine with peer-to-peer memory and a checker that hears what it does, or what it is told.
 */
#ifndef HEARING_H
#define HEARING_H

#include "court.h"
#include "p2p.h"

#define OFFSET 0x3f80000000ull

struct t_hearing {
	struct t_p2p t;
	struct bp_check *check;
	struct pci_dev *a, *b, *c;
};

static inline void open_hearing_under(struct t_hearing *h, enum bp_p2p_profile profile,
				      const char *rules)
{
	t_p2p_init(&h->t, "HB ; RP - { a , b } ; ROOT/40 ; RP - c", profile, OFFSET);
	h->t.p2p.rules = bp_p2p_rules_find(rules);
	h->check = bp_check_new(&h->t.pci.env);
	assert_non_null(h->check);
	h->a = t_p2p_dev(&h->t, 'a');
	h->b = t_p2p_dev(&h->t, 'b');
	h->c = t_p2p_dev(&h->t, 'c');
	assert_int_equal(pci_p2pdma_add_resource(h->a, 0, 0, 0), 0);
}

static inline void open_hearing(struct t_hearing *h, enum bp_p2p_profile profile)
{
	open_hearing_under(h, profile, "v5.2-rc5");
}

static inline void close_hearing(struct t_hearing *h)
{
	bp_check_free(h->check);
	t_p2p_fini(&h->t);
}

static inline void judged(const struct t_hearing *h, enum bp_invariant id, u64 broken)
{
	assert_true(bp_check_judged(h->check, id) > 0);
	if (bp_check_count(h->check, id) != broken)
		fail_msg("%s is broken %llu times, not %llu", bp_invariant_get(id)->id,
			 (unsigned long long)bp_check_count(h->check, id),
			 (unsigned long long)broken);
}

static inline void say(struct t_hearing *h, enum bp_event_id id, struct bp_p2p_call call)
{
	const struct bp_event event = { .id = id, .env = &h->t.pci.env, .p2p = &call };

	bp_check_event(h->check, &event);
}

#endif
