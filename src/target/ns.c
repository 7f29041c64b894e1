/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Namespaces (R-C2.1, R-C2.4).
 */
#include <errno.h>

#include <blkpath/p2pdma_enable.h>

#include "target.h"

static void nvmet_destroy_namespace(struct percpu_ref *ref)
{
	struct nvmet_ns *ns = bp_container_of(ref, struct nvmet_ns, ref);

	complete(&ns->disable_done);
}

static struct nvmet_ns *find(struct nvmet_subsys *subsys, u32 nsid)
{
	struct nvmet_ns *ns;

	TAILQ_FOREACH (ns, &subsys->namespaces, bp_link)
		if (ns->nsid >= nsid)
			break;
	return ns;
}

struct nvmet_ns *nvmet_find_namespace(const struct nvmet_ctrl *ctrl, u32 nsid)
{
	struct nvmet_ns *ns = find(ctrl->subsys, nsid);

	if (!ns || ns->nsid != nsid || !ns->enabled)
		return NULL;
	percpu_ref_get(&ns->ref);
	return ns;
}

void nvmet_put_namespace(struct nvmet_ns *ns)
{
	percpu_ref_put(&ns->ref);
}

struct nvmet_ns *nvmet_ns_alloc(struct nvmet_subsys *subsys, u32 nsid)
{
	struct nvmet_ns *next = find(subsys, nsid);
	struct nvmet_ns *ns;

	if (next && next->nsid == nsid)
		return NULL;
	ns = bp_alloc(subsys->bp_nvmet->env, BP_ALLOC_NVMET, sizeof(*ns));
	if (!ns)
		return NULL;
	ns->nsid = nsid;
	ns->subsys = subsys;
	init_completion(subsys->bp_nvmet->env, &ns->disable_done);
	if (next)
		TAILQ_INSERT_BEFORE(next, ns, bp_link);
	else
		TAILQ_INSERT_TAIL(&subsys->namespaces, ns, bp_link);
	return ns;
}

void nvmet_ns_free(struct nvmet_ns *ns)
{
	nvmet_ns_disable(ns);
	TAILQ_REMOVE(&ns->subsys->namespaces, ns, bp_link);
	pci_dev_put(ns->p2p_dev);
	bp_free(ns->subsys->bp_nvmet->env, ns);
}

static void measure(struct nvmet_ns *ns)
{
	const struct gendisk *disk = ns->bdev.bd_disk;

	ns->size = disk->capacity << SECTOR_SHIFT;
	ns->blksize_shift = (u32)__builtin_ctz(disk->queue->limits.logical_block_size);
}

static void drop_p2p(struct nvmet_ns *ns)
{
	struct nvmet_ctrl *ctrl;

	TAILQ_FOREACH (ctrl, &ns->subsys->ctrls, subsys_entry)
		bp_nvmet_p2p_drop(ctrl, ns->nsid);
}

int nvmet_ns_enable(struct nvmet_ns *ns)
{
	struct nvmet_ctrl *ctrl;
	int error;

	if (ns->enabled)
		return 0;
	error = nvmet_p2pmem_ns_enable(ns);
	if (!error && !ns->bdev.bd_disk)
		error = -EINVAL;
	if (error)
		return error;
	measure(ns);
	TAILQ_FOREACH (ctrl, &ns->subsys->ctrls, subsys_entry)
		nvmet_p2pmem_ns_add_p2p(ctrl, ns);
	error = percpu_ref_init(ns->subsys->bp_nvmet->env, &ns->ref, nvmet_destroy_namespace);
	if (error)
		drop_p2p(ns);
	ns->enabled = !error;
	return error;
}

/* The references of the map go before the commands that use the memory (DEF-NVMET-13). */
void nvmet_ns_disable(struct nvmet_ns *ns)
{
	if (!ns->enabled)
		return;
	ns->enabled = false;
	drop_p2p(ns);
	percpu_ref_kill(&ns->ref);
	wait_for_completion(&ns->disable_done);
	percpu_ref_exit(&ns->ref);
}

int nvmet_ns_p2pmem_store(struct nvmet_ns *ns, const char *page)
{
	struct pci_dev *p2p_dev = NULL;
	bool use_p2pmem = false;
	int error;

	if (ns->enabled)
		return -EBUSY;
	error = pci_p2pdma_enable_store(ns->subsys->bp_nvmet->p2p, page, &p2p_dev, &use_p2pmem);
	if (error)
		return error;
	pci_dev_put(ns->p2p_dev);
	ns->use_p2pmem = use_p2pmem;
	ns->p2p_dev = p2p_dev;
	return 0;
}
