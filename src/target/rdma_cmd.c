/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Room for capsules, mapped as long as its queue lives (R-C4.4).
 */
#include <errno.h>

#include "rdma.h"

static struct ib_device *device_of(const struct nvmet_rdma_cmd *cmd)
{
	return cmd->queue->dev->device;
}

/* One page for the adapter to write to; 0: mapped, and @sge tells where. */
static int map_page(const struct nvmet_rdma_cmd *cmd, struct page *page, u32 bytes,
		    struct ib_sge *sge)
{
	struct ib_device *device = device_of(cmd);
	const dma_addr_t addr = ib_dma_map_page(device, page, 0, bytes, DMA_FROM_DEVICE);

	if (ib_dma_mapping_error(device, addr))
		return -ENOMEM;
	*sge = (struct ib_sge){ bp_dma_u64(addr), bytes, cmd->queue->dev->pd->local_dma_lkey };
	return 0;
}

static int add_page(struct nvmet_rdma_cmd *cmd, u32 bytes, struct page **page)
{
	struct bp_env *env = bp_rdma_env(cmd->queue);

	*page = alloc_page_below(env, env->max_pfn);
	if (!*page)
		return -ENOMEM;
	if (!map_page(cmd, *page, bytes, &cmd->sge[cmd->wr.num_sge])) {
		cmd->wr.num_sge++;
		return 0;
	}
	put_page(env, *page);
	return -ENOMEM;
}

static void drop_page(struct nvmet_rdma_cmd *cmd, struct page *page)
{
	const struct ib_sge *sge = &cmd->sge[--cmd->wr.num_sge];

	ib_dma_unmap_page(device_of(cmd), bp_dma_addr(sge->addr), sge->length, DMA_FROM_DEVICE);
	put_page(bp_rdma_env(cmd->queue), page);
}

static void free_cmd(struct nvmet_rdma_cmd *cmd)
{
	while (cmd->wr.num_sge > 1)
		drop_page(cmd, sg_page(&cmd->inline_sg[cmd->wr.num_sge - 2]));
	if (cmd->wr.num_sge)
		drop_page(cmd, cmd->page);
}

static int add_inline_pages(struct nvmet_rdma_cmd *cmd)
{
	const struct nvmet_rdma_device *ndev = cmd->queue->dev;
	struct bp_env *env = bp_rdma_env(cmd->queue);
	u32 left = ndev->inline_data_size;

	sg_init_table(cmd->inline_sg, NVMET_RDMA_MAX_INLINE_SGE);
	for (u32 i = 0; i < ndev->inline_page_count; i++) {
		const u32 bytes = bp_min(left, bp_page_size(env));
		struct page *page;

		if (add_page(cmd, bytes, &page))
			return -ENOMEM;
		sg_set_page(env, &cmd->inline_sg[i], page, bytes, 0);
		left -= bytes;
	}
	return 0;
}

static int alloc_cmd(struct nvmet_rdma_queue *queue, struct nvmet_rdma_cmd *cmd)
{
	cmd->queue = queue;
	cmd->cqe.done = nvmet_rdma_recv_done;
	cmd->wr.wr_cqe = &cmd->cqe;
	cmd->wr.sg_list = cmd->sge;
	if (add_page(cmd, sizeof(struct nvme_command), &cmd->page))
		return -ENOMEM;
	cmd->nvme_cmd = (struct nvme_command *)bp_page_bytes(bp_rdma_env(queue), cmd->page);
	return queue->host_qid ? add_inline_pages(cmd) : 0;
}

int nvmet_rdma_alloc_cmds(struct nvmet_rdma_queue *queue)
{
	struct bp_env *env = bp_rdma_env(queue);

	queue->cmds = bp_alloc(env, BP_ALLOC_NVMET, queue->recv_queue_size * sizeof(*queue->cmds));
	if (!queue->cmds)
		return -ENOMEM;
	for (u32 i = 0; i < queue->recv_queue_size; i++)
		if (alloc_cmd(queue, &queue->cmds[i])) {
			nvmet_rdma_free_cmds(queue);
			return -ENOMEM;
		}
	return 0;
}

void nvmet_rdma_free_cmds(struct nvmet_rdma_queue *queue)
{
	for (u32 i = 0; i < queue->recv_queue_size; i++)
		free_cmd(&queue->cmds[i]);
	bp_free(bp_rdma_env(queue), queue->cmds);
	queue->cmds = NULL;
}

int nvmet_rdma_post_recv(struct nvmet_rdma_cmd *cmd)
{
	for (int i = 0; i < cmd->wr.num_sge; i++)
		ib_dma_sync_single_for_device(device_of(cmd), bp_dma_addr(cmd->sge[i].addr),
					      cmd->sge[i].length, DMA_FROM_DEVICE);
	return ib_post_recv(cmd->queue->qp, &cmd->wr, NULL);
}
