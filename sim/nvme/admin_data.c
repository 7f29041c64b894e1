/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme/admin.h"
#include "nvme/pointer.h"

static u16 move(struct bp_nvme_run *run, void *data, u32 bytes, enum bp_nvme_purpose purpose)
{
	struct bp_nvme_pieces pieces = { 0 };
	u64 moved = 0;
	u16 status = bp_nvme_mdts_check(run, bytes);

	if (!status)
		status = bp_nvme_pointer_walk(run, bytes, purpose, &pieces);
	if (!status)
		status = bp_nvme_pieces_move(run, &pieces, 0, data, bytes, &moved);
	bp_nvme_pieces_fini(&pieces);
	return status;
}

u16 bp_nvme_admin_send(struct bp_nvme_run *run, const void *data, u32 bytes)
{
	return move(run, (void *)(uintptr_t)data, bytes, BP_NVME_DMA_ADMIN_C2H);
}

u16 bp_nvme_admin_receive(struct bp_nvme_run *run, void *data, u32 bytes)
{
	return move(run, data, bytes, BP_NVME_DMA_ADMIN_H2C);
}
