/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an I/O is: its operation, its memory, its blocks.
 */
#include "proof/nvme/nvme.h"

#define FEW_BLOCKS 64u /* so that commands meet */

/* Few slots are for the driver alone: who lends memory would hold them. */
static bool may_be_direct(const struct bp_nvme_io *io)
{
	return io->p->doc.patches != BP_NVME_UNPATCHED && !io->p->few_slots &&
	       io->op != REQ_OP_WRITE_ZEROES;
}

static void draw_op(struct bp_nvme_io *io)
{
	struct bp_choices *c = &io->p->trial->choices;

	io->op =
		(unsigned)bp_choose(c, REQ_OP_WRITE, REQ_OP_READ, REQ_OP_WRITE, REQ_OP_READ,
				    REQ_OP_WRITE, REQ_OP_READ, REQ_OP_DISCARD, REQ_OP_WRITE_ZEROES);
	if (io->op == REQ_OP_WRITE && bp_choose_once_in(c, 4))
		io->opf = (unsigned)bp_choose(c, REQ_FUA, REQ_PREFLUSH, REQ_FUA | REQ_PREFLUSH);
	if (bp_choose_once_in(c, 2) && may_be_direct(io))
		io->opf |= REQ_DMA_DIRECT;
}

/* Behind the last one, so that they may become one request, or among few blocks. */
static void draw_place(struct bp_nvme_io *io)
{
	struct bp_nvme_proof *p = io->p;
	struct bp_choices *c = &p->trial->choices;

	if (!bp_nvme_io_has_data(io))
		io->count = (u32)bp_choose_edge(c, 1, FEW_BLOCKS, 8, 1);
	io->lba = bp_choose_once_in(c, 2) ? (u32)bp_choose_below(c, FEW_BLOCKS) : p->lba_at;
	if (io->lba + io->count > p->nr_blocks)
		io->lba = 0;
}

static void draw_flush(struct bp_nvme_io *io)
{
	io->op = REQ_OP_WRITE;
	io->opf = REQ_PREFLUSH;
}

void bp_nvme_proof_draw(struct bp_nvme_io *io)
{
	if (bp_choose_once_in(&io->p->trial->choices, 12)) {
		draw_flush(io);
		return;
	}
	draw_op(io);
	if (io->op == REQ_OP_READ || io->op == REQ_OP_WRITE)
		bp_nvme_proof_draw_memory(io);
	draw_place(io);
}
