/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory is offered, and found (P2P-B6).
 */
#include "map_type.h"

bool pci_has_p2pmem(const struct pci_dev *pdev)
{
	return pdev->p2pdma && pdev->p2pdma->p2pmem_published;
}

void pci_p2pmem_publish(struct pci_dev *pdev, bool publish)
{
	struct pci_p2pdma *p2pdma = pdev->p2pdma;

	if (!p2pdma)
		return;
	if (!publish || gen_pool_size(p2pdma->pool) || bp_p2p_defect(pdev, BP_DEF_P2P_13))
		p2pdma->p2pmem_published = publish;
	bp_event(pdev->dev.bp_env, P2P_PUBLISH, .rule = "P2P-B6.2", .a = publish,
		 .p2p = bp_p2p_call_now(pdev, &(struct bp_p2p_call){ 0 }));
}

/* The scratch memory of a search (B6.3). */
struct scratch {
	unsigned candidate[BP_P2P_CANDIDATES_MAX];
	unsigned nr_providers;
	struct pci_dev *provider[];
};

static unsigned count_published(const struct bp_pci *pci)
{
	const struct pci_dev *pdev;
	unsigned nr = 0;

	TAILQ_FOREACH (pdev, &pci->devices, link)
		nr += pci_has_p2pmem(pdev);
	return nr;
}

static struct scratch *gather(const struct bp_p2p *p2p)
{
	size_t room = count_published(p2p->pci) * sizeof(struct pci_dev *);
	struct scratch *scratch = bp_alloc(p2p->env, BP_ALLOC_SCRATCH, sizeof(*scratch) + room);
	struct pci_dev *pdev;

	if (!scratch)
		return NULL;
	TAILQ_FOREACH (pdev, &p2p->pci->devices, link)
		if (pci_has_p2pmem(pdev))
			scratch->provider[scratch->nr_providers++] = pdev;
	return scratch;
}

/* P2P-B6.4: the number comes from the run's generator. */
static u32 draw(const struct bp_p2p *p2p, u32 below)
{
	return p2p->ops && p2p->ops->draw ? p2p->ops->draw(p2p->arg, below) : 0;
}

static struct pci_dev *find(const struct bp_p2p *p2p, const struct bp_p2p_clients *clients,
			    unsigned *candidates, unsigned *drawn)
{
	struct scratch *scratch = gather(p2p);
	struct pci_dev *found = NULL;

	if (!scratch)
		return NULL;
	*candidates = bp_p2p_choose(p2p->rules, &p2p->machine,
				    (const struct pci_dev *const *)scratch->provider,
				    scratch->nr_providers, clients, &bp_p2p_silent, NULL,
				    scratch->candidate);
	if (*candidates) {
		*drawn = draw(p2p, *candidates);
		found = pci_dev_get(scratch->provider[scratch->candidate[*drawn]]);
	}
	bp_free(p2p->env, scratch);
	return found;
}

struct pci_dev *pci_p2pmem_find_many(struct bp_p2p *p2p, struct device **clients, int num_clients)
{
	const struct bp_p2p_clients all = { (const struct device *const *)clients,
					    (unsigned)bp_max(num_clients, 0) };
	unsigned candidates = 0, drawn = 0;
	struct pci_dev *found;

	if (!p2p)
		return NULL; /* P2P-B11.3 */
	bp_event(p2p->env, P2P_FIND_BEGIN, .rule = "P2P-B6.3",
		 .p2p = &(struct bp_p2p_call){ .clients = clients, .nr_clients = num_clients });
	found = find(p2p, &all, &candidates, &drawn);
	bp_event(p2p->env, P2P_FIND, .rule = "P2P-B6.3", .a = candidates, .b = drawn,
		 .p2p = &(struct bp_p2p_call){
			 .provider = found,
			 .clients = clients,
			 .nr_clients = num_clients,
		 });
	return found;
}

struct pci_dev *pci_p2pmem_find(struct bp_p2p *p2p, struct device *client)
{
	return pci_p2pmem_find_many(p2p, &client, 1);
}
