/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the driver and the controller say in the cases of the gallery; test_gallery.c asks which
 * invariants catch them.
 */
#include "gallery_test.h"

static void bp_gallery_run__data_pointers__told_with_the_answer(void **state)
{
	static const struct t_told cases[] = {
		/* NVH-12: the payload is mapped, or the list is empty */
		{ BP_DEF_NVME_2, "discard: PRP1, PRP2", { "0x7ffffffe8000, 0x0", "0x0, 0x0" } },
		/* NVH-14 */
		{ BP_DEF_NVME_4,
		  "A: PRP1, PRP2",
		  { "0xbc003000, 0xbc004000", "0xbc003000, 0xbc003e00" } },
		{ BP_DEF_NVME_4, "A: answer", { "status 0x00", "status 0x13" } },
		{ BP_DEF_NVME_4, "B: PRP1, PRP2", { "0x21000, 0x0", "0x21000, 0x21000" } },
		{ BP_DEF_NVME_4, "B: answer", { "status 0x00", "status 0x00" } },
		/* NVH-20 */
		{ BP_DEF_NVME_6, "A: command", { "none", NULL } },
		{ BP_DEF_NVME_6, "A: answer", { NULL, "status 0x13" } },
		{ BP_DEF_NVME_6, "B: command", { "none", NULL } },
		{ BP_DEF_NVME_6, "B: status", { "I/O", "OK" } },
		/* NVH-22, EX-NVME-9; NVC-21: the place of a link is judged before the length */
		{ BP_DEF_NVME_7,
		  "256: DPTR",
		  { "Last Segment of 0x1000 bytes", "Segment of 0x1000 bytes" } },
		{ BP_DEF_NVME_7, "256: answer", { "status 0x00", "status 0x0d" } },
		{ BP_DEF_NVME_7,
		  "257: DPTR",
		  { "Segment of 0x1000 bytes", "Segment of 0x1000 bytes" } },
		{ BP_DEF_NVME_7,
		  "257: link",
		  { "Last Segment of 0x20 bytes", "Last Segment of 0x10 bytes" } },
		{ BP_DEF_NVME_7, "257: answer", { "status 0x00", "status 0x0f" } },
		/* NVH-10.5: it is tried again when there is room */
		{ BP_DEF_NVME_8, "reads that failed", { "0", "0" } },
		{ BP_DEF_NVME_8, "reads that never end", { "0", "0" } },
	};

	(void)state;
	t_told_all(cases, bp_array_size(cases));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_gallery_run__data_pointers__told_with_the_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
