/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bsd/string.h>
#include <inttypes.h>
#include <string.h>

#include <blkpath/swiotlb.h>

#include <input/device.h>
#include <input/pci_record.h>

#define BOUNCE_BASE 0xbc000000ull
#define ADDRESS_MAX (((u64)1 << 52) - 1)
#define SLOTS_MAX (1u << 21)
#define KEPT_BITS_MAX 0xffffu

typedef int parse_fn(const struct bp_place *at, const char *text, u64 max, u64 *value,
		     struct bp_error *err);

typedef int parse_text_fn(const struct bp_place *at, const char *text, char *to,
			  struct bp_error *err);

/* A row reads a number or a text. */
struct row {
	const char *name;
	parse_fn *parse;
	size_t field;
	u64 max;
	parse_text_fn *parse_text;
};

static int parse_number(const struct bp_place *at, const char *text, u64 max, u64 *value,
			struct bp_error *err)
{
	return strncmp(text, "0x", 2) ? bp_parse_number(at, text, 0, max, value, err)
				      : bp_parse_address(at, text, max, value, err);
}

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
	int error = parse_number(at, text, max, &mask, err);

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

static int parse_word(const struct bp_place *at, const char *text, const char *const words[3],
		      u64 *value, struct bp_error *err)
{
	for (u64 i = 0; i < 3; i++)
		if (!strcmp(text, words[i])) {
			*value = i;
			return 0;
		}
	return bp_place_error(at, err, "\"%.40s\" is not allowed: %s, %s or %s", text, words[0],
			      words[1], words[2]);
}

static int parse_bounce(const struct bp_place *at, const char *text, u64 max, u64 *value,
			struct bp_error *err)
{
	static const char *const words[] = { "off", "on", "force" };

	(void)max;
	return parse_word(at, text, words, value, err);
}

static int parse_iommu(const struct bp_place *at, const char *text, u64 max, u64 *value,
		       struct bp_error *err)
{
	static const char *const words[] = { "off", "merge", "pack" };

	(void)max;
	return parse_word(at, text, words, value, err);
}

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

#define FIELD(key) .name = #key, .field = offsetof(struct bp_device_doc, key)
#define NUMBER(key, how, most)                                                                     \
	{                                                                                          \
		FIELD(key), .parse = how, .max = most                                              \
	}
#define TEXT(key, how)                                                                             \
	{                                                                                          \
		FIELD(key), .parse_text = how                                                      \
	}

static const struct row rows[] = {
	NUMBER(dma_mask, parse_reach, UINT64_MAX),
	NUMBER(bus_dma_mask, parse_reach, UINT64_MAX),
	NUMBER(dma_pfn_offset, parse_number, ADDRESS_MAX),
	NUMBER(max_segment_size, parse_bytes, UINT32_MAX),
	NUMBER(seg_boundary_mask, parse_boundary, UINT64_MAX),
	NUMBER(min_align_mask, parse_low_bits, KEPT_BITS_MAX),
	NUMBER(bounce, parse_bounce, 0),
	NUMBER(bounce_base, parse_number, ADDRESS_MAX),
	NUMBER(bounce_slots, parse_number, SLOTS_MAX),
	NUMBER(iommu, parse_iommu, 0),
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

const char *bp_device_key(unsigned index)
{
	return index < bp_array_size(rows) ? rows[index].name : NULL;
}

bool bp_device_wrote(const struct bp_device_doc *doc, const char *key)
{
	for (size_t i = 0; i < bp_array_size(rows); i++)
		if (!strcmp(rows[i].name, key))
			return doc->written >> i & 1;
	return false;
}

static int unknown(const struct bp_place *at, struct bp_error *err)
{
	char list[240] = "";

	for (size_t i = 0; i < bp_array_size(rows); i++) {
		strlcat(list, i ? ", " : "", sizeof(list));
		strlcat(list, rows[i].name, sizeof(list));
	}
	return bp_place_error(at, err, "unknown key of a device; allowed: %s", list);
}

int bp_device_put(struct bp_device_doc *doc, const struct bp_place *at, const char *value,
		  struct bp_error *err)
{
	for (size_t i = 0; i < bp_array_size(rows); i++) {
		char *field = (char *)doc + rows[i].field;
		int error;

		if (strcmp(rows[i].name, at->key))
			continue;
		error = rows[i].parse ? rows[i].parse(at, value, rows[i].max, (u64 *)field, err)
				      : rows[i].parse_text(at, value, field, err);
		if (!error)
			doc->written |= 1u << i;
		return error;
	}
	return unknown(at, err);
}

static int parse_pair(struct bp_device_doc *doc, const struct bp_place *at, char *pair,
		      struct bp_error *err)
{
	char *value = strchr(pair, '=');
	const struct bp_place here = { .file = at->file, .line = at->line, .key = pair };
	const struct bp_place pci = { .file = at->file, .line = at->line, .key = "pci" };

	if (!value && strchr(pair, ':'))
		return bp_device_put(doc, &pci, pair, err);
	if (!value || value == pair)
		return bp_place_error(at, err, "\"%.40s\" is not allowed: KEY=VALUE,...", pair);
	*value++ = '\0';
	return bp_device_put(doc, &here, value, err);
}

int bp_device_parse(struct bp_device_doc *doc, const struct bp_place *at, const char *text,
		    struct bp_error *err)
{
	char copy[PATH_MAX], *rest = copy, *pair;
	const u32 before = doc->written;
	u32 seen = 0;
	int error = 0;

	if (strlcpy(copy, text, sizeof(copy)) >= sizeof(copy))
		return bp_place_error(at, err, "is longer than %zu characters", sizeof(copy) - 1);
	while (!error && (pair = strsep(&rest, ","))) {
		doc->written = 0;
		error = parse_pair(doc, at, pair, err);
		if (doc->written & seen)
			error = bp_place_error(at, err, "%s is there twice: once is allowed",
					       rows[__builtin_ctz(doc->written)].name);
		seen |= doc->written;
	}
	doc->written = before | seen;
	return error;
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
