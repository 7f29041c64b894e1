/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme/error_log.h"

#include <string.h>

void bp_nvme_error_log_add(struct bp_nvme_error_log *log, const struct bp_nvme_error *error)
{
	log->slot[++log->count % BP_NVME_ERROR_SLOTS] = *error;
}

void bp_nvme_error_log_page(const struct bp_nvme_error_log *log, struct nvme_error_slot *slots,
			    unsigned nr)
{
	memset(slots, 0, nr * sizeof(*slots));
	for (u64 i = 0; i < bp_min(log->count, (u64)nr); i++) {
		const struct bp_nvme_error *error =
			&log->slot[(log->count - i) % BP_NVME_ERROR_SLOTS];

		slots[i] = (struct nvme_error_slot){
			.error_count = cpu_to_le64(log->count - i),
			.sqid = cpu_to_le16(error->sqid),
			.cmdid = cpu_to_le16(error->cid),
			.status_field = cpu_to_le16((u16)(error->status << 1)),
			.param_error_location = cpu_to_le16(BP_NVME_ERROR_NONE),
			.lba = cpu_to_le64(error->lba),
			.nsid = cpu_to_le32(error->nsid),
		};
	}
}
