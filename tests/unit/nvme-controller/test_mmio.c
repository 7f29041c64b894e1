/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The register map and its rules of access (nvme.md 4, NVC-1).
 */
#include "engine_test.h"

/* NVC-1 */
static void registers__default__as_the_specification_says(void **state)
{
	struct t_engine t;

	(void)state;
	t_engine_init(&t, NULL);
	assert_int_equal(t_read(&t, 0, 8), 1023 | 1ull << 16 | 20ull << 24 | 1ull << 37);
	assert_int_equal(t_read(&t, 0, 4), 1023 | 1u << 16 | 20u << 24);
	assert_int_equal(t_read(&t, 4, 4), 1u << 5);
	assert_int_equal(t_read(&t, NVME_REG_VS, 4), 0x00010300);
	assert_int_equal(t_csts(&t), 0);
	assert_int_equal(t_read(&t, NVME_REG_CC, 4), 0);
	assert_int_equal(t_count(&t)->mmio_access, 0);
	t_engine_fini(&t);
}

static void registers__all_fields_configured__in_their_bits(void **state)
{
	struct bp_nvme_config config = bp_nvme_config_default();
	struct t_engine t;

	(void)state;
	config.mqes = 0x7f;
	config.to = 0xff;
	config.dstrd = 2;
	config.nssrs = true;
	config.css = 0x41;
	config.mpsmin = 1;
	config.mpsmax = 4;
	config.vs = BP_NVME_VS_1_4;
	t_engine_init(&t, &config);
	assert_int_equal(t_read(&t, 0, 8), (0x7full | 1ull << 16 | 0xffull << 24 | 2ull << 32 |
					    1ull << 36 | 0x41ull << 37 | 1ull << 48 | 4ull << 52));
	assert_int_equal(t_read(&t, NVME_REG_VS, 4), 0x00010400);
	t_engine_fini(&t);
}

/* Widths and alignments that are none: reads give 0, writes do nothing, both are counted. */
static void registers__wrong_size_or_place__nothing_happens(void **state)
{
	static const struct {
		u64 reg;
		unsigned bytes;
	} accesses[] = {
		{ 0x00, 1 }, { 0x00, 2 }, { 0x02, 4 }, { 0x04, 8 }, { 0x08, 8 },
		{ 0x20, 8 }, { 0x29, 8 }, { 0x16, 2 }, { 0x17, 1 }, { 0x1c, 3 },
		{ 0x60, 8 }, { 0x2c, 8 }, { 0x3a, 4 },
	};
	struct t_engine t;
	u64 n = 0;

	(void)state;
	t_engine_init(&t, NULL);
	for (size_t i = 0; i < sizeof(accesses) / sizeof(accesses[0]); i++) {
		assert_int_equal(t_read(&t, accesses[i].reg, accesses[i].bytes), 0);
		assert_int_equal(t_count(&t)->mmio_access, ++n);
		t_write(&t, accesses[i].reg, ~0ull, accesses[i].bytes);
		assert_int_equal(t_count(&t)->mmio_access, ++n);
	}
	assert_int_equal(t_read(&t, NVME_REG_ASQ, 8), 0);
	assert_int_equal(t_read(&t, NVME_REG_INTMS, 4), 0);
	t_engine_fini(&t);
}

static void registers__read_only_or_reserved__writes_counted(void **state)
{
	static const u64 regs[] = { 0x00, 0x04, 0x08, 0x18, 0x38,  0x3c,  0x40, 0x44,
				    0x48, 0x50, 0x58, 0x5c, 0xe00, 0xe18, 0xffc };
	struct t_engine t;

	(void)state;
	t_engine_init(&t, NULL);
	for (size_t i = 0; i < sizeof(regs) / sizeof(regs[0]); i++) {
		u64 before = t_read(&t, regs[i], 4);

		t_write(&t, regs[i], 0xffffffff, 4);
		assert_int_equal(t_count(&t)->read_only, i + 1);
		assert_int_equal(t_read(&t, regs[i], 4), before);
	}
	assert_int_equal(t_read(&t, 0x40, 4), 0);
	assert_int_equal(t_count(&t)->mmio_access, 0);
	t_engine_fini(&t);
}

static void registers__of_eight_bytes__whole_or_in_halves(void **state)
{
	struct t_engine t;

	(void)state;
	t_engine_init(&t, NULL);
	t_write(&t, NVME_REG_ASQ, 0x1122334455667000ull, 8);
	assert_int_equal(t_read(&t, NVME_REG_ASQ, 8), 0x1122334455667000ull);
	t_write(&t, NVME_REG_ASQ, 0x89abc000, 4);
	assert_int_equal(t_read(&t, NVME_REG_ASQ, 8), 0x1122334489abc000ull);
	t_write(&t, NVME_REG_ASQ + 4, 0x55, 4);
	assert_int_equal(t_read(&t, NVME_REG_ASQ, 8), 0x0000005589abc000ull);
	assert_int_equal(t_read(&t, NVME_REG_ASQ + 4, 4), 0x55);
	t_write(&t, NVME_REG_ACQ + 4, 7, 4);
	assert_int_equal(t_read(&t, NVME_REG_ACQ, 8), 7ull << 32);
	t_write(&t, NVME_REG_AQA, 0xffffffff, 4);
	assert_int_equal(t_read(&t, NVME_REG_AQA, 4), 0x0fff0fff);
	t_engine_fini(&t);
}

static void registers__mask__set_and_cleared_by_ones(void **state)
{
	struct t_engine t;

	(void)state;
	t_engine_init(&t, NULL);
	t_write(&t, NVME_REG_INTMS, 0xf0, 4);
	t_write(&t, NVME_REG_INTMS, 0x0f, 4);
	assert_int_equal(t_read(&t, NVME_REG_INTMS, 4), 0xff);
	t_write(&t, NVME_REG_INTMC, 0x3c, 4);
	assert_int_equal(t_read(&t, NVME_REG_INTMC, 4), 0xc3);
	t_engine_fini(&t);
}

static void doorbells__read_or_written_oddly__nothing(void **state)
{
	struct bp_nvme_config config = bp_nvme_config_default();
	struct t_engine t;

	(void)state;
	config.dstrd = 2;
	t_start(&t, &config);
	assert_int_equal(t_read(&t, 0x1000, 4), 0);
	assert_int_equal(t_count(&t)->mmio_access, 0);
	t_write(&t, 0x1000, 1, 8);
	t_write(&t, 0x1000, 1, 2);
	t_write(&t, 0x1004, 1, 4); /* between two doorbells, EX-NVME-16 */
	assert_int_equal(t_count(&t)->mmio_access, 3);
	assert_int_equal(t_count(&t)->doorbells, 0);
	t_engine_fini(&t);
}

/* A controller that was pulled out, and the place where one was. */
static void registers__of_nobody__ones(void **state)
{
	struct t_engine t;

	(void)state;
	t_start(&t, NULL);
	bp_nvme_controller_remove(t.ctrl);
	assert_int_equal(t_csts(&t), 0xffffffff);
	assert_int_equal(t_read(&t, 0, 8), ~0ull);
	t_cc(&t, 0);
	t_doorbell(&t, 0, false, 1);
	assert_int_equal(t_count(&t)->doorbell_not_ready, 0);
	bp_nvme_controller_free(t.ctrl);
	t.ctrl = NULL;
	assert_int_equal(t_csts(&t), 0xffffffff);
	t_cc(&t, T_ENABLED);
	t_engine_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(registers__default__as_the_specification_says),
		cmocka_unit_test(registers__all_fields_configured__in_their_bits),
		cmocka_unit_test(registers__wrong_size_or_place__nothing_happens),
		cmocka_unit_test(registers__read_only_or_reserved__writes_counted),
		cmocka_unit_test(registers__of_eight_bytes__whole_or_in_halves),
		cmocka_unit_test(registers__mask__set_and_cleared_by_ones),
		cmocka_unit_test(doorbells__read_or_written_oddly__nothing),
		cmocka_unit_test(registers__of_nobody__ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
