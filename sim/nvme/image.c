/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* fallocate(), SEEK_DATA */
#include "nvme/image.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_file(struct bp_nvme_image *image, const char *file, struct bp_error *err)
{
	struct stat st;

	image->fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (image->fd < 0)
		return bp_error_set(err, file, 0, NULL, "cannot be opened: %s", strerror(errno));
	if (fstat(image->fd, &st) || !S_ISREG(st.st_mode)) {
		close(image->fd);
		return bp_error_set(err, file, 0, NULL, "a namespace is kept in a regular file");
	}
	image->found_bytes = (u64)st.st_size;
	return 0;
}

int bp_nvme_image_open(struct bp_nvme_image *image, const char *file, struct bp_error *err)
{
	*image = (struct bp_nvme_image){ .fd = -1 };
	if (file)
		return open_file(image, file, err);
	image->store = bp_store_new();
	return image->store ? 0 : -ENOMEM;
}

void bp_nvme_image_close(struct bp_nvme_image *image)
{
	bp_store_free(image->store);
	if (image->fd >= 0)
		close(image->fd);
	*image = (struct bp_nvme_image){ .fd = -1 };
}

int bp_nvme_image_resize(struct bp_nvme_image *image, u64 bytes)
{
	return image->store || !ftruncate(image->fd, (off_t)bytes) ? 0 : -EIO;
}

int bp_nvme_image_clear(struct bp_nvme_image *image, u64 bytes)
{
	struct bp_store *store;

	if (!image->store)
		return bp_nvme_image_resize(image, 0) ? -EIO : bp_nvme_image_resize(image, bytes);
	store = bp_store_new();
	if (!store)
		return -ENOMEM;
	bp_store_free(image->store);
	image->store = store;
	return 0;
}

int bp_nvme_image_read(const struct bp_nvme_image *image, u64 pos, void *buf, size_t len)
{
	if (image->store) {
		bp_store_read(image->store, pos, buf, len);
		return 0;
	}
	for (u8 *to = buf; len;) {
		const ssize_t n = pread(image->fd, to, len, (off_t)pos);

		if (n <= 0)
			return -EIO;
		to += n;
		pos += (u64)n;
		len -= (size_t)n;
	}
	return 0;
}

int bp_nvme_image_write(struct bp_nvme_image *image, u64 pos, const void *buf, size_t len)
{
	if (image->store)
		return bp_store_write(image->store, pos, buf, len);
	for (const u8 *from = buf; len;) {
		const ssize_t n = pwrite(image->fd, from, len, (off_t)pos);

		if (n <= 0)
			return -EIO;
		from += n;
		pos += (u64)n;
		len -= (size_t)n;
	}
	return 0;
}

/* For file systems that cannot punch holes. */
static int write_zeroes(struct bp_nvme_image *image, u64 pos, u64 len)
{
	static const u8 zeroes[4096];
	int ret = 0;

	for (; len && !ret; pos += sizeof(zeroes), len -= bp_min(len, (u64)sizeof(zeroes)))
		ret = bp_nvme_image_write(image, pos, zeroes,
					  (size_t)bp_min(len, (u64)sizeof(zeroes)));
	return ret;
}

int bp_nvme_image_zero(struct bp_nvme_image *image, u64 pos, u64 len)
{
	if (!len)
		return 0;
	if (image->store) {
		bp_store_zero(image->store, pos, len);
		return 0;
	}
	if (!fallocate(image->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)pos,
		       (off_t)len))
		return 0;
	return write_zeroes(image, pos, len);
}

/* Not every file system knows its holes; then everything may hold something. */
u64 bp_nvme_image_next(const struct bp_nvme_image *image, u64 pos)
{
	off_t at;

	if (image->store)
		return bp_store_next(image->store, pos);
	at = lseek(image->fd, (off_t)pos, SEEK_DATA);
	if (at < 0)
		return errno == ENXIO ? UINT64_MAX : pos;
	return (u64)at;
}
