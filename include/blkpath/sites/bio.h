/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sites of src/bio: X(symbol, severity, function, rule, text with at most two %llu or %llx)
 */
#ifndef BLKPATH_SITES_BIO_H
#define BLKPATH_SITES_BIO_H

/* clang-format off */

#define BP_SITES_BIO(X) \
	X(BIO_FREED_USED, BP_FINDING, "bio", "INV-BIO-3", "bio %llu is used after it was freed") \
	X(BIO_DIRECT_AS_PAGE, BP_FINDING, "bio_iovec", "4.6", "bio %llu is dma-direct but read as pages")

/* clang-format on */

#endif
