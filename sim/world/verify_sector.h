/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One sector that was read: is it what it should be, and if not, what is it?
 */
#ifndef SIM_WORLD_VERIFY_SECTOR_H
#define SIM_WORLD_VERIFY_SECTOR_H

#include "world/verify.h"

/**
 * struct bp_sector_question - what to judge by
 * @seed: of stamps
 * @sector: which sector
 * @should: what it should hold
 * @untouched: the byte that filled memory before the read
 */
struct bp_sector_question {
	u64 seed;
	u64 sector;
	struct bp_image_sector should;
	u8 untouched;
};

/* True, or false with all of @mismatch filled but its I/O. */
bool bp_sector_is_right(const struct bp_sector_question *question, const u8 bytes[SECTOR_SIZE],
			struct bp_mismatch *mismatch);

#endif
