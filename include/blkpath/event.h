/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What happens on the way, as one list of events.
 *
 * The trace writers and the checker are sinks of the same stream.  With no sink an event costs one
 * predictable branch, and its arguments are not evaluated.
 */
#ifndef BLKPATH_EVENT_H
#define BLKPATH_EVENT_H

#include <blkpath/event_list.h>
#include <blkpath/request.h>
#include <blkpath/scatterlist.h>
#include <blkpath/split.h>

#define BP_EVENT_ENUM(symbol, ...) BP_EV_##symbol,
enum bp_event_id { BP_EVENT_LIST(BP_EVENT_ENUM) BP_EVENT_NR };
#undef BP_EVENT_ENUM

struct bp_dma_call;
struct bp_nvme_event;
struct bp_nvmet_event;
struct bp_p2p_call;
struct bp_rdma_event;

/**
 * struct bp_event - one thing that happened
 * @id: what
 * @rule: the rule that made it happen, or NULL
 * @limit: name of the limit or attribute that decided, or NULL
 * @env: where
 * @q: queue, or NULL
 * @rq: request, or NULL
 * @bio: bio, or NULL
 * @other: second bio (remainder, parent, the bio merged), or NULL
 * @other_rq: second request, or NULL
 * @sgl: scatterlist, or NULL
 * @cut: where and why a bio was cut, or NULL
 * @dma: a call of the DMA API, or NULL
 * @p2p: a call of the peer-to-peer interface, or NULL
 * @nvme: what an NVMe driver or controller did, or NULL
 * @rdma: what an RDMA driver or adapter did, or NULL
 * @nvmet: what an NVMe target did, or NULL
 * @a: first number, named in the event list
 * @b: second number
 */
struct bp_event {
	enum bp_event_id id;
	const char *rule;
	const char *limit;
	struct bp_env *env;
	struct request_queue *q;
	struct request *rq;
	struct bio *bio;
	struct bio *other;
	struct request *other_rq;
	struct scatterlist *sgl;
	const struct bp_cut *cut;
	const struct bp_dma_call *dma;
	const struct bp_p2p_call *p2p;
	const struct bp_nvme_event *nvme;
	const struct bp_rdma_event *rdma;
	const struct bp_nvmet_event *nvmet;
	u64 a;
	u64 b;
};

/**
 * struct bp_event_info - one row of the event list
 * @name: name in traces
 * @action: letter of the kernel's blk tracer, or 0 when it has none
 * @a: meaning of the first number, "" when unused
 * @b: meaning of the second number
 * @sentence: what it says
 */
struct bp_event_info {
	const char *name;
	char action;
	const char *a;
	const char *b;
	const char *sentence;
};

/**
 * struct bp_sink - a listener
 * @next: next listener of the environment
 * @fn: called for each event; must not submit, free or change what the event shows
 */
struct bp_sink {
	struct bp_sink *next;
	void (*fn)(struct bp_sink *sink, const struct bp_event *event);
};

/**
 * bp_event_info - the row of an event
 * @id: which event
 *
 * Return: the row; never NULL for a valid id.
 */
const struct bp_event_info *bp_event_info(enum bp_event_id id);

/**
 * bp_sink_add - begin to listen
 * @env: environment
 * @sink: listener with @fn set; hears each event after those that were added before it
 *
 * Context: allocates nothing; the storage stays the caller's.
 */
void bp_sink_add(struct bp_env *env, struct bp_sink *sink);

/**
 * bp_sink_remove - stop listening
 * @env: environment
 * @sink: listener; nothing happens when it does not listen. It may remove itself while it hears.
 */
void bp_sink_remove(struct bp_env *env, struct bp_sink *sink);

/**
 * bp_event_send - tell all listeners; used through bp_event()
 * @env: environment
 * @event: valid during the call only
 */
void bp_event_send(struct bp_env *env, const struct bp_event *event);

/* bp_event(env, SYMBOL, .q = q, .rule = "R-..."): arguments are evaluated only if one listens. */

#define bp_event(environment, symbol, ...)                                                         \
	do {                                                                                       \
		if (BP_UNLIKELY((environment)->sinks))                                             \
			bp_event_send(environment, &(struct bp_event){ .id = BP_EV_##symbol,       \
								       .env = (environment),       \
								       __VA_ARGS__ });             \
	} while (0)

#endif
