/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVME-23: what a refused command has moved.  INV-NVME-28: what a queue that goes was told.
 */
#include <blkpath/nvme_status.h>

#include "nvme_told.h"

#define QID 1
#define CID 7

static void tell_queues(struct told *told)
{
	tell_ready(told, 0, 0);
	tell(told, BP_EV_NVME_QUEUE,
	     (struct bp_nvme_event){ .queue = { .qid = QID, .is_cq = true, .depth = ENTRIES } });
	tell(told, BP_EV_NVME_QUEUE,
	     (struct bp_nvme_event){ .queue = { .qid = QID, .cqid = QID, .depth = ENTRIES } });
}

static void tell_stored(struct told *told)
{
	struct bp_nvme_event stored = { .submit = { .qid = QID, .depth = ENTRIES, .tail = 1 } };

	stored.submit.command.common.command_id = cpu_to_le16(CID);
	tell(told, BP_EV_NVME_SUBMIT, stored);
}

static void tell_posted(struct told *told, u16 status)
{
	struct bp_nvme_event posted = { .posted = { .cqid = QID, .depth = ENTRIES } };

	posted.posted.cqe.sq_id = cpu_to_le16(QID);
	posted.posted.cqe.command_id = cpu_to_le16(CID);
	posted.posted.cqe.status = cpu_to_le16((u16)(status << 1 | 1));
	tell(told, BP_EV_NVME_CQE_POSTED, posted);
}

/* INV-NVME-23, NVC-23: data of every kind; NVC-29: ranges are read to be judged. */
static void posted__refused_after_a_transfer__no_byte_of_data(void **state)
{
	static const struct {
		enum bp_nvme_purpose purpose;
		u16 of_transfer, status;
		u64 judged, broken;
	} cases[] = {
		{ BP_NVME_DMA_H2C, 0, NVME_SC_INVALID_FIELD, 1, 1 },
		{ BP_NVME_DMA_C2H, 0, NVME_SC_LBA_RANGE, 1, 1 },
		{ BP_NVME_DMA_META_H2C, 0, NVME_SC_INVALID_FIELD, 1, 1 },
		{ BP_NVME_DMA_META_C2H, 0, NVME_SC_INVALID_FIELD, 1, 1 },
		{ BP_NVME_DMA_ADMIN_H2C, 0, NVME_SC_INVALID_FIELD, 1, 1 },
		{ BP_NVME_DMA_ADMIN_C2H, 0, NVME_SC_INVALID_FIELD, 1, 1 },
		{ BP_NVME_DMA_RANGES, 0, NVME_SC_INVALID_FIELD, 1, 1 },
		{ BP_NVME_DMA_RANGES, 0, NVME_SC_LBA_RANGE, 1, 0 },
		{ BP_NVME_DMA_LIST, 0, NVME_SC_PRP_INVALID_OFFSET, 1, 0 },
		{ BP_NVME_DMA_SEGMENT, 0, NVME_SC_SGL_INVALID_LAST, 1, 0 },
		{ BP_NVME_DMA_H2C, NVME_SC_DATA_XFER_ERROR, NVME_SC_INVALID_FIELD, 1, 0 },
		{ BP_NVME_DMA_RANGES, NVME_SC_DATA_XFER_ERROR, NVME_SC_INVALID_FIELD, 1, 0 },
		{ BP_NVME_DMA_H2C, 0, NVME_SC_DATA_XFER_ERROR, 0, 0 },
		{ BP_NVME_DMA_H2C, 0, NVME_SC_SUCCESS, 0, 0 },
	};

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct told *told;

		tell_nothing(state);
		told = *state;
		tell_queues(told);
		tell_stored(told);
		tell(told, BP_EV_NVME_DMA,
		     (struct bp_nvme_event){
			     .dma = { .purpose = cases[i].purpose,
				      .sqid = QID,
				      .cid = CID,
				      .address = T_BUFFER,
				      .bytes = 16,
				      .is_write = bp_nvme_purpose_writes(cases[i].purpose),
				      .status = cases[i].of_transfer } });
		tell_posted(told, cases[i].status);
		if (bp_check_count(told->t.check, BP_INV_NVME_23) != cases[i].broken)
			fail_msg("row %zu", i);
		assert_judged(told, BP_INV_NVME_23, cases[i].judged, cases[i].broken);
		told_all(state);
	}
}

static void tell_deleted(struct told *told)
{
	tell(told, BP_EV_NVME_QUEUE,
	     (struct bp_nvme_event){ .queue = { .qid = QID, .deleted = true } });
}

/* INV-NVME-28: a command that nobody told of is lost with its queue. */
static void queue__deleted__all_was_rung(void **state)
{
	static const struct {
		bool made, stored, rung, again;
		u64 broken;
	} cases[] = {
		{ true, true, true, false, 0 },	  { true, true, false, false, 1 },
		{ true, false, false, false, 0 }, { true, true, false, true, 1 }, /* once */
		{ false, true, false, false, 0 }, /* nobody saw it made */
	};

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct told *told;

		tell_nothing(state);
		told = *state;
		if (cases[i].made)
			tell_queues(told);
		if (cases[i].stored)
			tell_stored(told);
		if (cases[i].rung)
			tell(told, BP_EV_NVME_DOORBELL,
			     (struct bp_nvme_event){
				     .doorbell = { .qid = QID, .depth = ENTRIES, .value = 1 } });
		tell_deleted(told);
		if (cases[i].again)
			tell_deleted(told);
		bp_check_end(told->t.check, 0);
		if (bp_check_count(told->t.check, BP_INV_NVME_28) != cases[i].broken)
			fail_msg("row %zu", i);
		told_all(state);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(posted__refused_after_a_transfer__no_byte_of_data),
		cmocka_unit_test(queue__deleted__all_was_rung),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
