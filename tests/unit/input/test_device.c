/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include <blkpath/error.h>

#include <input/device.h>
#include <input/scenario.h>

#include "input_test.h"

static const struct bp_place here = { .key = "--device" };

static void parse__nothing__is_no_device(void **state)
{
	struct bp_device_doc doc;
	struct bp_error err = { 0 };

	(void)state;
	bp_device_init(&doc);
	assert_false(bp_device_given(&doc));
	assert_int_equal(doc.dma_mask, ~0ull);
	assert_int_equal(doc.bounce_slots, 32768);
	assert_int_equal(bp_device_check(&doc, 12, &here, &err), 0);
}

static void parse__every_key__is_understood(void **state)
{
	struct bp_device_doc doc;
	struct bp_error err = { 0 };

	(void)state;
	bp_device_init(&doc);
	assert_int_equal(bp_device_parse(&doc, &here,
					 "dma_mask=32,bus_dma_mask=0xffffff,dma_pfn_offset=16,"
					 "max_segment_size=1M,seg_boundary_mask=65535,"
					 "min_align_mask=0xfff,bounce=force,"
					 "bounce_base=0x400000,bounce_slots=128,iommu=off",
					 &err),
			 0);
	assert_true(bp_device_given(&doc));
	assert_int_equal(doc.dma_mask, 0xffffffff);
	assert_int_equal(doc.bus_dma_mask, 0xffffff);
	assert_int_equal(doc.dma_pfn_offset, 16);
	assert_int_equal(doc.max_segment_size, 1 << 20);
	assert_int_equal(doc.seg_boundary_mask, 0xffff);
	assert_int_equal(doc.min_align_mask, 0xfff);
	assert_int_equal(doc.bounce, BP_DEVICE_BOUNCE_FORCE);
	assert_int_equal(doc.bounce_base, 0x400000);
	assert_int_equal(doc.bounce_slots, 128);
	assert_int_equal(doc.iommu, BP_DEVICE_IOMMU_OFF);
	assert_int_equal(bp_device_check(&doc, 12, &here, &err), 0);
	assert_int_equal(bp_device_parse(&doc, &here, "bounce=off,iommu=pack", &err), 0);
	assert_int_equal(doc.iommu, BP_DEVICE_IOMMU_PACK);
	assert_int_equal(doc.bounce, BP_DEVICE_BOUNCE_OFF);
	assert_int_equal(bp_device_parse(&doc, &here, "iommu=merge,dma_mask=64", &err), 0);
	assert_int_equal(doc.iommu, BP_DEVICE_IOMMU_MERGE);
	assert_int_equal(doc.dma_mask, ~0ull);
}

static void parse__address_of_a_function__is_its_full_name(void **state)
{
	struct bp_device_doc doc;
	struct bp_error err = { 0 };

	(void)state;
	bp_device_init(&doc);
	assert_int_equal(bp_device_parse(&doc, &here, "03:00.1,machine=a/b.txt", &err), 0);
	assert_string_equal(doc.pci, "0000:03:00.1");
	assert_string_equal(doc.machine, "a/b.txt");
	assert_true(bp_device_wrote(&doc, "pci"));
	assert_false(bp_device_wrote(&doc, "iommu"));
	assert_false(bp_device_wrote(&doc, "no key"));
	assert_int_equal(bp_device_check(&doc, 12, &here, &err), 0);
}

static const struct {
	const char *text;
	const char *key;
	const char *says;
} bad[] = {
	{ "", "--device", "KEY=VALUE" },
	{ "32", "--device", "\"32\" is not allowed: nvme, an address, KEY=VALUE" },
	{ "=32", "--device", "KEY=VALUE" },
	{ "dma_mask=32,", "--device", "KEY=VALUE" },
	{ "mask=32", "mask", "allowed: dma_mask, bus_dma_mask, dma_pfn_offset" },
	{ "dma_mask=0", "dma_mask", "from 1 to 64" },
	{ "dma_mask=65", "dma_mask", "from 1 to 64" },
	{ "dma_mask=0x0", "dma_mask", "1 to 64 bits, or a mask" },
	{ "dma_mask=all", "dma_mask", "decimal number" },
	{ "dma_mask=0x1ffffffffffffffff", "dma_mask", "" },
	{ "dma_pfn_offset=-1", "dma_pfn_offset", "decimal number" },
	{ "dma_pfn_offset=0x10000000000000", "dma_pfn_offset", "" },
	{ "max_segment_size=511", "max_segment_size", "from 512" },
	{ "max_segment_size=4G", "max_segment_size", "" },
	{ "seg_boundary_mask=0xfffe", "seg_boundary_mask", "a power of two less 1" },
	{ "seg_boundary_mask=0xff", "seg_boundary_mask", "0x1ff or more" },
	{ "min_align_mask=0x1ffff", "min_align_mask", "" },
	{ "min_align_mask=0xff0", "min_align_mask", "a power of two less 1" },
	{ "bounce=maybe", "bounce", "\"maybe\" is not allowed: off, on or force" },
	{ "iommu=on", "iommu", "\"on\" is not allowed: off, merge or pack" },
	{ "bounce_slots=2097153", "bounce_slots", "" },
	{ "00:00.9", "pci", "such as 0000:03:00.0" },
	{ "pci=first", "pci", "such as 0000:03:00.0" },
	{ "machine=", "machine", "the name of a file" },
	{ "dma_mask=32,dma_mask=64", "--device", "dma_mask is there twice" },
	{ "03:00.0,iommu=off,04:00.0", "--device", "pci is there twice" },
	/* together */
	{ "machine=dump", "--device", "pci is not" },
	{ "bounce=on,iommu=merge", "--device", "one of them is allowed" },
	{ "bounce_base=0x400800", "--device", "a multiple of the page size" },
	{ "bounce_slots=0", "--device", "1 to 2097152 slots" },
	{ "bounce_base=0xffffffffff000,bounce_slots=3", "--device", "end within 52 bits" },
};

static void parse__what_cannot_be__says_what_is_allowed(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(bad); i++) {
		struct bp_device_doc doc;
		struct bp_error err = { 0 };

		bp_device_init(&doc);
		if (!bp_device_parse(&doc, &here, bad[i].text, &err) &&
		    !bp_device_check(&doc, 12, &here, &err))
			fail_msg("accepted: %s", bad[i].text);
		assert_error_says(&err, 0, bad[i].key, bad[i].says);
	}
}

static void parse__longer_than_can_be__error(void **state)
{
	struct bp_device_doc doc;
	struct bp_error err = { 0 };
	char text[PATH_MAX + 100];

	(void)state;
	memset(text, '1', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	bp_device_init(&doc);
	assert_int_not_equal(bp_device_parse(&doc, &here, text, &err), 0);
	assert_error_says(&err, 0, "--device", "longer than 4095");
}

#define IOS "ios: [{ op: read, bytes: 4k }]\n"

static void scenario__device__is_loaded_with_its_lines(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *key;
		const char *says;
	} wrong[] = {
		{ IOS "device:\n  dma_mask: 99\n", 3, "dma_mask", "from 1 to 64" },
		{ IOS "device:\n  iommu: merge\n  bounce: on\n", 2, "device", "one of them" },
		{ IOS "device: { capacity: 1 }\n", 2, "capacity", "capacity_sectors, dma_mask" },
		{ "page_size: 64k\n" IOS "device: { bounce_base: 0x1000 }\n", 3, "device",
		  "a multiple of the page size" },
	};
	const char *path = t_file(IOS "device: { iommu: merge, capacity_sectors: 64 }\n");
	struct bp_scenario *s;
	struct bp_error err = { 0 };

	(void)state;
	assert_int_equal(bp_scenario_load(path, NULL, &s, &err), 0);
	unlink(path);
	assert_int_equal(s->device.iommu, BP_DEVICE_IOMMU_MERGE);
	assert_int_equal(s->capacity_sectors, 64);
	bp_scenario_free(s);
	for (unsigned i = 0; i < bp_array_size(wrong); i++) {
		err = (struct bp_error){ 0 };
		path = t_file(wrong[i].text);
		assert_int_not_equal(bp_scenario_load(path, NULL, &s, &err), 0);
		unlink(path);
		assert_error_says(&err, wrong[i].line, wrong[i].key, wrong[i].says);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parse__nothing__is_no_device),
		cmocka_unit_test(parse__every_key__is_understood),
		cmocka_unit_test(parse__address_of_a_function__is_its_full_name),
		cmocka_unit_test(parse__what_cannot_be__says_what_is_allowed),
		cmocka_unit_test(parse__longer_than_can_be__error),
		cmocka_unit_test(scenario__device__is_loaded_with_its_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
