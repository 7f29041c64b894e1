/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include <blkpath/memremap.h>

#include "world/memory_bar.h"
#include "world/peer.h"

int bp_world_peers_start(struct bp_world_peers *peers, struct bp_world_machine *machine)
{
	struct bp_phys_range ram[BP_PCI_RAM_MAX];
	struct bp_pci *pci = bp_pci_tree_pci(machine->tree);
	struct pci_dev *dev;

	if (peers->on)
		return 0;
	for (unsigned i = 0; i < machine->nr_ram; i++)
		ram[i] = (struct bp_phys_range){
			bp_phys_addr(machine->ram[i].start),
			machine->ram[i].end - machine->ram[i].start + 1,
		};
	peers->p2p = (struct bp_p2p){
		.env = pci->env,
		.pci = pci,
		.profile = BP_P2P_DIRECT,
		.rules = bp_p2p_rules_find("v5.2-rc5"),
		.machine = machine->said.machine,
	};
	peers->p2p.machine.mended = true;
	if (bp_mm_new(pci->env, ram, machine->nr_ram))
		return -ENOMEM;
	TAILQ_FOREACH (dev, &pci->devices, link)
		dev->dev.bp_p2p = &peers->p2p;
	peers->on = true;
	return 0;
}

static int give_out(struct bp_world_peer *peer, const struct bp_place *at, struct bp_error *err)
{
	char name[BP_PCI_NAME_MAX];

	if (peer->bar == PCI_STD_NUM_BARS)
		return bp_place_error(at, err,
				      "%s has no memory BAR of which address and size are known",
				      bp_pci_name(peer->provider, name));
	if (peer->provider->p2pdma)
		return 0;
	if (!pci_p2pdma_add_resource(peer->provider, (int)peer->bar, 0, 0))
		return 0;
	return bp_place_error(at, err, "BAR %u of %s cannot be given out as memory", peer->bar,
			      bp_pci_name(peer->provider, name));
}

static int reach(struct bp_world_peer *peer, struct device *client, const struct bp_place *at,
		 struct bp_error *err)
{
	char name[BP_PCI_NAME_MAX];

	peer->distance = pci_p2pdma_distance(peer->provider, client, false);
	if (peer->distance >= 0)
		return 0;
	return bp_place_error(
		at, err,
		"the kernel refuses the device the memory of %s; \"blkpath topo\" with "
		"--from and --to says why",
		bp_pci_name(peer->provider, name));
}

static int allocate(struct bp_world_peer *peer, const struct device *client, u64 bytes,
		    const struct bp_place *at, struct bp_error *err)
{
	const struct bp_p2p_clients clients = { .dev = &client, .nr = 1 };
	char name[BP_PCI_NAME_MAX];
	pci_bus_addr_t bus;

	peer->virt = pci_alloc_p2pmem(peer->provider, bytes);
	if (!peer->virt.virt)
		return bp_place_error(at, err, "%s has no %llu bytes of memory left in BAR %u",
				      bp_pci_name(peer->provider, name), (unsigned long long)bytes,
				      peer->bar);
	if (bp_p2p_bus_for(peer->provider, peer->virt, bytes, &clients, &bus) == BP_P2P_FIT &&
	    bp_p2p_hold(peer->provider, peer->virt, bytes)) {
		peer->range = (struct bp_range){ bus.bus, (u32)bytes };
		return 0;
	}
	pci_free_p2pmem(peer->provider, peer->virt, bytes);
	return bp_place_error(at, err, "no bus address of the memory of %s fits the device",
			      bp_pci_name(peer->provider, name));
}

int bp_world_peer_take(struct bp_world_peers *peers, struct bp_world_machine *machine,
		       const char *provider, u64 bytes, const struct bp_place *at,
		       struct bp_error *err)
{
	struct bp_world_peer peer = {
		.provider = bp_pci_find_name(bp_pci_tree_pci(machine->tree), provider),
	};
	struct device *client = &machine->function->dev;
	int error;

	if (!peer.provider)
		return bp_place_error(at, err, "%s is no function of %s", provider,
				      machine->records.source);
	if (bp_world_peers_start(peers, machine))
		return -ENOMEM;
	peer.bar = bp_memory_bar(peer.provider, 0);
	error = give_out(&peer, at, err) ?: reach(&peer, client, at, err);
	error = error ?: allocate(&peer, client, bytes, at, err);
	if (error || bp_list_add(&peers->given, peer))
		return error;
	bp_p2p_let_go(peer.provider, peer.virt, bytes);
	pci_free_p2pmem(peer.provider, peer.virt, bytes);
	return -ENOMEM;
}

void bp_world_peers_release(struct bp_world_peers *peers)
{
	struct pci_dev *dev;

	if (!peers->on)
		return;
	for (unsigned i = 0; i < peers->given.n; i++) {
		const struct bp_world_peer *peer = &peers->given.at[i];

		bp_p2p_let_go(peer->provider, peer->virt, peer->range.len);
		pci_free_p2pmem(peer->provider, peer->virt, peer->range.len);
	}
	TAILQ_FOREACH (dev, &peers->p2p.pci->devices, link)
		bp_p2p_unbind(dev);
	bp_mm_free(peers->p2p.env);
	peers->on = false;
}
