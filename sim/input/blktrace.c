/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's binary records: struct blk_io_trace, version 7, in either byte order.
 */
#include <bsd/sys/endian.h>
#include <string.h>

#include <blkpath/blktrace.h>
#include <blkpath/opf.h>

#include <input/trace_format.h>

/* Letters by BLK_TA_x, as blkparse prints them. */
static const char letters[] = {
	[BLK_TA_QUEUE] = 'Q',	  [BLK_TA_BACKMERGE] = 'M',    [BLK_TA_FRONTMERGE] = 'F',
	[BLK_TA_GETRQ] = 'G',	  [BLK_TA_SLEEPRQ] = 'S',      [BLK_TA_REQUEUE] = 'R',
	[BLK_TA_ISSUE] = 'D',	  [BLK_TA_COMPLETE] = 'C',     [BLK_TA_PLUG] = 'P',
	[BLK_TA_UNPLUG_IO] = 'U', [BLK_TA_UNPLUG_TIMER] = 'U', [BLK_TA_INSERT] = 'I',
	[BLK_TA_SPLIT] = 'X',	  [BLK_TA_BOUNCE] = 'B',       [BLK_TA_REMAP] = 'A',
};

static const struct {
	u32 category;
	unsigned flag;
} flags[] = {
	{ BLK_TC_SYNC, REQ_SYNC },
	{ BLK_TC_AHEAD, REQ_RAHEAD },
	{ BLK_TC_META, REQ_META },
	{ BLK_TC_FUA, REQ_FUA },
};

static u32 order32(const struct bp_trace_reader *r, u32 value)
{
	return r->swapped ? be32toh(value) : le32toh(value);
}

static u64 order64(const struct bp_trace_reader *r, u64 value)
{
	return r->swapped ? be64toh(value) : le64toh(value);
}

static int bad(const struct bp_trace_reader *r, const char *key, const char *says,
	       struct bp_error *err)
{
	return bp_error_set(err, r->stream.path, 0, key, "at byte %llu: %s",
			    (unsigned long long)r->stream.offset, says);
}

/* A lone flush is an operation; with data, or with the write bit, it is a flag of a write. */
static unsigned opf_of(u32 category, unsigned bytes)
{
	unsigned opf = category & BLK_TC_WRITE ? REQ_OP_WRITE : REQ_OP_READ;

	if (category & BLK_TC_DISCARD)
		opf = REQ_OP_DISCARD;
	if (category & BLK_TC_FLUSH)
		opf = bytes || opf != REQ_OP_READ ? opf | REQ_PREFLUSH : REQ_OP_FLUSH;
	for (size_t i = 0; i < bp_array_size(flags); i++)
		if (category & flags[i].category)
			opf |= flags[i].flag;
	return opf;
}

static void fill(const struct bp_trace_reader *r, const struct blk_io_trace *t, u32 action,
		 struct bp_trace_io *io)
{
	u32 device = order32(r, t->device);

	*io = (struct bp_trace_io){
		.time_ns = order64(r, t->time),
		.major = device >> BLK_TRACE_MINOR_BITS,
		.minor = device & ((1u << BLK_TRACE_MINOR_BITS) - 1),
		.cpu = order32(r, t->cpu),
		.pid = order32(r, t->pid),
		.action = letters[action & BLK_TA_MASK],
		.sector = order64(r, t->sector),
		.bytes = order32(r, t->bytes),
		.offset = r->stream.offset,
	};
	io->opf = opf_of(action >> BLK_TC_SHIFT, io->bytes);
}

/* The numbers behind a record are big-endian everywhere. */
static void fill_pdu(const char *pdu, size_t length, struct bp_trace_io *io)
{
	if (io->action == 'X' && length >= sizeof(u64))
		io->to_sector = be64dec(pdu);
	if (io->action == 'A' && length >= sizeof(struct blk_io_trace_remap))
		io->to_sector = be64dec(pdu + offsetof(struct blk_io_trace_remap, sector_from));
}

static bool has_letter(u32 action)
{
	u32 number = action & BLK_TA_MASK;

	return !(action >> BLK_TC_SHIFT & BLK_TC_NOTIFY) && number < sizeof(letters) &&
	       letters[number];
}

/* 1 with a record, 0 for one without a letter. */
static int read_record(struct bp_trace_reader *r, const char *bytes, struct bp_trace_io *io,
		       struct bp_error *err)
{
	struct blk_io_trace t;
	const char *whole;
	size_t length;
	u32 action;
	int got;

	memcpy(&t, bytes, sizeof(t));
	if (order32(r, t.magic) != BLK_IO_TRACE_MAGIC_VERSION)
		return bad(r, "magic", "not the start of a record of blktrace version 7", err);
	length = r->swapped ? be16toh(t.pdu_len) : le16toh(t.pdu_len);
	got = bp_stream_peek(&r->stream, sizeof(t) + length, &whole, err);
	if (got < 0)
		return got;
	if ((size_t)got < sizeof(t) + length)
		return bad(r, "pdu_len", "cut off in the data behind a record", err);
	action = order32(r, t.action);
	if (has_letter(action)) {
		fill(r, &t, action, io);
		fill_pdu(whole + sizeof(t), length, io);
	}
	bp_stream_take(&r->stream, sizeof(t) + length);
	return has_letter(action);
}

static int next(struct bp_trace_reader *r, struct bp_trace_io *io, struct bp_error *err)
{
	const char *bytes;
	int rc;

	do {
		rc = bp_stream_peek(&r->stream, sizeof(struct blk_io_trace), &bytes, err);
		if (rc <= 0)
			return rc;
		if ((size_t)rc < sizeof(struct blk_io_trace))
			return bad(r, "record", "cut off: 48 bytes make a record", err);
		rc = read_record(r, bytes, io, err);
	} while (!rc);
	return rc;
}

static int detect(struct bp_trace_reader *r, const char *bytes, size_t count, struct bp_error *err)
{
	u32 little, big;

	if (count < sizeof(u32))
		return 0;
	little = le32dec(bytes);
	big = be32dec(bytes);
	r->swapped = big >> 8 == BLK_IO_TRACE_MAGIC;
	if (!r->swapped && little >> 8 != BLK_IO_TRACE_MAGIC)
		return 0;
	if ((r->swapped ? big : little) != BLK_IO_TRACE_MAGIC_VERSION)
		return bad(r, "magic", "blktrace of another version: version 7 is allowed", err);
	return 1;
}

const struct bp_trace_format bp_blktrace_format = {
	.name = "blktrace v7",
	.detect = detect,
	.next = next,
	.tells_splits = true,
};
