/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVME-32 and -33: the memory of a controller, and the events that it tells of.
 */
#include <blkpath/nvme_status.h>

#include "nvme.h"

#define ULL(x) ((unsigned long long)(x))

/* INV-NVME-32 */
static enum bp_ck_verdict window_is_in_its_bar(struct bp_case *c)
{
	const struct bp_nvme_cmb_found *cmb =
		&((const struct bp_nvme_case *)c->subject)->event->cmb;
	const u32 both = NVME_CMBSZ_RDS | NVME_CMBSZ_WDS;

	return bp_ck_verdict(
		c,
		cmb->offset <= cmb->bar_bytes && cmb->bytes <= cmb->bar_bytes - cmb->offset &&
			(!cmb->queues || cmb->cmbsz & NVME_CMBSZ_SQS) &&
			(!cmb->published || (cmb->cmbsz & both) == both),
		"0x%llx + 0x%llx of a BAR of 0x%llx bytes, CMBSZ 0x%x%s%s", ULL(cmb->offset),
		ULL(cmb->bytes), ULL(cmb->bar_bytes), cmb->cmbsz, cmb->queues ? ", for queues" : "",
		cmb->published ? ", published" : "");
}

void bp_ck_judge_nvme_memory(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_NVME_32, window_is_in_its_bar);
}

/* INV-NVME-33: as many requests wait as may, and each type is told once until its log is read */
static enum bp_ck_verdict event_is_due(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const struct nvme_completion *cqe = &n->event->posted.cqe;
	const unsigned type = le32_to_cpu(cqe->result.u32) & BP_CK_EVENT_TYPES;

	if (le16_to_cpu(cqe->status) >> 1)
		return BP_NO_CASE;
	return bp_ck_verdict(c,
			     !(n->function->masked >> type & 1) &&
				     n->function->aers <= n->function->most_aers,
			     "an event of type %u, told before: %x; %u requests wait, %u may", type,
			     n->function->masked, n->function->aers, n->function->most_aers);
}

void bp_ck_judge_nvme_event(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_NVME_33, event_is_due);
}
