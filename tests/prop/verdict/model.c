/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rules of p2pdma-newer.md 1 to 4 once more, from the common element downwards.
 */
#include "verdict.h"

const struct model_bridge model_bridges[] = {
	{ 0x8086, 0x4c43, "--------" }, { 0x1022, 0x1450, "yy------" },
	{ 0x8086, 0x2f00, "--ssssss" }, { 0x8086, 0x09a2, "--yyyyyy" },
	{ 0x1ae0, 0x0077, "----yyyy" }, { 0x8086, 0x0b25, "-----yyy" },
	{ 0x10de, 0x2f96, "------yy" }, { 0x8086, 0x6f00, "-------s" },
	{ 0x1ded, 0x8000, "-------y" },
};
const unsigned model_nr_bridges = bp_array_size(model_bridges);

enum { V5_2_RC5, V5_2, V6_1 };

static const struct pci_dev *above(const struct pci_dev *dev)
{
	return (dev->physfn ? dev->physfn : dev)->bus->self;
}

static unsigned depth_of(const struct pci_dev *dev)
{
	return dev ? 1 + depth_of(above(dev)) : 0;
}

/* Levels both chains, then climbs them together; NULL when they never meet. */
static const struct pci_dev *meeting(const struct pci_dev *a, const struct pci_dev *b)
{
	while (depth_of(a) > depth_of(b))
		a = above(a);
	while (depth_of(b) > depth_of(a))
		b = above(b);
	while (a != b) {
		a = above(a);
		b = above(b);
	}
	return a;
}

/* Made configuration spaces have the capability at 0x100 or nowhere. */
static bool redirects(const struct pci_dev *dev)
{
	return dev->config_bytes == 4096 && dev->config[0x100] == 0x0d && dev->config[0x106] & 0x2c;
}

static void walk(const struct pci_dev *from, const struct pci_dev *end, struct model_answer *answer)
{
	for (; from != end; from = above(from))
		if (redirects(from))
			answer->redirect[answer->nr_redirects++] = from;
}

static const struct pci_dev *speaker(unsigned column, const struct pci_dev *dev)
{
	const struct pci_dev *first = TAILQ_FIRST(&dev->bus->bridge->bus->devices), *each;

	if (column >= V6_1)
		return first->devfn == 0 || first->pcie_type == 4 ? first : NULL;
	TAILQ_FOREACH (each, &dev->bus->bridge->bus->devices, on_bus)
		if (each->devfn == 0)
			return each;
	return NULL;
}

static bool listed(unsigned column, const struct pci_dev *dev, bool same)
{
	const struct pci_dev *who = speaker(column, dev);

	for (unsigned i = 0; who && i < model_nr_bridges; i++)
		if (model_bridges[i].vendor == who->vendor &&
		    model_bridges[i].device == who->device)
			return model_bridges[i].columns[column] == 'y' ||
			       (same && model_bridges[i].columns[column] == 's');
	return false;
}

static bool through(unsigned column, const struct bp_p2p_machine *machine, const struct pci_dev *a,
		    const struct pci_dev *b)
{
	bool same = a->bus->bridge == b->bus->bridge;

	if (column >= V6_1 && machine->cpu == BP_P2P_CPU_AMD && machine->cpu_family >= 0x17)
		return true;
	if (column == V5_2 && machine->iommu == BP_P2P_IOMMU_ON)
		return false;
	return listed(column, a, same) && listed(column, b, same);
}

/* v5.2: a number and no types. */
static int old_result(const struct model_answer *answer, const struct pci_dev *common)
{
	if (common && answer->nr_redirects)
		return -2;
	if (answer->type == PCI_P2PDMA_MAP_NOT_SUPPORTED)
		return -1;
	return (int)answer->distance + (common ? 0 : 0x1000);
}

void model_judge(unsigned column, const struct bp_p2p_machine *machine,
		 const struct pci_dev *provider, const struct pci_dev *client,
		 struct model_answer *answer)
{
	const struct pci_dev *common = meeting(provider, client);
	bool direct, passes;

	answer->nr_redirects = 0;
	answer->distance = depth_of(provider) + depth_of(client) - 2 * depth_of(common);
	if (common) {
		walk(provider, above(common), answer);
		walk(client, common, answer);
	}
	direct = common && !answer->nr_redirects;
	passes = (column >= V6_1 || !common) && through(column, machine, provider, client);
	if (direct || (passes && column < V6_1))
		answer->type = PCI_P2PDMA_MAP_BUS_ADDR;
	else
		answer->type =
			passes ? PCI_P2PDMA_MAP_THRU_HOST_BRIDGE : PCI_P2PDMA_MAP_NOT_SUPPORTED;
	/* The numbers: not supported, bus address, host bridge, from 1 or since v7.1 from 2. */
	answer->result = column < V6_1 ? old_result(answer, common)
			 : direct      ? (column < 4 ? 2 : 3)
			 : passes      ? (column < 4 ? 3 : 4)
				       : (column < 4 ? 1 : 2);
}
