/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-DMA-8: what the device wrote is in memory once the list is unmapped, and nothing else.
 */
#include <string.h>

#include "proof/peer/dma.h"

static bool has_bytes(const struct bp_dma_proof *p)
{
	return p->pdev.dev.dma_kind == BP_DMA_DIRECT;
}

/* What a byte of memory is before a list is mapped. */
static u8 pattern(u64 phys)
{
	return (u8)(phys * 31 % 251);
}

void bp_dma_proof_fill(struct bp_dma_proof *p, const struct bp_dma_proof_list *list)
{
	u8 bytes[BP_DMA_PROOF_ROOM];

	if (!has_bytes(p))
		return;
	for (int i = 0; i < list->nents; i++) {
		const phys_addr_t phys = sg_phys(&p->env, &list->sg[i]);

		for (unsigned k = 0; k < list->sg[i].length; k++)
			bytes[k] = pattern(phys.phys + k);
		bp_ram_write(p->ram, phys, bytes, list->sg[i].length);
	}
}

/* The device writes each entry or a part of it; through slots the buffer does not see it yet. */
void bp_dma_proof_write(struct bp_dma_proof *p, struct bp_dma_proof_list *list)
{
	u8 bytes[BP_DMA_PROOF_ROOM];

	if (!has_bytes(p) || list->dir == DMA_TO_DEVICE)
		return;
	for (int i = 0; i < list->mapped; i++) {
		const struct scatterlist *sg = &list->sg[i];
		const unsigned first = (unsigned)bp_choose_below(&p->trial->choices, sg->length);
		const unsigned end = sg->length - (unsigned)bp_choose_below(&p->trial->choices,
									    sg->length - first + 1);
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
		if (bp_dma_proof_bounced(p, sg))
			bp_trial_hold(p->trial, BP_INV_DMA_8, byte == pattern(at.phys));
	}
}

void bp_dma_proof_judge_bytes(struct bp_dma_proof *p, const struct bp_dma_proof_list *list)
{
	u8 bytes[BP_DMA_PROOF_ROOM];

	if (!has_bytes(p))
		return;
	for (int i = 0; i < list->nents; i++) {
		const phys_addr_t phys = sg_phys(&p->env, &list->before[i]);
		const unsigned *written = list->written[i];
		bool right = true;

		bp_ram_read(p->ram, phys, bytes, list->before[i].length);
		for (unsigned k = 0; k < list->before[i].length; k++)
			right &=
				bytes[k] ==
				(k >= written[0] && k < written[1] ? 0xff : pattern(phys.phys + k));
		bp_trial_hold(p->trial, BP_INV_DMA_8, right);
	}
}
