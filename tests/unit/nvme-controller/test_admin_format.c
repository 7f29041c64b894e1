/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Format NVM: which namespaces, which formats, and who may not.
 */
#include "admin_test.h"

static u16 format(struct t_admin *a, u32 nsid, u32 cdw10)
{
	return t_admin(a, nvme_admin_format_nvm, nsid, cdw10, 0);
}

static void bp_nvme_admin_format__what_cannot_be__status_and_nothing_changes(void **state)
{
	static const struct {
		const char *name;
		u32 nsid;
		u32 cdw10;
		u16 status;
	} cases[] = {
		{ "no namespace", 0, 0, NVME_SC_INVALID_NS },
		{ "a namespace too many", 4, 0, NVME_SC_INVALID_NS },
		{ "an inactive namespace", 2, 0, NVME_SC_INVALID_FIELD },
		{ "a third format", 3, 2, NVME_SC_INVALID_FORMAT },
		{ "the last format there could be", 1, 15, NVME_SC_INVALID_FORMAT },
		{ "protection without metadata", 3, 1u << 5, NVME_SC_INVALID_FORMAT },
		{ "protection of type 4", 3, 1 | 4u << 5, NVME_SC_INVALID_FORMAT },
		{ "cryptographic erase", 1, 2u << 9, NVME_SC_INVALID_FIELD },
		{ "an erase there is not", 1, 7u << 9, NVME_SC_INVALID_FIELD },
		{ "all, to what one has not", NVME_NSID_ALL, 2, NVME_SC_INVALID_FORMAT },
	};
	struct t_admin *a = *state;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const u16 status = format(a, cases[i].nsid, cases[i].cdw10);

		if (status != T_DNR(cases[i].status))
			fail_msg("%s: 0x%x", cases[i].name, status);
		assert_int_equal(a->t.ctrl->namespaces[0]->layout.format, 0);
		assert_int_equal(a->t.ctrl->namespaces[2]->layout.format, 0);
	}
}

/* LBAF 1, MSET, PI type 2, PIL, SES 1. */
static void bp_nvme_admin_format__all_fields__told_by_identify(void **state)
{
	struct t_admin *a = *state;
	const struct nvme_id_ns *id = (const void *)a->data;

	assert_nvme_status(format(a, 3, 1 | NVME_FORMAT_MSET | 2u << 5 | NVME_FORMAT_PIL | 1u << 9),
			   NVME_SC_SUCCESS);
	assert_nvme_status(t_admin(a, nvme_admin_identify, 3, NVME_ID_CNS_NS, 0), 0);
	assert_int_equal(id->flbas, 1 | NVME_NS_FLBAS_META_EXT);
	assert_int_equal(id->dps, 2 | NVME_NS_DPS_PI_FIRST);
	assert_int_equal(le64_to_cpu(id->nsze), 64);
}

/* 4096 bytes instead of 512: an eighth of the blocks, and only in namespace 1. */
static void bp_nvme_admin_format__larger_blocks__fewer_of_them(void **state)
{
	struct t_admin *a = *state;

	assert_nvme_status(format(a, 1, 1), NVME_SC_SUCCESS);
	assert_int_equal(a->t.ctrl->namespaces[0]->blocks, 128);
	assert_int_equal(a->t.ctrl->namespaces[2]->layout.format, 0);
}

static void bp_nvme_admin_format__all_namespaces__each_active_one(void **state)
{
	struct t_admin *a = *state;

	assert_nvme_status(format(a, NVME_NSID_ALL, 1), NVME_SC_SUCCESS);
	assert_int_equal(a->t.ctrl->namespaces[0]->layout.format, 1);
	assert_int_equal(a->t.ctrl->namespaces[2]->layout.format, 1);
}

/* NVC-30 */
static void bp_nvme_admin_format__protected_namespace__stays(void **state)
{
	struct t_admin *a = *state;

	a->t.ctrl->namespaces[0]->protect = BP_NVME_WRITE_PROTECTED;
	assert_nvme_status(format(a, 1, 1), T_DNR(NVME_SC_NS_WRITE_PROTECTED));
	a->t.ctrl->namespaces[0]->protect = BP_NVME_READ_ONLY;
	assert_nvme_status(format(a, 1, 1), T_DNR(NVME_SC_READ_ONLY));
	assert_int_equal(a->t.ctrl->namespaces[0]->layout.format, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_with_admin(bp_nvme_admin_format__what_cannot_be__status_and_nothing_changes),
		t_with_admin(bp_nvme_admin_format__all_fields__told_by_identify),
		t_with_admin(bp_nvme_admin_format__larger_blocks__fewer_of_them),
		t_with_admin(bp_nvme_admin_format__all_namespaces__each_active_one),
		t_with_admin(bp_nvme_admin_format__protected_namespace__stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
