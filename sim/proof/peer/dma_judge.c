/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-DMA-1 to INV-DMA-13 by what a list has become.
 */
#include <errno.h>

#include "proof/peer/dma.h"

/* Where a byte of the device's view lies in memory; all ones for nowhere. */
static u64 behind(const struct bp_dma_proof *p, const struct bp_dma_proof_list *list,
		  dma_addr_t addr)
{
	phys_addr_t phys = bp_phys_addr(~0ull);

	if (p->pdev.dev.dma_kind == BP_DMA_DIRECT)
		return dma_to_phys(&p->pdev.dev, addr).phys;
	bp_iommu_translate(p->table, addr, list->dir == DMA_FROM_DEVICE, &phys);
	return phys.phys;
}

/* INV-DMA-3: in steps of 512 bytes, of which every offset and length is a multiple. */
static bool visits_all(const struct bp_dma_proof *p, const struct bp_dma_proof_list *list)
{
	int entry = 0;
	u64 done = 0;

	for (int i = 0; i < list->mapped; i++) {
		const u64 first = sg_dma_address(&list->sg[i]).dma;

		for (u64 k = 0; k < sg_dma_len(&list->sg[i]); k += 512) {
			if (entry == list->nents)
				return false;
			if (behind(p, list, bp_dma_addr(first + k)) !=
			    sg_phys(&p->env, &list->before[entry]).phys + done)
				return false;
			done += 512;
			if (done == list->before[entry].length) {
				entry++;
				done = 0;
			}
		}
	}
	return entry == list->nents;
}

static bool any_bounced(const struct bp_dma_proof *p, const struct bp_dma_proof_list *list)
{
	for (int i = 0; i < list->mapped; i++)
		if (bp_dma_proof_bounced(p, &list->sg[i]))
			return true;
	return false;
}

/* INV-DMA-4 and what it presumes. */
static bool obeys(const struct bp_dma_proof *p, const struct bp_dma_proof_list *list)
{
	const u64 mask = dma_get_seg_boundary(&p->pdev.dev);
	const u64 max = dma_get_max_seg_size(&p->pdev.dev);

	for (int i = 0; i < list->nents; i++) {
		const u64 offset = sg_phys(&p->env, &list->before[i]).phys & 4095;

		if (offset + list->before[i].length - 1 > mask || list->before[i].length > max)
			return true;
	}
	for (int i = 0; i < list->mapped; i++) {
		const u64 first = sg_dma_address(&list->sg[i]).dma;
		const u64 len = sg_dma_len(&list->sg[i]);

		if (len > max || (len && ((first ^ (first + len - 1)) & ~mask)))
			return false;
	}
	return true;
}

static void judge_entries(struct bp_dma_proof *p, const struct bp_dma_proof_list *list)
{
	const u64 kept = p->pdev.dev.dma_parms.min_align_mask;

	for (int i = 0; i < list->mapped; i++) {
		const u64 addr = sg_dma_address(&list->sg[i]).dma;
		const u64 phys = sg_phys(&p->env, &list->before[i]).phys;

		if (p->pdev.dev.dma_kind == BP_DMA_DIRECT) {
			bp_trial_hold(p->trial, BP_INV_DMA_1,
				      addr + sg_dma_len(&list->sg[i]) - 1 <= p->pdev.dev.dma_mask);
			bp_trial_hold(p->trial, BP_INV_DMA_13, (addr & kept) == (phys & kept));
			continue;
		}
		bp_trial_hold(p->trial, BP_INV_DMA_2, addr >= 4096);
		bp_trial_hold(p->trial, BP_INV_DMA_2, addr <= p->pdev.dev.dma_mask);
		bp_trial_hold(p->trial, BP_INV_DMA_2,
			      addr > BP_DMA_PROOF_WINDOW_END ||
				      addr + sg_dma_len(&list->sg[i]) <= BP_DMA_PROOF_WINDOW);
	}
}

void bp_dma_proof_judge_mapped(struct bp_dma_proof *p, const struct bp_dma_proof_list *list)
{
	const dma_addr_t first = sg_dma_address(list->sg);
	const bool writes = list->dir != DMA_TO_DEVICE;
	u64 sum = 0, cpu = 0;

	for (int i = 0; i < list->mapped; i++)
		sum += sg_dma_len(&list->sg[i]);
	for (int i = 0; i < list->nents; i++)
		cpu += list->before[i].length;
	bp_trial_hold(p->trial, BP_INV_DMA_5, list->mapped <= list->nents);
	bp_trial_hold(p->trial, BP_INV_DMA_5, p->merges || list->mapped == list->nents);
	bp_trial_hold(p->trial, BP_INV_DMA_6, sum == cpu);
	judge_entries(p, list);
	if (!p->huge && !any_bounced(p, list))
		bp_trial_hold(p->trial, BP_INV_DMA_3, visits_all(p, list));
	if (p->merges)
		bp_trial_hold(p->trial, BP_INV_DMA_4, obeys(p, list));
	if (sg_dma_len(list->sg))
		bp_trial_hold(p->trial, BP_INV_DMA_7,
			      bp_dma_ledger_access(&p->pdev.dev, first, 1, writes));
}

void bp_dma_proof_judge_failed(struct bp_dma_proof *p, const struct bp_dma_proof_list *list)
{
	for (int i = 0; i < list->nents; i++)
		bp_trial_hold(p->trial, BP_INV_DMA_11,
			      list->sg[i].page_link == list->before[i].page_link &&
				      list->sg[i].offset == list->before[i].offset &&
				      list->sg[i].length == list->before[i].length);
}

static u64 slots_of(const struct bp_dma_proof *p, const struct scatterlist *sg)
{
	const u64 kept = bp_defect_on(&p->trial->setup->defects, BP_DEF_DMA_1)
				 ? 0
				 : p->pdev.dev.dma_parms.min_align_mask;

	return (sg->length + (sg_phys(&p->env, sg).phys & kept) + 2047) / 2048;
}

static bool overlap(const struct scatterlist *a, const struct scatterlist *b)
{
	const u64 a_first = sg_dma_address(a).dma, a_last = a_first + sg_dma_len(a) - 1;
	const u64 b_first = sg_dma_address(b).dma, b_last = b_first + sg_dma_len(b) - 1;

	return a_first / 4096 <= b_last / 4096 && b_first / 4096 <= a_last / 4096;
}

/* INV-DMA-2: two lists share no page of addresses. */
static bool disjoint(const struct bp_dma_proof_list *a, const struct bp_dma_proof_list *b)
{
	for (int i = 0; i < a->mapped; i++)
		for (int k = 0; k < b->mapped; k++)
			if (overlap(&a->sg[i], &b->sg[k]))
				return false;
	return true;
}

void bp_dma_proof_judge_all(struct bp_dma_proof *p)
{
	u64 lists = 0, slots = 0;

	for (unsigned i = 0; i < p->nr_lists; i++) {
		const struct bp_dma_proof_list *list = &p->lists[i];

		lists += list->mapped > 0;
		for (int k = 0; k < list->mapped; k++)
			slots += bp_dma_proof_bounced(p, &list->sg[k]) ? slots_of(p, &list->sg[k])
								       : 0;
		for (unsigned k = 0; k < i && p->pdev.dev.dma_kind == BP_DMA_IOMMU; k++)
			bp_trial_hold(p->trial, BP_INV_DMA_2, disjoint(list, &p->lists[k]));
	}
	if (p->pool)
		bp_trial_hold(p->trial, BP_INV_DMA_9, bp_swiotlb_used(p->pool) == slots);
	if (p->pdev.dev.dma_kind == BP_DMA_IOMMU)
		bp_trial_hold(p->trial, BP_INV_DMA_11,
			      bp_iommu_live(p->pdev.dev.bp_domain) == lists);
	if (p->table && !lists)
		bp_trial_hold(p->trial, BP_INV_DMA_11, bp_iommu_table_pages(p->table) == 0);
	bp_trial_hold(p->trial, BP_INV_DMA_7, bp_dma_ledger_stat(p->ledger).errors == 0);
}

/* INV-DMA-10 */
void bp_dma_proof_judge_unmapped(struct bp_dma_proof *p, const struct bp_dma_proof_list *list)
{
	phys_addr_t phys;

	if (p->pdev.dev.dma_kind != BP_DMA_IOMMU || p->huge)
		return;
	for (int i = 0; i < list->mapped; i++)
		bp_trial_hold(p->trial, BP_INV_DMA_10,
			      bp_iommu_translate(p->table, sg_dma_address(&list->sg[i]), false,
						 &phys) == -EFAULT);
}
