/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stdio.h>

#include "random_fabric.h"

#define NAMES_MAX 12
#define DEPTH_MAX 3

static void add(struct prop_tree *tree, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(tree->text + tree->used, sizeof(tree->text) - tree->used, format, args);
	va_end(args);
	tree->used += (size_t)n;
}

/* No capability, nothing set, one bit, or any of them. */
static void add_acs(struct prop_tree *tree, struct t_random *random)
{
	switch (t_below(random, 5)) {
	case 0:
		return;
	case 1:
		add(tree, ".%x", (unsigned)t_below(random, 0x80));
		return;
	case 2:
		add(tree, ".%x", 1u << t_below(random, 7));
		return;
	default:
		add(tree, ".0");
	}
}

static void add_name(struct prop_tree *tree, struct t_random *random, const char *place)
{
	add(tree, "%c", 'a' + (char)tree->names++);
	if (t_once_in(random, 4))
		add_acs(tree, random);
	add(tree, "%s", place);
}

static void add_device(struct prop_tree *tree, struct t_random *random, unsigned depth);

static void add_switch(struct prop_tree *tree, struct t_random *random, unsigned depth)
{
	unsigned ports = (unsigned)t_between(random, 1, 3);

	add(tree, "U");
	add_acs(tree, random);
	add(tree, " - { ");
	for (unsigned i = 0; i < ports && tree->names < NAMES_MAX; i++) {
		add(tree, i ? " , D" : "D");
		add_acs(tree, random);
		add(tree, " - ");
		add_device(tree, random, depth + 1);
	}
	add(tree, " }");
}

/* What a link leads to. */
static void add_device(struct prop_tree *tree, struct t_random *random, unsigned depth)
{
	u64 kind = depth < DEPTH_MAX && tree->names < NAMES_MAX ? t_below(random, 6) : 5;

	if (kind < 3) {
		add_switch(tree, random, depth);
	} else if (kind == 3) {
		add(tree, "{ ");
		add_name(tree, random, "@0.0");
		add(tree, " , ");
		add_name(tree, random, "@0.1");
		add(tree, " }");
	} else if (kind == 4) {
		add(tree, "B - { ");
		add_name(tree, random, "");
		add(tree, " , ");
		add_name(tree, random, "");
		add(tree, " }");
	} else {
		add_name(tree, random, "");
	}
}

static void add_root_bus(struct prop_tree *tree, struct t_random *random)
{
	unsigned ports = (unsigned)t_between(random, 1, 3);

	if (t_once_in(random, 4)) {
		add_name(tree, random, "");
		add(tree, " ; ");
	}
	for (unsigned i = 0; i < ports; i++) {
		add(tree, i ? " ; RP" : "RP");
		add_acs(tree, random);
		add(tree, " - ");
		add_device(tree, random, 0);
	}
}

void prop_tree_grow(struct prop_tree *tree, struct t_random *random)
{
	tree->used = 0;
	tree->names = 0;
	add_root_bus(tree, random);
	if (t_once_in(random, 3)) {
		add(tree, " ; ROOT/80 ");
		add_root_bus(tree, random);
	}
}
