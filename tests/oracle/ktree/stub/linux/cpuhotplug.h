/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one processor stays. */
#ifndef KTREE_LINUX_CPUHOTPLUG_H
#define KTREE_LINUX_CPUHOTPLUG_H

#define CPUHP_BIO_DEAD 0

struct hlist_node;

int cpuhp_setup_state_multi(int state, const char *name,
			    int (*startup)(unsigned, struct hlist_node *),
			    int (*teardown)(unsigned, struct hlist_node *));
int cpuhp_state_add_instance_nocalls(int state, struct hlist_node *node);
int cpuhp_state_remove_instance_nocalls(int state, struct hlist_node *node);

#endif
