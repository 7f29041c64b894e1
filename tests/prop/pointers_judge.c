/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "pointers.h"

static void broken(struct pointers *p, const char *what)
{
	if (p->tally.violations++ < 10)
		printf("# %s: %u vectors, %llu bytes, first at %llx\n", what, p->c.nr,
		       (unsigned long long)p->c.total, (unsigned long long)p->c.vec[0].addr);
}

static void demand(struct pointers *p, bool good, const char *what)
{
	if (!good)
		broken(p, what);
}

/* INV-NVME-20: a small list ends with its block, all others with their page. */
static bool in_fence(const struct pointers *p, u64 address, u64 bytes)
{
	const u64 fence = p->t->r.iod.npages ? PAGE : BP_NVME_SMALL_POOL_BYTES;

	return address % fence + bytes <= fence;
}

static u16 admit(void *arg, enum bp_nvme_purpose purpose, u64 address, u64 bytes)
{
	struct pointers *p = arg;

	if (purpose != BP_NVME_DMA_LIST && purpose != BP_NVME_DMA_SEGMENT)
		return 0;
	p->lists++;
	p->slots += bytes / (purpose == BP_NVME_DMA_LIST ? 8 : 16);
	return in_fence(p, address, bytes) ? 0 : NVME_SC_DATA_XFER_ERROR;
}

static u16 fetch(void *arg, enum bp_nvme_purpose purpose, u64 address, void *data, u32 bytes)
{
	struct pointers *p = arg;

	(void)purpose;
	return bp_ram_read(p->t->ram, bp_phys_addr(address), data, bytes) ? NVME_SC_DATA_XFER_ERROR
									  : 0;
}

static bool has_sgl(const struct pointers *p)
{
	return p->t->cmd.common.flags & NVME_CMD_SGL_ALL;
}

static u16 walk(struct pointers *p)
{
	static const struct bp_nvme_walk_ops ops = { .admit = admit, .fetch = fetch };
	const union nvme_data_ptr *dptr = &p->t->cmd.common.dptr;
	const struct bp_nvme_walk w = {
		.ops = &ops,
		.arg = p,
		.page_bytes = PAGE,
		.sgls = p->t->nvme.ctrl.sgls,
		.max_descriptors = 65536,
		.descriptors = &p->descriptors,
		.bytes = p->c.total,
		.pieces = &p->pieces,
	};

	bp_nvme_pieces_clear(&p->pieces);
	p->pieces.purpose = p->c.read ? BP_NVME_DMA_C2H : BP_NVME_DMA_H2C;
	p->descriptors = p->lists = 0;
	p->slots = 0;
	return has_sgl(p) ? bp_nvme_sgl_walk(&w, &dptr->sgl)
			  : bp_nvme_prp_walk(&w, le64_to_cpu(dptr->prp1), le64_to_cpu(dptr->prp2));
}

/* INV-NVME-7: byte by byte the same addresses, however they are cut. */
static bool same_bytes(const struct pointers *p)
{
	u64 into_vec = 0, into_piece = 0;
	unsigned vec = 0;
	u32 piece = 0;

	while (vec < p->c.nr && piece < p->pieces.nr) {
		const u64 vec_left = p->c.vec[vec].len - into_vec;
		const u64 piece_left = p->pieces.piece[piece].bytes - into_piece;
		const u64 step = bp_min(vec_left, piece_left);

		if (p->c.vec[vec].addr + into_vec != p->pieces.piece[piece].address + into_piece)
			return false;
		into_vec = step == vec_left ? 0 : into_vec + step;
		into_piece = step == piece_left ? 0 : into_piece + step;
		vec += !into_vec;
		piece += !into_piece;
	}
	return vec == p->c.nr && piece == p->pieces.nr;
}

/* NVH-18, INV-NVME-2 to -5. */
static void closed_forms_of_prps(struct pointers *p)
{
	const u64 off = p->c.vec[0].addr % PAGE;
	const u64 n = (off + p->c.total + PAGE - 1) / PAGE - 1;
	const u64 lists = n <= 1 ? 0 : n <= 512 ? 1 : (n - 1 + 510) / 511;
	const int npages = n <= 1 ? -1 : n <= 32 ? 0 : (int)lists;

	demand(p, (le64_to_cpu(p->t->cmd.common.dptr.prp2) == 0) == (n == 0), "INV-NVME-2");
	demand(p, p->pieces.nr == n + 1, "INV-NVME-3");
	demand(p, p->lists == lists && p->slots == (lists ? n + lists - 1 : 0), "INV-NVME-4");
	demand(p, p->t->r.iod.npages == npages || (n <= 1 && p->t->r.iod.npages <= 0),
	       "INV-NVME-5");
	p->tally.lists += p->lists;
}

/* INV-NVME-5, INV-NVME-12: 255 entries and a link in each segment but the last. */
static void closed_forms_of_sgls(struct pointers *p)
{
	const u64 n = p->pieces.nr;
	const u64 segments = n == 1 ? 0 : n <= 256 ? 1 : (n - 1 + 254) / 255;
	const int npages = n == 1 ? -1 : n <= 16 ? 0 : (int)segments;

	demand(p, p->lists == segments && p->slots == (segments ? n + segments - 1 : 0),
	       "INV-NVME-12");
	demand(p, p->t->r.iod.npages == npages, "INV-NVME-5");
	p->tally.segments += p->lists;
}

static void judge_command(struct pointers *p)
{
	if (walk(p)) {
		broken(p, "the controller refuses");
		return;
	}
	demand(p, same_bytes(p), "INV-NVME-7");
	if (has_sgl(p))
		closed_forms_of_sgls(p);
	else
		closed_forms_of_prps(p);
	p->tally.simple += !p->lists;
	p->tally.chained += p->lists > 1;
	p->tally.bytes += p->c.total;
}

void pointers_judge(struct pointers *p)
{
	const unsigned opf =
		(p->c.read ? REQ_OP_READ : REQ_OP_WRITE) | (p->c.direct ? REQ_DMA_DIRECT : 0);
	const blk_status_t status = t_nvme_map(p->t, opf, p->c.nr, p->c.vec);

	if (status == BLK_STS_OK) {
		judge_command(p);
		t_nvme_unmap(p->t);
	} else {
		p->tally.refused++;
		demand(p, status == BLK_STS_IOERR && !pointers_fits_pages(&p->c),
		       "the driver refuses");
	}
	bio_put(p->t->r.rq.bio);
}
