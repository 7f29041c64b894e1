/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a data pointer says, by the definition of PRPs and SGLs (NVC-20, NVC-21).
 */
#include <blkpath/address.h>

#include "nvme.h"

#define DESCRIPTOR_BYTES ((u32)sizeof(struct nvme_sgl_desc))

struct follow {
	struct bp_ck_pointer *to;
	const struct bp_env *env;
	const struct bp_nvme_built *built;
	u64 left;
};

unsigned bp_ck_pointer_room(const struct bp_nvme_built *built, u64 payload)
{
	if (bp_ck_nvme_is_prp(built->choice))
		return (unsigned)(payload / built->page_size) + 2;
	if (bp_ck_nvme_is_sgl(built->choice))
		return 1 + built->nr_lists * BP_CK_SGES_PER_PAGE;
	return 0;
}

static void take(struct follow *f, u64 addr, u64 len)
{
	struct bp_ck_pointer *to = f->to;

	if (to->nr_runs == to->room) {
		to->lost = true;
		return;
	}
	to->runs[to->nr_runs++] = (struct bp_run){ addr, len };
	to->bytes += len;
	f->left -= bp_min(len, f->left);
}

/* Bytes of a list, found by where a device finds it. */
static bool read_list(const struct follow *f, u64 addr, void *bytes, u32 n)
{
	for (unsigned i = 0; i < bp_min(f->built->nr_lists, BP_NVME_LISTS_SHOWN); i++) {
		const struct bp_nvme_list *list = &f->built->lists[i];
		const u64 into = addr - bp_dma_u64(list->dma);

		if (into < f->built->page_size && n <= f->built->page_size - into)
			return bp_ck_ram(f->env, bp_phys_u64(virt_to_phys(list->virt)) + into,
					 bytes, n);
	}
	return false;
}

/* One page of a list; where it leads on, or 0 at the end. */
static u64 follow_prp_list(struct follow *f, u64 list)
{
	const u32 page = f->built->page_size;

	f->to->lists++;
	for (u64 at = list; f->left; at += sizeof(__le64)) {
		const bool is_last = (at + sizeof(__le64)) % page == 0;
		__le64 slot;

		if (!read_list(f, at, &slot, sizeof(slot))) {
			f->to->lost = true;
			return 0;
		}
		f->to->slots++;
		f->to->misaligned |= le64_to_cpu(slot) % page != 0;
		if (is_last && f->left > page)
			return le64_to_cpu(slot);
		take(f, le64_to_cpu(slot), bp_min(f->left, (u64)page));
	}
	return 0;
}

static void follow_prps(struct follow *f)
{
	const union nvme_data_ptr *dptr = &f->built->command.common.dptr;
	const u64 prp1 = le64_to_cpu(dptr->prp1), prp2 = le64_to_cpu(dptr->prp2);
	const u32 page = f->built->page_size;
	u64 list = prp2;

	f->to->misaligned = prp1 % BP_CK_DWORD != 0;
	take(f, prp1, bp_min(f->left, page - prp1 % page));
	if (!f->left)
		return;
	if (f->left <= page) {
		f->to->misaligned |= prp2 % page != 0;
		take(f, prp2, f->left);
		return;
	}
	while (f->left && !f->to->lost)
		list = follow_prp_list(f, list);
}

/* Subtype 0: an address (nvme.md 7). */
static bool is_of_type(const struct nvme_sgl_desc *desc, unsigned type)
{
	return desc->type == type << 4;
}

static bool is_link(const struct nvme_sgl_desc *desc)
{
	return is_of_type(desc, NVME_SGL_FMT_SEG_DESC) ||
	       is_of_type(desc, NVME_SGL_FMT_LAST_SEG_DESC);
}

/* One segment; its last descriptor. */
static struct nvme_sgl_desc follow_segment(struct follow *f, const struct nvme_sgl_desc *segment)
{
	const u64 addr = le64_to_cpu(segment->addr);
	const u32 descriptors = le32_to_cpu(segment->length) / DESCRIPTOR_BYTES;
	struct nvme_sgl_desc desc = { 0 };

	f->to->lists++;
	f->to->misshapen |= !descriptors || le32_to_cpu(segment->length) % DESCRIPTOR_BYTES;
	for (u32 i = 0; i < descriptors; i++) {
		if (!read_list(f, addr + (u64)i * DESCRIPTOR_BYTES, &desc, DESCRIPTOR_BYTES)) {
			f->to->lost = true;
			return (struct nvme_sgl_desc){ 0 };
		}
		f->to->slots++;
		if (is_link(&desc)) {
			f->to->misshapen |= i + 1 != descriptors;
			continue;
		}
		f->to->misshapen |= !is_of_type(&desc, NVME_SGL_FMT_DATA_DESC);
		f->to->data_descriptors++;
		take(f, le64_to_cpu(desc.addr), le32_to_cpu(desc.length));
	}
	/* A Last Segment does not lead on, a Segment does. */
	f->to->misshapen |= is_link(&desc) != is_of_type(segment, NVME_SGL_FMT_SEG_DESC);
	return desc;
}

static void follow_sgl(struct follow *f)
{
	struct nvme_sgl_desc desc = f->built->command.common.dptr.sgl;

	if (!is_link(&desc)) {
		f->to->misshapen = !is_of_type(&desc, NVME_SGL_FMT_DATA_DESC);
		f->to->data_descriptors = 1;
		take(f, le64_to_cpu(desc.addr), le32_to_cpu(desc.length));
		return;
	}
	while (is_link(&desc) && !f->to->lost) {
		if (f->to->lists > f->built->nr_lists) {
			f->to->lost = true;
			return;
		}
		desc = follow_segment(f, &desc);
	}
}

void bp_ck_pointer_follow(struct bp_ck_pointer *pointer, const struct bp_env *env,
			  const struct bp_nvme_built *built, u64 payload)
{
	struct follow f = { .to = pointer, .env = env, .built = built, .left = payload };

	if (bp_ck_nvme_is_prp(built->choice))
		follow_prps(&f);
	if (bp_ck_nvme_is_sgl(built->choice))
		follow_sgl(&f);
}
