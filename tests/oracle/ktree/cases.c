/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a case is made of, in the order in which its bytes are read: limits, then bios.
 *
 * Numbers lean to where rules change their mind: at limits, beside them, at the ends of pages,
 * chunks and boundaries.
 */
#include <string.h>

#include "case_limits.h"
#include "cases.h"
#include "discards.h"
#include "source.h"

#define ADDRESS_MASK (((kt_number)1 << 40) - 1)
#define BYTES_MAX (0xffffffffull - 4096)
#define PIECES 200 /* a bio is cut into about so many at most */
#define FRAGMENTS 40000

/* Where the next vector may go, and how finely it is cut. */
struct place {
	kt_number end;	 /* of the last vector */
	kt_number start; /* of the first one of the request so far */
	unsigned unit;	 /* addresses and lengths are multiples of it */
	kt_number room;	 /* bytes that the bio may still take */
};

static kt_number vector_at(struct kt_source *s, const struct kt_limits *l, const struct place *p)
{
	kt_number far = kt_draw(s, 1u << 28) << 12;
	kt_number window = l->boundary_mask + 1 ? l->boundary_mask + 1 : 1ull << 32;
	kt_number near = kt_draw(s, 16) * 512;
	kt_number at = KT_PICK(s, p->end, p->end, p->end, far, far, far + kt_draw(s, 4096),
			       p->end + kt_draw(s, 8) * 4096, (far & ~0xffffffffull) - near,
			       (far & ~(window - 1)) - near, far + 3584, (p->end | 4095) + 1);

	at &= ADDRESS_MASK;
	return at - at % p->unit;
}

static unsigned vector_length(struct kt_source *s, const struct kt_limits *l, const struct place *p)
{
	kt_number size = l->max_segment_size;
	kt_number len = KT_PICK(s, 4096, 4096, 512, 1024, 8192, 3584, 1 + kt_draw(s, 4096),
				1 + kt_draw(s, 16384), 65536, 1 + kt_draw(s, 300000), size,
				size + kt_draw(s, 3) * 512, (kt_number)l->max_sectors * 512,
				kt_draw(s, 40) ? 4096 : 0);

	len -= len % p->unit;
	len = len ? len : p->unit > 512 || !kt_once(s, 60) ? p->unit : 0;
	return (unsigned)(len < p->room ? len : p->room - p->room % p->unit);
}

static unsigned vectors(struct kt_source *s, bool small)
{
	if (small)
		return (unsigned)KT_PICK(s, 1, 1, 1, 2, 3, 4);
	return (unsigned)KT_PICK(s, 1, 1, 1, 2, 2, 3, 4, 1 + kt_draw(s, 8), 1 + kt_draw(s, 32),
				 kt_once(s, 16) ? 257 : 5);
}

/* The most that a case may move, so that it ends soon. */
static kt_number room_of(struct kt_source *s, const struct kt_limits *l)
{
	kt_number piece = (kt_number)l->max_sectors * 512;
	kt_number segment =
		l->max_segment_size < l->boundary_mask ? l->max_segment_size : l->boundary_mask + 1;
	kt_number most;

	if (l->chunk_sectors && piece > (kt_number)l->chunk_sectors * 512)
		piece = (kt_number)l->chunk_sectors * 512;
	piece = piece < segment * l->max_segments ? piece : segment * l->max_segments;
	most = piece * PIECES < segment * FRAGMENTS ? piece * PIECES : segment * FRAGMENTS;
	if (!kt_once(s, 400) && most > 4u << 20)
		most = 4u << 20;
	return most < BYTES_MAX ? most : BYTES_MAX;
}

static struct kt_bio *begin_bio(struct kt_case *c, kt_number sector)
{
	struct kt_bio *b = &c->bios[c->nr_bios++];

	*b = (struct kt_bio){ .sector = sector, .first = c->nr_vecs };
	return b;
}

static void fill(struct kt_case *c, struct kt_source *s, struct place *p, bool small)
{
	struct kt_bio *b = &c->bios[c->nr_bios - 1];
	unsigned n = vectors(s, small);

	for (unsigned i = 0; i < n && c->nr_vecs < KT_VECS && p->room >= p->unit; i++) {
		struct kt_vec *v = &c->vecs[c->nr_vecs++];

		v->addr = vector_at(s, &c->limits, p);
		v->len = vector_length(s, &c->limits, p);
		p->room -= v->len;
		p->end = v->addr + v->len;
		b->nr++;
	}
}

/* A bio is never without bytes, and as long as its unit and the sector demand. */
static void finish(struct kt_case *c, struct kt_source *s, struct place *p)
{
	struct kt_bio *b = &c->bios[c->nr_bios - 1];
	kt_number size = kt_bio_size(c, b);
	unsigned odd = (unsigned)(size % 512);

	if (!size || (odd && !kt_once(s, 8)))
		c->vecs[b->first + b->nr - 1].len += 512 - odd;
	if (kt_once(s, 24))
		b->done = (unsigned)kt_draw(s, kt_bio_size(c, b));
	p->end = c->vecs[b->first + b->nr - 1].addr + c->vecs[b->first + b->nr - 1].len;
}

static kt_number first_sector(struct kt_source *s, const struct kt_limits *l)
{
	kt_number chunk = l->chunk_sectors ? l->chunk_sectors : 2048;
	kt_number block = l->logical_block / 512;
	kt_number at = KT_PICK(s, 0, kt_draw(s, 64), kt_draw(s, 1u << 20), 1ull << 40,
			       chunk * (16 + kt_draw(s, 8)) - kt_draw(s, 16), chunk - 1);

	return kt_once(s, 4) ? at : at - at % block;
}

static void begin_place(struct place *p, struct kt_source *s, const struct kt_limits *l)
{
	p->unit = (unsigned)KT_PICK(s, 512, 512, 512, l->logical_block, l->logical_block, 4, 1);
	p->room = room_of(s, l);
	p->end = p->start = (kt_draw(s, 1u << 20) + 16) << 12;
}

/* A bio that may follow or precede what there is, on the device and in memory. */
static void neighbour(struct kt_case *c, struct kt_source *s, struct place *p, kt_number *from,
		      kt_number *to)
{
	unsigned where = (unsigned)kt_draw(s, 8);
	struct kt_bio *b = begin_bio(c, *to);
	kt_number sectors;

	p->room = 1u << 18;
	fill(c, s, p, true);
	finish(c, s, p);
	sectors = (kt_bio_size(c, b) - b->done) / 512;
	if (where >= 4 && where < 7 && *from >= sectors) {
		struct kt_vec *last = &c->vecs[b->first + b->nr - 1];

		b->sector = *from - sectors;
		if (where == 4 && p->start >= last->len)
			last->addr = p->start - last->len;
		*from = b->sector;
		p->start = c->vecs[b->first].addr;
	} else if (where == 7) {
		b->sector = first_sector(s, &c->limits);
	} else {
		*to += sectors;
	}
	b->sector -= b->sector < b->done / 512 ? 0 : b->done / 512;
}

static void several(struct kt_case *c, struct kt_source *s, struct place *p)
{
	unsigned n = 2 + (unsigned)KT_PICK(s, 0, 0, 1, 2, kt_draw(s, 6));
	kt_number from = first_sector(s, &c->limits);
	kt_number to = from;

	for (unsigned i = 0; i < n; i++)
		neighbour(c, s, p, &from, &to);
	c->nr_front = c->kind == KT_RQMERGE ? 1 + (unsigned)kt_draw(s, n - 1) : n;
}

static void steps(struct kt_case *c, struct kt_source *s)
{
	kt_number left = kt_bio_size(c, &c->bios[0]) - c->bios[0].done;
	unsigned n = 1 + (unsigned)kt_draw(s, 5);

	for (unsigned i = 0; i < n && left; i++) {
		kt_number step = KT_PICK(s, 512, 4096, kt_draw(s, left) + 1, left, c->vecs[0].len,
					 kt_draw(s, 70000));

		step = step < left ? step : left;
		c->steps[c->nr_steps++] = (unsigned)step;
		left -= step;
	}
}

/* Pieces of pages, as an owner adds them. */
static void added(struct kt_case *c, struct kt_source *s, struct place *p)
{
	unsigned n = 1 + (unsigned)kt_draw(s, 12);

	c->room = 1 + (unsigned)kt_draw(s, 8);
	for (unsigned i = 0; i < n; i++) {
		struct kt_vec *v = &c->vecs[c->nr_vecs++];

		p->room = kt_once(s, 200) ? 0x80000000u : 1u << 20;
		v->addr = vector_at(s, &c->limits, p);
		v->len = p->room > 1u << 20 ? (unsigned)p->room - 4096 * (unsigned)kt_draw(s, 2)
					    : vector_length(s, &c->limits, p);
		p->end = v->addr + v->len;
	}
}

void kt_case_make(struct kt_case *c, const uint8_t *bytes, size_t size)
{
	struct kt_source s = { bytes, bytes + size };
	struct place p;

	c->nr_vecs = c->nr_bios = c->nr_front = c->nr_steps = c->room = 0;
	c->discard = 0;
	c->kind = (enum kt_kind)KT_PICK(&s, KT_SPLIT, KT_SPLIT, KT_SPLIT, KT_SPLIT, KT_SPLIT,
					KT_SPLIT, KT_MERGE, KT_MERGE, KT_MERGE, KT_RQMERGE,
					KT_RQMERGE, KT_ADVANCE, KT_ADVANCE, KT_ADD_PAGE,
					KT_ADD_PC_PAGE, KT_SPLIT);
	c->write = (int)kt_draw(&s, 2);
	kt_limits_make(&c->limits, &s);
	if (c->kind <= KT_RQMERGE && kt_once(&s, 6)) {
		kt_discards_make(c, &s);
		return;
	}
	begin_place(&p, &s, &c->limits);
	switch (c->kind) {
	case KT_MERGE:
	case KT_RQMERGE:
		several(c, &s, &p);
		break;
	case KT_ADD_PAGE:
	case KT_ADD_PC_PAGE:
		added(c, &s, &p);
		break;
	default:
		begin_bio(c, first_sector(&s, &c->limits));
		fill(c, &s, &p, false);
		finish(c, &s, &p);
		if (c->kind == KT_ADVANCE)
			steps(c, &s);
	}
}

kt_number kt_bio_size(const struct kt_case *c, const struct kt_bio *b)
{
	kt_number size = b->bytes;

	for (unsigned i = 0; i < b->nr; i++)
		size += c->vecs[b->first + i].len;
	return size;
}

static bool valid_bio(const struct kt_case *c, const struct kt_bio *b)
{
	kt_number size = kt_bio_size(c, b);

	if (c->discard ? b->nr || b->done || size % 512 : !b->nr)
		return false;
	return size && size <= BYTES_MAX && b->done < size;
}

bool kt_case_valid(const struct kt_case *c)
{
	bool adds = c->kind == KT_ADD_PAGE || c->kind == KT_ADD_PC_PAGE;
	kt_number left;

	if (!kt_limits_valid(&c->limits) || (adds ? !c->nr_vecs || !c->room : !c->nr_bios))
		return false;
	for (unsigned i = 0; i < c->nr_bios; i++)
		if (!valid_bio(c, &c->bios[i]))
			return false;
	if (c->kind == KT_RQMERGE && (!c->nr_front || c->nr_front >= c->nr_bios))
		return false;
	if (c->kind == KT_ADVANCE && !c->nr_steps)
		return false;
	left = c->nr_steps ? kt_bio_size(c, &c->bios[0]) - c->bios[0].done : 0;
	for (unsigned i = 0; i < c->nr_steps; i++) {
		if (c->steps[i] > left)
			return false;
		left -= c->steps[i];
	}
	return true;
}
