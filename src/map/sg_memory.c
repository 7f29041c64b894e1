/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists with memory of their own, and the bytes of lists (R-C1.7, R-C3.5).
 */
#include <limits.h>
#include <string.h>

#include <blkpath/address.h>
#include <blkpath/io.h>
#include <blkpath/sg_memory.h>

/* 0 for what no list can hold, too. */
static unsigned pages_for(const struct bp_env *env, u64 bytes)
{
	const u64 pages = (bytes >> env->page_shift) + !!(bytes & (bp_page_size(env) - 1));

	return pages <= INT_MAX ? (unsigned)pages : 0;
}

struct scatterlist *sgl_alloc(struct bp_env *env, u64 length, int *nent_p)
{
	const unsigned nents = pages_for(env, length);
	struct scatterlist *sgl;

	if (!nents)
		return NULL;
	sgl = bp_alloc(env, BP_ALLOC_SG, nents * sizeof(*sgl));
	if (!sgl)
		return NULL;
	sg_init_table(sgl, nents);
	for (struct scatterlist *sg = sgl; sg; sg = sg_next(sg)) {
		const unsigned bytes = (unsigned)bp_min(length, (u64)bp_page_size(env));
		struct page *page = alloc_page_below(env, env->max_pfn);

		if (!page) {
			sgl_free(env, sgl);
			return NULL;
		}
		sg_set_page(env, sg, page, bytes, 0);
		length -= bytes;
	}
	*nent_p = (int)nents;
	return sgl;
}

void sgl_free(struct bp_env *env, struct scatterlist *sgl)
{
	for (struct scatterlist *sg = sgl; sg && sg_page(sg); sg = sg_next(sg))
		put_page(env, sg_page(sg));
	bp_free(env, sgl);
}

/* A part of a list in one page: where it begins, and whether the CPU has it as RAM. */
struct piece {
	struct bp_env *env;
	u8 *ram;
	bp_virt_addr_t device;
	unsigned bytes;
};

static struct piece piece_of(struct bp_env *env, const struct scatterlist *sg, unsigned skip,
			     size_t most)
{
	const u64 at = (u64)sg->offset + skip;
	const unsigned in_page = (unsigned)(at & (bp_page_size(env) - 1));
	struct page *page = nth_page(sg_page(sg), at >> env->page_shift);
	u8 *bytes = bp_page_bytes(env, page);
	const size_t len = bp_min(sg->length - skip, bp_page_size(env) - in_page);

	return (struct piece){
		.env = env,
		.ram = bytes ? bytes + in_page : NULL,
		.device =
			bp_virt_addr(bp_virt_u64(phys_to_virt(page_to_phys(env, page))) + in_page),
		.bytes = (unsigned)bp_min(len, most),
	};
}

static void copy_out(const struct piece *piece, u8 *to)
{
	if (piece->ram)
		memcpy(to, piece->ram, piece->bytes);
	else
		memcpy_fromio(piece->env, to, piece->device, piece->bytes);
}

static void copy_in(const struct piece *piece, u8 *from)
{
	if (piece->ram)
		memcpy(piece->ram, from, piece->bytes);
	else
		memcpy_toio(piece->env, piece->device, from, piece->bytes);
}

static size_t copy(struct bp_env *env, struct scatterlist *sgl, unsigned nents, u8 *buf,
		   size_t buflen, u64 skip, void (*move)(const struct piece *piece, u8 *buf))
{
	size_t done = 0;

	for (struct scatterlist *sg = sgl; sg && nents && done < buflen; nents--) {
		unsigned at = (unsigned)bp_min(skip, (u64)sg->length);

		skip -= at;
		while (at < sg->length && done < buflen) {
			const struct piece piece = piece_of(env, sg, at, buflen - done);

			move(&piece, buf + done);
			at += piece.bytes;
			done += piece.bytes;
		}
		sg = sg_next(sg);
	}
	return done;
}

size_t sg_pcopy_to_buffer(struct bp_env *env, struct scatterlist *sgl, unsigned nents, void *buf,
			  size_t buflen, u64 skip)
{
	return copy(env, sgl, nents, buf, buflen, skip, copy_out);
}

size_t sg_pcopy_from_buffer(struct bp_env *env, struct scatterlist *sgl, unsigned nents,
			    const void *buf, size_t buflen, u64 skip)
{
	return copy(env, sgl, nents, (u8 *)buf, buflen, skip, copy_in);
}
