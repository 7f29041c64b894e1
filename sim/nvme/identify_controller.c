/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include <blkpath/pci.h>

#include "nvme/admin.h"
#include "nvme/identify.h"

#define MODEL "blkpath NVMe controller"
#define SERIAL "BLKPATH0"
#define NQN "nqn.2014-08.org.nvmexpress:blkpath:"
#define OAES_NS_ATTR (1u << 8)
#define FRMW_ONE_READ_ONLY_SLOT (1u << 1 | 1u)
#define LPA_HEALTH_OF_NAMESPACES (1u << 0)
#define LPA_EFFECTS (1u << 1)
#define LPA_OFFSETS (1u << 2)
#define VWC_FLUSH_ALL (3u << 1)
#define SQES_64_BYTES 0x66
#define CQES_16_BYTES 0x44
#define CMIC_MANY_CONTROLLERS (1u << 1)
#define CENTIWATTS 2500

void bp_nvme_identify_text(char *field, size_t bytes, const char *text)
{
	const size_t length = bp_min(strlen(text), bytes);

	memset(field, ' ', bytes);
	memcpy(field, text, length);
}

/* Since 1.4 it says whether Flush may name all namespaces: yes. */
static u8 write_cache(const struct bp_nvme_config *config)
{
	return (u8)(config->vwc | (config->vs >= BP_NVME_VS_1_4 ? VWC_FLUSH_ALL : 0));
}

void bp_nvme_identify_controller(const struct bp_nvme_controller *ctrl, struct nvme_id_ctrl *id)
{
	const struct bp_nvme_config *config = &ctrl->config;
	const char *serial = config->serial ? config->serial : SERIAL;

	*id = (struct nvme_id_ctrl){
		.vid = cpu_to_le16(ctrl->dev->vendor),
		.ssvid = cpu_to_le16(ctrl->dev->vendor),
		.rab = bp_nvme_feature(ctrl, &bp_nvme_arbitration, 0) & 7,
		.cmic = config->subsystem ? CMIC_MANY_CONTROLLERS : 0,
		.mdts = config->mdts,
		.cntlid = cpu_to_le16(ctrl->admin->cntlid),
		.ver = cpu_to_le32(config->vs),
		.oaes = cpu_to_le32(OAES_NS_ATTR),
		.crdt1 = cpu_to_le16(config->crdt[0]),
		.crdt2 = cpu_to_le16(config->crdt[1]),
		.crdt3 = cpu_to_le16(config->crdt[2]),
		.oacs = cpu_to_le16(config->oacs),
		.acl = config->acl,
		.aerl = config->aerl,
		.frmw = FRMW_ONE_READ_ONLY_SLOT,
		.lpa = LPA_HEALTH_OF_NAMESPACES | LPA_EFFECTS | LPA_OFFSETS,
		.elpe = config->elpe,
		.wctemp = cpu_to_le16(BP_NVME_WCTEMP),
		.cctemp = cpu_to_le16(BP_NVME_CCTEMP),
		.kas = cpu_to_le16(config->kas),
		.sqes = SQES_64_BYTES,
		.cqes = CQES_16_BYTES,
		.nn = cpu_to_le32(config->nr_namespaces),
		.oncs = cpu_to_le16(config->oncs),
		.vwc = write_cache(config),
		.sgls = cpu_to_le32(config->sgls),
		.psd[0].max_power = cpu_to_le16(CENTIWATTS),
	};
	bp_nvme_identify_text(id->sn, sizeof(id->sn), serial);
	bp_nvme_identify_text(id->mn, sizeof(id->mn), MODEL);
	bp_nvme_identify_text(id->fr, sizeof(id->fr), BP_NVME_FIRMWARE);
	snprintf(id->subnqn, sizeof(id->subnqn), NQN "%.20s", serial);
}
