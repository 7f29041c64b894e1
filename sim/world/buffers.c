/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "world/buffers.h"

/* Buffers that a device may have mapped at a time. */
#define BUFFERS_BYTES ((u64)512 << 20)
#define BUFFER_ALIGN_BYTES ((u64)1 << 20)

struct bp_memory_span bp_memory_span(const struct bp_scenario_io *io, unsigned page_shift, u64 seed)
{
	struct bp_memory_span span = { io->layout.base, io->layout.base };
	struct bp_layout_walk walk;
	struct bp_range range;

	bp_layout_start(&walk, &io->layout, page_shift, io->bytes, seed);
	while (bp_layout_next(&walk, &range))
		span.end = range.addr + range.len;
	return span;
}

void bp_buffers_place(struct bp_buffers *buffers, struct bp_scenario_io *io, unsigned page_shift,
		      u64 seed)
{
	const struct bp_memory_span span = bp_memory_span(io, page_shift, seed);

	if (bp_layout_is_dma(&io->layout))
		return;
	io->layout.base += buffers->moved_bytes;
	buffers->moved_bytes +=
		(span.end - span.start + BUFFER_ALIGN_BYTES - 1) & ~(BUFFER_ALIGN_BYTES - 1);
	if (buffers->moved_bytes >= BUFFERS_BYTES)
		buffers->moved_bytes = 0;
}
