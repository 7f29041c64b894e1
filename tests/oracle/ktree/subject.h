/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A case, what came of it, and whoever runs it: a kernel tree's own code, or ours.
 *
 * Nothing but the types of the language, so that the kernel's headers and ours never meet in one
 * translation unit.  A subject is a function that runs cases; the one of a kernel tree lives in a
 * shared object of its own (scripts/kernel-tree builds it), where no name of the kernel gets out.
 */
#ifndef KTREE_SUBJECT_H
#define KTREE_SUBJECT_H

#define KT_VECS 2048
#define KT_BIOS 64
#define KT_STEPS 64
#define KT_ROWS 16384
#define KT_ENTRIES 262144
#define KT_COLUMNS 6
#define KT_WORD 48

typedef unsigned long long kt_number;

/* Queue limits; sizes in bytes, lengths on the device in sectors of 512. */
struct kt_limits {
	unsigned logical_block;
	unsigned physical_block;
	unsigned max_sectors;
	unsigned max_hw_sectors;
	unsigned max_segments;
	unsigned max_segment_size;
	unsigned chunk_sectors; /* 0 for none */
	kt_number boundary_mask;
	kt_number virt_mask;  /* 0 for none */
	unsigned max_discard; /* sectors */
	unsigned discard_granularity;
	unsigned discard_alignment;
	unsigned max_discard_segments;
};

struct kt_vec {
	kt_number addr;
	unsigned len;
};

struct kt_bio {
	kt_number sector;
	unsigned first; /* of its vectors in the case */
	unsigned nr;
	unsigned done;	/* bytes it is advanced by before anything else */
	unsigned bytes; /* of a discard; it has no vectors */
};

enum kt_kind {
	KT_SPLIT,    /* bios[0] goes through the splitter until nothing remains */
	KT_MERGE,    /* bios[0] becomes a request, the others are offered to it */
	KT_RQMERGE,  /* two requests of bios, split at nr_front; the second is offered to the first
		      */
	KT_ADVANCE,  /* bios[0] is advanced by each step and counted */
	KT_ADD_PAGE, /* the vectors are added to a bio */
	KT_ADD_PC_PAGE,
	KT_KINDS,
};

struct kt_case {
	enum kt_kind kind;
	int write;
	int discard; /* a split or a merge of discards */
	struct kt_limits limits;
	unsigned nr_vecs;
	unsigned nr_bios;
	unsigned nr_front; /* bios of the first request */
	unsigned nr_steps;
	unsigned room; /* vectors that a bio to add to has room for */
	struct kt_vec vecs[KT_VECS];
	struct kt_bio bios[KT_BIOS];
	unsigned steps[KT_STEPS];
};

enum kt_outcome {
	KT_OK,
	KT_WARNED,
	KT_BUGGED,
	KT_HUNG,
	KT_CRASHED,
	KT_TOO_LONG, /* more rows or entries than a result holds */
	KT_MISSING,  /* the tree called what the shims do not have */
};

/* What a row tells; its columns are named in rows.c. */
enum kt_what {
	KT_PIECE,    /* sector, bytes, segments, recount; scatterlist */
	KT_ENDED,    /* times, errno */
	KT_OFFERED,  /* direction, allowed, merged, segments, nomerge, bytes */
	KT_REQUEST,  /* sector, bytes, segments, recount; scatterlist */
	KT_MERGED,   /* merged, nomerge of the first, of the second */
	KT_ADVANCED, /* sector, bytes, index, done, recount; scatterlist */
	KT_ADDED,    /* what the add function returned */
	KT_TABLE,    /* bytes; vectors */
	KT_WHATS,
};

enum kt_direction { KT_INIT, KT_BACK, KT_FRONT, KT_NONE, KT_RANGE };

struct kt_row {
	enum kt_what what;
	kt_number n[KT_COLUMNS];
	unsigned first; /* of its entries */
	unsigned nr;
};

struct kt_result {
	enum kt_outcome outcome;
	char function[KT_WORD]; /* that complained */
	unsigned nr_rows;
	unsigned nr_entries;
	struct kt_row rows[KT_ROWS];
	struct kt_vec entries[KT_ENTRIES];
};

/* Fills in the result, whatever the case holds; false when the case did not end by itself. */
typedef void kt_run_fn(const struct kt_case *c, struct kt_result *r);

/* The entry of the shared object, and how often branches of its block/blk-merge.c were taken. */
#define KT_MAP_BYTES 8192
kt_run_fn kt_subject_run;
extern unsigned char kt_subject_map[KT_MAP_BYTES];

/* What a runner writes; NULL when the result is full. */
static inline struct kt_row *kt_row_add(struct kt_result *r, enum kt_what what)
{
	static const struct kt_row empty;
	struct kt_row *row = &r->rows[r->nr_rows];

	if (r->nr_rows == KT_ROWS)
		return 0;
	*row = empty;
	row->what = what;
	row->first = r->nr_entries;
	r->nr_rows++;
	return row;
}

static inline int kt_entry_add(struct kt_result *r, kt_number addr, unsigned len)
{
	if (r->nr_entries == KT_ENTRIES || !r->nr_rows)
		return 0;
	r->entries[r->nr_entries].addr = addr;
	r->entries[r->nr_entries].len = len;
	r->nr_entries++;
	r->rows[r->nr_rows - 1].nr++;
	return 1;
}

#endif
