/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Defects on request: correct by default, defective by name, per queue or device.
 */
#ifndef BLKPATH_DEFECTS_H
#define BLKPATH_DEFECTS_H

#include <blkpath/defect_list.h>
#include <blkpath/types.h>

/* Who brought it: a patch of the RFC, the v5.2-rc5 drivers, or (kept on purpose) the block core. */
enum bp_origin { BP_ORIGIN_RFC, BP_ORIGIN_BASE, BP_ORIGIN_QUIRK };

#define BP_DEFECT_ENUM(symbol, ...) BP_##symbol,
enum bp_defect_id {
	BP_DEFECT_LIST(BP_DEFECT_ENUM) BP_DEFECT_NR,
	BP_DEFECT_BEFORE_QUIRKS = BP_DEFECT_NR - 1,
	/* A quirk's switch is its fix: on means that the quirk is mended. */
	BP_QUIRK_LIST(BP_DEFECT_ENUM) BP_SWITCH_NR,
};
#undef BP_DEFECT_ENUM

/**
 * struct bp_defect - one row of the table
 * @id: "DEF-5", the name of the run-time switch (case ignored)
 * @origin: who brought it
 * @patch: RFC patch numbers, or "base"
 * @document: file of docs/spec
 * @rule: the rules it breaks
 * @sentence: what goes wrong
 * @caught_by: the invariant that sees it, or the means in words
 */
struct bp_defect {
	const char *id;
	enum bp_origin origin;
	const char *patch;
	const char *document;
	const char *rule;
	const char *sentence;
	const char *caught_by;
};

/* A set of switches; all zero is mode C. */
struct bp_defects {
	u64 word[2];
};

_Static_assert(BP_SWITCH_NR <= 128, "struct bp_defects holds 128 switches");

static inline bool bp_defect_on(const struct bp_defects *set, enum bp_defect_id id)
{
	return set->word[id / 64] >> (id % 64) & 1;
}

/**
 * bp_defect_set - turn one switch
 * @set: set of switches
 * @id: which defect, or which quirk's fix
 * @on: new position
 */
void bp_defect_set(struct bp_defects *set, enum bp_defect_id id, bool on);

/**
 * bp_defect_get - the row of a defect or quirk
 * @id: which
 *
 * Return: the row; never NULL for a valid id.
 */
const struct bp_defect *bp_defect_get(enum bp_defect_id id);

/**
 * bp_defect_find - look up a defect or quirk by its id or the name of its switch
 * @name: "DEF-5", "QUIRK-9", or "fix-quirk-9"; case ignored
 *
 * Return: its enum bp_defect_id, or -ENOENT.
 */
int bp_defect_find(const char *name);

/**
 * bp_quirk_has_fix - can a quirk be mended?
 * @id: which quirk
 *
 * Return: true iff its switch does something.
 */
bool bp_quirk_has_fix(enum bp_defect_id id);

/**
 * bp_defects_add - turn on what a person names
 * @set: set of switches; what is on stays on
 * @name: a defect's id ("def-5"); "fix-" and a quirk's id ("fix-quirk-9"); or a group: "rfc" (what
 * the RFC brought), "base" (what v5.2-rc5 had), "all" (both: mode P, never a quirk's fix). Case
 * ignored.
 *
 * Return: 0; -EINVAL for a quirk without "fix-", which is on already and cannot be turned on, and
 * for the fix of a quirk that has none;
 * -ENOENT for an unknown name. On failure @set is as it was.
 */
int bp_defects_add(struct bp_defects *set, const char *name);

#endif
