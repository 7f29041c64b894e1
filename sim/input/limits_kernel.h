/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which kernel wrote a queue directory, and so by which rules its limits are obeyed.
 *
 * The files of the directory tell: each was new in some release, and stayed.  The directory of the
 * running machine needs no such guess.
 */
#ifndef SIM_INPUT_LIMITS_KERNEL_H
#define SIM_INPUT_LIMITS_KERNEL_H

#include <blkpath/rules.h>

#define BP_RELEASE_MAX 65

/**
 * struct bp_kernel_sign - a file that every queue has from some release on
 * @file: its name
 * @since: the first release that has it
 * @last: the last release that has not
 */
struct bp_kernel_sign {
	const char *file;
	const char *since;
	const char *last;
};

/**
 * struct bp_limits_kernel - what is known of the kernel
 * @rules: the rule set to ask; NULL when the limits do not come from a queue directory
 * @release: of the running kernel, when the directory is its own; else ""
 * @there: the newest sign that is there, NULL for none
 * @missing: the oldest sign that is not there and newer than @there, NULL for none
 * @lacks: a sign older than @there that is not there: no kernel wrote such a directory; NULL for
 * none
 */
struct bp_limits_kernel {
	const struct bp_rules *rules;
	char release[BP_RELEASE_MAX];
	const struct bp_kernel_sign *there;
	const struct bp_kernel_sign *missing;
	const struct bp_kernel_sign *lacks;
};

/* Looks at the files of a queue directory. */
void bp_limits_find_kernel(const char *path, struct bp_limits_kernel *kernel);

#endif
