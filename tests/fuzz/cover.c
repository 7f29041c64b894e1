/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cover SUBJECT TRIALS FOLDER - for each invariant that the subject's scenarios bring to judgement,
 * the smallest string found that does: a corpus whose names tell what is in it.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <proof/run.h>

struct string {
	u8 bytes[BP_RUN_BYTES];
	size_t size;
};

static const struct bp_trial_setup setup;
static struct bp_trial trial;
static struct string best[BP_INV_NR];
static bool found[BP_INV_NR];

static void try_string(const struct bp_subject *subject, const struct string *s)
{
	bp_subject_try(subject, &setup, s->bytes, s->size, &trial);
	if (trial.outcome.wrong) {
		fprintf(stderr, "%s\n%s\n", trial.what, trial.text);
		exit(1);
	}
}

static void look(const struct bp_subject *subject, const struct string *s)
{
	try_string(subject, s);
	for (unsigned id = 0; id < BP_INV_NR; id++)
		if (trial.outcome.judged[id] && (!found[id] || s->size < best[id].size)) {
			found[id] = true;
			best[id] = *s;
		}
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

static void make_smaller(const struct bp_subject *subject, unsigned id, bool zeroes)
{
	struct string *s = &best[id];

	for (size_t bytes = s->size; bytes; bytes /= 2)
		for (size_t at = 0; at + bytes <= s->size; at++) {
			const struct string less = without(s, at, bytes, zeroes);

			if (less.size == s->size && !memcmp(less.bytes, s->bytes, s->size))
				continue;
			try_string(subject, &less);
			if (trial.outcome.judged[id])
				*s = less;
		}
}

static void put(const char *folder, unsigned id)
{
	char name[BP_TRIAL_WHAT_MAX], path[4096];
	const char *const words = bp_invariant_get((enum bp_invariant)id)->id;
	FILE *file;
	size_t i;

	for (i = 0; words[i] && i < sizeof(name) - 1; i++)
		name[i] = (char)tolower((unsigned char)words[i]);
	name[i] = 0;
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "wb");
	if (!file || fwrite(best[id].bytes, 1, best[id].size, file) != best[id].size ||
	    fclose(file))
		abort();
}

/* One file for all that it brings to judgement, the first of them gives it its name. */
static void put_all(const struct bp_subject *subject, const char *folder)
{
	bool seen[BP_INV_NR] = { false };

	for (unsigned id = 0; id < BP_INV_NR; id++) {
		if (!found[id] || seen[id])
			continue;
		put(folder, id);
		try_string(subject, &best[id]);
		for (unsigned other = 0; other < BP_INV_NR; other++)
			seen[other] |= trial.outcome.judged[other] != 0;
	}
}

int main(int argc, char **argv)
{
	const struct bp_subject *subject = argc == 4 ? bp_subject_find(argv[1]) : NULL;
	struct string s;

	if (!subject) {
		fprintf(stderr, "usage: cover SUBJECT TRIALS FOLDER\n");
		return 2;
	}
	for (u64 n = strtoull(argv[2], NULL, 10); n; n--) {
		s.size = bp_choices_draw(1, n, s.bytes, sizeof(s.bytes));
		look(subject, &s);
	}
	for (unsigned id = 0; id < BP_INV_NR; id++) {
		if (!found[id])
			continue;
		make_smaller(subject, id, false);
		make_smaller(subject, id, true);
	}
	put_all(subject, argv[3]);
	return 0;
}
