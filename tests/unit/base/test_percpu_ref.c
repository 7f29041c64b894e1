/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * References that can be killed (P2P-B1.1).
 */
#include <errno.h>

#include <blkpath/percpu_ref.h>

#include "bp_test.h"

struct counted {
	struct bp_env env;
	struct percpu_ref ref;
	unsigned released;
};

static void on_release(struct percpu_ref *ref)
{
	bp_container_of(ref, struct counted, ref)->released++;
}

static bool try_fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)bytes;
	return kind == *(enum bp_alloc_kind *)arg;
}

static const struct bp_alloc_ops failing = { .should_fail = try_fails };

static int set_up(void **state)
{
	static struct counted c;

	c = (struct counted){ .released = 0 };
	bp_env_init(&c.env);
	assert_int_equal(percpu_ref_init(&c.env, &c.ref, on_release), 0);
	*state = &c;
	return 0;
}

static int tear_down(void **state)
{
	struct counted *c = *state;

	assert_int_equal(c->env.live[BP_ALLOC_PERCPU], 0);
	bp_env_fini(&c->env);
	return 0;
}

static void percpu_ref_init__no_memory__fails(void **state)
{
	static enum bp_alloc_kind kind = BP_ALLOC_PERCPU;
	struct counted *c = *state;
	struct percpu_ref other;

	c->env.alloc_ops = &failing;
	c->env.alloc_arg = &kind;
	assert_int_equal(percpu_ref_init(&c->env, &other, on_release), -ENOMEM);
	percpu_ref_kill(&c->ref);
	percpu_ref_exit(&c->ref);
}

static void percpu_ref_kill__users_left__released_by_the_last(void **state)
{
	struct counted *c = *state;

	assert_true(percpu_ref_tryget_live(&c->ref));
	percpu_ref_get(&c->ref);
	percpu_ref_kill(&c->ref);
	assert_true(percpu_ref_is_dying(&c->ref));
	assert_false(percpu_ref_tryget_live(&c->ref));
	percpu_ref_get(&c->ref); /* whoever holds one may take more */
	percpu_ref_put_many(&c->ref, 2);
	assert_int_equal(c->released, 0);
	assert_false(percpu_ref_is_zero(&c->ref));
	percpu_ref_put(&c->ref);
	assert_int_equal(c->released, 1);
	assert_true(percpu_ref_is_zero(&c->ref));
	percpu_ref_exit(&c->ref);
	percpu_ref_exit(&c->ref);
}

static void percpu_ref_kill__twice__warns_and_releases_once(void **state)
{
	struct counted *c = *state;

	percpu_ref_kill(&c->ref);
	assert_int_equal(c->released, 1);
	percpu_ref_kill(&c->ref);
	assert_hits(&c->env, BP_SITE_REF_KILL_TWICE, 1);
	assert_int_equal(c->released, 1);
	percpu_ref_exit(&c->ref);
}

static void percpu_ref_tryget_live__racing_with_the_kill__some_succeed(void **state)
{
	struct counted *c = *state;
	struct counted racer = { .released = 0 };

	c->env.racing_gets = 2;
	assert_int_equal(percpu_ref_init(&c->env, &racer.ref, on_release), 0);
	percpu_ref_get(&racer.ref);
	percpu_ref_kill(&racer.ref);
	assert_true(percpu_ref_tryget_live(&racer.ref));
	assert_true(percpu_ref_tryget_live(&racer.ref));
	assert_false(percpu_ref_tryget_live(&racer.ref));
	assert_int_equal(racer.ref.bp_count, 3);
	percpu_ref_put_many(&racer.ref, 3);
	assert_int_equal(racer.released, 1);
	percpu_ref_exit(&racer.ref);
	percpu_ref_kill(&c->ref);
	percpu_ref_exit(&c->ref);
}

static void percpu_ref_tryget_live__released__no_race_can_be_won(void **state)
{
	struct counted *c = *state;

	c->ref.bp_racing = 1;
	percpu_ref_kill(&c->ref);
	assert_false(percpu_ref_tryget_live(&c->ref));
	percpu_ref_exit(&c->ref);
}

/* P2P-B16.4 */
static void percpu_ref_tryget_live__injected__fails(void **state)
{
	static enum bp_alloc_kind kind = BP_ALLOC_TRYGET;
	struct counted *c = *state;

	c->env.alloc_ops = &failing;
	c->env.alloc_arg = &kind;
	assert_false(percpu_ref_tryget_live(&c->ref));
	assert_int_equal(c->ref.bp_count, 1);
	percpu_ref_kill(&c->ref);
	percpu_ref_exit(&c->ref);
}

static void percpu_ref_put_many__more_than_held__warns(void **state)
{
	struct counted *c = *state;

	percpu_ref_put_many(&c->ref, 2);
	assert_hits(&c->env, BP_SITE_REF_UNDERFLOW, 1);
	assert_int_equal(c->ref.bp_count, 1);
	percpu_ref_kill(&c->ref);
	percpu_ref_exit(&c->ref);
}

/* A put too many is not noticed before the kill, and then nobody is ever told. */
static void percpu_ref_kill__put_too_often__warns_and_never_releases(void **state)
{
	struct counted *c = *state;

	percpu_ref_put(&c->ref);
	assert_int_equal(c->released, 0);
	percpu_ref_kill(&c->ref);
	assert_hits(&c->env, BP_SITE_REF_UNDERFLOW, 1);
	assert_int_equal(c->released, 0);
	percpu_ref_exit(&c->ref);
	assert_hits(&c->env, BP_SITE_REF_EXIT_EARLY, 1);
}

static void percpu_ref_get_many__released__finding(void **state)
{
	struct counted *c = *state;

	percpu_ref_kill(&c->ref);
	percpu_ref_get(&c->ref);
	assert_hits(&c->env, BP_SITE_REF_GET_DEAD, 1);
	assert_int_equal(c->ref.bp_count, 0);
	percpu_ref_exit(&c->ref);
	assert_hits(&c->env, BP_SITE_REF_EXIT_EARLY, 0);
}

#define t_counted(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_counted(percpu_ref_init__no_memory__fails),
		t_counted(percpu_ref_kill__users_left__released_by_the_last),
		t_counted(percpu_ref_kill__twice__warns_and_releases_once),
		t_counted(percpu_ref_tryget_live__racing_with_the_kill__some_succeed),
		t_counted(percpu_ref_tryget_live__released__no_race_can_be_won),
		t_counted(percpu_ref_tryget_live__injected__fails),
		t_counted(percpu_ref_put_many__more_than_held__warns),
		t_counted(percpu_ref_kill__put_too_often__warns_and_never_releases),
		t_counted(percpu_ref_get_many__released__finding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
