/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Nanoseconds per bio for split and count, and for map.
 *
 * The limits let every bio through whole, so "split" is one full pass over it, with the count.
 * Thread CPU time; the median of the repetitions.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <blkpath/map.h>
#include <blkpath/split.h>

#include "clock.h"
#include "shapes.h"

#define REPETITIONS 9
#define WORK_NS 20000000.0 /* length of one repetition */

/* An entry of the table that lies across two cache lines triples the map of one page. */
struct subject {
	struct bp_env env;
	struct request_queue q;
	struct bio *bio;
	struct request rq;
	_Alignas(64) struct scatterlist table[512];
};

typedef void operation_fn(struct subject *s);

static void split_once(struct subject *s)
{
	struct bio *bio = s->bio;

	blk_queue_split(&s->q, &bio);
}

static double time_rounds(operation_fn *operation, struct subject *s, unsigned long rounds)
{
	double start = bench_cpu_ns();

	for (unsigned long i = 0; i < rounds; i++)
		operation(s);
	return bench_cpu_ns() - start;
}

static double median_ns(operation_fn *operation, struct subject *s)
{
	double sample[REPETITIONS];
	unsigned long rounds = 64;
	double warm_ns;

	while ((warm_ns = time_rounds(operation, s, rounds)) < WORK_NS / 8)
		rounds *= 2;
	rounds = (unsigned long)((double)rounds * WORK_NS / warm_ns) + 1;
	for (unsigned i = 0; i < REPETITIONS; i++)
		sample[i] = time_rounds(operation, s, rounds) / (double)rounds;
	return bench_median(sample, REPETITIONS);
}

static void fill(struct subject *s, const struct bench_shape *shape, bool direct)
{
	s->bio = bio_kmalloc(&s->env, GFP_KERNEL, shape->vectors);
	s->bio->bi_opf = REQ_OP_READ | (direct ? REQ_DMA_DIRECT : 0);
	s->bio->bi_vcnt = (u16)shape->vectors;
	s->bio->bi_iter.bi_size = shape->vectors * shape->bytes;
	for (unsigned i = 0; i < shape->vectors; i++) {
		u64 addr = 0x240000000 + i * shape->stride_bytes;

		s->bio->bi_io_vec[i].bv_len = shape->bytes;
		if (direct)
			s->bio->bi_dma_vec[i].dv_addr = bp_dma_addr(addr);
		else
			s->bio->bi_io_vec[i].bv_page = pfn_to_page(addr >> s->env.page_shift);
	}
}

static void subject_init(struct subject *s, const struct bench_shape *shape, const char *rules,
			 bool direct)
{
	memset(s, 0, sizeof(*s));
	bp_env_init(&s->env);
	s->env.rules = bp_rules_find(rules);
	bp_queue_init(&s->env, &s->q);
	s->q.limits.max_sectors = s->q.limits.max_hw_sectors = 2560;
	s->q.limits.max_segments = 256;
	fill(s, shape, direct);
	split_once(s);
	s->rq.q = &s->q;
	s->rq.cmd_flags = s->bio->bi_opf;
	blk_rq_bio_prep(&s->q, &s->rq, s->bio);
	sg_init_table(s->table, bp_array_size(s->table));
}

/*
 * Mapping twice into one table needs its END mark behind the list: the table is told by its size.
 */
static void map_once(struct subject *s)
{
	bp_rq_map_sg(&s->q, &s->rq, s->table, bp_array_size(s->table));
}

int main(void)
{
	static const struct {
		const char *name;
		const char *rules;
		bool direct;
	} kinds[] = {
		{ "page", "v5.2", false },
		{ "page, v6.1", "v6.1", false },
		{ "dma-direct", "v5.2", true },
	};

	printf("%-12s%-22s%16s%10s\n", "kind", "bio", "split+count ns", "map ns");
	for (size_t k = 0; k < bp_array_size(kinds); k++) {
		for (size_t i = 0; i < bp_array_size(bench_shapes); i++) {
			struct subject *s = aligned_alloc(64, sizeof(*s));

			if (!s)
				return 1;
			subject_init(s, &bench_shapes[i], kinds[k].rules, kinds[k].direct);
			printf("%-12s%-22s%16.1f%10.1f\n", kinds[k].name, bench_shapes[i].name,
			       median_ns(split_once, s), median_ns(map_once, s));
			bp_env_fini(&s->env);
			free(s);
		}
	}
	return 0;
}
