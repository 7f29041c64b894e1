/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A finished scatterlist and the request it stands for: what INV-MAP and INV-DIR-4 are judged on.
 */
#ifndef BP_CHECK_MAP_H
#define BP_CHECK_MAP_H

#include "family.h"

/**
 * struct bp_map - a list and its request
 * @rq: the request
 * @sgl: first entry
 * @entries: entries returned
 * @made: entries that the request needed; more than @entries when the table was too small
 * @extra: bytes of padding and drain added by this mapping
 * @drain: 1 when the last entry is the drain buffer
 * @pad: bytes of padding on the last entry of data
 * @direct: the bios carry DMA addresses
 * @data: a data op without special payload, all in the table: the entries are the bytes of the bios
 * @remapped: the same request was mapped into the same table before, to @before
 */
struct bp_map {
	const struct request *rq;
	const struct scatterlist *sgl;
	unsigned entries;
	unsigned made;
	unsigned extra;
	unsigned drain;
	unsigned pad;
	bool direct;
	bool data;
	bool remapped;
	unsigned entries_before;
	u64 list_before;
	u64 list;
};

/* The vectors of a request, bio after bio. */
struct bp_rq_walk {
	struct bp_check *check;
	const struct bio *next;
	struct bp_walk walk;
};

void bp_ck_rq_walk_start(struct bp_rq_walk *walk, struct bp_check *check, const struct request *rq);
bool bp_ck_rq_walk_next(struct bp_rq_walk *walk, struct bp_vec *vec);

/**
 * struct bp_entry - an entry of data and what it is made of
 * @run: its addresses, padding left out
 * @offset: its offset field
 * @off: offset of its first byte in the source vector, or its DMA address (INV-MAP-4)
 * @vectors: source vectors that it covers
 */
struct bp_entry {
	struct bp_run run;
	unsigned offset;
	u64 off;
	unsigned vectors;
};

struct bp_entry_walk {
	const struct bp_case *c;
	const struct bp_map *map;
	const struct scatterlist *sg;
	unsigned index;
	struct bp_rq_walk source;
	struct bp_vec vec;
};

void bp_ck_entry_walk_start(struct bp_entry_walk *walk, const struct bp_case *c);
bool bp_ck_entry_walk_next(struct bp_entry_walk *walk, struct bp_entry *entry);

bool bp_ck_map_is_faithful(const struct bp_case *c);
void bp_ck_judge_map(struct bp_case *c);
void bp_ck_judge_map_direct(struct bp_case *c);

#endif
