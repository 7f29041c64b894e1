/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "proof/nvme/bare.h"

#define IO_QUEUES 2u
#define ENABLED (NVME_CC_ENABLE | NVME_CC_IOSQES | NVME_CC_IOCQES)

static void create(struct bp_bare *bare, u16 qid)
{
	const struct nvme_command cq = { .create_cq = {
						 .opcode = nvme_admin_create_cq,
						 .command_id = cpu_to_le16(bare->command_id++),
						 .prp1 = cpu_to_le64(BP_BARE_CQS +
								     qid * BP_BARE_RING),
						 .cqid = cpu_to_le16(qid),
						 .qsize = cpu_to_le16(
							 (u16)(bare->ring[qid].size - 1)),
						 .cq_flags = cpu_to_le16(NVME_QUEUE_PHYS_CONTIG),
					 } };
	const struct nvme_command sq = { .create_sq = {
						 .opcode = nvme_admin_create_sq,
						 .command_id = cpu_to_le16(bare->command_id++),
						 .prp1 = cpu_to_le64(BP_BARE_SQS +
								     qid * BP_BARE_RING),
						 .sqid = cpu_to_le16(qid),
						 .qsize = cpu_to_le16(
							 (u16)(bare->ring[qid].size - 1)),
						 .sq_flags = cpu_to_le16(NVME_QUEUE_PHYS_CONTIG),
						 .cqid = cpu_to_le16(qid),
					 } };

	bp_bare_put(bare, 0, &cq);
	bp_bare_doorbell(bare, 0, false, bare->ring[0].tail);
	bp_bare_settle(bare);
	bp_bare_put(bare, 0, &sq);
	bp_bare_doorbell(bare, 0, false, bare->ring[0].tail);
	bp_bare_settle(bare);
}

void bp_bare_bring_up(struct bp_bare *bare)
{
	const u32 entries = bare->ring[0].size - 1;

	bp_bare_write(bare, NVME_REG_AQA, entries | entries << 16, 4);
	bp_bare_write(bare, NVME_REG_ASQ, BP_BARE_SQS, 8);
	bp_bare_write(bare, NVME_REG_ACQ, BP_BARE_CQS, 8);
	bp_bare_write(bare, NVME_REG_CC, ENABLED, 4);
	bp_bare_settle(bare);
	for (u16 qid = 1; qid <= IO_QUEUES; qid++)
		create(bare, qid);
}
