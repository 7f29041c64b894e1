/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How often each invariant is judged, and in what.
 */
#ifndef SIM_CLI_CHECK_EXERCISED_H
#define SIM_CLI_CHECK_EXERCISED_H

#include <blkpath/check.h>
#include <blkpath/error.h>

/* Adds what the cases of "blkpath defects" judge, each with its defect off and on.  Return: 0, or
 * negative errno with @err filled. */
int bp_check_gallery(u64 judged[BP_INV_NR], struct bp_error *err);

#endif
