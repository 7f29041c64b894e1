/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pci/space.h"
#include "pci/tree.h"

/* A domain numbers its buses for itself. */
struct pci_domain {
	LIST_ENTRY(pci_domain) link;
	u32 number;
	struct pci_bus *bus[256];
};

struct bp_pci_tree {
	struct bp_pci pci;
	LIST_HEAD(, pci_domain) domains;
};

struct bp_pci_tree *bp_pci_tree_new(struct bp_env *env)
{
	struct bp_pci_tree *tree = calloc(1, sizeof(*tree));

	if (!tree)
		return NULL;
	tree->pci.env = env;
	TAILQ_INIT(&tree->pci.bridges);
	TAILQ_INIT(&tree->pci.devices);
	LIST_INIT(&tree->domains);
	return tree;
}

void bp_pci_tree_free(struct bp_pci_tree *tree)
{
	struct pci_host_bridge *bridge;
	struct pci_domain *domain;
	struct pci_dev *dev;

	if (!tree)
		return;
	while ((dev = TAILQ_FIRST(&tree->pci.devices))) {
		TAILQ_REMOVE(&tree->pci.devices, dev, link);
		free(dev->config);
		free(dev);
	}
	while ((bridge = TAILQ_FIRST(&tree->pci.bridges))) {
		TAILQ_REMOVE(&tree->pci.bridges, bridge, link);
		free((void *)(uintptr_t)bridge->windows);
		free(bridge);
	}
	while ((domain = LIST_FIRST(&tree->domains))) {
		LIST_REMOVE(domain, link);
		for (unsigned i = 0; i < bp_array_size(domain->bus); i++)
			free(domain->bus[i]);
		free(domain);
	}
	free(tree);
}

struct bp_pci *bp_pci_tree_pci(struct bp_pci_tree *tree)
{
	return &tree->pci;
}

static struct pci_domain *domain_find(struct bp_pci_tree *tree, u32 number)
{
	struct pci_domain *domain;

	LIST_FOREACH (domain, &tree->domains, link)
		if (domain->number == number)
			return domain;
	return NULL;
}

static struct pci_domain *domain_get(struct bp_pci_tree *tree, u32 number)
{
	struct pci_domain *domain = domain_find(tree, number);

	if (domain)
		return domain;
	domain = calloc(1, sizeof(*domain));
	if (!domain)
		return NULL;
	domain->number = number;
	LIST_INSERT_HEAD(&tree->domains, domain, link);
	return domain;
}

struct pci_bus *bp_pci_tree_bus(struct bp_pci_tree *tree, u32 domain, u8 number)
{
	struct pci_domain *of = domain_find(tree, domain);

	return of ? of->bus[number] : NULL;
}

static struct pci_bus *bus_new(struct pci_domain *domain, struct pci_host_bridge *bridge,
			       struct pci_dev *self, u8 number, u8 end)
{
	struct pci_bus *bus = calloc(1, sizeof(*bus));

	if (!bus)
		return NULL;
	TAILQ_INIT(&bus->devices);
	bus->bridge = bridge;
	bus->self = self;
	bus->number = number;
	bus->busn_end = end;
	domain->bus[number] = bus;
	return bus;
}

static bool copy_windows(struct pci_host_bridge *bridge, const struct bp_pci_window *windows,
			 unsigned nr_windows)
{
	struct bp_pci_window *copy;

	if (!nr_windows)
		return true;
	copy = calloc(nr_windows, sizeof(*copy));
	if (!copy)
		return false;
	memcpy(copy, windows, nr_windows * sizeof(*copy));
	bridge->windows = copy;
	bridge->nr_windows = nr_windows;
	return true;
}

struct pci_host_bridge *bp_pci_tree_root(struct bp_pci_tree *tree, u32 domain, u8 bus,
					 const struct bp_pci_window *windows, unsigned nr_windows,
					 u64 dma_offset)
{
	struct pci_domain *of = domain_get(tree, domain);
	struct pci_host_bridge *bridge;

	if (!of || of->bus[bus])
		return NULL;
	bridge = calloc(1, sizeof(*bridge));
	if (!bridge)
		return NULL;
	bridge->domain = domain;
	bridge->dma_offset = dma_offset;
	bridge->bus = copy_windows(bridge, windows, nr_windows)
			      ? bus_new(of, bridge, NULL, bus, 255)
			      : NULL;
	if (!bridge->bus) {
		free((void *)(uintptr_t)bridge->windows);
		free(bridge);
		return NULL;
	}
	TAILQ_INSERT_TAIL(&tree->pci.bridges, bridge, link);
	return bridge;
}

struct pci_bus *bp_pci_tree_virtual_bus(struct bp_pci_tree *tree, struct pci_dev *physfn, u8 number)
{
	struct pci_host_bridge *bridge = physfn->bus->bridge;
	struct pci_domain *of = domain_find(tree, bridge->domain);

	if (of->bus[number])
		return NULL;
	return bus_new(of, bridge, physfn->bus->self, number, number);
}

static int refuse(const struct pci_bus *bus, const struct bp_pci_function *what,
		  struct bp_error *err, int error, const char *text)
{
	char name[BP_PCI_NAME_MAX];

	snprintf(name, sizeof(name), "%04x:%02x:%02x.%x", bus->bridge->domain, bus->number,
		 what->slot & 0x1fu, what->function & 7u);
	bp_error_set(err, NULL, what->line, name, "%s", text);
	return error;
}

/* What cannot be about the numbers of a bridge's bus; NULL when they can. */
static const char *bad_numbers(const struct pci_domain *domain, const struct pci_bus *bus,
			       const struct bp_pci_function *what)
{
	if (!what->is_bridge || !what->secondary) /* not configured: no bus below */
		return NULL;
	if (what->secondary <= bus->number)
		return "the secondary bus must have a higher number than the bus of the bridge";
	if (what->subordinate < what->secondary)
		return "the subordinate bus number must not be below the secondary one";
	if (what->subordinate > bus->busn_end)
		return "the buses below the bridge must be among those of the bus above it";
	if (domain->bus[what->secondary])
		return "another bus has the number of the secondary bus";
	return NULL;
}

static bool taken(const struct pci_bus *bus, u8 devfn)
{
	const struct pci_dev *dev;

	TAILQ_FOREACH (dev, &bus->devices, on_bus)
		if (dev->devfn == devfn)
			return true;
	return false;
}

/* The function itself, not yet in any list; NULL when there is no memory. */
static struct pci_dev *dev_new(struct bp_env *env, struct pci_bus *bus,
			       const struct bp_pci_function *what)
{
	struct pci_dev *dev = calloc(1, sizeof(*dev));

	if (!dev)
		return NULL;
	dev->config = bp_pci_space_make(what, bus->number, &dev->config_bytes);
	if (!dev->config) {
		free(dev);
		return NULL;
	}
	dev->dev.bp_env = env;
	dev->dev.is_pci = true;
	dev->dev.parent = bus->self ? &bus->self->dev : NULL;
	dev->bus = bus;
	dev->physfn = what->physfn;
	dev->devfn = PCI_DEVFN(what->slot, what->function);
	dev->vendor = what->vendor;
	dev->device = what->device;
	dev->class_code = what->class_code;
	dev->is_pcie = what->is_pcie;
	dev->pcie_type = what->pcie_type;
	memcpy(dev->resource, what->bars, sizeof(dev->resource));
	return dev;
}

int bp_pci_tree_add(struct bp_pci_tree *tree, struct pci_bus *bus,
		    const struct bp_pci_function *what, struct pci_dev **added,
		    struct bp_error *err)
{
	struct pci_domain *domain = domain_find(tree, bus->bridge->domain);
	const char *bad = bad_numbers(domain, bus, what);
	struct pci_dev *dev;

	if (what->slot > 31 || what->function > 7)
		return refuse(bus, what, err, -EINVAL, "a slot is 0 to 31, a function 0 to 7");
	if (taken(bus, PCI_DEVFN(what->slot, what->function)))
		return refuse(bus, what, err, -EEXIST, "two functions have this address");
	if (bad)
		return refuse(bus, what, err, -EINVAL, bad);
	dev = dev_new(tree->pci.env, bus, what);
	if (!dev)
		return refuse(bus, what, err, -ENOMEM, "out of memory");
	if (what->is_bridge && what->secondary) {
		dev->subordinate =
			bus_new(domain, bus->bridge, dev, what->secondary, what->subordinate);
		if (!dev->subordinate) {
			free(dev->config);
			free(dev);
			return refuse(bus, what, err, -ENOMEM, "out of memory");
		}
	}
	TAILQ_INSERT_TAIL(&bus->devices, dev, on_bus);
	TAILQ_INSERT_TAIL(&tree->pci.devices, dev, link);
	tree->pci.bp_nr_virtual += dev->physfn != NULL;
	if (added)
		*added = dev;
	return 0;
}
