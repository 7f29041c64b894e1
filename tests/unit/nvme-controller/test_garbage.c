/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A host that has lost its mind: any bytes to any register, doorbell, ring or command.  The
 * controller must survive, keep its books, and work again after a reset (INV-NVME-16, -22, -35).
 */
#include <blkpath/event.h>
#include <blkpath/nvme_event.h>
#include <blkpath/random.h>

#include "engine_test.h"

#define ROUNDS 40
#define STEPS 1500

static u64 seed;

static u64 pick(u64 n)
{
	return bp_random_next(&seed) % n;
}

/* What the controller must never do. */
struct judge {
	struct bp_sink sink;
	bool may_move;
	u64 dmas;
	u64 hash;
};

static void hear(struct bp_sink *sink, const struct bp_event *event)
{
	struct judge *judge = bp_container_of(sink, struct judge, sink);

	if (event->id == BP_EV_NVME_CTRL_STATE)
		judge->may_move = (event->nvme->registers.csts & 3) == NVME_CSTS_RDY;
	if (event->id != BP_EV_NVME_DMA)
		return;
	assert_true(judge->may_move); /* INV-NVME-22 */
	judge->dmas++;
	judge->hash = judge->hash * 31 + event->nvme->dma.address + event->nvme->dma.status;
}

static unsigned length(const struct bp_nvme_runs *runs)
{
	const struct bp_nvme_run *run;
	unsigned n = 0;

	TAILQ_FOREACH (run, runs, link)
		n++;
	return n;
}

/* Every outstanding command is in one list, unless it met the end in the middle. */
static void check_books(const struct bp_nvme_controller *ctrl)
{
	unsigned outstanding = 0;
	unsigned listed = length(&ctrl->served) + length(&ctrl->held) + length(&ctrl->late);

	for (unsigned id = 0; id <= ctrl->config.nr_io_queues; id++) {
		const struct bp_nvme_sq *sq = ctrl->sq[id];
		const struct bp_nvme_cq *cq = ctrl->cq[id];

		if (sq) {
			assert_true(sq->head < sq->size && sq->tail < sq->size);
			assert_ptr_equal(sq->cq, ctrl->cq[sq->cq->id]);
			outstanding += sq->nr_outstanding;
		}
		if (cq) {
			assert_true(cq->head < cq->size && cq->tail < cq->size);
			listed += length(&cq->waiting);
		}
	}
	if (ctrl->state == BP_NVME_FATAL)
		assert_true(listed <= outstanding);
	else
		assert_int_equal(listed, outstanding);
}

static void touch_register(struct t_engine *t)
{
	static const u64 regs[] = { NVME_REG_INTMS, NVME_REG_INTMC, NVME_REG_CC,  NVME_REG_CSTS,
				    NVME_REG_NSSR,  NVME_REG_AQA,   NVME_REG_ASQ, NVME_REG_ACQ };
	static const unsigned widths[] = { 1, 2, 4, 4, 4, 8 };
	u64 reg = pick(4) ? regs[pick(8)] : pick(0x2000);
	unsigned width = widths[pick(6)];

	if (pick(2))
		t_read(t, reg, width);
	else
		t_write(t, reg, bp_random_next(&seed) >> pick(64), width);
}

static void enable(struct t_engine *t)
{
	if (pick(8))
		t_cc(t, 0);
	while (pick(16) && t->ctrl->state == BP_NVME_DISABLING)
		bp_wait(t_engine_env(t));
	t_engine_enable(t);
	if (!pick(8))
		t_cc(t, T_ENABLED | (u32)pick(4) << 14);
}

static struct nvme_command a_command(unsigned qid)
{
	static const u8 opcodes[] = { 1, 1, 5, 5, 5, 0, 4, 0x0c };
	u16 id = (u16)(1 + pick(3));
	struct nvme_command cmd = t_sq_command(id, 2 + (u32)pick(7));

	cmd.common.opcode = qid ? (u8)pick(4) : opcodes[pick(8)];
	if (cmd.common.opcode == nvme_admin_create_cq)
		cmd = t_cq_command(id, 2 + (u32)pick(7));
	cmd.common.command_id = cpu_to_le16((u16)pick(64));
	if (!pick(8))
		cmd.bp_bytes[pick(64)] = (u8)pick(256);
	return cmd;
}

/* Into any slot; or where the controller looks next, and rung. */
static void put_command(struct t_engine *t, bool is_sane)
{
	unsigned qid = (unsigned)pick(4);
	struct nvme_command cmd = a_command(qid);
	const struct bp_nvme_sq *sq = t->ctrl->sq[qid];
	u32 slot = is_sane && sq ? sq->tail : (u32)pick(T_ENTRIES);

	assert_int_equal(bp_backing_write(&t->f.ram, T_SQ(qid) + slot * 64ull, &cmd, 64), 0);
	if (is_sane && sq)
		t_doorbell(t, qid, false, (slot + 1) % sq->size);
}

/* Frees all completions of a queue. */
static void release(struct t_engine *t)
{
	unsigned qid = (unsigned)pick(4);

	if (t->ctrl->cq[qid])
		t_doorbell(t, qid, true, t->ctrl->cq[qid]->tail);
}

static void ring(struct t_engine *t)
{
	u32 value = (u32)(pick(8) ? pick(T_ENTRIES) : bp_random_next(&seed));

	t_doorbell(t, (unsigned)pick(5), pick(2), value);
}

static void step(struct t_engine *t)
{
	u64 kind = pick(100);

	if (kind < 2)
		touch_register(t);
	else if (kind < 4 || (t->ctrl->state != BP_NVME_READY && kind < 20))
		enable(t);
	else if (kind < 60)
		put_command(t, pick(8));
	else if (kind < 65)
		ring(t);
	else if (kind < 80)
		release(t);
	else
		bp_wait(t_engine_env(t));
}

static void start(struct t_engine *t, struct judge *judge)
{
	struct bp_nvme_config config = bp_nvme_config_default();

	config.nr_io_queues = 4;
	config.nssrs = true;
	config.vectors = (unsigned)pick(6);
	config.burst = (unsigned)pick(4);
	config.order = pick(2) ? BP_NVME_SEEDED : BP_NVME_IN_ORDER;
	config.transition_ns = pick(2) * 500;
	config.service[BP_NVME_SERVE_READ].ns = pick(2) * 700;
	config.service[BP_NVME_SERVE_ADMIN].ns = pick(2) * 300;
	t_engine_init(t, &config);
	/* Completions to nowhere are dropped; that is what is tried here. */
	t->f.fabric->config.strict = false;
	*judge = (struct judge){ .sink.fn = hear };
	bp_sink_add(t_engine_env(t), &judge->sink);
}

static void settle(struct t_engine *t)
{
	while (bp_wait(t_engine_env(t)))
		;
}

/* Whatever happened: a reset helps. */
static void expect_life(struct t_engine *t)
{
	t_cc(t, 0);
	settle(t);
	t_write(t, NVME_REG_INTMC, ~0u, 4);
	t_engine_enable(t);
	settle(t);
	assert_int_equal(t_csts(t) & ~(u32)NVME_CSTS_NSSRO, NVME_CSTS_RDY);
	t_submit(t, 0, &(struct nvme_command){ .common.opcode = 0xff });
	settle(t);
	assert_int_equal(t_status(&(struct nvme_completion){ .status = t_peek(t, 0).status }),
			 NVME_SC_INVALID_OPCODE | NVME_SC_DNR);
}

static u64 play(u64 number)
{
	struct judge judge;
	struct t_engine t;

	seed = number;
	start(&t, &judge);
	for (unsigned i = 0; i < STEPS; i++) {
		step(&t);
		check_books(t.ctrl);
	}
	expect_life(&t);
	judge.hash += t_count(&t)->completed;
	assert_true(judge.dmas > 0);
	bp_sink_remove(t_engine_env(&t), &judge.sink);
	t_engine_fini(&t);
	return judge.hash;
}

static void engine__garbage__survives_and_repeats(void **state)
{
	(void)state;
	for (u64 number = 1; number <= ROUNDS; number++)
		if (play(number) != play(number))
			fail_msg("seed %llu is not repeatable", (unsigned long long)number);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(engine__garbage__survives_and_repeats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
