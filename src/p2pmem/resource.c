/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A BAR becomes memory (P2P-B2).
 */
#include <errno.h>

#include "p2pmem.h"

/* P-77 */
static bool is_refused(const struct pci_dev *pdev)
{
	return pdev->non_mappable_bars && pdev->dev.bp_p2p->rules->refuses_non_mappable;
}

/* P-86: page descriptors come in units. */
static bool is_aligned(const struct pci_dev *pdev, const struct bp_p2p_part *part)
{
	u64 unit = pdev->dev.bp_p2p->rules->memory_unit;

	return !unit || !((bp_p2p_part_phys(pdev, part) | part->size) & (unit - 1));
}

/* P2P-B2.1, in this order; @part's size becomes what is meant. */
static int check(const struct pci_dev *pdev, struct bp_p2p_part *part)
{
	u64 len, end;

	if (part->bar < 0 || part->bar >= PCI_STD_NUM_BARS)
		return -EINVAL;
	if (!(pci_resource_flags(pdev, (unsigned)part->bar) & IORESOURCE_MEM))
		return -EINVAL;
	len = pci_resource_len(pdev, (unsigned)part->bar);
	if (part->offset >= len)
		return -EINVAL;
	if (!part->size)
		part->size = len - part->offset;
	end = part->size + part->offset;
	if (end < part->size && !bp_p2p_defect(pdev, BP_DEF_P2P_11))
		return -EINVAL;
	return end <= len && is_aligned(pdev, part) ? 0 : -EINVAL;
}

static int add(struct pci_dev *pdev, struct bp_p2p_part *part, bp_virt_addr_t *virt)
{
	int error = check(pdev, part);

	if (!error && !pdev->p2pdma)
		error = bp_p2pdma_setup(pdev);
	return error ? error : pdev->p2pdma->ops->add(pdev->p2pdma, part, virt);
}

/* P2P-A3.6: the kernel takes registers for memory; whoever looks on does not. */
static void flag_registers(const struct pci_dev *pdev, const struct bp_p2p_part *part)
{
	if (part->offset < pdev->bp_register_bytes[part->bar])
		bp_finding(pdev->dev.bp_env, BP_SITE_P2P_REG_BAR, (u64)part->bar, part->offset);
}

int pci_p2pdma_add_resource(struct pci_dev *pdev, int bar, u64 size, u64 offset)
{
	struct bp_p2p_part part = { .bar = bar, .offset = offset, .size = size };
	bp_virt_addr_t virt = bp_virt_addr(0);
	int error;

	if (!pdev->dev.bp_p2p)
		return -EOPNOTSUPP; /* P2P-B11.3 */
	error = is_refused(pdev) ? -EOPNOTSUPP : add(pdev, &part, &virt);
	if (error) {
		virt = bp_virt_addr(0);
	} else {
		bp_info(pdev->dev.bp_env, BP_SITE_P2P_ADDED, bp_p2p_part_phys(pdev, &part),
			part.size);
		flag_registers(pdev, &part);
	}
	bp_event(pdev->dev.bp_env, P2P_ADD, .rule = "P2P-B2", .a = (u64)error,
		 .p2p = bp_p2p_call_now(pdev, &(struct bp_p2p_call){
						      .bar = (unsigned)bar,
						      .offset = offset,
						      .size = part.size,
						      .virt = virt,
						      .result = error,
					      }));
	return error;
}
