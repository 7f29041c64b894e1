/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVME-19 to -23: what a controller touches, and when.
 */
#include "nvme_trial.h"

static const struct t_io in_page = { .op = REQ_OP_READ, .nr = 1, .bytes = 4096 };

static const struct t_io guarded = { .op = REQ_OP_WRITE, .nr = 1, .bytes = 4096, .metadata = 8 };
static const struct t_io in_guarded = { .op = REQ_OP_READ, .nr = 1, .bytes = 4096, .metadata = 8 };

static bool is_for(const struct t_heard *heard, enum bp_nvme_purpose purpose)
{
	return heard->nvme.dma.purpose == purpose && heard->nvme.dma.sqid;
}

static bool is_data(const struct t_heard *heard)
{
	return is_for(heard, BP_NVME_DMA_H2C) || is_for(heard, BP_NVME_DMA_C2H);
}

static bool is_metadata(const struct t_heard *heard)
{
	return is_for(heard, BP_NVME_DMA_META_H2C) || is_for(heard, BP_NVME_DMA_META_C2H);
}

static unsigned data_goes_elsewhere(struct t_heard *heard)
{
	if (!is_data(heard))
		return T_NOT_MINE;
	heard->nvme.dma.address += 0x8000000;
	return 1;
}

static unsigned data_is_too_long(struct t_heard *heard)
{
	if (!is_data(heard))
		return T_NOT_MINE;
	heard->nvme.dma.bytes += 0x10000;
	return 1;
}

static unsigned data_goes_the_other_way(struct t_heard *heard)
{
	if (!is_data(heard))
		return T_NOT_MINE;
	heard->nvme.dma.is_write = !heard->nvme.dma.is_write;
	return 1;
}

/* In the direction of the purpose, which the opcode does not have. */
static unsigned data_is_of_another_command(struct t_heard *heard)
{
	const bool was_read = heard->nvme.dma.purpose == BP_NVME_DMA_H2C;

	if (!is_data(heard))
		return T_NOT_MINE;
	heard->nvme.dma.purpose = was_read ? BP_NVME_DMA_C2H : BP_NVME_DMA_H2C;
	heard->nvme.dma.is_write = was_read;
	return 1;
}

static unsigned metadata_of_another_command(struct t_heard *heard)
{
	if (!is_data(heard))
		return T_NOT_MINE;
	heard->nvme.dma.purpose = BP_NVME_DMA_META_C2H;
	heard->nvme.dma.is_write = true;
	return 1;
}

static unsigned metadata_goes_elsewhere(struct t_heard *heard)
{
	if (!is_metadata(heard))
		return T_NOT_MINE;
	heard->nvme.dma.address -= 1;
	return 1;
}

static unsigned metadata_is_too_long(struct t_heard *heard)
{
	if (!is_metadata(heard))
		return T_NOT_MINE;
	heard->nvme.dma.bytes += 1;
	return 1;
}

/* Of a command that has none. */
static unsigned metadata_goes_along(struct t_heard *heard)
{
	if (!is_data(heard))
		return T_NOT_MINE;
	heard->nvme.dma.purpose = BP_NVME_DMA_META_H2C;
	heard->nvme.dma.address = 0;
	return 1;
}

static unsigned data_of_nobody(struct t_heard *heard)
{
	if (!is_data(heard))
		return T_NOT_MINE;
	heard->nvme.dma.cid = 0xfff0;
	return 1;
}

/* Once more, after the answer. */
static unsigned data_comes_late(struct t_heard *heard)
{
	const struct bp_nvme_posted *p = &heard->nvme.posted;
	struct bp_nvme_event late = { .pdev = heard->nvme.pdev };

	if (!p->cqid)
		return T_NOT_MINE;
	late.dma = (struct bp_nvme_dma){ .purpose = BP_NVME_DMA_H2C,
					 .sqid = le16_to_cpu(p->cqe.sq_id),
					 .cid = le16_to_cpu(p->cqe.command_id),
					 .address = T_BUFFER,
					 .bytes = 512 };
	bp_check_event(heard->t->check, &heard->event);
	t_lie(heard, BP_EV_NVME_DMA, (struct bp_event){ .nvme = &late });
	return 0;
}

static unsigned leaves_the_queue(struct t_heard *heard)
{
	if (!is_for(heard, BP_NVME_DMA_SQE))
		return T_NOT_MINE;
	heard->nvme.dma.address -= 0x10000;
	return 1;
}

static unsigned leaves_the_other_queue(struct t_heard *heard)
{
	if (!is_for(heard, BP_NVME_DMA_CQE))
		return T_NOT_MINE;
	heard->nvme.dma.address += 1024 * 16;
	return 1;
}

static unsigned reads_behind_the_list(struct t_heard *heard)
{
	if (!is_for(heard, BP_NVME_DMA_LIST) && !is_for(heard, BP_NVME_DMA_SEGMENT))
		return T_NOT_MINE;
	heard->nvme.dma.bytes = 8192;
	return 1;
}

static unsigned reads_another_list(struct t_heard *heard)
{
	if (!is_for(heard, BP_NVME_DMA_LIST))
		return T_NOT_MINE;
	heard->nvme.dma.address += 0x100000;
	return 1;
}

static unsigned writes_a_command(struct t_heard *heard)
{
	if (!is_for(heard, BP_NVME_DMA_SQE))
		return T_NOT_MINE;
	heard->nvme.dma.is_write = true;
	return 1;
}

static unsigned reads_a_slot_more(struct t_heard *heard)
{
	if (!is_for(heard, BP_NVME_DMA_LIST) && !is_for(heard, BP_NVME_DMA_SEGMENT))
		return T_NOT_MINE;
	heard->nvme.dma.bytes += 8;
	return 1;
}

static unsigned touches_bar0(struct t_heard *heard)
{
	if (!is_data(heard))
		return T_NOT_MINE;
	heard->nvme.dma.address = t_fabric_bus(&heard->t->m.f, 'a') - 4;
	heard->nvme.dma.bytes = 8;
	return 1;
}

/* The mapping ended before. */
static unsigned after_unmapping(struct t_heard *heard, u64 size)
{
	struct bp_dma_call call = {
		.dev = &t_fabric_dev(&heard->t->m.f, 'a')->dev,
		.dir = DMA_TO_DEVICE,
		.addr = bp_dma_addr(heard->nvme.dma.address),
		.size = size,
	};

	t_lie(heard, BP_EV_DMA_UNMAP_BEGIN, (struct bp_event){ .dma = &call });
	t_lie(heard, BP_EV_DMA_UNMAP, (struct bp_event){ .dma = &call });
	return 1;
}

static unsigned touches_what_is_unmapped(struct t_heard *heard)
{
	return is_data(heard) ? after_unmapping(heard, 4096) : T_NOT_MINE;
}

static unsigned metadata_is_unmapped(struct t_heard *heard)
{
	return is_metadata(heard) ? after_unmapping(heard, 8 * 8) : T_NOT_MINE;
}

static unsigned is_not_ready(struct t_heard *heard)
{
	if (!(heard->nvme.registers.csts & NVME_CSTS_RDY))
		return T_NOT_MINE;
	heard->nvme.registers.csts &= ~(u32)NVME_CSTS_RDY;
	return 1;
}

static unsigned is_fatal(struct t_heard *heard)
{
	if (!(heard->nvme.registers.csts & NVME_CSTS_RDY))
		return T_NOT_MINE;
	heard->nvme.registers.csts |= NVME_CSTS_CFS;
	return 1;
}

static unsigned queue_is_gone(struct t_heard *heard)
{
	if (!heard->nvme.queue.qid || heard->nvme.queue.is_cq)
		return T_NOT_MINE;
	bp_check_event(heard->t->check, &heard->event);
	heard->nvme.queue.deleted = true;
	return 1;
}

static unsigned completion_queue_is_gone(struct t_heard *heard)
{
	if (!heard->nvme.queue.qid || !heard->nvme.queue.is_cq)
		return T_NOT_MINE;
	bp_check_event(heard->t->check, &heard->event);
	heard->nvme.queue.deleted = true;
	return 1;
}

static unsigned refused_with(struct t_heard *heard, u16 status)
{
	if (!heard->nvme.posted.cqid)
		return T_NOT_MINE;
	heard->nvme.posted.cqe.status =
		cpu_to_le16((u16)(status << 1 | (le16_to_cpu(heard->nvme.posted.cqe.status) & 1)));
	return 1;
}

static unsigned refused_after_data(struct t_heard *heard)
{
	return refused_with(heard, 0x4002);
}

static void access__tampered__broken(void **state)
{
	static const struct t_tampering rows[] = {
		{ BP_INV_NVME_19, BP_EV_NVME_DMA, data_goes_elsewhere, &page },
		{ BP_INV_NVME_19, BP_EV_NVME_DMA, data_goes_elsewhere, &direct },
		{ BP_INV_NVME_19, BP_EV_NVME_DMA, data_is_too_long, &in_page },
		{ BP_INV_NVME_19, BP_EV_NVME_DMA, data_goes_the_other_way, &page },
		{ BP_INV_NVME_19, BP_EV_NVME_DMA, data_goes_the_other_way, &in_page },
		{ BP_INV_NVME_19, BP_EV_NVME_DMA, data_is_of_another_command, &page },
		{ BP_INV_NVME_19, BP_EV_NVME_DMA, data_is_of_another_command, &in_page },
		{ BP_INV_NVME_19, BP_EV_NVME_DMA, metadata_of_another_command, &page },
		{ BP_INV_NVME_19, BP_EV_NVME_DMA, metadata_goes_along, &page },
		{ BP_INV_NVME_19, BP_EV_NVME_DMA, metadata_goes_elsewhere, &guarded },
		{ BP_INV_NVME_19, BP_EV_NVME_DMA, metadata_goes_elsewhere, &in_guarded },
		{ BP_INV_NVME_19, BP_EV_NVME_DMA, metadata_is_too_long, &guarded },
		{ BP_INV_NVME_19, BP_EV_NVME_DMA, data_of_nobody, &page },
		{ BP_INV_NVME_19, BP_EV_NVME_CQE_POSTED, data_comes_late, &page },
		{ BP_INV_NVME_19, BP_EV_NVME_DMA, writes_a_command, &page },
		{ BP_INV_NVME_19, BP_EV_NVME_DMA, leaves_the_queue, &page },
		{ BP_INV_NVME_19, BP_EV_NVME_DMA, leaves_the_other_queue, &page },
		{ BP_INV_NVME_19, BP_EV_NVME_DMA, reads_behind_the_list, &list },
		{ BP_INV_NVME_20, BP_EV_NVME_DMA, reads_behind_the_list, &sgls },
		{ BP_INV_NVME_20, BP_EV_NVME_DMA, reads_another_list, &list },
		{ BP_INV_NVME_20, BP_EV_NVME_DMA, reads_a_slot_more, &list },
		{ BP_INV_NVME_20, BP_EV_NVME_DMA, reads_a_slot_more, &sgls },
		{ BP_INV_NVME_21, BP_EV_NVME_DMA, touches_bar0, &page },
		{ BP_INV_NVME_21, BP_EV_NVME_DMA, touches_what_is_unmapped, &page },
		{ BP_INV_NVME_21, BP_EV_NVME_DMA, metadata_is_unmapped, &guarded },
		{ BP_INV_NVME_22, BP_EV_NVME_CTRL_STATE, is_not_ready, &page },
		{ BP_INV_NVME_22, BP_EV_NVME_CTRL_STATE, is_fatal, &page },
		{ BP_INV_NVME_22, BP_EV_NVME_QUEUE, queue_is_gone, &page },
		{ BP_INV_NVME_22, BP_EV_NVME_QUEUE, completion_queue_is_gone, &page },
	};

	(void)state;
	t_nvme_try(rows, bp_array_size(rows));
}

/* INV-NVME-23 is judged of refusals alone. */
static void posted__refused_after_data__broken(void **state)
{
	static const struct t_tampering row = { BP_INV_NVME_23, BP_EV_NVME_CQE_POSTED,
						refused_after_data, &page };
	struct t_nvme_court t;

	(void)state;
	t_nvme_hear(&t, &page, &row);
	assert_int_equal(bp_check_count(t.check, BP_INV_NVME_23), 1);
	t_nvme_dismiss(&t);
}

/* A command with an injected fault proves nothing. */
static unsigned injected_and_elsewhere(struct t_heard *heard)
{
	heard->nvme.dma.injected = true;
	return data_goes_elsewhere(heard);
}

/* An access that failed did not happen. */
static unsigned bar0_in_vain(struct t_heard *heard)
{
	if (touches_bar0(heard) == T_NOT_MINE)
		return T_NOT_MINE;
	heard->nvme.dma.status = 4;
	return 1;
}

/* What is internal is no bus address. */
static unsigned internal(struct t_heard *heard)
{
	if (touches_bar0(heard) == T_NOT_MINE)
		return T_NOT_MINE;
	heard->nvme.dma.internal = true;
	return 1;
}

static void dma__not_to_be_judged__held(void **state)
{
	static const struct t_tampering rows[] = {
		{ BP_INV_NVME_19, BP_EV_NVME_DMA, injected_and_elsewhere, &page },
		{ BP_INV_NVME_21, BP_EV_NVME_DMA, bar0_in_vain, &page },
		{ BP_INV_NVME_21, BP_EV_NVME_DMA, internal, &page },
	};

	(void)state;
	t_nvme_hold(rows, bp_array_size(rows));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(access__tampered__broken),
		cmocka_unit_test(posted__refused_after_data__broken),
		cmocka_unit_test(dma__not_to_be_judged__held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
