/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Identify: which structures there are, of which namespaces, and the controller's byte for byte
 * (NVC-26).
 */
#include "admin_test.h"
#include "nvme/identify.h"

static void bp_nvme_admin_identify__every_structure_and_namespace__its_status(void **state)
{
	static const u16 field = T_DNR(NVME_SC_INVALID_FIELD), ns = T_DNR(NVME_SC_INVALID_NS);
	static const struct {
		u8 cns;
		struct {
			u32 nsid;
			u16 status;
		} of[6];
	} cases[] = {
		{ NVME_ID_CNS_NS,
		  { { 1, 0 }, { 2, 0 }, { 3, 0 }, { 0, ns }, { 4, ns }, { NVME_NSID_ALL, ns } } },
		{ NVME_ID_CNS_CTRL, { { 0, 0 }, { 1, 0 }, { 4, 0 }, { NVME_NSID_ALL, 0 } } },
		{ NVME_ID_CNS_NS_ACTIVE_LIST,
		  { { 0, 0 },
		    { 4, 0 },
		    { 0xfffffffd, 0 },
		    { 0xfffffffe, ns },
		    { NVME_NSID_ALL, ns } } },
		{ NVME_ID_CNS_NS_DESC_LIST,
		  { { 1, 0 }, { 2, ns }, { 3, 0 }, { 0, ns }, { 4, ns }, { NVME_NSID_ALL, ns } } },
		{ NVME_ID_CNS_NS_PRESENT_LIST, { { 0, 0 }, { 0xfffffffe, ns } } },
		{ NVME_ID_CNS_NS_PRESENT, { { 1, 0 }, { 2, 0 }, { 0, ns }, { 4, ns } } },
		{ 0x04, { { 0, field } } },
		{ 0x12, { { 1, field } } },
		{ 0xff, { { 1, field } } },
	};
	struct t_admin *a = *state;

	for (size_t i = 0; i < bp_array_size(cases); i++)
		for (size_t j = 0; j < 6 && (!j || cases[i].of[j].nsid || cases[i].of[j].status);
		     j++) {
			const u16 status = t_admin(a, nvme_admin_identify, cases[i].of[j].nsid,
						   cases[i].cns, 0);

			if (status != cases[i].of[j].status)
				fail_msg("CNS 0x%x of 0x%x: 0x%x", cases[i].cns,
					 cases[i].of[j].nsid, status);
			t_written(a, status ? 0 : T_PAGE);
		}
}

/* CNTID, above CNS in CDW10, means nothing here. */
static void bp_nvme_admin_identify__upper_bits_of_cdw10__ignored(void **state)
{
	assert_nvme_status(t_admin(*state, nvme_admin_identify, 0, 0xffff0001, 0), NVME_SC_SUCCESS);
}

static void bp_nvme_admin_identify__inactive_namespace__zeroes(void **state)
{
	static const u8 zeroes[T_PAGE];
	struct t_admin *a = *state;

	assert_nvme_status(t_admin(a, nvme_admin_identify, 2, NVME_ID_CNS_NS, 0), 0);
	assert_memory_equal(a->data, zeroes, T_PAGE);
}

static void bp_nvme_admin_identify__namespace__what_it_is(void **state)
{
	struct t_admin *a = *state;
	const struct nvme_id_ns *id = (const void *)a->data;

	assert_nvme_status(t_admin(a, nvme_admin_identify, 3, NVME_ID_CNS_NS, 0), 0);
	assert_int_equal(le64_to_cpu(id->nsze), 64);
	assert_int_equal(id->nlbaf, 1);
	assert_int_equal(le16_to_cpu(id->lbaf[1].ms), 8);
	assert_int_equal(id->nguid[15], 3);
}

static void bp_nvme_admin_identify__active_list__without_the_inactive(void **state)
{
	struct t_admin *a = *state;
	const __le32 *list = (const void *)a->data;

	assert_nvme_status(t_admin(a, nvme_admin_identify, 0, NVME_ID_CNS_NS_ACTIVE_LIST, 0), 0);
	assert_int_equal(le32_to_cpu(list[0]), 1);
	assert_int_equal(le32_to_cpu(list[1]), 3);
	assert_int_equal(le32_to_cpu(list[2]), 0);
}

/* All that is not zero, as the host reads it. */
static void bp_nvme_identify_controller__each_field_set__its_bytes(void **state)
{
	static const struct {
		u16 at;
		u16 nr;
		const char *bytes;
	} parts[] = {
		{ 4, 20, "SERIAL              " },
		{ 24, 40, "blkpath NVMe controller                 " },
		{ 64, 9, "1.0     \x03" }, /* FR, RAB */
		{ 77, 1, "\x05" },	   /* MDTS */
		{ 80, 4, "\x00\x04\x01\x00" },
		{ 92, 4, "\x00\x01\x00\x00" }, /* OAES */
		{ 128, 6, "\x01\x00\x02\x00\x00\x03" },
		{ 256, 8, "\x02\x01\x07\x03\x03\x07\x3f\x00" },
		{ 266, 4, "\x57\x01\x61\x01" }, /* WCTEMP, CCTEMP */
		{ 320, 2, "\x0a\x00" },
		{ 512, 14, "\x66\x44\x00\x00\x03\x00\x00\x00\x50\x00\x00\x00\x00\x07" },
		{ 536, 4, "\x01\x00\x01\x00" },
		{ 768, 42, "nqn.2014-08.org.nvmexpress:blkpath:SERIAL" },
		{ 2048, 2, "\xc4\x09" },
	};
	u8 expected[T_PAGE] = { 0 };
	struct bp_nvme_config config = t_admin_config();
	struct t_admin a;

	(void)state;
	config.serial = "SERIAL";
	config.mdts = 5;
	config.acl = 7;
	config.sgls = 0x10001;
	memcpy(config.crdt, (u16[]){ 1, 2, 0x300 }, sizeof(config.crdt));
	t_admin_start(&a, &config);
	for (size_t i = 0; i < bp_array_size(parts); i++)
		memcpy(expected + parts[i].at, parts[i].bytes, parts[i].nr);
	for (unsigned i = 0; i < 4; i++)
		expected[i] = (u8)(t_fabric_dev(&a.t.f, 'a')->vendor >> 8 * (i % 2));
	assert_nvme_status(t_admin(&a, nvme_admin_identify, 0, NVME_ID_CNS_CTRL, 0), 0);
	assert_memory_equal(a.data, expected, T_PAGE);
	t_admin_stop(&a);
}

/* 1.3: nothing is said of Flush to all; without a cache, no cache. */
static void bp_nvme_identify_controller__version_1_3__no_flush_behaviour(void **state)
{
	struct bp_nvme_config config = t_admin_config();

	(void)state;
	for (u8 vwc = 0; vwc < 2; vwc++) {
		struct t_admin a;

		config.vs = BP_NVME_VS_1_3;
		config.vwc = vwc;
		t_admin_start(&a, &config);
		assert_nvme_status(t_admin(&a, nvme_admin_identify, 0, NVME_ID_CNS_CTRL, 0), 0);
		assert_int_equal(((const struct nvme_id_ctrl *)(const void *)a.data)->vwc, vwc);
		t_admin_stop(&a);
	}
}

/* Each has a number of its own, and keeps it; a number that is free is given again. */
static void bp_nvme_identify_controller__three_of_a_subsystem__different_numbers(void **state)
{
	struct bp_nvme_subsystem subsystem = { 0 };
	struct bp_nvme_config config = t_admin_config();
	struct bp_nvme_controller *second, *third;
	struct nvme_id_ctrl id;
	struct t_admin a;

	(void)state;
	config.subsystem = &subsystem;
	t_admin_start(&a, &config);
	assert_int_equal(bp_nvme_engine_new(a.t.f.fabric, t_fabric_dev(&a.t.f, 'b'), &config,
					    &t_admin_parts, &second, NULL),
			 0);
	bp_nvme_identify_controller(a.t.ctrl, &id);
	assert_int_equal(le16_to_cpu(id.cntlid), 0);
	assert_int_equal(id.cmic, 2);
	bp_nvme_identify_controller(second, &id);
	assert_int_equal(le16_to_cpu(id.cntlid), 1);
	bp_nvme_controller_free(a.t.ctrl);
	a.t.ctrl = NULL;
	bp_nvme_identify_controller(second, &id);
	assert_int_equal(le16_to_cpu(id.cntlid), 1);
	assert_int_equal(bp_nvme_engine_new(a.t.f.fabric, t_fabric_dev(&a.t.f, 'a'), &config,
					    &t_admin_parts, &third, NULL),
			 0);
	bp_nvme_identify_controller(third, &id);
	assert_int_equal(le16_to_cpu(id.cntlid), 0);
	bp_nvme_controller_free(third);
	bp_nvme_controller_free(second);
	t_admin_stop(&a);
}

static void bp_nvme_identify_text__longer_than_the_field__cut(void **state)
{
	char field[4];

	(void)state;
	bp_nvme_identify_text(field, sizeof(field), "abcdef");
	assert_memory_equal(field, "abcd", 4);
	bp_nvme_identify_text(field, sizeof(field), "a");
	assert_memory_equal(field, "a   ", 4);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_with_admin(bp_nvme_admin_identify__every_structure_and_namespace__its_status),
		t_with_admin(bp_nvme_admin_identify__upper_bits_of_cdw10__ignored),
		t_with_admin(bp_nvme_admin_identify__inactive_namespace__zeroes),
		t_with_admin(bp_nvme_admin_identify__namespace__what_it_is),
		t_with_admin(bp_nvme_admin_identify__active_list__without_the_inactive),
		cmocka_unit_test(bp_nvme_identify_controller__each_field_set__its_bytes),
		cmocka_unit_test(bp_nvme_identify_controller__version_1_3__no_flush_behaviour),
		cmocka_unit_test(
			bp_nvme_identify_controller__three_of_a_subsystem__different_numbers),
		cmocka_unit_test(bp_nvme_identify_text__longer_than_the_field__cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
