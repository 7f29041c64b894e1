/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One I/O of a scenario.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include <blkpath/opf.h>

#include <input/rule_set.h>
#include <input/scenario_load.h>

#define BYTES_MAX (UINT32_MAX & ~(SECTOR_SIZE - 1))
#define PAGE_ADDR_MAX (((u64)1 << 52) - 1)

static struct bp_place io_key(const struct bp_scenario_load *l, unsigned i, const char *key)
{
	return (struct bp_place){ l->path, bp_yaml_line(l->lines, "ios[%u].%s", i, key), key };
}

static int load_op(struct bp_scenario_load *l, unsigned i, struct bp_scenario_io *io)
{
	const struct bp_yaml_io *raw = &l->raw->ios[i];
	struct bp_place at = io_key(l, i, "op");
	bool dma = false;
	int rc = bp_op_parse(&at, raw->op, &io->opf, l->err);

	for (unsigned f = 0; !rc && f < raw->flags_count; f++) {
		at = io_key(l, i, "flags");
		rc = bp_flag_parse(&at, raw->flags[f], &io->opf, l->err);
	}
	if (!rc && raw->dma) {
		at = io_key(l, i, "dma");
		rc = bp_parse_bool(&at, raw->dma, &dma, l->err);
	}
	if (rc || !dma)
		return rc;
	io->opf |= REQ_DMA_DIRECT;
	return bp_rule_set_wants_direct(&at, l->s->rules, l->err);
}

static int load_layout(struct bp_scenario_load *l, unsigned i, struct bp_scenario_io *io)
{
	const struct bp_yaml_io *raw = &l->raw->ios[i];
	struct bp_place at = io_key(l, i, "layout");
	int rc;

	if (raw->layout && raw->vectors)
		return bp_place_error(&at, l->err,
				      "layout and vectors are both there: one is allowed");
	rc = bp_layout_parse(&at, raw->layout ?: "scattered", l->s->page_shift, &io->layout,
			     l->err);
	if (rc || !bp_layout_is_dma(&io->layout))
		return rc;
	io->opf |= REQ_DMA_DIRECT;
	return bp_rule_set_wants_direct(&at, l->s->rules, l->err);
}

static int load_provider(struct bp_scenario_load *l, unsigned i, struct bp_scenario_io *io)
{
	const struct bp_yaml_io *raw = &l->raw->ios[i];
	struct bp_place at = io_key(l, i, "provider");
	unsigned op = bp_opf_op(io->opf);

	if (!raw->provider)
		return 0;
	if (raw->layout || raw->vectors)
		return bp_place_error(&at, l->err,
				      "provider and layout or vectors are both there: one is "
				      "allowed");
	if (op != REQ_OP_READ && op != REQ_OP_WRITE)
		return bp_place_error(&at, l->err,
				      "only the data of a read or write can lie there");
	io->opf |= REQ_DMA_DIRECT;
	return bp_device_function(&at, raw->provider, io->provider, l->err)
		       ?: bp_rule_set_wants_direct(&at, l->s->rules, l->err);
}

/* Where it ends is counted from its first page, in 32 bits. */
static bool fits_page_vector(const struct bp_scenario *s, const struct bp_range *vector)
{
	u64 off = vector->addr & (((u64)1 << s->page_shift) - 1);

	return off + vector->len <= (u64)UINT32_MAX + 1;
}

static int load_vector(struct bp_scenario_load *l, unsigned i, unsigned v,
		       struct bp_scenario_io *io, u64 *sum)
{
	char **raw = l->raw->ios[i].vectors[v];
	struct bp_place at = { l->path, bp_yaml_line(l->lines, "ios[%u].vectors[%u]", i, v),
			       "vectors" };
	u64 max = io->opf & REQ_DMA_DIRECT ? UINT64_MAX : PAGE_ADDR_MAX;
	u64 bytes = 0;
	int rc;

	rc = bp_parse_address(&at, raw[0], max, &io->vectors[v].addr, l->err)
		     ?: bp_parse_size(&at, raw[1], 0, UINT32_MAX, &bytes, l->err);
	io->vectors[v].len = (u32)bytes;
	*sum += bytes;
	if (rc || io->opf & REQ_DMA_DIRECT || fits_page_vector(l->s, &io->vectors[v]))
		return rc;
	return bp_place_error(&at, l->err, "a vector of pages ends within 4 GiB of its first page");
}

static int load_vectors(struct bp_scenario_load *l, unsigned i, struct bp_scenario_io *io, u64 *sum)
{
	unsigned count = l->raw->ios[i].vectors_count;
	int rc = 0;

	if (!count)
		return 0;
	io->vectors = calloc(count, sizeof(*io->vectors));
	if (!io->vectors)
		return -ENOMEM;
	io->nr_vectors = count;
	for (unsigned v = 0; !rc && v < count; v++)
		rc = load_vector(l, i, v, io, sum);
	return rc;
}

/* The length: from bytes, or the sum of the vectors; a flush needs none. */
static int load_bytes(struct bp_scenario_load *l, unsigned i, struct bp_scenario_io *io, u64 sum)
{
	const char *text = l->raw->ios[i].bytes;
	struct bp_place at = io_key(l, i, text ? "bytes" : "op");
	u64 bytes = sum;
	int rc = 0;

	if (!text && !io->nr_vectors && bp_opf_op(io->opf) != REQ_OP_FLUSH)
		return bp_place_error(&at, l->err, "bytes is missing: only a flush has none");
	if (text)
		rc = bp_parse_size(&at, text, io->nr_vectors ? 0 : SECTOR_SIZE, UINT32_MAX, &bytes,
				   l->err);
	if (rc)
		return rc;
	if (io->nr_vectors ? bytes != sum || sum > UINT32_MAX : bytes % SECTOR_SIZE != 0)
		return bp_place_error(&at, l->err,
				      "%" PRIu64
				      " is not allowed: a multiple of 512 up to %u; with "
				      "vectors their sum, %" PRIu64,
				      bytes, BYTES_MAX, sum);
	io->bytes = (unsigned)bytes;
	return 0;
}

static int load_sector(struct bp_scenario_load *l, unsigned i, struct bp_scenario_io *io)
{
	const char *text = l->raw->ios[i].sector;
	struct bp_place at = io_key(l, i,
				    text		   ? "sector"
				    : l->raw->ios[i].bytes ? "bytes"
							   : "vectors");
	u64 end;
	int rc = 0;

	if (text)
		rc = bp_parse_number(&at, text, 0, UINT64_MAX >> SECTOR_SHIFT, &io->sector, l->err);
	end = io->sector + (io->bytes + SECTOR_SIZE - 1) / SECTOR_SIZE;
	if (!rc && l->s->capacity_sectors && end > l->s->capacity_sectors)
		return bp_place_error(&at, l->err,
				      "sectors %" PRIu64 " to %" PRIu64
				      " reach beyond the device: at most %" PRIu64 " is allowed",
				      io->sector, end, l->s->capacity_sectors);
	return rc;
}

int bp_scenario_load_io(struct bp_scenario_load *l, unsigned i)
{
	struct bp_scenario_io *io = &l->s->ios[i];
	u64 sum = 0;

	io->line = bp_yaml_line(l->lines, "ios[%u]", i);
	return load_op(l, i, io) ?:
	       load_layout(l, i, io) ?: load_provider(l, i, io) ?:
	       load_vectors(l, i, io, &sum) ?:
	       load_bytes(l, i, io, sum) ?:
	       load_sector(l, i, io);
}
