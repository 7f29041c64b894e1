/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include <blkpath/opf.h>

#include <input/trace_reader.h>

#include "input_test.h"

#define WRITE_FLAGS (REQ_OP_WRITE | REQ_SYNC | REQ_IDLE)
#define SYNC_FLAGS (REQ_OP_WRITE | REQ_PREFLUSH | REQ_SYNC)

static const char v2[] = "fio version 2 iolog\n"
			 "/dev/sda add\n"
			 "/dev/sdb add\n"
			 "/dev/sda open\n"
			 "/dev/sdb open\n"
			 "/dev/sda read 0 4096\n"
			 "/dev/sda wait 250 0\n"
			 "\n"
			 "/dev/sdb write 1024 512\n"
			 "/dev/sda wait 100\n"
			 "/dev/sda trim 4096 1048576\n"
			 "/dev/sda sync\n"
			 "/dev/sdb datasync 0 0\n"
			 "/dev/sda close\n";

static const char v3[] = "fio version 3 iolog\n"
			 "1 /dev/sda add\n"
			 "1 /dev/sda open\n"
			 "234 /dev/sda read 1048576 1048576\n"
			 "300\t/dev/sda   write 512 512\r\n"
			 "301 /dev/sda sync 0 0\n"
			 "302 /dev/sda close";

struct expect {
	u64 time_ns;
	u32 minor;
	unsigned opf;
	sector_t sector;
	unsigned bytes;
	unsigned line;
};

static const struct expect v2_ios[] = {
	{ 0, 0, REQ_OP_READ, 0, 4096, 6 },
	{ 250000, 1, WRITE_FLAGS, 2, 512, 9 },
	{ 350000, 0, REQ_OP_DISCARD, 8, 1048576, 11 },
	{ 350000, 0, SYNC_FLAGS, 0, 0, 12 },
	{ 350000, 1, SYNC_FLAGS, 0, 0, 13 },
};

static const struct expect v3_ios[] = {
	{ 234000, 0, REQ_OP_READ, 2048, 1048576, 4 },
	{ 300000, 0, WRITE_FLAGS, 1, 512, 5 },
	{ 301000, 0, SYNC_FLAGS, 0, 0, 6 },
};

static void check_ios(const char *text, const char *format, const struct expect *expect,
		      unsigned count)
{
	const char *path = t_file(text);
	struct bp_trace_reader *reader;
	struct bp_error err = { 0 };
	struct bp_trace_io io;
	u64 done, total;

	assert_int_equal(bp_trace_open(path, &reader, &err), 0);
	assert_string_equal(bp_trace_format(reader), format);
	for (unsigned i = 0; i < count; i++) {
		assert_int_equal(bp_trace_next(reader, &io, &err), 1);
		assert_int_equal(io.action, 'Q');
		assert_int_equal(io.time_ns, expect[i].time_ns);
		assert_int_equal(io.minor, expect[i].minor);
		assert_int_equal(io.opf, expect[i].opf);
		assert_int_equal(io.sector, expect[i].sector);
		assert_int_equal(io.bytes, expect[i].bytes);
		assert_int_equal(io.line, expect[i].line);
	}
	assert_int_equal(bp_trace_next(reader, &io, &err), 0);
	assert_int_equal(bp_trace_next(reader, &io, &err), 0);
	bp_trace_progress(reader, &done, &total);
	assert_int_equal(done, strlen(text));
	assert_int_equal(total, strlen(text));
	bp_trace_close(reader);
	unlink(path);
}

static void iolog__version_2__waits_add_up(void **state)
{
	(void)state;
	check_ios(v2, "fio iolog v2", v2_ios, bp_array_size(v2_ios));
}

static void iolog__version_3__timestamps_are_microseconds(void **state)
{
	(void)state;
	check_ios(v3, "fio iolog v3", v3_ios, bp_array_size(v3_ios));
}

/* As fio does with several jobs; times go on. */
static void iolog__second_log_in_the_file__goes_on(void **state)
{
	static const struct expect ios[] = {
		{ 10000, 0, REQ_OP_READ, 0, 512, 4 },
		{ 13000, 1, REQ_OP_READ, 0, 512, 9 },
		{ 14000, 0, REQ_OP_READ, 0, 512, 10 },
	};

	(void)state;
	check_ios("fio version 3 iolog\n0 /d add\n1 /d open\n10 /d read 0 512\n"
		  "fio version 3 iolog\n0 /e add\n1 /e open\n1 /d open\n3 /e read 0 512\n"
		  "4 /d read 0 512\n",
		  "fio iolog v3", ios, bp_array_size(ios));
}

#define V2 "fio version 2 iolog\n"
#define V3 "fio version 3 iolog\n"
#define FILE2 V2 "/d add\n/d open\n"
#define FILE3 V3 "0 /d add\n0 /d open\n"

static void iolog__bad_table__says_line_key_and_allowed(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *key;
		const char *says;
	} bad[] = {
		{ V2 "/d read 0 512\n", 2, "file", "was not added" },
		{ V2 "/d add\n/d read 0 512\n", 3, "file", "is not open" },
		{ FILE2 "/d close\n/d read 0 512\n", 5, "file", "is not open" },
		{ FILE2 "/d\n", 4, "action", "read, write, trim" },
		{ FILE2 "/d erase 0 512\n", 4, "action", "\"erase\" is not allowed" },
		{ FILE2 "/d read\n", 4, "offset", "decimal number" },
		{ FILE2 "/d read 0\n", 4, "length", "decimal number" },
		{ FILE2 "/d read -512 512\n", 4, "offset", "\"-512\"" },
		{ FILE2 "/d read 0x200 512\n", 4, "offset", "\"0x200\"" },
		{ FILE2 "/d read 0 4kB\n", 4, "length", "\"4kB\"" },
		{ FILE2 "/d read 0 0\n", 4, "length", "multiple of 512" },
		{ FILE2 "/d read 7 512\n", 4, "offset", "multiple of 512" },
		{ FILE2 "/d read 0 513\n", 4, "length", "multiple of 512" },
		{ FILE2 "/d trim 0 4294967296\n", 4, "length", "4294966784" },
		{ FILE2 "/d read 0 99999999999999999999\n", 4, "length", "decimal number" },
		{ FILE2 "/d read 0 512 9\n", 4, "action", "too many words" },
		{ FILE2 "/d sync x 0\n", 4, "offset", "decimal number" },
		{ FILE2 "/d wait\n", 4, "offset", "decimal number" },
		{ FILE2 V2 "/d read 0 512\n", 5, "file", "is not open" },
		{ FILE3 V2, 4, "timestamp", "decimal number" },
		{ FILE3 "/d read 0 512\n", 4, "timestamp", "decimal number" },
		{ FILE3 "5\n", 4, "action", "read, write, trim" },
		{ FILE3 "5 /d wait 100 0\n", 4, "action", "version 3" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(bad); i++) {
		const char *path = t_file(bad[i].text);
		struct bp_trace_reader *reader;
		struct bp_error err = { 0 };
		struct bp_trace_io io;

		assert_int_equal(bp_trace_open(path, &reader, &err), 0);
		assert_int_equal(bp_trace_next(reader, &io, &err), -EINVAL);
		assert_string_equal(err.file, path);
		assert_error_says(&err, bad[i].line, bad[i].key, bad[i].says);
		assert_int_equal(bp_trace_next(reader, &io, NULL), -EINVAL);
		bp_trace_close(reader);
		unlink(path);
	}
}

static void iolog__too_many_files__is_refused(void **state)
{
	static char text[64 * 1024] = V2;
	struct bp_trace_reader *reader;
	struct bp_error err = { 0 };
	struct bp_trace_io io;
	const char *path;
	size_t used = strlen(V2);

	(void)state;
	for (int i = 0; i <= 1024; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "/d%d add\n", i);
	path = t_file(text);
	assert_int_equal(bp_trace_open(path, &reader, &err), 0);
	assert_int_equal(bp_trace_next(reader, &io, &err), -EINVAL);
	assert_error_says(&err, 1026, "file", "at most 1024");
	bp_trace_close(reader);
	unlink(path);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(iolog__version_2__waits_add_up),
		cmocka_unit_test(iolog__version_3__timestamps_are_microseconds),
		cmocka_unit_test(iolog__second_log_in_the_file__goes_on),
		cmocka_unit_test(iolog__bad_table__says_line_key_and_allowed),
		cmocka_unit_test(iolog__too_many_files__is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
