/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asynchronous Event Requests wait, are told, and are masked by type (INV-NVME-33, NVC-10).
 */
#include "admin_test.h"

static u16 request(struct t_admin *a)
{
	const struct nvme_command cmd = t_admin_cmd(a, nvme_admin_async_event, 0, 0, 0);

	return t_nvctrl_submit(&a->t, 0, &cmd);
}

/* The request of this id is told this. */
static void expect_told(struct t_admin *a, u16 cid, u32 result)
{
	struct nvme_completion cqe;

	assert_true(t_nvctrl_reap(&a->t, 0, &cqe));
	assert_int_equal(le16_to_cpu(cqe.command_id), cid);
	assert_int_equal(le16_to_cpu(cqe.status) >> 1, NVME_SC_SUCCESS);
	assert_int_equal(le32_to_cpu(cqe.result.u32), result);
}

static void expect_silence(struct t_admin *a)
{
	struct nvme_completion cqe;

	assert_false(t_nvctrl_reap(&a->t, 0, &cqe));
}

static void bp_nvme_event__request_waits__told_at_once(void **state)
{
	struct t_admin *a = *state;
	const u16 first = request(a), second = request(a);

	expect_silence(a);
	bp_nvme_event(a->t.ctrl, NVME_AER_ERROR, NVME_AER_ERROR_INVALID_DB_VALUE);
	expect_told(a, first, 0x010100);
	bp_nvme_event(a->t.ctrl, NVME_AER_SMART, NVME_AER_SMART_TEMP_THRESH);
	expect_told(a, second, 0x020101);
	expect_silence(a);
}

/* Decision of NVC-10: it waits for a request. */
static void bp_nvme_event__nobody_waits__told_to_the_next_request(void **state)
{
	struct t_admin *a = *state;

	bp_nvme_event(a->t.ctrl, NVME_AER_ERROR, NVME_AER_ERROR_INVALID_DB_REG);
	expect_silence(a);
	expect_told(a, request(a), 0x010000);
}

/* Its type stays masked until the log is read; RAE reads and leaves it so. */
static void bp_nvme_event__second_of_a_type__after_the_log_was_read(void **state)
{
	struct t_admin *a = *state;
	u16 cid = request(a);

	bp_nvme_event(a->t.ctrl, NVME_AER_ERROR, NVME_AER_ERROR_INVALID_DB_REG);
	expect_told(a, cid, 0x010000);
	cid = request(a);
	bp_nvme_event(a->t.ctrl, NVME_AER_ERROR, NVME_AER_ERROR_INVALID_DB_VALUE);
	expect_silence(a);
	assert_nvme_status(t_log(a, 0, NVME_LOG_ERROR, 0, 64, NVME_LOG_RAE), NVME_SC_SUCCESS);
	expect_silence(a);
	assert_nvme_status(t_log(a, 0, NVME_LOG_SMART, 0, 64, 0), NVME_SC_SUCCESS);
	expect_silence(a);
}

static void bp_nvme_event__log_read__request_told_the_next(void **state)
{
	struct t_admin *a = *state;
	const u16 first = request(a);
	const u16 second = request(a);
	const struct nvme_command cmd =
		t_admin_cmd(a, nvme_admin_get_log_page, 0, NVME_LOG_ERROR, 0);
	struct nvme_completion cqe[2];
	u16 reading;

	bp_nvme_event(a->t.ctrl, NVME_AER_ERROR, NVME_AER_ERROR_INVALID_DB_REG);
	bp_nvme_event(a->t.ctrl, NVME_AER_ERROR, NVME_AER_ERROR_INVALID_DB_VALUE);
	expect_told(a, first, 0x010000);
	expect_silence(a);
	reading = t_nvctrl_submit(&a->t, 0, &cmd);
	assert_true(t_nvctrl_reap(&a->t, 0, &cqe[0]));
	assert_true(t_nvctrl_reap(&a->t, 0, &cqe[1]));
	for (unsigned i = 0; i < 2; i++) {
		const u16 cid = le16_to_cpu(cqe[i].command_id);

		assert_true(cid == reading || cid == second);
		if (cid == second)
			assert_int_equal(le32_to_cpu(cqe[i].result.u32), 0x010100);
	}
}

/* A log that could not be given has not been read. */
static void bp_nvme_event__log_read_fails__stays_masked(void **state)
{
	struct t_admin *a = *state;
	struct nvme_command cmd = t_admin_cmd(a, nvme_admin_get_log_page, 0, NVME_LOG_ERROR, 0);

	bp_nvme_event(a->t.ctrl, NVME_AER_ERROR, NVME_AER_ERROR_INVALID_DB_REG);
	expect_told(a, request(a), 0x010000);
	bp_nvme_event(a->t.ctrl, NVME_AER_ERROR, NVME_AER_ERROR_INVALID_DB_VALUE);
	cmd.common.dptr.prp1 = cpu_to_le64(2);
	assert_nvme_status(t_nvctrl_status(&a->t, 0, &cmd), T_DNR(NVME_SC_PRP_INVALID_OFFSET));
	request(a);
	expect_silence(a);
}

/* AERL 3: four may wait. */
static void bp_nvme_admin_async_event__more_than_aerl__limit_exceeded(void **state)
{
	struct t_admin *a = *state;
	const struct nvme_command cmd = t_admin_cmd(a, nvme_admin_async_event, 0, 0, 0);
	const u16 first = request(a);

	for (unsigned i = 0; i < 3; i++)
		request(a);
	assert_nvme_status(t_nvctrl_status(&a->t, 0, &cmd), T_DNR(NVME_SC_ASYNC_LIMIT));
	bp_nvme_event(a->t.ctrl, NVME_AER_SMART, 0);
	expect_told(a, first, 0x020001);
	request(a);
	expect_silence(a);
	assert_nvme_status(t_nvctrl_status(&a->t, 0, &cmd), T_DNR(NVME_SC_ASYNC_LIMIT));
}

/* NVC-10: doorbells of queues that do not exist, and of values that cannot be. */
static void bp_nvme_event__wrong_doorbells__two_infos_and_log_entries(void **state)
{
	struct t_admin *a = *state;
	const struct nvme_error_slot *slots = (const void *)a->data;
	u16 cid = request(a);

	t_nvctrl_write(&a->t, NVME_REG_DBS + 2 * 5 * 4, 1);
	expect_told(a, cid, 0x010000);
	assert_nvme_status(t_log(a, 0, NVME_LOG_ERROR, 0, T_PAGE, 0), NVME_SC_SUCCESS);
	assert_int_equal(le64_to_cpu(slots[0].error_count), 1);
	assert_int_equal(le16_to_cpu(slots[0].sqid), 0xffff);
	assert_int_equal(le16_to_cpu(slots[0].cmdid), 0xffff);
	cid = request(a);
	t_nvctrl_write(&a->t, NVME_REG_DBS, T_NVCTRL_DEPTH);
	expect_told(a, cid, 0x010100);
}

/* NVC-37: an event without a cause is told as any other. */
static void bp_nvme_event__fault_spurious__told(void **state)
{
	struct t_admin *a = *state;
	struct bp_nvme_fault fault;

	assert_int_equal(bp_nvme_fault_parse("spurious-aer", &fault, NULL), 0);
	assert_int_equal(bp_nvme_fault_add(a->t.ctrl, &fault), 0);
	expect_told(a, request(a), 0x010400);
	request(a);
	expect_silence(a);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_with_admin(bp_nvme_event__request_waits__told_at_once),
		t_with_admin(bp_nvme_event__nobody_waits__told_to_the_next_request),
		t_with_admin(bp_nvme_event__second_of_a_type__after_the_log_was_read),
		t_with_admin(bp_nvme_event__log_read__request_told_the_next),
		t_with_admin(bp_nvme_event__log_read_fails__stays_masked),
		t_with_admin(bp_nvme_admin_async_event__more_than_aerl__limit_exceeded),
		t_with_admin(bp_nvme_event__wrong_doorbells__two_infos_and_log_entries),
		t_with_admin(bp_nvme_event__fault_spurious__told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
