/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sites of src/bio: X(symbol, severity, function, rule, text with at most two %llu or %llx)
 */
#ifndef BLKPATH_SITES_BIO_H
#define BLKPATH_SITES_BIO_H

/* clang-format off */

#define BP_SITES_BIO(X) \
	X(BIO_FREED_USED, BP_FINDING, "bio", "INV-BIO-3", "bio %llu is used after it was freed") \
	X(BIO_DIRECT_AS_PAGE, BP_FINDING, "bio_iovec", "4.6", "bio %llu is dma-direct but read as pages") \
	X(BIO_ENDED_TWICE, BP_FINDING, "bio_endio", "INV-CHAIN-1", "bio %llu is completed a second time") \
	X(BIO_PUT_UNBORN, BP_FINDING, "bio_put", "R-BIO-7", "a bio that was never allocated is freed") \
	X(BIO_NO_VECTORS, BP_WARN, "bio_alloc_bioset", "R-BIO-3", "%llu vectors asked of a set that has no vector pool") \
	X(BVEC_FREE_INDEX, BP_BUG, "bvec_free", "R-BIO-4", "there is no vector pool %llu") \
	X(BIO_PUT_COUNT, BP_BUG, "bio_put", "R-BIO-7", "bio %llu has no reference to put") \
	X(CHAIN_TAKEN, BP_BUG, "bio_chain", "R-CHN-1", "bio %llu has an owner already") \
	X(CHAIN_REMAINING, BP_BUG, "bio_endio", "R-CHN-2", "bio %llu waits for nothing more") \
	X(CLONE_HAS_TABLE, BP_BUG, "__bio_clone_fast", "R-SPL-1", "bio %llu has a vector table of its own") \
	X(SPLIT_WHOLE, BP_BUG, "bio_split", "R-SPL-3", "a front of %llu sectors is not smaller than the bio of %llu") \
	X(FIRST_OF_CLONE, BP_WARN, "bio_first_bvec_all", "R-HLP-6", "bio %llu is a clone, its table is not its own") \
	X(LAST_OF_CLONE, BP_WARN, "bio_last_bvec_all", "R-HLP-6", "bio %llu is a clone, its table is not its own")

/* clang-format on */

#endif
