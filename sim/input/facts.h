/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What became of one I/O, as lists of rows: the same for what a kernel did and for what the model
 * says (docs/spec/generations.md 5).
 */
#ifndef SIM_INPUT_FACTS_H
#define SIM_INPUT_FACTS_H

#include <blkpath/types.h>

#define BP_FACT_COLUMNS_MAX 5
#define BP_FACT_TEXT_MAX 80

/* X(symbol, name, columns, what a row is) */
#define BP_FACT_LIST(X)                                                                            \
	X(RET, "ret", 1, "what the system call returned")                                          \
	X(BIOS, "bios", 2, "sector and sectors of a bio as it was built")                          \
	X(SPLITS, "splits", 2, "start of the bio and of its remainder")                            \
	X(RQS, "rqs", 2, "sector and sectors of a request, in order of splitting")                 \
	X(ISSUED, "issued", 2, "the same, in the order in which the driver got them")              \
	X(NSEGS, "nsegs", 3, "sector, sectors and nr_phys_segments of a request issued")           \
	X(MAPSG, "mapsg", 1, "entries of the scatterlist of a request issued")                     \
	X(SG, "sg", 3, "list, offset in the page and length of an entry")                          \
	X(CMDS, "cmds", 5, "first block, blocks, form of the data pointer, PRP1 and PRP2")         \
	X(MAP, "map", 3, "command, address and length of an entry of its data pointer")

enum bp_fact {
#define BP_FACT_ENUM(symbol, name, columns, meaning) BP_FACT_##symbol,
	BP_FACT_LIST(BP_FACT_ENUM) BP_FACT_NR
#undef BP_FACT_ENUM
};

/* The third column of BP_FACT_CMDS; PRP1 and PRP2 are 0 with an SGL. */
enum bp_pointer_form { BP_POINTER_PRP, BP_POINTER_SGL };

/* In place of a PRP2 that leads to a list: where lists lie is no question of rules. */
#define BP_FACT_LIST_POINTER UINT64_MAX

/* Entries of one scatterlist that a recording keeps. */
#define BP_FACT_SG_KEPT 126

struct bp_fact_row {
	u64 v[BP_FACT_COLUMNS_MAX];
};

struct bp_fact_list {
	struct bp_fact_row *at;
	unsigned n;
	unsigned room;
	bool known; /* somebody looked; an empty list may be known */
};

struct bp_facts {
	struct bp_fact_list list[BP_FACT_NR];
};

/**
 * struct bp_fact_difference - the first row in which two sets of facts differ
 * @fact: which list
 * @row: its index there
 * @recorded: the row, NULL when that list has ended, or the list within it whose entries differ
 * @predicted: likewise
 */
struct bp_fact_difference {
	enum bp_fact fact;
	unsigned row;
	const struct bp_fact_row *recorded;
	const struct bp_fact_row *predicted;
};

const char *bp_fact_name(enum bp_fact fact);
unsigned bp_fact_columns(enum bp_fact fact);

/* How a row is shown: without the number of its list, PRP1 and PRP2 with PRPs alone. */
unsigned bp_fact_first_column(enum bp_fact fact);
unsigned bp_fact_end_column(enum bp_fact fact, const struct bp_fact_row *row);

/* The word that a number stands for, as "sgl"; NULL for one that is just a number. */
const char *bp_fact_word(enum bp_fact fact, unsigned column, u64 value);

/**
 * bp_fact_prp2 - a PRP2 as a fact
 * @prp2: as the command has it
 * @entries: pages of its data, the first included
 *
 * NVH-18: with more than two it leads to a list, which has to lie where lists of its size may: at
 * 256 bytes up to 32 entries, else at a page.
 *
 * Return: BP_FACT_LIST_POINTER for such a list, else @prp2.
 */
u64 bp_fact_prp2(u64 prp2, size_t entries);

/* Append a row and make the list known; false when there is no memory. */
bool bp_facts_add(struct bp_facts *facts, enum bp_fact fact, struct bp_fact_row row);

/* "splits[3]"; entries of a list are "sg[list][entry]" and "cmds[command].map[entry]". */
void bp_fact_where(const struct bp_facts *facts, enum bp_fact fact, unsigned row,
		   char text[BP_FACT_TEXT_MAX]);

/**
 * bp_facts_differ - compare what both sides know
 * @recorded: one side
 * @predicted: the other
 * @difference: receives the first difference, in the order of the list above
 *
 * Return: true iff there is one.
 */
bool bp_facts_differ(const struct bp_facts *recorded, const struct bp_facts *predicted,
		     struct bp_fact_difference *difference);

/* The row of other facts where two differ; NULL when they have none there. */
const struct bp_fact_row *bp_facts_at(const struct bp_facts *facts,
				      const struct bp_fact_difference *difference);

void bp_facts_free(struct bp_facts *facts);

#endif
