/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Error recovery of each namespace, and the write cache of all.
 */
#include "admin_test.h"

#define DULBE (1u << 16)
#define LIMIT 0x1234u

static void bp_nvme_error_recovery__one_namespace__only_that(void **state)
{
	struct t_admin *a = *state;
	struct bp_nvme_namespace **ns = a->t.ctrl->namespaces;

	assert_nvme_status(t_set(a, 3, NVME_FEAT_ERR_RECOVERY, DULBE | LIMIT), NVME_SC_SUCCESS);
	assert_int_equal(t_now(a, 3, NVME_FEAT_ERR_RECOVERY, 0), DULBE | LIMIT);
	assert_int_equal(t_now(a, 1, NVME_FEAT_ERR_RECOVERY, 0), 0);
	assert_true(ns[2]->unwritten_fails);
	assert_false(ns[0]->unwritten_fails);
}

static void bp_nvme_error_recovery__all_namespaces__until_the_reset(void **state)
{
	struct t_admin *a = *state;
	struct bp_nvme_namespace **ns = a->t.ctrl->namespaces;

	assert_nvme_status(t_set(a, NVME_NSID_ALL, NVME_FEAT_ERR_RECOVERY, DULBE), NVME_SC_SUCCESS);
	assert_int_equal(t_now(a, 1, NVME_FEAT_ERR_RECOVERY, 0), DULBE);
	assert_int_equal(t_now(a, 3, NVME_FEAT_ERR_RECOVERY, 0), DULBE);
	assert_true(ns[0]->unwritten_fails && ns[2]->unwritten_fails);
	t_nvctrl_disable(&a->t);
	assert_false(ns[0]->unwritten_fails || ns[2]->unwritten_fails);
}

/* Off is durable at once; on again with a reset. */
static void bp_nvme_write_cache__off__what_it_held_is_in_the_image(void **state)
{
	struct t_admin *a = *state;
	struct bp_medium *medium = a->t.ctrl->namespaces[0]->medium;
	const u8 block[512] = { 1 };

	assert_int_equal(t_now(a, 0, NVME_FEAT_VOLATILE_WC, 0), 1);
	assert_int_equal(bp_medium_write(medium, 0, 1, block, NULL, false), 0);
	assert_int_equal(bp_medium_cached(medium), 1);
	assert_nvme_status(t_set(a, 0, NVME_FEAT_VOLATILE_WC, 0), NVME_SC_SUCCESS);
	assert_int_equal(bp_medium_cached(medium), 0);
	assert_int_equal(bp_medium_write(medium, 1, 1, block, NULL, false), 0);
	assert_int_equal(bp_medium_cached(medium), 0);
	t_nvctrl_disable(&a->t);
	assert_int_equal(bp_medium_write(medium, 2, 1, block, NULL, false), 0);
	assert_int_equal(bp_medium_cached(medium), 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_with_admin(bp_nvme_error_recovery__one_namespace__only_that),
		t_with_admin(bp_nvme_error_recovery__all_namespaces__until_the_reset),
		t_with_admin(bp_nvme_write_cache__off__what_it_held_is_in_the_image),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
