/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The simplest scheduler: first in, first out, nothing merged.
 */
#ifndef BP_TEST_FIFO_H
#define BP_TEST_FIFO_H

#include <blkpath/elevator.h>

extern const struct elevator_type t_fifo;

#endif
