/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme/aen.h"

#include <string.h>

static bool same(struct bp_nvme_aen a, struct bp_nvme_aen b)
{
	return a.type == b.type && a.info == b.info && a.log_page == b.log_page;
}

void bp_nvme_aens_add(struct bp_nvme_aens *aens, struct bp_nvme_aen event)
{
	for (unsigned i = 0; i < aens->nr; i++)
		if (same(aens->queue[i], event))
			return;
	if (aens->nr == BP_NVME_AENS_QUEUED)
		aens->dropped++;
	else
		aens->queue[aens->nr++] = event;
}

bool bp_nvme_aens_take(struct bp_nvme_aens *aens, struct bp_nvme_aen *event)
{
	struct bp_nvme_aen *at = aens->queue, *end = at + aens->nr;

	while (at < end && aens->masked >> at->type & 1)
		at++;
	if (at == end)
		return false;
	*event = *at;
	aens->masked |= (u8)(1u << at->type);
	memmove(at, at + 1, (size_t)(end - at - 1) * sizeof(*at));
	aens->nr--;
	return true;
}

void bp_nvme_aens_unmask(struct bp_nvme_aens *aens, u8 type)
{
	aens->masked &= (u8) ~(1u << type);
}

u32 bp_nvme_aen_result(struct bp_nvme_aen event)
{
	return event.type | (u32)event.info << 8 | (u32)event.log_page << 16;
}
