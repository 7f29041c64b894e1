/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A controller whose device is one buffer: reads and writes of any block move its first bytes.
 * Nothing but queues and data pointers is there to go wrong.
 */
#ifndef MOVER_H
#define MOVER_H

#include <string.h>

#include "bp_test.h"
#include "nvctrl.h"
#include "nvme/engine.h"
#include "nvme/pointer.h"

#define MOVER_BYTES 0x400000u

/* There is one at a time. */
static struct {
	u8 data[MOVER_BYTES];
	void (*between)(void *arg); /* the data pointer is understood, nothing was moved yet */
	void *arg;
	u64 moved; /* of the last command */
} mover;

static void mover_admin(struct bp_nvme_run *run)
{
	const struct nvme_create_sq *sq = &run->cmd.create_sq;
	const struct bp_nvme_queue_request what = {
		.id = le16_to_cpu(sq->sqid),
		.size = le16_to_cpu(sq->qsize) + 1u,
		.base = le64_to_cpu(sq->prp1),
		.contiguous = true,
		.cqid = le16_to_cpu(sq->cqid),
	};

	run->status = run->cmd.common.opcode == nvme_admin_create_sq
			      ? bp_nvme_sq_create(run->ctrl, &what)
			      : bp_nvme_cq_create(run->ctrl, &what);
}

static u16 mover_move(struct bp_nvme_run *run, struct bp_nvme_pieces *pieces)
{
	const u64 bytes = (le16_to_cpu(run->cmd.rw.length) + 1ull) * 512;
	const bool reads = run->cmd.rw.opcode == nvme_cmd_read;
	u16 status = bp_nvme_mdts_check(run, bytes);

	mover.moved = 0;
	if (!status)
		status = bp_nvme_pointer_walk(run, bytes, reads ? BP_NVME_DMA_C2H : BP_NVME_DMA_H2C,
					      pieces);
	if (status)
		return status;
	if (mover.between)
		mover.between(mover.arg);
	return bp_nvme_pieces_move(run, pieces, 0, mover.data, bytes, &mover.moved);
}

static void mover_io(struct bp_nvme_run *run)
{
	struct bp_nvme_pieces pieces = { 0 };

	run->status = mover_move(run, &pieces);
	bp_nvme_pieces_fini(&pieces);
}

/* Ready, with I/O queue 1. */
static inline void mover_start(struct t_nvctrl *t, const struct bp_nvme_config *config)
{
	static const struct bp_nvme_parts parts = { .admin = mover_admin, .io = mover_io };

	mover.between = NULL;
	for (u32 i = 0; i < MOVER_BYTES; i++)
		mover.data[i] = (u8)(i * 7 + i / 256 + 1);
	t_nvctrl_engine(t, config, &parts);
	t_nvctrl_enable(t);
	t_nvctrl_queues(t, 1);
}

/* A command of so many bytes over PRPs; the caller may make an SGL of them. */
static inline struct nvme_command mover_command(u8 opcode, u32 bytes, u64 prp1, u64 prp2)
{
	struct nvme_command cmd = { .rw = { .opcode = opcode } };

	cmd.rw.nsid = cpu_to_le32(1);
	cmd.rw.length = cpu_to_le16((u16)(bytes / 512 - 1));
	cmd.rw.dptr.prp1 = cpu_to_le64(prp1);
	cmd.rw.dptr.prp2 = cpu_to_le64(prp2);
	return cmd;
}

#endif
