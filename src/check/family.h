/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The families of invariants; each hears every event and picks its own.
 */
#ifndef BP_CHECK_FAMILY_H
#define BP_CHECK_FAMILY_H

#include "definition.h"
#include "judge.h"

typedef void bp_family_fn(struct bp_check *check, const struct bp_event *event);

bp_family_fn bp_ck_hear_iter;
bp_family_fn bp_ck_hear_bio;
bp_family_fn bp_ck_hear_split;
bp_family_fn bp_ck_hear_count;
bp_family_fn bp_ck_hear_map;
bp_family_fn bp_ck_hear_merge;
bp_family_fn bp_ck_hear_request;
bp_family_fn bp_ck_hear_chain;
bp_family_fn bp_ck_hear_limits;
bp_family_fn bp_ck_hear_direct;
bp_family_fn bp_ck_hear_supply;
bp_family_fn bp_ck_hear_dma;
bp_family_fn bp_ck_hear_p2p;
bp_family_fn bp_ck_hear_nvme_driver;
bp_family_fn bp_ck_hear_nvme_controller;
bp_family_fn bp_ck_hear_rdma;
bp_family_fn bp_ck_hear_nvmet;

/* Last: drops the records of what the event ended. */
bp_family_fn bp_ck_forget;

static inline bool bp_ck_flagged(const struct bio *bio, unsigned bit)
{
	return bio->bi_flags >> bit & 1;
}

static inline bool bp_ck_bio_is_direct(const struct bio *bio)
{
	return bio->bi_opf & REQ_DMA_DIRECT;
}

/* What INV-CHAIN-1 finds when a run is over. */
void bp_ck_chain_end(struct bp_check *check);

/* What INV-NVME-28 finds then. */
void bp_ck_nvme_rings_end(struct bp_check *check);

/* What INV-NVMET-1 finds then. */
void bp_ck_nvmet_end(struct bp_check *check);

#endif
