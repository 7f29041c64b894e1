/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is mapped now, for whom, and where its bytes are.
 */
#include "dma.h"

struct bp_ck_device *bp_ck_device_find(const struct bp_check *check, const struct device *dev)
{
	return (struct bp_ck_device *)bp_ck_record_find(check, BP_RECORD_DMA_DEVICE, dev, 0);
}

struct bp_ck_pool *bp_ck_pool_of(const struct bp_check *check, const struct device *dev)
{
	if (!dev->bp_swiotlb)
		return NULL;
	return bp_ck_open_find(check, BP_RECORD_DMA_POOL, dev->bp_swiotlb);
}

struct bp_ck_domain *bp_ck_domain_of(const struct bp_check *check, const struct device *dev)
{
	if (dev->dma_kind != BP_DMA_IOMMU)
		return NULL;
	return bp_ck_open_find(check, BP_RECORD_DMA_DOMAIN, dev->bp_domain);
}

static struct bp_run cpu_run(const struct bp_dma_call *call, const struct scatterlist *sg)
{
	if (!call->sgl)
		return (struct bp_run){ bp_phys_u64(call->phys), call->size };
	return (struct bp_run){ bp_ck_list_phys(call->dev->bp_env, sg), sg->length };
}

static struct bp_run dma_run(const struct bp_dma_call *call, const struct scatterlist *sg)
{
	if (!call->sgl)
		return (struct bp_run){ bp_dma_u64(call->addr), call->size };
	return (struct bp_run){ bp_dma_u64(sg->dma_address), sg->dma_length };
}

/* Through slots: what the device is told lies in the pool, what was to be mapped does not. */
static bool is_copy(const struct bp_check *check, const struct bp_dma_call *call,
		    const struct bp_run *cpu, const struct bp_run *dma)
{
	const struct bp_ck_pool *pool = bp_ck_pool_of(check, call->dev);
	u64 behind = dma->addr + bp_ck_dma_offset(call->dev);

	return call->dev->dma_kind == BP_DMA_DIRECT && call->type != BP_DMA_CALL_RESOURCE &&
	       bp_ck_dma_slots(pool, behind) && !bp_ck_dma_slots(pool, cpu->addr);
}

/* The device may write to it: what was there before is remembered. */
static u64 remembered(const struct bp_dma_call *call, u64 len)
{
	return call->dir == DMA_TO_DEVICE ? 0 : len;
}

struct needs {
	unsigned nr_cpu;
	unsigned nr_dma;
	unsigned nr_copies;
	u64 bytes;
};

static struct needs needs_of(const struct bp_check *check, const struct bp_dma_call *call)
{
	struct needs needs = {
		.nr_cpu = call->sgl ? (unsigned)call->nents : 1,
		.nr_dma = call->sgl ? (unsigned)call->mapped : 1,
	};
	const struct scatterlist *sg = call->sgl;

	for (unsigned i = 0; i < needs.nr_cpu && i < needs.nr_dma; i++) {
		struct bp_run cpu, dma;

		sg = i ? bp_ck_entry_next(sg) : sg;
		cpu = cpu_run(call, sg);
		dma = dma_run(call, sg);
		if (!is_copy(check, call, &cpu, &dma))
			continue;
		needs.nr_copies++;
		needs.bytes += 2 * remembered(call, cpu.len);
	}
	return needs;
}

/* Both sides as they are now; false when a page has no bytes. */
static bool take_bytes(const struct bp_env *env, struct bp_ck_copy *copy, u8 **room)
{
	copy->buffer = *room;
	copy->stale = *room + copy->len;
	*room += 2 * copy->len;
	return bp_ck_ram(env, copy->phys, copy->buffer, copy->len) &&
	       bp_ck_ram(env, copy->slot, copy->stale, copy->len);
}

static void fill(const struct bp_check *check, struct bp_ck_mapping *m, u8 *room)
{
	const struct scatterlist *sg = m->call.sgl;

	for (unsigned i = 0; i < m->nr_cpu || i < m->nr_dma; i++) {
		struct bp_ck_copy *copy = &m->copies[m->nr_copies];

		sg = i ? bp_ck_entry_next(sg) : sg;
		if (i < m->nr_cpu)
			m->cpu[i] = cpu_run(&m->call, sg);
		if (i < m->nr_dma)
			m->dma[i] = dma_run(&m->call, sg);
		if (i >= m->nr_cpu || i >= m->nr_dma ||
		    !is_copy(check, &m->call, &m->cpu[i], &m->dma[i]))
			continue;
		m->nr_copies++;
		copy->slot = m->dma[i].addr + bp_ck_dma_offset(m->call.dev);
		copy->phys = m->cpu[i].addr;
		copy->len = m->cpu[i].len;
		if (remembered(&m->call, copy->len) && !take_bytes(check->env, copy, &room))
			copy->buffer = NULL;
	}
}

static struct bp_ck_device *device_of(struct bp_check *check, const struct device *dev)
{
	struct bp_ck_device *device = bp_ck_device_find(check, dev);

	if (device)
		return device;
	device = (struct bp_ck_device *)bp_ck_record_new(check, BP_RECORD_DMA_DEVICE, dev, 0,
							 sizeof(*device));
	if (device)
		LIST_INIT(&device->mappings);
	return device;
}

/* What of a mapping is a peer's, and whether anything else is in it. */
static void look_for_peers(struct bp_ck_mapping *m)
{
	const struct scatterlist *sg = m->call.sgl;

	m->takes_iova = !sg;
	for (unsigned i = 0; sg && i < m->nr_dma; i++) {
		bool peer;

		sg = i ? bp_ck_entry_next(sg) : sg;
		peer = sg->dma_flags & SG_DMA_BUS_ADDRESS;
		m->peers |= peer;
		m->takes_iova |= !peer;
	}
}

/* C4.2, C4.3; a mapping of no bytes has a slot too.  DEF-DMA-1: no bits are kept. */
static u64 slots_of(const struct device *dev, const struct bp_ck_copy *copy)
{
	u64 kept = dev->dma_parms.min_align_mask;
	u64 bytes;

	if (bp_defect_on(&dev->bp_defects, BP_DEF_DMA_1))
		kept = 0;
	bytes = copy->len + (copy->phys & kept);
	return bytes ? (bytes + BP_CK_SLOT_BYTES - 1) / BP_CK_SLOT_BYTES : 1;
}

/* What a mapping needs of slots and I/O addresses begins or ends. */
static void count_needs(const struct bp_check *check, const struct bp_ck_mapping *m, bool begins)
{
	struct bp_ck_domain *domain = bp_ck_domain_of(check, m->call.dev);
	struct bp_ck_pool *pool = bp_ck_pool_of(check, m->call.dev);

	if (domain && m->takes_iova)
		domain->needed += begins ? 1 : -1ull;
	for (unsigned i = 0; pool && i < m->nr_copies; i++) {
		u64 slots = slots_of(m->call.dev, &m->copies[i]);

		pool->needed += begins ? slots : -slots;
	}
}

struct bp_ck_mapping *bp_ck_mapping_new(struct bp_check *check, const struct bp_dma_call *call)
{
	struct needs needs = needs_of(check, call);
	struct bp_ck_device *device = device_of(check, call->dev);
	struct bp_ck_mapping *m = NULL;

	if (device)
		m = (struct bp_ck_mapping *)bp_ck_record_new(
			check, BP_RECORD_DMA_MAPPING, call->dev, bp_dma_u64(call->addr),
			sizeof(*m) + (needs.nr_cpu + needs.nr_dma) * sizeof(*m->cpu) +
				needs.nr_copies * sizeof(*m->copies) + needs.bytes);
	if (!m)
		return NULL;
	m->call = *call;
	m->nr_cpu = needs.nr_cpu;
	m->nr_dma = needs.nr_dma;
	m->copies = (struct bp_ck_copy *)(m + 1);
	m->cpu = (struct bp_run *)(m->copies + needs.nr_copies);
	m->dma = m->cpu + needs.nr_cpu;
	m->unfilled = call->attrs & DMA_ATTR_SKIP_CPU_SYNC;
	fill(check, m, (u8 *)(m->dma + needs.nr_dma));
	look_for_peers(m);
	LIST_INSERT_HEAD(&device->mappings, m, of_device);
	count_needs(check, m, true);
	return m;
}

static bool is_exact(const struct bp_dma_call *a, const struct bp_dma_call *b)
{
	return a->type == b->type && a->dir == b->dir && a->size == b->size && a->nents == b->nents;
}

/* What a call ends: at its address, and if there are several the one that is equal in all. */
struct bp_ck_mapping *bp_ck_mapping_find(const struct bp_check *check,
					 const struct bp_dma_call *call)
{
	u64 addr = bp_dma_u64(call->sgl ? call->sgl->dma_address : call->addr);
	struct bp_ck_device *device = bp_ck_device_find(check, call->dev);
	struct bp_ck_mapping *m, *found = NULL;

	if (!device)
		return NULL;
	LIST_FOREACH (m, &device->mappings, of_device) {
		if (!m->nr_dma || m->dma[0].addr != addr)
			continue;
		if (is_exact(&m->call, call))
			return m;
		found = found ? found : m;
	}
	return found;
}

/* An adapter takes entries that lie side by side, in the order of their list, for one range. */
static bool holds(const struct bp_ck_mapping *m, u64 addr, u64 size)
{
	unsigned i = 0;
	u64 end;

	while (i < m->nr_dma && addr - m->dma[i].addr >= m->dma[i].len)
		i++;
	if (i == m->nr_dma)
		return false;
	end = m->dma[i].addr + m->dma[i].len;
	while (size > end - addr && ++i < m->nr_dma && m->dma[i].addr == end)
		end += m->dma[i].len;
	return size <= end - addr;
}

static struct bp_ck_mapping *mapping_of(struct bp_ck_device *device, u64 addr, u64 size)
{
	struct bp_ck_mapping *m;

	LIST_FOREACH (m, &device->mappings, of_device)
		if (holds(m, addr, size))
			return m;
	return NULL;
}

struct bp_ck_mapping *bp_ck_mapping_at(const struct bp_check *check, const struct device *dev,
				       u64 addr, u64 size)
{
	struct bp_ck_device *device = bp_ck_device_find(check, dev);

	return device ? mapping_of(device, addr, size) : NULL;
}

static bool allows(const struct bp_ck_mapping *m, enum dma_data_direction dir)
{
	return m->call.dir == dir || m->call.dir == DMA_BIDIRECTIONAL;
}

/* The same memory may be mapped for both directions. */
struct bp_ck_mapping *bp_ck_mapping_for(const struct bp_check *check, const struct device *dev,
					u64 addr, u64 size, enum dma_data_direction dir)
{
	struct bp_ck_device *device = bp_ck_device_find(check, dev);
	struct bp_ck_mapping *m;

	if (device)
		LIST_FOREACH (m, &device->mappings, of_device)
			if (allows(m, dir) && holds(m, addr, size))
				return m;
	return bp_ck_mapping_at(check, dev, addr, size);
}

bool bp_ck_mapped_for_another(const struct bp_check *check, const struct device *dev, u64 addr,
			      u64 size)
{
	for (unsigned i = 0; i < BP_RECORD_BUCKETS; i++) {
		struct bp_record *record;

		LIST_FOREACH (record, &check->records[i], link)
			if (record->kind == BP_RECORD_DMA_DEVICE && record->key != dev &&
			    mapping_of((struct bp_ck_device *)record, addr, size))
				return true;
	}
	return false;
}

void bp_ck_mapping_drop(struct bp_check *check, struct bp_ck_mapping *mapping)
{
	count_needs(check, mapping, false);
	LIST_REMOVE(mapping, of_device);
	bp_ck_record_drop(check, &mapping->record);
}
