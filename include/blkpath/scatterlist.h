/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scatterlists (block.md 8.1).
 */
#ifndef BLKPATH_SCATTERLIST_H
#define BLKPATH_SCATTERLIST_H

#include <blkpath/address.h>

/* The low bits of page_link are SG_CHAIN and SG_END; on x86-64 the DMA length is a field of its
 * own, and so are the flags of the DMA side, which kernels before v6.1 do not have. */
struct scatterlist {
	unsigned long page_link;
	unsigned offset;
	unsigned length;
	dma_addr_t dma_address;
	unsigned dma_length;
	unsigned dma_flags;
};

struct sg_table {
	struct scatterlist *sgl;
	unsigned nents;
	unsigned orig_nents;
};

#define SG_CHAIN 1ul
#define SG_END 2ul
#define SG_DMA_BUS_ADDRESS 1u /* of dma_flags: peer-to-peer, never translated (P-70) */
#define SG_MAX_SINGLE_ALLOC (4096 / sizeof(struct scatterlist))
#define SG_CHUNK_SIZE 128
#define SG_MAX_SEGMENTS 2048
#define SCATTERLIST_MAX_SEGMENT (0xFFFFFFFFu & ~4095u)

_Static_assert(sizeof(struct scatterlist) == 32, "block.md 8.1");

static inline bool sg_is_chain(const struct scatterlist *sg)
{
	return sg->page_link & SG_CHAIN;
}

static inline bool sg_is_last(const struct scatterlist *sg)
{
	return sg->page_link & SG_END;
}

static inline struct page *sg_page(const struct scatterlist *sg)
{
	return (struct page *)(sg->page_link & ~(SG_CHAIN | SG_END));
}

static inline struct scatterlist *sg_chain_ptr(const struct scatterlist *sg)
{
	return (struct scatterlist *)(sg->page_link & ~(SG_CHAIN | SG_END));
}

static inline struct scatterlist *sg_next(struct scatterlist *sg)
{
	if (sg_is_last(sg))
		return NULL;
	sg++;
	return BP_UNLIKELY(sg_is_chain(sg)) ? sg_chain_ptr(sg) : sg;
}

static inline void sg_mark_end(struct scatterlist *sg)
{
	sg->page_link = (sg->page_link | SG_END) & ~SG_CHAIN;
}

static inline void sg_unmark_end(struct scatterlist *sg)
{
	sg->page_link &= ~SG_END;
}

static inline bool sg_dma_is_bus_address(const struct scatterlist *sg)
{
	return sg->dma_flags & SG_DMA_BUS_ADDRESS;
}

static inline void sg_dma_mark_bus_address(struct scatterlist *sg)
{
	sg->dma_flags |= SG_DMA_BUS_ADDRESS;
}

static inline void sg_dma_unmark_bus_address(struct scatterlist *sg)
{
	sg->dma_flags &= ~SG_DMA_BUS_ADDRESS;
}

#define sg_dma_address(sg) ((sg)->dma_address)
#define sg_dma_len(sg) ((sg)->dma_length)
#define for_each_sg(sglist, sg, nr, i)                                                             \
	for ((i) = 0, (sg) = (sglist); (i) < (nr); (i)++, (sg) = sg_next(sg))

/* Keeps the END and CHAIN bits (R-SG-2). */
static inline void sg_set_page(struct bp_env *env, struct scatterlist *sg, struct page *page,
			       unsigned len, unsigned offset)
{
	unsigned long bits = (unsigned long)page;

	bp_bug_on(env, bits & (SG_CHAIN | SG_END), BP_SITE_SG_PAGE_BITS, bits, 0);
	sg->page_link = (sg->page_link & (SG_CHAIN | SG_END)) | bits;
	sg->offset = offset;
	sg->length = len;
}

static inline phys_addr_t sg_phys(const struct bp_env *env, const struct scatterlist *sg)
{
	return bp_phys_addr(page_to_phys(env, sg_page(sg)).phys + sg->offset);
}

/**
 * sg_set_buf - let an entry cover a buffer
 * @env: environment
 * @sg: entry; keeps its END and CHAIN bits
 * @buf: kernel virtual address of the buffer
 * @len: its length in bytes
 *
 * Mirrors: sg_set_buf(), include/linux/scatterlist.h, v5.2
 * Rule: R-SG-2
 */
void sg_set_buf(struct bp_env *env, struct scatterlist *sg, bp_virt_addr_t buf, unsigned len);

/**
 * sg_init_table - clear a table and mark its last entry
 * @sgl: first of @nents entries
 * @nents: number of entries, at least 1
 *
 * Mirrors: sg_init_table(), lib/scatterlist.c, v5.2
 * Rule: R-SG-3
 */
void sg_init_table(struct scatterlist *sgl, unsigned nents);

/**
 * sg_init_one - make a table of one buffer
 * @env: environment
 * @sg: the entry
 * @buf: kernel virtual address of the buffer
 * @len: its length in bytes
 *
 * Mirrors: sg_init_one(), lib/scatterlist.c, v5.2
 * Rule: R-SG-3
 */
void sg_init_one(struct bp_env *env, struct scatterlist *sg, bp_virt_addr_t buf, unsigned len);

/**
 * sg_chain - link a table to the next one
 * @prv: first of @prv_nents entries; the last of them becomes the link and holds no data any more
 * @prv_nents: number of entries of @prv, at least 1
 * @next: table to go on with
 *
 * Mirrors: sg_chain(), include/linux/scatterlist.h, v5.2
 * Rule: R-SG-3
 */
void sg_chain(struct scatterlist *prv, unsigned prv_nents, struct scatterlist *next);

/**
 * sg_nents - count the entries of a list up to its END mark
 * @sg: first entry, or NULL
 *
 * Return: number of entries.
 *
 * Mirrors: sg_nents(), lib/scatterlist.c, v5.2
 * Rule: R-SG-4
 */
int sg_nents(struct scatterlist *sg);

/**
 * sg_nents_for_len - count the entries that hold a number of bytes
 * @sg: first entry
 * @len: bytes
 *
 * Return: the smallest number of entries whose lengths sum to at least @len, 0 for no bytes,
 * -EINVAL when the list is shorter.
 *
 * Mirrors: sg_nents_for_len(), lib/scatterlist.c, v5.2
 * Rule: R-SG-4
 */
int sg_nents_for_len(struct scatterlist *sg, u64 len);

/**
 * sg_last - find an entry that must be the last
 * @env: environment
 * @sgl: first entry
 * @nents: number of entries of the list, at least 1
 *
 * Return: entry @nents of the list. A BUG at BP_SITE_SG_LAST_OPEN when it lacks the END mark.
 *
 * Mirrors: sg_last(), lib/scatterlist.c, v5.2
 * Rule: R-SG-4
 */
struct scatterlist *sg_last(struct bp_env *env, struct scatterlist *sgl, unsigned nents);

/**
 * __sg_alloc_table - make a table of chained chunks
 * @env: environment
 * @table: filled in
 * @nents: data entries wanted
 * @max_ents: entries of one chunk, at least 2; each chunk but the last gives one up for the link
 * @first_chunk: caller's memory for the first chunk, of @max_ents entries, or NULL
 * @gfp: may the caller sleep
 *
 * Allocates. On -ENOMEM the table holds what was got and sg_free_table() frees it.
 *
 * Return: 0; -EINVAL for no entries, with @table cleared; -ENOMEM.
 *
 * Mirrors: __sg_alloc_table(), lib/scatterlist.c, v5.2
 * Rule: R-SG-5
 */
int __sg_alloc_table(struct bp_env *env, struct sg_table *table, unsigned nents, unsigned max_ents,
		     struct scatterlist *first_chunk, gfp_t gfp);

/**
 * __sg_free_table - free what __sg_alloc_table() made
 * @env: environment
 * @table: the table; cleared
 * @max_ents: as it was made with
 * @skip_first_chunk: the first chunk was the caller's memory
 *
 * Mirrors: __sg_free_table(), lib/scatterlist.c, v5.2
 * Rule: R-SG-5
 */
void __sg_free_table(struct bp_env *env, struct sg_table *table, unsigned max_ents,
		     bool skip_first_chunk);

/**
 * sg_alloc_table - make a table in chunks of SG_MAX_SINGLE_ALLOC entries
 * @env: environment
 * @table: filled in
 * @nents: data entries wanted
 * @gfp: may the caller sleep
 *
 * Return: 0; -EINVAL for no entries; -ENOMEM, and nothing stays allocated.
 *
 * Mirrors: sg_alloc_table(), lib/scatterlist.c, v5.2
 * Rule: R-SG-5
 */
int sg_alloc_table(struct bp_env *env, struct sg_table *table, unsigned nents, gfp_t gfp);

/**
 * sg_free_table - free what sg_alloc_table() made
 * @env: environment
 * @table: the table; cleared
 *
 * Mirrors: sg_free_table(), lib/scatterlist.c, v5.2
 * Rule: R-SG-5
 */
void sg_free_table(struct bp_env *env, struct sg_table *table);

/**
 * sg_alloc_table_chained - make a table in chunks of SG_CHUNK_SIZE entries from pools
 * @env: environment
 * @table: filled in; its sgl is @first_chunk when that is enough
 * @nents: data entries wanted, at least 1, else a BUG at BP_SITE_SG_ALLOC_EMPTY
 * @first_chunk: caller's memory of SG_CHUNK_SIZE entries, or NULL
 *
 * Return: 0; -ENOMEM, and nothing stays allocated.
 *
 * Mirrors: sg_alloc_table_chained(), lib/sg_pool.c, v5.2
 * Rule: R-SG-5
 */
int sg_alloc_table_chained(struct bp_env *env, struct sg_table *table, unsigned nents,
			   struct scatterlist *first_chunk);

/**
 * sg_free_table_chained - free what sg_alloc_table_chained() made
 * @env: environment
 * @table: the table
 * @first_chunk: as it was made with
 *
 * Mirrors: sg_free_table_chained(), lib/sg_pool.c, v5.2
 * Rule: R-SG-5
 */
void sg_free_table_chained(struct bp_env *env, struct sg_table *table,
			   struct scatterlist *first_chunk);

#endif
