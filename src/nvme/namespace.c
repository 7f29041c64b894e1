/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A namespace as a disk (NVH-38).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <blkpath/nvme_limits.h>
#include <blkpath/t10_pi.h>

#include "life.h"

#define BLKEXT_MAJOR 259u

/* MODEL: the block layer has no profile for type 3, so that the controller makes its tuples. */
static void nvme_init_integrity(struct nvme_ns *ns)
{
	struct blk_integrity *integrity = &ns->disk->integrity;

	*integrity = (struct blk_integrity){ 0 };
	if (ns->ext || (ns->pi_type != NVME_NS_DPS_PI_TYPE1 && ns->pi_type != NVME_NS_DPS_PI_TYPE2))
		return;
	integrity->profile = &t10_pi_type1_crc;
	integrity->flags = BLK_INTEGRITY_VERIFY | BLK_INTEGRITY_GENERATE;
	integrity->tuple_size = (u8)ns->ms;
	integrity->interval_exp = ns->lba_shift;
}

/* The block layer knows blocks from a sector to a page, in 16 bits.  0 is no format at all. */
static bool is_block_shift(const struct nvme_ns *ns, u8 shift)
{
	return shift >= SECTOR_SHIFT && shift <= bp_min(ns->ctrl->bp_env->page_shift, 15u);
}

static void take(struct nvme_ns *ns, const struct nvme_id_ns *id)
{
	const struct nvme_lbaf *format = &id->lbaf[id->flbas & NVME_NS_FLBAS_LBA_MASK];

	ns->lba_shift = is_block_shift(ns, format->ds) ? format->ds : SECTOR_SHIFT;
	ns->ms = le16_to_cpu(format->ms);
	ns->noiob = le16_to_cpu(id->noiob);
	ns->ext = ns->ms && id->flbas & NVME_NS_FLBAS_META_EXT;
	ns->pi_type = ns->ms == sizeof(struct t10_pi_tuple) ? id->dps & NVME_NS_DPS_PI_MASK : 0;
}

/* Odd blocks, or metadata that nobody here can make: nothing of the disk can be used. */
static bool is_usable(const struct nvme_ns *ns, const struct nvme_id_ns *id)
{
	const u8 shift = id->lbaf[id->flbas & NVME_NS_FLBAS_LBA_MASK].ds;

	if (shift && !is_block_shift(ns, shift))
		return false;
	return !ns->ms || ns->pi_type;
}

static void nvme_update_disk_info(struct nvme_ns *ns, const struct nvme_id_ns *id)
{
	const u64 blocks = le64_to_cpu(id->nsze);

	take(ns, id);
	bp_nvme_set_ns_limits(ns);
	nvme_init_integrity(ns);
	ns->disk->capacity = is_usable(ns, id) ? blocks << (ns->lba_shift - SECTOR_SHIFT) : 0;
	bp_info(ns->ctrl->bp_env, BP_SITE_NVME_NS_SIZE, ns->ns_id, blocks);
}

int nvme_revalidate_disk(struct nvme_ns *ns)
{
	struct nvme_id_ns *id = bp_alloc(ns->ctrl->bp_env, BP_ALLOC_NVME, sizeof(*id));
	int status;

	if (!id)
		return -ENOMEM;
	status = bp_nvme_identify(ns->ctrl, ns->ns_id, NVME_ID_CNS_NS, id);
	if (!status && !le64_to_cpu(id->ncap))
		status = -ENODEV;
	if (!status)
		nvme_update_disk_info(ns, id);
	bp_free(ns->ctrl->bp_env, id);
	return status;
}

/* NVH-11, NVH-12 */
static void set_flags(const struct nvme_ns *ns)
{
	const enum bp_nvme_patches patches = ns->ctrl->bp_params.patches;

	blk_queue_flag_set(QUEUE_FLAG_NONROT, ns->queue);
	if (patches != BP_NVME_UNPATCHED)
		blk_queue_flag_set(QUEUE_FLAG_DMA_DIRECT, ns->queue);
	if (patches != BP_NVME_FINAL)
		blk_queue_flag_set(QUEUE_FLAG_PCI_P2PDMA, ns->queue);
}

/* By number; before one of its number, which has ended. */
static void insert(struct nvme_ns *ns)
{
	struct nvme_ns *after;

	TAILQ_FOREACH (after, &ns->ctrl->namespaces, list)
		if (after->ns_id >= ns->ns_id)
			break;
	if (after)
		TAILQ_INSERT_BEFORE(after, ns, list);
	else
		TAILQ_INSERT_TAIL(&ns->ctrl->namespaces, ns, list);
}

void nvme_alloc_ns(struct nvme_ctrl *ctrl, u32 nsid)
{
	struct nvme_ns *ns = bp_alloc(ctrl->bp_env, BP_ALLOC_NVME, sizeof(*ns));

	if (!ns)
		return;
	ns->ctrl = ctrl;
	ns->ns_id = nsid;
	ns->disk = &ns->bp_disk;
	ns->fault_inject =
		(struct nvme_fault_inject){ .status = NVME_SC_INVALID_OPCODE, .dont_retry = true };
	ns->queue = blk_mq_init_queue(ctrl->bp_env, ctrl->tagset);
	if (!ns->queue) {
		bp_free(ctrl->bp_env, ns);
		return;
	}
	ns->queue->queuedata = ns;
	set_flags(ns);
	nvme_set_queue_limits(ctrl, ns->queue);
	snprintf(ns->disk->disk_name, sizeof(ns->disk->disk_name), "nvme%un%u",
		 ctrl->bp_params.instance, nsid);
	ns->disk->major = BLKEXT_MAJOR;
	ns->disk->first_minor = nsid - 1;
	ns->disk->queue = ns->queue;
	ns->disk->private_data = ns;
	insert(ns);
	if (nvme_revalidate_disk(ns))
		nvme_ns_remove(ns);
}

/* A queue whose requests never end stays, and so does what they point to. */
void nvme_ns_remove(struct nvme_ns *ns)
{
	TAILQ_REMOVE(&ns->ctrl->namespaces, ns, list);
	if (!blk_cleanup_queue(ns->queue))
		bp_free(ns->ctrl->bp_env, ns);
}
