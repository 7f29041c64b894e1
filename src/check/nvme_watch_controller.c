/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Watches an NVMe controller at work and brings it to judgement.
 *
 * What it does wrong because it was told to proves nothing: such events are heard, not judged.
 */
#include "nvme.h"

static struct bp_case case_of(struct bp_check *check, const struct bp_event *event,
			      struct bp_nvme_case *n)
{
	n->event = event->nvme;
	n->function = bp_ck_nvme_function(check, event->nvme->pdev);
	return (struct bp_case){
		.check = check,
		.at = bp_event_info(event->id)->name,
		.subject = n,
	};
}

/* NVC-19: in pages of the smallest size; no power: as many as one likes. */
static u64 most_bytes(const struct bp_nvme_register_values *r)
{
	const unsigned shift = r->mdts + BP_CK_PAGE_SHIFT_LEAST + NVME_CAP_MPSMIN(r->cap);

	return r->mdts && shift < 64 ? 1ull << shift : ~0ull;
}

/* RDY and nothing that ends it: CFS, or a function that is gone and reads as ones. */
static void registers(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_nvme_register_values *r = &event->nvme->registers;
	struct bp_ck_nvme_function *function = bp_ck_nvme_function(check, event->nvme->pdev);

	if (!function)
		return;
	function->registers_seen = true;
	function->ready = (r->csts & (NVME_CSTS_RDY | NVME_CSTS_CFS)) == NVME_CSTS_RDY;
	function->cmbsz = r->cmbsz;
	function->most_aers = r->aerl + 1u;
	function->most_bytes = most_bytes(r);
	if (function->ready)
		return;
	function->aers = 0;
	function->masked = 0;
	bp_ck_nvme_waiting_drop(check, event->nvme->pdev);
}

/* What was stored in it until then was told. */
static void close_ring(struct bp_check *check, const struct bp_event *event,
		       struct bp_ck_nvme_ring *ring)
{
	struct bp_nvme_case n = { .ring = ring };
	struct bp_case c = case_of(check, event, &n);

	if (ring->exists && ring->stored)
		bp_ck_judge_nvme_idle(&c);
	ring->exists = false;
}

static void queue(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_nvme_queue_change *change = &event->nvme->queue;
	const struct pci_dev *pdev = event->nvme->pdev;
	struct bp_ck_nvme_ring *ring = bp_ck_nvme_ring(check, pdev, change->qid, change->is_cq);

	if (!ring)
		return;
	if (change->deleted) {
		close_ring(check, event, ring);
		return;
	}
	bp_ck_record_drop(check, &ring->record);
	ring = bp_ck_nvme_ring(check, pdev, change->qid, change->is_cq);
	if (!ring)
		return;
	ring->was_made = true;
	ring->exists = true;
	ring->depth = change->depth ? change->depth : BP_CK_RING_MOST;
	ring->base = change->base;
	ring->cqid = change->cqid;
}

static bool waits_for_events(u16 sqid, const struct nvme_command *command)
{
	return !sqid && command->common.opcode == nvme_admin_async_event;
}

/* CDW10 of Get Log Page: a log without RAE lets the events of its type come again. */
#define LID_MASK 0xffu
#define RAE (1u << 15)

static void log_is_read(struct bp_ck_nvme_function *function, const struct nvme_command *command)
{
	static const struct {
		u8 lid;
		u8 type;
	} logs[] = { { 1, 0 }, { 2, 1 }, { 4, 2 }, { 3, 2 } };
	const u32 cdw10 = le32_to_cpu(command->common.cdw10);

	if (command->common.opcode != nvme_admin_get_log_page || cdw10 & RAE)
		return;
	for (size_t i = 0; i < bp_array_size(logs); i++)
		if (logs[i].lid == (cdw10 & LID_MASK))
			function->masked &= ~(1u << logs[i].type);
}

static void fetch(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_nvme_fetch *f = &event->nvme->fetch;
	struct bp_ck_nvme_ring *ring = bp_ck_nvme_ring(check, event->nvme->pdev, f->sqid, false);
	struct bp_nvme_case n = { .ring = ring };
	struct bp_case c = case_of(check, event, &n);
	struct bp_ck_nvme_function *function = (struct bp_ck_nvme_function *)n.function;

	if (!ring || !function)
		return;
	ring->fetched = f->head;
	bp_ck_judge_nvme_act(&c);
	if (!f->sqid)
		log_is_read(function, &f->command);
	function->aers += waits_for_events(f->sqid, &f->command);
}

static bool is_of_a_command(enum bp_nvme_purpose purpose)
{
	return purpose != BP_NVME_DMA_SQE && purpose != BP_NVME_DMA_CQE &&
	       purpose != BP_NVME_DMA_SHADOW && purpose != BP_NVME_DMA_EVENTIDX;
}

/* Of a completion, where it goes; of all else, where its command came from. */
static struct bp_ck_nvme_ring *ring_of(struct bp_check *check, const struct pci_dev *pdev,
				       const struct bp_nvme_dma *d)
{
	struct bp_ck_nvme_ring *sq = bp_ck_nvme_ring_find(check, pdev, d->sqid, false);

	if (d->purpose == BP_NVME_DMA_SHADOW || d->purpose == BP_NVME_DMA_EVENTIDX)
		return NULL;
	return sq && d->purpose == BP_NVME_DMA_CQE
		       ? bp_ck_nvme_ring_find(check, pdev, sq->cqid, true)
		       : sq;
}

static void dma(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_nvme_dma *d = &event->nvme->dma;
	const struct pci_dev *pdev = event->nvme->pdev;
	struct bp_ck_nvme_command *command =
		is_of_a_command(d->purpose) ? bp_ck_nvme_command_find(check, pdev, d->sqid, d->cid)
					    : NULL;
	struct bp_nvme_case n = {
		.command = command,
		.ring = ring_of(check, pdev, d),
		.request =
			command && command->rq ? bp_ck_nvme_request_find(check, command->rq) : NULL,
	};
	struct bp_case c = case_of(check, event, &n);

	if (n.function && !d->injected)
		bp_ck_judge_nvme_access(&c);
	if (!command)
		return;
	if (bp_ck_nvme_is_data(d->purpose) && !d->status)
		command->moved += d->bytes;
	if (d->purpose == BP_NVME_DMA_RANGES && !d->status)
		command->ranges += d->bytes;
	if (bp_ck_nvme_is_list(d->purpose))
		command->list_read += d->bytes;
}

static void posted(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_nvme_posted *p = &event->nvme->posted;
	const struct pci_dev *pdev = event->nvme->pdev;
	const u16 sqid = le16_to_cpu(p->cqe.sq_id);
	struct bp_ck_nvme_ring *ring = bp_ck_nvme_ring(check, pdev, p->cqid, true);
	struct bp_nvme_case n = {
		.ring = ring,
		.other = bp_ck_nvme_ring_find(check, pdev, sqid, false),
		.command =
			bp_ck_nvme_command_find(check, pdev, sqid, le16_to_cpu(p->cqe.command_id)),
	};
	struct bp_case c = case_of(check, event, &n);
	struct bp_ck_nvme_function *function = (struct bp_ck_nvme_function *)n.function;

	if (!ring || !function)
		return;
	if (!p->injected && ring->exists)
		bp_ck_judge_nvme_posted(&c);
	if (!p->injected)
		bp_ck_judge_nvme_act(&c);
	ring->posted++;
	if (n.other)
		((struct bp_ck_nvme_ring *)n.other)->released = n.other->fetched;
	if (n.command)
		((struct bp_ck_nvme_command *)n.command)->is_posted = true;
	if (!n.command || !waits_for_events(sqid, &n.command->command) || p->injected)
		return;
	bp_ck_judge_nvme_event(&c);
	function->aers -= function->aers > 0;
	if (!(le16_to_cpu(p->cqe.status) >> 1))
		function->masked |= 1u << (le32_to_cpu(p->cqe.result.u32) & BP_CK_EVENT_TYPES);
}

void bp_ck_hear_nvme_controller(struct bp_check *check, const struct bp_event *event)
{
	static bp_family_fn *const hear[BP_EVENT_NR] = {
		[BP_EV_NVME_FETCH] = fetch,	  [BP_EV_NVME_DMA] = dma,
		[BP_EV_NVME_CQE_POSTED] = posted, [BP_EV_NVME_CTRL_STATE] = registers,
		[BP_EV_NVME_QUEUE] = queue,
	};

	if (hear[event->id])
		hear[event->id](check, event);
}
