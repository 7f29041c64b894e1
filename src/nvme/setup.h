/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BP_NVME_SETUP_H
#define BP_NVME_SETUP_H

#include <blkpath/nvme_command.h>

blk_status_t nvme_setup_discard(struct nvme_ns *ns, struct request *rq, struct nvme_command *cmnd);
void bp_nvme_discard_free(struct nvme_ctrl *ctrl, struct request *rq);

#endif
