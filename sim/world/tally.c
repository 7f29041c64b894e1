/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "world/tally.h"

static void on_split(struct bp_tally *tally, const struct bp_event *event)
{
	const struct bp_cut *cut = event->cut;

	tally->now.cuts[cut->cause]++;
	tally->cuts[cut->cause]++;
	tally->limit[cut->cause] = cut->limit;
	tally->to_block[cut->cause] += cut->rounded_bytes != 0;
	tally->to_physical[cut->cause] += cut->physical_block;
}

static void on_split_end(struct bp_tally *tally, const struct bp_event *event)
{
	const struct bp_cut *cut = event->cut;

	if (cut && cut->error) {
		tally->impossible[cut->cause]++;
		tally->refused_by[cut->cause] = cut->limit;
		return;
	}
	tally->now.pieces++;
	tally->pieces++;
}

static void on_getrq(struct bp_tally *tally, const struct bp_event *event)
{
	(void)event;
	tally->now.requests++;
	tally->requests++;
}

static void on_back_merge(struct bp_tally *tally, const struct bp_event *event)
{
	(void)event;
	tally->back_merges++;
}

static void on_front_merge(struct bp_tally *tally, const struct bp_event *event)
{
	(void)event;
	tally->front_merges++;
}

static void on_rq_merge_end(struct bp_tally *tally, const struct bp_event *event)
{
	tally->request_merges += event->a;
}

/* Refused by a limit; that the parts of a cut do not join again is no news. */
static void on_merge_refused(struct bp_tally *tally, const struct bp_event *event)
{
	tally->refused_merges += event->a || event->b;
}

static void on_bounce(struct bp_tally *tally, const struct bp_event *event)
{
	(void)event;
	tally->bounced++;
}

static void on_refused(struct bp_tally *tally, const struct bp_event *event)
{
	tally->refused += event->a != BLK_STS_OK;
}

static void on_done(struct bp_tally *tally, const struct bp_event *event)
{
	tally->failed += event->a != BLK_STS_OK;
}

static void on_issue(struct bp_tally *tally, const struct bp_event *event)
{
	if (blk_rq_bytes(event->rq))
		bp_histogram_add(&tally->segments_per_request, blk_rq_nr_phys_segments(event->rq));
}

static void on_map_end(struct bp_tally *tally, const struct bp_event *event)
{
	bool direct = blk_rq_is_dma_direct(event->rq);
	struct scatterlist *sg = event->sgl;

	tally->entries += event->a;
	for (u64 i = 0; sg && i < event->a; i++, sg = sg_next(sg))
		bp_histogram_add(&tally->entry_bytes, direct ? sg->dma_length : sg->length);
}

static void on_dma_failed(struct bp_tally_dma *dma, const struct bp_dma_call *call)
{
	struct scatterlist *sg = call->sgl;

	dma->failed++;
	memset(&dma->unmapped, 0, sizeof(dma->unmapped));
	for (int i = 0; i < call->nents; i++, sg = sg_next(sg))
		bp_histogram_add(&dma->unmapped, sg->length);
}

static void on_dma_map(struct bp_tally *tally, const struct bp_event *event)
{
	const struct bp_dma_call *call = event->dma;
	struct bp_tally_dma *dma = &tally->dma;
	struct bp_mapped_walk walk;
	struct bp_mapped entry;

	if (call->type != BP_DMA_CALL_SG)
		return;
	if (!call->mapped) {
		on_dma_failed(dma, call);
		return;
	}
	dma->lists++;
	dma->entries += (unsigned)call->mapped;
	dma->joined += (unsigned)(call->nents - call->mapped);
	dma->iova_bytes += bp_mapped_iova_bytes(call);
	bp_mapped_start(&walk, call);
	while (bp_mapped_next(&walk, &entry)) {
		dma->of_kind[entry.kind]++;
		dma->bytes[entry.kind] += entry.len;
		bp_histogram_add(&dma->entry_bytes, entry.len);
	}
}

/* The driver refused a request whose list it could not map; all of it comes again. */
static void on_requeue(struct bp_tally *tally, const struct bp_event *event)
{
	struct bp_histogram segments = { 0 };

	if (!tally->dma.unmapped.samples)
		return;
	bp_histogram_add(&segments, blk_rq_nr_phys_segments(event->rq));
	bp_histogram_take_back(&tally->segments_per_request, &segments);
	bp_histogram_take_back(&tally->entry_bytes, &tally->dma.unmapped);
	tally->entries -= tally->dma.unmapped.samples;
	tally->dma.unmapped.samples = 0;
	tally->dma.retried++;
}

static void on_event(struct bp_sink *sink, const struct bp_event *event)
{
	static void (*const handlers[BP_EVENT_NR])(struct bp_tally *, const struct bp_event *) = {
		[BP_EV_SPLIT] = on_split,
		[BP_EV_SPLIT_END] = on_split_end,
		[BP_EV_GETRQ] = on_getrq,
		[BP_EV_BACK_MERGE] = on_back_merge,
		[BP_EV_DISCARD_MERGE] = on_back_merge,
		[BP_EV_FRONT_MERGE] = on_front_merge,
		[BP_EV_RQ_MERGE_END] = on_rq_merge_end,
		[BP_EV_MERGE_REFUSED] = on_merge_refused,
		[BP_EV_BIO_BOUNCE] = on_bounce,
		[BP_EV_BIO_REFUSED] = on_refused,
		[BP_EV_BIO_DONE] = on_done,
		[BP_EV_RQ_ISSUE] = on_issue,
		[BP_EV_MAP_END] = on_map_end,
		[BP_EV_DMA_MAP] = on_dma_map,
		[BP_EV_RQ_REQUEUE] = on_requeue,
	};

	struct bp_tally *tally = bp_container_of(sink, struct bp_tally, sink);

	if (handlers[event->id])
		handlers[event->id](tally, event);
	else if (event->nvme)
		bp_tally_nvme_hear(&tally->nvme, event);
}

void bp_tally_start(struct bp_tally *tally, struct bp_env *env)
{
	memset(tally, 0, sizeof(*tally));
	tally->env = env;
	tally->sink.fn = on_event;
	bp_sink_add(env, &tally->sink);
}

void bp_tally_stop(struct bp_tally *tally)
{
	bp_sink_remove(tally->env, &tally->sink);
}

void bp_tally_io_begin(struct bp_tally *tally, const struct bp_tally_io *io)
{
	unsigned op = bp_opf_op(io->opf);

	tally->now = *io;
	tally->now.number = ++tally->ios;
	tally->reads += op == REQ_OP_READ;
	tally->writes += op == REQ_OP_WRITE && io->bytes;
	tally->others += op != REQ_OP_READ && !(op == REQ_OP_WRITE && io->bytes);
	if (op == REQ_OP_READ || op == REQ_OP_WRITE)
		tally->bytes[op] += io->bytes;
}

/* Keep the list sorted; a later equal does not displace an earlier one. */
static void rank(struct bp_tally *tally)
{
	unsigned i = tally->nr_worst;

	while (i && tally->worst[i - 1].pieces < tally->now.pieces)
		i--;
	if (i == BP_WORST)
		return;
	tally->nr_worst = bp_min(tally->nr_worst + 1, (unsigned)BP_WORST);
	memmove(&tally->worst[i + 1], &tally->worst[i],
		(tally->nr_worst - i - 1) * sizeof(tally->worst[0]));
	tally->worst[i] = tally->now;
}

void bp_tally_io_end(struct bp_tally *tally)
{
	tally->bios += tally->now.bios;
	bp_histogram_add(&tally->bios_per_io, tally->now.bios);
	bp_histogram_add(&tally->requests_per_io, tally->now.requests);
	if (tally->now.pieces > 1)
		rank(tally);
}

u64 bp_tally_cuts(const struct bp_tally *tally)
{
	u64 sum = 0;

	for (int cause = 0; cause < BP_CUT_NR; cause++)
		sum += tally->cuts[cause];
	return sum;
}
