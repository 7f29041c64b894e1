/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How transfers are cut into TLPs (p2pdma.md A8).
 */
#ifndef BP_SIM_PCI_TLP_H
#define BP_SIM_PCI_TLP_H

#include <blkpath/types.h>

enum bp_tlp_kind {
	BP_TLP_WRITE,
	BP_TLP_READ,
	BP_TLP_COMPLETION,
	BP_TLP_KINDS,
};

/**
 * struct bp_tlp_sizes - what a tree can carry, in bytes (A8.1)
 * @mps: maximum payload, a power of two from 128 to 4096
 * @mrrs: maximum read request, a power of two from 128 to 4096
 * @rcb: where completions may end: 64 or 128
 * @overhead: of one TLP on the wire
 */
struct bp_tlp_sizes {
	unsigned mps;
	unsigned mrrs;
	unsigned rcb;
	unsigned overhead;
};

extern const struct bp_tlp_sizes bp_tlp_default_sizes;

/* Length of the first TLP of a transfer of @bytes at @address; 0 when @bytes is. */
unsigned bp_tlp_request(const struct bp_tlp_sizes *sizes, bool is_write, u64 address, u64 bytes);

/* How many TLPs a transfer is cut into. */
u64 bp_tlp_requests(const struct bp_tlp_sizes *sizes, bool is_write, u64 address, u64 bytes);

/* Length of the TLPs at the front of a transfer that lie in its first @most bytes. */
u64 bp_tlp_within(const struct bp_tlp_sizes *sizes, bool is_write, u64 address, u64 bytes,
		  u64 most);

/* Length of the first completion of @bytes that were asked for at @address. */
unsigned bp_tlp_completion(const struct bp_tlp_sizes *sizes, u64 address, unsigned bytes);

/* How many completions bring the data of a read of @bytes; one when it has none. */
u64 bp_tlp_completions(const struct bp_tlp_sizes *sizes, u64 address, u64 bytes);

/* Bytes on the wire of TLPs; @bytes is what they ask for when they are read requests (A8.3). */
u64 bp_tlp_wire(const struct bp_tlp_sizes *sizes, enum bp_tlp_kind kind, u64 tlps, u64 bytes);

#endif
