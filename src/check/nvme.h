/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the checker remembers of NVMe: functions, their queues, and the commands under way
 * (nvme.md, invariants).
 *
 * All of it comes from events.  What a data pointer means is read from the lists in memory again,
 * by the definition, neither as the driver writes them nor as a controller reads them.
 */
#ifndef BP_CHECK_NVME_H
#define BP_CHECK_NVME_H

#include <blkpath/nvme_event.h>

#include "dma.h"
#include "map.h"
#include "p2p.h"

#define BP_CK_DWORD 4u
#define BP_CK_SGES_PER_PAGE 256u
#define BP_CK_SUBMISSIONS 6u /* NVH-35: one and five more */

#define BP_CK_PAGE_SHIFT_LEAST 12u
#define BP_CK_RING_MOST 65536u /* entries; 16 bits of them are 0 */
#define BP_CK_EVENT_TYPES 7u   /* bits 2:0 of what an asynchronous event says */

/**
 * struct bp_ck_nvme_work - what all drivers do together: allocations tell of no function
 * @requests: that became commands and have not ended
 * @mappings: alive, of the data of requests
 * @is_measured: @live_before is known
 * @live_before: allocations while no driver had a request
 */
struct bp_ck_nvme_work {
	struct bp_record record;
	u64 requests;
	u64 mappings;
	bool is_measured;
	u64 live_before[BP_ALLOC_NR];
};

/**
 * struct bp_ck_nvme_function - a function whose controller or driver was heard of
 * @registers_seen: its controller tells of its registers
 * @ready: RDY, and neither CFS nor gone
 * @cmbsz: register
 * @most_bytes: of a transfer (NVC-19)
 * @aers: Asynchronous Event Requests that the controller holds
 * @most_aers: how many it may
 * @masked: types of events whose log was not read since
 */
struct bp_ck_nvme_function {
	struct bp_record record;
	bool registers_seen;
	bool ready;
	u32 cmbsz;
	u64 most_bytes;
	unsigned aers;
	unsigned most_aers;
	u32 masked;
};

/**
 * struct bp_ck_nvme_ring - a submission queue or a completion queue
 * @was_made: its controller tells of it
 * @exists: and has not deleted it
 * @depth: entries
 * @base: where it begins
 * @cqid: where the commands of a submission queue complete
 * @fetched: head of a submission queue, as the controller has it
 * @released: head of a submission queue, as its last completion told it
 * @posted: completions ever
 * @freed: those that were given back
 * @stored: commands ever
 * @rung: last value of its doorbell
 * @seen: completions that the driver handled, ever
 */
struct bp_ck_nvme_ring {
	struct bp_record record;
	bool was_made;
	bool exists;
	u32 depth;
	u64 base;
	u16 cqid;
	u16 fetched;
	u16 released;
	u64 posted;
	u64 freed;
	u64 stored;
	u16 rung;
	u64 seen;
};

/**
 * struct bp_ck_nvme_command - a command between its storing and its answer
 * @rq: its request; NULL: it waits for an event
 * @command: as it was stored
 * @is_posted: the controller has answered it
 * @moved: bytes of data and metadata
 * @ranges: bytes of ranges: it takes them to judge them (NVC-29)
 * @list_read: bytes of lists
 */
struct bp_ck_nvme_command {
	struct bp_record record;
	const struct request *rq;
	struct nvme_command command;
	bool is_posted;
	u64 moved;
	u64 ranges;
	u64 list_read;
};

/**
 * struct bp_ck_nvme_request - a request that became a command
 * @serial: the request
 * @command: while it is stored and not answered
 * @submissions: how often it was stored in a queue
 * @is_stored: it is in a queue, or was answered; nobody wants to try it again
 * @answered: its last submission was, with @status
 * @is_direct: its addresses are taken as they are (NVH-12)
 * @direct_list: the list of them, until it ends
 * @metadata: where that is, in one piece; none when it has no bytes
 * @page_size: of the controller
 * @slots: entries in all PRP lists, or descriptors in all segments
 * @lists: its lists; @nr_lists of them
 * @runs: where its data is, in order; @nr_runs of them
 */
struct bp_ck_nvme_request {
	struct bp_record record;
	u64 serial;
	struct bp_ck_nvme_command *command;
	unsigned submissions;
	bool is_stored;
	bool answered;
	u16 status;
	bool is_direct;
	const struct scatterlist *direct_list;
	struct bp_run metadata;
	u32 page_size;
	u64 slots;
	struct bp_nvme_list lists[BP_NVME_LISTS_SHOWN];
	unsigned nr_lists;
	unsigned nr_runs;
	struct bp_run runs[];
};

/**
 * struct bp_ck_pointer - what a data pointer says
 * @runs: where the data is; room for @room
 * @nr_runs: how many
 * @bytes: their sum
 * @slots: entries read from lists
 * @lists: lists followed
 * @lost: it leads to where no list is, or has no end
 * @misaligned: a PRP has an offset that it may not have
 * @misshapen: a segment is not what announces it, or a link is not in the last place
 * @data_descriptors: of an SGL
 */
struct bp_ck_pointer {
	struct bp_run *runs;
	unsigned room;
	unsigned nr_runs;
	u64 bytes;
	u64 slots;
	unsigned lists;
	bool lost;
	bool misaligned;
	bool misshapen;
	unsigned data_descriptors;
};

/**
 * struct bp_nvme_case - what the laws look at
 * @event: the event
 * @dma: a call of the DMA API instead
 * @rq: request, or NULL
 * @built: what became of the request
 * @direct: its addresses are to be taken as they are (NVH-12)
 * @mapping: of its data; NULL when it has none
 * @pointer: what its data pointer says
 * @request: the record of the request; NULL when nobody saw it become a command
 * @command: the record of the command; NULL when it is not under way
 * @work: the record of all drivers
 * @function: the record of the function
 * @ring: that of the ring that the event is about
 * @other: that of the submission queue whose command a completion answers
 * @payload: bytes of the request
 * @end_status: how the request ended
 */
struct bp_nvme_case {
	const struct bp_nvme_event *event;
	const struct bp_dma_call *dma;
	const struct request *rq;
	const struct bp_nvme_built *built;
	bool direct;
	const struct bp_ck_mapping *mapping;
	const struct bp_ck_pointer *pointer;
	const struct bp_ck_nvme_request *request;
	const struct bp_ck_nvme_command *command;
	const struct bp_ck_nvme_work *work;
	const struct bp_ck_nvme_function *function;
	const struct bp_ck_nvme_ring *ring;
	const struct bp_ck_nvme_ring *other;
	u64 payload;
	blk_status_t end_status;
};

/* Is it read to find out where the data is? */
static inline bool bp_ck_nvme_is_list(enum bp_nvme_purpose purpose)
{
	return purpose == BP_NVME_DMA_LIST || purpose == BP_NVME_DMA_SEGMENT;
}

static inline bool bp_ck_nvme_is_metadata(enum bp_nvme_purpose purpose)
{
	return purpose == BP_NVME_DMA_META_H2C || purpose == BP_NVME_DMA_META_C2H;
}

/* What a command moves for its host, ranges aside. */
static inline bool bp_ck_nvme_is_data(enum bp_nvme_purpose purpose)
{
	return purpose == BP_NVME_DMA_H2C || purpose == BP_NVME_DMA_C2H ||
	       purpose == BP_NVME_DMA_ADMIN_H2C || purpose == BP_NVME_DMA_ADMIN_C2H ||
	       bp_ck_nvme_is_metadata(purpose);
}

/* Definitions (nvme_define.c). */
struct bp_run bp_ck_nvme_metadata(const struct request *rq, const struct bp_nvme_built *built);
u64 bp_ck_nvme_entries(u64 addr, u64 bytes, u32 page_size); /* N of NVH-18 */
u64 bp_ck_nvme_prp_lists(u64 entries, u32 page_size);	    /* L of NVH-18 */
u64 bp_ck_nvme_sgl_pages(u64 descriptors);		    /* NVH-21, NVH-22 */
bool bp_ck_nvme_is_prp(enum bp_nvme_choice choice);
bool bp_ck_nvme_is_sgl(enum bp_nvme_choice choice);
struct bp_run bp_ck_nvme_entry(const struct bp_case *c, const struct scatterlist *sg);
unsigned bp_ck_nvme_mapped(const struct bp_case *c);
blk_status_t bp_ck_nvme_blk_status(u16 status); /* NVH-34 */
bool bp_ck_nvme_is_refusal(u16 status);		/* NVC-20 to NVC-23, NVC-28: nothing was begun */
bool bp_ck_nvme_in_bar0(const struct pci_dev *pdev, u64 addr, u64 bytes);

/* Follows a data pointer (nvme_pointer.c); its runs have room for bp_ck_pointer_room(). */
unsigned bp_ck_pointer_room(const struct bp_nvme_built *built, u64 payload);
void bp_ck_pointer_follow(struct bp_ck_pointer *pointer, const struct bp_env *env,
			  const struct bp_nvme_built *built, u64 payload);

/* Records (nvme_memory.c); NULL without memory. */
struct bp_ck_nvme_work *bp_ck_nvme_work(struct bp_check *check);
struct bp_ck_nvme_function *bp_ck_nvme_function(struct bp_check *check, const struct pci_dev *pdev);
bool bp_ck_nvme_is_function(const struct bp_check *check, const struct pci_dev *pdev);
struct bp_ck_nvme_ring *bp_ck_nvme_ring(struct bp_check *check, const struct pci_dev *pdev, u16 qid,
					bool is_cq);
struct bp_ck_nvme_ring *bp_ck_nvme_ring_find(const struct bp_check *check,
					     const struct pci_dev *pdev, u16 qid, bool is_cq);
struct bp_ck_nvme_request *bp_ck_nvme_request_find(const struct bp_check *check,
						   const struct request *rq);
struct bp_ck_nvme_request *bp_ck_nvme_request_new(struct bp_check *check, const struct request *rq,
						  unsigned runs);
struct bp_ck_nvme_command *bp_ck_nvme_command_find(const struct bp_check *check,
						   const struct pci_dev *pdev, u16 qid, u16 cid);
struct bp_ck_nvme_command *bp_ck_nvme_command_new(struct bp_check *check,
						  const struct pci_dev *pdev, u16 qid,
						  const struct nvme_command *command);
void bp_ck_nvme_command_drop(struct bp_check *check, struct bp_ck_nvme_command *command);
void bp_ck_nvme_waiting_drop(struct bp_check *check, const struct pci_dev *pdev);

/* The families' tables. */
void bp_ck_judge_nvme_built(struct bp_case *c);
void bp_ck_judge_nvme_lists(struct bp_case *c);
void bp_ck_judge_nvme_stored(struct bp_case *c);
void bp_ck_judge_nvme_doorbell(struct bp_case *c);
void bp_ck_judge_nvme_idle(struct bp_case *c);
void bp_ck_judge_nvme_posted(struct bp_case *c);
void bp_ck_judge_nvme_seen(struct bp_case *c);
void bp_ck_judge_nvme_access(struct bp_case *c);
void bp_ck_judge_nvme_act(struct bp_case *c);
void bp_ck_judge_nvme_event(struct bp_case *c);
void bp_ck_judge_nvme_memory(struct bp_case *c);
void bp_ck_judge_nvme_unmap(struct bp_case *c);
void bp_ck_judge_nvme_direct_call(struct bp_case *c);
void bp_ck_judge_nvme_left(struct bp_case *c);
void bp_ck_judge_nvme_end(struct bp_case *c);

#endif
