/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme/cmb.h"

#define CRE 1u
#define CMSE 2u
#define CMBMSC_BITS (~0xfffull | CRE | CMSE)
#define CBAI 1u

static bool is_legacy(const struct bp_nvme_controller *ctrl)
{
	return ctrl->config.cmb_scheme == BP_NVME_CMB_LEGACY;
}

/* NVM-1 as the host will read it. */
int bp_nvme_cmb_init(struct bp_nvme_controller *ctrl, struct bp_error *err)
{
	u32 cmbsz = ctrl->config.cmbsz;
	u64 unit = 4096ull << 4 * bp_min(NVME_CMBSZ_SZU(cmbsz), 6u);
	struct bp_nvme_own_memory *cmb = &ctrl->cmb;
	u64 room;

	if (!cmbsz)
		return 0;
	cmb->bytes = unit * NVME_CMBSZ_SZ(cmbsz);
	cmb->bar = NVME_CMB_BIR(ctrl->config.cmbloc);
	cmb->offset = unit * NVME_CMB_OFST(ctrl->config.cmbloc);
	room = cmb->bar < PCI_STD_NUM_BARS ? pci_resource_len(ctrl->dev, cmb->bar) : 0;
	if (!cmb->bytes || NVME_CMBSZ_SZU(cmbsz) > 6 || cmb->bytes > room ||
	    cmb->offset > room - cmb->bytes)
		return bp_error_set(err, NULL, 0, "cmbsz",
				    "%llu bytes at 0x%llx do not fit BAR %u with %llu bytes",
				    (unsigned long long)cmb->bytes, (unsigned long long)cmb->offset,
				    cmb->bar, (unsigned long long)room);
	if (!cmb->bar && cmb->offset < NVME_REG_DBS + (ctrl->config.nr_io_queues + 1) *
							      (8ull << ctrl->config.dstrd))
		return bp_error_set(err, NULL, 0, "cmbloc",
				    "the buffer begins at 0x%llx of BAR 0, where the doorbells are",
				    (unsigned long long)cmb->offset);
	cmb->is_on = is_legacy(ctrl);
	cmb->base = pci_bus_address(ctrl->dev, cmb->bar).bus + cmb->offset;
	return 0;
}

bool bp_nvme_cmb_is_visible(const struct bp_nvme_controller *ctrl)
{
	return ctrl->cmb.bytes && (is_legacy(ctrl) || ctrl->registers.cmbmsc & CRE);
}

/* NVM-2: the buffer's second address. */
static void decode_at_cba(struct bp_nvme_controller *ctrl)
{
	struct bp_nvme_own_memory *cmb = &ctrl->cmb;
	u64 cba = ctrl->registers.cmbmsc & ~0xfffull;
	bool wraps = cba + cmb->bytes - 1 < cba;
	bool asked = ctrl->registers.cmbmsc & CRE && ctrl->registers.cmbmsc & CMSE;
	struct bp_own_window window = { .bar = cmb->bar, .offset = cmb->offset };

	ctrl->registers.cmbsts = asked && wraps ? CBAI : 0;
	cmb->is_on = asked && !wraps;
	cmb->base = cba;
	if (cmb->is_on) {
		window.base = cba;
		window.bytes = cmb->bytes;
	}
	if (bp_fabric_own_window(ctrl->fabric, ctrl->dev, &window)) {
		cmb->is_on = false; /* it would end behind the last address */
		ctrl->registers.cmbsts = CBAI;
	}
}

void bp_nvme_cmb_control(struct bp_nvme_controller *ctrl, u64 cmbmsc)
{
	if (!ctrl->cmb.bytes || is_legacy(ctrl)) {
		ctrl->counters.read_only++;
		return;
	}
	ctrl->registers.cmbmsc = cmbmsc & CMBMSC_BITS;
	decode_at_cba(ctrl);
}

void bp_nvme_cmb_off(struct bp_nvme_controller *ctrl)
{
	ctrl->cmb.is_on = false;
	bp_fabric_own_window(ctrl->fabric, ctrl->dev, &(struct bp_own_window){ 0 });
}

bool bp_nvme_cmb_touches(const struct bp_nvme_controller *ctrl, u64 address, u64 bytes)
{
	const struct bp_nvme_own_memory *cmb = &ctrl->cmb;

	return cmb->is_on && (address - cmb->base < cmb->bytes || cmb->base - address < bytes);
}
