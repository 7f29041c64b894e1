/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bp_test.h"
#include "record/trace_lines.h"

#define PREFIX "              dd-14713   [001] ..... 10927.702449: "
#define PID 14713

struct line {
	const char *text;
	enum bp_trace_read read;
	enum bp_trace_kind kind;
	enum bp_trace_task task;
	u64 sector, second;
};

static void assert_reads(const struct line *line)
{
	struct bp_trace_line seen;
	enum bp_trace_read read = bp_trace_line_read(line->text, PID, &seen);

	if (read != line->read)
		fail_msg("\"%s\" reads as %d, not as %d", line->text, read, line->read);
	if (read != BP_TRACE_EVENT)
		return;
	assert_int_equal(seen.major, 7);
	assert_int_equal(seen.minor, 0);
	if (seen.kind != line->kind || seen.task != line->task || seen.sector != line->sector ||
	    seen.second != line->second)
		fail_msg("\"%s\": kind %d task %d %llu %llu", line->text, seen.kind, seen.task,
			 (unsigned long long)seen.sector, (unsigned long long)seen.second);
}

static void bp_trace_line_read__each_event__its_fields(void **state)
{
	static const struct line lines[] = {
		{ PREFIX "block_bio_queue: 7,0 WS 0 + 2280 [dd]", BP_TRACE_EVENT, BP_TRACE_QUEUE,
		  BP_TASK_OURS, 0, 2280 },
		{ PREFIX "block_split: 7,0 WS 8 / 1248 [dd]", BP_TRACE_EVENT, BP_TRACE_SPLIT,
		  BP_TASK_OURS, 8, 1248 },
		{ PREFIX "block_getrq: 7,0 R 1248 + 1032 [dd]", BP_TRACE_EVENT, BP_TRACE_GETRQ,
		  BP_TASK_OURS, 1248, 1032 },
		{ PREFIX "block_rq_issue: 7,0 WS 638976 () 5 + 1248 be,0,4 [dd]", BP_TRACE_EVENT,
		  BP_TRACE_ISSUE, BP_TASK_OURS, 5, 1248 },
		/* Before the priority was printed, and with a command. */
		{ PREFIX "block_rq_issue: 7,0 WS 638976 (2a 00) 5 + 1248 [dd]", BP_TRACE_EVENT,
		  BP_TRACE_ISSUE, BP_TASK_OURS, 5, 1248 },
		{ PREFIX "block_rq_complete: 7,0 WS () 0 + 8 be,0,4 [0]", BP_TRACE_EVENT,
		  BP_TRACE_COMPLETE, BP_TASK_OURS, 0, 8 },
		{ PREFIX "block_bio_backmerge: 7,0 W 0 + 8 [dd]", BP_TRACE_EVENT,
		  BP_TRACE_BACKMERGE, BP_TASK_OURS, 0, 8 },
		{ PREFIX "block_bio_frontmerge: 7,0 W 0 + 8 [dd]", BP_TRACE_EVENT,
		  BP_TRACE_FRONTMERGE, BP_TASK_OURS, 0, 8 },
		{ PREFIX "block_rq_requeue: 7,0 WS () 0 + 8 be,0,4 [0]", BP_TRACE_EVENT,
		  BP_TRACE_REQUEUE, BP_TASK_OURS, 0, 8 },
		{ PREFIX "block_bio_queue: 7,0 R 18446744073709551615 + 1", BP_TRACE_EVENT,
		  BP_TRACE_QUEUE, BP_TASK_OURS, UINT64_MAX, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		assert_reads(&lines[i]);
}

static void bp_trace_line_read__tasks__ours_and_others(void **state)
{
	static const struct line lines[] = {
		{ "ksoftirqd/0-14 [000] ..s.. 1.5: block_getrq: 7,0 R 0 + 8 [x]", BP_TRACE_EVENT,
		  BP_TRACE_GETRQ, BP_TASK_OTHER, 0, 8 },
		{ " iou-wrk-14713-14750 [000] ..... 1.5: block_getrq: 7,0 R 0 + 8 [x]",
		  BP_TRACE_EVENT, BP_TRACE_GETRQ, BP_TASK_OURS, 0, 8 },
		/* A worker of somebody whose number only begins like ours. */
		{ " iou-wrk-147131-99 [000] ..... 1.5: block_getrq: 7,0 R 0 + 8 [x]",
		  BP_TRACE_EVENT, BP_TRACE_GETRQ, BP_TASK_OTHER, 0, 8 },
		{ " iou-wrk-1471-14750 [000] ..... 1.5: block_getrq: 7,0 R 0 + 8 [x]",
		  BP_TRACE_EVENT, BP_TRACE_GETRQ, BP_TASK_OTHER, 0, 8 },
		/* Names that look like what follows them. */
		{ " -1 [0] 2.5: a-14713 [000] 1.5: block_getrq: 7,0 R 0 + 8 [x]", BP_TRACE_NOTHING,
		  0, 0, 0, 0 },
		{ " : block_split:-14713 [000] 1.5: block_getrq: 7,0 R 0 + 8 [x]", BP_TRACE_EVENT,
		  BP_TRACE_GETRQ, BP_TASK_OURS, 0, 8 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		assert_reads(&lines[i]);
}

static void bp_trace_line_read__no_block_event__nothing(void **state)
{
	static const char *const lines[] = {
		"",
		"   ",
		"# tracer: nop",
		"#",
		"# entries-in-buffer/entries-written: 24/24   #P:2",
		PREFIX "block_rq_insert: 7,0 R 4096 () 0 + 8 [dd]",
		PREFIX "block_splitter: 7,0 R 0 / 8 [dd]",
		PREFIX "sys_enter: NR 3",
		"CPU:1 buffer started",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		assert_reads(&(struct line){ .text = lines[i], .read = BP_TRACE_NOTHING });
}

static void bp_trace_line_read__lost_events__told(void **state)
{
	(void)state;
	assert_reads(&(struct line){ .text = "CPU:1 [LOST 25 EVENTS]", .read = BP_TRACE_LOST });
	assert_reads(&(struct line){ .text = "# entries-in-buffer/entries-written: 24/30   #P:2",
				     .read = BP_TRACE_LOST });
}

static void bp_trace_line_read__cut_or_foreign__garbage(void **state)
{
	static const char *const lines[] = {
		"garbage",
		"\xff\xfe\x01 [",
		"dd-1 [001",
		"dd-1 [001] ..... x: block_split: 7,0 R 0 / 8",
		"dd [001] ..... 1.5: block_split: 7,0 R 0 / 8",
		PREFIX "block_split:",
		PREFIX "block_split: 7",
		PREFIX "block_split: 7,0",
		PREFIX "block_split: 7,0 ",
		PREFIX "block_split: 7,0 R",
		PREFIX "block_split: 7,0 R ",
		PREFIX "block_split: 7,0 R 0",
		PREFIX "block_split: 7,0 R 0 + 8 [dd]",
		PREFIX "block_split: 7,0 R 0 / ",
		PREFIX "block_split: 7,0 R 0 / x",
		PREFIX "block_split: 7,0 R 0 / 8x",
		PREFIX "block_split: 7,0 R -1 / 8",
		PREFIX "block_split: 7,0 R 99999999999999999999 / 8",
		PREFIX "block_getrq: 7,0 R 0 / 8",
		PREFIX "block_rq_issue: 7,0 R 0 + 8 [dd]",
		PREFIX "block_rq_issue: 7,0 R 4096 0 + 8 [dd]",
		PREFIX "block_rq_issue: 7,0 R 4096 (0 + 8 [dd]",
		PREFIX "block_rq_issue: 7,0 R x () 0 + 8 [dd]",
		PREFIX "block_rq_complete: 7,0 R 0 + 8 [0]",
		"# entries-in-buffer/entries-written: x/30",
		"# entries-in-buffer/entries-written: 3 30",
		"# entries-in-buffer/entries-written: 3/",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		assert_reads(&(struct line){ .text = lines[i], .read = BP_TRACE_GARBAGE });
}

static void bp_trace_event_name__each__as_in_tracefs(void **state)
{
	(void)state;
	assert_string_equal(bp_trace_event_name(BP_TRACE_QUEUE), "block_bio_queue");
	assert_string_equal(bp_trace_event_name(BP_TRACE_REQUEUE), "block_rq_requeue");
}

static void bp_trace_line_marker__ours__who_wrote_it(void **state)
{
	static const char *const others[] = {
		"",
		"tracing_mark_write: mark",
		PREFIX "tracing_mark_write: another",
		PREFIX "tracing_mark_write: marked",
		PREFIX "tracing_mark_write:",
		PREFIX "block_split: mark",
	};
	unsigned pid = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		assert_false(bp_trace_line_marker(others[i], "mark", &pid));
	assert_true(bp_trace_line_marker(PREFIX "tracing_mark_write: mark", "mark", &pid));
	assert_int_equal(pid, PID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_trace_line_read__each_event__its_fields),
		cmocka_unit_test(bp_trace_line_read__tasks__ours_and_others),
		cmocka_unit_test(bp_trace_line_read__no_block_event__nothing),
		cmocka_unit_test(bp_trace_line_read__lost_events__told),
		cmocka_unit_test(bp_trace_line_read__cut_or_foreign__garbage),
		cmocka_unit_test(bp_trace_line_marker__ours__who_wrote_it),
		cmocka_unit_test(bp_trace_event_name__each__as_in_tracefs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
