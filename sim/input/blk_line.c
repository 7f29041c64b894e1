/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <blkpath/opf.h>

#include <input/blk_line.h>
#include <input/rwbs.h>
#include <input/units.h>

#define ACTIONS "QGMFIDCBSRXAPUm"
#define ACTIONS_WITHOUT_DATA "PUm"
#define NS_PER_S 1000000000u

const char *bp_blank(const char *text)
{
	return text + strspn(text, " \t");
}

bool bp_scan_unsigned(const char **text, unsigned *value)
{
	const char *p = *text;
	u64 n;

	if (!bp_scan_u64(&p, &n) || n > UINT_MAX)
		return false;
	*text = p;
	*value = (unsigned)n;
	return true;
}

bool bp_scan_device(const char **text, struct bp_trace_io *io)
{
	const char *p = *text;

	if (!bp_scan_unsigned(&p, &io->major) || *p++ != ',' || !bp_scan_unsigned(&p, &io->minor))
		return false;
	*text = p;
	return true;
}

bool bp_scan_time(const char **text, u64 *ns)
{
	const char *p = *text;
	u64 unit = NS_PER_S;
	u64 seconds;

	if (!bp_scan_u64(&p, &seconds) || seconds > UINT64_MAX / NS_PER_S - 1 || *p++ != '.' ||
	    !isdigit((unsigned char)*p))
		return false;
	*ns = seconds * NS_PER_S;
	for (; isdigit((unsigned char)*p); p++) {
		unit /= 10;
		*ns += (u64)(*p - '0') * unit;
	}
	*text = p;
	return true;
}

bool bp_scan_device_cpu(const char **text, struct bp_trace_io *io)
{
	*text = bp_blank(*text);
	if (!bp_scan_device(text, io))
		return false;
	*text = bp_blank(*text);
	return bp_scan_unsigned(text, &io->cpu);
}

const char *bp_scan_time_pid(const char *text, struct bp_trace_io *io)
{
	text = bp_blank(text);
	if (!bp_scan_time(&text, &io->time_ns))
		return NULL;
	text = bp_blank(text);
	return bp_scan_unsigned(&text, &io->pid) && *text == ' ' ? text : NULL;
}

/* The number before " [": a task may have any sign in its name, '-' and '[' among them. */
static bool pid_before(const char *line, const char *bracket, struct bp_trace_io *io)
{
	const char *end = bracket;
	const char *start;

	while (end > line && end[-1] == ' ')
		end--;
	for (start = end; start > line && start[-1] >= '0' && start[-1] <= '9';)
		start--;
	return start > line && start < end && start[-1] == '-' &&
	       bp_scan_unsigned(&start, &io->pid);
}

bool bp_scan_task(const char **text, struct bp_trace_io *io)
{
	for (const char *p = strstr(*text, " ["); p; p = strstr(p + 1, " [")) {
		const char *at = p + 2;

		if (!pid_before(*text, p, io) || !bp_scan_unsigned(&at, &io->cpu) || *at++ != ']')
			continue;
		at = bp_blank(at);
		/* The four or five letters of the latency format are optional. */
		if (!bp_scan_time(&at, &io->time_ns)) {
			at = bp_blank(at + strcspn(at, " \t"));
			if (!bp_scan_time(&at, &io->time_ns))
				return false;
		}
		if (*at++ != ':')
			return false;
		*text = bp_blank(at);
		return true;
	}
	return false;
}

/* What follows the number of "SECTOR + SECTORS" and its kin. */
static const char *scan_extent(const char *p, struct bp_trace_io *io, const char **fault)
{
	static const char allowed[] = "is not allowed here: SECTOR + SECTORS, SECTOR / SECTOR, "
				      "BYTES (cdb) or nothing";
	u64 first, second;

	*fault = "sector";
	if (!bp_scan_u64(&p, &first))
		return *p && *p != '[' && *p != '(' ? allowed : NULL;
	p = bp_blank(p);
	if (*p == '(') {
		io->bytes = first > UINT_MAX ? 0 : (unsigned)first;
		return NULL;
	}
	io->sector = first;
	if (*p != '+' && *p != '/')
		return *p && *p != '[' ? allowed : NULL;
	*fault = *p == '+' ? "sectors" : "remainder";
	if (*p++ == '+') {
		p = bp_blank(p);
		if (!bp_scan_u64(&p, &second) || second > UINT_MAX >> SECTOR_SHIFT)
			return "is not a length in sectors: 0 to 8388607 is allowed";
		io->bytes = (unsigned)second << SECTOR_SHIFT;
		return NULL;
	}
	p = bp_blank(p);
	if (!bp_scan_u64(&p, &io->to_sector))
		return "is not a sector: a decimal number is allowed";
	return NULL;
}

/* "<- (8,1) 1000" */
static void scan_origin(const char *p, struct bp_trace_io *io)
{
	p = strstr(p, "<-");
	p = p ? strchr(p, ')') : NULL;
	if (!p)
		return;
	p = bp_blank(p + 1);
	bp_scan_u64(&p, &io->to_sector);
}

const char *bp_blk_line_tail(const char *text, struct bp_trace_io *io, const char **fault)
{
	const char *p = bp_blank(text);
	const char *wrong;

	*fault = "action";
	io->action = *p;
	if (!*p || !strchr(ACTIONS, *p))
		return "is not allowed: one of Q G M F I D C B S R X A P U UT m";
	/* UT is an unplug by timer. */
	p += 1 + (p[0] == 'U' && p[1] == 'T');
	if (*p != ' ' && *p != '\t')
		return "is not allowed: one of Q G M F I D C B S R X A P U UT m";
	p = bp_blank(p);
	*fault = "rwbs";
	if (!bp_rwbs_parse(&p, &io->opf))
		return "is not allowed: F, one of R W D DE N, then any of F A S M";
	if (strchr(ACTIONS_WITHOUT_DATA, io->action))
		return NULL;
	p = bp_blank(p);
	wrong = scan_extent(p, io, fault);
	if (!wrong && io->action == 'A')
		scan_origin(p, io);
	return wrong;
}

static bool is_comment(const char *line)
{
	line = bp_blank(line);
	return !*line || *line == '#' || !strncmp(line, "CPU:", 4);
}

static bool is_summary(const char *line)
{
	return !strncmp(line, "CPU", 3) || !strncmp(line, "Total (", 7);
}

bool bp_blk_line_detect(const char *bytes, size_t count, bp_prefix_fn *prefix)
{
	const char *end = bytes + count;
	struct bp_trace_io io;
	const char *fault;
	char line[512];

	for (const char *next; bytes < end; bytes = next) {
		const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));

		next = newline ? newline + 1 : end;
		snprintf(line, sizeof(line), "%.*s", (int)(next - bytes), bytes);
		line[strcspn(line, "\r\n")] = '\0';
		if (is_comment(line))
			continue;
		memset(&io, 0, sizeof(io));
		bytes = prefix(line, &io);
		return bytes && (!bp_blk_line_tail(bytes, &io, &fault) || strcmp(fault, "action"));
	}
	return false;
}

static int read_line(struct bp_trace_reader *r, const char *line, bp_prefix_fn *prefix,
		     const char *form, struct bp_trace_io *io, struct bp_error *err)
{
	const char *path = r->stream.path;
	const char *tail;
	const char *fault;
	const char *wrong;

	memset(io, 0, sizeof(*io));
	tail = prefix(line, io);
	if (!tail)
		return bp_error_set(err, path, r->stream.line, NULL, "\"%.60s\" is not allowed: %s",
				    line, form);
	wrong = bp_blk_line_tail(tail, io, &fault);
	if (wrong)
		return bp_error_set(err, path, r->stream.line, fault, "\"%.60s\" %s", tail, wrong);
	io->line = r->stream.line;
	return 1;
}

int bp_blk_line_next(struct bp_trace_reader *r, bp_prefix_fn *prefix, const char *form,
		     struct bp_trace_io *io, struct bp_error *err)
{
	u64 offset;
	char *line;
	int rc;

	do {
		offset = r->stream.offset;
		rc = bp_stream_line(&r->stream, &line, err);
		if (rc <= 0)
			return rc;
	} while (is_comment(line));
	if (is_summary(line))
		return 0;
	rc = read_line(r, line, prefix, form, io, err);
	io->offset = offset;
	return rc;
}
