/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "cli/defects_matrix.h"

typedef unsigned long long ull;

/* Two of one family: "INV-MAP-2, -3". */
static void print_short(FILE *out, const char *ids)
{
	char text[BP_MATRIX_IDS_MAX], *rest = text, *id;
	const char *before = NULL;

	snprintf(text, sizeof(text), "%s", ids);
	while ((id = strsep(&rest, ","))) {
		const char *number = strrchr(id, '-');
		const char *start = id + strspn(id, " ");
		const size_t family = (size_t)(number - start);
		const bool same = before && strrchr(before, '-') == before + family &&
				  !strncmp(before, start, family);

		fprintf(out, "%s%s", before ? ", " : "", same ? number : start);
		before = start;
	}
}

/* "INV-MAP-2, -3; report R-MEM-3; bytes" */
static void print_seen_by(FILE *out, const struct bp_matrix_row *row)
{
	const char *gap = "";

	if (*row->invariants) {
		print_short(out, row->invariants);
		gap = "; ";
	}
	if (*row->reports) {
		fprintf(out, "%sreport of %s", gap, row->reports);
		gap = "; ";
	}
	if (row->data)
		fprintf(out, "%scomparison of bytes", gap);
}

static void print_row(FILE *out, const struct bp_matrix_row *row)
{
	char after[24] = "-";

	if (row->random.found)
		snprintf(after, sizeof(after), "%llu", (ull)row->random.number + 1);
	else if (row->subject)
		snprintf(after, sizeof(after), "never");
	fprintf(out, "%-13s %5s  %6s  %5s  %6s  ", bp_defect_get(row->defect)->id,
		*row->invariants ? "x" : ".", *row->reports ? "x" : ".", row->data ? "x" : ".",
		after);
	print_seen_by(out, row);
	if (!bp_matrix_caught(row))
		fputs("  NOT CAUGHT", out);
	fputc('\n', out);
}

static void print_bytes(FILE *out, const struct bp_search_end *end)
{
	for (size_t i = 0; i < end->size; i++)
		fprintf(out, "%02x", end->bytes[i]);
	if (!end->size)
		fputs("''", out);
}

static void print_input(FILE *out, const struct bp_matrix_row *row)
{
	fprintf(out, "%-13s %s\n", bp_defect_get(row->defect)->id,
		row->shown ? row->shown->input : "no case");
	if (!row->random.found)
		return;
	fprintf(out, "  %s: %s --replay ", row->random.what, row->subject->name);
	print_bytes(out, &row->random);
	fputc('\n', out);
}

static void print_quirk(FILE *out, const struct bp_matrix_row *row)
{
	const struct bp_defect *quirk = bp_defect_get(row->defect);

	fprintf(out, "%-13s %s\n  shown by %s\n", quirk->id, quirk->caught_by,
		bp_matrix_test(row->defect));
	if (!row->random.found)
		return;
	fprintf(out, "  mended, seen after %llu: %s --replay ", (ull)row->random.number + 1,
		row->subject->name);
	print_bytes(out, &row->random);
	fputc('\n', out);
}

static void print_quirks(FILE *out, const struct bp_matrix_row *rows)
{
	fputs("\nquirks are kept; what the invariants say, and what shows them:\n", out);
	for (int id = BP_DEFECT_NR; id < BP_SWITCH_NR; id++)
		print_quirk(out, &rows[id]);
}

static void print_sum(FILE *out, const struct bp_matrix_row *rows)
{
	unsigned caught = 0, invariants = 0, tried = 0, met = 0;

	for (int id = 0; id < BP_DEFECT_NR; id++) {
		caught += bp_matrix_caught(&rows[id]);
		invariants += *rows[id].invariants != 0;
		tried += rows[id].subject != NULL;
		met += rows[id].random.found;
	}
	fprintf(out,
		"\n%u of %u defects are caught, %u by invariants; random scenarios meet %u of %u "
		"that they are to meet\n",
		caught, (unsigned)BP_DEFECT_NR, invariants, met, tried);
}

static void print_matrix(FILE *out, const struct bp_matrix_row *rows)
{
	fprintf(out,
		"x: the smallest case of a defect shows it that way; random: the first scenario of "
		"seed %d that does,\nof %d at most\n\n%-13s %5s  %6s  %5s  %6s  seen by\n",
		BP_MATRIX_SEED, BP_MATRIX_BUDGET, "defect", "law", "report", "bytes", "random");
	for (int id = 0; id < BP_DEFECT_NR; id++)
		print_row(out, &rows[id]);
	fputs("\nsmallest inputs, of random scenarios as bytes for \"blkpath check\" with the "
	      "defect on:\n",
	      out);
	for (int id = 0; id < BP_DEFECT_NR; id++)
		print_input(out, &rows[id]);
	print_quirks(out, rows);
	print_sum(out, rows);
}

static enum bp_exit print(struct bp_cli *cli, const struct bp_matrix_row *rows, bool json)
{
	if (json)
		return bp_cli_json(cli, bp_matrix_json(rows));
	print_matrix(cli->out, rows);
	return BP_EXIT_FINE;
}

static bool all_caught(const struct bp_matrix_row *rows)
{
	for (int id = 0; id < BP_DEFECT_NR; id++)
		if (!bp_matrix_caught(&rows[id]))
			return false;
	return true;
}

enum bp_exit bp_cmd_defects_matrix(struct bp_cli *cli, bool json)
{
	struct bp_matrix_row *rows = calloc(BP_SWITCH_NR, sizeof(*rows));
	enum bp_exit status = BP_EXIT_FINE;
	struct bp_error err = { 0 };

	if (!rows)
		abort();
	for (int id = 0; id < BP_SWITCH_NR && !status; id++)
		if (bp_matrix_look((enum bp_defect_id)id, &rows[id], &err))
			status = bp_cli_complain(cli, &err);
	if (!status)
		status = print(cli, rows, json);
	if (!status && !all_caught(rows))
		status = BP_EXIT_CHECK;
	free(rows);
	return status;
}
