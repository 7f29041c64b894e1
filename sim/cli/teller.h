/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Telling an explanation to people: what its parts share.
 */
#ifndef SIM_CLI_TELLER_H
#define SIM_CLI_TELLER_H

#include "cli/explain.h"
#include "draw/words.h"

struct bp_teller {
	FILE *out;
	const struct bp_explanation *x;
	const struct bp_story *story;
	bool several;	   /* bios that may meet: requests are named */
	int sector_digits; /* of the largest numbers told */
	int length_digits;
};

/* Measure what is to be told. */
struct bp_teller bp_teller(FILE *out, const struct bp_explanation *explanation);

/* Long tables lose their middle, unless all was asked for. */
bool bp_tell_shows(const struct bp_teller *t, unsigned row, unsigned rows);
unsigned bp_tell_hides(unsigned rows);

/* "sector + sectors" in a column of bp_tell_width(). */
int bp_tell_width(const struct bp_teller *t);
void bp_tell_place(const struct bp_teller *t, sector_t sector, unsigned bytes);

/* A line for each range. */
void bp_tell_ranges(const struct bp_teller *t, const char *name, const struct bp_range *ranges,
		    unsigned n);

/* "read 0 + 2048: 1 MiB in 256 vectors becomes 2 pieces" */
void bp_tell_bio_title(const struct bp_teller *t, const struct bp_told_bio *bio);

/* A line for each run of pages that were replaced, for a refusal of the whole bio, and for each
 * request that a piece was not joined to. */
void bp_tell_bounces(const struct bp_teller *t, unsigned bio);
void bp_tell_refused(const struct bp_teller *t, const struct bp_told_bio *bio);
void bp_tell_refusals(const struct bp_teller *t, const struct bp_told_piece *piece);

/* Why nothing of a bio, or of its rest, may be done. */
void bp_tell_failure(const struct bp_teller *t, const struct bp_told_cut *told);

/* The table of a bio's pieces. */
void bp_tell_pieces(const struct bp_teller *t, const struct bp_told_bio *bio);

/* What the device got for each request; nothing without a device. */
void bp_tell_dma(const struct bp_teller *t);

/* "command 1: request 1 becomes a read of queue 1, PRP with 1 list" */
void bp_tell_command_title(const struct bp_teller *t, unsigned index);

/* The NVMe commands and what was done with them; nothing without a controller.  0 or -1. */
int bp_tell_nvme(const struct bp_teller *t);

/* The steps of all commands as a table. */
void bp_tell_steps(const struct bp_teller *t);

#endif
