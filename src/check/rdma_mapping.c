/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-RDMA-13, -15, -19: what a context is prepared from.
 */
#include <errno.h>

#include "rdma.h"

#define ULL(x) ((unsigned long long)(x))

/* INV-RDMA-13: a list that was mapped is mapped as it was given */
static enum bp_ck_verdict mapped_as_given(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct bp_rdma_context *x = &r->event->context;
	const struct bp_ck_mapping *m =
		bp_ck_rdma_list(c->check, r->event->device->dma_device, x->sgl);

	if (!m)
		return x->result < 0 && x->mapped ? BP_HOLDS : BP_NO_CASE;
	if (x->result < 0)
		return bp_ck_verdict(c, false, "it failed with %d, and the list is still mapped",
				     x->result);
	return bp_ck_verdict(c, m->call.nents == (int)x->nents && m->call.dir == x->dir,
			     "%u entries, direction %u; mapped were %d, direction %u", x->nents,
			     x->dir, m->call.nents, m->call.dir);
}

/* Entries of a list as they were mapped: inner ones start and end on pages. */
static bool is_whole_pages(const struct bp_case *c, const struct bp_rdma_context *x)
{
	const u64 page = (u64)1 << c->check->env->page_shift;
	const struct scatterlist *sg = x->sgl;
	u64 bytes = 0;

	for (u32 i = 0; i < x->mapped; i++) {
		u64 start, end;

		sg = i ? bp_ck_entry_next(sg) : sg;
		start = bp_dma_u64(sg->dma_address);
		end = start + sg->dma_length;
		bytes += sg->dma_length;
		if ((i && start % page) || (i + 1 < x->mapped && end % page))
			return false;
	}
	return bytes && bytes == x->bytes + x->offset;
}

/* INV-RDMA-19, of a list */
static enum bp_ck_verdict list_is_not_refused(struct bp_case *c)
{
	const struct bp_rdma_context *x =
		&((const struct bp_rdma_case *)c->subject)->event->context;

	if (!x->mapped || !x->bytes || !is_whole_pages(c, x))
		return BP_NO_CASE;
	return bp_ck_verdict(c, x->result != -EINVAL, "%llu bytes in %u entries are refused",
			     ULL(x->bytes), x->mapped);
}

void bp_ck_judge_rdma_list(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_RDMA_13, mapped_as_given },
		{ BP_INV_RDMA_19, list_is_not_refused },
	};

	bp_ck_judge_all(c, laws);
}

/* INV-RDMA-13: nobody mapped memory that has an address already */
static enum bp_ck_verdict direct_is_not_mapped(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct bp_rdma_context *x = &r->event->context;

	if (x->result < 0)
		return BP_NO_CASE;
	return bp_ck_verdict(c,
			     !bp_ck_mapping_for(c->check, r->event->device->dma_device, x->addr,
						x->bytes, x->dir),
			     "%llu bytes at 0x%llx are mapped", ULL(x->bytes), ULL(x->addr));
}

enum part_kind { RESOURCES, ALLOCATIONS };

/* Memory of a pool that has all the bytes. */
static const struct bp_ck_provider *pool_of(const struct bp_check *check, enum part_kind kind,
					    const struct bp_rdma_context *x, bool *any)
{
	for (unsigned i = 0; i < BP_RECORD_BUCKETS; i++) {
		const struct bp_record *record;

		LIST_FOREACH (record, &check->records[i], link) {
			const struct bp_ck_provider *p = (const struct bp_ck_provider *)record;
			const struct bp_ck_part *part;

			if (record->kind != BP_RECORD_P2P_PROVIDER)
				continue;
			*any = true;
			LIST_FOREACH (part, kind == RESOURCES ? &p->resources : &p->allocations,
				      of_provider)
				if (x->addr - part->bus < part->size &&
				    x->bytes <= part->size - (x->addr - part->bus))
					return p;
		}
	}
	return NULL;
}

/* INV-RDMA-15: an address that nobody maps is one of memory that was given out */
static enum bp_ck_verdict address_is_meant(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct bp_rdma_context *x = &r->event->context;
	bool any = false, inside;

	if (x->result < 0)
		return BP_NO_CASE;
	inside = pool_of(c->check, ALLOCATIONS, x, &any) || !any;
	return bp_ck_verdict(c,
			     x->addr && ~x->addr && inside &&
				     r->event->device->dma_device->dma_kind != BP_DMA_VIRT,
			     "%llu bytes at bus address 0x%llx %s", ULL(x->bytes), ULL(x->addr),
			     inside ? "for this device" : "are in no allocation");
}

static bool reaches(const struct bp_rdma_case *r, const struct bp_ck_provider *provider)
{
	const struct device *dev = r->event->device->dma_device;
	const struct bp_ck_part *part;
	u64 bus;

	LIST_FOREACH (part, &provider->resources, of_provider)
		if (!bp_ck_bus_for(provider->pdev, part->bar, dev, &bus))
			return false;
	return true;
}

/* INV-RDMA-19, of an address */
static enum bp_ck_verdict address_is_not_refused(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct bp_rdma_context *x = &r->event->context;
	const struct bp_ck_provider *provider;
	bool any;

	if (!x->bytes)
		return BP_NO_CASE;
	provider = pool_of(c->check, RESOURCES, x, &any);
	if (!provider || !reaches(r, provider))
		return BP_NO_CASE;
	return bp_ck_verdict(c, x->result != -EINVAL, "%llu bytes at 0x%llx are refused",
			     ULL(x->bytes), ULL(x->addr));
}

void bp_ck_judge_rdma_direct(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_RDMA_13, direct_is_not_mapped },
		{ BP_INV_RDMA_15, address_is_meant },
		{ BP_INV_RDMA_19, address_is_not_refused },
	};

	bp_ck_judge_all(c, laws);
}

/* INV-RDMA-13: what is unmapped in the end is what was mapped in the beginning */
static enum bp_ck_verdict ends_as_it_began(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct bp_rdma_context *x = &r->event->context;
	const struct bp_rdma_context *init;

	if (!r->context)
		return BP_NO_CASE;
	init = &r->context->init;
	return bp_ck_verdict(c,
			     x->sgl == init->sgl &&
				     (!r->context->maps ||
				      (x->nents == init->nents && x->dir == init->dir)),
			     "%s, %u entries, direction %u; it began with %s, %u, direction %u",
			     x->sgl ? "a list" : "no list", x->nents, x->dir,
			     init->sgl ? "a list" : "none", init->nents, init->dir);
}

void bp_ck_judge_rdma_list_over(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_RDMA_13, ends_as_it_began);
}

/* INV-RDMA-13 */
static enum bp_ck_verdict unmapped_as_mapped(struct bp_case *c)
{
	const struct bp_dma_call *call = ((const struct bp_rdma_case *)c->subject)->dma;
	const struct bp_ck_mapping *m = bp_ck_rdma_list(c->check, call->dev, call->sgl);

	return bp_ck_verdict(c, m && m->call.nents == call->nents && m->call.dir == call->dir,
			     "%d entries, direction %u; mapped were %d, direction %u", call->nents,
			     call->dir, m ? m->call.nents : 0, m ? m->call.dir : 0);
}

void bp_ck_judge_rdma_unmap(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_RDMA_13, unmapped_as_mapped);
}
