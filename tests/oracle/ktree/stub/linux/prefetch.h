/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nothing is fetched ahead. */
#ifndef KTREE_LINUX_PREFETCH_H
#define KTREE_LINUX_PREFETCH_H

#define prefetch(pointer) ((void)(pointer))
#define prefetchw(pointer) ((void)(pointer))

#endif
