/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose peer-to-peer memory the commands of a namespace use (R-C2.2 to R-C2.5).
 */
#include <errno.h>

#include "target.h"

/* R-C2.2: the flag is the one that the kernel of the machine has. */
static bool takes_p2p(const struct bp_nvmet *nvmet, const struct nvmet_ns *ns)
{
	const struct request_queue *q = ns->bdev.bd_disk->queue;

	if (!nvmet->p2p)
		return false;
	return nvmet->p2p->profile == BP_P2P_DIRECT ? blk_queue_dma_direct(q)
						    : blk_queue_pci_p2pdma(q);
}

static bool is_published(const struct bp_nvmet *nvmet, const struct nvmet_ns *ns)
{
	struct device *disk = ns->bp_disk_dev;
	struct pci_dev *found;

	if (ns->p2p_dev)
		return pci_p2pdma_distance(ns->p2p_dev, disk, true) >= 0;
	found = pci_p2pmem_find(nvmet->p2p, disk);
	pci_dev_put(found);
	return found;
}

int nvmet_p2pmem_ns_enable(const struct nvmet_ns *ns)
{
	struct bp_nvmet *nvmet = ns->subsys->bp_nvmet;

	if (!ns->use_p2pmem)
		return 0;
	if (!ns->bdev.bd_disk || !ns->bp_disk_dev || !takes_p2p(nvmet, ns)) {
		bp_info(nvmet->env, BP_SITE_NVMET_P2P_QUEUE, ns->nsid, 0);
		return -EINVAL;
	}
	if (is_published(nvmet, ns))
		return 0;
	bp_info(nvmet->env, BP_SITE_NVMET_P2P_NONE, ns->nsid, 0);
	return -EINVAL;
}

/* With one reference; NULL when nothing suits both. */
static struct pci_dev *choose(struct nvmet_ctrl *ctrl, const struct nvmet_ns *ns)
{
	struct device *clients[] = { ctrl->p2p_client, ns->bp_disk_dev };

	if (!ns->p2p_dev)
		return pci_p2pmem_find_many(ctrl->subsys->bp_nvmet->p2p, clients, 2);
	if (pci_p2pdma_distance(ns->p2p_dev, ctrl->p2p_client, true) < 0)
		return NULL;
	return pci_dev_get(ns->p2p_dev);
}

void nvmet_p2pmem_ns_add_p2p(struct nvmet_ctrl *ctrl, const struct nvmet_ns *ns)
{
	struct bp_env *env = ctrl->subsys->bp_nvmet->env;
	struct bp_nvmet_p2p *entry;
	struct pci_dev *p2p_dev;

	if (!ctrl->p2p_client || !ns->use_p2pmem)
		return;
	p2p_dev = choose(ctrl, ns);
	if (!p2p_dev) {
		bp_info(env, BP_SITE_NVMET_P2P_CTRL_NONE, ns->nsid, ctrl->cntlid);
		return;
	}
	entry = bp_alloc(env, BP_ALLOC_NVMET, sizeof(*entry));
	if (!entry) {
		pci_dev_put(p2p_dev);
		return;
	}
	*entry = (struct bp_nvmet_p2p){ .nsid = ns->nsid, .p2p_dev = p2p_dev };
	LIST_INSERT_HEAD(&ctrl->p2p_ns_map, entry, link);
}

static struct bp_nvmet_p2p *find(const struct nvmet_ctrl *ctrl, u32 nsid)
{
	struct bp_nvmet_p2p *entry;

	LIST_FOREACH (entry, &ctrl->p2p_ns_map, link)
		if (entry->nsid == nsid)
			break;
	return entry;
}

struct pci_dev *bp_nvmet_p2p_of(const struct nvmet_ctrl *ctrl, u32 nsid)
{
	const struct bp_nvmet_p2p *entry = find(ctrl, nsid);

	return entry ? entry->p2p_dev : NULL;
}

static void drop(struct nvmet_ctrl *ctrl, struct bp_nvmet_p2p *entry)
{
	LIST_REMOVE(entry, link);
	pci_dev_put(entry->p2p_dev);
	bp_free(ctrl->subsys->bp_nvmet->env, entry);
}

void bp_nvmet_p2p_drop(struct nvmet_ctrl *ctrl, u32 nsid)
{
	struct bp_nvmet_p2p *entry = find(ctrl, nsid);

	if (entry)
		drop(ctrl, entry);
}

/* R-C2.5: a device has references as far as it stands for a PCI function. */
static struct pci_dev *function_of(const struct device *dev)
{
	return dev ? (struct pci_dev *)bp_p2p_pci_of(dev) : NULL;
}

void nvmet_setup_p2p_ns_map(struct nvmet_ctrl *ctrl, struct device *client)
{
	const struct nvmet_ns *ns;

	ctrl->p2p_client = client;
	if (!client)
		return;
	pci_dev_get(function_of(client));
	TAILQ_FOREACH (ns, &ctrl->subsys->namespaces, bp_link)
		if (ns->enabled)
			nvmet_p2pmem_ns_add_p2p(ctrl, ns);
}

void nvmet_release_p2p_ns_map(struct nvmet_ctrl *ctrl)
{
	while (!LIST_EMPTY(&ctrl->p2p_ns_map))
		drop(ctrl, LIST_FIRST(&ctrl->p2p_ns_map));
	pci_dev_put(function_of(ctrl->p2p_client));
}
