/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The controller's memory: for peers, and for submission queues (NVM-1 to NVM-4).
 */
#include <errno.h>

#include <blkpath/event.h>
#include <blkpath/p2pdma.h>

#include "life.h"

/* Fewer entries do not pay, unless nobody wants more. */
#define LEAST_DEPTH 64u

static u64 unit(const struct nvme_dev *dev)
{
	return 1ull << (12 + 4 * NVME_CMBSZ_SZU(dev->cmbsz));
}

static bool may_publish(const struct nvme_dev *dev)
{
	const u32 both = NVME_CMBSZ_WDS | NVME_CMBSZ_RDS;

	return (dev->cmbsz & both) == both;
}

static void tell(const struct nvme_dev *dev, unsigned bar, u64 offset)
{
	bp_nvme_event_of(
		dev, NVME_CMB,
		.cmb = ((struct bp_nvme_cmb_found){ .cmbloc = dev->cmbloc,
						    .cmbsz = dev->cmbsz,
						    .bar = bar,
						    .offset = offset,
						    .bytes = dev->cmb_size,
						    .bar_bytes = pci_resource_len(dev->pdev, bar),
						    .queues = dev->cmb_use_sqes,
						    .published = may_publish(dev) }),
		.rule = "NVM-1", .a = offset, .b = dev->cmb_size);
}

/* What was added stays until the driver goes: a reset finds it (cmb_size). */
void nvme_map_cmb(struct nvme_dev *dev)
{
	u64 size, offset, bar_size;
	unsigned bar;

	if (dev->cmb_size)
		return;
	dev->cmbsz = bp_nvme_read32(dev, NVME_REG_CMBSZ);
	if (!dev->cmbsz)
		return;
	dev->cmbloc = bp_nvme_read32(dev, NVME_REG_CMBLOC);
	bar = NVME_CMB_BIR(dev->cmbloc);
	if (bar >= PCI_STD_NUM_BARS)
		return;
	size = unit(dev) * NVME_CMBSZ_SZ(dev->cmbsz);
	offset = unit(dev) * NVME_CMB_OFST(dev->cmbloc);
	bar_size = pci_resource_len(dev->pdev, bar);
	if (offset > bar_size)
		return;
	size = bp_min(size, bar_size - offset);
	if (pci_p2pdma_add_resource(dev->pdev, (int)bar, size, offset)) {
		bp_warn(dev->ctrl.bp_env, BP_SITE_NVME_CMB, size, offset);
		return;
	}
	dev->cmb_size = size;
	dev->cmb_use_sqes = dev->ctrl.bp_params.use_cmb_sqes && dev->cmbsz & NVME_CMBSZ_SQS;
	if (may_publish(dev))
		pci_p2pmem_publish(dev->pdev, true);
	tell(dev, bar, offset);
}

int nvme_cmb_qdepth(const struct nvme_dev *dev, unsigned nr_io_queues, unsigned entry_size)
{
	const u64 share = dev->cmb_size / nr_io_queues;
	const u64 depth = (share - share % dev->ctrl.page_size) / entry_size;

	if (depth >= dev->q_depth)
		return (int)dev->q_depth;
	return depth < LEAST_DEPTH ? -ENOMEM : (int)depth;
}

/* The kernel takes bus address 0 for a failure, and forgets the memory (DEF-NVME-14). */
static bool is_usable(const struct nvme_dev *dev, pci_bus_addr_t bus)
{
	return bus.bus || !bp_nvme_defect(&dev->ctrl, BP_DEF_NVME_14);
}

/* False: host memory must do. */
bool bp_nvme_alloc_sq_in_cmb(struct nvme_queue *nvmeq, u32 depth)
{
	const u32 bytes = depth * (u32)sizeof(struct nvme_command);
	const struct nvme_dev *dev = nvmeq->dev;
	pci_bus_addr_t bus;

	if (!nvmeq->qid || !dev->cmb_use_sqes)
		return false;
	nvmeq->sq_cmds = pci_alloc_p2pmem(dev->pdev, bytes);
	if (!bp_virt_u64(nvmeq->sq_cmds))
		return false;
	bus = pci_p2pmem_virt_to_bus(dev->pdev, nvmeq->sq_cmds);
	if (!is_usable(dev, bus))
		return false;
	nvmeq->sq_dma_addr = bp_dma_addr(bus.bus);
	nvmeq->flags |= NVMEQ_SQ_CMB; /* mutant: it has no other flag */
	return true;
}
