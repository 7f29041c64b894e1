/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Protection information as the controller makes and checks it: a tuple of guard, application tag
 * and reference tag in the metadata of each block (NVC-38).
 */
#ifndef BP_SIM_NVME_PROTECTION_H
#define BP_SIM_NVME_PROTECTION_H

#include <blkpath/nvme.h>

#include "nvme/namespace.h"

/**
 * struct bp_protection - what a command says about tuples
 * @prinfo: NVME_RW_PRINFO_* as CDW12 has them above bit 16
 * @ref_tag: of the next block
 * @app_tag: to write or to expect
 * @app_mask: bits of @app_tag that count in a check
 */
struct bp_protection {
	u16 prinfo;
	u32 ref_tag;
	u16 app_tag;
	u16 app_mask;
};

/* What the command says; nothing for a namespace without protection, whatever its bits are. */
struct bp_protection bp_protection_of(const struct bp_nvme_namespace *ns,
				      const struct nvme_rw_command *cmd);

/**
 * bp_protection_allowed - may a command say that?
 * @ns: namespace
 * @pi: from bp_protection_of()
 * @slba: first block
 *
 * Return: 0; NVME_SC_INVALID_PI | NVME_SC_DNR when reference tags are to be checked and have no
 * meaning (type 3), or do not begin with the address (type 1).
 */
u16 bp_protection_allowed(const struct bp_nvme_namespace *ns, const struct bp_protection *pi,
			  u64 slba);

/* The controller adds and strips tuples, and the host sees no metadata. */
bool bp_protection_hidden(const struct bp_nvme_namespace *ns, const struct bp_protection *pi);

/**
 * bp_protection_make - put tuples into the metadata of blocks
 * @ns: namespace
 * @pi: tags; moved on by @count blocks
 * @count: how many
 * @data: their data
 * @meta: their metadata; outside of the tuple it stays
 */
void bp_protection_make(const struct bp_nvme_namespace *ns, struct bp_protection *pi, u32 count,
			const u8 *data, u8 *meta);

/* The same with tuples that turn checking off: for blocks that nobody protected. */
void bp_protection_escape(const struct bp_nvme_namespace *ns, u32 count, u8 *meta);

/**
 * bp_protection_check - check the tuples of blocks as PRCHK asks
 * @ns: namespace
 * @pi: what to expect; moved on by the blocks that were checked
 * @count: how many
 * @data: their data
 * @meta: their metadata
 * @bad: receives how many blocks were good before the first bad one
 *
 * Return: 0, NVME_SC_GUARD_CHECK, NVME_SC_APPTAG_CHECK or NVME_SC_REFTAG_CHECK, looked for in this
 * order.
 */
u16 bp_protection_check(const struct bp_nvme_namespace *ns, struct bp_protection *pi, u32 count,
			const u8 *data, const u8 *meta, u32 *bad);

#endif
