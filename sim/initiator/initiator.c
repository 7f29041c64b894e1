/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>

#include "initiator/engine.h"
#include "rdma/adapter.h"

static int make_queues(struct bp_initiator *host)
{
	int error = 0;

	host->nr_queues = (u16)(1 + host->config.nr_queues);
	host->queues = calloc(host->nr_queues, sizeof(*host->queues));
	if (!host->queues)
		return -ENOMEM;
	for (u16 qid = 0; qid < host->nr_queues && !error; qid++)
		error = bp_initiator_queue_init(&host->queues[qid], host, qid);
	return error;
}

static int make(struct bp_initiator *host, struct bp_error *err)
{
	const struct bp_initiator_config *config = &host->config;
	int error;

	host->flat.base = config->base;
	host->flat.bytes = config->area_bytes + bp_initiator_control_bytes(config);
	host->flat.data = calloc(1, host->flat.bytes);
	if (!host->flat.data)
		return -ENOMEM;
	error = bp_rdma_adapter_far(host->env, &host->flat, &config->adapter, &host->adapter, err);
	if (error)
		return error;
	host->ib = bp_rdma_device(host->adapter);
	return make_queues(host);
}

static void on_recovery(struct bp_work *work)
{
	bp_initiator_stop(bp_container_of(work, struct bp_initiator, recovery));
}

int bp_initiator_new(struct bp_env *env, const struct bp_initiator_config *config,
		     struct bp_initiator **host, struct bp_error *err)
{
	int error = bp_initiator_config_check(config, err);
	struct bp_initiator *h;

	if (error)
		return error;
	h = calloc(1, sizeof(*h));
	if (!h)
		return -ENOMEM;
	h->env = env;
	h->config = *config;
	h->recovery.fn = on_recovery;
	error = make(h, err);
	if (error) {
		bp_initiator_free(h);
		return error;
	}
	*host = h;
	return 0;
}

void bp_initiator_free(struct bp_initiator *host)
{
	if (!host)
		return;
	bp_initiator_disconnect(host);
	for (u16 qid = 0; host->queues && qid < host->nr_queues; qid++)
		bp_initiator_queue_fini(&host->queues[qid]);
	free(host->queues);
	bp_rdma_adapter_free(host->adapter);
	free(host->flat.data);
	free(host);
}

struct bp_rdma_adapter *bp_initiator_adapter(struct bp_initiator *host)
{
	return host->adapter;
}

void bp_initiator_set_inline(struct bp_initiator *host, u32 bytes)
{
	host->config.inline_bytes = bytes;
}

u64 bp_initiator_area(const struct bp_initiator *host)
{
	return host->config.base;
}

u8 *bp_initiator_memory(const struct bp_initiator *host, u64 addr, u64 bytes)
{
	const u64 area = host->config.area_bytes;

	if (addr < host->config.base || bytes > area || addr - host->config.base > area - bytes)
		return NULL;
	return host->flat.data + (addr - host->config.base);
}

struct bp_initiator_view bp_initiator_look(const struct bp_initiator *host, u16 qid)
{
	struct bp_initiator_view view = { 0 };

	if (qid >= host->nr_queues)
		return view;
	view = host->queues[qid].view;
	view.is_open = host->queues[qid].state == BP_INITIATOR_OPEN;
	view.depth = host->queues[qid].depth;
	view.in_flight = host->queues[qid].in_flight;
	return view;
}

const struct bp_initiator_counters *bp_initiator_counters(const struct bp_initiator *host)
{
	return &host->counters;
}
