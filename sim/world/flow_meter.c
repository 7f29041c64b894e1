/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "world/flow_world.h"

/* What others count from the beginning. */
struct totals {
	struct bp_flows flows;
	u64 cpu_rd;
	u64 cpu_wr;
};

static struct totals totals_of(const struct bp_flow_world *world, const struct bp_snapshot *moved)
{
	struct totals totals = { .flows = bp_flows_of(world->fabric, moved) };

	for (unsigned i = 0; i < moved->nr_bridges; i++) {
		totals.cpu_rd += moved->bridge[i].cpu_rd_bytes;
		totals.cpu_wr += moved->bridge[i].cpu_wr_bytes;
	}
	return totals;
}

/* Adds what counts from the beginning, or takes it away again. */
static void add_verbs(struct bp_flow_counts *counts, const struct bp_rdma_counters *verbs, u64 sign)
{
	counts->wr_write += sign * (verbs->wr[IB_WR_RDMA_WRITE]);
	counts->wr_read += sign * verbs->wr[IB_WR_RDMA_READ];
	counts->wr_read_inv += sign * verbs->wr[IB_WR_RDMA_READ_WITH_INV];
	counts->wr_send += sign * verbs->wr[IB_WR_SEND];
	counts->wr_send_inv += sign * verbs->wr[IB_WR_SEND_WITH_INV];
	counts->wr_local_inv += sign * verbs->wr[IB_WR_LOCAL_INV];
	counts->wr_reg_mr += sign * verbs->wr[IB_WR_REG_MR];
	counts->recv += sign * verbs->recv;
	counts->sge += sign * verbs->sge;
}

static void add_others(struct bp_flow_world *world, u64 sign)
{
	struct bp_flow_counts *counts = &world->listener.counts;
	const unsigned here = world->wire.end[1] == world->adapter;

	add_verbs(counts, bp_rdma_counters(world->adapter), sign);
	counts->wire_out += sign * world->wire.payload[here];
	counts->wire_in += sign * world->wire.payload[!here];
	counts->request += sign * bp_nvme_controller_counters(world->ctrl)->fetched;
}

int bp_flow_meter_start(struct bp_flow_world *world)
{
	struct bp_flow_listener *listener = &world->listener;
	int error = bp_snapshot_take(world->fabric, &world->before);

	if (error)
		return error;
	*listener = (struct bp_flow_listener){
		.counts = world->flow->counts,
		.adapter = bp_rdma_device(world->adapter),
		.hca = bp_rdma_device(world->adapter)->dma_device,
		.drive = &world->drive->dev,
		.pages = &world->pages,
	};
	bp_flow_pages_start(&world->pages, bp_pci_tree_pci(world->machine.tree),
			    world->way == BP_FLOW_DIRECT);
	bp_flow_listen(listener, &world->env);
	add_others(world, (u64)-1);
	return 0;
}

/* What is no control, and not the CPU's, is data. */
static void split(struct bp_flow_counts *counts, const struct totals *t)
{
	counts->ram_rd_data = t->flows.ram_rd - counts->ram_rd_control;
	counts->ram_wr_data = t->flows.ram_wr - counts->ram_wr_control;
	counts->hb_up_data = t->flows.hb_up - t->cpu_rd - counts->hb_up_control;
	counts->hb_down_data = t->flows.hb_down - t->cpu_wr - counts->hb_down_control;
	counts->cpu = t->cpu_rd + t->cpu_wr;
	counts->p2p = t->flows.p2p;
	counts->dev_internal = t->flows.dev_internal;
}

int bp_flow_meter_stop(struct bp_flow_world *world)
{
	struct bp_world_flow *flow = world->flow;
	struct bp_flow_counts *counts = &world->listener.counts;
	struct totals totals;
	int error = bp_snapshot_take(world->fabric, &flow->moved);

	bp_flow_listen_end(&world->listener, &world->env);
	bp_flow_pages_stop(&world->pages);
	if (error)
		return error;
	bp_snapshot_diff(&flow->moved, &world->before);
	totals = totals_of(world, &flow->moved);
	add_others(world, 1);
	split(counts, &totals);
	counts->page_alloc = world->pages.taken;
	counts->page_free = world->pages.released;
	counts->page_ref += world->pages.touches;
	flow->counts = *counts;
	return 0;
}
