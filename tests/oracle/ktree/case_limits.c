/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random queue limits: what drivers set, what is one beside it, and what no setter would let pass.
 */
#include "case_limits.h"

#define SECTORS_MAX (0xffffffffu >> 9)
#define BLOCK_MAX 65536

const struct kt_limits kt_plain_limits = {
	.logical_block = 512,
	.physical_block = 512,
	.max_sectors = 2560,
	.max_hw_sectors = 2560,
	.max_segments = 128,
	.max_segment_size = 65536,
	.boundary_mask = 0xffffffff,
	.max_discard = 2560,
	.discard_granularity = 512,
	.max_discard_segments = 2,
};

void kt_limits_make(struct kt_limits *l, struct kt_source *s)
{
	unsigned block;

	l->logical_block = (unsigned)KT_PICK(s, 512, 512, 512, 512, 4096, 4096, 1024, 2048, 8192);
	block = l->logical_block / 512;
	l->physical_block = (unsigned)KT_PICK(s, l->logical_block, l->logical_block, 4096, 4096,
					      8192, 16384, 65536, 512);
	if (l->physical_block < l->logical_block)
		l->physical_block = l->logical_block;
	l->max_sectors = (unsigned)KT_PICK(s, 8, 16, 24, 64, 127, 128, 255, 256, 1024, 1280, 2560,
					   block * (1 + kt_draw(s, 64)), 1 + kt_draw(s, 40),
					   1 + kt_draw(s, 4096), block, SECTORS_MAX);
	if (l->max_sectors < block && !kt_once(s, 64))
		l->max_sectors = block;
	l->max_hw_sectors = (unsigned)KT_PICK(s, 2560, 2560, l->max_sectors, 1 + kt_draw(s, 64), 8,
					      SECTORS_MAX);
	l->max_segments = (unsigned)KT_PICK(s, 128, 128, 1, 2, 3, 4, 5, 8, 33, 64, 127, 168, 256,
					    1 + kt_draw(s, 32), 65535);
	l->max_segment_size = (unsigned)KT_PICK(s, 65536, 65536, 0xffffffff, 0xffffffff, 4096, 8192,
						24576, 98304, 1536, 512, 1 + kt_draw(s, 8192),
						512 * (1 + kt_draw(s, 512)), 32768);
	if (l->max_segment_size < 512 && !kt_once(s, 16))
		l->max_segment_size += 4096;
	l->chunk_sectors =
		(unsigned)KT_PICK(s, 0, 0, 0, 0, 0, 0, 8, 16, 24, 96, 128, 200, 256,
				  1 + kt_draw(s, 300), block * (1 + kt_draw(s, 16)), 2048);
	l->boundary_mask =
		KT_PICK(s, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xfff, 0xfff, 0x1fff,
			0x3fff, 0xffff, 0xfffff, 0x1ffffffff, ~0ull, 0xfffffff, 0x1ff);
	l->max_discard = l->discard_granularity = l->discard_alignment = 0;
	l->max_discard_segments = 1;
	l->virt_mask =
		KT_PICK(s, 0, 0, 0, 0, 0, 0, 0xfff, 0xfff, 0xfff, 0x1ff, 3, 0x1fff, 0xffff, 0);
}

static bool power_of_two(unsigned n)
{
	return n && !(n & (n - 1));
}

static bool is_mask(kt_number mask)
{
	return !(mask & (mask + 1));
}

bool kt_limits_valid(const struct kt_limits *l)
{
	return power_of_two(l->logical_block) && power_of_two(l->physical_block) &&
	       l->logical_block >= 512 && l->physical_block >= l->logical_block &&
	       l->physical_block <= BLOCK_MAX && l->max_sectors && l->max_sectors <= SECTORS_MAX &&
	       l->max_hw_sectors && l->max_segments && l->max_segments <= 65535 &&
	       l->max_segment_size && l->boundary_mask >= 511 && is_mask(l->boundary_mask) &&
	       is_mask(l->virt_mask) && l->max_discard <= SECTORS_MAX;
}
