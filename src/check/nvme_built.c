/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVME-6 to -11, -26, -27: a request as it became a command.
 */
#include "nvme.h"

#define ULL(x) ((unsigned long long)(x))

static u64 mapped_bytes(const struct bp_case *c)
{
	const struct scatterlist *sg = c->sgl;
	u64 bytes = 0;

	for (unsigned i = 0; i < bp_ck_nvme_mapped(c); i++) {
		sg = i ? bp_ck_entry_next(sg) : sg;
		bytes += bp_ck_nvme_entry(c, sg).len;
	}
	return bytes;
}

/* What a Read or a Write says of its length; the payload where it says nothing. */
static u64 announced_bytes(const struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const struct nvme_rw_command *rw = &n->built->command.rw;

	if (!n->built->qid || (rw->opcode != nvme_cmd_read && rw->opcode != nvme_cmd_write) ||
	    blk_rq_is_passthrough(n->rq))
		return n->payload;
	return (le16_to_cpu(rw->length) + (u64)1) * bp_ck_logical_block(c->q);
}

/* INV-NVME-6 */
static enum bp_ck_verdict bytes_are_conserved(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const u64 mapped = c->sgl ? mapped_bytes(c) : n->built->dma_len;
	const u64 announced = announced_bytes(c);

	return bp_ck_verdict(
		c,
		mapped >= n->payload && n->pointer->bytes == n->payload &&
			announced == n->payload && !n->pointer->lost,
		"payload %llu, mapped %llu, in the data pointer %llu%s, announced %llu",
		ULL(n->payload), ULL(mapped), ULL(n->pointer->bytes),
		n->pointer->lost ? " before it is lost" : "", ULL(announced));
}

/* The bytes that a list or the single mapping stands for. */
struct list_stream {
	struct bp_stream stream;
	const struct bp_case *c;
	const struct scatterlist *sg;
	unsigned entries;
	unsigned next;
	u64 left;
};

static bool next_of_list(struct bp_stream *stream, struct bp_run *run)
{
	struct list_stream *s = bp_container_of(stream, struct list_stream, stream);
	const struct bp_nvme_case *n = s->c->subject;

	if (s->next == s->entries || !s->left)
		return false;
	if (s->sg && s->next)
		s->sg = bp_ck_entry_next(s->sg);
	s->next++;
	*run = s->sg ? bp_ck_nvme_entry(s->c, s->sg)
		     : (struct bp_run){ bp_dma_u64(n->built->dma), n->built->dma_len };
	run->len = bp_min(run->len, s->left);
	s->left -= run->len;
	return true;
}

struct pointer_stream {
	struct bp_stream stream;
	const struct bp_ck_pointer *pointer;
	unsigned next;
};

static bool next_of_pointer(struct bp_stream *stream, struct bp_run *run)
{
	struct pointer_stream *s = bp_container_of(stream, struct pointer_stream, stream);

	if (s->next == s->pointer->nr_runs)
		return false;
	*run = s->pointer->runs[s->next++];
	return true;
}

/* INV-NVME-7 */
static enum bp_ck_verdict bytes_are_in_order(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	struct list_stream list = {
		.stream.next = next_of_list,
		.c = c,
		.sg = c->sgl,
		.entries = c->sgl ? bp_ck_nvme_mapped(c) : 1,
		.left = n->payload,
	};
	struct pointer_stream pointer = { .stream.next = next_of_pointer, .pointer = n->pointer };

	return bp_ck_verdict(c, bp_ck_streams_equal(&list.stream, &pointer.stream),
			     "the data pointer leads to other bytes than the list; it begins at "
			     "0x%llx, the list at 0x%llx",
			     n->pointer->nr_runs ? ULL(n->pointer->runs[0].addr) : 0,
			     c->sgl ? ULL(bp_ck_nvme_entry(c, c->sgl).addr)
				    : ULL(bp_dma_u64(n->built->dma)));
}

/* NVH-16 */
static bool sgl_pays(const struct bp_nvme_case *n)
{
	const struct bp_nvme_built *built = n->built;
	const u64 segments = blk_rq_nr_phys_segments(n->rq);

	if (!(built->sgls & 3) || !built->qid || !built->sgl_threshold || !segments)
		return false;
	return (n->payload + segments - 1) / segments >= built->sgl_threshold;
}

/* R-REQ-2: offset in its page and length of the first vector. */
static struct bp_run first_vector(const struct bp_case *c)
{
	const struct request *rq = ((const struct bp_nvme_case *)c->subject)->rq;
	struct bp_rq_walk walk;
	struct bp_vec vec = { 0 };

	if (rq->rq_flags & RQF_SPECIAL_PAYLOAD)
		return (struct bp_run){ rq->special_vec.bv_offset, rq->special_vec.bv_len };
	bp_ck_rq_walk_start(&walk, c->check, rq);
	bp_ck_rq_walk_next(&walk, &vec);
	return (struct bp_run){ vec.off, vec.len };
}

/* A page of a peer takes the long way where the driver asks for it: NVH-10, NVH-11, not NVH-12. */
static bool is_a_peers(const struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const u64 addr = c->sgl ? bp_ck_nvme_entry(c, c->sgl).addr : bp_dma_u64(n->built->dma);

	return blk_queue_pci_p2pdma(c->q) && bp_ck_in_window(&n->event->pdev->dev, addr, addr);
}

/* NVH-10 to NVH-12: one segment of pages needs no list. */
static enum bp_nvme_choice right_choice(const struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const struct bp_nvme_built *built = n->built;

	if (blk_rq_nr_phys_segments(n->rq) == 1 && !n->direct && !is_a_peers(c)) {
		struct bp_run vec = first_vector(c);

		if (c->q->bp_rules->nvme_page_offset) /* G-20 */
			vec.addr %= built->page_size;
		if (vec.addr + vec.len <= (u64)2 * built->page_size)
			return BP_NVME_SIMPLE_PRP;
		if (built->qid && built->sgls & 3)
			return BP_NVME_SIMPLE_SGL;
	}
	return sgl_pays(n) ? BP_NVME_SGL : BP_NVME_PRP;
}

/* PSDT says which of the two a controller finds (NVH-14, NVH-15, NVH-21). */
static bool says_so(const struct bp_nvme_built *built)
{
	const u8 psdt = built->command.common.flags & NVME_CMD_SGL_ALL;

	return psdt == (bp_ck_nvme_is_sgl(built->choice) ? NVME_CMD_SGL_METABUF : 0);
}

/* INV-NVME-8 */
static enum bp_ck_verdict choice_is_right(struct bp_case *c)
{
	static const char *const names[] = {
		[BP_NVME_NO_DATA] = "nothing", [BP_NVME_SIMPLE_PRP] = "a simple PRP",
		[BP_NVME_PRP] = "PRPs",	       [BP_NVME_SIMPLE_SGL] = "a simple SGL",
		[BP_NVME_SGL] = "an SGL",
	};
	const struct bp_nvme_case *n = c->subject;
	const enum bp_nvme_choice right = right_choice(c);

	return bp_ck_verdict(c, n->built->choice == right && says_so(n->built),
			     "%s instead of %s, flags 0x%x: %llu bytes, %u segments",
			     names[n->built->choice], names[right], n->built->command.common.flags,
			     ULL(n->payload), blk_rq_nr_phys_segments(n->rq));
}

static bool direct_bytes_hold(const struct bp_case *c, const struct bp_run *run)
{
	const struct bp_nvme_case *n = c->subject;
	struct bp_rq_walk walk;
	struct bp_vec vec;
	u64 at = run->addr;
	const u64 end = run->addr + run->len;

	/* A run may span vectors that follow each other. */
	bp_ck_rq_walk_start(&walk, c->check, n->rq);
	while (at != end && bp_ck_rq_walk_next(&walk, &vec))
		if (at - vec.addr < vec.len)
			at += bp_min(end - at, vec.len - (at - vec.addr));
	return at == end;
}

static bool is_mapped(const struct bp_case *c, const struct bp_run *run)
{
	const struct bp_nvme_case *n = c->subject;
	const struct device *dev = &n->event->pdev->dev;
	const struct bp_ck_mapping *m =
		bp_ck_mapping_for(c->check, dev, run->addr, run->len, rq_dma_dir(n->rq));

	if (!m) /* A peer's memory is not mapped (P2P-C6.2). */
		return bp_ck_in_window(dev, run->addr, run->addr + run->len - 1);
	return m->call.dir == DMA_BIDIRECTIONAL || m->call.dir == rq_dma_dir(n->rq);
}

/* INV-NVME-9 */
static enum bp_ck_verdict device_may_use_it(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;

	for (unsigned i = 0; i < n->pointer->nr_runs; i++) {
		const struct bp_run *run = &n->pointer->runs[i];

		if (n->direct ? !direct_bytes_hold(c, run) : !is_mapped(c, run))
			return bp_ck_verdict(
				c, false, "0x%llx + 0x%llx is %s", ULL(run->addr), ULL(run->len),
				n->direct ? "in none of the bios" : "not mapped for this");
	}
	return BP_HOLDS;
}

/* INV-NVME-10: a request has one mapping or the other */
static enum bp_ck_verdict mapped_once(struct bp_case *c)
{
	const struct bp_nvme_built *built = ((const struct bp_nvme_case *)c->subject)->built;

	return bp_ck_verdict(c, !built->dma_len != !built->nents,
			     "a single mapping of %u bytes and a list of %u entries",
			     built->dma_len, built->nents);
}

/* INV-NVME-11: nobody mapped what is taken as it is; the payload of a discard is mapped */
static enum bp_ck_verdict direct_is_not_mapped(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;

	if (!blk_rq_is_dma_direct(n->rq))
		return BP_NO_CASE;
	return bp_ck_verdict(c, !n->mapping == n->direct && n->built->direct == n->direct,
			     "%s of %u entries was %smapped", n->direct ? "its list" : "a payload",
			     n->built->nents, n->mapping ? "" : "not ");
}

/* INV-NVME-26 */
static enum bp_ck_verdict size_is_allowed(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const unsigned segments = blk_rq_nr_phys_segments(n->rq);

	const u64 most =
		n->function && n->function->registers_seen ? n->function->most_bytes : ~0ull;

	return bp_ck_verdict(c,
			     n->payload <= (u64)n->built->max_hw_sectors << SECTOR_SHIFT &&
				     n->payload <= most && segments <= n->built->max_segments,
			     "%llu bytes in %u segments; %u sectors in %u are allowed, and of the "
			     "controller 0x%llx bytes",
			     ULL(n->payload), segments, n->built->max_hw_sectors,
			     n->built->max_segments, ULL(most));
}

/* A list of addresses has as many entries as were made. */
static bool has_all_entries(const struct bp_case *c, unsigned entries)
{
	const struct scatterlist *sg = c->sgl;

	for (unsigned i = 1; i < entries; i++)
		sg = bp_ck_entry_next(sg);
	return sg->page_link & SG_END;
}

/* INV-NVME-27 */
static enum bp_ck_verdict entries_are_few(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const unsigned segments = blk_rq_nr_phys_segments(n->rq);
	const unsigned mapped = c->sgl ? bp_ck_nvme_mapped(c) : 0;

	if (!c->sgl)
		return BP_NO_CASE;
	return bp_ck_verdict(
		c,
		n->built->nents <= segments && segments <= n->built->max_segments &&
			mapped <= n->built->nents &&
			(!n->direct || (mapped == n->built->nents && has_all_entries(c, mapped))),
		"%u segments, %u entries, %u mapped", segments, n->built->nents, mapped);
}

void bp_ck_judge_nvme_built(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_NVME_6, bytes_are_conserved }, { BP_INV_NVME_7, bytes_are_in_order },
		{ BP_INV_NVME_8, choice_is_right },	{ BP_INV_NVME_9, device_may_use_it },
		{ BP_INV_NVME_10, mapped_once },	{ BP_INV_NVME_11, direct_is_not_mapped },
		{ BP_INV_NVME_26, size_is_allowed },	{ BP_INV_NVME_27, entries_are_few },
	};

	bp_ck_judge_all(c, laws);
}
