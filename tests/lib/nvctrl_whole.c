/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The controller with all its parts.
 */
#include "bp_test.h"
#include "nvctrl.h"

void t_nvctrl_init(struct t_nvctrl *t, const struct bp_nvme_config *config)
{
	struct bp_error err = { 0 };

	t_nvctrl_machine(t, config);
	if (bp_nvme_controller_new(t->f.fabric, t_fabric_dev(&t->f, 'a'), &t->config, &t->ctrl,
				   &err))
		fail_msg("no controller: %s", err.text);
}

void t_nvctrl_start(struct t_nvctrl *t, const struct bp_nvme_config *config)
{
	t_nvctrl_init(t, config);
	t_nvctrl_enable(t);
}
