/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the data of a command is (R-C5.3 to R-C5.5).
 */
#include "rdma.h"

static u16 wrong(struct nvmet_req *req, size_t at, u16 status)
{
	req->error_loc = (u16)at;
	return BP_NVMET_DNR(status);
}

static u16 wrong_descriptor(struct nvmet_req *req, u16 status)
{
	return wrong(req, offsetof(struct nvme_common_command, dptr), status);
}

/* An entry of the capsule's pages; @bytes may be what a signed subtraction made of it. */
static void cut(struct scatterlist *sg, u64 offset, s64 bytes)
{
	sg->offset = (unsigned)offset;
	sg->length = (unsigned)bytes;
	sg_unmark_end(sg);
}

/* DEF-NVMET-8, and what DEF-NVMET-16 let through: as v5.2 does it.  No entry is touched that is
 * not there. */
static struct scatterlist *use_wrong_pages(struct nvmet_rdma_rsp *rsp, u64 len, u64 off, int *nents)
{
	const s64 page = bp_page_size(bp_rdma_env(rsp->queue));
	struct scatterlist *sgl = rsp->cmd->inline_sg;

	*nents = (int)bp_min(1 + (len - 1) / (u64)page, (u64)NVMET_RDMA_MAX_INLINE_SGE);
	for (int i = 0; i < *nents; i++) {
		const s64 room = page - (s64)off;

		cut(&sgl[i], off, bp_min((s64)len, room));
		len -= sgl[i].length;
		off = 0;
	}
	return sgl;
}

static struct scatterlist *use_pages(struct nvmet_rdma_rsp *rsp, u64 len, u64 off, int *nents)
{
	const u64 page = bp_page_size(bp_rdma_env(rsp->queue));
	struct scatterlist *sgl = &rsp->cmd->inline_sg[off / page];

	off %= page;
	*nents = 0;
	while (len) {
		const u64 bytes = bp_min(len, page - off);

		cut(&sgl[(*nents)++], off, (s64)bytes);
		len -= bytes;
		off = 0;
	}
	return sgl;
}

static bool is_inside(const struct nvmet_rdma_rsp *rsp, u64 len, u64 off)
{
	const u64 size = rsp->queue->dev->inline_data_size;

	return off <= size && len <= size - off;
}

static void nvmet_rdma_use_inline_sg(struct nvmet_rdma_rsp *rsp, u64 len, u64 off)
{
	struct scatterlist *sgl;
	int nents;

	if (bp_rdma_defect(rsp->queue, BP_DEF_NVMET_8) || !is_inside(rsp, len, off))
		sgl = use_wrong_pages(rsp, len, off, &nents);
	else
		sgl = use_pages(rsp, len, off, &nents);
	sg_mark_end(&sgl[nents - 1]);
	bp_nvmet_req_set_inline(&rsp->req, sgl, nents, len);
}

/* DEF-NVMET-16: the sum may wrap. */
static bool fits(const struct nvmet_rdma_queue *queue, u64 off, u64 len)
{
	const u64 size = queue->host_qid ? queue->dev->inline_data_size : 0;

	if (bp_rdma_defect(queue, BP_DEF_NVMET_16))
		return off + len <= size;
	return off <= size && len <= size - off;
}

/* R-C5.4 */
static u16 nvmet_rdma_map_sgl_inline(struct nvmet_rdma_rsp *rsp)
{
	struct nvmet_req *req = &rsp->req;
	const struct nvme_sgl_desc *sgl = &req->cmd->common.dptr.sgl;
	const u64 off = le64_to_cpu(sgl->addr);
	const u32 len = le32_to_cpu(sgl->length);

	if (!nvme_is_write(req->cmd))
		return wrong(req, offsetof(struct nvme_common_command, opcode),
			     NVME_SC_INVALID_FIELD);
	if (!fits(rsp->queue, off, len))
		return BP_NVMET_DNR(NVME_SC_SGL_INVALID_OFFSET);
	if (len)
		nvmet_rdma_use_inline_sg(rsp, len, off);
	return 0;
}

static int init_context(struct nvmet_rdma_rsp *rsp, u64 addr, u32 key)
{
	struct nvmet_req *req = &rsp->req;
	struct ib_qp *qp = rsp->queue->qp;
	const u8 port = rsp->queue->cm_id->port_num;

	if (bp_nvmet_req_is_p2p(req) && !req->sg_cnt)
		return rdma_rw_ctx_dma_init(&rsp->rw, qp, port,
					    bp_dma_addr(bp_nvmet_req_bus(req).bus),
					    (u32)req->transfer_len, addr, key, rsp->dir);
	return rdma_rw_ctx_init(&rsp->rw, qp, port, req->sg, (u32)req->sg_cnt, 0, addr, key,
				rsp->dir);
}

/* DEF-NVMET-10: as many bits as the number has. */
static void count_wrs(struct nvmet_rdma_rsp *rsp, int wrs)
{
	rsp->wrs = (u32)wrs;
	rsp->n_rdma = bp_rdma_defect(rsp->queue, BP_DEF_NVMET_10) ? (u8)wrs : (u32)wrs;
}

/* R-C5.5 */
static u16 nvmet_rdma_map_sgl_keyed(struct nvmet_rdma_rsp *rsp, bool invalidate)
{
	struct nvmet_req *req = &rsp->req;
	const struct nvme_keyed_sgl_desc *sgl = nvmf_keyed_sgl(req->cmd);
	const u32 key = le32_to_cpu(sgl->key);
	int wrs;

	req->transfer_len = bp_nvmf_keyed_length(sgl);
	if (!req->transfer_len)
		return 0;
	wrs = nvmet_req_alloc_sgl(req);
	if (!wrs)
		wrs = init_context(rsp, le64_to_cpu(sgl->addr), key);
	if (wrs < 0) {
		req->transfer_len = 0;
		return NVME_SC_INTERNAL;
	}
	count_wrs(rsp, wrs);
	if (invalidate) {
		rsp->invalidate_rkey = key;
		rsp->flags |= NVMET_RDMA_REQ_INVALIDATE_RKEY;
	}
	return 0;
}

u16 nvmet_rdma_map_sgl(struct nvmet_rdma_rsp *rsp)
{
	const u8 type = nvmf_keyed_sgl(rsp->req.cmd)->type;

	switch (type) {
	case BP_NVMF_SGL_OFFSET:
		return nvmet_rdma_map_sgl_inline(rsp);
	case BP_NVMF_SGL_KEYED:
	case BP_NVMF_SGL_KEYED_INVALIDATE:
		return nvmet_rdma_map_sgl_keyed(rsp, type == BP_NVMF_SGL_KEYED_INVALIDATE);
	}
	switch (type >> 4) {
	case NVME_SGL_FMT_DATA_DESC:
	case NVME_KEY_SGL_FMT_DATA_DESC:
		return wrong_descriptor(&rsp->req, NVME_SC_INVALID_FIELD);
	}
	return wrong_descriptor(&rsp->req, NVME_SC_SGL_INVALID_TYPE);
}

/* DEF-NVMET-15: the capsule may be another one by now. */
void bp_nvmet_rdma_unmap(struct nvmet_rdma_rsp *rsp)
{
	struct nvmet_req *req = &rsp->req;
	struct ib_qp *qp = rsp->queue->qp;
	const u8 port = rsp->queue->cm_id->port_num;

	if (bp_nvmet_req_is_p2p(req) && !req->sg_cnt)
		rdma_rw_ctx_dma_destroy(&rsp->rw, qp, port);
	else
		rdma_rw_ctx_destroy(&rsp->rw, qp, port, req->sg, (u32)req->sg_cnt,
				    bp_rdma_defect(rsp->queue, BP_DEF_NVMET_15)
					    ? nvmet_data_dir(req)
					    : rsp->dir);
}
