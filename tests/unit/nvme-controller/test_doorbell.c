/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Doorbells that are right, and all those that are not (NVC-9 to NVC-11, SV-12, EX-NVME-16).
 */
#include "engine_test.h"

static void doorbell__strides__where_the_host_expects_them(void **state)
{
	static const struct {
		u8 dstrd;
		u64 sq1;
		u64 cq1;
	} rows[] = { { 0, 0x1008, 0x100c }, { 2, 0x1020, 0x1030 }, { 4, 0x1080, 0x10c0 } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bp_nvme_config config = bp_nvme_config_default();
		struct nvme_command cmd = t_command(nvme_cmd_read, 1);
		struct nvme_completion cqe;
		struct t_engine t;

		config.dstrd = rows[i].dstrd;
		t_start(&t, &config);
		t_queues(&t, 1, 4);
		t_put(&t, 1, &cmd);
		t_write(&t, rows[i].sq1, 1, 4);
		t_run(&t);
		assert_true(t_take(&t, 1, &cqe));
		t_write(&t, rows[i].cq1, 1, 4);
		assert_int_equal(bp_nvme_cq(t.ctrl, 1)->head, 1);
		assert_int_equal(t_count(&t)->doorbell_queue, 0);
		t_engine_fini(&t);
	}
}

/* NVC-10: what a submission queue of 8 with head, old tail takes. */
static void ring_sq__values__as_the_free_entries_allow(void **state)
{
	static const struct {
		u32 head;
		u32 old;
		u32 value;
		bool taken;
		u64 repeats;
	} rows[] = {
		{ 0, 0, 7, true, 0 },  { 0, 0, 8, false, 0 },	{ 0, 0, 0, false, 1 },
		{ 0, 3, 3, false, 1 }, { 0, 3, 7, true, 0 },	{ 0, 3, 0, false, 0 },
		{ 0, 3, 2, false, 0 }, { 4, 4, 3, true, 0 },	{ 4, 6, 3, true, 0 },
		{ 4, 6, 4, false, 0 }, { 4, 6, 5, false, 0 },	{ 4, 3, 4, false, 0 },
		{ 4, 3, 3, false, 1 }, { 0, 0, ~0u, false, 0 }, { 0, 0, 0x10001, false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct t_engine t;
		struct bp_nvme_sq *sq;

		t_start(&t, NULL);
		t_queues(&t, 1, 8);
		sq = bp_nvme_sq(t.ctrl, 1);
		sq->head = rows[i].head;
		sq->tail = rows[i].old;
		t_doorbell(&t, 1, false, rows[i].value);
		if ((sq->tail != rows[i].old) != rows[i].taken)
			fail_msg("row %zu: tail %u", i, sq->tail);
		assert_int_equal(t_count(&t)->doorbell_repeat, rows[i].repeats);
		assert_int_equal(t_count(&t)->doorbell_value, !rows[i].taken && !rows[i].repeats);
		assert_int_equal(t_heard.events, !rows[i].taken && !rows[i].repeats);
		if (t_heard.events)
			assert_int_equal(t_heard.info, BP_NVME_EVENT_BAD_DOORBELL_VALUE);
		t_engine_fini(&t);
	}
}

/* No more may be freed than was posted. */
static void ring_cq__values__as_the_posted_entries_allow(void **state)
{
	static const struct {
		u32 tail;
		u32 old;
		u32 value;
		bool taken;
		u64 repeats;
	} rows[] = {
		{ 0, 0, 1, false, 0 }, { 3, 0, 3, true, 0 },	{ 3, 0, 2, true, 0 },
		{ 3, 0, 4, false, 0 }, { 3, 0, 0, false, 1 },	{ 1, 6, 1, true, 0 },
		{ 1, 6, 0, true, 0 },  { 1, 6, 2, false, 0 },	{ 1, 6, 5, false, 0 },
		{ 3, 0, 8, false, 0 }, { 3, 0, ~0u, false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct t_engine t;
		struct bp_nvme_cq *cq;

		t_start(&t, NULL);
		t_queues(&t, 1, 8);
		cq = bp_nvme_cq(t.ctrl, 1);
		cq->tail = rows[i].tail;
		cq->head = rows[i].old;
		t_doorbell(&t, 1, true, rows[i].value);
		if ((cq->head != rows[i].old) != rows[i].taken)
			fail_msg("row %zu: head %u", i, cq->head);
		assert_int_equal(t_count(&t)->doorbell_repeat, rows[i].repeats);
		assert_int_equal(t_heard.events, !rows[i].taken && !rows[i].repeats);
		t_engine_fini(&t);
	}
}

/* SV-12 */
static void doorbell__no_such_queue__event(void **state)
{
	struct t_engine t;

	(void)state;
	t_start(&t, NULL);
	t_doorbell(&t, 1, false, 1);
	t_doorbell(&t, 1, true, 1);
	t_doorbell(&t, 64, false, 1);
	t_doorbell(&t, 65, false, 1);
	t_doorbell(&t, 30000, true, 1); /* up to the end of the BAR */
	t_write(&t, T_BAR_BYTES - 4, 1, 4);
	assert_int_equal(t_count(&t)->doorbell_queue, 6);
	assert_int_equal(t_heard.events, 6);
	assert_int_equal(t_heard.info, BP_NVME_EVENT_BAD_DOORBELL);
	t_run(&t);
	assert_int_equal(t_count(&t)->fetched, 0);
	t_engine_fini(&t);
}

/* NVC-11, SV-12 */
static void doorbell__not_ready__counted(void **state)
{
	struct t_engine t;

	(void)state;
	t_engine_init(&t, NULL);
	t_doorbell(&t, 0, false, 1);
	assert_int_equal(t_count(&t)->doorbell_not_ready, 1);
	t_engine_enable(&t);
	t_doorbell(&t, 0, false, 3);
	t_cc(&t, 0);
	t_doorbell(&t, 0, false, 4);
	assert_int_equal(t_count(&t)->doorbell_not_ready, 2);
	t_run(&t);
	assert_int_equal(t_count(&t)->fetched, 0);
	assert_int_equal(t_heard.events, 0);
	t_engine_fini(&t);
}

/* The knob for those who want to know. */
static void doorbell__repeated_and_strict__event(void **state)
{
	struct bp_nvme_config config = bp_nvme_config_default();
	struct t_engine t;

	(void)state;
	config.strict_doorbell = true;
	t_start(&t, &config);
	t_doorbell(&t, 0, false, 0);
	t_doorbell(&t, 0, true, 0);
	assert_int_equal(t_count(&t)->doorbell_repeat, 2);
	assert_int_equal(t_heard.events, 2);
	assert_int_equal(t_heard.info, BP_NVME_EVENT_BAD_DOORBELL_VALUE);
	t_engine_fini(&t);
}

/* NVC-37 */
static void doorbell__dropped__not_heard(void **state)
{
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	t_start(&t, NULL);
	t_queues(&t, 1, 8);
	t_fault(&t, "drop-doorbell,sqid=1");
	t_doorbell(&t, 0, true, 0);
	t_reads(&t, 1, 5, 1);
	t_run(&t);
	assert_false(t_take(&t, 1, &cqe));
	t_ring(&t, 1);
	t_run(&t);
	assert_true(t_take(&t, 1, &cqe));
	t_engine_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(doorbell__strides__where_the_host_expects_them),
		cmocka_unit_test(ring_sq__values__as_the_free_entries_allow),
		cmocka_unit_test(ring_cq__values__as_the_posted_entries_allow),
		cmocka_unit_test(doorbell__no_such_queue__event),
		cmocka_unit_test(doorbell__not_ready__counted),
		cmocka_unit_test(doorbell__repeated_and_strict__event),
		cmocka_unit_test(doorbell__dropped__not_heard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
