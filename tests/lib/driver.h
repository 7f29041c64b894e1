/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A driver that does what a test tells it: it writes down what it is offered, answers by script,
 * and holds what it took until the test ends it.
 */
#ifndef BP_TEST_DRIVER_H
#define BP_TEST_DRIVER_H

#include <blkpath/event.h>
#include <blkpath/mq.h>

#include "bp_test.h"

#define T_DRIVER_MAX 64

/**
 * struct t_driver - environment, device, disk and queue
 * @ops: change functions before t_driver_start()
 * @set: change numbers and flags before t_driver_start()
 * @answers: of the first queue_rq calls; OK after that
 * @held: requests with the driver, in order of issue
 * @issued: sectors offered, each followed by '.' when it was the last of its batch, else ','; a
 * flush command is "F"
 * @events: letters of the kernel's blk tracer
 * @ended: bios ended
 * @status: of the bio that ended last
 */
struct t_driver {
	struct bp_env env;
	struct blk_mq_ops ops;
	struct blk_mq_tag_set set;
	struct request_queue *q;
	struct gendisk disk;
	blk_status_t answers[T_DRIVER_MAX];
	unsigned asked;
	struct request *held[T_DRIVER_MAX];
	unsigned nr_held;
	char issued[512];
	struct bp_sink sink;
	char events[512];
	unsigned commits;
	unsigned ended;
	blk_status_t status;
};

/* One hardware queue and CPU, 8 tags, merging; no_commit takes commit_rqs away. */
struct t_driver *t_driver_new(void);
void t_driver_no_commit(struct t_driver *d);
void t_driver_start(struct t_driver *d);

/* Takes the queue down and asserts that everything was given back. */
void t_driver_stop(struct t_driver *d);

/* A bio over one page per 8 sectors; it counts itself when it ends. */
struct bio *t_driver_bio(struct t_driver *d, unsigned opf, sector_t sector, unsigned sectors);
blk_qc_t t_driver_submit(struct t_driver *d, unsigned opf, sector_t sector, unsigned sectors);

/* Ends the request held first, or all of them, also those issued meanwhile. */
void t_driver_end_first(struct t_driver *d, blk_status_t status);
void t_driver_end_all(struct t_driver *d);

#endif
