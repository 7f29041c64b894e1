/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What kind of NVMe controller it is (nvme.md NVC-1): fixed before the first access to a register.
 */
#ifndef BP_SIM_NVME_CONFIG_H
#define BP_SIM_NVME_CONFIG_H

#include <blkpath/nvme.h>

struct bp_nvme_namespace_config;
struct bp_nvme_subsystem;

#define BP_NVME_VS_1_3 0x00010300u
#define BP_NVME_VS_1_4 0x00010400u

/* Which of the commands that have been served ends first (NVC-14). */
enum bp_nvme_order {
	BP_NVME_IN_ORDER, /* of submission, within a submission queue */
	BP_NVME_SEEDED,	  /* any of those that are due */
};

/* What serving a command costs. */
enum bp_nvme_service_class {
	BP_NVME_SERVE_ADMIN,
	BP_NVME_SERVE_READ,  /* I/O commands that move data to the host */
	BP_NVME_SERVE_WRITE, /* or from it */
	BP_NVME_SERVE_OTHER,
	BP_NVME_SERVE_NR,
};

/**
 * struct bp_nvme_service - how long a class of commands takes
 * @ns: each command
 * @ps_per_byte: picoseconds more for each byte it moves
 */
struct bp_nvme_service {
	u64 ns;
	u64 ps_per_byte;
};

/* CMBLOC since 1.4; a 1.3 controller has none of these rules (NVC-36). */
enum {
	BP_NVME_CMBLOC_CQMMS = 1 << 3,
	BP_NVME_CMBLOC_CQPDS = 1 << 4,
	BP_NVME_CMBLOC_CDPMLS = 1 << 5,
	BP_NVME_CMBLOC_CDPCILS = 1 << 6,
	BP_NVME_CMBLOC_CDMMMS = 1 << 7,
	BP_NVME_CMBLOC_CQDA = 1 << 8,
};

/* How the controller memory buffer shows itself (NVM-2). */
enum bp_nvme_cmb_scheme {
	BP_NVME_CMB_LEGACY, /* 1.3: registers always visible, decoded at its BAR */
	BP_NVME_CMB_CBA,    /* 1.4: through CMBMSC */
};

/**
 * struct bp_nvme_config - a controller
 * @mqes: largest queue, 0's based
 * @cqr: queues must be contiguous
 * @to: CAP.TO, units of 500 ms
 * @dstrd: doorbell stride, 4 << dstrd bytes
 * @nssrs: NSSR resets the subsystem
 * @css: CAP.CSS; bit 0: NVM
 * @mpsmin: smallest page, 4096 << mpsmin bytes
 * @mpsmax: largest page
 * @vs: version register
 * @mdts: largest transfer, (4096 << mpsmin) << mdts bytes; 0 is any
 * @sgls: SGLS of Identify; bits 1:0 are 0 without SGLs
 * @oncs: optional NVM commands
 * @vwc: bit 0: there is a volatile write cache
 * @oacs: optional admin commands
 * @acl: abort commands at a time, 0's based
 * @crdt: command retry delays, units of 100 ms
 * @kas: granularity of keep alive, units of 100 ms; 0: there is none
 * @elpe: entries of the error log, 0's based
 * @serial: serial number; NULL for "BLKPATH0"
 * @aerl: asynchronous event requests at a time, 0's based
 * @nr_io_queues: I/O submission queues, and as many completion queues; 1 to 65534
 * @vectors: interrupt vectors of MSI-X; 0: one pin, masked with INTMS
 * @cmb_scheme: how the controller memory buffer shows itself
 * @cmbloc: CMBLOC
 * @cmbsz: CMBSZ; 0 without a controller memory buffer
 * @strict_doorbell: a repeated doorbell value is an error event (NVC-10)
 * @burst: commands fetched from a queue before the next one has its turn; 0 is any number
 * @order: of completions
 * @seed: of what looks random
 * @service: what a command costs, by class
 * @list_ns: more for each PRP list page or SGL segment that is fetched
 * @transition_ns: how long enabling, disabling and shutting down take (NVC-2)
 * @peer_mmio_deferred: registers take writes of other devices, later (NVC-34)
 * @peer_mmio_depth: how many of them may wait
 * @max_sgl_descriptors: fetched for one command (NVC-21)
 * @namespaces: copied; those of the NSIDs 1, 2 and so on
 * @nr_namespaces: how many
 * @subsystem: controllers that are reset together (NVC-8); NULL: alone
 */
struct bp_nvme_config {
	u16 mqes;
	bool cqr;
	u8 to;
	u8 dstrd;
	bool nssrs;
	u8 css;
	u8 mpsmin;
	u8 mpsmax;
	u32 vs;
	u8 mdts;
	u32 sgls;
	u16 oncs;
	u8 vwc;
	u16 oacs;
	u8 acl;
	u16 crdt[3];
	u16 kas;
	u8 elpe;
	const char *serial;
	u8 aerl;
	unsigned nr_io_queues;
	unsigned vectors;
	enum bp_nvme_cmb_scheme cmb_scheme;
	u32 cmbloc;
	u32 cmbsz;
	bool strict_doorbell;
	unsigned burst;
	enum bp_nvme_order order;
	u64 seed;
	struct bp_nvme_service service[BP_NVME_SERVE_NR];
	u64 list_ns;
	u64 transition_ns;
	bool peer_mmio_deferred;
	unsigned peer_mmio_depth;
	u32 max_sgl_descriptors;
	const struct bp_nvme_namespace_config *namespaces;
	unsigned nr_namespaces;
	struct bp_nvme_subsystem *subsystem;
};

/* NVC-1: version 1.3, queues of 1024, 4 KiB pages, no SGLs, no CMB, no namespace, no time. */
struct bp_nvme_config bp_nvme_config_default(void);

#endif
