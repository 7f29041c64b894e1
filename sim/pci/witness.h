/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who looks on while the fabric works: none of this changes where a request goes (p2pdma.md A7.6,
 * A7.7, C7.18).
 */
#ifndef BP_SIM_PCI_WITNESS_H
#define BP_SIM_PCI_WITNESS_H

#include "pci/transfer.h"

/* C7.18: tells the requester's ledger when the address is one of the DMA API's. */
void bp_witness_access(const struct bp_transfer *transfer, const struct bp_route *route);

/* A7.7: compares where a TLP went with what was meant; whether that was elsewhere. */
bool bp_witness_arrival(struct bp_fabric *fabric, const struct bp_request *request,
			const struct bp_target *got, const struct bp_target *meant);

/* A7.6: a write that was sent and dropped must have been announced; @fabric is strict. */
void bp_witness_loss(struct bp_fabric *fabric, const struct bp_request *request);

/* A7.6: and its device must know. */
void bp_witness_silence(struct bp_fabric *fabric, const struct bp_transfer *transfer);

#endif
