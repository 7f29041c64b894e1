/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A recorded NVMe drive: requests become commands by the host driver's data path, and end at once.
 *
 * Nobody stands behind it: what a controller would be told is what a recorder saw.
 */
#include <errno.h>

#include <blkpath/nvme_command.h>
#include <blkpath/nvme_limits.h>
#include <blkpath/nvme_map.h>

#include "world/prediction_parts.h"

#define SGL_THRESHOLD 32768u /* the driver's own */
#define SGLS_SUPPORTED 1u

/**
 * struct bp_prediction_nvme - the drive
 * @prediction: told of each command
 */
struct bp_prediction_nvme {
	struct bp_env *env;
	struct bp_ram *ram;
	struct bp_prediction *prediction;
	struct device dev;
	struct nvme_dev nvme;
	struct nvme_queue nvmeq;
	struct nvme_ns ns;
	struct gendisk disk;
	struct blk_mq_tag_set tag_set;
	struct request_queue *q;
};

static const char *rule(const struct nvme_iod *iod)
{
	if (iod->dma_len)
		return iod->bp_cmd.common.flags & NVME_CMD_SGL_ALL
			       ? "NVH-15 one segment, beyond two pages"
			       : "NVH-14 one segment, within two pages";
	return iod->use_sgl ? "NVH-16 segments of 32768 bytes on average" : "NVH-17 page by page";
}

static struct bp_fact_row row(const struct nvme_command *cmd, unsigned entries)
{
	const struct nvme_rw_command *rw = &cmd->rw;
	const u64 blocks = le16_to_cpu(rw->length) + 1ull;

	if (rw->flags & NVME_CMD_SGL_ALL)
		return (struct bp_fact_row){ { le64_to_cpu(rw->slba), blocks, BP_POINTER_SGL } };
	return (struct bp_fact_row){ { le64_to_cpu(rw->slba), blocks, BP_POINTER_PRP,
				       le64_to_cpu(rw->dptr.prp1),
				       bp_fact_prp2(le64_to_cpu(rw->dptr.prp2), entries) } };
}

static void note(struct bp_prediction_nvme *n, struct request *rq)
{
	const struct nvme_iod *iod = bp_nvme_iod(rq);
	struct bp_prediction *p = n->prediction;
	struct bp_predicted_command command = { .first_pointer = p->pointers.n };

	int error = bp_data_pointer_read(n->ram, &iod->bp_cmd, blk_rq_bytes(rq), &p->pointers);

	p->no_memory |= error == -ENOMEM;
	command.pointers = p->pointers.n - command.first_pointer;
	command.row = row(&iod->bp_cmd, command.pointers);
	command.rule = rule(iod);
	bp_prediction_command(p, rq, &command);
}

static blk_status_t queue_rq(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct bp_prediction_nvme *n = hctx->driver_data;
	blk_status_t status = nvme_prep_rq(&n->nvmeq, bd->rq);

	if (status)
		return status;
	note(n, bd->rq);
	nvme_req(bd->rq)->status = NVME_SC_SUCCESS;
	blk_mq_complete_request(bd->rq);
	return BLK_STS_OK;
}

/* The limits are the recording's, so memory for lists follows them too. */
static void describe(struct bp_prediction_nvme *n, const struct bp_recording *r,
		     const struct queue_limits *limits)
{
	struct nvme_ctrl *ctrl = &n->nvme.ctrl;

	n->dev.bp_env = n->env;
	n->dev.dma_mask = n->dev.coherent_dma_mask = DMA_BIT_MASK(64);
	n->nvme.dev = &n->dev;
	ctrl->bp_env = n->env;
	ctrl->state = NVME_CTRL_LIVE;
	ctrl->sgls = r->sgls ? SGLS_SUPPORTED : 0;
	ctrl->bp_params.sgl_threshold = SGL_THRESHOLD;
	ctrl->bp_params.max_segments = limits->max_segments;
	bp_nvme_init_mdts(ctrl, 0, 0);
	bp_nvme_set_dma_limits(&n->nvme);
	ctrl->max_hw_sectors = bp_min(limits->max_sectors, (r->bytes >> SECTOR_SHIFT) + 1);
	n->nvmeq = (struct nvme_queue){ .dev = &n->nvme, .qid = 1, .flags = NVMEQ_ENABLED };
	n->ns.ctrl = ctrl;
	n->ns.disk = &n->disk;
	n->ns.ns_id = 1;
	n->ns.lba_shift = (u8)__builtin_ctz(limits->logical_block_size);
}

static int make_queue(struct bp_prediction_nvme *n, unsigned tags)
{
	static const struct blk_mq_ops ops = { .queue_rq = queue_rq,
					       .complete = nvme_pci_complete_rq };
	int error;

	n->tag_set = (struct blk_mq_tag_set){
		.ops = &ops,
		.nr_hw_queues = 1,
		.queue_depth = tags,
		.cmd_size = sizeof(struct nvme_iod),
		.flags = BLK_MQ_F_SHOULD_MERGE,
		.driver_data = n,
	};
	error = blk_mq_alloc_tag_set(n->env, &n->tag_set);
	if (error)
		return error;
	n->q = blk_mq_init_queue(n->env, &n->tag_set);
	if (!n->q)
		return -ENOMEM;
	n->q->queuedata = &n->ns;
	n->ns.queue = n->disk.queue = n->q;
	return 0;
}

/* After a BUG a request holds what it has as long as the environment, and so does the drive. */
void bp_prediction_nvme_close(struct bp_prediction_nvme *n)
{
	if (!n || (n->q && blk_cleanup_queue(n->q)))
		return;
	blk_mq_free_tag_set(&n->tag_set);
	bp_nvme_pools_fini(&n->nvme);
	bp_free(n->env, n);
}

int bp_prediction_nvme_open(struct bp_world *world, const struct bp_world_config *config,
			    const struct bp_recording *r, struct bp_prediction *p,
			    struct bp_prediction_nvme **drive)
{
	struct bp_prediction_nvme *n = bp_alloc(&world->env, BP_ALLOC_QUEUE, sizeof(*n));
	int error;

	*drive = NULL;
	if (!n)
		return -ENOMEM;
	n->env = &world->env;
	n->ram = world->ram;
	n->prediction = p;
	describe(n, r, &config->limits->limits);
	error = bp_nvme_pools_init(&n->nvme);
	if (!error)
		error = make_queue(n, config->depth);
	if (error) {
		bp_prediction_nvme_close(n);
		return error;
	}
	n->q->bp_rules = config->rules;
	bp_limits_apply(config->limits, n->q);
	world->disk = &n->disk;
	world->q = n->q;
	*drive = n;
	return 0;
}
