/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of newer rule sets share: a queue in one line, a bio, and its pieces.
 */
#ifndef NEWER_TEST_H
#define NEWER_TEST_H

#include <errno.h>

#include <blkpath/split.h>

#include "pieces.h"

/* The queue of a case; a field that is 0 is wide open, a block size then 512, an alignment 4. */
struct t_queue {
	u16 lbs;
	unsigned pbs;
	unsigned max_sectors;
	u16 max_segments;
	unsigned segment_size;
	unsigned chunk;
	unsigned long boundary;
	unsigned long virt_boundary;
	int dma_alignment;
};

#define T_VECTORS_MAX 8

/* Vectors up to the first of address 0. */
struct t_data {
	sector_t sector;
	struct t_vec vecs[T_VECTORS_MAX];
};

static struct t_world w;
static struct t_pieces pieces;

static inline int set_up(void **state)
{
	(void)state;
	t_world_init(&w);
	return 0;
}

static inline int tear_down(void **state)
{
	(void)state;
	t_world_fini(&w);
	return 0;
}

static inline void t_limits(const struct t_queue *queue)
{
	struct queue_limits *lim = &w.q.limits;

	lim->logical_block_size = queue->lbs ? queue->lbs : 512;
	lim->physical_block_size = queue->pbs ? queue->pbs : lim->logical_block_size;
	lim->max_sectors = lim->max_hw_sectors = queue->max_sectors ? queue->max_sectors : 65536;
	lim->max_segments = queue->max_segments ? queue->max_segments : 128;
	lim->max_segment_size = queue->segment_size ? queue->segment_size : UINT_MAX;
	lim->chunk_sectors = queue->chunk;
	lim->seg_boundary_mask = queue->boundary ? queue->boundary : BLK_SEG_BOUNDARY_MASK;
	lim->virt_boundary_mask = queue->virt_boundary;
	w.q.dma_alignment = queue->dma_alignment ? queue->dma_alignment : 3;
}

static inline struct bio *t_data_bio(const struct t_data *data)
{
	unsigned n = 0;

	while (n < T_VECTORS_MAX && data->vecs[n].addr)
		n++;
	return t_bio(&w, REQ_OP_WRITE, data->sector, n, data->vecs);
}

/* The pieces of a bio under a rule set, in the form of assert_pieces(). */
static inline void t_expect(const char *rules, const struct t_queue *queue,
			    const struct t_data *data, const char *expected)
{
	print_message("# %s\n", rules);
	t_rules(&w, bp_rules_find(rules));
	t_limits(queue);
	t_split(&w, t_data_bio(data), &pieces);
	assert_pieces(&pieces, expected);
}

static inline struct bp_cut t_cut(const char *rules, const struct t_queue *queue,
				  const struct t_data *data)
{
	struct bp_cut cut;

	t_rules(&w, bp_rules_find(rules));
	t_limits(queue);
	bp_split_find(&w.q, t_data_bio(data), &cut);
	return cut;
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
