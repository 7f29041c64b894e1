/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme/protection.h"

#include <string.h>

#include <blkpath/nvme_status.h>

#define APP_ESCAPE 0xffffu
#define REF_ESCAPE 0xffffffffu

/* A tuple is big endian, unlike everything else of NVMe. */
struct tuple {
	u16 guard;
	u16 app;
	u32 ref;
};

static struct tuple tuple_from(const u8 *b)
{
	return (struct tuple){
		.guard = (u16)(b[0] << 8 | b[1]),
		.app = (u16)(b[2] << 8 | b[3]),
		.ref = (u32)b[4] << 24 | (u32)b[5] << 16 | (u32)b[6] << 8 | b[7],
	};
}

static void tuple_to(u8 *b, const struct tuple *t)
{
	const u8 bytes[BP_NVME_PI_BYTES] = { (u8)(t->guard >> 8), (u8)t->guard,
					     (u8)(t->app >> 8),	  (u8)t->app,
					     (u8)(t->ref >> 24),  (u8)(t->ref >> 16),
					     (u8)(t->ref >> 8),	  (u8)t->ref };

	memcpy(b, bytes, sizeof(bytes));
}

/* CRC of polynomial 0x8bb7: what each value of the upper four bits adds. */
static const u16 crc_of_nibble[16] = {
	0x0000, 0x8bb7, 0x9cd9, 0x176e, 0xb205, 0x39b2, 0x2edc, 0xa56b,
	0xefbd, 0x640a, 0x7364, 0xf8d3, 0x5db8, 0xd60f, 0xc161, 0x4ad6,
};

static u16 crc_add(u16 crc, const u8 *bytes, size_t len)
{
	for (; len; bytes++, len--) {
		crc = (u16)(crc << 4 ^ crc_of_nibble[crc >> 12 ^ *bytes >> 4]);
		crc = (u16)(crc << 4 ^ crc_of_nibble[crc >> 12 ^ (*bytes & 15)]);
	}
	return crc;
}

static u32 tuple_offset(const struct bp_nvme_namespace *ns)
{
	return ns->layout.pi_first ? 0 : bp_nvme_meta_bytes(ns) - BP_NVME_PI_BYTES;
}

/* The guard covers the data and what stands before the tuple. */
static u16 guard_of(const struct bp_nvme_namespace *ns, const u8 *data, const u8 *meta)
{
	return crc_add(crc_add(0, data, bp_nvme_block_bytes(ns)), meta, tuple_offset(ns));
}

struct bp_protection bp_protection_of(const struct bp_nvme_namespace *ns,
				      const struct nvme_rw_command *cmd)
{
	const u16 prinfo = NVME_RW_PRINFO_PRACT | NVME_RW_PRINFO_PRCHK_GUARD |
			   NVME_RW_PRINFO_PRCHK_APP | NVME_RW_PRINFO_PRCHK_REF;

	if (!ns->layout.pi_type)
		return (struct bp_protection){ 0 };
	return (struct bp_protection){
		.prinfo = le16_to_cpu(cmd->control) & prinfo,
		.ref_tag = le32_to_cpu(cmd->reftag),
		.app_tag = le16_to_cpu(cmd->apptag),
		.app_mask = le16_to_cpu(cmd->appmask),
	};
}

u16 bp_protection_allowed(const struct bp_nvme_namespace *ns, const struct bp_protection *pi,
			  u64 slba)
{
	const bool by_address = ns->layout.pi_type == 1 && pi->ref_tag == (u32)slba;

	if (!(pi->prinfo & NVME_RW_PRINFO_PRCHK_REF) || ns->layout.pi_type == 2 || by_address)
		return NVME_SC_SUCCESS;
	return NVME_SC_INVALID_PI | NVME_SC_DNR;
}

bool bp_protection_hidden(const struct bp_nvme_namespace *ns, const struct bp_protection *pi)
{
	return pi->prinfo & NVME_RW_PRINFO_PRACT && bp_nvme_meta_bytes(ns) == BP_NVME_PI_BYTES;
}

/* Reference tags of type 3 mean nothing and stay. */
static void move_on(const struct bp_nvme_namespace *ns, struct bp_protection *pi)
{
	pi->ref_tag += ns->layout.pi_type != 3;
}

void bp_protection_make(const struct bp_nvme_namespace *ns, struct bp_protection *pi, u32 count,
			const u8 *data, u8 *meta)
{
	for (; count; count--) {
		const struct tuple tuple = { guard_of(ns, data, meta), pi->app_tag, pi->ref_tag };

		tuple_to(meta + tuple_offset(ns), &tuple);
		move_on(ns, pi);
		data += bp_nvme_block_bytes(ns);
		meta += bp_nvme_meta_bytes(ns);
	}
}

void bp_protection_escape(const struct bp_nvme_namespace *ns, u32 count, u8 *meta)
{
	for (; count; count--, meta += bp_nvme_meta_bytes(ns))
		memset(meta + tuple_offset(ns), 0xff, BP_NVME_PI_BYTES);
}

static bool escapes(const struct bp_nvme_namespace *ns, const struct tuple *tuple)
{
	return tuple->app == APP_ESCAPE && (ns->layout.pi_type != 3 || tuple->ref == REF_ESCAPE);
}

static u16 check(const struct bp_nvme_namespace *ns, const struct bp_protection *pi, const u8 *data,
		 const u8 *meta)
{
	const struct tuple tuple = tuple_from(meta + tuple_offset(ns));

	if (escapes(ns, &tuple))
		return NVME_SC_SUCCESS;
	if (pi->prinfo & NVME_RW_PRINFO_PRCHK_GUARD && tuple.guard != guard_of(ns, data, meta))
		return NVME_SC_GUARD_CHECK;
	if (pi->prinfo & NVME_RW_PRINFO_PRCHK_APP && (tuple.app ^ pi->app_tag) & pi->app_mask)
		return NVME_SC_APPTAG_CHECK;
	if (pi->prinfo & NVME_RW_PRINFO_PRCHK_REF && tuple.ref != pi->ref_tag)
		return NVME_SC_REFTAG_CHECK;
	return NVME_SC_SUCCESS;
}

u16 bp_protection_check(const struct bp_nvme_namespace *ns, struct bp_protection *pi, u32 count,
			const u8 *data, const u8 *meta, u32 *bad)
{
	for (u32 i = 0; i < count; i++) {
		const u16 status = check(ns, pi, data, meta);

		if (status) {
			*bad = i;
			return status;
		}
		move_on(ns, pi);
		data += bp_nvme_block_bytes(ns);
		meta += bp_nvme_meta_bytes(ns);
	}
	return NVME_SC_SUCCESS;
}
