/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"

void t_world_init(struct t_world *w)
{
	memset(w, 0, sizeof(*w));
	bp_env_init(&w->env);
	bp_queue_init(&w->env, &w->q);
	w->disk.queue = &w->q;
	strcpy(w->disk.disk_name, "test0");
	bioset_init(&w->env, &w->bs, 0, true);
}

void t_world_fini(struct t_world *w)
{
	bp_env_fini(&w->env);
}

void t_rules(struct t_world *w, const struct bp_rules *rules)
{
	w->env.rules = rules;
	w->q.bp_rules = rules;
}

int t_set_up(void **state)
{
	struct t_world *w = malloc(sizeof(*w));

	if (!w)
		return -1;
	t_world_init(w);
	*state = w;
	return 0;
}

int t_tear_down(void **state)
{
	t_world_fini(*state);
	free(*state);
	return 0;
}
