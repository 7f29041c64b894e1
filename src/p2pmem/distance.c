/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Distances, and what the kernel logs of them (P2P-B4, B5).
 */
#include <errno.h>

#include "map_type.h"

/* A verbose call: @failed when the memory for the names of a list ran out. */
struct verbose {
	const struct bp_p2p *p2p;
	const struct pci_dev *provider;
	bool failed;
};

static void log_message(struct bp_env *env, const struct bp_p2p_message *message)
{
	static const enum bp_site_id site[] = {
		[BP_P2P_SAYS_REDIRECT] = BP_SITE_P2P_REDIRECT,
		[BP_P2P_SAYS_PARAMETER] = BP_SITE_P2P_PARAMETER,
		[BP_P2P_SAYS_UNLISTED] = BP_SITE_P2P_UNLISTED,
		[BP_P2P_SAYS_NO_UPSTREAM] = BP_SITE_P2P_NO_UPSTREAM,
	};

	bp_info(env, site[message->saying], bp_pci_number(message->on),
		bp_pci_number(message->about));
}

static void log_refusal(struct bp_env *env, enum bp_p2p_refusal refusal,
			const struct pci_dev *provider)
{
	bp_info(env, refusal == BP_P2P_VIRT_DMA ? BP_SITE_P2P_VIRT_CLIENT : BP_SITE_P2P_NOT_PCI,
		bp_pci_number(provider), 0);
}

/* P2P-B4.11: kernels whose list has a page take it for each client. */
static bool has_room_for_names(const struct bp_p2p *p2p)
{
	void *page;

	if (p2p->rules->name_list_bytes < BP_P2P_NAME_LIST_PAGE)
		return true;
	page = bp_alloc(p2p->env, BP_ALLOC_SCRATCH, p2p->rules->name_list_bytes);
	bp_free(p2p->env, page);
	return page;
}

static void heard_verbose(void *data, const struct device *client, enum bp_p2p_refusal refusal,
			  const struct bp_p2p_verdict *verdict)
{
	const struct bp_p2p_listener *listener;
	struct verbose *call = data;

	if (refusal != BP_P2P_NOT_REFUSED) {
		log_refusal(call->p2p->env, refusal, call->provider);
	} else if (!has_room_for_names(call->p2p)) {
		call->failed = true;
		return;
	} else {
		bp_p2p_types_store(verdict);
		for (unsigned i = 0; i < verdict->nr_messages; i++)
			log_message(call->p2p->env, &verdict->message[i]);
	}
	listener = call->p2p->listener;
	if (listener)
		listener->heard(listener->data, client, refusal, verdict);
}

static void heard_silent(void *data, const struct device *client, enum bp_p2p_refusal refusal,
			 const struct bp_p2p_verdict *verdict)
{
	(void)data;
	if (refusal != BP_P2P_NOT_REFUSED)
		return;
	bp_p2p_types_store(verdict);
	for (unsigned i = 0; i < verdict->nr_messages; i++)
		if (verdict->message[i].silent_too)
			log_message(client->bp_env, &verdict->message[i]);
}

const struct bp_p2p_listener bp_p2p_silent = { .heard = heard_silent };

int pci_p2pdma_distance_many(struct pci_dev *provider, struct device **clients, int num_clients,
			     bool verbose)
{
	const struct bp_p2p_clients all = { (const struct device *const *)clients,
					    (unsigned)bp_max(num_clients, 0) };
	const struct bp_p2p *p2p = provider->dev.bp_p2p;
	struct verbose call = { p2p, provider, false };
	const struct bp_p2p_listener aloud = { heard_verbose, &call };
	int sum;

	if (!p2p)
		return -1; /* P2P-B11.3 */
	sum = bp_p2p_distance_many(p2p->rules, &p2p->machine, provider, &all, verbose,
				   verbose ? &aloud : &bp_p2p_silent);
	bp_event(p2p->env, P2P_DISTANCE, .rule = "P2P-B5", .a = (u64)sum, .b = verbose,
		 .p2p = &(struct bp_p2p_call){
			 .provider = provider,
			 .clients = clients,
			 .nr_clients = num_clients,
			 .result = call.failed ? -ENOMEM : sum,
		 });
	return call.failed ? -1 : sum;
}

int pci_p2pdma_distance(struct pci_dev *provider, struct device *client, bool verbose)
{
	return pci_p2pdma_distance_many(provider, &client, 1, verbose);
}

enum pci_p2pdma_map_type bp_p2p_walk_verbose(const struct pci_dev *provider,
					     const struct pci_dev *client)
{
	const struct bp_p2p *p2p = provider->dev.bp_p2p;
	struct verbose call = { p2p, provider, false };
	struct bp_p2p_verdict verdict;

	bp_p2p_judge(p2p->rules, &p2p->machine, provider, client, &verdict);
	heard_verbose(&call, &client->dev, BP_P2P_NOT_REFUSED, &verdict);
	return verdict.type;
}
