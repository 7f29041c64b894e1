/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which namespaces there are (NVH-39).
 */
#include <string.h>

#include <blkpath/nvme_admin.h>
#include <blkpath/nvme_log.h>

#include "failing.h"

#define NS_CHANGED (NVME_AER_NOTICE | NVME_AER_NOTICE_NS_CHANGED << 8 | 4 << 16)

static void nvme_scan_work__namespaces_come_and_go__so_do_disks(void **state)
{
	struct t_script *t = *state;

	assert_int_equal(t_script_probe(t), 0);
	t->namespaces[0] = 2;
	t->namespaces[1] = 4;
	t_script_event(t, NS_CHANGED);
	t_settle(t);
	assert_null(bp_nvme_find_ns(&t->dev->ctrl, 1));
	assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 2));
	assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 4));
	assert_int_equal(TAILQ_FIRST(&t->dev->ctrl.namespaces)->ns_id, 2);
	assert_int_equal(le32_to_cpu(t->last_admin.common.nsid), 4); /* each by its number */
	assert_string_equal(bp_nvme_find_ns(&t->dev->ctrl, 4)->disk->disk_name, "nvme0n4");
	t->namespaces[2] = 3;
	t_script_event(t, NS_CHANGED);
	t_settle(t);
	assert_null(bp_nvme_find_ns(&t->dev->ctrl, 3)); /* behind 4: no list any more */
	t->namespaces[1] = 3;
	t->namespaces[2] = 4;
	t_script_event(t, NS_CHANGED);
	t_settle(t);
	assert_int_equal(TAILQ_NEXT(TAILQ_FIRST(&t->dev->ctrl.namespaces), list)->ns_id, 3);
	t->ns.nsze = t->ns.ncap = cpu_to_le64(4096);
	t_script_event(t, NS_CHANGED);
	t_settle(t);
	assert_int_equal(bp_nvme_find_ns(&t->dev->ctrl, 4)->disk->capacity, 4096);
	t->ns.nsze = t->ns.ncap = cpu_to_le64(100);
	t_script_event(t, NS_CHANGED);
	t_settle(t);
	assert_int_equal(bp_nvme_find_ns(&t->dev->ctrl, 4)->disk->capacity, 100);
	t->ns.ncap = cpu_to_le64(0);
	t_script_event(t, NS_CHANGED);
	t_settle(t);
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
	t_settle(t);
	assert_string_equal(t->log, "op2 aer1f id2 id0");
	assert_false(t->dev->ctrl.bp_ns_changed);
}

/* It is refused, or has nowhere to go. */
static void nvme_scan_work__log_fails__read_with_the_next_scan(void **state)
{
	struct t_script *t = *state;

	assert_int_equal(t_script_probe(t), 0);
	t_pass(t, 0);
	for (unsigned memory = 0; memory < 2; memory++) {
		t->status[nvme_admin_get_log_page] = memory ? 0 : NVME_SC_INTERNAL;
		t_p2p_fail(&t->p2p, memory ? BP_ALLOC_NVME : BP_ALLOC_NR, 0);
		t_script_event(t, NS_CHANGED);
		t_settle(t);
		assert_true(t->dev->ctrl.bp_ns_changed);
		assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 1));
		t->status[nvme_admin_get_log_page] = 0;
		t_p2p_fail(&t->p2p, BP_ALLOC_NR, 0);
		t->log[0] = '\0';
		nvme_reset_ctrl(&t->dev->ctrl);
		t_settle(t);
		assert_non_null(strstr(t->log, "op2"));
		assert_false(t->dev->ctrl.bp_ns_changed);
	}
}

/* Before version 1.1 there is no list of namespaces. */
static void nvme_scan_work__old_controller__one_by_one(void **state)
{
	for (u32 vs = 0x10000; vs <= 0x100ff; vs += 0xff) {
		struct t_script *t = *state;

		t->vs = vs;
		t->log[0] = '\0';
		assert_int_equal(t_script_probe(t), 0);
		assert_null(strstr(t->log, "id2"));
		assert_null(bp_nvme_find_ns(&t->dev->ctrl, 0));
		for (u32 nsid = 1; nsid <= 4; nsid++)
			assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, nsid));
		assert_null(bp_nvme_find_ns(&t->dev->ctrl, 5));
		nvme_remove(t->dev);
		t->dev = NULL;
	}
}

/* From version 1.1 on there is. */
static void nvme_scan_work__version_1_1__by_its_list(void **state)
{
	struct t_script *t = *state;

	t->vs = 0x10100;
	assert_int_equal(t_script_probe(t), 0);
	assert_non_null(strstr(t->log, "id2"));
	assert_null(bp_nvme_find_ns(&t->dev->ctrl, 2));
	t_script_event(t, NS_CHANGED); /* who says so has the log */
	t_settle(t);
	assert_non_null(strstr(t->log, "op2"));
}

/* It is in the list, and has no blocks any more. */
static void nvme_scan_work__the_only_disk_without_capacity__goes(void **state)
{
	struct t_script *t = *state;

	t_live(t);
	t->ns.ncap = cpu_to_le64(0);
	bp_work_queue(t->env, &t->dev->ctrl.scan_work);
	t_settle(t);
	assert_null(bp_nvme_find_ns(&t->dev->ctrl, 1));
}

/* No namespace may ever be: queues there are all the same. */
static void nvme_scan_work__nn_is_0__live_without_disks(void **state)
{
	struct t_script *t = *state;

	t->id.nn = cpu_to_le32(0);
	t_live(t);
	assert_true(TAILQ_EMPTY(&t->dev->ctrl.namespaces));
	assert_int_equal(t->dev->online_queues, 2);
}

/* Identify fails in the middle of a life, or has no memory: disks stay as they are */
static void nvme_scan_work__identify_fails__disks_stay(void **state)
{
	struct t_script *t = *state;

	assert_int_equal(t_script_probe(t), 0);
	t_p2p_fail(&t->p2p, BP_ALLOC_NVME, 1); /* for the list there is */
	bp_work_queue(t->env, &t->dev->ctrl.scan_work);
	t_settle(t);
	assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 1));
	t->status[nvme_admin_identify] = NVME_SC_INTERNAL;
	t_script_event(t, NS_CHANGED);
	t_settle(t);
	assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 1));
	assert_int_equal(bp_nvme_find_ns(&t->dev->ctrl, 1)->disk->capacity, 2048);
}

static u32 asked_of, asked_for;

static void look(struct t_script *t)
{
	const struct nvme_common_command *c = &t->last_admin.common;

	if (c->opcode == nvme_admin_get_log_page)
		asked_of = le32_to_cpu(c->nsid), asked_for = le32_to_cpu(c->cdw10);
}

/* The log is the controller's, not a namespace's. */
static void nvme_scan_work__namespace_changed__log_of_all(void **state)
{
	struct t_script *t = *state;

	t_live(t);
	t->on_step = look;
	t_script_event(t, NS_CHANGED);
	t_settle(t);
	assert_int_equal(asked_of, NVME_NSID_ALL);
	assert_int_equal(asked_for, 1023 << 16 | NVME_LOG_CHANGED_NS); /* dwords, 0's based */
}

/* NN is the largest number that there is: what a list says beyond it does not count. */
static void nvme_scan_work__a_number_above_nn__no_disk(void **state)
{
	struct t_script *t = *state;

	t->id.nn = cpu_to_le32(2);
	t->namespaces[1] = 3;
	t_live(t);
	assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 1));
	assert_null(bp_nvme_find_ns(&t->dev->ctrl, 3));
}

/* The highest number of 32 bits is one like any other, also that of a disk of no blocks. */
static void nvme_scan_work__the_highest_number__comes_and_goes(void **state)
{
	struct t_script *t = *state;

	t->id.nn = cpu_to_le32(0xffffffff);
	t->namespaces[0] = 0xffffffff;
	t->ns.nsze = cpu_to_le64(0);
	t_live(t);
	assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 0xffffffff));
	t->namespaces[0] = 0;
	bp_work_queue(t->env, &t->dev->ctrl.scan_work);
	t_pass(t, 0);
	assert_null(bp_nvme_find_ns(&t->dev->ctrl, 0xffffffff));
}

/* What follows a number that does not ascend does not count either. */
static void nvme_scan_work__numbers_descend__the_list_has_ended(void **state)
{
	struct t_script *t = *state;

	t->namespaces[0] = 3;
	t->namespaces[1] = 2;
	t_live(t);
	assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 3));
	assert_null(bp_nvme_find_ns(&t->dev->ctrl, 2));
}

static void nvme_scan_work__fewer_numbers_than_before__disks_above_go(void **state)
{
	struct t_script *t = *state;

	t->vs = 0x10000;
	t_live(t);
	assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 4));
	t->id.nn = cpu_to_le32(2);
	nvme_reset_ctrl(&t->dev->ctrl);
	t_settle(t);
	assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 2));
	assert_null(bp_nvme_find_ns(&t->dev->ctrl, 3));
	assert_null(bp_nvme_find_ns(&t->dev->ctrl, 4));
}

static u32 asked_after;

static void look_for_lists(struct t_script *t)
{
	const struct nvme_common_command *c = &t->last_admin.common;

	if (c->opcode == nvme_admin_identify && le32_to_cpu(c->cdw10) == NVME_ID_CNS_NS_ACTIVE_LIST)
		asked_after = le32_to_cpu(c->nsid);
}

/* 1024 numbers fill a page; the list goes on behind the last one. */
static void nvme_scan_work__more_than_a_page__all_of_them(void **state)
{
	struct t_script *t = *state;
	const struct nvme_ns *ns;
	u32 nr = 0;

	t->highest = 1025;
	t->id.nn = cpu_to_le32(2000);
	t->params.io_queue_depth = 2;
	t_live(t);
	t_pass(t, 0);
	TAILQ_FOREACH (ns, &t->dev->ctrl.namespaces, list)
		assert_int_equal(ns->ns_id, ++nr);
	assert_int_equal(nr, 1025);
	assert_int_equal(bp_nvme_find_ns(&t->dev->ctrl, 1025)->disk->first_minor, 1024);
	t->on_step = look_for_lists;
	t->highest = 1024; /* a full page, and an empty one */
	bp_work_queue(t->env, &t->dev->ctrl.scan_work);
	t_pass(t, 0);
	assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 1024));
	assert_null(bp_nvme_find_ns(&t->dev->ctrl, 1025));
	assert_int_equal(asked_after, 1024);
	t->highest = 1023; /* and the end */
	bp_work_queue(t->env, &t->dev->ctrl.scan_work);
	t_pass(t, 0);
	assert_null(bp_nvme_find_ns(&t->dev->ctrl, 1024));
	assert_int_equal(asked_after, 0);
	t->on_step = NULL;
}

/* A controller that says it knows them and does not, with the smallest status there is, or not. */
static void nvme_scan_work__lists_refused__one_by_one(void **state)
{
	struct t_script *t = *state;

	t_live(t);
	t_pass(t, 0);
	assert_null(bp_nvme_find_ns(&t->dev->ctrl, 2));
	t->spoil = NVME_SC_INVALID_OPCODE;
	bp_work_queue(t->env, &t->dev->ctrl.scan_work);
	t_pass(t, 0);
	assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 4));
	nvme_remove(t->dev);
	t->no_lists = true;
	t_live(t);
	t_pass(t, 0);
	for (u32 nsid = 1; nsid <= 4; nsid++)
		assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, nsid));
	assert_null(bp_nvme_find_ns(&t->dev->ctrl, 5));
}

/* 0 ends a list, and so does a number once more: nobody asks for them. */
static void nvme_scan_work__nothing_in_the_list__nobody_asked_for(void **state)
{
	struct t_script *t = *state;

	t->namespaces[0] = 0;
	t_live(t);
	t_pass(t, 0);
	t->log[0] = '\0';
	bp_work_queue(t->env, &t->dev->ctrl.scan_work);
	t_pass(t, 0);
	assert_string_equal(t->log, "id2");
	t->namespaces[0] = t->namespaces[1] = 3;
	t->log[0] = '\0';
	bp_work_queue(t->env, &t->dev->ctrl.scan_work);
	t_pass(t, 0);
	assert_string_equal(t->log, "id2 id0");
	assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 3));
}

/* A list that is not answered is no list that is not known. */
static void nvme_scan_work__no_memory_for_the_list__not_one_by_one(void **state)
{
	struct t_script *t = *state;

	t_live(t);
	t_p2p_fail(&t->p2p, BP_ALLOC_NVME, 0);
	bp_work_queue(t->env, &t->dev->ctrl.scan_work);
	t_settle(t);
	t_p2p_fail(&t->p2p, BP_ALLOC_NR, 0);
	assert_string_equal(t->log, "");
	assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 1));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_script(nvme_scan_work__namespaces_come_and_go__so_do_disks),
		t_in_script(nvme_scan_work__namespace_changed__log_read_before),
		t_in_script(nvme_scan_work__log_fails__read_with_the_next_scan),
		t_in_script(nvme_scan_work__old_controller__one_by_one),
		t_in_script(nvme_scan_work__version_1_1__by_its_list),
		t_in_script(nvme_scan_work__the_only_disk_without_capacity__goes),
		t_in_script(nvme_scan_work__nn_is_0__live_without_disks),
		t_in_script(nvme_scan_work__identify_fails__disks_stay),
		t_in_script(nvme_scan_work__namespace_changed__log_of_all),
		t_in_script(nvme_scan_work__a_number_above_nn__no_disk),
		t_in_script(nvme_scan_work__the_highest_number__comes_and_goes),
		t_in_script(nvme_scan_work__numbers_descend__the_list_has_ended),
		t_in_script(nvme_scan_work__fewer_numbers_than_before__disks_above_go),
		t_in_script(nvme_scan_work__more_than_a_page__all_of_them),
		t_in_script(nvme_scan_work__lists_refused__one_by_one),
		t_in_script(nvme_scan_work__nothing_in_the_list__nobody_asked_for),
		t_in_script(nvme_scan_work__no_memory_for_the_list__not_one_by_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
