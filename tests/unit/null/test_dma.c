/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The null device with a struct device: what a request holds is mapped while the request is under
 * way, and the data goes where the DMA addresses lead.
 */
#include <blkpath/dma_call.h>
#include <blkpath/dma_ledger.h>
#include <blkpath/event.h>
#include <blkpath/swiotlb.h>

#include "null_test.h"

#define POOL 0xbc000000ull
#define LATENCY_NS 1000

/* A way from the device to memory. */
struct way {
	const char *name;
	u64 mask;
	u64 pfn_offset;
	u32 slots; /* 0 for no bounce slots */
	unsigned min_align_mask;
	bool iommu;
	enum bp_iommu_sg sg;
	u64 base; /* of the memory, beside MEMORY */
	struct bp_null_config config;
};

struct t_way {
	struct t_null t;
	struct device dev;
	struct bp_swiotlb *pool;
	struct bp_iommu_table *table;
	struct bp_iommu_domain *domain;
	struct bp_dma_ledger *ledger;
	struct bp_sink sink;
	unsigned mappings;
	unsigned failures;
};

static void on_event(struct bp_sink *sink, const struct bp_event *event)
{
	struct t_way *w = bp_container_of(sink, struct t_way, sink);

	if (event->id != BP_EV_DMA_MAP)
		return;
	w->mappings += event->dma->mapped != 0;
	w->failures += event->dma->mapped == 0;
}

static void make_domain(struct t_way *w, const struct way *way)
{
	struct bp_iommu_setup setup = { .ops = &bp_iommu_table_ops, .sg = way->sg };

	if (!way->iommu)
		return;
	w->table = bp_iommu_table_new();
	setup.table = w->table;
	w->domain = bp_iommu_domain_new(&w->t.env, &setup);
	w->dev.bp_domain = w->domain;
	w->dev.dma_kind = BP_DMA_IOMMU;
}

static void start_way(struct t_way *w, const struct way *way)
{
	const struct bp_dma_ledger_setup watch = { .check_segments = true };
	const struct bp_swiotlb_setup setup = { .base = bp_phys_addr(POOL), .slots = way->slots };
	struct bp_null_config config = way->config;

	memset(w, 0, sizeof(*w));
	start_world(&w->t);
	w->sink.fn = on_event;
	bp_sink_add(&w->t.env, &w->sink);
	w->ledger = bp_dma_ledger_new(&w->t.env, &watch);
	w->dev = (struct device){
		.bp_env = &w->t.env,
		.is_pci = true,
		.dma_mask = way->mask,
		.dma_pfn_offset = way->pfn_offset,
		.dma_parms.min_align_mask = way->min_align_mask,
		.bp_ledger = w->ledger,
	};
	if (way->slots)
		w->pool = w->dev.bp_swiotlb = bp_swiotlb_new(&w->t.env, &setup);
	make_domain(w, way);
	config.dev = &w->dev;
	config.iommu = w->table;
	assert_int_equal(bp_null_create(&w->t.env, w->t.ram, &config, &w->t.null), 0);
	w->t.null->queue->queue_flags |= 1ul << QUEUE_FLAG_DMA_DIRECT;
}

/* Nothing is held, and nobody complained. */
static void stop_way(struct t_way *w)
{
	assert_int_equal(bp_dma_ledger_stat(w->ledger).live, 0);
	assert_int_equal(bp_dma_ledger_stat(w->ledger).errors, 0);
	assert_int_equal(bp_dma_ledger_unbind(&w->dev), 0);
	if (w->pool)
		assert_int_equal(bp_swiotlb_used(w->pool), 0);
	if (w->domain)
		assert_int_equal(bp_iommu_live(w->domain), 0);
	if (w->table)
		assert_int_equal(bp_iommu_table_pages(w->table), 0);
	bp_iommu_domain_free(w->domain);
	bp_swiotlb_free(w->pool);
	bp_iommu_table_free(w->table);
	bp_dma_ledger_free(w->ledger);
	bp_sink_remove(&w->t.env, &w->sink);
	stop(&w->t);
}

#define STORE .config = { .store_data = true, .latency_ns = LATENCY_NS }

static const struct way ways[] = {
	{ .name = "direct", .mask = ~0ull, STORE },
	{ .name = "direct, a window away", .mask = ~0ull, .pfn_offset = 0x1001, STORE },
	{ .name = "bounced",
	  .mask = 0xffffffff,
	  .slots = 2048,
	  .min_align_mask = 0xfff,
	  .base = 0x100000000,
	  STORE },
	{ .name = "IOMMU, merged", .mask = ~0ull, .iommu = true, STORE },
	{ .name = "IOMMU, packed", .mask = ~0ull, .iommu = true, .sg = BP_IOMMU_SG_PACK, STORE },
	{ .name = "IOMMU, in parts",
	  .mask = ~0ull,
	  .iommu = true,
	  .config = { .store_data = true, .partial_bytes = 1536 } },
};

/* [aaaa][aaaa] [bbbb] scattered, [cc..][cc..] parts of pages */
static const struct shape shapes[] = {
	{ MEMORY, 2 * PAGE, 0, PAGE, 8 },
	{ MEMORY + 0x100000, PAGE, 0, PAGE, 12 },
	{ MEMORY + 0x200000, 3 * PAGE, 512, 1024, 9 },
};

static void submit_each(struct t_way *w, unsigned opf, u64 base)
{
	u64 pos = 0;

	for (unsigned i = 0; i < bp_array_size(shapes); i++) {
		struct shape s = shapes[i];

		s.addr += base;
		submit_bio(make_data(&w->t, opf, pos / 512, s));
		pos += (u64)s.pages * s.len;
	}
	drain(&w->t);
}

static void each_shape(struct t_way *w, u64 base, void (*fn)(struct t_null *, struct shape, u64))
{
	u64 pos = 0;

	for (unsigned i = 0; i < bp_array_size(shapes); i++) {
		struct shape s = shapes[i];

		s.addr += base;
		fn(&w->t, s, pos);
		pos += (u64)s.pages * s.len;
	}
}

/* Written from one place, read into another. */
static void run_way(const struct way *way)
{
	const u64 base = way->base;
	struct t_way w;

	start_way(&w, way);
	each_shape(&w, base, fill);
	submit_each(&w, REQ_OP_WRITE, base);
	submit_each(&w, REQ_OP_READ, base + 0x1000000);
	assert_int_equal(w.t.ended, 2 * bp_array_size(shapes));
	assert_int_equal(w.t.status, BLK_STS_OK);
	each_shape(&w, base + 0x1000000, check_filled);
	assert_true(w.mappings >= 2 * bp_array_size(shapes));
	assert_int_equal(w.failures, 0);
	stop_way(&w);
}

static void write_read__every_way_to_memory__data_is_equal_and_nothing_held(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(ways); i++) {
		print_message("# %s\n", ways[i].name);
		run_way(&ways[i]);
	}
}

/* R-MAP-10: its list has no pages */
static void queue_rq__dma_direct__is_not_mapped(void **state)
{
	static const struct way way = { .mask = 0xffff, STORE };
	struct t_way w;

	(void)state;
	start_way(&w, &way);
	submit_bio(make_data(&w.t, REQ_OP_WRITE | REQ_DMA_DIRECT, 0, shapes[0]));
	drain(&w.t);
	assert_int_equal(w.t.ended, 1);
	assert_int_equal(w.t.status, BLK_STS_OK);
	assert_int_equal(w.mappings + w.failures, 0);
	stop_way(&w);
}

static void queue_rq__no_data__nothing_to_map(void **state)
{
	static const struct way way = { .mask = ~0ull, STORE };
	struct bio *bio;
	struct t_way w;

	(void)state;
	start_way(&w, &way);
	w.t.null->queue->queue_flags |= 1ul << QUEUE_FLAG_WC;
	bio = make(&w.t, REQ_OP_FLUSH | REQ_PREFLUSH, 0, 0);
	submit_bio(bio);
	drain(&w.t);
	assert_int_equal(w.t.ended, 1);
	assert_int_equal(w.mappings + w.failures, 0);
	stop_way(&w);
}

/* C3.1: it will never reach it, so waiting would be for ever */
static void queue_rq__out_of_reach_and_idle__fails_once(void **state)
{
	static const struct way way = { .mask = 0xffffff, STORE };
	struct t_way w;

	(void)state;
	start_way(&w, &way);
	submit_bio(make_data(&w.t, REQ_OP_READ, 0, shapes[0]));
	drain(&w.t);
	assert_int_equal(w.t.ended, 1);
	assert_int_equal(w.t.status, BLK_STS_IOERR);
	assert_int_equal(w.failures, 1);
	assert_int_equal(w.t.env.hits[BP_SITE_DMA_UNREACHABLE], 1);
	stop_way(&w);
}

/* C4.2: the slots of one request are free again when it ends */
static void queue_rq__slots_all_in_use__waits_for_them(void **state)
{
	static const struct way way = { .mask = 0xffffffff, .slots = 24, STORE };
	struct t_way w;

	(void)state;
	start_way(&w, &way);
	for (unsigned i = 0; i < 3; i++) {
		struct shape s = shapes[0];

		s.addr += 0x100000000ull + i * 0x1000000;
		submit_bio(make_data(&w.t, REQ_OP_WRITE, i * 1024, s));
	}
	assert_int_equal(w.mappings, 1);
	assert_int_equal(bp_swiotlb_used(w.pool), 16);
	drain(&w.t);
	assert_int_equal(w.t.ended, 3);
	assert_int_equal(w.t.status, BLK_STS_OK);
	assert_int_equal(w.mappings, 3);
	assert_true(w.failures >= 2);
	stop_way(&w);
}

/* A7.4: the table forgot the page while the request was under way */
static void completion__page_not_in_the_table__is_an_error(void **state)
{
	static const struct way way = { .mask = ~0ull, .iommu = true, STORE };
	struct t_way w;

	(void)state;
	start_way(&w, &way);
	submit_bio(make_data(&w.t, REQ_OP_READ, 0, shapes[0]));
	bp_iommu_table_ops.unmap(w.table, bp_dma_addr(0xffff8000), 8 * PAGE);
	drain(&w.t);
	assert_int_equal(w.t.ended, 1);
	assert_int_equal(w.t.status, BLK_STS_IOERR);
	stop_way(&w);
}

/* C7.18: an access that no mapping covers is told, and ends the request */
static void completion__not_mapped_any_more__ledger_tells(void **state)
{
	static const struct way way = { .mask = ~0ull, STORE };
	struct t_way w;

	(void)state;
	start_way(&w, &way);
	w.t.defective = true; /* the checker tells, too */
	submit_bio(make_data(&w.t, REQ_OP_READ, 0, shapes[0]));
	assert_int_equal(bp_dma_ledger_stat(w.ledger).live, 8);
	dma_unmap_page(&w.dev, bp_dma_addr(MEMORY), PAGE, DMA_FROM_DEVICE);
	drain(&w.t);
	assert_int_equal(w.t.status, BLK_STS_IOERR);
	assert_int_equal(w.t.env.hits[BP_SITE_DMA_ACCESS_UNKNOWN], 1);
	bp_dma_ledger_free(w.ledger);
	w.ledger = w.dev.bp_ledger =
		bp_dma_ledger_new(&w.t.env, &(const struct bp_dma_ledger_setup){ 0 });
	stop_way(&w);
}

/* One block, as often as it fits: mapped once. */
static void write_same__mapped_block__is_on_every_block(void **state)
{
	static const struct way way = { .mask = ~0ull, .iommu = true, STORE };
	const struct shape block = { MEMORY, PAGE, 0, 512, 1 };
	const struct shape back = { MEMORY + 0x100000, PAGE, 0, 2048, 1 };
	struct t_way w;
	struct bio *bio;

	(void)state;
	start_way(&w, &way);
	w.t.null->queue->limits.max_write_same_sectors = 100;
	fill(&w.t, block, 7);
	bio = make_data(&w.t, REQ_OP_WRITE_SAME, 0, block);
	bio->bi_iter.bi_size = 2048;
	submit_bio(bio);
	submit_bio(make_data(&w.t, REQ_OP_READ, 0, back));
	drain(&w.t);
	assert_int_equal(w.t.status, BLK_STS_OK);
	for (unsigned i = 0; i < 4; i++)
		check_filled(&w.t, (struct shape){ back.addr + i * 512, PAGE, 0, 512, 1 }, 7);
	stop_way(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(write_read__every_way_to_memory__data_is_equal_and_nothing_held),
		cmocka_unit_test(queue_rq__dma_direct__is_not_mapped),
		cmocka_unit_test(queue_rq__no_data__nothing_to_map),
		cmocka_unit_test(queue_rq__out_of_reach_and_idle__fails_once),
		cmocka_unit_test(queue_rq__slots_all_in_use__waits_for_them),
		cmocka_unit_test(completion__page_not_in_the_table__is_an_error),
		cmocka_unit_test(completion__not_mapped_any_more__ledger_tells),
		cmocka_unit_test(write_same__mapped_block__is_on_every_block),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
