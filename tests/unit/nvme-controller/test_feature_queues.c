/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Number of Queues (NVC-24), arbitration, interrupt vectors; and what the number of queues allows.
 */
#include "admin_test.h"

static u16 create_cq(struct t_admin *a, u16 id)
{
	struct nvme_command cmd = { .create_cq = {
					    .opcode = nvme_admin_create_cq,
					    .prp1 = cpu_to_le64(a->buffer),
					    .cqid = cpu_to_le16(id),
					    .qsize = cpu_to_le16(3),
					    .cq_flags = cpu_to_le16(NVME_QUEUE_PHYS_CONTIG),
				    } };

	return t_nvctrl_status(&a->t, 0, &cmd);
}

static u16 create_sq(struct t_admin *a, u16 id, u16 cqid)
{
	struct nvme_command cmd = { .create_sq = {
					    .opcode = nvme_admin_create_sq,
					    .prp1 = cpu_to_le64(a->buffer + T_PAGE),
					    .sqid = cpu_to_le16(id),
					    .qsize = cpu_to_le16(3),
					    .sq_flags = cpu_to_le16(NVME_QUEUE_PHYS_CONTIG),
					    .cqid = cpu_to_le16(cqid),
				    } };

	return t_nvctrl_status(&a->t, 0, &cmd);
}

/* The controller has eight. */
static void bp_nvme_number_of_queues__asked__as_many_as_there_are(void **state)
{
	static const struct {
		u32 asked;
		u32 given;
	} cases[] = {
		{ 0x00000000, 0x00000000 }, { 0x00030001, 0x00030001 }, { 0x00070007, 0x00070007 },
		{ 0x00080008, 0x00070007 }, { 0xfffefffe, 0x00070007 }, { 0x00010064, 0x00010007 },
	};
	struct t_admin *a = *state;

	assert_int_equal(t_now(a, 0, NVME_FEAT_NUM_QUEUES, 0), 0x00070007);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		assert_nvme_status(t_set(a, 0, NVME_FEAT_NUM_QUEUES, cases[i].asked), 0);
		assert_int_equal(a->result, cases[i].given);
		assert_int_equal(t_now(a, 0, NVME_FEAT_NUM_QUEUES, 0), cases[i].given);
	}
}

static void bp_nvme_number_of_queues__a_queue_exists__sequence_error(void **state)
{
	struct t_admin *a = *state;

	assert_nvme_status(create_cq(a, 1), NVME_SC_SUCCESS);
	assert_nvme_status(t_set(a, 0, NVME_FEAT_NUM_QUEUES, 0x00030003),
			   T_DNR(NVME_SC_CMD_SEQ_ERROR));
	/* 0xffff is found first. */
	assert_nvme_status(t_set(a, 0, NVME_FEAT_NUM_QUEUES, 0xffffffff),
			   T_DNR(NVME_SC_INVALID_FIELD));
	assert_int_equal(t_now(a, 0, NVME_FEAT_NUM_QUEUES, 0), 0x00070007);
	assert_nvme_status(t_admin(a, nvme_admin_delete_cq, 0, 1, 0), NVME_SC_SUCCESS);
	assert_nvme_status(t_set(a, 0, NVME_FEAT_NUM_QUEUES, 0x00030003), NVME_SC_SUCCESS);
}

/* NVC-15 with two completion queues and one submission queue; NVC-16. */
static void bp_nvme_admin_create__beyond_what_was_given__queue_id(void **state)
{
	struct t_admin *a = *state;

	assert_nvme_status(t_set(a, 0, NVME_FEAT_NUM_QUEUES, 0x00010000), NVME_SC_SUCCESS);
	assert_nvme_status(create_cq(a, 3), T_DNR(NVME_SC_QID_INVALID));
	assert_nvme_status(create_sq(a, 1, 3), T_DNR(NVME_SC_QID_INVALID));
	assert_nvme_status(create_sq(a, 1, 2), T_DNR(NVME_SC_CQ_INVALID));
	assert_nvme_status(create_cq(a, 2), NVME_SC_SUCCESS);
	assert_nvme_status(create_sq(a, 2, 2), T_DNR(NVME_SC_QID_INVALID));
	assert_nvme_status(create_sq(a, 1, 2), NVME_SC_SUCCESS);
	assert_nvme_status(t_admin(a, nvme_admin_delete_cq, 0, 2, 0), T_DNR(NVME_SC_INVALID_QUEUE));
	assert_nvme_status(t_admin(a, nvme_admin_delete_sq, 0, 1, 0), NVME_SC_SUCCESS);
	assert_nvme_status(t_admin(a, nvme_admin_delete_sq, 0, 1, 0), T_DNR(NVME_SC_QID_INVALID));
	assert_nvme_status(t_admin(a, nvme_admin_delete_cq, 0, 2, 0), NVME_SC_SUCCESS);
	assert_nvme_status(t_admin(a, nvme_admin_delete_cq, 0, 2, 0), T_DNR(NVME_SC_QID_INVALID));
}

/* A reset gives all of them back. */
static void bp_nvme_number_of_queues__reset__all(void **state)
{
	struct t_admin *a = *state;

	assert_nvme_status(t_set(a, 0, NVME_FEAT_NUM_QUEUES, 0), NVME_SC_SUCCESS);
	t_nvctrl_disable(&a->t);
	t_nvctrl_enable(&a->t);
	assert_int_equal(t_now(a, 0, NVME_FEAT_NUM_QUEUES, 0), 0x00070007);
	assert_nvme_status(create_cq(a, 8), NVME_SC_SUCCESS);
}

/* Powers of two as they are, others rounded down in what is told, not in what is done. */
static void bp_nvme_arbitration__burst__told_and_set(void **state)
{
	static const struct {
		unsigned burst;
		u32 told;
	} cases[] = { { 0, 7 }, { 1, 0 }, { 2, 1 }, { 5, 2 }, { 8, 3 }, { 64, 6 }, { 1000, 6 } };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_nvme_config config = t_admin_config();
		struct t_admin a;

		config.burst = cases[i].burst;
		t_admin_start(&a, &config);
		assert_int_equal(t_now(&a, 0, NVME_FEAT_ARBITRATION, 0), cases[i].told);
		assert_int_equal(a.t.ctrl->config.burst, cases[i].burst);
		assert_nvme_status(t_set(&a, 0, NVME_FEAT_ARBITRATION, 0x01020304), 0);
		assert_int_equal(t_now(&a, 0, NVME_FEAT_ARBITRATION, 0), 0x01020304);
		assert_int_equal(a.t.ctrl->config.burst, 16);
		assert_nvme_status(t_set(&a, 0, NVME_FEAT_ARBITRATION, 7), 0);
		assert_int_equal(a.t.ctrl->config.burst, 0);
		t_nvctrl_disable(&a.t);
		assert_int_equal(a.t.ctrl->config.burst, cases[i].burst);
		t_admin_stop(&a);
	}
}

static void bp_nvme_vector_config__each_vector__a_value_of_its_own(void **state)
{
	struct t_admin *a = *state;

	assert_int_equal(t_now(a, 0, NVME_FEAT_IRQ_CONFIG, 8), 8);
	assert_nvme_status(t_set(a, 0, NVME_FEAT_IRQ_CONFIG, 1u << 16 | 3), NVME_SC_SUCCESS);
	assert_int_equal(t_now(a, 0, NVME_FEAT_IRQ_CONFIG, 3), 1u << 16 | 3);
	assert_int_equal(t_now(a, 0, NVME_FEAT_IRQ_CONFIG, 4), 4);
}

/* Without MSI-X there is the pin. */
static void bp_nvme_vector_config__no_vectors__the_pin(void **state)
{
	struct bp_nvme_config config = t_admin_config();
	struct t_admin a;

	(void)state;
	config.vectors = 0;
	t_admin_start(&a, &config);
	assert_nvme_status(t_set(&a, 0, NVME_FEAT_IRQ_CONFIG, 1u << 16), NVME_SC_SUCCESS);
	assert_nvme_status(t_set(&a, 0, NVME_FEAT_IRQ_CONFIG, 1), T_DNR(NVME_SC_INVALID_FIELD));
	t_admin_stop(&a);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_with_admin(bp_nvme_number_of_queues__asked__as_many_as_there_are),
		t_with_admin(bp_nvme_number_of_queues__a_queue_exists__sequence_error),
		t_with_admin(bp_nvme_admin_create__beyond_what_was_given__queue_id),
		t_with_admin(bp_nvme_number_of_queues__reset__all),
		cmocka_unit_test(bp_nvme_arbitration__burst__told_and_set),
		t_with_admin(bp_nvme_vector_config__each_vector__a_value_of_its_own),
		cmocka_unit_test(bp_nvme_vector_config__no_vectors__the_pin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
