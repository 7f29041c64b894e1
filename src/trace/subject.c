/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "subject.h"

static struct bp_subject of_bio(const struct bio *bio)
{
	return (struct bp_subject){
		.disk = bio->bi_disk,
		.opf = bio->bi_opf,
		.sector = bio->bi_iter.bi_sector,
		.bytes = bio->bi_iter.bi_size,
		.known = true,
	};
}

/* A request that is no file I/O has no place on the disk. */
static struct bp_subject of_request(const struct request *rq)
{
	return (struct bp_subject){
		.disk = rq->rq_disk,
		.opf = rq->cmd_flags,
		.sector = rq->__sector == (sector_t)-1 ? 0 : rq->__sector,
		.bytes = rq->__data_len,
		.known = true,
	};
}

struct bp_subject bp_event_subject(const struct bp_event *event)
{
	struct bp_subject subject = { 0 };

	if (event->bio)
		return of_bio(event->bio);
	if (event->rq)
		subject = of_request(event->rq);
	/* A completion tells how much of the request it ends. */
	if (event->id == BP_EV_RQ_COMPLETE)
		subject.bytes = (unsigned)event->b;
	return subject;
}
