/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Binary records in both byte orders, made here by hand.
 */
#include <bsd/sys/endian.h>
#include <errno.h>

#include <blkpath/blktrace.h>

#include <input/trace_reader.h>

#include "input_test.h"

#define TC(name) ((u32)BLK_TC_##name << BLK_TC_SHIFT)

struct bytes {
	u8 at[4096];
	size_t count;
	bool big;
};

static void put(struct bytes *b, u64 value, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		b->at[b->count++] = (u8)(value >> 8 * (b->big ? size - 1 - i : i));
}

static void put_record(struct bytes *b, u32 action, u64 sector, u32 bytes, u16 pdu_len)
{
	put(b, BLK_IO_TRACE_MAGIC_VERSION, 4);
	put(b, 1, 4);
	put(b, 123456789, 8);
	put(b, sector, 8);
	put(b, bytes, 4);
	put(b, action, 4);
	put(b, 4711, 4);
	put(b, 259u << 20 | 5, 4);
	put(b, 2, 4);
	put(b, 0, 2);
	put(b, pdu_len, 2);
}

static struct bp_trace_reader *open_bytes(const struct bytes *b)
{
	const char *path = t_file_bytes(b->at, b->count);
	struct bp_trace_reader *reader;
	struct bp_error err = { 0 };

	if (bp_trace_open(path, &reader, &err))
		fail_msg("%s", err.text);
	unlink(path);
	assert_string_equal(bp_trace_format(reader), "blktrace v7");
	bp_trace_select(reader, NULL);
	return reader;
}

static void blktrace__either_byte_order__same_records(void **state)
{
	(void)state;
	for (int big = 0; big < 2; big++) {
		struct bytes b = { .big = big };
		struct bp_trace_reader *reader;
		struct bp_trace_io io;
		struct bp_error err = { 0 };

		put_record(&b, BLK_TC_NOTIFY << BLK_TC_SHIFT | BLK_TN_PROCESS, 0, 0, 16);
		memset(b.at + b.count, 'x', 16);
		b.count += 16;
		put_record(&b, BLK_TA_QUEUE | TC(READ) | TC(QUEUE), 2048, 1 << 20, 0);
		put_record(&b, BLK_TA_SPLIT | TC(WRITE) | TC(SYNC), 7, 512, 8);
		be64enc(b.at + b.count, 0x123456789a);
		b.count += 8;
		reader = open_bytes(&b);
		assert_int_equal(bp_trace_next(reader, &io, &err), 1);
		assert_int_equal(io.action, 'Q');
		assert_int_equal(io.time_ns, 123456789);
		assert_int_equal(io.major, 259);
		assert_int_equal(io.minor, 5);
		assert_int_equal(io.cpu, 2);
		assert_int_equal(io.pid, 4711);
		assert_int_equal(io.sector, 2048);
		assert_int_equal(io.bytes, 1 << 20);
		assert_int_equal(io.opf, REQ_OP_READ);
		assert_int_equal(io.line, 0);
		assert_int_equal(io.offset, 64);
		assert_int_equal(bp_trace_next(reader, &io, &err), 1);
		assert_int_equal(io.action, 'X');
		assert_int_equal(io.opf, REQ_OP_WRITE | REQ_SYNC);
		assert_int_equal(io.to_sector, 0x123456789a);
		assert_int_equal(bp_trace_next(reader, &io, &err), 0);
		bp_trace_close(reader);
	}
}

static void blktrace__actions_and_categories__become_letters_and_flags(void **state)
{
	static const struct {
		u32 action;
		u32 bytes;
		char letter; /* 0: no record */
		unsigned opf;
	} cases[] = {
		{ BLK_TA_BACKMERGE | TC(WRITE), 512, 'M', REQ_OP_WRITE },
		{ BLK_TA_FRONTMERGE | TC(READ) | TC(AHEAD), 512, 'F', REQ_OP_READ | REQ_RAHEAD },
		{ BLK_TA_GETRQ | TC(READ) | TC(META), 512, 'G', REQ_OP_READ | REQ_META },
		{ BLK_TA_SLEEPRQ | TC(READ), 0, 'S', REQ_OP_READ },
		{ BLK_TA_REQUEUE | TC(WRITE) | TC(FUA), 512, 'R', REQ_OP_WRITE | REQ_FUA },
		{ BLK_TA_ISSUE | TC(READ) | TC(FLUSH), 0, 'D', REQ_OP_FLUSH },
		{ BLK_TA_QUEUE | TC(WRITE) | TC(FLUSH), 0, 'Q', REQ_OP_WRITE | REQ_PREFLUSH },
		{ BLK_TA_QUEUE | TC(READ) | TC(FLUSH), 512, 'Q', REQ_OP_READ | REQ_PREFLUSH },
		{ BLK_TA_QUEUE | TC(WRITE) | TC(DISCARD), 512, 'Q', REQ_OP_DISCARD },
		{ BLK_TA_COMPLETE | TC(READ), 512, 'C', REQ_OP_READ },
		{ BLK_TA_PLUG | TC(READ), 0, 'P', REQ_OP_READ },
		{ BLK_TA_UNPLUG_IO | TC(READ), 0, 'U', REQ_OP_READ },
		{ BLK_TA_UNPLUG_TIMER | TC(READ), 0, 'U', REQ_OP_READ },
		{ BLK_TA_INSERT | TC(READ), 512, 'I', REQ_OP_READ },
		{ BLK_TA_BOUNCE | TC(READ), 512, 'B', REQ_OP_READ },
		{ BLK_TA_REMAP | TC(READ), 512, 'A', REQ_OP_READ },
		{ BLK_TA_QUEUE | 1u << 8 | TC(READ), 512, 'Q', REQ_OP_READ }, /* control group */
		{ BLK_TA_MASK | TC(READ), 512, 0, 0 },
		{ 0, 512, 0, 0 },
		{ BLK_TN_MESSAGE | TC(NOTIFY), 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bytes b = { 0 };
		struct bp_trace_reader *reader;
		struct bp_trace_io io;
		struct bp_error err = { 0 };

		put_record(&b, cases[i].action, 8, cases[i].bytes, 0);
		reader = open_bytes(&b);
		assert_int_equal(bp_trace_next(reader, &io, &err), cases[i].letter != 0);
		if (cases[i].letter) {
			assert_int_equal(io.action, cases[i].letter);
			assert_int_equal(io.opf, cases[i].opf);
		}
		bp_trace_close(reader);
	}
}

static void blktrace__remap__tells_where_it_came_from(void **state)
{
	struct bytes b = { 0 };
	struct bp_trace_reader *reader;
	struct bp_trace_io io;

	(void)state;
	put_record(&b, BLK_TA_REMAP | TC(READ), 2056, 512, 16);
	memset(b.at + b.count, 0, 16);
	be64enc(b.at + b.count + 8, 8);
	b.count += 16;
	reader = open_bytes(&b);
	assert_int_equal(bp_trace_next(reader, &io, NULL), 1);
	assert_int_equal(io.to_sector, 8);
	bp_trace_close(reader);
}

static void expect_error(const struct bytes *b, const char *key, const char *says)
{
	struct bp_trace_reader *reader = open_bytes(b);
	struct bp_error err = { 0 };
	struct bp_trace_io io;

	assert_int_equal(bp_trace_next(reader, &io, &err), 1);
	assert_int_equal(bp_trace_next(reader, &io, &err), -EINVAL);
	assert_error_says(&err, 0, key, says);
	bp_trace_close(reader);
}

static void blktrace__damaged__says_the_byte(void **state)
{
	struct bytes good = { 0 };
	struct bytes b;

	(void)state;
	put_record(&good, BLK_TA_QUEUE | TC(READ), 0, 512, 0);
	b = good;
	put_record(&b, BLK_TA_QUEUE | TC(READ), 0, 512, 0);
	b.count -= 1;
	expect_error(&b, "record", "at byte 48: cut off");
	b = good;
	put_record(&b, BLK_TA_QUEUE | TC(READ), 0, 512, 9);
	b.count += 8;
	expect_error(&b, "pdu_len", "at byte 48: cut off in the data");
	b = good;
	put_record(&b, BLK_TA_QUEUE | TC(READ), 0, 512, 0);
	b.at[48] ^= 1;
	expect_error(&b, "magic", "at byte 48: not the start of a record");
}

static void blktrace__other_version__is_refused(void **state)
{
	struct bytes b = { 0 };
	struct bp_trace_reader *reader;
	struct bp_error err = { 0 };
	const char *path;

	(void)state;
	put_record(&b, BLK_TA_QUEUE | TC(READ), 0, 512, 0);
	b.at[0] = 6;
	path = t_file_bytes(b.at, b.count);
	assert_int_equal(bp_trace_open(path, &reader, &err), -EINVAL);
	assert_null(reader);
	assert_error_says(&err, 0, "magic", "version 7 is allowed");
	unlink(path);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(blktrace__either_byte_order__same_records),
		cmocka_unit_test(blktrace__actions_and_categories__become_letters_and_flags),
		cmocka_unit_test(blktrace__remap__tells_where_it_came_from),
		cmocka_unit_test(blktrace__damaged__says_the_byte),
		cmocka_unit_test(blktrace__other_version__is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
