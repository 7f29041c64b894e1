/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A disk of one's own: what does it get of a write of 1 MiB when it takes 256 KiB at a time?
 *
 * Calls what has the kernel's names, which only the static library has:
 *
 *   cc submit.c $(pkg-config --cflags --libs libblkpath-static) -o submit
 */
#include <stdio.h>

#include <blkpath/bio.h>
#include <blkpath/limits.h>
#include <blkpath/queue.h>
#include <blkpath/split.h>

#define PAGES 256
#define PAGE_BYTES 4096

static blk_qc_t take(struct request_queue *queue, struct bio *bio)
{
	blk_queue_split(queue, &bio);
	if (!bio)
		return BLK_QC_T_NONE;
	printf("%llu + %u in %u segments\n", (unsigned long long)bio->bi_iter.bi_sector,
	       bio_sectors(bio), bio->bi_phys_segments);
	bio_endio(bio);
	return BLK_QC_T_NONE;
}

int main(void)
{
	struct request_queue queue;
	struct gendisk disk = { .disk_name = "example", .queue = &queue };
	struct block_device bdev = { .bd_disk = &disk };
	struct bp_env env;
	struct bio *bio;
	int error;

	bp_env_init(&env);
	bp_queue_init(&env, &queue);
	blk_queue_make_request(&queue, take);
	blk_queue_max_hw_sectors(&queue, 512);
	blk_queue_max_segments(&queue, 64);

	bio = bio_kmalloc(&env, 0, PAGES);
	if (!bio)
		return 1;
	bio_set_dev(bio, &bdev);
	bio->bi_opf = REQ_OP_WRITE;
	for (unsigned i = 0; i < PAGES; i++)
		bio_add_page(bio, pfn_to_page(0x1000 + i), PAGE_BYTES, 0);
	error = submit_bio_wait(bio);
	printf("it ended with %d\n", error);
	bio_put(bio);
	bp_env_fini(&env);
	return error != 0;
}
