/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text of block traces: what blkparse prints, what the kernel's blk tracer prints, and the part
 * that both share.
 */
#include <errno.h>

#include <blkpath/opf.h>

#include <input/trace_reader.h>

#include "input_test.h"

#define WS (REQ_OP_WRITE | REQ_SYNC)

struct record {
	const char *line;
	struct bp_trace_io io;
};

/* Device, processor, time and process are the same in all of these. */
static const struct record records[] = {
	{ "Q   R 40968 + 8 [writer]",
	  { .action = 'Q', .opf = REQ_OP_READ, .sector = 40968, .bytes = 4096 } },
	{ "Q  WS 0 + 8388607 [a b]",
	  { .action = 'Q', .opf = WS, .sector = 0, .bytes = 4294966784u } },
	{ "Q FWFSM 18446744073709551615 + 1 [x]",
	  { .action = 'Q',
	    .opf = WS | REQ_PREFLUSH | REQ_FUA | REQ_META,
	    .sector = UINT64_MAX,
	    .bytes = 512 } },
	{ "Q FWS [fio]", { .action = 'Q', .opf = WS | REQ_PREFLUSH } },
	{ "D  FN [kworker/0:1H]", { .action = 'D', .opf = REQ_OP_FLUSH } },
	{ "D   F 0 + 0 [x]", { .action = 'D', .opf = REQ_OP_FLUSH } },
	{ "C  FN 0 [0]", { .action = 'C', .opf = REQ_OP_FLUSH } },
	{ "C  WS 8 [0]", { .action = 'C', .opf = WS, .sector = 8 } },
	{ "Q   D 8 + 8 [x]", { .action = 'Q', .opf = REQ_OP_DISCARD, .sector = 8, .bytes = 4096 } },
	{ "Q DES 8 + 8 [x]",
	  { .action = 'Q', .opf = REQ_OP_SECURE_ERASE | REQ_SYNC, .sector = 8, .bytes = 4096 } },
	{ "Q  RA 8 + 8",
	  { .action = 'Q', .opf = REQ_OP_READ | REQ_RAHEAD, .sector = 8, .bytes = 4096 } },
	{ "X   R 0 / 1024 [fio]",
	  { .action = 'X', .opf = REQ_OP_READ, .sector = 0, .to_sector = 1024 } },
	{ "A  WS 1008 + 8 <- (8,1) 1000",
	  { .action = 'A', .opf = WS, .sector = 1008, .bytes = 4096, .to_sector = 1000 } },
	{ "A  WS 1008 + 8 <- odd", { .action = 'A', .opf = WS, .sector = 1008, .bytes = 4096 } },
	{ "D   R 36 (12 00 00 00 24 00) [udisksd]",
	  { .action = 'D', .opf = REQ_OP_READ, .bytes = 36 } },
	{ "C   R (12 00 00 00 24 00) [0]", { .action = 'C', .opf = REQ_OP_READ } },
	{ "P   N [fio]", { .action = 'P', .opf = REQ_OP_DRV_IN } },
	{ "U   N [fio] 1", { .action = 'U', .opf = REQ_OP_DRV_IN } },
	{ "UT  N [fio] 1", { .action = 'U', .opf = REQ_OP_DRV_IN } },
	{ "m   N cfq1234 any text + 7", { .action = 'm', .opf = REQ_OP_DRV_IN } },
};

static void check(const char *prefix, const char *format, const struct record *record)
{
	struct bp_trace_reader *reader;
	struct bp_error err = { 0 };
	struct bp_trace_io io;
	char text[256];
	const char *path;

	snprintf(text, sizeof(text), "%s%s\n", prefix, record->line);
	path = t_file(text);
	if (bp_trace_open(path, &reader, &err))
		fail_msg("%s: %s", text, err.text);
	assert_string_equal(bp_trace_format(reader), format);
	bp_trace_select(reader, NULL);
	if (bp_trace_next(reader, &io, &err) != 1)
		fail_msg("%s: %s %s", text, err.key, err.text);
	assert_int_equal(io.major, 8);
	assert_int_equal(io.minor, 16);
	assert_int_equal(io.cpu, 3);
	assert_int_equal(io.pid, 697);
	assert_int_equal(io.time_ns, 3760635081113u);
	assert_int_equal(io.action, record->io.action);
	assert_int_equal(io.opf, record->io.opf);
	assert_int_equal(io.sector, record->io.sector);
	assert_int_equal(io.bytes, record->io.bytes);
	assert_int_equal(io.to_sector, record->io.to_sector);
	assert_int_equal(io.line, 1);
	assert_int_equal(io.offset, 0);
	assert_int_equal(bp_trace_next(reader, &io, &err), 0);
	bp_trace_close(reader);
	unlink(path);
}

static void blkparse__every_kind_of_line__is_understood(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(records); i++)
		check("  8,16   3        1  3760.635081113   697  ", "blkparse text", &records[i]);
}

static void blk_tracer__every_kind_of_line__is_understood(void **state)
{
	static const char *const prefixes[] = {
		"  8,16    3  3760.635081113   697  ",
		"             fio-697   [003]  3760.635081113:   8,16    ",
		"             fio-697   [003] ..... 3760.635081113:   8,16    ",
		"  kworker/0:1-x [y]-697 [3] d..1. 3760.635081113: 8,16 ",
	};

	(void)state;
	for (size_t p = 0; p < bp_array_size(prefixes); p++)
		for (size_t i = 0; i < bp_array_size(records); i++)
			check(prefixes[p], "blk tracer text", &records[i]);
}

static unsigned count(const char *text, const char *actions)
{
	const char *path = t_file(text);
	struct bp_trace_reader *reader;
	struct bp_error err = { 0 };
	struct bp_trace_io io;
	unsigned n = 0;
	int rc;

	if (bp_trace_open(path, &reader, &err))
		fail_msg("%s", err.text);
	if (actions)
		bp_trace_select(reader, actions);
	while ((rc = bp_trace_next(reader, &io, &err)) > 0)
		n++;
	if (rc)
		fail_msg("line %u: %s", err.line, err.text);
	bp_trace_close(reader);
	unlink(path);
	return n;
}

static void blkparse__comments_lost_events_and_summary__are_no_records(void **state)
{
	static const char text[] = "# tracer: blk\n"
				   "#\n"
				   "\n"
				   "8,0 0 1 0.000000000 1 Q R 0 + 8 [x]\n"
				   "CPU:2 [LOST 12 EVENTS]\r\n"
				   "8,0 0 2 0.5 1 D R 0 + 8 [x]\r\n"
				   "8,0 0 3 1.0 1 Q R 8 + 8 [x]\n"
				   "CPU0 (8,0):\n"
				   " Reads Queued: 2, 8KiB\n";

	(void)state;
	assert_int_equal(count(text, NULL), 2);
	assert_int_equal(count(text, "D"), 1);
	assert_int_equal(count(text, "QD"), 3);
}

static void blkparse__fraction_of_a_second__any_number_of_digits(void **state)
{
	static const struct {
		const char *time;
		u64 ns;
	} cases[] = { { "0.5", 500000000 },
		      { "1.000001", 1000001000 },
		      { "1.123456789123", 1123456789 },
		      { "18446744072.0", 18446744072000000000u } };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_trace_reader *reader;
		struct bp_trace_io io;
		const char *path;
		char text[128];

		snprintf(text, sizeof(text), "8,0 0 1 %s 1 Q R 0 + 8 [x]\n", cases[i].time);
		path = t_file(text);
		assert_int_equal(bp_trace_open(path, &reader, NULL), 0);
		assert_int_equal(bp_trace_next(reader, &io, NULL), 1);
		assert_int_equal(io.time_ns, cases[i].ns);
		bp_trace_close(reader);
		unlink(path);
	}
}

#define GOOD "8,0 0 1 0.0 1 Q R 0 + 8 [x]\n"
#define HEAD "8,0 0 1 0.0 1 "

static void blkparse__bad_table__says_line_key_and_allowed(void **state)
{
	static const struct {
		const char *line;
		const char *key;
		const char *says;
	} bad[] = {
		{ "rubbish", "", "MAJOR,MINOR CPU SEQUENCE" },
		{ "8 0 1 0.0 1 Q R 0 + 8", "", "MAJOR,MINOR" },
		{ "8,0", "", "MAJOR,MINOR" },
		{ "8,4294967296 0 1 0.0 1 Q R 0 + 8", "", "MAJOR,MINOR" },
		{ "8,0 x 1 0.0 1 Q R 0 + 8", "", "MAJOR,MINOR" },
		{ "8,0 0 0.0 1 Q R 0 + 8", "", "MAJOR,MINOR" },
		{ "8,0 0 1 5 1 Q R 0 + 8", "", "MAJOR,MINOR" },
		{ "8,0 0 1 1. 1 Q R 0 + 8", "", "MAJOR,MINOR" },
		{ "8,0 0 1 99999999999999.0 1 Q R 0 + 8", "", "MAJOR,MINOR" },
		{ "8,0 0 1 0.0 -1 Q R 0 + 8", "", "MAJOR,MINOR" },
		{ HEAD "", "action", "one of Q G M" },
		{ HEAD "Z R 0 + 8", "action", "one of Q G M" },
		{ HEAD "QQ R 0 + 8", "action", "one of Q G M" },
		{ HEAD "Q", "action", "one of Q G M" },
		{ HEAD "Q ", "rwbs", "F, one of R W D DE N" },
		{ HEAD "Q X 0 + 8", "rwbs", "F, one of R W D DE N" },
		{ HEAD "Q RX 0 + 8", "rwbs", "F, one of R W D DE N" },
		{ HEAD "Q R zero + 8", "sector", "SECTOR + SECTORS" },
		{ HEAD "Q R -1 + 8", "sector", "SECTOR + SECTORS" },
		{ HEAD "Q R 0 - 8", "sector", "SECTOR + SECTORS" },
		{ HEAD "Q R 99999999999999999999 + 8", "sector", "SECTOR + SECTORS" },
		{ HEAD "Q R 0 + eight", "sectors", "0 to 8388607" },
		{ HEAD "Q R 0 + 8388608", "sectors", "0 to 8388607" },
		{ HEAD "X R 0 / ", "remainder", "decimal number" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(bad); i++) {
		struct bp_trace_reader *reader;
		struct bp_error err = { 0 };
		struct bp_trace_io io;
		const char *path;
		char text[256];

		snprintf(text, sizeof(text), GOOD "%s\n", bad[i].line);
		path = t_file(text);
		assert_int_equal(bp_trace_open(path, &reader, &err), 0);
		assert_int_equal(bp_trace_next(reader, &io, &err), 1);
		assert_int_equal(bp_trace_next(reader, &io, &err), -EINVAL);
		assert_string_equal(err.file, path);
		assert_error_says(&err, 2, bad[i].key, bad[i].says);
		bp_trace_close(reader);
		unlink(path);
	}
}

static void blk_tracer__bad_line__says_both_forms(void **state)
{
	static const char *const bad[] = {
		"fio-12 [0] 1.0 8,0 Q R 0 + 8",	   /* no colon */
		"fio-12 [0] ... x: 8,0 Q R 0 + 8", /* no time */
		"fio [0] 1.0: 8,0 Q R 0 + 8",	   /* no process */
		"fio-12 [0 1.0: 8,0 Q R 0 + 8",	   "fio-12 [0] 1.0: block_bio_queue: 8,0 R 0 + 8",
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(bad); i++) {
		struct bp_trace_reader *reader;
		struct bp_error err = { 0 };
		struct bp_trace_io io;
		const char *path;
		char text[256];

		snprintf(text, sizeof(text), "8,0 0 0.0 1 Q R 0 + 8 [x]\n%s\n", bad[i]);
		path = t_file(text);
		assert_int_equal(bp_trace_open(path, &reader, &err), 0);
		assert_int_equal(bp_trace_next(reader, &io, &err), 1);
		assert_int_equal(bp_trace_next(reader, &io, &err), -EINVAL);
		assert_error_says(&err, 2, "", "TASK-PID [CPU]");
		bp_trace_close(reader);
		unlink(path);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(blkparse__every_kind_of_line__is_understood),
		cmocka_unit_test(blk_tracer__every_kind_of_line__is_understood),
		cmocka_unit_test(blkparse__comments_lost_events_and_summary__are_no_records),
		cmocka_unit_test(blkparse__fraction_of_a_second__any_number_of_digits),
		cmocka_unit_test(blkparse__bad_table__says_line_key_and_allowed),
		cmocka_unit_test(blk_tracer__bad_line__says_both_forms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
