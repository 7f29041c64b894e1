/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nothing is laid out for caches. */
#ifndef KTREE_LINUX_CACHE_H
#define KTREE_LINUX_CACHE_H

#define L1_CACHE_BYTES 64
#define SMP_CACHE_BYTES L1_CACHE_BYTES
#define ____cacheline_aligned
#define ____cacheline_aligned_in_smp
#define __read_mostly

#endif
