/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Strings of the C library. */
#ifndef KTREE_LINUX_STRING_H
#define KTREE_LINUX_STRING_H

#include <linux/stddef.h>
#include <linux/types.h>

void *memcpy(void *to, const void *from, __kernel_size_t n);
void *memmove(void *to, const void *from, __kernel_size_t n);
void *memset(void *at, int byte, __kernel_size_t n);
int memcmp(const void *a, const void *b, __kernel_size_t n);
__kernel_size_t strlen(const char *s);
int strcmp(const char *a, const char *b);

#endif
