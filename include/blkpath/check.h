/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The checker: judges the block core by the invariants of block.md 14 while it works.
 *
 * It listens to the events of an environment and calls none of the code it judges: what a bio's
 * bytes are, how many segments they make, how long a piece may be is derived again from the
 * definitions.  Its memory follows the bios and requests alive, not the length of the run.
 */
#ifndef BLKPATH_CHECK_H
#define BLKPATH_CHECK_H

#include <blkpath/check_list.h>
#include <blkpath/event.h>

#define BP_INVARIANT_ENUM(symbol, ...) BP_INV_##symbol,
enum bp_invariant { BP_INVARIANTS(BP_INVARIANT_ENUM) BP_INV_NR };
#undef BP_INVARIANT_ENUM

/* Preconditions of block.md 14, each implying the ones before it. */
enum bp_pre { BP_MEETS_ANY, BP_MEETS_B, BP_MEETS_A };

/**
 * struct bp_invariant_info - one row of the table of invariants
 * @id: "INV-SPLIT-1"
 * @pre: the weakest precondition under which it is judged
 * @rules: the rules it rests on
 * @words: the formula in words
 */
struct bp_invariant_info {
	const char *id;
	enum bp_pre pre;
	const char *rules;
	const char *words;
};

/**
 * struct bp_violation - an invariant that does not hold
 * @id: which one
 * @info: its row
 * @env: where; its virtual time is the time of the violation
 * @at: name of the event, or of the direct call, at which it was seen
 * @numbers: the numbers of the formula
 * @picture: the vectors, a letter each, `|` where the bio was cut, `.` where addresses jump; then
 *           the scatterlist. Empty when there is nothing to draw
 * @bio_serial: the bio, 0 for none
 * @rq_serial: the request, 0 for none
 *
 * The strings live as long as the call that delivers them.
 */
struct bp_violation {
	enum bp_invariant id;
	const struct bp_invariant_info *info;
	const struct bp_env *env;
	const char *at;
	const char *numbers;
	const char *picture;
	u64 bio_serial;
	u64 rq_serial;
};

typedef void bp_violation_fn(void *arg, const struct bp_violation *violation);

struct bp_check;

/**
 * bp_invariant_get - the row of an invariant
 * @id: which one, below BP_INV_NR
 *
 * Return: the row, never NULL.
 */
const struct bp_invariant_info *bp_invariant_get(enum bp_invariant id);

/**
 * bp_invariant_find - look up an invariant by name
 * @name: "INV-MAP-2", case ignored
 *
 * Return: its enum bp_invariant, or -ENOENT.
 */
int bp_invariant_find(const char *name);

/**
 * bp_check_new - a checker that listens to an environment
 * @env: environment; must outlive the checker
 *
 * Context: allocates; may fail for want of memory, fault injection does not reach it.
 * Return: the checker, or NULL; then nothing listens.
 */
struct bp_check *bp_check_new(struct bp_env *env);

/**
 * bp_check_free - stop listening and forget everything
 * @check: checker, or NULL
 */
void bp_check_free(struct bp_check *check);

/**
 * bp_check_on_violation - who is told
 * @check: checker
 * @fn: called for each violation; NULL for nobody
 * @arg: first argument of @fn
 *
 * Violations are counted, and reported as BP_SITE_CHECK_VIOLATION, in any case.
 */
void bp_check_on_violation(struct bp_check *check, bp_violation_fn *fn, void *arg);

/**
 * bp_check_count - how often an invariant was broken
 * @check: checker
 * @id: which one
 *
 * Return: violations so far.
 */
u64 bp_check_count(const struct bp_check *check, enum bp_invariant id);

/**
 * bp_check_judged - how often an invariant was judged
 * @check: checker
 * @id: which one
 *
 * Return: judgements so far, violations included; cases outside the precondition do not count.
 */
u64 bp_check_judged(const struct bp_check *check, enum bp_invariant id);

/**
 * bp_check_total - all violations
 * @check: checker
 *
 * Return: the sum of bp_check_count() over all invariants.
 */
u64 bp_check_total(const struct bp_check *check);

/**
 * bp_check_limit - how much the checker may remember
 * @check: checker
 * @records: as bp_check_live() counts them; at first there is no limit
 */
void bp_check_limit(struct bp_check *check, u64 records);

/**
 * bp_check_blind - did the checker lose its memory?
 * @check: checker
 *
 * Without memory for a record it cannot tell right from wrong, so it says nothing more.
 *
 * Return: true when nothing is judged any more.
 */
bool bp_check_blind(const struct bp_check *check);

/**
 * bp_check_live - what the checker remembers
 * @check: checker
 *
 * Return: records of bios, requests, tags and open operations; shows that memory is bounded.
 */
u64 bp_check_live(const struct bp_check *check);

/**
 * bp_check_event - judge one event
 * @check: checker
 * @event: what happened; handlers run on the events of its environment by themselves
 *
 * For tests that replay events by hand. A violation is delivered before the call returns.
 */
void bp_check_event(struct bp_check *check, const struct bp_event *event);

/**
 * bp_check_end - judge what a run leaves behind (INV-BIO-3)
 * @check: checker
 * @pages_held: page references that the run took and did not return, as the page model counts
 *
 * Call it when every I/O has ended.
 */
void bp_check_end(struct bp_check *check, u64 pages_held);

/**
 * bp_violation_text - a violation as text for people
 * @violation: violation
 * @text: room for the text; always ended by a NUL
 * @bytes: size of @text in bytes, above 0
 *
 * Return: bytes of the whole text without its NUL; @bytes or more means that it was cut.
 */
size_t bp_violation_text(const struct bp_violation *violation, char *text, size_t bytes);

/* The definitions, for tests that compare them with the code. */

/**
 * bp_check_pre - the strongest precondition that a bio meets on a queue
 * @q: queue; its limits and rule set are read
 * @bio: bio with what is left of its range
 *
 * Return: BP_MEETS_ANY, BP_MEETS_B or BP_MEETS_A.
 * Rule: block.md 14
 */
enum bp_pre bp_check_pre(const struct request_queue *q, const struct bio *bio);

/**
 * bp_check_seg - seg(x) of block.md 14: the segments of one bio
 * @q: queue; its limits and rule set are read
 * @bio: bio; bi_next is not followed
 *
 * Return: number of segments, or BP_SEG_ENDLESS when counting never ends (QUIRK-2).
 * Rule: R-CNT-1
 */
u64 bp_check_seg(const struct request_queue *q, const struct bio *bio);
#define BP_SEG_ENDLESS (~(u64)0)

/* Direct calls: what no event can show. */

enum bp_loop { BP_LOOP_SEGMENT, BP_LOOP_BVEC, BP_LOOP_DVEC };

/* One view that a loop yielded: byte address, bv_offset (0 for DMA views), length. */
struct bp_view {
	u64 addr;
	unsigned offset;
	unsigned len;
};

/**
 * bp_check_loop - judge a finished iteration (INV-ITER-1, -2, -3, -6)
 * @check: checker
 * @bio: bio that was iterated over
 * @loop: which loop
 * @start: iterator before the loop
 * @views: what it yielded, in order
 * @n: number of views
 * @end: iterator after the loop
 */
void bp_check_loop(struct bp_check *check, const struct bio *bio, enum bp_loop loop,
		   struct bvec_iter start, const struct bp_view *views, unsigned n,
		   struct bvec_iter end);

/**
 * bp_check_advance - judge one bio_advance_iter() (INV-ITER-5, -6)
 * @check: checker
 * @bio: bio
 * @before: iterator before
 * @bytes: bytes to advance
 * @after: iterator after
 */
void bp_check_advance(struct bp_check *check, const struct bio *bio, struct bvec_iter before,
		      unsigned bytes, struct bvec_iter after);

/**
 * bp_check_advance_twice - judge two steps against one (INV-ITER-4)
 * @check: checker
 * @bio: bio
 * @first: bytes of the first of the two steps
 * @once: iterator after one step by both
 * @twice: iterator after two steps
 */
void bp_check_advance_twice(struct bp_check *check, const struct bio *bio, unsigned first,
			    struct bvec_iter once, struct bvec_iter twice);

/**
 * bp_check_overrun - judge an advance past the end (INV-ITER-7)
 * @check: checker
 * @bio: bio
 * @before: iterator before
 * @after: iterator after
 * @result: what the advance returned
 * @warnings: how many warnings it gave
 */
void bp_check_overrun(struct bp_check *check, const struct bio *bio, struct bvec_iter before,
		      struct bvec_iter after, bool result, u64 warnings);

/**
 * struct bp_recount - two counts of one bio
 * @next_before: bi_next before them
 * @iter_before: bi_iter before them
 * @first: the first count
 * @second: the second count
 */
struct bp_recount {
	const struct bio *next_before;
	struct bvec_iter iter_before;
	unsigned first;
	unsigned second;
};

/**
 * bp_check_recount - judge two counts of one bio (INV-CNT-4)
 * @check: checker
 * @bio: bio after both
 * @seen: what was seen
 */
void bp_check_recount(struct bp_check *check, const struct bio *bio, const struct bp_recount *seen);

/**
 * bp_check_twin - judge a direct bio against the page bio of the same addresses (INV-DIR-3)
 * @check: checker
 * @q: queue
 * @page: page bio before it is cut
 * @direct: direct bio before it is cut
 * @page_cut: where @page is cut
 * @direct_cut: where @direct is cut
 *
 * Not judged unless both meet PRE-A, their addresses are equal and the boundary is a page or the
 * default.
 */
void bp_check_twin(struct bp_check *check, const struct request_queue *q, const struct bio *page,
		   const struct bio *direct, const struct bp_cut *page_cut,
		   const struct bp_cut *direct_cut);

/**
 * struct bp_stacking - one call of blk_stack_limits()
 * @top: limits of the top before
 * @bottom: limits of the bottom
 * @stacked: limits of the top after
 * @result: what the call returned
 */
struct bp_stacking {
	const struct queue_limits *top;
	const struct queue_limits *bottom;
	const struct queue_limits *stacked;
	int result;
};

/**
 * bp_check_stacked - judge stacked limits (INV-LIM-3)
 * @check: checker
 * @seen: the call
 */
void bp_check_stacked(struct bp_check *check, const struct bp_stacking *seen);

/**
 * bp_check_stacked_twice - judge the same bottom stacked twice at start 0 (INV-LIM-4)
 * @check: checker
 * @once: the first call; @top is as blk_set_stacking_limits() leaves it
 * @twice: the second call; @top is what the first left
 */
void bp_check_stacked_twice(struct bp_check *check, const struct bp_stacking *once,
			    const struct bp_stacking *twice);

#endif
