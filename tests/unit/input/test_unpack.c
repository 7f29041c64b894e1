/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plain and gzip bytes: what follows a member, and files that end too early.
 */
#include <errno.h>
#include <fcntl.h>

#include "input_test.h"

#include "input/unpack.h"

#define ROOM 7 /* smaller than any of the texts */

/* A gzip member of a text, appended; returns the new end. */
static size_t pack(u8 *at, size_t end, size_t room, const char *text)
{
	z_stream z = { .next_in = (u8 *)(uintptr_t)text, .avail_in = (unsigned)strlen(text) };

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY),
			 Z_OK);
	z.next_out = at + end;
	z.avail_out = (unsigned)(room - end);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	end = room - z.avail_out;
	deflateEnd(&z);
	return end;
}

/* Reads all of a file of these bytes; what it ends with. */
static int unpack(const void *bytes, size_t count, char *text, const char **why)
{
	static struct bp_unpack file;
	const char *path = t_file_bytes(bytes, count);
	size_t used = 0;
	int got;

	assert_int_equal(bp_unpack_open(&file, open(path, O_RDONLY)), 0);
	while ((got = bp_unpack_read(&file, text + used, ROOM, why)) > 0)
		used += (size_t)got;
	text[used] = '\0';
	if (!got)
		assert_int_equal(bp_unpack_done(&file), count);
	bp_unpack_close(&file);
	unlink(path);
	return got;
}

static void bp_unpack_read__plain__as_it_is(void **state)
{
	static const char *const texts[] = {
		"", "a", "\x1f", "\x1f\x1f", "ab", "longer than room", "not gzip \x1f\x8b"
	};
	const char *why;
	char text[64];

	(void)state;
	for (size_t i = 0; i < bp_array_size(texts); i++) {
		assert_int_equal(unpack(texts[i], strlen(texts[i]), text, &why), 0);
		assert_string_equal(text, texts[i]);
	}
}

static void bp_unpack_read__members__one_text(void **state)
{
	u8 packed[256];
	char text[64];
	const char *why;
	size_t end = pack(packed, 0, sizeof(packed), "one and ");

	(void)state;
	end = pack(packed, end, sizeof(packed), "");
	end = pack(packed, end, sizeof(packed), "the other");
	assert_int_equal(unpack(packed, end, text, &why), 0);
	assert_string_equal(text, "one and the other");
}

static void bp_unpack_read__something_behind_a_member__refused(void **state)
{
	static const struct {
		const char *bytes;
		size_t count;
	} tails[] = { { "{}\n", 3 }, { "x", 1 }, { "\0", 1 }, { "\x1f", 1 }, { "\x1f\x1f", 2 } };
	u8 packed[256];
	char text[64];
	const char *why;
	size_t end = pack(packed, 0, sizeof(packed), "a recording");

	(void)state;
	for (size_t i = 0; i < bp_array_size(tails); i++) {
		memcpy(packed + end, tails[i].bytes, tails[i].count);
		assert_int_equal(unpack(packed, end + tails[i].count, text, &why), -EBADMSG);
		assert_string_equal(text, "a recording");
		assert_string_equal(why, "bytes that are not gzip follow the gzip data");
	}
}

static void bp_unpack_read__cut_off_anywhere__error(void **state)
{
	u8 packed[256];
	char text[64];
	const char *why;
	size_t end = pack(packed, 0, sizeof(packed), "a recording");

	(void)state;
	for (size_t n = 2; n < end; n++) {
		assert_int_equal(unpack(packed, n, text, &why), -EINVAL);
		assert_string_equal(why, "unexpected end of file");
	}
}

static void bp_unpack_read__damaged__error(void **state)
{
	u8 packed[256];
	char text[64];
	const char *why = NULL;
	size_t end = pack(packed, 0, sizeof(packed), "a recording");

	(void)state;
	packed[end - 5] ^= 1; /* the check sum */
	assert_int_equal(unpack(packed, end, text, &why), -EINVAL);
	assert_string_equal(why, "incorrect data check");
	packed[2] = 9; /* the method */
	assert_int_equal(unpack(packed, end, text, &why), -EINVAL);
	assert_string_equal(why, "unknown compression method");
}

static void bp_unpack_read__directory__error(void **state)
{
	static struct bp_unpack file;
	const char *why = NULL;
	char text[8];

	(void)state;
	assert_int_equal(bp_unpack_open(&file, open(".", O_RDONLY)), 0);
	assert_int_equal(bp_unpack_read(&file, text, sizeof(text), &why), -EISDIR);
	assert_non_null(why);
	bp_unpack_close(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_unpack_read__plain__as_it_is),
		cmocka_unit_test(bp_unpack_read__members__one_text),
		cmocka_unit_test(bp_unpack_read__something_behind_a_member__refused),
		cmocka_unit_test(bp_unpack_read__cut_off_anywhere__error),
		cmocka_unit_test(bp_unpack_read__damaged__error),
		cmocka_unit_test(bp_unpack_read__directory__error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
