/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVME-14 to -18, -24, -28, -32: commands and completions in their rings.
 *
 * A ring is judged from the day that its controller made it.
 */
#include <blkpath/nvme_status.h>

#include "nvme.h"

#define ULL(x) ((unsigned long long)(x))
#define PHASE 1u

static unsigned distance(unsigned from, unsigned to, unsigned depth)
{
	return (to + depth - from) % depth;
}

/* INV-NVME-14: nobody else under way has its number */
static enum bp_ck_verdict number_is_free(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;

	return bp_ck_verdict(c, !n->command, "queue %u, command %u is under way already",
			     n->event->submit.qid,
			     le16_to_cpu(n->event->submit.command.common.command_id));
}

/* INV-NVME-24 */
static enum bp_ck_verdict may_be_tried(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const struct bp_ck_nvme_request *r = n->request;
	bool final;

	if (!r)
		return BP_NO_CASE;
	final = r->submissions &&
		((r->answered && r->status & NVME_SC_DNR) || n->rq->cmd_flags & REQ_FAILFAST_MASK);
	return bp_ck_verdict(c, r->submissions < BP_CK_SUBMISSIONS && !final,
			     "submission %u, the status before was 0x%x", r->submissions + 1,
			     r->status);
}

/* INV-NVME-18: a slot is used again when a completion has told that it was fetched */
static enum bp_ck_verdict slot_is_released(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const unsigned slot = n->event->submit.slot;

	if (!n->ring->exists)
		return BP_NO_CASE;
	return bp_ck_verdict(c,
			     slot == n->ring->stored % n->ring->depth &&
				     distance(n->ring->released, slot, n->ring->depth) + 1 <
					     n->ring->depth,
			     "command %llu of a ring of %u goes to slot %u; told is a head of %u",
			     ULL(n->ring->stored), n->ring->depth, slot, n->ring->released);
}

/* INV-NVME-32: queues lie in the controller's memory only where it takes them */
static enum bp_ck_verdict queue_may_lie_there(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;

	if (!n->event->submit.in_cmb || !n->function->registers_seen)
		return BP_NO_CASE;
	return bp_ck_verdict(c, n->function->cmbsz & NVME_CMBSZ_SQS && n->event->submit.qid,
			     "queue %u, CMBSZ 0x%x", n->event->submit.qid, n->function->cmbsz);
}

void bp_ck_judge_nvme_stored(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_NVME_14, number_is_free },
		{ BP_INV_NVME_18, slot_is_released },
		{ BP_INV_NVME_24, may_be_tried },
		{ BP_INV_NVME_32, queue_may_lie_there },
	};

	bp_ck_judge_all(c, laws);
}

/* INV-NVME-15: forward, and not past what the other side did */
static enum bp_ck_verdict doorbell_moves_on(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const struct bp_nvme_doorbell *d = &n->event->doorbell;
	const u32 depth = n->ring->depth;
	const unsigned step = d->value < depth ? distance(n->ring->rung, d->value, depth) : 0;
	const unsigned before = distance(n->ring->fetched, n->ring->rung, depth);

	if (d->is_cq)
		return bp_ck_verdict(c, step && n->ring->freed + step <= n->ring->posted,
				     "head from %u to %u; %llu entries were posted, %llu freed",
				     n->ring->rung, d->value, ULL(n->ring->posted),
				     ULL(n->ring->freed));
	return bp_ck_verdict(c, step && before + step < depth,
			     "tail from %u to %u of %u; the controller fetched up to %u",
			     n->ring->rung, d->value, depth, n->ring->fetched);
}

/* INV-NVME-28 */
static enum bp_ck_verdict doorbell_counts(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const struct bp_nvme_doorbell *d = &n->event->doorbell;

	if (d->is_cq)
		return BP_NO_CASE;
	return bp_ck_verdict(c, d->value == n->ring->stored % n->ring->depth,
			     "tail %u after %llu commands in a ring of %u", d->value,
			     ULL(n->ring->stored), n->ring->depth);
}

void bp_ck_judge_nvme_doorbell(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_NVME_15, doorbell_moves_on },
		{ BP_INV_NVME_28, doorbell_counts },
	};

	bp_ck_judge_all(c, laws);
}

/* INV-NVME-28: nothing that was stored is forgotten */
static enum bp_ck_verdict all_is_rung(struct bp_case *c)
{
	const struct bp_ck_nvme_ring *q = ((const struct bp_nvme_case *)c->subject)->ring;

	return bp_ck_verdict(c, q->rung == q->stored % q->depth,
			     "the tail was published up to %u; %llu commands are in a ring of %u",
			     q->rung, ULL(q->stored), q->depth);
}

void bp_ck_judge_nvme_idle(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_NVME_28, all_is_rung);
}

/* INV-NVME-14: a completion is the first answer to a command under way, of whom the driver told */
static enum bp_ck_verdict one_is_answered(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const struct nvme_completion *cqe = &n->event->posted.cqe;

	if (!n->other || !n->other->exists || !n->other->stored || c->check->blind)
		return BP_NO_CASE;
	return bp_ck_verdict(c, n->command && !n->command->is_posted,
			     "queue %u, command %u is answered and %s", le16_to_cpu(cqe->sq_id),
			     le16_to_cpu(cqe->command_id),
			     n->command ? "was before" : "is not under way");
}

/* INV-NVME-16: the place is free */
static enum bp_ck_verdict place_is_free(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const u64 waiting = n->ring->posted - n->ring->freed;

	return bp_ck_verdict(c, waiting + 1 < n->ring->depth,
			     "slot %u is posted, %llu of %u are not given back yet",
			     n->event->posted.slot, ULL(waiting), n->ring->depth);
}

static unsigned phase_of(u64 entries, u32 depth)
{
	return PHASE - entries / depth % 2;
}

/* INV-NVME-17 */
static enum bp_ck_verdict phase_is_right(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const struct bp_nvme_posted *p = &n->event->posted;
	const unsigned right = phase_of(n->ring->posted, n->ring->depth);

	return bp_ck_verdict(c,
			     (le16_to_cpu(p->cqe.status) & PHASE) == right &&
				     p->slot == n->ring->posted % n->ring->depth,
			     "entry %llu of a ring of %u in slot %u with phase %u",
			     ULL(n->ring->posted), n->ring->depth, p->slot,
			     le16_to_cpu(p->cqe.status) & PHASE);
}

/* INV-NVME-18 */
static enum bp_ck_verdict head_was_fetched(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;

	if (!n->other || !n->other->exists)
		return BP_NO_CASE;
	return bp_ck_verdict(c, le16_to_cpu(n->event->posted.cqe.sq_head) == n->other->fetched,
			     "SQHD %u, fetched up to %u", le16_to_cpu(n->event->posted.cqe.sq_head),
			     n->other->fetched);
}

/* INV-NVME-23 */
static enum bp_ck_verdict refused_moved_nothing(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const u16 status = le16_to_cpu(n->event->posted.cqe.status) >> 1;
	const bool of_a_range = (status & BP_NVME_SC_MASK) == NVME_SC_LBA_RANGE;

	if (!n->command || !bp_ck_nvme_is_refusal(status))
		return BP_NO_CASE;
	return bp_ck_verdict(c, !n->command->moved && (of_a_range || !n->command->ranges),
			     "status 0x%x after %llu bytes and %llu of ranges", status,
			     ULL(n->command->moved), ULL(n->command->ranges));
}

void bp_ck_judge_nvme_posted(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_NVME_14, one_is_answered },	   { BP_INV_NVME_16, place_is_free },
		{ BP_INV_NVME_17, phase_is_right },	   { BP_INV_NVME_18, head_was_fetched },
		{ BP_INV_NVME_23, refused_moved_nothing },
	};

	bp_ck_judge_all(c, laws);
}

/* INV-NVME-14: what a completion ends is under way */
static enum bp_ck_verdict answer_fits(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const struct bp_nvme_seen *seen = &n->event->seen;

	if (!n->rq && !seen->is_event)
		return BP_NO_CASE; /* the driver took it for what it is */
	return bp_ck_verdict(c, n->command && n->command->rq == n->rq,
			     "queue %u, command %u ends a request that %s", seen->qid,
			     le16_to_cpu(seen->cqe.command_id),
			     n->command ? "is another" : "is not under way");
}

/* INV-NVME-16: the driver takes what has the phase of this pass, in order */
static enum bp_ck_verdict taken_in_order(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const struct bp_nvme_seen *seen = &n->event->seen;
	unsigned right;

	if (!n->ring->exists)
		return BP_NO_CASE;
	right = phase_of(n->ring->seen, n->ring->depth);
	return bp_ck_verdict(c,
			     seen->phase == right &&
				     (le16_to_cpu(seen->cqe.status) & PHASE) == right &&
				     seen->slot == n->ring->seen % n->ring->depth &&
				     n->ring->seen < n->ring->posted,
			     "entry %llu of %llu in a ring of %u: slot %u, phase %u of %u",
			     ULL(n->ring->seen), ULL(n->ring->posted), n->ring->depth, seen->slot,
			     le16_to_cpu(seen->cqe.status) & PHASE, seen->phase);
}

void bp_ck_judge_nvme_seen(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_NVME_14, answer_fits },
		{ BP_INV_NVME_16, taken_in_order },
	};

	bp_ck_judge_all(c, laws);
}
