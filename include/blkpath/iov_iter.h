/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory of whoever asks for I/O, as a place in a list of pieces (block.md R-HLP-3).  Mirrors
 * include/linux/uio.h, v5.2-rc5, as far as bios need it.
 */
#ifndef BLKPATH_IOV_ITER_H
#define BLKPATH_IOV_ITER_H

#include <blkpath/bio.h>

enum bp_iov_kind { BP_IOV_BVEC, BP_IOV_USER };

/* A run of user addresses, in bytes. */
struct bp_iovec {
	u64 base;
	size_t len;
};

/**
 * struct bp_user_ops - the address space of a process
 * @pin: the page behind a user address, with a reference for the caller unless the iterator says
 * no_ref; NULL is a fault. Peer-to-peer pages are refused behind it where the queue has no use for
 * them (P-85)
 */
struct bp_user_ops {
	struct page *(*pin)(void *arg, u64 addr);
};

/**
 * struct iov_iter - a place in a list of pieces
 * @kind: which list
 * @no_ref: the pages stay without references of ours (ITER_BVEC_FLAG_NO_REF); @user gives none
 * @bvec: the piece it stands in, for BP_IOV_BVEC
 * @iov: the piece it stands in, for BP_IOV_USER
 * @nr_segs: pieces left, that one included
 * @offset: bytes of that piece already gone
 * @count: bytes left, at most what the pieces hold
 * @user: how to reach user pages
 * @user_arg: its argument
 */
struct iov_iter {
	enum bp_iov_kind kind;
	bool no_ref;
	union {
		const struct bio_vec *bvec;
		const struct bp_iovec *iov;
	};
	unsigned nr_segs;
	size_t offset;
	size_t count;
	const struct bp_user_ops *user;
	void *user_arg;
};

/**
 * iov_iter_bvec - start at the first of some vectors
 * @iter: filled in
 * @bvec: the vectors; they must outlive @iter
 * @nr: how many
 * @bytes: how many bytes, at most what the vectors hold
 * @no_ref: a bio made of it shall take no page references
 *
 * Mirrors: iov_iter_bvec, lib/iov_iter.c, v5.2.
 * Rule: R-HLP-3.
 */
void iov_iter_bvec(struct iov_iter *iter, const struct bio_vec *bvec, unsigned nr, size_t bytes,
		   bool no_ref);

/**
 * bp_iov_iter_user - start at the first of some runs of user memory
 * @iter: filled in
 * @iov: the runs; they must outlive @iter
 * @nr: how many
 * @bytes: how many bytes, at most what the runs hold
 * @ops: how to reach the pages
 * @arg: argument of @ops
 */
void bp_iov_iter_user(struct iov_iter *iter, const struct bp_iovec *iov, unsigned nr, size_t bytes,
		      const struct bp_user_ops *ops, void *arg);

/**
 * iov_iter_advance - move on
 * @iter: a place
 * @bytes: how far; more than is left moves to the end
 *
 * Empty pieces on the way are passed, one at the new place is not.
 *
 * Mirrors: iov_iter_advance, lib/iov_iter.c, v5.2.
 * Rule: R-HLP-3.
 */
void iov_iter_advance(struct iov_iter *iter, size_t bytes);

/**
 * iov_iter_revert - move back
 * @iter: a place
 * @bytes: how far; at most what it was moved on
 *
 * Mirrors: iov_iter_revert, lib/iov_iter.c, v5.2.
 * Rule: B5.
 */
void iov_iter_revert(struct iov_iter *iter, size_t bytes);

/**
 * iov_iter_npages - the pages that are left
 * @env: environment
 * @iter: a place
 * @max: where counting stops
 *
 * A page that two pieces meet in counts for each.
 *
 * Return: the count, at most @max.
 *
 * Mirrors: iov_iter_npages, lib/iov_iter.c, v5.2.
 * Rule: B1.
 */
unsigned iov_iter_npages(const struct bp_env *env, const struct iov_iter *iter, unsigned max);

#endif
