/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A scenario as text, or in a file.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check.h"
#include "input/plain_file.h"

static unsigned digit(char c)
{
	return (unsigned)(isdigit((unsigned char)c) ? c - '0'
						    : tolower((unsigned char)c) - 'a' + 10);
}

static int read_hex(const char *text, u8 bytes[BP_RUN_BYTES], size_t *size, struct bp_error *err)
{
	size_t digits = strspn(text, "0123456789abcdefABCDEF");

	if (text[digits] || digits % 2 || digits > 2 * BP_RUN_BYTES)
		return bp_error_set(err, NULL, 0, "--replay",
				    "\"%.40s\"; allowed: an even number of hexadecimal digits, at "
				    "most %u, or @FILE",
				    text, 2 * BP_RUN_BYTES);
	*size = digits / 2;
	for (size_t i = 0; i < *size; i++)
		bytes[i] = (u8)(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
	return 0;
}

/* Fuzzers may make longer ones; what lies behind is never looked at. */
static int read_file(const char *path, u8 bytes[BP_RUN_BYTES], size_t *size, struct bp_error *err)
{
	FILE *file;
	int error = 0;

	if (!*path)
		return bp_error_set(err, NULL, 0, "--replay", "names no file; allowed: @FILE");
	if (bp_plain_file_open(path, &file, err))
		return -EINVAL;
	*size = fread(bytes, 1, BP_RUN_BYTES, file);
	if (ferror(file))
		error = bp_error_set(err, path, 0, NULL, "%s", strerror(errno));
	fclose(file);
	return error;
}

int bp_check_bytes(const char *text, u8 bytes[BP_RUN_BYTES], size_t *size, struct bp_error *err)
{
	return *text == '@' ? read_file(text + 1, bytes, size, err)
			    : read_hex(text, bytes, size, err);
}

/* Tells the scenario while it runs, then what went wrong in it. */
static enum bp_exit show(struct bp_cli *cli, const struct bp_options *options, struct bp_run *run,
			 const u8 *bytes, size_t size)
{
	struct bp_trial *trial = calloc(1, sizeof(*trial));

	if (!trial)
		abort();
	trial->story = cli->out;
	bp_subject_try(run->subject, &run->setup, bytes, size, trial);
	fputs(trial->outcome.wrong ? trial->text : "all is as it should be\n", cli->out);
	run->outcome = trial->outcome;
	run->nr_findings = trial->what[0] != '\0';
	memcpy(run->findings[0].what, trial->what, sizeof(trial->what));
	free(trial);
	if (options->expect)
		return bp_check_expected(cli, options, bp_check_found(options, run));
	return run->outcome.wrong ? BP_EXIT_CHECK : BP_EXIT_FINE;
}

enum bp_exit bp_check_replay(struct bp_cli *cli, const struct bp_check_plan *plan)
{
	struct bp_result *result = calloc(1, sizeof(*result));
	enum bp_exit status = BP_EXIT_USAGE;
	struct bp_error err = { 0 };
	u8 bytes[BP_RUN_BYTES];
	size_t size;

	if (!result)
		abort();
	if (bp_check_bytes(plan->options->replay, bytes, &size, &err) ||
	    bp_check_plan_run(plan, plan->subjects[0], result, &err))
		bp_cli_complain(cli, &err);
	else
		status = show(cli, plan->options, &result->run, bytes, size);
	free(result);
	return status;
}
