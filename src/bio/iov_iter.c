/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A place in the memory of whoever asks for I/O.
 */
#include "iov.h"

void iov_iter_bvec(struct iov_iter *iter, const struct bio_vec *bvec, unsigned nr, size_t bytes,
		   bool no_ref)
{
	*iter = (struct iov_iter){
		.kind = BP_IOV_BVEC, .no_ref = no_ref, .bvec = bvec, .nr_segs = nr, .count = bytes
	};
}

void bp_iov_iter_user(struct iov_iter *iter, const struct bp_iovec *iov, unsigned nr, size_t bytes,
		      const struct bp_user_ops *ops, void *arg)
{
	*iter = (struct iov_iter){ .kind = BP_IOV_USER,
				   .iov = iov,
				   .nr_segs = nr,
				   .count = bytes,
				   .user = ops,
				   .user_arg = arg };
}

static size_t piece_bytes(const struct iov_iter *iter)
{
	return iter->kind == BP_IOV_BVEC ? iter->bvec->bv_len : iter->iov->len;
}

static void next_piece(struct iov_iter *iter)
{
	iter->offset = 0;
	iter->nr_segs--;
	if (iter->kind == BP_IOV_BVEC)
		iter->bvec++;
	else
		iter->iov++;
}

void iov_iter_advance(struct iov_iter *iter, size_t bytes)
{
	bytes = bp_min(bytes, iter->count);
	iter->count -= bytes;
	while (bytes) {
		size_t step = bp_min(bytes, piece_bytes(iter) - iter->offset);

		bytes -= step;
		iter->offset += step;
		if (iter->offset == piece_bytes(iter))
			next_piece(iter);
	}
}

static void previous_piece(struct iov_iter *iter)
{
	iter->nr_segs++;
	if (iter->kind == BP_IOV_BVEC)
		iter->bvec--;
	else
		iter->iov--;
	iter->offset = piece_bytes(iter);
}

void iov_iter_revert(struct iov_iter *iter, size_t bytes)
{
	iter->count += bytes;
	while (bytes > iter->offset) {
		bytes -= iter->offset;
		previous_piece(iter);
	}
	iter->offset -= bytes;
}

static u64 piece_start(const struct iov_iter *iter)
{
	return iter->kind == BP_IOV_BVEC ? iter->bvec->bv_offset : iter->iov->base;
}

/* B1 */
unsigned iov_iter_npages(const struct bp_env *env, const struct iov_iter *iter, unsigned max)
{
	struct iov_iter at = *iter;
	u64 pages = 0;

	while (at.count && pages < max) {
		size_t len = bp_min(piece_bytes(&at) - at.offset, at.count);
		u64 start = piece_start(&at) + at.offset;

		if (len)
			pages += ((start + len - 1) >> env->page_shift) -
				 (start >> env->page_shift) + 1;
		at.count -= len;
		next_piece(&at);
	}
	return (unsigned)bp_min(pages, (u64)max);
}

struct bio_vec bp_iov_pin(const struct bp_env *env, struct iov_iter *iter)
{
	u32 page_bytes = bp_page_size(env);
	bool is_bvec = iter->kind == BP_IOV_BVEC;
	size_t left;
	u64 at;
	u32 in_page;

	while (!piece_bytes(iter))
		next_piece(iter);
	left = bp_min(piece_bytes(iter) - iter->offset, iter->count);
	at = piece_start(iter) + iter->offset;
	in_page = (u32)at & (page_bytes - 1);
	return (struct bio_vec){
		.bv_page = is_bvec ? nth_page(iter->bvec->bv_page, at >> env->page_shift)
				   : iter->user->pin(iter->user_arg, at),
		.bv_len = (unsigned)bp_min(left, (size_t)(page_bytes - in_page)),
		.bv_offset = in_page,
	};
}

void bp_iov_unpin(struct bp_env *env, const struct iov_iter *iter, struct page *page)
{
	if (iter->kind == BP_IOV_USER && !iter->no_ref)
		put_page(env, page);
}
