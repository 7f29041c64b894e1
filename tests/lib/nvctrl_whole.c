/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The controller with all its parts.
 */
#include <string.h>

#include "bp_test.h"
#include "nvctrl.h"

static void make(struct t_nvctrl *t)
{
	struct bp_error err = { 0 };

	if (bp_nvme_controller_new(t->at->fabric, t_fabric_dev(t->at, t->name), &t->config,
				   &t->ctrl, &err))
		fail_msg("no controller: %s", err.text);
}

void t_nvctrl_init(struct t_nvctrl *t, const struct bp_nvme_config *config)
{
	t_nvctrl_machine(t, config);
	make(t);
}

void t_nvctrl_beside(struct t_nvctrl *t, struct t_nvctrl *first,
		     const struct bp_nvme_config *config)
{
	memset(t, 0, sizeof(*t));
	t->at = &first->f;
	t->name = 'b';
	t->free_ram = T_NVCTRL_BESIDE;
	t->config = config ? *config : bp_nvme_config_default();
	make(t);
}

void t_nvctrl_start(struct t_nvctrl *t, const struct bp_nvme_config *config)
{
	t_nvctrl_init(t, config);
	t_nvctrl_enable(t);
}
