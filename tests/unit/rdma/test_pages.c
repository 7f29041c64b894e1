/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A mapped list becomes the pages of a memory region: rdma-nvmet.md A4, RDMA-G5, RDMA-G6.
 */
#include <errno.h>
#include <stdlib.h>

#include <blkpath/ib_verbs.h>

#include "bp_test.h"

#define MAX_ENTRIES 4
#define NO_ROOM (-ENOMEM)

struct region {
	struct ib_mr mr;
	u64 page[300];
	unsigned nr, most;
};

static int set_page(struct ib_mr *mr, u64 addr)
{
	struct region *region = bp_container_of(mr, struct region, mr);

	if (region->nr == region->most)
		return NO_ROOM;
	region->page[region->nr++] = addr;
	return 0;
}

struct entry {
	u64 addr;
	unsigned len;
};

struct one {
	const char *name;
	struct entry list[MAX_ENTRIES];
	int nents;
	unsigned offset;
	unsigned most; /* pages; 0 for 256 */
	int result;
	u64 iova, length;
	unsigned pages, out;
};

static const struct one table[] = {
	{ "G5: 1 MiB", { { 0x10000000, 1 << 20 } }, 1, 0, 0, 1, 0x10000000, 1 << 20, 256, 0 },
	{ "G5: 1 MiB + 1",
	  { { 0x10000000, (1 << 20) + 1 } },
	  1,
	  0,
	  0,
	  0,
	  0x10000000,
	  1044480,
	  256,
	  1044480 },
	{ "G5: amid a page",
	  { { 0x10000800, 1 << 20 } },
	  1,
	  0,
	  0,
	  0,
	  0x10000800,
	  1042432,
	  256,
	  1042432 },
	{ "G5: amid a page, shorter",
	  { { 0x10000800, 1046528 } },
	  1,
	  0,
	  0,
	  1,
	  0x10000800,
	  1046528,
	  256,
	  0 },
	{ "G6: a gap",
	  { { 0x1000, 4096 }, { 0x2000, 512 }, { 0x9000, 4096 } },
	  3,
	  0,
	  0,
	  2,
	  0x1000,
	  4608,
	  2,
	  0 },
	{ "G6: parts of one page",
	  { { 0x1200, 0x400 }, { 0x1600, 0xa00 }, { 0x2000, 0x1000 } },
	  3,
	  0,
	  0,
	  3,
	  0x1200,
	  7680,
	  2,
	  0 },
	{ "G6: only the ends amid pages",
	  { { 0x1200, 0xe00 }, { 0x5000, 0x1000 }, { 0x9000, 0x200 } },
	  3,
	  0,
	  0,
	  3,
	  0x1200,
	  8192,
	  3,
	  0 },
	{ "the next begins amid a page",
	  { { 0x1000, 4096 }, { 0x5200, 0x200 } },
	  2,
	  0,
	  0,
	  1,
	  0x1000,
	  4096,
	  1,
	  0 },
	{ "a part of a page that goes on in the next",
	  { { 0x1000, 0x200 }, { 0x1200, 0x2000 } },
	  2,
	  0,
	  0,
	  2,
	  0x1000,
	  0x2200,
	  3,
	  0 },
	{ "an offset",
	  { { 0x1000, 0x3000 }, { 0x8000, 0x1000 } },
	  2,
	  0x1800,
	  0,
	  2,
	  0x2800,
	  0x2800,
	  3,
	  0 },
	{ "an offset at the end", { { 0x1200, 0x200 } }, 1, 0x200, 0, 1, 0x1400, 0, 1, 0 },
	{ "full before the second",
	  { { 0x1000, 4096 }, { 0x3000, 4096 } },
	  2,
	  0,
	  1,
	  1,
	  0x1000,
	  4096,
	  1,
	  0 },
	{ "full in the second, counted without the last page",
	  { { 0x1000, 4096 }, { 0x3000, 0x3000 } },
	  2,
	  0,
	  3,
	  1,
	  0x1000,
	  0x2000,
	  3,
	  0x1000 },
	{ "full in the page after an odd start",
	  { { 0x1800, 0x1800 } },
	  1,
	  0,
	  1,
	  NO_ROOM,
	  0x1800,
	  0,
	  1,
	  0 },
	{ "full with an offset", { { 0x1000, 0x4000 } }, 1, 0x800, 2, 0, 0x1800, 0x800, 2, 0x1000 },
};

static void ib_sg_to_pages__table__pages(void **state)
{
	(void)state;
	for (const struct one *c = table; c < table + bp_array_size(table); c++) {
		struct region region = { .mr.page_size = 4096, .most = c->most ? c->most : 256 };
		struct scatterlist sg[MAX_ENTRIES];
		unsigned offset = c->offset;
		int result;

		sg_init_table(sg, (unsigned)c->nents);
		for (int i = 0; i < c->nents; i++) {
			sg_dma_address(&sg[i]) = bp_dma_addr(c->list[i].addr);
			sg_dma_len(&sg[i]) = c->list[i].len;
		}
		result = ib_sg_to_pages(&region.mr, sg, c->nents, &offset, set_page);
		if (result != c->result || region.mr.iova != c->iova ||
		    region.mr.length != c->length || region.nr != c->pages || offset != c->out)
			fail_msg("%s: %d, iova 0x%llx, length %llu, %u pages, offset %u", c->name,
				 result, (unsigned long long)region.mr.iova,
				 (unsigned long long)region.mr.length, region.nr, offset);
		for (unsigned i = 0; i < region.nr; i++)
			assert_int_equal(region.page[i] & 4095, 0);
	}
}

static void ib_sg_to_pages__parts_of_one_page__these_pages(void **state)
{
	struct region region = { .mr.page_size = 4096, .most = 256 };
	struct scatterlist sg[2];

	(void)state;
	sg_init_table(sg, 2);
	sg_dma_address(&sg[0]) = bp_dma_addr(0x1600);
	sg_dma_len(&sg[0]) = 0xa00;
	sg_dma_address(&sg[1]) = bp_dma_addr(0x7000);
	sg_dma_len(&sg[1]) = 0x1800;
	assert_int_equal(ib_sg_to_pages(&region.mr, sg, 2, NULL, set_page), 2);
	assert_int_equal(region.nr, 3);
	assert_int_equal(region.page[0], 0x1000);
	assert_int_equal(region.page[1], 0x7000);
	assert_int_equal(region.page[2], 0x8000);
}

/* R-A4.1 */
static void ib_sg_to_pages__nothing_to_map__einval(void **state)
{
	struct region region = { .mr.page_size = 4096, .most = 256 };
	unsigned offset = 0x1001;
	struct scatterlist sg;

	(void)state;
	sg_init_table(&sg, 1);
	sg_dma_address(&sg) = bp_dma_addr(0x1000);
	sg_dma_len(&sg) = 0x1000;
	assert_int_equal(ib_sg_to_pages(&region.mr, &sg, 0, NULL, set_page), -EINVAL);
	assert_int_equal(ib_sg_to_pages(&region.mr, &sg, 1, &offset, set_page), -EINVAL);
	assert_int_equal(region.nr, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ib_sg_to_pages__table__pages),
		cmocka_unit_test(ib_sg_to_pages__parts_of_one_page__these_pages),
		cmocka_unit_test(ib_sg_to_pages__nothing_to_map__einval),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
