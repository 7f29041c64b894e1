/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The CPU looks at the data of a command (R-C3.5).
 */
#include <blkpath/sg_memory.h>

#include "target.h"

static u16 verdict(struct nvmet_req *req, size_t done, size_t len)
{
	if (done == len)
		return 0;
	req->error_loc = offsetof(struct nvme_common_command, dptr);
	return BP_NVMET_DNR(NVME_SC_SGL_INVALID_DATA);
}

/* DEF-NVMET-3: peer-to-peer memory without pages is no list, and has no entries. */
u16 nvmet_copy_to_sgl(struct nvmet_req *req, u64 off, const void *buf, size_t len)
{
	return verdict(req,
		       sg_pcopy_from_buffer(bp_nvmet_env(req), req->sg, (unsigned)req->sg_cnt, buf,
					    len, off),
		       len);
}

u16 nvmet_copy_from_sgl(struct nvmet_req *req, u64 off, void *buf, size_t len)
{
	return verdict(req,
		       sg_pcopy_to_buffer(bp_nvmet_env(req), req->sg, (unsigned)req->sg_cnt, buf,
					  len, off),
		       len);
}
