/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "input/blk_line.h"
#include "input/units.h"
#include "record/trace_lines.h"

/* What stands between rwbs and the first sector differs. */
static const struct event {
	const char *name;
	char mark;    /* between sector and the second number */
	bool bytes;   /* "4096 " */
	bool command; /* "(12 00 ...) ", mostly empty */
} events[BP_TRACE_KINDS] = {
	[BP_TRACE_QUEUE] = { "block_bio_queue", '+', false, false },
	[BP_TRACE_SPLIT] = { "block_split", '/', false, false },
	[BP_TRACE_GETRQ] = { "block_getrq", '+', false, false },
	[BP_TRACE_ISSUE] = { "block_rq_issue", '+', true, true },
	[BP_TRACE_COMPLETE] = { "block_rq_complete", '+', false, true },
	[BP_TRACE_BACKMERGE] = { "block_bio_backmerge", '+', false, false },
	[BP_TRACE_FRONTMERGE] = { "block_bio_frontmerge", '+', false, false },
	[BP_TRACE_REQUEUE] = { "block_rq_requeue", '+', false, true },
};

const char *bp_trace_event_name(enum bp_trace_kind kind)
{
	return events[kind].name;
}

/* "block_split: " and which it is; -1 for other events. */
static int scan_event(const char **text)
{
	for (int i = 0; i < BP_TRACE_KINDS; i++) {
		size_t length = strlen(events[i].name);

		if (strncmp(*text, events[i].name, length) || (*text)[length] != ':')
			continue;
		*text = bp_blank(*text + length + 1);
		return i;
	}
	return -1;
}

static bool scan_word(const char **text)
{
	const char *start = *text;

	*text = bp_blank(start + strcspn(start, " "));
	return *text != start && **text;
}

static bool scan_command(const char **text)
{
	const char *end;

	if (**text != '(')
		return false;
	end = strchr(*text, ')');
	if (!end)
		return false;
	*text = bp_blank(end + 1);
	return true;
}

static bool scan_extent(const char **text, char mark, struct bp_trace_line *line)
{
	const char *p = *text;

	if (!bp_scan_u64(&p, &line->sector))
		return false;
	p = bp_blank(p);
	if (*p++ != mark)
		return false;
	p = bp_blank(p);
	*text = p;
	return bp_scan_u64(text, &line->second) && (!**text || **text == ' ');
}

static bool scan_body(const char *p, const struct event *event, struct bp_trace_line *line)
{
	struct bp_trace_io io;
	u64 bytes;

	if (!bp_scan_device(&p, &io) || *p++ != ' ' || !scan_word(&p))
		return false;
	line->major = io.major;
	line->minor = io.minor;
	if (event->bytes && (!bp_scan_u64(&p, &bytes) || *p++ != ' '))
		return false;
	if (event->command && !scan_command(&p))
		return false;
	return scan_extent(&p, event->mark, line);
}

/* Workers of io_uring bear the number of the thread that they work for. */
static bool is_ours(const char *text, unsigned task, unsigned pid)
{
	char worker[32];

	snprintf(worker, sizeof(worker), "iou-wrk-%u-", pid);
	return task == pid || !strncmp(bp_blank(text), worker, strlen(worker));
}

/* "# entries-in-buffer/entries-written: 24/24   #P:2" */
static enum bp_trace_read read_comment(const char *text)
{
	static const char title[] = "# entries-in-buffer/entries-written: ";
	u64 kept, written;

	if (strncmp(text, title, strlen(title)))
		return BP_TRACE_NOTHING;
	text += strlen(title);
	if (!bp_scan_u64(&text, &kept) || *text++ != '/' || !bp_scan_u64(&text, &written))
		return BP_TRACE_GARBAGE;
	return kept == written ? BP_TRACE_NOTHING : BP_TRACE_LOST;
}

enum bp_trace_read bp_trace_line_read(const char *text, unsigned pid, struct bp_trace_line *line)
{
	const char *p = text;
	struct bp_trace_io io;
	int kind;

	if (*text == '#')
		return read_comment(text);
	if (!strncmp(text, "CPU:", 4))
		return strstr(text, "LOST") ? BP_TRACE_LOST : BP_TRACE_NOTHING;
	if (!*bp_blank(text))
		return BP_TRACE_NOTHING;
	if (!bp_scan_task(&p, &io))
		return BP_TRACE_GARBAGE;
	kind = scan_event(&p);
	if (kind < 0)
		return BP_TRACE_NOTHING;
	*line = (struct bp_trace_line){ .kind = (enum bp_trace_kind)kind };
	line->task = is_ours(text, io.pid, pid) ? BP_TASK_OURS : BP_TASK_OTHER;
	return scan_body(p, &events[kind], line) ? BP_TRACE_EVENT : BP_TRACE_GARBAGE;
}

bool bp_trace_line_marker(const char *text, const char *mark, unsigned *pid)
{
	static const char event[] = "tracing_mark_write: ";
	struct bp_trace_io io;

	if (!bp_scan_task(&text, &io) || strncmp(text, event, strlen(event)) ||
	    strcmp(text + strlen(event), mark))
		return false;
	*pid = io.pid;
	return true;
}
