/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The smallest case that still shows it: fewer bios and vectors, ordinary limits, small numbers.
 *
 * Each step proposes one simpler case and keeps it when it still holds; the rounds end when no step
 * helps.
 */
#include <stdlib.h>
#include <string.h>

#include "case_limits.h"
#include "cases.h"
#include "shrink.h"

#define ROUNDS 30

struct shrinking {
	struct kt_case *best;
	struct kt_case *try;
	kt_still_fn *still;
	void *arg;
	bool better;
};

static void propose(struct shrinking *s)
{
	*s->try = *s->best;
}

static bool accept(struct shrinking *s)
{
	struct kt_case *old = s->best;

	if (!kt_case_valid(s->try) || !s->still(s->arg, s->try))
		return false;
	s->best = s->try;
	s->try = old;
	return s->better = true;
}

static void remove_vector(struct kt_case *c, unsigned v)
{
	memmove(&c->vecs[v], &c->vecs[v + 1], (c->nr_vecs - v - 1) * sizeof(c->vecs[0]));
	c->nr_vecs--;
	for (unsigned i = 0; i < c->nr_bios; i++) {
		struct kt_bio *b = &c->bios[i];

		if (v < b->first)
			b->first--;
		else if (v < b->first + b->nr)
			b->nr--;
	}
}

static void remove_bio(struct kt_case *c, unsigned i)
{
	while (c->bios[i].nr)
		remove_vector(c, c->bios[i].first);
	memmove(&c->bios[i], &c->bios[i + 1], (c->nr_bios - i - 1) * sizeof(c->bios[0]));
	c->nr_bios--;
	c->nr_front -= i < c->nr_front;
}

static void fewer_bios(struct shrinking *s)
{
	for (unsigned i = s->best->nr_bios; i-- > 0;) {
		propose(s);
		remove_bio(s->try, i);
		accept(s);
	}
}

static void fewer_vectors(struct shrinking *s)
{
	for (unsigned width = s->best->nr_vecs / 2; width > 1; width /= 2)
		for (unsigned v = 0; v + width <= s->best->nr_vecs; v++) {
			propose(s);
			for (unsigned n = 0; n < width; n++)
				remove_vector(s->try, v);
			accept(s);
		}
	for (unsigned v = s->best->nr_vecs; v-- > 0;) {
		propose(s);
		remove_vector(s->try, v);
		accept(s);
	}
}

static void fewer_steps(struct shrinking *s)
{
	for (unsigned i = s->best->nr_steps; i-- > 0;) {
		propose(s);
		memmove(&s->try->steps[i], &s->try->steps[i + 1],
			(s->try->nr_steps - i - 1) * sizeof(s->try->steps[0]));
		s->try->nr_steps--;
		accept(s);
	}
}

/* A merge that shows it with one bio is a split. */
static void simpler_kind(struct shrinking *s)
{
	if (s->best->kind != KT_MERGE && s->best->kind != KT_RQMERGE && s->best->kind != KT_ADVANCE)
		return;
	propose(s);
	s->try->kind = KT_SPLIT;
	s->try->nr_steps = 0;
	if (accept(s) || s->best->kind != KT_RQMERGE)
		return;
	propose(s);
	s->try->kind = KT_MERGE;
	accept(s);
}

/* Bytes in a case that hold a number, and what it is best at. */
static void set_number(void *at, size_t bytes, kt_number value)
{
	unsigned small = (unsigned)value;
	const void *from = bytes == sizeof(small) ? (void *)&small : (void *)&value;

	memcpy(at, from, bytes);
}

static kt_number get_number(const void *at, size_t bytes)
{
	unsigned small = 0;
	kt_number value = 0;

	if (bytes == sizeof(small)) {
		memcpy(&small, at, bytes);
		return small;
	}
	memcpy(&value, at, bytes);
	return value;
}

static bool try_number(struct shrinking *s, size_t offset, size_t bytes, kt_number value)
{
	propose(s);
	if (get_number((char *)s->try + offset, bytes) == value)
		return false;
	set_number((char *)s->try + offset, bytes, value);
	return accept(s);
}

/* To `wish` if it can be; else down towards it, in steps that halve. */
static void lower(struct shrinking *s, size_t offset, size_t bytes, kt_number wish, kt_number unit)
{
	kt_number now = get_number((char *)s->best + offset, bytes);

	if (now <= wish || try_number(s, offset, bytes, wish))
		return;
	for (kt_number step = (now - wish) / 2 / unit * unit; step >= unit;
	     step = step / 2 / unit * unit) {
		now = get_number((char *)s->best + offset, bytes);
		while (now >= wish + step && try_number(s, offset, bytes, now - step))
			now -= step;
	}
}

#define OFFSET(field) ((size_t)((char *)&(field) - (char *)s->best))
#define LOWER(field, wish, unit) lower(s, OFFSET(field), sizeof(field), wish, unit)

static bool shift(struct shrinking *s, kt_number sectors)
{
	propose(s);
	for (unsigned i = 0; i < s->try->nr_bios; i++)
		s->try->bios[i].sector -= sectors;
	return accept(s);
}

/* All bios move together: whether they touch is what merging is about. */
static void nearer_sectors(struct shrinking *s)
{
	kt_number first = ~0ull;

	for (unsigned i = 0; i < s->best->nr_bios; i++)
		if (s->best->bios[i].sector < first)
			first = s->best->bios[i].sector;
	if (!s->best->nr_bios || !first || shift(s, first))
		return;
	for (kt_number step = first / 2; step; step /= 2)
		while (first >= step && shift(s, step))
			first -= step;
}

static void smaller_bios(struct shrinking *s)
{
	for (unsigned i = 0; i < s->best->nr_bios; i++) {
		LOWER(s->best->bios[i].bytes, 512, 512);
		LOWER(s->best->bios[i].done, 0, 512);
		LOWER(s->best->bios[i].done, 0, 1);
	}
	nearer_sectors(s);
	for (unsigned i = 0; i < s->best->nr_steps; i++) {
		LOWER(s->best->steps[i], 512, 512);
		LOWER(s->best->steps[i], 1, 1);
	}
	LOWER(s->best->room, 1, 1);
}

/* Vectors that touch move together, if it must be. */
static void nearer_addresses(struct shrinking *s)
{
	kt_number first = ~0ull;

	for (unsigned v = 0; v < s->best->nr_vecs; v++)
		if (s->best->vecs[v].addr < first)
			first = s->best->vecs[v].addr;
	first -= first & 4095;
	if (!s->best->nr_vecs || first <= 0x10000)
		return;
	propose(s);
	for (unsigned v = 0; v < s->try->nr_vecs; v++)
		s->try->vecs[v].addr -= first - 0x10000;
	accept(s);
}

static void smaller_vectors(struct shrinking *s)
{
	nearer_addresses(s);
	for (unsigned v = 0; v < s->best->nr_vecs; v++) {
		kt_number offset = s->best->vecs[v].addr & 4095;
		kt_number own = 0x10000 * (kt_number)(v + 1);

		LOWER(s->best->vecs[v].len, 512, 512);
		if (s->best->vecs[v].len % 512 &&
		    !try_number(s, OFFSET(s->best->vecs[v].len), sizeof(unsigned),
				s->best->vecs[v].len / 512 * 512))
			LOWER(s->best->vecs[v].len, 1, 1);
		if (!try_number(s, OFFSET(s->best->vecs[v].addr), sizeof(kt_number), own) &&
		    s->best->vecs[v].addr > own + offset)
			LOWER(s->best->vecs[v].addr, own + offset, 4096);
	}
}

/* Every limit to what is ordinary, and if that cannot be, near it. */
static void plain_limits(struct shrinking *s)
{
	const struct kt_limits *plain = &kt_plain_limits;

#define PLAIN(field)                                                                               \
	do {                                                                                       \
		try_number(s, OFFSET(s->best->limits.field), sizeof(plain->field), plain->field);  \
		LOWER(s->best->limits.field, plain->field, 1);                                     \
	} while (0)
	PLAIN(virt_mask);
	PLAIN(boundary_mask);
	PLAIN(chunk_sectors);
	PLAIN(physical_block);
	PLAIN(logical_block);
	PLAIN(max_hw_sectors);
	PLAIN(max_segment_size);
	PLAIN(max_segments);
	PLAIN(max_sectors);
	if (s->best->discard) {
		PLAIN(discard_alignment);
		PLAIN(discard_granularity);
		PLAIN(max_discard);
		PLAIN(max_discard_segments);
	}
#undef PLAIN
	if (s->best->limits.max_sectors != plain->max_sectors)
		LOWER(s->best->limits.max_sectors, 1, 1);
	if (s->best->limits.max_segments != plain->max_segments)
		LOWER(s->best->limits.max_segments, 1, 1);
	if (s->best->write) {
		propose(s);
		s->try->write = 0;
		accept(s);
	}
}

/* So that equal cases are equal bytes. */
static void forget_the_rest(struct kt_case *c)
{
	memset(&c->vecs[c->nr_vecs], 0, (KT_VECS - c->nr_vecs) * sizeof(c->vecs[0]));
	memset(&c->bios[c->nr_bios], 0, (KT_BIOS - c->nr_bios) * sizeof(c->bios[0]));
	memset(&c->steps[c->nr_steps], 0, (KT_STEPS - c->nr_steps) * sizeof(c->steps[0]));
	if (c->kind != KT_RQMERGE)
		c->nr_front = 0;
}

void kt_shrink(struct kt_case *c, kt_still_fn *still, void *arg)
{
	static void (*const steps[])(struct shrinking *) = {
		fewer_bios,   fewer_vectors,   fewer_steps,  simpler_kind,
		plain_limits, smaller_vectors, smaller_bios,
	};
	struct kt_case *work = malloc(2 * sizeof(*work));
	struct shrinking s = { work, work + 1, still, arg, true };

	if (!work)
		return;
	*s.best = *c;
	for (unsigned round = 0; round < ROUNDS && s.better; round++) {
		s.better = false;
		for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
			steps[i](&s);
	}
	*c = *s.best;
	forget_the_rest(c);
	free(work);
}
