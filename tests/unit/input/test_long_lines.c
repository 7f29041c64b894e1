/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines longer than a buffer, and what ends them.
 */
#include <errno.h>
#include <fcntl.h>

#include "input_test.h"

#include "input/long_lines.h"

#define MAX_BYTES (BP_STREAM_BUFFER_BYTES * 3)

static struct bp_long_lines lines;
static struct bp_error err;

static void open_bytes(const char *bytes, size_t n)
{
	const char *path = t_file_bytes(bytes, n);

	err = (struct bp_error){ 0 };
	assert_int_equal(bp_long_lines_open(&lines, path, MAX_BYTES, &err), 0);
	unlink(path);
}

static void next_is(const char *expected, unsigned line)
{
	const char *text;
	size_t length;

	assert_int_equal(bp_long_lines_next(&lines, &text, &length, &err), 1);
	assert_string_equal(text, expected);
	assert_int_equal(length, strlen(expected));
	assert_int_equal(lines.line, line);
}

static void ends(int result)
{
	const char *text;
	size_t length;

	assert_int_equal(bp_long_lines_next(&lines, &text, &length, &err), result);
	bp_long_lines_close(&lines);
}

static void bp_long_lines_next__short_lines__without_their_ends(void **state)
{
	(void)state;
	open_bytes("one\n\ntwo\r\nlast", 14);
	next_is("one", 1);
	next_is("", 2);
	next_is("two", 3);
	next_is("last", 4);
	ends(0);
}

static void bp_long_lines_next__longer_than_the_buffer__whole(void **state)
{
	size_t n = MAX_BYTES;
	char *text = malloc(n + 3);

	(void)state;
	memset(text, 'a', n);
	memcpy(text + n, "\nb", 3);
	open_bytes(text, n + 2);
	text[n] = '\0';
	next_is(text, 1);
	next_is("b", 2);
	ends(0);

	text[n] = 'a'; /* one more than allowed */
	open_bytes(text, n + 1);
	ends(-EINVAL);
	assert_error_says(&err, 1, "", "line is too long: at most 196608 characters are allowed");
	free(text);
}

static void bp_long_lines_next__nul__refused(void **state)
{
	(void)state;
	open_bytes("a\nb\0c\n", 6);
	next_is("a", 1);
	ends(-EINVAL);
	assert_error_says(&err, 2, "", "a NUL byte; allowed: text");
}

static void bp_long_lines_open__standard_input__read_and_left_open(void **state)
{
	const char *path = t_file("from elsewhere\n");
	int saved = dup(STDIN_FILENO), fd = open(path, O_RDONLY);

	(void)state;
	err = (struct bp_error){ 0 };
	assert_true(fd >= 0 && dup2(fd, STDIN_FILENO) == STDIN_FILENO);
	assert_int_equal(bp_long_lines_open(&lines, "-", MAX_BYTES, &err), 0);
	next_is("from elsewhere", 1);
	ends(0);
	assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0);
	close(STDIN_FILENO);
	assert_int_equal(bp_long_lines_open(&lines, "-", MAX_BYTES, &err), -EBADF);
	assert_string_equal(err.file, "standard input");
	if (saved >= 0)
		dup2(saved, STDIN_FILENO);
	close(saved);
	close(fd);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_long_lines_next__short_lines__without_their_ends),
		cmocka_unit_test(bp_long_lines_next__longer_than_the_buffer__whole),
		cmocka_unit_test(bp_long_lines_next__nul__refused),
		cmocka_unit_test(bp_long_lines_open__standard_input__read_and_left_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
