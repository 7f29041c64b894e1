/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Several clients, several providers: the sum of distances and the choice (p2pdma.md B5 and B6,
 * p2pdma-newer.md 8).
 */
#ifndef BLKPATH_P2P_CHOICE_H
#define BLKPATH_P2P_CHOICE_H

#include <blkpath/p2p_verdict.h>

/* How many providers of one distance a kernel draws from (P-81). */
#define BP_P2P_CANDIDATES_MAX 512

/**
 * struct bp_p2p_clients - who is to reach the memory
 * @dev: generic devices; each stands for the nearest PCI function above it, itself included
 * @nr: how many
 */
struct bp_p2p_clients {
	const struct device *const *dev;
	unsigned nr;
};

/* Why a client was refused before any walk. */
enum bp_p2p_refusal {
	BP_P2P_NOT_REFUSED,
	BP_P2P_NOT_PCI,	 /* no PCI function above it (P-44) */
	BP_P2P_VIRT_DMA, /* its "DMA addresses" are pointers (P2P-B5.2) */
};

/**
 * struct bp_p2p_listener - who hears of each client as it is judged
 * @heard: the client, why it was refused at once, or the answer for it, which lives until return
 * @data: for @heard
 */
struct bp_p2p_listener {
	void (*heard)(void *data, const struct device *client, enum bp_p2p_refusal refusal,
		      const struct bp_p2p_verdict *verdict);
	void *data;
};

/**
 * bp_p2p_pci_of - the PCI function that a device stands for
 * @dev: device
 *
 * Return: the device itself or the nearest above it that is one; NULL without.
 *
 * Rule: P2P-B5.2, P-80
 */
const struct pci_dev *bp_p2p_pci_of(const struct device *dev);

/**
 * bp_p2p_same_bus - is a bus address of a provider's BAR good for a client?
 * @provider: function whose memory is meant
 * @bar: 0 to 5
 * @client: function that is to reach it
 *
 * Return: whether the host bridges of both give the BAR one bus address.
 *
 * Rule: P2P-B8.3, P2P-B16.1
 */
bool bp_p2p_same_bus(const struct pci_dev *provider, unsigned bar, const struct pci_dev *client);

/**
 * bp_p2p_distance_many - the sum of the distances to all clients
 * @rules: the kernel
 * @machine: what the tree does not say
 * @provider: function whose memory is meant
 * @clients: who is to reach it
 * @verbose: whether to go on after the first client that cannot, as callers that log do
 * @listener: who hears of each client; NULL for nobody
 *
 * Any context; needs some 13 KiB of stack.
 *
 * Return: the sum, -1 when one client cannot or there is none.
 *
 * Mirrors: pci_p2pdma_distance_many(), drivers/pci/p2pdma.c, v5.2-rc5
 * Rule: P2P-B5, P-80
 */
int bp_p2p_distance_many(const struct bp_p2p_rules *rules, const struct bp_p2p_machine *machine,
			 const struct pci_dev *provider, const struct bp_p2p_clients *clients,
			 bool verbose, const struct bp_p2p_listener *listener);

/**
 * bp_p2p_choose - which providers a kernel draws from
 * @rules: the kernel
 * @machine: what the tree does not say
 * @provider: functions with published memory, in enumeration order
 * @nr_providers: how many
 * @clients: who is to reach the memory
 * @listener: who hears of each walk; NULL for nobody
 * @sums: receives the sum of each provider, -1 for those that cannot; may be NULL
 * @candidate: receives the indexes of the nearest ones, in order; room for @nr_providers or
 * BP_P2P_CANDIDATES_MAX, whichever is less
 *
 * Any context; needs some 13 KiB of stack.
 *
 * Return: how many candidates; the kernel takes one at random.  0 when no provider can.
 *
 * Mirrors: pci_p2pmem_find_many(), drivers/pci/p2pdma.c, v5.2-rc5
 * Rule: P2P-B6.3, P-81
 */
unsigned bp_p2p_choose(const struct bp_p2p_rules *rules, const struct bp_p2p_machine *machine,
		       const struct pci_dev *const *provider, unsigned nr_providers,
		       const struct bp_p2p_clients *clients, const struct bp_p2p_listener *listener,
		       int *sums, unsigned *candidate);

#endif
