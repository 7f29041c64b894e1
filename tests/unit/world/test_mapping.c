/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a device got for a list, read back from the list.
 */
#include <blkpath/dma_call.h>
#include <blkpath/event.h>
#include <blkpath/swiotlb.h>
#include <string.h>

#include "bp_test.h"
#include "iommu/table.h"
#include "world/mapping.h"

#define ENTRIES_MAX 8
#define PAGE 4096u

struct entry {
	u64 phys;
	unsigned len;
};

struct expected {
	u64 addr;
	unsigned len;
	unsigned first;
	unsigned entries;
	enum bp_mapping_reason reason;
};

struct mapping {
	const char *name;
	bool pack;
	u64 boundary;
	unsigned max_seg;
	struct entry list[ENTRIES_MAX];
	struct expected dma[ENTRIES_MAX];
	u64 iova_bytes;
};

/* P2P-F13, P2P-F14; 32 bits of addresses, nothing reserved. */
static const struct mapping mappings[] = {
	{ .name = "three whole pages: one entry",
	  .list = { { 0x10000, PAGE }, { 0x30000, PAGE }, { 0x50000, PAGE } },
	  .dma = { { 0xffffc000, 3 * PAGE, 0, 3, BP_MAPPED_FIRST } },
	  .iova_bytes = 3 * PAGE },
	{ .name = "what ends inside a page ends the entry",
	  .list = { { 0x10200, 3584 }, { 0x30000, PAGE }, { 0x50000, 1024 }, { 0x70000, PAGE } },
	  .dma = { { 0xffffc200, 8704, 0, 3, BP_MAPPED_FIRST },
		   { 0xfffff000, PAGE, 3, 1, BP_MAPPED_AFTER_PART } },
	  .iova_bytes = 4 * PAGE },
	{ .name = "what begins inside a page begins an entry",
	  .list = { { 0x10000, PAGE }, { 0x30200, 512 }, { 0x50000, PAGE } },
	  .dma = { { 0xffffc000, PAGE, 0, 1, BP_MAPPED_FIRST },
		   { 0xffffd200, 512, 1, 1, BP_MAPPED_OFF_PAGE },
		   { 0xffffe000, PAGE, 2, 1, BP_MAPPED_AFTER_PART } },
	  .iova_bytes = 3 * PAGE },
	{ .name = "the longest entry is full",
	  .max_seg = 2 * PAGE,
	  .list = { { 0x10000, PAGE }, { 0x30000, PAGE }, { 0x50000, PAGE } },
	  .dma = { { 0xffffc000, 2 * PAGE, 0, 2, BP_MAPPED_FIRST },
		   { 0xffffe000, PAGE, 2, 1, BP_MAPPED_FULL } },
	  .iova_bytes = 3 * PAGE },
	{ .name = "a gap before the boundary",
	  .boundary = 0xffff,
	  .max_seg = 1 << 20,
	  .list = { { 0x100000, 12 * PAGE }, { 0x200000, 8 * PAGE } },
	  .dma = { { 0xfffe0000, 49152, 0, 1, BP_MAPPED_FIRST },
		   { 0xffff0000, 32768, 1, 1, BP_MAPPED_ON_BOUNDARY } },
	  .iova_bytes = 98304 },
	{ .name = "on the boundary without a gap",
	  .boundary = 0xffff,
	  .max_seg = 1 << 20,
	  .list = { { 0x100000, 16 * PAGE }, { 0x200000, PAGE } },
	  .dma = { { 0xfffe0000, 65536, 0, 1, BP_MAPPED_FIRST },
		   { 0xffff0000, PAGE, 1, 1, BP_MAPPED_ON_BOUNDARY } },
	  .iova_bytes = 69632 },
	{ .name = "packed",
	  .pack = true,
	  .list = { { 0x10000, PAGE }, { 0x30000, PAGE }, { 0x50200, 512 } },
	  .dma = { { 0xffffc000, PAGE, 0, 1, BP_MAPPED_FIRST },
		   { 0xffffd000, PAGE, 1, 1, BP_MAPPED_PACKED },
		   { 0xffffe200, 512, 2, 1, BP_MAPPED_PACKED } },
	  .iova_bytes = 3 * PAGE },
};

/* What the event of a mapping shows, kept. */
struct catcher {
	struct bp_sink sink;
	struct bp_dma_call call;
};

static void catch_map(struct bp_sink *sink, const struct bp_event *event)
{
	if (event->id == BP_EV_DMA_MAP)
		bp_container_of(sink, struct catcher, sink)->call = *event->dma;
}

static unsigned fill(struct bp_env *env, struct scatterlist *sgl, const struct entry *entries)
{
	unsigned nr = 0;

	while (nr < ENTRIES_MAX && entries[nr].len)
		nr++;
	sg_init_table(sgl, nr);
	for (unsigned i = 0; i < nr; i++)
		sg_set_page(env, &sgl[i], pfn_to_page(entries[i].phys / PAGE), entries[i].len,
			    (unsigned)(entries[i].phys % PAGE));
	return nr;
}

static struct bp_dma_call map(struct device *dev, struct scatterlist *sgl, unsigned nr)
{
	struct catcher catcher = { .sink.fn = catch_map };

	bp_sink_add(dev->bp_env, &catcher.sink);
	dma_map_sg(dev, sgl, (int)nr, DMA_TO_DEVICE);
	bp_sink_remove(dev->bp_env, &catcher.sink);
	return catcher.call;
}

static void check_entries(const struct bp_dma_call *call, const struct expected *expected,
			  enum bp_address_kind kind, const struct entry *list)
{
	struct bp_mapped_walk walk;
	struct bp_mapped got;
	unsigned n = 0;

	bp_mapped_start(&walk, call);
	for (; bp_mapped_next(&walk, &got); n++) {
		assert_int_equal(got.addr.dma, expected[n].addr);
		assert_int_equal(got.len, expected[n].len);
		assert_int_equal(got.first, expected[n].first);
		assert_int_equal(got.entries, expected[n].entries);
		assert_int_equal(got.phys.phys, list[expected[n].first].phys);
		assert_int_equal(got.kind, kind);
		assert_string_equal(bp_mapping_words(got.reason),
				    bp_mapping_words(expected[n].reason));
	}
	assert_int_equal(expected[n].len, 0);
}

static void run_iommu(const struct mapping *m)
{
	struct bp_iommu_table *table = bp_iommu_table_new();
	const struct bp_iommu_setup setup = {
		.ops = &bp_iommu_table_ops,
		.table = table,
		.sg = m->pack ? BP_IOMMU_SG_PACK : BP_IOMMU_SG_MERGE,
	};
	struct scatterlist sgl[ENTRIES_MAX];
	struct bp_dma_call call;
	struct bp_env env;
	unsigned nr;

	bp_env_init(&env);
	struct device dev = {
		.bp_env = &env,
		.dma_kind = BP_DMA_IOMMU,
		.dma_mask = DMA_BIT_MASK(32),
		.dma_parms = { .max_segment_size = m->max_seg,
			       .segment_boundary_mask = m->boundary },
		.bp_domain = bp_iommu_domain_new(&env, &setup),
	};
	nr = fill(&env, sgl, m->list);
	call = map(&dev, sgl, nr);
	check_entries(&call, m->dma, BP_ADDRESS_IOVA, m->list);
	assert_int_equal(bp_mapped_iova_bytes(&call), m->iova_bytes);
	dma_unmap_sg(&dev, sgl, (int)nr, DMA_TO_DEVICE);
	assert_int_equal(bp_iommu_live(dev.bp_domain), 0);
	bp_iommu_domain_free(dev.bp_domain);
	bp_iommu_table_free(table);
	bp_env_fini(&env);
}

static void bp_mapped_next__iommu__entries_and_reasons(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(mappings); i++) {
		print_message("# %s\n", mappings[i].name);
		run_iommu(&mappings[i]);
	}
}

/* The first is reached, the second is bounced. */
static void bp_mapped_next__direct_and_bounced__kinds(void **state)
{
	static const struct entry list[ENTRIES_MAX] = { { 0x10000, PAGE }, { 0x110000000, 512 } };
	static const struct {
		bool force;
		u64 addr;
		enum bp_address_kind kind;
		enum bp_mapping_reason reason;
	} first[] = {
		{ false, 0x10000 - 0x8000, BP_ADDRESS_DIRECT, BP_MAPPED_AS_IT_IS },
		{ true, 0x40000000 - 0x8000, BP_ADDRESS_BOUNCED, BP_MAPPED_BY_FORCE },
	};
	struct scatterlist sgl[ENTRIES_MAX];
	struct bp_env env;

	(void)state;
	for (unsigned i = 0; i < bp_array_size(first); i++) {
		const struct bp_swiotlb_setup setup = { .base = bp_phys_addr(0x40000000),
							.slots = 64,
							.force = first[i].force };
		struct bp_mapped_walk walk;
		struct bp_dma_call call;
		struct bp_mapped got;

		bp_env_init(&env);
		struct device dev = {
			.bp_env = &env,
			.dma_mask = DMA_BIT_MASK(32),
			.dma_pfn_offset = 8,
			.bp_swiotlb = bp_swiotlb_new(&env, &setup),
		};
		call = map(&dev, sgl, fill(&env, sgl, list));
		bp_mapped_start(&walk, &call);
		assert_true(bp_mapped_next(&walk, &got));
		assert_int_equal(got.addr.dma, first[i].addr);
		assert_int_equal(got.kind, first[i].kind);
		assert_int_equal(got.reason, first[i].reason);
		assert_true(bp_mapped_next(&walk, &got));
		assert_int_equal(got.kind, BP_ADDRESS_BOUNCED);
		assert_int_equal(got.reason, BP_MAPPED_TOO_HIGH);
		assert_int_equal(got.phys.phys, 0x110000000);
		assert_false(bp_mapped_next(&walk, &got));
		assert_int_equal(bp_mapped_iova_bytes(&call), 0);
		dma_unmap_sg(&dev, sgl, 2, DMA_TO_DEVICE);
		bp_swiotlb_free(dev.bp_swiotlb);
		bp_env_fini(&env);
	}
}

static void bp_mapped_next__failed__no_entry(void **state)
{
	static const struct entry list[ENTRIES_MAX] = { { 0x10000, PAGE } };
	struct scatterlist sgl[ENTRIES_MAX];
	struct bp_mapped_walk walk;
	struct bp_dma_call call;
	struct bp_mapped got;
	struct bp_env env;

	(void)state;
	bp_env_init(&env);
	struct device dev = { .bp_env = &env, .dma_mask = 0xffff };

	call = map(&dev, sgl, fill(&env, sgl, list));
	bp_mapped_start(&walk, &call);
	assert_false(bp_mapped_next(&walk, &got));
	bp_env_fini(&env);
}

static void bp_mapping_words__every_reason__has_words_and_a_rule(void **state)
{
	(void)state;
	for (int i = 0; i < BP_MAPPED_NR; i++) {
		assert_non_null(bp_mapping_words((enum bp_mapping_reason)i));
		assert_non_null(strchr(bp_mapping_rule((enum bp_mapping_reason)i), '-'));
	}
	for (int i = 0; i < BP_ADDRESS_NR; i++)
		assert_non_null(bp_address_name((enum bp_address_kind)i));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_mapped_next__iommu__entries_and_reasons),
		cmocka_unit_test(bp_mapped_next__direct_and_bounced__kinds),
		cmocka_unit_test(bp_mapped_next__failed__no_entry),
		cmocka_unit_test(bp_mapping_words__every_reason__has_words_and_a_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
