/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A pointer, or what went wrong instead: a negative errno in the last page of the address space.
 */
#ifndef BLKPATH_ERR_H
#define BLKPATH_ERR_H

#include <blkpath/types.h>

#define MAX_ERRNO 4095ul

static inline void *ERR_PTR(long error)
{
	return (void *)error;
}

static inline long PTR_ERR(const void *ptr)
{
	return (long)ptr;
}

static inline bool IS_ERR(const void *ptr)
{
	return (unsigned long)ptr >= -MAX_ERRNO;
}

static inline bool IS_ERR_OR_NULL(const void *ptr)
{
	return !ptr || IS_ERR(ptr);
}

#endif
