/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What came of a workload: each command, what was taken and given back, what moved.
 */
#include <stdarg.h>
#include <string.h>

#include <blkpath/nvme_status.h>

#include "proof/remote/flows.h"

__attribute__((format(printf, 4, 5))) static void
bad(struct bp_flows_round *round, enum bp_flow_way way, const char *what, const char *format, ...)
{
	char text[BP_TRIAL_TEXT_MAX];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	bp_trial_wrong(round->trial, what, "%s: %s\n", bp_flow_way_name[way], text);
}

/* What was taken, and what came back; at the end both are the same. */
struct balance {
	const char *what;
	u64 taken;
	u64 back;
};

static void judge_balances(struct bp_flows_round *round, const struct bp_world_flow *flow,
			   const struct balance *balance, unsigned nr)
{
	for (unsigned i = 0; i < nr; i++)
		if (balance[i].taken != balance[i].back)
			bad(round, flow->way, "balance", "%s: %llu taken, %llu given back",
			    balance[i].what, (unsigned long long)balance[i].taken,
			    (unsigned long long)balance[i].back);
}

static void judge_balance(struct bp_flows_round *round, const struct bp_world_flow *flow)
{
	const struct bp_flow_counts *c = &flow->counts;
	const struct balance always[] = {
		{ "credits", c->credits_taken, c->credits_given },     /* INV-NVMET-2 */
		{ "memory regions", c->mr_get, c->mr_put },	       /* INV-RDMA-12 */
		{ "bytes of peer memory", c->p2p_alloc, c->p2p_free }, /* INV-NVMET-6 */
		{ "pages", c->page_alloc, c->page_free },
		{ "mappings that are left", flow->mappings_left, 0 },
	};
	/* INV-RDMA-13; when the queue goes, what it is made of is unmapped, too */
	const struct balance connected[] = {
		{ "mapped entries", c->dma_map_entries, c->dma_unmap_entries },
		{ "mappings", c->dma_map, c->dma_unmap },
	};

	judge_balances(round, flow, always, bp_array_size(always));
	if (!flow->tally[BP_FLOW_LOST])
		judge_balances(round, flow, connected, bp_array_size(connected));
}

/* Whether a target takes regions for some commands; for this one (R-B2.1, R-B2.2). */
static bool takes_regions(const struct bp_world_flow_setup *setup)
{
	return setup->force_mr || !strcmp(setup->profile, "iwarp");
}

static bool takes_region(const struct bp_world_flow_setup *setup, enum bp_flow_op op)
{
	return setup->force_mr || (takes_regions(setup) && op == BP_FLOW_WRITE);
}

static u64 max_sge(const struct bp_world_flow_setup *setup)
{
	if (setup->max_sge)
		return (u64)setup->max_sge;
	return strcmp(setup->profile, "tiny") ? 30 : 2;
}

/* Work requests that a command in RAM needs, and its response (R-B3.3). */
static u64 needed_credits(const struct bp_world_flow_setup *setup, u32 bytes)
{
	const u64 pages = (bytes + 4095) / 4096;

	return 1 + (pages + max_sge(setup) - 1) / max_sge(setup);
}

/* R-C4.6, RDMA-G7 */
static u64 credits_of(const struct bp_world_flow_setup *setup)
{
	return 1 + (u64)setup->depth * (takes_regions(setup) ? 4 : 2);
}

/*
 * What a target must refuse: it has no region left (DEF-RDMA-8), or so few credits that the command
 * could never run (DEF-NVMET-9).
 */
static bool may_be_refused(const struct bp_flows_round *round,
			   const struct bp_world_flow_ended *ended)
{
	const struct bp_world_flow_setup *setup = &round->setup;

	if (takes_region(setup, ended->op))
		return ended->status == NVME_SC_INTERNAL;
	return ended->status == (NVME_SC_INTERNAL | NVME_SC_DNR) &&
	       needed_credits(setup, ended->bytes) > credits_of(setup);
}

static bool is_twisted(const struct bp_flows_round *round, unsigned io)
{
	const struct bp_initiator_twist *t = &round->io[io].twist;

	return t->xor_flags || t->xor_type || t->add_length || t->add_addr;
}

/* Without its namespace, or without bus addresses, a target ends what it gets (DEF-NVMET-5). */
static bool may_fail(const struct bp_flows_round *round)
{
	return round->mood == BP_FLOWS_DRIVE || round->deed == BP_FLOWS_NAMESPACE_GOES ||
	       round->deed == BP_FLOWS_QUEUE_CHANGES;
}

static bool may_end(const struct bp_flows_round *round, const struct bp_world_flow_ended *ended)
{
	switch (ended->state) {
	case BP_FLOW_GOOD:
		return !is_twisted(round, ended->io) || round->mood == BP_FLOWS_FATAL;
	case BP_FLOW_FAILED:
		return may_fail(round) || is_twisted(round, ended->io) ||
		       may_be_refused(round, ended);
	case BP_FLOW_LOST:
		return round->mood == BP_FLOWS_FATAL;
	case BP_FLOW_WRONG:
	case BP_FLOW_END_STATES:
		break;
	}
	return false; /* INV-NVMET-17 */
}

static void judge_ends(struct bp_flows_round *round, const struct bp_world_flow *flow)
{
	static const char *const states[] = { "good", "wrong", "failed", "lost" };

	for (unsigned i = 0; i < flow->nr_ended; i++) {
		const struct bp_world_flow_ended *e = &flow->ended[i];

		if (!may_end(round, e))
			bad(round, flow->way, states[e->state],
			    "command %u, %s of %u bytes at %llu, is %s: status %#x, %llu "
			    "bytes wrong from %llu on",
			    i, bp_flow_op_name[e->op], e->bytes, (unsigned long long)e->slba,
			    states[e->state], e->status, (unsigned long long)e->wrong_bytes,
			    (unsigned long long)e->wrong_at);
	}
}

/* The target says that it has no use for a bus address any more. */
static bool is_expected(const struct bp_flows_round *round, const struct bp_finding *finding)
{
	return round->deed == BP_FLOWS_QUEUE_CHANGES && !strcmp(finding->id, "R-C3.3");
}

static void judge_findings(struct bp_flows_round *round, const struct bp_world_flow *flow)
{
	for (unsigned i = 0; i < flow->findings.nr_kept; i++)
		if (!is_expected(round, &flow->findings.kept[i]))
			bp_trial_take(round->trial, &flow->findings.kept[i],
				      bp_flow_way_name[flow->way]);
	if (flow->misdelivered)
		bad(round, flow->way, "misdelivered", "%llu accesses ended elsewhere",
		    (unsigned long long)flow->misdelivered);
	if (flow->drops && round->mood != BP_FLOWS_FATAL)
		bad(round, flow->way, "dropped", "%llu requests got lost",
		    (unsigned long long)flow->drops);
}

static u64 data_bytes(const struct bp_world_flow *flow)
{
	u64 bytes = 0;

	for (unsigned i = 0; i < flow->nr_ended; i++)
		if (flow->ended[i].op == BP_FLOW_WRITE || flow->ended[i].op == BP_FLOW_READ)
			bytes += flow->ended[i].bytes;
	return bytes;
}

/* Bytes that lie before the data in capsules: to RAM, and no further. */
static u64 gap_bytes(const struct bp_flows_round *round, const struct bp_world_flow *flow)
{
	u64 bytes = 0;

	for (unsigned i = 0; i < flow->nr_ended; i++)
		bytes += round->io[flow->ended[i].io].gap;
	return bytes;
}

/* INV-NVMET-15, INV-NVMET-16: what the ways are for. */
static void judge_traffic(struct bp_flows_round *round, const struct bp_world_flow *flow)
{
	const struct bp_flow_counts *c = &flow->counts;
	const u64 bridge = c->hb_up_data + c->hb_down_data;
	const bool all_good = flow->tally[BP_FLOW_GOOD] == flow->nr_ended;
	const bool by_cpu = !strcmp(round->setup.profile, "virt");

	if (flow->way == BP_FLOW_DIRECT && c->zdev_pages)
		bad(round, flow->way, "traffic", "%llu page descriptors of peer memory",
		    (unsigned long long)c->zdev_pages);
	if (flow->way == BP_FLOW_RAM && all_good &&
	    bridge != (by_cpu ? data_bytes(flow) : 2 * data_bytes(flow) + gap_bytes(round, flow)))
		bad(round, flow->way, "traffic", "%llu bytes of data, %llu over the host bridge",
		    (unsigned long long)data_bytes(flow), (unsigned long long)bridge);
	if (flow->way == BP_FLOW_RAM || !flow->used || round->setup.inline_bytes || c->p2p_fallback)
		return;
	if (bridge || c->page_alloc)
		bad(round, flow->way, "traffic", "%llu bytes over the host bridge, %llu pages",
		    (unsigned long long)bridge, (unsigned long long)c->page_alloc);
	if (flow->way == BP_FLOW_DIRECT && (c->page_ref || c->bvec_add || c->dma_map || c->p2p_map))
		bad(round, flow->way, "traffic", "%llu uses of pages",
		    (unsigned long long)c->page_ref);
}

void bp_flows_judge(struct bp_flows_round *round, enum bp_flow_way way)
{
	const struct bp_world_flow *flow = &round->flow[way];

	judge_findings(round, flow);
	judge_ends(round, flow);
	judge_balance(round, flow);
	if (!round->deed)
		judge_traffic(round, flow);
}

static bool all_good(const struct bp_world_flow *flow)
{
	return flow->tally[BP_FLOW_GOOD] == flow->nr_ended;
}

/* The same bytes at the same blocks, whatever the way. */
void bp_flows_compare(struct bp_flows_round *round)
{
	const struct bp_world_flow *one = &round->flow[BP_FLOW_RAM];

	for (unsigned way = BP_FLOW_PAGES; way < BP_FLOW_WAYS; way++) {
		const struct bp_world_flow *other = &round->flow[way];

		if (all_good(one) && all_good(other) &&
		    (one->disk_bytes != other->disk_bytes || one->disk_hash != other->disk_hash))
			bad(round, other->way, "other bytes",
			    "the drive holds other bytes than in way ram");
	}
}
