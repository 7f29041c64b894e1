/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The court: a case, the laws it is judged by, and the verdicts.
 *
 * A family of invariants is a table of laws.  A law looks at a case and says that it holds, that it
 * is broken and by which numbers, or that it does not concern the case.
 */
#ifndef BP_CHECK_JUDGE_H
#define BP_CHECK_JUDGE_H

#include "record.h"

#define BP_RECORD_BUCKETS 1024
#define BP_NUMBERS_BYTES 256
#define BP_PICTURE_BYTES 1024

struct bp_check {
	struct bp_sink sink;
	struct bp_env *env;
	bp_violation_fn *on_violation;
	void *arg;
	u64 broken[BP_INV_NR];
	u64 judged[BP_INV_NR];
	bool blind; /* a record found no memory */
	u64 live;
	u64 room;
	char numbers[BP_NUMBERS_BYTES]; /* what the broken law said */
	LIST_HEAD(, bp_record) records[BP_RECORD_BUCKETS];
};

/**
 * struct bp_case - what is judged
 * @check: the checker
 * @q: queue, or NULL
 * @pre: precondition that the case meets
 * @at: event or call
 * @subject: what the laws of the family look at
 * @range: drawn in the picture; NULL draws nothing
 * @front_bytes: where the range was cut, 0 for nowhere
 * @sgl: scatterlist to draw, or NULL
 * @entries: its entries
 * @direct: its entries are DMA addresses
 * @bio_serial: the bio, or 0
 * @rq_serial: the request, or 0
 */
struct bp_case {
	struct bp_check *check;
	const struct request_queue *q;
	enum bp_pre pre;
	const char *at;
	const void *subject;
	const struct bp_ck_range *range;
	unsigned front_bytes;
	const struct scatterlist *sgl;
	unsigned entries;
	bool direct;
	u64 bio_serial;
	u64 rq_serial;
};

enum bp_ck_verdict { BP_NO_CASE, BP_HOLDS, BP_BROKEN };

typedef enum bp_ck_verdict bp_law_fn(struct bp_case *c);

struct bp_law {
	enum bp_invariant id;
	bp_law_fn *judge;
};

/* Judges a case by each law whose precondition it meets. */
void bp_ck_judge(struct bp_case *c, const struct bp_law *laws, size_t n);
#define bp_ck_judge_all(c, laws) bp_ck_judge(c, laws, bp_array_size(laws))
void bp_ck_judge_one(struct bp_case *c, enum bp_invariant id, bp_law_fn *judge);

/* The verdict, with the numbers to show when it is broken. */
enum bp_ck_verdict bp_ck_verdict(struct bp_case *c, bool holds, const char *numbers, ...)
	__attribute__((format(printf, 3, 4)));

/* Text of bounded size. */
struct bp_text {
	char *at;
	size_t left;
};

void bp_ck_text_add(struct bp_text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void bp_ck_picture(const struct bp_case *c, char *picture, size_t bytes);

/* A scatterlist entry by its own right (8.1). */
const struct scatterlist *bp_ck_entry_next(const struct scatterlist *sg);
struct bp_run bp_ck_entry_run(const struct bp_check *check, const struct request_queue *q,
			      const struct scatterlist *sg, bool direct);

#endif
