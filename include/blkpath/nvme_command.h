/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a request to a command, and from a status to the end of the request (nvme.md 2.1, 2.2,
 * 2.11).
 *
 * A queue_rq is nvme_prep_rq() and then the doorbell; a complete is nvme_pci_complete_rq().
 */
#ifndef BLKPATH_NVME_COMMAND_H
#define BLKPATH_NVME_COMMAND_H

#include <blkpath/nvme_host.h>

/**
 * nvme_prep_rq - make a request ready to be submitted
 * @nvmeq: queue
 * @rq: request of a namespace queue whose queuedata is its struct nvme_ns, or of the admin queue,
 * whose queuedata is NULL
 *
 * Builds the command (bp_cmd of its iod), maps data and metadata, and starts the request.
 *
 * Context: takes memory and mappings without sleeping.
 * Return: OK: the command may be submitted. IOERR, NOTSUPP, RESOURCE: nothing is held and the
 * request was not started.
 *
 * Mirrors: nvme_prep_rq(), drivers/nvme/host/pci.c, v5.17; v5.2-rc5 has it in nvme_queue_rq()
 * Rule: NVH-4
 */
blk_status_t nvme_prep_rq(struct nvme_queue *nvmeq, struct request *rq);

/**
 * nvme_setup_cmd - build the command of a request
 * @ns: namespace; NULL for passthrough on the admin queue
 * @rq: request; nvme_req() has its controller
 * @cmd: all 64 bytes are written; data pointers are left 0
 *
 * Return: OK; IOERR for an operation without command or a discard whose ranges do not match;
 * NOTSUPP when metadata is missing; RESOURCE without memory for ranges. Nothing is held then.
 *
 * Mirrors: nvme_setup_cmd(), drivers/nvme/host/core.c, v5.2-rc5
 * Rule: NVH-6 to NVH-8
 */
blk_status_t nvme_setup_cmd(struct nvme_ns *ns, struct request *rq, struct nvme_command *cmd);

/**
 * nvme_cleanup_cmd - end what nvme_setup_cmd() began
 * @rq: request
 *
 * Mirrors: nvme_cleanup_cmd(), drivers/nvme/host/core.c, v5.2-rc5
 * Rule: NVH-9
 */
void nvme_cleanup_cmd(struct request *rq);

/**
 * nvme_clear_nvme_request - first preparation
 * @rq: request; nothing happens when it was prepared before (RQF_DONTPREP)
 *
 * Mirrors: nvme_clear_nvme_request(), drivers/nvme/host/core.c, v5.2-rc5
 * Rule: NVH-6
 */
void nvme_clear_nvme_request(struct request *rq);

/**
 * nvme_pci_complete_rq - a command has its status
 * @rq: nvme_req() has status and result
 *
 * Unmaps, frees, and ends the request or issues it again.
 *
 * Mirrors: nvme_pci_complete_rq(), drivers/nvme/host/pci.c, v5.2-rc5
 * Rule: NVH-24, DEF-NVME-9
 */
void nvme_pci_complete_rq(struct request *rq);

/* What becomes of a request whose command ended. */
enum nvme_disposition { COMPLETE, RETRY, FAILOVER };

/**
 * nvme_decide_disposition - end it, try again, or take another path?
 * @rq: nvme_req() has its status
 *
 * Return: COMPLETE, RETRY, or FAILOVER for a path error of a multipath request.
 *
 * Mirrors: nvme_decide_disposition(), drivers/nvme/host/core.c, v5.10; v5.2-rc5 has it in
 * nvme_complete_rq()
 * Rule: NVH-35, INV-NVME-24
 */
enum nvme_disposition nvme_decide_disposition(struct request *rq);

/**
 * nvme_complete_rq - end a request, or issue it again
 * @rq: nothing of it is mapped any more
 *
 * Mirrors: nvme_complete_rq(), drivers/nvme/host/core.c, v5.2-rc5
 * Rule: NVH-35
 */
void nvme_complete_rq(struct request *rq);

/**
 * bp_nvme_retry_delay_ms - how long a controller asks to wait
 * @ctrl: controller
 * @status: status word without the phase bit
 *
 * Return: milliseconds; 0 without CRD.
 * Rule: NVH-35
 */
unsigned bp_nvme_retry_delay_ms(const struct nvme_ctrl *ctrl, u16 status);

#endif
