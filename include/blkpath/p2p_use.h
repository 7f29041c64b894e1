/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Peer-to-peer memory in the data path, mended (p2pdma.md B15, B16.1).
 *
 * The RFC hands a bare bus address on.  Here is what a submitter asks before it does, and what a
 * request holds while it is in flight.
 */
#ifndef BLKPATH_P2P_USE_H
#define BLKPATH_P2P_USE_H

#include <blkpath/p2pdma.h>

/* Why memory cannot be handed on as a bus address. */
enum bp_p2p_unfit {
	BP_P2P_FIT,
	BP_P2P_UNFIT_MEMORY,  /* not within one live allocation of the provider */
	BP_P2P_UNFIT_VIRT,    /* a client takes DMA addresses for pointers (DEF-P2P-6) */
	BP_P2P_UNFIT_CLIENTS, /* clients sit in different bus spaces (DEF-P2P-15) */
};

/**
 * bp_p2p_bus_for - the one bus address under which several clients reach memory
 * @pdev: provider
 * @addr: kernel virtual address of the first byte
 * @bytes: how many, at least 1
 * @clients: who is to reach it: every one that the address will be handed to
 * @bus: receives the address; all ones when there is none
 *
 * With DEF-P2P-6 or DEF-P2P-15 on at the provider the clients are not looked at for it; then the
 * answer is pci_p2pmem_virt_to_bus()'s, right or wrong.
 *
 * Return: BP_P2P_FIT; else why the caller must use RAM instead.
 *
 * Rule: P2P-B8.3, P2P-B16.1, INV-P2P-15
 */
enum bp_p2p_unfit bp_p2p_bus_for(struct pci_dev *pdev, bp_virt_addr_t addr, u64 bytes,
				 const struct bp_p2p_clients *clients, pci_bus_addr_t *bus);

/**
 * bp_p2p_reaches_bus - does a client find peer-to-peer memory under a bus address?
 * @client: who is to be handed the address
 * @bus: of the first byte
 * @bytes: how many
 *
 * Return: whether all of it lies in one resource of one provider, which the client reaches by this
 * address; false for no bytes and for a client that takes DMA addresses for pointers.
 *
 * Rule: P2P-B16.1, DEF-RDMA-4
 */
bool bp_p2p_reaches_bus(const struct device *client, pci_bus_addr_t bus, u64 bytes);

/**
 * bp_p2p_hold - a request in flight takes a reference on the memory it uses
 * @pdev: provider
 * @addr: kernel virtual address of the first byte it uses
 * @bytes: how many; within one live allocation
 *
 * With DEF-P2P-16 on at the provider nothing is held, and that counts as success.
 *
 * Return: whether the memory is held; false when it is not all allocated, or memory is short.
 *
 * Rule: P2P-B16.1, DEF-P2P-16, INV-P2P-8
 */
bool bp_p2p_hold(struct pci_dev *pdev, bp_virt_addr_t addr, u64 bytes);

/**
 * bp_p2p_let_go - the request is over
 * @pdev: provider
 * @addr: as held
 * @bytes: as held
 *
 * Memory that was freed meanwhile goes back to the pool with the last one.  Letting go of what
 * nobody holds is a finding.
 *
 * Rule: P2P-B16.1, DEF-P2P-16
 */
void bp_p2p_let_go(struct pci_dev *pdev, bp_virt_addr_t addr, u64 bytes);

/**
 * bp_p2p_touch - the CPU reads or writes a provider's memory
 * @pdev: provider
 * @addr: kernel virtual address of the first byte
 * @bytes: how many, at least 1
 *
 * Return: whether all of it is mapped; else the finding CPU_FAULT: a kernel would crash.
 *
 * Rule: DEF-P2P-2, INV-P2P-9
 */
bool bp_p2p_touch(struct pci_dev *pdev, bp_virt_addr_t addr, u64 bytes);

/**
 * bp_p2p_unbind - the provider's driver goes
 * @pdev: provider, or any function
 *
 * Releases all that the device manages, newest first, and tells listeners before and after.  Waits
 * until all peer-to-peer memory was given back (B3.3).
 *
 * Return: how many resources were released.
 *
 * Rule: P2P-B3
 */
int bp_p2p_unbind(struct pci_dev *pdev);

/**
 * bp_p2p_tell_device - the CPU has written to a provider's memory and will tell a device next
 * @pdev: provider
 *
 * Flushes write-combined stores; in the profile with pages there are none.  With DEF-P2P-5 on at
 * the provider nothing is flushed.
 *
 * Rule: P2P-B16.3, DEF-P2P-5
 */
void bp_p2p_tell_device(struct pci_dev *pdev);

#endif
