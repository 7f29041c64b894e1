/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers in the ioremap area, and the CPU's loads and stores of device memory.
 */
#include <string.h>

#include <blkpath/io.h>

#include "mapping.h"

bp_virt_addr_t ioremap(struct bp_env *env, phys_addr_t phys, u64 size)
{
	const struct bp_mapping_node *node = bp_area_map(
		env, &(struct bp_mapping){ .phys = phys, .bytes = size, .kind = BP_MAPPING_IO });

	return node ? node->mapping.virt : bp_virt_addr(0);
}

void iounmap(struct bp_env *env, bp_virt_addr_t addr)
{
	struct bp_mapping_node *node = bp_mapping_at(env, addr);

	if (!bp_virt_u64(addr))
		return;
	if (!bp_warn_on(env, !node || node->mapping.kind != BP_MAPPING_IO, BP_SITE_IOUNMAP_UNKNOWN,
			bp_virt_u64(addr), 0))
		bp_mapping_remove(node);
}

static phys_addr_t behind(const struct bp_mapping *mapping, bp_virt_addr_t addr)
{
	return bp_phys_addr(bp_phys_u64(mapping->phys) +
			    (bp_virt_u64(addr) - bp_virt_u64(mapping->virt)));
}

void memcpy_fromio(struct bp_env *env, void *data, bp_virt_addr_t addr, unsigned bytes)
{
	const struct bp_mapping *mapping = bp_cpu_reach(env, addr, bytes);

	if (mapping && env->io_ops)
		env->io_ops->read(env->io_arg, behind(mapping, addr), data, bytes);
	else
		memset(data, 0xff, bytes);
}

void memcpy_toio(struct bp_env *env, bp_virt_addr_t addr, const void *data, unsigned bytes)
{
	const struct bp_mapping *mapping = bp_cpu_reach(env, addr, bytes);

	if (mapping && env->io_ops)
		env->io_ops->write(env->io_arg, behind(mapping, addr), data, bytes);
}
