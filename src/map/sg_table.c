/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of chained chunks (R-SG-5).
 */
#include <errno.h>
#include <string.h>

#include <blkpath/scatterlist.h>

static const unsigned pool_sizes[] = { 8, 16, 32, 64, SG_CHUNK_SIZE };

/* The pool that serves a chunk of the chained kind: the smallest that is large enough. */
static unsigned pool_size(unsigned nents)
{
	for (size_t i = 0; i < bp_array_size(pool_sizes); i++)
		if (nents <= pool_sizes[i])
			return pool_sizes[i];
	return nents;
}

static struct scatterlist *chunk_alloc(struct bp_env *env, unsigned nents)
{
	return bp_alloc(env, BP_ALLOC_SG, pool_size(nents) * sizeof(struct scatterlist));
}

int __sg_alloc_table(struct bp_env *env, struct sg_table *table, unsigned nents, unsigned max_ents,
		     struct scatterlist *first_chunk, gfp_t gfp)
{
	struct scatterlist *prv = NULL;
	unsigned left = nents;

	(void)gfp; /* memory is had at once or not at all */
	memset(table, 0, sizeof(*table));
	if (!nents)
		return -EINVAL;
	while (left) {
		unsigned chunk = bp_min(left, max_ents);
		unsigned data = left > max_ents ? chunk - 1 : chunk;
		struct scatterlist *sg = first_chunk ? first_chunk : chunk_alloc(env, chunk);

		if (!sg) {
			/*
			 * The slot that was to be the link ends the list instead: one entry more.
			 */
			if (prv)
				table->nents = ++table->orig_nents;
			return -ENOMEM;
		}
		sg_init_table(sg, chunk);
		if (prv)
			sg_chain(prv, max_ents, sg);
		else
			table->sgl = sg;
		table->nents += data;
		table->orig_nents += data;
		left -= data;
		prv = sg;
		first_chunk = NULL;
	}
	return 0;
}

void __sg_free_table(struct bp_env *env, struct sg_table *table, unsigned max_ents,
		     bool skip_first_chunk)
{
	struct scatterlist *sg = table->sgl;
	unsigned left = table->orig_nents;

	while (left) {
		bool more = left > max_ents;
		struct scatterlist *next = more ? sg_chain_ptr(&sg[max_ents - 1]) : NULL;

		left -= more ? max_ents - 1 : left;
		if (skip_first_chunk)
			skip_first_chunk = false;
		else
			bp_free(env, sg);
		sg = next;
	}
	memset(table, 0, sizeof(*table));
}

int sg_alloc_table(struct bp_env *env, struct sg_table *table, unsigned nents, gfp_t gfp)
{
	int error = __sg_alloc_table(env, table, nents, SG_MAX_SINGLE_ALLOC, NULL, gfp);

	if (error)
		__sg_free_table(env, table, SG_MAX_SINGLE_ALLOC, false);
	return error;
}

void sg_free_table(struct bp_env *env, struct sg_table *table)
{
	__sg_free_table(env, table, SG_MAX_SINGLE_ALLOC, false);
}

int sg_alloc_table_chained(struct bp_env *env, struct sg_table *table, unsigned nents,
			   struct scatterlist *first_chunk)
{
	int error;

	bp_bug_on(env, !nents, BP_SITE_SG_ALLOC_EMPTY, nents, 0);
	error = __sg_alloc_table(env, table, nents, SG_CHUNK_SIZE, first_chunk, GFP_NOWAIT);
	if (error)
		__sg_free_table(env, table, SG_CHUNK_SIZE, first_chunk != NULL);
	return error;
}

void sg_free_table_chained(struct bp_env *env, struct sg_table *table,
			   struct scatterlist *first_chunk)
{
	if (first_chunk && table->orig_nents <= SG_CHUNK_SIZE)
		return;
	__sg_free_table(env, table, SG_CHUNK_SIZE, first_chunk != NULL);
}
