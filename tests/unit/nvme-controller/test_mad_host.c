/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A whole controller and a host that has lost its mind: commands of all kinds with any fields, data
 * pointers into queues, registers, the CMB and nowhere, shadow doorbells, faults, losses of power.
 * Whatever happens, nothing moves when the controller is not ready, a reset helps, and the same
 * seed gives the same life (INV-NVME-22, -35; SV-1, -2, -16).
 */
#include <blkpath/event.h>
#include <blkpath/nvme_event.h>
#include <blkpath/nvme_identify.h>
#include <blkpath/random.h>

#include "bp_test.h"
#include "nvctrl.h"
#include "nvme/admin.h"
#include "nvme/engine.h"
#include "nvme/namespace.h"
#include "nvme/outside.h"

#define ROUNDS 30
#define STEPS 1200
#define QUEUES 3u
#define PAGES 64u
#define PAGE 4096u

struct world {
	struct t_nvctrl t;
	u64 ram; /* PAGES of data, lists and segments */
	struct bp_sink sink;
	bool may_move;
	u64 hash;
};

static u64 seed;

static u64 pick(u64 n)
{
	return bp_random_next(&seed) % n;
}

static void hear(struct bp_sink *sink, const struct bp_event *event)
{
	struct world *w = bp_container_of(sink, struct world, sink);

	if (event->id == BP_EV_NVME_CTRL_STATE)
		w->may_move = (event->nvme->registers.csts & 3) == NVME_CSTS_RDY;
	if (event->id != BP_EV_NVME_DMA)
		return;
	assert_true(w->may_move);
	w->hash = w->hash * 31 + event->nvme->dma.address + event->nvme->dma.status;
}

/* Mostly data; also queues, registers, the CMB, and what is nowhere. */
static u64 an_address(struct world *w)
{
	const u64 bar = t_fabric_bus(&w->t.f, 'a');

	switch (pick(12)) {
	case 0:
		return bar + pick(0x4000);
	case 1:
		return w->t.ctrl->cmb.base + pick(16) * PAGE / 4;
	case 2:
		return w->t.ring[pick(QUEUES + 1)].sq + pick(4) * 512;
	case 3:
		return w->t.ring[pick(QUEUES + 1)].cq;
	case 4:
		return bp_random_next(&seed) >> pick(64);
	default:
		return w->ram + pick(PAGES) * PAGE + (pick(4) ? 0 : pick(PAGE));
	}
}

/* Entries of lists, or descriptors of segments. */
static void fill_page(struct world *w)
{
	const u64 page = w->ram + pick(PAGES) * PAGE;
	const bool is_list = pick(2);
	u64 words[PAGE / 8];

	for (unsigned i = 0; i < PAGE / 8; i++)
		words[i] = an_address(w);
	for (unsigned i = 1; i < PAGE / 8 && !is_list; i += 2)
		words[i] = pick(9) * 512 | (pick(8) ? 0 : (pick(4) << 60 | pick(2) << 56));
	t_nvctrl_put(&w->t, page, words, PAGE);
}

static u8 an_opcode(bool is_admin)
{
	static const u8 admin[] = { 0, 1,   2,	 4,   5,   6,	 8,    9,   9,
				    9, 0xa, 0xa, 0xc, 0xc, 0x18, 0x7c, 0x80 };
	static const u8 io[] = { 0, 1, 1, 1, 2, 2, 2, 4, 5, 8, 9, 0xc };

	if (!pick(16))
		return (u8)pick(256);
	return is_admin ? admin[pick(sizeof(admin))] : io[pick(sizeof(io))];
}

static struct nvme_command a_command(struct world *w, unsigned qid)
{
	struct nvme_command cmd = { .common = {
					    .opcode = an_opcode(!qid),
					    .flags = (u8)(qid && pick(2) ? 0x40 << pick(2) : 0),
					    .command_id = cpu_to_le16((u16)pick(200)),
					    .nsid = cpu_to_le32(pick(16) ? 1 + (u32)pick(3)
									 : (u32)pick(2) - 1),
					    .metadata = cpu_to_le64(an_address(w) & ~3ull),
					    .cdw10 = cpu_to_le32((u32)pick(32)),
					    .cdw12 = cpu_to_le32((u32)pick(40)),
				    } };

	cmd.common.dptr.prp1 = cpu_to_le64(an_address(w));
	cmd.common.dptr.prp2 = cpu_to_le64(an_address(w));
	if (cmd.common.flags)
		cmd.common.dptr.sgl.length = cpu_to_le32((u32)pick(41) * 512);
	if (cmd.common.flags)
		cmd.common.dptr.sgl.type = (u8)((pick(4) ? 0 : 2 + pick(2)) << 4);
	if (!qid && pick(2)) { /* queues and features that make sense more often */
		cmd.common.cdw10 = cpu_to_le32((u32)(1 + pick(QUEUES)) | (u32)pick(40) << 16);
		cmd.common.cdw11 = cpu_to_le32((u32)(1 + pick(QUEUES)) << 16 | 3);
	}
	if (!pick(4))
		cmd.bp_bytes[pick(64)] ^= (u8)(1u << pick(8));
	return cmd;
}

/* Where the controller looks next, and rung: in memory, too. */
static void submit(struct world *w)
{
	const unsigned qid = (unsigned)pick(QUEUES + 1);
	const struct bp_nvme_sq *sq = w->t.ctrl->sq[qid];
	const struct nvme_command cmd = a_command(w, qid);

	if (!sq || bp_backing_write(&w->t.f.ram, sq->base + sq->tail * 64ull, &cmd, 64))
		return;
	t_nvctrl_write(&w->t, NVME_REG_DBS + 8ull * qid, (sq->tail + 1) % sq->size);
}

static void release(struct world *w)
{
	for (unsigned qid = 0; qid <= QUEUES; qid++)
		if (w->t.ctrl->cq[qid])
			t_nvctrl_write(&w->t, NVME_REG_DBS + 8ull * qid + 4,
				       w->t.ctrl->cq[qid]->tail);
}

static void add_fault(struct world *w)
{
	const struct bp_nvme_fault fault = {
		.point = (enum bp_nvme_fault_point)pick(BP_NVME_FAULT_NR),
		.count = 1 + pick(3),
		.filters = pick(2) ? BP_NVME_FILTER_PLACE : 0,
		.place = pick(8),
	};

	if (fault.point == BP_NVME_FAULT_REMOVE) /* there is no way back */
		return;
	if (bp_nvme_fault_add(w->t.ctrl, &fault))
		bp_nvme_fault_clear(w->t.ctrl);
}

static void something_outside(struct world *w)
{
	switch (pick(5)) {
	case 0:
		bp_nvme_power_loss(w->t.ctrl, pick(3));
		break;
	case 1:
		bp_nvme_protect(w->t.ctrl, 1, (enum bp_nvme_protect)pick(3));
		break;
	case 2:
		bp_nvme_temperature(w->t.ctrl, (u16)pick(400));
		break;
	default:
		add_fault(w);
	}
}

static void settle(struct world *w)
{
	while (bp_wait(&w->t.f.pci.env))
		;
}

/* Whatever happened: a reset helps. */
static void revive(struct world *w)
{
	const struct nvme_command nonsense = { .common.opcode = 0xff };

	bp_nvme_fault_clear(w->t.ctrl);
	w->t.free_ram = w->t.ring[0].sq; /* the same place again */
	t_nvctrl_write(&w->t, NVME_REG_CC, 0);
	settle(w);
	t_nvctrl_enable(&w->t);
	assert_nvme_status(t_nvctrl_status(&w->t, 0, &nonsense), T_DNR(NVME_SC_INVALID_OPCODE));
	t_nvctrl_queues(&w->t, QUEUES);
}

static void step(struct world *w)
{
	const u64 kind = pick(100);

	if (w->t.ctrl->state != BP_NVME_READY && kind < 30)
		revive(w);
	else if (kind < 60)
		submit(w);
	else if (kind < 70)
		fill_page(w);
	else if (kind < 85)
		release(w);
	else if (kind < 87)
		something_outside(w);
	else if (kind < 88)
		t_nvctrl_write(&w->t, NVME_REG_DBS + pick(20) * 4, (u32)pick(64));
	else
		bp_wait(&w->t.f.pci.env);
}

static const struct bp_nvme_namespace_config namespaces[] = {
	{ .blocks = 128, .cache_blocks = 8 },
	{ .blocks = 100,
	  .capacity_blocks = 50,
	  .formats = { { .ms = 8, .lbads = 9 }, { .ms = 16, .lbads = 12 } },
	  .nr_formats = 2,
	  .layout = { .pi_type = 1 } },
	{ .blocks = 64,
	  .formats = { { .ms = 16, .lbads = 9 } },
	  .nr_formats = 1,
	  .layout = { .pi_type = 2, .extended = true } },
};

static struct bp_nvme_config draw_config(void)
{
	struct bp_nvme_config config = bp_nvme_config_default();

	config.nr_io_queues = QUEUES;
	config.vs = pick(2) ? BP_NVME_VS_1_4 : BP_NVME_VS_1_3;
	config.sgls = pick(2) ? 0xd0001 : (u32)pick(3);
	config.mdts = (u8)pick(4);
	config.oncs = 0xdf;
	config.oacs = NVME_CTRL_OACS_FORMAT | NVME_CTRL_OACS_DBBUF_SUPP;
	config.vwc = 1;
	config.kas = (u16)pick(2);
	config.vectors = (unsigned)pick(5);
	config.cmbloc = 0x80u << 12 | (u32)pick(64) << 3;
	config.cmbsz = 16u << 12 | (u32)pick(32);
	config.order = pick(2) ? BP_NVME_SEEDED : BP_NVME_IN_ORDER;
	config.transition_ns = pick(2) * 500;
	config.service[BP_NVME_SERVE_READ].ns = pick(2) * 700;
	config.service[BP_NVME_SERVE_ADMIN].ns = pick(2) * 300;
	config.namespaces = namespaces;
	config.nr_namespaces = 3;
	return config;
}

static u64 play(u64 number)
{
	struct bp_nvme_config config;
	struct world w = { .sink.fn = hear };

	seed = number;
	config = draw_config();
	t_nvctrl_init(&w.t, &config);
	w.t.f.fabric->config.strict = false; /* that DMA goes nowhere is what is tried here */
	w.ram = t_nvctrl_ram(&w.t, PAGES * PAGE);
	bp_sink_add(&w.t.f.pci.env, &w.sink);
	t_nvctrl_enable(&w.t);
	t_nvctrl_queues(&w.t, QUEUES);
	for (unsigned i = 0; i < STEPS; i++)
		step(&w);
	revive(&w);
	for (unsigned i = 0; bp_nvme_counter_table[i].name; i++)
		w.hash = w.hash * 31 +
			 bp_nvme_count_of(&w.t.ctrl->counters, &bp_nvme_counter_table[i]);
	bp_sink_remove(&w.t.f.pci.env, &w.sink);
	t_nvctrl_fini(&w.t);
	return w.hash;
}

static void controller__mad_host__survives_and_repeats(void **state)
{
	(void)state;
	for (u64 number = 1; number <= ROUNDS; number++)
		if (play(number) != play(number))
			fail_msg("seed %llu is not repeatable", (unsigned long long)number);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(controller__mad_host__survives_and_repeats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
