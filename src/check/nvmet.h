/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the checker remembers of an NVMe target: its queues and the commands in its hands
 * (rdma-nvmet.md C).
 */
#ifndef BP_CHECK_NVMET_H
#define BP_CHECK_NVMET_H

#include <blkpath/nvmet_event.h>

#include "rdma.h"

/**
 * struct bp_ck_nvmet_queue - a queue of a target
 * @over_rdma: a transport told of its capsules
 * @has_account: its credits were told from the beginning
 * @avail: credits, by what was taken and given back
 * @max: of them
 * @live: commands in hand
 * @head: of the last response; @head_known
 * @size: entries, then
 * @device: whose queue pair
 * @qpn: that queue pair; 0: nobody told
 * @sends: responses that were posted
 * @receives: receives that were posted, ever
 * @receives_before: those before its first capsule
 * @responding: command whose response is posted next; 0: none
 * @chained: work that was posted before it, since it was told
 */
struct bp_ck_nvmet_queue {
	struct bp_record record;
	bool over_rdma;
	bool has_account;
	s64 avail;
	u32 max;
	u64 live;
	u16 head;
	bool head_known;
	u32 size;
	const struct ib_device *device;
	u32 qpn;
	u64 sends;
	u64 receives;
	u64 receives_before;
	u64 responding;
	u32 chained;
};

/**
 * struct bp_ck_nvmet_request - a command in the target's hands
 * @sq: its queue
 * @command: as it was taken
 * @is_mapped: its data has a place, as @sgl says
 * @sgl: NVMET_REQ of that moment
 * @credits: taken and not given back
 * @reads: its data was fetched
 * @read_failed: and did not come
 * @completions: how often it got a status
 * @responses: how often a response was posted
 * @data_wrs: work that was told to go before it
 * @send: number of that response's work; @has_send
 * @is_freed: its peer-to-peer memory went back
 * @first_bio: the bio that ends it; NULL: none was seen
 * @bio_failed: a bio could not be built
 * @has_status: the block layer answered, with @status
 * @bytes: of its bios
 * @sector: where the next one begins
 * @bios: how many
 */
struct bp_ck_nvmet_request {
	struct bp_record record;
	u64 sq;
	struct nvme_command command;
	bool is_mapped;
	struct bp_nvmet_request sgl;
	s64 credits;
	bool reads;
	bool read_failed;
	unsigned completions;
	unsigned responses;
	u32 data_wrs;
	u64 send;
	bool has_send;
	bool is_freed;
	const struct bio *first_bio;
	bool bio_failed;
	bool has_status;
	blk_status_t status;
	u64 bytes;
	sector_t sector;
	unsigned bios;
};

/**
 * struct bp_nvmet_case - what the laws look at
 * @req: NVMET_REQ, or NULL
 * @credits: NVMET_CREDITS, or NULL
 * @told: NVMET_BIO, or NULL
 * @bio: its bio
 * @p2p: a call that takes memory back, or NULL
 * @rq: a block request that the driver starts, or NULL
 * @queue: the record of the queue
 * @request: the record of the command
 * @pair: its queue pair; NULL when nobody told
 */
struct bp_nvmet_case {
	const struct bp_nvmet_request *req;
	const struct bp_nvmet_credits *credits;
	const struct bp_nvmet_bio *told;
	const struct bio *bio;
	const struct bp_p2p_call *p2p;
	const struct request *rq;
	const struct bp_ck_nvmet_queue *queue;
	const struct bp_ck_nvmet_request *request;
	const struct bp_ck_rdma_pair *pair;
};

static inline u8 bp_ck_nvmet_byte(const struct nvme_command *command, unsigned at)
{
	return ((const u8 *)command)[at];
}

static inline bool bp_ck_nvmet_is_rw(const struct nvme_command *command)
{
	return bp_ck_nvmet_byte(command, 0) == 0x01 || bp_ck_nvmet_byte(command, 0) == 0x02;
}

/* The families' tables. */
void bp_ck_judge_nvmet_step(struct bp_case *c);
void bp_ck_judge_nvmet_credits(struct bp_case *c);
void bp_ck_judge_nvmet_posted(struct bp_case *c);
void bp_ck_judge_nvmet_bio(struct bp_case *c);
void bp_ck_judge_nvmet_status(struct bp_case *c);
void bp_ck_judge_nvmet_freed(struct bp_case *c);
void bp_ck_judge_nvmet_started(struct bp_case *c);
void bp_ck_judge_nvmet_left(struct bp_case *c);

#endif
