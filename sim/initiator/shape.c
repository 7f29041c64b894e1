/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which data a command can have, and how it is told (rdma-nvmet.md R-D7).
 */
#include <errno.h>

#include "initiator/engine.h"

#define IN_PAGE(addr) ((addr) % BP_INITIATOR_PAGE)

bool bp_initiator_goes_inline(const struct bp_initiator *host, u16 qid,
			      const struct bp_initiator_command *command)
{
	if (command->way != BP_INITIATOR_USUAL)
		return command->way == BP_INITIATOR_CAPSULE;
	return qid && command->nr_segments &&
	       command->nr_segments <= BP_INITIATOR_INLINE_SEGMENTS &&
	       bp_initiator_bytes(command) <= host->config.inline_bytes &&
	       nvme_is_write(&command->cmd.nvme);
}

static bool in_memory(const struct bp_rdma_flat *flat, const struct bp_initiator_segment *s)
{
	return s->bytes && s->bytes <= flat->bytes &&
	       s->addr - flat->base <= flat->bytes - s->bytes;
}

/* Pages of a segment that the one before it has not touched. */
static u64 fresh_pages(const struct bp_initiator_segment *s, bool shares_first)
{
	const u64 pages = (IN_PAGE(s->addr) + s->bytes + BP_INITIATOR_PAGE - 1) / BP_INITIATOR_PAGE;

	return pages - shares_first;
}

/*
 * A key reaches the segments without a gap: between two of them both sides are whole pages.  Its
 * list has as many entries as pages.
 */
static bool fits_region(const struct bp_initiator *host, const struct bp_initiator_command *command)
{
	u64 end = 0, pages = 0;

	if (command->nr_segments > host->config.max_pages)
		return false;
	for (unsigned i = 0; i < command->nr_segments; i++) {
		const struct bp_initiator_segment *s = &command->segments[i];
		const bool touches = i && s->addr == end;

		if (i && !touches && (IN_PAGE(end) || IN_PAGE(s->addr)))
			return false;
		pages += fresh_pages(s, touches && IN_PAGE(s->addr));
		end = s->addr + s->bytes;
	}
	return pages <= host->config.max_pages;
}

static bool is_short_enough(const struct bp_initiator_command *command)
{
	const u64 bytes = bp_initiator_bytes(command);

	if (command->nr_segments && command->twist && command->twist->short_region >= bytes)
		return false;
	return bytes <= BP_NVMF_KEYED_MAX;
}

int bp_initiator_shape(const struct bp_initiator *host, u16 qid,
		       const struct bp_initiator_command *command)
{
	for (unsigned i = 0; i < command->nr_segments; i++)
		if (!in_memory(&host->flat, &command->segments[i]))
			return -EINVAL;
	if (command->twist && command->twist->missing_capsule > BP_INITIATOR_CAPSULE_BYTES)
		return -EINVAL;
	if (bp_initiator_goes_inline(host, qid, command))
		return command->nr_segments <= BP_INITIATOR_INLINE_SEGMENTS ? 0 : -EINVAL;
	return is_short_enough(command) && fits_region(host, command) ? 0 : -EINVAL;
}
