/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-DMA-1 to INV-DMA-13, from their definition and not from the code.
 */
#include <errno.h>
#include <string.h>

#include "dma.h"

/* Where a byte of the device's view lies in memory; all ones for nowhere. */
static u64 behind(const struct dma_prop *p, const struct dma_list *list, dma_addr_t addr)
{
	phys_addr_t phys = bp_phys_addr(~0ull);

	if (p->pdev.dev.dma_kind == BP_DMA_DIRECT)
		return dma_to_phys(&p->pdev.dev, addr).phys;
	bp_iommu_translate(p->table, addr, list->dir == DMA_FROM_DEVICE, &phys);
	return phys.phys;
}

/* INV-DMA-3: in steps of 512 bytes, of which every offset and length is a multiple. */
static bool visits_all(const struct dma_prop *p, const struct dma_list *list)
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

static bool any_bounced(const struct dma_prop *p, const struct dma_list *list)
{
	for (int i = 0; i < list->mapped; i++)
		if (dma_bounced(p, &list->sg[i]))
			return true;
	return false;
}

/* INV-DMA-4 and what it presumes. */
static bool obeys(const struct dma_prop *p, const struct dma_list *list)
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

static void judge_entries(struct dma_prop *p, const struct dma_list *list)
{
	const u64 kept = p->pdev.dev.dma_parms.min_align_mask;

	for (int i = 0; i < list->mapped; i++) {
		const u64 addr = sg_dma_address(&list->sg[i]).dma;
		const u64 phys = sg_phys(&p->env, &list->before[i]).phys;

		if (p->pdev.dev.dma_kind == BP_DMA_DIRECT) {
			dma_hold(p, addr + sg_dma_len(&list->sg[i]) - 1 <= p->pdev.dev.dma_mask,
				 "INV-DMA-1");
			dma_hold(p, (addr & kept) == (phys & kept), "INV-DMA-13");
			continue;
		}
		dma_hold(p, addr >= 4096, "INV-DMA-2");
		dma_hold(p, addr <= p->pdev.dev.dma_mask, "INV-DMA-2");
		dma_hold(p, addr > DMA_WINDOW_END || addr + sg_dma_len(&list->sg[i]) <= DMA_WINDOW,
			 "INV-DMA-2");
	}
}

void dma_judge_mapped(struct dma_prop *p, const struct dma_list *list)
{
	const dma_addr_t first = sg_dma_address(list->sg);
	const bool writes = list->dir != DMA_TO_DEVICE;
	u64 sum = 0, cpu = 0;

	for (int i = 0; i < list->mapped; i++)
		sum += sg_dma_len(&list->sg[i]);
	for (int i = 0; i < list->nents; i++)
		cpu += list->before[i].length;
	dma_hold(p, list->mapped <= list->nents, "INV-DMA-5");
	dma_hold(p, p->merges || list->mapped == list->nents, "INV-DMA-5");
	dma_hold(p, sum == cpu, "INV-DMA-6");
	judge_entries(p, list);
	if (!p->huge && !any_bounced(p, list))
		dma_hold(p, visits_all(p, list), "INV-DMA-3");
	if (p->merges)
		dma_hold(p, obeys(p, list), "INV-DMA-4");
	if (sg_dma_len(list->sg))
		dma_hold(p, bp_dma_ledger_access(&p->pdev.dev, first, 1, writes), "INV-DMA-7");
}

void dma_judge_failed(struct dma_prop *p, const struct dma_list *list)
{
	for (int i = 0; i < list->nents; i++)
		dma_hold(p,
			 list->sg[i].page_link == list->before[i].page_link &&
				 list->sg[i].offset == list->before[i].offset &&
				 list->sg[i].length == list->before[i].length,
			 "INV-DMA-11");
}

static u64 slots_of(const struct dma_prop *p, const struct scatterlist *sg)
{
	const u64 kept =
		bp_defect_on(&p->defects, BP_DEF_DMA_1) ? 0 : p->pdev.dev.dma_parms.min_align_mask;

	return (sg->length + (sg_phys(&p->env, sg).phys & kept) + 2047) / 2048;
}

static bool overlap(const struct scatterlist *a, const struct scatterlist *b)
{
	const u64 a_first = sg_dma_address(a).dma, a_last = a_first + sg_dma_len(a) - 1;
	const u64 b_first = sg_dma_address(b).dma, b_last = b_first + sg_dma_len(b) - 1;

	return a_first / 4096 <= b_last / 4096 && b_first / 4096 <= a_last / 4096;
}

/* INV-DMA-2: two lists share no page of addresses. */
static bool disjoint(const struct dma_list *a, const struct dma_list *b)
{
	for (int i = 0; i < a->mapped; i++)
		for (int k = 0; k < b->mapped; k++)
			if (overlap(&a->sg[i], &b->sg[k]))
				return false;
	return true;
}

void dma_judge_all(struct dma_prop *p)
{
	u64 lists = 0, slots = 0;

	for (unsigned i = 0; i < DMA_LISTS; i++) {
		const struct dma_list *list = &p->lists[i];

		lists += list->mapped > 0;
		for (int k = 0; k < list->mapped; k++)
			slots += dma_bounced(p, &list->sg[k]) ? slots_of(p, &list->sg[k]) : 0;
		for (unsigned k = 0; k < i && p->pdev.dev.dma_kind == BP_DMA_IOMMU; k++)
			dma_hold(p, disjoint(list, &p->lists[k]), "INV-DMA-2");
	}
	if (p->pool)
		dma_hold(p, bp_swiotlb_used(p->pool) == slots, "INV-DMA-9");
	if (p->pdev.dev.dma_kind == BP_DMA_IOMMU)
		dma_hold(p, bp_iommu_live(p->pdev.dev.bp_domain) == lists, "INV-DMA-11");
	if (p->table && !lists)
		dma_hold(p, bp_iommu_table_pages(p->table) == 0, "INV-DMA-11");
	dma_hold(p, bp_dma_ledger_stat(p->ledger).errors == 0, "INV-DMA-7");
}

/* The device writes a part of each entry; through slots the buffer does not see it yet. */
void dma_write(struct dma_prop *p, struct dma_list *list)
{
	u8 bytes[DMA_ENTRY_ROOM];

	if (p->pdev.dev.dma_kind == BP_DMA_IOMMU || list->dir == DMA_TO_DEVICE)
		return;
	for (int i = 0; i < list->mapped; i++) {
		const struct scatterlist *sg = &list->sg[i];
		const unsigned first = (unsigned)t_below(&p->random, sg->length);
		const unsigned end = (unsigned)t_between(&p->random, first, sg->length);
		const phys_addr_t at = bp_phys_addr(sg_phys(&p->env, sg).phys + first);
		u8 byte = 0;

		memset(bytes, 0xff, end - first);
		bp_ram_write(
			p->ram,
			bp_phys_addr(dma_to_phys(&p->pdev.dev, sg_dma_address(sg)).phys + first),
			bytes, end - first);
		list->written[i][0] = first;
		list->written[i][1] = end;
		bp_ram_read(p->ram, at, &byte, 1);
		if (dma_bounced(p, sg))
			dma_hold(p, byte == dma_pattern(p, at), "INV-DMA-8");
	}
}

/* INV-DMA-8: what it wrote is there, and nothing else changed. */
void dma_judge_bytes(struct dma_prop *p, const struct dma_list *list)
{
	u8 bytes[DMA_ENTRY_ROOM];

	if (p->pdev.dev.dma_kind == BP_DMA_IOMMU)
		return;
	for (int i = 0; i < list->nents; i++) {
		const phys_addr_t phys = sg_phys(&p->env, &list->before[i]);
		const unsigned *written = list->written[i];
		bool right = true;

		bp_ram_read(p->ram, phys, bytes, list->before[i].length);
		for (unsigned k = 0; k < list->before[i].length; k++)
			right &=
				bytes[k] == (k >= written[0] && k < written[1]
						     ? 0xff
						     : dma_pattern(p, bp_phys_addr(phys.phys + k)));
		dma_hold(p, right, "INV-DMA-8");
	}
}

/* INV-DMA-10 */
void dma_judge_unmapped(struct dma_prop *p, const struct dma_list *list)
{
	phys_addr_t phys;

	if (p->pdev.dev.dma_kind != BP_DMA_IOMMU || p->huge)
		return;
	for (int i = 0; i < list->mapped; i++)
		dma_hold(p,
			 bp_iommu_translate(p->table, sg_dma_address(&list->sg[i]), false, &phys) ==
				 -EFAULT,
			 "INV-DMA-10");
}
