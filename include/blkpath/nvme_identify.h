/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a controller tells of itself and of its namespaces (nvme.md NVC-26).
 * Mirrors the layouts of include/linux/nvme.h, v5.2.
 */
#ifndef BLKPATH_NVME_IDENTIFY_H
#define BLKPATH_NVME_IDENTIFY_H

#include <blkpath/nvme.h>

#define NVME_IDENTIFY_DATA_SIZE 4096u

/* What is asked for: CDW10 bits 7:0 of Identify. */
enum {
	NVME_ID_CNS_NS = 0x00,
	NVME_ID_CNS_CTRL = 0x01,
	NVME_ID_CNS_NS_ACTIVE_LIST = 0x02,
	NVME_ID_CNS_NS_DESC_LIST = 0x03,
	NVME_ID_CNS_NS_PRESENT_LIST = 0x10,
	NVME_ID_CNS_NS_PRESENT = 0x11,
};

#define NVME_NSID_ALL 0xffffffffu

struct nvme_id_power_state {
	__le16 max_power; /* centiwatts */
	u8 rsvd2;
	u8 flags;
	__le32 entry_lat; /* microseconds */
	__le32 exit_lat;
	u8 read_tput;
	u8 read_lat;
	u8 write_tput;
	u8 write_lat;
	__le16 idle_power;
	u8 idle_scale;
	u8 rsvd19;
	__le16 active_power;
	u8 active_work_scale;
	u8 rsvd23[9];
};

struct nvme_id_ctrl {
	__le16 vid;
	__le16 ssvid;
	char sn[20];
	char mn[40];
	char fr[8];
	u8 rab;
	u8 ieee[3];
	u8 cmic;
	u8 mdts;
	__le16 cntlid;
	__le32 ver;
	__le32 rtd3r;
	__le32 rtd3e;
	__le32 oaes;
	__le32 ctratt;
	u8 rsvd100[28];
	__le16 crdt1;
	__le16 crdt2;
	__le16 crdt3;
	u8 rsvd134[122];
	__le16 oacs;
	u8 acl;
	u8 aerl;
	u8 frmw;
	u8 lpa;
	u8 elpe;
	u8 npss;
	u8 avscc;
	u8 apsta;
	__le16 wctemp;
	__le16 cctemp;
	__le16 mtfa;
	__le32 hmpre;
	__le32 hmmin;
	u8 tnvmcap[16];
	u8 unvmcap[16];
	__le32 rpmbs;
	__le16 edstt;
	u8 dsto;
	u8 fwug;
	__le16 kas;
	__le16 hctma;
	__le16 mntmt;
	__le16 mxtmt;
	__le32 sanicap;
	__le32 hmminds;
	__le16 hmmaxd;
	u8 rsvd338[4];
	u8 anatt;
	u8 anacap;
	__le32 anagrpmax;
	__le32 nanagrpid;
	u8 rsvd352[160];
	u8 sqes;
	u8 cqes;
	__le16 maxcmd;
	__le32 nn;
	__le16 oncs;
	__le16 fuses;
	u8 fna;
	u8 vwc;
	__le16 awun;
	__le16 awupf;
	u8 nvscc;
	u8 nwpc;
	__le16 acwu;
	u8 rsvd534[2];
	__le32 sgls;
	__le32 mnan;
	u8 rsvd544[224];
	char subnqn[256];
	u8 rsvd1024[768];
	__le32 ioccsz;
	__le32 iorcsz;
	__le16 icdoff;
	u8 ctrattr;
	u8 msdbd;
	u8 rsvd1804[244];
	struct nvme_id_power_state psd[32];
	u8 vs[1024];
};

/* OACS: optional admin commands. */
enum {
	NVME_CTRL_OACS_SEC_SUPP = 1 << 0,
	NVME_CTRL_OACS_FORMAT = 1 << 1,
	NVME_CTRL_OACS_DBBUF_SUPP = 1 << 8,
};

/* ONCS: optional commands of the NVM set. */
enum {
	NVME_CTRL_ONCS_COMPARE = 1 << 0,
	NVME_CTRL_ONCS_WRITE_UNCORRECTABLE = 1 << 1,
	NVME_CTRL_ONCS_DSM = 1 << 2,
	NVME_CTRL_ONCS_WRITE_ZEROES = 1 << 3,
	NVME_CTRL_ONCS_SAVE_SELECT = 1 << 4,
	NVME_CTRL_ONCS_RESERVATIONS = 1 << 5,
	NVME_CTRL_ONCS_TIMESTAMP = 1 << 6,
	NVME_CTRL_ONCS_VERIFY = 1 << 7,
};

#define NVME_CTRL_VWC_PRESENT 1u

/* SGLS bits 1:0 say whether and how aligned. */
#define NVME_CTRL_SGLS_BYTE_ALIGNED 1u
#define NVME_CTRL_SGLS_DWORD_ALIGNED 2u
#define NVME_CTRL_SGLS_MASK 3u
#define NVME_CTRL_SGLS_KSDBDS (1u << 2)
#define NVME_CTRL_SGLS_BIT_BUCKET (1u << 16)
#define NVME_CTRL_SGLS_MPTR_BYTE_ALIGNED (1u << 17)
#define NVME_CTRL_SGLS_EXCESS_LENGTH (1u << 18)
#define NVME_CTRL_SGLS_MPTR_SGL (1u << 19)
#define NVME_CTRL_SGLS_SAOS (1u << 20)

struct nvme_lbaf {
	__le16 ms;
	u8 ds; /* log2 of the data bytes of a block; 0: this format is not there */
	u8 rp;
};

struct nvme_id_ns {
	__le64 nsze; /* blocks */
	__le64 ncap;
	__le64 nuse;
	u8 nsfeat;
	u8 nlbaf; /* 0's based */
	u8 flbas;
	u8 mc;
	u8 dpc;
	u8 dps;
	u8 nmic;
	u8 rescap;
	u8 fpi;
	u8 dlfeat;
	__le16 nawun;
	__le16 nawupf;
	__le16 nacwu;
	__le16 nabsn;
	__le16 nabo;
	__le16 nabspf;
	__le16 noiob;
	u8 nvmcap[16];
	__le16 npwg;
	__le16 npwa;
	__le16 npdg;
	__le16 npda;
	__le16 nows;
	u8 rsvd74[18];
	__le32 anagrpid;
	u8 rsvd96[3];
	u8 nsattr;
	__le16 nvmsetid;
	__le16 endgid;
	u8 nguid[16];
	u8 eui64[8];
	struct nvme_lbaf lbaf[16];
	u8 rsvd192[192];
	u8 vs[3712];
};

#define NVME_NS_FEAT_THIN 1u
#define NVME_NS_FLBAS_LBA_MASK 0xfu
#define NVME_NS_FLBAS_META_EXT 0x10u
#define NVME_NS_MC_EXT 1u
#define NVME_NS_MC_SEPARATE 2u
#define NVME_NS_DPC_PI_TYPE1 (1u << 0)
#define NVME_NS_DPC_PI_TYPE2 (1u << 1)
#define NVME_NS_DPC_PI_TYPE3 (1u << 2)
#define NVME_NS_DPC_PI_FIRST (1u << 3)
#define NVME_NS_DPC_PI_LAST (1u << 4)
#define NVME_NS_DPS_PI_FIRST (1u << 3)
#define NVME_NS_ATTR_WRITE_PROTECTED 1u

/* A list of descriptors; one of length 0 ends it. */
struct nvme_ns_id_desc {
	u8 nidt;
	u8 nidl;
	__le16 reserved;
};

enum {
	NVME_NIDT_EUI64 = 1,
	NVME_NIDT_NGUID = 2,
	NVME_NIDT_UUID = 3,
};

#define NVME_NIDT_EUI64_LEN 8u
#define NVME_NIDT_NGUID_LEN 16u

_Static_assert(sizeof(struct nvme_id_power_state) == 32, "a power state has 32 bytes");
_Static_assert(sizeof(struct nvme_id_ctrl) == NVME_IDENTIFY_DATA_SIZE, "a page of data");
_Static_assert(sizeof(struct nvme_id_ns) == NVME_IDENTIFY_DATA_SIZE, "a page of data");
_Static_assert(sizeof(struct nvme_lbaf) == 4, "a format has 4 bytes");
_Static_assert(sizeof(struct nvme_ns_id_desc) == 4, "a descriptor begins with 4 bytes");

#endif
