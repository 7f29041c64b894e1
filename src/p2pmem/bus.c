/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the CPU's address of a provider's memory to the bus (P2P-B8).
 */
#include "p2pmem.h"

pci_bus_addr_t bp_p2pdma_bus(const struct pci_dev *pdev, bp_virt_addr_t addr)
{
	if (!pdev->p2pdma || !bp_virt_u64(addr))
		return (pci_bus_addr_t){ ~0ull };
	return (pci_bus_addr_t){ bp_phys_u64(gen_pool_virt_to_phys(pdev->p2pdma->pool, addr)) };
}

pci_bus_addr_t pci_p2pmem_virt_to_bus(struct pci_dev *pdev, bp_virt_addr_t addr)
{
	pci_bus_addr_t bus = { 0 };

	if (bp_virt_u64(addr) && pdev->p2pdma)
		bus = bp_p2pdma_bus(pdev, addr);
	bp_event(pdev->dev.bp_env, P2P_BUS, .rule = "P2P-B8", .a = bus.bus,
		 .p2p = &(struct bp_p2p_call){ .provider = pdev, .virt = addr, .bus = bus });
	return bus;
}

static bool covers(const struct pci_dev *pdev, unsigned bar, pci_bus_addr_t bus)
{
	return (pci_resource_flags(pdev, bar) & IORESOURCE_MEM) &&
	       bus.bus - pci_bus_address(pdev, bar).bus < pci_resource_len(pdev, bar);
}

/* The BAR that a bus address of the provider lies in; PCI_STD_NUM_BARS for none. */
static unsigned bar_of(const struct pci_dev *pdev, pci_bus_addr_t bus)
{
	unsigned bar = 0;

	while (bar < PCI_STD_NUM_BARS && !covers(pdev, bar, bus))
		bar++;
	return bar;
}

static enum bp_p2p_unfit look_at(const struct pci_dev *pdev, unsigned bar,
				 const struct device *client)
{
	const struct pci_dev *pci = bp_p2p_pci_of(client);

	if (!bp_p2p_defect(pdev, BP_DEF_P2P_6) && client->dma_kind == BP_DMA_VIRT)
		return BP_P2P_UNFIT_VIRT;
	if (!bp_p2p_defect(pdev, BP_DEF_P2P_15) && (!pci || !bp_p2p_same_bus(pdev, bar, pci)))
		return BP_P2P_UNFIT_CLIENTS;
	return BP_P2P_FIT;
}

static enum bp_p2p_unfit judge(const struct pci_dev *pdev, bp_virt_addr_t addr, u64 bytes,
			       const struct bp_p2p_clients *clients)
{
	enum bp_p2p_unfit unfit = BP_P2P_FIT;
	unsigned bar;

	if (!bp_p2pdma_is_live(pdev, addr, bytes))
		return BP_P2P_UNFIT_MEMORY;
	bar = bar_of(pdev, bp_p2pdma_bus(pdev, addr));
	if (bar == PCI_STD_NUM_BARS)
		return BP_P2P_UNFIT_MEMORY;
	for (unsigned i = 0; i < clients->nr && unfit == BP_P2P_FIT; i++)
		unfit = look_at(pdev, bar, clients->dev[i]);
	return unfit;
}

enum bp_p2p_unfit bp_p2p_bus_for(struct pci_dev *pdev, bp_virt_addr_t addr, u64 bytes,
				 const struct bp_p2p_clients *clients, pci_bus_addr_t *bus)
{
	enum bp_p2p_unfit unfit = judge(pdev, addr, bytes, clients);

	*bus = (pci_bus_addr_t){ ~0ull };
	if (unfit != BP_P2P_FIT)
		return unfit;
	*bus = bp_p2pdma_bus(pdev, addr);
	for (unsigned i = 0; i < clients->nr; i++)
		bp_event(pdev->dev.bp_env, P2P_MAP, .rule = "P2P-B8.3", .a = bus->bus, .b = bytes,
			 .p2p = &(struct bp_p2p_call){ .provider = pdev,
						       .client = clients->dev[i],
						       .virt = addr,
						       .bus = *bus,
						       .size = bytes });
	return BP_P2P_FIT;
}

void bp_p2p_tell_device(struct pci_dev *pdev)
{
	const struct bp_p2p *p2p = pdev->dev.bp_p2p;

	if (!p2p || p2p->profile == BP_P2P_PAGES || bp_p2p_defect(pdev, BP_DEF_P2P_5))
		return;
	if (p2p->ops && p2p->ops->flush)
		p2p->ops->flush(p2p->arg, pdev);
}
