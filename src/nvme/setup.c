/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command of a request (NVH-6, NVH-7).
 */
#include <blkpath/integrity.h>
#include <blkpath/t10_pi.h>

#include "setup.h"

void nvme_clear_nvme_request(struct request *rq)
{
	if (rq->rq_flags & RQF_DONTPREP)
		return;
	nvme_req(rq)->retries = 0;
	nvme_req(rq)->flags = 0;
	rq->rq_flags |= RQF_DONTPREP;
}

static void set_range(const struct nvme_ns *ns, const struct request *rq, struct nvme_command *cmnd)
{
	cmnd->rw.nsid = cpu_to_le32(ns->ns_id);
	cmnd->rw.slba = cpu_to_le64(nvme_block_nr(ns, blk_rq_pos(rq)));
	cmnd->rw.length = cpu_to_le16((u16)((blk_rq_bytes(rq) >> ns->lba_shift) - 1));
}

/* Hint 0 is none, 1 says "no stream". */
static void nvme_assign_write_stream(struct nvme_ctrl *ctrl, const struct request *rq, u16 *control,
				     u32 *dsmgmt)
{
	const unsigned stream = rq->write_hint - 1u;

	if (rq->write_hint < 2)
		return;
	if (bp_warn_on(ctrl->bp_env, stream > ctrl->nr_streams, BP_SITE_NVME_STREAM, stream,
		       ctrl->nr_streams))
		return;
	*control |= NVME_RW_DTYPE_STREAMS;
	*dsmgmt |= stream << 16;
}

static bool nvme_ns_has_pi(const struct nvme_ns *ns)
{
	return ns->pi_type && ns->ms == sizeof(struct t10_pi_tuple);
}

static void set_checks(const struct nvme_ns *ns, const struct request *rq,
		       struct nvme_command *cmnd, u16 *control)
{
	if (ns->pi_type == NVME_NS_DPS_PI_TYPE3)
		*control |= NVME_RW_PRINFO_PRCHK_GUARD;
	if (ns->pi_type == NVME_NS_DPS_PI_TYPE1 || ns->pi_type == NVME_NS_DPS_PI_TYPE2) {
		*control |= NVME_RW_PRINFO_PRCHK_GUARD | NVME_RW_PRINFO_PRCHK_REF;
		cmnd->rw.reftag = cpu_to_le32((u32)nvme_block_nr(ns, blk_rq_pos(rq)));
	}
}

static blk_status_t set_metadata(const struct nvme_ns *ns, struct request *rq,
				 struct nvme_command *cmnd, u16 *control)
{
	if (!ns->ms)
		return BLK_STS_OK;
	if (!blk_integrity_rq(rq)) {
		if (bp_warn_on(ns->ctrl->bp_env, !nvme_ns_has_pi(ns), BP_SITE_NVME_NO_PI, ns->ns_id,
			       ns->pi_type))
			return BLK_STS_NOTSUPP;
		*control |= NVME_RW_PRINFO_PRACT;
	} else if (req_op(rq) == REQ_OP_WRITE) {
		t10_pi_prepare(rq, ns->pi_type);
	}
	set_checks(ns, rq, cmnd, control);
	return BLK_STS_OK;
}

static blk_status_t nvme_setup_rw(struct nvme_ns *ns, struct request *rq, struct nvme_command *cmnd)
{
	const bool is_write = rq_data_dir(rq) == WRITE;
	blk_status_t status;
	u16 control = 0;
	u32 dsmgmt = 0;

	if (rq->cmd_flags & REQ_FUA)
		control |= NVME_RW_FUA;
	if (rq->cmd_flags & (REQ_FAILFAST_DEV | REQ_RAHEAD))
		control |= NVME_RW_LR;
	if (rq->cmd_flags & REQ_RAHEAD)
		dsmgmt |= NVME_RW_DSM_SEQ_REQ_PREFETCH;
	cmnd->rw.opcode = is_write ? nvme_cmd_write : nvme_cmd_read;
	set_range(ns, rq, cmnd);
	if (req_op(rq) == REQ_OP_WRITE && ns->ctrl->nr_streams)
		nvme_assign_write_stream(ns->ctrl, rq, &control, &dsmgmt);
	status = set_metadata(ns, rq, cmnd, &control);
	cmnd->rw.control = cpu_to_le16(control);
	cmnd->rw.dsmgmt = cpu_to_le32(dsmgmt);
	return status;
}

static blk_status_t nvme_setup_flush(struct nvme_ns *ns, struct request *rq,
				     struct nvme_command *cmnd)
{
	(void)rq;
	cmnd->common.opcode = nvme_cmd_flush;
	cmnd->common.nsid = cpu_to_le32(ns->ns_id);
	return BLK_STS_OK;
}

static blk_status_t nvme_setup_write_zeroes(struct nvme_ns *ns, struct request *rq,
					    struct nvme_command *cmnd)
{
	if (ns->ctrl->quirks & NVME_QUIRK_DEALLOCATE_ZEROES)
		return nvme_setup_discard(ns, rq, cmnd);
	cmnd->rw.opcode = nvme_cmd_write_zeroes;
	set_range(ns, rq, cmnd);
	return BLK_STS_OK;
}

static blk_status_t setup_drv(struct nvme_ns *ns, struct request *rq, struct nvme_command *cmnd)
{
	(void)ns;
	*cmnd = *nvme_req(rq)->cmd;
	return BLK_STS_OK;
}

static blk_status_t setup_unknown(struct nvme_ctrl *ctrl, const struct request *rq)
{
	if (!ctrl->bp_env->hits[BP_SITE_NVME_UNKNOWN_OP])
		bp_warn(ctrl->bp_env, BP_SITE_NVME_UNKNOWN_OP, req_op(rq), 0);
	return BLK_STS_IOERR;
}

typedef blk_status_t setup_fn(struct nvme_ns *ns, struct request *rq, struct nvme_command *cmd);

static setup_fn *const setups[REQ_OP_MASK + 1] = {
	[REQ_OP_READ] = nvme_setup_rw,
	[REQ_OP_WRITE] = nvme_setup_rw,
	[REQ_OP_FLUSH] = nvme_setup_flush,
	[REQ_OP_DISCARD] = nvme_setup_discard,
	[REQ_OP_WRITE_ZEROES] = nvme_setup_write_zeroes,
	[REQ_OP_DRV_IN] = setup_drv,
	[REQ_OP_DRV_OUT] = setup_drv,
};

blk_status_t nvme_setup_cmd(struct nvme_ns *ns, struct request *rq, struct nvme_command *cmd)
{
	const unsigned op = req_op(rq);
	blk_status_t status;

	nvme_clear_nvme_request(rq);
	*cmd = (struct nvme_command){ 0 };
	if (!setups[op] || (!ns && !blk_rq_is_passthrough(rq)))
		return setup_unknown(nvme_req(rq)->ctrl, rq);
	status = setups[op](ns, rq, cmd);
	cmd->common.command_id = cpu_to_le16((u16)rq->tag);
	return status;
}

/* NVH-9 */
void nvme_cleanup_cmd(struct request *rq)
{
	struct nvme_ns *ns = rq->q->queuedata;

	/* mutant: a request without tuples has none to change */
	if (ns && blk_integrity_rq(rq) && req_op(rq) == REQ_OP_READ && !nvme_req(rq)->status)
		t10_pi_complete(rq, ns->pi_type, blk_rq_bytes(rq) >> ns->lba_shift);
	if (rq->rq_flags & RQF_SPECIAL_PAYLOAD)
		bp_nvme_discard_free(nvme_req(rq)->ctrl, rq);
}
