/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include <blkpath/memremap.h>

#include "world/gallery_machine.h"

#define WINDOW 0x4000000000ull
#define WINDOW_BYTES 0x1000000000ull

static bool fails_once(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	struct bp_show_machine *m = arg;

	(void)bytes;
	if (kind != m->fails)
		return false;
	m->fails = BP_ALLOC_NR;
	return true;
}

static void add_bridge(struct bp_show_machine *m, unsigned i, u64 offset)
{
	u64 start = WINDOW + i * WINDOW_BYTES;

	m->window[i] = (struct bp_pci_window){
		.res = { start, start + WINDOW_BYTES - 1, IORESOURCE_MEM },
		.offset = offset,
	};
	m->bridge[i].windows = &m->window[i];
	m->bridge[i].nr_windows = 1;
	m->bridge[i].bus = &m->bus[i];
	TAILQ_INSERT_TAIL(&m->pci.bridges, &m->bridge[i], link);
}

static void add_bus(struct bp_show_machine *m, unsigned i, struct pci_dev *self, unsigned bridge)
{
	static const u8 number[] = { 0, 0x40, 1 };

	m->bus[i].self = self;
	m->bus[i].bridge = &m->bridge[bridge];
	m->bus[i].number = number[i];
	TAILQ_INIT(&m->bus[i].devices);
}

static struct pci_dev *add_dev(struct bp_show_machine *m, unsigned i, unsigned bus, u8 slot)
{
	struct pci_dev *dev = &m->dev[i];

	dev->dev.bp_env = &m->world->env;
	dev->dev.is_pci = true;
	dev->dev.dma_mask = ~0ull;
	dev->dev.bp_p2p = &m->p2p;
	dev->dev.bp_defects = m->world->env.defects;
	dev->bus = &m->bus[bus];
	dev->devfn = PCI_DEVFN(slot, 0);
	dev->is_pcie = true;
	TAILQ_INSERT_TAIL(&m->bus[bus].devices, dev, on_bus);
	TAILQ_INSERT_TAIL(&m->pci.devices, dev, link);
	return dev;
}

static struct pci_dev *add_endpoint(struct bp_show_machine *m, unsigned i, unsigned bus, u8 slot)
{
	struct pci_dev *dev = add_dev(m, i, bus, slot);
	const struct bp_pci_window *window = dev->bus->bridge->windows;
	u64 start = window->res.start + 0x10000000ull * slot;

	dev->resource[0] =
		(struct resource){ start, start + BP_SHOW_BAR_BYTES - 1, IORESOURCE_MEM };
	return dev;
}

/* The host bridges are of the kind that v5.2-rc5 trusts (P2P-B4.8). */
static void trust(struct pci_dev *zen)
{
	zen->vendor = 0x1022;
	zen->device = 0x1450;
}

void bp_show_machine_open(struct bp_show_machine *m, struct bp_world *world,
			  enum bp_p2p_profile profile, u64 offset)
{
	static const struct bp_alloc_ops ops = { .should_fail = fails_once };
	const struct bp_phys_range ram = { bp_phys_addr(0), 0x80000000 };
	struct bp_env *env = &world->env;

	memset(m, 0, sizeof(*m));
	m->world = world;
	m->fails = BP_ALLOC_NR;
	m->pci.env = env;
	TAILQ_INIT(&m->pci.bridges);
	TAILQ_INIT(&m->pci.devices);
	add_bridge(m, 0, offset);
	add_bridge(m, 1, 0);
	add_bus(m, 0, NULL, 0);
	add_bus(m, 1, NULL, 1);
	add_bus(m, 2, &m->dev[BP_SHOW_PORT], 0);
	trust(add_dev(m, BP_SHOW_ZEN, 0, 0));
	add_dev(m, BP_SHOW_PORT, 0, 1)->subordinate = &m->bus[2];
	m->dev[BP_SHOW_PORT].pcie_type = PCI_EXP_TYPE_ROOT_PORT;
	m->a = add_endpoint(m, BP_SHOW_A, 2, 1);
	m->b = add_endpoint(m, BP_SHOW_B, 2, 2);
	trust(add_dev(m, BP_SHOW_ZEN_2, 1, 0));
	m->c = add_endpoint(m, BP_SHOW_C, 1, 1);
	m->p2p = (struct bp_p2p){
		.env = env,
		.pci = &m->pci,
		.profile = profile,
		.rules = bp_p2p_rules_find("v5.2-rc5"),
		.machine = { .cpu = BP_P2P_CPU_OTHER,
			     .mended = !bp_defect_on(&env->defects, BP_DEF_P2P_10) },
	};
	env->alloc_ops = &ops;
	env->alloc_arg = m;
	bp_mm_new(env, &ram, 1);
}

static void put_word(u8 *at, u64 value)
{
	at[0] = (u8)value;
	at[1] = (u8)(value >> 8);
}

/* A2: the port passes on what the BARs below it answer to, as prefetchable 64-bit memory. */
static void open_window(u8 *config, u64 first, u64 last)
{
	const u64 wide = 1;

	config[PCI_HEADER_TYPE] = PCI_HEADER_TYPE_BRIDGE;
	put_word(config + 0x24, (first >> 16 & 0xfff0) | wide);
	put_word(config + 0x26, (last >> 16 & 0xfff0) | wide);
	put_word(config + 0x28, first >> 32);
	put_word(config + 0x2a, first >> 48);
	put_word(config + 0x2c, last >> 32);
	put_word(config + 0x2e, last >> 48);
}

void bp_show_machine_configure(struct bp_show_machine *m)
{
	for (unsigned i = BP_SHOW_PORT; i <= BP_SHOW_B; i++) {
		m->dev[i].config = m->config[i];
		m->dev[i].config_bytes = sizeof(m->config[i]);
		put_word(m->config[i] + PCI_COMMAND, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	}
	open_window(m->config[BP_SHOW_PORT], pci_bus_address(m->a, 0).bus,
		    pci_bus_address(m->b, 0).bus + BP_SHOW_BAR_BYTES - 1);
}

void bp_show_machine_close(struct bp_show_machine *m)
{
	bp_mm_free(&m->world->env);
	m->world->env.alloc_ops = NULL;
}
