/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a request of one device for the memory of another goes, and what had to be assumed to say
 * so (docs/spec/p2pdma.md A6).
 */
#ifndef SIM_CLI_TOPO_WAY_H
#define SIM_CLI_TOPO_WAY_H

#include "cli/topo.h"
#include "pci/route.h"

/**
 * struct bp_topo_way - a request and its completion
 * @requester: who sends
 * @target: whose memory is meant
 * @bar: which BAR of it
 * @bar_bytes: its size; 0 when it is not known
 * @kind: kind of address, never BP_TOPO_ADDRESS_KERNEL
 * @address: what the request carries
 * @iommu: whether an IOMMU translates
 * @verdict: what the kernel says of the pair
 * @request: the way there
 * @completion: the way back of a read
 * @has_completion: whether there is one
 * @assumed: what the input does not say and what was taken for it
 * @depends: what would make another way of it
 */
struct bp_topo_way {
	const struct pci_dev *requester;
	const struct pci_dev *target;
	unsigned bar;
	u64 bar_bytes;
	enum bp_topo_address kind;
	u64 address;
	bool iommu;
	struct bp_p2p_verdict verdict;
	struct bp_route request;
	struct bp_route completion;
	bool has_completion;
	struct bp_topo_lines assumed;
	struct bp_topo_lines depends;
};

/**
 * bp_topo_way_find - send a request
 * @topo: machine; what had to be assumed is put into it
 * @requester: who sends
 * @target: whose memory is meant
 * @err: receives the message
 *
 * Return: the way, to be freed with free(); NULL with @err filled when the target has no memory
 * that is known, or the options do not fit each other.
 */
struct bp_topo_way *bp_topo_way_find(struct bp_topo *topo, const struct pci_dev *requester,
				     const struct pci_dev *target, struct bp_error *err);

/* Fills in what the input does not say of BARs, windows and enables; says so in @assumed. */
void bp_topo_assume(struct bp_topo *topo, const struct pci_dev *requester,
		    const struct pci_dev *target, struct bp_topo_lines *assumed);

/* "inside the switch of 0000:0a:00.0", "through the root complex of 0000:00": how far up it goes.
 */
#define BP_TOPO_REACH_MAX 80
const char *bp_topo_reach(const struct bp_route *route, char text[BP_TOPO_REACH_MAX]);

void bp_topo_print_route(FILE *out, const struct bp_topo *topo, struct bp_topo_way *way);
json_t *bp_topo_route_json(const struct bp_topo *topo, struct bp_topo_way *way);

/* The tree as a picture or a page, with a way in it unless @way is NULL.  0 or -ENOMEM. */
int bp_topo_print_svg(FILE *out, const struct bp_topo *topo, struct bp_topo_way *way);
int bp_topo_print_html(FILE *out, const struct bp_topo *topo, struct bp_topo_way *way);

/* "0000:0b:00.0", "root complex 0000:00": where a turn is taken. */
#define BP_TOPO_PLACE_MAX 48
const char *bp_topo_place(const struct bp_hop *hop, char text[BP_TOPO_PLACE_MAX]);

/* What happens there. */
#define BP_TOPO_TURN_MAX 200
const char *bp_topo_turn_words(const struct bp_hop *hop, char text[BP_TOPO_TURN_MAX]);

/* "bus address", "CPU physical address", "IOVA" */
const char *bp_topo_address_name(enum bp_topo_address kind);

#endif
