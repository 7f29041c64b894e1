/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory for the data of a command (R-C1.7, R-C1.8; RFC patch 22).
 */
#include <errno.h>

#include <blkpath/p2p_use.h>
#include <blkpath/sg_memory.h>

#include "target.h"

static enum bp_p2p_profile profile_of(const struct nvmet_req *req)
{
	return req->sq->bp_nvmet->p2p->profile;
}

/* Nobody's CPU reads what is there but for reads and writes (DEF-NVMET-3). */
static bool may_be_p2p(const struct nvmet_req *req)
{
	const u8 opcode = req->cmd->common.opcode;

	return opcode == nvme_cmd_read || opcode == nvme_cmd_write ||
	       bp_nvmet_defect(req, BP_DEF_NVMET_3);
}

static struct pci_dev *provider_for(const struct nvmet_req *req)
{
	const struct nvmet_ctrl *ctrl = req->sq->ctrl;

	if (!ctrl || !req->ns || !req->sq->qid || !may_be_p2p(req))
		return NULL;
	return bp_nvmet_p2p_of(ctrl, req->ns->nsid);
}

/* DEF-NVMET-4: once, and by both who will use it; 0 is no address (P2P-B8.1). */
static bool is_usable(struct nvmet_req *req, struct pci_dev *p2p_dev, bp_virt_addr_t buf)
{
	const struct device *both[] = { req->sq->ctrl->p2p_client, req->ns->bp_disk_dev };
	const struct bp_p2p_clients clients = { .dev = both, .nr = 2 };
	enum bp_p2p_unfit unfit;

	if (bp_nvmet_defect(req, BP_DEF_NVMET_4))
		return true;
	unfit = bp_p2p_bus_for(p2p_dev, buf, req->transfer_len, &clients, &req->bp_bus);
	if (unfit == BP_P2P_FIT && req->bp_bus.bus)
		return true;
	bp_info(bp_nvmet_env(req), BP_SITE_NVMET_UNFIT, pci_p2pmem_virt_to_bus(p2p_dev, buf).bus,
		unfit);
	return false;
}

static bool take_direct(struct nvmet_req *req, struct pci_dev *p2p_dev)
{
	const bp_virt_addr_t buf = pci_alloc_p2pmem(p2p_dev, req->transfer_len);

	if (!bp_virt_u64(buf))
		return false;
	if (is_usable(req, p2p_dev, buf) && bp_p2p_hold(p2p_dev, buf, req->transfer_len)) {
		req->p2p_dma_buf = buf;
		return true;
	}
	pci_free_p2pmem(p2p_dev, buf, req->transfer_len);
	return false;
}

static bool take_pages(struct nvmet_req *req, struct pci_dev *p2p_dev)
{
	unsigned nents;

	req->sg = pci_p2pmem_alloc_sgl(p2p_dev, &nents, (u32)req->transfer_len);
	if (!req->sg)
		return false;
	req->sg_cnt = (int)nents;
	return true;
}

static bool take_p2p(struct nvmet_req *req, struct pci_dev *p2p_dev)
{
	if (!(profile_of(req) == BP_P2P_DIRECT ? take_direct(req, p2p_dev)
					       : take_pages(req, p2p_dev)))
		return false;
	req->p2p_dev = p2p_dev;
	req->bp_kind = BP_NVMET_P2P;
	req->bp_alloc_len = req->transfer_len;
	if (!bp_nvmet_defect(req, BP_DEF_NVMET_13))
		req->bp_held = pci_dev_get(p2p_dev);
	return true;
}

int nvmet_req_alloc_sgl(struct nvmet_req *req)
{
	struct pci_dev *p2p_dev = provider_for(req);

	req->p2p_dev = NULL;
	if (p2p_dev && take_p2p(req, p2p_dev))
		return 0;
	req->sg = sgl_alloc(bp_nvmet_env(req), req->transfer_len, &req->sg_cnt);
	if (!req->sg)
		return -ENOMEM;
	req->bp_kind = BP_NVMET_PAGES;
	req->bp_alloc_len = req->transfer_len;
	return 0;
}

/* DEF-NVMET-2: a size of 0 gives nothing back. */
static void free_direct(struct nvmet_req *req)
{
	const u64 bytes =
		bp_nvmet_defect(req, BP_DEF_NVMET_2) ? req->transfer_len : req->bp_alloc_len;

	bp_p2p_let_go(req->p2p_dev, req->p2p_dma_buf, req->bp_alloc_len);
	pci_free_p2pmem(req->p2p_dev, req->p2p_dma_buf, bytes);
}

void nvmet_req_free_sgl(struct nvmet_req *req)
{
	switch (req->bp_kind) {
	case BP_NVMET_PAGES:
		sgl_free(bp_nvmet_env(req), req->sg);
		break;
	case BP_NVMET_P2P:
		if (profile_of(req) == BP_P2P_DIRECT)
			free_direct(req);
		else
			pci_p2pmem_free_sgl(req->p2p_dev, req->sg);
		break;
	case BP_NVMET_NONE:
	case BP_NVMET_INLINE:
		return;
	}
	pci_dev_put(req->bp_held);
	req->bp_held = NULL;
	req->p2p_dev = NULL;
	req->sg = NULL;
	req->sg_cnt = 0;
	req->bp_kind = BP_NVMET_NONE;
	req->bp_alloc_len = 0;
}

void bp_nvmet_req_set_inline(struct nvmet_req *req, struct scatterlist *sg, int nents, u64 bytes)
{
	req->sg = sg;
	req->sg_cnt = nents;
	req->transfer_len += bytes;
	req->bp_kind = BP_NVMET_INLINE;
}

bool bp_nvmet_req_is_inline(const struct nvmet_req *req, const struct scatterlist *inline_sg)
{
	if (bp_nvmet_defect(req, BP_DEF_NVMET_1))
		return req->sg == inline_sg;
	return req->bp_kind == BP_NVMET_INLINE;
}

bool bp_nvmet_req_is_p2p(const struct nvmet_req *req)
{
	if (bp_nvmet_defect(req, BP_DEF_NVMET_6))
		return req->p2p_dev;
	return req->bp_kind == BP_NVMET_P2P;
}

pci_bus_addr_t bp_nvmet_req_bus(const struct nvmet_req *req)
{
	if (bp_nvmet_defect(req, BP_DEF_NVMET_4))
		return pci_p2pmem_virt_to_bus(req->p2p_dev, req->p2p_dma_buf);
	return req->bp_bus;
}
