/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random transfers keep INV-PCI-1 to INV-PCI-12 and INV-P2P-14.
 */
#include "bp_test.h"

#include "pci/decode.h"
#include "random_fabric.h"

#define TRANSFERS 12

static u8 data[16384];

struct sums {
	u64 written, links, drops;
	u64 at_root; /* over the links of root ports */
	u64 direct;  /* from device to device below one */
};

static struct sums sums_of(const struct bp_fabric *fabric)
{
	struct sums sums = { .drops = fabric->nr_drops };

	for (unsigned i = 0; i < fabric->nr_nodes; i++) {
		const struct bp_function_counters *c = &fabric->node[i].counters;

		sums.written += c->bar_wr_bytes;
		sums.links += c->up.wire_bytes + c->down.wire_bytes;
		if (!fabric->node[i].dev->bus->self)
			sums.at_root += c->up.wire_bytes + c->down.wire_bytes;
	}
	for (unsigned i = 0; i < fabric->nr_bridges; i++)
		sums.written += fabric->bridge[i].counters.ram_wr_bytes;
	for (unsigned i = 0; i < fabric->p2p.nr; i++)
		sums.direct += fabric->p2p.pair[i].bytes;
	return sums;
}

/* INV-PCI-4: what came in is what went out or was dropped. */
static void conserve(const struct bp_fabric *fabric, const struct bp_fabric_node *upstream,
		     enum bp_tlp_kind kind)
{
	const struct bp_function_counters *above =
		bp_function_counters(fabric, upstream->dev->bus->self);
	u64 in = above->down.flow.bytes[kind], out = above->up.flow.bytes[kind];
	const struct pci_dev *port;

	out += upstream->counters.dropped.bytes[kind];
	TAILQ_FOREACH (port, &upstream->dev->subordinate->devices, on_bus) {
		const struct bp_function_counters *c = bp_function_counters(fabric, port);

		in += c->up.flow.bytes[kind];
		out += c->down.flow.bytes[kind] + c->dropped.bytes[kind];
	}
	assert_int_equal(in, out);
}

/* INV-PCI-5 */
static void keep_redirect(const struct bp_fabric_node *node)
{
	u16 control = bp_acs_control(node->dev);

	if (control & PCI_ACS_RR && !(control & (PCI_ACS_EC | PCI_ACS_DT)))
		assert_int_equal(node->counters.p2p_direct, 0);
}

static void judge_nodes(const struct bp_fabric *fabric)
{
	for (unsigned i = 0; i < fabric->nr_nodes; i++) {
		const struct bp_fabric_node *node = &fabric->node[i];

		keep_redirect(node);
		if (!node->nr_ports)
			continue;
		for (unsigned kind = 0; kind < BP_TLP_KINDS; kind++)
			conserve(fabric, node, (enum bp_tlp_kind)kind);
	}
}

/* INV-PCI-11, from the ends: pages first, then what fits into each. */
static u64 tlps_of(u64 address, u64 bytes, u64 most)
{
	u64 tlps = 0, end = address + bytes;

	while (address < end) {
		u64 next = bp_min((address | 4095) + 1, end);

		tlps += (next - address + most - 1) / most;
		address = next;
	}
	return tlps;
}

/* INV-PCI-1, INV-PCI-8, INV-PCI-10, INV-PCI-11 */
static void judge_transfer(const struct t_fabric *f, const struct bp_transfer *transfer,
			   const struct bp_transferred *result, const struct sums *before)
{
	bool failed = result->outcome != BP_OUTCOME_SUCCESS;
	bool internal = result->target.kind == BP_TARGET_INTERNAL;
	struct sums after = sums_of(f->fabric);

	assert_int_equal(after.drops - before->drops, failed);
	assert_int_equal(result->target.kind == BP_TARGET_NONE, failed);
	assert_int_equal(after.written - before->written,
			 transfer->is_write && !failed && !internal ? transfer->bytes : 0);
	if (result->target.dev)
		assert_true(transfer->bytes <= T_BAR_BYTES - result->target.offset);
	if (internal)
		assert_int_equal(after.links, before->links);
	if (!failed)
		assert_int_equal(result->requests,
				 internal ? 0
					  : tlps_of(transfer->address, transfer->bytes,
						    transfer->is_write ? 256 : 512));
}

/* INV-PCI-3: what goes from device to device stays below the root port. */
static void judge_direct(const struct t_fabric *f, const struct bp_transfer *transfer,
			 const struct sums *before)
{
	struct sums after = sums_of(f->fabric);

	if (transfer->is_write && after.direct != before->direct)
		assert_int_equal(after.at_root, before->at_root);
}

/* INV-P2P-14: what a provider counts is what its clients were told to write there. */
static void judge_written(const struct t_fabric *f, const struct prop_tree *tree, const u64 *told)
{
	for (unsigned i = 0; i < tree->names; i++) {
		const struct pci_dev *dev = t_fabric_dev(f, 'a' + (char)i);

		assert_int_equal(bp_function_counters(f->fabric, dev)->bar_wr_bytes, told[i]);
	}
}

static void tell(const struct t_fabric *f, const struct prop_tree *tree,
		 const struct bp_transfer *transfer, const struct bp_transferred *result, u64 *told)
{
	for (unsigned i = 0; i < tree->names; i++)
		if (transfer->is_write && result->target.kind == BP_TARGET_BAR &&
		    result->target.dev == t_fabric_dev(f, 'a' + (char)i))
			told[i] += transfer->bytes;
}

/* INV-PCI-12: the device knows, or it is told to be blind; what was announced is what was lost. */
static void judge_reports(const struct t_fabric *f, const struct bp_transfer *transfer,
			  const struct bp_transferred *result, bool announced)
{
	bool failed = result->outcome != BP_OUTCOME_SUCCESS;
	bool knows = result->seen == result->outcome;
	u64 lost = f->pci.env.hits[BP_SITE_WRITE_UNREPORTED];

	if (f->fabric->config.posted == BP_POSTED_REPORT || !transfer->is_write)
		assert_true(knows);
	assert_int_equal(lost, !knows);
	assert_true(!f->pci.env.hits[BP_SITE_WRITE_UNANNOUNCED] || (failed && !announced));
	if (transfer->is_write && failed && result->requests)
		assert_int_equal(f->pci.env.hits[BP_SITE_WRITE_UNANNOUNCED] +
					 (announced && !f->fabric->announced),
				 1);
}

/* INV-PCI-6, INV-PCI-7: @was are the counters of the port above the requester before. */
static void judge_link(const struct bp_transfer *transfer, const struct bp_transferred *result,
		       const struct bp_function_counters *was,
		       const struct bp_function_counters *is, bool same_device)
{
	u64 got = is->down.flow.bytes[BP_TLP_COMPLETION] - was->down.flow.bytes[BP_TLP_COMPLETION];
	bool failed = result->outcome != BP_OUTCOME_SUCCESS;

	if (!transfer->is_write && !same_device)
		assert_int_equal(got, failed ? 0 : transfer->bytes);
	if (transfer->is_write && !failed && same_device)
		assert_int_equal(is->up.flow.bytes[BP_TLP_WRITE] - was->up.flow.bytes[BP_TLP_WRITE],
				 is->down.flow.bytes[BP_TLP_WRITE] -
					 was->down.flow.bytes[BP_TLP_WRITE]);
}

static u64 random_address(const struct t_fabric *f, const struct prop_tree *tree,
			  struct t_random *random)
{
	char name = 'a' + (char)t_below(random, tree->names);
	u64 bus = t_fabric_bus(f, name);

	switch (t_below(random, 8)) {
	case 0:
		return t_below(random, T_RAM_END);
	case 1:
		return T_RAM_END - t_below(random, 8192);
	case 2:
		return bus + T_BAR_BYTES - t_below(random, 8192);
	case 3:
		return t_random(random) >> t_below(random, 40);
	case 4:
		return t_fabric_dev(f, name)->resource[0].start;
	default:
		return bus + t_below(random, T_BAR_BYTES - sizeof(data));
	}
}

static void one(struct t_fabric *f, const struct prop_tree *tree, struct t_random *random,
		u64 *told)
{
	struct bp_transfer transfer = {
		.requester = t_fabric_dev(f, 'a' + (char)t_below(random, tree->names)),
		.is_write = t_once_in(random, 2),
		.address = random_address(f, tree, random),
		.bytes = t_between(random, 1, t_once_in(random, 4) ? sizeof(data) : 1024),
		.type = (enum bp_address_type)(t_once_in(random, 8) ? t_below(random, 3) : 0),
		.relaxed_ordering = t_once_in(random, 4),
		.data = data,
	};
	const struct pci_dev *port = transfer.requester->bus->self;
	bool is_link = port && bp_bus_kind(transfer.requester->bus) == BP_BUS_LINK;
	struct bp_function_counters was = { 0 };
	struct sums before = sums_of(f->fabric);
	struct bp_transferred result;
	bool announced = t_once_in(random, 2);

	f->fabric->config.posted = (enum bp_posted)t_below(random, 2);
	f->fabric->announced = announced;
	if (is_link)
		was = *bp_function_counters(f->fabric, port);
	assert_int_equal(bp_fabric_transfer(f->fabric, &transfer, &result), 0);
	judge_transfer(f, &transfer, &result, &before);
	judge_direct(f, &transfer, &before);
	tell(f, tree, &transfer, &result, told);
	if (is_link)
		judge_link(&transfer, &result, &was, bp_function_counters(f->fabric, port),
			   result.target.dev && result.target.dev->bus == transfer.requester->bus);
	judge_nodes(f->fabric);
	judge_reports(f, &transfer, &result, announced);
	f->fabric->announced = 0;
	f->pci.env.hits[BP_SITE_WRITE_UNREPORTED] = 0;
	f->pci.env.hits[BP_SITE_WRITE_UNANNOUNCED] = 0;
}

void prop_transfers(struct t_fabric *f, const struct prop_tree *tree, struct t_random *random)
{
	u64 told[26] = { 0 };

	for (unsigned i = 0; i < TRANSFERS; i++)
		one(f, tree, random, told);
	judge_written(f, tree, told);
}
