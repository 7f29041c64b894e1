/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands of I/O queues, counted.
 */
#include <blkpath/nvme_status.h>

#include "world/pointer_slots.h"
#include "world/tally.h"

static void on_built(struct bp_tally_nvme *nvme, const struct bp_event *event)
{
	const struct bp_nvme_built *built = &event->nvme->built;
	unsigned pages = 0, descriptors = 0;
	struct bp_slot_walk walk;
	struct bp_slot slot;

	nvme->commands++;
	nvme->by_choice[built->choice]++;
	bp_slots_start(&walk, event);
	while (bp_slots_next(&walk, &slot)) {
		pages += slot.is_data;
		descriptors++;
	}
	switch (built->choice) {
	case BP_NVME_NO_DATA:
		break;
	case BP_NVME_SIMPLE_PRP:
	case BP_NVME_PRP:
		bp_histogram_add(&nvme->prp_entries, pages);
		bp_histogram_add(&nvme->prp_lists, built->nr_lists);
		break;
	case BP_NVME_SIMPLE_SGL:
	case BP_NVME_SGL:
		bp_histogram_add(&nvme->sgl_descriptors, descriptors);
		break;
	}
}

static void on_doorbell(struct bp_tally_nvme *nvme, const struct bp_nvme_doorbell *doorbell)
{
	nvme->doorbells++;
	nvme->mmio += doorbell->mmio;
}

/* Statuses that nobody has a place for are told by the failed I/O alone. */
static void on_seen(struct bp_tally_nvme *nvme, const struct bp_nvme_seen *seen)
{
	const u16 status = le16_to_cpu(seen->cqe.status) >> 1 & BP_NVME_SC_MASK;
	unsigned i = 0;

	nvme->completions++;
	if (!status)
		return;
	while (i < nvme->nr_statuses && nvme->status[i].status != status)
		i++;
	if (i == BP_TALLY_STATUSES)
		return;
	nvme->nr_statuses = bp_max(nvme->nr_statuses, i + 1);
	nvme->status[i].status = status;
	nvme->status[i].count++;
}

void bp_tally_nvme_hear(struct bp_tally_nvme *nvme, const struct bp_event *event)
{
	const struct bp_nvme_event *what = event->nvme;

	if (event->id == BP_EV_NVME_BUILT && what->built.qid)
		on_built(nvme, event);
	else if (event->id == BP_EV_NVME_DOORBELL && what->doorbell.qid)
		on_doorbell(nvme, &what->doorbell);
	else if (event->id == BP_EV_NVME_CQE_SEEN && what->seen.qid)
		on_seen(nvme, &what->seen);
}
