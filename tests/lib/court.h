/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A world with the checker in it, for tests of the checker: a case that holds, then the same case
 * spoilt by hand.
 */
#ifndef T_COURT_H
#define T_COURT_H

#include <blkpath/check.h>

#include "bp_test.h"

/**
 * struct t_court - world and checker
 * @w: the world; its queue takes direct bios
 * @check: listens to it
 * @text: the last violation as text
 * @last: the invariant that it broke
 * @told: violations told
 */
struct t_court {
	struct t_world w;
	struct bp_check *check;
	char text[4096];
	enum bp_invariant last;
	u64 told;
};

void t_court_open(struct t_court *court);
void t_court_close(struct t_court *court);

/* A test in a court of its own: its `*state` is a struct t_court. */
int t_court_set_up(void **state);
int t_court_tear_down(void **state);
#define t_in_court(test) cmocka_unit_test_setup_teardown(test, t_court_set_up, t_court_tear_down)

/* Judged and never broken; broken at least once; not judged at all. */
void assert_held(const struct t_court *court, enum bp_invariant id);
void assert_broken(const struct t_court *court, enum bp_invariant id);
void assert_no_case(const struct t_court *court, enum bp_invariant id);

/* Nothing is broken at all. */
void assert_all_held(const struct t_court *court);

#endif
