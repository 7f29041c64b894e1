/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath record: recordings of the running kernel.
 */
#include <bsd/stdio.h>

#include "cli/options.h"
#include "output/new_file.h"
#include "record/record.h"
#include "record/stop.h"

static const struct bp_option_words words[] = {
	{ BP_OPT_OP, "read or write (both)" },
	{ BP_OPT_SEED, "for the plan of I/Os (1)" },
	{ BP_OPT_OUT, "write there; the file appears when all is complete (standard output)" },
	{ 0 },
};

static const struct bp_usage usage = {
	.synopsis = "record [OPTION...]",
	.about = "Makes recordings of what the running kernel does with direct I/O, for blkpath "
		 "compare.\nUses a loop device of its own over a temporary file; needs root.\n",
	.options = BP_OPT_BIT(CASES) | BP_OPT_BIT(SEED) | BP_OPT_BIT(OP) | BP_OPT_BIT(DEVICE) |
		   BP_OPT_BIT(DESTROY_DATA) | BP_OPT_BIT(BLOCK_SIZE) | BP_OPT_BIT(LOOP_DIRECT) |
		   BP_OPT_BIT(ANONYMIZE) | BP_OPT_BIT(OUT),
	.words = words,
};

static int check_together(const struct bp_options *o, struct bp_error *err)
{
	const bool loop = o->given & (BP_OPT_BIT(BLOCK_SIZE) | BP_OPT_BIT(LOOP_DIRECT));

	if (o->device && loop)
		return bp_error_set(err, NULL, 0, "--device",
				    "has blocks and a way of its own: --block-size and "
				    "--loop-direct are for the loop device");
	if (!o->device && o->destroy_data)
		return bp_error_set(err, NULL, 0, "--destroy-data", "needs a --device");
	/* What JSON holds, and so what compare reads. */
	if (o->seed > INT64_MAX)
		return bp_error_set(err, NULL, 0, "--seed", "allowed here: 0 to %lld",
				    (long long)INT64_MAX);
	if (o->opf != REQ_OP_READ && o->opf != REQ_OP_WRITE)
		return bp_error_set(err, NULL, 0, "--op", "allowed here: read, write");
	if (o->device && o->opf == REQ_OP_WRITE && !o->destroy_data)
		return bp_error_set(err, NULL, 0, "--op",
				    "writing to a device destroys what is on it: --destroy-data "
				    "is missing");
	return 0;
}

static struct bp_record_wish wish_of(const struct bp_options *o)
{
	bool both = !(o->given & BP_OPT_BIT(OP));

	return (struct bp_record_wish){
		.device = o->device,
		.destroy_data = o->destroy_data,
		.anonymize = o->anonymize,
		.cases = o->cases,
		.seed = o->seed,
		.reads = both || o->opf == REQ_OP_READ,
		.writes = both || o->opf == REQ_OP_WRITE,
		.block_bytes = o->block_bytes,
		.direct = o->loop_direct,
	};
}

static int record(struct bp_cli *cli, const struct bp_options *o, struct bp_record_count *count,
		  struct bp_error *err)
{
	struct bp_record_wish wish = wish_of(o);
	struct bp_new_file *file;
	int rc;

	if (!o->out)
		return bp_record(&wish, cli->out, count, err);
	rc = bp_new_file_open(o->out, &file, err);
	if (rc)
		return rc;
	rc = bp_record(&wish, bp_new_file_stream(file), count, err);
	if (!rc)
		return bp_new_file_commit(file, err);
	bp_new_file_abort(file);
	return rc;
}

static enum bp_exit tell(struct bp_cli *cli, const struct bp_record_count *count)
{
	fprintf(cli->err, "blkpath: %u cases recorded\n", count->written);
	if (count->disturbed)
		fprintf(cli->err,
			"blkpath: %u of them show more or less than their own I/O: others use the "
			"device\n",
			count->disturbed);
	if (!count->wrong)
		return BP_EXIT_FINE;
	fprintf(cli->err, "blkpath: %u of them did not read back what was written\n", count->wrong);
	return BP_EXIT_CHECK;
}

enum bp_exit bp_cmd_record(struct bp_cli *cli, int argc, char **argv)
{
	struct bp_record_count count = { 0 };
	struct bp_options options;
	struct bp_error err = { 0 };
	enum bp_exit status;
	int rc;

	if (!bp_options_read(cli, &usage, argc, argv, &options, &status))
		return status;
	if (check_together(&options, &err))
		return bp_cli_complain(cli, &err);
	bp_stop_begin();
	rc = record(cli, &options, &count, &err);
	bp_stop_end();
	if (!rc)
		return tell(cli, &count);
	/* What could not be written is not tried again: there are whole lines or none. */
	fpurge(cli->out);
	clearerr(cli->out);
	return bp_cli_complain(cli, &err);
}
