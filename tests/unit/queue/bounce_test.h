/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of bouncing share: a queue that reaches no page above 4 GiB.
 */
#ifndef BOUNCE_TEST_H
#define BOUNCE_TEST_H

#include <mem/ram.h>

#include "bp_test.h"
#include "record.h"

#define LOW 0x10000ull
#define HIGH 0x900000000ull /* above 4 GiB */
#define LIMIT_PFN 0xfffffull

static struct t_world w;
static struct bp_ram *ram;
static struct t_record record;
static struct bio *resubmitted;
static unsigned ended;
static blk_status_t end_status;
static u64 bios_at_end;

static inline blk_qc_t keep_remainder(struct request_queue *q, struct bio *bio)
{
	(void)q;
	resubmitted = bio;
	return BLK_QC_T_NONE;
}

static inline void on_end(struct bio *bio)
{
	ended++;
	end_status = bio->bi_status;
	bios_at_end = w.env.live[BP_ALLOC_BIO];
}

static inline int set_up(void **state)
{
	(void)state;
	t_world_init(&w);
	ram = bp_ram_new(&w.env);
	w.q.limits.bounce_pfn = LIMIT_PFN;
	w.q.make_request_fn = keep_remainder;
	ended = 0;
	resubmitted = NULL;
	t_record(&w.env, &record);
	return 0;
}

static inline int tear_down(void **state)
{
	(void)state;
	bp_ram_free(ram);
	t_world_fini(&w);
	return 0;
}

/* aB: 512 bytes at offset 512 of a low page, a whole high page */
static inline struct bio *low_and_high(unsigned opf)
{
	struct bio *bio = t_bio(&w, opf, 1000, 2, T_VECS({ LOW + 512, 512 }, { HIGH, 4096 }));

	bio->bi_end_io = on_end;
	return bio;
}

static inline struct bio *bounce(struct bio *bio)
{
	blk_queue_bounce(&w.q, &bio);
	return bio;
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
