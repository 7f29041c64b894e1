/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVME-6 to -11, -26, -27.
 */
#include "nvme_trial.h"

static const struct t_io direct_runs = { .op = REQ_OP_READ, .direct = true, .nr = 2, .bytes = 512 };
static const struct t_io halves = { .op = REQ_OP_READ, .nr = 1, .bytes = 16384, .mdts = 1 };

static union nvme_data_ptr *dptr(struct t_heard *heard)
{
	return &heard->nvme.built.command.common.dptr;
}

static unsigned one_block_more(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.command.rw.length =
		cpu_to_le16((u16)(le16_to_cpu(heard->nvme.built.command.rw.length) + 1));
	return 1;
}

static unsigned less_is_mapped(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.dma_len -= 512;
	return 1;
}

static unsigned an_entry_is_short(struct t_heard *heard)
{
	struct scatterlist *sg = heard->event.sgl;

	ON_IO(heard);
	t_bend(heard, &sg->dma_length, sizeof(sg->dma_length));
	sg->dma_length -= 512;
	return 1;
}

static unsigned lists_are_unknown(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.nr_lists = 0;
	return 1;
}

static unsigned descriptor_is_short(struct t_heard *heard)
{
	ON_IO(heard);
	dptr(heard)->sgl.length = cpu_to_le32(512);
	return 1;
}

static unsigned pages_change_places(struct t_heard *heard)
{
	const bp_virt_addr_t slots = heard->nvme.built.lists[0].virt;

	ON_IO(heard);
	t_poke(heard, slots, (T_BUFFER & ~0xfffull) + 0x2000);
	return 1;
}

static unsigned elsewhere(struct t_heard *heard)
{
	ON_IO(heard);
	dptr(heard)->prp1 = cpu_to_le64(le64_to_cpu(dptr(heard)->prp1) + 0x8000000);
	return 1;
}

static unsigned descriptor_is_elsewhere(struct t_heard *heard)
{
	ON_IO(heard);
	dptr(heard)->sgl.addr = cpu_to_le64(le64_to_cpu(dptr(heard)->sgl.addr) + 16);
	return 1;
}

static unsigned nothing_is_there(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.choice = BP_NVME_NO_DATA;
	return 1;
}

static unsigned controller_has_sgls(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.sgls = 2;
	return 1;
}

static unsigned sgls_pay(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.sgls = 1;
	heard->nvme.built.sgl_threshold = 8192;
	return 1;
}

/* 24576 bytes in five segments are 4916 in each, in whole bytes. */
static unsigned sgls_pay_in_whole_bytes(struct t_heard *heard)
{
	unsigned short *segments = &heard->event.rq->nr_phys_segments;

	ON_IO(heard);
	t_bend(heard, segments, sizeof(*segments));
	*segments = 5;
	heard->nvme.built.sgls = 1;
	heard->nvme.built.sgl_threshold = 4916;
	return 1;
}

/* Between two vectors, in memory that is mapped all the same. */
static unsigned between_the_vectors(struct t_heard *heard)
{
	ON_IO(heard);
	dptr(heard)->prp1 = cpu_to_le64(le64_to_cpu(dptr(heard)->prp1) + 0x4000);
	return 1;
}

static unsigned request_reads(struct t_heard *heard)
{
	unsigned *cmd_flags = &heard->event.rq->cmd_flags;

	ON_IO(heard);
	t_bend(heard, cmd_flags, sizeof(*cmd_flags));
	*cmd_flags = REQ_OP_READ;
	return 1;
}

static unsigned threshold_is_higher(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.sgl_threshold = 32769;
	return 1;
}

static unsigned sgls_are_forbidden(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.sgl_threshold = 0;
	return 1;
}

/* PSDT of the other kind. */
static unsigned flags_are_others(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.command.common.flags ^= NVME_CMD_SGL_METABUF;
	return 1;
}

static unsigned flags_say_more(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.command.common.flags |= NVME_CMD_SGL_METASEG;
	return 1;
}

/* G-20: of a vector's second half the offset is more than a page, or not. */
static unsigned rules_are_others(struct t_heard *heard)
{
	struct request_queue *q = heard->event.q;

	ON_IO(heard);
	if (!blk_rq_pos(heard->event.rq))
		return T_NOT_MINE;
	t_bend(heard, &q->bp_rules, sizeof(q->bp_rules));
	q->bp_rules = bp_rules_find(q->bp_rules->nvme_page_offset ? "v5.2-rc5" : "v6.1");
	return 1;
}

static unsigned is_called_direct(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.direct = !heard->nvme.built.direct;
	return 1;
}

static unsigned it_is_the_admin_queue(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.qid = 0;
	return 1;
}

static unsigned vector_is_longer(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.page_size = 1024;
	return 1;
}

static unsigned both_mappings(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.nents = 1;
	return 1;
}

static unsigned list_is_mapped(struct t_heard *heard)
{
	struct bp_dma_call call = {
		.dev = &t_fabric_dev(&heard->t->m.f, 'a')->dev,
		.type = BP_DMA_CALL_SG,
		.sgl = heard->event.sgl,
		.nents = 3,
		.mapped = 3,
	};

	ON_IO(heard);
	t_lie(heard, BP_EV_DMA_MAP_BEGIN, (struct bp_event){ .dma = &call });
	t_lie(heard, BP_EV_DMA_MAP, (struct bp_event){ .dma = &call });
	return 1;
}

/* Between its command and its end, as the error paths would. */
static unsigned list_is_mapped_later(struct t_heard *heard)
{
	struct bp_dma_call call = {
		.dev = &t_fabric_dev(&heard->t->m.f, 'a')->dev,
		.type = BP_DMA_CALL_SG,
		.sgl = heard->event.sgl,
		.nents = 3,
	};

	ON_IO(heard);
	bp_check_event(heard->t->check, &heard->event);
	t_lie(heard, BP_EV_DMA_MAP_BEGIN, (struct bp_event){ .dma = &call });
	return 0;
}

static unsigned device_takes_less(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.max_hw_sectors = 31;
	return 1;
}

static unsigned device_takes_one(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.max_segments = 1;
	return 1;
}

/* The controller's word counts, in pages of its smallest size. */
static unsigned controller_takes_less(struct t_heard *heard)
{
	if (!(heard->nvme.registers.csts & NVME_CSTS_RDY))
		return T_NOT_MINE;
	heard->nvme.registers.mdts = 1;
	return 1;
}

static unsigned controller_takes_as_much(struct t_heard *heard)
{
	heard->nvme.registers.cap |= 1ull << 48;
	return controller_takes_less(heard);
}

static unsigned mark_is_early(struct t_heard *heard)
{
	struct scatterlist *sg = heard->event.sgl + 1;

	ON_IO(heard);
	t_bend(heard, &sg->page_link, sizeof(sg->page_link));
	sg->page_link |= SG_END;
	return 1;
}

static unsigned an_entry_more(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.nents++;
	return 1;
}

static unsigned an_entry_less(struct t_heard *heard)
{
	ON_IO(heard);
	heard->nvme.built.nents--;
	return 1;
}

static void nvme_built__tampered__broken(void **state)
{
	static const struct t_tampering rows[] = {
		{ BP_INV_NVME_6, BP_EV_NVME_BUILT, one_block_more, &page },
		{ BP_INV_NVME_6, BP_EV_NVME_BUILT, less_is_mapped, &page },
		{ BP_INV_NVME_6, BP_EV_NVME_BUILT, an_entry_is_short, &pages },
		{ BP_INV_NVME_6, BP_EV_NVME_BUILT, an_entry_is_short, &direct },
		{ BP_INV_NVME_6, BP_EV_NVME_BUILT, lists_are_unknown, &list },
		{ BP_INV_NVME_6, BP_EV_NVME_BUILT, descriptor_is_short, &sgl },
		{ BP_INV_NVME_7, BP_EV_NVME_BUILT, pages_change_places, &list },
		{ BP_INV_NVME_7, BP_EV_NVME_BUILT, elsewhere, &page },
		{ BP_INV_NVME_7, BP_EV_NVME_BUILT, elsewhere, &pages },
		{ BP_INV_NVME_7, BP_EV_NVME_BUILT, elsewhere, &direct_runs },
		{ BP_INV_NVME_7, BP_EV_NVME_BUILT, descriptor_is_elsewhere, &sgl },
		{ BP_INV_NVME_7, BP_EV_NVME_BUILT, descriptor_is_elsewhere, &sgls },
		{ BP_INV_NVME_6, BP_EV_NVME_BUILT, nothing_is_there, &page },
		{ BP_INV_NVME_8, BP_EV_NVME_BUILT, controller_has_sgls, &list },
		{ BP_INV_NVME_8, BP_EV_NVME_BUILT, sgls_pay, &pages },
		{ BP_INV_NVME_8, BP_EV_NVME_BUILT, sgls_pay_in_whole_bytes, &pages },
		{ BP_INV_NVME_8, BP_EV_NVME_BUILT, threshold_is_higher, &sgls },
		{ BP_INV_NVME_8, BP_EV_NVME_BUILT, sgls_are_forbidden, &sgls },
		{ BP_INV_NVME_8, BP_EV_NVME_BUILT, it_is_the_admin_queue, &sgls },
		{ BP_INV_NVME_8, BP_EV_NVME_BUILT, it_is_the_admin_queue, &sgl },
		{ BP_INV_NVME_8, BP_EV_NVME_BUILT, flags_are_others, &page },
		{ BP_INV_NVME_8, BP_EV_NVME_BUILT, flags_are_others, &sgl },
		{ BP_INV_NVME_8, BP_EV_NVME_BUILT, flags_say_more, &pages },
		{ BP_INV_NVME_8, BP_EV_NVME_BUILT, flags_say_more, &sgls },
		{ BP_INV_NVME_8, BP_EV_NVME_BUILT, rules_are_others, &halves },
		{ BP_INV_NVME_8, BP_EV_NVME_BUILT, vector_is_longer, &page },
		{ BP_INV_NVME_9, BP_EV_NVME_BUILT, elsewhere, &page },
		{ BP_INV_NVME_9, BP_EV_NVME_BUILT, elsewhere, &direct },
		{ BP_INV_NVME_9, BP_EV_NVME_BUILT, between_the_vectors, &direct },
		{ BP_INV_NVME_9, BP_EV_NVME_BUILT, request_reads, &page },
		{ BP_INV_NVME_9, BP_EV_NVME_BUILT, elsewhere, &pages },
		{ BP_INV_NVME_10, BP_EV_NVME_BUILT, both_mappings, &page },
		{ BP_INV_NVME_11, BP_EV_NVME_BUILT, list_is_mapped, &direct },
		{ BP_INV_NVME_11, BP_EV_NVME_BUILT, list_is_mapped_later, &direct },
		{ BP_INV_NVME_11, BP_EV_NVME_BUILT, is_called_direct, &direct },
		{ BP_INV_NVME_26, BP_EV_NVME_CTRL_STATE, controller_takes_less, &list },
		{ BP_INV_NVME_26, BP_EV_NVME_BUILT, device_takes_less, &list },
		{ BP_INV_NVME_26, BP_EV_NVME_BUILT, device_takes_one, &pages },
		{ BP_INV_NVME_27, BP_EV_NVME_BUILT, device_takes_one, &pages },
		{ BP_INV_NVME_27, BP_EV_NVME_BUILT, an_entry_more, &pages },
		{ BP_INV_NVME_27, BP_EV_NVME_BUILT, an_entry_less, &pages },
		{ BP_INV_NVME_27, BP_EV_NVME_BUILT, an_entry_more, &direct },
		{ BP_INV_NVME_27, BP_EV_NVME_BUILT, an_entry_less, &direct },
		{ BP_INV_NVME_27, BP_EV_NVME_BUILT, mark_is_early, &direct },
	};

	(void)state;
	t_nvme_try(rows, bp_array_size(rows));
}

/* MDTS 1 of pages of 8 KiB is 16 KiB. */
static void nvme_built__as_much_as_may__held(void **state)
{
	static const struct t_tampering row = { BP_INV_NVME_26, BP_EV_NVME_CTRL_STATE,
						controller_takes_as_much, &list };
	struct t_nvme_court t;

	(void)state;
	t_nvme_hear(&t, &list, &row);
	assert_true(t.is_done && bp_check_judged(t.check, BP_INV_NVME_26));
	assert_int_equal(bp_check_total(t.check), 0);
	t_nvme_dismiss(&t);
}

/* One less than needs more, and one more. */
static void nvme_built__at_its_limits__held(void **state)
{
	static const struct t_io limits[] = {
		{ .op = REQ_OP_READ, .nr = 1, .bytes = 2 * 4096 },
		{ .op = REQ_OP_READ, .nr = 1, .bytes = 3 * 4096 },
		{ .op = REQ_OP_READ, .nr = 1, .bytes = 3 * 4096, .sgls = 1 },
		{ .op = REQ_OP_READ, .nr = 1, .bytes = 33 * 4096 },
		{ .op = REQ_OP_READ, .nr = 1, .bytes = 34 * 4096 },
		{ .op = REQ_OP_READ, .nr = 1, .bytes = 514 * 4096 },
		{ .op = REQ_OP_WRITE, .direct = true, .nr = 1, .bytes = 4096 },
		{ .op = REQ_OP_WRITE, .direct = true, .nr = 1, .bytes = 8192, .sgls = 1 },
		{ REQ_OP_READ, false, 16, 4096, 0, 0x2000, .sgls = 1, .sgl_threshold = 4096 },
		{ REQ_OP_READ, false, 17, 4096, 0, 0x2000, .sgls = 1, .sgl_threshold = 4096 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(limits); i++) {
		struct t_nvme_court t;

		t_nvme_hear(&t, &limits[i], NULL);
		assert_true(bp_check_judged(t.check, BP_INV_NVME_5));
		assert_int_equal(bp_check_total(t.check), 0);
		t_nvme_dismiss(&t);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_built__tampered__broken),
		cmocka_unit_test(nvme_built__as_much_as_may__held),
		cmocka_unit_test(nvme_built__at_its_limits__held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
