/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vector tables that do not fit into the bio itself (R-BIO-1, R-BIO-4).
 */
#include <blkpath/bio.h>

static const unsigned slab_vecs[BVEC_POOL_NR] = { 1, 4, 16, 64, 128, BIO_MAX_PAGES };

static struct bio_vec *take(struct bp_env *env, unsigned slab)
{
	return bp_alloc(env, BP_ALLOC_BVEC, slab_vecs[slab] * sizeof(struct bio_vec));
}

struct bio_vec *bvec_alloc(struct bp_env *env, gfp_t gfp, unsigned nr, unsigned *idx)
{
	struct bio_vec *table;
	unsigned slab = 0;

	if (!nr || nr > BIO_MAX_PAGES)
		return NULL;
	while (slab_vecs[slab] < nr)
		slab++;
	table = take(env, slab);
	if (!table && slab != BVEC_POOL_MAX && gfp & BP_GFP_MAY_SLEEP) {
		slab = BVEC_POOL_MAX;
		table = take(env, slab);
	}
	if (table)
		*idx = slab + 1;
	return table;
}

void bvec_free(struct bp_env *env, struct bio_vec *table, unsigned idx)
{
	if (!idx)
		return;
	bp_bug_on(env, idx > BVEC_POOL_NR, BP_SITE_BVEC_FREE_INDEX, idx, 0);
	bp_free(env, table);
}

unsigned bvec_nr_vecs(unsigned idx)
{
	return slab_vecs[idx - 1];
}
