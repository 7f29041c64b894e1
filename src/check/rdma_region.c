/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-RDMA-7, -17: memory regions as they are registered and invalidated.
 */
#include "rdma.h"

#define ULL(x) ((unsigned long long)(x))

/* INV-RDMA-7: it was free, and its key is another one than last time */
static enum bp_ck_verdict key_is_fresh(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct bp_rdma_region *told = &r->event->region;

	if (!r->mr || !r->mr->was_valid)
		return BP_NO_CASE;
	return bp_ck_verdict(c, !r->mr->is_valid && (u8)r->mr->lkey != (u8)told->lkey,
			     "key 0x%x after 0x%x; it was %s", told->lkey, r->mr->lkey,
			     r->mr->is_valid ? "valid" : "free");
}

/* INV-RDMA-7: by work that says so */
static enum bp_ck_verdict work_registers_it(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct bp_ck_rdma_work *w;
	bool found = false;

	if (!r->pair || !r->pair->was_made)
		return BP_NO_CASE;
	LIST_FOREACH (w, &r->pair->works, of_pair)
		found |= w->opcode == IB_WR_REG_MR && w->key == r->event->region.lkey && !w->recv;
	return bp_ck_verdict(c, found, "no work registers key 0x%x", r->event->region.lkey);
}

/* INV-RDMA-17: as many pages as its bytes need, and as it has room for */
static enum bp_ck_verdict pages_fit(struct bp_case *c)
{
	const struct bp_rdma_region *told =
		&((const struct bp_rdma_case *)c->subject)->event->region;
	u64 needed;

	if (!told->page_size || !told->pages)
		return BP_NO_CASE;
	needed = bp_ck_rdma_pages(told->iova, told->length, told->page_size);
	return bp_ck_verdict(
		c, told->nr_pages == needed && (!told->max_pages || needed <= told->max_pages),
		"%u pages of at most %u for %llu bytes from 0x%llx on", told->nr_pages,
		told->max_pages, ULL(told->length), ULL(told->iova));
}

void bp_ck_judge_rdma_registered(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_RDMA_7, key_is_fresh },
		{ BP_INV_RDMA_7, work_registers_it },
		{ BP_INV_RDMA_17, pages_fit },
	};

	bp_ck_judge_all(c, laws);
}

/* INV-RDMA-7: it is what it was when it was registered */
static enum bp_ck_verdict is_what_it_was(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct bp_rdma_region *told = &r->event->region;
	const struct bp_ck_rdma_mr *mr = r->mr;
	bool same;

	if (!mr || !mr->is_valid)
		return BP_NO_CASE;
	same = mr->iova == told->iova && mr->length == told->length &&
	       mr->nr == (told->pages ? told->nr_pages : 0);
	for (u32 i = 0; same && i < mr->nr; i++)
		same = mr->page[i] == told->pages[i];
	return bp_ck_verdict(c, same, "0x%llx + 0x%llx, %u pages; registered were 0x%llx + 0x%llx",
			     ULL(told->iova), ULL(told->length), told->nr_pages, ULL(mr->iova),
			     ULL(mr->length));
}

void bp_ck_judge_rdma_invalidated(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_RDMA_7, is_what_it_was);
}
