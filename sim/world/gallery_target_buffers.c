/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Deeds with a buffer of a command: who has it, and for how long (R-C1.7, R-C1.8).
 */
#include <blkpath/p2p_use.h>
#include <blkpath/sg_memory.h>

#include "world/flow_world.h"
#include "world/gallery.h"
#include "world/gallery_by_call.h"
#include "world/gallery_target.h"

#define QID 1

static void note_status(struct bp_exhibit *exhibit, const char *name, u16 status)
{
	bp_exhibit_note(exhibit, name, "status 0x%x", status);
}

/* A list of the transport's that has the number of the handle of the peer memory. */
void bp_target_same_number(struct bp_flow_world *world, struct bp_exhibit *exhibit)
{
	const struct scatterlist *inline_sg;
	struct bp_by_call call;

	if (bp_by_call_open(&call, world))
		return;
	bp_by_call_write(&call, NULL);
	note_status(exhibit, "write", call.status);
	inline_sg = (const struct scatterlist *)(uintptr_t)bp_virt_u64(call.req.p2p_dma_buf);
	bp_exhibit_note(exhibit, "its buffer is", "%s",
			bp_nvmet_req_is_inline(&call.req, inline_sg) ? "the transport's"
								     : "its own");
	if (!bp_nvmet_req_is_inline(&call.req, inline_sg))
		nvmet_req_free_sgl(&call.req);
	bp_by_call_released(&call);
	bp_by_call_close(&call);
}

/* A transport that gives the memory of a command back by itself; RAM it leaves to the core. */
static void release_by_hand(struct bp_by_call *call)
{
	struct nvmet_req *req = &call->req;

	if (req->bp_kind != BP_NVMET_P2P) {
		nvmet_req_free_sgl(req);
		bp_by_call_released(call);
		return;
	}
	bp_p2p_let_go(req->p2p_dev, req->p2p_dma_buf, req->bp_alloc_len);
	pci_free_p2pmem(req->p2p_dev, req->p2p_dma_buf, req->bp_alloc_len);
	pci_dev_put(req->bp_held);
	req->bp_kind = BP_NVMET_NONE;
	req->bp_alloc_len = 0;
	bp_by_call_released(call);
}

void bp_target_stale_provider(struct bp_flow_world *world, struct bp_exhibit *exhibit)
{
	struct scatterlist *list;
	struct bp_by_call call;
	int nents;

	if (bp_by_call_open(&call, world))
		return;
	bp_by_call_write(&call, NULL);
	note_status(exhibit, "write by key", call.status);
	release_by_hand(&call);
	list = sgl_alloc(&world->env, BP_BY_CALL_BYTES, &nents);
	bp_by_call_write(&call, list);
	note_status(exhibit, "write in the capsule", call.status);
	bp_by_call_released(&call);
	sgl_free(&world->env, list);
	bp_by_call_close(&call);
}

/* Somebody who takes the namespace away while a command has peer memory. */
struct administrator {
	struct bp_sink sink;
	struct bp_work work;
	struct bp_flow_world *world;
	bool came;
	unsigned holders; /* of the memory, when the response goes */
};

static void disable(struct bp_work *work)
{
	struct administrator *a = bp_container_of(work, struct administrator, work);

	nvmet_ns_disable(TAILQ_FIRST(&a->world->subsys->namespaces));
}

static void hear(struct bp_sink *sink, const struct bp_event *event)
{
	struct administrator *a = bp_container_of(sink, struct administrator, sink);

	if (event->id != BP_EV_NVMET_REQ)
		return;
	if (event->nvmet->req.step == BP_NVMET_RESPONSE)
		a->holders = a->world->provider->refs;
	if (event->nvmet->req.step != BP_NVMET_READ || a->came)
		return;
	a->came = true;
	bp_work_queue(&a->world->env, &a->work);
}

/* Any memory that suits, so that the namespace itself holds none. */
static void choose_any(struct nvmet_ns *ns)
{
	nvmet_ns_disable(ns);
	nvmet_ns_p2pmem_store(ns, "1");
	nvmet_ns_enable(ns);
}

void bp_target_namespace_goes(struct bp_flow_world *world, struct bp_exhibit *exhibit)
{
	struct administrator a = { .sink.fn = hear, .work.fn = disable, .world = world };
	const struct bp_initiator_segment segment = {
		.addr = bp_initiator_area(world->host),
		.bytes = BP_BY_CALL_BYTES,
	};
	struct bp_initiator_command write = {
		.cmd = bp_initiator_rw(nvme_cmd_write, BP_FLOW_NSID, 0,
				       BP_BY_CALL_BYTES / SECTOR_SIZE),
		.segments = &segment,
		.nr_segments = 1,
		.way = BP_INITIATOR_KEYED,
	};

	choose_any(TAILQ_FIRST(&world->subsys->namespaces));
	bp_sink_add(&world->env, &a.sink);
	bp_initiator_do(world->host, QID, &write);
	while (bp_wait(&world->env))
		;
	bp_sink_remove(&world->env, &a.sink);
	note_status(exhibit, "write", write.status);
	bp_exhibit_note(exhibit, "who holds its memory", "%u", a.holders);
}
