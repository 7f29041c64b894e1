/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers in the ioremap area, and who is asked when the CPU touches them (NVH-39).
 */
#include <blkpath/io.h>

#include "mm_test.h"

#define BAR 0x90000000ull
#define BYTES 64

/* A device with 64 bytes at BAR that remembers each access. */
struct device_model {
	u8 byte[BYTES];
	unsigned loads;
	unsigned stores;
	unsigned widest;
};

static void model_read(void *arg, phys_addr_t phys, void *data, unsigned bytes)
{
	struct device_model *model = arg;

	assert_in_range(bp_phys_u64(phys), BAR, BAR + BYTES - bytes);
	memcpy(data, &model->byte[bp_phys_u64(phys) - BAR], bytes);
	model->loads++;
	model->widest = bp_max(model->widest, bytes);
}

static void model_write(void *arg, phys_addr_t phys, const void *data, unsigned bytes)
{
	struct device_model *model = arg;

	assert_in_range(bp_phys_u64(phys), BAR, BAR + BYTES - bytes);
	memcpy(&model->byte[bp_phys_u64(phys) - BAR], data, bytes);
	model->stores++;
	model->widest = bp_max(model->widest, bytes);
}

static bp_virt_addr_t start(struct t_mm *t, struct device_model *model)
{
	static const struct bp_io_ops ops = { model_read, model_write };

	t->env.io_ops = &ops;
	t->env.io_arg = model;
	return ioremap(&t->env, bp_phys_addr(BAR), BYTES);
}

static void ioremap__registers__uncached_until_iounmap(void **state)
{
	struct t_mm *t = *state;
	const bp_virt_addr_t at = ioremap(&t->env, bp_phys_addr(BAR + 8), 0x2000);
	const struct bp_mapping *mapping = bp_mapping_find(&t->env, at);

	assert_int_equal(bp_virt_u64(at), T_VMALLOC + 8);
	assert_non_null(mapping);
	assert_int_equal(mapping->kind, BP_MAPPING_IO);
	assert_int_equal(bp_phys_u64(mapping->phys), BAR + 8);
	assert_null(mapping->dev);
	iounmap(&t->env, at);
	assert_null(bp_mapping_find(&t->env, at));
	assert_hits(&t->env, BP_SITE_IOUNMAP_UNKNOWN, 0);
}

static void ioremap__ram_or_no_memory__no_address(void **state)
{
	struct t_mm *t = *state;

	assert_int_equal(bp_virt_u64(ioremap(&t->env, bp_phys_addr(T_RAM_END - 1), 2)), 0);
	assert_hits(&t->env, BP_SITE_REMAP_RAM, 1);
	t->fails = BP_ALLOC_MAPPING;
	assert_int_equal(bp_virt_u64(ioremap(&t->env, bp_phys_addr(BAR), 2)), 0);
}

static void ioremap__no_address_space__no_address(void **state)
{
	struct t_mm t;

	(void)state;
	t_mm_start(&t);
	assert_int_equal(bp_virt_u64(ioremap(&t.env, bp_phys_addr(BAR), 4096)), 0);
	iounmap(&t.env, bp_virt_addr(T_VMALLOC));
	assert_hits(&t.env, BP_SITE_IOUNMAP_UNKNOWN, 1);
	bp_env_fini(&t.env);
}

static void iounmap__what_was_not_mapped__a_warning_and_nothing(void **state)
{
	struct t_mm *t = *state;
	const bp_virt_addr_t at = ioremap(&t->env, bp_phys_addr(BAR), 4096);

	iounmap(&t->env, bp_virt_addr(0));
	assert_hits(&t->env, BP_SITE_IOUNMAP_UNKNOWN, 0);
	iounmap(&t->env, bp_io_at(at, 4));
	iounmap(&t->env, bp_virt_addr(T_LINEAR)); /* RAM */
	assert_hits(&t->env, BP_SITE_IOUNMAP_UNKNOWN, 2);
	assert_non_null(bp_mapping_find(&t->env, bp_virt_addr(T_LINEAR)));
	iounmap(&t->env, at);
	iounmap(&t->env, at);
	assert_hits(&t->env, BP_SITE_IOUNMAP_UNKNOWN, 3);
}

static void writel__and_readl__little_endian_at_their_address(void **state)
{
	struct device_model model = { 0 };
	struct t_mm *t = *state;
	const bp_virt_addr_t at = start(t, &model);

	writel(&t->env, 0x04030201, bp_io_at(at, 12));
	assert_memory_equal(&model.byte[12], ((u8[]){ 1, 2, 3, 4 }), 4);
	assert_int_equal(readl(&t->env, bp_io_at(at, 12)), 0x04030201);
	assert_int_equal(model.loads, 1);
	assert_int_equal(model.stores, 1);
	iounmap(&t->env, at);
}

/* NVH-39: low, then high */
static void lo_hi_writeq__eight_bytes__two_stores_of_four(void **state)
{
	struct device_model model = { 0 };
	struct t_mm *t = *state;
	const bp_virt_addr_t at = start(t, &model);

	lo_hi_writeq(&t->env, 0x0807060504030201, bp_io_at(at, 8));
	assert_memory_equal(&model.byte[8], ((u8[]){ 1, 2, 3, 4, 5, 6, 7, 8 }), 8);
	assert_int_equal(model.stores, 2);
	assert_int_equal(lo_hi_readq(&t->env, bp_io_at(at, 8)), 0x0807060504030201);
	assert_int_equal(model.loads, 2);
	assert_int_equal(model.widest, 4);
	assert_int_equal(readq(&t->env, bp_io_at(at, 8)), 0x0807060504030201);
	assert_int_equal(model.loads, 3);
	iounmap(&t->env, at);
}

static void readl__not_mapped__a_finding_and_ones(void **state)
{
	struct device_model model = { 0 };
	struct t_mm *t = *state;
	const bp_virt_addr_t at = start(t, &model);

	assert_int_equal(readl(&t->env, bp_io_at(at, BYTES - 3)), 0xffffffff);
	assert_hits(&t->env, BP_SITE_CPU_FAULT, 1);
	iounmap(&t->env, at);
	assert_int_equal(readq(&t->env, at), ~0ull);
	writel(&t->env, 1, at);
	assert_hits(&t->env, BP_SITE_CPU_FAULT, 3);
	assert_int_equal(model.loads + model.stores, 0);
}

static void readl__nobody_there__ones(void **state)
{
	struct t_mm *t = *state;
	const bp_virt_addr_t at = ioremap(&t->env, bp_phys_addr(BAR), 4096);

	writel(&t->env, 1, at);
	assert_int_equal(readl(&t->env, at), 0xffffffff);
	assert_hits(&t->env, BP_SITE_CPU_FAULT, 0);
	iounmap(&t->env, at);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_mm(ioremap__registers__uncached_until_iounmap),
		t_in_mm(ioremap__ram_or_no_memory__no_address),
		cmocka_unit_test(ioremap__no_address_space__no_address),
		t_in_mm(iounmap__what_was_not_mapped__a_warning_and_nothing),
		t_in_mm(writel__and_readl__little_endian_at_their_address),
		t_in_mm(lo_hi_writeq__eight_bytes__two_stores_of_four),
		t_in_mm(readl__not_mapped__a_finding_and_ones),
		t_in_mm(readl__nobody_there__ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
