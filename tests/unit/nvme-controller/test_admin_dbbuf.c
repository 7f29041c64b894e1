/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Doorbell Buffer Config: whole pages that are not the controller's registers (SV-2).
 */
#include "admin_test.h"

static void bp_nvme_admin_dbbuf__any_two_addresses__pages_of_the_host(void **state)
{
	struct t_admin *a = *state;
	const u64 page = a->buffer, own = t_fabric_bus(&a->t.f, 'a');
	const struct {
		u64 shadow;
		u64 eventidx;
		u16 status;
	} cases[] = {
		{ page + 4, page + T_PAGE, T_DNR(NVME_SC_INVALID_FIELD) },
		{ page, page + T_PAGE + 8, T_DNR(NVME_SC_INVALID_FIELD) },
		{ own, page, NVME_SC_DATA_XFER_ERROR },
		{ page, own + T_PAGE, NVME_SC_DATA_XFER_ERROR },
		{ page, page + T_PAGE, NVME_SC_SUCCESS },
	};

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct nvme_command cmd = t_admin_cmd(a, nvme_admin_dbbuf, 0, 0, 0);

		cmd.common.dptr.prp1 = cpu_to_le64(cases[i].shadow);
		cmd.common.dptr.prp2 = cpu_to_le64(cases[i].eventidx);
		assert_nvme_status(t_admin_do(a, &cmd), cases[i].status);
		assert_int_equal(a->t.ctrl->shadow.is_on, !cases[i].status);
	}
	t_nvctrl_disable(&a->t); /* SV-13 */
	assert_false(a->t.ctrl->shadow.is_on);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_with_admin(bp_nvme_admin_dbbuf__any_two_addresses__pages_of_the_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
