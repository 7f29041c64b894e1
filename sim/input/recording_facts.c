/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a recorded kernel did: lists of rows of numbers.
 */
#include <errno.h>
#include <inttypes.h>

#include <input/recording_parts.h>

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
			    (int64_t)BP_RECORDED_NUMBER_MAX);
}

static bool read_cell(const json_t *value, u64 *cell)
{
	*cell = (u64)json_integer_value(value);
	return json_is_integer(value) && *cell <= BP_RECORDED_NUMBER_MAX;
}

bool bp_recorded_row(const json_t *list, unsigned columns, u64 *numbers)
{
	for (unsigned i = 0; i < columns; i++)
		if (!read_cell(json_array_get(list, i), &numbers[i]))
			return false;
	return json_array_size(list) == columns;
}

/* A number of its own stands without brackets. */
static bool read_row(const json_t *value, unsigned columns, u64 *cells)
{
	return columns == 1 ? read_cell(value, cells) : bp_recorded_row(value, columns, cells);
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
	return error ? error : read_tables(at, r);
}
