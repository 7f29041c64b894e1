/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What I/O writes into a sector, so that whoever reads it can tell whose it is.
 *
 * The first words of a stamped sector name the I/O that wrote it and the sector it was meant for;
 * the rest follows from them, and no two stamps share a word by plan.  A byte that went astray
 * shows where it came from.
 *
 *   | 8 bytes   | 8 bytes    | 8 bytes            | 488 bytes         |
 *   | of a seed | I/O number | sector, or nowhere | of all the others |
 */
#ifndef SIM_WORLD_STAMP_H
#define SIM_WORLD_STAMP_H

#include <blkpath/types.h>

/* The sector of a write-same: its block lands in many. */
#define BP_STAMP_ANYWHERE (~(u64)0)

/**
 * struct bp_stamp - whose a sector is
 * @io: number of the I/O that wrote it, from 1
 * @sector: where it was to go, or BP_STAMP_ANYWHERE
 */
struct bp_stamp {
	u64 io;
	u64 sector;
};

/* Fill a sector. */
void bp_stamp_write(u64 seed, struct bp_stamp stamp, u8 bytes[SECTOR_SIZE]);

/* Whose a sector says it is; false when it bears no stamp of this seed. */
bool bp_stamp_read(u64 seed, const u8 bytes[SECTOR_SIZE], struct bp_stamp *stamp);

#endif
