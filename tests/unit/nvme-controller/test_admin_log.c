/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Get Log Page: what the host says of offset and length (SV-6), and what the pages say.
 */
#include "admin_test.h"

#define HEALTH_BYTES ((u32)sizeof(struct nvme_smart_log))

/* SV-6; INV-NVME-19: never a byte more than the page has. */
static void bp_nvme_admin_log_page__any_offset_and_length__what_the_page_has(void **state)
{
	static const struct {
		const char *name;
		u64 offset;
		u64 bytes;
		u16 status;
		u32 written;
	} cases[] = {
		{ "all", 0, 512, 0, 512 },
		{ "a dword", 0, 4, 0, 4 },
		{ "longer than the page", 0, 4096, 0, 512 },
		{ "NUMD of ones", 0, 1ull << 34, 0, 512 },
		{ "last dword", 508, 4, 0, 4 },
		{ "over the end", 508, 8, 0, 4 },
		{ "over the end, NUMD of ones", 508, 1ull << 34, 0, 4 },
		{ "at the end", 512, 4, T_DNR(NVME_SC_INVALID_FIELD), 0 },
		{ "behind the end", 4096, 4, T_DNR(NVME_SC_INVALID_FIELD), 0 },
		{ "2^32", 1ull << 32, 4, T_DNR(NVME_SC_INVALID_FIELD), 0 },
		{ "offset and length wrap", 0ull - 4, 8, T_DNR(NVME_SC_INVALID_FIELD), 0 },
		{ "the same, NUMD of ones", 0ull - 4, 1ull << 34, T_DNR(NVME_SC_INVALID_FIELD), 0 },
		{ "no dword", 2, 4, T_DNR(NVME_SC_INVALID_FIELD), 0 },
		{ "no dword, far out", 0ull - 1, 4, T_DNR(NVME_SC_INVALID_FIELD), 0 },
	};
	struct t_admin *a = *state;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const u16 status = t_log(a, 0, NVME_LOG_SMART, cases[i].offset, cases[i].bytes, 0);

		if (status != cases[i].status)
			fail_msg("%s: status 0x%x", cases[i].name, status);
		t_written(a, cases[i].written);
	}
}

/* NVC-19 counts for the data of admin commands, too. */
static void bp_nvme_admin_log_page__larger_than_mdts__invalid_field(void **state)
{
	struct bp_nvme_config config = t_admin_config();
	struct t_admin a;

	(void)state;
	config.mdts = 1;
	config.elpe = 255;
	t_admin_start(&a, &config);
	assert_nvme_status(t_log(&a, 0, NVME_LOG_ERROR, 0, 8192, 0), NVME_SC_SUCCESS);
	t_written(&a, 8192);
	assert_nvme_status(t_log(&a, 0, NVME_LOG_ERROR, 0, 8196, 0), T_DNR(NVME_SC_INVALID_FIELD));
	t_written(&a, 0);
	t_admin_stop(&a);
}

static void bp_nvme_admin_log_page__every_lid__five_are_known(void **state)
{
	static const u32 bytes[256] = {
		[NVME_LOG_ERROR] = T_PAGE,	 [NVME_LOG_SMART] = 512,
		[NVME_LOG_FW_SLOT] = 512,	 [NVME_LOG_CHANGED_NS] = T_PAGE,
		[NVME_LOG_CMD_EFFECTS] = T_PAGE,
	};
	struct t_admin *a = *state;

	for (unsigned lid = 0; lid < 256; lid++) {
		assert_nvme_status(t_log(a, 0, (u8)lid, 0, sizeof(a->data), 0),
				   bytes[lid] ? NVME_SC_SUCCESS : T_DNR(NVME_SC_INVALID_LOG_PAGE));
		t_written(a, bytes[lid]);
	}
}

/* SV-7: the health of a namespace that is not there. */
static void bp_nvme_admin_log_page__health_of_a_namespace__only_of_one_there_is(void **state)
{
	static const struct {
		u32 nsid;
		u16 status;
	} cases[] = {
		{ 0, 0 },
		{ 1, 0 },
		{ 2, T_DNR(NVME_SC_INVALID_FIELD) },
		{ 3, 0 },
		{ 4, T_DNR(NVME_SC_INVALID_NS) },
		{ 0xfffffffe, T_DNR(NVME_SC_INVALID_NS) },
		{ NVME_NSID_ALL, 0 },
	};
	struct t_admin *a = *state;

	for (size_t i = 0; i < bp_array_size(cases); i++)
		assert_nvme_status(t_log(a, cases[i].nsid, NVME_LOG_SMART, 0, 512, 0),
				   cases[i].status);
}

static u64 number(const u8 *bytes)
{
	__le64 low;

	memcpy(&low, bytes, sizeof(low));
	return le64_to_cpu(low);
}

static void bp_nvme_health_log__counters__of_all_and_of_one(void **state)
{
	struct t_admin *a = *state;
	struct bp_nvme_controller *ctrl = a->t.ctrl;
	const struct nvme_smart_log *log = (const void *)a->data;

	ctrl->namespaces[0]->counters =
		(struct bp_nvme_namespace_counters){ .reads = 3,
						     .writes = 5,
						     .bytes_read = 512000,
						     .bytes_written = 512001,
						     .media_errors = 1 };
	ctrl->namespaces[2]->counters = (struct bp_nvme_namespace_counters){
		.reads = 10, .writes = 20, .bytes_read = 512, .media_errors = 2
	};
	bp_nvme_admin_power_loss(ctrl);
	t_nvctrl_status(&a->t, 0, &(struct nvme_command){ .common.opcode = 0xff });

	assert_nvme_status(t_log(a, NVME_NSID_ALL, NVME_LOG_SMART, 0, HEALTH_BYTES, 0), 0);
	assert_int_equal(log->critical_warning, 0);
	assert_int_equal(log->temperature[0] | log->temperature[1] << 8, 313);
	assert_int_equal(log->avail_spare, 100);
	assert_int_equal(number(log->data_units_read), 2); /* rounded up */
	assert_int_equal(number(log->data_units_written), 2);
	assert_int_equal(number(log->host_reads), 13);
	assert_int_equal(number(log->host_writes), 25);
	assert_int_equal(number(log->power_cycles), 2);
	assert_int_equal(number(log->unsafe_shutdowns), 1);
	assert_int_equal(number(log->media_errors), 3);
	assert_int_equal(number(log->num_err_log_entries), 1);

	assert_nvme_status(t_log(a, 1, NVME_LOG_SMART, 0, HEALTH_BYTES, 0), 0);
	assert_int_equal(number(log->data_units_read), 1);
	assert_int_equal(number(log->host_reads), 3);
	assert_int_equal(number(log->media_errors), 1);
}

/* Whoever fails is in the log, and how. */
static void bp_nvme_admin_completed__commands_that_fail__latest_first(void **state)
{
	struct t_admin *a = *state;
	const struct nvme_error_slot *slots = (const void *)a->data;
	const struct nvme_command unknown = t_admin_cmd(a, 0xff, 7, 0, 0);
	const struct nvme_command invalid = t_admin_cmd(a, nvme_admin_identify, 9, 0, 0);
	const u16 first = t_nvctrl_submit(&a->t, 0, &unknown);
	struct nvme_completion cqe;

	assert_true(t_nvctrl_reap(&a->t, 0, &cqe));
	assert_nvme_status(t_nvctrl_status(&a->t, 0, &invalid), T_DNR(NVME_SC_INVALID_NS));
	assert_nvme_status(t_log(a, 0, NVME_LOG_ERROR, 0, T_PAGE, 0), NVME_SC_SUCCESS);
	assert_int_equal(le64_to_cpu(slots[0].error_count), 2);
	assert_int_equal(le16_to_cpu(slots[0].cmdid), first + 1);
	assert_int_equal(le16_to_cpu(slots[0].status_field), T_DNR(NVME_SC_INVALID_NS) << 1);
	assert_int_equal(le32_to_cpu(slots[0].nsid), 9);
	assert_int_equal(le64_to_cpu(slots[1].error_count), 1);
	assert_int_equal(le16_to_cpu(slots[1].cmdid), first);
	assert_int_equal(le16_to_cpu(slots[1].sqid), 0);
	assert_int_equal(le32_to_cpu(slots[1].nsid), 7);
	assert_int_equal(le64_to_cpu(slots[2].error_count), 0);
}

/* ELPE 3: four entries, whatever is asked for. */
static void bp_nvme_admin_log_page__errors_of_a_small_log__four_entries(void **state)
{
	struct bp_nvme_config config = t_admin_config();
	struct t_admin a;

	(void)state;
	config.elpe = 3;
	t_admin_start(&a, &config);
	assert_nvme_status(t_log(&a, 0, NVME_LOG_ERROR, 0, T_PAGE, 0), NVME_SC_SUCCESS);
	t_written(&a, 4 * 64);
	t_admin_stop(&a);
}

/* ELPE 255: four pages, in two halves. */
static void bp_nvme_admin_log_page__errors_of_a_large_log__offset_reaches_all(void **state)
{
	struct bp_nvme_config config = t_admin_config();
	struct t_admin a;

	(void)state;
	config.elpe = 255;
	t_admin_start(&a, &config);
	assert_nvme_status(t_log(&a, 0, NVME_LOG_ERROR, 0, 2 * T_PAGE, 0), NVME_SC_SUCCESS);
	t_written(&a, 2 * T_PAGE);
	assert_nvme_status(t_log(&a, 0, NVME_LOG_ERROR, 4 * T_PAGE - 64, T_PAGE, 0),
			   NVME_SC_SUCCESS);
	t_written(&a, 64);
	t_admin_stop(&a);
}

static void bp_nvme_admin_log_page__firmware__one_slot(void **state)
{
	struct t_admin *a = *state;
	const struct nvme_fw_slot_info_log *log = (const void *)a->data;

	assert_nvme_status(t_log(a, 0, NVME_LOG_FW_SLOT, 0, 512, 0), NVME_SC_SUCCESS);
	assert_int_equal(log->afi, 1);
	assert_memory_equal(log->frs[0], "1.0     ", 8);
	assert_int_equal(log->frs[1][0], 0);
}

static void bp_nvme_effects_log__optional_commands__only_those_there_are(void **state)
{
	struct bp_nvme_config config = t_admin_config();
	const struct nvme_effects_log *log;
	struct t_admin a;

	(void)state;
	config.oacs = NVME_CTRL_OACS_FORMAT;
	config.oncs = NVME_CTRL_ONCS_DSM;
	t_admin_start(&a, &config);
	log = (const void *)a.data;
	assert_nvme_status(t_log(&a, 0, NVME_LOG_CMD_EFFECTS, 0, T_PAGE, 0), NVME_SC_SUCCESS);
	assert_int_equal(le32_to_cpu(log->acs[nvme_admin_identify]), 1);
	assert_int_equal(le32_to_cpu(log->acs[nvme_admin_format_nvm]), 7);
	assert_int_equal(le32_to_cpu(log->acs[nvme_admin_dbbuf]), 0);
	assert_int_equal(le32_to_cpu(log->acs[0x03]), 0);
	assert_int_equal(le32_to_cpu(log->iocs[nvme_cmd_read]), 1);
	assert_int_equal(le32_to_cpu(log->iocs[nvme_cmd_write]), 3);
	assert_int_equal(le32_to_cpu(log->iocs[nvme_cmd_dsm]), 3);
	assert_int_equal(le32_to_cpu(log->iocs[nvme_cmd_compare]), 0);
	t_admin_stop(&a);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_with_admin(bp_nvme_admin_log_page__any_offset_and_length__what_the_page_has),
		cmocka_unit_test(bp_nvme_admin_log_page__larger_than_mdts__invalid_field),
		t_with_admin(bp_nvme_admin_log_page__every_lid__five_are_known),
		t_with_admin(bp_nvme_admin_log_page__health_of_a_namespace__only_of_one_there_is),
		t_with_admin(bp_nvme_health_log__counters__of_all_and_of_one),
		t_with_admin(bp_nvme_admin_completed__commands_that_fail__latest_first),
		cmocka_unit_test(bp_nvme_admin_log_page__errors_of_a_small_log__four_entries),
		cmocka_unit_test(bp_nvme_admin_log_page__errors_of_a_large_log__offset_reaches_all),
		t_with_admin(bp_nvme_admin_log_page__firmware__one_slot),
		cmocka_unit_test(bp_nvme_effects_log__optional_commands__only_those_there_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
