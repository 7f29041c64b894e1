/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists with memory of their own, and their bytes (R-C1.7, R-C3.5).
 */
#include <string.h>

#include <blkpath/address.h>
#include <blkpath/devres.h>
#include <blkpath/io.h>
#include <blkpath/memremap.h>
#include <blkpath/sg_memory.h>

#include "bp_test.h"
#include "mem/ram.h"

static bool fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)arg;
	(void)bytes;
	return kind == BP_ALLOC_SG;
}

static void sgl_alloc__nothing_to_have__null(void **state)
{
	static const struct bp_alloc_ops ops = { .should_fail = fails };
	struct bp_env env;
	struct bp_ram *ram;
	int nents = 77;

	(void)state;
	bp_env_init(&env);
	env.max_pfn = env.max_low_pfn = 2;
	ram = bp_ram_new(&env);
	assert_null(sgl_alloc(&env, 0, &nents));
	assert_null(sgl_alloc(&env, (1ull << 44) + 1, &nents)); /* 2^32 pages and one */
	assert_null(sgl_alloc(&env, ~0ull, &nents));
	env.alloc_ops = &ops;
	assert_null(sgl_alloc(&env, 512, &nents));
	env.alloc_ops = NULL;
	assert_null(sgl_alloc(&env, 16 << 12, &nents)); /* more pages than there are */
	assert_int_equal(nents, 77);
	assert_hits(&env, BP_SITE_PAGE_PUT_FREE, 0); /* only what there was */
	assert_hits(&env, BP_SITE_PAGE_UNKNOWN, 0);
	assert_int_equal(bp_ram_report(ram).allocated, 0);
	assert_int_equal(env.live[BP_ALLOC_SG], 0);
	sgl_free(&env, NULL);
	bp_ram_free(ram);
	bp_env_fini(&env);
}

/* Entries that begin inside a page and cover several; skips that end in each of them. */
static void sg_pcopy__pieces__in_and_out(void **state)
{
	static u8 in[12288], out[12288];
	struct scatterlist sg[3];
	struct bp_env env;
	struct bp_ram *ram;

	(void)state;
	bp_env_init(&env);
	env.max_pfn = env.max_low_pfn = 0xfff;
	ram = bp_ram_new(&env);
	sg_init_table(sg, 3);
	sg_set_page(&env, &sg[0], pfn_to_page(16), 100, 4000); /* two pages */
	sg_set_page(&env, &sg[1], pfn_to_page(32), 9000, 10);  /* three */
	sg_set_page(&env, &sg[2], pfn_to_page(48), 50, 0);
	for (unsigned i = 0; i < sizeof(in); i++)
		in[i] = (u8)(i * 13 + i / 256);
	assert_int_equal(sg_pcopy_from_buffer(&env, sg, 3, in, sizeof(in), 0), 9150);
	assert_int_equal(sg_pcopy_to_buffer(&env, sg, 3, out, 9150, 0), 9150);
	assert_memory_equal(in, out, 9150);
	for (unsigned skip = 0; skip < 9150; skip += 61) {
		assert_int_equal(sg_pcopy_to_buffer(&env, sg, 3, out, 37, skip),
				 bp_min(37u, 9150 - skip));
		assert_memory_equal(in + skip, out, bp_min(37u, 9150 - skip));
	}
	assert_int_equal(sg_pcopy_to_buffer(&env, sg, 3, out, 10, 9150), 0);
	assert_int_equal(sg_pcopy_to_buffer(&env, sg, 0, out, 10, 0), 0);
	assert_int_equal(sg_pcopy_to_buffer(&env, NULL, 0, out, 10, 0), 0);
	assert_int_equal(sg_pcopy_to_buffer(&env, sg, 1, out, 200, 0), 100);
	bp_ram_free(ram);
	bp_env_fini(&env);
}

/* Exactly the entries that are named; a list that ends before them ends it. */
static void sg_pcopy__ends__of_the_list_the_count_and_the_buffer(void **state)
{
	struct scatterlist sg[2];
	struct bp_env env;
	struct bp_ram *ram;
	u8 buf[64] = { 0 };

	(void)state;
	bp_env_init(&env);
	env.max_pfn = env.max_low_pfn = 0xfff;
	ram = bp_ram_new(&env);
	sg_init_table(sg, 2);
	sg_set_page(&env, &sg[0], pfn_to_page(16), 16, 8);
	sg_set_page(&env, &sg[1], pfn_to_page(17), 16, 0);
	assert_int_equal(sg_pcopy_to_buffer(&env, sg, 5, buf, sizeof(buf), 0), 32);
	assert_int_equal(sg_pcopy_to_buffer(&env, sg, 2, buf, 0, 0), 0);
	assert_int_equal(sg_pcopy_to_buffer(&env, sg, 2, buf, sizeof(buf), 0x100000004), 0);
	assert_int_equal(sg_pcopy_to_buffer(&env, sg, 2, buf, 1ull << 32, 0), 32);
	bp_ram_free(ram);
	bp_env_fini(&env);
}

/* The last page of a list is partly used; no page too many, none that cannot be reached. */
static void sgl_alloc__sizes__pages(void **state)
{
	static const struct {
		u64 bytes;
		int nents;
		unsigned last;
	} cases[] = { { 1, 1, 1 }, { 4096, 1, 4096 }, { 4097, 2, 1 }, { 8192, 2, 4096 } };
	struct bp_env env;
	struct bp_ram *ram;

	(void)state;
	bp_env_init(&env);
	env.max_pfn = env.max_low_pfn = 0xfff;
	ram = bp_ram_new(&env);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		int nents;
		struct scatterlist *sgl = sgl_alloc(&env, cases[i].bytes, &nents);

		assert_non_null(sgl);
		assert_int_equal(nents, cases[i].nents);
		assert_int_equal(sg_nents(sgl), cases[i].nents);
		assert_int_equal(sg_last(&env, sgl, (unsigned)nents)->length, cases[i].last);
		assert_int_equal(bp_ram_report(ram).allocated, cases[i].nents);
		sgl_free(&env, sgl);
		assert_int_equal(bp_ram_report(ram).allocated, 0);
	}
	bp_ram_free(ram);
	bp_env_fini(&env);
}

/* Offset and skip together pass 4 GiB: aa|bb, a in the last page before it. */
static void sg_pcopy__offset_beyond_4_gib__the_right_page(void **state)
{
	u8 in[0x2000], out[0x1000] = { 0 };
	struct scatterlist sg;
	struct bp_env env;
	struct bp_ram *ram;

	(void)state;
	bp_env_init(&env);
	env.max_pfn = env.max_low_pfn = 0x200000;
	ram = bp_ram_new(&env);
	sg_init_table(&sg, 1);
	sg_set_page(&env, &sg, pfn_to_page(16), sizeof(in), 0xfffff000);
	for (unsigned i = 0; i < sizeof(in); i++)
		in[i] = (u8)(1 + i / 0x1000);
	assert_int_equal(sg_pcopy_from_buffer(&env, &sg, 1, in, sizeof(in), 0), sizeof(in));
	assert_int_equal(bp_page_bytes(&env, pfn_to_page(16 + 0xfffff))[0], 1);
	assert_int_equal(bp_page_bytes(&env, pfn_to_page(16 + 0x100000))[0], 2);
	assert_int_equal(sg_pcopy_to_buffer(&env, &sg, 1, out, sizeof(out), 0x1000), sizeof(out));
	assert_memory_equal(out, in + 0x1000, sizeof(out));
	bp_ram_free(ram);
	bp_env_fini(&env);
}

/* A device that keeps what is stored at BAR. */
#define BAR 0x90000000ull

static u8 kept[8192];

static void device_read(void *arg, phys_addr_t phys, void *data, unsigned bytes)
{
	(void)arg;
	assert_in_range(bp_phys_u64(phys), BAR, BAR + sizeof(kept) - bytes);
	memcpy(data, &kept[bp_phys_u64(phys) - BAR], bytes);
}

static void device_write(void *arg, phys_addr_t phys, const void *data, unsigned bytes)
{
	(void)arg;
	assert_in_range(bp_phys_u64(phys), BAR, BAR + sizeof(kept) - bytes);
	memcpy(&kept[bp_phys_u64(phys) - BAR], data, bytes);
}

static void nobody_waits(struct percpu_ref *ref)
{
	(void)ref;
}

/* What the CPU does not have as RAM is loaded and stored, page by page: ..aa|a. */
static void sg_pcopy__device_memory__through_its_mapping(void **state)
{
	static const struct bp_io_ops ops = { device_read, device_write };
	const struct bp_phys_range ram = { bp_phys_addr(0), 0x80000000 };
	struct bp_env env;
	struct device dev = { .bp_env = &env };
	struct percpu_ref ref;
	struct dev_pagemap pgmap = { .res = { .start = BAR, .end = BAR + sizeof(kept) - 1 },
				     .ref = &ref,
				     .kill = percpu_ref_kill,
				     .cleanup = percpu_ref_exit,
				     .type = MEMORY_DEVICE_PCI_P2PDMA };
	struct scatterlist sg;
	u8 in[200], out[200] = { 0 };

	(void)state;
	bp_env_init(&env);
	env.io_ops = &ops;
	assert_int_equal(bp_mm_new(&env, &ram, 1), 0);
	assert_int_equal(percpu_ref_init(&env, &ref, nobody_waits), 0);
	assert_int_equal(bp_virt_error(devm_memremap_pages(&dev, &pgmap)), 0);
	sg_init_table(&sg, 1);
	sg_set_page(&env, &sg, pfn_to_page(BAR >> 12), sizeof(in), 4000);
	for (unsigned i = 0; i < sizeof(in); i++)
		in[i] = (u8)(i + 1);
	assert_int_equal(sg_pcopy_from_buffer(&env, &sg, 1, in, sizeof(in), 0), sizeof(in));
	assert_memory_equal(&kept[4000], in, sizeof(in));
	assert_int_equal(sg_pcopy_to_buffer(&env, &sg, 1, out, 150, 50), 150);
	assert_memory_equal(out, in + 50, 150);
	devres_release_all(&dev);
	bp_mm_free(&env);
	bp_env_fini(&env);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sgl_alloc__nothing_to_have__null),
		cmocka_unit_test(sg_pcopy__pieces__in_and_out),
		cmocka_unit_test(sg_pcopy__ends__of_the_list_the_count_and_the_buffer),
		cmocka_unit_test(sgl_alloc__sizes__pages),
		cmocka_unit_test(sg_pcopy__offset_beyond_4_gib__the_right_page),
		cmocka_unit_test(sg_pcopy__device_memory__through_its_mapping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
