/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A namespace behind a multi-queue queue: requests are prepared and held until the test gives them
 * a status.
 */
#ifndef PREPARED_H
#define PREPARED_H

#include "nvme_test.h"

struct t_prepared {
	struct t_nvme *t;
	struct blk_mq_tag_set set;
	struct request_queue *q;
	struct request *held;
	unsigned issues;
	unsigned ended;
	blk_status_t status; /* of the bio that ended last */
};

static inline blk_status_t t_prepared_queue_rq(struct blk_mq_hw_ctx *hctx,
					       const struct blk_mq_queue_data *bd)
{
	struct t_prepared *p = hctx->driver_data;
	const blk_status_t status = nvme_prep_rq(&p->t->queue, bd->rq);

	if (status)
		return status;
	p->issues++;
	assert_null(p->held);
	p->held = bd->rq;
	return BLK_STS_OK;
}

static inline void t_prepared_start(struct t_prepared *p, struct t_nvme *t)
{
	static const struct blk_mq_ops ops = { .queue_rq = t_prepared_queue_rq,
					       .complete = nvme_pci_complete_rq };

	*p = (struct t_prepared){ .t = t };
	p->set = (struct blk_mq_tag_set){ .ops = &ops,
					  .nr_hw_queues = 1,
					  .queue_depth = 4,
					  .cmd_size = sizeof(struct nvme_iod),
					  .driver_data = p };
	assert_int_equal(blk_mq_alloc_tag_set(&t->w.env, &p->set), 0);
	p->q = blk_mq_init_queue(&t->w.env, &p->set);
	assert_non_null(p->q);
	nvme_set_queue_limits(&t->nvme.ctrl, p->q);
	blk_queue_flag_set(QUEUE_FLAG_DMA_DIRECT, p->q);
	p->q->queuedata = &t->ns;
	t->ns.queue = p->q;
	t->w.disk.queue = p->q;
}

static inline void t_prepared_stop(struct t_prepared *p)
{
	assert_int_equal(blk_cleanup_queue(p->q), 0);
	blk_mq_free_tag_set(&p->set);
	assert_int_equal(p->t->w.env.live[BP_ALLOC_REQUEST], 0);
	t_nvme_stop(p->t);
}

static inline void t_prepared_end_io(struct bio *bio)
{
	struct t_prepared *p = bio->bi_private;

	p->ended++;
	p->status = bio->bi_status;
	bio_put(bio);
}

static inline void t_prepared_submit(struct t_prepared *p, unsigned opf, unsigned n,
				     const struct t_vec *vecs)
{
	struct bio *bio = t_bio(&p->t->w, opf, 0, n, vecs);

	bio->bi_end_io = t_prepared_end_io;
	bio->bi_private = p;
	submit_bio(bio);
}

/* The controller answers what is held. */
static inline void t_prepared_answer(struct t_prepared *p, u16 status)
{
	struct request *rq = p->held;

	assert_non_null(rq);
	p->held = NULL;
	nvme_req(rq)->status = status;
	blk_mq_complete_request(rq);
}

#endif
