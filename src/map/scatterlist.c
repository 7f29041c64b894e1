/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading and linking scatterlists.
 */
#include <errno.h>
#include <string.h>

#include <blkpath/scatterlist.h>

void sg_set_buf(struct bp_env *env, struct scatterlist *sg, bp_virt_addr_t buf, unsigned len)
{
	sg_set_page(env, sg, virt_to_page(env, buf), len, offset_in_page(env, buf));
}

void sg_init_table(struct scatterlist *sgl, unsigned nents)
{
	memset(sgl, 0, sizeof(*sgl) * nents);
	sg_mark_end(&sgl[nents - 1]);
}

void sg_init_one(struct bp_env *env, struct scatterlist *sg, bp_virt_addr_t buf, unsigned len)
{
	sg_init_table(sg, 1);
	sg_set_buf(env, sg, buf, len);
}

void sg_chain(struct scatterlist *prv, unsigned prv_nents, struct scatterlist *next)
{
	struct scatterlist *link = &prv[prv_nents - 1];

	link->offset = 0;
	link->length = 0;
	link->page_link = ((unsigned long)next | SG_CHAIN) & ~SG_END;
}

int sg_nents(struct scatterlist *sg)
{
	int nents = 0;

	for (; sg; sg = sg_next(sg))
		nents++;
	return nents;
}

int sg_nents_for_len(struct scatterlist *sg, u64 len)
{
	u64 total = 0;
	int nents = 0;

	if (!len)
		return 0;
	for (; sg; sg = sg_next(sg)) {
		nents++;
		total += sg->length;
		if (total >= len)
			return nents;
	}
	return -EINVAL;
}

struct scatterlist *sg_last(struct bp_env *env, struct scatterlist *sgl, unsigned nents)
{
	struct scatterlist *sg = sgl;
	struct scatterlist *last = NULL;

	for (unsigned i = 0; i < nents && sg; i++, sg = sg_next(sg))
		last = sg;
	bp_bug_on(env, !last || !sg_is_last(last), BP_SITE_SG_LAST_OPEN, nents, 0);
	return last;
}
