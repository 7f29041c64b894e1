/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scatter gather lists (NVC-21).
 *
 *     DPTR: segment -> | data | data | last segment -> | data | data |
 *
 * A segment that leads to itself ends at the limit of descriptors (SV-8).
 */
#include "nvme/walk.h"

#define DESC_BYTES 16u
#define DESCS_AT_ONCE 256u

/* The next segment, and what is left to be described. */
struct way {
	const struct bp_nvme_walk *walk;
	struct nvme_sgl_desc link;
	u64 left;
};

static unsigned type_of(const struct nvme_sgl_desc *desc)
{
	return desc->type >> 4;
}

static bool is_segment(const struct nvme_sgl_desc *desc)
{
	return type_of(desc) == NVME_SGL_FMT_SEG_DESC ||
	       type_of(desc) == NVME_SGL_FMT_LAST_SEG_DESC;
}

static bool is_bucket(const struct nvme_sgl_desc *desc)
{
	return type_of(desc) == NVME_SGL_FMT_BIT_BUCKET_DESC;
}

static bool is_data(const struct nvme_sgl_desc *desc)
{
	return type_of(desc) == NVME_SGL_FMT_DATA_DESC;
}

/* Only addresses, no offsets and nothing of a transport. */
static bool has_subtype(const struct nvme_sgl_desc *desc)
{
	return desc->type & 0xf;
}

static u16 bad_length(const struct way *way)
{
	const enum bp_nvme_purpose purpose = way->walk->pieces->purpose;
	const bool is_meta = purpose == BP_NVME_DMA_META_H2C || purpose == BP_NVME_DMA_META_C2H;

	return bp_nvme_dnr(is_meta ? NVME_SC_SGL_INVALID_METADATA : NVME_SC_SGL_INVALID_DATA);
}

/* How much of a descriptor counts: all of it, unless more than the transfer may be described. */
static u16 cut(struct way *way, u32 *bytes)
{
	if (*bytes > way->left && !(way->walk->sgls & BP_NVME_SGLS_EXCESS))
		return bad_length(way);
	*bytes = (u32)bp_min((u64)*bytes, way->left);
	way->left -= *bytes;
	return 0;
}

static bool is_unaligned(const struct way *way, u64 address, u32 bytes)
{
	return (way->walk->sgls & BP_NVME_SGLS_MASK) == BP_NVME_SGLS_DWORDS &&
	       (address % 4 || bytes % 4);
}

static u16 take_data(struct way *way, const struct nvme_sgl_desc *desc)
{
	const u64 address = le64_to_cpu(desc->addr);
	u32 bytes = le32_to_cpu(desc->length);
	u16 status;

	if (!bytes)
		return 0;
	if (is_unaligned(way, address, bytes))
		return bp_nvme_dnr(NVME_SC_SGL_INVALID_GRANULARITY);
	if (address + (bytes - 1) < address)
		return bad_length(way);
	status = cut(way, &bytes);
	return status || !bytes ? status : bp_nvme_walk_take(way->walk, address, bytes);
}

/* What the host does not want to read; when it writes there is nothing to leave out. */
static u16 take_bucket(struct way *way, const struct nvme_sgl_desc *desc)
{
	struct bp_nvme_pieces *pieces = way->walk->pieces;
	u32 bytes = le32_to_cpu(desc->length);
	u16 status;

	if (!bytes || !bp_nvme_purpose_writes(pieces->purpose))
		return 0;
	status = cut(way, &bytes);
	if (status || !bytes)
		return status;
	return bp_nvme_pieces_add(pieces, 0, bytes, true) ? 0 : NVME_SC_INTERNAL;
}

static bool is_known(const struct way *way, const struct nvme_sgl_desc *desc)
{
	return is_data(desc) || is_segment(desc) ||
	       (is_bucket(desc) && way->walk->sgls & BP_NVME_SGLS_BIT_BUCKET);
}

/* Only the last descriptor of a segment leads on, and it must, unless it is the last segment
 * (NVC-21.2). */
static u16 judge(const struct way *way, const struct nvme_sgl_desc *desc, bool is_last)
{
	const bool must_lead_on = is_last && type_of(&way->link) == NVME_SGL_FMT_SEG_DESC;

	if (!is_known(way, desc) || has_subtype(desc))
		return bp_nvme_dnr(NVME_SC_SGL_INVALID_TYPE);
	if (is_segment(desc) && !is_last)
		return bp_nvme_dnr(NVME_SC_SGL_INVALID_COUNT);
	return is_segment(desc) == must_lead_on ? 0 : bp_nvme_dnr(NVME_SC_SGL_INVALID_LAST);
}

static u16 use(struct way *way, const struct nvme_sgl_desc *desc, bool is_last)
{
	const u16 status = judge(way, desc, is_last);

	if (status)
		return status;
	if (is_last)
		way->link = *desc;
	if (is_segment(desc))
		return 0;
	return is_bucket(desc) ? take_bucket(way, desc) : take_data(way, desc);
}

static u16 use_some(struct way *way, u64 at, u32 nr, bool at_end)
{
	struct nvme_sgl_desc desc[DESCS_AT_ONCE];
	u16 status = way->walk->ops->fetch(way->walk->arg, BP_NVME_DMA_SEGMENT, at, desc,
					   nr * DESC_BYTES);

	for (u32 i = 0; !status && i < nr; i++)
		status = use(way, &desc[i], at_end && i == nr - 1);
	return status;
}

/* The segment that the link names; the link becomes what its last descriptor is. */
static u16 walk_segment(struct way *way)
{
	const u64 at = le64_to_cpu(way->link.addr);
	const u32 bytes = le32_to_cpu(way->link.length), nr = bytes / DESC_BYTES;
	u16 status;

	if (!bytes || bytes % DESC_BYTES)
		return bp_nvme_dnr(NVME_SC_SGL_INVALID_LAST);
	if (nr > way->walk->max_descriptors - *way->walk->descriptors)
		return bp_nvme_dnr(NVME_SC_SGL_INVALID_COUNT);
	*way->walk->descriptors += nr;
	status = way->walk->ops->admit(way->walk->arg, BP_NVME_DMA_SEGMENT, at, bytes);
	for (u32 done = 0, some; !status && done < nr; done += some) {
		some = bp_min(nr - done, DESCS_AT_ONCE);
		status = use_some(way, at + (u64)done * DESC_BYTES, some, done + some == nr);
	}
	return status;
}

/* Segments that are not needed are not read when more than the transfer may be described. */
static bool leads_on(const struct way *way)
{
	return is_segment(&way->link) && (way->left || !(way->walk->sgls & BP_NVME_SGLS_EXCESS));
}

u16 bp_nvme_sgl_walk(const struct bp_nvme_walk *walk, const struct nvme_sgl_desc *first)
{
	struct way way = { .walk = walk, .link = *first, .left = walk->bytes };
	u16 status = 0;

	if (!is_data(first) && !is_segment(first))
		return bp_nvme_dnr(NVME_SC_SGL_INVALID_LAST);
	if (has_subtype(first))
		return bp_nvme_dnr(NVME_SC_SGL_INVALID_TYPE);
	if (is_data(first))
		status = take_data(&way, first);
	while (!status && leads_on(&way))
		status = walk_segment(&way);
	return status || !way.left ? status : bad_length(&way);
}
