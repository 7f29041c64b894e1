/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "driver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static blk_status_t queue_rq(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct t_driver *d = hctx->driver_data;
	struct request *rq = bd->rq;
	size_t at = strlen(d->issued);
	blk_status_t answer = d->asked < T_DRIVER_MAX ? d->answers[d->asked] : BLK_STS_OK;

	d->asked++;
	if (req_op(rq) == REQ_OP_FLUSH)
		snprintf(d->issued + at, sizeof(d->issued) - at, "F");
	else
		snprintf(d->issued + at, sizeof(d->issued) - at, "%llu%s",
			 (unsigned long long)blk_rq_pos(rq), bd->last ? "." : ",");
	if (answer != BLK_STS_OK)
		return answer;
	assert_true(d->nr_held < T_DRIVER_MAX);
	blk_mq_start_request(rq);
	d->held[d->nr_held++] = rq;
	return BLK_STS_OK;
}

static void commit_rqs(struct blk_mq_hw_ctx *hctx)
{
	struct t_driver *d = hctx->driver_data;

	d->commits++;
}

static void note_event(struct bp_sink *sink, const struct bp_event *event)
{
	struct t_driver *d = bp_container_of(sink, struct t_driver, sink);
	size_t at = strlen(d->events);
	char letter = bp_event_info(event->id)->action;

	if (letter && at + 1 < sizeof(d->events))
		d->events[at] = letter;
}

struct t_driver *t_driver_new(void)
{
	struct t_driver *d = calloc(1, sizeof(*d));

	assert_non_null(d);
	bp_env_init(&d->env);
	d->ops = (struct blk_mq_ops){ .queue_rq = queue_rq, .commit_rqs = commit_rqs };
	d->set = (struct blk_mq_tag_set){
		.ops = &d->ops,
		.nr_hw_queues = 1,
		.queue_depth = 8,
		.nr_cpus = 1,
		.flags = BLK_MQ_F_SHOULD_MERGE,
		.driver_data = d,
	};
	strcpy(d->disk.disk_name, "test0");
	return d;
}

void t_driver_no_commit(struct t_driver *d)
{
	d->ops.commit_rqs = NULL;
}

void t_driver_start(struct t_driver *d)
{
	assert_int_equal(blk_mq_alloc_tag_set(&d->env, &d->set), 0);
	d->q = blk_mq_init_queue(&d->env, &d->set);
	assert_non_null(d->q);
	d->disk.queue = d->q;
	d->sink.fn = note_event;
	bp_sink_add(&d->env, &d->sink);
}

void t_driver_stop(struct t_driver *d)
{
	t_driver_end_all(d);
	assert_int_equal(blk_cleanup_queue(d->q), 0);
	blk_mq_free_tag_set(&d->set);
	for (unsigned kind = 0; kind < BP_ALLOC_NR; kind++)
		assert_int_equal(d->env.live[kind], 0);
	bp_env_fini(&d->env);
	free(d);
}

static void count_end(struct bio *bio)
{
	struct t_driver *d = bio->bi_private;

	d->ended++;
	d->status = bio->bi_status;
	bio_put(bio);
}

struct bio *t_driver_bio(struct t_driver *d, unsigned opf, sector_t sector, unsigned sectors)
{
	unsigned pages = (sectors + 7) / 8;
	struct bio *bio = bio_kmalloc(&d->env, GFP_KERNEL, pages);

	assert_non_null(bio);
	bio->bi_opf = opf;
	bio->bi_disk = &d->disk;
	bio->bi_iter.bi_sector = sector;
	bio->bi_end_io = count_end;
	bio->bi_private = d;
	for (unsigned i = 0; i < pages; i++) {
		unsigned n = bp_min(sectors, 8u);

		bio->bi_io_vec[i] = (struct bio_vec){ .bv_page = pfn_to_page(0x1000 + 2 * i),
						      .bv_len = n * SECTOR_SIZE };
		bio->bi_iter.bi_size += n * SECTOR_SIZE;
		bio->bi_vcnt++;
		sectors -= n;
	}
	return bio;
}

blk_qc_t t_driver_submit(struct t_driver *d, unsigned opf, sector_t sector, unsigned sectors)
{
	return submit_bio(t_driver_bio(d, opf, sector, sectors));
}

void t_driver_end_first(struct t_driver *d, blk_status_t status)
{
	struct request *rq = d->held[0];

	assert_true(d->nr_held > 0);
	d->nr_held--;
	memmove(d->held, d->held + 1, d->nr_held * sizeof(d->held[0]));
	blk_mq_end_request(rq, status);
}

void t_driver_end_all(struct t_driver *d)
{
	do {
		while (d->nr_held)
			t_driver_end_first(d, BLK_STS_OK);
	} while (bp_wait(&d->env) || d->nr_held);
}
