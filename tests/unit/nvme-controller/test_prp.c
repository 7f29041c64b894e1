/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PRPs as a controller reads them (NVC-20, SV-8, 9, 11, 14).
 */
#include "walk_test.h"

#define LIST 0xa0000000u
#define NEXT 0xa0001000u

#define BAD_OFFSET (NVME_SC_PRP_INVALID_OFFSET | DNR)

static u16 walk(struct t_walk *t, u64 prp1, u64 prp2)
{
	return bp_nvme_prp_walk(&t->walk, prp1, prp2);
}

/* Commands without a list. */
static void bp_nvme_prp_walk__up_to_two_pages__no_list_is_read(void **state)
{
	static const struct {
		const char *name;
		u64 bytes, prp1, prp2;
		u16 status;
		const char *pieces;
	} cases[] = {
		{ "EX-NVME-1", 512, 0x10200, 0, 0, "10200+200" },
		{ "EX-NVME-2", 8192, 0x10000, 0x11000, 0, "10000+1000 11000+1000" },
		{ "nothing", 0, 3, 0, 0, "" },
		{ "PRP2 is reserved (NVC-20.2)", 4096, 0x10000, 0x123, 0, "10000+1000" },
		{ "short second page", 0x300, 0x10e00, 0x20000, 0, "10e00+200 20000+100" },
		{ "dword", 4, 0x10ffc, 0, 0, "10ffc+4" },
		{ "address 0 (SV-14)", 8192, 0, 0x1000, 0, "0+1000 1000+1000" },
		{ "address 0 behind (SV-14)", 8192, 0xfffffffffffff000, 0, 0,
		  "fffffffffffff000+1000 0+1000" },
		{ "PRP1 not a dword", 512, 0x10202, 0, BAD_OFFSET, "" },
		{ "PRP1 odd", 512, 0x10001, 0, BAD_OFFSET, "" },
		{ "PRP2 inside its page", 8192, 0x10000, 0x11004, BAD_OFFSET, "10000+1000" },
		{ "DEF-NVME-4", 0x1e00, 0x1000200, 0x1000e00, BAD_OFFSET, "1000200+e00" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_walk *t = t_walk_new(BP_NVME_DMA_C2H, cases[i].bytes);

		print_message("# %s\n", cases[i].name);
		assert_int_equal(walk(t, cases[i].prp1, cases[i].prp2), cases[i].status);
		assert_string_equal(t_pieces_text(t), cases[i].pieces);
		assert_int_equal(t->nr_fetches, 0);
		t_walk_free(t);
	}
}

/* EX-NVME-3 (b):  ..AA|AAAA|AA..  and EX-NVME-4 */
static void bp_nvme_prp_walk__small_lists__just_their_slots(void **state)
{
	struct t_walk *t = t_walk_new(BP_NVME_DMA_C2H, 0x2000);

	(void)state;
	t_put_list(t, LIST + 0xf00, 0x11000, 0x12000);
	assert_int_equal(walk(t, 0x10e00, LIST + 0xf00), 0);
	assert_string_equal(t_pieces_text(t), "10e00+200 11000+1000 12000+e00");
	t_walk_free(t);
	t = t_walk_new(BP_NVME_DMA_H2C, 0x2800);
	t_put_list(t, LIST, 0x30000, 0x31000, 0x50000);
	assert_int_equal(walk(t, 0x10e00, LIST), 0);
	assert_string_equal(t_pieces_text(t), "10e00+200 30000+1000 31000+1000 50000+600");
	assert_int_equal(t->fetched, 24); /* INV-NVME-20 */
	t_walk_free(t);
}

static void fill(u64 *slots, unsigned nr, u64 first)
{
	for (unsigned i = 0; i < nr; i++)
		slots[i] = first + (u64)i * T_PAGE;
}

/* EX-NVME-6: a full list whose last slot is data. */
static void bp_nvme_prp_walk__513_pages__slot_511_is_data(void **state)
{
	struct t_walk *t = t_walk_new(BP_NVME_DMA_C2H, 513 * T_PAGE);
	u64 slots[512];

	(void)state;
	fill(slots, 512, 0x1001000);
	t_put_slots(t, LIST, slots, 512);
	assert_int_equal(walk(t, 0x1000000, LIST), 0);
	assert_int_equal(t->pieces.nr, 513);
	assert_int_equal(t->pieces.bytes, 513 * T_PAGE);
	assert_int_equal(t->pieces.piece[512].address, 0x1200000);
	assert_int_equal(t->nr_fetches, 1);
	t_walk_free(t);
}

/* EX-NVME-6, SV-11: 514 pages; slot 511 leads on, as it must. */
static void bp_nvme_prp_walk__514_pages__slot_511_leads_on(void **state)
{
	struct t_walk *t = t_walk_new(BP_NVME_DMA_C2H, 514 * T_PAGE);
	u64 slots[512];

	(void)state;
	fill(slots, 511, 0x1001000);
	slots[511] = NEXT;
	t_put_slots(t, LIST, slots, 512);
	t_put_list(t, NEXT, 0x1200000, 0x1201000);
	assert_int_equal(walk(t, 0x1000000, LIST), 0);
	assert_int_equal(t->pieces.nr, 514);
	for (unsigned i = 0; i < 514; i++)
		assert_int_equal(t->pieces.piece[i].address, 0x1000000 + (u64)i * T_PAGE);
	assert_int_equal(t->fetched, 8 * (513 + 2 - 1)); /* NVH-18: N + L - 1 */
	t_walk_free(t);
}

/* The list begins in the middle of its page: fewer slots, a chain all the same (NVC-20.3). */
static void bp_nvme_prp_walk__list_with_offset__chain_at_page_end(void **state)
{
	struct t_walk *t = t_walk_new(BP_NVME_DMA_C2H, 5 * T_PAGE);

	(void)state;
	t_put_list(t, LIST + 0xff0, 0x20000, NEXT);
	t_put_list(t, NEXT, 0x30000, 0x40000, 0x50000);
	assert_int_equal(walk(t, 0x10000, LIST + 0xff0), 0);
	assert_string_equal(t_pieces_text(t),
			    "10000+1000 20000+1000 30000+1000 40000+1000 50000+1000");
	t_walk_free(t);
}

/* One slot before the end of the page: it can only lead on. */
static void bp_nvme_prp_walk__last_slot_of_a_page__is_a_chain(void **state)
{
	struct t_walk *t = t_walk_new(BP_NVME_DMA_C2H, 3 * T_PAGE);

	(void)state;
	t_put_list(t, LIST + 0xff8, NEXT);
	t_put_list(t, NEXT, 0x20000, 0x30000);
	assert_int_equal(walk(t, 0x10000, LIST + 0xff8), 0);
	assert_string_equal(t_pieces_text(t), "10000+1000 20000+1000 30000+1000");
	t_walk_free(t);
}

/* NVC-20, table of errors; what was understood before stays unused. */
static void bp_nvme_prp_walk__bad_lists__status(void **state)
{
	static const struct {
		const char *name;
		u64 prp1, prp2, slot[3];
		u16 status;
	} cases[] = {
		{ "fine", 0x10000, LIST, { 0x20000, 0x30000, 0x40000 }, 0 },
		{ "list at page end minus 4 (SV-9)", 0x10000, LIST + 0xffc, { 0 }, BAD_OFFSET },
		{ "list not at a qword (SV-9)", 0x10000, LIST + 4, { 0 }, BAD_OFFSET },
		{ "slot inside its page", 0x10000, LIST, { 0x20000, 0x30200, 0 }, BAD_OFFSET },
		{ "first slot inside its page", 0x10000, LIST, { 0x20004, 0, 0 }, BAD_OFFSET },
		{ "list is nowhere", 0x10000, 0xdead000, { 0 }, NVME_SC_DATA_XFER_ERROR },
		{ "data not admitted", 0x10000, LIST, { 0x666000, 0, 0 }, NVME_SC_DATA_XFER_ERROR },
		{ "PRP1 not admitted", 0x666000, LIST, { 0 }, NVME_SC_DATA_XFER_ERROR },
		{ "list before PRP1 is looked at", 0x10001, 0xdead000, { 0 }, BAD_OFFSET },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_walk *t = t_walk_new(BP_NVME_DMA_H2C, 4 * T_PAGE);

		print_message("# %s\n", cases[i].name);
		t->forbids = true;
		t->forbidden = 0x666ffc;
		t_put_slots(t, LIST, cases[i].slot, 3);
		assert_int_equal(walk(t, cases[i].prp1, cases[i].prp2), cases[i].status);
		t_walk_free(t);
	}
}

static void bp_nvme_prp_walk__chain_with_offset__refused(void **state)
{
	struct t_walk *t = t_walk_new(BP_NVME_DMA_C2H, 4 * T_PAGE);

	(void)state;
	t_put_list(t, LIST + 0xff8, NEXT + 8);
	t_put_list(t, NEXT, 0, 0x20000, 0x30000, 0x40000);
	assert_int_equal(walk(t, 0x10000, LIST + 0xff8), BAD_OFFSET);
	t_walk_free(t);
}

/* SV-8: each page of the list leads to itself; the length ends it (NVC-20.6). */
static void bp_nvme_prp_walk__circle__ends_with_the_transfer(void **state)
{
	struct t_walk *t = t_walk_new(BP_NVME_DMA_C2H, 2000 * (u64)T_PAGE);
	u64 slots[512];

	(void)state;
	fill(slots, 511, 0x1000000);
	slots[511] = LIST;
	t_put_slots(t, LIST, slots, 512);
	assert_int_equal(walk(t, 0x2000000, LIST), 0);
	assert_int_equal(t->pieces.nr, 2000);
	assert_int_equal(t->nr_fetches, 4);
	t_walk_free(t);
}

/* CC.MPS 1: pages of 8 KiB hold 1024 slots, which are read in two parts. */
static void bp_nvme_prp_walk__pages_of_8_kib__chain_in_slot_1023(void **state)
{
	struct t_walk *t = t_walk_new(BP_NVME_DMA_C2H, 1026 * 8192);
	u64 slots[1024];

	(void)state;
	t->walk.page_bytes = 8192;
	for (unsigned i = 0; i < 1023; i++)
		slots[i] = 0x1002000 + (u64)i * 8192;
	slots[1023] = 0xa0002000;
	t_put_slots(t, LIST, slots, 1024);
	t_put_list(t, 0xa0002000, 0x3000000, 0x3002000);
	assert_int_equal(walk(t, 0x1000000, LIST), 0);
	assert_int_equal(t->pieces.nr, 1026);
	assert_int_equal(t->pieces.piece[1025].address, 0x3002000);
	assert_int_equal(t->fetched, 8 * 1026);
	assert_int_equal(t->nr_fetches, 3);
	assert_int_equal(t->nr_lists, 2);
	t->walk.bytes = 2 * 8192;
	bp_nvme_pieces_clear(&t->pieces);
	assert_int_equal(walk(t, 0x1000000, 0x3001000), BAD_OFFSET);
	t_walk_free(t);
}

/* NVC-37: controllers that are wrong. */
static void bp_nvme_prp_walk__faults__what_they_say(void **state)
{
	struct t_walk *t = t_walk_new(BP_NVME_DMA_C2H, 3 * T_PAGE);
	u64 slots[512];

	(void)state;
	fill(slots, 512, 0x20000);
	t_put_slots(t, LIST, slots, 512);
	t->walk.overreads = true;
	assert_int_equal(walk(t, 0x10000, LIST), 0);
	assert_string_equal(t_pieces_text(t), "10000+1000 20000+1000 21000+1000");
	assert_int_equal(t->fetched, 4096); /* breaks INV-NVME-20 */
	bp_nvme_pieces_clear(&t->pieces);
	t->walk.ignores_offset = true;
	assert_int_equal(walk(t, 0x10e00, LIST), 0);
	assert_string_equal(t_pieces_text(t), "10000+1000 20000+1000 21000+1000");
	t_walk_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_prp_walk__up_to_two_pages__no_list_is_read),
		cmocka_unit_test(bp_nvme_prp_walk__small_lists__just_their_slots),
		cmocka_unit_test(bp_nvme_prp_walk__513_pages__slot_511_is_data),
		cmocka_unit_test(bp_nvme_prp_walk__514_pages__slot_511_leads_on),
		cmocka_unit_test(bp_nvme_prp_walk__list_with_offset__chain_at_page_end),
		cmocka_unit_test(bp_nvme_prp_walk__last_slot_of_a_page__is_a_chain),
		cmocka_unit_test(bp_nvme_prp_walk__bad_lists__status),
		cmocka_unit_test(bp_nvme_prp_walk__chain_with_offset__refused),
		cmocka_unit_test(bp_nvme_prp_walk__circle__ends_with_the_transfer),
		cmocka_unit_test(bp_nvme_prp_walk__pages_of_8_kib__chain_in_slot_1023),
		cmocka_unit_test(bp_nvme_prp_walk__faults__what_they_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
