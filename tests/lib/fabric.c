/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "fabric.h"
#include "pci/assign.h"

#define RAM_FAR_BYTES 0x800000000ull

static u64 ram_extent(void *context, phys_addr_t phys)
{
	(void)context;
	if (phys.phys < T_RAM_END)
		return T_RAM_END - phys.phys;
	return phys.phys - T_RAM_FAR < RAM_FAR_BYTES ? T_RAM_FAR + RAM_FAR_BYTES - phys.phys : 0;
}

static u64 ram_gap(void *context, phys_addr_t phys)
{
	(void)context;
	return phys.phys < T_RAM_FAR ? T_RAM_FAR - phys.phys : 0 - phys.phys;
}

static void ram_read(void *context, phys_addr_t phys, void *data, unsigned bytes)
{
	assert_true(bp_backing_read(context, phys.phys, data, bytes));
}

static void ram_write(void *context, phys_addr_t phys, const void *data, unsigned bytes)
{
	assert_int_equal(bp_backing_write(context, phys.phys, data, bytes), 0);
}

static const struct bp_ram_ops ram_ops = { ram_extent, ram_gap, ram_read, ram_write };

static bool iommu_is_on(void *context, const struct pci_dev *requester)
{
	const struct t_iommu *iommu = context;

	(void)requester;
	return iommu->on;
}

static enum bp_iommu_fault iommu_translate(void *context, const struct pci_dev *requester,
					   dma_addr_t iova, bool is_write, phys_addr_t *phys)
{
	const struct t_iommu *iommu = context;

	(void)requester;
	if (iova.dma - iommu->iova >= iommu->bytes)
		return BP_IOMMU_NOT_PRESENT;
	if (is_write && iommu->read_only)
		return BP_IOMMU_NO_PERM;
	*phys = bp_phys_addr(iommu->phys.phys + (iova.dma - iommu->iova));
	return BP_IOMMU_OK;
}

static const struct bp_translation_ops iommu_ops = { iommu_is_on, iommu_translate };

static void add_window(struct pci_host_bridge *bridge, u64 start, u64 offset)
{
	struct bp_pci_window *window = calloc(1, sizeof(*window));

	assert_non_null(window);
	*window = (struct bp_pci_window){
		.res = { start, start + T_WINDOW_BYTES - 1,
			 IORESOURCE_MEM | IORESOURCE_PREFETCH | IORESOURCE_MEM_64 },
		.offset = offset,
	};
	bridge->windows = window;
	bridge->nr_windows = 1;
}

static void place(struct bp_pci *pci, u64 offset, u64 dma_offset)
{
	struct pci_host_bridge *bridge;
	struct pci_dev *dev;
	u64 start = T_WINDOW;

	TAILQ_FOREACH (dev, &pci->devices, link)
		if (!dev->subordinate && dev->class_code != 0x0600)
			dev->resource[0] = (struct resource){ 0, T_BAR_BYTES - 1,
							      IORESOURCE_MEM | IORESOURCE_PREFETCH |
								      IORESOURCE_MEM_64 };
	TAILQ_FOREACH (bridge, &pci->bridges, link) {
		bridge->dma_offset = dma_offset;
		add_window(bridge, start, offset);
		bp_pci_assign(bridge, start + 0x10000000, offset);
		start += T_WINDOW;
	}
}

void t_fabric_init(struct t_fabric *f, const char *text, u64 offset, u64 dma_offset)
{
	struct bp_fabric_config config = {
		.ram = &ram_ops,
		.ram_context = &f->ram,
		.iommu = &iommu_ops,
		.iommu_context = &f->iommu,
		.strict = true,
	};

	memset(f, 0, sizeof(*f));
	t_pci_init(&f->pci, text);
	place(bp_pci_tree_pci(f->pci.tree), offset, dma_offset);
	f->fabric = bp_fabric_new(bp_pci_tree_pci(f->pci.tree), &config);
	assert_non_null(f->fabric);
}

/* A7.6, A7.7; a test that provokes a finding sets its hits back. */
static void expect_no_findings(const struct t_fabric *f)
{
	const u64 *hits = f->pci.env.hits;

	assert_int_equal(hits[BP_SITE_MISDELIVERED], 0);
	assert_int_equal(hits[BP_SITE_WRITE_UNREPORTED], 0);
	assert_int_equal(hits[BP_SITE_WRITE_UNANNOUNCED], 0);
	assert_int_equal(f->fabric->announced, 0);
}

void t_fabric_fini(struct t_fabric *f)
{
	expect_no_findings(f);
	bp_fabric_free(f->fabric);
	bp_backing_fini(&f->ram);
	t_pci_fini(&f->pci);
}

struct pci_dev *t_fabric_dev(const struct t_fabric *f, char name)
{
	return t_pci_named(&f->pci, name);
}

struct pci_dev *t_fabric_port(const struct t_fabric *f, char name)
{
	return t_fabric_dev(f, name)->bus->self;
}

struct pci_dev *t_fabric_root_port(const struct t_fabric *f, char name)
{
	struct pci_dev *dev = t_fabric_dev(f, name);

	while (pci_upstream_bridge(dev))
		dev = pci_upstream_bridge(dev);
	return dev;
}

static unsigned acs_of(const struct pci_dev *dev)
{
	unsigned at = pci_find_ext_capability(dev, PCI_EXT_CAP_ID_ACS);

	assert_true(at);
	return at;
}

void t_fabric_acs(struct pci_dev *dev, u16 ctrl)
{
	pci_write_config_word(dev, acs_of(dev) + PCI_ACS_CTRL, ctrl);
}

void t_fabric_vector(struct pci_dev *dev, u32 vector)
{
	unsigned at = acs_of(dev) + PCI_ACS_EGRESS_CTL_V;

	pci_write_config_word(dev, at, (u16)vector);
	pci_write_config_word(dev, at + 2, (u16)(vector >> 16));
}

u64 t_fabric_bus(const struct t_fabric *f, char name)
{
	return pci_bus_address(t_fabric_dev(f, name), 0).bus;
}

enum bp_outcome t_fabric_route(struct t_fabric *f, char from, bool is_write, u64 address)
{
	struct bp_request request = {
		.requester = t_fabric_dev(f, from),
		.is_write = is_write,
		.address = address,
		.bytes = 64,
	};

	bp_route_request(f->fabric, &request, &f->route);
	return f->route.outcome;
}

static const char *word_of(enum bp_turn turn)
{
	switch (bp_turn_class(turn)) {
	case BP_TURN_UP:
		return "up";
	case BP_TURN_DOWN:
		return "down";
	case BP_TURN_INSIDE:
		return "x";
	default:
		return bp_turn_rule(turn) + strlen("P2P-");
	}
}

const char *t_fabric_rules(const struct bp_route *route)
{
	static char text[1024];
	size_t at = 0;

	text[0] = 0;
	for (unsigned i = 0; i < route->nr_hops && at < sizeof(text); i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%s", i ? " " : "",
				       word_of(route->hop[i].turn));
	return text;
}

struct bp_transferred t_fabric_move(struct t_fabric *f, char from, bool is_write, u64 address,
				    void *data, u64 bytes)
{
	struct bp_transfer transfer = {
		.requester = t_fabric_dev(f, from),
		.is_write = is_write,
		.address = address,
		.bytes = bytes,
		.data = data,
	};
	struct bp_transferred result;

	assert_int_equal(bp_fabric_transfer(f->fabric, &transfer, &result), 0);
	return result;
}
