/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cover SUBJECT TRIALS FOLDER [story] - a corpus whose names tell what is in it: for each invariant
 * that the subject's scenarios bring to judgement, the smallest string found that does; with
 * "story" also for each line of their stories that comes again and again, as far as its first
 * comma.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <proof/run.h>

#define FEATURES_MAX 1024u
#define NAME_MAX_BYTES 48u
#define OFTEN 3u

struct string {
	u8 bytes[BP_RUN_BYTES];
	size_t size;
};

/* Something that a scenario can have. */
struct feature {
	char name[NAME_MAX_BYTES];
	struct string best;
	unsigned seen;
	bool here; /* in the last scenario */
	bool covered;
};

static const struct bp_subject *subject;
static struct feature features[FEATURES_MAX];
static unsigned nr_features;
static bool with_story;

static void note(const char *text, size_t length)
{
	char name[NAME_MAX_BYTES] = "";
	size_t i;

	for (i = 0; i < length && i < sizeof(name) - 1; i++)
		name[i] = isalnum((unsigned char)text[i]) ? (char)tolower((unsigned char)text[i])
							  : '-';
	for (i = 0; i < nr_features && strcmp(features[i].name, name); i++)
		;
	if (i == FEATURES_MAX)
		return;
	if (i == nr_features)
		memcpy(features[nr_features++].name, name, sizeof(name));
	features[i].here = true;
}

static void note_story(const char *story)
{
	while (*story) {
		const size_t line = strcspn(story, "\n"), words = strcspn(story, ",\n");

		if (words)
			note(story, words);
		story += line + (story[line] == '\n');
	}
}

/* Runs a string, and notes what it has. */
static void try_string(const struct string *s)
{
	static const struct bp_trial_setup setup;
	static struct bp_trial trial;
	char *story = NULL;
	size_t size;

	for (unsigned i = 0; i < nr_features; i++)
		features[i].here = false;
	trial.story = with_story ? open_memstream(&story, &size) : NULL;
	bp_subject_try(subject, &setup, s->bytes, s->size, &trial);
	if (trial.story)
		fclose(trial.story);
	if (story)
		note_story(story);
	free(story);
	for (unsigned id = 0; id < BP_INV_NR; id++)
		if (trial.outcome.judged[id]) {
			const char *name = bp_invariant_get((enum bp_invariant)id)->id;

			note(name, strlen(name));
		}
	if (trial.outcome.wrong) {
		fprintf(stderr, "%s\n%s\n", trial.what, trial.text);
		exit(1);
	}
}

static void look(const struct string *s)
{
	try_string(s);
	for (unsigned i = 0; i < nr_features; i++)
		if (features[i].here && (!features[i].seen++ || s->size < features[i].best.size))
			features[i].best = *s;
}

/* Without @bytes at @at; or with zeroes there. */
static struct string without(const struct string *s, size_t at, size_t bytes, bool zeroes)
{
	struct string less = *s;

	if (zeroes) {
		memset(less.bytes + at, 0, bytes);
		return less;
	}
	memmove(less.bytes + at, s->bytes + at + bytes, s->size - at - bytes);
	less.size -= bytes;
	return less;
}

static void make_smaller(struct feature *feature, bool zeroes)
{
	struct string *s = &feature->best;

	for (size_t bytes = s->size; bytes; bytes /= 2)
		for (size_t at = 0; at + bytes <= s->size; at += bytes) {
			const struct string less = without(s, at, bytes, zeroes);

			if (less.size == s->size && !memcmp(less.bytes, s->bytes, s->size))
				continue;
			try_string(&less);
			if (feature->here)
				*s = less;
		}
}

static void put(const char *folder, const struct feature *feature)
{
	const struct string *s = &feature->best;
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, s->size ? feature->name : "simplest");
	file = fopen(path, "wb");
	if (!file || fwrite(s->bytes, 1, s->size, file) != s->size || fclose(file))
		abort();
}

/* One file for everything that comes with it; the first feature gives it its name. */
static void put_all(const char *folder)
{
	for (unsigned i = 0; i < nr_features; i++) {
		struct feature *feature = &features[i];

		if (feature->covered || (feature->seen < OFTEN && feature->best.size))
			continue;
		make_smaller(feature, false);
		make_smaller(feature, true);
		put(folder, feature);
		try_string(&feature->best);
		for (unsigned other = 0; other < nr_features; other++)
			features[other].covered |= features[other].here;
	}
}

int main(int argc, char **argv)
{
	struct string s = { .size = 0 };

	with_story = argc == 5 && !strcmp(argv[4], "story");
	if (argc == 4 || with_story)
		subject = bp_subject_find(argv[1]);
	if (!subject) {
		fprintf(stderr, "usage: cover SUBJECT TRIALS FOLDER [story]\n");
		return 2;
	}
	look(&s);
	for (u64 n = strtoull(argv[2], NULL, 10); n; n--) {
		s.size = bp_choices_draw(1, n, s.bytes, sizeof(s.bytes));
		look(&s);
	}
	put_all(argv[3]);
	return 0;
}
