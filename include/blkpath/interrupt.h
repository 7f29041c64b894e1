/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A PCI function's messages, and who handles them.
 *
 * MODEL: the number of an interrupt is that of its vector. A handler runs as deferred work, once
 * for all messages that came since it ran last.
 */
#ifndef BLKPATH_INTERRUPT_H
#define BLKPATH_INTERRUPT_H

#include <blkpath/pci.h>

enum irqreturn {
	IRQ_NONE,    /* not mine */
	IRQ_HANDLED, /* it was mine */
};

typedef enum irqreturn irqreturn_t;
typedef irqreturn_t (*irq_handler_t)(int irq, void *data);

/* Which kinds will do. */
#define PCI_IRQ_LEGACY (1u << 0) /* one, by the pin */
#define PCI_IRQ_MSIX (1u << 2)
#define PCI_IRQ_ALL_TYPES (PCI_IRQ_LEGACY | PCI_IRQ_MSIX)

/**
 * pci_alloc_irq_vectors - take vectors of a function
 * @dev: function that has none yet; its bp_msix_vectors says how many it offers
 * @min_vecs: fewest that will do, at least 1
 * @max_vecs: most that are wanted
 * @flags: PCI_IRQ_
 *
 * Context: allocates (BP_ALLOC_IRQ).
 * Return: how many there are, @min_vecs..@max_vecs; -ENOSPC when the function has fewer, -EINVAL
 * when it has some already, -ENOMEM. Nothing is held then.
 *
 * Mirrors: pci_alloc_irq_vectors(), include/linux/pci.h, v5.2
 * Rule: NVH-39
 */
int pci_alloc_irq_vectors(struct pci_dev *dev, unsigned min_vecs, unsigned max_vecs,
			  unsigned flags);

/**
 * pci_free_irq_vectors - give all of them back
 * @dev: function, with vectors or without; one that is still handled is the warning PCI_IRQ_BUSY
 *
 * Messages that came and were not handled are lost.
 *
 * Mirrors: pci_free_irq_vectors(), drivers/pci/msi.c, v5.2
 * Rule: NVH-40
 */
void pci_free_irq_vectors(struct pci_dev *dev);

/**
 * pci_request_irq - handle the messages of a vector, perhaps beside others
 * @dev: function
 * @nr: vector, from 0
 * @handler: called with the vector and @dev_id
 * @dev_id: the driver's, not NULL, and no other's on this vector
 *
 * Context: allocates (BP_ALLOC_IRQ).
 * Return: 0; -EINVAL for a vector that was not allocated; -ENOMEM.
 *
 * Mirrors: pci_request_irq(), drivers/pci/irq.c, v5.2
 * Rule: NVH-39
 */
int pci_request_irq(struct pci_dev *dev, unsigned nr, irq_handler_t handler, void *dev_id);

/**
 * pci_free_irq - handle them no more
 * @dev: function
 * @nr: vector; one that @dev_id does not handle is the warning PCI_IRQ_FREE
 * @dev_id: as requested
 *
 * Messages that came and were not handled are lost.
 *
 * Mirrors: pci_free_irq(), drivers/pci/irq.c, v5.2
 * Rule: NVH-40
 */
void pci_free_irq(struct pci_dev *dev, unsigned nr, void *dev_id);

/**
 * bp_pci_interrupt - a function sends a message
 * @dev: function
 * @vector: which; one that nobody handles is the log line PCI_IRQ_NOBODY
 *
 * The handler has not run yet when this returns.
 *
 * Rule: NVC-13, NVC-35
 */
void bp_pci_interrupt(struct pci_dev *dev, unsigned vector);

#endif
