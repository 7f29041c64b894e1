/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What went over the links of a machine, as commands tell it.
 */
#ifndef SIM_CLI_TRAFFIC_H
#define SIM_CLI_TRAFFIC_H

#include <jansson.h>

#include "input/pci_record.h"
#include "pci/counters.h"

struct bp_fabric;

/* The name that the machine's description gives a function, or "". */
const char *bp_traffic_name(const struct bp_pci_records *records, const struct pci_dev *dev);

/* Whether a link is below a function. */
bool bp_traffic_has_link(const struct pci_dev *dev);

/* Data on one direction of a link. */
u64 bp_traffic_payload(const struct bp_link_counters *link);

json_t *bp_traffic_number(u64 n);

/* Each link, both directions. */
json_t *bp_traffic_links_json(const struct bp_fabric *fabric, const struct bp_snapshot *moved);

/* Sums of the machine (P2P-A9.6). */
json_t *bp_traffic_sums_json(const struct bp_fabric *fabric, const struct bp_snapshot *moved);

#endif
