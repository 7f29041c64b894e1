/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tuples as the controller makes and checks them (NVC-38), against those of the block layer.
 *
 * Bytes of metadata: d data's own, G guard, A application tag, R reference tag.
 */
#include "bp_test.h"

#include <string.h>

#include <blkpath/nvme_status.h>
#include <blkpath/t10_pi.h>

#include "nvme/protection.h"

#define BLOCKS 4u
#define DATA 512u
#define META_MAX 16u

#define GUARD NVME_RW_PRINFO_PRCHK_GUARD
#define APP NVME_RW_PRINFO_PRCHK_APP
#define REF NVME_RW_PRINFO_PRCHK_REF
#define ALL (GUARD | APP | REF)

/* Enough of a namespace to know where tuples are. */
static struct bp_nvme_namespace of_type(u8 type, u16 ms, bool first)
{
	return (struct bp_nvme_namespace){
		.config = { .formats = { { .ms = ms, .lbads = 9 } }, .nr_formats = 1 },
		.layout = { .pi_type = type, .pi_first = first },
	};
}

static void fill(u8 *bytes, size_t len, u8 seed)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = (u8)(i * 37 + i / 251 + seed);
}

static void bp_protection_make__tuples__as_the_block_layer_makes_them(void **state)
{
	const struct bp_nvme_namespace ns = of_type(1, 8, false);
	struct bp_protection pi = { .ref_tag = 0xfffffffe };
	u8 data[BLOCKS * DATA], meta[BLOCKS * 8];
	struct t10_pi_tuple want[BLOCKS];
	struct blk_integrity_iter run = { .prot_buf = want,
					  .data_buf = data,
					  .seed = 0xfffffffe,
					  .data_size = sizeof(data),
					  .interval = DATA };

	(void)state;
	fill(data, sizeof(data), 1);
	t10_pi_type1_crc.generate_fn(&run);
	bp_protection_make(&ns, &pi, BLOCKS, data, meta);
	assert_memory_equal(meta, want, sizeof(want));
	assert_int_equal(pi.ref_tag, 2); /* on over 32 bits */
}

/* ddddddddGGAARRRR or GGAARRRRdddddddd: the guard covers the d before it, not those behind it. */
static void bp_protection_make__large_metadata__only_the_tuple_changes(void **state)
{
	(void)state;
	for (unsigned first = 0; first < 2; first++) {
		const struct bp_nvme_namespace ns = of_type(3, 16, first);
		struct bp_protection pi = { .ref_tag = 0x01020304, .app_tag = 0xabcd };
		const u8 *tuple, *rest;
		u8 bytes[DATA + META_MAX], *meta = bytes + DATA;
		u16 guard;

		fill(bytes, sizeof(bytes), 9);
		bp_protection_make(&ns, &pi, 1, bytes, meta);
		tuple = first ? meta : meta + 8;
		rest = first ? meta + 8 : meta;
		guard = crc_t10dif(bytes, first ? DATA : DATA + 8);
		assert_memory_equal(
			tuple,
			((const u8[]){ (u8)(guard >> 8), (u8)guard, 0xab, 0xcd, 1, 2, 3, 4 }), 8);
		for (unsigned i = 0; i < 8; i++) {
			const unsigned at = DATA + (first ? 8 : 0) + i;

			assert_int_equal(rest[i], (u8)(at * 37 + at / 251 + 9));
		}
		assert_int_equal(pi.ref_tag, 0x01020304); /* type 3 does not count */
	}
}

/* What is wrong with block 2 of four, and what is found when this much is asked for. */
static void bp_protection_check__one_bad_block__named_with_its_kind(void **state)
{
	static const struct {
		const char *name;
		unsigned byte; /* of the tuple, or 8: of the data */
		u16 prinfo;
		u16 status;
	} cases[] = {
		{ "guard, looked for", 1, GUARD, NVME_SC_GUARD_CHECK },
		{ "data, looked for", 8, GUARD, NVME_SC_GUARD_CHECK },
		{ "guard, not looked for", 1, APP | REF, 0 },
		{ "application tag, looked for", 2, APP, NVME_SC_APPTAG_CHECK },
		{ "application tag, bits that do not count", 3, APP, 0 },
		{ "application tag, not looked for", 2, GUARD | REF, 0 },
		{ "reference tag, looked for", 7, REF, NVME_SC_REFTAG_CHECK },
		{ "reference tag, not looked for", 7, GUARD | APP, 0 },
		{ "guard before reference tag", 1, ALL, NVME_SC_GUARD_CHECK },
	};
	const struct bp_nvme_namespace ns = of_type(1, 8, false);

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bp_protection pi = { .ref_tag = 100, .app_tag = 0x1234, .app_mask = 0xff00 };
		u8 data[BLOCKS * DATA], meta[BLOCKS * 8];
		u32 bad = 77;

		print_message("# %s\n", cases[i].name);
		fill(data, sizeof(data), 3);
		bp_protection_make(&ns, &pi, BLOCKS, data, meta);
		if (cases[i].byte == 8)
			data[2 * DATA + 511] ^= 1;
		else
			meta[2 * 8 + cases[i].byte] ^= 1;
		pi.ref_tag = 100;
		pi.prinfo = cases[i].prinfo;
		assert_int_equal(bp_protection_check(&ns, &pi, BLOCKS, data, meta, &bad),
				 cases[i].status);
		assert_int_equal(bad, cases[i].status ? 2 : 77);
		assert_int_equal(pi.ref_tag, cases[i].status ? 102 : 104);
	}
}

/* Application tag of ones: not checked; in type 3 only with a reference tag of ones. */
static void bp_protection_check__escape__by_type(void **state)
{
	static const struct {
		u8 type;
		bool ones_in_ref;
		bool escapes;
	} cases[] = {
		{ 1, false, true }, { 2, false, true }, { 3, false, false }, { 3, true, true }
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		const struct bp_nvme_namespace ns = of_type(cases[i].type, 16, true);
		struct bp_protection pi = { .prinfo = ALL, .ref_tag = 1, .app_mask = 0xffff };
		u8 data[DATA] = "data", meta[META_MAX] = { 0xee, 0xee, 0xff, 0xff };
		u32 bad;

		if (cases[i].ones_in_ref)
			memset(meta + 4, 0xff, 4);
		assert_int_equal(bp_protection_check(&ns, &pi, 1, data, meta, &bad),
				 cases[i].escapes ? 0 : NVME_SC_GUARD_CHECK);
		bp_protection_escape(&ns, 1, meta);
		assert_int_equal(bp_protection_check(&ns, &pi, 1, data, meta, &bad), 0);
		assert_int_equal(meta[8], 0);
	}
}

static void bp_protection_allowed__reference_tag__by_type(void **state)
{
	static const struct {
		u8 type;
		u16 prinfo;
		u32 ref_tag;
		u64 slba;
		bool allowed;
	} cases[] = {
		{ 0, REF, 0, 5, true },	  { 1, REF, 5, 5, true },
		{ 1, REF, 4, 5, false },  { 1, REF, 5, 0x700000005, true },
		{ 1, GUARD, 4, 5, true }, { 2, REF, 4, 5, true },
		{ 3, REF, 5, 5, false },  { 3, GUARD | APP, 5, 5, true },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		const struct bp_nvme_namespace ns = of_type(cases[i].type, 8, false);
		const struct nvme_rw_command cmd = {
			.control = cpu_to_le16(cases[i].prinfo | NVME_RW_FUA),
			.reftag = cpu_to_le32(cases[i].ref_tag),
		};
		const struct bp_protection pi = bp_protection_of(&ns, &cmd);

		assert_int_equal(pi.prinfo, cases[i].type ? cases[i].prinfo : 0);
		assert_int_equal(bp_protection_allowed(&ns, &pi, cases[i].slba),
				 cases[i].allowed ? 0 : NVME_SC_INVALID_PI | NVME_SC_DNR);
	}
}

static void bp_protection_hidden__eight_bytes_and_pract__no_metadata_travels(void **state)
{
	const struct bp_protection act = { .prinfo = NVME_RW_PRINFO_PRACT };
	const struct bp_protection none = { .prinfo = ALL };
	const struct bp_nvme_namespace small = of_type(1, 8, false), large = of_type(1, 16, false);

	(void)state;
	assert_true(bp_protection_hidden(&small, &act));
	assert_false(bp_protection_hidden(&small, &none));
	assert_false(bp_protection_hidden(&large, &act));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_protection_make__tuples__as_the_block_layer_makes_them),
		cmocka_unit_test(bp_protection_make__large_metadata__only_the_tuple_changes),
		cmocka_unit_test(bp_protection_check__one_bad_block__named_with_its_kind),
		cmocka_unit_test(bp_protection_check__escape__by_type),
		cmocka_unit_test(bp_protection_allowed__reference_tag__by_type),
		cmocka_unit_test(bp_protection_hidden__eight_bytes_and_pract__no_metadata_travels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
