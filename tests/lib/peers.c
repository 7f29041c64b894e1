/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include <blkpath/dma.h>
#include <blkpath/memremap.h>

#include "bp_test.h"
#include "pci/assign.h"
#include "peers.h"

#define TREE                                                                                       \
	"HB/1022:1450 ; RP.0 - U.0 - { D.0 - a , D.0 - b } ; RP.0 - c ; "                          \
	"ROOT/40 ; HB/1022:1450 ; RP.0 - e ; RP.0 - d"

/* Memory of the provider that is somebody else's. */
#define BEFORE 0x3000u

static struct bp_pci *pci_of(struct t_peers *t)
{
	return bp_pci_tree_pci(t->f.pci.tree);
}

/* Firmware gives the second host bridge another bus space. */
static void move_far_bridge(struct t_peers *t, u64 offset)
{
	struct pci_host_bridge *far = t_fabric_dev(&t->f, 'd')->bus->bridge;

	((struct bp_pci_window *)(uintptr_t)far->windows)->offset = offset;
	for (const char *name = "ed"; *name; name++)
		t_fabric_dev(&t->f, *name)->resource[0] =
			(struct resource){ 0, T_BAR_BYTES - 1,
					   t_fabric_dev(&t->f, *name)->resource[0].flags };
	bp_pci_assign(far, far->windows->res.start + 0x10000000, offset);
}

static void place(struct t_peers *t, const struct t_peers_setup *setup)
{
	struct pci_host_bridge *bridge;
	struct pci_dev *dev;

	t_fabric_init(&t->f, TREE, setup->offset, setup->dma_offset);
	t->f.fabric->config.iommu = &bp_iommu_translation_ops;
	if (setup->far_offset)
		move_far_bridge(t, setup->far_offset);
	TAILQ_FOREACH (bridge, &pci_of(t)->bridges, link)
		bp_fabric_bridge(t->f.fabric, bridge)->policy = setup->policy;
	TAILQ_FOREACH (dev, &pci_of(t)->devices, link) {
		dev->dev.bp_p2p = &t->p2p;
		dev->dev.dma_mask = DMA_BIT_MASK(64);
		dev->dev.dma_pfn_offset = setup->dma_offset >> 12;
	}
	if (setup->redirect)
		for (const char *name = "ab"; *name; name++)
			t_fabric_acs(t_fabric_port(&t->f, *name), PCI_ACS_RR);
}

static void give_out(struct t_peers *t)
{
	unsigned nents;

	assert_int_equal(pci_p2pdma_add_resource(t->provider, 0, 0, 0), 0);
	assert_int_not_equal(pci_alloc_p2pmem(t->provider, BEFORE).virt, 0);
	t->offset = BEFORE;
	if (t->p2p.profile == BP_P2P_PAGES) {
		t->sg = pci_p2pmem_alloc_sgl(t->provider, &nents, T_PEER_BYTES);
		assert_non_null(t->sg);
	} else {
		t->virt = pci_alloc_p2pmem(t->provider, T_PEER_BYTES);
		assert_int_not_equal(t->virt.virt, 0);
	}
}

void t_peers_init(struct t_peers *t, const struct t_peers_setup *setup)
{
	const struct bp_phys_range ram[] = { { bp_phys_addr(0), T_RAM_END },
					     { bp_phys_addr(T_RAM_FAR), 0x800000000 } };

	memset(t, 0, sizeof(*t));
	place(t, setup);
	t->p2p = (struct bp_p2p){
		.env = &t->f.pci.env,
		.pci = pci_of(t),
		.profile = setup->profile,
		.rules = bp_p2p_rules_find(setup->rules ?: "v5.2-rc5"),
		.machine = { .cpu = BP_P2P_CPU_AMD, .cpu_family = 0x17, .mended = true },
	};
	assert_int_equal(bp_mm_new(&t->f.pci.env, ram, bp_array_size(ram)), 0);
	t->provider = t_fabric_dev(&t->f, 'a');
	t->client = t_fabric_dev(&t->f, setup->client);
	give_out(t);
	if (setup->iommu)
		assert_int_equal(bp_iommu_attach(&t->iommu, &t->client->dev, t->client->bus->bridge,
						 BP_IOMMU_SG_MERGE),
				 0);
}

void t_peers_fini(struct t_peers *t)
{
	bp_virt_addr_t before = bp_virt_addr(0);

	bp_iommu_attached_fini(&t->iommu);
	assert_int_equal(t->f.pci.env.hits[BP_SITE_IOVA_LEAK], 0);
	if (t->sg) {
		before = phys_to_virt(bp_phys_addr(t->provider->resource[0].start));
		pci_p2pmem_free_sgl(t->provider, t->sg);
	} else {
		before = bp_virt_addr(t->virt.virt - BEFORE);
		pci_free_p2pmem(t->provider, t->virt, T_PEER_BYTES);
	}
	pci_free_p2pmem(t->provider, before, BEFORE);
	bp_p2p_unbind(t->provider);
	bp_mm_free(&t->f.pci.env);
	t_fabric_fini(&t->f);
}

static phys_addr_t phys_of(const struct t_peers *t)
{
	return bp_phys_addr(t->provider->resource[0].start + t->offset);
}

static u64 bus_address(struct t_peers *t)
{
	if (!t->sg)
		return pci_p2pmem_virt_to_bus(t->provider, t->virt).bus;
	if (!pci_p2pdma_map_sg(&t->client->dev, t->sg, 1, DMA_BIDIRECTIONAL))
		return 0;
	return sg_dma_address(t->sg).dma;
}

u64 t_peers_map(struct t_peers *t, enum t_peer_address kind)
{
	struct device *dev = &t->client->dev;
	dma_addr_t addr;

	if (kind == T_PEER_BUS)
		return bus_address(t);
	if (kind == T_PEER_LIST) {
		if (!dma_map_sg_attrs(dev, t->sg, 1, DMA_BIDIRECTIONAL, 0))
			return 0;
		assert_int_equal(sg_dma_len(t->sg), T_PEER_BYTES);
		return sg_dma_address(t->sg).dma;
	}
	addr = dma_map_resource(dev, phys_of(t), T_PEER_BYTES, DMA_BIDIRECTIONAL, 0);
	return dma_mapping_error(dev, addr) ? 0 : addr.dma;
}

void t_peers_unmap(struct t_peers *t, enum t_peer_address kind, u64 address)
{
	struct device *dev = &t->client->dev;

	if (kind == T_PEER_LIST)
		dma_unmap_sg_attrs(dev, t->sg, 1, DMA_BIDIRECTIONAL, 0);
	if (kind == T_PEER_RESOURCE)
		dma_unmap_resource(dev, bp_dma_addr(address), T_PEER_BYTES, DMA_BIDIRECTIONAL, 0);
}

static const char *end_of(const struct t_peers *t, const struct bp_transferred *result)
{
	const struct bp_bridge_counters *root =
		bp_bridge_counters(t->f.fabric, t->client->bus->bridge);

	if (result->outcome == BP_OUTCOME_IOMMU_FAULT)
		return "fault";
	if (result->outcome != BP_OUTCOME_SUCCESS)
		return result->outcome == BP_OUTCOME_UNSUPPORTED ? "UR" : "something else";
	if (result->target.kind == BP_TARGET_RAM)
		return "RAM";
	if (result->target.dev != t->provider)
		return "another BAR";
	if (result->target.kind == BP_TARGET_INTERNAL)
		return "internal";
	if (root->p2p_cross_bridge_bytes)
		return "across";
	if (!root->p2p_same_bridge_bytes)
		return "inside";
	return root->hairpin_bytes ? "hairpin" : "through";
}

/* The CPU finds in the provider's memory what the client wrote, and so does the client. */
static void expect_bytes(struct t_peers *t, struct bp_transfer transfer)
{
	static u8 got[T_PEER_BYTES], seen[T_PEER_BYTES];
	const u8 *sent = transfer.data;
	struct bp_transferred result;

	assert_int_equal(bp_fabric_cpu_read(t->f.fabric, phys_of(t), got, T_PEER_BYTES),
			 BP_OUTCOME_SUCCESS);
	assert_memory_equal(got, sent, T_PEER_BYTES);
	transfer.is_write = false;
	transfer.data = seen;
	assert_int_equal(bp_fabric_transfer(t->f.fabric, &transfer, &result), 0);
	assert_int_equal(result.outcome, BP_OUTCOME_SUCCESS);
	assert_memory_equal(seen, sent, T_PEER_BYTES);
}

const char *t_peers_use(struct t_peers *t, u64 address, bool dropped)
{
	static u8 sent[T_PEER_BYTES];
	const struct bp_target meant = { .kind = BP_TARGET_BAR,
					 .dev = t->provider,
					 .offset = t->offset };
	struct bp_transfer transfer = { .requester = t->client,
					.is_write = true,
					.address = address,
					.bytes = sizeof(sent),
					.intent = &meant,
					.data = sent };
	struct bp_transferred result;
	u64 *misdelivered = &t->f.pci.env.hits[BP_SITE_MISDELIVERED];
	const char *end;

	for (unsigned i = 0; i < sizeof(sent); i++)
		sent[i] = (u8)(i * 31 + 7);
	bp_fabric_announce(t->f.fabric, dropped);
	assert_int_equal(bp_fabric_transfer(t->f.fabric, &transfer, &result), 0);
	end = end_of(t, &result);
	assert_int_equal(*misdelivered, result.misdelivered);
	if (result.outcome == BP_OUTCOME_SUCCESS && !result.misdelivered)
		expect_bytes(t, transfer);
	*misdelivered = 0;
	return end;
}
