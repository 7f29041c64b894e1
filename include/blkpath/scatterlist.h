/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scatterlists (block.md 8.1).  Mirrors include/linux/scatterlist.h and lib/scatterlist.c, v5.2.
 */
#ifndef BLKPATH_SCATTERLIST_H
#define BLKPATH_SCATTERLIST_H

#include <blkpath/env.h>

struct scatterlist {
	unsigned long page_link;
	unsigned offset;
	unsigned length;
	dma_addr_t dma_address;
	unsigned dma_length;
};

struct sg_table {
	struct scatterlist *sgl;
	unsigned nents;
	unsigned orig_nents;
};

#define SG_CHAIN 1ul
#define SG_END 2ul
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

#define sg_dma_address(sg) ((sg)->dma_address)
#define sg_dma_len(sg) ((sg)->dma_length)
#define for_each_sg(sglist, sg, nr, i)                                                             \
	for ((i) = 0, (sg) = (sglist); (i) < (nr); (i)++, (sg) = sg_next(sg))

void sg_set_page(struct bp_env *env, struct scatterlist *sg, struct page *page, unsigned len,
		 unsigned offset);
void sg_set_buf(struct bp_env *env, struct scatterlist *sg, phys_addr_t buf, unsigned len);
phys_addr_t sg_phys(const struct bp_env *env, const struct scatterlist *sg);
void sg_init_table(struct scatterlist *sgl, unsigned nents);
void sg_init_one(struct bp_env *env, struct scatterlist *sg, phys_addr_t buf, unsigned len);
void sg_chain(struct scatterlist *prv, unsigned prv_nents, struct scatterlist *next);
int sg_nents(struct scatterlist *sg);
int sg_nents_for_len(struct scatterlist *sg, u64 len);
struct scatterlist *sg_last(struct bp_env *env, struct scatterlist *sgl, unsigned nents);

int sg_alloc_table(struct bp_env *env, struct sg_table *table, unsigned nents, gfp_t gfp);
int __sg_alloc_table(struct bp_env *env, struct sg_table *table, unsigned nents, unsigned max_ents,
		     struct scatterlist *first_chunk, gfp_t gfp);
void sg_free_table(struct bp_env *env, struct sg_table *table);
int sg_alloc_table_chained(struct bp_env *env, struct sg_table *table, unsigned nents,
			   struct scatterlist *first_chunk);
void sg_free_table_chained(struct bp_env *env, struct sg_table *table,
			   struct scatterlist *first_chunk);

#endif
