/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bp_test.h"
#include "nvme/pieces.h"

/* SV-14: neighbours, or address 0, are never taken for the end of what was before. */
static void bp_nvme_pieces_add__neighbours__stay_pieces(void **state)
{
	struct bp_nvme_pieces pieces = { 0 };

	(void)state;
	assert_true(bp_nvme_pieces_add(&pieces, 0, 4096, false));
	assert_true(bp_nvme_pieces_add(&pieces, 4096, 4096, false));
	assert_true(bp_nvme_pieces_add(&pieces, 0, 512, true));
	assert_int_equal(pieces.nr, 3);
	assert_int_equal(pieces.bytes, 8704);
	assert_true(pieces.piece[2].is_bucket);
	bp_nvme_pieces_clear(&pieces);
	assert_int_equal(pieces.nr, 0);
	assert_int_equal(pieces.bytes, 0);
	assert_true(pieces.room > 0);
	bp_nvme_pieces_fini(&pieces);
	assert_null(pieces.piece);
}

/* Piece i has i + 1 bytes; each byte belongs to one of them. */
static void bp_nvme_pieces_at__every_offset__its_piece(void **state)
{
	struct bp_nvme_pieces pieces = { 0 };
	u64 offset = 0;

	(void)state;
	for (u32 i = 0; i < 100; i++)
		assert_true(bp_nvme_pieces_add(&pieces, (u64)i << 12, i + 1, false));
	for (u32 i = 0; i < 100; i++)
		for (u32 byte = 0; byte <= i; byte++)
			assert_ptr_equal(bp_nvme_pieces_at(&pieces, offset++), &pieces.piece[i]);
	assert_int_equal(offset, pieces.bytes);
	bp_nvme_pieces_fini(&pieces);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_pieces_add__neighbours__stay_pieces),
		cmocka_unit_test(bp_nvme_pieces_at__every_offset__its_piece),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
