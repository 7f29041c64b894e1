/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all formats share: opening, compression, foreign and damaged files, the shipped captures.
 */
#include <errno.h>
#include <sys/stat.h>
#include <zlib.h>

#include <blkpath/opf.h>

#include <input/trace_reader.h>

#include "input_test.h"

#define CAPTURE "tests/golden/real/loop-linux-6.18/"

static void open__no_trace__says_what_is_allowed(void **state)
{
	static const struct {
		const char *bytes;
		size_t count;
		const char *says;
	} bad[] = {
		{ "", 0, "is empty" },
		{ "hello\n", 6, "not a trace" },
		{ "# only a comment\n", 17, "not a trace" },
		{ "\0\0\0\0\0\0\0\0", 8, "not a trace" },
		{ "ta", 2, "not a trace" },
		{ "\x07", 1, "not a trace" },
		{ "fio version 1 iolog\n", 20, "unknown version" },
		{ "fio version 22 iolog\n", 21, "unknown version" },
		{ "fio version", 11, "not a trace" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(bad); i++) {
		const char *path = t_file_bytes(bad[i].bytes, bad[i].count);
		struct bp_trace_reader *reader;
		struct bp_error err = { 0 };

		assert_int_equal(bp_trace_open(path, &reader, &err), -EINVAL);
		assert_null(reader);
		assert_string_equal(err.file, path);
		if (!strstr(err.text, bad[i].says))
			fail_msg("%s", err.text);
		unlink(path);
	}
}

static void open__no_file_or_a_directory__says_so(void **state)
{
	struct bp_trace_reader *reader;
	struct bp_error err = { 0 };

	(void)state;
	assert_int_equal(bp_trace_open("/nonexistent/x", &reader, &err), -ENOENT);
	assert_error_says(&err, 0, "", "cannot be opened: No such file");
	err = (struct bp_error){ 0 };
	assert_int_equal(bp_trace_open("/", &reader, &err), -EINVAL);
	assert_error_says(&err, 0, "", "is a directory");
	bp_trace_close(NULL);
}

static void next__line_too_long_or_with_a_nul__is_refused(void **state)
{
	static const char start[] = "fio version 2 iolog\n/d add\n";
	struct bp_trace_reader *reader;
	struct bp_error err = { 0 };
	struct bp_trace_io io;
	char text[8192];
	const char *path;

	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text, start, strlen(start));
	path = t_file_bytes(text, sizeof(text));
	assert_int_equal(bp_trace_open(path, &reader, &err), 0);
	assert_int_equal(bp_trace_next(reader, &io, &err), -EINVAL);
	assert_error_says(&err, 3, "", "too long");
	bp_trace_close(reader);
	unlink(path);
	err = (struct bp_error){ 0 };
	text[strlen(start) + 3] = '\0';
	text[strlen(start) + 9] = '\n';
	path = t_file_bytes(text, strlen(start) + 10);
	assert_int_equal(bp_trace_open(path, &reader, &err), 0);
	assert_int_equal(bp_trace_next(reader, &io, &err), -EINVAL);
	assert_error_says(&err, 3, "", "a NUL byte; allowed: text");
	bp_trace_close(reader);
	unlink(path);
}

/* Copies a file without its last bytes. */
static const char *cut_copy(const char *from, size_t cut)
{
	static char bytes[1 << 20];
	FILE *file = fopen(from, "r");
	size_t count;

	assert_non_null(file);
	count = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	assert_in_range(count, cut + 1, sizeof(bytes) - 1);
	return t_file_bytes(bytes, count - cut);
}

static void next__gzip_cut_off__ends_with_an_error(void **state)
{
	struct bp_trace_reader *reader;
	struct bp_error err = { 0 };
	struct bp_trace_io io;
	const char *path = cut_copy(t_source(CAPTURE "blk-ftrace.txt.gz"), 5000);
	unsigned n = 0;
	int rc;

	(void)state;
	assert_int_equal(bp_trace_open(path, &reader, &err), 0);
	while ((rc = bp_trace_next(reader, &io, &err)) > 0)
		n++;
	assert_int_equal(rc, -EINVAL);
	assert_true(n > 100);
	if (!strstr(err.text, "cannot be read at byte") || !strstr(err.text, "cut off?"))
		fail_msg("%s", err.text);
	bp_trace_close(reader);
	unlink(path);
}

static unsigned count(const char *path, const char *format, const char *actions)
{
	struct bp_trace_reader *reader;
	struct bp_error err = { 0 };
	struct bp_trace_io io;
	u64 done, total;
	unsigned n = 0;
	int rc;

	if (bp_trace_open(path, &reader, &err))
		fail_msg("%s", err.text);
	assert_string_equal(bp_trace_format(reader), format);
	bp_trace_select(reader, actions);
	while ((rc = bp_trace_next(reader, &io, &err)) > 0)
		n++;
	if (rc)
		fail_msg("%s line %u: %s", path, err.line, err.text);
	bp_trace_progress(reader, &done, &total);
	assert_int_equal(done, total);
	assert_true(total > 0);
	bp_trace_close(reader);
	return n;
}

static void next__shipped_iolog__2000_ios_and_18_syncs(void **state)
{
	(void)state;
	assert_int_equal(count(t_source(CAPTURE "fio.iolog"), "fio iolog v3", "Q"), 2018);
}

static void next__shipped_ftrace__all_lines_are_known(void **state)
{
	const char *path = t_source(CAPTURE "blk-ftrace.txt.gz");

	(void)state;
	/* three more: reads of opening the device */
	assert_int_equal(count(path, "blk tracer text", "Q"), 2021);
	assert_int_equal(count(path, "blk tracer text", "X"), 183);
	assert_int_equal(count(path, "blk tracer text", NULL), 13206);
}

/* The same I/O as fio wrote down, in the order of fio: sequential reads first. */
static void next__shipped_pair__tells_of_the_same_reads(void **state)
{
	struct bp_trace_reader *iolog, *ftrace;
	struct bp_trace_io a, b;

	(void)state;
	assert_int_equal(bp_trace_open(t_source(CAPTURE "fio.iolog"), &iolog, NULL), 0);
	assert_int_equal(bp_trace_open(t_source(CAPTURE "blk-ftrace.txt.gz"), &ftrace, NULL), 0);
	for (unsigned i = 0; i < 200; i++) {
		assert_int_equal(bp_trace_next(iolog, &a, NULL), 1);
		assert_int_equal(bp_trace_next(ftrace, &b, NULL), 1);
		assert_int_equal(a.opf, b.opf);
		assert_int_equal(a.sector, b.sector);
		assert_int_equal(a.bytes, b.bytes);
	}
	bp_trace_close(iolog);
	bp_trace_close(ftrace);
}

/* A small generator of its own: the same damage in every run. */
static u32 random_u32(u32 *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void read_all(const char *bytes, size_t count_bytes)
{
	const char *path = t_file_bytes(bytes, count_bytes);
	struct bp_trace_reader *reader;
	struct bp_error err = { 0 };
	struct bp_trace_io io;
	unsigned n = 0;
	int rc = bp_trace_open(path, &reader, &err);

	if (!rc) {
		bp_trace_select(reader, NULL);
		while ((rc = bp_trace_next(reader, &io, &err)) > 0)
			assert_true(++n <= count_bytes);
		bp_trace_close(reader);
	}
	assert_true(rc == 0 || err.text[0]);
	unlink(path);
}

static void next__random_damage__ends_or_complains(void **state)
{
	static const char *const seeds[] = {
		"fio version 3 iolog\n1 /d add\n1 /d open\n2 /d read 0 512\n3 /d sync 0 0\n",
		"8,0 0 1 0.0 1 Q R 0 + 8 [x]\n8,0 0 2 0.1 1 X R 0 / 4 [x]\nCPU0 (8,0):\n",
		"fio-1 [0] .... 1.5: 8,0 A WS 8 + 8 <- (8,1) 0\n 7,0 0 1.5 2 D R 36 (1) [y]\n",
	};
	u32 seed = 42;

	(void)state;
	for (unsigned round = 0; round < 1500; round++) {
		const char *text = seeds[round % bp_array_size(seeds)];
		size_t length = strlen(text);
		char bytes[256];

		memcpy(bytes, text, length);
		for (unsigned i = 0; i <= round % 4; i++)
			bytes[random_u32(&seed) % length] = (char)random_u32(&seed);
		read_all(bytes, length - random_u32(&seed) % 3);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(open__no_trace__says_what_is_allowed),
		cmocka_unit_test(open__no_file_or_a_directory__says_so),
		cmocka_unit_test(next__line_too_long_or_with_a_nul__is_refused),
		cmocka_unit_test(next__gzip_cut_off__ends_with_an_error),
		cmocka_unit_test(next__shipped_iolog__2000_ios_and_18_syncs),
		cmocka_unit_test(next__shipped_ftrace__all_lines_are_known),
		cmocka_unit_test(next__shipped_pair__tells_of_the_same_reads),
		cmocka_unit_test(next__random_damage__ends_or_complains),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
