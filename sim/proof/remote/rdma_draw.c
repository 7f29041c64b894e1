/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory for a job: pages of RAM with gaps or without, pages of a peer, a bus address.
 */
#include <blkpath/p2p_use.h>

#include "proof/remote/rdma.h"

#define PAGE BP_RDMA_PROOF_PAGE
#define RAM 0x1000000ull
#define RAM_OF_JOB 0x100000ull

static enum bp_rdma_proof_kind draw_kind(struct bp_rdma_proof *p)
{
	struct bp_choices *c = &p->trial->choices;

	if (p->setup.p2p == BP_P2P_PAGES)
		return (enum bp_rdma_proof_kind)bp_choose(c, BP_RDMA_PROOF_RAM, BP_RDMA_PROOF_PEER);
	return (enum bp_rdma_proof_kind)bp_choose(c, BP_RDMA_PROOF_BUS, BP_RDMA_PROOF_RAM,
						  BP_RDMA_PROOF_BUS, BP_RDMA_PROOF_BAD);
}

/* An entry in so many pages, of which the first and the last may be used in part. */
static void draw_entry(struct bp_rdma_proof *p, struct bp_rdma_proof_job *job, u64 *phys, u32 pages,
		       bool is_last)
{
	struct bp_choices *c = &p->trial->choices;
	const bool may_begin = !job->nents || job->is_odd;
	const bool may_end = is_last || job->is_odd;
	const u32 before = may_begin ? (u32)bp_choose(c, 0, 0, 512, PAGE - 4) : 0;
	const u32 behind = may_end ? (u32)bp_choose(c, 0, 0, 512, PAGE - 512) : 0;
	u32 bytes = pages * PAGE - before;

	bytes -= bytes > behind ? behind : 0;
	sg_set_page(&p->world->env, &job->table[job->nents],
		    pfn_to_page(*phys >> p->world->env.page_shift), bytes, before);
	job->nents++;
	job->bytes += bytes;
	*phys += (pages + bp_choose_below(c, 2)) * PAGE;
}

static void draw_ram(struct bp_rdma_proof *p, struct bp_rdma_proof_job *job)
{
	struct bp_choices *c = &p->trial->choices;
	u32 left = (u32)bp_choose_between(c, 1, BP_RDMA_PROOF_PAGES);
	u64 phys = RAM + job->number * RAM_OF_JOB;

	sg_init_table(job->table, BP_RDMA_PROOF_PAGES);
	job->sg = job->table;
	job->is_odd = bp_choose_once_in(c, 8);
	while (left) {
		const u32 pages = bp_min((u32)bp_choose(c, 1, 1, 2, 5, 8), left);

		left -= pages;
		draw_entry(p, job, &phys, pages, !left);
	}
	sg_mark_end(&job->table[job->nents - 1]);
}

static bool draw_peer(struct bp_rdma_proof *p, struct bp_rdma_proof_job *job)
{
	unsigned nents = 0;

	job->bytes = (u32)bp_choose_edge(&p->trial->choices, 1, BP_RDMA_PROOF_ROOM, PAGE, 5 * PAGE,
					 BP_RDMA_PROOF_ROOM);
	job->sg = pci_p2pmem_alloc_sgl(p->s.m.a, &nents, job->bytes);
	job->nents = nents;
	return job->sg;
}

/* All of what was taken, or a part. */
static bool draw_bus(struct bp_rdma_proof *p, struct bp_rdma_proof_job *job)
{
	struct bp_choices *c = &p->trial->choices;
	const u32 pages = (u32)bp_choose_edge(c, 1, BP_RDMA_PROOF_PAGES, 1, 4, 5, 8);
	u32 before;

	job->taken = pages * PAGE;
	job->virt = pci_alloc_p2pmem(p->s.m.a, job->taken);
	if (!bp_virt_u64(job->virt))
		return false;
	before = (u32)bp_choose_edge(c, 0, PAGE - 1, 0, 0, 1, 512);
	job->bytes = job->taken - before - (u32)bp_choose_edge(c, 0, job->taken - before - 1, 0);
	job->bus = pci_p2pmem_virt_to_bus(p->s.m.a, job->virt).bus + before;
	return true;
}

/* What pci_p2pmem_virt_to_bus() says of no memory, what lies beyond a BAR, the CPU's address. */
static void draw_bad(struct bp_rdma_proof *p, struct bp_rdma_proof_job *job)
{
	const u64 first = pci_bus_address(p->s.m.a, 0).bus;
	const u64 cpu = pci_resource_start(p->s.m.a, 0);

	job->bytes = PAGE;
	job->bus = bp_choose(&p->trial->choices, 0, ~0ull, first + BP_SHOW_BAR_BYTES,
			     first + BP_SHOW_BAR_BYTES - 512, first - PAGE, cpu == first ? 0 : cpu);
}

static bool draw_memory(struct bp_rdma_proof *p, struct bp_rdma_proof_job *job)
{
	switch (job->kind) {
	case BP_RDMA_PROOF_RAM:
		draw_ram(p, job);
		break;
	case BP_RDMA_PROOF_PEER:
		return draw_peer(p, job);
	case BP_RDMA_PROOF_BUS:
		return draw_bus(p, job);
	case BP_RDMA_PROOF_BAD:
		draw_bad(p, job);
		break;
	}
	return true;
}

static bool has_list(const struct bp_rdma_proof_job *job)
{
	return job->kind == BP_RDMA_PROOF_RAM || job->kind == BP_RDMA_PROOF_PEER;
}

static u32 draw_offset(struct bp_rdma_proof *p, const struct bp_rdma_proof_job *job)
{
	struct bp_choices *c = &p->trial->choices;

	if (!has_list(job) || !bp_choose_once_in(c, 3))
		return 0;
	return (u32)bp_choose_edge(c, 0, job->bytes - 1, bp_min(job->bytes - 1, PAGE),
				   job->bytes - 1, job->bytes);
}

bool bp_rdma_proof_draw(struct bp_rdma_proof *p, struct bp_rdma_proof_job *job)
{
	static const char *const kinds[] = {
		[BP_RDMA_PROOF_RAM] = "of RAM",
		[BP_RDMA_PROOF_PEER] = "of a peer's pages",
		[BP_RDMA_PROOF_BUS] = "by bus address",
		[BP_RDMA_PROOF_BAD] = "by an address that is none",
	};
	struct bp_choices *c = &p->trial->choices;

	*job = (struct bp_rdma_proof_job){ .number = job->number };
	job->kind = draw_kind(p);
	job->dir = (enum dma_data_direction)bp_choose(c, DMA_TO_DEVICE, DMA_FROM_DEVICE);
	if (!draw_memory(p, job))
		return false;
	job->offset = draw_offset(p, job);
	job->remote = (u32)bp_choose_edge(c, 0, PAGE - 1, 0, 0, 1, 512);
	bp_trial_say(p->trial, "%s %s%s, job %u, %u bytes, %u entries, offset %u, there at %u",
		     job->dir == DMA_TO_DEVICE ? "WRITE" : "READ", kinds[job->kind],
		     job->is_odd ? " with odd entries" : "", job->number, job->bytes, job->nents,
		     job->offset, job->remote);
	return true;
}

void bp_rdma_proof_give_back(struct bp_rdma_proof *p, struct bp_rdma_proof_job *job)
{
	if (job->kind == BP_RDMA_PROOF_PEER)
		pci_p2pmem_free_sgl(p->s.m.a, job->sg);
	if (job->kind == BP_RDMA_PROOF_BUS)
		pci_free_p2pmem(p->s.m.a, job->virt, job->taken);
}
