/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KTREE_OPTIONS_H
#define KTREE_OPTIONS_H

#include <stdbool.h>

#include <blkpath/rules.h>

struct kt_options {
	const char *subject; /* shared object */
	const char *name;    /* of the tree */
	const char *vectors; /* NULL for none */
	const struct bp_rules *rules;
	unsigned long long bios;
	unsigned long long seed;
	unsigned fuzz_seconds;
};

/* Return: false on bad use, after saying what is allowed. */
bool kt_options_read(struct kt_options *o, int argc, char **argv);

#endif
