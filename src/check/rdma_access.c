/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-RDMA-5, -6, -7, -15: bytes that an adapter moves, and who let it.
 */
#include "rdma.h"

#define ULL(x) ((unsigned long long)(x))

static bool lies_in(u64 addr, u64 bytes, u64 start, u64 room)
{
	return addr - start <= room && bytes <= room - (addr - start);
}

/* INV-RDMA-5: what is asked for is what the work says */
static enum bp_ck_verdict asks_as_posted(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct bp_rdma_remote *a = &r->event->remote;
	const struct bp_ck_rdma_work *w = r->work;

	if (!w)
		return BP_NO_CASE;
	return bp_ck_verdict(c,
			     bp_ck_rdma_is_data(w->opcode) && a->addr == w->remote_addr &&
				     a->bytes == w->bytes &&
				     a->is_write == (w->opcode == IB_WR_RDMA_WRITE),
			     "%llu bytes at 0x%llx; posted were %llu at 0x%llx", ULL(a->bytes),
			     ULL(a->addr), ULL(w->bytes), ULL(w->remote_addr));
}

/* R-A3.6, R-A3.7, by what was told of the region. */
static bool key_is_good(const struct bp_ck_rdma_mr *mr, const struct bp_rdma_remote *a)
{
	const int right = a->is_write ? IB_ACCESS_REMOTE_WRITE : IB_ACCESS_REMOTE_READ;

	if (!mr || mr->type == IB_MR_TYPE_DMA)
		return true; /* nobody told its rights */
	return mr->is_valid && mr->rkey == a->rkey && mr->access & right &&
	       lies_in(a->addr, a->bytes, mr->iova, mr->length);
}

/* INV-RDMA-6 */
static enum bp_ck_verdict granted_with_right(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct bp_rdma_remote *a = &r->event->remote;

	if (a->status != IB_WC_SUCCESS || !a->bytes)
		return BP_NO_CASE;
	return bp_ck_verdict(
		c,
		a->found && a->same_pd && a->allowed && a->valid && a->in_range &&
			key_is_good(r->mr, a),
		"key 0x%x, %llu bytes at 0x%llx: key %d, domain %d, right %d, state %d, "
		"range %d; by what was registered %d",
		a->rkey, ULL(a->bytes), ULL(a->addr), a->found, a->same_pd, a->allowed, a->valid,
		a->in_range, key_is_good(r->mr, a));
}

void bp_ck_judge_rdma_asked(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_RDMA_5, asks_as_posted },
		{ BP_INV_RDMA_6, granted_with_right },
	};

	bp_ck_judge_all(c, laws);
}

static bool in_an_entry(const struct bp_ck_rdma_work *w, const struct bp_rdma_dma *d)
{
	for (int i = 0; i < w->nr; i++)
		if (w->sge[i].lkey == d->key &&
		    lies_in(d->addr, d->bytes, w->sge[i].addr, w->sge[i].length))
			return true;
	return false;
}

/* INV-RDMA-5: nothing outside */
static enum bp_ck_verdict moves_its_bytes(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct bp_rdma_dma *d = &r->event->dma;
	const struct bp_ck_rdma_work *w = r->work;

	if (!w)
		return BP_NO_CASE;
	return bp_ck_verdict(c,
			     d->remote ? lies_in(d->addr, d->bytes, w->remote_addr, w->bytes)
				       : in_an_entry(w, d),
			     "%llu bytes at 0x%llx, key 0x%x, are not those of work %llu",
			     ULL(d->bytes), ULL(d->addr), d->key, ULL(w->serial));
}

/* INV-RDMA-6: after a yes, and while the key is good */
static enum bp_ck_verdict moves_with_right(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct bp_rdma_dma *d = &r->event->dma;
	const bool valid = !r->mr || r->mr->type == IB_MR_TYPE_DMA ||
			   (r->mr->is_valid && r->mr->rkey == d->key);

	if (!d->remote)
		return BP_NO_CASE;
	return bp_ck_verdict(c, r->pair->is_granted && valid,
			     "%llu bytes at 0x%llx, key 0x%x: it was %s, the key is %s",
			     ULL(d->bytes), ULL(d->addr), d->key,
			     r->pair->is_granted ? "granted" : "not granted",
			     valid ? "good" : "not");
}

/* Where the pages of a region, as they were registered, have these bytes. */
static bool in_pages(const struct bp_ck_rdma_mr *mr, const struct bp_rdma_dma *d)
{
	const u64 at = d->addr - mr->iova + mr->iova % mr->page_size;

	for (u64 done = 0; done < d->bytes; done++) {
		const u64 page = (at + done) / mr->page_size;

		if (page >= mr->nr || mr->page[page] + (at + done) % mr->page_size != d->bus + done)
			return false;
		done += bp_min(d->bytes - done, mr->page_size - (at + done) % mr->page_size) - 1;
	}
	return true;
}

/* INV-RDMA-7: a region is used while it is registered, and its pages stay what they were */
static enum bp_ck_verdict region_stays(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct bp_rdma_dma *d = &r->event->dma;
	const struct bp_ck_rdma_mr *mr = r->mr;

	if (bp_ck_rdma_is_dma_key(r, d->key) || !mr || !mr->was_valid || !mr->page_size)
		return BP_NO_CASE;
	return bp_ck_verdict(c,
			     mr->is_valid && lies_in(d->addr, d->bytes, mr->iova, mr->length) &&
				     in_pages(mr, d),
			     "%llu bytes at 0x%llx go to 0x%llx; the region is %s, 0x%llx + 0x%llx",
			     ULL(d->bytes), ULL(d->addr), ULL(d->bus),
			     mr->is_valid ? "valid" : "free", ULL(mr->iova), ULL(mr->length));
}

/* INV-RDMA-15: a transfer under the DMA key arrives as a whole */
static enum bp_ck_verdict arrives(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct bp_rdma_dma *d = &r->event->dma;

	if (d->remote || d->injected || !bp_ck_rdma_is_dma_key(r, d->key))
		return BP_NO_CASE;
	return bp_ck_verdict(c, d->moved, "%llu bytes at bus address 0x%llx are nowhere",
			     ULL(d->bytes), ULL(d->bus));
}

static const struct bp_ck_part *part_at(const struct bp_ck_parts *parts, u64 bus, u64 bytes)
{
	const struct bp_ck_part *part;

	LIST_FOREACH (part, parts, of_provider)
		if (bytes <= part->size && lies_in(bus, bytes, part->bus, part->size))
			return part;
	return NULL;
}

/* INV-RDMA-15: in memory that a pool gives out, in one piece that it gave out */
static enum bp_ck_verdict stays_in_its_buffer(struct bp_case *c)
{
	const struct bp_rdma_dma *d = &((const struct bp_rdma_case *)c->subject)->event->dma;
	const struct bp_ck_provider *provider;

	if (d->remote || !d->moved || !d->pdev)
		return BP_NO_CASE;
	provider = bp_ck_provider_find(c->check, d->pdev);
	if (!provider || !part_at(&provider->resources, d->bus, 1))
		return BP_NO_CASE;
	return bp_ck_verdict(c, part_at(&provider->allocations, d->bus, d->bytes),
			     "%llu bytes at bus address 0x%llx are in no allocation", ULL(d->bytes),
			     ULL(d->bus));
}

void bp_ck_judge_rdma_moved(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_RDMA_5, moves_its_bytes },	 { BP_INV_RDMA_6, moves_with_right },
		{ BP_INV_RDMA_7, region_stays },	 { BP_INV_RDMA_15, arrives },
		{ BP_INV_RDMA_15, stays_in_its_buffer },
	};

	bp_ck_judge_all(c, laws);
}
