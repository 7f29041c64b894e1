/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-P2P-5 to -11 and -16, INV-PCI-2: memory as it is given out and taken back.
 */
#include <errno.h>

#include "p2p.h"

#define ULL(x) ((unsigned long long)(x))
#define CLASS_NVME 0x0108 /* mass storage, non-volatile memory */

/* A controller, of which INV-NVME-31 says more. */
static bool is_lender(const struct bp_case *c)
{
	const struct pci_dev *pdev = ((const struct bp_p2p_case *)c->subject)->call->provider;

	return pdev->class_code == CLASS_NVME;
}

/* INV-PCI-2: what the pool has as bus address is where the host bridge puts the byte */
static enum bp_ck_verdict window_is_applied(struct bp_case *c)
{
	const struct bp_p2p_case *p = c->subject;
	const struct pci_dev *pdev = p->call->provider;
	u64 right;

	if (p->call->result)
		return BP_NO_CASE;
	right = bp_ck_bus_of(pdev->bus->bridge, &pdev->resource[p->call->bar]) + p->call->offset;
	return bp_ck_verdict(c, p->call->bus.bus == right, "bus address 0x%llx instead of 0x%llx",
			     ULL(p->call->bus.bus), ULL(right));
}

/* INV-P2P-6: what gets past the checks lies in the BAR */
static enum bp_ck_verdict part_is_in_its_bar(struct bp_case *c)
{
	const struct bp_p2p_call *call = ((const struct bp_p2p_case *)c->subject)->call;
	u64 len;

	if (call->result == -EINVAL || call->result == -EOPNOTSUPP || !call->size ||
	    call->bar >= PCI_STD_NUM_BARS)
		return BP_NO_CASE;
	len = pci_resource_len(call->provider, call->bar);
	return bp_ck_verdict(c, call->offset < len && call->size <= len - call->offset,
			     "0x%llx + 0x%llx of a BAR of 0x%llx bytes", ULL(call->offset),
			     ULL(call->size), ULL(len));
}

void bp_ck_judge_added(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_P2P_6, part_is_in_its_bar },
		{ BP_INV_PCI_2, window_is_applied },
	};

	bp_ck_judge_all(c, laws);
}

/* INV-P2P-5: two allocations share no byte, neither for the CPU nor on the bus */
static enum bp_ck_verdict allocation_is_alone(struct bp_case *c)
{
	const struct bp_p2p_case *p = c->subject;

	return bp_ck_verdict(c, !p->other, "0x%llx, bus 0x%llx; the other 0x%llx, bus 0x%llx",
			     ULL(bp_virt_u64(p->call->virt)), ULL(p->call->bus.bus),
			     p->other ? ULL(p->other->virt) : 0, p->other ? ULL(p->other->bus) : 0);
}

/* INV-P2P-6: it lies in one resource, and the bus address follows from there */
static enum bp_ck_verdict bus_address_follows(struct bp_case *c)
{
	const struct bp_p2p_case *p = c->subject;
	u64 virt = bp_virt_u64(p->call->virt);
	u64 right = p->resource ? p->resource->bus + (virt - p->resource->virt) : 0;

	return bp_ck_verdict(c, p->resource && p->call->bus.bus == right,
			     "0x%llx has bus address 0x%llx instead of 0x%llx", ULL(virt),
			     ULL(p->call->bus.bus), ULL(right));
}

/* INV-P2P-9: the CPU has what is allocated */
static enum bp_ck_verdict cpu_has_it(struct bp_case *c)
{
	const struct bp_p2p_case *p = c->subject;

	if (!p->resource)
		return BP_NO_CASE;
	return bp_ck_verdict(c, !p->resource->unmapped, "0x%llx is not mapped any more",
			     ULL(bp_virt_u64(p->call->virt)));
}

/* INV-NVME-31: of one reference for all resources the end is known; of several it is not. */
static enum bp_ck_verdict lender_stays(struct bp_case *c)
{
	const struct bp_p2p_case *p = c->subject;
	const struct bp_p2p *p2p = p->call->provider->dev.bp_p2p;

	if (!is_lender(c) || !p2p || p2p->profile != BP_P2P_DIRECT)
		return BP_NO_CASE;
	return bp_ck_verdict(c, !p->provider->leaves, "0x%llx is allocated, and the driver goes",
			     ULL(bp_virt_u64(p->call->virt)));
}

void bp_ck_judge_allocated(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_P2P_5, allocation_is_alone },
		{ BP_INV_P2P_6, bus_address_follows },
		{ BP_INV_P2P_9, cpu_has_it },
		{ BP_INV_NVME_31, lender_stays },
	};

	bp_ck_judge_all(c, laws);
}

/* INV-P2P-8: nobody uses what is given back */
static enum bp_ck_verdict nobody_uses_it(struct bp_case *c)
{
	const struct bp_p2p_case *p = c->subject;

	return bp_ck_verdict(c, !p->other, "0x%llx + 0x%llx is freed, 0x%llx + 0x%llx is in flight",
			     ULL(bp_virt_u64(p->call->virt)), ULL(p->call->size),
			     p->other ? ULL(p->other->virt) : 0,
			     p->other ? ULL(p->other->size) : 0);
}

/* INV-P2P-7: what is given back was allocated, with this size */
static enum bp_ck_verdict free_fits(struct bp_case *c)
{
	const struct bp_p2p_case *p = c->subject;
	u64 page = (u64)1 << c->check->env->page_shift;
	u64 size = (p->call->size + page - 1) & ~(page - 1);
	bool starts = p->allocation && p->allocation->virt == bp_virt_u64(p->call->virt);

	return bp_ck_verdict(c, starts && p->allocation->size == size,
			     "0x%llx + 0x%llx is freed, %llu bytes were allocated",
			     ULL(bp_virt_u64(p->call->virt)), ULL(p->call->size),
			     starts ? ULL(p->allocation->size) : 0);
}

void bp_ck_judge_freed(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_P2P_7, free_fits },
		{ BP_INV_P2P_8, nobody_uses_it },
	};

	bp_ck_judge_all(c, laws);
}

/* INV-P2P-7: what is divided was allocated, with this size */
static enum bp_ck_verdict division_fits(struct bp_case *c)
{
	const struct bp_p2p_case *p = c->subject;
	u64 virt = bp_virt_u64(p->call->virt);

	return bp_ck_verdict(c,
			     p->allocation && p->allocation->virt == virt &&
				     p->allocation->size == p->call->size,
			     "0x%llx + 0x%llx is divided, 0x%llx + 0x%llx is allocated", ULL(virt),
			     ULL(p->call->size), p->allocation ? ULL(p->allocation->virt) : 0,
			     p->allocation ? ULL(p->allocation->size) : 0);
}

void bp_ck_judge_divided(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_P2P_7, division_fits);
}

static u64 count(const struct bp_ck_parts *parts)
{
	const struct bp_ck_part *part;
	u64 n = 0;

	LIST_FOREACH (part, parts, of_provider)
		n++;
	return n;
}

/* INV-P2P-7: a reference for each allocation, and no other */
static enum bp_ck_verdict references_add_up(struct bp_case *c)
{
	const struct bp_p2p_case *p = c->subject;
	u64 allocated = count(&p->provider->allocations);

	return bp_ck_verdict(c, p->call->refs == allocated, "%llu references, %llu allocations",
			     ULL(p->call->refs), ULL(allocated));
}

/* INV-P2P-11: size less available is what somebody has */
static enum bp_ck_verdict bytes_add_up(struct bp_case *c)
{
	const struct bp_p2p_case *p = c->subject;
	u64 allocated = bp_ck_parts_size(&p->provider->allocations);

	return bp_ck_verdict(c,
			     p->call->pool_avail <= p->call->pool_size &&
				     p->call->pool_size - p->call->pool_avail == allocated,
			     "size %llu, available %llu; somebody has %llu bytes",
			     ULL(p->call->pool_size), ULL(p->call->pool_avail), ULL(allocated));
}

/* INV-NVME-31: the same for what a controller lends */
static enum bp_ck_verdict lent_bytes_add_up(struct bp_case *c)
{
	return is_lender(c) ? bytes_add_up(c) : BP_NO_CASE;
}

void bp_ck_judge_numbers(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_P2P_7, references_add_up },
		{ BP_INV_P2P_11, bytes_add_up },
		{ BP_INV_NVME_31, lent_bytes_add_up },
	};

	bp_ck_judge_all(c, laws);
}

/* INV-P2P-8: a request uses what is allocated */
static enum bp_ck_verdict use_is_allocated(struct bp_case *c)
{
	const struct bp_p2p_case *p = c->subject;

	return bp_ck_verdict(c, p->allocation, "0x%llx + 0x%llx is not allocated",
			     ULL(bp_virt_u64(p->call->virt)), ULL(p->call->size));
}

void bp_ck_judge_use(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_P2P_8, use_is_allocated);
}

/* INV-P2P-9: the CPU keeps what is allocated */
static enum bp_ck_verdict nobody_has_it(struct bp_case *c)
{
	const struct bp_p2p_case *p = c->subject;

	return bp_ck_verdict(c, !p->other, "0x%llx goes, 0x%llx + 0x%llx is allocated",
			     ULL(bp_virt_u64(p->call->virt)), p->other ? ULL(p->other->virt) : 0,
			     p->other ? ULL(p->other->size) : 0);
}

void bp_ck_judge_lost(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_P2P_9, nobody_has_it);
}

void bp_ck_judge_touched(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_P2P_9, cpu_has_it);
}

static bool anybody_is_left(const struct pci_dev *pdev)
{
	const struct pci_dev *other;

	TAILQ_FOREACH (other, &pdev->dev.bp_p2p->pci->devices, link)
		if (other->p2pdma)
			return true;
	return false;
}

/* INV-P2P-10: nothing of it is left */
static enum bp_ck_verdict all_is_gone(struct bp_case *c)
{
	const struct bp_p2p_case *p = c->subject;
	const struct pci_dev *pdev = p->call->provider;

	return bp_ck_verdict(
		c,
		!pdev->p2pdma && !pdev->has_p2pmem_group && LIST_EMPTY(&p->provider->allocations),
		"%llu allocations, state %s, files %s", ULL(count(&p->provider->allocations)),
		pdev->p2pdma ? "kept" : "gone", pdev->has_p2pmem_group ? "kept" : "gone");
}

/* INV-NVME-31: it goes when nothing is lent any more */
static enum bp_ck_verdict nothing_is_lent(struct bp_case *c)
{
	const struct bp_p2p_case *p = c->subject;

	if (!is_lender(c))
		return BP_NO_CASE;
	return bp_ck_verdict(c, LIST_EMPTY(&p->provider->allocations), "%llu allocations are left",
			     ULL(count(&p->provider->allocations)));
}

/* INV-P2P-10: and with the last provider, no reference and no pool */
static enum bp_ck_verdict nothing_leaked(struct bp_case *c)
{
	const struct bp_p2p_case *p = c->subject;
	const u64 *live = c->check->env->live;

	if (!p->call->provider->dev.bp_p2p || anybody_is_left(p->call->provider))
		return BP_NO_CASE;
	return bp_ck_verdict(c, !live[BP_ALLOC_PERCPU] && !live[BP_ALLOC_POOL],
			     "%llu references and %llu parts of pools leaked",
			     ULL(live[BP_ALLOC_PERCPU]), ULL(live[BP_ALLOC_POOL]));
}

void bp_ck_judge_unbound(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_P2P_10, all_is_gone },
		{ BP_INV_P2P_10, nothing_leaked },
		{ BP_INV_NVME_31, nothing_is_lent },
	};

	bp_ck_judge_all(c, laws);
}

/* INV-P2P-16: what is published has bytes */
static enum bp_ck_verdict published_has_bytes(struct bp_case *c)
{
	const struct bp_p2p_case *p = c->subject;

	return bp_ck_verdict(c, !p->call->published || p->call->pool_size,
			     "published, with %llu bytes", ULL(p->call->pool_size));
}

void bp_ck_judge_published(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_P2P_16, published_has_bytes);
}

void bp_ck_judge_bus(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_P2P_6, bus_address_follows);
}
