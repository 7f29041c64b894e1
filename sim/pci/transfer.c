/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Transfers of devices: first every way, then every byte (P2P-A6.10).
 */
#include <errno.h>

#include "pci/known.h"
#include "pci/walk.h"
#include "pci/witness.h"

#define TOGETHER_MAX (1u << 30) /* bytes */

/* Two ways are wanted at once: there and back.  The request is of @tlps that go one way. */
struct job {
	struct bp_fabric *fabric;
	const struct bp_transfer *transfer;
	struct bp_transferred *result;
	struct bp_request request;
	u64 tlps;
	struct bp_p2p_pair *pair;
	struct bp_route there;
	struct bp_route back;
};

/* A10.1: TLPs that arrive late arrive one by one. */
static bool is_together(const struct job *job)
{
	const struct bp_fabric_config *config = &job->fabric->config;

	return job->there.outcome == BP_OUTCOME_SUCCESS && !config->one_by_one &&
	       (config->order == BP_ORDER_AT_ONCE || job->there.target.kind == BP_TARGET_INTERNAL);
}

static void find_way(struct job *job)
{
	if (bp_known_recall(job->fabric, &job->request, &job->there))
		return;
	bp_route_request(job->fabric, &job->request, &job->there);
	bp_known_learn(job->fabric, &job->request, &job->there);
}

/* The TLP that starts @done bytes into the transfer, and those behind it that go the same way. */
static void cut(struct job *job, u64 done)
{
	const struct bp_transfer *transfer = job->transfer;
	const struct bp_tlp_sizes *sizes = &job->fabric->sizes;
	const u64 left = transfer->bytes - done;
	struct bp_request *request = &job->request;

	request->address = transfer->address + done;
	request->bytes = bp_tlp_request(sizes, transfer->is_write, request->address, left);
	find_way(job);
	job->tlps = 1;
	if (!is_together(job))
		return;
	request->bytes = (unsigned)bp_tlp_within(sizes, transfer->is_write, request->address, left,
						 bp_min(job->there.alike, (u64)TOGETHER_MAX));
	job->tlps = bp_tlp_requests(sizes, transfer->is_write, request->address, request->bytes);
}

/* Of TLPs that go the same way the first one alone. */
static void first_tlp(struct job *job)
{
	struct bp_request *request = &job->request;

	request->bytes = bp_tlp_request(&job->fabric->sizes, request->is_write, request->address,
					request->bytes);
	job->tlps = 1;
}

/* One target of many requests: the turn stands where the requester is. */
static void two_targets(struct job *job)
{
	first_tlp(job);
	bp_route_start(&job->there);
	bp_route_note(&job->there, BP_AT_TWO_TARGETS, job->request.requester, NULL,
		      job->request.requester->bus->bridge);
}

/* Whether all arrive at one target; else the first that does not is in @job. */
static bool resolve(struct job *job)
{
	const struct bp_transfer *transfer = job->transfer;

	for (u64 done = 0; done < transfer->bytes; done += job->request.bytes) {
		cut(job, done);
		if (job->there.outcome != BP_OUTCOME_SUCCESS)
			return false;
		if (!done)
			job->result->target = job->there.target;
		if (!bp_target_same(&job->there.target, &job->result->target)) {
			two_targets(job);
			return false;
		}
	}
	return true;
}

/* A9.6: payload that stays below the root ports, on its way there or back. */
static void count_pair(struct job *job, bool completes)
{
	const struct bp_route *payload = completes ? &job->back : &job->there;

	if (job->pair && job->there.outcome == BP_OUTCOME_SUCCESS &&
	    !bp_route_passes_root(&job->there) && !bp_route_passes_root(payload))
		job->pair->bytes += job->request.bytes;
}

/* Counts requests that were moved, or one that was dropped. */
static void account(struct job *job)
{
	const struct bp_request *request = &job->request;
	bool completes;

	bp_count_route(job->fabric, &job->there, request->is_write ? BP_TLP_WRITE : BP_TLP_READ,
		       job->tlps, request->bytes);
	if (job->there.outcome != BP_OUTCOME_SUCCESS)
		bp_fabric_drop(job->fabric, request, &job->there);
	if (bp_route_was_sent(request, &job->there))
		job->result->requests += job->tlps;
	completes = bp_route_completion(request, &job->there, &job->back);
	if (completes)
		job->result->completions +=
			bp_fabric_complete(job->fabric, request, job->there.outcome, &job->back);
	count_pair(job, completes);
}

/* A7.7: the fabric does not notice; the checker does.  Whether a TLP went elsewhere than noted. */
static bool compare_note(struct job *job, const struct bp_request *tlp,
			 const struct bp_target *target)
{
	struct bp_target noted;

	return bp_intent_find(job->fabric, tlp->requester, tlp->address, &noted) &&
	       bp_witness_arrival(job->fabric, tlp, target, &noted);
}

/* What drivers noted may differ from TLP to TLP. */
static bool compare_notes(struct job *job)
{
	const u64 end = job->request.address + job->request.bytes;
	struct bp_target target = job->there.target;
	struct bp_request tlp = job->request;
	bool differs = false;

	while (tlp.address != end && !differs) {
		tlp.bytes = bp_tlp_request(&job->fabric->sizes, tlp.is_write, tlp.address,
					   end - tlp.address);
		differs = compare_note(job, &tlp, &target);
		tlp.address += tlp.bytes;
		*(target.dev ? &target.offset : &target.phys.phys) += tlp.bytes;
	}
	return differs;
}

/* What was said of the transfer is about its first byte, what was noted before about any. */
static void compare_intent(struct job *job, u64 done)
{
	const struct bp_target *said = job->transfer->intent;
	struct bp_request first = job->request;

	if (job->result->misdelivered || (said && done))
		return;
	if (!said) {
		job->result->misdelivered = !RB_EMPTY(&job->fabric->intents) && compare_notes(job);
		return;
	}
	first.bytes =
		bp_tlp_request(&job->fabric->sizes, first.is_write, first.address, first.bytes);
	job->result->misdelivered =
		bp_witness_arrival(job->fabric, &first, &job->there.target, said);
}

static int move_one(struct job *job, void *data)
{
	return (job->transfer->is_write ? bp_flight_write : bp_flight_read)(
		job->fabric, &job->request, &job->there, data);
}

static int move_all(struct job *job)
{
	const struct bp_transfer *transfer = job->transfer;
	const struct bp_target *target = &job->result->target;

	if (target->kind == BP_TARGET_BAR)
		job->pair = bp_p2p_pair_get(&job->fabric->p2p, transfer->requester, target->dev);
	if (target->kind == BP_TARGET_BAR && !job->pair)
		return -ENOMEM;
	for (u64 done = 0; done < transfer->bytes; done += job->request.bytes) {
		int error;

		if (job->request.bytes != transfer->bytes) /* else the way is still there */
			cut(job, done);
		compare_intent(job, done);
		error = move_one(job, (u8 *)transfer->data + done);
		if (error)
			return error;
		account(job);
	}
	return 0;
}

static int run(struct job *job)
{
	bool resolved = resolve(job);

	bp_witness_access(job->transfer, &job->there);
	if (resolved)
		return move_all(job);
	account(job);
	return 0;
}

/* A7.6.  A device knows of itself what it never sent. */
static void tell_device(const struct job *job)
{
	const struct bp_transfer *transfer = job->transfer;
	struct bp_transferred *result = job->result;
	bool silent = transfer->is_write && job->fabric->config.posted == BP_POSTED_HARDWARE &&
		      result->outcome != BP_OUTCOME_MODEL_ERROR &&
		      result->turn != BP_AT_OWN_REGISTERS;

	if (!silent)
		result->seen = result->outcome;
	else if (result->outcome != BP_OUTCOME_SUCCESS)
		bp_witness_silence(job->fabric, transfer);
}

int bp_fabric_transfer(struct bp_fabric *fabric, const struct bp_transfer *transfer,
		       struct bp_transferred *result)
{
	struct job job;
	int error;

	*result = (struct bp_transferred){ 0 };
	job.fabric = fabric;
	job.transfer = transfer;
	job.result = result;
	job.request = (struct bp_request){
		.requester = transfer->requester,
		.is_write = transfer->is_write,
		.type = transfer->type,
		.relaxed_ordering = transfer->relaxed_ordering,
	};
	job.pair = NULL;
	job.there.outcome = BP_OUTCOME_SUCCESS;
	job.there.nr_hops = 0;
	error = run(&job);
	result->outcome = job.there.outcome;
	if (job.there.nr_hops)
		result->turn = bp_route_end(&job.there);
	if (result->outcome != BP_OUTCOME_SUCCESS)
		result->target = (struct bp_target){ 0 };
	tell_device(&job);
	return error;
}
