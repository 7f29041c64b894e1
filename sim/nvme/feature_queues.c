/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Features of queues: how many, whose turn, whom they interrupt.
 */
#include "nvme/admin.h"
#include "nvme/features.h"

#define NO_BURST_LIMIT 7u
#define NSQR(value) ((value)&0xffff)
#define NCQR(value) ((value) >> 16)

/*
 * Commands of a queue before the next one has its turn: 2^value, 7 is no limit (NVC-14).  A burst
 * that is no power of two is told as the one below.
 */
static u32 initial_arbitration(const struct bp_nvme_controller *ctrl, unsigned slot)
{
	u32 shift = 0;

	(void)slot;
	if (!ctrl->config.burst)
		return NO_BURST_LIMIT;
	while (shift < NO_BURST_LIMIT - 1 && 2u << shift <= ctrl->config.burst)
		shift++;
	return shift;
}

static u16 apply_arbitration(struct bp_nvme_controller *ctrl, unsigned slot, u32 value)
{
	const u32 shift = value & NO_BURST_LIMIT;
	const u32 initial = bp_nvme_feature_value(ctrl, &bp_nvme_arbitration, slot)->initial;

	if (shift == initial)
		ctrl->config.burst = ctrl->admin->burst;
	else
		ctrl->config.burst = shift == NO_BURST_LIMIT ? 0 : 1u << shift;
	return NVME_SC_SUCCESS;
}

const struct bp_nvme_feature bp_nvme_arbitration = {
	.fid = NVME_FEAT_ARBITRATION,
	.caps = NVME_FEAT_CAP_CHANGEABLE | NVME_FEAT_CAP_SAVEABLE,
	.mask = 0xffffff07,
	.initial = initial_arbitration,
	.apply = apply_arbitration,
};

/* Until the host asks it has all that there are. */
static u32 initial_queues(const struct bp_nvme_controller *ctrl, unsigned slot)
{
	const u32 last = ctrl->config.nr_io_queues - 1;

	(void)slot;
	return last | last << 16;
}

/* NVC-24 */
static u16 check_queues(struct bp_nvme_run *run, u32 *value)
{
	const u32 last = run->ctrl->config.nr_io_queues - 1;

	if (NSQR(*value) == 0xffff || NCQR(*value) == 0xffff)
		return bp_nvme_dnr(NVME_SC_INVALID_FIELD);
	if (bp_nvme_has_io_queues(run->ctrl))
		return bp_nvme_dnr(NVME_SC_CMD_SEQ_ERROR);
	*value = bp_min(NSQR(*value), last) | bp_min(NCQR(*value), last) << 16;
	run->result = *value;
	return NVME_SC_SUCCESS;
}

static u16 apply_queues(struct bp_nvme_controller *ctrl, unsigned slot, u32 value)
{
	(void)slot;
	ctrl->allocated_sqs = NSQR(value) + 1;
	ctrl->allocated_cqs = NCQR(value) + 1;
	return NVME_SC_SUCCESS;
}

const struct bp_nvme_feature bp_nvme_number_of_queues = {
	.fid = NVME_FEAT_NUM_QUEUES,
	.caps = NVME_FEAT_CAP_CHANGEABLE,
	.mask = ~0u,
	.initial = initial_queues,
	.check = check_queues,
	.apply = apply_queues,
};

/* Kept and told; interrupts do not wait for it. */
const struct bp_nvme_feature bp_nvme_coalescing = {
	.fid = NVME_FEAT_IRQ_COALESCE,
	.caps = NVME_FEAT_CAP_CHANGEABLE | NVME_FEAT_CAP_SAVEABLE,
	.mask = 0xffff,
};

/* The pin is vector 0. */
static unsigned count_vectors(const struct bp_nvme_controller *ctrl)
{
	return bp_max(ctrl->config.vectors, 1u);
}

static u32 initial_vector(const struct bp_nvme_controller *ctrl, unsigned slot)
{
	(void)ctrl;
	return slot;
}

static u16 slots_vector(const struct bp_nvme_run *run, struct bp_nvme_slots *slots)
{
	slots->first = le32_to_cpu(run->cmd.common.cdw11) & 0xffff;
	if (slots->first >= count_vectors(run->ctrl))
		return bp_nvme_dnr(NVME_SC_INVALID_FIELD);
	return NVME_SC_SUCCESS;
}

const struct bp_nvme_feature bp_nvme_vector_config = {
	.fid = NVME_FEAT_IRQ_CONFIG,
	.caps = NVME_FEAT_CAP_CHANGEABLE,
	.mask = 0x1ffff,
	.count = count_vectors,
	.initial = initial_vector,
	.slots = slots_vector,
};
