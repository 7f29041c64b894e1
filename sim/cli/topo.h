/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath topo: a machine, and what it prints of it.
 */
#ifndef SIM_CLI_TOPO_H
#define SIM_CLI_TOPO_H

#include "cli/topo_lines.h"
#include "cli/topo_options.h"
#include "input/machine.h"
#include "pci/tree.h"

#define BP_TOPO_ACS_MAX 40
#define BP_TOPO_NAME_MAX 160
#define BP_TOPO_PAIRS_MAX 128

/* A machine that was read, and what is asked of it. */
struct bp_topo {
	struct bp_env env;
	struct bp_pci_tree *tree;
	struct bp_pci *pci;
	struct bp_pci_records records;
	struct bp_machine_said said;
	struct bp_topo_options options;
};

/* Whether the user asks what a boot with other parameters would do; does it to the tree. */
bool bp_topo_boots(const struct bp_topo_options *o);
int bp_topo_boot(struct bp_topo *topo, struct bp_error *err);

/* What the dump or the machine said of a function. */
const struct bp_pci_record *bp_topo_record(const struct bp_topo *topo, const struct pci_dev *dev);

/* "root port", "endpoint", "virtual function", ...: what a function is. */
const char *bp_topo_kind(const struct pci_dev *dev);

/* "no ACS", "ACS not known", "ACS 0x001d SV RR CR UF". */
const char *bp_topo_acs(enum bp_p2p_acs acs, u16 ctrl, char text[BP_TOPO_ACS_MAX]);

/* The same state, read from the function. */
enum bp_p2p_acs bp_topo_acs_read(const struct pci_dev *dev, unsigned *offset, u16 *ctrl);

/* "RR CR": the bits of a mask that are set. */
const char *bp_topo_acs_bits(u16 bits, char text[BP_TOPO_ACS_MAX]);

/* "Red Hat, Inc. QEMU NVM Express Controller [1b36:0010]" */
const char *bp_topo_name(const struct bp_topo *topo, const struct pci_dev *dev,
			 char text[BP_TOPO_NAME_MAX]);

/* Functions that a matrix is about: devices that do DMA, below a bridge or PCI Express. */
bool bp_topo_is_end(const struct pci_dev *dev);

void bp_topo_print_tree(FILE *out, const struct bp_topo *topo);
void bp_topo_print_warnings(FILE *out, const struct bp_topo *topo);
void bp_topo_print_unknown(FILE *out, const struct bp_topo *topo);
void bp_topo_print_dot(FILE *out, const struct bp_topo *topo);

/* Adds warnings and what is not known to a document, which may be NULL; returns it. */
json_t *bp_topo_json_end(const struct bp_topo *topo, json_t *document);

json_t *bp_topo_tree_json(const struct bp_topo *topo);

/* All pairs; false with @err filled when there are too many. */
bool bp_topo_print_pairs(FILE *out, const struct bp_topo *topo, struct bp_error *err);
json_t *bp_topo_pairs_json(const struct bp_topo *topo, struct bp_error *err);

/* "BUS_ADDR 4", or as v5.2 has it "4" or "-1". */
const char *bp_topo_answer(const struct bp_p2p_verdict *verdict, char text[40]);

/* "no: they have no bridge in common, and the kernel does not trust the host bridge" */
#define BP_TOPO_PLAIN_MAX 200
const char *bp_topo_plain(const struct bp_p2p_verdict *verdict, char text[BP_TOPO_PLAIN_MAX]);

void bp_topo_print_verdict(FILE *out, struct bp_topo *topo, struct pci_dev *from,
			   struct pci_dev *to);
json_t *bp_topo_verdict_json(struct bp_topo *topo, struct pci_dev *from, struct pci_dev *to);

/* Providers that are ranked for clients; how many there are, the options say. */
struct bp_topo_choice {
	const struct pci_dev *provider[BP_TOPO_LIST_MAX];
	const struct device *client[BP_TOPO_LIST_MAX];
};

void bp_topo_print_choice(FILE *out, const struct bp_topo *topo,
			  const struct bp_topo_choice *choice);
json_t *bp_topo_choice_json(const struct bp_topo *topo, const struct bp_topo_choice *choice);

/* Why the verdict is what it is, on what it depends, what would change it, and what to expect. */
void bp_topo_reasons(const struct bp_p2p_verdict *verdict, struct bp_topo_lines *lines);
void bp_topo_depends(const struct bp_p2p_verdict *verdict, struct bp_topo_lines *lines);
void bp_topo_cures(struct bp_topo *topo, const struct bp_p2p_verdict *verdict,
		   struct bp_topo_lines *lines);
void bp_topo_cautions(const struct bp_topo *topo, const struct bp_p2p_verdict *verdict,
		      struct bp_topo_lines *lines);

/* What else is asked where the kernel says yes (P-76, P-82, P-83, P-86). */
void bp_topo_hints(const struct bp_topo *topo, const struct bp_p2p_verdict *verdict,
		   struct bp_topo_lines *lines);

/* What a verbose query logs: the fragments to look for. */
void bp_topo_log(const struct bp_p2p_verdict *verdict, struct bp_topo_lines *lines);

#endif
