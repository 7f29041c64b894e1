/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "model.h"

/* A place in a bio: so many bytes into a vector. */
struct place {
	unsigned vec;
	u64 done;
};

/* What is known of a prefix. */
struct prefix {
	unsigned nsegs;
	unsigned why_not; /* 0: it would do */
};

/* The vector offset of R-QSP-9: in its first page, plus what is consumed of it. */
static u64 offset(const struct model_queue *q, const struct model_bio *bio, struct place at)
{
	return bio->vec[at.vec].addr % q->page + at.done;
}

static u64 rest_of_vector(const struct model_bio *bio, struct place at)
{
	return bio->vec[at.vec].len - at.done;
}

static u64 rest_of_bio(const struct model_bio *bio, struct place at)
{
	u64 bytes = 0;

	for (; at.vec < bio->n; at = (struct place){ at.vec + 1, 0 })
		bytes += rest_of_vector(bio, at);
	return bytes;
}

/* A place so many bytes on: at the end of a vector the start of the next, even of an empty one. */
static struct place move(const struct model_bio *bio, struct place at, u64 bytes)
{
	while (bytes && bytes >= rest_of_vector(bio, at)) {
		bytes -= rest_of_vector(bio, at);
		at = (struct place){ at.vec + 1, 0 };
	}
	at.done += bytes;
	return at;
}

/* The place of the next byte: past vectors of none. */
static struct place with_bytes(const struct model_bio *bio, struct place at)
{
	while (!rest_of_vector(bio, at))
		at.vec++;
	return at;
}

u64 model_size(const struct model_queue *q, u64 sector, bool *by_chunk)
{
	u64 most = q->max_sectors;
	u64 physical = q->physical / 512;
	u64 rest;

	*by_chunk = false;
	if (q->chunk_sectors) {
		rest = q->chunk_sectors - sector % q->chunk_sectors;
		*by_chunk = rest <= most;
		most = rest < most ? rest : most;
	}
	/* The longest that ends on a physical block, else the longest of whole logical ones. */
	for (u64 n = most; n; n--)
		if ((sector + n) % physical == 0)
			return n * 512;
	return most * 512 / q->logical * q->logical;
}

/* S3 */
static bool gap_before(const struct model_queue *q, const struct model_bio *bio, struct place start,
		       unsigned vec)
{
	struct place before = { vec - 1, 0 };

	if (vec == start.vec)
		return false;
	return (offset(q, bio, before) + bio->vec[vec - 1].len) % (q->virt_mask + 1) ||
	       offset(q, bio, (struct place){ vec, 0 }) % (q->virt_mask + 1);
}

/* A segment has to end before this place, however many are left (S4). */
static bool segment_ends(const struct model_queue *q, const struct model_bio *bio, struct place at,
			 u64 segment)
{
	u64 address = bio->vec[at.vec].addr + at.done;

	return segment == q->max_segment_size || (q->boundary && address % q->boundary == 0);
}

/* Grain by grain: the part of a vector from @at on costs segments, if it may go on at all. */
static void take_part(const struct model_queue *q, const struct model_bio *bio, struct place at,
		      u64 bytes, struct prefix *p)
{
	u64 segment = 0;

	for (u64 end = at.done + bytes; at.done < end; at.done += GRAIN) {
		if (!segment) {
			p->nsegs++;
		} else if (segment_ends(q, bio, at, segment)) {
			if (offset(q, bio, at) & q->virt_mask)
				p->why_not |= MODEL_GAP;
			p->nsegs++;
			segment = 0;
		}
		segment += GRAIN;
	}
	if (p->nsegs > q->max_segments)
		p->why_not |= MODEL_SEGMENTS;
}

/* Would a piece of so many bytes do? */
static struct prefix look_at(const struct model_queue *q, const struct model_bio *bio, u64 sector,
			     struct place start, u64 bytes)
{
	bool by_chunk;
	u64 size = model_size(q, sector, &by_chunk);
	struct prefix p = { 0, bytes > size ? MODEL_SIZE : 0 };
	u64 before = 0;

	for (struct place at = start; before < bytes; at = (struct place){ at.vec + 1, 0 }) {
		u64 whole = rest_of_vector(bio, at);
		u64 part = whole < bytes - before ? whole : bytes - before;
		bool simple = p.nsegs < q->max_segments && before + whole <= size &&
			      offset(q, bio, at) + whole <= q->page;

		if (gap_before(q, bio, start, at.vec))
			p.why_not |= MODEL_GAP;
		if (simple)
			p.nsegs++;
		else
			take_part(q, bio, at, part, &p);
		before += part;
	}
	return p;
}

/* Empty vectors that the walk passes before the one where it stops (G-14). */
static void pass_empties(const struct model_queue *q, const struct model_bio *bio,
			 struct place start, struct place *stop, unsigned *nsegs)
{
	while (!rest_of_vector(bio, *stop) && !gap_before(q, bio, start, stop->vec)) {
		*nsegs += *nsegs < q->max_segments && offset(q, bio, *stop) <= q->page;
		stop->vec++;
	}
}

/* S10: a vector inside one page is one entry, of no bytes too. */
static void map_part(const struct model_queue *q, const struct model_bio *bio, struct place at,
		     u64 bytes, struct model_piece *piece)
{
	bool one = offset(q, bio, at) + bytes <= q->page;
	struct t_vec *e = NULL;

	if (one)
		piece->entry[piece->entries++] =
			(struct t_vec){ bio->vec[at.vec].addr + at.done, (unsigned)bytes };
	for (u64 end = at.done + bytes; !one && at.done < end; at.done += GRAIN) {
		if (!e || segment_ends(q, bio, at, e->len)) {
			e = &piece->entry[piece->entries++];
			*e = (struct t_vec){ bio->vec[at.vec].addr + at.done, 0 };
		}
		e->len += GRAIN;
	}
}

/* S9: no limit on their number; what lies behind an edge of the virtual boundary is not seen. */
static unsigned count_part(const struct model_queue *q, const struct model_bio *bio,
			   struct place at, u64 bytes)
{
	unsigned nsegs = 0;
	u64 segment = 0;

	for (u64 end = at.done + bytes; at.done < end; at.done += GRAIN) {
		bool ends = segment && segment_ends(q, bio, at, segment);

		if (ends && offset(q, bio, at) & q->virt_mask)
			break;
		if (!segment || ends) {
			nsegs++;
			segment = 0;
		}
		segment += GRAIN;
	}
	return nsegs;
}

static void describe(const struct model_queue *q, const struct model_bio *bio, struct place at,
		     struct model_piece *piece)
{
	for (u64 left = piece->bytes; left; at = (struct place){ at.vec + 1, 0 }) {
		u64 whole = rest_of_vector(bio, at);
		u64 part = whole < left ? whole : left;

		piece->recount += count_part(q, bio, at, part);
		map_part(q, bio, at, part, piece);
		left -= part;
	}
}

/* G-18: so many vectors from the start on were looked at. */
static bool misaligned(const struct model_queue *q, const struct model_bio *bio, struct place start,
		       unsigned last)
{
	for (struct place at = start; at.vec <= last; at = (struct place){ at.vec + 1, 0 })
		if (offset(q, bio, at) & q->dma_mask)
			return true;
	return false;
}

/* S5 to S7: the longest piece, rounded. */
static enum model_end cut(const struct model_queue *q, const struct model_bio *bio, u64 sector,
			  struct place start, struct model_piece *piece)
{
	u64 rest = rest_of_bio(bio, start);
	struct place stop;
	u64 raw = 0;

	for (; raw < rest; raw += GRAIN) {
		struct prefix longer = look_at(q, bio, sector, start, raw + GRAIN);

		piece->why = longer.why_not;
		if (piece->why)
			break;
		piece->nsegs = longer.nsegs;
	}
	if (piece->why) {
		stop = move(bio, start, raw);
		pass_empties(q, bio, start, &stop, &piece->nsegs);
		piece->vec = stop.vec;
		piece->byte = stop.done;
		piece->rounded = raw % q->logical;
	} else {
		stop = with_bytes(bio, move(bio, start, raw - GRAIN));
	}
	piece->bytes = piece->why ? raw / q->logical * q->logical : raw;
	if (misaligned(q, bio, start, stop.vec))
		return MODEL_FAILED;
	if (piece->why && !piece->bytes)
		return q->empty_fails ? MODEL_FAILED : MODEL_BUG;
	return piece->why && piece->bytes / 512 >= rest / 512 ? MODEL_BUG : MODEL_DONE;
}

/* G-9 */
static bool unseen(const struct model_queue *q, const struct model_bio *bio)
{
	return bio->n == 1 && !q->chunk_sectors &&
	       bio->vec[0].addr % q->page + bio->vec[0].len <= q->page;
}

void model_run(const struct model_queue *q, const struct model_bio *bio,
	       struct model_result *result)
{
	struct place at = { 0, 0 };
	u64 sector = bio->sector;

	memset(result, 0, sizeof(*result));
	for (;;) {
		struct model_piece *piece = &result->piece[result->n];

		if (unseen(q, bio))
			*piece = (struct model_piece){ .bytes = bio->vec[0].len, .nsegs = 1 };
		else
			result->end = cut(q, bio, sector, at, piece);
		if (result->end != MODEL_DONE)
			return;
		piece->sector = sector;
		describe(q, bio, at, piece);
		result->n++;
		if (!piece->why) /* S8 */
			return;
		at = move(bio, at, piece->bytes);
		sector += piece->bytes / 512;
	}
}
