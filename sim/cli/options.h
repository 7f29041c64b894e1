/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Options of all commands in one table: a command names those it takes, the help text and the
 * messages follow.
 */
#ifndef SIM_CLI_OPTIONS_H
#define SIM_CLI_OPTIONS_H

#include <blkpath/defects.h>
#include <blkpath/elevator.h>
#include <blkpath/rules.h>

#include "cli/cli.h"
#include "record/record.h"

#define BP_SET_MAX 32
#define BP_FAULT_MAX 32

enum bp_option {
	BP_OPT_LIMITS,
	BP_OPT_SET,
	BP_OPT_RULES,
	BP_OPT_OP,
	BP_OPT_SECTOR,
	BP_OPT_FROM,
	BP_OPT_TO,
	BP_OPT_BYTES,
	BP_OPT_BUFFER,
	BP_OPT_LAYOUT,
	BP_OPT_DEFECT,
	BP_OPT_SEED,
	BP_OPT_PLUG,
	BP_OPT_DEPTH,
	BP_OPT_QUEUES,
	BP_OPT_SCHEDULER,
	BP_OPT_DEVICE_SECTORS,
	BP_OPT_OUT,
	BP_OPT_CASES,
	BP_OPT_DEVICE,
	BP_OPT_MACHINE,
	BP_OPT_IOMMU,
	BP_OPT_HCA,
	BP_OPT_DRIVE,
	BP_OPT_PROVIDER,
	BP_OPT_ACS,
	BP_OPT_OFFSET,
	BP_OPT_NVME,
	BP_OPT_FAULT,
	BP_OPT_DATA,
	BP_OPT_DESTROY_DATA,
	BP_OPT_BLOCK_SIZE,
	BP_OPT_LOOP_DIRECT,
	BP_OPT_ANONYMIZE,
	BP_OPT_MAX_SECTORS,
	BP_OPT_SEG_BOUNDARY_MASK,
	BP_OPT_INFER,
	BP_OPT_V52_ONLY,
	BP_OPT_CHECK,
	BP_OPT_RANDOM,
	BP_OPT_EXHAUSTIVE,
	BP_OPT_REPLAY,
	BP_OPT_MERGE,
	BP_OPT_EXERCISED,
	BP_OPT_JOBS,
	BP_OPT_SHARD,
	BP_OPT_WITH,
	BP_OPT_EXPECT,
	BP_OPT_LIST,
	BP_OPT_MATRIX,
	BP_OPT_SCENARIO,
	BP_OPT_ANSWER,
	BP_OPT_VERBOSE,
	BP_OPT_SVG,
	BP_OPT_HTML,
	BP_OPT_JSON,
	BP_OPT_HELP,
	BP_OPT_NR,
};

#define BP_OPT_BIT(option) ((u64)1 << BP_OPT_##option)

/**
 * struct bp_option_words - an option that means something else to a command than to the others
 * @option: which
 * @help: what it does there, and its default
 */
struct bp_option_words {
	enum bp_option option;
	const char *help;
};

/**
 * struct bp_usage - what a command takes
 * @synopsis: "explain SCENARIO | explain --limits WHAT [OPTION...]"
 * @about: what it does, for --help
 * @options: BP_OPT_BIT()s; --help is always there
 * @words: for --help, up to one without words; may be NULL
 * @min_operands: at least so many arguments that are no options
 * @max_operands: at most
 */
struct bp_usage {
	const char *synopsis;
	const char *about;
	u64 options;
	const struct bp_option_words *words;
	int min_operands;
	int max_operands;
};

/**
 * struct bp_options - what the user said, or the defaults
 * @given: BP_OPT_BIT()s of the options that were there
 * @set: KEY=VALUE texts of --set in order
 * @fault: texts of --fault in order
 * @operands: arguments that are no options
 */
struct bp_options {
	u64 given;
	const char *limits;
	const char *set[BP_SET_MAX];
	unsigned nr_set;
	const struct bp_rules *rules;
	unsigned opf;
	sector_t sector;
	const char *from;
	const char *to;
	unsigned bytes;
	unsigned buffer_bytes;
	const char *layout;
	struct bp_defects defects;
	u64 seed;
	unsigned plug;
	unsigned depth;
	unsigned queues;
	const struct elevator_type *scheduler;
	sector_t device_sectors;
	const char *out;
	unsigned cases;
	const char *device;
	const char *machine;
	const char *iommu;
	const char *hca;
	const char *drive;
	const char *provider;
	const char *acs;
	u64 offset;
	const char *nvme;
	const char *fault[BP_FAULT_MAX];
	unsigned nr_faults;
	bool verify;
	bool destroy_data;
	unsigned block_bytes;
	enum bp_loop_direct loop_direct;
	bool anonymize;
	unsigned max_sectors;
	u64 seg_boundary_mask;
	bool infer;
	bool v52_only;
	bool check;
	u64 random;
	const char *exhaustive;
	const char *replay;
	bool merge;
	bool exercised;
	unsigned jobs;
	u64 shard; /* from 0 */
	u64 shards;
	const char *with;
	const char *expect;
	bool list;
	bool matrix;
	const char *scenario;
	bool answer;
	bool verbose;
	bool svg;
	bool html;
	bool json;
	bool help;
	char **operands;
	int nr_operands;
};

/**
 * bp_options_read - read a command's arguments
 * @cli: help and complaints go there
 * @usage: what the command takes
 * @argc: number of arguments, the command's name included
 * @argv: the arguments, may be reordered
 * @options: receives what was said
 * @status: receives how to end when there is nothing to do
 *
 * Return: true to go on, false to end with @status: help was asked for, or the use was bad.
 */
bool bp_options_read(struct bp_cli *cli, const struct bp_usage *usage, int argc, char **argv,
		     struct bp_options *options, enum bp_exit *status);

#endif
