/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entries by bus address (P-70): they are not mapped, so INV-DMA-1 to -4, -10 and -13 say nothing
 * of their lists; counts, sums and all other lists are judged as ever.
 */
#include "dma_court.h"
#include "iommu/blank.h"

/* A list of two entries of which the marked ones are a peer's, mapped and unmapped as told. */
static void say_marked(struct t_dma_court *t, const char *marks, unsigned dma_len, bool unmap)
{
	struct bp_dma_call call = { .dev = &t->dev,
				    .type = BP_DMA_CALL_SG,
				    .sgl = t->sg,
				    .nents = 2,
				    .domain = t->domain };

	sg_init_table(t->sg, 2);
	for (unsigned i = 0; i < 2; i++)
		sg_set_buf(&t->court.w.env, &t->sg[i], t_buf(0x1000 + 0x4000 * i), 4096);
	t_dma_say(t, BP_EV_DMA_MAP_BEGIN, &call);
	for (unsigned i = 0; i < 2; i++) {
		sg_dma_address(&t->sg[i]) = bp_dma_addr(0x7fffff00200 + 0x10000 * i);
		sg_dma_len(&t->sg[i]) = dma_len;
		if (marks[i] == 'p')
			t->sg[i].dma_flags |= SG_DMA_BUS_ADDRESS;
	}
	call.mapped = 2;
	t_dma_say(t, BP_EV_DMA_MAP, &call);
	if (!unmap)
		return;
	t_dma_say(t, BP_EV_DMA_UNMAP_BEGIN, &call);
	t_dma_say(t, BP_EV_DMA_UNMAP, &call);
}

/* Whatever is behind is still translated. */
static int still_there(const void *table, dma_addr_t iova, bool write, phys_addr_t *phys)
{
	(void)table;
	(void)write;
	*phys = bp_phys_addr(iova.dma);
	return 0;
}

static const struct bp_iommu_ops leaky = { bp_iommu_blank_map, bp_iommu_blank_unmap, still_there };

static const enum bp_invariant of_addresses[] = { BP_INV_DMA_1, BP_INV_DMA_2,  BP_INV_DMA_3,
						  BP_INV_DMA_4, BP_INV_DMA_10, BP_INV_DMA_13 };

/* What "rr" is accused of, a list with one mark anywhere is not. */
static void lists__bus_addresses__outside_of_address_laws(void **state)
{
	static const struct {
		const char *marks;
		bool iommu;
		const char *broken; /* of those above: '-' not judged, 'b' broken */
	} cases[] = {
		{ "rr", false, "b-b--b" }, { "pp", false, "------" }, { "pr", false, "------" },
		{ "rp", false, "------" }, { "rr", true, "-bbbbb" },  { "pp", true, "------" },
		{ "pr", true, "------" },  { "rp", true, "------" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_dma_court t;

		t_dma_open(&t);
		if (cases[i].iommu)
			t_dma_iommu(&t, &leaky, BP_IOMMU_SG_MERGE);
		t.dev.dma_parms.min_align_mask = 0xfff;
		t.dev.dma_parms.max_segment_size = 4096;
		t.dev.dma_parms.segment_boundary_mask = 0xffff;
		say_marked(&t, cases[i].marks, 8192, true);
		for (unsigned law = 0; law < bp_array_size(of_addresses); law++) {
			char got = bp_check_judged(t.court.check, of_addresses[law]) ? 'h' : '-';

			if (bp_check_count(t.court.check, of_addresses[law]))
				got = 'b';
			if (got != cases[i].broken[law])
				fail_msg("case %zu, %s: %c", i,
					 bp_invariant_get(of_addresses[law])->id, got);
		}
		t_dma_close(&t);
	}
}

/* INV-DMA-5 and -6 hold of them too; INV-DMA-7: they end once. */
static void lists__bus_addresses__counts_and_ends_judged(void **state)
{
	static const struct {
		unsigned dma_len;
		u64 wrong;
	} cases[] = { { 4096, 0 }, { 8192, 1 } };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_dma_call unbind;
		struct t_dma_court t;

		t_dma_open(&t);
		unbind = (struct bp_dma_call){ .dev = &t.dev };
		say_marked(&t, "pr", cases[i].dma_len, false);
		assert_int_equal(bp_check_judged(t.court.check, BP_INV_DMA_5), 1);
		assert_int_equal(bp_check_count(t.court.check, BP_INV_DMA_5), 0);
		assert_int_equal(bp_check_judged(t.court.check, BP_INV_DMA_6), 1);
		assert_int_equal(bp_check_count(t.court.check, BP_INV_DMA_6), cases[i].wrong);
		t_dma_say(&t, BP_EV_DMA_UNBIND, &unbind);
		assert_int_equal(bp_check_count(t.court.check, BP_INV_DMA_7), 1);
		t_dma_close(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists__bus_addresses__outside_of_address_laws),
		cmocka_unit_test(lists__bus_addresses__counts_and_ends_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
