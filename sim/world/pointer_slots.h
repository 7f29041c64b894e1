/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The data pointer of a command slot by slot, as the driver wrote it: PRP1 and PRP2 or the SGL
 * descriptor, and what stands in the lists behind them.
 *
 * Read from the event NVME_BUILT, so it needs no translation of the lists' addresses.  The words of
 * a controller that follows the same pointer are events of its own.
 */
#ifndef SIM_WORLD_POINTER_SLOTS_H
#define SIM_WORLD_POINTER_SLOTS_H

#include <blkpath/event.h>
#include <blkpath/nvme_event.h>

/* A slot of the command, not of a list. */
#define BP_SLOT_IN_COMMAND (~0u)

/**
 * struct bp_slot - one address
 * @list: which list it stands in, or BP_SLOT_IN_COMMAND
 * @index: which slot of it; of a command with PRPs 0 is PRP1 and 1 PRP2
 * @at: bus address of the slot; 0 in the command
 * @value: bus address that stands there
 * @bytes: of data behind it; of a list or segment that it leads to
 * @is_data: it leads to data; else to the next list
 * @type: last byte of an SGL descriptor; 0 of a PRP
 */
struct bp_slot {
	unsigned list;
	unsigned index;
	u64 at;
	u64 value;
	u64 bytes;
	bool is_data;
	u8 type;
};

/* A position in the slots of a command. */
struct bp_slot_walk {
	struct bp_env *env;
	const struct bp_nvme_built *built;
	u64 left; /* bytes of data */
	unsigned list;
	unsigned index;
	unsigned nr; /* descriptors in the segment in hand */
};

/* Begin; the event is NVME_BUILT and outlives the walk. */
void bp_slots_start(struct bp_slot_walk *walk, const struct bp_event *event);

/* The next slot; false behind the last one, and where a list is not shown. */
bool bp_slots_next(struct bp_slot_walk *walk, struct bp_slot *slot);

#endif
