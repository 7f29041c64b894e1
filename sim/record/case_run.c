/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One case: its memory laid, its I/O done under the trace, its bytes compared.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "record/session.h"

static u64 sectors_of(const struct bp_plan *plan)
{
	return (plan->bytes + SECTOR_SIZE - 1) >> SECTOR_SHIFT;
}

static size_t whole_blocks(const struct bp_session *s)
{
	size_t block = s->limits.value[BP_SEEN_LOGICAL_BLOCK_SIZE];

	return (s->plan.bytes + block - 1) / block * block;
}

/* Return: whether the device and @stream hold the same where a read will look. */
static bool prepare(struct bp_session *s, char *arena)
{
	const struct bp_plan *plan = &s->plan;

	if (plan->write) {
		bp_data_scatter(arena, plan, s->stream);
		return true;
	}
	bp_data_spoil(arena, plan);
	if (s->target.writable)
		return bp_data_store(&s->target, plan->sector, s->stream, whole_blocks(s));
	return bp_data_load(&s->target, plan->sector, s->stream, whole_blocks(s));
}

/*
 * What is there is only known to be wrong on a device that is ours alone: a device that is merely
 * read may change under us.
 */
static const char *compare(struct bp_session *s, const char *arena, bool prepared, int64_t ret)
{
	const struct bp_plan *plan = &s->plan;
	bool equal;

	if (ret <= 0 || !prepared)
		return "unchecked";
	if (plan->write && !bp_data_load(&s->target, plan->sector, s->loaded, whole_blocks(s)))
		return "unchecked";
	equal = plan->write ? !memcmp(s->loaded, s->stream, (size_t)ret)
			    : bp_data_equal(arena, plan, s->stream, (size_t)ret);
	if (equal)
		return "ok";
	return s->target.writable ? "wrong" : "unchecked";
}

static int64_t do_vectors(const struct bp_session *s, char *arena)
{
	const struct bp_plan *plan = &s->plan;
	off_t at = (off_t)(plan->sector << SECTOR_SHIFT);
	struct iovec iov[BP_PLAN_SLICES];
	ssize_t ret;

	for (unsigned i = 0; i < plan->nr_slices; i++)
		iov[i] = (struct iovec){ arena + plan->slices[i].start, plan->slices[i].bytes };
	if (plan->write)
		ret = pwritev(s->target.fd, iov, (int)plan->nr_slices, at);
	else
		ret = preadv(s->target.fd, iov, (int)plan->nr_slices, at);
	return ret < 0 ? -errno : ret;
}

static int64_t do_fixed(struct bp_session *s, char *arena)
{
	const struct bp_ring_io io = {
		.fd = s->target.fd,
		.write = s->plan.write,
		.offset = s->plan.sector << SECTOR_SHIFT,
		.region = arena,
		.region_bytes = (size_t)s->plan.pages * BP_PLAN_PAGE,
		.start = s->plan.slices[0].start,
		.bytes = s->plan.bytes,
	};

	return bp_ring_do(&s->ring, &io);
}

static int read_trace(struct bp_session *s, struct bp_error *err)
{
	char *text = bp_trace_instance_text(&s->trace, err);
	char *line;

	if (!text)
		return -EIO;
	bp_outcome_begin(&s->outcome, s->plan.sector, sectors_of(&s->plan));
	while ((line = strsep(&text, "\n")))
		bp_outcome_take(&s->outcome, line, s->trace.pid);
	return 0;
}

/* The I/O and nothing else under the trace. */
static int run(struct bp_session *s, char *arena, struct bp_error *err)
{
	int rc = bp_trace_instance_start(&s->trace, err);

	if (rc)
		return rc;
	s->record.ret = s->plan.arena ? do_fixed(s, arena) : do_vectors(s, arena);
	rc = bp_trace_instance_stop(&s->trace, err);
	return rc ?: read_trace(s, err);
}

int bp_session_case(struct bp_session *s, unsigned number, struct bp_error *err)
{
	u64 seed = bp_dice_for(s->wish->seed, number).state;
	u64 before[BP_PLAN_PAGES], after[BP_PLAN_PAGES];
	char *arena = bp_pool_lay(&s->pool, &s->plan, seed);
	bool prepared;
	int rc;

	if (!arena)
		return bp_error_set(err, NULL, 0, "memory", "%s", strerror(errno));
	bp_data_make(s->stream, s->plan.bytes, seed);
	prepared = prepare(s, arena);
	if (!bp_pool_frames(&s->pool, arena, before, s->plan.pages))
		return bp_pool_hidden(err);
	rc = run(s, arena, err);
	if (rc)
		return rc;
	if (!bp_pool_frames(&s->pool, arena, after, s->plan.pages))
		return bp_pool_hidden(err);
	s->record.number = number;
	s->record.data = compare(s, arena, prepared, s->record.ret);
	bp_case_locate(&s->record, before);
	/* Memory that was moved meanwhile lay in two places. */
	return !memcmp(before, after, s->plan.pages * sizeof(*before)) &&
	       bp_outcome_whole(&s->outcome, s->record.ret == (int64_t)s->plan.bytes);
}
