/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of rule sets: one column per kernel generation (docs/spec/generations.md 1).
 */
#include <string.h>

#include <blkpath/rules.h>

/* clang-format off */
#define BP_NEWER                                            \
	.boundary_origin = BP_BOUNDARY_FROM_ADDRESS,        \
	.default_boundary_cuts = true,                      \
	.all_ones_mask = BP_ALL_ONES_NO_LIMIT,              \
	.walk = BP_WALK_BYTES,                              \
	.cut_to_block = true,                               \
	.physical_block_ends = true,                        \
	.any_chunk = true,                                  \
	.one_page_shortcut = true,                          \
	.gap_view = BP_GAP_WHOLE_VECTOR,                    \
	.count_beside_bio = true,                           \
	.end_keeps_place = true,                            \
	.empty_vector_passes = true,                        \
	.pc_order = BP_PC_LIMITS_FIRST,                     \
	.pc_size_difference = true,                         \
	.bio_size_bounded = true,                           \
	.nvme_page_offset = true
/* clang-format on */

#define VERSION_PART_MAX 9999u

/* What v5.2 does is 0 in every enum. */
static const struct bp_rules table[] = {
	{
		.name = "v5.2",
		.dma_direct = true,
	},
	{
		.name = "v6.1",
		BP_NEWER,
		.direct_alignment = BP_DIRECT_ALIGN_DMA,
		.fixed_vectors = BP_FIXED_PAGES,
		.direct_rounding = BP_DIRECT_ROUNDS_CHUNKS,
	},
	{
		.name = "v6.18",
		BP_NEWER,
		.empty_front = BP_EMPTY_FRONT_FAILS,
		.direct_alignment = BP_DIRECT_ALIGN_DMA_IN_WALK,
		.fixed_vectors = BP_FIXED_FOLIOS,
		.direct_rounding = BP_DIRECT_ROUNDS_BIO,
	},
};

static const struct bp_rule_switch_info switches[BP_RULE_NR] = {
#define BP_RULE_INFO(field, id, name, line) [BP_RULE_##field] = { id, name, line },
	BP_RULE_LIST(BP_RULE_INFO)
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

/* A number of a release; false where there is none, or one that no release has. */
static bool take_number(const char **at, unsigned *number)
{
	const char *start = *at;

	for (*number = 0; **at >= '0' && **at <= '9' && *number <= VERSION_PART_MAX; ++*at)
		*number = *number * 10 + (unsigned)(**at - '0');
	return *at != start && *number <= VERSION_PART_MAX;
}

unsigned bp_release_number(const char *release)
{
	unsigned major, minor;

	release += *release == 'v';
	if (!take_number(&release, &major) || *release++ != '.' || !take_number(&release, &minor))
		return 0;
	return major * (VERSION_PART_MAX + 1) + minor;
}

const struct bp_rules *bp_rules_for_kernel(const char *release)
{
	unsigned version = bp_release_number(release);
	size_t i = 1;

	while (i < bp_array_size(table) && bp_release_number(table[i].name) <= version)
		i++;
	return version ? &table[i - 1] : NULL;
}

bool bp_rules_predated(const char *release)
{
	unsigned version = bp_release_number(release);

	return version && version < bp_release_number(table[0].name);
}

const struct bp_rule_switch_info *bp_rule_switch_get(enum bp_rule_switch which)
{
	return &switches[which];
}

bool bp_rules_take(struct bp_rules *rules, const struct bp_rules *from, enum bp_rule_switch which)
{
	bool differed = false;

	switch (which) {
#define BP_RULE_TAKE(field, id, name, line)                                                        \
	case BP_RULE_##field:                                                                      \
		differed = rules->field != from->field;                                            \
		rules->field = from->field;                                                        \
		break;
		BP_RULE_LIST(BP_RULE_TAKE)
	case BP_RULE_NR:
		break;
	}
	return differed;
}
