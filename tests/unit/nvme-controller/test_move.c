/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes of a transfer move (NVC-23, NVC-37, SV-15).
 */
#include "dma_test.h"
#include "nvme/pointer.h"
#include "nvme/walk.h"

#define RAM 0x100000u

static struct bp_nvme_pieces pieces;
static u8 sent[0x4000];
static u8 got[0x4000];

/* A transfer over the pieces: address and length; address 0 is a bit bucket. */
static struct t_dma *start(enum bp_nvme_purpose purpose, unsigned nr, const struct t_vec *vecs)
{
	struct t_dma *t = t_dma_new();

	t_pattern(sent, sizeof(sent), 1);
	memset(got, 0, sizeof(got));
	pieces.purpose = purpose;
	pieces.fails_at = ~0ull;
	for (unsigned i = 0; i < nr; i++)
		assert_true(bp_nvme_pieces_add(&pieces, vecs[i].addr, vecs[i].len, !vecs[i].addr));
	return t;
}

static void finish(struct t_dma *t)
{
	bp_nvme_pieces_fini(&pieces);
	t_dma_free(t);
}

static u64 moved;

static u16 move(struct t_dma *t, u64 offset, u64 bytes)
{
	return bp_nvme_pieces_move(&t->run, &pieces, offset,
				   bp_nvme_purpose_writes(pieces.purpose) ? sent + offset
									  : got + offset,
				   bytes, &moved);
}

/* AAAA|BB|CCCC  each cut by itself */
static void bp_nvme_pieces_move__any_part__those_bytes(void **state)
{
	static const u64 cuts[] = { 0, 1, 0x1000, 0x1001, 0x1200, 0x2000, 0x2200 };
	struct t_dma *t =
		start(BP_NVME_DMA_C2H, 3,
		      T_VECS({ RAM, 0x1000 }, { RAM + 0x8000, 0x200 }, { RAM + 0x4e00, 0x1000 }));
	u64 total = 0;

	(void)state;
	for (size_t i = 1; i < bp_array_size(cuts); i++) {
		assert_int_equal(move(t, cuts[i - 1], cuts[i] - cuts[i - 1]), 0);
		assert_int_equal(moved, cuts[i] - cuts[i - 1]);
		total += moved;
		assert_int_equal(t->run.moved, total);
	}
	t_ram_get(t, RAM, got, 0x1000);
	t_ram_get(t, RAM + 0x8000, got + 0x1000, 0x200);
	t_ram_get(t, RAM + 0x4e00, got + 0x1200, 0x1000);
	assert_memory_equal(got, sent, 0x2200);
	finish(t);
}

static void bp_nvme_pieces_move__to_the_controller__one_attempt_per_piece(void **state)
{
	struct t_dma *t =
		start(BP_NVME_DMA_H2C, 2, T_VECS({ RAM + 0xe00, 0x200 }, { RAM + 0x1000, 0x1000 }));

	(void)state;
	t_ram_put(t, RAM + 0xe00, sent, 0x1200);
	assert_int_equal(move(t, 0, 0x1200), 0);
	assert_memory_equal(got, sent, 0x1200);
	assert_int_equal(t->nr_events, 2);
	assert_int_equal(t->event[1].address, RAM + 0x1000);
	finish(t);
}

/* NVC-21.3:  AA|--|BB */
static void bp_nvme_pieces_move__bucket__takes_bytes_and_moves_none(void **state)
{
	struct t_dma *t = start(BP_NVME_DMA_C2H, 3,
				T_VECS({ RAM, 0x200 }, { 0, 0x400 }, { RAM + 0x200, 0x200 }));

	(void)state;
	assert_int_equal(move(t, 0, 0x800), 0);
	assert_int_equal(moved, 0x800);
	t_ram_get(t, RAM, got, 0x400);
	assert_memory_equal(got, sent, 0x200);
	assert_memory_equal(got + 0x200, sent + 0x600, 0x200);
	assert_int_equal(t->nr_events, 2);
	finish(t);
}

/* NVC-23: what was before the hole is written, and said. */
static void bp_nvme_pieces_move__hole_in_the_middle__earlier_bytes_stay(void **state)
{
	struct t_dma *t =
		start(BP_NVME_DMA_C2H, 3,
		      T_VECS({ RAM, 0x1000 }, { T_RAM_END, 0x1000 }, { RAM + 0x1000, 8 }));

	(void)state;
	bp_fabric_announce(t->f.fabric, 1);
	assert_int_equal(move(t, 0, 0x2008), NVME_SC_DATA_XFER_ERROR);
	assert_int_equal(moved, 0x1000);
	assert_int_equal(t->run.moved, 0x1000);
	t_ram_get(t, RAM, got, 0x1008);
	assert_memory_equal(got, sent, 0x1000);
	assert_int_equal(got[0x1000] | got[0x1007], 0);
	assert_int_equal(t->event[1].status, NVME_SC_DATA_XFER_ERROR);
	finish(t);
}

/* NVC-37: the k-th page; the number goes on from call to call. */
static void bp_nvme_pieces_move__lost_page__by_its_number(void **state)
{
	struct t_dma *t =
		start(BP_NVME_DMA_C2H, 3,
		      T_VECS({ RAM, 0x1000 }, { RAM + 0x1000, 0x1000 }, { RAM + 0x2000, 0x1000 }));
	struct bp_nvme_fault fault;
	struct bp_error err;

	(void)state;
	assert_int_equal(bp_nvme_fault_parse("data-page@2", &fault, &err), 0);
	assert_int_equal(bp_nvme_fault_add(&t->ctrl, &fault), 0);
	assert_int_equal(move(t, 0, 0x1000), 0);
	assert_int_equal(move(t, 0x1000, 0x2000), NVME_SC_DATA_XFER_ERROR);
	assert_int_equal(moved, 0x1000);
	assert_int_equal(t->run.moved, 0x2000);
	finish(t);
}

/* NVC-37: so many bytes, then an error; also when those are all. */
static void bp_nvme_pieces_move__partial__moves_so_many_bytes(void **state)
{
	static const struct {
		const char *rule;
		u64 moved;
	} cases[] = { { "partial", 512 },
		      { "partial@0", 0 },
		      { "partial@5000", 5000 },
		      { "partial@8192", 8192 },
		      { "partial@100000", 8192 } };
	struct t_dma *t = start(BP_NVME_DMA_H2C, 0, NULL);

	(void)state;
	t->run.cmd.common.dptr.prp1 = cpu_to_le64(RAM);
	t->run.cmd.common.dptr.prp2 = cpu_to_le64(RAM + 0x3000);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_nvme_fault fault;
		struct bp_error err;

		print_message("# %s\n", cases[i].rule);
		assert_int_equal(bp_nvme_fault_parse(cases[i].rule, &fault, &err), 0);
		assert_int_equal(bp_nvme_fault_add(&t->ctrl, &fault), 0);
		assert_int_equal(bp_nvme_pointer_walk(&t->run, 8192, BP_NVME_DMA_C2H, &pieces), 0);
		assert_int_equal(move(t, 0, 8192), NVME_SC_DATA_XFER_ERROR);
		assert_int_equal(moved, cases[i].moved);
		bp_nvme_fault_clear(&t->ctrl);
		assert_int_equal(bp_nvme_pointer_walk(&t->run, 8192, BP_NVME_DMA_C2H, &pieces), 0);
		assert_int_equal(move(t, 0, 8192), 0);
	}
	finish(t);
}

/* SV-15: the host changes its list after the walk; nobody looks again. */
static void bp_nvme_pieces_move__list_changed_meanwhile__no_effect(void **state)
{
	struct t_dma *t = start(BP_NVME_DMA_H2C, 0, NULL);
	__le64 slot[2] = { cpu_to_le64(RAM + 0x5000), cpu_to_le64(RAM + 0x9000) };

	(void)state;
	t_ram_put(t, 0x200000, slot, sizeof(slot));
	t->run.cmd.common.dptr.prp1 = cpu_to_le64(RAM);
	t->run.cmd.common.dptr.prp2 = cpu_to_le64(0x200000);
	assert_int_equal(bp_nvme_pointer_walk(&t->run, 0x3000, BP_NVME_DMA_C2H, &pieces), 0);
	slot[0] = slot[1] = cpu_to_le64(t_fabric_bus(&t->f, 'a'));
	t_ram_put(t, 0x200000, slot, sizeof(slot));
	assert_int_equal(move(t, 0, 0x3000), 0);
	assert_int_equal(t->event[2].address, RAM + 0x5000);
	assert_int_equal(t->event[3].address, RAM + 0x9000);
	assert_int_equal(t->ctrl.counters.self_mmio_dma, 0);
	finish(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_pieces_move__any_part__those_bytes),
		cmocka_unit_test(bp_nvme_pieces_move__to_the_controller__one_attempt_per_piece),
		cmocka_unit_test(bp_nvme_pieces_move__bucket__takes_bytes_and_moves_none),
		cmocka_unit_test(bp_nvme_pieces_move__hole_in_the_middle__earlier_bytes_stay),
		cmocka_unit_test(bp_nvme_pieces_move__lost_page__by_its_number),
		cmocka_unit_test(bp_nvme_pieces_move__partial__moves_so_many_bytes),
		cmocka_unit_test(bp_nvme_pieces_move__list_changed_meanwhile__no_effect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
