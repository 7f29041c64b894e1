/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The commands that bring queues and the controller up (rdma-nvmet.md C6, R-D4).
 */
#include <errno.h>
#include <string.h>

#include "initiator/engine.h"

#define ANY_CNTLID 0xffffu

static const u8 hostid[16] = { 0xb1, 0x0c, 0x9a, 0x78, [15] = 1 };

static u8 *bytes_at(const struct bp_initiator *host, u64 addr)
{
	return host->flat.data + (addr - host->flat.base);
}

static void fill_data(const struct bp_initiator_queue *queue)
{
	const struct bp_initiator *host = queue->host;
	struct nvmf_connect_data data = {
		.cntlid = cpu_to_le16(queue->qid ? host->cntlid : ANY_CNTLID),
	};

	memcpy(data.hostid, hostid, sizeof(hostid));
	memcpy(data.subsysnqn, host->config.subsysnqn, strlen(host->config.subsysnqn));
	memcpy(data.hostnqn, host->config.hostnqn, strlen(host->config.hostnqn));
	memcpy(bytes_at(host, bp_initiator_connect_data(queue)), &data, sizeof(data));
}

static union nvmf_command connect_command(const struct bp_initiator_queue *queue)
{
	const struct bp_initiator_config *config = &queue->host->config;

	return (union nvmf_command){
		.connect = {
			.opcode = nvme_fabrics_command,
			.fctype = nvme_fabrics_type_connect,
			.qid = cpu_to_le16(queue->qid),
			.sqsize = cpu_to_le16((u16)(queue->depth - 1)),
			.cattr = config->no_flow_control ? NVME_CONNECT_DISABLE_SQFLOW : 0,
			.kato = cpu_to_le32(queue->qid ? 0 : config->kato_ms),
		},
	};
}

/* Sends a command and waits; not 0: it was lost, or its status is not 0. */
static int run(struct bp_initiator_queue *queue, struct bp_initiator_command *command,
	       const char *name, struct bp_error *err)
{
	int error = bp_initiator_do(queue->host, queue->qid, command);

	if (!error && !command->status)
		return 0;
	if (error)
		bp_error_set(err, NULL, 0, name, "queue %u: the connection broke, error %d",
			     queue->qid, -error);
	else
		bp_error_set(err, NULL, 0, name, "queue %u: status 0x%x", queue->qid,
			     command->status);
	return -EIO;
}

int bp_initiator_fabrics_connect(struct bp_initiator_queue *queue, struct bp_error *err)
{
	const struct bp_initiator_segment data = { bp_initiator_connect_data(queue),
						   sizeof(struct nvmf_connect_data) };
	struct bp_initiator_command command = { .cmd = connect_command(queue),
						.segments = &data,
						.nr_segments = 1 };
	int error;

	fill_data(queue);
	error = run(queue, &command, "connect", err);
	queue->view.status = command.status;
	if (!error && !queue->qid)
		queue->host->cntlid = le16_to_cpu(command.cqe.result.u16);
	return error;
}

static int property(struct bp_initiator_queue *admin, u32 offset, bool is_64, u64 *value,
		    struct bp_error *err)
{
	struct bp_initiator_command command = { .cmd = bp_initiator_property_get(offset, is_64) };
	int error = run(admin, &command, "property", err);

	*value = le64_to_cpu(command.cqe.result.u64);
	return error;
}

static int check_cap(struct bp_initiator_queue *admin, struct bp_error *err)
{
	const u16 depth = admin->host->config.depth;
	u64 cap;
	int error = property(admin, NVME_REG_CAP, true, &cap, err);

	if (error)
		return error;
	if (depth > NVME_CAP_MQES(cap) + 1)
		return bp_error_set(err, NULL, 0, "depth",
				    "depth is %u, the controller has queues of at most %u", depth,
				    NVME_CAP_MQES(cap) + 1);
	return 0;
}

/* R-C6.5: the target is ready, or it is not, when CC has been written. */
int bp_initiator_enable(struct bp_initiator *host, struct bp_error *err)
{
	struct bp_initiator_queue *admin = &host->queues[0];
	struct bp_initiator_command command = {
		.cmd = bp_initiator_property_set(NVME_REG_CC,
						 NVME_CC_ENABLE | NVME_CC_IOSQES | NVME_CC_IOCQES),
	};
	u64 csts;
	int error = check_cap(admin, err);

	if (!error)
		error = run(admin, &command, "enable", err);
	if (!error)
		error = property(admin, NVME_REG_CSTS, false, &csts, err);
	if (error)
		return error;
	if ((csts & (NVME_CSTS_RDY | NVME_CSTS_CFS)) == NVME_CSTS_RDY)
		return 0;
	bp_error_set(err, NULL, 0, "enable", "the controller is not ready, CSTS 0x%x",
		     (unsigned)csts);
	return -EIO;
}
