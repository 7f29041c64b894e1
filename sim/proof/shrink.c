/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "proof/isolated.h"
#include "proof/shrink.h"

#define TRIALS 20000
#define PROCESSES 500 /* each of them is forked */
#define FEW 16	      /* values of most choices */

struct shrink {
	const struct bp_subject *subject;
	const struct bp_trial_setup *setup;
	bp_try_fn *try;
	struct bp_trial *trial;	      /* in memory that a process of its own shares */
	char what[BP_TRIAL_WHAT_MAX]; /* what has to go wrong */
	u8 *bytes;		      /* the smallest so far */
	size_t size;
	u8 *other; /* one to be tried */
	u64 left;  /* trials */
};

static bool goes_wrong(struct shrink *s, size_t size)
{
	if (!s->left)
		return false;
	s->left--;
	s->try(s->subject, s->setup, s->other, size, s->trial);
	return !strcmp(s->trial->what, s->what);
}

static bool keep(struct shrink *s, size_t size)
{
	if (!goes_wrong(s, size))
		return false;
	memcpy(s->bytes, s->other, size);
	s->size = size;
	return true;
}

/* Without the bytes that no choice took. */
static void cut_the_end(struct shrink *s)
{
	memcpy(s->other, s->bytes, s->size);
	if (goes_wrong(s, s->size) && s->trial->choices.at < s->size)
		s->size = s->trial->choices.at;
}

static bool leave_out(struct shrink *s, size_t from, size_t len)
{
	memcpy(s->other, s->bytes, from);
	memcpy(s->other + from, s->bytes + from + len, s->size - from - len);
	return keep(s, s->size - len);
}

/* Parts of a length, from the end on: what comes later depends on what came before. */
static bool leave_out_parts(struct shrink *s, size_t len)
{
	bool better = false;

	for (size_t end = s->size; end >= len;) {
		if (leave_out(s, end - len, len)) {
			better = true;
			end = bp_min(end, s->size);
		} else {
			end--;
		}
	}
	return better;
}

static bool shorten(struct shrink *s)
{
	bool better = false;

	for (size_t len = s->size; len; len /= 2)
		better = leave_out_parts(s, len) || better;
	return better;
}

static bool set_byte(struct shrink *s, size_t i, u8 value)
{
	if (value >= s->bytes[i])
		return false;
	memcpy(s->other, s->bytes, s->size);
	s->other[i] = value;
	return keep(s, s->size);
}

/* A choice of few values takes a byte modulo their number: small ones may mean the same. */
static bool lower_byte(struct shrink *s, size_t i)
{
	for (unsigned value = 0; value < FEW; value++)
		if (set_byte(s, i, (u8)value))
			return true;
	for (unsigned step = 128; step; step /= 2)
		if (step < s->bytes[i] && set_byte(s, i, (u8)(s->bytes[i] - step)))
			return true;
	return false;
}

static bool simplify(struct shrink *s)
{
	bool better = false;

	for (size_t i = 0; i < s->size; i++)
		better = lower_byte(s, i) || better;
	return better;
}

size_t bp_shrink(const struct bp_subject *subject, const struct bp_trial_setup *setup, u8 *bytes,
		 size_t size, u64 most, bp_try_fn *try)
{
	struct shrink s = {
		.subject = subject,
		.setup = setup,
		.try = try,
		.trial = bp_shared_new(sizeof(*s.trial)),
		.bytes = bytes,
		.size = size,
		.other = malloc(size + 1),
		.left = most,
	};
	bool better;

	if (s.trial && s.other) {
		try(subject, setup, bytes, size, s.trial);
		memcpy(s.what, s.trial->what, sizeof(s.what));
		while (s.what[0] && s.left) {
			cut_the_end(&s);
			better = shorten(&s);
			if (!simplify(&s) && !better)
				break;
		}
	}
	free(s.other);
	bp_shared_free(s.trial, sizeof(*s.trial));
	return s.size;
}

size_t bp_shrink_finding(const struct bp_subject *subject, const struct bp_trial_setup *setup,
			 u8 *bytes, size_t size, const char *what)
{
	if (bp_isolated_is_death(what))
		return bp_shrink(subject, setup, bytes, size, PROCESSES, bp_isolated_try);
	return bp_shrink(subject, setup, bytes, size, TRIALS, bp_subject_try);
}
