/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What events say of a provider.
 */
#include "p2pmem.h"

const struct bp_p2p_call *bp_p2p_call_now(struct pci_dev *pdev, struct bp_p2p_call *call)
{
	const struct pci_p2pdma *p2pdma = pdev->p2pdma;

	call->provider = pdev;
	call->bus = bp_p2pdma_bus(pdev, call->virt);
	if (!p2pdma)
		return call;
	call->published = p2pdma->p2pmem_published;
	call->pool_size = gen_pool_size(p2pdma->pool);
	call->pool_avail = gen_pool_avail(p2pdma->pool);
	call->refs = p2pdma->ops->gets(p2pdma);
	return call;
}
