/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes of a file, plain or gzip.  zlib's own files are of no use here: they keep silent about what
 * follows the last gzip member.
 */
#ifndef SIM_INPUT_UNPACK_H
#define SIM_INPUT_UNPACK_H

#include <zlib.h>

#include <blkpath/types.h>

#define BP_PACKED_BYTES 65536u

enum bp_unpack_form { BP_UNPACK_UNKNOWN, BP_UNPACK_PLAIN, BP_UNPACK_GZIP };

/**
 * struct bp_unpack - a file that is read
 * @fd: the file
 * @form: by its first two bytes
 * @ended: the file has nothing after @packed
 * @inside: a gzip member has begun and not ended
 * @taken: bytes read from the file
 * @z: where the member is, and which bytes of @packed are left
 * @packed: bytes of the file
 */
struct bp_unpack {
	int fd;
	enum bp_unpack_form form;
	bool ended;
	bool inside;
	u64 taken;
	z_stream z;
	u8 packed[BP_PACKED_BYTES];
};

/* Takes @fd over.  Return: 0, or -ENOMEM and @fd is still the caller's. */
int bp_unpack_open(struct bp_unpack *unpack, int fd);

void bp_unpack_close(struct bp_unpack *unpack);

/**
 * bp_unpack_read - the next bytes
 * @unpack: the file
 * @bytes: receives them
 * @room: how many at most, 1 or more
 * @why: receives what is wrong with the file, on failure
 *
 * Members that follow each other are one file, as gzip has it.
 *
 * Return: how many, 0 at the end; -EBADMSG when something else follows a gzip member, and another
 * negative errno when the file cannot be read or is damaged.
 */
int bp_unpack_read(struct bp_unpack *unpack, char *bytes, unsigned room, const char **why);

/* How far reading has come in the file. */
u64 bp_unpack_done(const struct bp_unpack *unpack);

#endif
