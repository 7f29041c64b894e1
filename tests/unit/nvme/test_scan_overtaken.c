/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A scan that a reset or a removal overtakes (NVH-36, NVH-39, NVH-40).
 */
#include <string.h>

#include <blkpath/nvme_admin.h>
#include <blkpath/nvme_log.h>

#include "failing.h"

#define NS_CHANGED (NVME_AER_NOTICE | NVME_AER_NOTICE_NS_CHANGED << 8 | 4 << 16)

static void begin_reset(struct t_script *t)
{
	if (strstr(t->log, "id0") && t->dev->ctrl.state == NVME_CTRL_LIVE)
		assert_true(nvme_change_ctrl_state(&t->dev->ctrl, NVME_CTRL_RESETTING));
}

/* It is being reset: the others are asked for afterwards, and no disk goes until then. */
static void nvme_scan_work__a_reset_begins__stops(void **state)
{
	for (unsigned lists = 0; lists < 2; lists++) {
		struct t_script *t = *state;

		t->no_lists = !lists;
		t->namespaces[1] = 2;
		t_live(t);
		t_pass(t, 0);
		t->log[0] = '\0';
		t->namespaces[0] = 2;
		t->namespaces[1] = 3;
		t->id.nn = cpu_to_le32(4);
		if (!lists)
			t->dev->ctrl.nn = 2; /* disks 3 and 4 are too many, but not yet */
		t->on_step = begin_reset;
		bp_work_queue(t->env, &t->dev->ctrl.scan_work);
		t_pass(t, 0);
		t->on_step = NULL;
		assert_string_equal(t->log, "id2 id0");
		assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, lists ? 2 : 4));
		nvme_remove(t->dev);
		t->dev = NULL;
		t->namespaces[0] = 1;
		t->namespaces[1] = 0;
	}
}

/* It has gone, and a reset is under way when that is heard: its disk stays until the next scan. */
static void nvme_scan_work__gone_when_a_reset_begins__disk_stays(void **state)
{
	struct t_script *t = *state;

	t_live(t);
	t_pass(t, 0);
	t->log[0] = '\0';
	t->ns.ncap = t->ns.nsze = cpu_to_le64(0);
	t->on_step = begin_reset;
	bp_work_queue(t->env, &t->dev->ctrl.scan_work);
	t_pass(t, 0);
	t->on_step = NULL;
	assert_string_equal(t->log, "id2 id0");
	assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 1));
	assert_int_equal(bp_nvme_find_ns(&t->dev->ctrl, 1)->disk->capacity, 2048);
}

/* Due, and then a reset: nothing is asked, nor in any other state. */
static void nvme_scan_work__due_when_a_reset_begins__not_at_all(void **state)
{
	struct t_script *t = *state;

	t_live(t);
	t_pass(t, 0);
	t->log[0] = '\0';
	t->dev->ctrl.bp_ns_changed = true;
	for (unsigned other = NVME_CTRL_LIVE + 1; other <= NVME_CTRL_DEAD; other++) {
		bp_work_queue(t->env, &t->dev->ctrl.scan_work);
		t->dev->ctrl.state = other;
		t_pass(t, 0);
		assert_string_equal(t->log, "");
	}
	t->dev->ctrl.state = NVME_CTRL_LIVE;
}

static void begin_reset_at_log(struct t_script *t)
{
	if (strstr(t->log, "op2"))
		nvme_change_ctrl_state(&t->dev->ctrl, NVME_CTRL_RESETTING);
}

/* The log has been read, and then a reset begins: no more is asked. */
static void nvme_scan_work__a_reset_begins_at_the_log__no_list(void **state)
{
	struct t_script *t = *state;

	t_live(t);
	t_pass(t, 0);
	t->log[0] = '\0';
	t->on_step = begin_reset_at_log;
	t_script_event(t, NS_CHANGED);
	t_pass(t, 0);
	t->on_step = NULL;
	assert_int_equal(strncmp(t->log, "op2", 3), 0);
	assert_null(strstr(t->log, "id2"));
}

static void say_changed(struct t_script *t)
{
	if (t->aer_waits && strstr(t->log, "cc=464001"))
		t_script_event(t, NS_CHANGED);
}

/*
 * An event that comes when the driver shuts the controller down, found in the last look at the
 * admin queue: the work that asks for another one was queued and ran in freed memory.
 */
static void nvme_remove__an_event_in_the_end__nothing_is_due(void **state)
{
	struct t_script *t = *state;

	t_live(t);
	t_pass(t, 0);
	t->on_step = say_changed;
	nvme_remove(t->dev);
	t->dev = NULL;
	t->on_step = NULL;
	assert_hits(t->env, BP_SITE_NVME_AEN, 1);
	assert_int_equal(bp_work_run(t->env), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_script(nvme_scan_work__a_reset_begins__stops),
		t_in_script(nvme_scan_work__gone_when_a_reset_begins__disk_stays),
		t_in_script(nvme_scan_work__due_when_a_reset_begins__not_at_all),
		t_in_script(nvme_scan_work__a_reset_begins_at_the_log__no_list),
		t_in_script(nvme_remove__an_event_in_the_end__nothing_is_due),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
