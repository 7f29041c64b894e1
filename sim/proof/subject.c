/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "proof/block/block.h"
#include "proof/block/chains.h"
#include "proof/merge/merge.h"
#include "proof/nvme/bare.h"
#include "proof/nvme/nvme.h"
#include "proof/nvme/pointers.h"
#include "proof/peer/dma.h"
#include "proof/peer/p2pmem.h"
#include "proof/remote/capsules.h"
#include "proof/remote/flows.h"
#include "proof/remote/rdma.h"
#include "proof/subject.h"
#include "proof/tiny/kinds.h"
#include "proof/tiny/pairs.h"
#include "proof/tiny/pointers.h"
#include "proof/tiny/tiny.h"

static const struct bp_subject subjects[] = {
	{
		.name = "block",
		.things = "bios",
		.about = "split, count, merge, map, chain and end, part by part",
		.run = bp_block_parts,
	},
	{
		.name = "queue",
		.things = "bios",
		.about = "plug, scheduler, tags, flush and a null device",
		.run = bp_block_device,
	},
	{
		.name = "merge",
		.things = "bios",
		.about = "bios side by side and requests that wait: who joins whom",
		.run = bp_merge_run,
	},
	{
		.name = "chains",
		.things = "bios",
		.about = "bios that wait for others, ended in any order",
		.run = bp_chains_run,
	},
	{
		.name = "controller",
		.things = "commands",
		.about = "any registers, rings and lists for an NVMe controller",
		.run = bp_bare_run,
	},
	{
		.name = "dma",
		.things = "lists",
		.about = "lists for a device: directly, bounced, through an IOMMU",
		.run = bp_dma_lists,
	},
	{
		.name = "prp",
		.things = "requests",
		.about = "data pointers of an NVMe driver, walked by a controller",
		.run = bp_pointers_prp,
	},
	{
		.name = "sgl",
		.things = "requests",
		.about = "the same where the controller takes SGLs",
		.run = bp_pointers_sgl,
	},
	{
		.name = "nvme",
		.things = "I/Os",
		.about = "an NVMe driver and its controller, from bios to blocks and back",
		.run = bp_nvme_proof_run,
	},
	{
		.name = "capsules",
		.things = "commands",
		.about = "capsules of any bytes, from a far host to a target",
		.run = bp_capsules_run,
	},
	{
		.name = "flows",
		.things = "commands",
		.about = "a far host's commands: by RAM, by peer pages, by bus address",
		.run = bp_flows_run,
	},
	{
		.name = "target",
		.things = "commands",
		.about = "few of them, one way, little of everything, somebody in between",
		.run = bp_flows_run_one,
	},
	{
		.name = "rdma",
		.things = "lists",
		.about = "READs and WRITEs of a far host's memory, by lists and by bus address",
		.run = bp_rdma_proof_run,
	},
	{
		.name = "p2pmem",
		.things = "deeds",
		.about = "memory that functions give out, with pages and without",
		.run = bp_p2pmem_run,
	},
	{
		.name = "bios",
		.things = "bios",
		.about = "every bio of up to five vectors under all tiny limits",
		.cases = BP_TINY_BIOS_CASES,
		.run = bp_tiny_bios,
	},
	{
		.name = "pairs",
		.things = "bios",
		.about = "two and three bios, joined in every way or kept apart",
		.cases = BP_TINY_PAIRS_CASES,
		.run = bp_tiny_pairs,
	},
	{
		.name = "kinds",
		.things = "bios",
		.about = "the same of discards, zeroes, a block again and again, protected reads",
		.cases = BP_TINY_KINDS_CASES,
		.run = bp_tiny_kinds,
	},
	{
		.name = "prps",
		.things = "requests",
		.about = "every number of pages up to three PRP lists, as runs of neighbours",
		.cases = BP_TINY_PRPS_CASES,
		.run = bp_tiny_prps,
	},
	{
		.name = "sgls",
		.things = "requests",
		.about = "every number of vectors up to three segments of descriptors",
		.cases = BP_TINY_SGLS_CASES,
		.run = bp_tiny_sgls,
	},
};

const struct bp_subject *bp_subject_at(unsigned i)
{
	return i < bp_array_size(subjects) ? &subjects[i] : NULL;
}

const struct bp_subject *bp_subject_find(const char *name)
{
	for (unsigned i = 0; i < bp_array_size(subjects); i++)
		if (!strcmp(subjects[i].name, name))
			return &subjects[i];
	return NULL;
}

void bp_subject_try(const struct bp_subject *subject, const struct bp_trial_setup *setup,
		    const u8 *bytes, size_t size, struct bp_trial *trial)
{
	trial->choices = (struct bp_choices){ bytes, size, 0 };
	trial->setup = setup;
	trial->outcome = (struct bp_trial_outcome){ .trials = 1 };
	memset(trial->excused, 0, sizeof(trial->excused));
	trial->what[0] = trial->text[0] = 0;
	subject->run(trial);
}
