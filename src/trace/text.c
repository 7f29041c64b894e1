/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events as lines of text.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include <blkpath/event_text.h>

#include "subject.h"

#define NS_PER_S 1000000000u

struct line {
	char *text;
	size_t length;
};

static void add(struct line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(struct line *line, const char *format, ...)
{
	size_t room = BP_EVENT_TEXT_MAX - line->length;
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(line->text + line->length, room, format, args);
	va_end(args);
	line->length += bp_min((size_t)length, room - 1);
}

static void add_head(struct line *line, const struct bp_event *event,
		     const struct bp_subject *subject)
{
	const struct bp_env *env = event->env;
	char action = bp_event_info(event->id)->action;

	if (subject->disk)
		add(line, "%3u,%-3u", subject->disk->major, subject->disk->first_minor);
	else
		add(line, "  -,-  ");
	add(line, " %2u %5" PRIu64 ".%09" PRIu64 "  %c", env->current.cpu, env->now_ns / NS_PER_S,
	    env->now_ns % NS_PER_S, action ? action : '-');
}

static void add_io(struct line *line, const struct bp_event *event,
		   const struct bp_subject *subject)
{
	char rwbs[BP_RWBS_BYTES];

	bp_rwbs_format(subject->opf, subject->bytes, rwbs);
	add(line, " %3s", rwbs);
	if (subject->known)
		add(line, " %" PRIu64 " + %u", subject->sector, subject->bytes >> SECTOR_SHIFT);
	if (event->id == BP_EV_SPLIT && event->other)
		add(line, " / %" PRIu64, event->other->bi_iter.bi_sector);
}

static void add_facts(struct line *line, const struct bp_event *event)
{
	const struct bp_event_info *info = bp_event_info(event->id);

	add(line, " %s", info->name);
	if (*info->a)
		add(line, " %s=%" PRIu64, info->a, event->a);
	if (*info->b)
		add(line, " %s=%" PRIu64, info->b, event->b);
	if (event->rule)
		add(line, " %s", event->rule);
	if (event->limit)
		add(line, " %s", event->limit);
}

size_t bp_event_text(const struct bp_event *event, char text[BP_EVENT_TEXT_MAX])
{
	struct bp_subject subject = bp_event_subject(event);
	struct line line = { .text = text };

	add_head(&line, event, &subject);
	add_io(&line, event, &subject);
	add_facts(&line, event);
	return line.length;
}
