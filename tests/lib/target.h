/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An NVMe-oF target in a machine, behind a transport that is a function call: a capsule goes in, a
 * response is written down, and data moves between a buffer of the test and what the target took.
 *
 * a is an NVMe drive, b has memory for peers, c is who moves the data (an HCA); all below a switch.
 */
#ifndef BP_TEST_TARGET_H
#define BP_TEST_TARGET_H

#include <blkpath/nvmet_config.h>
#include <blkpath/nvmet_event.h>
#include <blkpath/p2p_use.h>

#include "null/null.h"
#include "nvme/namespace.h"
#include "nvme_machine.h"

#define T_TARGET_NQN "nqn.2019-06.test:target"
#define T_HOST_NQN "nqn.2019-06.test:host"
#define T_TARGET_BLOCKS 65536u /* of 512 bytes */

enum t_target_disk { T_TARGET_NULL, T_TARGET_NVME };

/**
 * struct t_target_setup - what a target differs in
 * @profile: of peer-to-peer memory
 * @disk: behind the namespace
 * @p2p: the namespace wants peer-to-peer memory
 * @no_client: the transport has no device that could reach peers
 * @lba_shift: of the namespace; 0: 9
 * @fail: of a null disk
 * @offset: between CPU and bus addresses of BARs
 */
struct t_target_setup {
	enum bp_p2p_profile profile;
	enum t_target_disk disk;
	bool p2p;
	bool no_client;
	u8 lba_shift;
	struct bp_null_fault fail;
	u64 offset;
};

struct t_target_queue {
	struct nvmet_cq cq;
	struct nvmet_sq sq;
};

#define T_TARGET_EVENTS 256

/**
 * struct t_target - the machine
 * @m: drive, fabric, RAM, checker
 * @admin: connected by t_target_init(), and the controller enabled
 * @io: the same
 * @ctrl: the controller
 * @sink: hears NVMET_* events
 * @steps: of requests, in order
 * @bios: NVMET_BIO events
 * @sectors: of the bios, in order
 * @opf: of the first bio
 * @deleted: calls of delete_ctrl
 */
struct t_target {
	struct t_nvme_machine m;
	struct bp_p2p p2p;
	struct bp_nvme_namespace_config blocks;
	struct bp_null *null;
	enum t_target_disk disk;
	struct bp_nvmet nvmet;
	struct nvmet_subsys *subsys;
	struct nvmet_ns *ns;
	struct nvmet_port port;
	struct device *client;
	struct t_target_queue admin;
	struct t_target_queue io;
	struct nvmet_ctrl *ctrl;
	struct bp_sink sink;
	struct bp_nvmet_request steps[T_TARGET_EVENTS];
	unsigned nr_steps;
	unsigned nr_bios;
	struct {
		sector_t sector;
		unsigned bytes;
		unsigned vectors;
		unsigned room; /* for vectors */
		unsigned opf;
	} bios[T_TARGET_EVENTS];
	unsigned deleted;
};

/**
 * struct t_command - a command with its response
 * @cmd: fill in before t_target_send()
 * @data: of the host; the transport moves it
 * @bytes: of the SGL descriptor
 * @inline_sg: the data comes with the capsule: a list of RAM
 * @keep: the transport does not free the data with the response
 * @cqe: completion
 * @responses: how often there was one
 * @status: of the response, without the More bit
 */
struct t_command {
	struct nvme_command cmd;
	u8 *data;
	u32 bytes;
	struct scatterlist *inline_sg;
	int inline_nents;
	bool keep;
	struct nvme_completion cqe;
	unsigned responses;
	u16 status;
	struct t_target *t;
	struct nvmet_req req;
};

void t_target_init(struct t_target *t, const struct t_target_setup *setup);

/* The same without a controller: no queue is connected. */
void t_target_init_bare(struct t_target *t, const struct t_target_setup *setup);

/* Takes the queues down and asserts that everything was given back. */
void t_target_fini(struct t_target *t);

/* A queue that no controller has. */
void t_target_queue_init(struct t_target *t, struct t_target_queue *queue);

/* Commands with the flags that fabrics want; all else zero. */
struct nvme_command t_nvmf_rw(u8 opcode, u64 slba, u16 length);
struct nvme_command t_nvmf_connect(u16 qid, u16 sqsize);
struct nvme_command t_nvmf_property_set(u32 offset, u64 value);

/* The data of a connect to the target; allocated, free() it. */
struct nvmf_connect_data *t_nvmf_connect_data(u16 cntlid);

/* Everything up to the response, which is not waited for. */
void t_target_send(struct t_target *t, struct t_target_queue *queue, struct t_command *command);

/* Waits for the response of a command that was sent. */
u16 t_target_wait(struct t_target *t, struct t_command *command);

/* Both. */
u16 t_target_do(struct t_target *t, struct t_target_queue *queue, struct t_command *command);

/* Connects a queue; returns the status. */
u16 t_target_connect(struct t_target *t, struct t_target_queue *queue, u16 qid, u16 sqsize);

/* The last event of a step; fails the test without. */
const struct bp_nvmet_request *t_target_step(const struct t_target *t, enum bp_nvmet_step step);

/* Bytes that b's pool has free. */
u64 t_target_pool(const struct t_target *t);

#endif
