/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers of admin commands: features, asynchronous events, fields of CDW10 (nvme.md 10).
 */
#ifndef BLKPATH_NVME_ADMIN_H
#define BLKPATH_NVME_ADMIN_H

/* FID, CDW10 bits 7:0 of Set Features and Get Features. */
enum {
	NVME_FEAT_ARBITRATION = 0x01,
	NVME_FEAT_POWER_MGMT = 0x02,
	NVME_FEAT_LBA_RANGE = 0x03,
	NVME_FEAT_TEMP_THRESH = 0x04,
	NVME_FEAT_ERR_RECOVERY = 0x05,
	NVME_FEAT_VOLATILE_WC = 0x06,
	NVME_FEAT_NUM_QUEUES = 0x07,
	NVME_FEAT_IRQ_COALESCE = 0x08,
	NVME_FEAT_IRQ_CONFIG = 0x09,
	NVME_FEAT_WRITE_ATOMIC = 0x0a,
	NVME_FEAT_ASYNC_EVENT = 0x0b,
	NVME_FEAT_TIMESTAMP = 0x0e,
	NVME_FEAT_KATO = 0x0f,
	NVME_FEAT_HOST_BEHAVIOR = 0x16,
};

#define NVME_FEAT_SAVE (1u << 31) /* CDW10 of Set Features */
#define NVME_FEAT_SEL(cdw10) ((cdw10) >> 8 & 7)

/* What Get Features is to tell. */
enum {
	NVME_FEAT_SEL_CURRENT,
	NVME_FEAT_SEL_DEFAULT,
	NVME_FEAT_SEL_SAVED,
	NVME_FEAT_SEL_CAPABILITIES,
};

#define NVME_FEAT_CAP_SAVEABLE (1u << 0)
#define NVME_FEAT_CAP_PER_NS (1u << 1)
#define NVME_FEAT_CAP_CHANGEABLE (1u << 2)

#define NVME_HOST_BEHAVIOR_BYTES 512u
#define NVME_TIMESTAMP_BYTES 8u

/* Get Log Page. */
#define NVME_LOG_RAE (1u << 15) /* CDW10: the event stays as it is */
#define NVME_LOG_LID(cdw10) ((cdw10)&0xff)

/* Result of an Asynchronous Event Request: type 2:0, info 15:8, log page 23:16. */
enum {
	NVME_AER_ERROR = 0,
	NVME_AER_SMART = 1,
	NVME_AER_NOTICE = 2,
	NVME_AER_CSS = 6,
	NVME_AER_VS = 7,
};

enum {
	NVME_AER_ERROR_INVALID_DB_REG = 0x00,
	NVME_AER_ERROR_INVALID_DB_VALUE = 0x01,
	NVME_AER_ERROR_DIAG_FAILURE = 0x02,
	NVME_AER_ERROR_PERSISTENT = 0x03,
	NVME_AER_ERROR_TRANSIENT = 0x04,
};

enum {
	NVME_AER_SMART_RELIABILITY = 0x00,
	NVME_AER_SMART_TEMP_THRESH = 0x01,
	NVME_AER_SMART_SPARE_THRESH = 0x02,
};

enum {
	NVME_AER_NOTICE_NS_CHANGED = 0x00,
	NVME_AER_NOTICE_FW_ACT_STARTING = 0x01,
};

/* Asynchronous Event Configuration: which events are wanted. */
#define NVME_AEN_CFG_SMART_MASK 0xffu /* critical warnings of the health log */
#define NVME_AEN_CFG_NS_ATTR (1u << 8)
#define NVME_AEN_CFG_FW_ACT (1u << 9)

/* Format NVM: CDW10. */
#define NVME_FORMAT_LBAF(cdw10) ((cdw10)&0xf)
#define NVME_FORMAT_MSET (1u << 4) /* metadata lies in the data */
#define NVME_FORMAT_PI(cdw10) ((cdw10) >> 5 & 7)
#define NVME_FORMAT_PIL (1u << 8) /* protection in the first bytes of the metadata */
#define NVME_FORMAT_SES(cdw10) ((cdw10) >> 9 & 7)

/* Abort: bit 0 of the result. */
#define NVME_ABORT_NOT_ABORTED 1u

#endif
