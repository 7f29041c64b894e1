/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Device memory in the ioremap area, without page descriptors (P2P-B14.1).
 */
#include <errno.h>

#include <blkpath/devres.h>

#include "mapping.h"

static void unmap(void *data)
{
	bp_mapping_remove(data);
}

bp_virt_addr_t devm_memremap(struct device *dev, phys_addr_t offset, u64 size, unsigned long flags)
{
	struct bp_mapping_node *node = NULL;

	if (flags == MEMREMAP_WC)
		node = bp_area_map(dev->bp_env, &(struct bp_mapping){ .phys = offset,
								      .bytes = size,
								      .kind = BP_MAPPING_WC,
								      .dev = dev });
	if (!node)
		return bp_virt_addr((u64)-ENXIO);
	if (devm_add_action(dev, unmap, node)) {
		unmap(node);
		return bp_virt_addr((u64)-ENOMEM);
	}
	return node->mapping.virt;
}

void devm_memunmap(struct device *dev, bp_virt_addr_t addr)
{
	devm_release_action(dev, unmap, bp_mapping_at(dev->bp_env, addr));
}
