/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the checker remembers: one record for each bio and request alive, one for each tag held,
 * one for each operation under way.
 */
#ifndef BP_CHECK_RECORD_H
#define BP_CHECK_RECORD_H

#include <blkpath/check.h>

#include "range.h"

enum bp_record_kind {
	BP_RECORD_BIO,
	BP_RECORD_REQUEST,
	BP_RECORD_TAG,
	BP_RECORD_SPLIT,
	BP_RECORD_MERGE,
	BP_RECORD_UPDATE,
	BP_RECORD_MAP,
	BP_RECORD_DIRECT,
	BP_RECORD_DMA_CALL,
	BP_RECORD_DMA_DEVICE,
	BP_RECORD_DMA_MAPPING,
	BP_RECORD_DMA_POOL,
	BP_RECORD_DMA_DOMAIN,
	BP_RECORD_DMA_IOVA,
	BP_RECORD_P2P_PROVIDER,
	BP_RECORD_P2P_PART,
	BP_RECORD_NVME_WORK,
	BP_RECORD_NVME_FUNCTION,
	BP_RECORD_NVME_RING,
	BP_RECORD_NVME_REQUEST,
	BP_RECORD_NVME_COMMAND,
	BP_RECORD_NVME_DIRECT,
	BP_RECORD_RDMA_FUNCTION,
	BP_RECORD_RDMA_PAIR,
	BP_RECORD_RDMA_WORK,
	BP_RECORD_RDMA_MR,
	BP_RECORD_RDMA_CONTEXT,
	BP_RECORD_NVMET_TARGET,
	BP_RECORD_NVMET_QUEUE,
	BP_RECORD_NVMET_PAIR,
	BP_RECORD_NVMET_REQUEST,
	BP_RECORD_NVMET_BIO,
	BP_RECORD_NR,
};

/* Found by kind, object and number; the newest one of equals is found first. */
struct bp_record {
	LIST_ENTRY(bp_record) link;
	enum bp_record_kind kind;
	const void *key;
	u64 number;
};

/* A bio that was cut off as a front, as it was when it was cut (INV-SPLIT-9, INV-CNT-1). */
struct bp_front_record {
	bool is_front;
	enum bp_pre pre; /* of the bio that was cut */
	u64 nsegs;
	struct bvec_iter iter;
	const struct request_queue *q;
	struct queue_limits limits;
};

/* A bio that is cut again and again (INV-SPLIT-10). */
struct bp_pieces_record {
	bool counting;
	enum bp_pre pre; /* before the first cut */
	unsigned pieces;
	unsigned whole_bytes;
	struct bvec_iter rest;
};

/* Part of a chain, or its end (INV-CHAIN). */
struct bp_chain_record {
	const struct bio *parent;
	unsigned children; /* chained and not finished */
	unsigned chained;  /* ever chained */
	unsigned ended;	   /* finished */
	unsigned unfreed;  /* not freed */
	unsigned arriving; /* finished, the parent's turn comes next */
	bool submitted;
	bool own_ended;
	bool finished;	     /* as a child: its parent knows */
	bool done;	     /* the owner was told, */
	bio_end_io_t *told;  /* by this function */
	uintptr_t frame;     /* of the stack at its turn */
	uintptr_t from;	     /* that of the child whose turn it was before */
	blk_status_t failed; /* the error that a request gave its own part, last */
	blk_status_t status; /* what R-CHN-3 makes of it so far */
};

struct bp_ck_bio_record {
	struct bp_record record;
	u64 serial;
	bool allocated;			    /* its allocation was seen */
	bool only_added;		    /* filled by add functions alone */
	unsigned nvecs;			    /* of a clone: entries of the table it shares */
	const struct bio *source;	    /* of a clone */
	const struct request *rq;	    /* that holds it */
	const struct request_queue *passed; /* whose splitter let it pass last */
	unsigned long passed_virt_boundary; /* of that queue, then */
	struct bvec_iter passed_iter;
	u64 passed_nsegs;
	struct bp_front_record front;
	struct bp_pieces_record pieces;
	struct bp_chain_record chain;
};

struct bp_ck_request_record {
	struct bp_record record;
	u64 serial;
	bool state_known;
	enum mq_rq_state state;
	bool partly_ended;
	bool ended_in_a_sector;		       /* by bytes, or in a bio, that are no whole sector */
	const struct scatterlist *mapped_into; /* NULL: not yet mapped */
	u64 mapped_bios;
	u64 mapped_list;
	unsigned mapped_entries;
};

struct bp_record *bp_ck_record_new(struct bp_check *check, enum bp_record_kind kind,
				   const void *key, u64 number, size_t bytes);
struct bp_record *bp_ck_record_find(const struct bp_check *check, enum bp_record_kind kind,
				    const void *key, u64 number);
void bp_ck_record_drop(struct bp_check *check, struct bp_record *record);
void bp_ck_record_drop_all(struct bp_check *check);

/* The records of a bio and a request; made when they are met first, NULL without memory. */
struct bp_ck_bio_record *bp_ck_bio_record(struct bp_check *check, const struct bio *bio);
struct bp_ck_request_record *bp_ck_request_record(struct bp_check *check, const struct request *rq);

/* What is left of a bio, with as much as is known about its table. */
struct bp_ck_range bp_ck_range_known(struct bp_check *check, const struct bio *bio);

/* An operation begins; an older one of its kind on the same object was abandoned by a BUG. */
void *bp_ck_open(struct bp_check *check, enum bp_record_kind kind, const void *key, size_t bytes);
void *bp_ck_open_find(const struct bp_check *check, enum bp_record_kind kind, const void *key);
void bp_ck_close(struct bp_check *check, enum bp_record_kind kind, const void *key);

u64 bp_ck_hash(u64 hash, const void *bytes, size_t n);
#define BP_HASH_START 0xcbf29ce484222325ull

#endif
