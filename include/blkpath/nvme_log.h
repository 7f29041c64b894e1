/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Log pages of a controller (nvme.md 10, NVC-26).
 * Mirrors the layouts of include/linux/nvme.h, v5.2.
 */
#ifndef BLKPATH_NVME_LOG_H
#define BLKPATH_NVME_LOG_H

#include <blkpath/nvme.h>

enum {
	NVME_LOG_ERROR = 0x01,
	NVME_LOG_SMART = 0x02,
	NVME_LOG_FW_SLOT = 0x03,
	NVME_LOG_CHANGED_NS = 0x04,
	NVME_LOG_CMD_EFFECTS = 0x05,
};

struct nvme_error_slot {
	__le64 error_count;
	__le16 sqid;
	__le16 cmdid;
	__le16 status_field;	     /* as in a completion, with the phase bit */
	__le16 param_error_location; /* byte 7:0, bit 10:8 of the command */
	__le64 lba;
	__le32 nsid;
	u8 vs;
	u8 resv[3];
	__le64 cs;
	u8 resv2[24];
};

/* Numbers of 16 bytes that wrap never. */
struct nvme_smart_log {
	u8 critical_warning;
	u8 temperature[2]; /* kelvin */
	u8 avail_spare;
	u8 spare_thresh;
	u8 percent_used;
	u8 rsvd6[26];
	u8 data_units_read[16]; /* thousands of 512 bytes, rounded up */
	u8 data_units_written[16];
	u8 host_reads[16];
	u8 host_writes[16];
	u8 ctrl_busy_time[16];
	u8 power_cycles[16];
	u8 power_on_hours[16];
	u8 unsafe_shutdowns[16];
	u8 media_errors[16];
	u8 num_err_log_entries[16];
	__le32 warning_temp_time;
	__le32 critical_comp_time;
	__le16 temp_sensor[8];
	u8 rsvd216[296];
};

struct nvme_fw_slot_info_log {
	u8 afi;
	u8 rsvd1[7];
	char frs[7][8];
	u8 rsvd64[448];
};

struct nvme_effects_log {
	__le32 acs[256];
	__le32 iocs[256];
	u8 resv[2048];
};

#define NVME_CMD_EFFECTS_CSUPP (1u << 0)
#define NVME_CMD_EFFECTS_LBCC (1u << 1)
#define NVME_CMD_EFFECTS_NCC (1u << 2)
#define NVME_CMD_EFFECTS_NIC (1u << 3)
#define NVME_CMD_EFFECTS_CCC (1u << 4)

#define NVME_MAX_CHANGED_NAMESPACES 1024u

_Static_assert(sizeof(struct nvme_error_slot) == 64, "an error log entry has 64 bytes");
_Static_assert(sizeof(struct nvme_smart_log) == 512, "the health log has 512 bytes");
_Static_assert(sizeof(struct nvme_fw_slot_info_log) == 512, "the firmware log has 512 bytes");
_Static_assert(sizeof(struct nvme_effects_log) == 4096, "the effects log has a page");

#endif
