/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bsd/string.h>
#include <inttypes.h>
#include <string.h>

#include <blkpath/swiotlb.h>

#include <input/device.h>
#include <input/keys.h>
#include <input/pci_record.h>

#define BOUNCE_BASE 0xbc000000ull
#define ADDRESS_MAX (((u64)1 << 52) - 1)
#define SLOTS_MAX (1u << 21)
#define KEPT_BITS_MAX 0xffffu

static int parse_bytes(const struct bp_place *at, const char *text, u64 max, u64 *value,
		       struct bp_error *err)
{
	return bp_parse_size(at, text, SECTOR_SIZE, max, value, err);
}

/* What a driver says with DMA_BIT_MASK(), or the mask itself. */
static int parse_reach(const struct bp_place *at, const char *text, u64 max, u64 *value,
		       struct bp_error *err)
{
	u64 number = 0;
	int error;

	if (strncmp(text, "0x", 2)) {
		error = bp_parse_number(at, text, 1, 64, &number, err);
		if (!error)
			*value = DMA_BIT_MASK(number);
		return error;
	}
	error = bp_parse_address(at, text, max, &number, err);
	if (!error && !number)
		return bp_place_error(at, err, "0x0 is not allowed: 1 to 64 bits, or a mask");
	if (!error)
		*value = number;
	return error;
}

/* A power of two less 1. */
static int parse_low_bits(const struct bp_place *at, const char *text, u64 max, u64 *value,
			  struct bp_error *err)
{
	u64 mask = 0;
	int error = bp_key_count(at, text, max, &mask, err);

	if (!error && mask & (mask + 1))
		return bp_place_error(at, err,
				      "0x%" PRIx64 " is not allowed: a power of two less 1", mask);
	if (!error)
		*value = mask;
	return error;
}

static int parse_boundary(const struct bp_place *at, const char *text, u64 max, u64 *value,
			  struct bp_error *err)
{
	u64 mask = 0;
	int error = parse_low_bits(at, text, max, &mask, err);

	if (!error && mask < SECTOR_SIZE - 1)
		return bp_place_error(at, err, "0x%" PRIx64 " is not allowed: 0x1ff or more", mask);
	if (!error)
		*value = mask;
	return error;
}

static const char *const bounce_words[] = { "off", "on", "force", NULL };
static const char *const iommu_words[] = { "off", "merge", "pack", NULL };

int bp_device_function(const struct bp_place *at, const char *text, char name[BP_PCI_NAME_MAX],
		       struct bp_error *err)
{
	struct bp_pci_record record;
	const char *end = bp_pci_address_parse(text, &record);

	if (!end || *end)
		return bp_place_error(at, err,
				      "\"%.40s\" is not allowed: the address of a function such as "
				      "0000:03:00.0",
				      text);
	bp_pci_record_name(&record, name);
	return 0;
}

static int parse_path(const struct bp_place *at, const char *text, char *to, struct bp_error *err)
{
	if (!*text || strlcpy(to, text, PATH_MAX) >= PATH_MAX)
		return bp_place_error(at, err, "is not allowed: the name of a file");
	return 0;
}

#define NUMBER(key, how, most)                                                                     \
	{                                                                                          \
		.name = #key, .number = how, .field = offsetof(struct bp_device_doc, key),         \
		.max = most                                                                        \
	}
#define WORD(key, list)                                                                            \
	{                                                                                          \
		.name = #key, .words = list, .field = offsetof(struct bp_device_doc, key)          \
	}
#define TEXT(key, how)                                                                             \
	{                                                                                          \
		.name = #key, .text = how, .field = offsetof(struct bp_device_doc, key)            \
	}

static const struct bp_key rows[] = {
	NUMBER(dma_mask, parse_reach, UINT64_MAX),
	NUMBER(bus_dma_mask, parse_reach, UINT64_MAX),
	NUMBER(dma_pfn_offset, bp_key_count, ADDRESS_MAX),
	NUMBER(max_segment_size, parse_bytes, UINT32_MAX),
	NUMBER(seg_boundary_mask, parse_boundary, UINT64_MAX),
	NUMBER(min_align_mask, parse_low_bits, KEPT_BITS_MAX),
	WORD(bounce, bounce_words),
	NUMBER(bounce_base, bp_key_count, ADDRESS_MAX),
	NUMBER(bounce_slots, bp_key_count, SLOTS_MAX),
	WORD(iommu, iommu_words),
	TEXT(pci, bp_device_function),
	TEXT(machine, parse_path),
};

_Static_assert(bp_array_size(rows) <= BP_DEVICE_KEYS_MAX, "room for the keys of a device");

void bp_device_init(struct bp_device_doc *doc)
{
	*doc = (struct bp_device_doc){
		.dma_mask = DMA_BIT_MASK(64),
		.bounce_base = BOUNCE_BASE,
		.bounce_slots = IO_TLB_DEFAULT_SIZE >> IO_TLB_SHIFT,
	};
}

/* A value without key is an address, or says what it is. */
static int put_bare(void *doc, const struct bp_place *at, const char *text, struct bp_error *err)
{
	const struct bp_place pci = { .file = at->file, .line = at->line, .key = "pci" };
	struct bp_device_doc *device = doc;

	if (strchr(text, ':'))
		return bp_device_put(device, &pci, text, err);
	if (strcmp(text, "nvme"))
		return bp_place_error(
			at, err, "\"%.40s\" is not allowed: nvme, an address, KEY=VALUE,...", text);
	device->is_nvme = true;
	return 0;
}

static const struct bp_keys keys = {
	.of = "a device",
	.at = rows,
	.n = bp_array_size(rows),
	.written = offsetof(struct bp_device_doc, written),
	.bare = put_bare,
};

const char *bp_device_key(unsigned index)
{
	return bp_keys_name(&keys, index);
}

bool bp_device_wrote(const struct bp_device_doc *doc, const char *key)
{
	return bp_keys_wrote(&keys, doc, key);
}

int bp_device_put(struct bp_device_doc *doc, const struct bp_place *at, const char *value,
		  struct bp_error *err)
{
	return bp_keys_put(&keys, doc, at, value, err);
}

int bp_device_parse(struct bp_device_doc *doc, const struct bp_place *at, const char *text,
		    struct bp_error *err)
{
	return bp_keys_parse(&keys, doc, at, text, err);
}

int bp_device_check(const struct bp_device_doc *doc, unsigned page_shift, const struct bp_place *at,
		    struct bp_error *err)
{
	const u64 page_bytes = (u64)1 << page_shift;
	const u64 end = doc->bounce_base + (doc->bounce_slots << IO_TLB_SHIFT);

	if (doc->iommu != BP_DEVICE_IOMMU_OFF && doc->bounce != BP_DEVICE_BOUNCE_OFF)
		return bp_place_error(at, err,
				      "bounce and iommu are both on: one of them is allowed");
	if (bp_device_wrote(doc, "machine") && !*doc->pci)
		return bp_place_error(at, err,
				      "machine is there and pci is not: the address of a function "
				      "of it, such as 0000:03:00.0, is missing");
	if (doc->bounce_base & (page_bytes - 1))
		return bp_place_error(at, err,
				      "bounce_base 0x%" PRIx64
				      " is not allowed: a multiple of the page size",
				      doc->bounce_base);
	if (!doc->bounce_slots || end - 1 > ADDRESS_MAX)
		return bp_place_error(at, err,
				      "bounce_slots %" PRIu64
				      " is not allowed: 1 to %u slots that end within 52 bits",
				      doc->bounce_slots, SLOTS_MAX);
	return 0;
}
