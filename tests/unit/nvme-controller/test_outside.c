/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Without a command: the power goes, a namespace becomes read-only.
 */
#include "admin_test.h"

#include "nvme/outside.h"

static void write(struct t_admin *a, u32 nsid, u64 lba)
{
	const u8 data[512] = "x";

	assert_int_equal(bp_medium_write(bp_nvme_namespace(a->t.ctrl, nsid)->medium, lba, 1, data,
					 NULL, false),
			 0);
}

/* INV-NVME-34: what no flush made durable is gone, and the health log tells of it. */
static void bp_nvme_power_loss__cached_blocks__gone_and_counted(void **state)
{
	struct t_admin *a = *state;
	const struct nvme_smart_log *log = (const void *)a->data;

	write(a, 1, 3);
	bp_nvme_namespaces_flush(a->t.ctrl);
	write(a, 1, 4);
	write(a, 3, 5);
	bp_nvme_power_loss(a->t.ctrl, 0);
	assert_int_equal(bp_medium_used(bp_nvme_namespace(a->t.ctrl, 1)->medium), 1);
	assert_int_equal(bp_medium_used(bp_nvme_namespace(a->t.ctrl, 3)->medium), 0);
	assert_nvme_status(t_log(a, 0, NVME_LOG_SMART, 0, 512, 0), NVME_SC_SUCCESS);
	assert_int_equal(log->unsafe_shutdowns[0], 1);
}

static void bp_nvme_protect__read_only__the_host_is_told(void **state)
{
	struct t_admin *a = *state;
	const __le32 *list = (const void *)a->data;
	struct bp_nvme_aen aen;

	assert_nvme_status(t_set(a, 0, NVME_FEAT_ASYNC_EVENT, NVME_AEN_CFG_NS_ATTR), 0);
	bp_nvme_protect(a->t.ctrl, 3, BP_NVME_READ_ONLY);
	assert_int_equal(bp_nvme_namespace(a->t.ctrl, 3)->protect, BP_NVME_READ_ONLY);
	assert_true(bp_nvme_aens_take(&a->t.ctrl->admin->aens, &aen));
	assert_int_equal(aen.log_page, NVME_LOG_CHANGED_NS);
	assert_nvme_status(t_log(a, 0, NVME_LOG_CHANGED_NS, 0, T_PAGE, 0), NVME_SC_SUCCESS);
	assert_int_equal(le32_to_cpu(list[0]), 3);
	bp_nvme_protect(a->t.ctrl, 3, BP_NVME_WRITABLE);
	assert_int_equal(bp_nvme_namespace(a->t.ctrl, 3)->protect, BP_NVME_WRITABLE);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_with_admin(bp_nvme_power_loss__cached_blocks__gone_and_counted),
		t_with_admin(bp_nvme_protect__read_only__the_host_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
