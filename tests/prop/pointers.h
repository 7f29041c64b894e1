/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random requests: the driver builds a data pointer, a controller walks it.
 */
#ifndef POINTERS_H
#define POINTERS_H

#include "../unit/nvme/nvme_test.h"
#include "nvme/walk.h"
#include "random.h"

#define VECS_MAX 600u
#define PAGE 4096u

/* One request, and what became of it. */
struct pointers_case {
	struct t_vec vec[VECS_MAX];
	unsigned nr;
	u64 total;
	bool direct;
	bool read;
};

/* What was seen, to be told at the end. */
struct pointers_tally {
	u64 simple;   /* no list */
	u64 lists;    /* pages of PRP lists */
	u64 segments; /* of SGLs */
	u64 chained;  /* commands with more than one of either */
	u64 refused;  /* by the driver */
	u64 bytes;
	u64 violations;
};

/* A world of the driver and a walker that looks at its commands. */
struct pointers {
	struct t_nvme *t;
	struct t_random random;
	struct pointers_case c;
	struct bp_nvme_pieces pieces;
	u32 descriptors;
	u64 slots;	/* that the walk read */
	unsigned lists; /* that it began */
	bool fenced_out;
	struct pointers_tally tally;
};

/* Another request for at most so many segments. */
void pointers_draw(struct pointers *p, unsigned max_segments);

/* Whether PRPs can describe it (NVH-19, NVH-20). */
bool pointers_fits_pages(const struct pointers_case *c);

/* Builds, walks, compares, ends; violations are printed and counted. */
void pointers_judge(struct pointers *p);

#endif
