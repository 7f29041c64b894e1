/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What devices and the CPU ask of the fabric: whole transfers (p2pdma.md A6.9, A6.10).
 */
#ifndef BP_SIM_PCI_TRANSFER_H
#define BP_SIM_PCI_TRANSFER_H

#include "pci/route.h"

/**
 * struct bp_transfer - bytes to be moved by a device
 * @requester: who moves them
 * @is_write: to the address or from it
 * @address: what the driver programmed
 * @bytes: how many
 * @type: kind of the address
 * @relaxed_ordering: attribute of its TLPs
 * @intent: what the driver meant by the first byte; NULL: what bp_intent_note() was told (A7.7)
 * @data: what is written, or receives what is read; nothing is received on failure
 */
struct bp_transfer {
	const struct pci_dev *requester;
	bool is_write;
	u64 address;
	u64 bytes;
	enum bp_address_type type;
	bool relaxed_ordering;
	const struct bp_target *intent;
	void *data;
};

/**
 * struct bp_transferred - what became of it
 * @outcome: what became of it
 * @seen: what the device learns: of posted writes perhaps only success (A7.6)
 * @turn: the end of the first TLP that failed, or of the first one
 * @target: of its first byte, when it succeeded
 * @misdelivered: whether a TLP went elsewhere than meant
 * @requests: TLPs of write and read requests
 * @completions: TLPs of completions
 */
struct bp_transferred {
	enum bp_outcome outcome;
	enum bp_outcome seen;
	enum bp_turn turn;
	struct bp_target target;
	bool misdelivered;
	u64 requests;
	u64 completions;
};

/**
 * bp_fabric_transfer - move bytes for a device
 * @fabric: fabric
 * @transfer: what to move
 * @result: receives what became of it
 *
 * All TLPs must reach one target, else no byte moves.  Then the first TLP that fails is counted as
 * far as it gets, and no other one.  TLPs that go the same way are moved and counted together, with
 * the same numbers as one by one.
 *
 * Return: 0, whatever the outcome; -ENOMEM when memory of a BAR could not be had.
 */
int bp_fabric_transfer(struct bp_fabric *fabric, const struct bp_transfer *transfer,
		       struct bp_transferred *result);

/**
 * bp_fabric_cpu_write - store to a BAR by its CPU address
 * @fabric: fabric
 * @phys: CPU address
 * @data: what to store
 * @bytes: how many; registers want 4 or 8, aligned
 *
 * The mapping is uncached: what waits in write-combining lines goes first (B16.3).
 *
 * MODEL: stores are combined to lines of 64 bytes.  One that nobody answers is dropped; the others
 * are not.
 *
 * Return: the worst outcome.
 */
enum bp_outcome bp_fabric_cpu_write(struct bp_fabric *fabric, phys_addr_t phys, const void *data,
				    u64 bytes);

/* Loads; what nobody answers reads as ones (A7.1). */
enum bp_outcome bp_fabric_cpu_read(struct bp_fabric *fabric, phys_addr_t phys, void *data,
				   u64 bytes);

/* Both of them, past the write-combining lines. */
enum bp_outcome bp_fabric_cpu_access(struct bp_fabric *fabric, bool is_write, phys_addr_t phys,
				     u8 *data, u64 bytes);

/* Moves the bytes of TLPs whose way is known; a register's refusal becomes the end of its one. */
int bp_fabric_move(struct bp_fabric *fabric, const struct bp_request *request,
		   struct bp_route *route, void *data);

/* Puts bytes where a request ended: 0, -EIO when a register refuses, -ENOMEM. */
int bp_fabric_put(struct bp_fabric *fabric, const struct bp_target *target, const void *data,
		  unsigned bytes);

/* Whether a target is a register: it acts when it is touched. */
bool bp_fabric_is_register(const struct bp_fabric *fabric, const struct bp_target *target);

/* Makes room, so that a later bp_fabric_put() cannot fail; false when there is none. */
bool bp_fabric_reserve(struct bp_fabric *fabric, const struct bp_target *target, unsigned bytes);

/* Counts the completions of a read, or the one that says that it failed; returns how many. */
u64 bp_fabric_complete(struct bp_fabric *fabric, const struct bp_request *request,
		       enum bp_outcome outcome, const struct bp_route *back);

/* Remembers a request that was not delivered (A7). */
void bp_fabric_drop(struct bp_fabric *fabric, const struct bp_request *request,
		    const struct bp_route *route);

#endif
