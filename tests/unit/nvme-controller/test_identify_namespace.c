/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Identify namespace, descriptors and lists, byte for byte (NVC-26).
 */
#include <string.h>

#include "bp_test.h"
#include "nvme/engine.h"
#include "nvme/identify.h"

static struct bp_nvme_namespace *make(const struct bp_nvme_namespace_config *config)
{
	struct bp_nvme_namespace *ns;

	assert_int_equal(bp_nvme_namespace_new(config, &ns, NULL), 0);
	return ns;
}

/* What is not listed is zero. */
static void expect_bytes(const void *page, const u8 *listed, size_t nr)
{
	static const u8 zeroes[NVME_IDENTIFY_DATA_SIZE];

	assert_memory_equal(page, listed, nr);
	assert_memory_equal((const u8 *)page + nr, zeroes, NVME_IDENTIFY_DATA_SIZE - nr);
}

static void bp_nvme_identify_namespace__plain__its_bytes(void **state)
{
	/* 0x123 blocks of 512 or 4096 bytes: NVMCAP 0x24600. */
	static const u8 bytes[192] = {
		[0] = 0x23,  [1] = 0x01,  [8] = 0x23,  [9] = 0x01,  [16] = 0x23, [17] = 0x01,
		[24] = 0x04, [25] = 1,	  [33] = 1,    [48] = 0x00, [49] = 0x46, [50] = 0x02,
		[104] = 'b', [105] = 'l', [106] = 'k', [107] = 'p', [108] = 'a', [109] = 't',
		[110] = 'h', [119] = 7,	  [130] = 9,   [134] = 12,
	};
	struct bp_nvme_namespace *ns = make(&(struct bp_nvme_namespace_config){ .blocks = 0x123 });
	struct nvme_id_ns id;

	(void)state;
	bp_nvme_identify_namespace(ns, 7, &id);
	expect_bytes(&id, bytes, sizeof(bytes));
	bp_nvme_namespace_free(ns);
}

static void bp_nvme_identify_namespace__everything__its_bytes(void **state)
{
	static const struct bp_nvme_namespace_config config = {
		.blocks = 0x1000,
		.capacity_blocks = 0x800,
		.formats = { { .lbads = 9 }, { .ms = 8, .lbads = 9, .rp = 2 }, { 64, 12, 1 } },
		.nr_formats = 3,
		.layout = { .format = 2, .extended = true, .pi_type = 3, .pi_first = true },
		.protect = BP_NVME_WRITE_PROTECTED,
		.ones = true,
		.noiob = 0x0180,
		.eui64 = 0x0102030405060708,
	};
	static const u8 bytes[192] = {
		[1] = 0x10,  [9] = 0x08,  [24] = 0x05, [25] = 2,    [26] = 0x12, [27] = 3,
		[28] = 0x1f, [29] = 0x0b, [33] = 2,    [46] = 0x80, [47] = 0x01, [51] = 0x01,
		[99] = 1,    [120] = 1,	  [121] = 2,   [122] = 3,   [123] = 4,	 [124] = 5,
		[125] = 6,   [126] = 7,	  [127] = 8,   [130] = 9,   [132] = 8,	 [134] = 9,
		[135] = 2,   [136] = 64,  [138] = 12,  [139] = 1,
	};
	struct bp_nvme_namespace *ns = make(&config);
	struct nvme_id_ns id;

	(void)state;
	bp_nvme_identify_namespace(ns, 1, &id);
	expect_bytes(&id, bytes, sizeof(bytes));
	bp_nvme_namespace_free(ns);
}

/* Metadata of less than a tuple has no protection. */
static void bp_nvme_identify_namespace__four_bytes_of_metadata__no_protection(void **state)
{
	struct bp_nvme_namespace *ns = make(&(struct bp_nvme_namespace_config){
		.blocks = 8, .formats = { { .ms = 4, .lbads = 9 } }, .nr_formats = 1 });
	struct nvme_id_ns id;

	(void)state;
	bp_nvme_identify_namespace(ns, 1, &id);
	assert_int_equal(id.mc, NVME_NS_MC_EXT | NVME_NS_MC_SEPARATE);
	assert_int_equal(id.dpc, 0);
	bp_nvme_namespace_free(ns);
}

static void bp_nvme_identify_descriptors__with_and_without_eui64__one_descriptor(void **state)
{
	static const u8 eui64[] = { 1, 8, 0, 0, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08 };
	static const u8 nguid[] = { 2,	 16, 0, 0, 'b', 'l', 'k',  'p',	 'a',  't',
				    'h', 0,  0, 0, 0,	0,   0x12, 0x34, 0x56, 0x78 };
	struct bp_nvme_namespace *with = make(
		&(struct bp_nvme_namespace_config){ .blocks = 8, .eui64 = 0x0102030405060708 });
	struct bp_nvme_namespace *without = make(&(struct bp_nvme_namespace_config){ .blocks = 8 });
	u8 page[NVME_IDENTIFY_DATA_SIZE];

	(void)state;
	bp_nvme_identify_descriptors(with, 5, page);
	expect_bytes(page, eui64, sizeof(eui64));
	bp_nvme_identify_descriptors(without, 0x12345678, page);
	expect_bytes(page, nguid, sizeof(nguid));
	bp_nvme_namespace_free(with);
	bp_nvme_namespace_free(without);
}

/* 1 and 3 are active, 2 is not, 4 is not even there. */
static void bp_nvme_identify_list__some_active__those_after_the_given(void **state)
{
	static const struct {
		u32 after;
		u32 first;
		u32 second;
	} cases[] = { { 0, 1, 3 }, { 1, 3, 0 }, { 2, 3, 0 }, { 3, 0, 0 }, { 0xfffffffd, 0, 0 } };
	struct bp_nvme_namespace *ns[4] = { make(&(struct bp_nvme_namespace_config){ .blocks = 8 }),
					    make(&(struct bp_nvme_namespace_config){ 0 }),
					    make(&(struct bp_nvme_namespace_config){ .blocks = 8 }),
					    NULL };
	const struct bp_nvme_controller ctrl = { .namespaces = ns, .config.nr_namespaces = 4 };
	__le32 list[1024];

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		bp_nvme_identify_list(&ctrl, cases[i].after, list);
		assert_int_equal(le32_to_cpu(list[0]), cases[i].first);
		assert_int_equal(le32_to_cpu(list[1]), cases[i].second);
		assert_int_equal(le32_to_cpu(list[1023]), 0);
	}
	for (unsigned i = 0; i < 4; i++)
		bp_nvme_namespace_free(ns[i]);
}

static void bp_nvme_identify_list__more_than_a_page__ends_with_the_page(void **state)
{
	enum { MANY = 1500 };
	static struct bp_nvme_namespace *ns[MANY];
	struct bp_nvme_namespace *one = make(&(struct bp_nvme_namespace_config){ .blocks = 8 });
	const struct bp_nvme_controller ctrl = { .namespaces = ns, .config.nr_namespaces = MANY };
	__le32 list[1024];

	(void)state;
	for (unsigned i = 0; i < MANY; i++)
		ns[i] = one;
	bp_nvme_identify_list(&ctrl, 0, list);
	assert_int_equal(le32_to_cpu(list[1023]), 1024);
	bp_nvme_identify_list(&ctrl, 1024, list);
	assert_int_equal(le32_to_cpu(list[0]), 1025);
	assert_int_equal(le32_to_cpu(list[MANY - 1025]), MANY);
	assert_int_equal(le32_to_cpu(list[MANY - 1024]), 0);
	bp_nvme_namespace_free(one);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_identify_namespace__plain__its_bytes),
		cmocka_unit_test(bp_nvme_identify_namespace__everything__its_bytes),
		cmocka_unit_test(bp_nvme_identify_namespace__four_bytes_of_metadata__no_protection),
		cmocka_unit_test(
			bp_nvme_identify_descriptors__with_and_without_eui64__one_descriptor),
		cmocka_unit_test(bp_nvme_identify_list__some_active__those_after_the_given),
		cmocka_unit_test(bp_nvme_identify_list__more_than_a_page__ends_with_the_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
