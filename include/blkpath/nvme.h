/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NVM Express: registers, commands and completions as they lie in memory (nvme.md 4, 7, 8).
 * Everything is little endian, whatever the machine.
 */
#ifndef BLKPATH_NVME_H
#define BLKPATH_NVME_H

#include <blkpath/types.h>

/* Little-endian numbers in device-visible memory: no arithmetic by accident. */
typedef struct {
	u8 byte[2];
} __le16;

typedef struct {
	u8 byte[4];
} __le32;

typedef struct {
	u8 byte[8];
} __le64;

static inline __le16 cpu_to_le16(u16 value)
{
	return (__le16){ { (u8)value, (u8)(value >> 8) } };
}

static inline __le32 cpu_to_le32(u32 value)
{
	return (__le32){ { (u8)value, (u8)(value >> 8), (u8)(value >> 16), (u8)(value >> 24) } };
}

static inline __le64 cpu_to_le64(u64 value)
{
	return (__le64){ { (u8)value, (u8)(value >> 8), (u8)(value >> 16), (u8)(value >> 24),
			   (u8)(value >> 32), (u8)(value >> 40), (u8)(value >> 48),
			   (u8)(value >> 56) } };
}

static inline u16 le16_to_cpu(__le16 value)
{
	return (u16)(value.byte[0] | value.byte[1] << 8);
}

static inline u32 le32_to_cpu(__le32 value)
{
	return value.byte[0] | (u32)value.byte[1] << 8 | (u32)value.byte[2] << 16 |
	       (u32)value.byte[3] << 24;
}

static inline u64 le64_to_cpu(__le64 value)
{
	u64 cpu = 0;

	for (unsigned i = 8; i-- > 0;)
		cpu = cpu << 8 | value.byte[i];
	return cpu;
}

/* Registers of BAR 0 (nvme.md 4). */
#define NVME_REG_CAP 0x0000
#define NVME_REG_VS 0x0008
#define NVME_REG_INTMS 0x000c
#define NVME_REG_INTMC 0x0010
#define NVME_REG_CC 0x0014
#define NVME_REG_CSTS 0x001c
#define NVME_REG_NSSR 0x0020
#define NVME_REG_AQA 0x0024
#define NVME_REG_ASQ 0x0028
#define NVME_REG_ACQ 0x0030
#define NVME_REG_CMBLOC 0x0038
#define NVME_REG_CMBSZ 0x003c
#define NVME_REG_CMBMSC 0x0050
#define NVME_REG_CMBSTS 0x0058
#define NVME_REG_DBS 0x1000

#define NVME_CAP_MQES(cap) ((u16)((cap)&0xffff))
#define NVME_CAP_TIMEOUT(cap) ((u8)((cap) >> 24 & 0xff))
#define NVME_CAP_STRIDE(cap) ((u8)((cap) >> 32 & 0xf))
#define NVME_CAP_NSSRC(cap) ((u8)((cap) >> 36 & 0x1))
#define NVME_CAP_MPSMIN(cap) ((u8)((cap) >> 48 & 0xf))
#define NVME_CAP_MPSMAX(cap) ((u8)((cap) >> 52 & 0xf))

#define NVME_CC_ENABLE (1u << 0)
#define NVME_CC_MPS_SHIFT 7
#define NVME_CC_AMS_SHIFT 11
#define NVME_CC_SHN_NORMAL (1u << 14)
#define NVME_CC_SHN_ABRUPT (2u << 14)
#define NVME_CC_SHN_MASK (3u << 14)
#define NVME_CC_IOSQES (6u << 16)
#define NVME_CC_IOCQES (4u << 20)

#define NVME_CSTS_RDY (1u << 0)
#define NVME_CSTS_CFS (1u << 1)
#define NVME_CSTS_SHST_OCCUR (1u << 2)
#define NVME_CSTS_SHST_CMPLT (2u << 2)
#define NVME_CSTS_SHST_MASK (3u << 2)
#define NVME_CSTS_NSSRO (1u << 4)
#define NVME_CSTS_PP (1u << 5)

#define NVME_NSSR_MAGIC 0x4e564d65u /* "NVMe" */

#define NVME_CMBSZ_SQS (1u << 0)
#define NVME_CMBSZ_CQS (1u << 1)
#define NVME_CMBSZ_LISTS (1u << 2)
#define NVME_CMBSZ_RDS (1u << 3)
#define NVME_CMBSZ_WDS (1u << 4)
#define NVME_CMBSZ_SZU(cmbsz) ((cmbsz) >> 8 & 0xf)
#define NVME_CMBSZ_SZ(cmbsz) ((cmbsz) >> 12)
#define NVME_CMB_BIR(cmbloc) ((cmbloc)&0x7)
#define NVME_CMB_OFST(cmbloc) ((cmbloc) >> 12)

/* Opcodes. */
enum nvme_opcode {
	nvme_cmd_flush = 0x00,
	nvme_cmd_write = 0x01,
	nvme_cmd_read = 0x02,
	nvme_cmd_write_uncor = 0x04,
	nvme_cmd_compare = 0x05,
	nvme_cmd_write_zeroes = 0x08,
	nvme_cmd_dsm = 0x09,
	nvme_cmd_verify = 0x0c,
};

enum nvme_admin_opcode {
	nvme_admin_delete_sq = 0x00,
	nvme_admin_create_sq = 0x01,
	nvme_admin_get_log_page = 0x02,
	nvme_admin_delete_cq = 0x04,
	nvme_admin_create_cq = 0x05,
	nvme_admin_identify = 0x06,
	nvme_admin_abort_cmd = 0x08,
	nvme_admin_set_features = 0x09,
	nvme_admin_get_features = 0x0a,
	nvme_admin_async_event = 0x0c,
	nvme_admin_keep_alive = 0x18,
	nvme_admin_dbbuf = 0x7c,
	nvme_admin_format_nvm = 0x80,
};

#define NVME_CMD_SGL_METABUF 0x40u /* PSDT 01b */
#define NVME_CMD_SGL_METASEG 0x80u /* PSDT 10b */
#define NVME_CMD_SGL_ALL (NVME_CMD_SGL_METABUF | NVME_CMD_SGL_METASEG)

#define NVME_RW_LR (1u << 15)
#define NVME_RW_FUA (1u << 14)
#define NVME_RW_PRINFO_PRACT (1u << 13)
#define NVME_RW_PRINFO_PRCHK_GUARD (1u << 12)
#define NVME_RW_PRINFO_PRCHK_APP (1u << 11)
#define NVME_RW_PRINFO_PRCHK_REF (1u << 10)
#define NVME_RW_DTYPE_STREAMS (1u << 4)
#define NVME_RW_DSM_SEQ_REQ_PREFETCH 7u

#define NVME_DSMGMT_AD (1u << 2)
#define NVME_DSM_MAX_RANGES 256u

#define NVME_SQ_PRIO_MEDIUM (2u << 1)
#define NVME_QUEUE_PHYS_CONTIG (1u << 0)
#define NVME_CQ_IRQ_ENABLED (1u << 1)

/* Types of SGL descriptors: the upper half of the last byte. */
#define NVME_SGL_FMT_DATA_DESC 0x00u
#define NVME_SGL_FMT_BIT_BUCKET_DESC 0x01u
#define NVME_SGL_FMT_SEG_DESC 0x02u
#define NVME_SGL_FMT_LAST_SEG_DESC 0x03u
#define NVME_KEY_SGL_FMT_DATA_DESC 0x04u
#define NVME_TRANSPORT_SGL_DATA_DESC 0x05u

struct nvme_sgl_desc {
	__le64 addr;
	__le32 length;
	u8 rsvd[3];
	u8 type;
};

union nvme_data_ptr {
	struct {
		__le64 prp1;
		__le64 prp2;
	};
	struct nvme_sgl_desc sgl;
};

struct nvme_common_command {
	u8 opcode;
	u8 flags;
	__le16 command_id;
	__le32 nsid;
	__le32 cdw2[2];
	__le64 metadata;
	union nvme_data_ptr dptr;
	__le32 cdw10;
	__le32 cdw11;
	__le32 cdw12;
	__le32 cdw13;
	__le32 cdw14;
	__le32 cdw15;
};

struct nvme_rw_command {
	u8 opcode;
	u8 flags;
	__le16 command_id;
	__le32 nsid;
	__le64 rsvd2;
	__le64 metadata;
	union nvme_data_ptr dptr;
	__le64 slba;
	__le16 length;
	__le16 control;
	__le32 dsmgmt;
	__le32 reftag;
	__le16 apptag;
	__le16 appmask;
};

struct nvme_dsm_range {
	__le32 cattr;
	__le32 nlb;
	__le64 slba;
};

struct nvme_create_cq {
	u8 opcode;
	u8 flags;
	__le16 command_id;
	__le32 rsvd1[5];
	__le64 prp1;
	__le64 rsvd8;
	__le16 cqid;
	__le16 qsize;
	__le16 cq_flags;
	__le16 irq_vector;
	__le32 rsvd12[4];
};

struct nvme_create_sq {
	u8 opcode;
	u8 flags;
	__le16 command_id;
	__le32 rsvd1[5];
	__le64 prp1;
	__le64 rsvd8;
	__le16 sqid;
	__le16 qsize;
	__le16 sq_flags;
	__le16 cqid;
	__le32 rsvd12[4];
};

struct nvme_delete_queue {
	u8 opcode;
	u8 flags;
	__le16 command_id;
	__le32 rsvd1[9];
	__le16 qid;
	__le16 rsvd10;
	__le32 rsvd11[5];
};

struct nvme_dbbuf {
	u8 opcode;
	u8 flags;
	__le16 command_id;
	__le32 rsvd1[5];
	__le64 prp1;
	__le64 prp2;
	__le32 rsvd12[6];
};

struct nvme_abort_cmd {
	u8 opcode;
	u8 flags;
	__le16 command_id;
	__le32 rsvd1[9];
	__le16 sqid;
	__le16 cid;
	__le32 rsvd11[5];
};

struct nvme_command {
	union {
		struct nvme_common_command common;
		struct nvme_rw_command rw;
		struct nvme_create_cq create_cq;
		struct nvme_create_sq create_sq;
		struct nvme_delete_queue delete_queue;
		struct nvme_dbbuf dbbuf;
		struct nvme_abort_cmd abort;
		u8 bp_bytes[64];
	};
};

struct nvme_completion {
	union {
		__le16 u16;
		__le32 u32;
		__le64 u64;
	} result;
	__le16 sq_head;
	__le16 sq_id;
	__le16 command_id;
	__le16 status;
};

_Static_assert(sizeof(struct nvme_command) == 64, "a submission queue entry has 64 bytes");
_Static_assert(sizeof(struct nvme_completion) == 16, "a completion queue entry has 16 bytes");
_Static_assert(sizeof(struct nvme_sgl_desc) == 16, "an SGL descriptor has 16 bytes");
_Static_assert(sizeof(struct nvme_dsm_range) == 16, "a range has 16 bytes");

#endif
