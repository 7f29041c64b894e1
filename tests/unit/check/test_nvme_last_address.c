/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVME-29 at the end of all addresses.
 *
 * Seen:
 * 1. An IOMMU has no end of its aperture, and the first allocation, for a range below 4 GiB, fails.
 * 2. The next range is the highest there is; the last entry of the list ends at 2^64.
 * 3. The checker: the sum is 0, below its start, so the list is none for PRPs.
 */
#include "nvme_trial.h"

static unsigned entry_has_the_last_address(struct t_heard *heard)
{
	struct scatterlist *sg = heard->event.sgl + 2;

	ON_IO(heard);
	t_bend(heard, &sg->dma_address, sizeof(sg->dma_address));
	sg->dma_address = bp_dma_addr(0ull - sg->dma_length);
	return 1;
}

static void prps__up_to_the_last_address__held(void **state)
{
	static const struct t_tampering rows[] = {
		{ BP_INV_NVME_29, BP_EV_NVME_BUILT, entry_has_the_last_address, &pages },
	};

	(void)state;
	t_nvme_hold(rows, bp_array_size(rows));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(prps__up_to_the_last_address__held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
