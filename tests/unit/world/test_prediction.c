/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Predictions of recorded cases: the same lists as a recorder writes.
 */
#include <errno.h>

#include "bp_test.h"
#include "case.h"
#include "world/prediction.h"

static const struct bp_rules *v61(void)
{
	return bp_rules_find("v6.1");
}

static void predict(json_t *recorded, const struct bp_rules *rules, struct bp_recording *r,
		    struct bp_prediction *p)
{
	t_case_read(recorded, r);
	assert_int_equal(bp_predict(r, NULL, rules, p), 0);
}

static void done(struct bp_recording *r, struct bp_prediction *p)
{
	bp_prediction_free(p);
	bp_recording_release(r);
}

static void predict__the_recorded_case__every_list_equal(void **state)
{
	struct bp_fact_difference difference;
	struct bp_recording r;
	struct bp_prediction p;

	(void)state;
	predict(t_case(), v61(), &r, &p);
	assert_false(p.bug || p.refused);
	for (unsigned fact = 0; fact < BP_FACT_NR; fact++)
		assert_true(r.facts.list[fact].known && p.facts.list[fact].known);
	assert_false(bp_facts_differ(&r.facts, &p.facts, &difference));
	assert_int_equal(p.cuts.n, 5);
	assert_int_equal(p.cuts.at[0].cut.cause, BP_CUT_VIRT_BOUNDARY);
	done(&r, &p);
}

/* NVH-10: one segment in two pages has no list; on another driver it has one. */
static void predict__one_segment__list_unless_nvme(void **state)
{
	json_t *recorded = t_case();
	struct bp_recording r;
	struct bp_prediction p;

	(void)state;
	t_case_put(recorded, "cmds", NULL);
	t_case_put(recorded, "src", "'loop'");
	predict(recorded, v61(), &r, &p);
	assert_int_equal(p.facts.list[BP_FACT_MAPSG].n, 6);
	done(&r, &p);
	recorded = t_case();
	t_case_put(recorded, "cmds", NULL); /* the source's name tells that it is NVMe */
	predict(recorded, v61(), &r, &p);
	assert_int_equal(p.facts.list[BP_FACT_MAPSG].n, 5);
	done(&r, &p);
}

/* A piece from the middle of one long vector: the offset inside the page counts. */
static void predict__pieces_of_a_long_vector__short_ones_have_no_list(void **state)
{
	json_t *recorded = t_case();
	struct bp_recording r;
	struct bp_prediction p;

	(void)state;
	t_case_put(recorded, "iov", "[[[144957440,53248]]]");
	t_case_put(recorded, "bytes", "53248");
	t_case_put(recorded, "ret", "53248");
	t_case_put(recorded, "limits.max_sectors_kb", "12");
	predict(recorded, v61(), &r, &p);
	assert_int_equal(p.facts.list[BP_FACT_ISSUED].n, 5);
	assert_int_equal(p.facts.list[BP_FACT_MAPSG].n, 4);
	done(&r, &p);
}

static void predict__other_order_of_issue__rows_follow(void **state)
{
	json_t *recorded = t_case();
	struct bp_recording r;
	struct bp_prediction p;

	(void)state;
	/* One of them is no request of ours, two are told twice. */
	t_case_put(recorded, "issued", "[[63885,27],[63806,16],[63806,16],[63822,6],[63885,27]]");
	predict(recorded, v61(), &r, &p);
	assert_int_equal(p.facts.list[BP_FACT_ISSUED].n, 6);
	assert_int_equal(p.facts.list[BP_FACT_ISSUED].at[0].v[0], 63885);
	assert_int_equal(p.facts.list[BP_FACT_ISSUED].at[1].v[0], 63806);
	assert_int_equal(p.facts.list[BP_FACT_ISSUED].at[2].v[0], 63822);
	assert_int_equal(p.facts.list[BP_FACT_NSEGS].at[0].v[2], 4);
	assert_int_equal(p.facts.list[BP_FACT_SG].at[0].v[2], 4096);
	assert_int_equal(p.facts.list[BP_FACT_RQS].at[0].v[0], 63806);
	done(&r, &p);
}

static void predict__other_limits__win_over_the_recording(void **state)
{
	struct queue_limits limits;
	struct bp_recording r;
	struct bp_prediction p;

	(void)state;
	t_case_read(t_case(), &r);
	limits = r.limits.limits;
	limits.virt_boundary_mask = 0;
	limits.max_sectors = 100;
	assert_int_equal(bp_predict(&r, &limits, v61(), &p), 0);
	assert_int_equal(p.cuts.n, 1);
	assert_int_equal(p.cuts.at[0].sector, 63906);
	assert_int_equal(p.cuts.at[0].cut.limit, 100);
	done(&r, &p);
}

/* G-6: with nothing that fits v6.18 fails the bio, older sets stop. */
static void predict__no_max_sectors__failure_or_bug(void **state)
{
	json_t *recorded = t_case();
	struct bp_recording r;
	struct bp_prediction p;

	(void)state;
	t_case_put(recorded, "limits.max_sectors_kb", "0");
	predict(json_deep_copy(recorded), bp_rules_find("v6.18"), &r, &p);
	assert_true(p.refused && !p.bug);
	assert_int_equal(p.facts.list[BP_FACT_RET].at[0].v[0], (u64)-EINVAL);
	assert_int_equal(p.facts.list[BP_FACT_BIOS].n, 1);
	assert_int_equal(p.facts.list[BP_FACT_RQS].n, 0);
	assert_int_equal(p.refusal.start, 63806);
	done(&r, &p);
	predict(recorded, v61(), &r, &p);
	assert_true(p.bug);
	assert_int_equal(bp_site_get(p.report.site)->severity, BP_BUG);
	done(&r, &p);
}

/* Two bios of one transfer meet; whether they become one request is the queue's setting. */
static void predict__nomerges__as_the_queue_is_set(void **state)
{
	static const struct {
		const char *nomerges;
		unsigned requests;
	} cases[] = { { "0", 1 }, { "1", 1 }, { "2", 2 } };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		json_t *recorded = t_case(), *pages = json_array();
		struct bp_recording r;
		struct bp_prediction p;

		for (unsigned n = 0; n < 300; n++)
			json_array_append_new(pages, json_pack("[i, i]", n * 8192, 4096));
		json_object_set_new(recorded, "iov", json_pack("[o]", pages));
		t_case_put(recorded, "bytes", "1228800");
		t_case_put(recorded, "limits.nomerges", cases[i].nomerges);
		t_case_put(recorded, "limits.max_segments", "1024");
		t_case_put(recorded, "limits.max_sectors_kb", "4096");
		t_case_put(recorded, "limits.max_hw_sectors_kb", "4096");
		predict(recorded, v61(), &r, &p);
		assert_int_equal(p.facts.list[BP_FACT_BIOS].n, 2);
		assert_int_equal(p.facts.list[BP_FACT_RQS].n, cases[i].requests);
		done(&r, &p);
	}
}

/* A list keeps 126 entries; how many there were is counted. */
static void predict__long_list__first_entries_kept(void **state)
{
	json_t *recorded = t_case(), *pages = json_array();
	struct bp_recording r;
	struct bp_prediction p;

	(void)state;
	for (unsigned n = 0; n < 127; n++)
		json_array_append_new(pages, json_pack("[i, i]", n * 8192, 4096));
	json_object_set_new(recorded, "iov", json_pack("[o]", pages));
	t_case_put(recorded, "bytes", "520192");
	predict(recorded, v61(), &r, &p);
	assert_int_equal(p.facts.list[BP_FACT_MAPSG].at[0].v[0], 127);
	assert_int_equal(p.facts.list[BP_FACT_SG].n, 126);
	done(&r, &p);
}

static void predict__registered_buffer_of_too_many_pages__E2BIG(void **state)
{
	json_t *recorded = t_case();
	struct bp_recording r;
	struct bp_prediction p;

	(void)state;
	t_case_put(recorded, "path", "'fixed'");
	t_case_put(recorded, "arena", "'runs'");
	t_case_put(recorded, "iov", "[[[0,536870912]]]");
	t_case_put(recorded, "bytes", "536870912");
	t_case_read(recorded, &r);
	assert_int_equal(bp_predict(&r, NULL, v61(), &p), -E2BIG);
	done(&r, &p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(predict__the_recorded_case__every_list_equal),
		cmocka_unit_test(predict__one_segment__list_unless_nvme),
		cmocka_unit_test(predict__pieces_of_a_long_vector__short_ones_have_no_list),
		cmocka_unit_test(predict__other_order_of_issue__rows_follow),
		cmocka_unit_test(predict__other_limits__win_over_the_recording),
		cmocka_unit_test(predict__no_max_sectors__failure_or_bug),
		cmocka_unit_test(predict__nomerges__as_the_queue_is_set),
		cmocka_unit_test(predict__long_list__first_entries_kept),
		cmocka_unit_test(predict__registered_buffer_of_too_many_pages__E2BIG),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
