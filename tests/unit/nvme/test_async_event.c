/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events of a controller, and what is looked for then (NVH-32, NVH-39).
 */
#include <string.h>

#include <blkpath/nvme_admin.h>
#include <blkpath/nvme_failure.h>

#include "bp_test.h"
#include "nvme_script.h"

#define NS_CHANGED (NVME_AER_NOTICE | NVME_AER_NOTICE_NS_CHANGED << 8 | 4 << 16)
#define SMART (NVME_AER_SMART | NVME_AER_SMART_TEMP_THRESH << 8 | 2 << 16)

static void settle(struct t_script *t)
{
	while (bp_wait(t->env))
		;
}

/* CID 31 is no tag: INV-NVME-33, one waits at a time */
static void nvme_complete_async_event__smart__kept_and_asked_for_again(void **state)
{
	struct t_script *t = *state;

	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->aer_cid, 31);
	t->log[0] = '\0';
	t_script_event(t, SMART);
	settle(t);
	assert_string_equal(t->log, "aer1f");
	assert_int_equal(t->dev->ctrl.aen_result, SMART);
	assert_hits(t->env, BP_SITE_NVME_AEN, 1);
}

static void nvme_complete_async_event__refused__not_asked_for_again(void **state)
{
	struct t_script *t = *state;

	assert_int_equal(t_script_probe(t), 0);
	t->log[0] = '\0';
	t_script_post(t, 0, t->aer_cid, NVME_SC_ASYNC_LIMIT, 0);
	settle(t);
	assert_string_equal(t->log, "");
	assert_hits(t->env, BP_SITE_NVME_AEN, 0);
}

static void nvme_scan_work__namespaces_come_and_go__so_do_disks(void **state)
{
	struct t_script *t = *state;

	assert_int_equal(t_script_probe(t), 0);
	t->namespaces[0] = 2;
	t->namespaces[1] = 4;
	t_script_event(t, NS_CHANGED);
	settle(t);
	assert_null(bp_nvme_find_ns(&t->dev->ctrl, 1));
	assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 2));
	assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 4));
	assert_int_equal(TAILQ_FIRST(&t->dev->ctrl.namespaces)->ns_id, 2);
	t->ns.nsze = t->ns.ncap = cpu_to_le64(4096);
	t_script_event(t, NS_CHANGED);
	settle(t);
	assert_int_equal(bp_nvme_find_ns(&t->dev->ctrl, 4)->disk->capacity, 4096);
	t->ns.ncap = cpu_to_le64(0);
	t_script_event(t, NS_CHANGED);
	settle(t);
	assert_null(bp_nvme_find_ns(&t->dev->ctrl, 4));
}

/* Without the log having been read a controller says nothing more (INV-NVME-33). */
static void nvme_scan_work__namespace_changed__log_read_before(void **state)
{
	struct t_script *t = *state;

	assert_int_equal(t_script_probe(t), 0);
	assert_null(strstr(t->log, "op2")); /* nothing to clear at the start */
	t->log[0] = '\0';
	t_script_event(t, NS_CHANGED);
	settle(t);
	assert_string_equal(t->log, "op2 aer1f id2 id0");
	assert_false(t->dev->ctrl.bp_ns_changed);
}

static void nvme_scan_work__log_fails__read_with_the_next_scan(void **state)
{
	struct t_script *t = *state;

	assert_int_equal(t_script_probe(t), 0);
	t->status[nvme_admin_get_log_page] = NVME_SC_INTERNAL;
	t_script_event(t, NS_CHANGED);
	settle(t);
	assert_true(t->dev->ctrl.bp_ns_changed);
	assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 1));
	t->status[nvme_admin_get_log_page] = 0;
	t->log[0] = '\0';
	nvme_reset_ctrl(&t->dev->ctrl);
	settle(t);
	assert_non_null(strstr(t->log, "op2"));
	assert_false(t->dev->ctrl.bp_ns_changed);
}

/* Before version 1.1 there is no list of namespaces. */
static void nvme_scan_work__old_controller__one_by_one(void **state)
{
	struct t_script *t = *state;

	t->vs = 0x10000;
	assert_int_equal(t_script_probe(t), 0);
	assert_null(strstr(t->log, "id2"));
	for (u32 nsid = 1; nsid <= 4; nsid++)
		assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, nsid));
	assert_null(bp_nvme_find_ns(&t->dev->ctrl, 5));
}

/* Identify fails in the middle of a life: disks stay as they are */
static void nvme_scan_work__identify_fails__disks_stay(void **state)
{
	struct t_script *t = *state;

	assert_int_equal(t_script_probe(t), 0);
	t->status[nvme_admin_identify] = NVME_SC_INTERNAL;
	t_script_event(t, NS_CHANGED);
	settle(t);
	assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 1));
	assert_int_equal(bp_nvme_find_ns(&t->dev->ctrl, 1)->disk->capacity, 2048);
}

/* Only events that somebody offers are asked for. */
static void nvme_enable_aen__offered__configured(void **state)
{
	struct t_script *t = *state;

	t->id.oaes = cpu_to_le32(NVME_AEN_CFG_NS_ATTR | 1u << 31);
	assert_int_equal(t_script_probe(t), 0);
	assert_non_null(strstr(t->log, "featb"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_script(nvme_complete_async_event__smart__kept_and_asked_for_again),
		t_in_script(nvme_complete_async_event__refused__not_asked_for_again),
		t_in_script(nvme_scan_work__namespaces_come_and_go__so_do_disks),
		t_in_script(nvme_scan_work__namespace_changed__log_read_before),
		t_in_script(nvme_scan_work__log_fails__read_with_the_next_scan),
		t_in_script(nvme_scan_work__old_controller__one_by_one),
		t_in_script(nvme_scan_work__identify_fails__disks_stay),
		t_in_script(nvme_enable_aen__offered__configured),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
