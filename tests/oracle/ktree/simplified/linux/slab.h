/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory of a case: taken from one store, given back as a whole when the case ends. */
#ifndef KTREE_LINUX_SLAB_H
#define KTREE_LINUX_SLAB_H

#include <linux/gfp.h>
#include <linux/overflow.h>
#include <linux/types.h>

struct kmem_cache;

#define ARCH_KMALLOC_MINALIGN 8
#define SLAB_HWCACHE_ALIGN 0
#define SLAB_TYPESAFE_BY_RCU 0
#define SLAB_PANIC 0

void *kt_alloc(size_t bytes);

#define kmalloc(bytes, gfp) kt_alloc(bytes)
#define kzalloc(bytes, gfp) kt_alloc(bytes)
#define kcalloc(n, bytes, gfp) kt_alloc((size_t)(n) * (bytes))
#define kmalloc_array(n, bytes, gfp) kt_alloc((size_t)(n) * (bytes))
#define kfree(memory) ((void)(memory))
#define kmemleak_free(memory) ((void)(memory))
#define kmemleak_alloc(memory, bytes, n, gfp) ((void)(memory))

struct kmem_cache *kmem_cache_create(const char *name, unsigned int bytes, unsigned int align,
				     unsigned int flags, void (*ctor)(void *));
void kmem_cache_destroy(struct kmem_cache *cache);
void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp);
void kmem_cache_free(struct kmem_cache *cache, void *object);

#endif
