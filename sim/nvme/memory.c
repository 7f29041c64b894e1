/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <blkpath/event.h>
#include <blkpath/nvme_event.h>

#include "nvme/engine.h"
#include "nvme/memory.h"
#include "pci/transfer.h"

/* One attempt; @run is NULL for no command. */
struct attempt {
	struct bp_nvme_controller *ctrl;
	struct bp_nvme_run *run;
	enum bp_nvme_purpose purpose;
	u64 address;
	u64 bytes;
	enum bp_nvme_where where;
};

static struct bp_nvme_window bar_window(const struct pci_dev *dev, unsigned bar)
{
	return (struct bp_nvme_window){
		.base = pci_bus_address(dev, bar).bus,
		.bytes = pci_resource_len(dev, bar),
	};
}

struct bp_nvme_own bp_nvme_own_of(const struct bp_nvme_controller *ctrl)
{
	struct bp_nvme_own own = { .bar0 = bar_window(ctrl->dev, 0) };

	if (!ctrl->cmb.bytes)
		return own;
	own.cmb_bar = bar_window(ctrl->dev, ctrl->cmb.bar);
	own.cmb_offset = ctrl->cmb.offset;
	own.cmb_bytes = ctrl->cmb.bytes;
	if (ctrl->cmb.is_on)
		own.cmb = (struct bp_nvme_window){ ctrl->cmb.base, ctrl->cmb.bytes };
	return own;
}

static struct bp_nvme_cmb_rules rules_of(const struct bp_nvme_controller *ctrl)
{
	return (struct bp_nvme_cmb_rules){
		.cmbsz = ctrl->config.cmbsz,
		.cmbloc = ctrl->config.cmbloc,
		.has_locations = ctrl->config.vs >= BP_NVME_VS_1_4,
	};
}

/* Before anybody else is asked (NVC-33). */
static u16 look_at_self(struct attempt *attempt)
{
	struct bp_nvme_controller *ctrl = attempt->ctrl;
	const struct bp_nvme_own own = bp_nvme_own_of(ctrl);
	const struct bp_nvme_cmb_rules rules = rules_of(ctrl);

	attempt->where = bp_nvme_own_find(&own, attempt->address, attempt->bytes);
	switch (attempt->where) {
	case BP_NVME_AT_REGISTERS:
		ctrl->counters.self_mmio_dma++;
		return NVME_SC_DATA_XFER_ERROR;
	case BP_NVME_AT_NOTHING:
		return NVME_SC_DATA_XFER_ERROR;
	case BP_NVME_AT_CMB:
		return bp_nvme_cmb_allows(&rules, attempt->purpose)
			       ? 0
			       : bp_nvme_dnr(NVME_SC_CMB_INVALID_USE);
	default:
		return 0;
	}
}

static u16 ask_fabric(const struct attempt *attempt, void *data)
{
	const struct bp_transfer transfer = {
		.requester = attempt->ctrl->dev,
		.is_write = bp_nvme_purpose_writes(attempt->purpose),
		.address = attempt->address,
		.bytes = attempt->bytes,
		.data = data,
	};
	struct bp_transferred result;

	if (bp_fabric_transfer(attempt->ctrl->fabric, &transfer, &result))
		return NVME_SC_INTERNAL;
	return result.seen == BP_OUTCOME_SUCCESS ? 0 : NVME_SC_DATA_XFER_ERROR;
}

static u16 tell(const struct attempt *attempt, u16 status)
{
	const struct bp_nvme_run *run = attempt->run;

	bp_event(attempt->ctrl->env, NVME_DMA,
		 .nvme = &(struct bp_nvme_event){
			 .pdev = attempt->ctrl->dev,
			 .dma = {
				 .purpose = attempt->purpose,
				 .sqid = run ? run->sqid : 0,
				 .cid = run ? bp_nvme_run_cid(run) : 0,
				 .address = attempt->address,
				 .bytes = attempt->bytes,
				 .is_write = bp_nvme_purpose_writes(attempt->purpose),
				 .internal = attempt->where == BP_NVME_AT_CMB,
				 .status = status,
				 .injected = run && run->injected,
			 },
		 });
	return status;
}

static u16 move(struct attempt *attempt, void *data)
{
	u16 status;

	if (!attempt->bytes)
		return 0;
	if (!bp_nvme_may_dma(attempt->ctrl))
		return NVME_SC_DATA_XFER_ERROR;
	status = look_at_self(attempt);
	return tell(attempt, status ? status : ask_fabric(attempt, data));
}

u16 bp_nvme_dma(struct bp_nvme_controller *ctrl, enum bp_nvme_purpose purpose, u64 address,
		void *data, u32 bytes)
{
	return move(&(struct attempt){ ctrl, NULL, purpose, address, bytes, BP_NVME_AT_NOTHING },
		    data);
}

u16 bp_nvme_run_dma(struct bp_nvme_run *run, enum bp_nvme_purpose purpose, u64 address, void *data,
		    u32 bytes)
{
	return move(&(struct attempt){ run->ctrl, run, purpose, address, bytes,
				       BP_NVME_AT_NOTHING },
		    data);
}

/* Where the command itself lies is known from its queue. */
static bool fits_others(struct attempt *attempt)
{
	const struct bp_nvme_cmb_rules rules = rules_of(attempt->ctrl);
	struct bp_nvme_run *run = attempt->run;

	bp_nvme_cmb_note(&rules, &run->spread, BP_NVME_DMA_SQE, run->sq && run->sq->in_cmb);
	return bp_nvme_cmb_note(&rules, &run->spread, attempt->purpose,
				attempt->where == BP_NVME_AT_CMB);
}

u16 bp_nvme_run_admit(struct bp_nvme_run *run, enum bp_nvme_purpose purpose, u64 address, u64 bytes)
{
	struct attempt attempt = { run->ctrl, run, purpose, address, bytes, BP_NVME_AT_NOTHING };
	u16 status;

	if (!bp_nvme_may_dma(run->ctrl))
		return NVME_SC_DATA_XFER_ERROR;
	status = look_at_self(&attempt);
	if (!status && !fits_others(&attempt))
		status = bp_nvme_dnr(NVME_SC_CMB_INVALID_USE);
	return status ? tell(&attempt, status) : 0;
}
