/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check_merge.h"

/* How many parts stand before @shard. */
static size_t place_of(const struct bp_merged *m, u64 shard)
{
	size_t low = 0, high = m->nr;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (m->parts[middle].shard < shard)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void insert(struct bp_merged *m, size_t place, struct bp_merge_part part)
{
	m->parts = realloc(m->parts, (m->nr + 1) * sizeof(part));
	if (!m->parts)
		abort();
	memmove(m->parts + place + 1, m->parts + place, (m->nr - place) * sizeof(part));
	m->parts[place] = part;
	m->nr++;
}

/* The first part makes the run, without anything in it yet; a mixture is made again. */
static void begin(struct bp_merged *m, const struct bp_result *part)
{
	struct bp_run *run = &m->result.run;

	m->result = *part;
	if (m->result.with[0])
		run->setup.rules = &m->result.mixture;
	run->outcome = (struct bp_trial_outcome){ 0 };
	run->nr_findings = 0;
	run->next = 0;
}

int bp_merged_add(struct bp_merged *m, const struct bp_result *part, const char *path,
		  struct bp_error *err)
{
	const struct bp_run *run = &part->run;
	const size_t place = place_of(m, run->shard);
	const char *key;

	if (!m->nr)
		begin(m, part);
	key = bp_result_differs(&m->result, part, false);
	if (key)
		return bp_error_set(err, path, 0, key, "is of another run of %s than that of %.60s",
				    run->subject->name, m->parts[0].path);
	if (place < m->nr && m->parts[place].shard == run->shard)
		return bp_error_set(err, path, 0, "shard", "part %llu of %s is in %.60s too",
				    (unsigned long long)run->shard + 1, run->subject->name,
				    m->parts[place].path);
	insert(m, place, (struct bp_merge_part){ run->shard, run->next, path });
	bp_run_join(&m->result.run, &run->outcome, run->findings, run->nr_findings);
	return 0;
}

static bool is_complete(const struct bp_merged *m, const struct bp_merge_part *part)
{
	const struct bp_run *run = &m->result.run;

	return bp_result_share(part->shard, run->shards, part->next) ==
	       bp_result_share(part->shard, run->shards, run->end);
}

bool bp_merged_gap(const struct bp_merged *m, u64 from, struct bp_merge_gap *gap)
{
	size_t place = place_of(m, from);

	while (place < m->nr && m->parts[place].shard == from && is_complete(m, &m->parts[place])) {
		place++;
		from++;
	}
	if (from >= m->result.run.shards)
		return false;
	*gap = (struct bp_merge_gap){ from, from, 0 };
	if (place < m->nr && m->parts[place].shard == from)
		gap->next = m->parts[place].next;
	else
		gap->last = (place < m->nr ? m->parts[place].shard : m->result.run.shards) - 1;
	return true;
}

void bp_merged_close(struct bp_merged *m, bool complete)
{
	m->result.run.shard = 0;
	m->result.run.shards = 1;
	m->result.run.next = complete ? m->result.run.end : 0;
}
