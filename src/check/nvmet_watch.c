/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Watches an NVMe target at work and brings it to judgement.
 */
#include "nvmet.h"

/* Which queue a queue pair works for. */
struct pair_link {
	struct bp_record record;
	u64 sq;
};

static struct bp_ck_nvmet_queue *queue_find(const struct bp_check *check, u64 sq)
{
	return (struct bp_ck_nvmet_queue *)bp_ck_record_find(check, BP_RECORD_NVMET_QUEUE, NULL,
							     sq);
}

static struct bp_ck_nvmet_queue *queue_of(struct bp_check *check, u64 sq)
{
	struct bp_ck_nvmet_queue *queue = queue_find(check, sq);

	if (queue)
		return queue;
	return (struct bp_ck_nvmet_queue *)bp_ck_record_new(check, BP_RECORD_NVMET_QUEUE, NULL, sq,
							    sizeof(*queue));
}

static struct bp_ck_nvmet_request *request_find(const struct bp_check *check, u64 serial)
{
	return (struct bp_ck_nvmet_request *)bp_ck_record_find(check, BP_RECORD_NVMET_REQUEST, NULL,
							       serial);
}

static struct bp_case case_of(struct bp_check *check, const struct bp_event *event,
			      struct bp_nvmet_case *n)
{
	return (struct bp_case){
		.check = check,
		.at = bp_event_info(event->id)->name,
		.subject = n,
		.bio_serial = event->bio ? event->bio->bp_serial : 0,
		.rq_serial = event->rq ? event->rq->bp_serial : 0,
	};
}

static void begin(struct bp_check *check, struct bp_ck_nvmet_queue *queue,
		  const struct bp_nvmet_request *req)
{
	struct bp_ck_nvmet_request *r = request_find(check, req->serial);

	if (r)
		return;
	r = (struct bp_ck_nvmet_request *)bp_ck_record_new(check, BP_RECORD_NVMET_REQUEST, NULL,
							   req->serial, sizeof(*r));
	if (!r)
		return;
	r->sq = req->sq;
	r->command = req->command;
	queue->live++;
}

static void end(struct bp_check *check, struct bp_ck_nvmet_queue *queue,
		struct bp_ck_nvmet_request *r)
{
	if (r->first_bio)
		bp_ck_close(check, BP_RECORD_NVMET_BIO, r->first_bio);
	bp_ck_record_drop(check, &r->record);
	queue->live--;
}

/* What is known of the command afterwards. */
static void note(struct bp_check *check, struct bp_ck_nvmet_queue *queue,
		 struct bp_ck_nvmet_request *r, const struct bp_nvmet_request *req)
{
	switch (req->step) {
	case BP_NVMET_SGL:
		r->is_mapped = true;
		r->sgl = *req;
		break;
	case BP_NVMET_READ:
		r->reads = true;
		break;
	case BP_NVMET_READ_DONE:
		r->read_failed = req->result;
		break;
	case BP_NVMET_COMPLETED:
		r->completions++;
		queue->head = le16_to_cpu(req->cqe.sq_head);
		queue->head_known = true;
		queue->size = req->sq_size;
		if (!queue->over_rdma)
			end(check, queue, r);
		break;
	case BP_NVMET_RESPONSE:
		r->responses++;
		r->data_wrs = req->data_wrs;
		queue->responding = req->serial;
		queue->chained = 0;
		break;
	case BP_NVMET_RELEASED:
		end(check, queue, r);
		break;
	default:
		break;
	}
}

static void step(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_nvmet_request *req = &event->nvmet->req;
	struct bp_ck_nvmet_queue *queue = queue_of(check, req->sq);
	struct bp_nvmet_case n = { .req = req, .queue = queue };
	struct bp_case c = case_of(check, event, &n);

	if (!queue)
		return;
	if (req->step == BP_NVMET_RECEIVED && !queue->over_rdma) {
		queue->over_rdma = true;
		queue->receives_before = queue->receives;
	}
	if (req->step == BP_NVMET_INITED || req->step == BP_NVMET_REFUSED)
		begin(check, queue, req);
	n.request = request_find(check, req->serial);
	if (!n.request || !req->serial)
		return;
	bp_ck_judge_nvmet_step(&c);
	if (req->step == BP_NVMET_COMPLETED)
		bp_ck_judge_nvmet_status(&c);
	note(check, queue, (struct bp_ck_nvmet_request *)n.request, req);
}

static void link_pair(struct bp_check *check, struct bp_ck_nvmet_queue *queue,
		      const struct bp_nvmet_credits *told)
{
	struct pair_link *link;

	if (!told->device || queue->qpn)
		return;
	queue->device = told->device;
	queue->qpn = told->qpn;
	bp_ck_record_drop(check,
			  bp_ck_record_find(check, BP_RECORD_NVMET_PAIR, told->device, told->qpn));
	link = (struct pair_link *)bp_ck_record_new(check, BP_RECORD_NVMET_PAIR, told->device,
						    told->qpn, sizeof(*link));
	if (link)
		link->sq = told->sq;
}

static void credits(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_nvmet_credits *told = &event->nvmet->credits;
	struct bp_ck_nvmet_queue *queue = queue_of(check, told->sq);
	struct bp_nvmet_case n = { .credits = told, .queue = queue };
	struct bp_case c = case_of(check, event, &n);
	struct bp_ck_nvmet_request *r = request_find(check, told->serial);

	if (!queue)
		return;
	bp_ck_judge_nvmet_credits(&c);
	link_pair(check, queue, told);
	queue->has_account |= !told->serial;
	queue->avail = told->avail;
	queue->max = told->max;
	if (r)
		r->credits -= told->change;
}

static void bio_sent(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_nvmet_bio *told = &event->nvmet->bio;
	struct bp_ck_nvmet_request *r = request_find(check, told->serial);
	struct bp_nvmet_case n = { .told = told, .bio = event->bio, .request = r };
	struct bp_case c = case_of(check, event, &n);
	struct pair_link *link;

	if (!r)
		return;
	bp_ck_judge_nvmet_bio(&c);
	r->bios++;
	r->bytes += event->bio->bi_iter.bi_size;
	r->sector = event->bio->bi_iter.bi_sector + (event->bio->bi_iter.bi_size >> 9);
	r->bio_failed |= told->failed;
	if (!told->first)
		return;
	r->first_bio = event->bio;
	link = bp_ck_open(check, BP_RECORD_NVMET_BIO, event->bio, sizeof(*link));
	if (link)
		link->sq = told->serial;
}

static void bio_done(struct bp_check *check, const struct bp_event *event)
{
	const struct pair_link *link = bp_ck_open_find(check, BP_RECORD_NVMET_BIO, event->bio);
	struct bp_ck_nvmet_request *r = link ? request_find(check, link->sq) : NULL;

	if (!r)
		return;
	r->has_status = true;
	r->status = event->bio->bi_status;
}

/* The queue's receives and sends, in the order of the posts. */
static void posted(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_rdma_work *work = &event->rdma->work;
	const struct pair_link *link = (const struct pair_link *)bp_ck_record_find(
		check, BP_RECORD_NVMET_PAIR, event->rdma->device, work->qpn);
	struct bp_ck_nvmet_queue *queue = link ? queue_find(check, link->sq) : NULL;
	struct bp_nvmet_case n = {
		.queue = queue,
		.pair = bp_ck_rdma_pair_find(check, event->rdma->device, work->qpn),
	};
	struct bp_case c = case_of(check, event, &n);
	struct bp_ck_nvmet_request *r;
	bool responds;

	if (!queue || !n.pair)
		return;
	queue->receives += work->recv; /* one that is refused was tried */
	if (work->recv || work->error)
		return;
	responds =
		work->send_wr->opcode == IB_WR_SEND || work->send_wr->opcode == IB_WR_SEND_WITH_INV;
	n.request = r = responds ? request_find(check, queue->responding) : NULL;
	bp_ck_judge_nvmet_posted(&c);
	queue->chained++;
	if (!responds)
		return;
	if (r) {
		r->has_send = true;
		r->send = work->serial;
	}
	queue->sends++;
	queue->responding = 0;
}

static struct bp_ck_nvmet_request *user_of(struct bp_check *check, const struct bp_p2p_call *call)
{
	for (unsigned i = 0; i < BP_RECORD_BUCKETS; i++) {
		struct bp_record *record;

		LIST_FOREACH (record, &check->records[i], link) {
			struct bp_ck_nvmet_request *r = (struct bp_ck_nvmet_request *)record;

			if (record->kind == BP_RECORD_NVMET_REQUEST && r->is_mapped &&
			    r->sgl.kind == BP_NVMET_P2P && r->sgl.p2p_dev == call->provider &&
			    bp_virt_u64(r->sgl.virt) == bp_virt_u64(call->virt) && !r->is_freed)
				return r;
		}
	}
	return NULL;
}

static void freed(struct bp_check *check, const struct bp_event *event)
{
	struct bp_ck_nvmet_request *r =
		bp_virt_u64(event->p2p->virt) ? user_of(check, event->p2p) : NULL;
	const struct bp_ck_nvmet_queue *queue = r ? queue_find(check, r->sq) : NULL;
	struct bp_nvmet_case n = { .p2p = event->p2p, .request = r, .queue = queue };
	struct bp_case c = case_of(check, event, &n);

	if (!queue || event->p2p->result)
		return;
	n.pair = queue->qpn ? bp_ck_rdma_pair_find(check, queue->device, queue->qpn) : NULL;
	bp_ck_judge_nvmet_freed(&c);
	r->is_freed = true;
}

/* Only where a target is. */
static void started(struct bp_check *check, const struct bp_event *event)
{
	struct bp_nvmet_case n = { .rq = event->rq };
	struct bp_case c = case_of(check, event, &n);

	if (bp_ck_open_find(check, BP_RECORD_NVMET_TARGET, NULL))
		bp_ck_judge_nvmet_started(&c);
}

void bp_ck_nvmet_end(struct bp_check *check)
{
	for (unsigned i = 0; i < BP_RECORD_BUCKETS; i++) {
		const struct bp_record *record;

		LIST_FOREACH (record, &check->records[i], link) {
			const struct bp_ck_nvmet_request *r =
				(const struct bp_ck_nvmet_request *)record;
			struct bp_nvmet_case n = { .request = r };
			struct bp_case c = { .check = check, .at = "the end", .subject = &n };

			if (record->kind == BP_RECORD_NVMET_REQUEST &&
			    queue_find(check, r->sq)->over_rdma)
				bp_ck_judge_nvmet_left(&c);
		}
	}
}

void bp_ck_hear_nvmet(struct bp_check *check, const struct bp_event *event)
{
	static bp_family_fn *const hear[BP_EVENT_NR] = {
		[BP_EV_NVMET_REQ] = step,     [BP_EV_NVMET_CREDITS] = credits,
		[BP_EV_NVMET_BIO] = bio_sent, [BP_EV_BIO_DONE] = bio_done,
		[BP_EV_RDMA_POST] = posted,   [BP_EV_P2P_FREE] = freed,
		[BP_EV_RQ_ISSUE] = started,
	};

	if (event->nvmet && !bp_ck_open_find(check, BP_RECORD_NVMET_TARGET, NULL))
		bp_ck_open(check, BP_RECORD_NVMET_TARGET, NULL, sizeof(struct bp_record));
	if (hear[event->id])
		hear[event->id](check, event);
}
