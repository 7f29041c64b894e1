/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a recorded NVMe driver told its controller: commands and the entries of their data pointers.
 */
#include <errno.h>
#include <string.h>

#include <input/recording_parts.h>

#define BLOCKS_MAX 65536 /* of a command (NVH-7) */

static int complain(const struct bp_recording_place *at, const char *key, size_t command,
		    const char *allowed)
{
	return bp_error_set(at->err, at->path, at->line, key, "of command %zu must be %s", command,
			    allowed);
}

static int read_form(const struct bp_recording_place *at, const json_t *command, size_t number,
		     u64 *form)
{
	const char *kind = json_string_value(json_object_get(command, "kind"));

	if (!kind || (strcmp(kind, "prp") && strcmp(kind, "sgl")))
		return complain(at, "kind", number, "\"prp\" or \"sgl\"");
	*form = strcmp(kind, "prp") ? BP_POINTER_SGL : BP_POINTER_PRP;
	return 0;
}

static int read_entries(const struct bp_recording_place *at, struct bp_recording *r,
			const json_t *command, size_t number)
{
	const json_t *map = json_object_get(command, "map"), *pair;
	size_t i;

	if (!json_is_array(map))
		return complain(at, "map", number, "a list of [address, bytes]");
	json_array_foreach (map, i, pair) {
		struct bp_fact_row row = { { number } };

		if (!bp_recorded_row(pair, 2, row.v + 1))
			return complain(at, "map", number, "a list of [address, bytes]");
		if (!bp_facts_add(&r->facts, BP_FACT_MAP, row))
			return -ENOMEM;
	}
	return 0;
}

static int read_prps(const struct bp_recording_place *at, const json_t *command,
		     struct bp_fact_row *row)
{
	int64_t prp1, prp2;
	int error = bp_recorded_number(at, command, "prp1", 0, INT64_MAX, &prp1);

	if (!error)
		error = bp_recorded_number(at, command, "prp2", 0, INT64_MAX, &prp2);
	if (error)
		return error;
	row->v[3] = (u64)prp1;
	row->v[4] = bp_fact_prp2((u64)prp2, json_array_size(json_object_get(command, "map")));
	return 0;
}

static int read_command(const struct bp_recording_place *at, struct bp_recording *r,
			const json_t *command, size_t number)
{
	const unsigned block_sectors = r->limits.limits.logical_block_size >> SECTOR_SHIFT;
	struct bp_fact_row row = { { 0 } };
	int64_t slba, nlb;
	int error = bp_recorded_number(at, command, "slba", 0,
				       BP_RECORDED_NUMBER_MAX / block_sectors, &slba);

	if (!error)
		error = bp_recorded_number(at, command, "nlb", 1, BLOCKS_MAX, &nlb);
	if (!error)
		error = read_form(at, command, number, &row.v[2]);
	if (!error && row.v[2] == BP_POINTER_PRP)
		error = read_prps(at, command, &row);
	if (!error)
		error = read_entries(at, r, command, number);
	if (error)
		return error;
	row.v[0] = (u64)slba;
	row.v[1] = (u64)nlb;
	r->sgls |= row.v[2] == BP_POINTER_SGL;
	return bp_facts_add(&r->facts, BP_FACT_CMDS, row) ? 0 : -ENOMEM;
}

int bp_recorded_commands_read(const struct bp_recording_place *at, struct bp_recording *r)
{
	const json_t *list = json_object_get(r->json, "cmds"), *command;
	size_t i;

	if (!list)
		return 0;
	if (!json_is_array(list))
		return bp_error_set(at->err, at->path, at->line, "cmds", "must be a list");
	r->facts.list[BP_FACT_CMDS].known = true;
	r->facts.list[BP_FACT_MAP].known = true;
	json_array_foreach (list, i, command) {
		int error = read_command(at, r, command, i);

		if (error)
			return error;
	}
	return 0;
}
