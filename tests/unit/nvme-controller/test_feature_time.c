/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timestamp, keep alive, and what the host says it understands.
 */
#include "admin_test.h"

#define MS 1000000ull

/* A host at work until a time: it waits for nothing. */
static void pass_ms(struct t_admin *a, u64 ms)
{
	a->t.f.pci.env.now_ns += ms * MS;
}

/* With data that the host sends. */
static u16 set_data(struct t_admin *a, u32 fid, const u8 *data, u32 bytes)
{
	const struct nvme_command cmd = t_admin_cmd(a, nvme_admin_set_features, 0, fid, 0);

	t_nvctrl_put(&a->t, a->buffer, data, bytes);
	return t_nvctrl_status(&a->t, 0, &cmd);
}

static u64 timestamp(struct t_admin *a, u32 select)
{
	__le64 data;

	assert_nvme_status(t_get(a, 0, NVME_FEAT_TIMESTAMP, select, 0), NVME_SC_SUCCESS);
	t_written(a, 8);
	memcpy(&data, a->data, sizeof(data));
	return le64_to_cpu(data);
}

/* Milliseconds 47:0; origin 51:49 says who set it. */
static void bp_nvme_timestamp__set__goes_on_until_the_reset(void **state)
{
	static const u8 data[8] = { 0x00, 0x10, 0, 0, 0, 0, 0xff, 0xff };
	struct t_admin *a = *state;

	pass_ms(a, 5);
	assert_int_equal(timestamp(a, NVME_FEAT_SEL_CURRENT), 5);
	assert_nvme_status(set_data(a, NVME_FEAT_TIMESTAMP, data, 8), NVME_SC_SUCCESS);
	assert_int_equal(timestamp(a, NVME_FEAT_SEL_CURRENT), 0x2000000001000);
	pass_ms(a, 7);
	assert_int_equal(timestamp(a, NVME_FEAT_SEL_CURRENT), 0x2000000001007);
	assert_int_equal(timestamp(a, NVME_FEAT_SEL_DEFAULT), 0);
	t_nvctrl_disable(&a->t);
	t_nvctrl_enable(&a->t);
	pass_ms(a, 3);
	assert_int_equal(timestamp(a, NVME_FEAT_SEL_CURRENT), 3);
}

static void bp_nvme_timestamp__end_of_48_bits__wraps(void **state)
{
	static const u8 data[8] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	struct t_admin *a = *state;

	assert_nvme_status(set_data(a, NVME_FEAT_TIMESTAMP, data, 8), NVME_SC_SUCCESS);
	pass_ms(a, 1);
	assert_int_equal(timestamp(a, NVME_FEAT_SEL_CURRENT), 0x2000000000000);
}

static void bp_nvme_timestamp__data_cannot_be_read__stays(void **state)
{
	struct t_admin *a = *state;
	struct nvme_command cmd =
		t_admin_cmd(a, nvme_admin_set_features, 0, NVME_FEAT_TIMESTAMP, 0);

	cmd.common.dptr.prp1 = cpu_to_le64(1ull << 60);
	assert_nvme_status(t_nvctrl_status(&a->t, 0, &cmd), NVME_SC_DATA_XFER_ERROR);
	assert_int_equal(timestamp(a, NVME_FEAT_SEL_CURRENT), 0);
}

static void bp_nvme_host_behavior__acre__kept_as_512_bytes(void **state)
{
	struct t_admin *a = *state;
	u8 data[NVME_HOST_BEHAVIOR_BYTES] = { 1 };

	assert_nvme_status(set_data(a, NVME_FEAT_HOST_BEHAVIOR, data, sizeof(data)), 0);
	for (u32 select = 0; select < 3; select++) {
		assert_nvme_status(t_get(a, 0, NVME_FEAT_HOST_BEHAVIOR, select, 0), 0);
		t_written(a, sizeof(data));
		assert_int_equal(a->data[0], select == NVME_FEAT_SEL_CURRENT);
		assert_int_equal(a->data[1], 0);
	}
	data[0] = 2;
	assert_nvme_status(set_data(a, NVME_FEAT_HOST_BEHAVIOR, data, sizeof(data)),
			   T_DNR(NVME_SC_INVALID_FIELD));
}

/* KAS is a second here. */
static void bp_nvme_keep_alive__any_time__rounded_up(void **state)
{
	static const struct {
		u32 asked;
		u32 kept;
	} cases[] = {
		{ 0, 0 }, { 1, 1000 }, { 1000, 1000 }, { 1001, 2000 }, { 4294967000u, 4294967000u }
	};
	struct t_admin *a = *state;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		assert_nvme_status(t_set(a, 0, NVME_FEAT_KATO, cases[i].asked), NVME_SC_SUCCESS);
		assert_int_equal(t_now(a, 0, NVME_FEAT_KATO, 0), cases[i].kept);
	}
}

/* The host does nothing any more. */
static void fall_silent(struct t_admin *a)
{
	while (bp_wait(&a->t.f.pci.env))
		;
}

static bool is_fatal(struct t_admin *a)
{
	return t_nvctrl_read(&a->t, NVME_REG_CSTS) & NVME_CSTS_CFS;
}

static void bp_nvme_keep_alive__silence__fatal_and_in_the_log(void **state)
{
	struct t_admin *a = *state;
	struct nvme_error_slot slot;
	u64 set_at;

	set_at = a->t.f.pci.env.now_ns;
	assert_nvme_status(t_set(a, 0, NVME_FEAT_KATO, 5000), NVME_SC_SUCCESS);
	fall_silent(a);
	assert_int_equal(a->t.f.pci.env.now_ns, set_at + 5000 * MS);
	assert_true(is_fatal(a));
	bp_nvme_error_log_page(&a->t.ctrl->admin->errors, &slot, 1);
	assert_int_equal(le16_to_cpu(slot.status_field), NVME_SC_KA_TIMEOUT_EXPIRED << 1);
	t_nvctrl_disable(&a->t);
	t_nvctrl_enable(&a->t);
	fall_silent(a);
	assert_false(is_fatal(a)); /* the reset has switched it off */
}

static void bp_nvme_admin_keep_alive__in_time__starts_again(void **state)
{
	struct t_admin *a = *state;

	assert_nvme_status(t_set(a, 0, NVME_FEAT_KATO, 5000), NVME_SC_SUCCESS);
	pass_ms(a, 4000);
	assert_nvme_status(t_admin(a, nvme_admin_keep_alive, 0, 0, 0), NVME_SC_SUCCESS);
	assert_int_equal(a->t.ctrl->admin->keep_alive.due_ns, a->t.f.pci.env.now_ns + 5000 * MS);
	assert_nvme_status(t_set(a, 0, NVME_FEAT_KATO, 0), NVME_SC_SUCCESS);
	fall_silent(a);
	assert_false(is_fatal(a));
}

/* It never asked to be watched. */
static void bp_nvme_admin_keep_alive__no_time_set__success(void **state)
{
	struct t_admin *a = *state;

	assert_nvme_status(t_admin(a, nvme_admin_keep_alive, 0, 0, 0), NVME_SC_SUCCESS);
	fall_silent(a);
	assert_false(is_fatal(a));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_with_admin(bp_nvme_timestamp__set__goes_on_until_the_reset),
		t_with_admin(bp_nvme_timestamp__end_of_48_bits__wraps),
		t_with_admin(bp_nvme_timestamp__data_cannot_be_read__stays),
		t_with_admin(bp_nvme_host_behavior__acre__kept_as_512_bytes),
		t_with_admin(bp_nvme_keep_alive__any_time__rounded_up),
		t_with_admin(bp_nvme_keep_alive__silence__fatal_and_in_the_log),
		t_with_admin(bp_nvme_admin_keep_alive__in_time__starts_again),
		t_with_admin(bp_nvme_admin_keep_alive__no_time_set__success),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
