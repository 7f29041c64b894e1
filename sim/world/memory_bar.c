/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "world/memory_bar.h"

#include "nvme/controller.h"

#define CMBSZ_SHIFT 12
#define CMBSZ_UNITS_MAX ((u64)1 << 20)

unsigned bp_memory_bar(const struct pci_dev *dev, unsigned first)
{
	unsigned largest = PCI_STD_NUM_BARS;
	u64 most = 0;

	for (unsigned bar = first; bar < PCI_STD_NUM_BARS; bar++) {
		const u64 bytes = pci_resource_len(dev, bar);

		if (!(pci_resource_flags(dev, bar) & IORESOURCE_MEM) || bytes <= most)
			continue;
		most = bytes;
		largest = bar;
	}
	return largest;
}

u32 bp_data_cmbsz(u64 bytes)
{
	u32 szu = 0;

	while (bytes >> (12 + 4 * szu) >= CMBSZ_UNITS_MAX)
		szu++;
	return NVME_CMBSZ_RDS | NVME_CMBSZ_WDS | szu << 8 |
	       (u32)(bytes >> (12 + 4 * szu)) << CMBSZ_SHIFT;
}
