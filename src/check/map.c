/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-MAP: a request as a scatterlist.
 */
#include "map.h"

static bool crosses(struct bp_run run, u64 mask)
{
	return run.len && (run.addr | mask) != ((run.addr + run.len - 1) | mask);
}

/* INV-MAP-1 (B): entries <= blk_rq_nr_phys_segments(rq) (R-REQ-1) */
static enum bp_ck_verdict entries_were_counted(struct bp_case *c)
{
	const struct bp_map *m = c->subject;
	unsigned counted = m->rq->rq_flags & RQF_SPECIAL_PAYLOAD ? 1 : m->rq->nr_phys_segments;

	return bp_ck_verdict(c, m->made <= counted, "%u entries, %u segments counted", m->made,
			     counted);
}

/* As listed, padding and drain buffer included; those of a direct list have no DMA length. */
static u64 bytes_listed(const struct bp_case *c)
{
	const struct bp_map *m = c->subject;
	const struct scatterlist *sg = m->sgl;
	unsigned n = m->entries - (m->direct ? m->drain : 0);
	u64 sum = 0;

	for (unsigned i = 0; i < n; i++) {
		sg = i ? bp_ck_entry_next(sg) : sg; /* nothing need stand behind the last */
		sum += bp_ck_entry_run(c->check, c->q, sg, m->direct).len;
	}
	return sum;
}

/* INV-MAP-2 (any): sum of entry lengths = blk_rq_bytes(rq), for pages plus padding and drain */
static enum bp_ck_verdict bytes_add_up(struct bp_case *c)
{
	const struct bp_map *m = c->subject;
	u64 sum, want;

	if (!m->data)
		return BP_NO_CASE;
	sum = bytes_listed(c);
	want = (u64)m->rq->__data_len + (m->direct ? 0 : m->extra);
	return bp_ck_verdict(
		c, sum == want,
		"%llu bytes in %u entries, the request has %u and %u of padding and drain",
		(unsigned long long)sum, m->entries, m->rq->__data_len, m->extra);
}

struct rq_stream {
	struct bp_stream stream;
	struct bp_rq_walk walk;
};

struct entry_stream {
	struct bp_stream stream;
	struct bp_entry_walk walk;
};

static bool next_vector(struct bp_stream *stream, struct bp_run *run)
{
	struct rq_stream *s = bp_container_of(stream, struct rq_stream, stream);
	struct bp_vec vec;

	if (!bp_ck_rq_walk_next(&s->walk, &vec))
		return false;
	*run = (struct bp_run){ vec.addr, vec.len };
	return true;
}

static bool next_entry(struct bp_stream *stream, struct bp_run *run)
{
	struct entry_stream *s = bp_container_of(stream, struct entry_stream, stream);
	struct bp_entry entry;

	if (!bp_ck_entry_walk_next(&s->walk, &entry))
		return false;
	*run = entry.run;
	return true;
}

bool bp_ck_map_is_faithful(const struct bp_case *c)
{
	const struct bp_map *m = c->subject;
	struct rq_stream rq = { .stream = { next_vector } };
	struct entry_stream sg = { .stream = { next_entry } };

	bp_ck_rq_walk_start(&rq.walk, c->check, m->rq);
	bp_ck_entry_walk_start(&sg.walk, c);
	return bp_ck_streams_equal(&rq.stream, &sg.stream);
}

/* INV-MAP-3 (any): bytes(sg) = bytes(rq), same order */
static enum bp_ck_verdict bytes_are_those_of_the_request(struct bp_case *c)
{
	const struct bp_map *m = c->subject;

	if (!m->data)
		return BP_NO_CASE;
	return bp_ck_verdict(c, bp_ck_map_is_faithful(c),
			     "the bytes of %u entries are not the %u of the request", m->entries,
			     m->rq->__data_len);
}

/* Is the boundary of an entry of one vector measured by its address? */
static bool boundary_is_by_address(const struct bp_case *c, const struct bp_map *m)
{
	u64 page = (u64)1 << c->check->env->page_shift;

	return m->direct || c->q->limits.seg_boundary_mask == page - 1 ||
	       bp_ck_boundary_from_address(c->q);
}

/* INV-MAP-4 (B): direct, or m = 4095: (a | m) = ((a + l - 1) | m); else (o & m) + l <= m + 1 */
static enum bp_ck_verdict entry_keeps_the_boundary(struct bp_case *c)
{
	const struct bp_map *m = c->subject;
	u64 mask = c->q->limits.seg_boundary_mask;
	bool by_address = boundary_is_by_address(c, m);
	struct bp_entry_walk walk;
	struct bp_entry e;

	if (!m->data || !bp_ck_boundary_cuts(c->q))
		return BP_NO_CASE;
	if (!by_address && !bp_ck_map_is_faithful(c))
		return BP_NO_CASE;
	bp_ck_entry_walk_start(&walk, c);
	while (bp_ck_entry_walk_next(&walk, &e)) {
		bool kept = by_address ? !crosses(e.run, mask)
				       : e.vectors != 1 || (e.off & mask) + e.run.len <= mask + 1;

		if (!kept)
			return bp_ck_verdict(c, false,
					     "entry %u: 0x%llx + %llu, offset 0x%llx, mask 0x%llx",
					     walk.index - 1, (unsigned long long)e.run.addr,
					     (unsigned long long)e.run.len,
					     (unsigned long long)e.off, (unsigned long long)mask);
	}
	return BP_HOLDS;
}

/* INV-MAP-5 (B; direct: any): l <= max_segment_size */
static enum bp_ck_verdict entry_is_short_enough(struct bp_case *c)
{
	const struct bp_map *m = c->subject;
	struct bp_entry_walk walk;
	struct bp_entry e;

	if (!m->data || (!m->direct && c->pre < BP_MEETS_B))
		return BP_NO_CASE;
	bp_ck_entry_walk_start(&walk, c);
	while (bp_ck_entry_walk_next(&walk, &e))
		if (e.run.len > c->q->limits.max_segment_size)
			return bp_ck_verdict(c, false,
					     "entry %u has %llu bytes, max_segment_size %u",
					     walk.index - 1, (unsigned long long)e.run.len,
					     c->q->limits.max_segment_size);
	return BP_HOLDS;
}

static bool passed_the_splitter(const struct bp_case *c, const struct bio *bio)
{
	const struct bp_ck_bio_record *record = bp_ck_bio_record(c->check, bio);

	return record && record->passed == c->q &&
	       record->passed_virt_boundary == c->q->limits.virt_boundary_mask;
}

/* G-1, G-11: merging and mapping look at the same bytes, and cut them at the same places. */
static bool has_no_quirk_7(const struct request_queue *q)
{
	return q->bp_rules->gap_view == BP_GAP_WHOLE_VECTOR && bp_ck_boundary_from_address(q) &&
	       q->bp_rules->default_boundary_cuts;
}

/* Merged requests are judged only where QUIRK-7 cannot strike. */
static bool gaps_are_ruled_out(const struct bp_case *c, const struct bp_map *m)
{
	struct bp_rq_walk walk;
	struct bp_vec vec;

	for (const struct bio *bio = m->rq->bio; bio; bio = bio->bi_next)
		if (!passed_the_splitter(c, bio))
			return false;
	if (m->rq->bio == m->rq->biotail || has_no_quirk_7(c->q))
		return true;
	if (m->direct || c->q->limits.seg_boundary_mask != BLK_SEG_BOUNDARY_MASK)
		return false;
	bp_ck_rq_walk_start(&walk, c->check, m->rq);
	while (bp_ck_rq_walk_next(&walk, &vec))
		if (crosses((struct bp_run){ vec.addr, vec.len }, BLK_SEG_BOUNDARY_MASK))
			return false;
	return true;
}

/* INV-MAP-6 (A): i >= 1: start_i & v = 0 and end_(i-1) & v = 0 */
static enum bp_ck_verdict entries_leave_no_gap(struct bp_case *c)
{
	const struct bp_map *m = c->subject;
	u64 mask = c->q->limits.virt_boundary_mask;
	struct bp_entry_walk walk;
	struct bp_entry e;
	u64 end = 0;

	if (!m->data || !mask || !gaps_are_ruled_out(c, m))
		return BP_NO_CASE;
	bp_ck_entry_walk_start(&walk, c);
	while (bp_ck_entry_walk_next(&walk, &e)) {
		if (walk.index > 1 && (end & mask || e.run.addr & mask))
			return bp_ck_verdict(c, false,
					     "entry %u ends at 0x%llx, the next starts at 0x%llx",
					     walk.index - 2, (unsigned long long)end,
					     (unsigned long long)e.run.addr);
		end = e.run.addr + e.run.len;
	}
	return BP_HOLDS;
}

/* INV-MAP-7 (any): page entries: offset < 4096; one of no bytes is where it is (G-14) */
static enum bp_ck_verdict offset_is_in_the_page(struct bp_case *c)
{
	const struct bp_map *m = c->subject;
	struct bp_entry_walk walk;
	struct bp_entry e;

	if (m->direct)
		return BP_NO_CASE;
	bp_ck_entry_walk_start(&walk, c);
	while (bp_ck_entry_walk_next(&walk, &e))
		if (e.run.len && e.offset >> c->check->env->page_shift)
			return bp_ck_verdict(c, false, "entry %u has offset %u", walk.index - 1,
					     e.offset);
	return BP_HOLDS;
}

/* INV-MAP-8 (any): END on the last entry only */
static enum bp_ck_verdict end_is_at_the_end(struct bp_case *c)
{
	const struct bp_map *m = c->subject;
	const struct scatterlist *sg = m->sgl;

	if (!m->entries)
		return BP_NO_CASE;
	for (unsigned i = 1; i < m->entries; i++, sg = bp_ck_entry_next(sg))
		if (sg->page_link & SG_END)
			return bp_ck_verdict(c, false, "END is on entry %u of %u", i - 1,
					     m->entries);
	return bp_ck_verdict(c, sg->page_link & SG_END, "no END on the last of %u entries",
			     m->entries);
}

/* INV-MAP-9 (any): mapping twice into the same table gives the same list */
static enum bp_ck_verdict again_gives_the_same(struct bp_case *c)
{
	const struct bp_map *m = c->subject;

	if (!m->remapped)
		return BP_NO_CASE;
	return bp_ck_verdict(c, m->entries == m->entries_before && m->list == m->list_before,
			     "%u entries (sum %llx), before %u (sum %llx)", m->entries,
			     (unsigned long long)m->list, m->entries_before,
			     (unsigned long long)m->list_before);
}

/* INV-MAP-10 (any): an entry of several vectors does not cross a multiple of m + 1 */
static enum bp_ck_verdict joined_entry_keeps_the_boundary(struct bp_case *c)
{
	const struct bp_map *m = c->subject;
	u64 mask = c->q->limits.seg_boundary_mask;
	struct bp_entry_walk walk;
	struct bp_entry e;

	if (!m->data || !bp_ck_map_is_faithful(c))
		return BP_NO_CASE;
	bp_ck_entry_walk_start(&walk, c);
	while (bp_ck_entry_walk_next(&walk, &e))
		if (e.vectors > 1 && crosses(e.run, mask))
			return bp_ck_verdict(
				c, false, "entry %u of %u vectors: 0x%llx + %llu, mask 0x%llx",
				walk.index - 1, e.vectors, (unsigned long long)e.run.addr,
				(unsigned long long)e.run.len, (unsigned long long)mask);
	return BP_HOLDS;
}

static const struct bp_law laws[] = {
	{ BP_INV_MAP_1, entries_were_counted },
	{ BP_INV_MAP_2, bytes_add_up },
	{ BP_INV_MAP_3, bytes_are_those_of_the_request },
	{ BP_INV_MAP_4, entry_keeps_the_boundary },
	{ BP_INV_MAP_5, entry_is_short_enough },
	{ BP_INV_MAP_6, entries_leave_no_gap },
	{ BP_INV_MAP_7, offset_is_in_the_page },
	{ BP_INV_MAP_8, end_is_at_the_end },
	{ BP_INV_MAP_9, again_gives_the_same },
	{ BP_INV_MAP_10, joined_entry_keeps_the_boundary },
};

void bp_ck_judge_map(struct bp_case *c)
{
	bp_ck_judge_all(c, laws);
}
