/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands without blocks of their own: Dataset Management, whose ranges the host's memory holds,
 * and Flush, which concerns all that was written.
 */
#include "nvme/engine.h"
#include "nvme/io.h"
#include "nvme/namespaces.h"
#include "nvme/pointer.h"

#define RANGES_MAX NVME_DSM_MAX_RANGES

struct ranges {
	struct nvme_dsm_range range[RANGES_MAX];
	u32 nr;
};

/* Exactly the ranges, but for a fault. */
static u16 fetch(struct bp_nvme_io *io, struct ranges *ranges)
{
	u64 bytes, moved;
	u16 status;

	ranges->nr = (le32_to_cpu(io->run->cmd.common.cdw10) & 0xff) + 1;
	bytes = ranges->nr * sizeof(ranges->range[0]);
	if (bp_nvme_fault(io->run->ctrl, BP_NVME_FAULT_DSM_OVERREAD, io->run))
		bytes = sizeof(ranges->range);
	status = bp_nvme_pointer_walk(io->run, bytes, BP_NVME_DMA_RANGES, &io->data);
	if (status)
		return status;
	return bp_nvme_pieces_move(io->run, &io->data, 0, ranges->range, bytes, &moved);
}

/* NVC-29: one that is wrong, and none acts. */
static bool all_inside(const struct bp_nvme_namespace *ns, const struct ranges *ranges)
{
	for (u32 i = 0; i < ranges->nr; i++) {
		const u64 slba = le64_to_cpu(ranges->range[i].slba);

		if (slba > ns->blocks || le32_to_cpu(ranges->range[i].nlb) > ns->blocks - slba)
			return false;
	}
	return true;
}

u16 bp_nvme_io_dsm(struct bp_nvme_io *io)
{
	struct ranges ranges;
	u16 status = fetch(io, &ranges);
	int ret = 0;

	if (status)
		return status;
	if (!all_inside(io->ns, &ranges))
		return bp_nvme_dnr(NVME_SC_LBA_RANGE);
	if (!(le32_to_cpu(io->run->cmd.common.cdw11) & NVME_DSMGMT_AD))
		return NVME_SC_SUCCESS;
	for (u32 i = 0; i < ranges.nr && !ret; i++)
		ret = bp_medium_mark(io->ns->medium, le64_to_cpu(ranges.range[i].slba),
				     le32_to_cpu(ranges.range[i].nlb), BP_BLOCK_DEALLOCATED);
	return bp_nvme_io_status(ret, NVME_SC_WRITE_FAULT);
}

static u16 flush(struct bp_nvme_namespace *ns)
{
	int ret = bp_medium_flush(ns->medium);

	ns->counters.flushes += !ret;
	return bp_nvme_io_status(ret, NVME_SC_WRITE_FAULT);
}

/* INV-NVME-34 */
u16 bp_nvme_io_flush(struct bp_nvme_io *io)
{
	const struct bp_nvme_controller *ctrl = io->run->ctrl;
	u16 status = bp_nvme_io_media(io, NVME_SC_WRITE_FAULT);

	if (status)
		return status;
	if (io->ns)
		return flush(io->ns);
	for (u32 nsid = 1; nsid <= ctrl->config.nr_namespaces && !status; nsid++)
		if (bp_nvme_namespace_active(bp_nvme_namespace(ctrl, nsid)))
			status = flush(bp_nvme_namespace(ctrl, nsid));
	return status;
}
