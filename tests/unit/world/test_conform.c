/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The judge of golden vectors must itself be able to say no.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "input/vectors_shape.h"
#include "world/conform.h"

#define LIMITS                                                                                     \
	"\"lim\":{\"lbs\":512,\"pbs\":512,\"ms\":2560,\"mhs\":2560,\"seg\":128,\"segsz\":65536,"   \
	"\"chunk\":0,\"bmask\":\"0xffffffff\",\"vmask\":\"0x0\"}"
#define HEAD(id, kind) "{\"id\":\"" id "\",\"k\":\"" kind "\"," LIMITS ",\"op\":\"R\","
#define TWO_PAGES "\"s\":0,\"v\":[[\"0x1000\",4096],[\"0x3000\",4096]],"
#define DIRECT_BOUNDARY                                                                            \
	"{\"id\":\"rfc1-x\",\"k\":\"split\",\"lim\":{\"lbs\":512,\"pbs\":512,\"ms\":2560,"         \
	"\"mhs\":2560,\"seg\":128,\"segsz\":65536,\"chunk\":0,\"bmask\":\"0xfff\","                \
	"\"vmask\":\"0x0\"},\"op\":\"R\",\"s\":0,\"v\":[[\"0x1800\",4096]],"

static void load(struct bp_vector_case *c, const char *text)
{
	struct bp_error err = { .line = 0 };

	memset(c, 0, sizeof(*c));
	c->json = json_loads(text, 0, NULL);
	assert_non_null(c->json);
	if (bp_vector_shape(c, "test", &err))
		fail_msg("%s: %s", err.key, err.text);
}

static void bp_conform_check__verdicts__table(void **state)
{
	static const struct {
		const char *name, *text, *difference;
	} cases[] = {
		{ "equal",
		  HEAD("p52-1", "split") TWO_PAGES
		  "\"outcome\":\"ok\","
		  "\"out\":[[0,8192,2,2,[[\"0x1000\",4096],[\"0x3000\",4096]]]]}",
		  NULL },
		{ "a count is off",
		  HEAD("p52-1", "split") TWO_PAGES
		  "\"outcome\":\"ok\","
		  "\"out\":[[0,8192,3,2,[[\"0x1000\",4096],[\"0x3000\",4096]]]]}",
		  "out[0]" },
		{ "a piece too many",
		  HEAD("p52-1", "split") TWO_PAGES
		  "\"outcome\":\"ok\","
		  "\"out\":[[0,8192,2,2,[[\"0x1000\",4096],[\"0x3000\",4096]]],[16,512,1,1,[]]]}",
		  "out[1]" },
		{ "values where none are expected",
		  HEAD("p52-1", "split") TWO_PAGES "\"outcome\":\"ok\"}", "expected nothing" },
		{ "a BUG that does not come",
		  HEAD("p52-1", "split") TWO_PAGES "\"outcome\":\"bug\",\"fn\":\"bio_split\"}",
		  "outcome" },
		{ "a warning that does not come",
		  HEAD("p52-1", "split") TWO_PAGES
		  "\"outcome\":\"warn\","
		  "\"out\":[[0,8192,2,2,[[\"0x1000\",4096],[\"0x3000\",4096]]]]}",
		  "outcome" },
		{ "an advance",
		  HEAD("p52-1", "adv") TWO_PAGES "\"n\":[8192],\"outcome\":\"ok\","
						 "\"adv\":[[16,0,2,0,0,[]]]}",
		  NULL },
		{ "a merge",
		  HEAD("p52-1",
		       "merge") "\"bios\":[[0,[[\"0x1000\",4096]]],[8,[[\"0x2000\",4096]]]],"
				"\"outcome\":\"ok\",\"steps\":[[\"init\",1,1,1,0],[\"back\",1,1,2,"
				"0]],"
				"\"rq\":[0,8192,2,2,[[\"0x1000\",8192]]]}",
		  NULL },
		{ "a merge of requests",
		  HEAD("p52-1",
		       "rqmerge") "\"a\":[[0,[[\"0x1000\",4096]]]],"
				  "\"b\":[[9,[[\"0x2000\",4096]]]],\"outcome\":\"ok\",\"merged\":1,"
				  "\"rq\":[0,4096,1,1,[[\"0x1000\",4096]]]}",
		  "merged" },
		{ "an addition",
		  HEAD("p52-1",
		       "add") "\"api\":\"bio_add_page\",\"maxv\":1,\"v\":[[\"0x1000\",512],"
			      "[\"0x1200\",512],[\"0x9000\",512]],\"outcome\":\"ok\",\"ret\":[512,"
			      "512,0],"
			      "\"vecs\":[[\"0x1000\",1024]],\"size\":1024}",
		  NULL },
		{ "as posted, and fixed",
		  DIRECT_BOUNDARY
		  "\"outcome\":\"warn\",\"fn\":\"blk_rq_map_sg\",\"out\":[[0,4096,2,1,"
		  "[[\"0x1800\",4096]]]],\"defects\":[\"recount-swapped\",\"map-ignores-addr\"],"
		  "\"fixed\":{\"out\":[[0,4096,2,2,[[\"0x1800\",2048],[\"0x2000\",2048]]]]}}",
		  "outcome" },
		{ "as posted, a defect not listed",
		  DIRECT_BOUNDARY
		  "\"outcome\":\"ok\",\"out\":[[0,4096,2,1,[[\"0x1800\",4096]]]],"
		  "\"defects\":[\"map-ignores-addr\"],\"fixed\":{\"out\":[[0,4096,2,2,"
		  "[[\"0x1800\",2048],[\"0x2000\",2048]]]]}}",
		  "DEF-2: effect of the defect alone" },
		{ "as posted, all listed",
		  DIRECT_BOUNDARY
		  "\"outcome\":\"ok\",\"out\":[[0,4096,2,1,[[\"0x1800\",4096]]]],"
		  "\"defects\":[\"recount-swapped\",\"map-ignores-addr\"],\"fixed\":{\"out\":["
		  "[0,4096,2,2,[[\"0x1800\",2048],[\"0x2000\",2048]]]]}}",
		  NULL },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_vector_case c;
		char *diff;
		int passed;

		load(&c, cases[i].text);
		passed = bp_conform_check(&c, &diff);
		print_message("# %s\n", cases[i].name); /* a difference has many lines: no TAP */
		assert_int_equal(passed, cases[i].difference == NULL);
		if (cases[i].difference)
			assert_non_null(strstr(diff, cases[i].difference));
		free(diff);
		bp_vector_release(&c);
	}
}

/* Under chosen switches the case's own values count. */
static void bp_conform_check_under__named_defects__own_values(void **state)
{
	struct bp_defects posted = { { 0 } };
	struct bp_vector_case c;
	char *diff;

	(void)state;
	bp_defect_set(&posted, BP_DEF_2, true);
	bp_defect_set(&posted, BP_DEF_4, true);
	load(&c, DIRECT_BOUNDARY "\"outcome\":\"ok\",\"out\":[[0,4096,2,1,[[\"0x1800\",4096]]]]}");
	assert_int_equal(bp_conform_check_under(&c, &posted, &diff), 1);
	assert_null(diff);
	bp_defect_set(&posted, BP_DEF_4, false);
	assert_int_equal(bp_conform_check_under(&c, &posted, &diff), 0);
	free(diff);
	bp_vector_release(&c);
}

static void bp_conform_check__unknown_rules__einval(void **state)
{
	struct bp_vector_case c;
	char *diff;

	(void)state;
	load(&c, HEAD("p52-1", "split") TWO_PAGES "\"outcome\":\"ok\",\"out\":[]}");
	c.rules = "v0.1";
	assert_int_equal(bp_conform_check(&c, &diff), -EINVAL);
	bp_vector_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_conform_check__verdicts__table),
		cmocka_unit_test(bp_conform_check_under__named_defects__own_values),
		cmocka_unit_test(bp_conform_check__unknown_rules__einval),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
