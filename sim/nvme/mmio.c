/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The registers as a table, and the rules of access.
 */
#include "nvme/mmio.h"

#include "nvme/cmb.h"
#include "nvme/life.h"
#include "nvme/work.h"

u64 bp_nvme_cap(const struct bp_nvme_controller *ctrl)
{
	const struct bp_nvme_config *config = &ctrl->config;

	return config->mqes | (u64)config->cqr << 16 | (u64)config->to << 24 |
	       (u64)config->dstrd << 32 | (u64)config->nssrs << 36 | (u64)config->css << 37 |
	       (u64)config->mpsmin << 48 | (u64)config->mpsmax << 52 |
	       (u64)(ctrl->cmb.bytes && config->cmb_scheme == BP_NVME_CMB_CBA) << 57;
}

u32 bp_nvme_cmbloc(const struct bp_nvme_controller *ctrl)
{
	return bp_nvme_cmb_is_visible(ctrl) ? ctrl->config.cmbloc : 0;
}

u32 bp_nvme_cmbsz(const struct bp_nvme_controller *ctrl)
{
	return bp_nvme_cmb_is_visible(ctrl) ? ctrl->config.cmbsz : 0;
}

static u64 read_vs(const struct bp_nvme_controller *ctrl)
{
	return ctrl->config.vs;
}

static u64 read_intms(const struct bp_nvme_controller *ctrl)
{
	return ctrl->registers.intms;
}

static u64 read_cc(const struct bp_nvme_controller *ctrl)
{
	return ctrl->registers.cc;
}

static u64 read_csts(const struct bp_nvme_controller *ctrl)
{
	return ctrl->registers.csts;
}

static u64 read_aqa(const struct bp_nvme_controller *ctrl)
{
	return ctrl->registers.aqa;
}

static u64 read_asq(const struct bp_nvme_controller *ctrl)
{
	return ctrl->registers.asq;
}

static u64 read_acq(const struct bp_nvme_controller *ctrl)
{
	return ctrl->registers.acq;
}

static u64 read_cmbloc(const struct bp_nvme_controller *ctrl)
{
	return bp_nvme_cmbloc(ctrl);
}

static u64 read_cmbsz(const struct bp_nvme_controller *ctrl)
{
	return bp_nvme_cmbsz(ctrl);
}

static u64 read_cmbmsc(const struct bp_nvme_controller *ctrl)
{
	return ctrl->registers.cmbmsc;
}

static u64 read_cmbsts(const struct bp_nvme_controller *ctrl)
{
	return ctrl->registers.cmbsts;
}

static u64 read_zero(const struct bp_nvme_controller *ctrl)
{
	(void)ctrl;
	return 0;
}

static void write_intms(struct bp_nvme_controller *ctrl, u64 value)
{
	ctrl->registers.intms |= (u32)value;
}

static void write_intmc(struct bp_nvme_controller *ctrl, u64 value)
{
	ctrl->registers.intms &= ~(u32)value;
	bp_nvme_unmask(ctrl);
}

static void write_cc(struct bp_nvme_controller *ctrl, u64 value)
{
	bp_nvme_configure(ctrl, (u32)value);
}

static void write_csts(struct bp_nvme_controller *ctrl, u64 value)
{
	ctrl->registers.csts &= ~((u32)value & NVME_CSTS_NSSRO);
}

static void write_nssr(struct bp_nvme_controller *ctrl, u64 value)
{
	bp_nvme_subsystem_reset(ctrl, (u32)value);
}

static void write_aqa(struct bp_nvme_controller *ctrl, u64 value)
{
	ctrl->registers.aqa = value & 0x0fff0fff;
}

/* The reserved low bits stay visible: NVC-3 finds them. */
static void write_asq(struct bp_nvme_controller *ctrl, u64 value)
{
	ctrl->registers.asq = value;
}

static void write_acq(struct bp_nvme_controller *ctrl, u64 value)
{
	ctrl->registers.acq = value;
}

static const struct reg {
	u64 offset;
	unsigned bytes;
	u64 (*read)(const struct bp_nvme_controller *ctrl);
	void (*write)(struct bp_nvme_controller *ctrl, u64 value); /* NULL: read only */
} regs[] = {
	{ 0x00, 8, bp_nvme_cap, NULL },
	{ NVME_REG_VS, 4, read_vs, NULL },
	{ NVME_REG_INTMS, 4, read_intms, write_intms },
	{ NVME_REG_INTMC, 4, read_intms, write_intmc },
	{ NVME_REG_CC, 4, read_cc, write_cc },
	{ NVME_REG_CSTS, 4, read_csts, write_csts },
	{ NVME_REG_NSSR, 4, read_zero, write_nssr },
	{ NVME_REG_AQA, 4, read_aqa, write_aqa },
	{ NVME_REG_ASQ, 8, read_asq, write_asq },
	{ NVME_REG_ACQ, 8, read_acq, write_acq },
	{ NVME_REG_CMBLOC, 4, read_cmbloc, NULL },
	{ NVME_REG_CMBSZ, 4, read_cmbsz, NULL },
	{ 0x48, 8, read_zero, NULL }, /* BPMBL */
	{ NVME_REG_CMBMSC, 8, read_cmbmsc, bp_nvme_cmb_control },
	{ NVME_REG_CMBSTS, 4, read_cmbsts, NULL },
	{ 0xe14, 8, read_zero, NULL }, /* PMRMSC */
};

static const struct reg *reg_at(u64 offset)
{
	for (size_t i = 0; i < sizeof(regs) / sizeof(regs[0]); i++)
		if (offset >= regs[i].offset && offset < regs[i].offset + regs[i].bytes)
			return &regs[i];
	return NULL;
}

/* 4 aligned bytes, or a register of 8 as a whole. */
static bool is_legal(const struct reg *reg, u64 offset, unsigned bytes)
{
	if (bytes == 4)
		return offset % 4 == 0;
	return bytes == 8 && reg && reg->bytes == 8 && reg->offset == offset;
}

static u64 mmio_read(struct bp_nvme_controller *ctrl, u64 offset, unsigned bytes)
{
	const struct reg *reg = reg_at(offset);

	if (ctrl->state == BP_NVME_GONE)
		return ~0ull;
	if (!is_legal(reg, offset, bytes)) {
		ctrl->counters.mmio_access++;
		return 0;
	}
	return reg ? reg->read(ctrl) >> 8 * (offset - reg->offset) : 0;
}

/* A half of a register replaces that half. */
static u64 merged(const struct bp_nvme_controller *ctrl, const struct reg *reg, u64 offset,
		  unsigned bytes, u64 value)
{
	unsigned shift = 8 * (unsigned)(offset - reg->offset);

	if (bytes == reg->bytes)
		return value;
	return (reg->read(ctrl) & ~(0xffffffffull << shift)) | (value & 0xffffffff) << shift;
}

static void write_reg(struct bp_nvme_controller *ctrl, u64 offset, unsigned bytes, u64 value)
{
	const struct reg *reg = reg_at(offset);

	if (!is_legal(reg, offset, bytes))
		ctrl->counters.mmio_access++;
	else if (!reg || !reg->write)
		ctrl->counters.read_only++;
	else
		reg->write(ctrl, merged(ctrl, reg, offset, bytes, value));
}

void bp_nvme_mmio_write(struct bp_nvme_controller *ctrl, u64 offset, unsigned bytes, u64 value)
{
	if (ctrl->state == BP_NVME_GONE)
		return;
	if (ctrl->is_busy)
		bp_nvme_peer_defer(ctrl, offset, bytes, value);
	else if (offset < NVME_REG_DBS)
		write_reg(ctrl, offset, bytes, value);
	else if (bytes == 4 && (offset - NVME_REG_DBS) % (4u << ctrl->config.dstrd) == 0)
		bp_nvme_doorbell_write(ctrl, offset, (u32)value);
	else
		ctrl->counters.mmio_access++;
}

static bool on_read(void *context, u64 offset, unsigned bytes, u64 *value)
{
	*value = mmio_read(context, offset, bytes);
	return true;
}

static bool on_write(void *context, u64 offset, unsigned bytes, u64 value)
{
	bp_nvme_mmio_write(context, offset, bytes, value);
	return true;
}

static bool on_peer(void *context, const struct pci_dev *requester, bool is_write, u64 offset,
		    unsigned bytes, u64 *value)
{
	struct bp_nvme_controller *ctrl = context;

	(void)requester;
	if (is_write && ctrl->config.peer_mmio_deferred)
		return bp_nvme_peer_write(ctrl, offset, bytes, *value);
	ctrl->counters.peer_refused++;
	return false;
}

const struct bp_register_ops bp_nvme_mmio_ops = {
	.read = on_read,
	.write = on_write,
	.peer = on_peer,
	.any_size = true,
};
