/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes by position that stay: in a sparse file, or in memory that is as sparse.  What was never
 * written is 0.
 */
#ifndef BP_SIM_NVME_IMAGE_H
#define BP_SIM_NVME_IMAGE_H

#include <blkpath/error.h>
#include <blkpath/types.h>

#include "mem/store.h"

/**
 * struct bp_nvme_image - the bytes
 * @store: in memory; NULL: in the file
 * @fd: the file
 * @found_bytes: size of the file when it was opened; 0 in memory
 */
struct bp_nvme_image {
	struct bp_store *store;
	int fd;
	u64 found_bytes;
};

/**
 * bp_nvme_image_open - open or make an image
 * @image: to be closed with bp_nvme_image_close()
 * @file: name, or NULL for memory
 * @err: receives what is wrong with the file
 *
 * Return: 0; -EINVAL with @err filled; -ENOMEM.
 */
int bp_nvme_image_open(struct bp_nvme_image *image, const char *file, struct bp_error *err);
void bp_nvme_image_close(struct bp_nvme_image *image);

/* Makes a file so long; nothing in memory. 0 or -EIO. */
int bp_nvme_image_resize(struct bp_nvme_image *image, u64 bytes);

/* All zero again, and so long. 0, -ENOMEM or -EIO. */
int bp_nvme_image_clear(struct bp_nvme_image *image, u64 bytes);

/* 0; -EIO of a file; -ENOMEM: then part may be written. */
int bp_nvme_image_read(const struct bp_nvme_image *image, u64 pos, void *buf, size_t len);
int bp_nvme_image_write(struct bp_nvme_image *image, u64 pos, const void *buf, size_t len);
int bp_nvme_image_zero(struct bp_nvme_image *image, u64 pos, u64 len);

/* The first position from @pos on that may hold another byte than 0; UINT64_MAX when none does. */
u64 bp_nvme_image_next(const struct bp_nvme_image *image, u64 pos);

#endif
