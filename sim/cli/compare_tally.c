/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counting cases by file and source.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/compare.h"

static bool is_source(const struct bp_compare_source *s, const char *path,
		      const struct bp_recording *r)
{
	return !strcmp(s->name, r->src) && !strcmp(s->kernel, r->kernel) && !strcmp(s->path, path);
}

static void free_source(struct bp_compare_source *s)
{
	if (!s)
		return;
	free(s->path);
	free(s->name);
	free(s->kernel);
	free(s);
}

static struct bp_compare_source *new_source(const char *path, const struct bp_recording *r,
					    const struct bp_comparison *c)
{
	struct bp_compare_source *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->path = strdup(path);
	s->name = strdup(r->src);
	s->kernel = strdup(r->kernel);
	s->rules = c->explains;
	if (s->path && s->name && s->kernel)
		return s;
	free_source(s);
	return NULL;
}

/* Cases of one source mostly stand together: the last one is asked first. */
static int find_source(struct bp_compare_report *report, const char *path,
		       const struct bp_recording *r, const struct bp_comparison *c,
		       struct bp_compare_source **found)
{
	struct bp_compare_source **grown;

	for (unsigned i = report->nr_sources; i--;)
		if (is_source(report->sources[i], path, r)) {
			*found = report->sources[i];
			return 0;
		}
	if (report->nr_sources == BP_SOURCES_MAX)
		return -ENOSPC;
	grown = reallocarray(report->sources, report->nr_sources + 1ul,
			     sizeof(struct bp_compare_source *));
	if (!grown)
		return -ENOMEM;
	report->sources = grown;
	*found = new_source(path, r, c);
	if (!*found)
		return -ENOMEM;
	grown[report->nr_sources++] = *found;
	return 0;
}

static void count(struct bp_compare_source *s, const struct bp_comparison *c)
{
	s->cases++;
	s->verdicts[c->verdict]++;
	for (unsigned i = 0; i < BP_RULE_NR; i++)
		s->names[i] += (unsigned)(c->names >> i) & 1;
}

int bp_compare_count(struct bp_compare_report *report, const char *path,
		     const struct bp_recording *r, const struct bp_comparison *c,
		     struct bp_compare_source **source)
{
	int error = find_source(report, path, r, c, source);

	if (error)
		return error;
	count(*source, c);
	count(&report->total, c);
	for (unsigned i = 0; i < c->nr_sides; i++)
		report->fits[i] += !c->sides[i].differs;
	for (unsigned i = 0; i < BP_FACT_NR; i++)
		report->compared[i] += r->facts.list[i].known;
	return 0;
}

static int try_guess(struct bp_compare_guess *guess, unsigned index,
		     const struct queue_limits *limits, const struct bp_recording *r,
		     const struct bp_comparison *c)
{
	struct queue_limits guessed = *limits;
	char option[BP_HIDDEN_TEXT_MAX];
	bool fits;
	int error;

	if (!bp_hidden_guess(&guessed, &r->limits, index))
		return 0;
	error = bp_compare_fits(r, &guessed, c->explains, &fits);
	if (error)
		return error;
	guess->explains += fits && c->verdict == BP_VERDICT_UNEXPLAINED;
	guess->breaks += !fits && c->verdict != BP_VERDICT_UNEXPLAINED;
	bp_hidden_option(&guessed, index, option);
	if (!guess->option[0])
		memcpy(guess->option, option, sizeof(option));
	guess->varies |= strcmp(guess->option, option) != 0;
	return 0;
}

int bp_compare_guess(struct bp_compare_source *s, const struct queue_limits *limits,
		     const struct bp_recording *r, const struct bp_comparison *c)
{
	int error = 0;

	for (unsigned i = 0; !error && i < BP_GUESSES_MAX && bp_hidden_name(i); i++)
		error = try_guess(&s->guesses[i], i, limits, r, c);
	return error;
}

int bp_compare_inferred(const struct bp_compare_source *s)
{
	unsigned unexplained = s->verdicts[BP_VERDICT_UNEXPLAINED];

	for (unsigned i = 0; unexplained && i < BP_GUESSES_MAX; i++)
		if (s->guesses[i].explains == unexplained && !s->guesses[i].breaks)
			return (int)i;
	return -1;
}

unsigned bp_compare_unexplained(const struct bp_compare_report *report)
{
	unsigned n = 0;

	for (unsigned i = 0; i < report->nr_sources; i++)
		if (bp_compare_inferred(report->sources[i]) < 0)
			n += report->sources[i]->verdicts[BP_VERDICT_UNEXPLAINED];
	return n;
}

void bp_compare_free(struct bp_compare_report *report)
{
	for (unsigned i = 0; i < report->nr_sources; i++)
		free_source(report->sources[i]);
	free(report->sources);
	json_decref(report->cases);
}
