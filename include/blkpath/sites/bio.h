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
	X(MERGE_SAME_PAGE, BP_WARN, "page_is_mergeable", "R-ADD-2", "offset %llu and length %llu leave the page") \
	X(TRY_MERGE_CLONED, BP_WARN, "__bio_try_merge_page", "R-ADD-3", "bio %llu is a clone, its table is not its own") \
	X(TRY_MERGE_DIRECT, BP_WARN, "__bio_try_merge_page", "4.6", "bio %llu is dma-direct") \
	X(ADD_CLONED, BP_WARN, "__bio_add_page", "R-ADD-4", "bio %llu is a clone, its table is not its own") \
	X(ADD_FULL, BP_WARN, "__bio_add_page", "R-ADD-4", "bio %llu is full with %llu vectors") \
	X(ADD_DIRECT, BP_WARN, "__bio_add_page", "4.6", "bio %llu is dma-direct") \
	X(ADD_OVERRUN, BP_FINDING, "__bio_add_page", "R-ADD-4", "bio %llu has no vector %llu: the write was not done") \
	X(ADD_DMA_CLONED, BP_WARN, "bio_add_dma_addr", "R-ADD-8", "bio %llu is a clone, its table is not its own") \
	X(ZERO_DIRECT, BP_WARN, "zero_fill_bio_iter", "4.6", "bio %llu is dma-direct") \
	X(COPY_DIRECT, BP_WARN, "bio_copy_data_iter", "4.6", "bio %llu or bio %llu is dma-direct") \
	X(LIST_COPY_STUCK, BP_BUG, "bio_list_copy_data", "DEF-8", "no progress from bio %llu to bio %llu: it never ends") \
	X(GET_PAGES_DIRECT, BP_WARN, "bio_get_pages", "4.6", "bio %llu is dma-direct") \
	X(IOV_NOT_EMPTY, BP_WARN, "bio_iov_iter_get_pages", "R-HLP-3", "bio %llu holds %llu vectors already") \
	X(IOV_HAS_TABLE, BP_WARN, "bio_iov_iter_get_pages", "G-19", "bio %llu has a table of %llu vectors, none is wanted") \
	X(IOV_DIRECT, BP_WARN, "bio_iov_iter_get_pages", "4.6", "bio %llu is dma-direct") \
	X(IOV_SHORT_ADD, BP_WARN, "bio_iov_iter_get_pages", "R-HLP-3", "bio %llu refused %llu bytes of a page") \
	X(COPY_FROM_DIRECT, BP_WARN, "bio_copy_from_iter", "4.6", "bio %llu is dma-direct") \
	X(COPY_TO_DIRECT, BP_WARN, "bio_copy_to_iter", "4.6", "bio %llu is dma-direct") \
	X(FREE_PAGES_DIRECT, BP_WARN, "bio_free_pages", "4.6", "bio %llu is dma-direct") \
	X(FIRST_OF_CLONE, BP_WARN, "bio_first_bvec_all", "R-HLP-6", "bio %llu is a clone, its table is not its own") \
	X(LAST_OF_CLONE, BP_WARN, "bio_last_bvec_all", "R-HLP-6", "bio %llu is a clone, its table is not its own")

/* clang-format on */

#endif
