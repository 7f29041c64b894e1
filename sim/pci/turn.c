/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pci/turn.h"

static const struct {
	enum bp_turn_class class;
	const char *rule;
	const char *words;
} turns[] = {
#define X(NAME, CLASS, rule, words) [BP_AT_##NAME] = { BP_TURN_##CLASS, rule, words },
	BP_TURNS(X)
#undef X
};

static const enum bp_outcome outcomes[] = {
	[BP_TURN_UNSUPPORTED] = BP_OUTCOME_UNSUPPORTED, [BP_TURN_ABORTS] = BP_OUTCOME_ABORTED,
	[BP_TURN_VIOLATES] = BP_OUTCOME_ACS_VIOLATION,	[BP_TURN_FAULTS] = BP_OUTCOME_IOMMU_FAULT,
	[BP_TURN_BREAKS] = BP_OUTCOME_MODEL_ERROR,
};

enum bp_turn_class bp_turn_class(enum bp_turn turn)
{
	return turns[turn].class;
}

const char *bp_turn_rule(enum bp_turn turn)
{
	return turns[turn].rule;
}

const char *bp_turn_words(enum bp_turn turn)
{
	return turns[turn].words;
}

bool bp_turn_ends(enum bp_turn turn)
{
	return turns[turn].class >= BP_TURN_DELIVERS;
}

enum bp_outcome bp_turn_outcome(enum bp_turn turn)
{
	return outcomes[turns[turn].class];
}

const char *bp_outcome_name(enum bp_outcome outcome)
{
	static const char *const names[] = {
		[BP_OUTCOME_SUCCESS] = "success",
		[BP_OUTCOME_UNSUPPORTED] = "unsupported request",
		[BP_OUTCOME_ABORTED] = "completer abort",
		[BP_OUTCOME_ACS_VIOLATION] = "ACS violation",
		[BP_OUTCOME_IOMMU_FAULT] = "IOMMU fault",
		[BP_OUTCOME_MODEL_ERROR] = "model error",
	};

	return names[outcome];
}
