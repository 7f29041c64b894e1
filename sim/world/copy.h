/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A copy from one drive to another, through the memory of one of them or through RAM, and what each
 * way costs the machine (NVM-6).
 */
#ifndef SIM_WORLD_COPY_H
#define SIM_WORLD_COPY_H

#include "world/pair.h"

/* Where the data lies between the two commands. */
enum bp_copy_way {
	BP_COPY_BY_TO,	 /* memory of the drive that it is for: the first writes, the second is at
			    home */
	BP_COPY_BY_FROM, /* of the drive that has it: the first is at home, the second reads */
	BP_COPY_BY_RAM,
	BP_COPY_WAYS,
};

enum bp_copy_state {
	BP_COPY_DONE,
	BP_COPY_NO_MEMORY, /* the drive gives out no memory, or too little */
	BP_COPY_REFUSED,   /* the kernel refuses it: they may not talk */
	BP_COPY_FAILED,	   /* an I/O failed */
	BP_COPY_WRONG,	   /* bytes arrived that are not those that were sent */
};

/**
 * struct bp_copy - one copy
 * @way: where the data went
 * @state: how it ended
 * @distance: from the drive with the memory to the other, of BP_COPY_BY_RAM 0
 * @bus: bus address of the memory, of BP_COPY_BY_RAM 0
 * @error: of the I/O that failed, negative errno
 * @wrong_sector: the first one that is wrong
 * @commands: that the drives fetched
 * @mappings: of memory for a device, by the DMA API
 * @moved: what all links, bridges and functions counted
 */
struct bp_copy {
	enum bp_copy_way way;
	enum bp_copy_state state;
	int distance;
	u64 bus;
	int error;
	sector_t wrong_sector;
	u64 commands;
	u64 mappings;
	struct bp_snapshot moved;
};

/**
 * bp_world_copy - copy from pair->from to pair->to
 * @pair: the drives
 * @way: where the data goes
 * @bytes: how many, a multiple of 512, as many as the namespaces have at most
 * @buffer_bytes: at a time, a multiple of 4096
 * @copy: receives what came of it; to be ended with bp_copy_fini() in any case
 * @err: receives the message
 *
 * The first drive is filled before, the second is read again afterwards; neither counts.
 *
 * Return: 0, whatever came of it; negative errno, with @err filled unless it is -ENOMEM.
 */
int bp_world_copy(struct bp_world_pair *pair, enum bp_copy_way way, u64 bytes, u32 buffer_bytes,
		  struct bp_copy *copy, struct bp_error *err);

void bp_copy_fini(struct bp_copy *copy);

#endif
