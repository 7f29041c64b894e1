/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the checker remembers of peer-to-peer memory: who gave what out, who has it, who uses it
 * (p2pdma.md B).
 */
#ifndef BP_CHECK_P2P_H
#define BP_CHECK_P2P_H

#include <blkpath/p2p_call.h>
#include <blkpath/p2pdma.h>

#include "family.h"

/* A range of a provider's memory: a resource, an allocation, or a use in flight. */
struct bp_ck_part {
	struct bp_record record;
	LIST_ENTRY(bp_ck_part) of_provider;
	u64 virt;
	u64 size; /* of an allocation in whole pages */
	u64 bus;
	unsigned bar;  /* of a resource */
	u64 phys;      /* of a resource: where the CPU has it */
	bool unmapped; /* a resource that the CPU has lost */
	bool is_known; /* an allocation: it was there before a driver looked for memory */
	bool is_lost;  /* an allocation: whoever made it has forgotten it */
};

LIST_HEAD(bp_ck_parts, bp_ck_part);

struct bp_ck_provider {
	struct bp_record record;
	struct pci_dev *pdev;
	struct bp_ck_parts resources;
	struct bp_ck_parts allocations;
	struct bp_ck_parts uses;
	bool published;
	bool leaves;   /* its driver */
	u64 pool_size; /* as they were told last */
	u64 pool_avail;
	u64 refs;
	bool counted; /* a search has begun */
	u64 refs_before;
};

/**
 * struct bp_p2p_case - what the laws of peer-to-peer memory look at
 * @call: the call
 * @provider: whose memory; NULL when nothing of it was seen
 * @resource: that the range of the call lies in; NULL for none
 * @allocation: that it lies in; NULL for none
 * @other: what is in the way
 * @other_provider: who is compared with the one that was found
 */
struct bp_p2p_case {
	const struct bp_p2p_call *call;
	const struct bp_ck_provider *provider;
	const struct bp_ck_part *resource;
	const struct bp_ck_part *allocation;
	const struct bp_ck_part *other;
	const struct bp_ck_provider *other_provider;
};

struct bp_ck_provider *bp_ck_provider_find(const struct bp_check *check,
					   const struct pci_dev *pdev);
struct bp_ck_provider *bp_ck_provider(struct bp_check *check, struct pci_dev *pdev);
struct bp_ck_part *bp_ck_part_add(struct bp_check *check, struct bp_ck_provider *provider,
				  struct bp_ck_parts *parts, u64 virt, u64 size);
void bp_ck_part_drop(struct bp_check *check, struct bp_ck_part *part);
void bp_ck_parts_drop(struct bp_check *check, struct bp_ck_parts *parts);
struct bp_ck_part *bp_ck_part_around(const struct bp_ck_parts *parts, u64 virt, u64 size);
struct bp_ck_part *bp_ck_part_touching(const struct bp_ck_parts *parts, u64 virt, u64 size);
u64 bp_ck_parts_size(const struct bp_ck_parts *parts); /* of those that somebody has */
const struct bp_ck_part *bp_ck_resource_at(const struct bp_check *check, u64 phys,
					   const struct pci_dev **provider);

/* A1.4: the element above; NULL above the one on the root bus. */
const struct pci_dev *bp_ck_above(const struct pci_dev *pdev);

/* The lowest element of both chains; NULL when they do not meet. */
const struct pci_dev *bp_ck_meeting(const struct pci_dev *a, const struct pci_dev *b);

/* B5.2: the function that a device stands for; NULL for none. */
const struct pci_dev *bp_ck_function_of(const struct device *dev);

/* A3.3: where a host bridge puts a BAR on its bus; a window that has only a part has none of it. */
u64 bp_ck_bus_of(const struct pci_host_bridge *bridge, const struct resource *bar);

/* What reaches the whole of a BAR from a client by raw bus addresses: false for nothing at all. */
bool bp_ck_bus_for(const struct pci_dev *provider, unsigned bar, const struct device *client,
		   u64 *bus);

void bp_ck_judge_added(struct bp_case *c);
void bp_ck_judge_allocated(struct bp_case *c);
void bp_ck_judge_freed(struct bp_case *c);
void bp_ck_judge_divided(struct bp_case *c);
void bp_ck_judge_numbers(struct bp_case *c);
void bp_ck_judge_use(struct bp_case *c);
void bp_ck_judge_lost(struct bp_case *c);
void bp_ck_judge_touched(struct bp_case *c);
void bp_ck_judge_unbound(struct bp_case *c);
void bp_ck_judge_published(struct bp_case *c);
void bp_ck_judge_bus(struct bp_case *c);
void bp_ck_judge_given(struct bp_case *c);
void bp_ck_judge_found(struct bp_case *c);
void bp_ck_judge_distance(struct bp_case *c);
void bp_ck_judge_choice(struct bp_case *c);
void bp_ck_judge_list(struct bp_case *c);

#endif
