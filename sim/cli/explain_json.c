/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An explanation for programs.  Lists are flat and refer to each other by index, so that a reader
 * can ask for cuts[0].limit; addresses and masks are "0x..." strings.
 */
#include "cli/controller_print.h"
#include "cli/device_print.h"
#include "cli/explain.h"
#include "cli/findings_print.h"
#include "cli/limits_table.h"
#include "draw/cut.h"
#include "draw/words.h"

static json_t *hex(u64 value)
{
	return json_sprintf("0x%llx", (unsigned long long)value);
}

/* An index, or null for nowhere. */
static json_t *index_or_null(unsigned index)
{
	return index == BP_NOWHERE ? json_null() : json_integer(index);
}

static json_t *ranges(const struct bp_range *range, unsigned n)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < n; i++)
		json_array_append_new(array, json_pack("[o, I]", hex(range[i].addr),
						       (json_int_t)range[i].len));
	return array;
}

static json_t *op(unsigned opf)
{
	char word[BP_OP_WORD_MAX];

	return json_string(bp_op_word(opf, word));
}

static json_t *bio(const struct bp_story *s, unsigned i)
{
	const struct bp_told_bio *b = &s->bios.at[i];

	return json_pack("{s:i, s:o, s:b, s:I, s:i, s:I, s:o, s:s?, s:o, s:s}", "io", (int)b->io,
			 "op", op(b->opf), "dma_direct", !!(b->opf & REQ_DMA_DIRECT), "sector",
			 (json_int_t)b->sector, "sectors", (int)(b->bytes >> SECTOR_SHIFT), "bytes",
			 (json_int_t)b->bytes, "vectors",
			 ranges(bp_list_from(&s->vectors, b->first_vector), b->nr_vectors),
			 "refused", b->refused_rule, "failure", index_or_null(b->failure), "status",
			 bp_status_name(b->status));
}

static json_t *cut(const struct bp_story *s, unsigned i)
{
	const struct bp_told_cut *c = &s->cuts.at[i];
	json_t *value = bp_cut_by_mask(c->cut.cause) ? hex(c->cut.limit)
						     : json_integer((json_int_t)c->cut.limit);

	return json_pack("{s:i, s:s, s:o, s:s, s:i, s:i, s:I, s:i, s:i, s:i, s:b, s:s?}", "bio",
			 (int)c->bio, "limit", bp_cut_limit_name(c->cut.cause), "value", value,
			 "rule", c->cut.rule, "vector", (int)c->cut.vector, "byte",
			 (int)c->cut.vector_byte, "sector", (json_int_t)c->sector, "front_sectors",
			 (int)c->cut.sectors, "front_segments", (int)c->cut.nsegs, "rounded_bytes",
			 (int)c->cut.rounded_bytes, "physical_block", c->cut.physical_block,
			 "error", c->cut.error ? "EINVAL" : NULL);
}

static json_t *piece(const struct bp_story *s, unsigned i)
{
	const struct bp_told_piece *p = &s->pieces.at[i];
	const char *how = p->joined == 'M' ? "back" : p->joined == 'F' ? "front" : "new";

	return json_pack("{s:i, s:I, s:i, s:i, s:o, s:o, s:s}", "bio", (int)p->bio, "sector",
			 (json_int_t)p->sector, "sectors", (int)(p->bytes >> SECTOR_SHIFT),
			 "segments", (int)p->nsegs, "segment_list",
			 ranges(bp_list_from(&s->segments, p->first_segment), p->nr_segments),
			 "request", index_or_null(p->request), "joined",
			 p->request == BP_NOWHERE ? "none" : how);
}

static json_t *refusal(const struct bp_story *s, unsigned i)
{
	const struct bp_told_refusal *r = &s->refusals.at[i];

	return json_pack("{s:i, s:o, s:s?, s:I, s:I, s:s?}", "piece", (int)r->piece, "request",
			 index_or_null(r->request), "limit", r->limit_name, "value",
			 (json_int_t)r->value, "allowed", (json_int_t)r->limit, "rule", r->rule);
}

static json_t *bounce(const struct bp_story *s, unsigned i)
{
	const struct bp_told_bounce *b = &s->bounces.at[i];

	return json_pack("{s:i, s:I, s:s, s:s?}", "bio", (int)b->bio, "pages", (json_int_t)b->pages,
			 "limit", "bounce_pfn", "rule", b->rule);
}

static json_t *request(const struct bp_story *s, unsigned i)
{
	const struct bp_told_request *r = &s->requests.at[i];

	return json_pack("{s:o, s:I, s:i, s:i, s:i, s:o}", "op", op(r->opf), "sector",
			 (json_int_t)r->sector, "sectors", (int)(r->bytes >> SECTOR_SHIFT), "bios",
			 (int)r->bios, "segments", (int)r->nsegs, "entries",
			 ranges(bp_list_from(&s->entries, r->first_entry), r->nr_entries));
}

static json_t *list(const struct bp_story *s, unsigned n,
		    json_t *(*one)(const struct bp_story *, unsigned))
{
	json_t *array = json_array();

	for (unsigned i = 0; i < n; i++)
		json_array_append_new(array, one(s, i));
	return array;
}

static json_t *dma_entry(const struct bp_mapped *entry)
{
	return json_pack("{s:o, s:I, s:o, s:i, s:i, s:s, s:s, s:s}", "address",
			 hex(entry->addr.dma), "bytes", (json_int_t)entry->len, "physical",
			 hex(entry->phys.phys), "first_entry", (int)entry->first, "entries",
			 (int)entry->entries, "kind", bp_address_name(entry->kind), "why",
			 bp_mapping_words(entry->reason), "rule", bp_mapping_rule(entry->reason));
}

/* The mapping of a request; none for one without data or by bus address. */
static json_t *mapping(const struct bp_story *s, unsigned i)
{
	const struct bp_told_request *r = &s->requests.at[i];
	const struct bp_mapped *entries = bp_list_from(&s->dma, r->first_dma);
	json_t *array = json_array();

	for (unsigned e = 0; e < r->nr_dma; e++)
		json_array_append_new(array, dma_entry(&entries[e]));
	return json_pack("{s:i, s:i, s:I, s:o}", "request", (int)i, "attempts", (int)r->attempts,
			 "iova_bytes", (json_int_t)r->iova_bytes, "entries", array);
}

static json_t *mappings(const struct bp_story *s)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < s->requests.n; i++)
		if (s->requests.at[i].attempts)
			json_array_append_new(array, mapping(s, i));
	return array;
}

json_t *bp_explain_json(const struct bp_explanation *x)
{
	const struct bp_story *s = x->story;
	json_t *device = x->device->dev ? bp_device_json(x->device) : NULL;
	json_t *mapped = x->device->dev ? mappings(s) : NULL;
	json_t *commands = x->nvme ? bp_commands_json(x) : NULL;
	json_t *steps = x->nvme ? bp_steps_json(x->nvme) : NULL;

	return json_pack("{s:s, s:s, s:I, s:o, s:o*, s:o*, s:o, s:o, s:o, s:o, s:o, s:o, s:o*, "
			 "s:o*, s:o*, s:o}",
			 "name", x->scenario->name, "rules", x->scenario->rules->name, "seed",
			 (json_int_t)x->scenario->seed, "limits", bp_limits_json(x->limits),
			 "device", device, "controller", bp_controller_json(x->controller), "bios",
			 list(s, s->bios.n, bio), "cuts", list(s, s->cuts.n, cut), "pieces",
			 list(s, s->pieces.n, piece), "bounces", list(s, s->bounces.n, bounce),
			 "refused_merges", list(s, s->refusals.n, refusal), "requests",
			 list(s, s->requests.n, request), "mappings", mapped, "commands", commands,
			 "steps", steps, "check", bp_findings_json(x->findings));
}
