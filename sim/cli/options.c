/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <string.h>

#include "cli/options.h"
#include "input/rule_set.h"
#include "input/scenario.h"
#include "sched/sched.h"

/* Sectors fit a signed file offset in bytes; an I/O fits bi_size in whole sectors. */
#define SECTOR_MAX (INT64_MAX >> SECTOR_SHIFT)
#define BYTES_MAX (UINT_MAX & ~(SECTOR_SIZE - 1))

typedef int parse_fn(struct bp_options *o, const struct bp_place *at, const char *arg,
		     struct bp_error *err);

static int parse_unsigned(const struct bp_place *at, const char *arg, u64 min, unsigned max,
			  unsigned *value, struct bp_error *err)
{
	u64 number = 0;
	int error = bp_parse_number(at, arg, min, max, &number, err);

	*value = (unsigned)number;
	return error;
}

static int parse_limits(struct bp_options *o, const struct bp_place *at, const char *arg,
			struct bp_error *err)
{
	(void)at, (void)err;
	o->limits = arg;
	return 0;
}

static int parse_set(struct bp_options *o, const struct bp_place *at, const char *arg,
		     struct bp_error *err)
{
	if (!strchr(arg, '=') || *arg == '=')
		return bp_place_error(at, err, "\"%s\"; allowed: KEY=VALUE, as in a limits file",
				      arg);
	if (o->nr_set == BP_SET_MAX)
		return bp_place_error(at, err, "more than %u of them", BP_SET_MAX);
	o->set[o->nr_set++] = arg;
	return 0;
}

static int parse_rules(struct bp_options *o, const struct bp_place *at, const char *arg,
		       struct bp_error *err)
{
	return bp_rule_set_parse(at, arg, &o->rules, err);
}

static int parse_op(struct bp_options *o, const struct bp_place *at, const char *arg,
		    struct bp_error *err)
{
	return bp_op_parse(at, arg, &o->opf, err);
}

static int parse_sector(struct bp_options *o, const struct bp_place *at, const char *arg,
			struct bp_error *err)
{
	return bp_parse_number(at, arg, 0, SECTOR_MAX, &o->sector, err);
}

static int parse_bytes(struct bp_options *o, const struct bp_place *at, const char *arg,
		       struct bp_error *err)
{
	u64 bytes = 0;
	int error = bp_parse_size(at, arg, SECTOR_SIZE, BYTES_MAX, &bytes, err);

	if (!error && bytes % SECTOR_SIZE)
		return bp_place_error(at, err, "%s; allowed: a multiple of %u", arg, SECTOR_SIZE);
	o->bytes = (unsigned)bytes;
	return error;
}

static int parse_layout(struct bp_options *o, const struct bp_place *at, const char *arg,
			struct bp_error *err)
{
	(void)at, (void)err;
	o->layout = arg;
	return 0;
}

static int parse_defect(struct bp_options *o, const struct bp_place *at, const char *arg,
			struct bp_error *err)
{
	for (;; arg++) {
		char name[32];
		size_t length = strcspn(arg, ",");

		snprintf(name, sizeof(name), "%.*s", (int)length, arg);
		if (length >= sizeof(name) || bp_defects_add(&o->defects, name))
			return bp_place_error(
				at, err,
				"unknown defect \"%.*s\"; allowed: ids of \"blkpath defects\" "
				"or groups (rfc, base, all), with commas between",
				(int)length, arg);
		arg += length;
		if (!*arg)
			return 0;
	}
}

static int parse_seed(struct bp_options *o, const struct bp_place *at, const char *arg,
		      struct bp_error *err)
{
	return bp_parse_number(at, arg, 0, UINT64_MAX, &o->seed, err);
}

static int parse_plug(struct bp_options *o, const struct bp_place *at, const char *arg,
		      struct bp_error *err)
{
	return parse_unsigned(at, arg, 0, 1u << 16, &o->plug, err);
}

static int parse_depth(struct bp_options *o, const struct bp_place *at, const char *arg,
		       struct bp_error *err)
{
	return parse_unsigned(at, arg, 1, 10240, &o->depth, err);
}

static int parse_scheduler(struct bp_options *o, const struct bp_place *at, const char *arg,
			   struct bp_error *err)
{
	o->scheduler = bp_sched_find(arg);
	if (o->scheduler || !strcmp(arg, "none"))
		return 0;
	return bp_place_error(at, err, "unknown scheduler \"%s\"; allowed: none, sorted", arg);
}

static int parse_device(struct bp_options *o, const struct bp_place *at, const char *arg,
			struct bp_error *err)
{
	return bp_parse_number(at, arg, 1, SECTOR_MAX, &o->device_sectors, err);
}

static int parse_out(struct bp_options *o, const struct bp_place *at, const char *arg,
		     struct bp_error *err)
{
	(void)at, (void)err;
	o->out = arg;
	return 0;
}

static int parse_cases(struct bp_options *o, const struct bp_place *at, const char *arg,
		       struct bp_error *err)
{
	return parse_unsigned(at, arg, 1, 100000, &o->cases, err);
}

static int parse_device_name(struct bp_options *o, const struct bp_place *at, const char *arg,
			     struct bp_error *err)
{
	(void)at, (void)err;
	o->device = arg;
	return 0;
}

static int parse_block_size(struct bp_options *o, const struct bp_place *at, const char *arg,
			    struct bp_error *err)
{
	u64 bytes = 0;
	int error = bp_parse_size(at, arg, SECTOR_SIZE, 65536, &bytes, err);

	if (!error && bytes & (bytes - 1))
		return bp_place_error(at, err, "%s; allowed: a power of two", arg);
	o->block_bytes = (unsigned)bytes;
	return error;
}

static int parse_loop_direct(struct bp_options *o, const struct bp_place *at, const char *arg,
			     struct bp_error *err)
{
	bool direct = false;
	int error = bp_parse_bool(at, arg, &direct, err);

	o->loop_direct = direct ? BP_LOOP_DIRECT : BP_LOOP_BUFFERED;
	return error;
}

static int parse_max_sectors(struct bp_options *o, const struct bp_place *at, const char *arg,
			     struct bp_error *err)
{
	return parse_unsigned(at, arg, 0, UINT_MAX, &o->max_sectors, err);
}

/* A mask stands in hexadecimal, or in decimal as sysfs has masks. */
static int parse_boundary(struct bp_options *o, const struct bp_place *at, const char *arg,
			  struct bp_error *err)
{
	u64 mask = 0;
	int error = strncmp(arg, "0x", 2)
			    ? bp_parse_number(at, arg, SECTOR_SIZE - 1, INT64_MAX, &mask, err)
			    : bp_parse_address(at, arg, INT64_MAX, &mask, err);

	if (!error && (mask < SECTOR_SIZE - 1 || mask & (mask + 1)))
		return bp_place_error(at, err, "%s; allowed: a power of two less 1, 0x1ff or more",
				      arg);
	o->seg_boundary_mask = mask;
	return error;
}

/* One row per option; a flag has no metavar and no parser. */
static const struct {
	const char *name;
	const char *metavar;
	const char *help;
	parse_fn *parse;
} table[BP_OPT_NR] = {
	[BP_OPT_LIMITS] = { "limits", "WHAT",
			    "queue directory, limits file or preset: default, nvme, stacking",
			    parse_limits },
	[BP_OPT_SET] = { "set", "KEY=VALUE", "change one limit; may be repeated", parse_set },
	[BP_OPT_RULES] = { "rules", "NAME", "kernel generation (v5.2); one of ", parse_rules },
	[BP_OPT_OP] = { "op", "OP", "read, write, discard, write_zeroes, ... (read)", parse_op },
	[BP_OPT_SECTOR] = { "sector", "N", "first sector of 512 bytes (0)", parse_sector },
	[BP_OPT_BYTES] = { "bytes", "SIZE", "length, for instance 4k or 1M", parse_bytes },
	[BP_OPT_LAYOUT] = { "layout", "SHAPE",
			    "scattered, contiguous, random, dma=0x...; offset=, base=, run=, gap=, "
			    "vector=",
			    parse_layout },
	[BP_OPT_DEFECT] = { "defect", "ID,...", "switch defects on; may be repeated",
			    parse_defect },
	[BP_OPT_SEED] = { "seed", "N", "for random layouts (1)", parse_seed },
	[BP_OPT_PLUG] = { "plug", "N", "I/Os submitted under one plug (1); 0 for no plug",
			  parse_plug },
	[BP_OPT_DEPTH] = { "depth", "N", "requests that the device holds at a time (64)",
			   parse_depth },
	[BP_OPT_SCHEDULER] = { "scheduler", "NAME", "none or sorted (none)", parse_scheduler },
	[BP_OPT_DEVICE_SECTORS] = { "device-sectors", "N", "size of the device (no end)",
				    parse_device },
	[BP_OPT_OUT] = { "out", "FILE", "write a blktrace file of what happened", parse_out },
	[BP_OPT_CASES] = { "cases", "N", "how many I/Os (200)", parse_cases },
	[BP_OPT_DEVICE] = { "device", "NAME", "a device, only read (a loop device)",
			    parse_device_name },
	[BP_OPT_DESTROY_DATA] = { "destroy-data", NULL, "write to the device as well", NULL },
	[BP_OPT_BLOCK_SIZE] = { "block-size", "SIZE", "of the loop device (all by turns)",
				parse_block_size },
	[BP_OPT_LOOP_DIRECT] = { "loop-direct", "BOOL",
				 "direct I/O below the loop device (both by turns)",
				 parse_loop_direct },
	[BP_OPT_ANONYMIZE] = { "anonymize", NULL, "hide what identifies the machine", NULL },
	[BP_OPT_MAX_SECTORS] = { "max-sectors", "N",
				 "assume this max_sectors, which sysfs may hide",
				 parse_max_sectors },
	[BP_OPT_SEG_BOUNDARY_MASK] = { "seg-boundary-mask", "MASK",
				       "assume this segment boundary, which sysfs hides",
				       parse_boundary },
	[BP_OPT_INFER] = { "infer", NULL, "try values that sysfs hides on what is unexplained",
			   NULL },
	[BP_OPT_V52_ONLY] = { "v52-only", NULL, "hold against v5.2; name what newer rules explain",
			      NULL },
	[BP_OPT_CHECK] = { "check", NULL, "check every invariant on every step", NULL },
	[BP_OPT_VERBOSE] = { "verbose", NULL, "every vector, segment and entry", NULL },
	[BP_OPT_JSON] = { "json", NULL, "print JSON", NULL },
	[BP_OPT_HELP] = { "help", NULL, "print this", NULL },
};

static void print_help(struct bp_cli *cli, const struct bp_usage *usage)
{
	fprintf(cli->out, "usage: blkpath %s\n\n%s\noptions:\n", usage->synopsis, usage->about);
	for (int i = 0; i < BP_OPT_NR; i++) {
		char left[40], names[BP_RULE_NAMES_MAX];

		if (!(usage->options >> i & 1))
			continue;
		snprintf(left, sizeof(left), "--%s%s%s", table[i].name, table[i].metavar ? " " : "",
			 table[i].metavar ? table[i].metavar : "");
		fprintf(cli->out, "  %-20s %s%s\n", left, table[i].help,
			i == BP_OPT_RULES ? bp_rule_names(names) : "");
	}
}

/* The options a command takes, in getopt's form; val is the option's number + 1. */
static void getopt_table(unsigned options, struct option *rows)
{
	for (int i = 0; i < BP_OPT_NR; i++)
		if (options >> i & 1)
			*rows++ = (struct option){ .name = table[i].name,
						   .has_arg = table[i].metavar != NULL,
						   .val = i + 1 };
	*rows = (struct option){ 0 };
}

static int unknown_option(const struct bp_usage *usage, const char *arg, struct bp_error *err)
{
	char allowed[BP_ERROR_TEXT_MAX] = "";

	for (int i = 0; i < BP_OPT_NR; i++)
		if (usage->options >> i & 1)
			bp_cli_list(allowed, sizeof(allowed), " --", table[i].name);
	return bp_error_set(err, NULL, 0, arg, "unknown option; allowed:%s", allowed);
}

static int bad_option(const struct bp_usage *usage, int answer, const char *arg,
		      struct bp_error *err)
{
	if (answer == ':')
		return bp_error_set(err, NULL, 0, arg, "needs a value");
	if (optopt > 0 && optopt <= BP_OPT_NR && !strncmp(arg, "--", 2))
		return bp_error_set(err, NULL, 0, arg, "takes no value");
	return unknown_option(usage, arg, err);
}

static int read_one(struct bp_options *o, int option, const char *arg, struct bp_error *err)
{
	char key[40];
	struct bp_place at = { .key = key };

	snprintf(key, sizeof(key), "--%s", table[option].name);
	o->given |= 1u << option;
	return table[option].parse ? table[option].parse(o, &at, arg, err) : 0;
}

static int read_all(const struct bp_usage *usage, int argc, char **argv, struct bp_options *o,
		    struct bp_error *err)
{
	struct option rows[BP_OPT_NR + 1];
	int answer, error;

	getopt_table(usage->options | BP_OPT_BIT(HELP), rows);
	opterr = 0;
	optind = 0; /* glibc: start over */
	while ((answer = getopt_long(argc, argv, ":", rows, NULL)) != -1) {
		if (answer == ':' || answer == '?')
			return bad_option(usage, answer, argv[optind - 1], err);
		error = read_one(o, answer - 1, optarg, err);
		if (error || answer - 1 == BP_OPT_HELP)
			return error;
	}
	o->operands = argv + optind;
	o->nr_operands = argc - optind;
	if (o->nr_operands < usage->min_operands)
		return bp_error_set(err, NULL, 0, argv[0],
				    "an argument is missing; usage: blkpath %s", usage->synopsis);
	if (o->nr_operands > usage->max_operands)
		return bp_error_set(err, NULL, 0, o->operands[usage->max_operands],
				    "one argument too many; usage: blkpath %s", usage->synopsis);
	return 0;
}

bool bp_options_read(struct bp_cli *cli, const struct bp_usage *usage, int argc, char **argv,
		     struct bp_options *options, enum bp_exit *status)
{
	struct bp_error err = { 0 };

	*options = (struct bp_options){
		.limits = "default",
		.layout = "scattered",
		.seed = 1,
		.plug = 1,
		.depth = 64,
		.cases = 200,
	};
	options->rules = bp_rules_find(NULL);
	if (read_all(usage, argc, argv, options, &err)) {
		*status = bp_cli_complain(cli, &err);
		return false;
	}
	if (options->given & BP_OPT_BIT(HELP)) {
		print_help(cli, usage);
		*status = BP_EXIT_FINE;
		return false;
	}
	options->infer = options->given & BP_OPT_BIT(INFER);
	options->v52_only = options->given & BP_OPT_BIT(V52_ONLY);
	options->check = options->given & BP_OPT_BIT(CHECK);
	options->verbose = options->given & BP_OPT_BIT(VERBOSE);
	options->json = options->given & BP_OPT_BIT(JSON);
	return true;
}
