/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One row per key: both the names of sysfs and the fields of struct queue_limits, v5.2.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <input/limits_keys.h>

/* How a value is written, and what becomes of it. */
enum value_kind {
	NUMBER,
	BYTES,	      /* with an optional suffix */
	KIB,	      /* KiB that become sectors */
	BYTE_SECTORS, /* bytes that become sectors */
	MASK,	      /* decimal, as sysfs has it, or hexadecimal */
	YES_NO,
	WORD, /* one of a list */
};

/* A word stands for a number and for queue flags. */
struct word {
	const char *text;
	u64 value;
	unsigned long flags;
};

#define FLAG(name) (1ul << QUEUE_FLAG_##name)

static const struct word nomerges_words[] = {
	{ "0", 0, 0 }, { "1", 1, FLAG(NOXMERGES) }, { "2", 2, FLAG(NOMERGES) }, { 0 }
};
static const struct word write_cache_words[] = { { "write back", 1, FLAG(WC) },
						 { "write through", 0, 0 },
						 { 0 } };
static const struct word rotational_words[] = { { "0", 0, FLAG(NONROT) }, { "1", 1, 0 }, { 0 } };
static const struct word zoned_words[] = { { "none", BLK_ZONED_NONE, 0 },
					   { "host-aware", BLK_ZONED_HA, 0 },
					   { "host-managed", BLK_ZONED_HM, 0 },
					   { 0 } };

/*
 * A row without a width has no field; a flag is set by a value that is not 0, a word brings its
 * own.
 */
struct key {
	const char *name;
	enum value_kind kind;
	u8 width;
	size_t field;
	u64 max;
	unsigned long flags;
	const struct word *words;
};

#define TO(member)                                                                                 \
	.width = sizeof(((struct bp_limits_doc *)0)->member),                                      \
	.field = offsetof(struct bp_limits_doc, member)
#define LIMIT(member) TO(limits.member)

/* clang-format off */
static const struct key keys[] = {
	/* sysfs */
	{ "max_sectors_kb", KIB, LIMIT(max_sectors), .max = UINT32_MAX / 2 },
	{ "max_hw_sectors_kb", KIB, LIMIT(max_hw_sectors), .max = UINT32_MAX / 2 },
	{ "minimum_io_size", BYTES, LIMIT(io_min), .max = UINT32_MAX },
	{ "optimal_io_size", BYTES, LIMIT(io_opt), .max = UINT32_MAX },
	{ "discard_max_bytes", BYTE_SECTORS, LIMIT(max_discard_sectors), .max = UINT32_MAX,
	  .flags = FLAG(DISCARD) },
	{ "discard_max_hw_bytes", BYTE_SECTORS, LIMIT(max_hw_discard_sectors), .max = UINT32_MAX },
	{ "write_same_max_bytes", BYTE_SECTORS, LIMIT(max_write_same_sectors), .max = UINT32_MAX },
	{ "write_zeroes_max_bytes", BYTE_SECTORS, LIMIT(max_write_zeroes_sectors),
	  .max = UINT32_MAX },
	{ "nomerges", WORD, .words = nomerges_words },
	{ "rotational", WORD, .words = rotational_words },
	{ "write_cache", WORD, .words = write_cache_words },
	{ "fua", YES_NO, .flags = FLAG(FUA) },
	/* sysfs and field */
	{ "chunk_sectors", NUMBER, LIMIT(chunk_sectors), .max = UINT32_MAX },
	{ "discard_granularity", BYTES, LIMIT(discard_granularity), .max = UINT32_MAX },
	{ "logical_block_size", BYTES, LIMIT(logical_block_size), .max = UINT16_MAX },
	{ "physical_block_size", BYTES, LIMIT(physical_block_size), .max = UINT32_MAX },
	{ "max_segments", NUMBER, LIMIT(max_segments), .max = UINT16_MAX },
	{ "max_integrity_segments", NUMBER, LIMIT(max_integrity_segments), .max = UINT16_MAX },
	{ "max_discard_segments", NUMBER, LIMIT(max_discard_segments), .max = UINT16_MAX },
	{ "max_segment_size", BYTES, LIMIT(max_segment_size), .max = UINT32_MAX },
	{ "virt_boundary_mask", MASK, LIMIT(virt_boundary_mask), .max = UINT64_MAX },
	{ "zoned", WORD, LIMIT(zoned), .words = zoned_words },
	{ "dma_alignment", MASK, TO(dma_alignment), .max = INT32_MAX },
	{ "nr_requests", NUMBER, TO(nr_requests), .max = UINT32_MAX },
	/* field */
	{ "max_sectors", NUMBER, LIMIT(max_sectors), .max = UINT32_MAX },
	{ "max_hw_sectors", NUMBER, LIMIT(max_hw_sectors), .max = UINT32_MAX },
	{ "max_dev_sectors", NUMBER, LIMIT(max_dev_sectors), .max = UINT32_MAX },
	{ "io_min", BYTES, LIMIT(io_min), .max = UINT32_MAX },
	{ "io_opt", BYTES, LIMIT(io_opt), .max = UINT32_MAX },
	{ "max_discard_sectors", NUMBER, LIMIT(max_discard_sectors), .max = UINT32_MAX,
	  .flags = FLAG(DISCARD) },
	{ "max_hw_discard_sectors", NUMBER, LIMIT(max_hw_discard_sectors), .max = UINT32_MAX },
	{ "max_write_same_sectors", NUMBER, LIMIT(max_write_same_sectors), .max = UINT32_MAX },
	{ "max_write_zeroes_sectors", NUMBER, LIMIT(max_write_zeroes_sectors), .max = UINT32_MAX },
	{ "seg_boundary_mask", MASK, LIMIT(seg_boundary_mask), .max = UINT64_MAX },
	{ "bounce_pfn", MASK, LIMIT(bounce_pfn), .max = UINT64_MAX },
	{ "alignment_offset", BYTES, LIMIT(alignment_offset), .max = UINT32_MAX },
	{ "discard_alignment", BYTES, LIMIT(discard_alignment), .max = UINT32_MAX },
	{ "misaligned", YES_NO, LIMIT(misaligned) },
	{ "discard_misaligned", YES_NO, LIMIT(discard_misaligned) },
	{ "raid_partial_stripes_expensive", YES_NO, LIMIT(raid_partial_stripes_expensive) },
	/* the queue around the limits */
	{ "dma_pad_mask", MASK, TO(dma_pad_mask), .max = INT32_MAX },
	{ "dma_direct", YES_NO, .flags = FLAG(DMA_DIRECT) },
	{ "secure_erase", YES_NO, .flags = FLAG(SECERASE) },
};

#define NEWER "v5.2 has no such limit"
#define SAME "the same as logical_block_size"
#define UNUSED "does not change how I/O is cut, merged or mapped"
#define ZONES "zones are not modelled"
#define ATOMIC "v5.2 has no atomic writes"
#define STREAMS "v5.2 has no write streams"

static const struct {
	const char *name;
	const char *reason;
} ignored[] = {
	{ "add_random", UNUSED },
	{ "atomic_write_boundary_bytes", ATOMIC },
	{ "atomic_write_max_bytes", ATOMIC },
	{ "atomic_write_unit_max_bytes", ATOMIC },
	{ "atomic_write_unit_min_bytes", ATOMIC },
	{ "dax", UNUSED },
	{ "discard_zeroes_data", UNUSED },
	{ "hw_sector_size", SAME },
	{ "io_poll", UNUSED },
	{ "io_poll_delay", UNUSED },
	{ "io_timeout", UNUSED },
	{ "iostats", UNUSED },
	{ "iostats_passthrough", UNUSED },
	{ "max_active_zones", ZONES },
	{ "max_open_zones", ZONES },
	{ "max_write_streams", STREAMS },
	{ "nr_zones", ZONES },
	{ "read_ahead_kb", UNUSED },
	{ "rq_affinity", UNUSED },
	{ "scheduler", "the model has one scheduler, none" },
	{ "stable_writes", UNUSED },
	{ "throttle_sample_time", UNUSED },
	{ "wbt_lat_usec", UNUSED },
	{ "write_stream_granularity", STREAMS },
	{ "write_zeroes_unmap_max_bytes", NEWER },
	{ "write_zeroes_unmap_max_hw_bytes", NEWER },
	{ "zone_append_max_bytes", ZONES },
	{ "zone_write_granularity", ZONES },
};
/* clang-format on */

_Static_assert(bp_array_size(keys) <= BP_LIMITS_KEYS_MAX,
	       "struct bp_limits_doc has a line per key");

static const struct key *find(const char *name)
{
	for (size_t i = 0; i < bp_array_size(keys); i++)
		if (!strcmp(name, keys[i].name))
			return &keys[i];
	return NULL;
}

bool bp_limits_key_known(const char *key)
{
	return find(key) != NULL;
}

const char *bp_limits_key_at(unsigned index)
{
	return index < bp_array_size(keys) ? keys[index].name : NULL;
}

const char *bp_limits_key_ignored(const char *key)
{
	for (size_t i = 0; i < bp_array_size(ignored); i++)
		if (!strcmp(key, ignored[i].name))
			return ignored[i].reason;
	return NULL;
}

void bp_limits_note(struct bp_limits_notes *notes, const char *key, const char *text)
{
	struct bp_limits_note *note;

	if (notes->count++ >= BP_LIMITS_NOTES_MAX)
		return;
	note = &notes->note[notes->count - 1];
	snprintf(note->key, sizeof(note->key), "%s", key);
	note->text = text;
}

static int parse_word(const struct bp_place *at, const struct word *words, const char *text,
		      u64 *value, unsigned long *flags, struct bp_error *err)
{
	char list[128] = "";

	for (const struct word *w = words; w->text; w++) {
		if (!strcmp(text, w->text)) {
			*value = w->value;
			*flags = w->flags;
			return 0;
		}
		snprintf(list + strlen(list), sizeof(list) - strlen(list), "%s\"%s\"",
			 w == words ? "" : ", ", w->text);
	}
	return bp_place_error(at, err, "\"%s\" is not allowed: one of %s", text, list);
}

/* The number that belongs into the field. */
static int parse_value(const struct bp_place *at, const struct key *key, const char *text,
		       u64 *value, struct bp_error *err)
{
	bool yes = false;
	int rc;

	switch (key->kind) {
	case BYTES:
		return bp_parse_size(at, text, 0, key->max, value, err);
	case KIB:
		rc = bp_parse_number(at, text, 0, key->max, value, err);
		*value *= 1024 / SECTOR_SIZE;
		return rc;
	case BYTE_SECTORS:
		rc = bp_parse_size(at, text, 0, key->max * SECTOR_SIZE, value, err);
		*value /= SECTOR_SIZE;
		return rc;
	case MASK:
		return strncmp(text, "0x", 2) ? bp_parse_number(at, text, 0, key->max, value, err)
					      : bp_parse_address(at, text, key->max, value, err);
	case YES_NO:
		rc = bp_parse_bool(at, text, &yes, err);
		*value = yes;
		return rc;
	default:
		return bp_parse_number(at, text, 0, key->max, value, err);
	}
}

static unsigned long all_flags(const struct key *key)
{
	unsigned long flags = key->flags;

	for (const struct word *w = key->words; w && w->text; w++)
		flags |= w->flags;
	return flags;
}

static void store(struct bp_limits_doc *doc, const struct key *key, u64 value)
{
	char *field = (char *)doc + key->field;

	switch (key->width) {
	case 1:
		*(u8 *)field = (u8)value;
		break;
	case 2:
		*(u16 *)field = (u16)value;
		break;
	case 4:
		*(u32 *)field = (u32)value;
		break;
	case 8:
		*(u64 *)field = value;
		break;
	default:
		break;
	}
}

/* An earlier row that has set the same thing, under this name or another. */
static const struct key *earlier(const struct bp_limits_doc *doc, const struct key *key)
{
	for (size_t i = 0; i < bp_array_size(keys); i++) {
		const struct key *other = &keys[i];

		if (doc->lines[i] && (other == key || (key->width && other->field == key->field)))
			return other;
	}
	return NULL;
}

const char *bp_limits_key_of_field(const struct bp_limits_doc *doc, const char *field,
				   unsigned *line)
{
	const struct key *row = find(field);
	const struct key *set = row ? earlier(doc, row) : NULL;

	if (!set)
		return NULL;
	*line = doc->lines[set - keys];
	return set->name;
}

int bp_limits_put(struct bp_limits_doc *doc, const struct bp_place *at, const char *value,
		  struct bp_error *err)
{
	const struct key *key = find(at->key);
	const struct key *first = key ? earlier(doc, key) : NULL;
	unsigned long flags = 0;
	u64 number = 0;
	int rc;

	if (!key)
		return bp_place_error(at, err,
				      "unknown key: the keys of /sys/block/*/queue and the fields "
				      "of struct queue_limits are allowed");
	if (first)
		return bp_place_error(at, err, "already set by %s on line %u: once is allowed",
				      first->name, doc->lines[first - keys]);
	if (key->kind == WORD) {
		rc = parse_word(at, key->words, value, &number, &flags, err);
	} else {
		rc = parse_value(at, key, value, &number, err);
		flags = number ? key->flags : 0;
	}
	if (rc)
		return rc;
	store(doc, key, number);
	doc->queue_flags = (doc->queue_flags & ~all_flags(key)) | flags;
	doc->lines[key - keys] = at->line;
	return 0;
}
