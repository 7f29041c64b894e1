/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A mapped list becomes the pages of a memory region (rdma-nvmet.md A4).
 */
#include <errno.h>

#include <blkpath/ib_verbs.h>

/* The part of an entry that is looked at. */
struct part {
	u64 start;
	u64 end;
};

/* Where the pages go, and how far they got. */
struct sink {
	struct ib_mr *mr;
	int (*set_page)(struct ib_mr *mr, u64 addr);
	u64 last;    /* the page stored last for this entry */
	bool stored; /* there is one */
};

static u64 page_of(const struct ib_mr *mr, u64 addr)
{
	return addr & ~((u64)mr->page_size - 1);
}

static bool is_aligned(const struct ib_mr *mr, u64 addr)
{
	return page_of(mr, addr) == addr;
}

/* R-A4.3: the page where the one before ends is in the list; nothing else may begin amid a page. */
static bool shares_page(const struct ib_mr *mr, u64 before, u64 start)
{
	return before == start && !is_aligned(mr, start);
}

static bool is_gap(const struct ib_mr *mr, u64 before, u64 start)
{
	return before != start && !(is_aligned(mr, before) && is_aligned(mr, start));
}

/* The pages from @page on; not 0 when one has no room. */
static int store(struct sink *sink, u64 page, u64 end)
{
	int error;

	sink->stored = false;
	do {
		error = sink->set_page(sink->mr, page);
		if (error)
			return error;
		sink->last = page;
		sink->stored = true;
		page += sink->mr->page_size;
	} while (page < end);
	return 0;
}

static int store_part(struct sink *sink, const struct part *part, bool shared)
{
	u64 page = page_of(sink->mr, part->start);

	if (!shared)
		return store(sink, page, part->end);
	page += sink->mr->page_size;
	return page < part->end ? store(sink, page, part->end) : 0;
}

/* R-A4.3: bytes of an entry that count when a page had no room; the last page stored does not. */
static u64 counted(const struct sink *sink, u64 start)
{
	return sink->stored && sink->last > start ? sink->last - start : 0;
}

int ib_sg_to_pages(struct ib_mr *mr, struct scatterlist *sgl, int sg_nents, unsigned *sg_offset_p,
		   int (*set_page)(struct ib_mr *mr, u64 addr))
{
	unsigned offset = sg_offset_p ? *sg_offset_p : 0, none;
	struct sink sink = { .mr = mr, .set_page = set_page };
	struct scatterlist *sg;
	u64 before = 0;
	int i, error;

	if (sg_nents <= 0 || offset > sg_dma_len(sgl)) /* R-A4.1 */
		return -EINVAL;
	sg_offset_p = sg_offset_p ? sg_offset_p : &none;
	mr->iova = bp_dma_u64(sg_dma_address(sgl)) + offset; /* R-A4.2 */
	mr->length = 0;
	for_each_sg (sgl, sg, sg_nents, i) {
		u64 entry = bp_dma_u64(sg_dma_address(sg));
		struct part part = { entry + offset, entry + sg_dma_len(sg) };

		if (i && is_gap(mr, before, part.start))
			break;
		error = store_part(&sink, &part, i && shares_page(mr, before, part.start));
		if (error) {
			mr->length += counted(&sink, part.start);
			*sg_offset_p = offset + (unsigned)counted(&sink, part.start);
			return i || *sg_offset_p ? i : error;
		}
		mr->length += part.end - part.start;
		before = part.end;
		offset = 0;
	}
	*sg_offset_p = 0;
	return i;
}
