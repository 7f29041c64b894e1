/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A provider begins and ends (P2P-B2.5, B3, B14.2).
 */
#include <errno.h>

#include <blkpath/devres.h>

#include "map_type.h"
#include "pages.h"

/* The files of the group read nothing that must exist while they do (B13.2). */
static int add_group(struct pci_dev *pdev)
{
	if (bp_fails(pdev->dev.bp_env, BP_ALLOC_SYSFS))
		return -ENOMEM;
	pdev->has_p2pmem_group = true;
	pdev->has_allocate_file =
		bp_p2p_has_pages(pdev) && pdev->dev.bp_p2p->rules->has_allocate_file;
	return 0;
}

/* Readers of the pointer that began before are done: other tasks ran. */
static void synchronize_rcu(struct bp_env *env)
{
	bp_work_run(env);
}

/* The action stays registered when setup fails later: then it finds no pointer (B2.5). */
static void pci_p2pdma_release(void *data)
{
	struct pci_dev *pdev = data;
	struct pci_p2pdma *p2pdma = pdev->p2pdma;

	if (!p2pdma)
		return;
	p2pdma->ops->end(p2pdma);
	pdev->p2pdma = NULL;
	synchronize_rcu(pdev->dev.bp_env);
	gen_pool_destroy(p2pdma->pool);
	bp_p2p_pagemaps_forget(p2pdma);
	bp_p2p_types_forget(p2pdma);
	pdev->has_p2pmem_group = pdev->has_allocate_file = false;
}

int bp_p2pdma_setup(struct pci_dev *pdev)
{
	struct device *dev = &pdev->dev;
	struct pci_p2pdma *p2pdma = devm_kzalloc(dev, sizeof(*p2pdma));
	int error = -ENOMEM;

	if (!p2pdma)
		return error;
	p2pdma->pdev = pdev;
	p2pdma->ops = bp_p2p_has_pages(pdev) ? &bp_p2p_pages : &bp_p2p_direct;
	p2pdma->pool = gen_pool_create(dev->bp_env, dev->bp_env->page_shift);
	if (!p2pdma->pool)
		goto out;
	p2pdma->pool->bp_defects = &dev->bp_defects;
	error = p2pdma->ops->begin(p2pdma);
	if (error)
		goto out_pool;
	error = devm_add_action_or_reset(dev, pci_p2pdma_release, pdev);
	if (error)
		goto out_reference;
	pdev->p2pdma = p2pdma;
	error = add_group(pdev);
	if (!error)
		return 0;
	pdev->p2pdma = NULL;
out_reference:
	p2pdma->ops->abandon(p2pdma);
out_pool:
	gen_pool_destroy(p2pdma->pool);
out:
	devm_kfree(dev, p2pdma);
	return error;
}

int bp_p2p_unbind(struct pci_dev *pdev)
{
	struct bp_env *env = pdev->dev.bp_env;
	int released;

	bp_event(env, P2P_UNBIND_BEGIN, .rule = "P2P-B3",
		 .p2p = bp_p2p_call_now(pdev, &(struct bp_p2p_call){ 0 }));
	released = devres_release_all(&pdev->dev);
	bp_event(env, P2P_UNBIND_END, .rule = "P2P-B3",
		 .p2p = bp_p2p_call_now(pdev, &(struct bp_p2p_call){ 0 }));
	return released;
}
