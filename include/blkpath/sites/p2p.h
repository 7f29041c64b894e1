/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sites of src/p2pmem: X(symbol, severity, function, rule, text with at most two %llu or %llx)
 *
 * A function is one number: domain << 16 | bus << 8 | slot << 3 | function.
 */
#ifndef BLKPATH_SITES_P2P_H
#define BLKPATH_SITES_P2P_H

/* clang-format off */

#define BP_SITES_P2P(X) \
	X(P2P_ADDED, BP_INFO, "pci_p2pdma_add_resource", "P2P-B2.9", "peer-to-peer memory was added at 0x%llx, %llu bytes") \
	X(P2P_REG_BAR, BP_FINDING, "pci_p2pdma_add_resource", "P2P-A3.6", "BAR %llu has registers at 0x%llx, where memory for peers should begin") \
	X(P2P_OVERLAP, BP_WARN, "pci_p2pdma_add_resource", "DEF-P2P-3", "0x%llx and %llu bytes overlap memory that was added before") \
	X(P2P_REDIRECT, BP_INFO, "calc_map_type_and_dist", "P2P-B4.11", "client 0x%llx: ACS redirect is set on the way from provider 0x%llx") \
	X(P2P_PARAMETER, BP_INFO, "calc_map_type_and_dist", "P2P-B4.11", "client 0x%llx: disable_acs_redir= would clear the way from provider 0x%llx") \
	X(P2P_UNLISTED, BP_INFO, "host_bridge_whitelist", "P-42", "host bridge of 0x%llx is not listed, 0x%llx speaks for it") \
	X(P2P_NO_UPSTREAM, BP_INFO, "calc_map_type_and_dist", "P2P-B4.11", "client 0x%llx shares no upstream bridge with provider 0x%llx") \
	X(P2P_NOT_PCI, BP_INFO, "pci_p2pdma_distance_many", "P2P-B5.2", "provider 0x%llx: a client is no PCI device") \
	X(P2P_VIRT_CLIENT, BP_INFO, "pci_p2pdma_distance_many", "P2P-B5.2", "provider 0x%llx: a client takes pointers for DMA addresses") \
	X(P2P_VIRT_MAP, BP_WARN, "pci_p2pdma_map_sg", "P2P-B9.1", "peer-to-peer memory is mapped for a device that takes pointers for DMA addresses") \
	X(P2P_NOTHING_PUBLISHED, BP_INFO, "pci_p2pdma_enable_store", "P2P-B11.1", "function 0x%llx publishes no memory") \
	X(P2P_NO_SUCH_DEVICE, BP_INFO, "pci_p2pdma_enable_store", "P2P-B11.1", "the text names no PCI device and is no boolean") \
	X(P2P_FREE_NULL, BP_BUG, "pci_free_p2pmem", "P2P-B7.4", "0x%llx, %llu bytes, is given back to a device without peer-to-peer memory") \
	X(P2P_FREED_TWICE, BP_FINDING, "pci_free_p2pmem", "P2P-B16.1", "0x%llx, %llu bytes, is given back again while requests hold it") \
	X(P2P_NOT_HELD, BP_FINDING, "bp_p2p_let_go", "P2P-B16.1", "nobody holds 0x%llx") \
	X(P2P_SYSFS_NULL, BP_BUG, "size_show", "P2P-B13.2", "file %llu of the group p2pmem is read without peer-to-peer state") \
	X(P2P_FOREIGN_PAGE, BP_FINDING, "pci_p2pdma_map_sg", "P2P-B9.2", "0x%llx, %llu bytes, is no peer-to-peer memory") \
	X(P2P_STORE_SLEEPS, BP_FINDING, "calc_map_type_and_dist", "P-17", "provider 0x%llx remembers client 0x%llx by an allocation that may sleep where none may") \
	X(P2P_REMOVED, BP_FINDING, "pci_p2pdma_map_sg", "P2P-B14", "a call that this kernel does not have")

/* clang-format on */

#endif
