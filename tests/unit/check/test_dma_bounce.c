/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-DMA-8 and -9.
 */
#include "dma_court.h"

#define BYTES 4096

static void start(struct t_dma_court *t)
{
	u8 bytes[BYTES];

	t_dma_open(t);
	t_dma_slots(t);
	memset(bytes, 'b', sizeof(bytes));
	bp_ram_write(t->ram, bp_phys_addr(T_HIGH), bytes, sizeof(bytes));
}

static void put(struct t_dma_court *t, u64 phys, u8 byte)
{
	assert_int_equal(bp_ram_write(t->ram, bp_phys_addr(phys), &byte, 1), 0);
}

static dma_addr_t map(struct t_dma_court *t, enum dma_data_direction dir, unsigned long attrs)
{
	dma_addr_t addr = dma_map_single_attrs(&t->dev, t_buf(T_HIGH), BYTES, dir, attrs);

	assert_in_range(addr.dma, T_SLOTS, T_SLOTS + 0x7ffff);
	return addr;
}

static void unmap(struct t_dma_court *t, dma_addr_t addr, enum dma_data_direction dir)
{
	dma_unmap_single(&t->dev, addr, BYTES, dir);
}

/* C4.4, each direction: the device writes some bytes. */
static void dma_8__device_writes_a_part__held(void **state)
{
	(void)state;
	for (int dir = DMA_BIDIRECTIONAL; dir <= DMA_FROM_DEVICE; dir++) {
		struct t_dma_court t;
		dma_addr_t addr;

		start(&t);
		addr = map(&t, (enum dma_data_direction)dir, 0);
		put(&t, addr.dma + 7, 'd');
		unmap(&t, addr, (enum dma_data_direction)dir);
		assert_held(&t.court, BP_INV_DMA_8);
		assert_held(&t.court, BP_INV_DMA_9);
		assert_all_held(&t.court);
		t_dma_close(&t);
	}
}

static void dma_8__stale_slots__broken(void **state)
{
	struct t_dma_court t;

	(void)state;
	start(&t);
	bp_defect_set(&t.dev.bp_defects, BP_DEF_DMA_2, true);
	unmap(&t, map(&t, DMA_FROM_DEVICE, 0), DMA_FROM_DEVICE);
	assert_broken(&t.court, BP_INV_DMA_8);
	assert_non_null(strstr(t.court.text, "STALE_SLOT_LEAK: byte 0 of the buffer"));
	t_dma_close(&t);
}

/* The driver said that it fills the slots itself, and did not: nobody can judge what comes back. */
static void dma_8__never_filled__no_case(void **state)
{
	struct t_dma_court t;

	(void)state;
	start(&t);
	bp_defect_set(&t.dev.bp_defects, BP_DEF_DMA_2, true);
	put(&t, T_SLOTS, 's');
	unmap(&t, map(&t, DMA_FROM_DEVICE, DMA_ATTR_SKIP_CPU_SYNC), DMA_FROM_DEVICE);
	assert_int_equal(bp_check_count(t.court.check, BP_INV_DMA_8), 0);
	t_dma_close(&t);
}

/* A sync of the whole has filled them after all. */
static void dma_8__filled_by_a_sync__judged(void **state)
{
	(void)state;
	for (unsigned spoiled = 0; spoiled < 2; spoiled++) {
		struct t_dma_court t;
		dma_addr_t addr;

		start(&t);
		bp_defect_set(&t.dev.bp_defects, BP_DEF_DMA_2, true);
		put(&t, T_SLOTS, 's');
		addr = map(&t, DMA_BIDIRECTIONAL, DMA_ATTR_SKIP_CPU_SYNC);
		dma_sync_single_for_device(&t.dev, addr, BYTES, DMA_BIDIRECTIONAL);
		put(&t, addr.dma + 7, 'd');
		t_dma_say(&t, BP_EV_DMA_UNMAP_BEGIN,
			  &(struct bp_dma_call){ .dev = &t.dev,
						 .addr = addr,
						 .size = BYTES,
						 .dir = DMA_BIDIRECTIONAL });
		put(&t, T_HIGH + 7, spoiled ? 'x' : 'd');
		t_dma_say(&t, BP_EV_DMA_UNMAP,
			  &(struct bp_dma_call){ .dev = &t.dev,
						 .addr = addr,
						 .size = BYTES,
						 .dir = DMA_BIDIRECTIONAL });
		assert_int_equal(bp_check_count(t.court.check, BP_INV_DMA_8), spoiled);
		assert_int_not_equal(bp_check_judged(t.court.check, BP_INV_DMA_8), 0);
		dma_unmap_single(&t.dev, addr, BYTES, DMA_BIDIRECTIONAL);
		t_dma_close(&t);
	}
}

/* A sync of the second entry of a list says nothing of the first. */
static void dma_8__sync_of_one_entry__the_other_waits(void **state)
{
	struct t_dma_court t;
	struct scatterlist sg[2];

	(void)state;
	start(&t);
	sg_init_table(sg, 2);
	sg_set_buf(&t.court.w.env, &sg[0], t_buf(T_HIGH), 512);
	sg_set_buf(&t.court.w.env, &sg[1], t_buf(T_HIGH + 1024), 512);
	assert_int_equal(dma_map_sg(&t.dev, sg, 2, DMA_FROM_DEVICE), 2);
	put(&t, sg_dma_address(&sg[0]).dma + 3, 'd');
	put(&t, sg_dma_address(&sg[1]).dma + 3, 'e');
	dma_sync_single_for_cpu(&t.dev, sg_dma_address(&sg[1]), 512, DMA_FROM_DEVICE);
	dma_unmap_sg(&t.dev, sg, 2, DMA_FROM_DEVICE);
	assert_held(&t.court, BP_INV_DMA_8);
	assert_all_held(&t.court);
	t_dma_close(&t);
}

static void dma_8__not_copied_back__nothing_changes(void **state)
{
	struct t_dma_court t;
	dma_addr_t addr;

	(void)state;
	start(&t);
	addr = map(&t, DMA_FROM_DEVICE, 0);
	put(&t, addr.dma, 'd');
	dma_unmap_single_attrs(&t.dev, addr, BYTES, DMA_FROM_DEVICE, DMA_ATTR_SKIP_CPU_SYNC);
	assert_held(&t.court, BP_INV_DMA_8);
	addr = map(&t, DMA_FROM_DEVICE, 0);
	t_dma_say(&t, BP_EV_DMA_UNMAP_BEGIN,
		  &(struct bp_dma_call){
			  .dev = &t.dev, .addr = addr, .size = BYTES, .dir = DMA_FROM_DEVICE });
	put(&t, T_HIGH + 9, 'x');
	t_dma_say(&t, BP_EV_DMA_UNMAP,
		  &(struct bp_dma_call){ .dev = &t.dev,
					 .addr = addr,
					 .size = BYTES,
					 .dir = DMA_FROM_DEVICE,
					 .attrs = DMA_ATTR_SKIP_CPU_SYNC });
	assert_broken(&t.court, BP_INV_DMA_8);
	unmap(&t, addr, DMA_FROM_DEVICE);
	t_dma_close(&t);
}

/* C4.6: parts travel by syncs, in both directions. */
static void dma_8__syncs__held_and_broken(void **state)
{
	struct t_dma_court t;
	dma_addr_t addr, part;

	(void)state;
	start(&t);
	addr = map(&t, DMA_BIDIRECTIONAL, 0);
	part = bp_dma_addr(addr.dma + 512);
	put(&t, addr.dma + 600, 'd');
	put(&t, addr.dma + 2000, 'd'); /* outside of what is synced */
	dma_sync_single_for_cpu(&t.dev, part, 512, DMA_BIDIRECTIONAL);
	put(&t, T_HIGH + 600, 'c');
	dma_sync_single_for_device(&t.dev, part, 512, DMA_BIDIRECTIONAL);
	put(&t, addr.dma + 601, 'e');
	unmap(&t, addr, DMA_BIDIRECTIONAL);
	assert_held(&t.court, BP_INV_DMA_8);
	addr = map(&t, DMA_FROM_DEVICE, 0);
	put(&t, addr.dma + 600, 'f');
	t_dma_say(&t, BP_EV_DMA_SYNC,
		  &(struct bp_dma_call){ .dev = &t.dev,
					 .addr = addr,
					 .size = BYTES,
					 .dir = DMA_FROM_DEVICE,
					 .to_cpu = true });
	assert_broken(&t.court, BP_INV_DMA_8); /* nothing was copied */
	unmap(&t, addr, DMA_FROM_DEVICE);
	t_dma_close(&t);
}

static void dma_8__sync_against_the_direction__nothing_to_judge(void **state)
{
	struct t_dma_court t;
	dma_addr_t addr;
	u64 judged;

	(void)state;
	start(&t);
	addr = map(&t, DMA_FROM_DEVICE, 0);
	put(&t, addr.dma, 'd');
	judged = bp_check_judged(t.court.check, BP_INV_DMA_8);
	dma_sync_single_for_device(&t.dev, addr, BYTES, DMA_FROM_DEVICE);
	assert_int_equal(bp_check_judged(t.court.check, BP_INV_DMA_8), judged);
	unmap(&t, addr, DMA_FROM_DEVICE);
	assert_held(&t.court, BP_INV_DMA_8);
	t_dma_close(&t);
}

static void dma_8__list_synced__held(void **state)
{
	struct t_dma_court t;

	(void)state;
	start(&t);
	sg_init_table(t.sg, 2);
	sg_set_buf(&t.court.w.env, &t.sg[0], t_buf(T_HIGH), 512);
	sg_set_buf(&t.court.w.env, &t.sg[1], t_buf(T_HIGH + 2048), 512);
	assert_int_equal(dma_map_sg(&t.dev, t.sg, 2, DMA_FROM_DEVICE), 2);
	put(&t, sg_dma_address(&t.sg[1]).dma + 3, 'd');
	dma_sync_sg_for_cpu(&t.dev, t.sg, 2, DMA_FROM_DEVICE);
	put(&t, sg_dma_address(&t.sg[0]).dma + 3, 'd');
	dma_unmap_sg(&t.dev, t.sg, 2, DMA_FROM_DEVICE);
	assert_held(&t.court, BP_INV_DMA_8);
	assert_held(&t.court, BP_INV_DMA_3);
	assert_all_held(&t.court);
	t_dma_close(&t);
}

/* What the device reads is what the buffer holds. */
static void dma_8__slots_not_filled__broken(void **state)
{
	struct t_dma_court t;

	(void)state;
	start(&t);
	t_dma_say_mapped(&t, T_HIGH, T_SLOTS, BYTES);
	assert_broken(&t.court, BP_INV_DMA_8);
	t_dma_close(&t);
}

static void dma_8__buffer_reached_while_mapped__broken(void **state)
{
	struct t_dma_court t;
	dma_addr_t addr;

	(void)state;
	start(&t);
	addr = map(&t, DMA_FROM_DEVICE, 0);
	put(&t, T_HIGH + 5, 'x');
	unmap(&t, addr, DMA_FROM_DEVICE);
	assert_broken(&t.court, BP_INV_DMA_8);
	t_dma_close(&t);
}

/* C4.2, C4.3: 5000 bytes need 3 slots (F17); with low bits to keep, perhaps one more. */
static void dma_9__slots__counted_by_size(void **state)
{
	static const struct {
		unsigned mask;
		u64 phys, size, used;
	} cases[] = {
		{ 0, T_HIGH, 5000, 3 },
		{ 0, T_HIGH + 0x700, 2048, 1 },
		{ 4095, T_HIGH + 0x700, 2048, 2 },
		{ 4095, T_HIGH, 1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		for (u64 told = cases[i].used - 1; told <= cases[i].used + 1; told++) {
			struct bp_dma_call call = { 0 };
			struct bp_event take = { .id = BP_EV_BOUNCE_TAKE, .b = told, .dma = &call };
			struct t_dma_court t;

			start(&t);
			t.dev.dma_parms.min_align_mask = cases[i].mask;
			call.pool = t.pool;
			bp_check_event(t.court.check, &take);
			t_dma_say_mapped(&t, cases[i].phys,
					 T_SLOTS + (cases[i].phys & cases[i].mask), cases[i].size);
			assert_int_equal(bp_check_count(t.court.check, BP_INV_DMA_9),
					 told != cases[i].used);
			t_dma_close(&t);
		}
	}
}

static void dma_9__slots_in_use_at_the_end__broken(void **state)
{
	struct t_dma_court t;

	(void)state;
	start(&t);
	map(&t, DMA_TO_DEVICE, 0);
	bp_swiotlb_free(t.pool);
	t.pool = NULL;
	assert_broken(&t.court, BP_INV_DMA_9);
	t_dma_close(&t);
}

/* Memory that the model has no bytes of cannot be compared. */
static void dma_8__buffer_without_bytes__no_case(void **state)
{
	const u64 nowhere = T_HIGH + 0x100000;
	struct t_dma_court t;
	dma_addr_t addr;

	(void)state;
	start(&t);
	t.court.w.env.max_pfn = (T_HIGH >> 12) - 1;
	addr = dma_map_single(&t.dev, t_buf(nowhere), BYTES, DMA_FROM_DEVICE);
	assert_in_range(addr.dma, T_SLOTS, T_SLOTS + 0x7ffff);
	put(&t, addr.dma + 7, 'd');
	unmap(&t, addr, DMA_FROM_DEVICE);
	assert_no_case(&t.court, BP_INV_DMA_8);
	assert_held(&t.court, BP_INV_DMA_9);
	assert_all_held(&t.court);
	t_dma_close(&t);
}

static struct bp_page_state *no_state(void *arg, u64 pfn)
{
	(void)arg, (void)pfn;
	return NULL;
}

/* Nor can what lost its bytes in between: from then on nothing is known of the mapping. */
static void dma_8__bytes_lost_at_a_sync__no_case_any_more(void **state)
{
	static const struct bp_page_ops lost = { .state = no_state };
	const struct bp_page_ops *ops;
	struct t_dma_court t;
	dma_addr_t addr;
	u64 judged;

	(void)state;
	start(&t);
	addr = map(&t, DMA_FROM_DEVICE, 0);
	ops = t.court.w.env.page_ops;
	t.court.w.env.page_ops = &lost;
	t_dma_say(&t, BP_EV_DMA_SYNC,
		  &(struct bp_dma_call){ .dev = &t.dev,
					 .addr = addr,
					 .size = BYTES,
					 .dir = DMA_FROM_DEVICE,
					 .to_cpu = true });
	t.court.w.env.page_ops = ops;
	judged = bp_check_judged(t.court.check, BP_INV_DMA_8);
	put(&t, T_HIGH + 5, 'x');
	unmap(&t, addr, DMA_FROM_DEVICE);
	assert_int_equal(bp_check_judged(t.court.check, BP_INV_DMA_8), judged);
	assert_int_equal(bp_check_count(t.court.check, BP_INV_DMA_8), 0);
	t_dma_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dma_8__device_writes_a_part__held),
		cmocka_unit_test(dma_8__stale_slots__broken),
		cmocka_unit_test(dma_8__never_filled__no_case),
		cmocka_unit_test(dma_8__filled_by_a_sync__judged),
		cmocka_unit_test(dma_8__sync_of_one_entry__the_other_waits),
		cmocka_unit_test(dma_8__not_copied_back__nothing_changes),
		cmocka_unit_test(dma_8__syncs__held_and_broken),
		cmocka_unit_test(dma_8__sync_against_the_direction__nothing_to_judge),
		cmocka_unit_test(dma_8__list_synced__held),
		cmocka_unit_test(dma_8__slots_not_filled__broken),
		cmocka_unit_test(dma_8__buffer_reached_while_mapped__broken),
		cmocka_unit_test(dma_9__slots__counted_by_size),
		cmocka_unit_test(dma_9__slots_in_use_at_the_end__broken),
		cmocka_unit_test(dma_8__buffer_without_bytes__no_case),
		cmocka_unit_test(dma_8__bytes_lost_at_a_sync__no_case_any_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
