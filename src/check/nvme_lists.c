/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVME-1 to -5, -12, -29: the shape of PRP lists and SGL segments.
 */
#include "nvme.h"

#define ULL(x) ((unsigned long long)(x))
#define SMALL_PRPS 32u /* NVH-17.4 */
#define SMALL_SGES 16u /* NVH-21 */

static const union nvme_data_ptr *dptr_of(const struct bp_nvme_case *n)
{
	return &n->built->command.common.dptr;
}

static u64 entries_of(const struct bp_nvme_case *n)
{
	return bp_ck_nvme_entries(le64_to_cpu(dptr_of(n)->prp1), n->payload, n->built->page_size);
}

/* INV-NVME-1 */
static enum bp_ck_verdict prps_are_aligned(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;

	return bp_ck_verdict(c, !n->pointer->misaligned,
			     "PRP1 0x%llx, PRP2 0x%llx, %llu list slots",
			     ULL(le64_to_cpu(dptr_of(n)->prp1)), ULL(le64_to_cpu(dptr_of(n)->prp2)),
			     ULL(n->pointer->slots));
}

/* INV-NVME-2 */
static enum bp_ck_verdict prp2_is_needed(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const u64 prp2 = le64_to_cpu(dptr_of(n)->prp2);

	return bp_ck_verdict(c, !entries_of(n) == !prp2, "PRP2 0x%llx, pages after the first: %llu",
			     ULL(prp2), ULL(entries_of(n)));
}

/* INV-NVME-3 */
static enum bp_ck_verdict prp2_is_of_its_kind(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const u64 prp2 = le64_to_cpu(dptr_of(n)->prp2), entries = entries_of(n);
	const bool is_list = n->built->nr_lists && prp2 == bp_dma_u64(n->built->lists[0].dma);
	const bool is_page = !is_list && prp2 % n->built->page_size == 0;

	return bp_ck_verdict(c, is_list == (entries >= 2) && is_page == (entries < 2),
			     "PRP2 0x%llx is %s, pages after the first: %llu", ULL(prp2),
			     is_list   ? "a list"
			     : is_page ? "a page"
				       : "neither a page nor a list",
			     ULL(entries));
}

/* INV-NVME-4 */
static enum bp_ck_verdict lists_are_full(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const u64 entries = entries_of(n);
	const u64 lists = bp_ck_nvme_prp_lists(entries, n->built->page_size);
	const u64 slots = lists ? entries + lists - 1 : 0;

	return bp_ck_verdict(c,
			     n->built->nr_lists == lists && n->pointer->lists == lists &&
				     n->pointer->slots == slots,
			     "%u lists, %u followed, %llu slots; by the closed form %llu and %llu",
			     n->built->nr_lists, n->pointer->lists, ULL(n->pointer->slots),
			     ULL(lists), ULL(slots));
}

/* NVH-1 for a command that needs so many entries and pages of lists. */
static int right_npages(u64 entries, u64 least, u64 small, u64 pages)
{
	if (entries < least)
		return -1;
	return entries <= small ? 0 : (int)pages;
}

/* A simple data pointer has one. */
static unsigned mapped_entries(const struct bp_case *c)
{
	return c->sgl ? bp_ck_nvme_mapped(c) : 1;
}

/* INV-NVME-5 */
static enum bp_ck_verdict pool_is_right(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const u64 entries = bp_ck_nvme_is_sgl(n->built->choice) ? mapped_entries(c) : entries_of(n);
	int right;

	if (bp_ck_nvme_is_sgl(n->built->choice))
		right = right_npages(entries, 2, SMALL_SGES, bp_ck_nvme_sgl_pages(entries));
	else
		right = right_npages(entries, 2, SMALL_PRPS,
				     bp_ck_nvme_prp_lists(entries, n->built->page_size));
	return bp_ck_verdict(c, n->built->npages == right,
			     "npages %d instead of %d for %llu entries", n->built->npages, right,
			     ULL(entries));
}

/* INV-NVME-12 */
static enum bp_ck_verdict segments_are_announced(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const unsigned mapped = mapped_entries(c);
	const u64 pages = bp_ck_nvme_sgl_pages(mapped);
	const u64 descriptors = pages ? mapped + pages - 1 : 0;

	return bp_ck_verdict(c,
			     !n->pointer->misshapen && !n->pointer->lost &&
				     n->pointer->data_descriptors == mapped &&
				     n->pointer->lists == pages && n->pointer->slots == descriptors,
			     "%u data descriptors in %u segments, %llu descriptors%s; right are "
			     "%u, %llu, %llu",
			     n->pointer->data_descriptors, n->pointer->lists,
			     ULL(n->pointer->slots),
			     n->pointer->misshapen ? ", not as announced" : "", mapped, ULL(pages),
			     ULL(descriptors));
}

static bool fits_prps(const struct bp_run *run, bool first, bool last, u32 page)
{
	if (!run->len || run->addr + (run->len - 1) < run->addr)
		return false;
	if (run->addr % (first ? BP_CK_DWORD : page))
		return false;
	return last || (run->addr + run->len) % page == 0;
}

/* INV-NVME-29 */
static enum bp_ck_verdict list_fits_prps(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const unsigned mapped = c->sgl ? bp_ck_nvme_mapped(c) : 0;
	const struct scatterlist *sg = c->sgl;

	if (n->built->choice != BP_NVME_PRP)
		return BP_NO_CASE;
	for (unsigned i = 0; i < mapped; i++) {
		struct bp_run run;

		sg = i ? bp_ck_entry_next(sg) : sg;
		run = bp_ck_nvme_entry(c, sg);
		if (!fits_prps(&run, i == 0, i + 1 == mapped, n->built->page_size))
			return bp_ck_verdict(c, false, "entry %u of %u: 0x%llx + 0x%llx", i, mapped,
					     ULL(run.addr), ULL(run.len));
	}
	return BP_HOLDS;
}

void bp_ck_judge_nvme_lists(struct bp_case *c)
{
	static const struct bp_law of_prps[] = {
		{ BP_INV_NVME_1, prps_are_aligned },	{ BP_INV_NVME_2, prp2_is_needed },
		{ BP_INV_NVME_3, prp2_is_of_its_kind }, { BP_INV_NVME_4, lists_are_full },
		{ BP_INV_NVME_5, pool_is_right },	{ BP_INV_NVME_29, list_fits_prps },
	};
	static const struct bp_law of_sgls[] = {
		{ BP_INV_NVME_5, pool_is_right },
		{ BP_INV_NVME_12, segments_are_announced },
	};
	const struct bp_nvme_case *n = c->subject;

	if (bp_ck_nvme_is_prp(n->built->choice))
		bp_ck_judge_all(c, of_prps);
	else
		bp_ck_judge_all(c, of_sgls);
}
