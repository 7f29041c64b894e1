/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "nvme/engine.h"
#include "nvme/identify.h"

#define LIST_ENTRIES (NVME_IDENTIFY_DATA_SIZE / sizeof(__le32))
#define NSFEAT_DULBE 4u
#define DLFEAT_ZEROES 1u
#define DLFEAT_ONES 2u
#define ANY_PLACE (NVME_NS_MC_EXT | NVME_NS_MC_SEPARATE)
#define ANY_PI                                                                                     \
	(NVME_NS_DPC_PI_TYPE1 | NVME_NS_DPC_PI_TYPE2 | NVME_NS_DPC_PI_TYPE3 |                      \
	 NVME_NS_DPC_PI_FIRST | NVME_NS_DPC_PI_LAST)

/* Whether any format has so many bytes of metadata. */
static bool has_metadata(const struct bp_nvme_namespace *ns, u32 bytes)
{
	for (unsigned i = 0; i < ns->config.nr_formats; i++)
		if (ns->config.formats[i].ms >= bytes)
			return true;
	return false;
}

static void put_be64(u8 *to, u64 number)
{
	for (unsigned i = 8; i-- > 0; number >>= 8)
		to[i] = (u8)number;
}

/* Without an EUI64 a namespace has an NGUID: a prefix of ours and its number. */
static void make_nguid(u8 *nguid, u32 nsid)
{
	memcpy(nguid, "blkpath", 8);
	put_be64(nguid + 8, nsid);
}

void bp_nvme_identify_namespace(const struct bp_nvme_namespace *ns, u32 nsid, struct nvme_id_ns *id)
{
	const struct bp_nvme_layout *layout = &ns->layout;
	const bool is_writable = ns->protect == BP_NVME_WRITABLE;
	const __le64 capacity = cpu_to_le64(ns->blocks << bp_nvme_format(ns)->lbads);

	*id = (struct nvme_id_ns){
		.nsze = cpu_to_le64(ns->blocks),
		.ncap = cpu_to_le64(ns->capacity),
		.nuse = cpu_to_le64(bp_nvme_namespace_used(ns)),
		.nsfeat = (u8)(NSFEAT_DULBE | (bp_nvme_namespace_thin(ns) ? NVME_NS_FEAT_THIN : 0)),
		.nlbaf = (u8)(ns->config.nr_formats - 1),
		.flbas = (u8)(layout->format | (layout->extended ? NVME_NS_FLBAS_META_EXT : 0)),
		.mc = has_metadata(ns, 1) ? ANY_PLACE : 0,
		.dpc = has_metadata(ns, BP_NVME_PI_BYTES) ? ANY_PI : 0,
		.dps = (u8)(layout->pi_type | (layout->pi_first ? NVME_NS_DPS_PI_FIRST : 0)),
		.dlfeat = ns->config.ones ? DLFEAT_ONES : DLFEAT_ZEROES,
		.noiob = cpu_to_le16(ns->config.noiob),
		.nsattr = (u8)(is_writable ? 0 : NVME_NS_ATTR_WRITE_PROTECTED),
	};
	memcpy(id->nvmcap, &capacity, sizeof(capacity));
	for (unsigned i = 0; i < ns->config.nr_formats; i++)
		id->lbaf[i] = (struct nvme_lbaf){
			.ms = cpu_to_le16(ns->config.formats[i].ms),
			.ds = ns->config.formats[i].lbads,
			.rp = ns->config.formats[i].rp,
		};
	put_be64(id->eui64, ns->config.eui64);
	if (!ns->config.eui64)
		make_nguid(id->nguid, nsid);
}

static u8 *add_descriptor(u8 *at, u8 type, const u8 *bytes, u8 nr)
{
	const struct nvme_ns_id_desc head = { .nidt = type, .nidl = nr };

	memcpy(at, &head, sizeof(head));
	memcpy(at + sizeof(head), bytes, nr);
	return at + sizeof(head) + nr;
}

void bp_nvme_identify_descriptors(const struct bp_nvme_namespace *ns, u32 nsid, u8 *page)
{
	u8 id[NVME_NIDT_NGUID_LEN];

	memset(page, 0, NVME_IDENTIFY_DATA_SIZE);
	if (ns->config.eui64) {
		put_be64(id, ns->config.eui64);
		add_descriptor(page, NVME_NIDT_EUI64, id, NVME_NIDT_EUI64_LEN);
	} else {
		make_nguid(id, nsid);
		add_descriptor(page, NVME_NIDT_NGUID, id, NVME_NIDT_NGUID_LEN);
	}
}

void bp_nvme_identify_list(const struct bp_nvme_controller *ctrl, u32 after, __le32 *list)
{
	unsigned nr = 0;

	memset(list, 0, NVME_IDENTIFY_DATA_SIZE);
	for (u32 nsid = after + 1; nsid <= ctrl->config.nr_namespaces && nr < LIST_ENTRIES; nsid++)
		if (bp_nvme_namespace_active(ctrl->namespaces[nsid - 1]))
			list[nr++] = cpu_to_le32(nsid);
}
