/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A bio taken through the splitter until nothing is left, each piece written down.
 */
#ifndef BP_TEST_PIECES_H
#define BP_TEST_PIECES_H

#include <blkpath/scatterlist.h>

#include "bp_test.h"

#define T_PIECES_MAX 64
#define T_ENTRIES_MAX 32

/* One piece as it would become a request. */
struct t_piece {
	sector_t sector;
	unsigned sectors;
	unsigned nsegs;	  /* as the splitter reported it */
	unsigned recount; /* as counting it again gives */
	unsigned entries;
	struct t_vec entry[T_ENTRIES_MAX];
};

struct t_pieces {
	unsigned n;
	struct t_piece piece[T_PIECES_MAX];
};

/* Splits, counts and maps; ends every piece. Queue warnings of the mapping are left in env.hits. */
void t_split(struct t_world *w, struct bio *bio, struct t_pieces *pieces);

/* The same for one request that was built by hand. Returns the entries. */
unsigned t_map(struct t_world *w, struct request *rq, struct t_vec *entry, unsigned room);

/* One line a piece: sector+sectors nsegs/recount {entries}. Compares and prints both on a
 * difference. */
void assert_pieces(const struct t_pieces *pieces, const char *expected);

#endif
