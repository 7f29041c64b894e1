/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include <blkpath/rules.h>

static const struct bp_rules table[] = {
	{
		.name = "v5.2",
		.boundary_origin = BP_BOUNDARY_FROM_FIRST_PAGE,
		.default_boundary_cuts = false,
		.all_ones_mask = BP_ALL_ONES_WRAPS,
		.gap_view = BP_GAP_FIRST_PAGE,
	},
};

const struct bp_rules *bp_rules_find(const char *name)
{
	if (!name)
		return &table[0];
	for (size_t i = 0; i < bp_array_size(table); i++)
		if (!strcmp(name, table[i].name))
			return &table[i];
	return NULL;
}

const struct bp_rules *bp_rules_at(unsigned index)
{
	return index < bp_array_size(table) ? &table[index] : NULL;
}
