/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where in memory the data of an I/O lies: one small language for flags and scenarios.
 *
 *   layout := word ("," word)*
 *   word   := "contiguous"       one run of memory
 *           | "scattered"        single pages that never touch (the default)
 *           | "random"           runs of 1 to `run` pages (8) that never touch, by seed
 *           | "dma=" ADDRESS     bus addresses from there, one run; a dma-direct I/O
 *           | "offset=" SIZE     the data begin so many bytes after the start of the first run
 *           | "base=" ADDRESS    the first run starts there (default 0x1000000)
 *           | "run=" NUMBER      pages per run (not with contiguous)
 *           | "gap=" SIZE        bytes between runs, whole pages unless dma (default one page)
 *           | "vector=" SIZE     longest vector; runs are cut into vectors that touch
 *
 * At most one of the first four; a layout of options alone is scattered.  A run is one vector
 * unless `vector` cuts it.  The first run loses `offset` bytes at its front, so with `scattered`
 * and offset=512 the first vector has a page less 512 bytes.  ADDRESS is hexadecimal (0x...), SIZE
 * and NUMBER as in units.h.  A gap of 0 makes runs that touch.
 *
 *   contiguous          [aaaaaaaaaaaa]
 *   scattered           [aaaa]    [bbbb]    [cccc]
 *   scattered,run=2     [aaaaaaaa]    [bbbbbbbb]
 *   contiguous,vector=4k,offset=512   [aaa][bbbb][c]
 */
#ifndef SIM_INPUT_LAYOUT_H
#define SIM_INPUT_LAYOUT_H

#include <input/units.h>

enum bp_layout_kind {
	BP_LAYOUT_SCATTERED,
	BP_LAYOUT_CONTIGUOUS,
	BP_LAYOUT_RANDOM,
	BP_LAYOUT_DMA,
};

/**
 * struct bp_layout - a parsed layout
 * @kind: the shape
 * @base: address of the first run
 * @offset_bytes: bytes left out at the front of the first run
 * @run_pages: pages per run; 0 for one run without end
 * @gap_bytes: bytes between runs
 * @vector_bytes: longest vector; 0 for no bound
 */
struct bp_layout {
	enum bp_layout_kind kind;
	u64 base;
	u64 offset_bytes;
	u64 run_pages;
	u64 gap_bytes;
	u64 vector_bytes;
};

/* One vector: physical address, or bus address when the layout is dma. */
struct bp_range {
	u64 addr;
	u32 len;
};

/**
 * struct bp_layout_walk - a position in the vectors of one I/O; holds no memory
 * @layout: the layout
 * @page_bytes: page size
 * @left: bytes of the I/O still to come
 * @addr: address of the next byte
 * @run_left: bytes left in the run
 * @seed: state of the generator
 */
struct bp_layout_walk {
	const struct bp_layout *layout;
	u64 page_bytes;
	u64 left;
	u64 addr;
	u64 run_left;
	u64 seed;
};

/**
 * bp_layout_parse - read a layout
 * @at: where the text stands
 * @text: the text
 * @page_shift: log2 of the page size, 9..16: gaps and bases of pages are checked against it
 * @layout: receives the layout
 * @err: receives the message
 *
 * Return: 0, or -EINVAL with @err filled.
 */
int bp_layout_parse(const struct bp_place *at, const char *text, unsigned page_shift,
		    struct bp_layout *layout, struct bp_error *err);

/**
 * bp_layout_start - begin the vectors of one I/O
 * @walk: the position
 * @layout: the layout; must outlive @walk
 * @page_shift: log2 of the page size
 * @bytes: length of the I/O
 * @seed: only for `random`: the same seed gives the same vectors
 */
void bp_layout_start(struct bp_layout_walk *walk, const struct bp_layout *layout,
		     unsigned page_shift, u64 bytes, u64 seed);

/**
 * bp_layout_next - the next vector
 * @walk: the position
 * @range: receives the vector; never empty, at most 2^31 - 512 bytes
 *
 * Return: true, or false when the I/O is complete. The lengths add up to the I/O's.
 */
bool bp_layout_next(struct bp_layout_walk *walk, struct bp_range *range);

/* Whether the layout makes bus addresses. */
static inline bool bp_layout_is_dma(const struct bp_layout *layout)
{
	return layout->kind == BP_LAYOUT_DMA;
}

#endif
