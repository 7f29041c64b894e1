/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sites of src/pci, and of the fabric that carries requests:
 * X(symbol, severity, function, rule, text with at most two %llu or %llx)
 */
#ifndef BLKPATH_SITES_PCI_H
#define BLKPATH_SITES_PCI_H

/* clang-format off */

#define BP_SITES_PCI(X) \
	X(PCI_PUT_FREE, BP_FINDING, "pci_dev_put", "P2P-A1", "function 0x%llx of bus 0x%llx has no reference to put") \
	X(PCI_IRQ_NOBODY, BP_INFO, "do_IRQ", "NVC-13", "function 0x%llx sends message %llu that nobody handles") \
	X(PCI_IRQ_FREE, BP_WARN, "pci_free_irq", "NVH-40", "vector %llu of function 0x%llx is handled by nobody or somebody else") \
	X(PCI_IRQ_BUSY, BP_WARN, "pci_free_irq_vectors", "NVH-40", "vector %llu of function 0x%llx goes while it is handled") \
	X(MISDELIVERED, BP_FINDING, "device", "P2P-A7.7", "an access that was meant for 0x%llx ends at 0x%llx") \
	X(WRITE_UNREPORTED, BP_FINDING, "device", "P2P-A7.6", "a write to 0x%llx, %llu bytes, is lost and its device does not know") \
	X(WRITE_UNANNOUNCED, BP_FINDING, "device", "INV-PCI-12", "a write to 0x%llx, %llu bytes, is lost and nobody expected it") \
	X(STALE_READ, BP_FINDING, "device", "P2P-B16.3", "what was read at 0x%llx, %llu bytes, is not what the CPU stored")

/* clang-format on */

#endif
