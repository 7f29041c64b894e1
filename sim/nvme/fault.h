/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Faults of a controller (nvme.md NVC-37): points where one can happen, and rules that say when.
 *
 * Who stands at a point asks bp_nvme_fault() whether it happens there, now, to this command.
 */
#ifndef BP_SIM_NVME_FAULT_H
#define BP_SIM_NVME_FAULT_H

#include <blkpath/error.h>
#include <blkpath/types.h>

struct bp_nvme_controller;
struct bp_nvme_run;

/* The steps of a command, as places. */
enum bp_nvme_step {
	BP_NVME_STEP_DOORBELL,	/* rung, not fetched */
	BP_NVME_STEP_FETCH,	/* fetched, not executed */
	BP_NVME_STEP_EXECUTE,	/* executed, not due */
	BP_NVME_STEP_COMPLETE,	/* due, not posted */
	BP_NVME_STEP_POST,	/* posted, nobody interrupted */
	BP_NVME_STEP_INTERRUPT, /* all done */
	BP_NVME_STEP_NR,
};

/* What the place of a rule means at a point. */
enum bp_nvme_place {
	BP_NVME_PLACE_NONE,  /* nothing */
	BP_NVME_PLACE_STEP,  /* only at this step */
	BP_NVME_PLACE_WHICH, /* only at the piece of this number, from 0 */
	BP_NVME_PLACE_VALUE, /* a number for whom it hits; there is a default */
};

/* Longest delay: eleven days. */
#define BP_NVME_FAULT_NS_MAX 1000000000000000ull

/* X(NAME, "name", place, default and most of a value, "what happens") */
#define BP_NVME_FAULTS(X)                                                                          \
	X(FAIL_ENABLE, "fail-enable", NONE, 0, ~0ull, "enabling fails")                            \
	X(DELAY_READY, "delay-ready", VALUE, 1000000000, BP_NVME_FAULT_NS_MAX,                     \
	  "ready so many ns later")                                                                \
	X(NEVER_READY, "never-ready", NONE, 0, ~0ull, "never ready")                               \
	X(FATAL, "fatal", STEP, 0, ~0ull, "the controller gives up")                               \
	X(REMOVE, "remove", STEP, 0, ~0ull, "the controller is pulled out")                        \
	X(DROP_DOORBELL, "drop-doorbell", NONE, 0, ~0ull, "a doorbell is not heard")               \
	X(LATE_FETCH, "late-fetch", VALUE, 1000000, BP_NVME_FAULT_NS_MAX,                          \
	  "a command is fetched so many ns later")                                                 \
	X(CORRUPT_SQE, "corrupt-sqe", VALUE, 0, 63, "this byte of a command is inverted")          \
	X(REFUSE_SQE, "refuse-sqe", NONE, 0, ~0ull, "a command cannot be fetched")                 \
	X(REFUSE_CQE, "refuse-cqe", NONE, 0, ~0ull, "a completion cannot be written")              \
	X(DATA_PAGE, "data-page", WHICH, 0, ~0ull, "a page of data does not decode")               \
	X(LIST_PAGE, "list-page", WHICH, 0, ~0ull, "a page of a PRP list does not decode")         \
	X(SGL_SEGMENT, "sgl-segment", WHICH, 0, ~0ull, "a segment of an SGL does not decode")      \
	X(PARTIAL, "partial", VALUE, 512, ~0ull, "the transfer ends after so many bytes")          \
	X(STATUS, "status", VALUE, 0x006, 0x7fff, "a command ends with this status")               \
	X(DUPLICATE_CQE, "duplicate-cqe", NONE, 0, ~0ull, "a completion is posted twice")          \
	X(CQE_CID, "cqe-cid", VALUE, 0xfffe, 0xffff, "a completion has this command id")           \
	X(CQE_SQID, "cqe-sqid", VALUE, 0xfffe, 0xffff, "a completion has this queue id")           \
	X(CQE_PHASE, "cqe-phase", NONE, 0, ~0ull, "a completion has the wrong phase")              \
	X(CQE_SQHD, "cqe-sqhd", VALUE, 1, 0xffff, "a completion has a queue head so far behind")   \
	X(REORDER, "reorder", NONE, 0, ~0ull, "a command overtakes the others")                    \
	X(LOSE_COMPLETION, "lose-completion", NONE, 0, ~0ull, "a completion is not posted")        \
	X(LOSE_INTERRUPT, "lose-interrupt", NONE, 0, ~0ull, "nobody is interrupted")               \
	X(EARLY_COMPLETION, "early-completion", VALUE, 1000, BP_NVME_FAULT_NS_MAX,                 \
	  "an I/O command is executed so many ns after completion")                                \
	X(DSM_OVERREAD, "dsm-overread", NONE, 0, ~0ull, "4096 bytes of ranges are read")           \
	X(IGNORE_PRP_OFFSET, "ignore-prp-offset", NONE, 0, ~0ull, "the offset of PRP1 is ignored") \
	X(LIST_OVERREAD, "list-overread", NONE, 0, ~0ull, "a list is read past the needed slots")  \
	X(SPURIOUS_AER, "spurious-aer", NONE, 0, ~0ull, "an event that has no cause")              \
	X(CMB_OFF, "cmb-off", NONE, 0, ~0ull, "the controller memory buffer goes away")            \
	X(MDTS_LIE, "mdts-lie", VALUE, 0, ~0ull, "transfers above so many pages are refused")      \
	X(READ_ONLY, "read-only", NONE, 0, ~0ull, "the namespace is read-only")                    \
	X(MEDIA, "media", VALUE, 0, 0x7fff, "blocks cannot be read or written, or this status")    \
	X(BIT_FLIP, "bit-flip", VALUE, 0, ~0ull, "this bit of the data is inverted")

enum bp_nvme_fault_point {
#define X(NAME, name, place, value, max, words) BP_NVME_FAULT_##NAME,
	BP_NVME_FAULTS(X)
#undef X
		BP_NVME_FAULT_NR,
};

/* A row of the list. */
struct bp_nvme_fault_info {
	const char *name;
	enum bp_nvme_place place;
	u64 value;
	u64 max;
	const char *words;
};

/* By enum bp_nvme_fault_point. */
extern const struct bp_nvme_fault_info bp_nvme_fault_table[BP_NVME_FAULT_NR];

/* Words for enum bp_nvme_step. */
extern const char *const bp_nvme_step_name[BP_NVME_STEP_NR];

/* Which of struct bp_nvme_fault's filters count. */
enum {
	BP_NVME_FILTER_PLACE = 1 << 0,
	BP_NVME_FILTER_SQID = 1 << 1,
	BP_NVME_FILTER_CID = 1 << 2,
	BP_NVME_FILTER_OPCODE = 1 << 3,
	BP_NVME_FILTER_NSID = 1 << 4,
	BP_NVME_FILTER_LBA = 1 << 5,
	BP_NVME_FILTER_WHERE = 1 << 6,
};

/**
 * struct bp_nvme_fault - when a fault happens
 * @point: what
 * @filters: BP_NVME_FILTER_*: which of the next members count
 * @place: see the point's row
 * @sqid: submission queue
 * @cid: command id
 * @opcode: opcode; of I/O commands when neither @sqid nor @is_admin is given
 * @nsid: namespace
 * @first_lba: commands that touch a block of these
 * @last_lba: the last of them
 * @is_admin: commands of the admin queue; else those of the others
 * @count: so often at most; 0 is always
 * @skip: not at the first so many chances
 * @every: at every so many chances; 0 is each
 * @per_million: at so many of a million chances; 0 is each
 * @seed: of @per_million
 * @chances: how often everything else fitted
 * @fired: how often it happened
 */
struct bp_nvme_fault {
	enum bp_nvme_fault_point point;
	unsigned filters;
	u64 place;
	u16 sqid;
	u16 cid;
	u8 opcode;
	u32 nsid;
	u64 first_lba;
	u64 last_lba;
	bool is_admin;
	u64 count;
	u64 skip;
	u64 every;
	u32 per_million;
	u64 seed;
	u64 chances;
	u64 fired;
};

#define BP_NVME_FAULTS_MAX 32

/* The rules of a controller. */
struct bp_nvme_fault_set {
	struct bp_nvme_fault rule[BP_NVME_FAULTS_MAX];
	unsigned nr;
};

/**
 * bp_nvme_fault_parse - read a rule
 * @text: NAME[@PLACE][:COUNT][,KEY=VALUE]...; keys: where (io or admin), sqid, cid, opcode, nsid,
 * lba (N or N-M), skip, every, ppm, seed.  Without count, every or ppm it happens once
 * @fault: receives it
 * @err: receives the message
 *
 * Return: 0 or -EINVAL with @err filled.
 */
int bp_nvme_fault_parse(const char *text, struct bp_nvme_fault *fault, struct bp_error *err);

/* From now on; -ENOSPC when there are too many rules. */
int bp_nvme_fault_add(struct bp_nvme_controller *ctrl, const struct bp_nvme_fault *fault);

/* No fault happens any more. */
void bp_nvme_fault_clear(struct bp_nvme_controller *ctrl);

/**
 * bp_nvme_fault_at - does a fault happen here and now?
 * @ctrl: controller
 * @point: what could happen
 * @run: to which command; NULL: to none, and filters of commands fit nothing
 * @which: step, or number of the piece
 *
 * Return: the rule that hit, counted; NULL mostly.
 */
const struct bp_nvme_fault *bp_nvme_fault_at(struct bp_nvme_controller *ctrl,
					     enum bp_nvme_fault_point point,
					     struct bp_nvme_run *run, u64 which);

/* The same where there are no pieces: usable as truth value. */
static inline const struct bp_nvme_fault *bp_nvme_fault(struct bp_nvme_controller *ctrl,
							enum bp_nvme_fault_point point,
							struct bp_nvme_run *run)
{
	return bp_nvme_fault_at(ctrl, point, run, 0);
}

/* How often a rule has hit; @index as they were added. */
u64 bp_nvme_fault_fired(const struct bp_nvme_controller *ctrl, unsigned index);

/* The number of a rule at a point with BP_NVME_PLACE_VALUE. */
u64 bp_nvme_fault_value(const struct bp_nvme_fault *fault);

#endif
