/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers of a controller, as a host over fabrics reaches them (R-C6.4, R-C6.5).
 */
#include "target.h"

#define PROPERTY_8_BYTES 1u

/* Fields of CC. */
#define CC_CSS(cc) ((cc) >> 4 & 0x7)
#define CC_MPS(cc) ((cc) >> 7 & 0xf)
#define CC_AMS(cc) ((cc) >> 11 & 0x7)
#define CC_IOSQES (0xfu << 16)
#define CC_IOCQES (0xfu << 20)

static void nvmet_start_ctrl(struct nvmet_ctrl *ctrl)
{
	const u32 cc = ctrl->cc;
	const bool sizes = (cc & CC_IOSQES) == NVME_CC_IOSQES && (cc & CC_IOCQES) == NVME_CC_IOCQES;

	if (!sizes || CC_MPS(cc) || CC_AMS(cc) || CC_CSS(cc))
		ctrl->csts = NVME_CSTS_CFS;
	else
		ctrl->csts = NVME_CSTS_RDY;
}

static void nvmet_clear_ctrl(struct nvmet_ctrl *ctrl)
{
	ctrl->csts &= ~NVME_CSTS_RDY;
	ctrl->cc = 0;
}

/* A shutdown clears CC, so that it is over with the next start. */
void nvmet_update_cc(struct nvmet_ctrl *ctrl, u32 cc)
{
	const u32 old = ctrl->cc;

	ctrl->cc = cc;
	if (cc & ~old & NVME_CC_ENABLE)
		nvmet_start_ctrl(ctrl);
	if (old & ~cc & NVME_CC_ENABLE)
		nvmet_clear_ctrl(ctrl);
	if (cc & NVME_CC_SHN_MASK) {
		nvmet_clear_ctrl(ctrl);
		ctrl->csts |= NVME_CSTS_SHST_CMPLT;
	}
}

static void nvmet_execute_prop_set(struct nvmet_req *req)
{
	const struct nvmf_property_set_command *set = &nvmf_command(req->cmd)->prop_set;
	u16 status = BP_NVMET_DNR(NVME_SC_INVALID_FIELD);

	if (set->attrib & PROPERTY_8_BYTES) {
		req->error_loc = offsetof(struct nvmf_property_set_command, attrib);
	} else if (le32_to_cpu(set->offset) != NVME_REG_CC) {
		req->error_loc = offsetof(struct nvmf_property_set_command, offset);
	} else {
		nvmet_update_cc(req->sq->ctrl, (u32)le64_to_cpu(set->value));
		status = 0;
	}
	nvmet_req_complete(req, status);
}

/* Whether there is such a property of such a size. */
static bool property_of(const struct nvmet_ctrl *ctrl, u32 offset, bool is_8_bytes, u64 *value)
{
	const struct {
		u32 offset;
		bool is_8_bytes;
		u64 value;
	} properties[] = {
		{ NVME_REG_CAP, true, ctrl->cap },
		{ NVME_REG_VS, false, ctrl->subsys->ver },
		{ NVME_REG_CC, false, ctrl->cc },
		{ NVME_REG_CSTS, false, ctrl->csts },
	};

	for (size_t i = 0; i < bp_array_size(properties); i++) {
		if (properties[i].offset != offset || properties[i].is_8_bytes != is_8_bytes)
			continue;
		*value = properties[i].value;
		return true;
	}
	return false;
}

static void nvmet_execute_prop_get(struct nvmet_req *req)
{
	const struct nvmf_property_get_command *get = &nvmf_command(req->cmd)->prop_get;
	u64 value = 0;
	u16 status = 0;

	if (!property_of(req->sq->ctrl, le32_to_cpu(get->offset), get->attrib & PROPERTY_8_BYTES,
			 &value)) {
		req->error_loc = offsetof(struct nvmf_property_get_command, offset);
		status = BP_NVMET_DNR(NVME_SC_INVALID_FIELD);
	}
	req->cqe->result.u64 = cpu_to_le64(value);
	nvmet_req_complete(req, status);
}

u16 nvmet_parse_fabrics_cmd(struct nvmet_req *req)
{
	req->data_len = 0;
	switch (nvmf_command(req->cmd)->fabrics.fctype) {
	case nvme_fabrics_type_property_set:
		req->execute = nvmet_execute_prop_set;
		return 0;
	case nvme_fabrics_type_property_get:
		req->execute = nvmet_execute_prop_get;
		return 0;
	}
	req->error_loc = offsetof(struct nvmf_common_command, fctype);
	return BP_NVMET_DNR(NVME_SC_INVALID_OPCODE);
}
