/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-DMA-3 to -6 and -11: what a list becomes.  A single mapping is a list of one entry.
 */
#include "dma.h"

static u64 sum(const struct bp_run *run, unsigned n)
{
	u64 bytes = 0;

	for (unsigned i = 0; i < n; i++)
		bytes += run[i].len;
	return bytes;
}

/* The CPU side, entry by entry. */
struct cpu_stream {
	struct bp_stream stream;
	const struct bp_ck_mapping *m;
	unsigned next;
};

static bool next_cpu(struct bp_stream *stream, struct bp_run *run)
{
	struct cpu_stream *s = bp_container_of(stream, struct cpu_stream, stream);

	if (s->next == s->m->nr_cpu)
		return false;
	*run = s->m->cpu[s->next++];
	return true;
}

/* What the device meets behind the DMA side: page by page through an IOMMU, else entry by entry. */
struct device_stream {
	struct bp_stream stream;
	const struct bp_dma_case *d;
	unsigned next;
	u64 done;
	bool fault;
};

static bool behind(struct device_stream *s, u64 addr, struct bp_run *run)
{
	const struct bp_dma_call *call = s->d->call;
	const struct bp_iommu_setup *setup;
	phys_addr_t phys;

	if (call->dev->dma_kind == BP_DMA_DIRECT) {
		run->addr = addr;
		if (call->type != BP_DMA_CALL_RESOURCE)
			run->addr += bp_ck_dma_offset(call->dev);
		return true;
	}
	setup = s->d->domain->setup;
	run->len = bp_min(run->len, BP_CK_GRANULE - addr % BP_CK_GRANULE);
	if (setup->ops->translate(setup->table, bp_dma_addr(addr), call->dir == DMA_FROM_DEVICE,
				  &phys))
		return false;
	run->addr = bp_phys_u64(phys);
	return true;
}

/* A copy stands for the buffer; whether it is one is another question (INV-DMA-8). */
static const struct bp_ck_copy *copy_at(const struct bp_ck_mapping *m, u64 phys)
{
	for (unsigned i = 0; i < m->nr_copies; i++)
		if (m->copies[i].slot == phys)
			return &m->copies[i];
	return NULL;
}

static bool next_device(struct bp_stream *stream, struct bp_run *run)
{
	struct device_stream *s = bp_container_of(stream, struct device_stream, stream);
	const struct bp_ck_mapping *m = s->d->mapping;
	const struct bp_ck_copy *copy;

	if (s->fault || s->next == m->nr_dma)
		return false;
	run->len = m->dma[s->next].len - s->done;
	s->fault = run->len && !behind(s, m->dma[s->next].addr + s->done, run);
	if (s->fault)
		return false;
	copy = s->done ? NULL : copy_at(m, run->addr);
	if (copy)
		run->addr = copy->phys;
	s->done += run->len;
	if (s->done == m->dma[s->next].len) {
		s->next++;
		s->done = 0;
	}
	return true;
}

static bool can_be_read(const struct bp_dma_case *d)
{
	if (d->mapping->peers)
		return false;
	if (d->call->dev->dma_kind == BP_DMA_DIRECT)
		return d->pool || !d->call->dev->bp_swiotlb;
	return d->domain && d->domain->setup->ops->translate;
}

/* INV-DMA-3: read by the device, the entries are the bytes of the list, in order */
static enum bp_ck_verdict device_visits_the_bytes(struct bp_case *c)
{
	const struct bp_dma_case *d = c->subject;
	struct cpu_stream cpu = { .stream.next = next_cpu, .m = d->mapping };
	struct device_stream device = { .stream.next = next_device, .d = d };
	bool equal;

	if (!can_be_read(d))
		return BP_NO_CASE;
	equal = bp_ck_streams_equal(&device.stream, &cpu.stream);
	return bp_ck_verdict(c, equal && !device.fault,
			     "%u entries for %u, first 0x%llx for 0x%llx%s", d->mapping->nr_dma,
			     d->mapping->nr_cpu, (unsigned long long)d->mapping->dma[0].addr,
			     (unsigned long long)d->mapping->cpu[0].addr,
			     device.fault ? ", a page faults" : "");
}

static bool merges(const struct bp_dma_case *d)
{
	return d->domain && d->domain->setup->sg == BP_IOMMU_SG_MERGE && d->call->sgl;
}

/* What INV-DMA-4 presumes of the entries that went in. */
static bool are_sane(const struct bp_dma_case *d, u64 mask, u64 longest)
{
	for (unsigned i = 0; i < d->mapping->nr_cpu; i++) {
		const struct bp_run *run = &d->mapping->cpu[i];

		if (run->len > longest || !run->len ||
		    run->addr % BP_CK_GRANULE + run->len - 1 > mask)
			return false;
	}
	return bp_ck_is_mask(mask);
}

/* INV-DMA-4: no entry is longer than the device takes, or crosses its boundary */
static enum bp_ck_verdict entries_fit_the_device(struct bp_case *c)
{
	const struct bp_dma_case *d = c->subject;
	u64 mask = bp_ck_dma_boundary(d->call->dev);
	u64 longest = bp_ck_dma_longest(d->call->dev);

	if (!merges(d) || d->mapping->peers || !are_sane(d, mask, longest))
		return BP_NO_CASE;
	for (unsigned i = 0; i < d->mapping->nr_dma; i++) {
		const struct bp_run *run = &d->mapping->dma[i];
		u64 last = run->addr + run->len - 1;

		if (run->len > longest || (run->len && (run->addr ^ last) & ~mask))
			return bp_ck_verdict(c, false,
					     "entry %u 0x%llx + 0x%llx; longest 0x%llx, boundary "
					     "0x%llx",
					     i, (unsigned long long)run->addr,
					     (unsigned long long)run->len,
					     (unsigned long long)longest, (unsigned long long)mask);
	}
	return BP_HOLDS;
}

/* INV-DMA-5: merging returns at most as many entries, every other way exactly as many */
static enum bp_ck_verdict count_is_right(struct bp_case *c)
{
	const struct bp_dma_case *d = c->subject;
	bool holds =
		merges(d) ? d->call->mapped <= d->call->nents : d->call->mapped == d->call->nents;

	if (!d->call->sgl || (d->call->dev->dma_kind == BP_DMA_IOMMU && !d->domain))
		return BP_NO_CASE;
	return bp_ck_verdict(c, holds && d->call->mapped > 0, "%d entries for %d", d->call->mapped,
			     d->call->nents);
}

/* INV-DMA-6: the lengths of what came back add up to those of what went in */
static enum bp_ck_verdict lengths_add_up(struct bp_case *c)
{
	const struct bp_dma_case *d = c->subject;
	u64 in = sum(d->mapping->cpu, d->mapping->nr_cpu);
	u64 out = sum(d->mapping->dma, d->mapping->nr_dma);

	return bp_ck_verdict(c, in == out, "%llu bytes went in, %llu came out",
			     (unsigned long long)in, (unsigned long long)out);
}

/* INV-DMA-11: a list that could not be mapped is as it was */
static enum bp_ck_verdict list_is_unchanged(struct bp_case *c)
{
	const struct bp_dma_case *d = c->subject;

	if (!d->call->sgl || !d->list_before)
		return BP_NO_CASE;
	return bp_ck_verdict(c, bp_ck_list_hash(d->call) == d->list_before,
			     "the CPU side of %d entries changed", d->call->nents);
}

/* INV-DMA-11: and holds no I/O addresses */
static enum bp_ck_verdict nothing_is_left(struct bp_case *c)
{
	const struct bp_dma_case *d = c->subject;

	if (!d->domain)
		return BP_NO_CASE;
	return bp_ck_verdict(c, !d->left, "%llu ranges of I/O addresses stay taken",
			     (unsigned long long)d->left);
}

void bp_ck_judge_mapped(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_DMA_3, device_visits_the_bytes },
		{ BP_INV_DMA_4, entries_fit_the_device },
		{ BP_INV_DMA_5, count_is_right },
		{ BP_INV_DMA_6, lengths_add_up },
	};

	bp_ck_judge_all(c, laws);
}

void bp_ck_judge_not_mapped(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_DMA_11, list_is_unchanged },
		{ BP_INV_DMA_11, nothing_is_left },
	};

	bp_ck_judge_all(c, laws);
}
