/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists with memory of their own, and the bytes of lists (rdma-nvmet.md C1.7, C3.5).
 */
#ifndef BLKPATH_SG_MEMORY_H
#define BLKPATH_SG_MEMORY_H

#include <blkpath/scatterlist.h>

/**
 * sgl_alloc - a list of fresh pages
 * @env: environment
 * @length: bytes; all entries but the last are a page long
 * @nent_p: receives the number of entries
 *
 * Context: allocates (BP_ALLOC_SG and pages).
 * Return: the list, its last entry marked; NULL for no bytes and when memory or pages are short:
 * nothing is held then.
 * Mirrors: sgl_alloc(), lib/scatterlist.c, v5.2
 * Rule: R-C1.7
 */
struct scatterlist *sgl_alloc(struct bp_env *env, u64 length, int *nent_p);

/**
 * sgl_free - give list and pages back
 * @env: environment
 * @sgl: from sgl_alloc(), or NULL
 *
 * Mirrors: sgl_free(), lib/scatterlist.c, v5.2
 * Rule: R-C1.8
 */
void sgl_free(struct bp_env *env, struct scatterlist *sgl);

/**
 * sg_pcopy_to_buffer - take bytes out of a list
 * @env: environment
 * @sgl: list of pages
 * @nents: its entries
 * @buf: room for the bytes
 * @buflen: how many
 * @skip: bytes of the list before them
 *
 * Return: how many there were.
 * Mirrors: sg_pcopy_to_buffer(), lib/scatterlist.c, v5.2
 * Rule: R-C3.5
 */
size_t sg_pcopy_to_buffer(struct bp_env *env, struct scatterlist *sgl, unsigned nents, void *buf,
			  size_t buflen, u64 skip);

/**
 * sg_pcopy_from_buffer - put bytes into a list
 * @env: environment
 * @sgl: list of pages
 * @nents: its entries
 * @buf: bytes
 * @buflen: how many
 * @skip: bytes of the list before them
 *
 * Return: how many had room.
 * Mirrors: sg_pcopy_from_buffer(), lib/scatterlist.c, v5.2
 * Rule: R-C3.5
 */
size_t sg_pcopy_from_buffer(struct bp_env *env, struct scatterlist *sgl, unsigned nents,
			    const void *buf, size_t buflen, u64 skip);

#endif
