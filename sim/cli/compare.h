/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What blkpath compare has found out, and its two ways of telling it.
 */
#ifndef SIM_CLI_COMPARE_H
#define SIM_CLI_COMPARE_H

#include "cli/options.h"
#include "world/comparison.h"
#include "world/hidden.h"

#define BP_GUESSES_MAX 32
#define BP_SOURCES_MAX 4096

/**
 * struct bp_compare_guess - a hidden value, tried on a source
 * @explains: unexplained cases that fit with it
 * @breaks: other cases that no longer do
 * @option: how to assume it, empty when it is another value from case to case
 */
struct bp_compare_guess {
	unsigned explains;
	unsigned breaks;
	char option[BP_HIDDEN_TEXT_MAX];
	bool varies;
};

/**
 * struct bp_compare_source - the cases of one source of one file
 * @path: the file
 * @name: the source
 * @kernel: release of its kernel
 * @rules: rule set that has to explain it
 * @cases: how many
 * @verdicts: how many of each
 * @names: how often each switch named a difference
 * @guesses: hidden values that were tried
 */
struct bp_compare_source {
	char *path;
	char *name;
	char *kernel;
	const struct bp_rules *rules;
	unsigned cases;
	unsigned verdicts[BP_VERDICT_NR];
	unsigned names[BP_RULE_NR];
	struct bp_compare_guess guesses[BP_GUESSES_MAX];
};

/**
 * struct bp_compare_report - everything
 * @sources: in order of appearance
 * @total: all of them together, without names
 * @fits: cases that each rule set predicts to the last value
 * @compared: cases in which a list was recorded and compared
 * @cases: the cases shown, as objects
 */
struct bp_compare_report {
	const struct bp_options *options;
	struct bp_compare_source **sources;
	unsigned nr_sources;
	struct bp_compare_source total;
	unsigned fits[BP_RULE_SETS_MAX];
	unsigned compared[BP_FACT_NR];
	json_t *cases;
};

/* Count a case; 0, -ENOMEM, or -ENOSPC for more than BP_SOURCES_MAX sources. */
int bp_compare_count(struct bp_compare_report *report, const char *path,
		     const struct bp_recording *recording, const struct bp_comparison *comparison,
		     struct bp_compare_source **source);

/* Try hidden values on a case.  Returns 0 or a negative errno. */
int bp_compare_guess(struct bp_compare_source *source, const struct queue_limits *limits,
		     const struct bp_recording *recording, const struct bp_comparison *comparison);

/* The guess that explains all unexplained cases of a source and breaks none, or -1. */
int bp_compare_inferred(const struct bp_compare_source *source);

/* Unexplained cases, those of sources with such a guess left out. */
unsigned bp_compare_unexplained(const struct bp_compare_report *report);

void bp_compare_free(struct bp_compare_report *report);

/* A case as an object: where it stands, its verdict, its first difference. NULL: no memory. */
json_t *bp_compare_case(const char *path, const struct bp_recording *recording,
			const struct bp_comparison *comparison);

void bp_compare_text(FILE *out, const struct bp_compare_report *report);
json_t *bp_compare_json(const struct bp_compare_report *report);

#endif
