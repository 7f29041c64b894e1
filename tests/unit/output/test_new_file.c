/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <output/new_file.h>

#include "bp_test.h"

#define NAME "new-file-test"

static void assert_holds(const char *text)
{
	char bytes[64] = "";
	FILE *file = fopen(NAME, "r");

	assert_non_null(file);
	assert_int_equal(fread(bytes, 1, sizeof(bytes) - 1, file), strlen(text));
	assert_string_equal(bytes, text);
	fclose(file);
}

static struct bp_new_file *begin(const char *path, const char *text)
{
	struct bp_new_file *file;
	struct bp_error err = { 0 };

	assert_int_equal(bp_new_file_open(path, &file, &err), 0);
	fputs(text, bp_new_file_stream(file));
	return file;
}

static void new_file__until_commit__old_one_stays(void **state)
{
	struct bp_new_file *file;
	struct bp_error err = { 0 };

	(void)state;
	unlink(NAME);
	file = begin(NAME, "one");
	assert_int_not_equal(access(NAME, F_OK), 0);
	assert_int_equal(bp_new_file_commit(file, &err), 0);
	assert_holds("one");
	file = begin(NAME, "two");
	fflush(bp_new_file_stream(file));
	assert_holds("one");
	bp_new_file_abort(file);
	assert_holds("one");
	file = begin(NAME, "three");
	assert_int_equal(bp_new_file_commit(file, &err), 0);
	assert_holds("three");
	unlink(NAME);
}

static void new_file__two_at_once__last_commit_wins(void **state)
{
	struct bp_new_file *a, *b;

	(void)state;
	a = begin(NAME, "a");
	b = begin(NAME, "b");
	assert_int_equal(bp_new_file_commit(a, NULL), 0);
	assert_int_equal(bp_new_file_commit(b, NULL), 0);
	assert_holds("b");
	unlink(NAME);
}

static void new_file__device__is_written_and_not_replaced(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(bp_new_file_commit(begin("/dev/null", "x"), NULL), 0);
	assert_int_equal(stat("/dev/null", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
}

/* The link stays; what it leads to is replaced.  A link to nothing is refused, as it was. */
static void new_file__link__what_it_leads_to_is_replaced(void **state)
{
	static const char link[] = NAME "-link";
	struct bp_new_file *file;
	struct bp_error err = { 0 };
	struct stat st;

	(void)state;
	unlink(link);
	assert_int_equal(symlink(NAME, link), 0);
	assert_int_equal(bp_new_file_commit(begin(NAME, "old"), NULL), 0);
	assert_int_equal(bp_new_file_commit(begin(link, "new"), NULL), 0);
	assert_holds("new");
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	unlink(NAME);
	assert_int_equal(bp_new_file_open(link, &file, &err), -ENOENT);
	assert_null(file);
	assert_non_null(strstr(err.text, "cannot be written"));
	assert_int_equal(lstat(link, &st), 0);
	unlink(link);
}

static void new_file__device_is_full__commit_says_so(void **state)
{
	struct bp_error err = { 0 };

	(void)state;
	if (access("/dev/full", W_OK))
		t_leave_out("no /dev/full");
	assert_int_equal(bp_new_file_commit(begin("/dev/full", "x"), &err), -ENOSPC);
	assert_non_null(strstr(err.text, "cannot be written: No space left"));
}

static void new_file__no_folder_or_too_long__says_so(void **state)
{
	struct bp_new_file *file;
	struct bp_error err = { 0 };
	char path[5000];

	(void)state;
	assert_int_equal(bp_new_file_open("/nonexistent/x", &file, &err), -ENOENT);
	assert_non_null(strstr(err.text, "cannot be written"));
	assert_null(file);
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(bp_new_file_open(path, &file, NULL), -ENAMETOOLONG);
	bp_new_file_abort(NULL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_file__until_commit__old_one_stays),
		cmocka_unit_test(new_file__two_at_once__last_commit_wins),
		cmocka_unit_test(new_file__device__is_written_and_not_replaced),
		cmocka_unit_test(new_file__link__what_it_leads_to_is_replaced),
		cmocka_unit_test(new_file__device_is_full__commit_says_so),
		cmocka_unit_test(new_file__no_folder_or_too_long__says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
