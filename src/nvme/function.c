/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The PCI function: it may answer and ask, has a vector, and tells what it can (NVH-39).
 */
#include <errno.h>

#include "life.h"

#define GONE 0xffffffffu

/* What the bits of the command register allow. */
static void set_command(struct pci_dev *pdev, u16 clear, u16 set)
{
	u16 command;

	if (pci_read_config_word(pdev, PCI_COMMAND, &command))
		pci_write_config_word(pdev, PCI_COMMAND, (u16)((command & ~clear) | set));
}

/* MODEL: no machine refuses 64 bits, so that the kernel's second try, with 32, is never made. */
static void set_dma_mask(struct device *dev)
{
	dev->dma_mask = dev->coherent_dma_mask = ~0ull;
}

/* A ring keeps one entry free: one entry alone holds no command (NVH-27). */
static int read_capabilities(struct nvme_dev *dev)
{
	struct nvme_ctrl *ctrl = &dev->ctrl;

	ctrl->cap = bp_nvme_read64(dev, NVME_REG_CAP);
	if (!NVME_CAP_MQES(ctrl->cap)) {
		bp_info(ctrl->bp_env, BP_SITE_NVME_MQES, ctrl->cap, 0);
		return -ENODEV;
	}
	dev->q_depth = bp_min(NVME_CAP_MQES(ctrl->cap) + 1u, (u32)ctrl->bp_params.io_queue_depth);
	dev->db_stride = 1u << NVME_CAP_STRIDE(ctrl->cap);
	return 0;
}

static int take_vector(const struct nvme_dev *dev)
{
	/* mutant: a legacy interrupt is always to be had */
	return bp_min(pci_alloc_irq_vectors(dev->pdev, 1, 1, PCI_IRQ_ALL_TYPES), 0);
}

int nvme_pci_enable(struct nvme_dev *dev)
{
	int error = 0;

	dev->bp_is_enabled = true;
	set_command(dev->pdev, 0, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	set_dma_mask(dev->dev);
	if (bp_nvme_read32(dev, NVME_REG_CSTS) == GONE)
		error = -ENODEV;
	error = error ?: take_vector(dev);
	error = error ?: read_capabilities(dev);
	if (error)
		nvme_pci_disable(dev);
	else
		nvme_map_cmb(dev);
	return error;
}

void nvme_pci_disable(struct nvme_dev *dev)
{
	pci_free_irq_vectors(dev->pdev);
	dev->bp_is_enabled = false;
	set_command(dev->pdev, PCI_COMMAND_MASTER, 0);
}
