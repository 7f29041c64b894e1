/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each block may hold: the model of a disk with a write cache (INV-NVME-34).
 *
 *   promised | written | written, and there now | its write failed, it may be there
 *   0                    now                      nr - 1
 */
#include <string.h>

#include "nvme/namespace.h"
#include "nvme/namespaces.h"
#include "proof/nvme/nvme.h"

static bool writes(const struct bp_nvme_io *io)
{
	return io->op != REQ_OP_READ;
}

bool bp_nvme_blocks_free(const struct bp_nvme_io *io)
{
	for (u32 lba = io->lba; lba < io->lba + io->count; lba++) {
		const struct bp_nvme_block *block = &io->p->block[lba];

		if (block->writers || (writes(io) && block->readers))
			return false;
	}
	return true;
}

void bp_nvme_blocks_take(struct bp_nvme_io *io)
{
	io->since = io->p->written;
	for (u32 lba = io->lba; lba < io->lba + io->count; lba++) {
		struct bp_nvme_block *block = &io->p->block[lba];

		block->writers += writes(io);
		block->readers += !writes(io);
		block->touched |= writes(io);
	}
}

static void drop_older(struct bp_nvme_block *block, unsigned first)
{
	memmove(block->value, block->value + first, (block->nr - first) * sizeof(*block->value));
	block->nr -= first;
	block->now -= bp_min(first, block->now);
}

static void append(struct bp_nvme_block *block, u32 version, u64 done)
{
	if (block->nr == BP_NVME_PROOF_VALUES) {
		block->any = true;
		drop_older(block, 1);
	}
	block->value[block->nr++] = (struct bp_nvme_value){ version, done };
}

static u32 version_of(const struct bp_nvme_io *io)
{
	switch (io->op) {
	case REQ_OP_DISCARD:
		return BP_NVME_GIVEN_UP;
	case REQ_OP_WRITE_ZEROES:
		return BP_NVME_ZEROED;
	default:
		return io->version;
	}
}

/* Without a cache all that is done is durable, and so is what FUA is for.  Of other writes a part
 * may have been done, and lost, before the power came back. */
static void wrote(const struct bp_nvme_io *io, struct bp_nvme_block *block)
{
	const bool is_durable = !io->p->doc.write_cache || io->opf & REQ_FUA;

	append(block, version_of(io), is_durable || !io->lost_power ? io->p->written : ~0ull);
	if (is_durable || !io->lost_power)
		block->now = block->nr - 1;
	if (!is_durable)
		return;
	drop_older(block, block->now);
	block->any = false;
}

/* What was written before a flush began is durable when it has ended. */
static void promise(struct bp_nvme_block *block, u64 since)
{
	unsigned last = block->now;

	while (last && block->value[last].done > since)
		last--;
	drop_older(block, last);
	if (last == block->now && block->value[last].done <= since)
		block->any = false;
}

static void flushed(struct bp_nvme_proof *p, u64 since)
{
	for (u32 lba = 0; lba < p->nr_blocks; lba++)
		if (p->block[lba].touched)
			promise(&p->block[lba], since);
}

void bp_nvme_blocks_end(struct bp_nvme_io *io, bool good)
{
	struct bp_nvme_proof *p = io->p;

	if (good && io->opf & REQ_PREFLUSH && io->since)
		flushed(p, io->since);
	p->written += writes(io);
	for (u32 lba = io->lba; lba < io->lba + io->count; lba++) {
		struct bp_nvme_block *block = &p->block[lba];

		block->writers -= writes(io);
		block->readers -= !writes(io);
		if (writes(io) && good)
			wrote(io, block);
		else if (writes(io))
			append(block, version_of(io), ~0ull);
	}
}

/* Nobody knows which of them were still to come: no flush on its way speaks for them. */
void bp_nvme_blocks_lose_power(struct bp_nvme_proof *p)
{
	for (unsigned i = 0; i < BP_NVME_PROOF_IOS; i++) {
		struct bp_nvme_io *io = &p->io[i];

		if (!io->busy)
			continue;
		io->since = 0;
		io->lost_power = true;
		for (u32 lba = io->lba; writes(io) && lba < io->lba + io->count; lba++)
			append(&p->block[lba], version_of(io), ~0ull);
	}
	for (u32 lba = 0; lba < p->nr_blocks; lba++)
		p->block[lba].now = 0;
}

void bp_nvme_block_fill(const struct bp_nvme_proof *p, u32 version, u32 lba, u8 *bytes)
{
	memset(bytes, 0, p->block_bytes);
	for (u32 at = 0; version >= BP_NVME_FIRST_VERSION && at < p->block_bytes; at += 8) {
		const u64 word = ((u64)version << 32 | lba << 12 | at) * 0x9e3779b97f4a7c15ull;

		memcpy(bytes + at, &word, sizeof(word));
	}
}

bool bp_nvme_block_holds(const struct bp_nvme_proof *p, u32 lba, const u8 *bytes)
{
	const struct bp_nvme_block *block = &p->block[lba];
	u8 wanted[1u << BP_NVME_PAGE_SHIFT];

	if (block->any)
		return true;
	for (unsigned i = block->now; i < block->nr; i++) {
		bp_nvme_block_fill(p, block->value[i].version, lba, wanted);
		if (!memcmp(bytes, wanted, p->block_bytes))
			return true;
	}
	return false;
}

/* A block that was not written has nothing, or someone else's bytes went there. */
static bool is_as_it_was(struct bp_nvme_proof *p, struct bp_medium *medium, u32 lba)
{
	u8 bytes[1u << BP_NVME_PAGE_SHIFT], meta[64], state;

	if (!p->block[lba].touched)
		return bp_medium_unused(medium, lba, 1);
	return !bp_medium_read(medium, lba, 1, bytes, meta, &state) &&
	       bp_nvme_block_holds(p, lba, bytes);
}

void bp_nvme_proof_judge_medium(struct bp_nvme_proof *p)
{
	struct bp_medium *medium = bp_nvme_namespace(p->nvme.ctrl, 1)->medium;

	for (u32 lba = 0; lba < p->nr_blocks; lba++)
		if (!is_as_it_was(p, medium, lba)) {
			bp_trial_wrong(p->trial, "medium", "block %u is not what was written\n",
				       lba);
			return;
		}
}
