/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The defect table and sets of switches.
 */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include <blkpath/defects.h>

#define BP_FIX_PREFIX "fix-"

#define BP_DEFECT_ROW(symbol, id, origin, patch, document, rule, sentence, caught_by)              \
	[BP_##symbol] = { id, origin, patch, document, rule, sentence, caught_by },
static const struct bp_defect table[BP_SWITCH_NR] = { BP_DEFECT_LIST(BP_DEFECT_ROW)
							      BP_QUIRK_LIST(BP_DEFECT_ROW) };

/* Groups are named sets: bits of a mask over enum bp_origin. */
static const struct {
	const char *name;
	unsigned origins;
} groups[] = {
	{ "rfc", 1u << BP_ORIGIN_RFC },
	{ "base", 1u << BP_ORIGIN_BASE },
	{ "all", 1u << BP_ORIGIN_RFC | 1u << BP_ORIGIN_BASE },
};

void bp_defect_set(struct bp_defects *set, enum bp_defect_id id, bool on)
{
	u64 bit = (u64)1 << (id % 64);

	if (on)
		set->word[id / 64] |= bit;
	else
		set->word[id / 64] &= ~bit;
}

const struct bp_defect *bp_defect_get(enum bp_defect_id id)
{
	return &table[id];
}

#define BP_QUIRK_FIX_ID(symbol) BP_##symbol,
static const enum bp_defect_id fixes[] = { BP_QUIRK_FIXES(BP_QUIRK_FIX_ID) };

static bool names_a_fix(const char *name)
{
	return !strncasecmp(name, BP_FIX_PREFIX, strlen(BP_FIX_PREFIX));
}

/* Only a quirk has a fix to name: a defect is corrected by default. */
int bp_defect_find(const char *name)
{
	bool fix = names_a_fix(name);
	const char *id = fix ? name + strlen(BP_FIX_PREFIX) : name;

	for (int i = fix ? BP_DEFECT_NR : 0; i < BP_SWITCH_NR; i++)
		if (!strcasecmp(id, table[i].id))
			return i;
	return -ENOENT;
}

static int add_group(struct bp_defects *set, const char *name)
{
	for (size_t g = 0; g < bp_array_size(groups); g++) {
		if (strcasecmp(name, groups[g].name))
			continue;
		for (unsigned id = 0; id < BP_SWITCH_NR; id++)
			if (groups[g].origins >> table[id].origin & 1)
				bp_defect_set(set, (enum bp_defect_id)id, true);
		return 0;
	}
	return -ENOENT;
}

bool bp_quirk_has_fix(enum bp_defect_id id)
{
	for (size_t i = 0; i < bp_array_size(fixes); i++)
		if (fixes[i] == id)
			return true;
	return false;
}

int bp_defects_add(struct bp_defects *set, const char *name)
{
	int id = bp_defect_find(name);

	if (id < 0)
		return add_group(set, name);
	if (id >= BP_DEFECT_NR && !(names_a_fix(name) && bp_quirk_has_fix((enum bp_defect_id)id)))
		return -EINVAL;
	bp_defect_set(set, (enum bp_defect_id)id, true);
	return 0;
}
