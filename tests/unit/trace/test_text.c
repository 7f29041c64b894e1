/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events as lines.
 */
#include <string.h>

#include <blkpath/event_text.h>

#include "bp_test.h"

static void assert_line(const struct bp_event *event, const char *line)
{
	char text[BP_EVENT_TEXT_MAX];

	assert_int_equal(bp_event_text(event, text), strlen(line));
	assert_string_equal(text, line);
}

static void text__events__look_like_blkparse_and_name_the_rule(void **state)
{
	struct request rq = { .cmd_flags = REQ_OP_WRITE | REQ_SYNC,
			      .__sector = 64,
			      .__data_len = 8192 };
	struct bio *front, *rest;
	struct t_world w;

	(void)state;
	t_world_init(&w);
	w.disk.major = 8;
	w.disk.first_minor = 16;
	w.env.now_ns = 1000000123;
	front = t_bio(&w, REQ_OP_READ, 0, 1, T_VECS({ 0x10000, 4096 }));
	rest = t_bio(&w, REQ_OP_READ, 8, 1, T_VECS({ 0x30000, 4096 }));
	assert_line(
		&(struct bp_event){
			.id = BP_EV_BIO_QUEUE, .env = &w.env, .bio = front, .rule = "R-SUB-2.8" },
		"  8,16   0     1.000000123  Q   R 0 + 8 bio_queue R-SUB-2.8");
	assert_line(&(struct bp_event){ .id = BP_EV_SPLIT,
					.env = &w.env,
					.bio = front,
					.other = rest,
					.rule = "R-QSP-9",
					.limit = "max_segments" },
		    "  8,16   0     1.000000123  X   R 0 + 8 / 8 split R-QSP-9 max_segments");
	assert_line(&(struct bp_event){ .id = BP_EV_UNPLUG, .env = &w.env, .a = 2, .b = 1 },
		    "  -,-    0     1.000000123  U   N unplug requests=2 explicit=1");
	rq.rq_disk = &w.disk;
	assert_line(&(struct bp_event){ .id = BP_EV_MAP_END, .env = &w.env, .rq = &rq, .a = 3 },
		    "  8,16   0     1.000000123  -  WS 64 + 16 map_end entries=3");
	t_world_fini(&w);
}

static void text__operations__letters_of_the_tracer(void **state)
{
	static const struct {
		unsigned opf;
		const char *letters;
	} cases[] = {
		{ REQ_OP_READ, "  R " },
		{ REQ_OP_READ | REQ_RAHEAD, " RA " },
		{ REQ_OP_WRITE | REQ_FUA | REQ_SYNC | REQ_META, " WFSM " },
		{ REQ_OP_WRITE | REQ_PREFLUSH | REQ_SYNC, " FWS " },
		{ REQ_OP_DISCARD, "  D " },
		{ REQ_OP_SECURE_ERASE, " DE " },
		{ REQ_OP_WRITE_ZEROES, "  W " },
		{ REQ_OP_FLUSH | REQ_PREFLUSH, " FN " },
	};
	char text[BP_EVENT_TEXT_MAX];
	struct t_world w;
	struct bio *bio;

	(void)state;
	t_world_init(&w);
	bio = t_bio(&w, REQ_OP_READ, 0, 1, T_VECS({ 0x10000, 512 }));
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_event event = { .id = BP_EV_GETRQ, .env = &w.env, .bio = bio };

		bio->bi_opf = cases[i].opf;
		bp_event_text(&event, text);
		if (!strstr(text, cases[i].letters))
			fail_msg("\"%s\" without \"%s\"", text, cases[i].letters);
	}
	bio->bi_opf = REQ_OP_READ;
	t_world_fini(&w);
}

static void text__very_long__is_cut(void **state)
{
	char text[BP_EVENT_TEXT_MAX];
	char rule[2 * BP_EVENT_TEXT_MAX];
	struct bp_env env;

	(void)state;
	bp_env_init(&env);
	memset(rule, 'r', sizeof(rule) - 1);
	rule[sizeof(rule) - 1] = '\0';
	assert_int_equal(bp_event_text(&(struct bp_event){ .id = BP_EV_PLUG,
							   .env = &env,
							   .rule = rule,
							   .limit = rule },
				       text),
			 BP_EVENT_TEXT_MAX - 1);
	assert_int_equal(strlen(text), BP_EVENT_TEXT_MAX - 1);
	bp_env_fini(&env);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(text__events__look_like_blkparse_and_name_the_rule),
		cmocka_unit_test(text__operations__letters_of_the_tracer),
		cmocka_unit_test(text__very_long__is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
