/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Golden vectors: what is read, and what is refused with line and key.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "bp_test.h"
#include "input/vectors.h"

#define LIMITS                                                                                     \
	"\"lim\":{\"lbs\":512,\"pbs\":512,\"ms\":8,\"mhs\":8,\"seg\":4,\"segsz\":4096,\"chunk\":"  \
	"0,"                                                                                       \
	"\"bmask\":\"0xffffffff\",\"vmask\":\"0x0\"}"
#define SPLIT_CASE(id, rest)                                                                       \
	"{\"id\":\"" id "\",\"k\":\"split\"," LIMITS ",\"op\":\"R\",\"s\":0," rest                 \
	"\"outcome\":\"ok\",\"out\":[]}\n"
#define VECTORS "\"v\":[[\"0x1000\",4096]],"

static char path[] = "vectors-XXXXXX";

static int setup(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int teardown(void **state)
{
	(void)state;
	return unlink(path);
}

static void put(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void bp_vectors_next__good_lines__read(void **state)
{
	struct bp_error err = { .line = 0 };
	struct bp_vectors *vectors;
	struct bp_vector_case c;

	(void)state;
	put("\n" SPLIT_CASE("p52-1", VECTORS) "  \n" SPLIT_CASE("dma-7", VECTORS "\"inv\":1,"));
	assert_int_equal(bp_vectors_open(path, &vectors, &err), 0);
	assert_int_equal(bp_vectors_next(vectors, &c, &err), 1);
	assert_string_equal(c.id, "p52-1");
	assert_int_equal(c.line, 2);
	assert_int_equal(c.kind, BP_VECTOR_SPLIT);
	assert_string_equal(c.rules, "v5.2");
	assert_false(c.dma);
	assert_int_equal(c.limits.max_sectors, 8);
	assert_int_equal(c.limits.seg_boundary_mask, 0xFFFFFFFF);
	assert_int_equal(c.limits.logical_block_size, 512);
	bp_vector_release(&c);
	assert_int_equal(bp_vectors_next(vectors, &c, &err), 1);
	assert_true(c.dma);
	bp_vector_release(&c);
	assert_int_equal(bp_vectors_next(vectors, &c, &err), 0);
	bp_vectors_close(vectors);
}

static void bp_vectors_next__gzip__read_alike(void **state)
{
	static const char text[] = SPLIT_CASE("p61-1", VECTORS);
	struct bp_error err = { .line = 0 };
	struct bp_vectors *vectors;
	struct bp_vector_case c;
	gzFile file = gzopen(path, "wb");

	(void)state;
	assert_int_equal(gzwrite(file, text, sizeof(text) - 1), sizeof(text) - 1);
	gzclose(file);
	assert_int_equal(bp_vectors_open(path, &vectors, &err), 0);
	assert_int_equal(bp_vectors_next(vectors, &c, &err), 1);
	assert_string_equal(c.rules, "v6.1");
	bp_vector_release(&c);
	bp_vectors_close(vectors);
}

static void bp_vectors_next__bad_lines__say_line_and_key(void **state)
{
	static const struct {
		const char *text;
		const char *key;
		const char *says;
	} cases[] = {
		{ "{", "", "not a JSON object" },
		{ "[1]\n", "", "must be a JSON object" },
		{ "{\"k\":\"cut\"}\n", "k", "must be split, merge" },
		{ "{\"k\":\"split\"}\n", "id", "missing" },
		{ SPLIT_CASE("p52-1", VECTORS "\"color\":1,"), "color", "no such field" },
		{ SPLIT_CASE("p52-1", VECTORS "\"n\":[1],"), "n", "no such field" },
		{ SPLIT_CASE("p52-1", VECTORS "\"inv\":2,"), "inv", "0 or 1" },
		{ SPLIT_CASE("p52-1", "\"v\":[[4096,4096]],"), "v", "0xaddress" },
		{ SPLIT_CASE("p52-1", "\"v\":[[\"0x10zz\",4096]],"), "v", "0xaddress" },
		{ SPLIT_CASE("p52-1", "\"v\":[[\"0x11112222333344445\",4096]],"), "v",
		  "0xaddress" },
		{ SPLIT_CASE("p52-1", "\"v\":[[\"0x1000\",-1]],"), "v", "0xaddress" },
		{ SPLIT_CASE("p52-1", "\"v\":[[\"0x1000\",4294967295],[\"0x0\",1]],"), "v",
		  "4 GiB" },
		{ SPLIT_CASE("xyz-1", VECTORS), "id", "must begin with" },
		{ "{\"id\":\"p52-1\",\"k\":\"add\"," LIMITS
		  ",\"api\":\"bio_put\",\"maxv\":1,\"v\":[],\"outcome\":\"ok\"}\n",
		  "api", "bio_add_page" },
		{ "{\"id\":\"p52-1\",\"k\":\"add\"," LIMITS
		  ",\"api\":\"bio_add_page\",\"maxv\":1025,\"v\":[],\"outcome\":\"ok\"}\n",
		  "maxv", "1024" },
		{ "{\"id\":\"p52-1\",\"k\":\"merge\"," LIMITS
		  ",\"op\":\"R\",\"bios\":[[0]],\"outcome\":\"ok\"}\n",
		  "bios", "list of bios" },
		{ "{\"id\":\"p52-1\",\"k\":\"adv\"," LIMITS
		  ",\"op\":\"R\",\"s\":0,\"v\":[],\"n\":[\"x\"],\"outcome\":\"ok\"}\n",
		  "n", "byte counts" },
		{ "{\"id\":\"p52-1\",\"k\":\"split\",\"lim\":{},\"op\":\"R\",\"s\":0," VECTORS
		  "\"outcome\":\"ok\"}\n",
		  "lbs", "a limit must be" },
		{ "{\"id\":\"p52-1\",\"k\":\"split\",\"lim\":{\"lbs\":4294967296},\"op\":\"R\","
		  "\"s\":"
		  "0," VECTORS "\"outcome\":\"ok\"}\n",
		  "lbs", "0xffffffff" },
		{ "{\"id\":\"p52-1\",\"k\":\"split\"," LIMITS ",\"op\":\"R\",\"s\":0," VECTORS
		  "\"outcome\":\"fine\"}\n",
		  "outcome", "ok, bug, hang or warn" },
		{ "{\"id\":\"p52-1\",\"k\":\"split\"," LIMITS ",\"op\":\"X\",\"s\":0," VECTORS
		  "\"outcome\":\"ok\"}\n",
		  "op", "\"R\" or \"W\"" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_error err = { .line = 0 };
		struct bp_vectors *vectors;
		struct bp_vector_case c;

		put(cases[i].text);
		assert_int_equal(bp_vectors_open(path, &vectors, &err), 0);
		assert_true(bp_vectors_next(vectors, &c, &err) < 0);
		print_message("# %s: %s\n", err.key, err.text);
		assert_int_equal(err.line, 1);
		assert_string_equal(err.key, cases[i].key);
		assert_non_null(strstr(err.text, cases[i].says));
		assert_string_equal(err.file, path);
		bp_vectors_close(vectors);
	}
}

static void bp_vectors_open__no_such_file__error(void **state)
{
	struct bp_error err = { .line = 0 };
	struct bp_vectors *vectors;

	(void)state;
	assert_true(bp_vectors_open("/nonexistent/vectors", &vectors, &err) < 0);
	assert_string_equal(err.file, "/nonexistent/vectors");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_vectors_next__good_lines__read),
		cmocka_unit_test(bp_vectors_next__gzip__read_alike),
		cmocka_unit_test(bp_vectors_next__bad_lines__say_line_and_key),
		cmocka_unit_test(bp_vectors_open__no_such_file__error),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
