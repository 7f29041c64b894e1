/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sizes as people write them, not rounded where it is not said: "4K", "1M", "6656".
 */
#ifndef SIM_DRAW_SIZE_H
#define SIM_DRAW_SIZE_H

#include <stddef.h>

#include <blkpath/types.h>

#define BP_SIZE_MAX 24

/* The shortest exact form with a binary suffix K, M, G or T.  Returns its length. */
int bp_size_print(char *buf, size_t room, u64 bytes);

/* The same in words: "4 KiB", "1 MiB", "6656 bytes". */
int bp_size_words(char *buf, size_t room, u64 bytes);

/* Rounded down to three digits: "3.00 MiB", "1.17 KiB", "640 bytes". */
int bp_size_about(char *buf, size_t room, u64 bytes);

#endif
