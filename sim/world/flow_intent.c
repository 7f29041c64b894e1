/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <blkpath/dma.h>
#include <blkpath/memremap.h>
#include <blkpath/p2p_call.h>
#include <blkpath/p2p_choice.h>

#include "world/flow_intent.h"

#define PIECE 4096u

/* An address that a user is given, and the byte that is meant. */
struct meaning {
	const struct pci_dev *user;
	u64 address;
	u64 phys;
	u64 bytes;
};

static bool is_of_provider(const struct bp_flow_intent *intent, u64 phys)
{
	const struct resource *res = &intent->provider->resource[intent->bar];

	return phys >= res->start && phys <= res->end;
}

/* Piece by piece: pieces come again in other lengths, and mean the same. */
static void note(const struct bp_flow_intent *intent, const struct meaning *meaning)
{
	const struct resource *res = &intent->provider->resource[intent->bar];
	struct bp_target meant = {
		.kind = meaning->user == intent->provider ? BP_TARGET_INTERNAL : BP_TARGET_BAR,
		.dev = intent->provider,
		.bar = intent->bar,
	};

	meant.offset = meaning->phys - res->start;
	for (u64 done = 0; done < meaning->bytes; done += PIECE, meant.offset += PIECE)
		bp_intent_note(intent->fabric, meaning->user, meaning->address + done, PIECE,
			       &meant);
}

/* Without a defect the address is that of the byte on the bus of the provider (P2P-B9.2). */
static void compare(struct bp_flow_intent *intent, const struct meaning *meaning)
{
	const struct pci_dev *dev = intent->provider;
	const u64 right = pci_bus_address(dev, intent->bar).bus + meaning->phys -
			  pci_resource_start(dev, intent->bar);

	if (meaning->address == right)
		return;
	if (!intent->wrong) {
		intent->told = meaning->address;
		intent->right = right;
	}
	intent->wrong++;
}

/* With pages: what a list was mapped to, by what its pages are. */
static void hear_map(struct bp_flow_intent *intent, const struct bp_p2p_call *call)
{
	struct scatterlist *sg = call->sgl;

	for (int i = 0; i < call->result; i++, sg = sg_next(sg)) {
		const struct meaning meaning = {
			.user = bp_p2p_pci_of(call->client),
			.address = bp_dma_u64(sg_dma_address(sg)),
			.phys = bp_phys_u64(sg_phys(call->client->bp_env, sg)),
			.bytes = sg->length,
		};

		if (!is_of_provider(intent, meaning.phys))
			continue;
		note(intent, &meaning);
		compare(intent, &meaning);
	}
}

/* Without: the address that the pool has is handed on. */
static void hear_alloc(const struct bp_flow_intent *intent, const struct bp_p2p_call *call)
{
	const struct bp_mapping *mapping = bp_mapping_find(call->provider->dev.bp_env, call->virt);

	if (!mapping || mapping->kind == BP_MAPPING_PAGES)
		return;
	for (unsigned i = 0; i < bp_array_size(intent->users); i++)
		note(intent, &(struct meaning){
				     .user = intent->users[i],
				     .address = call->bus.bus,
				     .phys = bp_phys_u64(mapping->phys) + bp_virt_u64(call->virt) -
					     bp_virt_u64(mapping->virt),
				     .bytes = call->size,
			     });
}

static void listen(struct bp_sink *sink, const struct bp_event *event)
{
	struct bp_flow_intent *intent = bp_container_of(sink, struct bp_flow_intent, sink);

	if (event->id == BP_EV_P2P_MAP_SG)
		hear_map(intent, event->p2p);
	else if (event->id == BP_EV_P2P_ALLOC && event->p2p->provider == intent->provider)
		hear_alloc(intent, event->p2p);
}

void bp_flow_intent_start(struct bp_flow_intent *intent, struct bp_env *env)
{
	intent->sink.fn = listen;
	bp_sink_add(env, &intent->sink);
}

void bp_flow_intent_end(struct bp_flow_intent *intent, struct bp_env *env)
{
	bp_sink_remove(env, &intent->sink);
}
