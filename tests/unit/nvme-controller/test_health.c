/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Warnings: temperature and its thresholds, read-only media, namespaces that changed.
 */
#include "admin_test.h"

#define OVER(kelvin) (kelvin)
#define UNDER(kelvin) (1u << 20 | (kelvin))
#define ALL_SENSORS (0xfu << 16)
#define WARN_TEMPERATURE 2u
#define WARN_READ_ONLY 8u

/* Events that wait, as "type info log" in hexadecimal; they are taken. */
static u32 next_event(struct t_admin *a)
{
	struct bp_nvme_aens *aens = &a->t.ctrl->admin->aens;
	struct bp_nvme_aen aen;

	if (!bp_nvme_aens_take(aens, &aen))
		return 0;
	bp_nvme_aens_unmask(aens, aen.type);
	return (u32)aen.type << 16 | (u32)aen.info << 8 | aen.log_page;
}

static void want(struct t_admin *a, u32 events)
{
	assert_nvme_status(t_set(a, 0, NVME_FEAT_ASYNC_EVENT, events), NVME_SC_SUCCESS);
}

static void bp_nvme_temperature__over_and_under__one_event_each_time_it_begins(void **state)
{
	struct t_admin *a = *state;
	struct bp_nvme_controller *ctrl = a->t.ctrl;

	want(a, WARN_TEMPERATURE);
	assert_int_equal(next_event(a), 0);
	bp_nvme_temperature(ctrl, 342);
	assert_int_equal(next_event(a), 0);
	bp_nvme_temperature(ctrl, 343);
	assert_int_equal(next_event(a), 0x010102);
	bp_nvme_temperature(ctrl, 350);
	assert_int_equal(next_event(a), 0); /* it lasts */
	bp_nvme_temperature(ctrl, 313);
	bp_nvme_temperature(ctrl, 0);
	assert_int_equal(next_event(a), 0x010102);
	assert_int_equal(bp_nvme_critical_warnings(ctrl), WARN_TEMPERATURE);
}

static void bp_nvme_temperature__event_not_wanted__only_in_the_log(void **state)
{
	struct t_admin *a = *state;
	const struct nvme_smart_log *log = (const void *)a->data;

	bp_nvme_temperature(a->t.ctrl, 400);
	assert_int_equal(next_event(a), 0);
	assert_nvme_status(t_log(a, 0, NVME_LOG_SMART, 0, 512, 0), NVME_SC_SUCCESS);
	assert_int_equal(log->critical_warning, WARN_TEMPERATURE);
	assert_int_equal(log->temperature[0] | log->temperature[1] << 8, 400);
	want(a, WARN_TEMPERATURE); /* now it is */
	assert_int_equal(next_event(a), 0x010102);
}

static void bp_nvme_temperature_threshold__set__crossed(void **state)
{
	struct t_admin *a = *state;

	want(a, WARN_TEMPERATURE);
	assert_int_equal(t_now(a, 0, NVME_FEAT_TEMP_THRESH, OVER(0)), 343);
	assert_int_equal(t_now(a, 0, NVME_FEAT_TEMP_THRESH, UNDER(0)), 0);
	assert_nvme_status(t_set(a, 0, NVME_FEAT_TEMP_THRESH, OVER(300)), NVME_SC_SUCCESS);
	assert_int_equal(next_event(a), 0x010102);
	assert_nvme_status(t_set(a, 0, NVME_FEAT_TEMP_THRESH, ALL_SENSORS | OVER(330)), 0);
	assert_int_equal(t_now(a, 0, NVME_FEAT_TEMP_THRESH, OVER(0)), 330);
	assert_int_equal(next_event(a), 0);
	assert_nvme_status(t_set(a, 0, NVME_FEAT_TEMP_THRESH, UNDER(313)), NVME_SC_SUCCESS);
	assert_int_equal(t_now(a, 0, NVME_FEAT_TEMP_THRESH, UNDER(0)), 313);
	assert_int_equal(next_event(a), 0x010102);
}

static void bp_nvme_namespace_changed__wanted__list_in_order_until_read(void **state)
{
	struct t_admin *a = *state;
	const __le32 *list = (const void *)a->data;

	want(a, NVME_AEN_CFG_NS_ATTR);
	bp_nvme_namespace_changed(a->t.ctrl, 3);
	bp_nvme_namespace_changed(a->t.ctrl, 1);
	bp_nvme_namespace_changed(a->t.ctrl, 3);
	assert_int_equal(next_event(a), 0x020004);
	assert_nvme_status(t_log(a, 0, NVME_LOG_CHANGED_NS, 0, T_PAGE, NVME_LOG_RAE), 0);
	assert_int_equal(le32_to_cpu(list[0]), 1);
	assert_nvme_status(t_log(a, 0, NVME_LOG_CHANGED_NS, 0, T_PAGE, 0), 0);
	assert_int_equal(le32_to_cpu(list[0]), 1);
	assert_int_equal(le32_to_cpu(list[1]), 3);
	assert_int_equal(le32_to_cpu(list[2]), 0);
	assert_nvme_status(t_log(a, 0, NVME_LOG_CHANGED_NS, 0, T_PAGE, 0), 0);
	assert_int_equal(le32_to_cpu(list[0]), 0);
}

static void bp_nvme_namespace_changed__more_than_the_list_holds__ones(void **state)
{
	struct t_admin *a = *state;
	const __le32 *list = (const void *)a->data;

	for (u32 nsid = 1; nsid <= BP_NVME_CHANGED_MAX; nsid++)
		bp_nvme_namespace_changed(a->t.ctrl, nsid);
	assert_nvme_status(t_log(a, 0, NVME_LOG_CHANGED_NS, 0, T_PAGE, NVME_LOG_RAE), 0);
	assert_int_equal(le32_to_cpu(list[1023]), 1024);
	bp_nvme_namespace_changed(a->t.ctrl, 1025);
	bp_nvme_namespace_changed(a->t.ctrl, 7);
	assert_nvme_status(t_log(a, 0, NVME_LOG_CHANGED_NS, 0, T_PAGE, 0), 0);
	assert_int_equal(le32_to_cpu(list[0]), NVME_NSID_ALL);
	assert_int_equal(le32_to_cpu(list[1]), 0);
	assert_int_equal(next_event(a), 0); /* not wanted */
}

static void bp_nvme_namespace_changed__became_read_only__warned(void **state)
{
	struct t_admin *a = *state;

	want(a, WARN_READ_ONLY);
	a->t.ctrl->namespaces[0]->protect = BP_NVME_READ_ONLY;
	bp_nvme_namespace_changed(a->t.ctrl, 1);
	assert_int_equal(next_event(a), 0x010002);
	assert_int_equal(bp_nvme_critical_warnings(a->t.ctrl), WARN_READ_ONLY);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_with_admin(bp_nvme_temperature__over_and_under__one_event_each_time_it_begins),
		t_with_admin(bp_nvme_temperature__event_not_wanted__only_in_the_log),
		t_with_admin(bp_nvme_temperature_threshold__set__crossed),
		t_with_admin(bp_nvme_namespace_changed__wanted__list_in_order_until_read),
		t_with_admin(bp_nvme_namespace_changed__more_than_the_list_holds__ones),
		t_with_admin(bp_nvme_namespace_changed__became_read_only__warned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
