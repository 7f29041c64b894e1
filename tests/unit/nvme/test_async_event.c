/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events of a controller (NVH-32).
 */
#include <string.h>

#include <blkpath/nvme_admin.h>

#include "failing.h"

#define SMART (NVME_AER_SMART | NVME_AER_SMART_TEMP_THRESH << 8 | 2 << 16)

/* CID 31 is no tag: INV-NVME-33, one waits at a time */
static void nvme_complete_async_event__smart__kept_and_asked_for_again(void **state)
{
	struct t_script *t = *state;

	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->aer_cid, 31);
	t->log[0] = '\0';
	t_script_event(t, SMART);
	t_settle(t);
	assert_string_equal(t->log, "aer1f");
	assert_int_equal(t->dev->ctrl.aen_result, SMART);
	assert_hits(t->env, BP_SITE_NVME_STALE_CID, 0);
	assert_hits(t->env, BP_SITE_NVME_AEN, 1);
}

/* Type and what it tells must both be those of changed namespaces. */
static void nvme_complete_async_event__others_like_it__no_scan(void **state)
{
	static const u32 others[] = {
		NVME_AER_ERROR | NVME_AER_NOTICE_NS_CHANGED << 8,
		NVME_AER_NOTICE | 1 << 8,
		NVME_AER_NOTICE | 0x80 << 8,
		(NVME_AER_NOTICE | 4) | NVME_AER_NOTICE_NS_CHANGED << 8,
		(NVME_AER_NOTICE | 1) | NVME_AER_NOTICE_NS_CHANGED << 8,
		1u << 31, /* reserved bits, an error */
	};
	struct t_script *t = *state;

	assert_int_equal(t_script_probe(t), 0);
	for (unsigned i = 0; i < bp_array_size(others); i++) {
		t->log[0] = '\0';
		t_script_event(t, others[i]);
		t_settle(t);
		assert_string_equal(t->log, "aer1f");
		assert_int_equal(t->dev->ctrl.aen_result, others[i]);
	}
	t->log[0] = '\0';
	t_script_event(t, NVME_AER_NOTICE | NVME_AER_NOTICE_NS_CHANGED << 8 | 0xff0000f8);
	t_settle(t);
	assert_non_null(strstr(t->log, "id2"));
	assert_int_equal(t->dev->ctrl.aen_result, 1u << 31);
}

static void nvme_complete_async_event__refused__not_asked_for_again(void **state)
{
	static const u16 statuses[] = { NVME_SC_ASYNC_LIMIT, NVME_SC_INVALID_OPCODE };
	struct t_script *t = *state;

	for (unsigned i = 0; i < bp_array_size(statuses); i++) {
		assert_int_equal(t_script_probe(t), 0);
		t->log[0] = '\0';
		t_script_post(t, 0, t->aer_cid, statuses[i], 0);
		t_settle(t);
		assert_string_equal(t->log, "");
		assert_hits(t->env, BP_SITE_NVME_AEN, 0);
		nvme_remove(t->dev);
		t->dev = NULL;
	}
}

static u32 asked_for;

static void look(struct t_script *t)
{
	const struct nvme_common_command *c = &t->last_admin.common;

	if (c->opcode == nvme_admin_set_features && le32_to_cpu(c->cdw10) == NVME_FEAT_ASYNC_EVENT)
		asked_for = le32_to_cpu(c->cdw11);
}

/* Only events that are offered and understood are asked for. */
static void nvme_enable_aen__offered__configured(void **state)
{
	struct t_script *t = *state;

	t->on_step = look;
	for (u32 bit = 0; bit < 32; bit++) {
		const u32 known = 1u << bit & (NVME_AEN_CFG_NS_ATTR | NVME_AEN_CFG_FW_ACT);

		asked_for = ~0u;
		t->id.oaes = cpu_to_le32(1u << bit);
		t_live(t);
		assert_int_equal(asked_for, known ?: ~0u); /* nor is anything sent for nothing */
		nvme_remove(t->dev);
		t->id.oaes = cpu_to_le32(1u << bit | NVME_AEN_CFG_NS_ATTR);
		t_live(t);
		assert_int_equal(asked_for, known | NVME_AEN_CFG_NS_ATTR);
		nvme_remove(t->dev);
		t->dev = NULL;
	}
}

/* A controller that is being reset would lose the request: the next life sends its own. */
static void nvme_async_event_work__resetting__not_sent(void **state)
{
	struct t_script *t = *state;

	t_live(t);
	t_script_event(t, SMART);
	assert_true(nvme_change_ctrl_state(&t->dev->ctrl, NVME_CTRL_RESETTING));
	t_settle(t);
	assert_string_equal(t->log, "");
	bp_work_queue(t->env, &t->dev->ctrl.reset_work);
	t_settle(t);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_LIVE);
	assert_true(t->aer_waits);
}

/* Without I/O queues there are events still, those that come unasked. */
static void nvme_async_event_work__admin_only__sent(void **state)
{
	struct t_script *t = *state;

	t->id.oaes = cpu_to_le32(NVME_AEN_CFG_NS_ATTR);
	t->status[nvme_admin_set_features] = NVME_SC_INTERNAL;
	assert_int_equal(t_script_probe(t), 0);
	t_settle(t);
	assert_true(t->aer_waits);
	assert_non_null(strstr(t->log, "id1 refused9 aer1f")); /* and no second feature */
	nvme_remove(t->dev);
	t->status[nvme_admin_set_features] = 0;
	t->status[nvme_admin_create_cq] = NVME_SC_INTERNAL; /* queues are there, and not used */
	t->log[0] = '\0';
	assert_int_equal(t_script_probe(t), 0);
	t_settle(t);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_ADMIN_ONLY);
	assert_non_null(strstr(t->log, "featb aer1f"));
}

/* All three at the start: the scan goes on while the feature is waited for; then the request. */
static void nvme_start_ctrl__events_offered__configured_before_the_scan(void **state)
{
	struct t_script *t = *state;

	t->id.oaes = cpu_to_le32(NVME_AEN_CFG_NS_ATTR);
	assert_int_equal(t_script_probe(t), 0);
	t_settle(t);
	assert_non_null(strstr(t->log, "cq1 sq1 featb id2 id0 aer1f"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_script(nvme_complete_async_event__smart__kept_and_asked_for_again),
		t_in_script(nvme_complete_async_event__others_like_it__no_scan),
		t_in_script(nvme_complete_async_event__refused__not_asked_for_again),
		t_in_script(nvme_enable_aen__offered__configured),
		t_in_script(nvme_async_event_work__resetting__not_sent),
		t_in_script(nvme_async_event_work__admin_only__sent),
		t_in_script(nvme_start_ctrl__events_offered__configured_before_the_scan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
