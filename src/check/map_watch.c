/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Watches the mapping at work and brings its lists to judgement.
 */
#include "map.h"

struct open_map {
	struct bp_record record;
	unsigned extra_len;
	unsigned made; /* entries, those included for which the table had no room */
};

static void begin(struct bp_check *check, const struct bp_event *event)
{
	struct open_map *open = bp_ck_open(check, BP_RECORD_MAP, event->rq, sizeof(*open));

	if (open)
		open->extra_len = event->rq->extra_len;
}

static void entry(struct bp_check *check, const struct bp_event *event)
{
	struct open_map *open = bp_ck_open_find(check, BP_RECORD_MAP, event->rq);

	if (open && !event->b)
		open->made++;
}

/* The weakest precondition of the request's bios, and what the list is made of. */
static enum bp_pre look_at_bios(struct bp_check *check, const struct bp_event *event,
				struct bp_map *m)
{
	enum bp_pre pre = BP_MEETS_A;

	m->data = m->rq->bio && !(m->rq->rq_flags & RQF_SPECIAL_PAYLOAD);
	for (const struct bio *bio = m->rq->bio; bio; bio = bio->bi_next) {
		struct bp_ck_range range = bp_ck_range_known(check, bio);

		pre = bp_min(pre, bp_ck_pre_of(event->q, &range));
		m->data = m->data && bp_ck_range_is_data(&range);
		m->direct = m->direct || bp_ck_range_is_direct(&range);
	}
	if (m->rq->rq_flags & RQF_SPECIAL_PAYLOAD)
		m->direct = false;
	return pre;
}

/* R-MAP-3, R-MAP-4: extra_len grew by the padding and by the drain buffer. */
static void look_at_extra(const struct request_queue *q, struct bp_map *m)
{
	m->drain = q->dma_drain_size && m->entries && m->extra >= q->dma_drain_size;
	m->pad = m->extra - (m->drain ? q->dma_drain_size : 0);
}

static u64 hash_of_bios(const struct request_queue *q, const struct request *rq)
{
	u64 hash = bp_ck_hash(BP_HASH_START, &q->limits, sizeof(q->limits));

	hash = bp_ck_hash(hash, &q->bp_defects, sizeof(q->bp_defects));
	for (const struct bio *bio = rq->bio; bio; bio = bio->bi_next) {
		u64 words[] = {
			(uintptr_t)bio,	     (uintptr_t)bio->bi_io_vec, bio->bi_iter.bi_size,
			bio->bi_iter.bi_idx, bio->bi_iter.bi_bvec_done, bio->bi_opf,
			rq->rq_flags,
		};

		hash = bp_ck_hash(hash, words, sizeof(words));
	}
	return hash;
}

static u64 hash_of_list(const struct bp_case *c, const struct bp_map *m)
{
	struct bp_entry_walk walk;
	struct bp_entry e;
	u64 hash = BP_HASH_START;

	bp_ck_entry_walk_start(&walk, c);
	while (bp_ck_entry_walk_next(&walk, &e)) {
		hash = bp_ck_hash(hash, &e.run, sizeof(e.run));
		if (!m->direct)
			hash = bp_ck_hash(hash, &e.offset, sizeof(e.offset));
	}
	return hash;
}

/* INV-MAP-9: compares with the last mapping of this request, then takes its place. */
static void compare_and_remember(struct bp_case *c, struct bp_map *m)
{
	struct bp_ck_request_record *record = bp_ck_request_record(c->check, m->rq);
	u64 bios = hash_of_bios(c->q, m->rq);

	m->list = hash_of_list(c, m);
	if (!record)
		return;
	m->remapped = record->mapped_into == m->sgl && record->mapped_bios == bios;
	m->entries_before = record->mapped_entries;
	m->list_before = record->mapped_list;
	record->mapped_into = m->sgl;
	record->mapped_bios = bios;
	record->mapped_list = m->list;
	record->mapped_entries = m->entries;
}

static void end(struct bp_check *check, const struct bp_event *event)
{
	const struct open_map *open = bp_ck_open_find(check, BP_RECORD_MAP, event->rq);
	struct bp_map m = {
		.rq = event->rq,
		.sgl = event->sgl,
		.entries = (unsigned)event->a,
		.made = bp_max((unsigned)event->a, open ? open->made : 0),
		.extra = event->rq->extra_len - (open ? open->extra_len : 0),
	};
	struct bp_ck_range first;
	struct bp_case c = {
		.check = check,
		.q = event->q,
		.at = bp_event_info(event->id)->name,
		.subject = &m,
		.sgl = event->sgl,
		.entries = m.entries,
		.rq_serial = event->rq->bp_serial,
	};

	c.pre = look_at_bios(check, event, &m);
	c.direct = m.direct;
	m.data = m.data && m.made == m.entries;
	look_at_extra(event->q, &m);
	if (m.rq->bio) {
		first = bp_ck_range_known(check, m.rq->bio);
		c.range = &first;
		c.bio_serial = m.rq->bio->bp_serial;
	}
	compare_and_remember(&c, &m);
	bp_ck_judge_map(&c);
	bp_ck_judge_map_direct(&c);
	bp_ck_close(check, BP_RECORD_MAP, event->rq);
}

void bp_ck_hear_map(struct bp_check *check, const struct bp_event *event)
{
	if (event->id == BP_EV_MAP_BEGIN)
		begin(check, event);
	else if (event->id == BP_EV_MAP_ENTRY)
		entry(check, event);
	else if (event->id == BP_EV_MAP_END)
		end(check, event);
}
