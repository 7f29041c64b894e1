/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What rdma_rw answers, and the bytes that arrived.
 */
#include <errno.h>
#include <string.h>

#include "proof/remote/rdma.h"

#define PAGE BP_RDMA_PROOF_PAGE
#define EMPTY 0xee

static u8 pattern(const struct bp_rdma_proof_job *job, u32 at)
{
	return (u8)((at + 7u * job->serial) % 251);
}

static u8 *far_of(struct bp_rdma_proof *p, const struct bp_rdma_proof_job *job)
{
	return p->s.host + (size_t)job->number * BP_RDMA_PROOF_FAR;
}

static struct bp_backing *peer_memory(struct bp_rdma_proof *p)
{
	return &bp_fabric_node(p->s.fabric, p->s.m.a)->backing[0];
}

/* Where the peer has the memory of a job. */
static u64 in_bar(struct bp_rdma_proof *p, const struct bp_rdma_proof_job *job)
{
	if (job->kind == BP_RDMA_PROOF_BUS)
		return job->bus - pci_bus_address(p->s.m.a, 0).bus;
	return bp_phys_u64(sg_phys(&p->world->env, job->sg)) - pci_resource_start(p->s.m.a, 0);
}

void bp_rdma_proof_read(struct bp_rdma_proof *p, const struct bp_rdma_proof_job *job, u8 *bytes)
{
	if (job->kind == BP_RDMA_PROOF_BAD)
		return;
	if (job->kind != BP_RDMA_PROOF_RAM) {
		bp_backing_read(peer_memory(p), in_bar(p, job), bytes, job->bytes);
		return;
	}
	for (u32 i = 0; i < job->nents; bytes += job->sg[i++].length)
		bp_ram_read(p->world->ram, sg_phys(&p->world->env, &job->sg[i]), bytes,
			    job->sg[i].length);
}

void bp_rdma_proof_write(struct bp_rdma_proof *p, const struct bp_rdma_proof_job *job,
			 const u8 *bytes)
{
	if (job->kind == BP_RDMA_PROOF_BAD)
		return;
	if (job->kind != BP_RDMA_PROOF_RAM) {
		bp_backing_write(peer_memory(p), in_bar(p, job), bytes, job->bytes);
		return;
	}
	for (u32 i = 0; i < job->nents; bytes += job->sg[i++].length)
		bp_ram_write(p->world->ram, sg_phys(&p->world->env, &job->sg[i]), bytes,
			     job->sg[i].length);
}

/* The pattern is where the bytes come from: byte n of the list goes with byte n - offset there. */
void bp_rdma_proof_fill(struct bp_rdma_proof *p, struct bp_rdma_proof_job *job)
{
	const bool writes = job->dir == DMA_TO_DEVICE;
	u8 here[BP_RDMA_PROOF_ROOM], *there = far_of(p, job);

	memset(here, EMPTY, sizeof(here));
	memset(there, EMPTY, BP_RDMA_PROOF_FAR);
	for (u32 i = 0; i < job->bytes; i++) {
		if (writes)
			here[i] = pattern(job, i);
		else if (i >= job->offset)
			there[job->remote + i - job->offset] = pattern(job, i);
	}
	bp_rdma_proof_write(p, job, here);
}

static bool is_right_here(struct bp_rdma_proof *p, const struct bp_rdma_proof_job *job)
{
	const bool writes = job->dir == DMA_TO_DEVICE;
	u8 here[BP_RDMA_PROOF_ROOM];

	bp_rdma_proof_read(p, job, here);
	for (u32 i = 0; i < job->bytes; i++)
		if (here[i] != (writes || i >= job->offset ? pattern(job, i) : EMPTY))
			return false;
	return true;
}

static bool is_right_there(struct bp_rdma_proof *p, const struct bp_rdma_proof_job *job)
{
	const u8 *there = far_of(p, job);

	for (u32 i = 0; i < BP_RDMA_PROOF_FAR; i++) {
		const u32 at = i - job->remote + job->offset;
		const bool moved = i >= job->remote && at < job->bytes;

		if (there[i] != (moved ? pattern(job, at) : EMPTY))
			return false;
	}
	return true;
}

void bp_rdma_proof_compare(struct bp_rdma_proof *p, const struct bp_rdma_proof_job *job)
{
	if (job->kind == BP_RDMA_PROOF_BAD)
		bp_trial_wrong(p->trial, "arrived", "job %u moves memory of nobody\n", job->number);
	else if (!is_right_here(p, job) || !is_right_there(p, job))
		bp_trial_wrong(p->trial, "data", "job %u: bytes are wrong\n", job->number);
}

/* R-B2.2 */
static bool takes_regions(const struct bp_rdma_proof *p, const struct bp_rdma_proof_job *job)
{
	return p->setup.force_mr ||
	       (!strcmp(p->setup.profile, "iwarp") && job->dir == DMA_FROM_DEVICE);
}

/* More memory regions than a job can need are free. */
static bool has_regions(const struct bp_rdma_proof *p, const struct bp_rdma_proof_job *job)
{
	const struct ib_qp *qp = p->s.near.qp;
	const u32 pages = BP_RDMA_PROOF_PAGES + job->nents;
	const u32 most = (u32)qp->device->attrs.max_fast_reg_page_list_len;

	return (u32)qp->mrs_used + (pages + most - 1) / most <= p->setup.contexts;
}

static bool may_be_prepared_so(const struct bp_rdma_proof *p, const struct bp_rdma_proof_job *job,
			       int result)
{
	switch (result) {
	case -EIO: /* R-B3.2 */
		return job->offset >= job->bytes;
	case -EINVAL: /* DEF-RDMA-4; a gap that no region describes (R-A4.3), also between slots */
		return job->kind == BP_RDMA_PROOF_BAD ||
		       (takes_regions(p, job) && (job->is_odd || p->setup.bounces));
	case -ENOMEM: /* R-B3.1: no slots are left */
		return job->kind == BP_RDMA_PROOF_RAM && p->setup.bounces;
	case -EAGAIN: /* DEF-RDMA-8 */
		return takes_regions(p, job) && !has_regions(p, job);
	default:
		return result > 0 && job->offset < job->bytes;
	}
}

void bp_rdma_proof_judge_prepared(struct bp_rdma_proof *p, const struct bp_rdma_proof_job *job,
				  int result, bool struck)
{
	if (!may_be_prepared_so(p, job, result) && !(struck && result == -ENOMEM))
		bp_trial_wrong(p->trial, "prepared", "job %u: preparing it gives %d\n", job->number,
			       result);
}

/* R-A6.2: a queue is full, at most with what was posted and is not over. */
void bp_rdma_proof_judge_posted(struct bp_rdma_proof *p, const struct bp_rdma_proof_job *job,
				int error, bool struck)
{
	u32 held = 0;

	for (unsigned i = 0; i < BP_RDMA_PROOF_JOBS; i++)
		if (p->job[i].state == BP_RDMA_PROOF_POSTED)
			held += p->job[i].nr_wrs + p->job[i].is_chained;
	if (!error || (error == -ENOMEM && (struck || held > p->s.near.max_send_wr)))
		return;
	bp_trial_wrong(p->trial, "posted", "job %u: posting it gives %d\n", job->number, error);
}
