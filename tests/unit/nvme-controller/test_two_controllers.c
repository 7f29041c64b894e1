/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two controllers whose data pointers are each other's registers (SV-3, NVC-34): the blocks of one
 * are what it writes into the doorbells of the other.
 */
#include "two_controllers.h"

#define SQ1_DOORBELL (NVME_REG_DBS + 8)
#define DOORBELL_BLOCKS_MAX 16u

/* One block of the medium: its first words go to a register, 4 bytes at a time, the rest to RAM. */
static struct nvme_command command(struct t_nvctrl *t, u8 opcode, u64 slba, u64 reg, unsigned words)
{
	struct nvme_sgl_desc list[DOORBELL_BLOCKS_MAX + 1];
	const u64 at = t_nvctrl_ram(t, sizeof(list));
	struct nvme_command cmd = { .rw = { .opcode = opcode, .flags = NVME_CMD_SGL_METABUF } };

	for (unsigned i = 0; i < words; i++)
		list[i] = two_data_block(reg, 4);
	list[words] = two_data_block(t_nvctrl_ram(t, TWO_BLOCK), TWO_BLOCK - 4 * words);
	t_nvctrl_put(t, at, list, sizeof(list));
	cmd.rw.nsid = cpu_to_le32(1);
	cmd.rw.slba = cpu_to_le64(slba);
	cmd.rw.dptr.sgl = two_data_block(at, (words + 1) * (u32)sizeof(*list));
	cmd.rw.dptr.sgl.type = NVME_SGL_FMT_LAST_SEG_DESC << 4;
	return cmd;
}

static void assert_lives(struct t_nvctrl *t)
{
	struct nvme_command cmd = { .common = { .opcode = nvme_admin_identify } };

	cmd.common.cdw10 = cpu_to_le32(1);
	cmd.common.dptr.prp1 = cpu_to_le64(t_nvctrl_ram(t, 4096));
	assert_nvme_status(t_nvctrl_status(t, 0, &cmd), NVME_SC_SUCCESS);
}

static void read__into_a_peers_doorbell__refused_by_default(void **state)
{
	struct nvme_command cmd;
	struct two t;
	u64 rung;

	(void)state;
	two_start(&t, false);
	rung = two_counters(&t.b)->doorbells;
	cmd = command(&t.a, nvme_cmd_read, 0, two_bar(&t.b) + SQ1_DOORBELL, 1);
	bp_fabric_announce(t.a.f.fabric, 1);
	assert_nvme_status(t_nvctrl_status(&t.a, 1, &cmd), NVME_SC_DATA_XFER_ERROR);
	assert_int_equal(two_counters(&t.b)->peer_refused, 1);
	assert_int_equal(two_counters(&t.b)->doorbells, rung);
	assert_int_equal(two_counters(&t.a)->self_mmio_dma, 0);
	assert_lives(&t.a);
	assert_lives(&t.b);
	two_stop(&t);
}

/* Registers give no data, whatever the option says. */
static void write__from_a_peers_registers__refused(void **state)
{
	(void)state;
	for (unsigned deferred = 0; deferred < 2; deferred++) {
		struct nvme_command cmd;
		struct two t;

		two_start(&t, deferred);
		cmd = command(&t.a, nvme_cmd_write, 7, two_bar(&t.b) + NVME_REG_CSTS, 1);
		assert_nvme_status(t_nvctrl_status(&t.a, 1, &cmd), NVME_SC_DATA_XFER_ERROR);
		assert_int_equal(two_counters(&t.b)->peer_refused, 1);
		two_stop(&t);
	}
}

static void read__value_that_no_doorbell_takes__an_event_of_the_peer(void **state)
{
	struct nvme_command cmd;
	struct two t;

	(void)state;
	two_start(&t, true);
	two_put_word(&t.a, 0, 0xffffffff);
	cmd = command(&t.a, nvme_cmd_read, 0, two_bar(&t.b) + SQ1_DOORBELL, 1);
	assert_nvme_status(t_nvctrl_status(&t.a, 1, &cmd), NVME_SC_SUCCESS);
	while (bp_wait(&t.a.f.pci.env))
		;
	assert_int_equal(two_counters(&t.b)->doorbell_value, 1);
	assert_lives(&t.b);
	two_stop(&t);
}

/* With the option a peer may do what the CPU may: the peer is disabled, and nothing else happens.
 */
static void read__into_a_peers_cc__disables_it(void **state)
{
	struct nvme_command cmd;
	struct two t;

	(void)state;
	two_start(&t, true);
	cmd = command(&t.a, nvme_cmd_read, 0, two_bar(&t.b) + NVME_REG_CC, 1);
	assert_nvme_status(t_nvctrl_status(&t.a, 1, &cmd), NVME_SC_SUCCESS);
	while (bp_wait(&t.a.f.pci.env))
		;
	assert_int_equal(t_nvctrl_read(&t.b, NVME_REG_CSTS), 0);
	assert_int_equal(t_nvctrl_read(&t.a, NVME_REG_CSTS), NVME_CSTS_RDY);
	assert_lives(&t.a);
	two_stop(&t);
}

/* The peer has its turn after the command: until then its writes wait, and there is room for 8. */
static void read__more_than_may_wait__command_fails(void **state)
{
	struct nvme_command cmd;
	struct two t;

	(void)state;
	two_start(&t, true);
	cmd = command(&t.a, nvme_cmd_read, 0, two_bar(&t.b) + NVME_REG_INTMS, 9);
	bp_fabric_announce(t.a.f.fabric, 1);
	assert_nvme_status(t_nvctrl_status(&t.a, 1, &cmd), NVME_SC_DATA_XFER_ERROR);
	assert_int_equal(two_counters(&t.b)->peer_deferred, 8);
	assert_int_equal(two_counters(&t.b)->peer_overflow, 1);
	assert_lives(&t.b);
	two_stop(&t);
}

/* A command for each entry of the ring from its tail on; nobody rings. */
static void fill_ring(struct t_nvctrl *t, struct t_nvctrl *peer)
{
	struct t_ring *ring = &t->ring[1];

	for (u32 i = 0; i < ring->size; i++) {
		const u32 entry = (ring->tail + i) % ring->size;
		struct nvme_command cmd =
			command(t, nvme_cmd_read, i, two_bar(peer) + SQ1_DOORBELL, 1);

		cmd.common.command_id = cpu_to_le16((u16)(0x100 + i));
		t_nvctrl_put(t, ring->sq + entry * sizeof(cmd), &cmd, sizeof(cmd));
	}
}

static unsigned reap_all(struct t_nvctrl *t)
{
	struct t_ring *ring = &t->ring[1];
	unsigned n = 0;

	/* The host looks, and frees nothing: its doorbell stays silent. */
	for (bool phase = ring->phase; n < ring->size; n++) {
		const u32 slot = (ring->head + n) % ring->size;
		struct nvme_completion cqe;

		if (n && !slot)
			phase = !phase;
		t_nvctrl_get(t, ring->cq + slot * sizeof(cqe), &cqe, sizeof(cqe));
		if ((le16_to_cpu(cqe.status) & 1) != phase)
			break;
		assert_nvme_status(le16_to_cpu(cqe.status) >> 1, NVME_SC_SUCCESS);
		assert_int_equal(le16_to_cpu(cqe.command_id), 0x100 + n);
	}
	return n;
}

/* SV-3: A rings B, whose next command rings A, whose next command rings B.  The host rings once. */
static void read__each_rings_the_other__ends_when_nobody_reaps(void **state)
{
	const u32 most = T_NVCTRL_DEPTH - 1; /* completions that a queue can hold */
	struct two t;
	u64 rung;

	(void)state;
	two_start(&t, true);
	/* The writes leave the tails at 0 again. */
	for (u32 i = 0; i < T_NVCTRL_DEPTH; i++) {
		two_put_word(&t.a, i, (i + 1) % T_NVCTRL_DEPTH);
		two_put_word(&t.b, i, (i + 2) % T_NVCTRL_DEPTH);
	}
	assert_int_equal(t.a.ring[1].tail, 0);
	fill_ring(&t.a, &t.b);
	fill_ring(&t.b, &t.a);
	rung = two_counters(&t.a)->peer_deferred + two_counters(&t.b)->peer_deferred;
	t_nvctrl_write(&t.a, SQ1_DOORBELL, 1);
	while (bp_wait(&t.a.f.pci.env))
		;
	assert_int_equal(reap_all(&t.a), most);
	assert_int_equal(reap_all(&t.b), most);
	rung = two_counters(&t.a)->peer_deferred + two_counters(&t.b)->peer_deferred - rung;
	assert_in_range(rung, 2 * most, 2 * T_NVCTRL_DEPTH);
	assert_int_equal(two_counters(&t.a)->peer_overflow + two_counters(&t.b)->peer_overflow, 0);
	assert_lives(&t.a);
	assert_lives(&t.b);
	two_stop(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(read__into_a_peers_doorbell__refused_by_default),
		cmocka_unit_test(write__from_a_peers_registers__refused),
		cmocka_unit_test(read__value_that_no_doorbell_takes__an_event_of_the_peer),
		cmocka_unit_test(read__into_a_peers_cc__disables_it),
		cmocka_unit_test(read__more_than_may_wait__command_fails),
		cmocka_unit_test(read__each_rings_the_other__ends_when_nobody_reaps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
