/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "cli/options_table.h"
#include "input/rule_set.h"
#include "input/scenario.h"
#include "input/workload.h"
#include "proof/run.h"
#include "sched/sched.h"

/* Sectors fit a signed file offset in bytes; an I/O fits bi_size in whole sectors. */
#define SECTOR_MAX (INT64_MAX >> SECTOR_SHIFT)
#define BYTES_MAX (UINT_MAX & ~(SECTOR_SIZE - 1))

#define BUFFER_UNIT 4096u
#define BUFFER_MAX (1u << 30)

static int parse_unsigned(const struct bp_place *at, const char *arg, u64 min, unsigned max,
			  unsigned *value, struct bp_error *err)
{
	u64 number = 0;
	int error = bp_parse_number(at, arg, min, max, &number, err);

	*value = (unsigned)number;
	return error;
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

static int parse_fault(struct bp_options *o, const struct bp_place *at, const char *arg,
		       struct bp_error *err)
{
	if (o->nr_faults == BP_FAULT_MAX)
		return bp_place_error(at, err, "more than %u of them", BP_FAULT_MAX);
	o->fault[o->nr_faults++] = arg;
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

static int parse_buffer(struct bp_options *o, const struct bp_place *at, const char *arg,
			struct bp_error *err)
{
	u64 bytes = 0;
	int error = bp_parse_size(at, arg, BUFFER_UNIT, BUFFER_MAX, &bytes, err);

	if (!error && bytes % BUFFER_UNIT)
		return bp_place_error(at, err, "%s; allowed: a multiple of %u", arg, BUFFER_UNIT);
	o->buffer_bytes = (unsigned)bytes;
	return error;
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

static int parse_queues(struct bp_options *o, const struct bp_place *at, const char *arg,
			struct bp_error *err)
{
	return parse_unsigned(at, arg, 1, 64, &o->queues, err);
}

static int parse_data(struct bp_options *o, const struct bp_place *at, const char *arg,
		      struct bp_error *err)
{
	o->verify = !strcmp(arg, "verify");
	if (o->verify || !strcmp(arg, "none"))
		return 0;
	return bp_place_error(at, err, "\"%.40s\" is not allowed: none or verify", arg);
}

static int parse_scheduler(struct bp_options *o, const struct bp_place *at, const char *arg,
			   struct bp_error *err)
{
	o->scheduler = bp_sched_find(arg);
	if (o->scheduler || !strcmp(arg, "none"))
		return 0;
	return bp_place_error(at, err, "unknown scheduler \"%s\"; allowed: none, sorted", arg);
}

static int parse_device_sectors(struct bp_options *o, const struct bp_place *at, const char *arg,
				struct bp_error *err)
{
	return bp_parse_number(at, arg, 1, SECTOR_MAX, &o->device_sectors, err);
}

static int parse_cases(struct bp_options *o, const struct bp_place *at, const char *arg,
		       struct bp_error *err)
{
	return parse_unsigned(at, arg, 1, 100000, &o->cases, err);
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

static int parse_out(struct bp_options *o, const struct bp_place *at, const char *arg,
		     struct bp_error *err)
{
	o->out = arg;
	return *arg ? 0 : bp_place_error(at, err, "is empty; allowed: the name of a file");
}

static int parse_device(struct bp_options *o, const struct bp_place *at, const char *arg,
			struct bp_error *err)
{
	o->device = arg;
	return *arg ? 0
		    : bp_place_error(at, err,
				     "is empty; allowed: a block device, such as /dev/sda");
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

static int parse_offset(struct bp_options *o, const struct bp_place *at, const char *arg,
			struct bp_error *err)
{
	return bp_workload_offset(at, arg, &o->offset, err);
}

static int parse_random(struct bp_options *o, const struct bp_place *at, const char *arg,
			struct bp_error *err)
{
	return bp_parse_number(at, arg, 1, INT64_MAX, &o->random, err);
}

static int parse_jobs(struct bp_options *o, const struct bp_place *at, const char *arg,
		      struct bp_error *err)
{
	return parse_unsigned(at, arg, 1, BP_RUN_JOBS_MAX, &o->jobs, err);
}

/* "3/16" is the third part of sixteen. */
static int parse_shard(struct bp_options *o, const struct bp_place *at, const char *arg,
		       struct bp_error *err)
{
	char part[24];
	size_t length = strcspn(arg, "/");

	snprintf(part, sizeof(part), "%.*s", (int)length, arg);
	if (!arg[length] || length >= sizeof(part))
		return bp_place_error(at, err, "\"%.40s\"; allowed: I/N, such as 3/16", arg);
	if (bp_parse_number(at, arg + length + 1, 1, UINT32_MAX, &o->shards, err) ||
	    bp_parse_number(at, part, 1, o->shards, &o->shard, err))
		return -EINVAL;
	o->shard--;
	return 0;
}

/* An offset of 0 means none. */
_Static_assert(offsetof(struct bp_options, given) == 0, "no text or flag is the first member");
#define TEXT(member) .text = offsetof(struct bp_options, member)
#define FLAG(member) .flag = offsetof(struct bp_options, member)

const struct bp_option_row bp_option_table[BP_OPT_NR] = {
	[BP_OPT_LIMITS] = { "limits", "WHAT",
			    "queue directory, limits file or preset: default, nvme, stacking",
			    TEXT(limits) },
	[BP_OPT_SET] = { "set", "KEY=VALUE", "change one limit; may be repeated",
			 .parse = parse_set },
	[BP_OPT_RULES] = { "rules", "NAME", "kernel generation (v5.2); one of ",
			   .parse = parse_rules },
	[BP_OPT_OP] = { "op", "OP", "read, write, discard, write_zeroes, ... (read)",
			.parse = parse_op },
	[BP_OPT_SECTOR] = { "sector", "N", "first sector of 512 bytes (0)", .parse = parse_sector },
	[BP_OPT_FROM] = { "from", "ADDRESS", "drive that has the data", TEXT(from) },
	[BP_OPT_TO] = { "to", "ADDRESS", "drive that it is for", TEXT(to) },
	[BP_OPT_BYTES] = { "bytes", "SIZE", "length, for instance 4k or 1M", .parse = parse_bytes },
	[BP_OPT_BUFFER] = { "buffer", "SIZE", "bytes at a time, whole pages (128k)",
			    .parse = parse_buffer },
	[BP_OPT_LAYOUT] = { "layout", "SHAPE",
			    "scattered, contiguous, random, dma=0x...; offset=, base=, run=, gap=, "
			    "vector=",
			    TEXT(layout) },
	[BP_OPT_DEFECT] = { "defect", "ID,...", "switch defects on; may be repeated",
			    .parse = parse_defect },
	[BP_OPT_SEED] = { "seed", "N", "for random layouts (1)", .parse = parse_seed },
	[BP_OPT_PLUG] = { "plug", "N", "I/Os submitted under one plug (1); 0 for no plug",
			  .parse = parse_plug },
	[BP_OPT_DEPTH] = { "depth", "N", "requests that the device holds at a time (64)",
			   .parse = parse_depth },
	[BP_OPT_QUEUES] = { "queues", "N", "hardware queues, which the I/Os take by turns (1)",
			    .parse = parse_queues },
	[BP_OPT_SCHEDULER] = { "scheduler", "NAME", "none or sorted (none)",
			       .parse = parse_scheduler },
	[BP_OPT_DEVICE_SECTORS] = { "device-sectors", "N", "size of the device (no end)",
				    .parse = parse_device_sectors },
	[BP_OPT_OUT] = { "out", "FILE", "write a blktrace file of what happened",
			 .parse = parse_out },
	[BP_OPT_CASES] = { "cases", "N", "how many I/Os (200)", .parse = parse_cases },
	[BP_OPT_DEVICE] = { "device", "NAME", "a device, only read (a loop device)",
			    .parse = parse_device },
	[BP_OPT_MACHINE] = { "machine", "FILE",
			     "dump of lspci, or scenario, that the device is in (this machine)",
			     TEXT(machine) },
	[BP_OPT_IOMMU] = { "iommu", "HOW",
			   "off, merge or pack: map the data's memory through an IOMMU",
			   TEXT(iommu) },
	[BP_OPT_HCA] = { "hca", "ADDRESS", "the RDMA adapter (as the scenario says)", TEXT(hca) },
	[BP_OPT_DRIVE] = { "drive", "ADDRESS", "the NVMe drive (as the scenario says)",
			   TEXT(drive) },
	[BP_OPT_PROVIDER] = { "provider", "ADDRESS",
			      "the data lies in the memory of this function (in RAM)",
			      TEXT(provider) },
	[BP_OPT_ACS] = { "acs", "off|default",
			 "access control: none, or as a kernel with an IOMMU sets it (as the "
			 "machine says)",
			 TEXT(acs) },
	[BP_OPT_OFFSET] = { "offset", "BYTES",
			    "CPU less bus address of the memory of devices (as the machine says)",
			    .parse = parse_offset },
	[BP_OPT_NVME] = { "nvme", "KEY=VALUE,...",
			  "the device is an NVMe controller: mdts=, sgls=, cmb=, ... (a null "
			  "device)",
			  TEXT(nvme) },
	[BP_OPT_FAULT] = { "fault", "NAME[@PLACE][:COUNT]",
			   "what goes wrong in the controller; may be repeated",
			   .parse = parse_fault },
	[BP_OPT_DATA] = { "data", "HOW",
			  "none, or verify: write, read back and compare every byte (none)",
			  .parse = parse_data },
	[BP_OPT_DESTROY_DATA] = { "destroy-data", NULL, "write to the device as well",
				  FLAG(destroy_data) },
	[BP_OPT_BLOCK_SIZE] = { "block-size", "SIZE", "of the loop device (all by turns)",
				.parse = parse_block_size },
	[BP_OPT_LOOP_DIRECT] = { "loop-direct", "BOOL",
				 "direct I/O below the loop device (both by turns)",
				 .parse = parse_loop_direct },
	[BP_OPT_ANONYMIZE] = { "anonymize", NULL, "hide what identifies the machine",
			       FLAG(anonymize) },
	[BP_OPT_MAX_SECTORS] = { "max-sectors", "N",
				 "assume this max_sectors, which sysfs may hide",
				 .parse = parse_max_sectors },
	[BP_OPT_SEG_BOUNDARY_MASK] = { "seg-boundary-mask", "MASK",
				       "assume this segment boundary, which sysfs hides",
				       .parse = parse_boundary },
	[BP_OPT_INFER] = { "infer", NULL, "try values that sysfs hides on what is unexplained",
			   FLAG(infer) },
	[BP_OPT_V52_ONLY] = { "v52-only", NULL, "hold against v5.2; name what newer rules explain",
			      FLAG(v52_only) },
	[BP_OPT_CHECK] = { "check", NULL, "check every invariant on every step", FLAG(check) },
	[BP_OPT_RANDOM] = { "random", "N", "so many scenarios of a seed, each subject (1000)",
			    .parse = parse_random },
	[BP_OPT_EXHAUSTIVE] = { "exhaustive", "WORLD", "every case of a small world, or of all",
				TEXT(exhaustive) },
	[BP_OPT_REPLAY] = { "replay", "HEX|@FILE", "one scenario, with its story", TEXT(replay) },
	[BP_OPT_MERGE] = { "merge", NULL, "put the results of files together", FLAG(merge) },
	[BP_OPT_EXERCISED] = { "exercised", NULL, "how often each invariant is judged, and by what",
			       FLAG(exercised) },
	[BP_OPT_JOBS] = { "jobs", "N", "processes (as many as processors)", .parse = parse_jobs },
	[BP_OPT_SHARD] = { "shard", "I/N", "part I of N, from 1 (all of it)",
			   .parse = parse_shard },
	[BP_OPT_WITH] = { "with", "SWITCH=NAME",
			  "take a switch from another rule set, or all in turn; no "
			  "invariant counts then",
			  TEXT(with) },
	[BP_OPT_EXPECT] = { "expect", "WHAT",
			    "an invariant, or what else goes wrong: exit 0 when it is found",
			    TEXT(expect) },
	[BP_OPT_LIST] = { "list", NULL, "what can be checked", FLAG(list) },
	[BP_OPT_MATRIX] = { "matrix", NULL, "every defect, and what sees it", FLAG(matrix) },
	[BP_OPT_SCENARIO] = { "scenario", "DIR", "write the files of a lesson there",
			      TEXT(scenario) },
	[BP_OPT_ANSWER] = { "answer", NULL, "tell the answers, or that to exercise K",
			    FLAG(answer) },
	[BP_OPT_VERBOSE] = { "verbose", NULL, "every vector, segment and entry", FLAG(verbose) },
	[BP_OPT_SVG] = { "svg", NULL, "print a picture (SVG)", FLAG(svg) },
	[BP_OPT_HTML] = { "html", NULL, "print pictures and words as a page (HTML)", FLAG(html) },
	[BP_OPT_JSON] = { "json", NULL, "print JSON", FLAG(json) },
	[BP_OPT_HELP] = { "help", NULL, "print this", FLAG(help) },
};
