/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What stands behind a BAR: memory of which only touched pages exist, or registers (p2pdma.md
 * A3.1).
 */
#ifndef BP_SIM_PCI_BACKING_H
#define BP_SIM_PCI_BACKING_H

#include <blkpath/types.h>

#include "mem/sparse.h"

struct pci_dev;

/**
 * struct bp_register_ops - registers of a device
 * @read: read 4 or 8 bytes at an aligned offset; false: completer abort (A7.2)
 * @write: write them; false: completer abort
 * @peer: the same for another device, both ways; NULL: as for the CPU (nvme NVC-34)
 * @any_size: also wants accesses of other sizes up to 8 bytes, and unaligned ones
 */
struct bp_register_ops {
	bool (*read)(void *context, u64 offset, unsigned bytes, u64 *value);
	bool (*write)(void *context, u64 offset, unsigned bytes, u64 value);
	bool (*peer)(void *context, const struct pci_dev *requester, bool is_write, u64 offset,
		     unsigned bytes, u64 *value);
	bool any_size;
};

/**
 * struct bp_backing - behind one BAR
 * @registers: NULL for memory alone
 * @context: of the registers
 * @register_bytes: how many bytes from the start on are registers; what follows is memory
 * @pages: those that were written
 * @nr_pages: how many
 */
struct bp_backing {
	const struct bp_register_ops *registers;
	void *context;
	u64 register_bytes;
	struct bp_sparse pages;
	u64 nr_pages;
};

/* Whether registers are at an offset. */
static inline bool bp_backing_is_register(const struct bp_backing *backing, u64 offset)
{
	return backing->registers && offset < backing->register_bytes;
}

/* Whether the backing can do an access as a whole: registers want 4 or 8 bytes, aligned. */
bool bp_backing_takes(const struct bp_backing *backing, u64 offset, unsigned bytes);

/* Fills @data; what was never written reads as zeros.  False: completer abort. */
bool bp_backing_read(const struct bp_backing *backing, u64 offset, void *data, unsigned bytes);

/* 0; -EIO: completer abort; -ENOMEM.  Nothing was written then. */
int bp_backing_write(struct bp_backing *backing, u64 offset, const void *data, unsigned bytes);

/* Makes room, so that writing memory cannot fail; false when there is none. */
bool bp_backing_reserve(struct bp_backing *backing, u64 offset, unsigned bytes);

void bp_backing_fini(struct bp_backing *backing);

#endif
