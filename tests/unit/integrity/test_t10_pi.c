/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The T10 profile on plain buffers.
 */
#include <bsd/sys/endian.h>
#include <string.h>

#include <blkpath/t10_pi.h>

#include "bp_test.h"

static u8 data[1024];
static struct t10_pi_tuple tuples[2];

static struct blk_integrity_iter run_at(sector_t seed)
{
	return (struct blk_integrity_iter){
		.prot_buf = tuples,
		.data_buf = data,
		.seed = seed,
		.data_size = sizeof(data),
		.interval = 512,
	};
}

static blk_status_t generate(struct blk_integrity_iter run)
{
	return t10_pi_type1_crc.generate_fn(&run);
}

static blk_status_t verify(struct blk_integrity_iter run)
{
	return t10_pi_type1_crc.verify_fn(&run);
}

static int set_up(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (u8)(i * 7);
	assert_int_equal(generate(run_at(0x500000010)), BLK_STS_OK);
	return 0;
}

/* The check value that catalogues of checksums give, and the empty message */
static void crc_t10dif__known_texts__known_sums(void **state)
{
	(void)state;
	assert_int_equal(crc_t10dif((const u8 *)"123456789", 9), 0xd0db);
	assert_int_equal(crc_t10dif(NULL, 0), 0);
}

static void generate__two_intervals__big_endian_tuples(void **state)
{
	(void)state;
	assert_int_equal(be16toh(tuples[0].guard_tag), crc_t10dif(data, 512));
	assert_int_equal(be16toh(tuples[1].guard_tag), crc_t10dif(data + 512, 512));
	assert_int_equal(tuples[0].app_tag, 0);
	assert_int_equal(be32toh(tuples[0].ref_tag), 0x10);
	assert_int_equal(be32toh(tuples[1].ref_tag), 0x11);
}

static void generate__run__moves_on(void **state)
{
	struct blk_integrity_iter run = run_at(5);

	(void)state;
	t10_pi_type1_crc.generate_fn(&run);
	assert_ptr_equal(run.prot_buf, tuples + 2);
	assert_int_equal(run.seed, 7);
	run = run_at(5);
	t10_pi_type1_crc.verify_fn(&run);
	assert_ptr_equal(run.prot_buf, tuples + 2);
	assert_int_equal(run.seed, 7);
}

static void verify__each_change__found(void **state)
{
	(void)state;
	assert_int_equal(verify(run_at(0x500000010)), BLK_STS_OK);
	assert_int_equal(verify(run_at(0x10)), BLK_STS_OK); /* only the low half is kept */
	assert_int_equal(verify(run_at(0x11)), BLK_STS_PROTECTION);
	data[1023] ^= 0x80;
	assert_int_equal(verify(run_at(0x10)), BLK_STS_PROTECTION);
	tuples[1].app_tag = htobe16(T10_PI_APP_ESCAPE);
	assert_int_equal(verify(run_at(0x10)), BLK_STS_OK);
	tuples[0].guard_tag ^= 1;
	assert_int_equal(verify(run_at(0x10)), BLK_STS_PROTECTION);
}

/* Device memory has no bytes here: such an interval is marked and never fails. */
static void generate__no_bytes__marked_as_unchecked(void **state)
{
	struct blk_integrity_iter run = run_at(0);

	(void)state;
	run.data_buf = NULL;
	generate(run);
	assert_int_equal(be16toh(tuples[0].app_tag), T10_PI_APP_ESCAPE);
	assert_int_equal(verify(run_at(77)), BLK_STS_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(crc_t10dif__known_texts__known_sums),
		cmocka_unit_test_setup(generate__two_intervals__big_endian_tuples, set_up),
		cmocka_unit_test_setup(generate__run__moves_on, set_up),
		cmocka_unit_test_setup(verify__each_change__found, set_up),
		cmocka_unit_test_setup(generate__no_bytes__marked_as_unchecked, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
