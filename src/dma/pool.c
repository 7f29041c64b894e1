/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks of coherent memory.  A chunk is cut once; its free blocks are a chain of numbers.
 *
 *     chunk   0 1 2 3 ...   first = 2, next[2] = 0, next[0] = 3, ...   (1 is in use)
 */
#include <string.h>

#include <blkpath/dma_coherent.h>
#include <blkpath/dmapool.h>

#define POISON_FREED 0xa7
#define POISON_ALLOCATED 0xa9

struct bp_block_state {
	u32 offset;
	u32 next;
	void *token; /* counts the block while it is in use */
};

struct bp_pool_chunk {
	LIST_ENTRY(bp_pool_chunk) link;
	bp_virt_addr_t buf;
	dma_addr_t addr;
	u32 first; /* free block, or the pool's number of blocks */
	u32 used;
	struct bp_block_state blocks[];
};

struct dma_pool {
	struct device *dev;
	const char *name;
	u64 size;
	u64 chunk_bytes;
	u64 boundary;
	u32 blocks; /* of a chunk */
	LIST_HEAD(, bp_pool_chunk) chunks;
};

/* Where the block after the one at @offset begins. */
static u64 next_offset(const struct dma_pool *pool, u64 offset)
{
	const u64 mask = pool->boundary - 1;
	const u64 next = offset + pool->size;

	return (next & ~mask) == ((next + pool->size - 1) & ~mask) ? next : (next | mask) + 1;
}

static u32 blocks_of(const struct dma_pool *pool)
{
	u32 blocks = 0;

	for (u64 at = 0; at + pool->size <= pool->chunk_bytes; at = next_offset(pool, at))
		blocks++;
	return blocks;
}

struct dma_pool *dma_pool_create(const char *name, struct device *dev, u64 size, u64 align,
				 u64 boundary)
{
	struct bp_env *env = dev->bp_env;
	const u64 unit = align ? align : 1;
	const u64 block = (bp_max(size, (u64)4) + unit - 1) & ~(unit - 1);
	const u64 chunk = bp_max(block, (u64)bp_page_size(env));
	struct dma_pool *pool;

	if (!size || !bp_is_power_of_2(unit) || size > UINT32_MAX / 2)
		return NULL;
	if (boundary && (boundary < block || !bp_is_power_of_2(boundary)))
		return NULL;
	pool = bp_alloc(env, BP_ALLOC_DMA, sizeof(*pool));
	if (!pool)
		return NULL;
	*pool = (struct dma_pool){ .dev = dev, .name = name, .size = block, .chunk_bytes = chunk };
	/* One window, which begins with the chunk, when there is no boundary. */
	pool->boundary = boundary && boundary < chunk ? boundary : (u64)1 << 62;
	pool->blocks = blocks_of(pool);
	return pool;
}

static struct bp_pool_chunk *add_chunk(struct dma_pool *pool, gfp_t gfp)
{
	struct bp_env *env = pool->dev->bp_env;
	struct bp_pool_chunk *chunk = bp_alloc(
		env, BP_ALLOC_DMA, sizeof(*chunk) + pool->blocks * sizeof(struct bp_block_state));
	u64 at = 0;

	if (!chunk)
		return NULL;
	chunk->buf = dma_alloc_coherent(pool->dev, pool->chunk_bytes, &chunk->addr, gfp);
	if (!bp_virt_u64(chunk->buf)) {
		bp_free(env, chunk);
		return NULL;
	}
	for (u32 i = 0; i < pool->blocks; i++, at = next_offset(pool, at))
		chunk->blocks[i] = (struct bp_block_state){ .offset = (u32)at, .next = i + 1 };
	LIST_INSERT_HEAD(&pool->chunks, chunk, link);
	return chunk;
}

void dma_pool_destroy(struct dma_pool *pool)
{
	struct bp_env *env = pool ? pool->dev->bp_env : NULL;
	struct bp_pool_chunk *chunk;
	u64 busy = 0;

	if (!pool)
		return;
	while ((chunk = LIST_FIRST(&pool->chunks))) {
		LIST_REMOVE(chunk, link);
		busy += chunk->used;
		if (!chunk->used)
			dma_free_coherent(pool->dev, pool->chunk_bytes, chunk->buf, chunk->addr);
		bp_free(env, chunk);
	}
	bp_warn_on(env, busy, BP_SITE_DMA_POOL_BUSY, busy, pool->size);
	bp_free(env, pool);
}

static void poison(struct dma_pool *pool, bp_virt_addr_t buf, int byte)
{
	u8 *bytes = pool->size <= bp_page_size(pool->dev->bp_env)
			    ? bp_virt_bytes(pool->dev->bp_env, buf)
			    : NULL;

	if (bytes)
		memset(bytes, byte, pool->size);
}

bp_virt_addr_t dma_pool_alloc(struct dma_pool *pool, gfp_t gfp, dma_addr_t *handle)
{
	struct bp_pool_chunk *chunk;
	struct bp_block_state *block;
	bp_virt_addr_t buf;
	void *token = bp_alloc(pool->dev->bp_env, BP_ALLOC_DMA_BLOCK, 1);

	if (!token)
		return bp_virt_addr(0);
	LIST_FOREACH (chunk, &pool->chunks, link)
		if (chunk->first < pool->blocks)
			break;
	if (!chunk)
		chunk = add_chunk(pool, gfp);
	if (!chunk) {
		bp_free(pool->dev->bp_env, token);
		return bp_virt_addr(0);
	}
	block = &chunk->blocks[chunk->first];
	chunk->first = block->next;
	chunk->used++;
	block->token = token;
	*handle = bp_dma_addr(chunk->addr.dma + block->offset);
	buf = bp_virt_addr(chunk->buf.virt + block->offset);
	poison(pool, buf, POISON_ALLOCATED);
	return buf;
}

static struct bp_pool_chunk *chunk_of(struct dma_pool *pool, dma_addr_t handle)
{
	struct bp_pool_chunk *chunk;

	LIST_FOREACH (chunk, &pool->chunks, link)
		if (handle.dma - chunk->addr.dma < pool->chunk_bytes)
			return chunk;
	return NULL;
}

static struct bp_block_state *block_at(const struct dma_pool *pool, struct bp_pool_chunk *chunk,
				       u64 offset)
{
	for (u32 i = 0; i < pool->blocks; i++)
		if (chunk->blocks[i].offset == offset)
			return &chunk->blocks[i];
	return NULL;
}

void dma_pool_free(struct dma_pool *pool, bp_virt_addr_t buf, dma_addr_t handle)
{
	struct bp_env *env = pool->dev->bp_env;
	struct bp_pool_chunk *chunk = chunk_of(pool, handle);
	const u64 offset = chunk ? handle.dma - chunk->addr.dma : 0;
	struct bp_block_state *block = chunk ? block_at(pool, chunk, offset) : NULL;

	if (!block || buf.virt - chunk->buf.virt != offset) {
		bp_warn(env, BP_SITE_DMA_POOL_FOREIGN, buf.virt, handle.dma);
		return;
	}
	if (!block->token) {
		bp_warn(env, BP_SITE_DMA_POOL_TWICE, buf.virt, handle.dma);
		return;
	}
	poison(pool, buf, POISON_FREED);
	bp_free(env, block->token);
	block->token = NULL;
	block->next = chunk->first;
	chunk->first = (u32)(block - chunk->blocks);
	chunk->used--;
}
