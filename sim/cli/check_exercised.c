/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath check --exercised: an invariant that nothing judges holds nothing together.
 */
#include <stdlib.h>

#include "cli/check.h"
#include "cli/check_exercised.h"

/* Something that judges. */
struct source {
	const char *name;
	u64 judged[BP_INV_NR];
};

struct exercised {
	struct source sources[BP_CHECK_SUBJECTS_MAX + 1];
	unsigned nr;
};

/* What no scenario leads to yet, and the test that judges it. */
static const struct {
	enum bp_invariant id;
	const char *test;
} by_tests[] = {
	{ BP_INV_NVME_33, "tests/unit/check/test_nvme_told.c" },
};

static const char *test_of(int id)
{
	for (size_t i = 0; i < bp_array_size(by_tests); i++)
		if ((int)by_tests[i].id == id)
			return by_tests[i].test;
	return NULL;
}

static int run_subject(struct bp_cli *cli, const struct bp_check_plan *plan, unsigned i,
		       struct source *source, struct bp_error *err)
{
	struct bp_result *result = calloc(1, sizeof(*result));
	json_t *runs = json_array();
	int error;

	if (!result)
		abort();
	error = bp_check_plan_run(plan, plan->subjects[i], result, err)
			?: bp_check_go(cli, plan, result, runs, err);
	source->name = plan->subjects[i]->name;
	for (int id = 0; id < BP_INV_NR; id++)
		source->judged[id] = result->run.outcome.judged[id];
	json_decref(runs);
	free(result);
	return error;
}

static int run_sources(struct bp_cli *cli, const struct bp_check_plan *plan, struct exercised *e,
		       struct bp_error *err)
{
	int error = 0;

	for (unsigned i = 0; i < plan->nr_subjects && !error; i++)
		error = run_subject(cli, plan, i, &e->sources[e->nr++], err);
	if (error || plan->options->nr_operands)
		return error;
	e->sources[e->nr].name = "defects";
	return bp_check_gallery(e->sources[e->nr++].judged, err);
}

static u64 sum(const struct exercised *e, int id)
{
	u64 judged = 0;

	for (unsigned i = 0; i < e->nr; i++)
		judged += e->sources[i].judged[id];
	return judged;
}

static unsigned count_idle(const struct exercised *e)
{
	unsigned idle = 0;

	for (int id = 0; id < BP_INV_NR; id++)
		idle += !sum(e, id) && !test_of(id);
	return idle;
}

static void print_row(FILE *out, const struct exercised *e, int id)
{
	const char *mark = " ";

	fprintf(out, "%-14s %12llu ", bp_invariant_get((enum bp_invariant)id)->id,
		(unsigned long long)sum(e, id));
	for (unsigned i = 0; i < e->nr; i++) {
		if (!e->sources[i].judged[id])
			continue;
		fprintf(out, "%s%s %llu", mark, e->sources[i].name,
			(unsigned long long)e->sources[i].judged[id]);
		mark = ", ";
	}
	if (!sum(e, id))
		fprintf(out, " %s", test_of(id) ?: "nothing");
	fputc('\n', out);
}

static void print(FILE *out, const struct exercised *e)
{
	fprintf(out, "%-14s %12s  by\n", "", "judged");
	for (int id = 0; id < BP_INV_NR; id++)
		print_row(out, e, id);
	fprintf(out, "\n%d invariants, %u of them judged by nothing\n", BP_INV_NR, count_idle(e));
}

static json_t *row_json(const struct exercised *e, int id)
{
	json_t *by = json_object();

	for (unsigned i = 0; i < e->nr; i++)
		if (e->sources[i].judged[id])
			json_object_set_new(by, e->sources[i].name,
					    json_integer((json_int_t)e->sources[i].judged[id]));
	return json_pack("{s:s, s:I, s:o, s:s?}", "invariant",
			 bp_invariant_get((enum bp_invariant)id)->id, "judged",
			 (json_int_t)sum(e, id), "by", by, "test", sum(e, id) ? NULL : test_of(id));
}

static enum bp_exit print_json(struct bp_cli *cli, const struct exercised *e)
{
	json_t *list = json_array();

	for (int id = 0; id < BP_INV_NR; id++)
		json_array_append_new(list, row_json(e, id));
	return bp_cli_json(cli, json_pack("{s:o}", "exercised", list));
}

enum bp_exit bp_check_exercised(struct bp_cli *cli, const struct bp_check_plan *plan)
{
	struct exercised *e = calloc(1, sizeof(*e));
	enum bp_exit status = BP_EXIT_FINE;
	struct bp_error err = { 0 };

	if (!e)
		abort();
	if (run_sources(cli, plan, e, &err))
		status = bp_cli_complain(cli, &err);
	else if (plan->options->json)
		status = print_json(cli, e);
	else
		print(cli->out, e);
	if (status == BP_EXIT_FINE && count_idle(e))
		status = BP_EXIT_CHECK;
	free(e);
	return status;
}
