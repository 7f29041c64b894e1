/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stores of the CPU that wait where no device sees them (p2pdma.md B16.3, DEF-P2P-5).
 */
#include <blkpath/p2p_use.h>

#include "pci/transfer.h"
#include "world/gallery_machine.h"
#include "world/gallery_show.h"

#define OFFSET 0x3f80000000ull
#define STORED 0x0123456789abcdefull

static void flush(void *fabric, struct pci_dev *provider)
{
	(void)provider;
	bp_wc_barrier(fabric);
}

static const struct bp_p2p_ops ops = { .flush = flush };

/* What waits in a write-combining line of the CPU is stored and not there yet. */
static void store(struct bp_fabric *fabric, struct pci_dev *provider, bp_virt_addr_t virt,
		  struct bp_wc **wc)
{
	const u64 into =
		pci_p2pmem_virt_to_bus(provider, virt).bus - pci_bus_address(provider, 0).bus;
	const u64 stored = STORED;

	*wc = bp_wc_map(fabric, bp_phys_addr(pci_resource_start(provider, 0) + into), 4096);
	if (*wc)
		bp_wc_store(*wc, 0, &stored, sizeof(stored));
}

/* The device finds a note in RAM, which it polls: no doorbell pushes the store out. */
static u64 read_by(struct bp_fabric *fabric, const struct pci_dev *client, pci_bus_addr_t bus)
{
	u64 seen = 0;
	const struct bp_transfer transfer = {
		.requester = client,
		.address = bus.bus,
		.bytes = sizeof(seen),
		.data = &seen,
	};
	struct bp_transferred result;

	bp_fabric_transfer(fabric, &transfer, &result);
	return seen;
}

static void tell_and_compare(struct bp_show_machine *m, struct bp_fabric *fabric,
			     struct bp_exhibit *exhibit)
{
	const bp_virt_addr_t virt = pci_alloc_p2pmem(m->a, 4096);
	const pci_bus_addr_t bus = pci_p2pmem_virt_to_bus(m->a, virt);
	struct bp_wc *wc;
	u64 seen;

	store(fabric, m->a, virt, &wc);
	if (!wc)
		return;
	bp_p2p_tell_device(m->a);
	seen = read_by(fabric, m->b, bus);
	bp_exhibit_note(exhibit, "the CPU stored", "0x%016llx", (unsigned long long)STORED);
	bp_exhibit_note(exhibit, "the device reads", "0x%016llx", (unsigned long long)seen);
	bp_exhibit_note(exhibit, "compared", "8 bytes are %s", seen == STORED ? "right" : "wrong");
	if (seen != STORED)
		bp_finding(&m->world->env, BP_SITE_STALE_READ, bus.bus, sizeof(seen));
	bp_wc_unmap(wc);
	pci_free_p2pmem(m->a, virt, 4096);
}

void bp_show_store_waits(struct bp_world *world, const struct bp_gallery_case *shown,
			 struct bp_exhibit *exhibit)
{
	struct bp_show_machine m;
	struct bp_fabric *fabric;

	(void)shown;
	bp_show_machine_open(&m, world, BP_P2P_DIRECT, OFFSET);
	bp_show_machine_configure(&m);
	fabric = bp_fabric_new(&m.pci, NULL);
	if (fabric) {
		m.p2p.ops = &ops;
		m.p2p.arg = fabric;
		bp_exhibit_note(exhibit, "add_resource gives", "%d",
				pci_p2pdma_add_resource(m.a, 0, 0, 0));
		tell_and_compare(&m, fabric, exhibit);
		bp_p2p_unbind(m.a);
	}
	bp_fabric_free(fabric);
	bp_show_machine_close(&m);
}
