/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory is taken and given back (P2P-B7).
 */
#include <errno.h>

#include "p2pmem.h"

void bp_p2pdma_tell_alloc(struct pci_dev *pdev, bp_virt_addr_t addr, u64 size)
{
	bp_event(pdev->dev.bp_env, P2P_ALLOC, .rule = "P2P-B7", .a = size,
		 .p2p = bp_p2p_call_now(pdev, &(struct bp_p2p_call){ .size = size, .virt = addr }));
}

bp_virt_addr_t pci_alloc_p2pmem(struct pci_dev *pdev, u64 size)
{
	struct pci_p2pdma *p2pdma = pdev->p2pdma;
	bp_virt_addr_t addr = p2pdma ? p2pdma->ops->alloc(p2pdma, size) : bp_virt_addr(0);

	bp_p2pdma_tell_alloc(pdev, addr, size);
	return addr;
}

static void tell_free(struct pci_dev *pdev, bp_virt_addr_t addr, u64 size, int result)
{
	bp_event(pdev->dev.bp_env, P2P_FREE, .rule = "P2P-B7.4", .a = size,
		 .p2p = bp_p2p_call_now(pdev, &(struct bp_p2p_call){ .size = size,
								     .virt = addr,
								     .result = result }));
}

void bp_p2pdma_free(struct pci_dev *pdev, bp_virt_addr_t addr, u64 size)
{
	bool freed = pdev->p2pdma->ops->free(pdev->p2pdma, addr, size);

	tell_free(pdev, addr, size, freed ? 0 : -EINVAL);
}

void pci_free_p2pmem(struct pci_dev *pdev, bp_virt_addr_t addr, u64 size)
{
	bp_bug_on(pdev->dev.bp_env, !pdev->p2pdma, BP_SITE_P2P_FREE_NULL, bp_virt_u64(addr), size);
	if (bp_p2p_free_later(pdev, addr, size))
		tell_free(pdev, addr, size, -EINPROGRESS);
	else
		bp_p2pdma_free(pdev, addr, size);
}

bool bp_p2pdma_is_live(const struct pci_dev *pdev, bp_virt_addr_t addr, u64 bytes)
{
	bp_virt_addr_t start;
	u64 size, into;

	if (!pdev->p2pdma || !bp_gen_pool_allocation(pdev->p2pdma->pool, addr, &start, &size))
		return false;
	if (bp_p2p_is_freed(pdev, addr))
		return false;
	into = bp_virt_u64(addr) - bp_virt_u64(start);
	return bytes && bytes <= size - into;
}

bool bp_p2p_touch(struct pci_dev *pdev, bp_virt_addr_t addr, u64 bytes)
{
	bp_event(pdev->dev.bp_env, P2P_TOUCH, .rule = "INV-P2P-9", .a = bp_virt_u64(addr),
		 .b = bytes,
		 .p2p = bp_p2p_call_now(pdev,
					&(struct bp_p2p_call){ .virt = addr, .size = bytes }));
	return bp_cpu_reach(pdev->dev.bp_env, addr, bytes);
}
