/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a line of golden vectors may look like, as a table of fields.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <blkpath/bio.h>

#include "vectors_shape.h"

#define KIND(k) (1u << BP_VECTOR_##k)
#define ANY_KIND (KIND(SPLIT) | KIND(MERGE) | KIND(RQMERGE) | KIND(ADV) | KIND(ADD))

/* A checker of one value: NULL when it is fine, else what is allowed. */
typedef const char *shape_fn(const json_t *value);

static const char *is_string(const json_t *value)
{
	return json_is_string(value) ? NULL : "a string";
}

static const char *is_flag(const json_t *value)
{
	return json_is_integer(value) && json_integer_value(value) >> 1 == 0 ? NULL : "0 or 1";
}

static const char *is_count(const json_t *value)
{
	return json_is_integer(value) && json_integer_value(value) >= 0 ? NULL
									: "a number from 0 up";
}

static const char *is_vec_room(const json_t *value)
{
	return json_is_integer(value) && json_integer_value(value) >= 0 &&
			       json_integer_value(value) <= UIO_MAXIOV
		       ? NULL
		       : "a number of vectors, 0 to 1024";
}

static const char *is_array(const json_t *value)
{
	return json_is_array(value) ? NULL : "a list";
}

static const char *is_object(const json_t *value)
{
	return json_is_object(value) ? NULL : "an object";
}

static const char *is_sizes(const json_t *value)
{
	for (size_t i = 0; i < json_array_size(value); i++) {
		json_int_t n = json_integer_value(json_array_get(value, i));

		if (!json_is_integer(json_array_get(value, i)) || n < 0 || n > UINT32_MAX)
			return "a list of byte counts";
	}
	return json_array_size(value) ? NULL : "a list of byte counts";
}

bool bp_vector_range(const json_t *pair, u64 *addr, unsigned *len)
{
	const char *text = json_string_value(json_array_get(pair, 0));
	const json_t *bytes = json_array_get(pair, 1);
	char *end;

	if (json_array_size(pair) != 2 || !text || strncmp(text, "0x", 2) ||
	    !json_is_integer(bytes) || json_integer_value(bytes) < 0 ||
	    json_integer_value(bytes) > UINT32_MAX)
		return false;
	if (strlen(text) > 18 || text[2 + strspn(text + 2, "0123456789abcdefABCDEF")] || !text[2])
		return false;
	*addr = strtoull(text, &end, 16);
	*len = (unsigned)json_integer_value(bytes);
	return true;
}

static const char *is_vectors(const json_t *value)
{
	static const char allowed[] =
		"a list of at most 1024 pairs [\"0xaddress\", bytes], below 4 GiB";
	u64 total = 0;
	unsigned len;
	u64 addr;

	if (!json_is_array(value) || json_array_size(value) > UIO_MAXIOV)
		return allowed;
	for (size_t i = 0; i < json_array_size(value); i++) {
		if (!bp_vector_range(json_array_get(value, i), &addr, &len))
			return allowed;
		total += len;
	}
	return total <= UINT32_MAX ? NULL : allowed;
}

/* An "add" case may ask for more than 4 GiB: the add function has to refuse or wrap. */
static const char *is_added(const json_t *value)
{
	unsigned len;
	u64 addr;

	if (!json_is_array(value))
		return "a list of pairs [\"0xaddress\", bytes]";
	for (size_t i = 0; i < json_array_size(value); i++)
		if (!bp_vector_range(json_array_get(value, i), &addr, &len))
			return "a list of pairs [\"0xaddress\", bytes]";
	return NULL;
}

static const char *is_bios(const json_t *value)
{
	for (size_t i = 0; i < json_array_size(value); i++) {
		const json_t *bio = json_array_get(value, i);

		if (json_array_size(bio) != 2 || is_count(json_array_get(bio, 0)) ||
		    is_vectors(json_array_get(bio, 1)))
			return "a list of bios [sector, vectors]";
	}
	return json_array_size(value) ? NULL : "a list of bios [sector, vectors]";
}

static const char *is_op(const json_t *value)
{
	const char *op = json_string_value(value);

	return op && (!strcmp(op, "R") || !strcmp(op, "W")) ? NULL : "\"R\" or \"W\"";
}

static const char *is_api(const json_t *value)
{
	const char *api = json_string_value(value);

	return api && (!strcmp(api, "bio_add_page") || !strcmp(api, "bio_add_pc_page") ||
		       !strcmp(api, "bio_add_dma_addr"))
		       ? NULL
		       : "bio_add_page, bio_add_pc_page or bio_add_dma_addr";
}

/* The fields; `needed` and `allowed` are sets of kinds. */
static const struct {
	const char *key;
	shape_fn *shape;
	unsigned needed;
	unsigned allowed;
} fields[] = {
	{ "id", is_string, ANY_KIND, ANY_KIND },
	{ "k", is_string, ANY_KIND, ANY_KIND },
	{ "lim", is_object, ANY_KIND, ANY_KIND },
	{ "inv", is_flag, 0, ANY_KIND },
	{ "outcome", is_string, ANY_KIND, ANY_KIND },
	{ "fn", is_string, 0, ANY_KIND },
	{ "why", is_string, 0, ANY_KIND },
	{ "op", is_op, ANY_KIND & ~KIND(ADD), ANY_KIND },
	{ "s", is_count, KIND(SPLIT) | KIND(ADV), KIND(SPLIT) | KIND(ADV) },
	{ "v", is_vectors, KIND(SPLIT) | KIND(ADV), KIND(SPLIT) | KIND(ADV) },
	{ "v", is_added, KIND(ADD), KIND(ADD) },
	{ "bios", is_bios, KIND(MERGE), KIND(MERGE) },
	{ "a", is_bios, KIND(RQMERGE), KIND(RQMERGE) },
	{ "b", is_bios, KIND(RQMERGE), KIND(RQMERGE) },
	{ "n", is_sizes, KIND(ADV), KIND(ADV) },
	{ "api", is_api, KIND(ADD), KIND(ADD) },
	{ "maxv", is_vec_room, KIND(ADD), KIND(ADD) },
	{ "out", is_array, 0, KIND(SPLIT) },
	{ "adv", is_array, 0, KIND(ADV) },
	{ "steps", is_array, 0, KIND(MERGE) },
	{ "rq", is_array, 0, KIND(MERGE) | KIND(RQMERGE) },
	{ "merged", is_flag, 0, KIND(RQMERGE) },
	{ "ret", is_array, 0, KIND(ADD) },
	{ "vecs", is_array, 0, KIND(ADD) },
	{ "size", is_count, 0, KIND(ADD) },
	{ "defects", is_array, 0, ANY_KIND },
	{ "fixed", is_object, 0, ANY_KIND },
};

static const char *const kind_names[BP_VECTOR_KINDS] = { "split", "merge", "rqmerge", "adv",
							 "add" };
static const char *const outcome_names[] = { "ok", "bug", "hang", "warn" };

/* Which code made the values, by the start of the id or else by a part of the file's name. */
static const struct {
	const char *id_prefix;
	const char *in_file_name;
	const char *rules;
	bool dma;
} origins[] = {
	{ "p52-", "v5.2-page", "v5.2", false }, { "dma-", "dma", "v5.2", true },
	{ "rfc1-", "rfc1", "v5.2", true },	{ "p61-", "6.1", "v6.1", false },
	{ NULL, "page", "v5.2", false },
};

static const struct {
	const char *key;
	size_t offset;
	size_t size;
	bool hex;
} limit_fields[] = {
#define LIMIT(key, field, hex)                                                                     \
	{                                                                                          \
		key, offsetof(struct queue_limits, field),                                         \
			sizeof(((struct queue_limits *)0)->field), hex                             \
	}
	LIMIT("lbs", logical_block_size, false),  LIMIT("pbs", physical_block_size, false),
	LIMIT("ms", max_sectors, false),	  LIMIT("mhs", max_hw_sectors, false),
	LIMIT("seg", max_segments, false),	  LIMIT("segsz", max_segment_size, false),
	LIMIT("chunk", chunk_sectors, false),	  LIMIT("bmask", seg_boundary_mask, true),
	LIMIT("vmask", virt_boundary_mask, true),
#undef LIMIT
};

static int index_of(const char *name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (name && !strcmp(name, names[i]))
			return (int)i;
	return -1;
}

static void store(struct queue_limits *lim, size_t offset, size_t size, u64 value)
{
	u16 value16 = (u16)value;
	u32 value32 = (u32)value;
	const void *from = size == 2 ? (void *)&value16 : size == 4 ? (void *)&value32 : &value;

	memcpy((char *)lim + offset, from, size);
}

static int read_limits(struct bp_vector_case *c, const char *path, struct bp_error *err)
{
	json_t *lim = json_object_get(c->json, "lim");
	const char *key;
	json_t *value;

	for (size_t i = 0; i < bp_array_size(limit_fields); i++) {
		u64 max = limit_fields[i].size == 8 ? UINT64_MAX
						    : ((u64)1 << 8 * limit_fields[i].size) - 1;
		json_t *pair;
		unsigned len;
		u64 number;
		bool good;

		value = json_object_get(lim, limit_fields[i].key);
		if (limit_fields[i].hex) {
			pair = json_pack("[O?, i]", value, 0);
			good = bp_vector_range(pair, &number, &len);
			json_decref(pair);
		} else {
			good = !is_count(value);
			number = (u64)json_integer_value(value);
		}
		if (!good || number > max)
			return bp_error_set(err, path, c->line, limit_fields[i].key,
					    "a limit must be %s from 0 to 0x%" PRIx64,
					    limit_fields[i].hex ? "a hex string" : "a number", max);
		store(&c->limits, limit_fields[i].offset, limit_fields[i].size, number);
	}
	json_object_foreach (lim, key, value) {
		size_t i = 0;

		while (i < bp_array_size(limit_fields) && strcmp(key, limit_fields[i].key))
			i++;
		if (i == bp_array_size(limit_fields))
			return bp_error_set(err, path, c->line, key, "there is no such limit");
	}
	return 0;
}

static int check_fields(struct bp_vector_case *c, const char *path, struct bp_error *err)
{
	const unsigned kind = 1u << c->kind;
	const char *key;
	json_t *value;

	for (size_t i = 0; i < bp_array_size(fields); i++)
		if (fields[i].needed & kind && !json_object_get(c->json, fields[i].key))
			return bp_error_set(err, path, c->line, fields[i].key,
					    "the field is missing");
	json_object_foreach (c->json, key, value) {
		const char *allowed = NULL;
		size_t i = 0;

		while (i < bp_array_size(fields) &&
		       (strcmp(key, fields[i].key) || !(fields[i].allowed & kind)))
			i++;
		if (i == bp_array_size(fields))
			return bp_error_set(err, path, c->line, key, "a %s case has no such field",
					    kind_names[c->kind]);
		allowed = fields[i].shape(value);
		if (allowed)
			return bp_error_set(err, path, c->line, key, "must be %s", allowed);
	}
	return 0;
}

static int find_origin(struct bp_vector_case *c, const char *path, struct bp_error *err)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	for (size_t pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < bp_array_size(origins); i++) {
			const char *prefix = origins[i].id_prefix;
			bool hit = pass ? strstr(name, origins[i].in_file_name) != NULL
					: prefix && !strncmp(c->id, prefix, strlen(prefix));

			if (!hit)
				continue;
			c->rules = origins[i].rules;
			c->dma = origins[i].dma;
			return 0;
		}
	}
	return bp_error_set(
		err, path, c->line, "id",
		"must begin with p52-, dma-, rfc1- or p61-, or the file's name must hold "
		"\"page\" or \"dma\"");
}

int bp_vector_shape(struct bp_vector_case *c, const char *path, struct bp_error *err)
{
	const char *outcome = json_string_value(json_object_get(c->json, "outcome"));
	const char *kind = json_string_value(json_object_get(c->json, "k"));
	int found = index_of(kind, kind_names, BP_VECTOR_KINDS);
	int error;

	if (!json_is_object(c->json))
		return bp_error_set(err, path, c->line, NULL, "a case must be a JSON object");
	if (found < 0)
		return bp_error_set(err, path, c->line, "k",
				    "must be split, merge, rqmerge, adv or add");
	c->kind = (enum bp_vector_kind)found;
	error = check_fields(c, path, err);
	if (error)
		return error;
	found = index_of(outcome, outcome_names, bp_array_size(outcome_names));
	if (found < 0)
		return bp_error_set(err, path, c->line, "outcome", "must be ok, bug, hang or warn");
	c->outcome = (enum bp_vector_outcome)found;
	c->id = json_string_value(json_object_get(c->json, "id"));
	c->write = json_object_get(c->json, "op") &&
		   !strcmp(json_string_value(json_object_get(c->json, "op")), "W");
	c->function = json_string_value(json_object_get(c->json, "fn"));
	c->function = c->function ? c->function : "";
	error = find_origin(c, path, err);
	return error ? error : read_limits(c, path, err);
}
