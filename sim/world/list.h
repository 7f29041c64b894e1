/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arrays that grow.
 */
#ifndef SIM_WORLD_LIST_H
#define SIM_WORLD_LIST_H

#include <stdbool.h>
#include <stdlib.h>

#include <blkpath/types.h>

#define BP_LIST(type)                                                                              \
	struct {                                                                                   \
		type *at;                                                                          \
		unsigned n;                                                                        \
		unsigned room;                                                                     \
	}

/* Room for one more element; false when the host has no memory, the list is then as it was. */
static inline bool bp_list_room(void **at, unsigned n, unsigned *room, size_t element_bytes)
{
	unsigned more = *room ? *room * 2 : 16;
	void *grown;

	if (n < *room)
		return true;
	grown = reallocarray(*at, more, element_bytes);
	if (!grown)
		return false;
	*at = grown;
	*room = more;
	return true;
}

/* Append; the value is an expression or a compound literal.  False: no memory, nothing appended. */
#define bp_list_add(list, ...)                                                                     \
	(bp_list_room((void **)&(list)->at, (list)->n, &(list)->room, sizeof(*(list)->at))         \
		 ? ((list)->at[(list)->n++] = (__VA_ARGS__), true)                                 \
		 : false)

/* The elements from the i-th on; NULL of an empty list, where no pointer may be moved. */
#define bp_list_from(list, i) ((list)->n ? (list)->at + (i) : NULL)

#define bp_list_last(list) (&(list)->at[(list)->n - 1])
#define bp_list_free(list) (free((list)->at), (list)->at = NULL, (list)->n = (list)->room = 0)

#endif
