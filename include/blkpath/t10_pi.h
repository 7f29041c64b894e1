/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Type 1 protection information: eight bytes beside each interval of data (block.md 11.2).
 */
#ifndef BLKPATH_T10_PI_H
#define BLKPATH_T10_PI_H

#include <blkpath/integrity.h>

#define T10_PI_APP_ESCAPE 0xFFFFu

/* In the order of the wire, big-endian. */
struct t10_pi_tuple {
	u16 guard_tag; /* crc_t10dif() of the interval */
	u16 app_tag;   /* T10_PI_APP_ESCAPE: do not check this interval */
	u32 ref_tag;   /* low half of the interval's address */
};

_Static_assert(sizeof(struct t10_pi_tuple) == 8, "the tuple is eight bytes");

/* Its tuple_size is 8.  A wrong guard or reference tag ends a read with BLK_STS_PROTECTION. */
extern const struct blk_integrity_profile t10_pi_type1_crc;

/**
 * crc_t10dif - the checksum of the guard tag
 * @bytes: data
 * @len: its length in bytes
 *
 * Polynomial 0x8BB7, start 0, most significant bit first.
 *
 * Context: cannot fail.
 * Return: the checksum.
 * Mirrors: crc_t10dif(), lib/crc-t10dif.c, v5.2.
 * Rule: R-INT-1.
 */
u16 crc_t10dif(const u8 *bytes, size_t len);

/**
 * t10_pi_prepare - before a write: reference tags as the device counts them
 * @rq: request with integrity
 * @protection_type: 1 to 3; type 3 has no such tags
 *
 * Each bio's tags count from its seed, the device's from the address of the request. A tag that is
 * not what its seed says stays.
 *
 * Mirrors: t10_pi_prepare(), block/t10-pi.c, v5.2.
 * Rule: NVH-7.
 */
void t10_pi_prepare(struct request *rq, u8 protection_type);

/**
 * t10_pi_complete - after a read: reference tags as the owner counts them
 * @rq: request with integrity
 * @protection_type: 1 to 3; type 3 has no such tags
 * @intervals: how many tuples, from the first on
 *
 * Mirrors: t10_pi_complete(), block/t10-pi.c, v5.2.
 * Rule: NVH-9.
 */
void t10_pi_complete(struct request *rq, u8 protection_type, unsigned intervals);

#endif
