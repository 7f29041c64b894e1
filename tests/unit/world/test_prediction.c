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
	predict(json_deep_copy(recorded), v61(), &r, &p);
	assert_int_equal(p.facts.list[BP_FACT_ISSUED].n, 5);
	assert_int_equal(p.facts.list[BP_FACT_MAPSG].n, 4);
	done(&r, &p);
	/* G-20: v5.2 counts from the vector's first page. */
	t_case_put(recorded, "limits.max_sectors_kb", "8");
	t_case_put(recorded, "iov", "[[[144957440,54272]]]");
	t_case_put(recorded, "bytes", "54272");
	t_case_put(recorded, "ret", "54272");
	predict(json_deep_copy(recorded), v61(), &r, &p);
	assert_int_equal(p.facts.list[BP_FACT_ISSUED].n, 7);
	assert_int_equal(p.facts.list[BP_FACT_MAPSG].n, 0);
	done(&r, &p);
	predict(recorded, bp_rules_find("v5.2"), &r, &p);
	assert_int_equal(p.facts.list[BP_FACT_ISSUED].n, 7);
	assert_int_equal(p.facts.list[BP_FACT_MAPSG].n, 6);
	done(&r, &p);
}

/* NVH-14 to -17: one command for each form that one segment or several may take. */
static void predict__controllers__form_of_the_data_pointer(void **state)
{
	static const struct {
		const char *src, *iov;
		u64 form;
		unsigned entries;
		u64 prp2;
		const char *rule;
	} cases[] = {
		{ "'nvme'", "[[[4096,54272]]]", BP_POINTER_PRP, 14, BP_FACT_LIST_POINTER,
		  "NVH-17 page by page" },
		{ "'nvme-sgl'", "[[[4096,54272]]]", BP_POINTER_SGL, 1, 0,
		  "NVH-15 one segment, beyond two pages" },
		{ "'nvme-sgl'", "[[[4096,53248]],[[131072,1024]]]", BP_POINTER_PRP, 14,
		  BP_FACT_LIST_POINTER, "NVH-17 page by page" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		json_t *recorded = t_case();
		struct bp_recording r;
		struct bp_prediction p;
		const struct bp_fact_list *cmds;

		t_case_put(recorded, "cmds", NULL);
		t_case_put(recorded, "src", cases[i].src);
		t_case_put(recorded, "iov", cases[i].iov);
		predict(recorded, v61(), &r, &p);
		cmds = &p.facts.list[BP_FACT_CMDS];
		assert_int_equal(cmds->n, 1);
		assert_int_equal(cmds->at[0].v[0], 63806);
		assert_int_equal(cmds->at[0].v[1], 106);
		assert_int_equal(cmds->at[0].v[2], cases[i].form);
		assert_int_equal(cmds->at[0].v[4], cases[i].prp2);
		assert_int_equal(p.facts.list[BP_FACT_MAP].n, cases[i].entries);
		assert_string_equal(p.rules_of_commands.at[0], cases[i].rule);
		done(&r, &p);
	}
}

/* NVH-16: two segments of 32 KiB. */
static void predict__long_segments__sgl_of_several(void **state)
{
	json_t *recorded = t_case();
	struct bp_recording r;
	struct bp_prediction p;

	(void)state;
	t_case_put(recorded, "cmds", NULL);
	t_case_put(recorded, "src", "'nvme-sgl'");
	t_case_put(recorded, "iov", "[[[4096,32768]],[[131072,32768]]]");
	t_case_put(recorded, "bytes", "65536");
	predict(recorded, v61(), &r, &p);
	assert_int_equal(p.facts.list[BP_FACT_CMDS].at[0].v[2], BP_POINTER_SGL);
	assert_int_equal(p.facts.list[BP_FACT_MAP].n, 2);
	assert_int_equal(p.facts.list[BP_FACT_MAP].at[1].v[1], 131072);
	assert_int_equal(p.facts.list[BP_FACT_MAP].at[1].v[2], 32768);
	done(&r, &p);
}

/* A limit above the driver's own: the memory for its lists follows (5120 slots, eleven lists). */
static void predict__command_of_20_mib__lists_have_room(void **state)
{
	json_t *recorded = t_case();
	struct bp_recording r;
	struct bp_prediction p;

	(void)state;
	t_case_put(recorded, "iov", "[[[4096,20971520]]]");
	t_case_put(recorded, "bytes", "20971520");
	t_case_put(recorded, "limits.max_sectors_kb", "1048576");
	t_case_put(recorded, "limits.max_hw_sectors_kb", "1048576");
	predict(recorded, v61(), &r, &p);
	assert_int_equal(p.facts.list[BP_FACT_CMDS].n, 1);
	assert_int_equal(p.facts.list[BP_FACT_MAP].n, 5120);
	assert_int_equal(p.facts.list[BP_FACT_MAP].at[5119].v[1], 4096 + 5119 * 4096);
	done(&r, &p);
}

/* NVH-19: without a virtual boundary a driver of PRPs refuses what it cannot describe. */
static void predict__pages_off_the_boundary__EIO(void **state)
{
	json_t *recorded = t_case();
	struct bp_recording r;
	struct bp_prediction p;

	(void)state;
	t_case_put(recorded, "limits.virt_boundary_mask", "0");
	predict(recorded, v61(), &r, &p);
	assert_int_equal(p.facts.list[BP_FACT_RET].at[0].v[0], (u64)-EIO);
	assert_int_equal(p.facts.list[BP_FACT_CMDS].n, 0);
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
	/* Commands stand in an order of their own. */
	recorded = t_case();
	t_case_put(recorded, "cmds", "[]");
	t_case_put(recorded, "cmds", "[{'slba':63822,'nlb':5,'kind':'sgl','map':[]}]");
	predict(recorded, v61(), &r, &p);
	assert_int_equal(p.facts.list[BP_FACT_CMDS].n, 6);
	assert_int_equal(p.facts.list[BP_FACT_CMDS].at[0].v[0], 63822);
	assert_int_equal(p.facts.list[BP_FACT_CMDS].at[1].v[0], 63806);
	assert_int_equal(p.facts.list[BP_FACT_ISSUED].at[0].v[0], 63806);
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
		cmocka_unit_test(predict__controllers__form_of_the_data_pointer),
		cmocka_unit_test(predict__long_segments__sgl_of_several),
		cmocka_unit_test(predict__command_of_20_mib__lists_have_room),
		cmocka_unit_test(predict__pages_off_the_boundary__EIO),
		cmocka_unit_test(predict__other_order_of_issue__rows_follow),
		cmocka_unit_test(predict__other_limits__win_over_the_recording),
		cmocka_unit_test(predict__no_max_sectors__failure_or_bug),
		cmocka_unit_test(predict__nomerges__as_the_queue_is_set),
		cmocka_unit_test(predict__long_list__first_entries_kept),
		cmocka_unit_test(predict__registered_buffer_of_too_many_pages__E2BIG),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
