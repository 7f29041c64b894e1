/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What requests in flight hold (P2P-B16.1, DEF-P2P-16).
 */
#include "p2pmem.h"

/* An allocation that somebody holds; @freed by its owner, as @freed_size bytes. */
struct bp_p2p_held {
	LIST_ENTRY(bp_p2p_held) link;
	bp_virt_addr_t addr;
	u64 size;
	u64 holders;
	bool freed;
	u64 freed_size;
};

static bool covers(const struct bp_p2p_held *held, bp_virt_addr_t addr)
{
	return bp_virt_u64(addr) - bp_virt_u64(held->addr) < held->size;
}

static struct bp_p2p_held *find(const struct pci_dev *pdev, bp_virt_addr_t addr)
{
	struct bp_p2p_held *held;

	if (!pdev->p2pdma)
		return NULL;
	LIST_FOREACH (held, &pdev->p2pdma->held, link)
		if (covers(held, addr))
			return held;
	return NULL;
}

/* The allocation that holds the address is live. */
static struct bp_p2p_held *begin(struct pci_dev *pdev, bp_virt_addr_t addr)
{
	struct bp_p2p_held *held = bp_alloc(pdev->dev.bp_env, BP_ALLOC_POOL, sizeof(*held));

	if (!held)
		return NULL;
	bp_gen_pool_allocation(pdev->p2pdma->pool, addr, &held->addr, &held->size);
	LIST_INSERT_HEAD(&pdev->p2pdma->held, held, link);
	return held;
}

static bool hold(struct pci_dev *pdev, bp_virt_addr_t addr, u64 bytes)
{
	struct bp_p2p_held *held;

	if (bp_p2p_defect(pdev, BP_DEF_P2P_16))
		return true;
	if (!bp_p2pdma_is_live(pdev, addr, bytes))
		return false;
	held = find(pdev, addr);
	if (!held)
		held = begin(pdev, addr);
	if (!held)
		return false;
	held->holders++;
	return true;
}

bool bp_p2p_hold(struct pci_dev *pdev, bp_virt_addr_t addr, u64 bytes)
{
	pci_bus_addr_t bus = bp_p2pdma_bus(pdev, addr);

	if (!hold(pdev, addr, bytes))
		return false;
	bp_event(pdev->dev.bp_env, P2P_USE_BEGIN, .rule = "P2P-B16.1", .a = bus.bus, .b = bytes,
		 .p2p = bp_p2p_call_now(pdev,
					&(struct bp_p2p_call){ .virt = addr, .size = bytes }));
	return true;
}

static void let_go(struct pci_dev *pdev, bp_virt_addr_t addr)
{
	struct bp_p2p_held *held = find(pdev, addr);

	if (!held) {
		bp_finding(pdev->dev.bp_env, BP_SITE_P2P_NOT_HELD, bp_virt_u64(addr), 0);
		return;
	}
	if (--held->holders)
		return;
	LIST_REMOVE(held, link);
	if (held->freed)
		bp_p2pdma_free(pdev, held->addr, held->freed_size);
	bp_free(pdev->dev.bp_env, held);
}

void bp_p2p_let_go(struct pci_dev *pdev, bp_virt_addr_t addr, u64 bytes)
{
	pci_bus_addr_t bus = bp_p2pdma_bus(pdev, addr);

	bp_event(pdev->dev.bp_env, P2P_USE_END, .rule = "P2P-B16.1", .a = bus.bus, .b = bytes,
		 .p2p = bp_p2p_call_now(pdev,
					&(struct bp_p2p_call){ .virt = addr, .size = bytes }));
	if (!bp_p2p_defect(pdev, BP_DEF_P2P_16))
		let_go(pdev, addr);
}

/* Another size than was allocated is the pool's to refuse (DEF-P2P-14). */
static bool is_whole(const struct pci_dev *pdev, const struct bp_p2p_held *held,
		     bp_virt_addr_t addr, u64 size)
{
	u64 rest = bp_page_size(pdev->dev.bp_env) - 1;

	if (bp_virt_u64(held->addr) != bp_virt_u64(addr))
		return false;
	return ((size + rest) & ~rest) == held->size || bp_p2p_defect(pdev, BP_DEF_P2P_14);
}

bool bp_p2p_free_later(struct pci_dev *pdev, bp_virt_addr_t addr, u64 size)
{
	struct bp_p2p_held *held = find(pdev, addr);

	if (!held || !is_whole(pdev, held, addr, size))
		return false;
	if (held->freed)
		bp_finding(pdev->dev.bp_env, BP_SITE_P2P_FREED_TWICE, bp_virt_u64(addr), size);
	else
		held->freed_size = size;
	held->freed = true;
	return true;
}

bool bp_p2p_is_freed(const struct pci_dev *pdev, bp_virt_addr_t addr)
{
	const struct bp_p2p_held *held = find(pdev, addr);

	return held && held->freed;
}
