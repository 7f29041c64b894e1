/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <jansson.h>

#include "record/case_writer.h"

unsigned bp_case_locate(struct bp_case *record, const u64 *pfn)
{
	unsigned n = 0;

	for (unsigned i = 0; i < record->plan->nr_slices; i++) {
		record->nr_ranges[i] =
			bp_frames_ranges(pfn, &record->plan->slices[i], record->ranges + n);
		n += record->nr_ranges[i];
	}
	return n;
}

/* jansson takes NULL for "no memory" and hands it on, so one look at the end is enough. */
static json_t *pair(u64 first, u64 second)
{
	return json_pack("[I, I]", (json_int_t)first, (json_int_t)second);
}

static json_t *extents(const struct bp_extents *list)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < list->n; i++)
		if (json_array_append_new(array, pair(list->at[i].sector, list->at[i].second))) {
			json_decref(array);
			return NULL;
		}
	return array;
}

static json_t *ranges(const struct bp_range *range, unsigned n)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < n; i++)
		if (json_array_append_new(array, pair(range[i].addr, range[i].len))) {
			json_decref(array);
			return NULL;
		}
	return array;
}

static json_t *iovecs(const struct bp_case *record)
{
	const struct bp_range *range = record->ranges;
	json_t *array = json_array();

	for (unsigned i = 0; i < record->plan->nr_slices; i++) {
		if (json_array_append_new(array, ranges(range, record->nr_ranges[i]))) {
			json_decref(array);
			return NULL;
		}
		range += record->nr_ranges[i];
	}
	return array;
}

static json_t *limits(const struct bp_queue_limits_seen *seen)
{
	json_t *object = json_object();

	for (int i = 0; i < BP_SEEN_NR; i++) {
		if (!seen->there[i])
			continue;
		if (json_object_set_new(object, bp_seen_name((enum bp_seen)i),
					json_integer((json_int_t)seen->value[i]))) {
			json_decref(object);
			return NULL;
		}
	}
	return object;
}

static json_t *make(const struct bp_case *c)
{
	const struct bp_plan *plan = c->plan;
	const struct bp_outcome *outcome = c->outcome;
	json_t *object = json_object();
	int failed = 0;

	failed |= json_object_set_new(object, "schema", json_integer(1));
	failed |= json_object_set_new(object, "src", json_string(c->src));
	failed |= json_object_set_new(object, "kernel", json_string(c->kernel));
	failed |= json_object_set_new(object, "seed", json_integer((json_int_t)c->seed));
	failed |= json_object_set_new(object, "case", json_integer(c->number));
	failed |= json_object_set_new(object, "op", json_string(plan->write ? "W" : "R"));
	failed |= json_object_set_new(object, "path", json_string(plan->arena ? "fixed" : "vec"));
	failed |= json_object_set_new(object, "pattern", json_string(plan->pattern));
	failed |= json_object_set_new(object, "limits", limits(c->limits));
	failed |= json_object_set_new(object, "sector", json_integer((json_int_t)plan->sector));
	failed |= json_object_set_new(object, "bytes", json_integer(plan->bytes));
	failed |= json_object_set_new(object, "ret", json_integer(c->ret));
	if (plan->arena)
		failed |= json_object_set_new(object, "arena", json_string(plan->arena));
	failed |= json_object_set_new(object, "iov", iovecs(c));
	failed |= json_object_set_new(object, "bios", extents(&outcome->bios));
	failed |= json_object_set_new(object, "splits", extents(&outcome->splits));
	failed |= json_object_set_new(object, "rqs", extents(&outcome->rqs));
	failed |= json_object_set_new(object, "issued", extents(&outcome->issued));
	failed |= json_object_set_new(object, "completed", json_integer(outcome->completed));
	failed |= json_object_set_new(object, "merges", json_integer(outcome->merges));
	failed |= json_object_set_new(object, "requeues", json_integer(outcome->requeues));
	failed |= json_object_set_new(object, "data", json_string(c->data));
	if (!failed)
		return object;
	json_decref(object);
	return NULL;
}

int bp_case_write(const struct bp_case *record, FILE *out)
{
	json_t *object = make(record);
	char *line = object ? json_dumps(object, JSON_COMPACT) : NULL;
	int rc = 0;

	json_decref(object);
	if (!line)
		return -ENOMEM;
	if (fputs(line, out) < 0 || fputc('\n', out) < 0)
		rc = errno ? -errno : -EIO;
	free(line);
	return rc;
}
