/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which state of a controller may follow which (NVH-36).
 */
#include <string.h>

#include <blkpath/nvme_failure.h>

#include "bp_test.h"
#include "nvme_script.h"

/* From the row to the column, both in the order of enum nvme_ctrl_state. */
static const char *const allowed[] = {
	/* new live admin resetting connecting deleting dead */
	[NVME_CTRL_NEW] = ".L.RC..",	    [NVME_CTRL_LIVE] = "...R.D.",
	[NVME_CTRL_ADMIN_ONLY] = "...R.D.", [NVME_CTRL_RESETTING] = ".L..CD.",
	[NVME_CTRL_CONNECTING] = ".LA..D.", [NVME_CTRL_DELETING] = "......X",
	[NVME_CTRL_DEAD] = ".......",
};

static void nvme_change_ctrl_state__each_pair__as_in_the_table(void **state)
{
	struct t_script *t = *state;
	struct nvme_dev dev = { .pdev = t->pdev, .ctrl.bp_env = t->env };

	for (unsigned from = NVME_CTRL_NEW; from <= NVME_CTRL_DEAD; from++) {
		for (unsigned to = NVME_CTRL_NEW; to <= NVME_CTRL_DEAD; to++) {
			const bool may = allowed[from][to] != '.';

			dev.ctrl.state = from;
			assert_int_equal(nvme_change_ctrl_state(&dev.ctrl, to), may);
			assert_int_equal(dev.ctrl.state, may ? to : from);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_script(nvme_change_ctrl_state__each_pair__as_in_the_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
