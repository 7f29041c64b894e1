/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme/pointer.h"
#include "nvme/engine.h"
#include "nvme/memory.h"
#include "nvme/walk.h"

#define PSDT_MASK 0xc0u
#define DESC_BYTES 16u

/* Pages of MPSMIN that a command may move; all ones: any number. */
static u64 most_pages(struct bp_nvme_run *run)
{
	const struct bp_nvme_fault *lie = bp_nvme_fault(run->ctrl, BP_NVME_FAULT_MDTS_LIE, run);
	const u8 mdts = run->ctrl->config.mdts;

	if (lie)
		return bp_nvme_fault_value(lie);
	return mdts && mdts < 64 ? 1ull << mdts : ~0ull;
}

u16 bp_nvme_mdts_check(struct bp_nvme_run *run, u64 bytes)
{
	const u64 page_bytes = 4096ull << run->ctrl->config.mpsmin;
	const u64 pages = bytes / page_bytes + (bytes % page_bytes != 0);

	return pages <= most_pages(run) ? 0 : bp_nvme_dnr(NVME_SC_INVALID_FIELD);
}

/* NVC-37 */
static u16 lost_list(struct bp_nvme_run *run, enum bp_nvme_purpose purpose)
{
	const enum bp_nvme_fault_point point =
		purpose == BP_NVME_DMA_LIST ? BP_NVME_FAULT_LIST_PAGE : BP_NVME_FAULT_SGL_SEGMENT;

	return bp_nvme_fault_at(run->ctrl, point, run, run->lists++) ? NVME_SC_DATA_XFER_ERROR : 0;
}

static u16 admit(void *arg, enum bp_nvme_purpose purpose, u64 address, u64 bytes)
{
	struct bp_nvme_run *run = arg;
	u16 status = bp_nvme_run_admit(run, purpose, address, bytes);

	if (!status && (purpose == BP_NVME_DMA_LIST || purpose == BP_NVME_DMA_SEGMENT))
		status = lost_list(run, purpose);
	return status;
}

static u16 fetch(void *arg, enum bp_nvme_purpose purpose, u64 address, void *data, u32 bytes)
{
	return bp_nvme_run_dma(arg, purpose, address, data, bytes);
}

static struct bp_nvme_walk start(struct bp_nvme_run *run, u64 bytes, enum bp_nvme_purpose purpose,
				 struct bp_nvme_pieces *pieces)
{
	static const struct bp_nvme_walk_ops ops = { .admit = admit, .fetch = fetch };
	const struct bp_nvme_controller *ctrl = run->ctrl;

	bp_nvme_pieces_clear(pieces);
	pieces->purpose = purpose;
	return (struct bp_nvme_walk){
		.ops = &ops,
		.arg = run,
		.page_bytes = ctrl->page_bytes,
		.sgls = ctrl->config.sgls,
		.max_descriptors = ctrl->config.max_sgl_descriptors,
		.descriptors = &run->descriptors,
		.bytes = bytes,
		.pieces = pieces,
	};
}

/* A command that fails has nothing that could be moved (INV-NVME-23). */
static u16 finish(struct bp_nvme_run *run, struct bp_nvme_pieces *pieces, u16 status)
{
	const struct bp_nvme_fault *fault;

	if (status) {
		bp_nvme_pieces_clear(pieces);
		return status;
	}
	fault = bp_nvme_fault(run->ctrl, BP_NVME_FAULT_PARTIAL, run);
	pieces->fails_at = fault ? bp_min(bp_nvme_fault_value(fault), pieces->bytes) : ~0ull;
	return 0;
}

static u16 walk_prps(struct bp_nvme_run *run, struct bp_nvme_walk *walk)
{
	const union nvme_data_ptr *dptr = &run->cmd.common.dptr;

	walk->ignores_offset = bp_nvme_fault(run->ctrl, BP_NVME_FAULT_IGNORE_PRP_OFFSET, run);
	walk->overreads = bp_nvme_fault(run->ctrl, BP_NVME_FAULT_LIST_OVERREAD, run);
	return bp_nvme_prp_walk(walk, le64_to_cpu(dptr->prp1), le64_to_cpu(dptr->prp2));
}

/* Whether the command may have what its PSDT says; NVC-21, NVC-27. */
static bool psdt_is_good(const struct bp_nvme_run *run, u8 psdt)
{
	return !psdt ||
	       (psdt != PSDT_MASK && run->sqid && run->ctrl->config.sgls & BP_NVME_SGLS_MASK);
}

u16 bp_nvme_pointer_walk(struct bp_nvme_run *run, u64 bytes, enum bp_nvme_purpose purpose,
			 struct bp_nvme_pieces *pieces)
{
	const u8 psdt = run->cmd.common.flags & PSDT_MASK;
	struct bp_nvme_walk walk = start(run, bytes, purpose, pieces);

	if (!psdt_is_good(run, psdt))
		return bp_nvme_dnr(NVME_SC_INVALID_FIELD);
	return finish(run, pieces,
		      psdt ? bp_nvme_sgl_walk(&walk, &run->cmd.common.dptr.sgl)
			   : walk_prps(run, &walk));
}

/* NVC-22: the pointer leads to one descriptor. */
static u16 walk_segment(struct bp_nvme_run *run, const struct bp_nvme_walk *walk, u64 mptr)
{
	struct nvme_sgl_desc desc;
	u16 status;

	if (mptr % 8 || !(run->ctrl->config.sgls & BP_NVME_SGLS_MPTR_SGL))
		return bp_nvme_dnr(NVME_SC_INVALID_FIELD);
	status = admit(run, BP_NVME_DMA_SEGMENT, mptr, DESC_BYTES);
	if (!status)
		status = fetch(run, BP_NVME_DMA_SEGMENT, mptr, &desc, DESC_BYTES);
	return status ? status : bp_nvme_sgl_walk(walk, &desc);
}

u16 bp_nvme_metadata_walk(struct bp_nvme_run *run, u64 bytes, enum bp_nvme_purpose purpose,
			  struct bp_nvme_pieces *pieces)
{
	const u64 mptr = le64_to_cpu(run->cmd.common.metadata);
	const u8 psdt = run->cmd.common.flags & PSDT_MASK;
	struct bp_nvme_walk walk = start(run, bytes, purpose, pieces);

	if (!psdt_is_good(run, psdt) || (!psdt && mptr % 4))
		return bp_nvme_dnr(NVME_SC_INVALID_FIELD);
	if (psdt == NVME_CMD_SGL_METASEG)
		return finish(run, pieces, walk_segment(run, &walk, mptr));
	return finish(run, pieces, bytes ? bp_nvme_walk_take(&walk, mptr, (u32)bytes) : 0);
}
