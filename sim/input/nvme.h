/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An NVMe controller and its driver: the section `nvme` of a scenario, the option --nvme.
 *
 * Keys, all optional:
 *   queues         pairs of I/O queues, and as many CPUs; default 1
 *   depth          entries of a queue; default 1024, as the driver asks for (NVH-27)
 *   mdts           largest transfer: 2^mdts pages of 4 KiB; 0: any; default 5
 *   sgls           off; on; dword: only for what is aligned to 4 bytes (NVC-21); default off
 *   sgl_threshold  average bytes of a segment from which on the driver uses SGLs; 0: never for
 *                  several (NVH-16); default 32k
 *   max_segments   segments of a request that the driver takes; default 127; more than 256 make
 *                  SGLs of several lists (NVH-22)
 *   cmb            bytes of controller memory, in BAR 2; default 0
 *   cmb_for        what it is for: sqs, cqs, lists, rds, wds with plus signs between (NVC-36);
 *                  default all
 *   sqs_in_cmb     whether the driver puts submission queues there (NVM-4); default yes
 *   block          bytes of a block without metadata, 512 to 64k; default 512
 *   metadata       bytes of metadata of a block; default 0
 *   pi             type of protection information, 0 to 3; the metadata has 8 bytes then; default 0
 *   write_cache    whether there is a volatile one; default yes
 *   latency_ns     how long each command takes
 *   ps_per_byte    picoseconds more for each byte
 *   order          fifo, or seeded: any of the commands that are due ends first; default fifo
 *   vectors        interrupt vectors; default one more than queues
 *   burst          commands fetched from a queue before the next has its turn; default 8
 *   dstrd          doorbell stride, 4 << dstrd bytes (NVH-28); default 0
 *   shadow         shadow doorbells (NVH-29); default no
 *   version        1.3 or 1.4; default 1.3
 *   patches        of the RFC: final, 19 (alone) or none (NVH-10 to -12); default final
 *   retries        of a command that failed (NVH-35); default 5
 *   timeout_ms     until the driver aborts a command (NVH-36); default 30000
 */
#ifndef SIM_INPUT_NVME_H
#define SIM_INPUT_NVME_H

#include <input/units.h>

#define BP_NVME_KEYS_MAX 32
#define BP_NVME_DOC_FAULTS_MAX 32
#define BP_NVME_DOC_FAULT_TEXT_MAX 96

enum bp_nvme_doc_sgls { BP_NVME_SGLS_OFF, BP_NVME_SGLS_ON, BP_NVME_SGLS_DWORD };
enum bp_nvme_doc_version { BP_NVME_VERSION_1_3, BP_NVME_VERSION_1_4 };

/* Bits of cmb_for, as in CMBSZ. */
enum {
	BP_NVME_CMB_SQS = 1 << 0,
	BP_NVME_CMB_CQS = 1 << 1,
	BP_NVME_CMB_LISTS = 1 << 2,
	BP_NVME_CMB_RDS = 1 << 3,
	BP_NVME_CMB_WDS = 1 << 4,
	BP_NVME_CMB_ALL = (1 << 5) - 1,
};

/**
 * struct bp_nvme_doc_fault - a fault as it was written; the controller reads it
 * @text: NAME[@PLACE][:COUNT][,KEY=VALUE]...
 * @file: where it stands, NULL for the option --fault
 * @line: the line
 */
struct bp_nvme_doc_fault {
	char text[BP_NVME_DOC_FAULT_TEXT_MAX];
	const char *file;
	unsigned line;
};

/**
 * struct bp_nvme_doc - a controller as somebody described it; members as the keys above
 * @on: there is one
 * @written: one bit per row of the table of keys
 * @fault: what goes wrong in it; nr_faults of them
 */
struct bp_nvme_doc {
	bool on;
	u32 written;
	u64 queues;
	u64 depth;
	u64 mdts;
	u64 sgls;
	u64 sgl_threshold;
	u64 max_segments;
	u64 cmb;
	u64 cmb_for;
	u64 sqs_in_cmb;
	u64 block;
	u64 metadata;
	u64 pi;
	u64 write_cache;
	u64 latency_ns;
	u64 ps_per_byte;
	u64 order;
	u64 vectors;
	u64 burst;
	u64 dstrd;
	u64 shadow;
	u64 version;
	u64 patches;
	u64 retries;
	u64 timeout_ms;
	struct bp_nvme_doc_fault fault[BP_NVME_DOC_FAULTS_MAX];
	unsigned nr_faults;
};

/* No controller, with the defaults for one. */
void bp_nvme_doc_init(struct bp_nvme_doc *doc);

/* Whether somebody wrote a key. */
bool bp_nvme_doc_wrote(const struct bp_nvme_doc *doc, const char *key);

/* The name of a key by index; NULL past the last one. */
const char *bp_nvme_doc_key(unsigned index);

/**
 * bp_nvme_doc_put - set one key
 * @doc: controller; is on from now on
 * @at: where the value stands; its key is the key
 * @value: the value as text
 * @err: receives the message
 *
 * Return: 0, or -EINVAL with @err filled; @doc is then unchanged.
 */
int bp_nvme_doc_put(struct bp_nvme_doc *doc, const struct bp_place *at, const char *value,
		    struct bp_error *err);

/* Reads "KEY=VALUE,..." on top of what @doc says already; as bp_keys_parse(). */
int bp_nvme_doc_parse(struct bp_nvme_doc *doc, const struct bp_place *at, const char *text,
		      struct bp_error *err);

/* Something more that goes wrong; @at outlives @doc. -EINVAL with @err filled when it is too much.
 */
int bp_nvme_doc_add_fault(struct bp_nvme_doc *doc, const struct bp_place *at, const char *text,
			  struct bp_error *err);

/**
 * bp_nvme_doc_check - judge the keys together, and fill in what follows from others
 * @doc: controller
 * @at: where to blame
 * @err: receives the message
 *
 * Return: 0, or -EINVAL with @err filled.
 */
int bp_nvme_doc_check(struct bp_nvme_doc *doc, const struct bp_place *at, struct bp_error *err);

#endif
