/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <limits.h>
#include <string.h>

#include "rows.h"

#define SHOWN_ROWS 12
#define SHOWN_ENTRIES 16

const char *const kt_kind_names[KT_KINDS] = {
	[KT_SPLIT] = "split",
	[KT_MERGE] = "merge",
	[KT_RQMERGE] = "merge of requests",
	[KT_ADVANCE] = "advance",
	[KT_ADD_PAGE] = "bio_add_page",
	[KT_ADD_PC_PAGE] = "bio_add_pc_page",
};

static const char *const outcome_words[] = {
	[KT_OK] = "ok",
	[KT_WARNED] = "WARN in",
	[KT_BUGGED] = "BUG in",
	[KT_HUNG] = "does not come to an end",
	[KT_CRASHED] = "crashes",
	[KT_TOO_LONG] = "more pieces or entries than can be held, in",
	[KT_MISSING] = "calls what the shims do not have:",
};

static const struct {
	const char *name;
	const char *columns[KT_COLUMNS];
	const char *entries;
} row_words[KT_WHATS] = {
	[KT_PIECE] = { "piece", { "sector", "bytes", "segments", "recount" }, "scatterlist" },
	[KT_ENDED] = { "ended", { "times", "status" }, NULL },
	[KT_OFFERED] = { "offered",
			 { "direction", "allowed", "merged", "segments", "nomerge", "bytes" },
			 NULL },
	[KT_REQUEST] = { "request", { "sector", "bytes", "segments", "recount" }, "scatterlist" },
	[KT_MERGED] = { "requests", { "merged", "nomerge", "nomerge of the second" }, NULL },
	[KT_ADVANCED] = { "advanced",
			  { "sector", "bytes", "index", "done", "recount" },
			  "scatterlist" },
	[KT_ADDED] = { "added", { "returned" }, NULL },
	[KT_TABLE] = { "bio", { "bytes" }, "vectors" },
};

static const char *const directions[] = { "first", "back", "front", "none", "range" };

static bool same_row(const struct kt_result *a, const struct kt_result *b, unsigned i)
{
	const struct kt_row *x = &a->rows[i];
	const struct kt_row *y = &b->rows[i];

	if (x->what != y->what || memcmp(x->n, y->n, sizeof(x->n)) || x->nr != y->nr)
		return false;
	for (unsigned e = 0; e < x->nr; e++) {
		const struct kt_vec *v = &a->entries[x->first + e];
		const struct kt_vec *w = &b->entries[y->first + e];

		if (v->addr != w->addr || v->len != w->len)
			return false;
	}
	return true;
}

/* Versions move a function's work behind underscores and back. */
static const char *plain(const char *function)
{
	return function + strspn(function, "_");
}

/* What was told before a case was stopped is not compared: the sides need not stop at one place. */
bool kt_results_differ(const struct kt_result *a, const struct kt_result *b, unsigned *row)
{
	bool same_end = a->outcome == b->outcome &&
			(a->outcome > KT_BUGGED || !strcmp(plain(a->function), plain(b->function)));

	*row = UINT_MAX;
	if (a->outcome > KT_WARNED || b->outcome > KT_WARNED)
		return !same_end;
	for (unsigned i = 0; i < a->nr_rows || i < b->nr_rows; i++)
		if (i >= a->nr_rows || i >= b->nr_rows || !same_row(a, b, i)) {
			*row = i;
			return true;
		}
	return !same_end;
}

static void print_entries(FILE *out, const struct kt_vec *v, unsigned nr)
{
	for (unsigned i = 0; i < nr && i < SHOWN_ENTRIES; i++)
		fprintf(out, " 0x%llx+%u", v[i].addr, v[i].len);
	if (nr > SHOWN_ENTRIES)
		fprintf(out, " ... (%u)", nr);
}

void kt_row_print(FILE *out, const struct kt_result *r, unsigned i)
{
	const struct kt_row *row = &r->rows[i];

	if (i >= r->nr_rows) {
		fprintf(out, "nothing");
		return;
	}
	fprintf(out, "%s:", row_words[row->what].name);
	for (unsigned n = 0; n < KT_COLUMNS && row_words[row->what].columns[n]; n++) {
		if (row->what == KT_OFFERED && n == 0)
			fprintf(out, " %s", directions[row->n[0]]);
		else
			fprintf(out, "%s %s %lld", n ? "," : "", row_words[row->what].columns[n],
				(long long)row->n[n]);
	}
	if (row_words[row->what].entries) {
		fprintf(out, "; %s", row_words[row->what].entries);
		print_entries(out, &r->entries[row->first], row->nr);
	}
}

void kt_result_print(FILE *out, const struct kt_result *r, const char *indent)
{
	if (r->outcome != KT_OK)
		fprintf(out, "%s%s %s\n", indent, outcome_words[r->outcome], r->function);
	if (r->outcome > KT_WARNED)
		return;
	for (unsigned i = 0; i < r->nr_rows && i < SHOWN_ROWS; i++) {
		fprintf(out, "%s", indent);
		kt_row_print(out, r, i);
		fprintf(out, "\n");
	}
	if (r->nr_rows > SHOWN_ROWS)
		fprintf(out, "%s... (%u)\n", indent, r->nr_rows);
}

static void print_bio(FILE *out, const struct kt_case *c, unsigned i, const char *indent)
{
	const struct kt_bio *b = &c->bios[i];
	const char *verb = c->discard ? "discards" : c->write ? "writes" : "reads";

	fprintf(out, "%sbio %u %s at sector %llu, ", indent, i, verb, b->sector);
	if (c->discard)
		fprintf(out, "%u bytes", b->bytes);
	else
		fprintf(out, "vectors");
	print_entries(out, &c->vecs[b->first], b->nr);
	if (b->done)
		fprintf(out, ", %u bytes done", b->done);
	if (c->kind == KT_RQMERGE)
		fprintf(out, ", in request %s", i < c->nr_front ? "a" : "b");
	fprintf(out, "\n");
}

void kt_case_print(FILE *out, const struct kt_case *c, const char *indent)
{
	const struct kt_limits *l = &c->limits;

	fprintf(out,
		"%slimits logical_block_size %u, physical_block_size %u, max_sectors %u,\n"
		"%s       max_hw_sectors %u, max_segments %u, max_segment_size %u, chunk_sectors "
		"%u,\n"
		"%s       seg_boundary_mask 0x%llx, virt_boundary_mask 0x%llx\n",
		indent, l->logical_block, l->physical_block, l->max_sectors, indent,
		l->max_hw_sectors, l->max_segments, l->max_segment_size, l->chunk_sectors, indent,
		l->boundary_mask, l->virt_mask);
	if (c->discard)
		fprintf(out,
			"%s       max_discard_sectors %u, discard_granularity %u, "
			"discard_alignment %u,\n"
			"%s       max_discard_segments %u\n",
			indent, l->max_discard, l->discard_granularity, l->discard_alignment,
			indent, l->max_discard_segments);
	for (unsigned i = 0; i < c->nr_bios; i++)
		print_bio(out, c, i, indent);
	if (c->kind == KT_ADD_PAGE || c->kind == KT_ADD_PC_PAGE) {
		fprintf(out, "%sroom for %u vectors, adding", indent, c->room);
		print_entries(out, c->vecs, c->nr_vecs);
		fprintf(out, "\n");
	}
	for (unsigned i = 0; i < c->nr_steps; i++)
		fprintf(out, "%s%s %u%s", i ? "," : indent, i ? "" : "advance by", c->steps[i],
			i + 1 == c->nr_steps ? "\n" : "");
}
