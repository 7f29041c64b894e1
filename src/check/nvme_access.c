/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVME-19 to -22: what a controller touches, and when.
 */
#include "nvme.h"

#define ULL(x) ((unsigned long long)(x))
#define OPCODE_TO_DEVICE 1u /* bits 1:0 of the opcode (nvme.md 7) */
#define OPCODE_TO_HOST 2u

static bool inside(u64 addr, u64 bytes, u64 start, u64 len)
{
	return addr - start < len && bytes <= len - (addr - start);
}

/* In the runs of a request; one transfer may span some that follow each other. */
static bool in_runs(const struct bp_ck_nvme_request *r, u64 addr, u64 bytes)
{
	const u64 end = addr + bytes;
	bool found = true;

	while (addr != end && found) {
		found = false;
		for (unsigned i = 0; i < r->nr_runs && addr != end; i++)
			if (addr - r->runs[i].addr < r->runs[i].len) {
				addr += bp_min(end - addr,
					       r->runs[i].len - (addr - r->runs[i].addr));
				found = true;
			}
	}
	return addr == end;
}

static bool in_lists(const struct bp_ck_nvme_request *r, u64 addr, u64 bytes)
{
	for (unsigned i = 0; i < bp_min(r->nr_lists, BP_NVME_LISTS_SHOWN); i++) {
		const u64 list = bp_dma_u64(r->lists[i].dma);

		if (inside(addr, bytes, list, r->page_size - list % r->page_size))
			return true;
	}
	return false;
}

/* What a data pointer leads to. */
static bool is_data(enum bp_nvme_purpose purpose)
{
	return purpose == BP_NVME_DMA_RANGES ||
	       (bp_ck_nvme_is_data(purpose) && !bp_ck_nvme_is_metadata(purpose));
}

/* What a driver maps for each request: metadata is in pages on any path. */
static bool is_mapped_for(const struct bp_ck_nvme_request *r, enum bp_nvme_purpose purpose)
{
	return (is_data(purpose) && !r->is_direct) || bp_ck_nvme_is_metadata(purpose);
}

static bool in_ring(const struct bp_nvme_case *n, u64 entry_bytes)
{
	const struct bp_nvme_dma *d = &n->event->dma;

	return !n->ring || !n->ring->exists ||
	       inside(d->address, d->bytes, n->ring->base, n->ring->depth * entry_bytes);
}

static bool is_of_a_command(enum bp_nvme_purpose purpose)
{
	return bp_ck_nvme_is_list(purpose) || is_data(purpose) || bp_ck_nvme_is_metadata(purpose);
}

/* A command that was answered, in a queue of whose commands the driver tells. */
static bool is_over(const struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;

	if (!n->ring || !n->ring->exists || !n->ring->stored || c->check->blind)
		return false;
	return !n->command || n->command->is_posted;
}

static bool belongs(const struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const struct bp_nvme_dma *d = &n->event->dma;

	if (d->purpose == BP_NVME_DMA_SQE)
		return in_ring(n, sizeof(struct nvme_command));
	if (d->purpose == BP_NVME_DMA_CQE)
		return in_ring(n, sizeof(struct nvme_completion));
	if (is_of_a_command(d->purpose) && is_over(c))
		return false;
	if (!n->request)
		return true; /* a command that no driver built */
	if (bp_ck_nvme_is_list(d->purpose))
		return in_lists(n->request, d->address, d->bytes);
	if (is_data(d->purpose))
		return in_runs(n->request, d->address, d->bytes);
	return !bp_ck_nvme_is_metadata(d->purpose) ||
	       inside(d->address, d->bytes, n->request->metadata.addr, n->request->metadata.len);
}

/* INV-NVME-19 */
static enum bp_ck_verdict touches_its_own(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const struct bp_nvme_dma *d = &n->event->dma;
	bool direction = d->is_write == bp_nvme_purpose_writes(d->purpose);

	if (n->command && (is_data(d->purpose) || bp_ck_nvme_is_metadata(d->purpose)))
		direction = direction && n->command->command.common.opcode &
						 (d->is_write ? OPCODE_TO_HOST : OPCODE_TO_DEVICE);
	return bp_ck_verdict(c, direction && belongs(c), "%s 0x%llx + %llu for a %s",
			     d->is_write ? "writes" : "reads", ULL(d->address), ULL(d->bytes),
			     bp_nvme_purpose_name(d->purpose));
}

/* INV-NVME-20 */
static enum bp_ck_verdict reads_what_it_needs(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const struct bp_nvme_dma *d = &n->event->dma;
	const u64 entry =
		d->purpose == BP_NVME_DMA_LIST ? sizeof(__le64) : sizeof(struct nvme_sgl_desc);
	u64 read;

	if (!bp_ck_nvme_is_list(d->purpose) || !n->request || !n->command)
		return BP_NO_CASE;
	read = n->command->list_read + d->bytes;
	return bp_ck_verdict(
		c, in_lists(n->request, d->address, d->bytes) && read <= n->request->slots * entry,
		"0x%llx + %llu; %llu bytes of lists in all, %llu entries are needed",
		ULL(d->address), ULL(d->bytes), ULL(read), ULL(n->request->slots));
}

/* INV-NVME-21 */
static enum bp_ck_verdict leads_somewhere(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const struct bp_nvme_dma *d = &n->event->dma;
	const struct device *dev = &n->event->pdev->dev;

	if (d->status)
		return BP_NO_CASE;
	if (!d->internal && bp_ck_nvme_in_bar0(n->event->pdev, d->address, d->bytes))
		return bp_ck_verdict(c, false, "0x%llx + %llu is its own BAR 0", ULL(d->address),
				     ULL(d->bytes));
	if (!d->internal && n->request && is_mapped_for(n->request, d->purpose) &&
	    !bp_ck_mapping_at(c->check, dev, d->address, 1) &&
	    !bp_ck_in_window(dev, d->address, d->address))
		return bp_ck_verdict(c, false, "0x%llx + %llu is mapped no more", ULL(d->address),
				     ULL(d->bytes));
	return BP_HOLDS;
}

static bool was_deleted(const struct bp_ck_nvme_ring *ring)
{
	return ring && ring->was_made && !ring->exists;
}

/* INV-NVME-22 */
static enum bp_ck_verdict may_act(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const bool gone = was_deleted(n->ring) || was_deleted(n->other);

	if (!n->function->registers_seen)
		return BP_NO_CASE;
	return bp_ck_verdict(c, n->function->ready && !gone, "%s",
			     gone ? "its queue was deleted" : "the controller is not ready");
}

void bp_ck_judge_nvme_act(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_NVME_22, may_act);
}

void bp_ck_judge_nvme_access(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_NVME_19, touches_its_own },
		{ BP_INV_NVME_20, reads_what_it_needs },
		{ BP_INV_NVME_21, leads_somewhere },
	};

	bp_ck_judge_all(c, laws);
	bp_ck_judge_nvme_act(c);
}
