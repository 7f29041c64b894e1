/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow doorbells (NVH-29, NVC-4, SV-13).
 */
#include "engine_test.h"
#include "nvme/shadow.h"

#define SHADOW 0x400000ull
#define EVENTIDX 0x401000ull

static u32 get(struct t_engine *t, u64 buffer, unsigned qid, bool is_cq)
{
	__le32 value;

	assert_true(bp_backing_read(&t->f.ram, buffer + (2ull * qid + is_cq) * 4, &value, 4));
	return le32_to_cpu(value);
}

static void put(struct t_engine *t, unsigned qid, bool is_cq, u32 value)
{
	__le32 raw = cpu_to_le32(value);

	assert_int_equal(bp_backing_write(&t->f.ram, SHADOW + (2ull * qid + is_cq) * 4, &raw, 4),
			 0);
}

/* What a host asks itself before it rings (EX-NVME-21). */
static bool must_ring(struct t_engine *t, unsigned qid, bool is_cq, u16 old, u16 value)
{
	u16 eventidx = (u16)get(t, EVENTIDX, qid, is_cq);

	return (u16)(value - eventidx - 1) < (u16)(value - old);
}

static void start(struct t_engine *t, u32 cq_size)
{
	struct nvme_command cq = t_cq_command(1, cq_size), sq = t_sq_command(1, 8);

	t_start(t, NULL);
	bp_nvme_shadow_start(t->ctrl, SHADOW, EVENTIDX);
	t_pair_reset(t, 1, 8);
	t_admin_run(t, &cq);
	t_admin_run(t, &sq);
}

/* Leaves commands and their tail, and rings if it must. */
static bool leave(struct t_engine *t, u16 cid, unsigned nr)
{
	u32 old = t->pair[1].tail;
	bool rings;

	for (unsigned i = 0; i < nr; i++) {
		struct nvme_command cmd = t_command(nvme_cmd_read, (u16)(cid + i));

		t_put(t, 1, &cmd);
	}
	put(t, 1, false, t->pair[1].tail);
	rings = must_ring(t, 1, false, (u16)old, (u16)t->pair[1].tail);
	if (rings)
		t_ring(t, 1);
	return rings;
}

static void shadow__asleep__host_must_ring(void **state)
{
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	start(&t, 8);
	for (u16 cid = 0; cid < 20; cid++) {
		assert_true(leave(&t, cid, 1));
		t_run(&t);
		assert_int_equal(get(&t, EVENTIDX, 1, false), t.pair[1].tail);
		assert_true(t_take(&t, 1, &cqe));
		put(&t, 1, true, t.pair[1].head);
	}
	assert_int_equal(t_count(&t)->doorbell_value, 0);
	t_engine_fini(&t);
}

/* The second tail is left before the controller had time: it finds it by itself. */
static void shadow__awake__host_need_not_ring(void **state)
{
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	start(&t, 8);
	assert_true(leave(&t, 0, 2));
	assert_false(leave(&t, 2, 3));
	t_run(&t);
	for (u16 cid = 0; cid < 5; cid++) {
		assert_true(t_take(&t, 1, &cqe));
		assert_int_equal(le16_to_cpu(cqe.command_id), cid);
	}
	assert_int_equal(t_count(&t)->shadow_updates, 1);
	t_engine_fini(&t);
}

/* No room: the controller finds the head in the shadow, or asks for the next ring. */
static void shadow__full_completion_queue__asks_for_the_head(void **state)
{
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	start(&t, 4);
	t.pair[1].size = 8;
	assert_true(leave(&t, 0, 5));
	t_run(&t);
	assert_int_equal(t_count(&t)->completed, 2 + 3);
	assert_true(t_take(&t, 1, &cqe));
	put(&t, 1, true, 1);
	assert_true(must_ring(&t, 1, true, 0, 1));
	t_doorbell(&t, 1, true, 1);
	put(&t, 1, true, 2); /* not rung: it is found when there is no room again */
	t_run(&t);
	assert_int_equal(t_count(&t)->completed, 2 + 5);
	assert_int_equal(bp_nvme_cq(t.ctrl, 1)->head, 2);
	assert_int_equal(get(&t, EVENTIDX, 1, true), 1); /* what it knew when it asked */
	t_engine_fini(&t);
}

/* Doorbells in memory are no better than others. */
static void shadow__nonsense_in_memory__event(void **state)
{
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	start(&t, 8);
	assert_true(leave(&t, 0, 1));
	put(&t, 1, false, 77);
	t_run(&t);
	assert_true(t_take(&t, 1, &cqe));
	assert_in_range(t_count(&t)->doorbell_value, 1, 4);
	assert_int_equal(t_heard.info, BP_NVME_EVENT_BAD_DOORBELL_VALUE);
	t_engine_fini(&t);
}

/* Queue 0 has none. */
static void shadow__admin_queue__rung_only(void **state)
{
	struct t_engine t;

	(void)state;
	start(&t, 8);
	put(&t, 0, false, 5);
	assert_int_equal(t_delete(&t, nvme_admin_delete_sq, 1), 0);
	assert_int_equal(t_count(&t)->shadow_updates, 0);
	assert_int_equal(get(&t, EVENTIDX, 0, false), 0);
	put(&t, 0, true, t.pair[0].head + 1); /* nor when there is no room */
	for (u16 cid = 100; cid < 100 + T_ENTRIES; cid++) {
		struct nvme_command none = t_command(0xff, cid);

		t_submit(&t, 0, &none);
		t_run(&t);
	}
	assert_int_equal(t_count(&t)->cq_full, 1);
	assert_int_equal(t_count(&t)->shadow_updates, 0);
	assert_int_equal(get(&t, EVENTIDX, 0, true), 0);
	t_engine_fini(&t);
}

/* SV-13: the host uses the page for something else after a reset. */
static void shadow__reset__never_touched_again(void **state)
{
	static const u8 mine[8192] = { 0x5a };
	u8 now[8192];
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	start(&t, 8);
	assert_true(leave(&t, 0, 2));
	t_run(&t);
	t_cc(&t, 0);
	assert_int_equal(bp_backing_write(&t.f.ram, SHADOW, mine, sizeof(mine)), 0);
	t_engine_enable(&t);
	t_queues(&t, 1, 8);
	t_reads(&t, 1, 0, 5);
	t_run(&t);
	assert_true(t_take(&t, 1, &cqe));
	assert_true(bp_backing_read(&t.f.ram, SHADOW, now, sizeof(now)));
	assert_memory_equal(mine, now, sizeof(now));
	t_engine_fini(&t);
}

/* SV-2: a buffer that is nowhere, or in the controller's own registers. */
static void shadow__unreachable__rung_doorbells_work(void **state)
{
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	for (unsigned own = 0; own < 2; own++) {
		start(&t, 8);
		t_run(&t);
		bp_nvme_shadow_start(t.ctrl, own ? t_fabric_bus(&t.f, 'a') : T_RAM_END,
				     own ? t_fabric_bus(&t.f, 'a') + 0x1000 : T_RAM_END);
		bp_fabric_announce(t.f.fabric, own ? 0 : 2);
		t_run(&t);
		t_reads(&t, 1, 0, 1);
		t_run(&t);
		assert_true(t_take(&t, 1, &cqe));
		assert_true(t_count(&t)->shadow_errors >= 4);
		assert_int_equal(!!t_count(&t)->self_mmio_dma, own);
		assert_int_equal(t_csts(&t), NVME_CSTS_RDY);
		t_engine_fini(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shadow__asleep__host_must_ring),
		cmocka_unit_test(shadow__awake__host_need_not_ring),
		cmocka_unit_test(shadow__full_completion_queue__asks_for_the_head),
		cmocka_unit_test(shadow__nonsense_in_memory__event),
		cmocka_unit_test(shadow__admin_queue__rung_only),
		cmocka_unit_test(shadow__reset__never_touched_again),
		cmocka_unit_test(shadow__unreachable__rung_doorbells_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
