/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a recorded kernel did: lists of rows of numbers.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <input/recording_parts.h>

/* No number of a row is larger: sectors of a file offset in bytes. */
#define NUMBER_MAX (INT64_MAX >> SECTOR_SHIFT)

/* Which lists every case has.  "ret" is no list, "sg" is a list of lists. */
static const struct {
	enum bp_fact fact;
	bool needed;
} lists[] = {
	{ BP_FACT_BIOS, true },	  { BP_FACT_SPLITS, true }, { BP_FACT_RQS, true },
	{ BP_FACT_ISSUED, true }, { BP_FACT_NSEGS, false }, { BP_FACT_MAPSG, false },
};

static int complain(const struct bp_recording_place *at, enum bp_fact fact, size_t row)
{
	static const char *const shapes[BP_FACT_COLUMNS_MAX + 1] = { "", "a number",
								     "[number, number]",
								     "[number, number, number]" };

	return bp_error_set(at->err, at->path, at->line, bp_fact_name(fact),
			    "entry %zu must be %s, each from 0 to %" PRId64, row,
			    shapes[fact == BP_FACT_SG ? 2 : bp_fact_columns(fact)],
			    (int64_t)NUMBER_MAX);
}

static bool read_cell(const json_t *value, u64 *cell)
{
	*cell = (u64)json_integer_value(value);
	return json_is_integer(value) && *cell <= NUMBER_MAX;
}

/* A row of `columns` numbers; a single one stands without brackets. */
static bool read_row(const json_t *value, unsigned columns, u64 *cells)
{
	if (columns == 1)
		return read_cell(value, cells);
	for (unsigned i = 0; i < columns; i++)
		if (!read_cell(json_array_get(value, i), &cells[i]))
			return false;
	return json_array_size(value) == columns;
}

static int read_list(const struct bp_recording_place *at, struct bp_recording *r, enum bp_fact fact,
		     bool needed)
{
	const json_t *list = json_object_get(r->json, bp_fact_name(fact));
	const json_t *value;
	size_t i;

	if (!list && !needed)
		return 0;
	if (!json_is_array(list))
		return bp_error_set(at->err, at->path, at->line, bp_fact_name(fact),
				    list ? "must be a list" : "the field is missing");
	r->facts.list[fact].known = true;
	json_array_foreach (list, i, value) {
		struct bp_fact_row row = { { 0 } };

		if (!read_row(value, bp_fact_columns(fact), row.v))
			return complain(at, fact, i);
		if (!bp_facts_add(&r->facts, fact, row))
			return -ENOMEM;
	}
	return 0;
}

static int read_entries(const struct bp_recording_place *at, struct bp_recording *r,
			const json_t *list, size_t number)
{
	const json_t *pair;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) > BP_FACT_SG_KEPT)
		return bp_error_set(at->err, at->path, at->line, "sg",
				    "list %zu must have at most %d entries [offset, bytes]", number,
				    BP_FACT_SG_KEPT);
	json_array_foreach (list, i, pair) {
		struct bp_fact_row row = { { number } };

		if (!read_row(pair, 2, row.v + 1))
			return complain(at, BP_FACT_SG, i);
		if (!bp_facts_add(&r->facts, BP_FACT_SG, row))
			return -ENOMEM;
	}
	return 0;
}

static int read_tables(const struct bp_recording_place *at, struct bp_recording *r)
{
	const json_t *sg = json_object_get(r->json, bp_fact_name(BP_FACT_SG));
	const json_t *list;
	size_t i;

	if (!sg)
		return 0;
	if (!json_is_array(sg))
		return bp_error_set(at->err, at->path, at->line, "sg", "must be a list of lists");
	r->facts.list[BP_FACT_SG].known = true;
	json_array_foreach (sg, i, list) {
		int error = read_entries(at, r, list, i);

		if (error)
			return error;
	}
	return 0;
}

static int by_sector(const void *a, const void *b)
{
	const struct bp_recorded_command *x = a, *y = b;

	return (x->sector > y->sector) - (x->sector < y->sector);
}

/* Of a command only what says how its request was mapped; its entries are not compared yet. */
static int read_commands(const struct bp_recording_place *at, struct bp_recording *r)
{
	const json_t *list = json_object_get(r->json, "cmds");
	unsigned sectors = r->limits.limits.logical_block_size >> SECTOR_SHIFT;
	const json_t *command;
	size_t i;

	if (!list)
		return 0;
	if (!json_is_array(list))
		return bp_error_set(at->err, at->path, at->line, "cmds", "must be a list");
	r->commands = calloc(json_array_size(list) + 1, sizeof(*r->commands));
	if (!r->commands)
		return -ENOMEM;
	json_array_foreach (list, i, command) {
		const json_t *kind = json_object_get(command, "kind");
		int64_t slba;
		int error = bp_recorded_number(at, command, "slba", 0, NUMBER_MAX / 128, &slba);

		if (error)
			return error;
		if (!json_is_string(kind))
			return bp_error_set(at->err, at->path, at->line, "kind",
					    "of command %zu must be a word, as \"prp\"", i);
		r->commands[r->nr_commands++] = (struct bp_recorded_command){
			.sector = (u64)slba * sectors,
			.sgl = !strcmp(json_string_value(kind), "sgl"),
		};
	}
	qsort(r->commands, r->nr_commands, sizeof(*r->commands), by_sector);
	return 0;
}

int bp_recorded_facts_read(const struct bp_recording_place *at, struct bp_recording *r)
{
	int64_t ret;
	int error = bp_recorded_number(at, r->json, "ret", -4095, r->bytes, &ret);

	if (error)
		return error;
	if (!bp_facts_add(&r->facts, BP_FACT_RET, (struct bp_fact_row){ { (u64)ret } }))
		return -ENOMEM;
	for (size_t i = 0; i < bp_array_size(lists) && !error; i++)
		error = read_list(at, r, lists[i].fact, lists[i].needed);
	if (!error)
		error = read_tables(at, r);
	return error ? error : read_commands(at, r);
}
