/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NVMe over fabrics: what lies in capsules beyond the commands of nvme.h (rdma-nvmet.md D).
 * Mirrors the layouts of include/linux/nvme.h, v5.2.  Everything is little endian.
 */
#ifndef BLKPATH_NVME_FABRICS_H
#define BLKPATH_NVME_FABRICS_H

#include <blkpath/nvme.h>

#define NVMF_NQN_FIELD_LEN 256u
#define NVMF_NQN_SIZE 223u

#define nvme_fabrics_command 0x7fu

enum nvmf_capsule_command {
	nvme_fabrics_type_property_set = 0x00,
	nvme_fabrics_type_connect = 0x01,
	nvme_fabrics_type_property_get = 0x04,
};

/* Status of a connect; the numbers mean something else for other commands. */
enum {
	NVME_SC_CONNECT_FORMAT = 0x180,
	NVME_SC_CONNECT_CTRL_BUSY = 0x181,
	NVME_SC_CONNECT_INVALID_PARAM = 0x182,
	NVME_SC_CONNECT_RESTART_DISC = 0x183,
	NVME_SC_CONNECT_INVALID_HOST = 0x184,
};

#define NVME_CONNECT_DISABLE_SQFLOW (1u << 2)

#define NVME_CMD_FUSE_FIRST (1u << 0)
#define NVME_CMD_FUSE_SECOND (1u << 1)

/* The last byte of a descriptor in a capsule: type above, subtype below (C5.3). */
#define NVME_SGL_FMT_ADDRESS 0x00u
#define NVME_SGL_FMT_OFFSET 0x01u
#define NVME_SGL_FMT_INVALIDATE 0x0fu
#define BP_NVMF_SGL_OFFSET (NVME_SGL_FMT_DATA_DESC << 4 | NVME_SGL_FMT_OFFSET)
#define BP_NVMF_SGL_KEYED (NVME_KEY_SGL_FMT_DATA_DESC << 4 | NVME_SGL_FMT_ADDRESS)
#define BP_NVMF_SGL_KEYED_INVALIDATE (NVME_KEY_SGL_FMT_DATA_DESC << 4 | NVME_SGL_FMT_INVALIDATE)

/* Keyed data block: the key is that of the host's memory (D2). */
struct nvme_keyed_sgl_desc {
	__le64 addr;
	u8 length[3];
	__le32 key;
	u8 type;
};

#define BP_NVMF_KEYED_MAX 0xffffffu /* bytes that a keyed descriptor can tell of */

static inline u32 bp_nvmf_keyed_length(const struct nvme_keyed_sgl_desc *sgl)
{
	return sgl->length[0] | (u32)sgl->length[1] << 8 | (u32)sgl->length[2] << 16;
}

/* @bytes: at most BP_NVMF_KEYED_MAX; what is above is lost. */
static inline struct nvme_keyed_sgl_desc bp_nvmf_keyed(u64 addr, u32 bytes, u32 key, u8 type)
{
	return (struct nvme_keyed_sgl_desc){
		.addr = cpu_to_le64(addr),
		.length = { (u8)bytes, (u8)(bytes >> 8), (u8)(bytes >> 16) },
		.key = cpu_to_le32(key),
		.type = type,
	};
}

struct nvmf_common_command {
	u8 opcode;
	u8 flags;
	__le16 command_id;
	u8 fctype;
	u8 resv1[35];
	u8 ts[24];
};

struct nvmf_connect_command {
	u8 opcode;
	u8 flags;
	__le16 command_id;
	u8 fctype;
	u8 resv1[19];
	union nvme_data_ptr dptr;
	__le16 recfmt;
	__le16 qid;
	__le16 sqsize;
	u8 cattr;
	u8 resv3;
	__le32 kato;
	u8 resv4[12];
};

struct nvmf_connect_data {
	u8 hostid[16];
	__le16 cntlid;
	u8 resv4[238];
	char subsysnqn[NVMF_NQN_FIELD_LEN];
	char hostnqn[NVMF_NQN_FIELD_LEN];
	u8 resv5[256];
};

struct nvmf_property_set_command {
	u8 opcode;
	u8 flags;
	__le16 command_id;
	u8 fctype;
	u8 resv1[35];
	u8 attrib;
	u8 resv3[3];
	__le32 offset;
	__le64 value;
	u8 resv4[8];
};

struct nvmf_property_get_command {
	u8 opcode;
	u8 flags;
	__le16 command_id;
	u8 fctype;
	u8 resv1[35];
	u8 attrib;
	u8 resv3[3];
	__le32 offset;
	u8 resv4[16];
};

struct nvme_dsm_cmd {
	u8 opcode;
	u8 flags;
	__le16 command_id;
	__le32 nsid;
	__le64 rsvd2[2];
	union nvme_data_ptr dptr;
	__le32 nr; /* 0's based */
	__le32 attributes;
	__le32 rsvd12[4];
};

struct nvme_write_zeroes_cmd {
	u8 opcode;
	u8 flags;
	__le16 command_id;
	__le32 nsid;
	__le64 rsvd2;
	__le64 metadata;
	union nvme_data_ptr dptr;
	__le64 slba;
	__le16 length; /* 0's based */
	__le16 control;
	__le32 dsmgmt;
	__le32 reftag;
	__le16 apptag;
	__le16 appmask;
};

/* What a command capsule may hold. */
union nvmf_command {
	struct nvme_command nvme;
	struct nvme_common_command common;
	struct nvme_rw_command rw;
	struct nvme_dsm_cmd dsm;
	struct nvme_write_zeroes_cmd write_zeroes;
	struct nvmf_common_command fabrics;
	struct nvmf_connect_command connect;
	struct nvmf_property_set_command prop_set;
	struct nvmf_property_get_command prop_get;
};

/* All members are made of bytes, so one may stand for the other. */
static inline const union nvmf_command *nvmf_command(const struct nvme_command *cmd)
{
	return (const union nvmf_command *)cmd;
}

static inline const struct nvme_keyed_sgl_desc *nvmf_keyed_sgl(const struct nvme_command *cmd)
{
	return (const struct nvme_keyed_sgl_desc *)&cmd->common.dptr;
}

/* D1: from the host to the controller? */
static inline bool nvme_is_write(const struct nvme_command *cmd)
{
	const union nvmf_command *any = nvmf_command(cmd);

	return (cmd->common.opcode == nvme_fabrics_command ? any->fabrics.fctype
							   : cmd->common.opcode) &
	       1;
}

_Static_assert(sizeof(struct nvme_keyed_sgl_desc) == 16, "an SGL descriptor has 16 bytes");
_Static_assert(sizeof(union nvmf_command) == 64, "a command has 64 bytes");
_Static_assert(sizeof(struct nvmf_connect_data) == 1024, "the data of a connect has 1024 bytes");
_Static_assert(offsetof(struct nvmf_connect_command, recfmt) == 40, "D1");
_Static_assert(offsetof(struct nvmf_connect_command, kato) == 48, "D1");
_Static_assert(offsetof(struct nvmf_connect_data, subsysnqn) == 256, "D4");
_Static_assert(offsetof(struct nvmf_property_set_command, offset) == 44, "D1");
_Static_assert(offsetof(struct nvme_dsm_cmd, nr) == 40, "D6");

#endif
