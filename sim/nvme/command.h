/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A command inside a controller: from its fetch to its completion.
 *
 * The engine fetches it and asks whom it concerns to execute it: bp_nvme_admin_execute() or
 * bp_nvme_io_execute().  They set status and result, move what is to be moved, and return; the
 * engine waits as long as it takes and posts the completion.
 */
#ifndef BP_SIM_NVME_COMMAND_H
#define BP_SIM_NVME_COMMAND_H

#include <bsd/sys/queue.h>

#include <blkpath/nvme.h>
#include <blkpath/nvme_status.h>

#include "nvme/cmb_rules.h"
#include "nvme/fault.h"

struct bp_nvme_sq;

enum bp_nvme_run_state {
	BP_NVME_RUN_FETCHED,
	BP_NVME_RUN_HELD,    /* executed; somebody will call bp_nvme_complete() */
	BP_NVME_RUN_SERVED,  /* executed; ends when it is due */
	BP_NVME_RUN_WAITING, /* for room in its completion queue */
	BP_NVME_RUN_LATE,    /* completed; executed when it is due (fault early-completion) */
};

/**
 * struct bp_nvme_run - one command
 * @ctrl: controller
 * @sqid: submission queue; 0 for admin commands
 * @cqid: completion queue
 * @cmd: copied once (NVC-12)
 * @status: SC | SCT << 8 | CRD << 11 | M << 13 | DNR << 14; 0 at the start
 * @result: DW0 and DW1 of the completion; 0 at the start
 * @hold: set while executing: not completed now, but when bp_nvme_complete() is called
 * @moved: data bytes moved, for what it costs and for INV-NVME-23
 * @injected: a fault struck it
 * @lists: PRP list pages and SGL segments fetched, for what it costs
 * @data_pages: pieces of data asked for so far, the numbers of fault data-page
 * @descriptors: SGL descriptors fetched so far
 * @spread: where its parts were found so far
 */
struct bp_nvme_run {
	struct bp_nvme_controller *ctrl;
	u16 sqid;
	u16 cqid;
	struct nvme_command cmd;
	u16 status;
	u64 result;
	bool hold;
	u64 moved;
	bool injected;
	u32 lists;
	u32 data_pages;
	u32 descriptors;
	struct bp_nvme_spread spread;
	/* The engine's. */
	enum bp_nvme_run_state state;
	struct bp_nvme_sq *sq;
	TAILQ_ENTRY(bp_nvme_run) link;	/* in the list of its state */
	TAILQ_ENTRY(bp_nvme_run) in_sq; /* among the outstanding ones of its queue */
	LIST_ENTRY(bp_nvme_run) by_cid;
	bool is_known;	    /* in @by_cid */
	bool was_lost;	    /* fault lose-completion */
	bool execute_later; /* fault early-completion: in so many ns after its completion */
	u64 later_ns;
	u64 due_ns;
};

TAILQ_HEAD(bp_nvme_runs, bp_nvme_run);

static inline u16 bp_nvme_run_cid(const struct bp_nvme_run *run)
{
	return le16_to_cpu(run->cmd.common.command_id);
}

/* A status of NVC-18 that makes no sense to try again. */
static inline u16 bp_nvme_dnr(u16 status)
{
	return (u16)(status | NVME_SC_DNR);
}

/* Executes a command: sets status and result, or hold. */
void bp_nvme_admin_execute(struct bp_nvme_run *run);
void bp_nvme_io_execute(struct bp_nvme_run *run);

/**
 * bp_nvme_complete - end a command that was held
 * @run: its status and result are set; it is gone afterwards, or soon
 *
 * May be called while another command executes: nothing is posted before that returns (NVC-35).
 */
void bp_nvme_complete(struct bp_nvme_run *run);

/* An outstanding command; NULL when there is none, or its completion is under way already. */
struct bp_nvme_run *bp_nvme_find(struct bp_nvme_controller *ctrl, u16 sqid, u16 cid);

/* Ends an outstanding command with a status, however far it is; see bp_nvme_find(). */
void bp_nvme_abort(struct bp_nvme_run *run, u16 status);

#endif
