/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BP_BASE_H
#define BP_BASE_H

struct bp_env;

void bp_alloc_init(struct bp_env *env);
void bp_alloc_free_all(struct bp_env *env);

#endif
