/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pci/decode.h"
#include "pci/fabric.h"
#include "pci/route.h"

/* TLPs that pass; @bytes of all, @wire of all on a link. */
struct passage {
	struct bp_fabric *fabric;
	enum bp_tlp_kind kind;
	u64 tlps;
	u64 bytes;
	u64 wire;
};

const struct bp_function_counters *bp_function_counters(const struct bp_fabric *fabric,
							const struct pci_dev *dev)
{
	return &bp_fabric_node(fabric, dev)->counters;
}

const struct bp_bridge_counters *bp_bridge_counters(const struct bp_fabric *fabric,
						    const struct pci_host_bridge *bridge)
{
	return &bp_fabric_bridge(fabric, bridge)->counters;
}

static u64 *crossing(const struct bp_fabric *fabric, const struct pci_dev *ingress,
		     const struct pci_dev *egress)
{
	const struct bp_fabric_node *in = bp_fabric_node(fabric, ingress);
	const struct bp_fabric_node *out = bp_fabric_node(fabric, egress);
	const struct bp_fabric_node *upstream = in;
	unsigned from = 0, to = out->port;

	if (!egress->bus->self || egress->bus->self != ingress) {
		upstream = bp_fabric_node(fabric, bp_home_bus(ingress)->self);
		from = in->port;
		to = upstream == out ? 0 : out->port;
	}
	return &upstream->crossbar[from * upstream->nr_ports + to];
}

u64 bp_crossbar_bytes(const struct bp_fabric *fabric, const struct pci_dev *ingress,
		      const struct pci_dev *egress)
{
	return *crossing(fabric, ingress, egress);
}

u64 bp_snapshot_crossbar(const struct bp_fabric *fabric, const struct bp_snapshot *snapshot,
			 const struct pci_dev *ingress, const struct pci_dev *egress)
{
	return snapshot->crossbar[crossing(fabric, ingress, egress) - fabric->crossbar];
}

static void count_flow(struct bp_flow *flow, const struct passage *passage)
{
	flow->tlps[passage->kind] += passage->tlps;
	flow->bytes[passage->kind] += passage->bytes;
}

static void count_link(struct bp_link_counters *link, const struct passage *passage)
{
	count_flow(&link->flow, passage);
	link->wire_bytes += passage->wire;
}

/* A5.10 */
static void set_violation(struct bp_fabric_node *node)
{
	unsigned at = pci_find_ext_capability(node->dev, PCI_EXT_CAP_ID_ERR);

	node->counters.acs_violation++;
	node->unc_status |= PCI_ERR_UNC_ACSV;
	if (at && at + PCI_ERR_UNCOR_STATUS + 4 <= node->dev->config_bytes)
		node->dev->config[at + PCI_ERR_UNCOR_STATUS + 2] |= PCI_ERR_UNC_ACSV >> 16;
}

/* What happens at a function. */
static void count_at(struct bp_fabric_node *node, const struct bp_hop *hop,
		     const struct passage *passage)
{
	struct bp_function_counters *counters = &node->counters;
	enum bp_turn_class class = bp_turn_class(hop->turn);

	switch (class) {
	case BP_TURN_TO_PEER:
		counters->p2p_direct += passage->tlps;
		break;
	case BP_TURN_REDIRECTS:
		counters->acs_redirect += passage->tlps;
		break;
	case BP_TURN_UP:
		count_link(&counters->up, passage);
		break;
	case BP_TURN_DOWN:
		count_link(&counters->down, passage);
		break;
	case BP_TURN_INSIDE:
		*crossing(passage->fabric, hop->at, hop->to) += passage->wire;
		break;
	case BP_TURN_UNSUPPORTED:
		counters->ur_count += passage->tlps;
		break;
	case BP_TURN_ABORTS:
		counters->ca_count += passage->tlps;
		break;
	case BP_TURN_VIOLATES:
		set_violation(node);
		break;
	default:
		break;
	}
	if (class > BP_TURN_DELIVERS)
		count_flow(&counters->dropped, passage);
}

static void count_bytes_at(struct bp_fabric_node *node, enum bp_turn turn,
			   const struct passage *passage)
{
	struct bp_function_counters *counters = &node->counters;

	switch (turn) {
	case BP_AT_OWN_BAR:
		counters->internal_bytes += passage->bytes;
		break;
	case BP_AT_INTRADEV:
		counters->intradev_bytes += passage->bytes;
		break;
	case BP_AT_WIRE:
		node = bp_fabric_node(passage->fabric, bp_home_bus(node->dev)->self);
		count_link(&node->counters.up, passage);
		break;
	case BP_AT_ACCEPTED:
		if (passage->kind == BP_TLP_WRITE)
			counters->bar_wr_bytes += passage->bytes;
		else
			counters->bar_rd_bytes += passage->bytes;
		break;
	default:
		break;
	}
}

static void count_root(struct bp_bridge_counters *counters, enum bp_turn turn,
		       const struct passage *passage)
{
	bool is_write = passage->kind == BP_TLP_WRITE;

	switch (turn) {
	case BP_AT_RAM:
		*(is_write ? &counters->ram_wr_bytes : &counters->ram_rd_bytes) += passage->bytes;
		break;
	case BP_AT_FROM_CPU:
		*(is_write ? &counters->cpu_wr_bytes : &counters->cpu_rd_bytes) += passage->bytes;
		break;
	case BP_AT_THROUGH_BRIDGE:
		counters->p2p_same_bridge_bytes += passage->bytes;
		break;
	case BP_AT_ACROSS_BRIDGES:
		counters->p2p_cross_bridge_bytes += passage->bytes;
		break;
	case BP_AT_HAIRPIN:
		counters->hairpin_bytes += passage->bytes;
		break;
	case BP_AT_FAULT:
		counters->iommu_faults += passage->tlps;
		break;
	default:
		if (bp_turn_class(turn) == BP_TURN_UNSUPPORTED)
			counters->ur_count += passage->tlps;
	}
}

void bp_count_route(struct bp_fabric *fabric, const struct bp_route *route, enum bp_tlp_kind kind,
		    u64 tlps, u64 bytes)
{
	const struct passage passage = { fabric, kind, tlps, bytes,
					 bp_tlp_wire(&fabric->sizes, kind, tlps, bytes) };

	for (unsigned i = 0; i < route->nr_hops; i++) {
		const struct bp_hop *hop = &route->hop[i];

		if (hop->at) {
			struct bp_fabric_node *node = bp_fabric_node(fabric, hop->at);

			count_at(node, hop, &passage);
			count_bytes_at(node, hop->turn, &passage);
		} else if (hop->bridge) {
			count_root(&bp_fabric_bridge(fabric, hop->bridge)->counters, hop->turn,
				   &passage);
		}
	}
}
