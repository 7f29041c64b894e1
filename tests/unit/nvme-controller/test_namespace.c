/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Namespaces: sizes, formats, and what cannot be.
 */
#include "bp_test.h"

#include <errno.h>
#include <string.h>

#include <blkpath/nvme_status.h>

#include "nvme/namespace.h"

#define INVALID_FORMAT (NVME_SC_INVALID_FORMAT | NVME_SC_DNR)

static struct bp_nvme_namespace *make(const struct bp_nvme_namespace_config *config)
{
	struct bp_nvme_namespace *ns = NULL;
	struct bp_error err = { 0 };

	assert_int_equal(bp_nvme_namespace_new(config, &ns, &err), 0);
	assert_string_equal(err.text, "");
	return ns;
}

static void bp_nvme_namespace_new__size_alone__two_plain_formats(void **state)
{
	struct bp_nvme_namespace *ns = make(&(struct bp_nvme_namespace_config){ .blocks = 1000 });

	(void)state;
	assert_true(bp_nvme_namespace_active(ns));
	assert_int_equal(ns->config.nr_formats, 2);
	assert_int_equal(ns->blocks, 1000);
	assert_int_equal(ns->capacity, 1000);
	assert_int_equal(bp_nvme_block_bytes(ns), 512);
	assert_int_equal(bp_nvme_meta_bytes(ns), 0);
	assert_false(bp_nvme_namespace_thin(ns));
	assert_int_equal(bp_nvme_namespace_used(ns), 1000);
	bp_nvme_namespace_free(ns);
}

static void bp_nvme_namespace_new__no_size__inactive(void **state)
{
	struct bp_nvme_namespace *ns = make(&(struct bp_nvme_namespace_config){ 0 });

	(void)state;
	assert_false(bp_nvme_namespace_active(ns));
	assert_false(bp_nvme_namespace_active(NULL));
	assert_int_equal(bp_nvme_namespace_used(ns), 0);
	bp_nvme_namespace_free(ns);
	bp_nvme_namespace_free(NULL);
}

static void bp_nvme_namespace_used__thin__counts_blocks(void **state)
{
	struct bp_nvme_namespace *ns =
		make(&(struct bp_nvme_namespace_config){ .blocks = 1000, .capacity_blocks = 100 });
	const u8 data[3 * 512] = "x";

	(void)state;
	assert_true(bp_nvme_namespace_thin(ns));
	assert_int_equal(bp_nvme_namespace_used(ns), 0);
	assert_int_equal(bp_medium_write(ns->medium, 990, 3, data, NULL, false), 0);
	assert_int_equal(bp_nvme_namespace_used(ns), 3);
	bp_nvme_namespace_free(ns);
}

static void bp_nvme_namespace_new__what_cannot_be__refused(void **state)
{
	static const struct {
		const char *name;
		struct bp_nvme_namespace_config config;
		const char *key;
		const char *words;
	} cases[] = {
		{ "17 formats",
		  { .nr_formats = 17 },
		  "formats",
		  "17 formats: a namespace has 1 to 16" },
		{ "blocks of 256 bytes",
		  { .formats = { { .lbads = 8 } }, .nr_formats = 1 },
		  "formats",
		  "blocks have 2^9 to 2^16" },
		{ "blocks of 128 KiB",
		  { .formats = { { .lbads = 17 } }, .nr_formats = 1 },
		  "formats",
		  "format 0" },
		{ "performance",
		  { .formats = { { .lbads = 9, .rp = 4 } }, .nr_formats = 1 },
		  "formats",
		  "performance is 0 to 3" },
		{ "format that is not there",
		  { .layout = { .format = 2 } },
		  "layout",
		  "format 2 of 2" },
		{ "protection without metadata",
		  { .layout = { .pi_type = 1 } },
		  "layout",
		  "needs 8 bytes" },
		{ "type 4",
		  { .formats = { { .lbads = 9, .ms = 8 } },
		    .nr_formats = 1,
		    .layout = { .pi_type = 4 } },
		  "layout",
		  "type 0 to 3" },
		{ "extended by nothing",
		  { .layout = { .extended = true } },
		  "layout",
		  "extended by 1" },
		{ "too many blocks",
		  { .blocks = (1ull << 45) + 1 },
		  "blocks",
		  "35184372088833 blocks: 2^54 bytes at most" },
		{ "more capacity than size",
		  { .blocks = 10, .capacity_blocks = 11 },
		  "capacity_blocks",
		  "at most the size of 10" },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bp_nvme_namespace *ns = NULL;
		struct bp_error err = { 0 };

		print_message("# %s\n", cases[i].name);
		assert_int_equal(bp_nvme_namespace_new(&cases[i].config, &ns, &err), -EINVAL);
		assert_null(ns);
		assert_string_equal(err.key, cases[i].key);
		if (!strstr(err.text, cases[i].words))
			fail_msg("%s", err.text);
	}
}

/* 1000 blocks of 512 bytes are 125 of 4096, and 1000 again. */
static void bp_nvme_namespace_format__larger_blocks_and_back__same_bytes(void **state)
{
	struct bp_nvme_namespace *ns = make(&(struct bp_nvme_namespace_config){
		.blocks = 1000,
		.capacity_blocks = 800,
		.formats = { { .lbads = 9 }, { .lbads = 12, .ms = 64 } },
		.nr_formats = 2,
	});
	u8 data[4096], states[1];

	(void)state;
	assert_int_equal(bp_medium_write(ns->medium, 0, 1, data, NULL, true), 0);
	assert_int_equal(bp_nvme_namespace_format(ns, &(struct bp_nvme_layout){ .format = 1,
										.extended = true,
										.pi_type = 2,
										.pi_first = true }),
			 0);
	assert_int_equal(ns->blocks, 125);
	assert_int_equal(ns->capacity, 100);
	assert_int_equal(bp_nvme_block_bytes(ns), 4096);
	assert_int_equal(bp_nvme_meta_bytes(ns), 64);
	assert_int_equal(ns->layout.pi_type, 2);
	assert_int_equal(bp_nvme_namespace_used(ns), 0);
	assert_int_equal(bp_medium_read(ns->medium, 124, 1, data, NULL, states), 0);
	assert_int_equal(bp_nvme_namespace_format(ns, &(struct bp_nvme_layout){ 0 }), 0);
	assert_int_equal(ns->blocks, 1000);
	bp_nvme_namespace_free(ns);
}

/* 1/0x0A (nvme.md 10) */
static void bp_nvme_namespace_format__what_cannot_be__nothing_changes(void **state)
{
	static const struct bp_nvme_layout cases[] = {
		{ .format = 2 },
		{ .format = 0, .pi_type = 1 },
		{ .format = 0, .extended = true },
		{ .format = 1, .pi_type = 1 }, /* 4 bytes have no room for 8 */
		{ .format = 1, .pi_type = 4 },
	};
	struct bp_nvme_namespace *ns = make(&(struct bp_nvme_namespace_config){
		.blocks = 1000,
		.formats = { { .lbads = 9 }, { .lbads = 12, .ms = 4 } },
		.nr_formats = 2,
	});
	u8 data[512] = "x", states[1];

	(void)state;
	assert_int_equal(bp_medium_write(ns->medium, 7, 1, data, NULL, false), 0);
	for (unsigned i = 0; i < bp_array_size(cases); i++)
		assert_int_equal(bp_nvme_namespace_format(ns, &cases[i]), INVALID_FORMAT);
	assert_int_equal(ns->blocks, 1000);
	assert_int_equal(bp_medium_read(ns->medium, 7, 1, data, NULL, states), 0);
	assert_int_equal(data[0], 'x');
	bp_nvme_namespace_free(ns);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_namespace_new__size_alone__two_plain_formats),
		cmocka_unit_test(bp_nvme_namespace_new__no_size__inactive),
		cmocka_unit_test(bp_nvme_namespace_used__thin__counts_blocks),
		cmocka_unit_test(bp_nvme_namespace_new__what_cannot_be__refused),
		cmocka_unit_test(bp_nvme_namespace_format__larger_blocks_and_back__same_bytes),
		cmocka_unit_test(bp_nvme_namespace_format__what_cannot_be__nothing_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
