/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where does a queue of 168 segments cut a read of 1 MiB into scattered pages, and why?
 *
 * Asks the shared library, which has the functions that begin with bp_:
 *
 *   cc cut.c $(pkg-config --cflags --libs libblkpath) -o cut
 */
#include <stdio.h>

#include <blkpath/split.h>

#define PAGES 256
#define PAGE_BYTES 4096

int main(void)
{
	struct bio_vec pages[PAGES];
	struct request_queue queue;
	struct bp_env env;
	struct bp_cut cut;
	struct bio bio = {
		.bp_env = &env,
		.bp_life = BP_BIO_LIVE,
		.bi_opf = REQ_OP_READ,
		.bi_io_vec = pages,
		.bi_vcnt = PAGES,
		.bi_iter.bi_size = PAGES * PAGE_BYTES,
	};

	bp_env_init(&env);
	bp_queue_init(&env, &queue);
	queue.limits.max_segments = 168;
	queue.limits.max_sectors = queue.limits.max_hw_sectors = 2560;
	for (unsigned i = 0; i < PAGES; i++)
		pages[i] = (struct bio_vec){ pfn_to_page(0x1000 + 2 * i), PAGE_BYTES, 0 };

	for (;;) {
		bp_split_find(&queue, &bio, &cut);
		if (cut.cause == BP_CUT_NONE)
			break;
		printf("%llu + %u: cut by %s %llu (%s)\n",
		       (unsigned long long)bio.bi_iter.bi_sector, cut.sectors,
		       bp_cut_limit_name(cut.cause), (unsigned long long)cut.limit, cut.rule);
		bio_advance_iter(&bio, &bio.bi_iter, cut.sectors << SECTOR_SHIFT);
	}
	printf("%llu + %u\n", (unsigned long long)bio.bi_iter.bi_sector, bio_sectors(&bio));
	bp_env_fini(&env);
	return 0;
}
