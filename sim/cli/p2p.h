/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath p2p: the same workload by each flow, side by side.
 */
#ifndef SIM_CLI_P2P_H
#define SIM_CLI_P2P_H

#include "cli/p2p_setup.h"

/**
 * struct bp_p2p - what is shown
 * @setup: what was asked
 * @path: scenario
 * @nr: how many flows were run
 * @flow: these, in the order of enum bp_flow_way
 */
struct bp_p2p {
	const struct bp_p2p_setup *setup;
	const char *path;
	unsigned nr;
	struct bp_world_flow flow[BP_FLOW_WAYS];
};

#define BP_P2P_TITLE_MAX 256

/* The name of the scenario, or of its file: whole letters, without control characters. */
const char *bp_p2p_title(const struct bp_p2p *p2p, char text[BP_P2P_TITLE_MAX]);

/* "RAM", "pages", "bus address": where the data lies. */
const char *bp_p2p_way_words(enum bp_flow_way way);

#define BP_P2P_OUTCOME_MAX 160

/* "every byte is where it belongs", "of 8 commands 2 left wrong bytes", ... */
const char *bp_p2p_outcome(const struct bp_world_flow *flow, char text[BP_P2P_OUTCOME_MAX]);

/* Whether all went well in all flows, and their drives hold the same. */
bool bp_p2p_is_well(const struct bp_p2p *p2p);

/* Whether the drives of all flows hold the same bytes; true for flows that nobody compares. */
bool bp_p2p_is_same(const struct bp_p2p *p2p);

#define BP_P2P_END_MAX 320

/* "write of block 8, 4096 bytes: write fault (0x280)", of a command that did not end well. */
const char *bp_p2p_end(const struct bp_world_flow_ended *ended, char text[BP_P2P_END_MAX]);

#define BP_P2P_STEM_MAX (3 * 256 + 4)
#define BP_P2P_ROLE_MAX 64

/**
 * struct bp_p2p_row - a line of the tree
 * @bridge: a host bridge; NULL for a function
 * @dev: a function
 * @node: its place among functions or host bridges of the fabric, the same in all flows
 * @depth: functions above it
 * @stem: "|  +- ": what stands before it
 */
struct bp_p2p_row {
	const struct pci_host_bridge *bridge;
	const struct pci_dev *dev;
	unsigned node;
	unsigned depth;
	char stem[BP_P2P_STEM_MAX];
};

/**
 * bp_p2p_rows - the tree, as far as the flows are in it
 * @p2p: flows
 * @nr: receives how many rows
 *
 * Adapter, drive, provider, and what is above them.
 *
 * Return: rows, for free(); NULL without memory.
 */
struct bp_p2p_row *bp_p2p_rows(const struct bp_p2p *p2p, unsigned *nr);

/* "adapter", "drive, provider", or "". */
const char *bp_p2p_role(const struct bp_p2p *p2p, const struct pci_dev *dev,
			char text[BP_P2P_ROLE_MAX]);

void bp_p2p_print(FILE *out, const struct bp_p2p *p2p);
void bp_p2p_print_outcomes(FILE *out, const struct bp_p2p *p2p);
void bp_p2p_print_tree(FILE *out, const struct bp_p2p *p2p);
/* As a picture, and as a page.  0 or -ENOMEM. */
int bp_p2p_print_svg(FILE *out, const struct bp_p2p *p2p);
int bp_p2p_print_html(FILE *out, const struct bp_p2p *p2p);

json_t *bp_p2p_json(const struct bp_p2p *p2p);

#endif
