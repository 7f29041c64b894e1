/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A transport of the target that is a function call, with a queue of the controller that a far host
 * has.  What it does with a command at its end is up to the exhibit.
 */
#ifndef SIM_WORLD_GALLERY_BY_CALL_H
#define SIM_WORLD_GALLERY_BY_CALL_H

#include <blkpath/nvmet_event.h>

struct bp_flow_world;

#define BP_BY_CALL_BYTES 4096u /* of each command, a write to block 0 */

/**
 * struct bp_by_call - the transport, with room for one command after the other
 * @status: how the command ended; 0xffff: it has not
 * @world: where
 * @sq: its queue
 * @cq: the other half of it
 * @cmd: the command as the host sent it
 * @cqe: its completion
 * @req: the command
 */
struct bp_by_call {
	u16 status;
	struct bp_flow_world *world;
	struct nvmet_sq sq;
	struct nvmet_cq cq;
	struct nvme_command cmd;
	struct nvme_completion cqe;
	struct nvmet_req req; /* ends with a bio, and that with its vectors */
};

/* Return: 0 or -ENOMEM. */
int bp_by_call_open(struct bp_by_call *call, struct bp_flow_world *world);

/* All commands are over. */
void bp_by_call_close(struct bp_by_call *call);

/* A write until its response was sent; its data is in @list as if it had come in the capsule, or,
 * without, in what the target takes for it. */
void bp_by_call_write(struct bp_by_call *call, struct scatterlist *list);

/* Its buffer is given back, or should be; the room is free. */
void bp_by_call_released(struct bp_by_call *call);

#endif
