/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A namespace: how many blocks, what a block is made of, and the medium that keeps them
 * (nvme.md 11; Identify namespace of NVC-26 tells the host).
 *
 * A block has data and, in some formats, metadata.  Metadata may carry a tuple of protection
 * information, and goes to the host behind the data of its block (extended) or to a place of its
 * own (MPTR).
 */
#ifndef BP_SIM_NVME_NAMESPACE_H
#define BP_SIM_NVME_NAMESPACE_H

#include <blkpath/error.h>

#include "nvme/medium.h"

#define BP_NVME_FORMATS_MAX 16u
#define BP_NVME_LBADS_MIN 9u
#define BP_NVME_LBADS_MAX 16u
#define BP_NVME_PI_BYTES 8u

/**
 * struct bp_nvme_format - one LBA format, as LBAF of Identify namespace has it
 * @ms: bytes of metadata per block
 * @lbads: a block has 2^lbads bytes of data; BP_NVME_LBADS_MIN to BP_NVME_LBADS_MAX
 * @rp: relative performance, 0 (best) to 3
 */
struct bp_nvme_format {
	u16 ms;
	u8 lbads;
	u8 rp;
};

/* What a write to a namespace that must not change is answered with (NVC-30). */
enum bp_nvme_protect {
	BP_NVME_WRITABLE,
	BP_NVME_WRITE_PROTECTED, /* 0/0x20 */
	BP_NVME_READ_ONLY,	 /* 1/0x82 */
};

/**
 * struct bp_nvme_layout - what a Format NVM command chooses
 * @format: index into the formats of the namespace
 * @extended: metadata travels behind the data of its block; else through MPTR
 * @pi_type: protection information of type 1 to 3; 0: none
 * @pi_first: the tuple is the first 8 bytes of the metadata; else the last
 */
struct bp_nvme_layout {
	u8 format;
	bool extended;
	u8 pi_type;
	bool pi_first;
};

/**
 * struct bp_nvme_namespace_config - what kind of namespace
 * @blocks: size (NSZE) in blocks of the first layout; 0: the id is valid and the namespace inactive
 * @capacity_blocks: so many may be allocated at a time (NCAP), less than @blocks is thin
 * provisioning; 0: all
 * @formats: LBA formats; all zero: 512 and 4096 bytes without metadata
 * @nr_formats: 1 to BP_NVME_FORMATS_MAX; 0: as @formats all zero
 * @layout: the one to begin with
 * @protect: may it be written
 * @ones: deallocated blocks read as ones; else as zeroes (NVC-29)
 * @unwritten_fails: reading a deallocated block is 2/0x87; feature 0x05 (DULBE) changes it
 * @noiob: optimal I/O boundary in blocks (NOIOB); 0: none
 * @eui64: 0: none
 * @file: keeps the blocks, see medium.h; NULL: memory does
 * @cache_blocks: the write cache holds so many; 0: without bound
 */
struct bp_nvme_namespace_config {
	u64 blocks;
	u64 capacity_blocks;
	struct bp_nvme_format formats[BP_NVME_FORMATS_MAX];
	unsigned nr_formats;
	struct bp_nvme_layout layout;
	enum bp_nvme_protect protect;
	bool ones;
	bool unwritten_fails;
	u16 noiob;
	u64 eui64;
	const char *file;
	u64 cache_blocks;
};

/* What was done with the blocks (SMART log of NVC-26). */
struct bp_nvme_namespace_counters {
	u64 reads;
	u64 writes;
	u64 bytes_read;
	u64 bytes_written;
	u64 flushes;
	u64 media_errors;
};

/**
 * struct bp_nvme_namespace - the namespace
 * @config: what was asked for, numbers that were 0 filled in
 * @layout: in use now
 * @blocks: NSZE now
 * @capacity: NCAP now
 * @protect: in force now
 * @unwritten_fails: in force now
 * @medium: its blocks; NULL when the namespace is inactive
 * @counters: since the beginning
 */
struct bp_nvme_namespace {
	struct bp_nvme_namespace_config config;
	struct bp_nvme_layout layout;
	u64 blocks;
	u64 capacity;
	enum bp_nvme_protect protect;
	bool unwritten_fails;
	struct bp_medium *medium;
	struct bp_nvme_namespace_counters counters;
};

/**
 * bp_nvme_namespace_new - make a namespace
 * @config: what kind; copied, but for @file
 * @ns: receives it, to be freed with bp_nvme_namespace_free()
 * @err: receives what is wrong
 *
 * Return: 0; -EINVAL for a number out of range or a file that cannot be used; -ENOMEM. Then nothing
 * is left behind, but for a file that may have been created.
 */
int bp_nvme_namespace_new(const struct bp_nvme_namespace_config *config,
			  struct bp_nvme_namespace **ns, struct bp_error *err);

/* What only the write cache holds is lost, as with the power; flush before. NULL is allowed. */
void bp_nvme_namespace_free(struct bp_nvme_namespace *ns);

/**
 * bp_nvme_namespace_format - Format NVM: another layout, and nothing written
 * @ns: an active namespace
 * @layout: any; the size in bytes of data stays
 *
 * Return: 0 or a status: NVME_SC_INVALID_FORMAT | NVME_SC_DNR when the format does not exist or
 * cannot have what is asked for: then nothing has changed. NVME_SC_INTERNAL when the medium fails:
 * then the layout is as it was, and what the blocks hold is not known.
 */
u16 bp_nvme_namespace_format(struct bp_nvme_namespace *ns, const struct bp_nvme_layout *layout);

static inline const struct bp_nvme_format *bp_nvme_format(const struct bp_nvme_namespace *ns)
{
	return &ns->config.formats[ns->layout.format];
}

/* Bytes of data in a block. */
static inline u32 bp_nvme_block_bytes(const struct bp_nvme_namespace *ns)
{
	return 1u << bp_nvme_format(ns)->lbads;
}

/* Bytes of metadata in a block. */
static inline u32 bp_nvme_meta_bytes(const struct bp_nvme_namespace *ns)
{
	return bp_nvme_format(ns)->ms;
}

static inline bool bp_nvme_namespace_active(const struct bp_nvme_namespace *ns)
{
	return ns && ns->medium;
}

static inline bool bp_nvme_namespace_thin(const struct bp_nvme_namespace *ns)
{
	return ns->capacity < ns->blocks;
}

/* Blocks in use (NUSE): without thin provisioning all of them. */
u64 bp_nvme_namespace_used(const struct bp_nvme_namespace *ns);

#endif
