/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Golden vectors (tests/conform/vectors/README.md) on a side.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <input/vectors.h>

#include "rows.h"
#include "seconds.h"
#include "subjects.h"
#include "vectors.h"

#define SHOWN 5
#define FAILING_SECONDS 1 /* less than one that hangs takes */

static kt_number number(const json_t *list, size_t i)
{
	return (kt_number)json_integer_value(json_array_get(list, i));
}

static void take_vectors(struct kt_case *c, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list) && c->nr_vecs < KT_VECS; i++) {
		u64 addr = 0;
		unsigned len = 0;

		bp_vector_range(json_array_get(list, i), &addr, &len);
		c->vecs[c->nr_vecs++] = (struct kt_vec){ addr, len };
	}
}

static void take_bio(struct kt_case *c, kt_number sector, const json_t *vectors)
{
	struct kt_bio *b = &c->bios[c->nr_bios++];

	*b = (struct kt_bio){ .sector = sector, .first = c->nr_vecs };
	take_vectors(c, vectors);
	b->nr = c->nr_vecs - b->first;
}

static void take_bios(struct kt_case *c, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list) && c->nr_bios < KT_BIOS; i++)
		take_bio(c, number(json_array_get(list, i), 0),
			 json_array_get(json_array_get(list, i), 1));
}

static void take_limits(struct kt_limits *to, const struct queue_limits *from)
{
	*to = (struct kt_limits){
		.logical_block = from->logical_block_size,
		.physical_block = from->physical_block_size,
		.max_sectors = from->max_sectors,
		.max_hw_sectors = from->max_hw_sectors,
		.max_segments = from->max_segments,
		.max_segment_size = from->max_segment_size,
		.chunk_sectors = from->chunk_sectors,
		.boundary_mask = from->seg_boundary_mask,
		.virt_mask = from->virt_boundary_mask,
	};
}

static void take_case(struct kt_case *c, const struct bp_vector_case *v)
{
	static const enum kt_kind kinds[BP_VECTOR_KINDS] = {
		[BP_VECTOR_SPLIT] = KT_SPLIT,	  [BP_VECTOR_MERGE] = KT_MERGE,
		[BP_VECTOR_RQMERGE] = KT_RQMERGE, [BP_VECTOR_ADV] = KT_ADVANCE,
		[BP_VECTOR_ADD] = KT_ADD_PAGE,
	};
	const char *api = json_string_value(json_object_get(v->json, "api"));
	const json_t *steps = json_object_get(v->json, "n");

	memset(c, 0, sizeof(*c));
	c->kind = kinds[v->kind];
	c->write = v->write;
	take_limits(&c->limits, &v->limits);
	if (api && !strcmp(api, "bio_add_pc_page"))
		c->kind = KT_ADD_PC_PAGE;
	c->room = (unsigned)json_integer_value(json_object_get(v->json, "maxv"));
	for (size_t i = 0; i < json_array_size(steps) && i < KT_STEPS; i++)
		c->steps[c->nr_steps++] = (unsigned)number(steps, i);
	if (json_object_get(v->json, "s"))
		take_bio(c, (kt_number)json_integer_value(json_object_get(v->json, "s")),
			 json_object_get(v->json, "v"));
	else
		take_vectors(c, json_object_get(v->json, "v"));
	take_bios(c, json_object_get(v->json, "bios"));
	take_bios(c, json_object_get(v->json, "a"));
	c->nr_front = c->nr_bios;
	take_bios(c, json_object_get(v->json, "b"));
}

static void expect_entries(struct kt_result *r, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		u64 addr = 0;
		unsigned len = 0;

		bp_vector_range(json_array_get(list, i), &addr, &len);
		kt_entry_add(r, addr, len);
	}
}

/* A row of `nr` numbers; the columns that golden vectors do not have are taken from what was seen.
 */
static struct kt_row *expect(struct kt_result *r, const struct kt_result *seen, enum kt_what what,
			     const json_t *numbers, unsigned nr)
{
	const struct kt_row *like = &seen->rows[r->nr_rows];
	bool known = r->nr_rows < seen->nr_rows && like->what == what;
	struct kt_row *row = kt_row_add(r, what);

	if (known)
		memcpy(row->n, like->n, sizeof(row->n));
	for (unsigned i = 0; i < nr; i++)
		row->n[i] = number(numbers, i);
	return row;
}

static void expect_summary(struct kt_result *r, const struct kt_result *seen, enum kt_what what,
			   const json_t *s)
{
	if (!s)
		return;
	expect(r, seen, what, s, 4);
	expect_entries(r, json_array_get(s, 4));
}

static void expect_step(struct kt_result *r, const struct kt_result *seen, const json_t *step)
{
	static const char *const words[] = { "init", "back", "front", "none" };
	struct kt_row *row = expect(r, seen, KT_OFFERED, step, 5);
	const char *word = json_string_value(json_array_get(step, 0));

	while (row->n[0] < KT_NONE && strcmp(word ? word : "", words[row->n[0]]))
		row->n[0]++;
}

static void expect_all(struct kt_result *r, const struct kt_result *seen,
		       const struct bp_vector_case *v)
{
	static const enum kt_outcome outcomes[] = { KT_OK, KT_BUGGED, KT_HUNG, KT_WARNED };
	const json_t *merged = json_object_get(v->json, "merged");
	json_t *item;
	size_t i;

	r->outcome = outcomes[v->outcome];
	r->nr_rows = r->nr_entries = 0;
	snprintf(r->function, sizeof(r->function), "%s", v->function);
	json_array_foreach (json_object_get(v->json, "out"), i, item)
		expect_summary(r, seen, KT_PIECE, item);
	if (v->kind == BP_VECTOR_SPLIT)
		kt_row_add(r, KT_ENDED)->n[0] = 1; /* once, and without an error */
	json_array_foreach (json_object_get(v->json, "steps"), i, item)
		expect_step(r, seen, item);
	if (merged)
		expect(r, seen, KT_MERGED, NULL, 0)->n[0] = (kt_number)json_integer_value(merged);
	expect_summary(r, seen, KT_REQUEST, json_object_get(v->json, "rq"));
	json_array_foreach (json_object_get(v->json, "adv"), i, item) {
		expect(r, seen, KT_ADVANCED, item, 5);
		expect_entries(r, json_array_get(item, 5));
	}
	json_array_foreach (json_object_get(v->json, "ret"), i, item)
		expect(r, seen, KT_ADDED, NULL, 0)->n[0] = (kt_number)json_integer_value(item);
	if (v->kind == BP_VECTOR_ADD) {
		item = json_object_get(v->json, "size");
		expect(r, seen, KT_TABLE, NULL, 0)->n[0] = (kt_number)json_integer_value(item);
		expect_entries(r, json_object_get(v->json, "vecs"));
	}
}

static void show(const struct bp_vector_case *v, const struct kt_case *c,
		 const struct kt_result *expected, const struct kt_result *seen)
{
	printf("golden vector %s (%s)\n", v->id, kt_kind_names[c->kind]);
	kt_case_print(stdout, c, "  ");
	printf("  expected\n");
	kt_result_print(stdout, expected, "    ");
	printf("  seen\n");
	kt_result_print(stdout, seen, "    ");
}

static bool run_all(struct bp_vectors *vectors, kt_run_fn *run, struct kt_vectors_seen *tally)
{
	struct kt_case *c = malloc(sizeof(*c));
	struct kt_result *expected = calloc(2, sizeof(*expected));
	struct kt_result *seen = expected + 1;
	struct bp_error err = { 0 };
	struct bp_vector_case v;
	double failing = 0;
	int got = -1;

	while (c && expected && !tally->cut_short &&
	       (got = bp_vectors_next(vectors, &v, &err)) == 1) {
		double begun = kt_worked_seconds();
		unsigned row;

		take_case(c, &v);
		kt_guarded_run(run, c, seen);
		expect_all(expected, seen, &v);
		if (!kt_results_differ(expected, seen, &row)) {
			tally->passed++;
		} else {
			failing += kt_worked_seconds() - begun;
			tally->cut_short = failing > FAILING_SECONDS;
			if (++tally->failed <= SHOWN)
				show(&v, c, expected, seen);
		}
		bp_vector_release(&v);
	}
	if (got < 0)
		fprintf(stderr, "kernel-tree: %s\n", err.text);
	free(expected);
	free(c);
	return got >= 0;
}

bool kt_vectors_run(const char *path, kt_run_fn *run, struct kt_vectors_seen *seen)
{
	struct bp_error err = { 0 };
	struct bp_vectors *vectors;
	bool good;

	*seen = (struct kt_vectors_seen){ 0 };
	if (bp_vectors_open(path, &vectors, &err)) {
		fprintf(stderr, "kernel-tree: %s: %s\n", path, err.text);
		return false;
	}
	good = run_all(vectors, run, seen);
	bp_vectors_close(vectors);
	return good;
}
