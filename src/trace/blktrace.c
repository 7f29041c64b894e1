/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events as records of a binary block trace.
 */
#include <bsd/sys/endian.h>
#include <stdio.h>
#include <string.h>

#include <blkpath/blktrace.h>
#include <blkpath/status.h>

#include "subject.h"

/* What a letter of the event list is in a record. */
static const struct action {
	char letter;
	u8 number;
	u32 category;
} actions[] = {
	{ 'Q', BLK_TA_QUEUE, BLK_TC_QUEUE },
	{ 'M', BLK_TA_BACKMERGE, BLK_TC_QUEUE },
	{ 'F', BLK_TA_FRONTMERGE, BLK_TC_QUEUE },
	{ 'G', BLK_TA_GETRQ, BLK_TC_QUEUE },
	{ 'S', BLK_TA_SLEEPRQ, BLK_TC_QUEUE },
	{ 'R', BLK_TA_REQUEUE, BLK_TC_REQUEUE },
	{ 'D', BLK_TA_ISSUE, BLK_TC_ISSUE },
	{ 'C', BLK_TA_COMPLETE, BLK_TC_COMPLETE },
	{ 'P', BLK_TA_PLUG, BLK_TC_QUEUE },
	{ 'U', BLK_TA_UNPLUG_IO, BLK_TC_QUEUE },
	{ 'I', BLK_TA_INSERT, BLK_TC_QUEUE },
	{ 'X', BLK_TA_SPLIT, 0 },
	{ 'B', BLK_TA_BOUNCE, 0 },
	{ 'A', BLK_TA_REMAP, BLK_TC_QUEUE },
};

/* Flags and operations that have a category of their own, beside read or write. */
static const struct {
	unsigned mask;
	unsigned bits;
	u32 category;
} categories[] = {
	{ REQ_SYNC, REQ_SYNC, BLK_TC_SYNC },
	{ REQ_META, REQ_META, BLK_TC_META },
	{ REQ_RAHEAD, REQ_RAHEAD, BLK_TC_AHEAD },
	{ REQ_FUA, REQ_FUA, BLK_TC_FUA },
	{ REQ_PREFLUSH, REQ_PREFLUSH, BLK_TC_FLUSH },
	{ REQ_OP_MASK, REQ_OP_FLUSH, BLK_TC_FLUSH },
	{ REQ_OP_MASK, REQ_OP_DISCARD, BLK_TC_DISCARD },
	{ REQ_OP_MASK, REQ_OP_SECURE_ERASE, BLK_TC_DISCARD },
};

static const struct action *find(char letter)
{
	for (size_t i = 0; i < bp_array_size(actions); i++)
		if (actions[i].letter == letter)
			return &actions[i];
	return NULL;
}

static u32 category_of(const struct bp_event *event, const struct bp_subject *subject)
{
	u32 category = op_is_write(subject->opf) ? BLK_TC_WRITE : BLK_TC_READ;

	for (size_t i = 0; i < bp_array_size(categories); i++)
		if ((subject->opf & categories[i].mask) == categories[i].bits)
			category |= categories[i].category;
	if (event->rq && !event->bio)
		category |= bp_op_is_passthrough(subject->opf) ? BLK_TC_PC : BLK_TC_FS;
	return category;
}

static u32 device_of(const struct gendisk *disk)
{
	return disk->major << BLK_TRACE_MINOR_BITS | disk->first_minor;
}

/* The data behind the record; everything in it is big-endian. */
static u16 put_pdu(const struct bp_event *event, u32 device, u8 *pdu)
{
	switch (event->id) {
	case BP_EV_SPLIT:
		be64enc(pdu, event->other ? event->other->bi_iter.bi_sector : 0);
		return sizeof(u64);
	case BP_EV_UNPLUG:
		be64enc(pdu, event->a);
		return sizeof(u64);
	case BP_EV_BIO_REMAP:
		be32enc(pdu + offsetof(struct blk_io_trace_remap, device_from),
			device + (u32)event->b);
		be32enc(pdu + offsetof(struct blk_io_trace_remap, device_to), device);
		be64enc(pdu + offsetof(struct blk_io_trace_remap, sector_from), event->a);
		return sizeof(struct blk_io_trace_remap);
	default:
		return 0;
	}
}

static u16 error_of(const struct bp_event *event)
{
	if (event->id != BP_EV_RQ_COMPLETE && event->id != BP_EV_BIO_COMPLETE)
		return 0;
	return (u16)blk_status_to_errno(event->env, (blk_status_t)event->a);
}

static void put_record(u8 *record, const struct blk_io_trace *t)
{
	le32enc(record + offsetof(struct blk_io_trace, magic), BLK_IO_TRACE_MAGIC_VERSION);
	le32enc(record + offsetof(struct blk_io_trace, sequence), t->sequence);
	le64enc(record + offsetof(struct blk_io_trace, time), t->time);
	le64enc(record + offsetof(struct blk_io_trace, sector), t->sector);
	le32enc(record + offsetof(struct blk_io_trace, bytes), t->bytes);
	le32enc(record + offsetof(struct blk_io_trace, action), t->action);
	le32enc(record + offsetof(struct blk_io_trace, pid), t->pid);
	le32enc(record + offsetof(struct blk_io_trace, device), t->device);
	le32enc(record + offsetof(struct blk_io_trace, cpu), t->cpu);
	le16enc(record + offsetof(struct blk_io_trace, error), t->error);
	le16enc(record + offsetof(struct blk_io_trace, pdu_len), t->pdu_len);
}

size_t bp_blktrace_encode(const struct bp_event *event, const struct bp_blktrace_origin *origin,
			  u8 *record)
{
	const struct action *action = find(bp_event_info(event->id)->action);
	struct bp_subject subject = bp_event_subject(event);
	struct blk_io_trace t;

	if (!action)
		return 0;
	t = (struct blk_io_trace){
		.sequence = origin->sequence,
		.time = event->env->now_ns,
		.sector = subject.sector,
		.bytes = subject.bytes,
		.action = (action->category | category_of(event, &subject)) << BLK_TC_SHIFT |
			  action->number,
		.pid = origin->pid,
		.device = subject.disk ? device_of(subject.disk) : origin->device,
		.cpu = event->env->current.cpu,
		.error = error_of(event),
	};
	t.pdu_len = put_pdu(event, t.device, record + sizeof(t));
	put_record(record, &t);
	return sizeof(t) + t.pdu_len;
}

size_t bp_blktrace_encode_process(const struct bp_blktrace_origin *origin, u64 time_ns,
				  const char *name, u8 *record)
{
	const struct blk_io_trace t = {
		.sequence = origin->sequence,
		.time = time_ns,
		.action = BLK_TC_NOTIFY << BLK_TC_SHIFT | BLK_TN_PROCESS,
		.pid = origin->pid,
		.device = origin->device,
		.pdu_len = BP_BLKTRACE_NAME_BYTES,
	};

	put_record(record, &t);
	memset(record + sizeof(t), 0, BP_BLKTRACE_NAME_BYTES);
	snprintf((char *)record + sizeof(t), BP_BLKTRACE_NAME_BYTES, "%s", name);
	return sizeof(t) + BP_BLKTRACE_NAME_BYTES;
}
