/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Abort: what is outstanding ends with 0/0x07, what is not stays as it is.
 */
#include "admin_test.h"

static struct nvme_command abort_of(const struct t_admin *a, u16 sqid, u16 cid)
{
	return t_admin_cmd(a, nvme_admin_abort_cmd, 0, sqid | (u32)cid << 16, 0);
}

static void bp_nvme_admin_abort__waiting_event_request__ends_and_is_forgotten(void **state)
{
	struct t_admin *a = *state;
	const struct nvme_command aer = t_admin_cmd(a, nvme_admin_async_event, 0, 0, 0);
	const u16 victim = t_nvctrl_submit(&a->t, 0, &aer);
	const u16 second = t_nvctrl_submit(&a->t, 0, &aer);
	const struct nvme_command cmd = abort_of(a, 0, victim);
	const u16 abort = t_nvctrl_submit(&a->t, 0, &cmd);
	struct nvme_completion cqe;
	unsigned seen = 0;

	while (t_nvctrl_reap(&a->t, 0, &cqe)) {
		if (le16_to_cpu(cqe.command_id) == victim) {
			assert_nvme_status(le16_to_cpu(cqe.status) >> 1, NVME_SC_ABORT_REQ);
		} else {
			assert_int_equal(le16_to_cpu(cqe.command_id), abort);
			assert_int_equal(le32_to_cpu(cqe.result.u32), 0);
		}
		seen++;
	}
	assert_int_equal(seen, 2);
	bp_nvme_event(a->t.ctrl, NVME_AER_SMART, 0);
	assert_true(t_nvctrl_reap(&a->t, 0, &cqe));
	assert_int_equal(le16_to_cpu(cqe.command_id), second);
	assert_false(t_nvctrl_reap(&a->t, 0, &cqe));
	assert_int_equal(a->t.ctrl->admin->errors.count, 0); /* it did not fail */
}

/* Decision: an absent queue is no error. */
static void bp_nvme_admin_abort__nothing_there__not_aborted(void **state)
{
	struct t_admin *a = *state;
	const struct {
		u16 sqid;
		u16 cid;
	} cases[] = { { 0, 0x777 }, { 1, 0 }, { 5, 0 }, { 0xffff, 0xffff }, { 0, a->t.cid } };

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		/* The last one names itself. */
		const u16 cid = i == 4 ? a->t.cid : cases[i].cid;

		assert_nvme_status(t_admin(a, nvme_admin_abort_cmd, 0,
					   cases[i].sqid | (u32)cid << 16, 0),
				   NVME_SC_SUCCESS);
		assert_int_equal(a->result, NVME_ABORT_NOT_ABORTED);
	}
}

/* ACL 1, and commands take time: the third Abort at a time is too many. */
static void bp_nvme_admin_abort__more_than_acl__limit_exceeded(void **state)
{
	struct bp_nvme_config config = t_admin_config();
	struct nvme_completion cqe;
	struct nvme_command cmd;
	struct t_admin a;
	u16 first;

	(void)state;
	config.acl = 1;
	config.service[BP_NVME_SERVE_ADMIN].ns = 1000;
	t_admin_start(&a, &config);
	cmd = abort_of(&a, 3, 0);
	first = t_nvctrl_submit(&a.t, 0, &cmd);
	t_nvctrl_submit(&a.t, 0, &cmd);
	t_nvctrl_submit(&a.t, 0, &cmd);
	for (u16 i = 0; i < 3; i++) {
		assert_true(t_nvctrl_reap(&a.t, 0, &cqe));
		assert_int_equal(le16_to_cpu(cqe.command_id), first + i);
		assert_nvme_status(le16_to_cpu(cqe.status) >> 1,
				   i < 2 ? NVME_SC_SUCCESS : T_DNR(NVME_SC_ABORT_LIMIT));
	}
	assert_nvme_status(t_nvctrl_status(&a.t, 0, &cmd), NVME_SC_SUCCESS);
	t_admin_stop(&a);
}

/* Set Features raises an event in the same breath: the request has its answer already. */
static void bp_nvme_admin_abort__event_request_that_was_told__event_arrives(void **state)
{
	struct t_admin *a = *state;
	const struct nvme_command aer = t_admin_cmd(a, nvme_admin_async_event, 0, 0, 0);
	const struct nvme_command hot =
		t_admin_cmd(a, nvme_admin_set_features, 0, NVME_FEAT_TEMP_THRESH, 1);
	struct nvme_completion cqe;
	struct nvme_command cmd;
	u16 victim, abort;

	assert_nvme_status(t_admin(a, nvme_admin_set_features, 0, NVME_FEAT_ASYNC_EVENT, 2),
			   NVME_SC_SUCCESS);
	victim = t_nvctrl_submit(&a->t, 0, &aer);
	assert_false(t_nvctrl_reap(&a->t, 0, &cqe));
	t_nvctrl_submit(&a->t, 0, &hot);
	cmd = abort_of(a, 0, victim);
	abort = t_nvctrl_submit(&a->t, 0, &cmd);
	for (unsigned i = 0; i < 3; i++) {
		const u32 expected[] = { 0, NVME_ABORT_NOT_ABORTED, 0x020101 };
		u16 cid;

		assert_true(t_nvctrl_reap(&a->t, 0, &cqe));
		cid = le16_to_cpu(cqe.command_id);
		assert_nvme_status(le16_to_cpu(cqe.status) >> 1, NVME_SC_SUCCESS);
		assert_int_equal(le32_to_cpu(cqe.result.u32),
				 expected[(cid == abort) + 2 * (cid == victim)]);
	}
}

/* The other way round: an event that comes behind the Abort waits for the next request. */
static void bp_nvme_admin_abort__event_comes_behind_it__kept(void **state)
{
	struct t_admin *a = *state;
	const struct nvme_command aer = t_admin_cmd(a, nvme_admin_async_event, 0, 0, 0);
	const u16 victim = t_nvctrl_submit(&a->t, 0, &aer);
	const struct nvme_command abort = abort_of(a, 0, victim);
	const struct nvme_command hot =
		t_admin_cmd(a, nvme_admin_set_features, 0, NVME_FEAT_TEMP_THRESH, 1);
	struct nvme_completion cqe;
	u16 next;

	assert_nvme_status(t_set(a, 0, NVME_FEAT_ASYNC_EVENT, 2), NVME_SC_SUCCESS);
	t_nvctrl_submit(&a->t, 0, &abort);
	t_nvctrl_submit(&a->t, 0, &hot);
	for (unsigned i = 0; i < 3; i++)
		assert_true(t_nvctrl_reap(&a->t, 0, &cqe));
	next = t_nvctrl_submit(&a->t, 0, &aer);
	assert_true(t_nvctrl_reap(&a->t, 0, &cqe));
	assert_int_equal(le16_to_cpu(cqe.command_id), next);
	assert_int_equal(le32_to_cpu(cqe.result.u32), 0x020101);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_with_admin(bp_nvme_admin_abort__waiting_event_request__ends_and_is_forgotten),
		t_with_admin(bp_nvme_admin_abort__nothing_there__not_aborted),
		cmocka_unit_test(bp_nvme_admin_abort__more_than_acl__limit_exceeded),
		t_with_admin(bp_nvme_admin_abort__event_request_that_was_told__event_arrives),
		t_with_admin(bp_nvme_admin_abort__event_comes_behind_it__kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
