/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-MAP and INV-DIR-4: the right list, then the same list spoilt.
 */
#include "mapping.h"

static void map__by_the_code__holds(void **state)
{
	static const unsigned opf[] = { REQ_OP_READ, DIRECT };
	struct t_court *court = *state;
	struct mapping m;

	for (size_t i = 0; i < bp_array_size(opf); i++) {
		prepare(&m, court, t_bio(&court->w, opf[i], 0, 2, two));
		map(&m);
		map(&m);
	}
	assert_held(court, BP_INV_MAP_1);
	assert_held(court, BP_INV_MAP_2);
	assert_held(court, BP_INV_MAP_3);
	assert_held(court, BP_INV_MAP_5);
	assert_held(court, BP_INV_MAP_7);
	assert_held(court, BP_INV_MAP_8);
	assert_held(court, BP_INV_MAP_9);
	assert_held(court, BP_INV_MAP_10);
	assert_held(court, BP_INV_DIR_4);
	assert_all_held(court);
}

static void count_too_few(struct mapping *m)
{
	m->rq.nr_phys_segments = 1;
}

static void shorten(struct mapping *m)
{
	m->table[1].length -= 512;
	m->table[1].dma_length -= 512;
}

static void swap(struct mapping *m)
{
	struct scatterlist first = m->table[0];

	m->table[0].offset = m->table[1].offset;
	m->table[0].page_link = m->table[1].page_link & ~SG_END;
	m->table[0].dma_address = m->table[1].dma_address;
	m->table[1].page_link = first.page_link | SG_END;
	m->table[1].dma_address = first.dma_address;
}

static void shrink_boundary(struct mapping *m)
{
	m->rq.q->limits.seg_boundary_mask = 0xfff;
}

static void grow_boundary(struct mapping *m)
{
	m->rq.q->limits.seg_boundary_mask = 0x1fff;
	m->rq.bio->bi_io_vec[0].bv_offset = 4096;
	m->rq.bio->bi_io_vec[0].bv_page = nth_page(m->rq.bio->bi_io_vec[0].bv_page, (u64)-1);
}

static void shrink_segment(struct mapping *m)
{
	m->rq.q->limits.max_segment_size = 4096;
}

static void move_offset(struct mapping *m)
{
	m->table[1].offset += 4096;
	m->table[1].page_link -= sizeof(struct page);
}

static void end_early(struct mapping *m)
{
	m->table[0].page_link |= SG_END;
}

static void end_never(struct mapping *m)
{
	m->table[1].page_link &= ~SG_END;
}

static void forget_dma_length(struct mapping *m)
{
	m->table[0].dma_length = 0;
}

static void map__spoilt__is_seen(void **state)
{
	static const struct {
		enum bp_invariant broken;
		unsigned opf;
		void (*spoil)(struct mapping *m);
	} cases[] = {
		{ BP_INV_MAP_1, REQ_OP_READ, count_too_few },
		{ BP_INV_MAP_2, REQ_OP_READ, shorten },
		{ BP_INV_MAP_2, DIRECT, shorten },
		{ BP_INV_MAP_3, REQ_OP_READ, swap },
		{ BP_INV_MAP_3, DIRECT, swap },
		{ BP_INV_MAP_4, REQ_OP_READ, shrink_boundary },
		{ BP_INV_MAP_4, DIRECT, shrink_boundary },
		{ BP_INV_MAP_4, REQ_OP_READ, grow_boundary },
		{ BP_INV_MAP_5, REQ_OP_READ, shrink_segment },
		{ BP_INV_MAP_5, DIRECT, shrink_segment },
		{ BP_INV_MAP_7, REQ_OP_READ, move_offset },
		{ BP_INV_MAP_8, REQ_OP_READ, end_early },
		{ BP_INV_MAP_8, REQ_OP_READ, end_never },
		{ BP_INV_MAP_9, REQ_OP_READ, shorten },
		{ BP_INV_MAP_9, DIRECT, shorten },
		{ BP_INV_DIR_4, DIRECT, forget_dma_length },
	};
	struct t_court court;
	struct mapping m;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		t_court_open(&court);
		prepare(&m, &court, t_bio(&court.w, cases[i].opf, 0, 2, two));
		map(&m);
		assert_all_held(&court);
		cases[i].spoil(&m);
		judge(&m);
		assert_broken(&court, cases[i].broken);
		t_court_close(&court);
	}
}

/* An entry is only long for the rules when those of a direct bio, or PRE-B, are asked. */
static void map__segment_below_a_page__judged_for_direct_alone(void **state)
{
	struct t_court *court = *state;
	struct mapping m;

	court->w.q.limits.max_segment_size = 2048;
	prepare(&m, court, t_bio(&court->w, REQ_OP_READ, 0, 2, two));
	map(&m);
	assert_no_case(court, BP_INV_MAP_5);
	prepare(&m, court, t_bio(&court->w, DIRECT, 0, 2, two));
	map(&m);
	assert_held(court, BP_INV_MAP_5);
}

/* AAAABBBB over 0x12000: 2 direct vectors in one entry across a boundary */
static void map__joined_across_the_boundary__breaks_map_10(void **state)
{
	struct t_court *court = *state;
	struct bio *bio =
		t_bio(&court->w, DIRECT, 0, 2, T_VECS({ 0x11000, 4096 }, { 0x12000, 4096 }));
	struct mapping m;

	prepare(&m, court, bio);
	map(&m);
	assert_int_equal(m.entries, 1);
	assert_held(court, BP_INV_MAP_10);
	court->w.q.limits.seg_boundary_mask = 0x1fff;
	judge(&m);
	assert_broken(court, BP_INV_MAP_10);
}

/* The special payload is no part of the bios; its entry is a page's. */
static void map__special_payload__only_the_list_is_judged(void **state)
{
	struct t_court *court = *state;
	struct mapping m;

	prepare(&m, court, t_bio(&court->w, DIRECT, 0, 2, two));
	m.rq.rq_flags |= RQF_SPECIAL_PAYLOAD;
	m.rq.special_vec = (struct bio_vec){ pfn_to_page(5), 16, 0 };
	map(&m);
	assert_held(court, BP_INV_MAP_1);
	assert_held(court, BP_INV_MAP_8);
	assert_no_case(court, BP_INV_MAP_2);
	assert_no_case(court, BP_INV_MAP_3);
	assert_no_case(court, BP_INV_DIR_4);
}

/* A chained table is one list. */
static void map__chained_table__holds(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = t_bio_pages(&court->w, REQ_OP_READ, 0, 4, 0x10000, 0x10000, 4096);
	struct scatterlist second[4];
	struct mapping m;

	prepare(&m, court, bio);
	sg_init_table(second, 4);
	sg_init_table(m.table, 3);
	sg_chain(m.table, 3, second);
	map(&m);
	assert_int_equal(m.entries, 4);
	assert_held(court, BP_INV_MAP_3);
	assert_held(court, BP_INV_MAP_8);
	assert_all_held(court);
}

static void lengthen(struct mapping *m)
{
	m->table[1].length += 4096;
}

/* Bytes that the request does not have. */
static void map__longer_than_the_request__breaks_map_2_and_map_3(void **state)
{
	struct t_court *court = *state;
	struct mapping m;

	prepare(&m, court, t_bio(&court->w, REQ_OP_READ, 0, 2, two));
	map(&m);
	lengthen(&m);
	judge(&m);
	assert_broken(court, BP_INV_MAP_2);
	assert_broken(court, BP_INV_MAP_3);
}

/* Offsets are those of the vectors: where the bytes are others, nothing is known of their boundary.
 */
static void map__other_bytes__no_case_for_map_4(void **state)
{
	struct t_court *court = *state;
	struct mapping m;
	u64 judged;

	court->w.q.limits.seg_boundary_mask = 0xffff;
	prepare(&m, court, t_bio(&court->w, REQ_OP_READ, 0, 2, two));
	map(&m);
	assert_held(court, BP_INV_MAP_4);
	judged = bp_check_judged(court->check, BP_INV_MAP_4);
	swap(&m);
	judge(&m);
	assert_broken(court, BP_INV_MAP_3);
	assert_int_equal(bp_check_judged(court->check, BP_INV_MAP_4), judged);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_court(map__by_the_code__holds),
		cmocka_unit_test(map__spoilt__is_seen),
		t_in_court(map__segment_below_a_page__judged_for_direct_alone),
		t_in_court(map__joined_across_the_boundary__breaks_map_10),
		t_in_court(map__special_payload__only_the_list_is_judged),
		t_in_court(map__chained_table__holds),
		t_in_court(map__longer_than_the_request__breaks_map_2_and_map_3),
		t_in_court(map__other_bytes__no_case_for_map_4),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
