/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The layout language and the walk over its vectors.
 */
#include <string.h>

#include <blkpath/random.h>

#include <input/layout.h>

#define DEFAULT_BASE 0x1000000u
#define DEFAULT_RANDOM_PAGES 8u
#define RUN_PAGES_MAX 65536u
#define GAP_MAX ((u64)1 << 32)
/* A vector's length has 32 bits; whole sectors below 2^31 suit dma vectors, too (R-ADD-8 2a). */
#define VECTOR_BYTES_MAX ((u64)INT32_MAX + 1 - SECTOR_SIZE)
/* Physical addresses of x86-64 end here. */
#define PAGE_BASE_MAX (((u64)1 << 52) - 1)

enum value_kind { NO_VALUE, NUMBER, SIZE, ADDRESS };

#define FIELD(name) offsetof(struct bp_layout, name)

/* A word names a shape, or takes a value, or both (dma). */
static const struct word {
	const char *name;
	enum value_kind value;
	int shape; /* enum bp_layout_kind, -1 for an option */
	size_t field;
	u64 min;
	u64 max;
} words[] = {
	{ "contiguous", NO_VALUE, BP_LAYOUT_CONTIGUOUS, 0, 0, 0 },
	{ "scattered", NO_VALUE, BP_LAYOUT_SCATTERED, 0, 0, 0 },
	{ "random", NO_VALUE, BP_LAYOUT_RANDOM, 0, 0, 0 },
	{ "dma", ADDRESS, BP_LAYOUT_DMA, FIELD(base), 0, UINT64_MAX },
	{ "base", ADDRESS, -1, FIELD(base), 0, UINT64_MAX },
	{ "offset", SIZE, -1, FIELD(offset_bytes), 0, VECTOR_BYTES_MAX },
	{ "run", NUMBER, -1, FIELD(run_pages), 1, RUN_PAGES_MAX },
	{ "gap", SIZE, -1, FIELD(gap_bytes), 0, GAP_MAX },
	{ "vector", SIZE, -1, FIELD(vector_bytes), 1, VECTOR_BYTES_MAX },
};

static const struct word *find_word(const char *name, size_t length)
{
	for (size_t i = 0; i < bp_array_size(words); i++)
		if (strlen(words[i].name) == length && !memcmp(words[i].name, name, length))
			return &words[i];
	return NULL;
}

static int parse_value(const struct bp_place *at, const struct word *word, const char *text,
		       u64 *value, struct bp_error *err)
{
	switch (word->value) {
	case NUMBER:
		return bp_parse_number(at, text, word->min, word->max, value, err);
	case SIZE:
		return bp_parse_size(at, text, word->min, word->max, value, err);
	default:
		return bp_parse_address(at, text, word->max, value, err);
	}
}

/* Bit i of @seen is set when words[i] was there. */
static int parse_word(const struct bp_place *at, const char *text, struct bp_layout *layout,
		      unsigned *seen, int *shape, struct bp_error *err)
{
	size_t length = strcspn(text, "=");
	const struct word *word = find_word(text, length);
	unsigned bit;

	if (!word || (text[length] == '=') != (word->value != NO_VALUE))
		return bp_place_error(
			at, err,
			"layout \"%s\" is not allowed: contiguous, scattered, random, dma=ADDRESS, "
			"base=ADDRESS, offset=SIZE, run=PAGES, gap=SIZE, vector=SIZE",
			text);
	bit = 1u << (word - words);
	if (*seen & bit)
		return bp_place_error(at, err, "layout word \"%s\" is there twice", word->name);
	if (word->shape >= 0 && *shape >= 0)
		return bp_place_error(at, err,
				      "layout \"%s\" is one shape too many: only one of "
				      "contiguous, scattered, random and dma=ADDRESS is allowed",
				      text);
	*seen |= bit;
	if (word->shape >= 0)
		*shape = word->shape;
	if (word->value == NO_VALUE)
		return 0;
	return parse_value(at, word, text + length + 1, (u64 *)((char *)layout + word->field), err);
}

static bool has_runs(enum bp_layout_kind kind)
{
	return kind == BP_LAYOUT_SCATTERED || kind == BP_LAYOUT_RANDOM;
}

static int check(const struct bp_place *at, const struct bp_layout *layout, u64 page_bytes,
		 struct bp_error *err)
{
	bool pages = layout->kind != BP_LAYOUT_DMA;

	if (pages && (layout->base % page_bytes || layout->base > PAGE_BASE_MAX))
		return bp_place_error(at, err,
				      "base=0x%llx is not allowed: a multiple of the page size "
				      "%llu, below 2^52",
				      (unsigned long long)layout->base,
				      (unsigned long long)page_bytes);
	if (pages && layout->gap_bytes % page_bytes)
		return bp_place_error(at, err, "gap=%llu is not allowed: whole pages of %llu bytes",
				      (unsigned long long)layout->gap_bytes,
				      (unsigned long long)page_bytes);
	if (layout->kind == BP_LAYOUT_CONTIGUOUS && layout->run_pages)
		return bp_place_error(at, err, "run= is not allowed: contiguous is one run");
	if (layout->run_pages && layout->offset_bytes >= page_bytes)
		return bp_place_error(at, err,
				      "offset=%llu is not allowed: runs begin inside a page, so "
				      "below %llu",
				      (unsigned long long)layout->offset_bytes,
				      (unsigned long long)page_bytes);
	return 0;
}

int bp_layout_parse(const struct bp_place *at, const char *text, unsigned page_shift,
		    struct bp_layout *layout, struct bp_error *err)
{
	u64 page_bytes = (u64)1 << page_shift;
	struct bp_layout made = { .base = DEFAULT_BASE, .gap_bytes = page_bytes };
	char copy[256];
	unsigned seen = 0;
	int shape = -1;
	int rc;

	if (strlen(text) >= sizeof(copy))
		return bp_place_error(at, err, "layout is too long: at most %zu characters",
				      sizeof(copy) - 1);
	strcpy(copy, text);
	for (char *rest = copy, *word; (word = strsep(&rest, ","));) {
		rc = parse_word(at, word, &made, &seen, &shape, err);
		if (rc)
			return rc;
	}
	made.kind = shape < 0 ? BP_LAYOUT_SCATTERED : (enum bp_layout_kind)shape;
	if (has_runs(made.kind) && !made.run_pages)
		made.run_pages = made.kind == BP_LAYOUT_RANDOM ? DEFAULT_RANDOM_PAGES : 1;
	rc = check(at, &made, page_bytes, err);
	if (!rc)
		*layout = made;
	return rc;
}

static u64 run_bytes(struct bp_layout_walk *walk)
{
	u64 pages = walk->layout->run_pages;

	if (!pages)
		return UINT64_MAX;
	if (walk->layout->kind == BP_LAYOUT_RANDOM)
		pages = 1 + bp_random_next(&walk->seed) % pages;
	return pages * walk->page_bytes;
}

void bp_layout_start(struct bp_layout_walk *walk, const struct bp_layout *layout,
		     unsigned page_shift, u64 bytes, u64 seed)
{
	*walk = (struct bp_layout_walk){
		.layout = layout,
		.page_bytes = (u64)1 << page_shift,
		.left = bytes,
		.addr = layout->base + layout->offset_bytes,
		.seed = seed,
	};
	walk->run_left = run_bytes(walk);
	if (walk->run_left != UINT64_MAX)
		walk->run_left -= layout->offset_bytes;
}

bool bp_layout_next(struct bp_layout_walk *walk, struct bp_range *range)
{
	u64 longest = walk->layout->vector_bytes ?: VECTOR_BYTES_MAX;
	u64 len = bp_min(walk->left, longest);

	if (!walk->left)
		return false;
	if (!walk->run_left) {
		walk->addr += walk->layout->gap_bytes;
		walk->run_left = run_bytes(walk);
	}
	len = bp_min(len, walk->run_left);
	*range = (struct bp_range){ .addr = walk->addr, .len = (u32)len };
	walk->left -= len;
	walk->addr += len;
	if (walk->run_left != UINT64_MAX)
		walk->run_left -= len;
	return true;
}
