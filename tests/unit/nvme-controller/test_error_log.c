/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The error log: latest first, numbered from 1, as many as ELPE says (NVC-26).
 */
#include <string.h>

#include <blkpath/nvme_status.h>

#include "bp_test.h"
#include "nvme/error_log.h"

static void add(struct bp_nvme_error_log *log, unsigned nr)
{
	for (unsigned i = 0; i < nr; i++)
		bp_nvme_error_log_add(log, &(struct bp_nvme_error){ .sqid = 3, .cid = (u16)i });
}

static void bp_nvme_error_log_page__nothing_failed__zeroes(void **state)
{
	static const struct nvme_error_slot nothing[4];
	struct bp_nvme_error_log log = { 0 };
	struct nvme_error_slot slots[4];

	(void)state;
	memset(slots, 0xff, sizeof(slots));
	bp_nvme_error_log_page(&log, slots, 4);
	assert_memory_equal(slots, nothing, sizeof(slots));
}

static void bp_nvme_error_log_page__one_error__its_bytes(void **state)
{
	static const u8 bytes[64] = {
		[0] = 1,     [8] = 0x02,  [10] = 0x34, [11] = 0x12, [12] = 0x26, [13] = 0x80,
		[14] = 0xff, [15] = 0xff, [16] = 0x78, [17] = 0x56, [24] = 0x01,
	};
	struct bp_nvme_error_log log = { 0 };
	struct nvme_error_slot slot;

	(void)state;
	bp_nvme_error_log_add(&log, &(struct bp_nvme_error){
					    .sqid = 2,
					    .cid = 0x1234,
					    .status = NVME_SC_PRP_INVALID_OFFSET | NVME_SC_DNR,
					    .lba = 0x5678,
					    .nsid = 1,
				    });
	bp_nvme_error_log_page(&log, &slot, 1);
	assert_memory_equal(&slot, bytes, sizeof(bytes));
}

static void bp_nvme_error_log_page__three_errors__latest_first(void **state)
{
	struct bp_nvme_error_log log = { 0 };
	struct nvme_error_slot slots[4];

	(void)state;
	add(&log, 3);
	bp_nvme_error_log_page(&log, slots, 4);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(le64_to_cpu(slots[i].error_count), 3 - i);
		assert_int_equal(le16_to_cpu(slots[i].cmdid), 2 - i);
	}
	assert_int_equal(le64_to_cpu(slots[3].error_count), 0);
}

/* The ring has turned: all slots, and none twice. */
static void bp_nvme_error_log_page__more_errors_than_slots__the_last_ones(void **state)
{
	struct bp_nvme_error_log log = { 0 };
	struct nvme_error_slot slots[BP_NVME_ERROR_SLOTS];

	(void)state;
	add(&log, 2 * BP_NVME_ERROR_SLOTS + 5);
	bp_nvme_error_log_page(&log, slots, BP_NVME_ERROR_SLOTS);
	for (unsigned i = 0; i < BP_NVME_ERROR_SLOTS; i++) {
		const unsigned number = 2 * BP_NVME_ERROR_SLOTS + 5 - i;

		assert_int_equal(le64_to_cpu(slots[i].error_count), number);
		assert_int_equal(le16_to_cpu(slots[i].cmdid), number - 1);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_error_log_page__nothing_failed__zeroes),
		cmocka_unit_test(bp_nvme_error_log_page__one_error__its_bytes),
		cmocka_unit_test(bp_nvme_error_log_page__three_errors__latest_first),
		cmocka_unit_test(bp_nvme_error_log_page__more_errors_than_slots__the_last_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
