/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a single-page vector to its bytes.
 */
#ifndef BP_BIO_BYTES_H
#define BP_BIO_BYTES_H

#include <blkpath/bvec.h>

/* NULL for memory that has no bytes in the model. */
static inline u8 *bp_bvec_bytes(struct bp_env *env, struct bio_vec bv)
{
	u8 *bytes = bp_page_bytes(env, bv.bv_page);

	return bytes ? bytes + bv.bv_offset : NULL;
}

#endif
