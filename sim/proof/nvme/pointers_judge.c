/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A controller's walk, and the closed forms of what it must find.
 */
#include "proof/nvme/pointers.h"

/* INV-NVME-20: a small list ends with its block, all others with their page. */
static bool in_fence(const struct bp_pointers *p, u64 address, u64 bytes)
{
	const u64 fence = p->r.iod.npages ? p->page_bytes : BP_NVME_SMALL_POOL_BYTES;

	return address % fence + bytes <= fence;
}

static u16 admit(void *arg, enum bp_nvme_purpose purpose, u64 address, u64 bytes)
{
	struct bp_pointers *p = arg;

	if (purpose != BP_NVME_DMA_LIST && purpose != BP_NVME_DMA_SEGMENT)
		return 0;
	p->lists++;
	p->slots += bytes / (purpose == BP_NVME_DMA_LIST ? 8 : 16);
	return in_fence(p, address, bytes) ? 0 : NVME_SC_DATA_XFER_ERROR;
}

static u16 fetch(void *arg, enum bp_nvme_purpose purpose, u64 address, void *data, u32 bytes)
{
	struct bp_pointers *p = arg;

	(void)purpose;
	return bp_ram_read(p->ram, bp_phys_addr(address), data, bytes) ? NVME_SC_DATA_XFER_ERROR
								       : 0;
}

static bool has_sgl(const struct bp_pointers *p)
{
	return p->cmd.common.flags & NVME_CMD_SGL_ALL;
}

static u16 walk(struct bp_pointers *p)
{
	static const struct bp_nvme_walk_ops ops = { .admit = admit, .fetch = fetch };
	const union nvme_data_ptr *dptr = &p->cmd.common.dptr;
	const struct bp_nvme_walk w = {
		.ops = &ops,
		.arg = p,
		.page_bytes = p->page_bytes,
		.sgls = p->nvme.ctrl.sgls,
		.max_descriptors = 65536,
		.descriptors = &p->descriptors,
		.bytes = p->total,
		.pieces = &p->pieces,
	};

	bp_nvme_pieces_clear(&p->pieces);
	p->pieces.purpose = p->read ? BP_NVME_DMA_C2H : BP_NVME_DMA_H2C;
	p->descriptors = 0;
	p->lists = p->slots = 0;
	return has_sgl(p) ? bp_nvme_sgl_walk(&w, &dptr->sgl)
			  : bp_nvme_prp_walk(&w, le64_to_cpu(dptr->prp1), le64_to_cpu(dptr->prp2));
}

/* INV-NVME-7: byte by byte the same addresses, however they are cut. */
static bool same_bytes(const struct bp_pointers *p)
{
	u64 into_vec = 0, into_piece = 0;
	unsigned vec = 0;
	u32 piece = 0;

	while (vec < p->nr && piece < p->pieces.nr) {
		const u64 vec_left = p->vector[vec].len - into_vec;
		const u64 piece_left = p->pieces.piece[piece].bytes - into_piece;
		const u64 step = bp_min(vec_left, piece_left);

		if (p->vector[vec].addr + into_vec != p->pieces.piece[piece].address + into_piece)
			return false;
		into_vec = step == vec_left ? 0 : into_vec + step;
		into_piece = step == piece_left ? 0 : into_piece + step;
		vec += !into_vec;
		piece += !into_piece;
	}
	return vec == p->nr && piece == p->pieces.nr;
}

static u64 div_up(u64 a, u64 b)
{
	return (a + b - 1) / b;
}

static int npages(u64 in_small_list, u64 entries, u64 lists)
{
	return entries <= 1 ? -1 : entries <= in_small_list ? 0 : (int)lists;
}

/* Pages of a list of @n that hold @slots each, the last of which leads on but for the end. */
static u64 chain(u64 n, u64 slots)
{
	return n <= 1 ? 0 : n <= slots ? 1 : div_up(n - 1, slots - 1);
}

/* NVH-18, INV-NVME-2 to -5. */
static void closed_forms_of_prps(struct bp_pointers *p)
{
	const u64 off = p->vector[0].addr % p->page_bytes;
	const u64 n = div_up(off + p->total, p->page_bytes) - 1;
	const u64 lists = chain(n, p->page_bytes / 8);
	const u64 small = BP_NVME_SMALL_POOL_BYTES / 8;

	bp_trial_hold(p->trial, BP_INV_NVME_2,
		      (le64_to_cpu(p->cmd.common.dptr.prp2) == 0) == (n == 0));
	bp_trial_hold(p->trial, BP_INV_NVME_3, p->pieces.nr == n + 1);
	bp_trial_hold(p->trial, BP_INV_NVME_4, p->lists == lists);
	bp_trial_hold(p->trial, BP_INV_NVME_4, p->slots == (lists ? n + lists - 1 : 0));
	bp_trial_hold(p->trial, BP_INV_NVME_5,
		      p->r.iod.npages == npages(small, n, lists) ||
			      (n <= 1 && p->r.iod.npages <= 0));
}

/* INV-NVME-5, INV-NVME-12: all but the last entry of a segment, and a link, but for the end. */
static void closed_forms_of_sgls(struct bp_pointers *p)
{
	const u64 n = p->pieces.nr;
	const u64 segments = chain(n, p->page_bytes / 16);
	const u64 small = BP_NVME_SMALL_POOL_BYTES / 16;

	bp_trial_hold(p->trial, BP_INV_NVME_12, p->lists == segments);
	bp_trial_hold(p->trial, BP_INV_NVME_12, p->slots == (segments ? n + segments - 1 : 0));
	bp_trial_hold(p->trial, BP_INV_NVME_5, p->r.iod.npages == npages(small, n, segments));
}

void bp_pointers_judge(struct bp_pointers *p)
{
	if (walk(p)) {
		bp_trial_wrong(p->trial, "refused", "the controller refuses the data pointer\n");
		return;
	}
	bp_trial_hold(p->trial, BP_INV_NVME_7, same_bytes(p));
	if (has_sgl(p))
		closed_forms_of_sgls(p);
	else
		closed_forms_of_prps(p);
}
