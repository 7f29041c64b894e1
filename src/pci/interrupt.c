/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vectors of a function: messages become deferred work.
 */
#include <errno.h>

#include <blkpath/interrupt.h>

struct bp_irq {
	struct bp_work work;
	struct pci_dev *dev;
	irq_handler_t handler; /* NULL: nobody */
	void *dev_id;
};

static void handle(struct bp_work *work)
{
	struct bp_irq *irq = bp_container_of(work, struct bp_irq, work);

	irq->handler((int)(irq - irq->dev->bp_irqs), irq->dev_id);
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
	for (unsigned i = 0; i < nr; i++)
		dev->bp_irqs[i] = (struct bp_irq){ .work.fn = handle, .dev = dev };
	dev->bp_nr_irqs = nr;
	return (int)nr;
}

/* NULL when nobody handles it. */
static struct bp_irq *find(const struct pci_dev *dev, unsigned nr)
{
	return nr < dev->bp_nr_irqs && dev->bp_irqs[nr].handler ? &dev->bp_irqs[nr] : NULL;
}

static void release(struct bp_irq *irq)
{
	bp_work_cancel(irq->dev->dev.bp_env, &irq->work);
	irq->handler = NULL;
}

void pci_free_irq_vectors(struct pci_dev *dev)
{
	struct bp_env *env = dev->dev.bp_env;

	for (unsigned i = 0; i < dev->bp_nr_irqs; i++)
		if (bp_warn_on(env, find(dev, i), BP_SITE_PCI_IRQ_BUSY, i, bp_pci_number(dev)))
			release(find(dev, i));
	bp_free(env, dev->bp_irqs);
	dev->bp_irqs = NULL;
	dev->bp_nr_irqs = 0;
}

int pci_request_irq(struct pci_dev *dev, unsigned nr, irq_handler_t handler, void *dev_id)
{
	if (nr >= dev->bp_nr_irqs)
		return -EINVAL;
	if (find(dev, nr))
		return -EBUSY;
	dev->bp_irqs[nr].handler = handler;
	dev->bp_irqs[nr].dev_id = dev_id;
	return 0;
}

void pci_free_irq(struct pci_dev *dev, unsigned nr, void *dev_id)
{
	struct bp_irq *irq = find(dev, nr);

	if (bp_warn_on(dev->dev.bp_env, !irq || irq->dev_id != dev_id, BP_SITE_PCI_IRQ_FREE, nr,
		       bp_pci_number(dev)))
		return;
	release(irq);
}

void bp_pci_interrupt(struct pci_dev *dev, unsigned vector)
{
	struct bp_irq *irq = find(dev, vector);

	if (irq)
		bp_work_queue(dev->dev.bp_env, &irq->work);
	else
		bp_info(dev->dev.bp_env, BP_SITE_PCI_IRQ_NOBODY, bp_pci_number(dev), vector);
}
