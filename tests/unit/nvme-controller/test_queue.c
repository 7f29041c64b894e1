/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queues are made and deleted (NVC-15, NVC-16).
 */
#include "under_way.h"

/* A command as it would work, with one field changed. */
struct row {
	const char *what;
	u16 id;
	u16 qsize;
	u64 prp1;
	u16 flags;
	u16 last; /* vector or CQID */
	u16 status;
};

static u16 create(struct t_engine *t, u8 opcode, const struct row *row)
{
	struct nvme_command cmd = { .create_cq = {
					    .opcode = opcode,
					    .prp1 = cpu_to_le64(row->prp1),
					    .cqid = cpu_to_le16(row->id),
					    .qsize = cpu_to_le16(row->qsize),
					    .cq_flags = cpu_to_le16(row->flags),
					    .irq_vector = cpu_to_le16(row->last),
				    } };

	return t_admin_run(t, &cmd);
}

static struct bp_nvme_config small(void)
{
	struct bp_nvme_config config = bp_nvme_config_default();

	config.mqes = 63;
	config.nr_io_queues = 4;
	config.vectors = 5;
	return config;
}

static void check_rows(struct t_engine *t, u8 opcode, const struct row *row, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		u16 status = create(t, opcode, &row[i]);

		if (status != (row[i].status ? (row[i].status | NVME_SC_DNR) : 0))
			fail_msg("%s: %s", row[i].what, bp_nvme_status_name(status));
	}
}

#define CHECK_ROWS(t, opcode, rows) check_rows(t, opcode, rows, sizeof(rows) / sizeof(rows[0]))

/* NVC-15, in the order of its rules: each row also breaks all later ones, where it can. */
static void bp_nvme_cq_create__errors__in_order(void **state)
{
	static const struct row rows[] = {
		{ "CQID 0", 0, 0, T_CQ(1) + 8, 0, 5, NVME_SC_QID_INVALID },
		{ "CQID above the limit", 4, 0, T_CQ(1) + 8, 0, 5, NVME_SC_QID_INVALID },
		{ "QSIZE 0", 1, 0, T_CQ(1) + 8, 0, 5, NVME_SC_QUEUE_SIZE },
		{ "QSIZE above MQES", 1, 64, T_CQ(1) + 8, 0, 5, NVME_SC_QUEUE_SIZE },
		{ "PRP1 in a page", 1, 7, T_CQ(1) + 8, 0, 5, NVME_SC_PRP_INVALID_OFFSET },
		{ "no such vector", 1, 7, T_CQ(1), 0, 5, NVME_SC_INVALID_VECTOR },
		{ "not contiguous", 1, 7, T_CQ(1), 0, 4, NVME_SC_INVALID_FIELD },
		{ "largest", 1, 63, T_CQ(1), 3, 4, 0 },
		{ "exists", 1, 7, T_CQ(1), 3, 4, NVME_SC_QID_INVALID },
		{ "smallest", 2, 1, T_CQ(2), 1, 0, 0 },
	};
	const struct bp_nvme_config config = small();
	struct t_engine t;

	(void)state;
	t_start(&t, &config);
	t.ctrl->allocated_cqs = 3;
	CHECK_ROWS(&t, nvme_admin_create_cq, rows);
	assert_true(bp_nvme_has_io_queues(t.ctrl));
	t_engine_fini(&t);
}

static void bp_nvme_sq_create__errors__in_order(void **state)
{
	static const struct row rows[] = {
		{ "CQID 0", 0, 0, T_SQ(1) + 64, 0, 0, NVME_SC_QID_INVALID },
		{ "CQID above the limit", 0, 0, T_SQ(1) + 64, 0, 4, NVME_SC_QID_INVALID },
		{ "CQID absent", 0, 0, T_SQ(1) + 64, 0, 2, NVME_SC_CQ_INVALID },
		{ "SQID 0", 0, 0, T_SQ(1) + 64, 0, 1, NVME_SC_QID_INVALID },
		{ "SQID above the limit", 3, 0, T_SQ(1) + 64, 0, 1, NVME_SC_QID_INVALID },
		{ "QSIZE 0", 1, 0, T_SQ(1) + 64, 0, 1, NVME_SC_QUEUE_SIZE },
		{ "QSIZE above MQES", 1, 64, T_SQ(1) + 64, 0, 1, NVME_SC_QUEUE_SIZE },
		{ "PRP1 in a page", 1, 7, T_SQ(1) + 64, 0, 1, NVME_SC_PRP_INVALID_OFFSET },
		{ "not contiguous", 1, 7, T_SQ(1), 0, 1, NVME_SC_INVALID_FIELD },
		{ "fine", 1, 7, T_SQ(1), 1, 1, 0 },
		{ "exists", 1, 7, T_SQ(1), 1, 1, NVME_SC_QID_INVALID },
		{ "two on one completion queue", 2, 7, T_SQ(2), 1, 1, 0 },
	};
	const struct bp_nvme_config config = small();
	struct nvme_command cq = t_cq_command(1, 8);
	struct t_engine t;

	(void)state;
	t_start(&t, &config);
	assert_int_equal(t_admin_run(&t, &cq), 0);
	t.ctrl->allocated_cqs = 3;
	t.ctrl->allocated_sqs = 2;
	CHECK_ROWS(&t, nvme_admin_create_sq, rows);
	assert_int_equal(bp_nvme_cq(t.ctrl, 1)->nr_sqs, 2);
	t_engine_fini(&t);
}

/* NVC-15: a page is what CC.MPS says. */
static void bp_nvme_queue_create__larger_pages__aligned_to_them(void **state)
{
	static const struct row cqs[] = {
		{ "half a page", 1, 7, T_CQ(1) + 0x1000, 1, 1, NVME_SC_PRP_INVALID_OFFSET },
		{ "a page", 1, 7, T_CQ(1) + 0x2000, 1, 1, 0 },
	};
	static const struct row sqs[] = {
		{ "half a page", 1, 7, T_SQ(1) + 0x1000, 1, 1, NVME_SC_PRP_INVALID_OFFSET },
		{ "a page", 1, 7, T_SQ(1) + 0x2000, 1, 1, 0 },
	};
	struct bp_nvme_config config = small();
	struct t_engine t;

	(void)state;
	config.mpsmax = 1;
	t_engine_init(&t, &config);
	t_engine_enable(&t);
	t_cc(&t, 0);
	t_pair_reset(&t, 0, T_ENTRIES);
	t_cc(&t, T_ENABLED | 1 << NVME_CC_MPS_SHIFT);
	CHECK_ROWS(&t, nvme_admin_create_cq, cqs);
	CHECK_ROWS(&t, nvme_admin_create_sq, sqs);
	t_engine_fini(&t);
}

/* Without MSI-X there is one vector. */
static void bp_nvme_cq_create__pin__vector_0_only(void **state)
{
	static const struct row rows[] = {
		{ "vector 1", 1, 7, T_CQ(1), 3, 1, NVME_SC_INVALID_VECTOR },
		{ "vector 0", 1, 7, T_CQ(1), 3, 0, 0 },
	};
	struct bp_nvme_config config = small();
	struct t_engine t;

	(void)state;
	config.vectors = 0;
	t_start(&t, &config);
	CHECK_ROWS(&t, nvme_admin_create_cq, rows);
	t_engine_fini(&t);
}

static void bp_nvme_queue_delete__absent_or_in_use__refused(void **state)
{
	struct t_engine t;

	(void)state;
	t_start(&t, NULL);
	t_queues(&t, 1, 8);
	assert_int_equal(t_delete(&t, nvme_admin_delete_sq, 0), NVME_SC_QID_INVALID | NVME_SC_DNR);
	assert_int_equal(t_delete(&t, nvme_admin_delete_cq, 0), NVME_SC_QID_INVALID | NVME_SC_DNR);
	assert_int_equal(t_delete(&t, nvme_admin_delete_sq, 2), NVME_SC_QID_INVALID | NVME_SC_DNR);
	assert_int_equal(t_delete(&t, nvme_admin_delete_cq, 0xffff),
			 NVME_SC_QID_INVALID | NVME_SC_DNR);
	assert_int_equal(t_delete(&t, nvme_admin_delete_cq, 1),
			 NVME_SC_INVALID_QUEUE | NVME_SC_DNR);
	assert_int_equal(t_delete(&t, nvme_admin_delete_sq, 1), 0);
	assert_int_equal(t_delete(&t, nvme_admin_delete_cq, 1), 0);
	assert_false(bp_nvme_has_io_queues(t.ctrl));
	t_engine_fini(&t);
}

/* NVC-16: aborted commands are posted before the deletion completes. */
static void bp_nvme_sq_delete__commands_outstanding__aborted_first(void **state)
{
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	t_start_slow(&t);
	t_reads(&t, 1, 40, 3);
	t_run(&t);
	t_reads(&t, 1, 43, 1); /* rung, not fetched: fetched before or never */
	assert_int_equal(t_delete(&t, nvme_admin_delete_sq, 1), 0);
	for (u16 cid = 40; cid < 43; cid++) {
		assert_true(t_take(&t, 1, &cqe));
		assert_int_equal(le16_to_cpu(cqe.command_id), cid);
		assert_int_equal(t_status(&cqe), NVME_SC_ABORT_QUEUE);
		assert_int_equal(le32_to_cpu(cqe.result.u32), 0);
	}
	assert_int_equal(t_count(&t)->aborted, 3);
	t_doorbell(&t, 1, false, 0);
	assert_int_equal(t_count(&t)->doorbell_queue, 1);
	t_drain(&t);
	assert_false(t_take(&t, 1, &cqe));
	t_engine_fini(&t);
}

/* The completion queue is full: the deletion waits, and nothing is dropped. */
static void bp_nvme_sq_delete__no_room_for_completions__waits(void **state)
{
	struct nvme_command delete = { .common = { .opcode = nvme_admin_delete_sq,
						   .cdw10 = cpu_to_le32(1) } };
	struct nvme_completion cqe;
	struct nvme_command cq = t_cq_command(1, 2), sq = t_sq_command(1, 8);
	struct t_engine t;

	(void)state;
	t_start(&t, NULL);
	t_pair_reset(&t, 1, 8);
	assert_int_equal(t_admin_run(&t, &cq), 0);
	assert_int_equal(t_admin_run(&t, &sq), 0);
	t_reads(&t, 1, 0, 3);
	t_run(&t);
	assert_int_equal(t_count(&t)->cq_full, 2);
	t_submit(&t, 0, &delete);
	t_run(&t);
	assert_false(t_take(&t, 0, &cqe));
	assert_null(bp_nvme_sq(t.ctrl, 1));
	delete.common.command_id = cpu_to_le16(1); /* it is not there any more */
	t_submit(&t, 0, &delete);
	t_run(&t);
	assert_true(t_take(&t, 0, &cqe));
	assert_int_equal(t_status(&cqe), NVME_SC_QID_INVALID | NVME_SC_DNR);
	t_doorbell(&t, 1, true, 1);
	t_run(&t);
	t_doorbell(&t, 1, true, 0);
	t_run(&t);
	assert_true(t_take(&t, 0, &cqe));
	assert_int_equal(t_status(&cqe), 0);
	assert_int_equal(t_count(&t)->completed, 2 + 3 + 2);
	assert_int_equal(t_count(&t)->aborted, 0); /* they were done before */
	t_engine_fini(&t);
}

/* Its own deletion is aborted meanwhile: the queue goes without it. */
static void bp_nvme_sq_delete__aborted__queue_goes(void **state)
{
	struct nvme_command delete = { .common = { .opcode = nvme_admin_delete_sq,
						   .command_id = cpu_to_le16(9),
						   .cdw10 = cpu_to_le32(1) } };
	struct nvme_command cq = t_cq_command(1, 2), sq = t_sq_command(1, 8);
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	t_start(&t, NULL);
	t_pair_reset(&t, 1, 8);
	t_admin_run(&t, &cq);
	t_admin_run(&t, &sq);
	t_reads(&t, 1, 0, 2);
	t_run(&t);
	t_submit(&t, 0, &delete);
	t_run(&t);
	assert_non_null(bp_nvme_find(t.ctrl, 0, 9));
	bp_nvme_abort(bp_nvme_find(t.ctrl, 0, 9), NVME_SC_ABORT_REQ);
	t_run(&t);
	assert_true(t_take(&t, 0, &cqe));
	assert_int_equal(t_status(&cqe), NVME_SC_ABORT_REQ);
	t_doorbell(&t, 1, true, 1);
	t_run(&t);
	assert_false(t_take(&t, 0, &cqe));
	assert_int_equal(t_delete(&t, nvme_admin_delete_cq, 1), 0);
	t_engine_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_cq_create__errors__in_order),
		cmocka_unit_test(bp_nvme_sq_create__errors__in_order),
		cmocka_unit_test(bp_nvme_queue_create__larger_pages__aligned_to_them),
		cmocka_unit_test(bp_nvme_cq_create__pin__vector_0_only),
		cmocka_unit_test(bp_nvme_queue_delete__absent_or_in_use__refused),
		cmocka_unit_test(bp_nvme_sq_delete__commands_outstanding__aborted_first),
		cmocka_unit_test(bp_nvme_sq_delete__no_room_for_completions__waits),
		cmocka_unit_test(bp_nvme_sq_delete__aborted__queue_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
