/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Submission and completion queues of a controller (nvme.md NVC-9 to NVC-17).
 */
#ifndef BP_SIM_NVME_QUEUE_H
#define BP_SIM_NVME_QUEUE_H

#include "nvme/command.h"

LIST_HEAD(bp_nvme_bucket, bp_nvme_run);

/**
 * struct bp_nvme_cq - completion queue
 * @id: its number
 * @size: entries
 * @base: bus address of entry 0
 * @tail: where the next completion goes
 * @head: what the host has released
 * @phase: of the next completion (INV-NVME-17)
 * @ien: completions interrupt
 * @vector: whom
 * @nr_sqs: submission queues that complete here
 * @waiting: completions for which there was no room, oldest first
 */
struct bp_nvme_cq {
	u16 id;
	u32 size;
	u64 base;
	u32 tail;
	u32 head;
	bool phase;
	bool ien;
	u16 vector;
	unsigned nr_sqs;
	struct bp_nvme_runs waiting;
};

/**
 * struct bp_nvme_sq - submission queue
 * @id: its number
 * @size: entries
 * @base: bus address of entry 0
 * @in_cmb: it lies in the controller memory buffer
 * @head: next command to be fetched
 * @tail: what the host has rung
 * @cq: where its commands complete
 * @is_awake: its shadow doorbell is looked at
 * @not_before_ns: nothing is fetched before (fault late-fetch)
 * @last_due_ns: when the last command that was served is due (NVC-14)
 * @outstanding: commands fetched and not posted
 * @nr_outstanding: how many
 * @is_dying: it is deleted, and goes when the last outstanding command is posted
 * @deleter: the command that deletes it, and completes then
 * @bucket: outstanding commands by their id
 * @mask: of the number of buckets
 */
struct bp_nvme_sq {
	u16 id;
	u32 size;
	u64 base;
	bool in_cmb;
	u32 head;
	u32 tail;
	struct bp_nvme_cq *cq;
	bool is_awake;
	u64 not_before_ns;
	u64 last_due_ns;
	struct bp_nvme_runs outstanding;
	unsigned nr_outstanding;
	bool is_dying;
	struct bp_nvme_run *deleter;
	struct bp_nvme_bucket *bucket;
	u32 mask;
};

/* What Create I/O Queue asks for. */
struct bp_nvme_queue_request {
	u16 id;
	u32 size; /* entries: QSIZE + 1 */
	u64 base;
	bool contiguous;
	bool ien;   /* completion queue */
	u16 vector; /* completion queue */
	u16 cqid;   /* submission queue */
};

/*
 * The four commands, after the checks of NVC-27: all errors of NVC-15 and NVC-16, in order.  They
 * return a status; deleting a submission queue may hold @run until its commands are posted.
 */
u16 bp_nvme_cq_create(struct bp_nvme_controller *ctrl, const struct bp_nvme_queue_request *what);
u16 bp_nvme_sq_create(struct bp_nvme_controller *ctrl, const struct bp_nvme_queue_request *what);
u16 bp_nvme_cq_delete(struct bp_nvme_controller *ctrl, u16 id);
u16 bp_nvme_sq_delete(struct bp_nvme_run *run, u16 id);

/* Without checks; NULL when there is no memory. */
struct bp_nvme_cq *bp_nvme_cq_make(struct bp_nvme_controller *ctrl,
				   const struct bp_nvme_queue_request *what);
struct bp_nvme_sq *bp_nvme_sq_make(struct bp_nvme_controller *ctrl,
				   const struct bp_nvme_queue_request *what);

/* A queue that is being deleted goes, unless commands of it are outstanding. */
void bp_nvme_sq_put(struct bp_nvme_controller *ctrl, struct bp_nvme_sq *sq);

/* All queues go, and their commands vanish. */
void bp_nvme_queues_drop(struct bp_nvme_controller *ctrl);

/* A queue that exists and is not being deleted; NULL otherwise. */
struct bp_nvme_sq *bp_nvme_sq(const struct bp_nvme_controller *ctrl, u32 id);
struct bp_nvme_cq *bp_nvme_cq(const struct bp_nvme_controller *ctrl, u32 id);

/* Whether any I/O queue exists (NVC-24). */
bool bp_nvme_has_io_queues(const struct bp_nvme_controller *ctrl);

#endif
