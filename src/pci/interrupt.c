/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vectors of a function: messages become deferred work.
 */
#include <errno.h>

#include <blkpath/interrupt.h>

/* A handler; each runs as work of its own, so that it may free itself and others. */
struct bp_irq_action {
	LIST_ENTRY(bp_irq_action) link;
	struct bp_work work;
	irq_handler_t handler;
	void *dev_id;
	int irq;
};

/* A vector: pci_request_irq() lets several share it. */
struct bp_irq {
	LIST_HEAD(, bp_irq_action) actions;
};

static void handle(struct bp_work *work)
{
	struct bp_irq_action *action = bp_container_of(work, struct bp_irq_action, work);

	action->handler(action->irq, action->dev_id);
}

static unsigned offered(const struct pci_dev *dev, unsigned flags)
{
	if (flags & PCI_IRQ_MSIX && dev->bp_msix_vectors)
		return dev->bp_msix_vectors;
	return flags & PCI_IRQ_LEGACY ? 1 : 0;
}

int pci_alloc_irq_vectors(struct pci_dev *dev, unsigned min_vecs, unsigned max_vecs, unsigned flags)
{
	const unsigned nr = bp_min(offered(dev, flags), max_vecs);

	if (dev->bp_irqs)
		return -EINVAL;
	if (nr < min_vecs)
		return -ENOSPC;
	dev->bp_irqs = bp_alloc(dev->dev.bp_env, BP_ALLOC_IRQ, nr * sizeof(*dev->bp_irqs));
	if (!dev->bp_irqs)
		return -ENOMEM;
	dev->bp_nr_irqs = nr;
	return (int)nr;
}

static void release(struct bp_env *env, struct bp_irq_action *action)
{
	bp_work_cancel(env, &action->work);
	LIST_REMOVE(action, link);
	bp_free(env, action);
}

void pci_free_irq_vectors(struct pci_dev *dev)
{
	struct bp_env *env = dev->dev.bp_env;
	struct bp_irq_action *action;

	for (unsigned i = 0; i < dev->bp_nr_irqs; i++) {
		while ((action = LIST_FIRST(&dev->bp_irqs[i].actions))) {
			bp_warn(env, BP_SITE_PCI_IRQ_BUSY, i, bp_pci_number(dev));
			release(env, action);
		}
	}
	bp_free(env, dev->bp_irqs);
	dev->bp_irqs = NULL;
	dev->bp_nr_irqs = 0;
}

int pci_request_irq(struct pci_dev *dev, unsigned nr, irq_handler_t handler, void *dev_id)
{
	struct bp_irq_action *action;

	if (nr >= dev->bp_nr_irqs)
		return -EINVAL;
	action = bp_alloc(dev->dev.bp_env, BP_ALLOC_IRQ, sizeof(*action));
	if (!action)
		return -ENOMEM;
	action->work.fn = handle;
	action->handler = handler;
	action->dev_id = dev_id;
	action->irq = (int)nr;
	LIST_INSERT_HEAD(&dev->bp_irqs[nr].actions, action, link);
	return 0;
}

void pci_free_irq(struct pci_dev *dev, unsigned nr, void *dev_id)
{
	struct bp_env *env = dev->dev.bp_env;
	struct bp_irq_action *action = NULL;

	if (nr < dev->bp_nr_irqs)
		LIST_FOREACH (action, &dev->bp_irqs[nr].actions, link)
			if (action->dev_id == dev_id)
				break;
	if (!bp_warn_on(env, !action, BP_SITE_PCI_IRQ_FREE, nr, bp_pci_number(dev)))
		release(env, action);
}

void bp_pci_interrupt(struct pci_dev *dev, unsigned vector)
{
	struct bp_env *env = dev->dev.bp_env;
	struct bp_irq_action *action;

	if (vector >= dev->bp_nr_irqs || LIST_EMPTY(&dev->bp_irqs[vector].actions)) {
		bp_info(env, BP_SITE_PCI_IRQ_NOBODY, bp_pci_number(dev), vector);
		return;
	}
	LIST_FOREACH (action, &dev->bp_irqs[vector].actions, link)
		bp_work_queue(env, &action->work);
}
