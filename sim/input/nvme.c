/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bsd/string.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <blkpath/nvme_host.h>
#include <blkpath/t10_pi.h>

#include <input/keys.h>
#include <input/nvme.h>

#define QUEUES_MAX 64u
#define DEPTH_MAX 65535u
#define BLOCK_MAX 65536u
#define SEGMENTS_MAX 1024u /* of 4 KiB: the largest transfer */
#define METADATA_MAX 256u
#define CMB_MAX ((u64)512 << 20)
#define PAGE_BYTES 4096u

static int parse_some(const struct bp_place *at, const char *text, u64 max, u64 *value,
		      struct bp_error *err)
{
	return bp_parse_number(at, text, 1, max, value, err);
}

/* A queue holds one entry less (NVC-9). */
static int parse_depth(const struct bp_place *at, const char *text, u64 max, u64 *value,
		       struct bp_error *err)
{
	return bp_parse_number(at, text, 2, max, value, err);
}

static int parse_bytes(const struct bp_place *at, const char *text, u64 max, u64 *value,
		       struct bp_error *err)
{
	return bp_parse_size(at, text, 0, max, value, err);
}

static int parse_block(const struct bp_place *at, const char *text, u64 max, u64 *value,
		       struct bp_error *err)
{
	u64 bytes = 0;
	int error = bp_parse_size(at, text, SECTOR_SIZE, max, &bytes, err);

	if (!error && !bp_is_power_of_2(bytes))
		return bp_place_error(at, err, "%" PRIu64 " is not allowed: a power of two", bytes);
	if (!error)
		*value = bytes;
	return error;
}

static int parse_cmb(const struct bp_place *at, const char *text, u64 max, u64 *value,
		     struct bp_error *err)
{
	u64 bytes = 0;
	int error = bp_parse_size(at, text, 0, max, &bytes, err);

	if (!error && bytes % PAGE_BYTES)
		return bp_place_error(at, err, "%" PRIu64 " is not allowed: a multiple of %u",
				      bytes, PAGE_BYTES);
	if (!error)
		*value = bytes;
	return error;
}

static int parse_cmb_for(const struct bp_place *at, const char *text, u64 max, u64 *value,
			 struct bp_error *err)
{
	static const char *const words[] = { "sqs", "cqs", "lists", "rds", "wds", NULL };

	(void)max;
	return bp_key_bits(at, text, words, value, err);
}

static const char *const sgls_words[] = { "off", "on", "dword", NULL };
static const char *const order_words[] = { "fifo", "seeded", NULL };
static const char *const version_words[] = { "1.3", "1.4", NULL };
static const char *const patches_words[] = { "final", "19", "none", NULL };

#define ROW(key, how, most)                                                                        \
	{                                                                                          \
		.name = #key, .number = how, .field = offsetof(struct bp_nvme_doc, key),           \
		.max = most                                                                        \
	}

#define WORD(key, list)                                                                            \
	{                                                                                          \
		.name = #key, .words = list, .field = offsetof(struct bp_nvme_doc, key)            \
	}

static const struct bp_key rows[] = {
	ROW(queues, parse_some, QUEUES_MAX),
	ROW(depth, parse_depth, DEPTH_MAX),
	ROW(mdts, bp_key_count, UINT8_MAX),
	WORD(sgls, sgls_words),
	ROW(sgl_threshold, parse_bytes, UINT32_MAX),
	ROW(max_segments, parse_some, SEGMENTS_MAX),
	ROW(cmb, parse_cmb, CMB_MAX),
	ROW(cmb_for, parse_cmb_for, 0),
	ROW(sqs_in_cmb, bp_key_bool, 0),
	ROW(block, parse_block, BLOCK_MAX),
	ROW(metadata, bp_key_count, METADATA_MAX),
	ROW(pi, bp_key_count, 3),
	ROW(write_cache, bp_key_bool, 0),
	ROW(latency_ns, bp_key_count, UINT32_MAX),
	ROW(ps_per_byte, bp_key_count, UINT32_MAX),
	WORD(order, order_words),
	ROW(vectors, parse_some, QUEUES_MAX + 1),
	ROW(burst, parse_some, UINT16_MAX),
	ROW(dstrd, bp_key_count, 7),
	ROW(shadow, bp_key_bool, 0),
	WORD(version, version_words),
	WORD(patches, patches_words),
	ROW(retries, bp_key_count, UINT8_MAX),
	ROW(timeout_ms, parse_some, UINT32_MAX),
};

_Static_assert(bp_array_size(rows) <= BP_NVME_KEYS_MAX, "room for the keys of a controller");

static const struct bp_keys keys = {
	.of = "an NVMe controller",
	.at = rows,
	.n = bp_array_size(rows),
	.written = offsetof(struct bp_nvme_doc, written),
};

void bp_nvme_doc_init(struct bp_nvme_doc *doc)
{
	*doc = (struct bp_nvme_doc){
		.queues = 1,
		.depth = 1024,
		.mdts = 5,
		.sgl_threshold = 32768,
		.max_segments = NVME_MAX_SEGS,
		.cmb_for = BP_NVME_CMB_ALL,
		.sqs_in_cmb = true,
		.block = SECTOR_SIZE,
		.write_cache = true,
		.burst = 8,
		.retries = 5,
		.timeout_ms = 30000,
	};
}

bool bp_nvme_doc_wrote(const struct bp_nvme_doc *doc, const char *key)
{
	return bp_keys_wrote(&keys, doc, key);
}

const char *bp_nvme_doc_key(unsigned index)
{
	return bp_keys_name(&keys, index);
}

int bp_nvme_doc_put(struct bp_nvme_doc *doc, const struct bp_place *at, const char *value,
		    struct bp_error *err)
{
	doc->on = true;
	return bp_keys_put(&keys, doc, at, value, err);
}

int bp_nvme_doc_parse(struct bp_nvme_doc *doc, const struct bp_place *at, const char *text,
		      struct bp_error *err)
{
	doc->on = true;
	return bp_keys_parse(&keys, doc, at, text, err);
}

int bp_nvme_doc_add_fault(struct bp_nvme_doc *doc, const struct bp_place *at, const char *text,
			  struct bp_error *err)
{
	struct bp_nvme_doc_fault *fault = &doc->fault[doc->nr_faults];

	if (doc->nr_faults == BP_NVME_DOC_FAULTS_MAX)
		return bp_place_error(at, err, "more than %u of them", BP_NVME_DOC_FAULTS_MAX);
	if (strlcpy(fault->text, text, sizeof(fault->text)) >= sizeof(fault->text))
		return bp_place_error(at, err, "is longer than %zu characters",
				      sizeof(fault->text) - 1);
	fault->file = at->file;
	fault->line = at->line;
	doc->nr_faults++;
	return 0;
}

int bp_nvme_doc_check(struct bp_nvme_doc *doc, const struct bp_place *at, struct bp_error *err)
{
	if (doc->pi && !bp_nvme_doc_wrote(doc, "metadata"))
		doc->metadata = sizeof(struct t10_pi_tuple);
	if (doc->pi && doc->metadata < sizeof(struct t10_pi_tuple))
		return bp_place_error(at, err, "pi %" PRIu64 " wants %zu bytes of metadata or more",
				      doc->pi, sizeof(struct t10_pi_tuple));
	if (!doc->cmb && bp_nvme_doc_wrote(doc, "cmb_for"))
		return bp_place_error(at, err,
				      "cmb_for is there and cmb is not: its bytes are missing");
	if (doc->nr_faults && !doc->on)
		return bp_place_error(at, err,
				      "faults are those of an NVMe controller: nvme is missing");
	if (!bp_nvme_doc_wrote(doc, "vectors"))
		doc->vectors = doc->queues + 1;
	return 0;
}
