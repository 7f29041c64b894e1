/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What NVMe hosts and targets tell each other while an RDMA connection is made (rdma-nvmet.md
 * C4.1, C4.7).  Mirrors include/linux/nvme-rdma.h, v5.2.
 */
#ifndef BLKPATH_NVME_RDMA_H
#define BLKPATH_NVME_RDMA_H

#include <blkpath/nvme.h>

#define NVME_RDMA_CM_FMT_1_0 0u

/* Why a connection is refused. */
enum nvme_rdma_cm_status {
	NVME_RDMA_CM_INVALID_LEN = 0x01,
	NVME_RDMA_CM_INVALID_RECFMT = 0x02,
	NVME_RDMA_CM_INVALID_QID = 0x03,
	NVME_RDMA_CM_INVALID_HSQSIZE = 0x04,
	NVME_RDMA_CM_INVALID_HRQSIZE = 0x05,
	NVME_RDMA_CM_NO_RSC = 0x06,
	NVME_RDMA_CM_INVALID_IRD = 0x07,
	NVME_RDMA_CM_INVALID_ORD = 0x08,
};

/* With the request: @hsqsize counts from 0, @hrqsize from 1. */
struct nvme_rdma_cm_req {
	__le16 recfmt;
	__le16 qid;
	__le16 hrqsize;
	__le16 hsqsize;
	u8 rsvd[24];
};

/* With the acceptance. */
struct nvme_rdma_cm_rep {
	__le16 recfmt;
	__le16 crqsize;
	u8 rsvd[28];
};

/* With the refusal. */
struct nvme_rdma_cm_rej {
	__le16 recfmt;
	__le16 sts;
};

_Static_assert(sizeof(struct nvme_rdma_cm_req) == 32, "C4.1");
_Static_assert(sizeof(struct nvme_rdma_cm_rep) == 32, "C4.7");
_Static_assert(sizeof(struct nvme_rdma_cm_rej) == 4, "C4.1");

#endif
