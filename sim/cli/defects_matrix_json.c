/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cli/defects_matrix.h"

static json_t *random_json(const struct bp_matrix_row *row)
{
	const struct bp_search_end *end = &row->random;
	char hex[2 * BP_SEARCH_BYTES + 1] = "";

	if (!row->subject)
		return json_null();
	for (size_t i = 0; i < end->size; i++)
		snprintf(hex + 2 * i, 3, "%02x", end->bytes[i]);
	return json_pack("{s:s, s:i, s:i, s:b, s:I, s:s, s:s, s:b}", "subject", row->subject->name,
			 "seed", BP_MATRIX_SEED, "budget", BP_MATRIX_BUDGET, "found", end->found,
			 "scenario", (json_int_t)end->number, "what", end->what, "bytes", hex,
			 "without", end->without);
}

static json_t *ids_json(const char *ids)
{
	char text[BP_MATRIX_IDS_MAX], *rest = text;
	json_t *list = json_array();

	snprintf(text, sizeof(text), "%s", ids);
	while (rest && *rest) {
		const char *id = strsep(&rest, ",");

		json_array_append_new(list, json_string(id + strspn(id, " ")));
	}
	return list;
}

static json_t *row_json(const struct bp_matrix_row *row)
{
	const struct bp_defect *defect = bp_defect_get(row->defect);

	return json_pack("{s:s, s:s, s:b, s:s*, s:b, s:o, s:o, s:b, s:o}", "id", defect->id,
			 "caught_by", defect->caught_by, "caught", bp_matrix_caught(row), "input",
			 row->shown ? row->shown->input : NULL, "silent", row->silent, "invariants",
			 ids_json(row->invariants), "reports", ids_json(row->reports),
			 "bytes_wrong", row->data, "random", random_json(row));
}

json_t *bp_matrix_json(const struct bp_matrix_row *rows)
{
	json_t *list = json_array();

	for (int id = 0; id < BP_SWITCH_NR; id++)
		json_array_append_new(list, row_json(&rows[id]));
	return json_pack("{s:o}", "matrix", list);
}
