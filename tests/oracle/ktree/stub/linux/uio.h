/* SPDX-License-Identifier: GPL-2.0-or-later */
/* User buffers are names: bios are filled page by page here. */
#ifndef KTREE_LINUX_UIO_H
#define KTREE_LINUX_UIO_H

#include <linux/kernel.h>
#include <linux/mm_types.h>
#include <uapi/linux/uio.h>

struct iov_iter {
	size_t iov_offset;
	size_t count;
	unsigned long nr_segs;
	const struct bio_vec *bvec;
};

#define ITER_ALLOW_P2PDMA ((iov_iter_extraction_t)1)

typedef unsigned int iov_iter_extraction_t;

bool iov_iter_is_bvec(const struct iov_iter *iter);
size_t iov_iter_count(const struct iov_iter *iter);
int iov_iter_npages(const struct iov_iter *iter, int max);
void iov_iter_advance(struct iov_iter *iter, size_t bytes);
void iov_iter_revert(struct iov_iter *iter, size_t bytes);
bool iov_iter_extract_will_pin(const struct iov_iter *iter);
bool user_backed_iter(const struct iov_iter *iter);
ssize_t iov_iter_get_pages2(struct iov_iter *iter, struct page **pages, size_t max, unsigned int n,
			    size_t *start);
ssize_t iov_iter_extract_pages(struct iov_iter *iter, struct page ***pages, size_t max,
			       unsigned int n, iov_iter_extraction_t flags, size_t *start);

#endif
