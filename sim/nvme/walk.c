/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme/walk.h"

u16 bp_nvme_walk_take(const struct bp_nvme_walk *walk, u64 address, u32 bytes)
{
	const u16 status = walk->ops->admit(walk->arg, walk->pieces->purpose, address, bytes);

	if (status)
		return status;
	return bp_nvme_pieces_add(walk->pieces, address, bytes, false) ? 0 : NVME_SC_INTERNAL;
}
