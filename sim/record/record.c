/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record/anonymize.h"
#include "record/session.h"
#include "record/stop.h"

#define GROUP 8u /* cases on one device with one setting */
#define TRIES 4u

/* Small ones cut often, odd ones cut within blocks, large ones leave it to the segments. */
static const char *const sizes_kb[] = {
	"4",   "5",   "6",   "8",   "10",   "12",   "16",   "20",   "24",   "28",   "32",
	"33",  "64",  "100", "124", "126",  "127",  "128",  "192",  "255",  "256",  "320",
	"500", "508", "512", "516", "1000", "1020", "1024", "1216", "1272", "1279",
};

static const unsigned loop_blocks[] = { 512, 4096, 1024, 2048 };

static void choose_settings(struct bp_session *s, struct bp_dice *dice)
{
	/* Without merging and sorting what is seen is the doing of one I/O. */
	(void)bp_queue_settings_set(&s->settings, "scheduler", "none");
	(void)bp_queue_settings_set(&s->settings, "nomerges", "2");
	/* A kernel may refuse a size: what it then has is what is recorded. */
	if (bp_dice_once_in(dice, 2))
		(void)bp_queue_settings_set(&s->settings, "max_sectors_kb",
					    sizes_kb[bp_dice_below(dice, bp_array_size(sizes_kb))]);
}

static void anonymize(struct bp_session *s)
{
	unsigned n = 0;

	for (unsigned i = 0; i < s->plan.nr_slices; i++)
		n += s->record.nr_ranges[i];
	bp_anonymize_ranges(s->record.ranges, n);
}

static int do_case(struct bp_session *s, FILE *out, unsigned number, struct bp_record_count *count,
		   struct bp_error *err)
{
	int whole = 0;
	int rc;

	for (unsigned i = 0; i < TRIES && !whole; i++) {
		whole = bp_session_case(s, number, err);
		if (whole < 0)
			return whole;
	}
	if (s->wish->anonymize)
		anonymize(s);
	rc = bp_case_write(&s->record, out);
	if (rc || fflush(out)) {
		rc = rc ?: -errno;
		bp_error_set(err, NULL, 0, "output", "%s", strerror(-rc));
		return rc;
	}
	count->written++;
	count->disturbed += !whole;
	count->wrong += !strcmp(s->record.data, "wrong");
	return 0;
}

static int do_group(struct bp_session *s, FILE *out, unsigned first, struct bp_record_count *count,
		    struct bp_error *err)
{
	struct bp_dice dice = bp_dice_for(~s->wish->seed, first);
	struct bp_plan_bounds bounds = {
		.sectors = s->target.sectors,
		.reads = s->wish->reads || !s->target.writable,
		.writes = s->wish->writes && s->target.writable,
		.fixed = s->ring.fd >= 0,
		.huge = s->pool.huge != NULL,
	};
	unsigned end = bp_min(first + GROUP, s->wish->cases);
	int rc;

	choose_settings(s, &dice);
	rc = bp_queue_limits_see(s->target.queue, &s->limits, err);
	bounds.block_bytes = (unsigned)s->limits.value[BP_SEEN_LOGICAL_BLOCK_SIZE];
	for (unsigned number = first; number < end && !rc; number++) {
		if (bp_stop_signal()) {
			bp_error_set(err, NULL, 0, NULL, "a signal ended the recording");
			return -EINTR;
		}
		bp_plan_make(&s->plan, &bounds, s->wish->seed, number);
		rc = do_case(s, out, number, count, err);
	}
	return rc;
}

static int open_target(struct bp_session *s, unsigned group, struct bp_error *err)
{
	const struct bp_record_wish *wish = s->wish;
	unsigned block = wish->block_bytes;
	bool direct = wish->direct == BP_LOOP_DIRECT;

	if (wish->device)
		return bp_target_open_device(&s->target, wish->device, wish->destroy_data, err);
	if (!block)
		block = loop_blocks[group / 2 % bp_array_size(loop_blocks)];
	if (wish->direct == BP_LOOP_BY_TURNS)
		direct = group % 2;
	return bp_target_open_loop(&s->target, &s->loop, block, direct, err);
}

/* Whatever happens in between, what was changed is put back. */
static int record_group(struct bp_session *s, FILE *out, unsigned group,
			struct bp_record_count *count, struct bp_error *err)
{
	int rc = open_target(s, group, err);
	int restored;

	if (rc)
		return rc;
	if (s->wish->device && s->wish->anonymize)
		strcpy(s->target.src, "device");
	s->record.src = s->target.src;
	bp_queue_settings_begin(&s->settings, s->target.queue);
	rc = bp_trace_instance_watch(&s->trace, s->target.number, err);
	if (!rc)
		rc = do_group(s, out, group * GROUP, count, err);
	restored = bp_queue_settings_restore(&s->settings, err);
	bp_target_close(&s->target);
	return rc ?: restored;
}

static int record_all(struct bp_session *s, FILE *out, struct bp_record_count *count,
		      struct bp_error *err)
{
	for (unsigned group = 0; group * GROUP < s->wish->cases; group++) {
		int rc = record_group(s, out, group, count, err);

		if (rc)
			return rc;
	}
	return 0;
}

/* What is wrong with a device is told before anything else is tried. */
static int check_device(const struct bp_record_wish *wish, struct bp_error *err)
{
	struct bp_target target;
	int rc = bp_target_open_device(&target, wish->device, wish->destroy_data, err);

	if (!rc)
		bp_target_close(&target);
	return rc;
}

static int open_session(struct bp_session *s, struct bp_error *err)
{
	int rc = s->wish->device ? check_device(s->wish, err) : 0;

	if (rc)
		return rc;
	s->stream = aligned_alloc(BP_PLAN_PAGE, BP_STREAM_BYTES);
	s->loaded = aligned_alloc(BP_PLAN_PAGE, BP_STREAM_BYTES);
	if (!s->stream || !s->loaded)
		return bp_error_set(err, NULL, 0, "memory", "%s", strerror(ENOMEM));
	memset(s->stream, 0, BP_STREAM_BYTES);
	rc = bp_pool_open(&s->pool, err);
	if (!rc && !s->wish->device)
		rc = bp_loop_begin(&s->loop, err);
	if (!rc)
		rc = bp_trace_instance_open(&s->trace, err);
	if (rc)
		return rc;
	bp_ring_open(&s->ring);
	uname(&s->kernel);
	if (s->wish->anonymize)
		bp_anonymize_release(s->kernel.release);
	return 0;
}

static void close_session(struct bp_session *s)
{
	bp_trace_instance_close(&s->trace);
	bp_ring_close(&s->ring);
	bp_loop_end(&s->loop);
	bp_pool_close(&s->pool);
	free(s->stream);
	free(s->loaded);
	free(s);
}

int bp_record(const struct bp_record_wish *wish, FILE *out, struct bp_record_count *count,
	      struct bp_error *err)
{
	struct bp_session *s;
	int rc;

	*count = (struct bp_record_count){ 0 };
	if (geteuid())
		return bp_error_set(err, NULL, 0, NULL,
				    "recording needs root: it traces the kernel and looks up frame "
				    "numbers");
	s = calloc(1, sizeof(*s));
	if (!s)
		return bp_error_set(err, NULL, 0, "memory", "%s", strerror(ENOMEM));
	*s = (struct bp_session){
		.wish = wish,
		.pool = { .fd = -1, .pagemap = -1 },
		.ring.fd = -1,
		.loop.backing = -1,
		.trace = { .mount = -1, .pipe = -1 },
		.record = { .seed = wish->seed },
	};
	s->record.plan = &s->plan;
	s->record.limits = &s->limits;
	s->record.outcome = &s->outcome;
	s->record.kernel = s->kernel.release;
	rc = open_session(s, err);
	if (!rc)
		rc = record_all(s, out, count, err);
	close_session(s);
	return rc;
}
