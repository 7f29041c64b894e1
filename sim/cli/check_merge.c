/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath check --merge: the parts of a run, as if they had been one.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "cli/check.h"
#include "cli/check_merge.h"
#include "proof/result_file.h"

struct merge {
	const struct bp_options *options;
	struct bp_result *part; /* that is being read */
	struct bp_merged *runs[BP_CHECK_SUBJECTS_MAX];
	unsigned nr;
	bool missing;
};

static void *must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

/* The run of a subject; a new one when it is the first. */
static struct bp_merged *run_of(struct merge *m, const struct bp_subject *subject)
{
	for (unsigned i = 0; i < m->nr; i++)
		if (m->runs[i]->result.run.subject == subject)
			return m->runs[i];
	m->runs[m->nr] = must(calloc(1, sizeof(**m->runs)));
	m->runs[m->nr]->result.run.subject = subject;
	return m->runs[m->nr++];
}

static int read_file(struct merge *m, const char *path, struct bp_error *err)
{
	json_t *runs;
	int error = bp_results_load(path, &runs, err);

	for (size_t i = 0; !error && i < json_array_size(runs); i++) {
		error = bp_results_at(path, runs, i, m->part, err);
		if (!error)
			error = bp_merged_add(run_of(m, m->part->run.subject), m->part, path, err);
	}
	json_decref(runs);
	return error;
}

static void print_gap(FILE *out, const struct bp_run *run, const struct bp_merge_gap *gap)
{
	if (gap->next)
		fprintf(out,
			"%s: part %" PRIu64 " of %" PRIu64 " stopped at %" PRIu64 " of %" PRIu64
			"\n",
			run->subject->name, gap->first + 1, run->shards, gap->next, run->end);
	else if (gap->first == gap->last)
		fprintf(out, "%s: part %" PRIu64 " of %" PRIu64 " is missing\n", run->subject->name,
			gap->first + 1, run->shards);
	else
		fprintf(out, "%s: parts %" PRIu64 " to %" PRIu64 " of %" PRIu64 " are missing\n",
			run->subject->name, gap->first + 1, gap->last + 1, run->shards);
}

static json_t *gap_json(const struct bp_run *run, const struct bp_merge_gap *gap)
{
	return json_pack("{s:s, s:I, s:I, s:I, s:I}", "subject", run->subject->name, "first",
			 (json_int_t)gap->first + 1, "last", (json_int_t)gap->last + 1, "shards",
			 (json_int_t)run->shards, "next", (json_int_t)gap->next);
}

/* What is missing of a run, as text or into the list. */
static void find_gaps(struct bp_cli *cli, struct merge *m, struct bp_merged *run, json_t *missing)
{
	struct bp_merge_gap gap;
	u64 from = 0;

	while (bp_merged_gap(run, from, &gap)) {
		m->missing = true;
		if (m->options->json)
			json_array_append_new(missing, gap_json(&run->result.run, &gap));
		else
			print_gap(cli->out, &run->result.run, &gap);
		from = gap.last + 1;
	}
	bp_merged_close(run, !from);
}

/* A document that blkpath check takes for a result file, as far as nothing is missing. */
static enum bp_exit print_json(struct bp_cli *cli, const struct merge *m, json_t *missing)
{
	json_t *runs = json_array(), *document;

	for (unsigned i = 0; i < m->nr; i++)
		json_array_append_new(runs, bp_result_json(&m->runs[i]->result));
	document = bp_results_json(runs);
	json_object_set(document, "missing", missing);
	return bp_cli_json(cli, document);
}

static enum bp_exit tell(struct bp_cli *cli, struct merge *m)
{
	json_t *missing = json_array();
	bool wrong = false, found = false;
	enum bp_exit status = BP_EXIT_FINE;

	for (unsigned i = 0; i < m->nr; i++) {
		struct bp_run *run = &m->runs[i]->result.run;

		find_gaps(cli, m, m->runs[i], missing);
		if (!m->options->json)
			bp_check_print(cli->out, m->options, &m->runs[i]->result);
		wrong = wrong || run->outcome.wrong;
		found = found || bp_check_found(m->options, run);
	}
	if (m->options->json)
		status = print_json(cli, m, missing);
	json_decref(missing);
	if (status != BP_EXIT_FINE)
		return status;
	status = wrong ? BP_EXIT_CHECK : BP_EXIT_FINE;
	if (m->options->expect)
		status = bp_check_expected(cli, m->options, found);
	return m->missing ? BP_EXIT_CHECK : status;
}

enum bp_exit bp_check_merge(struct bp_cli *cli, const struct bp_options *options)
{
	struct merge m = { .options = options, .part = must(calloc(1, sizeof(*m.part))) };
	struct bp_error err = { 0 };
	enum bp_exit status;
	int error = 0;

	for (int i = 0; i < options->nr_operands && !error; i++)
		error = read_file(&m, options->operands[i], &err);
	status = error ? bp_cli_complain(cli, &err) : tell(cli, &m);
	for (unsigned i = 0; i < m.nr; i++) {
		free(m.runs[i]->parts);
		free(m.runs[i]);
	}
	free(m.part);
	return status;
}
