/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Peer-to-peer memory: a device's BAR given out as memory for other devices (p2pdma.md B).
 *
 * Two kernels in one: with page descriptors (v5.2-rc5) and without (after patches 26 to 28 of the
 * RFC).  What the kernel keeps in globals is struct bp_p2p; a device whose bp_p2p is NULL runs on a
 * kernel with peer-to-peer support compiled out (B11.3).
 */
#ifndef BLKPATH_P2PDMA_H
#define BLKPATH_P2PDMA_H

#include <blkpath/dma_direction.h>
#include <blkpath/p2p_choice.h>
#include <blkpath/scatterlist.h>

/* Which code exists (B16.1); what is mended of it is told by the switches DEF-P2P-* apart. */
enum bp_p2p_profile {
	BP_P2P_PAGES,  /* P2P_V52RC5: pages, a reference per resource, lists are mapped */
	BP_P2P_DIRECT, /* P2P_RFC: no pages, a reference per device, bus addresses alone */
};

/**
 * struct bp_p2p_ops - what peer-to-peer memory asks of the world around
 * @draw: a number from 0 to below - 1, each as likely (B6.4); NULL for always 0
 * @flush: write-combined stores of the CPU to a provider's memory become visible to devices
 * (B16.3); NULL where stores are visible at once
 */
struct bp_p2p_ops {
	u32 (*draw)(void *arg, u32 below);
	void (*flush)(void *arg, struct pci_dev *provider);
};

/**
 * struct bp_p2p - peer-to-peer support of one machine
 * @env: environment
 * @pci: the machine's functions
 * @profile: which code exists
 * @rules: which kernel judges distances
 * @machine: what the tree does not say
 * @ops: the world around; NULL for none
 * @arg: argument of @ops
 * @forgets_address: P-75, whether it is one of the kernels that lack addresses (may_lack_address)
 * @listener: who hears each client of a verbose call as it is judged; NULL for nobody
 * @warned_virt: the warning of B9.1 was given
 */
struct bp_p2p {
	struct bp_env *env;
	const struct bp_pci *pci;
	enum bp_p2p_profile profile;
	const struct bp_p2p_rules *rules;
	struct bp_p2p_machine machine;
	const struct bp_p2p_ops *ops;
	void *arg;
	bool forgets_address;
	const struct bp_p2p_listener *listener;
	bool warned_virt;
};

/**
 * pci_p2pdma_add_resource - give a BAR, or a part of it, out as memory
 * @pdev: provider
 * @bar: 0 to 5
 * @size: bytes; 0 for all behind @offset
 * @offset: bytes into the BAR
 *
 * Allocates.  There is no way back but unbinding the driver.
 *
 * Return: 0; -EINVAL for a BAR that is no memory, a range that leaves it or, where rule sets ask
 * for it, one that is not of whole memory units, and then nothing has changed; -ENOMEM or -ENXIO
 * when something failed later or the range is taken already: then no memory was added, yet the
 * device may have got an empty pool (B2.10). -EOPNOTSUPP when compiled out, and for a device with
 * BARs that cannot be mapped where rule sets refuse those.
 *
 * Mirrors: pci_p2pdma_add_resource(), drivers/pci/p2pdma.c, v5.2-rc5, RFC patch 27
 * Rule: P2P-B2, P2P-B14.1, P-77, P-86
 */
int pci_p2pdma_add_resource(struct pci_dev *pdev, int bar, u64 size, u64 offset);

/**
 * pci_p2pdma_distance_many - the sum of the distances to all clients
 * @provider: function whose memory is meant
 * @clients: who is to reach it
 * @num_clients: how many
 * @verbose: log why not, and go on after the first that cannot
 *
 * Return: the sum; -1 when one client cannot, or there is none.
 *
 * Mirrors: pci_p2pdma_distance_many(), drivers/pci/p2pdma.c, v5.2-rc5
 * Rule: P2P-B4, P2P-B5
 */
int pci_p2pdma_distance_many(struct pci_dev *provider, struct device **clients, int num_clients,
			     bool verbose);

/**
 * pci_p2pdma_distance - the distance to one client
 * @provider: function whose memory is meant
 * @client: who is to reach it
 * @verbose: log why not
 *
 * Return: the distance; -1 when the client cannot.
 *
 * Mirrors: pci_p2pdma_distance(), include/linux/pci-p2pdma.h, v5.2-rc5
 * Rule: P2P-B5.4
 */
int pci_p2pdma_distance(struct pci_dev *provider, struct device *client, bool verbose);

/**
 * pci_has_p2pmem - does a device offer memory to whoever asks?
 * @pdev: function
 *
 * Return: whether it has peer-to-peer memory that is published.
 *
 * Mirrors: pci_has_p2pmem(), drivers/pci/p2pdma.c, v5.2-rc5
 * Rule: P2P-B6.1
 */
bool pci_has_p2pmem(const struct pci_dev *pdev);

/**
 * pci_p2pmem_publish - offer a device's memory to whoever asks, or stop
 * @pdev: function; nothing happens to one without peer-to-peer memory
 * @publish: offer it; an empty pool is not offered (B2.10, DEF-P2P-13)
 *
 * Mirrors: pci_p2pmem_publish(), drivers/pci/p2pdma.c, v5.2-rc5
 * Rule: P2P-B6.2
 */
void pci_p2pmem_publish(struct pci_dev *pdev, bool publish);

/**
 * pci_p2pmem_find_many - the nearest published memory that all clients reach
 * @p2p: machine; NULL when compiled out
 * @clients: who is to reach it
 * @num_clients: how many
 *
 * Of several that are equally near one is drawn; free space does not count (B6.5).
 *
 * Return: the provider with one reference, which pci_dev_put() gives back; NULL when there is none
 * or no memory.
 *
 * Mirrors: pci_p2pmem_find_many(), drivers/pci/p2pdma.c, v5.2-rc5
 * Rule: P2P-B6.3 to P2P-B6.5
 */
struct pci_dev *pci_p2pmem_find_many(struct bp_p2p *p2p, struct device **clients, int num_clients);

/**
 * pci_p2pmem_find - the nearest published memory that one client reaches
 * @p2p: machine; NULL when compiled out
 * @client: who is to reach it
 *
 * Return: as pci_p2pmem_find_many().
 *
 * Mirrors: pci_p2pmem_find(), include/linux/pci-p2pdma.h, v5.2-rc5
 * Rule: P2P-B6.6
 */
struct pci_dev *pci_p2pmem_find(struct bp_p2p *p2p, struct device *client);

/**
 * pci_alloc_p2pmem - take some of a provider's memory
 * @pdev: provider
 * @size: bytes; taken in whole pages
 *
 * The bytes are what they were (B7.5).
 *
 * Return: kernel virtual address; 0 for no bytes, when no run of pages is free, and when the
 * provider has no memory or its driver is being unbound.
 *
 * Mirrors: pci_alloc_p2pmem(), drivers/pci/p2pdma.c, v5.2-rc5, RFC patch 27
 * Rule: P2P-B7.1 to P2P-B7.3
 */
bp_virt_addr_t pci_alloc_p2pmem(struct pci_dev *pdev, u64 size);

/**
 * pci_free_p2pmem - give memory back
 * @pdev: provider
 * @addr: from pci_alloc_p2pmem()
 * @size: as allocated
 *
 * Another rounded size is refused, with a warning (DEF-P2P-14); any other address is a BUG.  Memory
 * that a request in flight holds goes back to the pool when the last one lets go (DEF-P2P-16).
 *
 * Mirrors: pci_free_p2pmem(), drivers/pci/p2pdma.c, v5.2-rc5, RFC patch 27
 * Rule: P2P-B7.4
 */
void pci_free_p2pmem(struct pci_dev *pdev, bp_virt_addr_t addr, u64 size);

/**
 * pci_p2pmem_virt_to_bus - the bus address of a byte of a provider's memory
 * @pdev: provider
 * @addr: kernel virtual address in its memory, allocated or not
 *
 * Return: the bus address in the provider's hierarchy; 0 for no address or no memory, all ones for
 * an address that is not the provider's.
 *
 * Mirrors: pci_p2pmem_virt_to_bus(), drivers/pci/p2pdma.c, v5.2-rc5
 * Rule: P2P-B8
 */
pci_bus_addr_t pci_p2pmem_virt_to_bus(struct pci_dev *pdev, bp_virt_addr_t addr);

/*
 * What RFC patch 26 removes.  In the profile without pages a call is the finding P2P_REMOVED and
 * fails.
 */

/**
 * pci_p2pmem_alloc_sgl - a list of one entry of fresh memory
 * @pdev: provider
 * @nents: receives 1; not changed on failure
 * @length: bytes
 *
 * Return: the list; NULL when there is no memory of either kind, and nothing stays allocated.
 *
 * Mirrors: pci_p2pmem_alloc_sgl(), drivers/pci/p2pdma.c, v5.2-rc5
 * Rule: P2P-B10.1
 */
struct scatterlist *pci_p2pmem_alloc_sgl(struct pci_dev *pdev, unsigned *nents, u32 length);

/**
 * pci_p2pmem_free_sgl - free a list and the memory of its entries
 * @pdev: provider
 * @sgl: from pci_p2pmem_alloc_sgl()
 *
 * Mirrors: pci_p2pmem_free_sgl(), drivers/pci/p2pdma.c, v5.2-rc5
 * Rule: P2P-B10.2
 */
void pci_p2pmem_free_sgl(struct pci_dev *pdev, struct scatterlist *sgl);

/**
 * pci_p2pdma_map_sg - let a device reach the peer-to-peer memory of a list
 * @dev: client; whether it may was asked before, or never (B9.4)
 * @sg: first entry; the DMA fields of the list are written
 * @nents: entries, each of peer-to-peer pages
 * @dir: not looked at
 *
 * There is no unmapping: nothing is held.
 *
 * Return: @nents; 0 for a software RDMA device, and then nothing was written.
 *
 * Mirrors: pci_p2pdma_map_sg(), drivers/pci/p2pdma.c, v5.2-rc5
 * Rule: P2P-B9, DEF-P2P-9
 */
int pci_p2pdma_map_sg(struct device *dev, struct scatterlist *sg, int nents,
		      enum dma_data_direction dir);

#endif
