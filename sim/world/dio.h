/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Direct I/O on a block device (O_DIRECT): what a preadv(), a pwritev() or a transfer over a
 * registered buffer makes of user memory (docs/spec/generations.md 3).
 *
 * The rule set of the world's queue says which memory is refused (G-18), how bios end on logical
 * blocks (B5) and what the vectors of a registered buffer are (G-19).
 *
 * Unlike direct.h, whose vectors go into bios as somebody wrote them down, this begins one step
 * earlier: with pages, which join when they touch.
 */
#ifndef SIM_WORLD_DIO_H
#define SIM_WORLD_DIO_H

#include "world/world.h"

/* Most bytes of one transfer; a system call shortens what is longer. */
#define BP_DIO_MAX_BYTES 0x7ffff000u

/**
 * struct bp_dio_iovec - user memory that is contiguous for the process
 * @ranges: its physically contiguous runs, in order: all but the first start at a page boundary,
 *	all but the last end at one
 * @nr: how many; 0 is an empty iovec
 */
struct bp_dio_iovec {
	const struct bp_range *ranges;
	unsigned nr;
};

/**
 * struct bp_dio_io - one transfer
 * @opf: REQ_OP_READ or REQ_OP_WRITE, and flags
 * @sector: where it begins on the device
 * @fixed: over a registered buffer; else over user memory
 * @folios: the registered buffer is made of folios of 2 MiB; else of single pages
 * @iov: where the data is; the iovecs of a registered buffer are taken as one
 * @nr_iov: how many
 */
struct bp_dio_io {
	unsigned opf;
	sector_t sector;
	bool fixed;
	bool folios;
	const struct bp_dio_iovec *iov;
	unsigned nr_iov;
};

/**
 * bp_world_direct_io - do a transfer
 * @world: the world; nothing else is under way in it
 * @io: the transfer
 * @ret: receives what the system call gives: bytes, or a negative errno. -EINVAL when the rule set
 *	refuses the memory, before there is any bio, or when a bio could not be split; other parts
 *	may be done then.
 *
 * Builds the bios, submits each before the next is built, under a plug when there are several, and
 * waits until they have ended.
 *
 * Context: a BUG unwinds to the caller's bp_catch(); the world can only be closed then.
 * Return: 0; -EINVAL when @io is none: empty ranges, ranges that leave pages unfilled or memory
 * that does not exist, too many bytes, a sector beyond any device; -E2BIG for a registered buffer
 * of more than 65535 vectors; -ENOMEM: the bios before the one that found none have ended;
 * -EDEADLK when a bio never ends.
 */
int bp_world_direct_io(struct bp_world *world, const struct bp_dio_io *io, s64 *ret);

#endif
